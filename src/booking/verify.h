/*-------------------------------------------------------------------------
 *
 * booking/verify.h
 *	  Checks of boh_verify() for events, bookings and booking lanes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VERIFY_EVENT_H
#define BOH_VERIFY_EVENT_H

#include "access/transam.h"

#include "base/finding.h"

/* Checks that read no bookings */
extern const BohChecks boh_event_checks;

/* An event, or what bookings take for one, and what its bookings add up to */
typedef struct BohCheckedEvent
{
	pg_uuid_t	id;
	char		status;			/* the hash table's own */
	bool		recent;			/* has a booking that changed since the time */
	bool		unbookable;		/* may not have active bookings */
	Oid			event_status;	/* InvalidOid: no event with that id was read */
	int64		active_seats;
	void	   *sums;			/* for who counts bookings */
} BohCheckedEvent;

typedef enum BohCheckedStatus
{
	BOH_CHECKED_PENDING,
	BOH_CHECKED_CONFIRMED,
	BOH_CHECKED_CANCELLED,
	BOH_CHECKED_REFUNDED,
	BOH_CHECKED_OTHER			/* a label that somebody has added */
} BohCheckedStatus;

/* What statistics count of a booking */
typedef struct BohCheckedBooking
{
	BohCheckedEvent *event;
	BohCheckedStatus status;
	int32		seats;
	int64		total_price;	/* in cents (base/cents.h) */
	Datum		currency;		/* a text */
	bool		held;
	bool		confirmed;
	bool		expired;
	bool		paid;
	TimestampTz booked_at;
	FullTransactionId xid;		/* invalid: none */
} BohCheckedBooking;

/* Takes each booking that is read; the event stays where it is until it returns. */
typedef void (*BohCountBooking) (void *argument, const BohCheckedBooking *booking);

typedef struct BohCheckedBookings BohCheckedBookings;

/*
 * Read all bookings of the events in the scope, once, for the functions below
 * and for count.  NULL: the rows of bookings cannot be checked.
 */
extern BohCheckedBookings *boh_read_bookings(BohFindings *findings, BohCountBooking count,
											 void *argument);

/* The event with an id, which is added if no booking has it */
extern BohCheckedEvent *boh_checked_event(BohCheckedBookings *bookings, const pg_uuid_t *id);

/* Give each event to a function. */
typedef void (*BohTakeEvent) (void *argument, BohCheckedEvent *event);
extern void boh_each_checked_event(BohCheckedBookings *bookings, BohTakeEvent take,
								   void *argument);

/* Counters that are not the sums of active bookings */
extern void boh_verify_counters(BohCheckedBookings *bookings);

/* What is wrong with the bookings themselves */
extern void boh_verify_bookings(BohCheckedBookings *bookings);

#endif							/* BOH_VERIFY_EVENT_H */

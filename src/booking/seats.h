/*-------------------------------------------------------------------------
 *
 * booking/seats.h
 *	  Seats are noted row by row and counted at the end of the statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEATS_H
#define BOH_SEATS_H

#include "utils/timestamp.h"
#include "utils/uuid.h"

/* In this order within a statement: what is given back can be taken. */
typedef enum SeatChange
{
	SEATS_RELEASE,
	SEATS_RETAKE,				/* late payment: neither window nor price
								 * asked; 0 seats: they are still held */
	SEATS_TAKE
} SeatChange;

extern void boh_seats_init(void);

/*
 * Note that a row takes or gives back seats (a positive number) of an event,
 * at a price.  price is a numeric, currency a text datum; both are copied,
 * and only looked at for SEATS_TAKE.
 */
extern void boh_seats_note(Oid schema, SeatChange change,
						   const pg_uuid_t *booking, const pg_uuid_t *event,
						   const pg_uuid_t *user, int64 seats, Datum price,
						   Datum currency);

/* Count what was noted in this subtransaction. */
extern void boh_seats_count(void);

/*
 * Before anything is written: raise the error that a booking would meet now (no
 * such event or user, not open, not enough seats).  false: the event is nearly
 * full or has a limit per user, and the booking may depend on overdue holds
 * that others have locked.
 */
extern bool boh_seats_expect(Oid schema, const pg_uuid_t *event,
							 const pg_uuid_t *user, int seats);

/*
 * Set when 55P03 is raised because overdue holds that would do are locked; for
 * those who clear it before and can wait for them.
 */
extern bool boh_seats_locked;

/*
 * Lock the event and, where it has lanes, the user's limit and all lanes: before
 * seats are given back that may be wanted again.
 */
extern void boh_seats_lock(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user);

/*
 * Lock the event and say whether a booking whose hold ran out can have its seats
 * back for a late payment.  Raises 55P03, with boh_seats_locked set, when that depends on overdue
 * holds that others have locked.
 */
extern bool boh_seats_can_return(Oid schema, const pg_uuid_t *event,
								 const pg_uuid_t *user, int seats);

/* Seats of an event's active bookings, counted. */
extern int64 boh_seats_booked(Oid schema, const pg_uuid_t *event);

/*
 * From now on, until the transaction ends, seats of the event's bookings are
 * counted anew where they would be added to its counter.
 */
extern void boh_seats_recount(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_SEATS_H */

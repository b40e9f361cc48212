/*-------------------------------------------------------------------------
 *
 * booking/seat_order.h
 *	  Declarations that the files about seats, seat_*.c, share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEAT_ORDER_H
#define BOH_SEAT_ORDER_H

#include "booking/event_row.h"
#include "booking/seats.h"

/* Overdue holds that a booking in need of seats cancels at a time. */
#define EXPIRY_BATCH 100

typedef struct SeatNote
{
	SubTransactionId subtransaction;	/* the row's: its abort undoes both */
	Oid			schema;
	SeatChange	change;
	pg_uuid_t	booking;
	pg_uuid_t	event;
	pg_uuid_t	user;
	int64		seats;
	Datum		price;			/* SEATS_TAKE only */
	Datum		currency;
} SeatNote;

/* The changes of one statement to the seats of one event. */
typedef struct SeatOrder
{
	Oid			schema;
	const pg_uuid_t *event;
	const SeatNote *notes;		/* sorted by change, then by user */
	int			count;
	int64		released;
	int64		requested;		/* sum of all notes but SEATS_RELEASE */
	bool		booking;		/* some notes are SEATS_TAKE */
	bool		imported;		/* some notes are SEATS_IMPORT */
	bool		late;			/* some notes are seats_is_late_payment() */
	Datum		own;			/* seats_own_bookings() makes it when needed;
								 * 0: not yet */
} SeatOrder;

/*
 * Notes (seat_notes.c)
 */

extern void seats_notes_init(void);

/*
 * Remove this subtransaction's notes from the list and return them in the
 * order in which they are counted.  They must be removed first, because
 * counting may write bookings itself and so call this function again.
 */
extern SeatNote *seats_take_notes(int *count);

/* Compares notes by their events, like a qsort comparator. */
extern int	seats_compare_events(const SeatNote *one, const SeatNote *other);

/*
 * Checks of the event (seat_checks.c)
 */

/* Read an event, with an up-to-date booked also if it has lanes. */
extern bool seats_read_event(Oid schema, const pg_uuid_t *event, EventView *view);

/* Seats of overdue holds are not in the result: they are still booked. */
extern int64 seats_free(const EventView *view);

/*
 * true for the note of a plain UPDATE that confirms an overdue hold.  No call
 * of boh_seats_can_return() came before it, so the checks are still to be
 * made.
 */
extern bool seats_is_late_payment(const SeatNote *note);

/* A late payment is independent of the booking window and the price. */
extern bool seats_late_payment_is_possible(const EventView *view, TimestampTz now);

/* Check all but the seats and the users: booking window, status, prices. */
extern void seats_check_terms(const SeatOrder *order, const EventView *view, TimestampTz now);

/*
 * Raise the error that the order would get, as far as the event's row and its
 * overdue holds tell.  Seats of overdue holds count as free, and so do seats
 * that the same statement gives back.
 */
extern void seats_check_order(SeatOrder *order, EventView *view, TimestampTz now);

/* true when the caller may know what is in the row of a PUBLISHED event */
extern bool seats_event_is_readable(Oid schema);

/* Cancelling overdue holds would suffice, but others have locked them. */
extern void seats_raise_locked(Oid schema, const pg_uuid_t *event);

/*
 * An array of the bookings that the statement writes, which it must not
 * cancel as overdue.  boh_hold_expire() adds the overdue holds that cannot be
 * cancelled.
 */
extern Datum *seats_own_bookings(SeatOrder *order);

/*
 * Cancel overdue holds until the event, which the caller has locked, has
 * enough free seats.  Returns false when too few could be cancelled.
 */
extern bool seats_make_room(Oid schema, const pg_uuid_t *event, int64 seats, EventView *view,
							TimestampTz now, Datum *except);

/*
 * Make sure that an event, which the caller has locked, has enough free seats;
 * cancel overdue holds if needed.
 */
extern void seats_provide(SeatOrder *order, EventView *view);

/*
 * Checks of the users (seat_limit.c)
 */

/* Seats of a user's active bookings of an event. */
typedef struct UserSeats
{
	int64		seats;
	int64		overdue;		/* the part of seats that belongs to overdue
								 * holds that may be cancelled */
} UserSeats;

/*
 * Count a user's seats of an event.  While they are more than the limit and
 * some belong to overdue holds, cancel overdue holds of the event, oldest
 * first, and count again.  The caller has locked the event or, with lanes,
 * the user's limit, so no other transaction can book for this user meanwhile.
 */
extern UserSeats seats_with_limit(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user,
								  int64 limit, Datum *except);

/*
 * Without this lock a user could pass the limit of an event with lanes: two
 * concurrent bookings would not see each other's seats.
 */
extern void seats_lock_limit(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user);

/* Lock the limits of all users of the order but those that only give seats back. */
extern void seats_lock_limits(const SeatOrder *order);

/* Check the accounts of the order's users and, if there is one, the limit. */
extern void seats_check_users(SeatOrder *order, const EventView *view);

#endif							/* BOH_SEAT_ORDER_H */

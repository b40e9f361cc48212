/*-------------------------------------------------------------------------
 *
 * booking/seats.h
 *	  Notes of the seats that rows take or give back, and their counting at
 *	  the end of the statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEATS_H
#define BOH_SEATS_H

#include "utils/timestamp.h"
#include "utils/uuid.h"

/*
 * A statement's changes are counted in this order, so that it can take seats
 * that it gives back itself.
 */
typedef enum SeatChange
{
	SEATS_RELEASE,
	SEATS_RETAKE,				/* late payment: booking window and price are
								 * not checked; seats is 0 while the booking
								 * still has its seats */
	SEATS_IMPORT,				/* imported: rules of time and price are not
								 * checked */
	SEATS_TAKE
} SeatChange;

extern void boh_seats_init(void);

/*
 * Note that a row takes or gives back seats of an event.  seats is not
 * negative.  price is a numeric datum, currency a text datum.  SEATS_TAKE
 * copies both; other changes ignore them.
 */
extern void boh_seats_note(Oid schema, SeatChange change,
						   const pg_uuid_t *booking, const pg_uuid_t *event,
						   const pg_uuid_t *user, int64 seats, Datum price,
						   Datum currency);

/* Count the seats that this subtransaction noted. */
extern void boh_seats_count(void);

/*
 * Before a booking is written, raise the error that it would get now: no such
 * event or user, event not open, not enough seats.  Returns false when the
 * booking may have to wait for overdue holds that others have locked: the
 * event is nearly full or limits the seats per user, and this transaction
 * does not have the event locked yet.
 */
extern bool boh_seats_expect(Oid schema, const pg_uuid_t *event,
							 const pg_uuid_t *user, int seats);

/*
 * Set when 55P03 is raised because others have locked overdue holds whose
 * seats are needed.  A caller that can wait for these holds clears it first,
 * and so tells this 55P03 from others.
 */
extern bool boh_seats_locked;

/*
 * Lock the event.  If it has lanes, lock the user's limit, if there is one,
 * and all lanes, too.  Call this before giving back seats that the same
 * transaction may take again.
 */
extern void boh_seats_lock(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user);

/*
 * Lock the event as boh_seats_lock() does.  Returns whether a booking whose
 * hold ran out can have its seats back for a late payment.  Raises 55P03,
 * with boh_seats_locked set, when that depends on overdue holds that others
 * have locked.
 */
extern bool boh_seats_can_return(Oid schema, const pg_uuid_t *event,
								 const pg_uuid_t *user, int seats);

/* Sum of the seats of an event's active bookings, read from bookings. */
extern int64 boh_seats_booked(Oid schema, const pg_uuid_t *event);

/*
 * Until the transaction ends, statements that change the event's bookings set
 * its counter to boh_seats_booked() instead of adding to it.
 */
extern void boh_seats_recount(Oid schema, const pg_uuid_t *event);

#endif							/* BOH_SEATS_H */

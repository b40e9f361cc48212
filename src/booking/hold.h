/*-------------------------------------------------------------------------
 *
 * booking/hold.h
 *	  Overdue holds: PENDING bookings whose expires_at has passed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HOLD_H
#define BOH_HOLD_H

#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "booking/event_row.h"

/*
 * boh_hold_free_seats() and boh_hold_expire() ignore the bookings in the
 * array except.  It contains the bookings that the current statement writes:
 * their seats are not counted yet, and the statement must not cancel them.
 * It also contains holds that cannot be cancelled and so keep their seats.
 */

/*
 * Number of free seats of the event.  Seats of overdue holds count as free,
 * also if others have the holds locked.  The event is read again into view.
 */
extern int64 boh_hold_free_seats(Oid schema, EventView *view, TimestampTz now,
								 Datum except);

/*
 * Cancel at most max_rows overdue holds of an event, oldest first, and give
 * their seats back.  Skips holds that other transactions have locked.
 * Returns the number of cancelled holds.  The caller has the event locked.
 *
 * Holds that cannot be cancelled because of a constraint or trigger are added
 * to except; they keep their seats.
 */
extern int	boh_hold_expire(Oid schema, const pg_uuid_t *event, TimestampTz now,
							int max_rows, Datum *except);

/* Cancel a hold that the caller has locked.  false: it is not overdue. */
extern bool boh_hold_expire_one(Oid schema, const pg_uuid_t *booking, TimestampTz now);

/*
 * Wait for one of the overdue holds of an event that other transactions have
 * locked.  Returns false if there is none.  The caller must not have the event
 * locked.
 */
extern bool boh_hold_wait(Oid schema, const pg_uuid_t *event);

/* An empty array of booking ids */
extern Datum boh_no_bookings(void);

#endif							/* BOH_HOLD_H */

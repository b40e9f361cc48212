/*-------------------------------------------------------------------------
 *
 * booking/hold.h
 *	  Overdue holds: PENDING bookings whose time has run out.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HOLD_H
#define BOH_HOLD_H

#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "booking/event_row.h"

/*
 * Both leave out the bookings in the array except: what a statement is just
 * writing is not counted yet, and not its own to cancel.  Nor are holds free that
 * cannot be cancelled.
 */

/*
 * Seats of the event that are free, overdue holds among them, locked or not.
 * The event is read again into view.
 */
extern int64 boh_hold_free_seats(Oid schema, EventView *view, TimestampTz now,
								 Datum except);

/*
 * Cancel overdue holds of an event that nobody has locked, oldest first, at
 * most max_rows, and give their seats back.  Returns how many.  The caller has
 * the event locked.  Those that could not be cancelled, because of what is theirs,
 * are added to except: they go on keeping their seats.
 */
extern int	boh_hold_expire(Oid schema, const pg_uuid_t *event, TimestampTz now,
							int max_rows, Datum *except);

/* Cancel one, which the caller has locked.  false: it is not overdue. */
extern bool boh_hold_expire_one(Oid schema, const pg_uuid_t *booking, TimestampTz now);

/*
 * Wait for one of the overdue holds of an event that others have locked; the
 * event must not be locked.  false: none is.
 */
extern bool boh_hold_wait(Oid schema, const pg_uuid_t *event);

/* An array of no bookings. */
extern Datum boh_no_bookings(void);

#endif							/* BOH_HOLD_H */

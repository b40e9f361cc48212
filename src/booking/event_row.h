/*-------------------------------------------------------------------------
 *
 * booking/event_row.h
 *	  Reading and locking an event's row for bookings, and adding to its
 *	  counter.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_ROW_H
#define BOH_EVENT_ROW_H

#include "access/htup.h"
#include "nodes/lockoptions.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

typedef struct EventView
{
	HeapTuple	tuple;
	bool		locked;			/* when it was read, this transaction had it
								 * locked; or boh_event_lock() locked it */
	int			lanes;			/* 1: booked_count is the counter */
	pg_uuid_t	id;
	char	   *status;
	TimestampTz opens;			/* DT_NOBEGIN: open from the start */
	TimestampTz closes;
	TimestampTz ends;
	int			capacity;
	int64		booked;			/* booked_count, which with lanes may be out
								 * of date; boh_lanes_count() sets it to the
								 * sum over the lanes */
	int			limit;			/* seats per user, 0: no limit */
	Datum		price;			/* numeric */
	char	   *currency;
	TimestampTz waited;			/* when boh_event_mark_waited() marked the
								 * event; DT_NOBEGIN: it is not marked */
	int64		wait;			/* how long boh_event_lock() waited for the
								 * row, in microseconds; 0 while
								 * boh.auto_lanes is off */
} EventView;

/* Read the event as a statement run now would see it, without a lock. */
extern bool boh_event_read(Oid schema, const pg_uuid_t *event, EventView *view);

/*
 * Lock the event in view, until the transaction ends, so that nobody else
 * changes it.  With one lane, lock its row FOR NO KEY UPDATE, which also
 * keeps other bookings from changing the counter.  With several lanes, share
 * the lock with other bookings.  view is set to the newest version of the
 * row.
 *
 * Waits for other transactions.  Raises 40001 under REPEATABLE READ when the
 * event changed since the snapshot.  Returns false if the event is gone.
 */
extern bool boh_event_lock(Oid schema, EventView *view);

/*
 * Like boh_event_lock(), but does not wait: returns false when another
 * transaction has the event locked, or when lanes were just opened or closed.
 */
extern bool boh_event_try_lock(Oid schema, EventView *view);

/*
 * Lock only the event's row, FOR NO KEY UPDATE.  This does not block bookings
 * of an event with lanes.  Returns false if the event is gone or, with
 * LockWaitSkip, if another transaction has the row locked.
 */
extern bool boh_event_lock_row(Oid schema, LockWaitPolicy wait, EventView *view);

/*
 * Number of sessions that book the event at this moment.  With one lane, these
 * are the sessions that wait for its row, as far as boh.auto_lanes is on for
 * them; with several, the sessions that share the lock or wait for it.
 */
extern int	boh_event_sessions(Oid schema, const EventView *view);

/*
 * true when this transaction has locked an event, unless the lock was
 * released by a rollback to a savepoint
 */
extern bool boh_event_any_locked(void);

/*
 * Block bookings of an event with lanes until the transaction ends.  Waits
 * for the transactions that are booking it.  The caller has the event's row
 * locked.
 */
extern void boh_event_lock_alone(Oid schema, const pg_uuid_t *event);

/*
 * Add seats, which may be negative, to booked_count of an event.  This
 * transaction has the event locked and has not changed its row since it read
 * view.
 */
extern void boh_event_add_seats(Oid schema, const EventView *view, int64 seats);

/*
 * Set booking_waited_at of an event that this transaction has locked.  view
 * is read again.
 */
extern void boh_event_mark_waited(Oid schema, EventView *view);

extern void boh_event_row_init(void);

#endif							/* BOH_EVENT_ROW_H */

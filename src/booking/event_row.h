/*-------------------------------------------------------------------------
 *
 * booking/event_row.h
 *	  An event's row as bookings see it: read, locked, its seats counted.
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
	bool		locked;			/* by this transaction, before it was read */
	int			lanes;			/* 1: booked_count is the counter */
	pg_uuid_t	id;
	char	   *status;
	TimestampTz opens;			/* DT_NOBEGIN: at once */
	TimestampTz closes;
	TimestampTz ends;
	int			capacity;
	int64		booked;			/* with lanes as last folded, until
								 * boh_lanes_count(); may be any sum then */
	int			limit;			/* seats per user, 0: no limit */
	Datum		price;			/* numeric */
	char	   *currency;
	bool		waited;			/* an earlier booking waited for long */
	int64		wait;			/* for the row by boh_event_lock(), in
								 * microseconds */
} EventView;

/* The event as it is committed, or as this transaction left it; not locked. */
extern bool boh_event_read(Oid schema, const pg_uuid_t *event, EventView *view);

/*
 * Lock the event that was read against changes, until the transaction ends:
 * with one lane the row FOR NO KEY UPDATE, and so the counter; with several
 * together with other bookings.  view becomes its newest version.  Waits;
 * 40001 under REPEATABLE READ when the event changed since the snapshot.
 * false: it is gone.
 */
extern bool boh_event_lock(Oid schema, EventView *view);

/* The same, but false when somebody else has it locked. */
extern bool boh_event_try_lock(Oid schema, EventView *view);

/*
 * Lock the row alone FOR NO KEY UPDATE, which bookings of an event with lanes do
 * not mind.  false: it is gone or, with LockWaitSkip, locked by somebody else.
 */
extern bool boh_event_lock_row(Oid schema, LockWaitPolicy wait, EventView *view);

/* true when this transaction has locked an event, and not given it back */
extern bool boh_event_any_locked(void);

/*
 * Keep bookings of an event with lanes out, and wait for those that are under
 * way.  The caller has the row locked.
 */
extern void boh_event_lock_alone(Oid schema, const pg_uuid_t *event);

/*
 * Add to booked_count of an event that this transaction has locked, and read
 * since its last change.
 */
extern void boh_event_add_seats(Oid schema, const EventView *view, int64 seats);

/*
 * Mark an event that this transaction has locked as one that a booking waited
 * for; view becomes what it is then.
 */
extern void boh_event_mark_waited(Oid schema, EventView *view);

extern void boh_event_row_init(void);

#endif							/* BOH_EVENT_ROW_H */

/*-------------------------------------------------------------------------
 *
 * event_row.h
 *	  An event's row as bookings see it: read, locked, its seats counted.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_ROW_H
#define BOH_EVENT_ROW_H

#include "access/htup.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

typedef struct EventView
{
	HeapTuple	tuple;
	bool		locked;			/* by this transaction, before it was read */
	pg_uuid_t	id;
	char	   *status;
	TimestampTz opens;			/* DT_NOBEGIN: at once */
	TimestampTz closes;
	TimestampTz ends;
	int			capacity;
	int			booked;
	int			limit;			/* seats per user, 0: no limit */
	Datum		price;			/* numeric */
	char	   *currency;
} EventView;

/* The event as it is committed, or as this transaction left it; not locked. */
extern bool boh_event_read(Oid schema, const pg_uuid_t *event, EventView *view);

/*
 * Lock the event that was read FOR NO KEY UPDATE; view becomes its newest
 * version.  Waits; 40001 under REPEATABLE READ when the event changed since
 * the snapshot.  false: it is gone.
 */
extern bool boh_event_lock(Oid schema, EventView *view);

/* The same, but false when somebody else has it locked. */
extern bool boh_event_try_lock(Oid schema, EventView *view);

/* true when this transaction has locked an event, and not given it back */
extern bool boh_event_any_locked(void);

/*
 * Add to booked_count of an event that this transaction has locked, and read
 * since its last change.
 */
extern void boh_event_add_seats(Oid schema, const EventView *view, int seats);

/* true once for each UPDATE statement that writes that event's counter */
extern bool boh_event_take_count(const pg_uuid_t *event);

extern void boh_event_row_init(void);

#endif							/* BOH_EVENT_ROW_H */

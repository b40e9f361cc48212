/*-------------------------------------------------------------------------
 *
 * find/pending.h
 *	  What a transaction changed that search must hear of.
 *
 * Triggers note it; event_search and page_search are written when the
 * transaction commits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PENDING_H
#define BOH_PENDING_H

#include "utils/uuid.h"

typedef enum BohPendingKind
{
	BOH_PENDING_EVENT,
	BOH_PENDING_VENUE,			/* all its events */
	BOH_PENDING_TAG,			/* all events that have it */
	BOH_PENDING_TAGGED,			/* all events that had tags; no id */
	BOH_PENDING_PAGE,
	BOH_PENDING_KINDS
} BohPendingKind;

typedef struct BohPending
{
	Oid			schema;
	BohPendingKind kind;
	int64		range;			/* boh_shard_range */
	pg_uuid_t	id;
} BohPending;

/* Writes the rows that notes name, sorted by kind and id; their range is set. */
typedef void (*BohPendingWriter) (Oid schema, const BohPending *notes, int count);

/* The writers of event_search and page_search include this header. */
extern void boh_pending_init(BohPendingWriter events, BohPendingWriter pages);

/* id NULL: the kind has none */
extern void boh_pending_note(Oid schema, BohPendingKind kind, const pg_uuid_t *id);

/*
 * Write now what this transaction has changed, so that its next statement
 * finds it.  Lists and search call it first.
 */
extern void boh_pending_settle(void);

/* The rows of all events and pages of a schema have been written. */
extern void boh_pending_all_written(Oid schema);

#endif							/* BOH_PENDING_H */

/*-------------------------------------------------------------------------
 *
 * find/event_walk.h
 *	  The statements that look for events, and walks along an index.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_WALK_H
#define BOH_EVENT_WALK_H

#include "find/event_filter.h"
#include "json/listing.h"

/* Entries of indexes that a walk passes, at most */
#define BOH_WALK_MOST_ENTRIES 2000

/* Events that a GIN index may name for a set of words, at most */
#define BOH_GIN_MOST_EVENTS 10000

typedef struct BohWalkEntry
{
	BohPosition position;
	bool		matches;		/* the filters let the event pass */
} BohWalkEntry;

typedef struct BohWalk BohWalk;

/*
 * Walk through events in the order of a filter, beginning after a position
 * (NULL: at the start), whether the filters let them pass or not.  first_batch
 * says how many are likely to be needed.
 */
extern BohWalk *boh_walk_begin(BohEventFilter *filter, const BohPosition *after, int first_batch);

/* The next event; false: there is none. */
extern bool boh_walk_next(BohWalk *walk, BohWalkEntry *entry);

typedef enum BohGinResult
{
	BOH_GIN_DONE,				/* entries has all, or most_entries */
	BOH_GIN_TOO_MANY,
	BOH_GIN_NO_TERMS
} BohGinResult;

/*
 * Let a GIN index find the events that have the terms of a filter, and sort
 * those that its filters let pass.  entries has room for most_entries.
 */
extern BohGinResult boh_gin_find(BohEventFilter *filter, const BohPosition *after,
								 BohWalkEntry *entries, int most_entries, int *count);

#endif							/* BOH_EVENT_WALK_H */

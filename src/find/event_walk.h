/*-------------------------------------------------------------------------
 *
 * find/event_walk.h
 *	  The statements that look for events, and walks along an index.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_WALK_H
#define BOH_EVENT_WALK_H

#include "find/event_order.h"

/* Entries of indexes that a walk passes, at most */
#define BOH_WALK_MOST_ENTRIES 2000

/*
 * In the order of time, a search of a GIN index costs as much as a walk past
 * so many entries.
 */
#define BOH_WALK_WORTH_ENTRIES 512

typedef struct BohWalk BohWalk;

/*
 * The filter, beside the order, that the index of a walk has: its parameter;
 * -1: none.
 */
extern int	boh_walk_indexed_filter(const BohEventFilter *filter);

/*
 * Walk through events in the order of a filter, beginning after a position
 * (NULL: at the start), whether the filters let them pass or not.  first_batch
 * says how many are likely to be needed.
 */
extern BohWalk *boh_walk_begin(BohEventFilter *filter, const BohPosition *after, int first_batch);

/*
 * Walk through upcoming events at venues that are equally far away, in the
 * order of their ids.
 */
extern BohWalk *boh_walk_venues(BohEventFilter *filter, const pg_uuid_t *venues, int count,
								const BohPosition *after, int first_batch);

/* The next event; false: there is none. */
extern bool boh_walk_next(BohWalk *walk, BohWalkEntry *entry);

/*
 * How many entries the walk has passed, and how many of them fit, from 0 to 1.
 * Neither counts events of more than a week that began before the period.
 */
extern int	boh_walk_passed(const BohWalk *walk);
extern double boh_walk_rate(const BohWalk *walk);

#endif							/* BOH_EVENT_WALK_H */

/*-------------------------------------------------------------------------
 *
 * find/event_gin.h
 *	  Searches of the GIN indexes for the events that filters name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_GIN_H
#define BOH_EVENT_GIN_H

#include "base/query.h"
#include "find/event_order.h"

/* Events that an index may name for a set of terms, at most */
#define BOH_GIN_MOST_EVENTS 3000

typedef enum BohGinResult
{
	BOH_GIN_DONE,				/* entries has all, or most_entries */
	BOH_GIN_TOO_MANY,
	BOH_GIN_NO_TERMS
} BohGinResult;

/* What is known of the events that have the terms of a filter */
typedef enum BohGinGuess
{
	BOH_GIN_ANY,				/* nothing */
	BOH_GIN_RARE,				/* among many events, none was seen */
	BOH_GIN_MANY,				/* more fit than an index of prices may name */
	BOH_GIN_FEW					/* all together are few */
} BohGinGuess;

/* Whether a filter has terms that an index can be asked for */
extern bool boh_gin_has_terms(const BohEventFilter *filter);

/* Whether a search for a list looks at a few weeks first */
extern bool boh_gin_has_windows(const BohEventFilter *filter, const BohPosition *after);

/*
 * Whether a list in the order of time is likely to have too many events of its
 * first week for a search, which then would be in vain.
 */
extern bool boh_gin_names_too_many(BohEventFilter *filter, const BohPosition *after);

/*
 * Let an index find the events that have the terms of a filter, and sort those
 * that its filters let pass.  entries has room for most_entries.
 */
extern BohGinResult boh_gin_find(BohEventFilter *filter, const BohPosition *after, BohGinGuess guess,
								 BohWalkEntry *entries, int most_entries, int *count);

/*
 * The statement that finds long events that run at the time from which a
 * filter wants events, and have its terms.  They are in the order of
 * start_date; columns are those of a walk.
 */
extern const BohQuery *boh_gin_long(const BohEventFilter *filter, bool upcoming);

#endif							/* BOH_EVENT_GIN_H */

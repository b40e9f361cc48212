/*-------------------------------------------------------------------------
 *
 * find/event_search.h
 *	  Writes event_search, which lists and search of events read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_SEARCH_H
#define BOH_EVENT_SEARCH_H

#include <math.h>

#include "find/pending.h"

/* Sizes in degrees of the cells of the earth in event_search.terms */
#define BOH_CELL_SIZES {"0.1", "1", "10"}

/*
 * What long events have besides in terms, with a week as for "week": those of
 * more than seven days have BOH_RUNS for each week, or BOH_RUNS_ALWAYS if they
 * are longer than the weeks that events have terms for.
 */
#define BOH_RUNS "runs"
#define BOH_RUNS_ALWAYS "runs:always"

/*
 * The number of the cell of the earth with a point: cells are counted from
 * the south pole, and eastwards from 180 degrees west.
 */
static inline int64
boh_cell(double latitude, double longitude, double size)
{
	int64		columns = (int64) ceil(360.0 / size);

	return (int64) floor((latitude + 90.0) / size) * columns +
		(int64) floor((longitude + 180.0) / size) % columns;
}

/* The week of a Julian day (ISO 8601), such as 2026-48, as event_search.terms names it */
extern char *boh_week(int day);

/* Write the rows of events that notes name, sorted by kind and id. */
extern void boh_event_search_settle(Oid schema, const BohPending *notes, int count);

/* Write rows that are missing or differ, at most limit. Returns their number. */
extern uint64 boh_event_search_repair(Oid schema, int64 limit);

/* Write the rows of all events anew.  Returns the number of events. */
extern uint64 boh_event_search_rebuild(Oid schema);

/* Mark what has ended, at most limit rows. */
extern uint64 boh_event_search_end(Oid schema, int64 limit);

#endif							/* BOH_EVENT_SEARCH_H */

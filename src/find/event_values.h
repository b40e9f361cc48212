/*-------------------------------------------------------------------------
 *
 * find/event_values.h
 *	  What a row of event_search says of its event.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_VALUES_H
#define BOH_EVENT_VALUES_H

#include <math.h>

#include "base/query.h"

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

/* The columns of event_search: how many there are, and those after event_id */
#define BOH_EVENT_VALUES 21
#define BOH_EVENT_VALUE_COLUMNS(prefix) \
	prefix "venue_id, " prefix "author_id, " prefix "start_date, " prefix "end_date, " \
	prefix "published_at, " prefix "latitude, " prefix "longitude, " prefix "upcoming, " \
	prefix "price, " prefix "currency, " prefix "status, " prefix "category, " prefix "city, " \
	prefix "country, " prefix "title, " prefix "tag_ids, " prefix "terms, " prefix "vector, " \
	prefix "head, " prefix "source"

/* Reads the events $1 that event_search has, each with its venue and tags. */
extern const BohQuery boh_event_sources;

/*
 * The values of the columns, in their order, from a row that boh_event_sources
 * returned.  nulls is a text with a character for each.
 */
extern void boh_event_values(uint64 row, TimestampTz now, Datum *values, char *nulls);

#endif							/* BOH_EVENT_VALUES_H */

/*-------------------------------------------------------------------------
 *
 * find/event_order.h
 *	  Positions in lists of events, entries of lists, and the text of
 *	  statements that read event_search in the order of a list.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_ORDER_H
#define BOH_EVENT_ORDER_H

#include "find/event_filter.h"
#include "json/listing.h"

#define BOH_UPCOMING_EVENTS "s.upcoming"
#define BOH_OTHER_EVENTS "NOT s.upcoming"

/*
 * Events that run at the time $5 have begun in the last seven days before it,
 * or are long.  Conditions follow others.
 */
#define BOH_BEGAN_EARLY " AND s.start_date < $5 - interval '168 hours'"
#define BOH_IS_LONG " AND CASE WHEN isfinite(s.start_date) AND isfinite(s.end_date)" \
	" THEN s.end_date - s.start_date > interval '7 days' ELSE true END" BOH_BEGAN_EARLY
#define BOH_IS_SHORT " AND s.start_date >= $5 - interval '168 hours'"

#define BOH_STARTS " AND s.start_date >= $3 AND s.start_date < $4"
#define BOH_ENDS " AND s.end_date > $5"
#define BOH_PRICES " AND s.currency = $13 AND s.price >= coalesce($14, 0) AND s.price <= coalesce($15, 'infinity')"
#define BOH_TITLE_KEY "left(s.title, 200)"

/* Rows after the position $1 and $2, and their order */
#define BOH_ASCENDING(key, id) "(" key ", " id ") > ($1, $2)"
#define BOH_DESCENDING(key, id) "(" key ", " id ") < ($1, $2)"
#define BOH_IN_ORDER(key, id) " ORDER BY " key ", " id
#define BOH_IN_REVERSE(key, id) " ORDER BY " key " DESC, " id " DESC"

#define BOH_LIST_SETTINGS \
	.read_only = true, \
	.safe_path = true, \
	.by_index = true, \
	.no_jit = true

/* An event that a walk or a search comes upon */
typedef struct BohWalkEntry
{
	BohPosition position;
	bool		matches;		/* the filters let the event pass */
} BohWalkEntry;

extern bool boh_order_is_by_start(BohEventOrder order);
extern bool boh_order_descends(BohEventOrder order);

/* A position before all rows */
extern BohPosition boh_order_beginning(BohEventOrder order);

/* Let statements of a filter look for what comes after a position. */
extern void boh_order_set_position(BohEventFilter *filter, const BohPosition *position);

/* The position of a row of SPI_tuptable, whose first columns are an id and the value of the order */
extern BohPosition boh_order_position_at(uint64 row, Oid type);

/*
 * Whether a position comes first in the order of start_date.  Events that are
 * equally far away have the same value, and come in the order of their ids.
 */
extern bool boh_order_comes_first(const BohPosition *one, const BohPosition *other, bool descending);

/*
 * A scan of a B-tree begins at its position, even where another condition on
 * start_date is narrower.  So in the order of start_date, move a position that
 * lies before all events that fit to the first of them.  is_short: events that
 * run have begun in the last seven days.
 */
extern BohPosition boh_order_skip(const BohEventFilter *filter, const BohPosition *after,
								  bool is_short);

#endif							/* BOH_EVENT_ORDER_H */

/*-------------------------------------------------------------------------
 *
 * find/event_filter.h
 *	  What a list of events is asked for: its filters and its order.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_FILTER_H
#define BOH_EVENT_FILTER_H

#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "find/event_parameters.h"
#include "find/visibility.h"

typedef enum BohEventOrder
{
	BOH_ORDER_START,
	BOH_ORDER_START_DESC,
	BOH_ORDER_PRICE,
	BOH_ORDER_PRICE_DESC,
	BOH_ORDER_NEWEST,
	BOH_ORDER_TITLE,
	BOH_ORDER_TITLE_DESC,
	BOH_ORDER_DISTANCE,
	BOH_ORDERS
} BohEventOrder;

/* Where the events are that a list can have */
typedef enum BohEventSet
{
	BOH_EVENTS_UPCOMING,		/* PUBLISHED, and not over */
	BOH_EVENTS_OTHER,			/* over, COMPLETED or CANCELLED */
	BOH_EVENTS_OWN				/* those that only their author, or who sees
								 * all, may see, and the others of that author */
} BohEventSet;

typedef struct BohEventFilter
{
	Oid			schema;
	BohEyes		eyes;
	BohEventSet set;
	BohEventOrder order;
	TimestampTz now;
	bool		nothing;		/* no event fits, for example because there is
								 * no such tag */
	Datum		values[BOH_EVENT_PARAMETERS];
	char		nulls[BOH_EVENT_PARAMETERS];
} BohEventFilter;

/* Lists have the filter "order", searches have "kind" in its place. */
typedef enum BohEventAsker
{
	BOH_ASKED_BY_LIST,
	BOH_ASKED_BY_SEARCH
} BohEventAsker;

/*
 * Read filters, which may be NULL.  Raises 22023 for those that are unknown,
 * have the wrong type, or do not go together.  Call it between
 * boh_spi_connect() and boh_spi_finish(), after boh_reading_begin(); eyes were
 * opened before that.
 */
extern void boh_event_filter_read(Oid schema, const BohEyes *eyes, Jsonb *filters,
								  TimestampTz now, BohEventAsker asker, BohEventFilter *filter);

/* Whether a category is a value of type event_category */
extern bool boh_event_category_exists(Oid schema, const char *category);

/* What a list in that order has as the value of a row */
extern Oid	boh_event_order_type(BohEventOrder order);

#endif							/* BOH_EVENT_FILTER_H */

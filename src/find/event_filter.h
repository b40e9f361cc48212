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

#include "find/event_json.h"
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

/*
 * The parameters of statements that look for events.  The first two are the
 * position after which they look: the value of the order, and an id.
 */
enum
{
	BOH_EVENT_KEY,
	BOH_EVENT_ID,
	BOH_EVENT_STARTS_FROM,
	BOH_EVENT_STARTS_TO,
	BOH_EVENT_ENDS_AFTER,
	BOH_EVENT_ENDS_BY,
	BOH_EVENT_STATUS,
	BOH_EVENT_CATEGORY,
	BOH_EVENT_CITY,
	BOH_EVENT_COUNTRY,
	BOH_EVENT_VENUE,
	BOH_EVENT_AUTHOR,
	BOH_EVENT_CURRENCY,
	BOH_EVENT_PRICE_FROM,
	BOH_EVENT_PRICE_TO,
	BOH_EVENT_ALL_TAGS,
	BOH_EVENT_ANY_TAGS,
	BOH_EVENT_LATITUDE,
	BOH_EVENT_LONGITUDE,
	BOH_EVENT_KM,
	BOH_EVENT_HAS_SEATS,
	BOH_EVENT_NOW,
	BOH_EVENT_ALL_TERMS,
	BOH_EVENT_ANY_TERMS,
	BOH_EVENT_PARAMETERS
};

/* Their types; the first one's depends on the order. */
#define BOH_EVENT_TYPES(key) \
	key, UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTARRAYOID, \
	TEXTOID, TEXTOID, TEXTOID, UUIDOID, UUIDOID, TEXTOID, NUMERICOID, NUMERICOID, UUIDARRAYOID, \
	UUIDARRAYOID, FLOAT8OID, FLOAT8OID, FLOAT8OID, BOOLOID, TIMESTAMPTZOID, TEXTARRAYOID, \
	TEXTARRAYOID

/*
 * How far a row of event_search, with the alias s, is from a point, in km on a
 * sphere with the mean radius of the earth
 */
#define BOH_EVENT_DISTANCE \
	"(12742.0176 * asin(least(1, sqrt(power(sin(radians(s.latitude - $18) / 2), 2)" \
	" + cos(radians(s.latitude)) * cos(radians($18))" \
	" * power(sin(radians(s.longitude - $19) / 2), 2)))))"

/*
 * Conditions on that row, for all filters.  The last one, which counts seats,
 * is evaluated when all others are true.
 */
#define BOH_EVENT_MATCHES \
	"(s.start_date >= $3 AND s.start_date < $4 AND s.end_date > $5 AND s.end_date <= $6" \
	" AND ($7 IS NULL OR s.status = ANY ($7)) AND ($8 IS NULL OR s.category = $8)" \
	" AND ($9 IS NULL OR s.city = $9) AND ($10 IS NULL OR s.country = $10)" \
	" AND ($11 IS NULL OR s.venue_id = $11) AND ($12 IS NULL OR s.author_id = $12)" \
	" AND ($13 IS NULL OR s.currency = $13) AND ($14 IS NULL OR s.price >= $14)" \
	" AND ($15 IS NULL OR s.price <= $15) AND ($16 IS NULL OR s.tag_ids @> $16)" \
	" AND ($17 IS NULL OR s.tag_ids && $17)" \
	" AND ($20 IS NULL OR " BOH_EVENT_DISTANCE " <= $20)" \
	" AND ($21 IS NULL OR $21 = (SELECT " BOH_SEATS_LEFT("$22") " > 0" \
	" FROM {schema}.events e WHERE e.id = s.event_id))) IS TRUE"

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

/*
 * Read filters, which may be NULL.  Raises 22023 for those that are unknown,
 * have the wrong type, or do not go together.  Call it between
 * boh_spi_connect() and boh_spi_finish(), after boh_reading_begin(); eyes were
 * opened before that.
 */
extern void boh_event_filter_read(Oid schema, const BohEyes *eyes, Jsonb *filters,
								  TimestampTz now, BohEventFilter *filter);

/* Whether a category is a value of type event_category */
extern bool boh_event_category_exists(Oid schema, const char *category);

/* What a list in that order has as the value of a row */
extern Oid	boh_event_order_type(BohEventOrder order);

#endif							/* BOH_EVENT_FILTER_H */

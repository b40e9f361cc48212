/*-------------------------------------------------------------------------
 *
 * find/event_parameters.h
 *	  The parameters of statements that look for events.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_PARAMETERS_H
#define BOH_EVENT_PARAMETERS_H

#include "find/event_json.h"

/* Half of the earth's circumference, the greatest distance there is */
#define BOH_MOST_KM 20038

/*
 * The first two are the position after which a statement looks: the value of
 * the order, and an id.
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
	BOH_EVENT_WEEKS,
	BOH_EVENT_AT_VENUE,
	BOH_EVENT_PARAMETERS
};

/* Their types; the first one's depends on the order. */
#define BOH_EVENT_TYPES(key) \
	key, UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTARRAYOID, \
	TEXTOID, TEXTOID, TEXTOID, UUIDOID, UUIDOID, TEXTOID, NUMERICOID, NUMERICOID, UUIDARRAYOID, \
	UUIDARRAYOID, FLOAT8OID, FLOAT8OID, FLOAT8OID, BOOLOID, TIMESTAMPTZOID, TEXTARRAYOID, \
	TEXTARRAYOID, TEXTARRAYOID, UUIDOID

/*
 * How far a row of event_search, with the alias s, is from a point, in km on a
 * sphere with the mean radius of the earth.  Unlike sin() of radians, sind() of
 * 180 is exactly 0, so the meridians 180 and -180 are the same.
 */
#define BOH_EVENT_DISTANCE \
	"(12742.0176 * asin(least(1, sqrt(power(sind((s.latitude - $18) / 2), 2)" \
	" + cosd(s.latitude) * cosd($18)" \
	" * power(sind((s.longitude - $19) / 2), 2)))))"

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

#endif							/* BOH_EVENT_PARAMETERS_H */

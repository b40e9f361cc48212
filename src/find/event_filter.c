/*-------------------------------------------------------------------------
 *
 * find/event_filter.c
 *	  What a list of events is asked for: its filters and its order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/query.h"
#include "find/event_filter.h"
#include "find/event_terms.h"
#include "json/listing.h"
#include "text/words.h"

typedef enum GivenFilter
{
	GIVEN_CATEGORY,
	GIVEN_ALL_TAGS,
	GIVEN_ANY_TAGS,
	GIVEN_CITY,
	GIVEN_COUNTRY,
	GIVEN_VENUE,
	GIVEN_VENUE_ID,
	GIVEN_AUTHOR_ID,
	GIVEN_STARTS_FROM,
	GIVEN_STARTS_TO,
	GIVEN_OVERLAPS_FROM,
	GIVEN_OVERLAPS_TO,
	GIVEN_PRICE_FROM,
	GIVEN_PRICE_TO,
	GIVEN_CURRENCY,
	GIVEN_HAS_SEATS,
	GIVEN_STATUS,
	GIVEN_PAST,
	GIVEN_LATITUDE,
	GIVEN_LONGITUDE,
	GIVEN_KM,
	GIVEN_ORDER,
	GIVEN_FILTERS
} GivenFilter;

static const BohFilter known[GIVEN_FILTERS] = {
	[GIVEN_CATEGORY] = {"category", TEXTOID},
	[GIVEN_ALL_TAGS] = {"all_tags", TEXTARRAYOID},
	[GIVEN_ANY_TAGS] = {"any_tags", TEXTARRAYOID},
	[GIVEN_CITY] = {"city", TEXTOID},
	[GIVEN_COUNTRY] = {"country", TEXTOID},
	[GIVEN_VENUE] = {"venue", TEXTOID},
	[GIVEN_VENUE_ID] = {"venue_id", UUIDOID},
	[GIVEN_AUTHOR_ID] = {"author_id", UUIDOID},
	[GIVEN_STARTS_FROM] = {"starts.from", TIMESTAMPTZOID},
	[GIVEN_STARTS_TO] = {"starts.to", TIMESTAMPTZOID},
	[GIVEN_OVERLAPS_FROM] = {"overlaps.from", TIMESTAMPTZOID},
	[GIVEN_OVERLAPS_TO] = {"overlaps.to", TIMESTAMPTZOID},
	[GIVEN_PRICE_FROM] = {"price.from", NUMERICOID},
	[GIVEN_PRICE_TO] = {"price.to", NUMERICOID},
	[GIVEN_CURRENCY] = {"currency", TEXTOID},
	[GIVEN_HAS_SEATS] = {"has_seats", BOOLOID},
	[GIVEN_STATUS] = {"status", TEXTOID},
	[GIVEN_PAST] = {"past", BOOLOID},
	[GIVEN_LATITUDE] = {"near.latitude", FLOAT8OID},
	[GIVEN_LONGITUDE] = {"near.longitude", FLOAT8OID},
	[GIVEN_KM] = {"near.km", FLOAT8OID},
	[GIVEN_ORDER] = {"order", TEXTOID},
};

typedef struct Given
{
	Datum		values[GIVEN_FILTERS];
	char		nulls[GIVEN_FILTERS];
} Given;

static const char *const orders[BOH_ORDERS] = {
	[BOH_ORDER_START] = "start",
	[BOH_ORDER_START_DESC] = "start_desc",
	[BOH_ORDER_PRICE] = "price",
	[BOH_ORDER_PRICE_DESC] = "price_desc",
	[BOH_ORDER_NEWEST] = "newest",
	[BOH_ORDER_TITLE] = "title",
	[BOH_ORDER_TITLE_DESC] = "title_desc",
	[BOH_ORDER_DISTANCE] = "distance",
};

typedef enum Status
{
	STATUS_PUBLISHED,
	STATUS_COMPLETED,
	STATUS_CANCELLED,
	STATUS_DRAFT,
	STATUS_ANY,
	STATUSES
} Status;

static const char *const statuses[STATUSES] = {
	[STATUS_PUBLISHED] = "PUBLISHED",
	[STATUS_COMPLETED] = "COMPLETED",
	[STATUS_CANCELLED] = "CANCELLED",
	[STATUS_DRAFT] = "DRAFT",
	[STATUS_ANY] = "ANY",
};

#define IDS_OF_SLUGS(table) \
	{ \
		.text = "SELECT id FROM {schema}." table " WHERE slug = ANY ($1)", \
		.nargs = 1, \
		.argtypes = {TEXTARRAYOID}, \
		.read_only = true, \
		.safe_path = true, \
		.by_index = true \
	}

static const BohQuery tags_of_slugs = IDS_OF_SLUGS("tags");
static const BohQuery venues_of_slugs = IDS_OF_SLUGS("venues");

static bool
is_given(const Given *given, GivenFilter number)
{
	return given->nulls[number] == ' ';
}

static void
set(BohEventFilter *filter, int parameter, Datum value)
{
	filter->values[parameter] = value;
	filter->nulls[parameter] = ' ';
}

/* Take a filter as it was given, if it was. */
static void
take(BohEventFilter *filter, int parameter, const Given *given, GivenFilter number)
{
	if (is_given(given, number))
		set(filter, parameter, given->values[number]);
}

/*
 * Names become ids
 */

static Datum
ids_of_slugs(const BohQuery *query, Oid schema, Datum slugs, uint64 *count)
{
	Datum		values[] = {slugs};
	Datum	   *ids;

	*count = boh_query(query, schema, values, NULL, 0);
	ids = palloc(sizeof(Datum) * (*count + 1));
	for (uint64 row = 0; row < *count; row++)
		ids[row] = boh_required_value(row, 1, UUIDOID);
	return PointerGetDatum(construct_array(ids, (int) *count, UUIDOID, UUID_LEN, false,
										   TYPALIGN_CHAR));
}

static int
count_different(Datum texts)
{
	Datum	   *elements;
	int			count;
	int			different = 0;

	deconstruct_array(DatumGetArrayTypeP(texts), TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		int			before = 0;

		while (before < i && !DatumGetBool(DirectFunctionCall2Coll(texteq, C_COLLATION_OID,
																   elements[before],
																   elements[i])))
			before++;
		different += before == i;
	}
	return different;
}

static void
take_tags(BohEventFilter *filter, const Given *given)
{
	uint64		count;

	if (is_given(given, GIVEN_ALL_TAGS))
	{
		Datum		slugs = given->values[GIVEN_ALL_TAGS];

		set(filter, BOH_EVENT_ALL_TAGS,
			ids_of_slugs(&tags_of_slugs, filter->schema, slugs, &count));
		filter->nothing = filter->nothing || (int) count < count_different(slugs);
	}
	if (is_given(given, GIVEN_ANY_TAGS))
	{
		set(filter, BOH_EVENT_ANY_TAGS,
			ids_of_slugs(&tags_of_slugs, filter->schema, given->values[GIVEN_ANY_TAGS], &count));
		filter->nothing = filter->nothing || count == 0;
	}
}

static void
take_venue(BohEventFilter *filter, const Given *given)
{
	Datum		slug = given->values[GIVEN_VENUE];
	Datum		values[1];
	Datum		id;

	take(filter, BOH_EVENT_VENUE, given, GIVEN_VENUE_ID);
	if (!is_given(given, GIVEN_VENUE))
		return;
	values[0] = PointerGetDatum(construct_array(&slug, 1, TEXTOID, -1, false, TYPALIGN_INT));
	if (boh_query(&venues_of_slugs, filter->schema, values, NULL, 1) == 0)
	{
		filter->nothing = true;
		return;
	}
	id = boh_required_value(0, 1, UUIDOID);
	if (is_given(given, GIVEN_VENUE_ID) &&
		!DatumGetBool(DirectFunctionCall2(uuid_eq, id, given->values[GIVEN_VENUE_ID])))
		filter->nothing = true;
	set(filter, BOH_EVENT_VENUE, id);
}

/*
 * Checks
 */

bool
boh_event_category_exists(Oid schema, const char *category)
{
	Oid			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
									   CStringGetDatum("event_category"),
									   ObjectIdGetDatum(schema));

	return strlen(category) < NAMEDATALEN &&
		SearchSysCacheExists2(ENUMTYPOIDNAME, ObjectIdGetDatum(type), CStringGetDatum(category));
}

static void
check_category(Oid schema, Datum value)
{
	char	   *category = TextDatumGetCString(value);

	if (!boh_event_category_exists(schema, category))
		boh_filter_refuse(category, psprintf("there is no category \"%s\"; the categories are the values of type event_category",
											 category));
}

/* An object without members asks for it as well. */
static bool
asks_for_near(Jsonb *filters)
{
	JsonbValue *near = filters == NULL ? NULL :
	getKeyJsonValueFromContainer(&filters->root, "near", strlen("near"), NULL);

	return near != NULL && near->type != jbvNull;
}

static void
check_near(Jsonb *filters, const Given *given)
{
	double		latitude;
	double		longitude;
	double		km;

	if (!asks_for_near(filters))
		return;
	if (!is_given(given, GIVEN_LATITUDE) || !is_given(given, GIVEN_LONGITUDE) ||
		!is_given(given, GIVEN_KM))
		boh_filter_refuse("near", "filter \"near\" takes latitude, longitude and km, all three");
	latitude = DatumGetFloat8(given->values[GIVEN_LATITUDE]);
	longitude = DatumGetFloat8(given->values[GIVEN_LONGITUDE]);
	km = DatumGetFloat8(given->values[GIVEN_KM]);
	if (!(fabs(latitude) <= 90 && fabs(longitude) <= 180 && km >= 0 && km <= BOH_MOST_KM))
		boh_filter_refuse("near", psprintf("filter \"near\" takes a latitude of -90 to 90, a longitude of -180 to 180 and 0 to %d km",
										   BOH_MOST_KM));
}

/* Only the table of public events has places, tags and titles in indexes. */
static void
check_own(const BohEventFilter *filter, const Given *given)
{
	static const GivenFilter refused[] = {
		GIVEN_ALL_TAGS, GIVEN_ANY_TAGS, GIVEN_CITY, GIVEN_COUNTRY, GIVEN_LATITUDE, GIVEN_HAS_SEATS
	};

	for (int i = 0; i < (int) lengthof(refused); i++)
	{
		if (is_given(given, refused[i]))
			boh_filter_refuse(known[refused[i]].name,
							  psprintf("filter \"%.*s\" does not go with status DRAFT or ANY, because no index serves both",
									   (int) strcspn(known[refused[i]].name, "."),
									   known[refused[i]].name));
	}
	if (filter->order != BOH_ORDER_START && filter->order != BOH_ORDER_START_DESC)
		boh_filter_refuse(orders[filter->order],
						  "events with status DRAFT or ANY are in order start or start_desc, because no index serves another one");
}

static void
check_together(const BohEventFilter *filter, const Given *given)
{
	bool		by_price = filter->order == BOH_ORDER_PRICE || filter->order == BOH_ORDER_PRICE_DESC ||
	is_given(given, GIVEN_PRICE_FROM) || is_given(given, GIVEN_PRICE_TO);

	if (by_price && !is_given(given, GIVEN_CURRENCY))
		boh_filter_refuse("price", "filter \"price\" and order price need filter \"currency\", because prices in several currencies cannot be compared");
	if (filter->order == BOH_ORDER_DISTANCE && !is_given(given, GIVEN_KM))
		boh_filter_refuse("distance", "order distance needs filter \"near\"");
	if (filter->set == BOH_EVENTS_OWN)
		check_own(filter, given);
	else if (filter->set == BOH_EVENTS_OTHER &&
			 filter->order != BOH_ORDER_START && filter->order != BOH_ORDER_START_DESC)
		boh_filter_refuse(orders[filter->order],
						  "events that are past, COMPLETED or CANCELLED are in order start or start_desc, because no index serves another one");
}

/*
 * Reading
 */

static TimestampTz
later(TimestampTz time, const Given *given, GivenFilter number)
{
	return is_given(given, number) ?
		Max(time, DatumGetTimestampTz(given->values[number])) : time;
}

static TimestampTz
earlier(TimestampTz time, const Given *given, GivenFilter number)
{
	return is_given(given, number) ?
		Min(time, DatumGetTimestampTz(given->values[number])) : time;
}

static bool
asks_for_completed(const Given *given)
{
	return is_given(given, GIVEN_STATUS) &&
		boh_filter_choice("status", given->values[GIVEN_STATUS], statuses, STATUSES) == STATUS_COMPLETED;
}

/*
 * What is over has begun by now; so a walk back in time does not begin in the
 * future.  An event is COMPLETED when it is over.
 *
 * Two periods overlap if each begins before the other ends.  An event that is
 * over has ended by now; an upcoming one ends later.
 */
static void
take_times(BohEventFilter *filter, const Given *given)
{
	bool		past = is_given(given, GIVEN_PAST) && DatumGetBool(given->values[GIVEN_PAST]);
	bool		any_time = !is_given(given, GIVEN_PAST) && filter->set != BOH_EVENTS_UPCOMING;
	TimestampTz starts_to = earlier(past || asks_for_completed(given) ? filter->now : DT_NOEND,
									given, GIVEN_STARTS_TO);
	TimestampTz ends_after = past || any_time ? DT_NOBEGIN : filter->now;

	set(filter, BOH_EVENT_STARTS_FROM,
		TimestampTzGetDatum(later(DT_NOBEGIN, given, GIVEN_STARTS_FROM)));
	set(filter, BOH_EVENT_STARTS_TO,
		TimestampTzGetDatum(earlier(starts_to, given, GIVEN_OVERLAPS_TO)));
	set(filter, BOH_EVENT_ENDS_AFTER,
		TimestampTzGetDatum(later(ends_after, given, GIVEN_OVERLAPS_FROM)));
	set(filter, BOH_EVENT_ENDS_BY, TimestampTzGetDatum(past ? filter->now : DT_NOEND));
}

static Datum
array_of_texts(const char *const *texts, int count)
{
	Datum	   *elements = palloc(sizeof(Datum) * count);

	for (int i = 0; i < count; i++)
		elements[i] = CStringGetTextDatum(texts[i]);
	return PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/*
 * Without a status, a list has PUBLISHED events that are not over.  Past ones
 * are PUBLISHED or COMPLETED; a cancelled event did not take place.
 */
static void
take_status(BohEventFilter *filter, const Given *given)
{
	static const char *const took_place[] = {"PUBLISHED", "COMPLETED"};
	bool		past = is_given(given, GIVEN_PAST) && DatumGetBool(given->values[GIVEN_PAST]);
	int			status = STATUS_PUBLISHED;

	if (is_given(given, GIVEN_STATUS))
		status = boh_filter_choice("status", given->values[GIVEN_STATUS], statuses, STATUSES);
	if (status == STATUS_DRAFT || status == STATUS_ANY)
		filter->set = BOH_EVENTS_OWN;
	else if (past || status != STATUS_PUBLISHED)
		filter->set = BOH_EVENTS_OTHER;
	else
		filter->set = BOH_EVENTS_UPCOMING;
	if (past && !is_given(given, GIVEN_STATUS))
		set(filter, BOH_EVENT_STATUS, array_of_texts(took_place, lengthof(took_place)));
	else if (status != STATUS_ANY)
		set(filter, BOH_EVENT_STATUS, array_of_texts(&statuses[status], 1));
}

/* Who does not see all events sees those of one author, the caller. */
static void
take_author(BohEventFilter *filter, const Given *given)
{
	const BohEyes *eyes = &filter->eyes;

	take(filter, BOH_EVENT_AUTHOR, given, GIVEN_AUTHOR_ID);
	if (filter->set != BOH_EVENTS_OWN)
		return;
	if (!eyes->sees_more ||
		(is_given(given, GIVEN_AUTHOR_ID) &&
		 !boh_sees_author(eyes, DatumGetUUIDP(given->values[GIVEN_AUTHOR_ID]))))
		filter->nothing = true;
	else if (memcmp(&eyes->first_author, &eyes->last_author, sizeof(pg_uuid_t)) == 0)
		set(filter, BOH_EVENT_AUTHOR, UUIDPGetDatum(&eyes->first_author));
}

static void
take_folded(BohEventFilter *filter, int parameter, const Given *given, GivenFilter number)
{
	char	   *word;

	if (!is_given(given, number))
		return;
	word = TextDatumGetCString(given->values[number]);
	set(filter, parameter, CStringGetTextDatum(boh_fold(word, strlen(word))));
}

/* What a search knows: its caller has read the kind, and refuses an order. */
static const BohFilter *
known_to(BohEventAsker asker, BohFilter *copy)
{
	if (asker == BOH_ASKED_BY_LIST)
		return known;
	memcpy(copy, known, sizeof(known));
	copy[GIVEN_ORDER].name = "kind";
	return copy;
}

void
boh_event_filter_read(Oid schema, const BohEyes *eyes, Jsonb *filters, TimestampTz now,
					  BohEventAsker asker, BohEventFilter *filter)
{
	BohFilter	copy[GIVEN_FILTERS];
	Given		given;

	memset(filter, 0, sizeof(*filter));
	memset(filter->nulls, 'n', sizeof(filter->nulls));
	filter->schema = schema;
	filter->eyes = *eyes;
	filter->now = now;
	set(filter, BOH_EVENT_NOW, TimestampTzGetDatum(now));
	boh_filters_read(filters, known_to(asker, copy), GIVEN_FILTERS, given.values, given.nulls);

	take_status(filter, &given);
	take_times(filter, &given);
	if (is_given(&given, GIVEN_ORDER))
		filter->order = boh_filter_choice("order", given.values[GIVEN_ORDER], orders, BOH_ORDERS);
	else if (filter->set == BOH_EVENTS_OTHER)
		filter->order = BOH_ORDER_START_DESC;
	check_near(filters, &given);
	check_together(filter, &given);
	if (is_given(&given, GIVEN_CATEGORY))
		check_category(schema, given.values[GIVEN_CATEGORY]);

	take(filter, BOH_EVENT_CATEGORY, &given, GIVEN_CATEGORY);
	take_folded(filter, BOH_EVENT_CITY, &given, GIVEN_CITY);
	take_folded(filter, BOH_EVENT_COUNTRY, &given, GIVEN_COUNTRY);
	take(filter, BOH_EVENT_CURRENCY, &given, GIVEN_CURRENCY);
	take(filter, BOH_EVENT_PRICE_FROM, &given, GIVEN_PRICE_FROM);
	take(filter, BOH_EVENT_PRICE_TO, &given, GIVEN_PRICE_TO);
	take(filter, BOH_EVENT_LATITUDE, &given, GIVEN_LATITUDE);
	take(filter, BOH_EVENT_LONGITUDE, &given, GIVEN_LONGITUDE);
	take(filter, BOH_EVENT_KM, &given, GIVEN_KM);
	take(filter, BOH_EVENT_HAS_SEATS, &given, GIVEN_HAS_SEATS);
	take_author(filter, &given);
	take_venue(filter, &given);
	take_tags(filter, &given);
	if (filter->set != BOH_EVENTS_OWN)
		boh_event_terms(filter->values, filter->nulls);
}

Oid
boh_event_order_type(BohEventOrder order)
{
	switch (order)
	{
		case BOH_ORDER_PRICE:
		case BOH_ORDER_PRICE_DESC:
			return NUMERICOID;
		case BOH_ORDER_TITLE:
		case BOH_ORDER_TITLE_DESC:
			return TEXTOID;
		case BOH_ORDER_DISTANCE:
			return FLOAT8OID;
		default:
			return TIMESTAMPTZOID;
	}
}

/*-------------------------------------------------------------------------
 *
 * find/event_details.c
 *	  What calendars and search engines are told of events.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/query.h"
#include "find/event_details.h"
#include "find/event_json.h"
#include "find/visibility.h"
#include "text/time_zone.h"

/* Columns of the statement */
enum
{
	DETAIL_ID = 1,
	DETAIL_SLUG,
	DETAIL_TITLE,
	DETAIL_DESCRIPTION,
	DETAIL_CATEGORY,
	DETAIL_STATUS,
	DETAIL_LANGUAGE,
	DETAIL_IMAGE_URL,
	DETAIL_VIDEO_URL,
	DETAIL_PRICE,
	DETAIL_CURRENCY,
	DETAIL_VENUE,
	DETAIL_ADDRESS,
	DETAIL_CITY,
	DETAIL_COUNTRY,
	DETAIL_LATITUDE,
	DETAIL_LONGITUDE,
	DETAIL_TAGS,
	DETAIL_STARTS,
	DETAIL_ENDS,
	DETAIL_OPENS,
	DETAIL_CLOSES,
	DETAIL_CREATED,
	DETAIL_CHANGED,
	DETAIL_CAPACITY,
	DETAIL_SEATS_LEFT,
	DETAIL_ZONE,
	DETAIL_VENUE_ZONE
};

/*
 * $1: ids, $2: whether to count seats, $3: now.  Without closing time, booking
 * closes when the event starts.
 */
static const BohQuery details_query = {
	.text = "SELECT e.id, e.slug, e.title, e.description, e.category::text, e.status::text,"
	" e.language, e.image_url, e.video_url, e.price::text, e.currency, v.name, v.address, v.city,"
	" v.country, v.latitude::text, v.longitude::text,"
	" ARRAY(SELECT t.name FROM {schema}.event_tags et JOIN {schema}.tags t ON t.id = et.tag_id"
	" WHERE et.event_id = e.id ORDER BY t.name COLLATE \"C\", t.id),"
	" e.start_date, e.end_date, coalesce(e.booking_opens_at, '-infinity'),"
	" coalesce(e.booking_closes_at, e.start_date), e.created_at,"
	" greatest(e.updated_at, v.updated_at), e.capacity,"
	" CASE WHEN $2 THEN " BOH_SEATS_LEFT("$3") " ELSE 0 END, e.time_zone, v.time_zone"
	" FROM unnest($1) WITH ORDINALITY o (id, place)"
	" JOIN {schema}.events e ON e.id = o.id LEFT JOIN {schema}.venues v ON v.id = e.venue_id"
	" WHERE " BOH_PUBLIC_EVENT " ORDER BY o.place",
	.nargs = 3,
	.argtypes = {UUIDARRAYOID, BOOLOID, TIMESTAMPTZOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true,
	.no_jit = true
};

static TimestampTz
time_at(uint64 row, int column)
{
	return DatumGetTimestampTz(boh_required_value(row, column, TIMESTAMPTZOID));
}

static List *
texts_at(uint64 row, int column)
{
	List	   *texts = NIL;
	Datum	   *elements;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(boh_required_value(row, column, TEXTARRAYOID)), TEXTOID,
					  -1, false, TYPALIGN_INT, &elements, NULL, &count);
	for (int i = 0; i < count; i++)
		texts = lappend(texts, TextDatumGetCString(elements[i]));
	return texts;
}

static void
details_at(uint64 row, BohEventDetails *event)
{
	event->id = *DatumGetUUIDP(boh_required_value(row, DETAIL_ID, UUIDOID));
	event->slug = boh_text_value(row, DETAIL_SLUG);
	event->title = boh_text_value(row, DETAIL_TITLE);
	event->description = boh_text_value(row, DETAIL_DESCRIPTION);
	event->category = boh_text_value(row, DETAIL_CATEGORY);
	event->status = boh_text_value(row, DETAIL_STATUS);
	event->language = boh_text_value(row, DETAIL_LANGUAGE);
	event->image_url = boh_text_value(row, DETAIL_IMAGE_URL);
	event->video_url = boh_text_value(row, DETAIL_VIDEO_URL);
	event->price = boh_text_value(row, DETAIL_PRICE);
	event->currency = boh_text_value(row, DETAIL_CURRENCY);
	event->venue = boh_text_value(row, DETAIL_VENUE);
	event->address = boh_text_value(row, DETAIL_ADDRESS);
	event->city = boh_text_value(row, DETAIL_CITY);
	event->country = boh_text_value(row, DETAIL_COUNTRY);
	event->latitude = boh_text_value(row, DETAIL_LATITUDE);
	event->longitude = boh_text_value(row, DETAIL_LONGITUDE);
	event->tags = texts_at(row, DETAIL_TAGS);
	event->starts = time_at(row, DETAIL_STARTS);
	event->ends = time_at(row, DETAIL_ENDS);
	event->opens = time_at(row, DETAIL_OPENS);
	event->closes = time_at(row, DETAIL_CLOSES);
	event->created = time_at(row, DETAIL_CREATED);
	event->changed = time_at(row, DETAIL_CHANGED);
	event->capacity = DatumGetInt32(boh_required_value(row, DETAIL_CAPACITY, INT4OID));
	event->seats_left = DatumGetInt64(boh_required_value(row, DETAIL_SEATS_LEFT, INT8OID));
	event->zone = boh_event_zone(boh_text_value(row, DETAIL_ZONE), boh_text_value(row, DETAIL_VENUE_ZONE));
}

int
boh_event_details(Oid schema, const pg_uuid_t *ids, int count, bool with_seats, TimestampTz now,
				  BohEventDetails *details)
{
	Datum	   *elements = palloc(sizeof(Datum) * (count + 1));
	Datum		values[3];
	uint64		found;

	for (int i = 0; i < count; i++)
		elements[i] = UUIDPGetDatum(&ids[i]);
	values[0] = PointerGetDatum(construct_array(elements, count, UUIDOID, UUID_LEN, false,
												TYPALIGN_CHAR));
	values[1] = BoolGetDatum(with_seats);
	values[2] = TimestampTzGetDatum(now);
	found = boh_query(&details_query, schema, values, NULL, 0);
	for (uint64 row = 0; row < found; row++)
		details_at(row, &details[row]);
	return (int) found;
}

/*-------------------------------------------------------------------------
 *
 * find/event_json.c
 *	  The JSON of events, as lists, search and pages show them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/error.h"
#include "base/iso_time.h"
#include "base/query.h"
#include "find/event_json.h"
#include "text/time_zone.h"

#define ISO(column) "{extension}.boh_iso_time(" column ")"

#define VENUE_IN_LIST \
	"'id', v.id, 'slug', v.slug, 'name', v.name, 'address', v.address, 'city', v.city," \
	" 'country', v.country, 'latitude', v.latitude, 'longitude', v.longitude"

#define EVENT_IN_LIST \
	"'id', e.id, 'slug', e.slug, 'title', e.title, 'category', e.category, 'status', e.status," \
	" 'language', e.language, 'start_date', " ISO("e.start_date") "," \
	" 'end_date', " ISO("e.end_date") ", 'booking_opens_at', " ISO("e.booking_opens_at") "," \
	" 'booking_closes_at', " ISO("e.booking_closes_at") "," \
	" 'published_at', " ISO("e.published_at") ", 'updated_at', " ISO("e.updated_at") "," \
	" 'price', e.price, 'currency', e.currency, 'capacity', e.capacity," \
	" 'seats_left', " BOH_SEATS_LEFT("$2") ", 'max_seats_per_user', e.max_seats_per_user," \
	" 'image_url', e.image_url, 'author_id', e.author_id," \
	" 'tags', coalesce((SELECT jsonb_agg(jsonb_build_object('id', t.id, 'slug', t.slug," \
	" 'name', t.name) ORDER BY t.name, t.id) FROM {schema}.event_tags et" \
	" JOIN {schema}.tags t ON t.id = et.tag_id WHERE et.event_id = e.id), '[]')"

/* $1: ids, $2: now, $3 and $4: the ids of boh_eyes_parameters() */
#define DOCUMENTS(event, venue) \
	{ \
		.text = "SELECT jsonb_build_object(" event ", 'venue', CASE WHEN v.id IS NOT NULL" \
		" THEN jsonb_build_object(" venue ") END)," \
		" e.start_date, e.end_date, e.time_zone, v.time_zone" \
		" FROM unnest($1) WITH ORDINALITY o (id, place)" \
		" JOIN {schema}.events e ON e.id = o.id" \
		" LEFT JOIN {schema}.venues v ON v.id = e.venue_id" \
		" WHERE " BOH_VISIBLE_EVENT("$3", "$4") " ORDER BY o.place", \
		.nargs = 4, \
		.argtypes = {UUIDARRAYOID, TIMESTAMPTZOID, UUIDOID, UUIDOID}, \
		.read_only = true, \
		.safe_path = true, \
		.by_index = true, \
		.no_jit = true \
	}

static const BohQuery documents_query[] = {
	[BOH_EVENT_IN_LIST] = DOCUMENTS(EVENT_IN_LIST, VENUE_IN_LIST),
	[BOH_EVENT_WHOLE] = DOCUMENTS(EVENT_IN_LIST ", 'description', e.description,"
								  " 'video_url', e.video_url",
								  VENUE_IN_LIST ", 'description', v.description,"
								  " 'capacity', v.capacity, 'amenities', v.amenities"),
};

static const char *
text_at(uint64 row, int column)
{
	bool		isnull;
	Datum		value = boh_value(row, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* The document of a row, with its local times */
static Jsonb *
document_at(uint64 row)
{
	pg_tz	   *zone = boh_event_zone(text_at(row, 4), text_at(row, 5));
	Datum		start = boh_required_value(row, 2, TIMESTAMPTZOID);
	Datum		end = boh_required_value(row, 3, TIMESTAMPTZOID);
	BohDetail	times;

	boh_detail_init(&times);
	boh_detail_text(&times, "time_zone", pg_get_timezone_name(zone));
	boh_detail_text(&times, "local_start", boh_iso_local_text(DatumGetTimestampTz(start), zone));
	boh_detail_text(&times, "local_end", boh_iso_local_text(DatumGetTimestampTz(end), zone));
	return DatumGetJsonbP(DirectFunctionCall2(jsonb_concat,
											  boh_required_value(row, 1, JSONBOID),
											  DirectFunctionCall1(jsonb_in,
																  CStringGetDatum(boh_detail_json(&times)))));
}

int
boh_event_documents(Oid schema, const BohEyes *eyes, BohEventForm form, const pg_uuid_t *ids,
					int count, TimestampTz now, Jsonb **documents)
{
	Datum	   *elements = palloc(sizeof(Datum) * count);
	Datum		values[4];
	char		nulls[4] = {' ', ' ', ' ', ' '};
	uint64		found;

	for (int i = 0; i < count; i++)
		elements[i] = UUIDPGetDatum(&ids[i]);
	values[0] = PointerGetDatum(construct_array(elements, count, UUIDOID, UUID_LEN, false,
												TYPALIGN_CHAR));
	values[1] = TimestampTzGetDatum(now);
	boh_eyes_parameters(eyes, &values[2], &nulls[2]);
	found = boh_query(&documents_query[form], schema, values, nulls, 0);
	for (uint64 row = 0; row < found; row++)
		documents[row] = document_at(row);
	return (int) found;
}

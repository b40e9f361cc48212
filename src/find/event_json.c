/*-------------------------------------------------------------------------
 *
 * find/event_json.c
 *	  The JSON of events, as lists, search and pages show them.
 *
 * A statement reads rows, and C makes the documents: jsonb_build_object() would
 * look up how to show each of some forty values of each row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/uuid.h"

#include "base/iso_time.h"
#include "base/query.h"
#include "find/event_json.h"
#include "json/build.h"
#include "text/time_zone.h"

/* Calls column(member, expression, type) for each member of an event's document. */
#define EVENT_IN_LIST(column) \
	column("id", "e.id", UUIDOID) \
	column("slug", "e.slug", TEXTOID) \
	column("title", "e.title", TEXTOID) \
	column("category", "e.category::text", TEXTOID) \
	column("status", "e.status::text", TEXTOID) \
	column("language", "e.language", TEXTOID) \
	column("start_date", "e.start_date", TIMESTAMPTZOID) \
	column("end_date", "e.end_date", TIMESTAMPTZOID) \
	column("booking_opens_at", "e.booking_opens_at", TIMESTAMPTZOID) \
	column("booking_closes_at", "e.booking_closes_at", TIMESTAMPTZOID) \
	column("published_at", "e.published_at", TIMESTAMPTZOID) \
	column("updated_at", "e.updated_at", TIMESTAMPTZOID) \
	column("price", "e.price", NUMERICOID) \
	column("currency", "e.currency", TEXTOID) \
	column("capacity", "e.capacity", INT4OID) \
	column("seats_left", BOH_SEATS_LEFT("$2"), INT8OID) \
	column("max_seats_per_user", "e.max_seats_per_user", INT4OID) \
	column("image_url", "e.image_url", TEXTOID) \
	column("author_id", "e.author_id", UUIDOID)

#define EVENT_WHOLE(column) \
	EVENT_IN_LIST(column) \
	column("description", "e.description", TEXTOID) \
	column("video_url", "e.video_url", TEXTOID)

#define VENUE_IN_LIST(column) \
	column("id", "v.id", UUIDOID) \
	column("slug", "v.slug", TEXTOID) \
	column("name", "v.name", TEXTOID) \
	column("address", "v.address", TEXTOID) \
	column("city", "v.city", TEXTOID) \
	column("country", "v.country", TEXTOID) \
	column("latitude", "v.latitude", FLOAT8OID) \
	column("longitude", "v.longitude", FLOAT8OID)

#define VENUE_WHOLE(column) \
	VENUE_IN_LIST(column) \
	column("description", "v.description", TEXTOID) \
	column("capacity", "v.capacity", INT4OID) \
	column("amenities", "v.amenities", TEXTARRAYOID)

#define AS_COLUMN(member, expression, type) ", " expression
#define AS_MEMBER(member, expression, type) {member, type},

/* Columns before those of members */
enum
{
	COLUMN_START,
	COLUMN_END,
	COLUMN_ZONE,
	COLUMN_VENUE_ZONE,
	FIRST_MEMBER
};

/* $1: ids, $2: now, $3 and $4: the ids of boh_eyes_parameters() */
#define DOCUMENTS(event, venue) \
	{ \
		.text = "SELECT e.start_date, e.end_date, e.time_zone, v.time_zone" \
		event(AS_COLUMN) venue(AS_COLUMN) \
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

typedef struct Member
{
	const char *name;
	Oid			type;
} Member;

static const Member event_in_list[] = {EVENT_IN_LIST(AS_MEMBER)};
static const Member venue_in_list[] = {VENUE_IN_LIST(AS_MEMBER)};
static const Member event_whole[] = {EVENT_WHOLE(AS_MEMBER)};
static const Member venue_whole[] = {VENUE_WHOLE(AS_MEMBER)};

/* How a form is read, and what it shows */
typedef struct Form
{
	BohQuery	query;
	const Member *event;
	int			event_members;
	const Member *venue;
	int			venue_members;
} Form;

static const Form forms[] = {
	[BOH_EVENT_IN_LIST] = {
		DOCUMENTS(EVENT_IN_LIST, VENUE_IN_LIST),
		event_in_list, lengthof(event_in_list), venue_in_list, lengthof(venue_in_list)
	},
	[BOH_EVENT_WHOLE] = {
		DOCUMENTS(EVENT_WHOLE, VENUE_WHOLE),
		event_whole, lengthof(event_whole), venue_whole, lengthof(venue_whole)
	},
};

static const Member tag_members[] = {{"id", UUIDOID}, {"slug", TEXTOID}, {"name", TEXTOID}};

static const BohQuery tags_query = {
	.text = "SELECT et.event_id, t.id, t.slug, t.name FROM {schema}.event_tags et"
	" JOIN {schema}.tags t ON t.id = et.tag_id WHERE et.event_id = ANY ($1)"
	" ORDER BY et.event_id, t.name, t.id",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true,
	.no_jit = true
};

/* The rows of a statement, which outlast the next one */
typedef struct Rows
{
	uint64		count;
	SPITupleTable *table;
	Datum	   *values;			/* of the row that was read last */
	bool	   *nulls;
} Rows;

struct BohEventDocuments
{
	const Form *form;
	Rows		events;
	Rows		tags;
};

static void
check_type(const Rows *rows, int column, Oid type)
{
	bool		isnull;

	if (rows->count > 0)
		(void) boh_value(0, column + 1, type, &isnull);
}

/* Raises 42804 if somebody has given a column another type. */
static void
check_members(const Rows *rows, int column, const Member *members, int count)
{
	for (int i = 0; i < count; i++)
		check_type(rows, column + i, members[i].type);
}

static Rows
run(const BohQuery *query, Oid schema, Datum *values, const char *nulls)
{
	Rows		rows = {.count = boh_query(query, schema, values, nulls, 0)};

	rows.table = SPI_tuptable;
	rows.values = palloc_array(Datum, rows.table->tupdesc->natts);
	rows.nulls = palloc_array(bool, rows.table->tupdesc->natts);
	return rows;
}

static void
read_row(Rows *rows, uint64 row)
{
	heap_deform_tuple(rows->table->vals[row], rows->table->tupdesc, rows->values, rows->nulls);
}

static void
push_members(BohJsonbState *state, const Rows *rows, int column, const Member *members, int count)
{
	for (int i = 0; i < count; i++)
		boh_json_push_value(state, members[i].name, rows->values[column + i],
							rows->nulls[column + i], members[i].type);
}

/*
 * Tags
 */

static Rows
read_tags(Oid schema, Datum *ids)
{
	Rows		tags = run(&tags_query, schema, ids, NULL);

	check_type(&tags, 0, UUIDOID);
	check_members(&tags, 1, tag_members, lengthof(tag_members));
	return tags;
}

/* The first row of an event's tags, or of what follows them */
static uint64
first_tag(Rows *tags, Datum event)
{
	uint64		low = 0;
	uint64		high = tags->count;

	while (low < high)
	{
		uint64		middle = low + (high - low) / 2;

		read_row(tags, middle);
		if (memcmp(DatumGetUUIDP(tags->values[0]), DatumGetUUIDP(event), UUID_LEN) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
push_tags(BohJsonbState *state, Rows *tags, Datum event)
{
	boh_json_push_key(state, "tags");
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	for (uint64 row = first_tag(tags, event); row < tags->count; row++)
	{
		read_row(tags, row);
		if (memcmp(DatumGetUUIDP(tags->values[0]), DatumGetUUIDP(event), UUID_LEN) != 0)
			break;
		boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
		push_members(state, tags, 1, tag_members, lengthof(tag_members));
		boh_jsonb_push(state, WJB_END_OBJECT, NULL);
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

/*
 * Events
 */

static Rows
read_events(const Form *form, Oid schema, Datum *values, const char *nulls)
{
	Rows		events = run(&form->query, schema, values, nulls);

	check_type(&events, COLUMN_START, TIMESTAMPTZOID);
	check_type(&events, COLUMN_END, TIMESTAMPTZOID);
	check_type(&events, COLUMN_ZONE, TEXTOID);
	check_type(&events, COLUMN_VENUE_ZONE, TEXTOID);
	check_members(&events, FIRST_MEMBER, form->event, form->event_members);
	check_members(&events, FIRST_MEMBER + form->event_members, form->venue, form->venue_members);
	return events;
}

static const char *
text_at(const Rows *rows, int column)
{
	return rows->nulls[column] ? NULL : TextDatumGetCString(rows->values[column]);
}

static void
push_local_times(BohJsonbState *state, const Rows *events)
{
	pg_tz	   *zone = boh_event_zone(text_at(events, COLUMN_ZONE),
									  text_at(events, COLUMN_VENUE_ZONE));

	boh_json_push_string(state, "time_zone", pg_get_timezone_name(zone));
	boh_json_push_string(state, "local_start",
						 boh_iso_local_text(DatumGetTimestampTz(events->values[COLUMN_START]), zone));
	boh_json_push_string(state, "local_end",
						 boh_iso_local_text(DatumGetTimestampTz(events->values[COLUMN_END]), zone));
}

static void
push_venue(BohJsonbState *state, const Rows *events, const Form *form)
{
	int			column = FIRST_MEMBER + form->event_members;

	if (events->nulls[column])
	{
		boh_json_push_member(state, "venue", NULL);
		return;
	}
	boh_json_push_key(state, "venue");
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	push_members(state, events, column, form->venue, form->venue_members);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

BohEventDocuments *
boh_event_documents(Oid schema, const BohEyes *eyes, BohEventForm form, const pg_uuid_t *ids,
					int count, TimestampTz now)
{
	BohEventDocuments *documents = palloc(sizeof(BohEventDocuments));
	Datum	   *elements = palloc_array(Datum, count);
	Datum		values[4];
	char		nulls[4] = {' ', ' ', ' ', ' '};

	for (int i = 0; i < count; i++)
		elements[i] = UUIDPGetDatum(&ids[i]);
	values[0] = PointerGetDatum(construct_array(elements, count, UUIDOID, UUID_LEN, false,
												TYPALIGN_CHAR));
	values[1] = TimestampTzGetDatum(now);
	boh_eyes_parameters(eyes, &values[2], &nulls[2]);
	documents->form = &forms[form];
	documents->tags = read_tags(schema, values);
	documents->events = read_events(documents->form, schema, values, nulls);
	return documents;
}

int
boh_event_documents_count(const BohEventDocuments *documents)
{
	return (int) documents->events.count;
}

const pg_uuid_t *
boh_event_document_id(const BohEventDocuments *documents, int number)
{
	bool		isnull;

	return DatumGetUUIDP(SPI_getbinval(documents->events.table->vals[number],
									   documents->events.table->tupdesc, FIRST_MEMBER + 1, &isnull));
}

void
boh_event_document_push(BohEventDocuments *documents, int number, BohJsonbState *state)
{
	const Form *form = documents->form;
	Rows	   *events = &documents->events;

	read_row(events, number);
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	push_members(state, events, FIRST_MEMBER, form->event, form->event_members);
	push_local_times(state, events);
	push_tags(state, &documents->tags, events->values[FIRST_MEMBER]);
	push_venue(state, events, form);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

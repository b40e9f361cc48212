/*-------------------------------------------------------------------------
 *
 * seed/make.c
 *	  boh_make(): rows for the tests of applications.
 *
 * A row is inserted by an ordinary statement as the caller, so that triggers
 * and constraints see to it that it is valid.  Rows that it refers to are made
 * first, unless they were given.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/jsonb.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/uuid.h"
#include "seed/owner.h"

PG_FUNCTION_INFO_V1(boh_make);

#define MOST_MEMBERS 26
#define MOST_REFERENCES 2

/* A member that is the id of another entity */
typedef struct Reference
{
	const char *member;
	const char *entity;
	const char *overrides;
} Reference;

/*
 * members are the columns that can be given.  defaults is an SQL expression of
 * type jsonb: $1 is what was given, $2 a text that no other row has.
 */
typedef struct Entity
{
	const char *name;
	const char *table;
	const char *members[MOST_MEMBERS];
	const char *defaults;
	Reference	references[MOST_REFERENCES];
} Entity;

static const Entity entities[] = {
	{
		.name = "user",
		.table = "users",
		.members = {
			"id", "email", "password_hash", "role", "name", "phone", "email_verified_at",
			"created_at", "deleted_at"
		},
		.defaults = "jsonb_build_object('email', 'user-' || $2 || '@make.example', 'name', 'User ' || $2)"
	},
	{
		.name = "venue",
		.table = "venues",
		.members = {
			"id", "slug", "name", "description", "address", "city", "country", "latitude",
			"longitude", "capacity", "amenities", "time_zone", "created_at"
		},
		.defaults = "jsonb_build_object('slug', 'venue-' || $2, 'name', 'Venue ' || $2,"
		" 'city', 'Berlin', 'country', 'Germany', 'capacity', 100000)"
	},
	{
		.name = "event",
		.table = "events",
		.members = {
			"id", "slug", "title", "description", "category", "capacity", "price", "currency",
			"start_date", "end_date", "booking_opens_at", "booking_closes_at",
			"max_seats_per_user", "booking_lanes", "status", "image_url", "video_url",
			"author_id", "venue_id", "time_zone", "language", "published_at", "created_at"
		},
		.defaults = "(SELECT jsonb_build_object('slug', 'event-' || $2, 'title', 'Event ' || $2,"
		" 'capacity', 100, 'price', 10, 'status', 'PUBLISHED', 'category', 'CONCERT',"
		" 'start_date', start_date, 'end_date', start_date + interval '1 day')"
		" FROM (SELECT coalesce(($1 ->> 'start_date')::timestamptz,"
		" ($1 ->> 'end_date')::timestamptz - interval '1 day',"
		" now() + CASE $1 ->> 'status' WHEN 'COMPLETED' THEN interval '-3 days' ELSE interval '30 days' END)"
		" AS start_date) t)",
		.references = {
			{"author_id", "user", "{\"role\": \"ORGANIZER\"}"},
			{"venue_id", "venue", "{}"}
		}
	},
	{
		.name = "booking",
		.table = "bookings",
		.members = {
			"id", "user_id", "event_id", "booking_date", "expires_at", "confirmed_at",
			"cancelled_at", "refunded_at", "expired_at", "seats", "status", "unit_price",
			"total_price", "currency", "payment_reference", "refund_reference",
			"idempotency_key", "cancel_reason", "held"
		},
		.defaults = "jsonb_build_object('status', 'CONFIRMED', 'payment_reference',"
		" CASE WHEN coalesce($1 ->> 'status', 'CONFIRMED') <> 'PENDING' THEN 'pay-' || $2 END)",
		.references = {
			{"user_id", "user", "{}"},
			{"event_id", "event", "{}"}
		}
	},
	{
		.name = "page",
		.table = "content_pages",
		.members = {
			"id", "slug", "title", "meta_description", "status", "published_at", "author_id",
			"created_at"
		},
		.defaults = "jsonb_build_object('slug', 'page-' || $2, 'title', 'Page ' || $2,"
		" 'published_at', CASE $1 ->> 'status' WHEN 'PUBLISHED' THEN date_trunc('milliseconds', now()) END)",
		.references = {{"author_id", "user", "{\"role\": \"ORGANIZER\"}"}}
	},
	{
		.name = "section",
		.table = "content_sections",
		.members = {"id", "page_id", "position", "type", "is_visible", "data", "created_at"},
		.defaults = "jsonb_build_object('type', 'TEXT', 'data',"
		" CASE coalesce($1 ->> 'type', 'TEXT')"
		" WHEN 'HERO' THEN jsonb '{\"heading\": \"Heading\"}'"
		" WHEN 'TEXT' THEN '{\"content\": \"<p>Text</p>\"}'"
		" WHEN 'IMAGE' THEN '{\"url\": \"https://make.example/image.jpg\", \"alt\": \"Image\"}'"
		" WHEN 'VIDEO' THEN '{\"url\": \"https://make.example/video.mp4\"}'"
		" WHEN 'GALLERY' THEN '{\"images\": [{\"url\": \"https://make.example/image.jpg\", \"alt\": \"Image\"}]}'"
		" WHEN 'CONTACT_FORM' THEN '{\"recipientEmail\": \"office@make.example\","
		" \"fields\": [{\"name\": \"message\", \"label\": \"Message\", \"type\": \"textarea\"}]}'"
		" ELSE '{}' END)",
		.references = {{"page_id", "page", "{}"}}
	},
	{
		.name = "media",
		.table = "media_files",
		.members = {
			"id", "filename", "original_filename", "mime_type", "file_size", "width", "height",
			"folder", "url", "thumbnail_url", "alt_text", "uploaded_by", "deleted_at",
			"created_at"
		},
		.defaults = "jsonb_build_object('original_filename', 'picture-' || $2 || '.jpg',"
		" 'mime_type', 'image/jpeg', 'file_size', 1000)"
	},
};

static Datum make(const Entity *entity, Oid schema, Datum overrides);

static const Entity *
find_entity(const char *name)
{
	BohDetail	detail;

	for (int i = 0; i < (int) lengthof(entities); i++)
	{
		if (strcmp(entities[i].name, name) == 0)
			return &entities[i];
	}
	boh_detail_init(&detail);
	boh_detail_text(&detail, "entity", name);
	boh_raise(BOH_ENTITY_UNKNOWN, &detail, BOH_NO_PLACE, name);
}

/*
 * Members
 */

static bool
is_member(const Entity *entity, const char *name)
{
	for (int i = 0; i < MOST_MEMBERS && entity->members[i] != NULL; i++)
	{
		if (strcmp(entity->members[i], name) == 0)
			return true;
	}
	return false;
}

BOH_NORETURN static void raise_unknown_member(const Entity *entity, const char *name);

static void
raise_unknown_member(const Entity *entity, const char *name)
{
	StringInfoData known;
	BohDetail	detail;

	initStringInfo(&known);
	for (int i = 0; i < MOST_MEMBERS && entity->members[i] != NULL; i++)
		appendStringInfo(&known, "%s\"%s\"", i == 0 ? "[" : ", ", entity->members[i]);
	appendStringInfoChar(&known, ']');
	boh_detail_init(&detail);
	boh_detail_text(&detail, "member", name);
	boh_detail_object(&detail, "known", known.data);
	boh_raise(BOH_MEMBER_UNKNOWN, &detail, BOH_NO_PLACE, name, entity->name);
}

/* The names of an object's members, with commas between them. */
static char *
member_list(const Entity *entity, Datum object)
{
	JsonbIterator *iterator = JsonbIteratorInit(&DatumGetJsonbP(object)->root);
	StringInfoData list;
	JsonbValue	value;
	JsonbIteratorToken token;

	initStringInfo(&list);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		char	   *name;

		if (token != WJB_KEY)
			continue;
		name = pnstrdup(value.val.string.val, value.val.string.len);
		if (!is_member(entity, name))
			raise_unknown_member(entity, name);
		appendStringInfo(&list, list.len == 0 ? "%s" : ", %s", name);
	}
	return list.data;
}

static bool
has_member(Datum object, const char *name)
{
	return DatumGetBool(DirectFunctionCall2(jsonb_exists, object, CStringGetTextDatum(name)));
}

/*
 * Statements
 */

/* The one value that a statement of these arguments returns, as a copy */
static Datum
run(const char *text, Oid schema, int nargs, Datum *values, Oid type)
{
	Oid			types[] = {JSONBOID, TEXTOID};
	MemoryContext caller = CurrentMemoryContext;
	Datum		value;
	MemoryContext previous;

	boh_spi_connect();
	if (SPI_execute_with_args(boh_text_for_schema(text, schema), nargs, types, values, NULL,
							  false, 0) < 0)
		elog(ERROR, "could not execute \"%s\"", text);
	value = boh_required_value(0, 1, type);
	previous = MemoryContextSwitchTo(caller);
	value = type == UUIDOID ? UUIDPGetDatum(memcpy(palloc(UUID_LEN), DatumGetUUIDP(value), UUID_LEN)) :
		PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
	MemoryContextSwitchTo(previous);
	boh_spi_finish();
	return value;
}

/* An id without hyphens: no other row has it. */
static char *
unique_text(void)
{
	pg_uuid_t	id;
	TimestampTz time;
	char	   *text;
	char	   *to;

	boh_uuid7_make(&id, &time);
	text = boh_uuid_text(&id);
	to = text;

	for (const char *from = text; *from != '\0'; from++)
	{
		if (*from != '-')
			*to++ = *from;
	}
	*to = '\0';
	return text;
}

/* What was given, and values for the rest that a row needs */
static Datum
complete(const Entity *entity, Oid schema, Datum overrides)
{
	Datum		values[] = {overrides, CStringGetTextDatum(unique_text())};
	Datum		row = run(psprintf("SELECT %s || $1", entity->defaults), schema, 2, values, JSONBOID);

	for (int i = 0; i < MOST_REFERENCES && entity->references[i].member != NULL; i++)
	{
		const Reference *reference = &entity->references[i];
		Datum		id;
		Datum		pair[2];

		if (has_member(overrides, reference->member))
			continue;
		id = make(find_entity(reference->entity), schema,
				  DirectFunctionCall1(jsonb_in, CStringGetDatum(reference->overrides)));
		pair[0] = row;
		pair[1] = CStringGetTextDatum(boh_uuid_text(DatumGetUUIDP(id)));
		row = run(psprintf("SELECT $1 || jsonb_build_object('%s', $2)", reference->member),
				  schema, 2, pair, JSONBOID);
	}
	return row;
}

static Datum
make(const Entity *entity, Oid schema, Datum overrides)
{
	Datum		row;
	char	   *columns;

	(void) member_list(entity, overrides);
	row = complete(entity, schema, overrides);
	columns = member_list(entity, row);
	return run(psprintf("INSERT INTO {schema}.%s (%s) SELECT %s"
						" FROM jsonb_populate_record(CAST(NULL AS {schema}.%s), $1) RETURNING id",
						entity->table, columns, columns, entity->table),
			   schema, 1, &row, UUIDOID);
}

static Datum
argument_object(FunctionCallInfo fcinfo, int number, const char *name)
{
	Jsonb	   *object;
	BohDetail	detail;

	boh_argument_require(fcinfo, number, name);
	object = PG_GETARG_JSONB_P(number);
	if (!JB_ROOT_IS_OBJECT(object))
	{
		boh_detail_init(&detail);
		boh_detail_text(&detail, "argument", name);
		boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, name, "not a JSON object");
	}
	return JsonbPGetDatum(object);
}

Datum
boh_make(PG_FUNCTION_ARGS)
{
	const Entity *entity = find_entity(boh_argument_name(fcinfo, 0, "entity"));
	Datum		overrides = argument_object(fcinfo, 1, "overrides");
	Oid			schema = boh_schema_to_write(fcinfo);
	int			settings;
	Datum		id;

	seed_require_owner(schema, "make rows for tests");
	settings = NewGUCNestLevel();
	boh_set_for_owner(schema);
	id = make(entity, schema, overrides);
	AtEOXact_GUC(true, settings);
	return id;
}

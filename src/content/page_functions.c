/*-------------------------------------------------------------------------
 *
 * content/page_functions.c
 *	  Functions that create, publish and roll back pages.
 *
 * They write ordinary rows with the caller's own rights; the triggers of the
 * tables do the work.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "base/uuid.h"
#include "content/page.h"
#include "content/page_version.h"
#include "content/section_guard.h"
#include "json/schema.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_create_page);
PG_FUNCTION_INFO_V1(boh_publish_page);
PG_FUNCTION_INFO_V1(boh_rollback_page);

/* JSON Schemas of the arguments of boh_create_page() */
static const char page_form[] =
"{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"title\"], \"properties\": {"
"\"title\": {\"type\": \"string\"},"
"\"slug\": {\"type\": [\"string\", \"null\"]},"
"\"metaDescription\": {\"type\": [\"string\", \"null\"]},"
"\"authorId\": {\"type\": [\"string\", \"null\"], \"format\": \"uuid\"},"
"\"status\": {\"enum\": [\"DRAFT\", \"PUBLISHED\", \"ARCHIVED\"]},"
"\"publishedAt\": {\"type\": [\"string\", \"null\"], \"format\": \"date-time\"}}}";

static const char sections_form[] =
"{\"type\": \"array\", \"items\": {\"type\": \"object\", \"additionalProperties\": false,"
" \"required\": [\"type\", \"data\"], \"properties\": {"
"\"type\": {\"type\": \"string\"}, \"data\": true, \"isVisible\": {\"type\": \"boolean\"}}}}";

/*
 * A page with status PUBLISHED is inserted as DRAFT and published after its
 * sections are inserted.
 */
static const BohQuery insert_page = {
	.text = "INSERT INTO {schema}.content_pages"
	" (title, slug, meta_description, author_id, status, published_at)"
	" SELECT $1 ->> 'title', $1 ->> 'slug', $1 ->> 'metaDescription',"
	" coalesce(($1 ->> 'authorId')::uuid, $2),"
	" (CASE WHEN $1 ->> 'status' = 'ARCHIVED' THEN 'ARCHIVED' ELSE 'DRAFT' END)::{schema}.content_status,"
	" ($1 ->> 'publishedAt')::timestamptz RETURNING id",
	.nargs = 2,
	.argtypes = {JSONBOID, UUIDOID},
	.safe_path = true
};

static const BohQuery insert_sections = {
	.text = "INSERT INTO {schema}.content_sections (page_id, position, type, data, is_visible)"
	" SELECT $1, s.number - 1, (s.section ->> 'type')::{schema}.section_type, s.section -> 'data',"
	" coalesce((s.section ->> 'isVisible')::boolean, true)"
	" FROM jsonb_array_elements($2) WITH ORDINALITY s (section, number) ORDER BY s.number",
	.nargs = 2,
	.argtypes = {UUIDOID, JSONBOID},
	.safe_path = true
};

/* $3: current time */
static const BohQuery publish = {
	.text = "UPDATE {schema}.content_pages SET status = 'PUBLISHED', published_at ="
	" CASE WHEN $2 IS NOT NULL THEN $2 WHEN published_at " BOH_LE " $3 THEN published_at ELSE $3 END"
	" WHERE id " BOH_EQ " $1 RETURNING live_version",
	.nargs = 3,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID}
};

static const BohQuery find_version = {
	.text = "SELECT snapshot, hidden_sections FROM {schema}.content_page_versions"
	" WHERE page_id " BOH_EQ " $1 AND version " BOH_EQ " $2",
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID},
	.latest = true
};

static const BohQuery restore_page = {
	.text = "UPDATE {schema}.content_pages SET title = $2 ->> 'title',"
	" meta_description = $2 ->> 'metaDescription', status = status"
	" WHERE id = $1 RETURNING live_version",
	.nargs = 2,
	.argtypes = {UUIDOID, JSONBOID},
	.safe_path = true,
	.latest = true
};

/*
 * The sections of a version with their positions.  $2 is the snapshot of the
 * version, $3 its hidden sections.  Hidden sections store their place; visible
 * ones fill the free places in order.
 */
#define VERSION_SECTIONS \
	"version AS (SELECT $2 -> 'sections' AS visible, $3 AS hidden)," \
	" hidden AS (SELECT s.section, (s.section ->> 'place')::integer AS place" \
	" FROM version, jsonb_array_elements(hidden) s (section))," \
	" free AS (SELECT g.place, row_number() OVER (ORDER BY g.place) AS number" \
	" FROM version, generate_series(0," \
	" jsonb_array_length(visible) + jsonb_array_length(hidden) - 1) g (place)" \
	" WHERE g.place NOT IN (SELECT h.place FROM hidden h))," \
	" target AS (SELECT (section ->> 'id')::uuid AS id, place AS position," \
	" (section ->> 'type')::{schema}.section_type AS type, section -> 'data' AS data," \
	" is_visible FROM (" \
	" SELECT section, place, false FROM hidden UNION ALL" \
	" SELECT s.section, f.place, true FROM version, jsonb_array_elements(visible)" \
	" WITH ORDINALITY s (section, number) JOIN free f USING (number)" \
	") t (section, place, is_visible))"

/*
 * It is one statement because the unique constraint on positions is checked
 * at the end of a statement.  A section of the version that is on another
 * page now is inserted with a new id.
 */
static const BohQuery restore_sections = {
	.text = "WITH " VERSION_SECTIONS ","
	" gone AS (DELETE FROM {schema}.content_sections c WHERE c.page_id = $1"
	" AND NOT EXISTS (SELECT FROM target t WHERE t.id = c.id)),"
	" kept AS (UPDATE {schema}.content_sections c"
	" SET position = t.position, type = t.type, data = t.data, is_visible = t.is_visible"
	" FROM target t WHERE c.page_id = $1 AND c.id = t.id"
	" AND (c.position, c.type, c.data, c.is_visible) IS DISTINCT FROM"
	" (t.position, t.type, t.data, t.is_visible))"
	" INSERT INTO {schema}.content_sections (id, page_id, position, type, data, is_visible)"
	" SELECT CASE WHEN c.id IS NULL THEN t.id ELSE gen_random_uuid() END,"
	" $1, t.position, t.type, t.data, t.is_visible"
	" FROM target t LEFT JOIN {schema}.content_sections c ON c.id = t.id"
	" WHERE c.page_id IS DISTINCT FROM $1",
	.nargs = 3,
	.argtypes = {UUIDOID, JSONBOID, JSONBOID},
	.safe_path = true,
	.latest = true
};

static const BohQuery not_restored = {
	.text = "SELECT 1 WHERE jsonb_array_length($2 -> 'sections') + jsonb_array_length($3)"
	" <> (SELECT count(*) FROM {schema}.content_sections c WHERE c.page_id = $1)",
	.nargs = 3,
	.argtypes = {UUIDOID, JSONBOID, JSONBOID},
	.owner_of = "content_sections",
	.safe_path = true,
	.latest = true
};

/*
 * Creating a page
 */

typedef struct FormErrors
{
	BohJsonSink sink;
	StringInfoData errors;		/* JSON array, without brackets */
	char	   *first;
} FormErrors;

static void
note_error(BohJsonSink *sink, const BohJsonError *error)
{
	FormErrors *errors = (FormErrors *) sink;
	BohDetail	detail;

	if (errors->first == NULL)
		errors->first = psprintf("%s%s%s", error->path, error->path[0] != '\0' ? ": " : "",
								 error->message);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "path", error->path);
	boh_detail_text(&detail, "keyword", error->keyword);
	boh_detail_text(&detail, "message", error->message);
	appendStringInfo(&errors->errors, errors->errors.len == 0 ? "%s" : ", %s",
					 boh_detail_json(&detail));
}

/*
 * A jsonb argument that fits the JSON Schema form.  Raises 22023 with all
 * errors if it does not fit.
 */
static Datum
argument_of_form(FunctionCallInfo fcinfo, int number, const char *name, const char *form)
{
	FormErrors	errors = {.sink.report = note_error};
	Jsonb	   *data;
	BohJsonSchema *schema;
	BohDetail	detail;

	boh_argument_require(fcinfo, number, name);
	data = PG_GETARG_JSONB_P(number);
	initStringInfo(&errors.errors);
	schema = boh_json_schema_acquire(DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(form))),
									 NULL, false);
	PG_TRY();
	{
		(void) boh_json_schema_validate(schema, data, &errors.sink);
	}
	PG_FINALLY();
	{
		boh_json_schema_release(schema);
	}
	PG_END_TRY();
	if (errors.first == NULL)
		return JsonbPGetDatum(data);
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", name);
	boh_detail_object(&detail, "errors", psprintf("[%s]", errors.errors.data));
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, name, errors.first);
}

static void
raise_not_written(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("page was not %s", what),
			 errhint("A row-level security policy, trigger or rule prevented the write.")));
}

/*
 * Run an UPDATE of the page values[0], which publishes the page for a reason
 * if it is PUBLISHED afterwards.  done says what was not done if no row was
 * updated.
 */
static void
update_page(const BohQuery *query, Oid schema, Datum *values, const char *nulls,
			const char *reason, const char *done)
{
	PagePublication publication = {.page = DatumGetUUIDP(values[0]),.reason = reason};
	const PagePublication *outer = boh_page_publication;
	volatile uint64 updated = 0;

	PG_TRY();
	{
		boh_page_publication = &publication;
		updated = boh_query(query, schema, values, nulls, 0);
	}
	PG_FINALLY();
	{
		boh_page_publication = outer;
	}
	PG_END_TRY();
	if (updated != 1)
		raise_not_written(done);
}

/*
 * Publish a page and return its new live_version.  at is the new published_at.
 * With DT_NOBEGIN, published_at stays if it is in the past and becomes now if
 * not.
 */
static int
publish_page(Oid schema, const pg_uuid_t *page, TimestampTz at)
{
	Datum		values[3];
	char		nulls[] = {' ', at == DT_NOBEGIN ? 'n' : ' ', ' '};

	values[0] = UUIDPGetDatum(page);
	values[1] = TimestampTzGetDatum(at);
	values[2] = TimestampTzGetDatum(boh_now());
	update_page(&publish, schema, values, nulls, "published", "published");
	return DatumGetInt32(boh_required_value(0, 1, INT4OID));
}

/* The value of a key, or NULL if there is none or it is not a string. */
static char *
string_member(Datum object, const char *key)
{
	JsonbValue	buffer;
	JsonbValue *value = getKeyJsonValueFromContainer(&DatumGetJsonbP(object)->root, key,
													 strlen(key), &buffer);

	return value == NULL || value->type != jbvString ? NULL :
		pnstrdup(value->val.string.val, value->val.string.len);
}

/*
 * Raise an error if the page has no author: neither authorId in values[0], the
 * page, nor an application user in values[1].
 */
static void
require_author(Oid schema, const Datum *values, const char *nulls)
{
	BohDetail	detail;

	if (nulls[1] != 'n' || string_member(values[0], "authorId") != NULL)
		return;

	/* whom the policies would refuse is told so, not what is missing */
	if (boh_limited_to_people(boh_profiles(schema)))
		raise_not_written("made");
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "page");
	boh_detail_text(&detail, "path", "/authorId");
	boh_raise(BOH_AUTHOR_MISSING, &detail,
			  BOH_PLACE(schema, "content_pages", "author_id", NULL));
}

const pg_uuid_t *
boh_page_create(Oid schema, Datum page, Datum sections)
{
	char	   *status = string_member(page, "status");
	pg_uuid_t  *id = palloc(sizeof(pg_uuid_t));
	pg_uuid_t	user = {{0}};
	char		nulls[] = {' ', ' '};
	Datum		values[2];

	values[0] = page;
	values[1] = UUIDPGetDatum(&user);
	if (!boh_author(schema, &user))
		nulls[1] = 'n';
	require_author(schema, values, nulls);
	boh_lock_sections_to_write(schema);
	boh_spi_connect();
	if (boh_query(&insert_page, schema, values, nulls, 0) != 1)
		raise_not_written("made");
	*id = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	values[0] = UUIDPGetDatum(id);
	values[1] = sections;
	if (boh_query(&insert_sections, schema, values, NULL, 0) !=
		(uint64) JB_ROOT_COUNT(DatumGetJsonbP(sections)))
		raise_not_written("made with all its sections");
	if (status != NULL && strcmp(status, "PUBLISHED") == 0)
	{
		char	   *at = string_member(page, "publishedAt");

		publish_page(schema, id, at == NULL ? DT_NOBEGIN :
					 DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in, CStringGetDatum(at),
															 ObjectIdGetDatum(InvalidOid),
															 Int32GetDatum(3))));
	}
	boh_spi_finish();
	return id;
}

Datum
boh_create_page(PG_FUNCTION_ARGS)
{
	Datum		page = argument_of_form(fcinfo, 0, "page", page_form);
	Datum		sections = argument_of_form(fcinfo, 1, "sections", sections_form);

	PG_RETURN_UUID_P(boh_page_create(boh_schema_to_write(fcinfo), page, sections));
}

/*
 * Publishing a page, and rolling it back to an older version
 */

Datum
boh_publish_page(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 0, "page");
	TimestampTz at = PG_ARGISNULL(1) ? DT_NOBEGIN : PG_GETARG_TIMESTAMPTZ(1);
	Oid			schema = boh_schema_to_write(fcinfo);
	int			version;

	if (!PG_ARGISNULL(1) && TIMESTAMP_NOT_FINITE(at))
	{
		BohDetail	detail;

		boh_detail_init(&detail);
		boh_detail_text(&detail, "argument", "at");
		boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "at", "not finite");
	}
	boh_spi_connect();
	boh_page_lock(schema, page);
	version = publish_page(schema, page, at);
	boh_spi_finish();
	PG_RETURN_INT32(version);
}

/*
 * Restore title and meta description of the page values[0].  If it is
 * PUBLISHED this publishes it; then the result is true, and version the new
 * number.
 */
static bool
restore(Oid schema, Datum *values, const char *reason, int *version)
{
	bool		isnull;

	update_page(&restore_page, schema, values, NULL, reason, "rolled back");
	*version = DatumGetInt32(boh_value(0, 1, INT4OID, &isnull));
	return !isnull;
}

/*
 * Read a version of the page values[0]: put its snapshot into values[1] and
 * its hidden sections into values[2].  The version is read only once because
 * others can delete it at any time.
 */
static void
read_version(Oid schema, Datum *values, const pg_uuid_t *page, int version)
{
	Datum		key[2];
	BohDetail	detail;

	key[0] = values[0];
	key[1] = Int32GetDatum(version);
	if (boh_query(&find_version, schema, key, NULL, 1) > 0)
	{
		for (int i = 1; i <= 2; i++)
			values[i] = PointerGetDatum(PG_DETOAST_DATUM_COPY(boh_required_value(0, i, JSONBOID)));
		return;
	}
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "page_id", page);
	boh_detail_integer(&detail, "version", version);
	boh_raise(BOH_NOT_FOUND, &detail,
			  BOH_PLACE(schema, "content_page_versions", "version", NULL), "version of the page");
}

static void
audit_rollback(Oid schema, const pg_uuid_t *page, int version, int made)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_ADMINISTRATIVE,
		.action = "ROLL_BACK",
		.entity = "content_pages",
		.entity_id = boh_uuid_text(page),
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "restored_version", version);
	boh_audit_value_integer(&values, "version", made);
	boh_audit_write(schema, &entry);
}

Datum
boh_rollback_page(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 0, "page");
	int			version = boh_argument_integer(fcinfo, 1, "version", 1, PG_INT32_MAX);
	char	   *reason = psprintf("rolled back to version %d", version);
	Oid			schema = boh_schema_to_write(fcinfo);
	int			made;
	Datum		values[3];

	values[0] = UUIDPGetDatum(page);
	boh_lock_sections_to_write(schema);
	boh_spi_connect();
	boh_page_lock(schema, page);
	boh_page_lock_sections(schema, page);
	read_version(schema, values, page, version);
	boh_query(&restore_sections, schema, values, NULL, 0);
	if (boh_query(&not_restored, schema, values, NULL, 1) > 0)
		raise_not_written("rolled back");
	if (!restore(schema, values, reason, &made))
	{
		made = boh_page_next_version(schema, page, 0);
		boh_page_write_version(schema, page, made, reason);
	}
	boh_spi_finish();
	audit_rollback(schema, page, version, made);
	PG_RETURN_INT32(made);
}

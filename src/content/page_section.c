/*-------------------------------------------------------------------------
 *
 * content/page_section.c
 *	  Functions that add sections to a page and put them in order.
 *
 * Positions are unique on a page and may have gaps.  These functions lock the
 * page and then read its sections as committed now, also under REPEATABLE
 * READ.  So they neither miss nor overwrite sections that others have added.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/uuid.h"
#include "content/page.h"
#include "content/section_guard.h"
#include "content/section_position.h"

PG_FUNCTION_INFO_V1(boh_add_section);
PG_FUNCTION_INFO_V1(boh_reorder_sections);

static const BohQuery lock_page = {
	.text = "SELECT 1 FROM {schema}.content_pages"
	" WHERE id " BOH_EQ " $1 FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

static const BohQuery lock_sections = {
	.text = "SELECT 1 FROM {schema}.content_sections WHERE page_id " BOH_EQ " $1"
	" ORDER BY id FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.latest = true
};

static const BohQuery make_room = {
	.text = "UPDATE {schema}.content_sections SET position = position " BOH_PLUS " 1"
	" WHERE page_id " BOH_EQ " $1 AND position " BOH_GE " $2 AND EXISTS"
	" (SELECT 1 FROM {schema}.content_sections"
	" WHERE page_id " BOH_EQ " $1 AND position " BOH_EQ " $2)",
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID},
	.latest = true
};

static const BohQuery insert_section = {
	.text = "INSERT INTO {schema}.content_sections (page_id, type, data, position)"
	" VALUES ($1, CAST($2 AS {schema}.section_type), $3, $4) RETURNING id",
	.nargs = 4,
	.argtypes = {UUIDOID, TEXTOID, JSONBOID, INT4OID}
};

/* Ids that keep $2 from naming each section of the page once, and why. */
static const BohQuery misnamed = {
	.text = "SELECT coalesce(s.id, n.id), CASE WHEN n.times IS NULL THEN 'missing'"
	" WHEN s.id IS NULL THEN 'unknown' ELSE 'twice' END"
	" FROM (SELECT id FROM {schema}.content_sections WHERE page_id " BOH_EQ " $1) s"
	" FULL JOIN (SELECT id, pg_catalog.count(*) AS times FROM pg_catalog.unnest($2) u (id)"
	" GROUP BY id) n ON n.id " BOH_EQ " s.id"
	" WHERE s.id IS NULL OR n.times IS NULL OR n.times " BOH_GT " 1 ORDER BY 1",
	.nargs = 2,
	.argtypes = {UUIDOID, UUIDARRAYOID},
	.latest = true
};

#define OUT_OF_PLACE \
	" FROM pg_catalog.unnest($2) WITH ORDINALITY o (id, place)" \
	" WHERE s.page_id " BOH_EQ " $1 AND s.id " BOH_EQ " o.id" \
	" AND s.position " BOH_NE " CAST(o.place " BOH_MINUS " 1 AS pg_catalog.int4)"

static const BohQuery reorder = {
	.text = "UPDATE {schema}.content_sections s"
	" SET position = CAST(o.place " BOH_MINUS " 1 AS pg_catalog.int4)" OUT_OF_PLACE,
	.nargs = 2,
	.argtypes = {UUIDOID, UUIDARRAYOID},
	.latest = true
};

static const BohQuery out_of_place = {
	.text = "SELECT 1 FROM {schema}.content_sections s WHERE EXISTS (SELECT 1" OUT_OF_PLACE ")",
	.nargs = 2,
	.argtypes = {UUIDOID, UUIDARRAYOID},
	.latest = true
};

void
boh_page_lock(Oid schema, const pg_uuid_t *page)
{
	Datum		values[] = {UUIDPGetDatum(page)};

	if (boh_query(&lock_page, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "content_pages", "page", page);
}

void
boh_page_lock_sections(Oid schema, const pg_uuid_t *page)
{
	Datum		values[] = {UUIDPGetDatum(page)};

	boh_query(&lock_sections, schema, values, NULL, 0);
}

Datum
boh_add_section(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 0, "page");
	pg_uuid_t  *id = palloc(sizeof(pg_uuid_t));
	Oid			schema;
	int			position;
	Datum		values[4];

	boh_argument_require(fcinfo, 1, "section_type");
	boh_argument_require(fcinfo, 2, "data");
	schema = boh_schema_to_write(fcinfo);
	boh_lock_sections_to_write(schema);
	boh_spi_connect();
	boh_page_lock(schema, page);
	position = boh_page_next_position(schema, page);
	values[0] = UUIDPGetDatum(page);
	if (!PG_ARGISNULL(3))
	{
		int			wanted = boh_argument_integer(fcinfo, 3, "at_position", 0, PG_INT32_MAX);

		position = Min(wanted, position);
		values[1] = Int32GetDatum(position);
		boh_page_lock_sections(schema, page);
		boh_query(&make_room, schema, values, NULL, 0);
	}
	values[1] = PG_GETARG_DATUM(1);
	values[2] = PG_GETARG_DATUM(2);
	values[3] = Int32GetDatum(position);
	if (boh_query(&insert_section, schema, values, NULL, 0) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("section was not inserted"),
				 errhint("A trigger or rule of your own on content_sections prevented the insert.")));
	*id = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	boh_spi_finish();
	PG_RETURN_UUID_P(id);
}

/*
 * Reordering sections
 */

typedef struct Misnamed
{
	const char *why;
	int			count;
	StringInfoData ids;			/* JSON array */
} Misnamed;

static void
collect(Misnamed *kind, uint64 count)
{
	kind->count = 0;
	initStringInfo(&kind->ids);
	for (uint64 i = 0; i < count; i++)
	{
		bool		isnull;
		Datum		id = boh_value(i, 1, UUIDOID, &isnull);

		if (strcmp(TextDatumGetCString(boh_required_value(i, 2, TEXTOID)), kind->why) != 0)
			continue;
		appendStringInfo(&kind->ids, kind->count++ == 0 ? "%s" : ", %s", isnull ? "null" :
						 psprintf("\"%s\"", boh_uuid_text(DatumGetUUIDP(id))));
	}
}

/*
 * Raise BH034 unless the caller names each section of the page once.  It also
 * finds sections that others have added or deleted since the caller read them.
 */
static void
check_named_once(Oid schema, const pg_uuid_t *page, Datum *values)
{
	Misnamed	kinds[] = {{.why = "missing"}, {.why = "unknown"}, {.why = "twice"}};
	uint64		count = boh_query(&misnamed, schema, values, NULL, 0);
	BohDetail	detail;

	if (count == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "page_id", page);
	for (int i = 0; i < (int) lengthof(kinds); i++)
	{
		collect(&kinds[i], count);
		boh_detail_object(&detail, kinds[i].why, psprintf("[%s]", kinds[i].ids.data));
	}
	boh_raise(BOH_SECTIONS_NOT_NAMED, &detail,
			  BOH_PLACE(schema, "content_sections", "position", NULL),
			  kinds[0].count, kinds[1].count, kinds[2].count);
}

Datum
boh_reorder_sections(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 0, "page");
	Oid			schema;
	uint64		moved;
	Datum		values[2];

	boh_argument_require(fcinfo, 1, "sections");
	schema = boh_schema_to_write(fcinfo);
	values[0] = UUIDPGetDatum(page);
	values[1] = PG_GETARG_DATUM(1);
	boh_lock_sections_to_write(schema);
	boh_spi_connect();
	boh_page_lock(schema, page);
	boh_page_lock_sections(schema, page);
	check_named_once(schema, page, values);
	moved = boh_query(&reorder, schema, values, NULL, 0);
	if (boh_query(&out_of_place, schema, values, NULL, 1) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("sections were not put in order"),
				 errhint("A row-level security policy, trigger or rule prevented the update.")));
	boh_spi_finish();
	PG_RETURN_INT32((int32) moved);
}

/*-------------------------------------------------------------------------
 *
 * content/page_copy.c
 *	  Copies of pages, and sections that move to another page.
 *
 * Both functions write ordinary rows with the caller's own rights.
 *
 * Lock order: the table of sections, the pages in id order, then the sections of
 * both pages in id order.  boh_reorder_sections() takes the same locks of one
 * page, so the two cannot wait for each other.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "content/page.h"
#include "content/section_guard.h"
#include "content/section_position.h"

PG_FUNCTION_INFO_V1(boh_copy_page);
PG_FUNCTION_INFO_V1(boh_move_section);

/*
 * One statement, so that page and sections are of one moment.  $1 is the page,
 * $2 the slug, $3 the title, $4 the author.
 */
static const BohQuery copy_page = {
	.text = "WITH page AS (INSERT INTO {schema}.content_pages"
	" (slug, title, meta_description, author_id)"
	" SELECT $2, coalesce($3, title), meta_description, coalesce($4, author_id)"
	" FROM {schema}.content_pages WHERE id " BOH_EQ " $1 RETURNING id),"
	" sections AS (INSERT INTO {schema}.content_sections"
	" (page_id, position, type, is_visible, data)"
	" SELECT page.id, s.position, s.type, s.is_visible, s.data"
	" FROM page, {schema}.content_sections s WHERE s.page_id " BOH_EQ " $1"
	" ORDER BY s.position RETURNING 1)"
	" SELECT id FROM page",
	.nargs = 4,
	.argtypes = {UUIDOID, TEXTOID, TEXTOID, UUIDOID}
};

static const BohQuery page_of_section = {
	.text = "SELECT page_id FROM {schema}.content_sections WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.latest = true
};

static const BohQuery lock_pages = {
	.text = "SELECT id FROM {schema}.content_pages WHERE id " BOH_EQ " ANY ($1)"
	" ORDER BY id FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID}
};

static const BohQuery lock_sections = {
	.text = "SELECT 1 FROM {schema}.content_sections WHERE page_id " BOH_EQ " ANY ($1)"
	" ORDER BY id FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.latest = true
};

/*
 * $1 is the section, $2 the page, $3 the position.  Where another section has the
 * position, it and those after it move up by one.
 */
static const BohQuery move_section = {
	.text = "UPDATE {schema}.content_sections s SET page_id = $2,"
	" position = CASE WHEN s.id " BOH_EQ " $1 THEN $3 ELSE s.position " BOH_PLUS " 1 END"
	" WHERE s.id " BOH_EQ " $1 OR (s.page_id " BOH_EQ " $2 AND s.position " BOH_GE " $3"
	" AND EXISTS (SELECT 1 FROM {schema}.content_sections o"
	" WHERE o.page_id " BOH_EQ " $2 AND o.position " BOH_EQ " $3 AND o.id " BOH_NE " $1))",
	.nargs = 3,
	.argtypes = {UUIDOID, UUIDOID, INT4OID},
	.latest = true
};

static const BohQuery section_in_place = {
	.text = "SELECT 1 FROM {schema}.content_sections"
	" WHERE id " BOH_EQ " $1 AND page_id " BOH_EQ " $2 AND position " BOH_EQ " $3",
	.nargs = 3,
	.argtypes = {UUIDOID, UUIDOID, INT4OID},
	.latest = true
};

Datum
boh_copy_page(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 0, "page");
	char	   *slug = boh_argument_text(fcinfo, 1, "slug", BOH_PAGE_MAX_SLUG);
	char	   *title = boh_argument_text(fcinfo, 2, "title", BOH_PAGE_MAX_TITLE);
	Oid			schema = boh_schema_to_write(fcinfo);
	pg_uuid_t	user = {{0}};
	char		nulls[] = {' ', ' ', ' ', ' '};
	pg_uuid_t  *id = palloc(sizeof(pg_uuid_t));
	Datum		values[4] = {0};

	values[0] = UUIDPGetDatum(page);
	if (slug != NULL)
		values[1] = CStringGetTextDatum(slug);
	else
		nulls[1] = 'n';
	if (title != NULL)
		values[2] = CStringGetTextDatum(title);
	else
		nulls[2] = 'n';
	if (boh_author(schema, &user))
		values[3] = UUIDPGetDatum(&user);
	else
		nulls[3] = 'n';

	boh_lock_sections_to_write(schema);
	boh_spi_connect();
	if (boh_query(&copy_page, schema, values, nulls, 0) == 0)
		boh_raise_not_found(schema, "content_pages", "page", page);
	*id = *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
	boh_spi_finish();
	PG_RETURN_UUID_P(id);
}

/* The page that a section is on; P0002 when there is none. */
static pg_uuid_t
find_page(Oid schema, const pg_uuid_t *section)
{
	Datum		values[] = {UUIDPGetDatum(section)};

	if (boh_query(&page_of_section, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "content_sections", "section", section);
	return *DatumGetUUIDP(boh_required_value(0, 1, UUIDOID));
}

static Datum
two_pages(const pg_uuid_t *one, const pg_uuid_t *other)
{
	Datum		pages[] = {UUIDPGetDatum(one), UUIDPGetDatum(other)};

	return PointerGetDatum(construct_array(pages, lengthof(pages), UUIDOID, UUID_LEN,
										   false, TYPALIGN_CHAR));
}

/*
 * Lock both pages and their sections.  While this waited, the section may have
 * gone, or moved: then the locks are not the right ones.
 */
static void
lock_both(Oid schema, const pg_uuid_t *section, const pg_uuid_t *target)
{
	pg_uuid_t	source = find_page(schema, section);
	bool		same = memcmp(&source, target, UUID_LEN) == 0;
	Datum		values[] = {two_pages(&source, target)};
	pg_uuid_t	now;

	if (boh_query(&lock_pages, schema, values, NULL, 0) < (same ? 1 : 2))
		boh_raise_not_found(schema, "content_pages", "page", target);
	boh_query(&lock_sections, schema, values, NULL, 0);
	now = find_page(schema, section);
	if (memcmp(&now, &source, UUID_LEN) != 0)
		boh_raise_serialization_failure();
}

Datum
boh_move_section(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *section = boh_argument_uuid(fcinfo, 0, "section");
	const pg_uuid_t *page = boh_argument_uuid(fcinfo, 1, "page");
	int			wanted = PG_ARGISNULL(2) ? PG_INT32_MAX :
	boh_argument_integer(fcinfo, 2, "at_position", 0, PG_INT32_MAX);
	Oid			schema = boh_schema_to_write(fcinfo);
	int			position;
	Datum		values[3];

	boh_lock_sections_to_write(schema);
	boh_spi_connect();
	lock_both(schema, section, page);
	position = Min(wanted, boh_page_next_position(schema, page));
	values[0] = UUIDPGetDatum(section);
	values[1] = UUIDPGetDatum(page);
	values[2] = Int32GetDatum(position);
	boh_query(&move_section, schema, values, NULL, 0);
	if (boh_query(&section_in_place, schema, values, NULL, 1) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("section was not moved"),
				 errhint("A row-level security policy, trigger or rule prevented the update.")));
	boh_spi_finish();
	PG_RETURN_INT32(position);
}

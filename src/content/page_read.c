/*-------------------------------------------------------------------------
 *
 * content/page_read.c
 *	  boh_page(): a page as readers see it.
 *
 * The row of the page, by its slug, and the row of its version, by its number,
 * are fetched by index without a SQL statement.  The stored document of the
 * version is returned unchanged, unless lists of events are to be filled in.
 *
 * What is published is for every role with USAGE on the schema, so it is read
 * as the owner of the tables.  The preview is read as the caller.  If other
 * roles own some of the tables, all is read as the caller.  Such a caller may
 * see only some columns or rows; then a SELECT is run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/fetch.h"
#include "base/iso_time.h"
#include "base/query.h"
#include "base/row.h"
#include "content/page_expand.h"
#include "content/page_version.h"

PG_FUNCTION_INFO_V1(boh_page);

typedef enum PageColumn
{
	PAGE_ID,
	PAGE_SLUG,
	PAGE_PUBLISHED_AT,
	PAGE_LIVE_VERSION,
	PAGE_PREVIOUS_VERSION,
	PAGE_COLUMNS
} PageColumn;

static const BohColumn page_columns[] = {
	[PAGE_ID] = {"id", UUIDOID},
	[PAGE_SLUG] = {"slug", TEXTOID},
	[PAGE_PUBLISHED_AT] = {"published_at", TIMESTAMPTZOID},
	[PAGE_LIVE_VERSION] = {"live_version", INT4OID},
	[PAGE_PREVIOUS_VERSION] = {"previous_version", INT4OID},
};

static const BohTable page_table = {"content_pages", PAGE_COLUMNS, page_columns};

typedef enum VersionColumn
{
	VERSION_PAGE_ID,
	VERSION_VERSION,
	VERSION_SNAPSHOT,
	VERSION_COLUMNS
} VersionColumn;

static const BohColumn version_columns[] = {
	[VERSION_PAGE_ID] = {"page_id", UUIDOID},
	[VERSION_VERSION] = {"version", INT4OID},
	[VERSION_SNAPSHOT] = {"snapshot", JSONBOID},
};

static const BohTable version_table = {"content_page_versions", VERSION_COLUMNS, version_columns};

/* $2: current time */
#define LIVE_PAGE \
	.text = "SELECT v.snapshot, CASE WHEN p.published_at " BOH_GT " $2 THEN p.published_at END" \
	" FROM {schema}.content_pages p LEFT JOIN {schema}.content_page_versions v" \
	" ON v.page_id " BOH_EQ " p.id AND v.version " BOH_EQ \
	" CASE WHEN p.published_at " BOH_LE " $2 THEN p.live_version ELSE p.previous_version END" \
	" WHERE p.slug " BOH_EQ " $1", \
	.nargs = 2, \
	.argtypes = {TEXTOID, TIMESTAMPTZOID}, \
	.read_only = true

static const BohQuery live_page_as_owner = {LIVE_PAGE,.owner_of = "content_pages"};
static const BohQuery live_page_as_caller = {LIVE_PAGE};

static const BohQuery edited_page = {
	.text = "SELECT " PAGE_DOCUMENT("NULL::integer")
	" FROM {schema}.content_pages p, " PAGE_SECTIONS " WHERE p.slug = $1",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.read_only = true,
	.safe_path = true
};

#define REDIRECT \
	.text = "SELECT p.slug FROM {schema}.slug_redirects r" \
	" JOIN {schema}.content_pages p ON p.id " BOH_EQ " r.page_id" \
	" WHERE r.entity " BOH_EQ " 'page' AND r.slug " BOH_EQ " $1", \
	.nargs = 1, \
	.argtypes = {TEXTOID}, \
	.read_only = true

static const BohQuery redirect_as_owner = {REDIRECT,.owner_of = "slug_redirects"};
static const BohQuery redirect_as_caller = {REDIRECT};

/* The page that a slug leads to. */
typedef struct PageView
{
	bool		found;			/* a page has the slug, visible or not */
	bool		visible;
	Datum		document;		/* jsonb */
	TimestampTz changes;		/* when readers get another version; DT_NOEND:
								 * no change is scheduled */
} PageView;

/*
 * Reading without a SQL statement
 */

/* Fetch a version by number.  false: the index is missing or was altered. */
static bool
fetch_version(Oid schema, const BohRow *page, int version, PageView *view)
{
	Relation	versions = boh_open_table(schema, "content_page_versions", AccessShareLock);
	BohRow		row;
	Oid			index;

	boh_row_open(&row, versions, &version_table, NULL);
	index = boh_fetch_index(versions, "pk_content_page_versions", row.attributes, 2);
	if (OidIsValid(index))
	{
		ScanKeyData keys[2];

		ScanKeyInit(&keys[0], row.attributes[VERSION_PAGE_ID], BTEqualStrategyNumber, F_UUID_EQ,
					UUIDPGetDatum(boh_get_uuid(page, PAGE_ID)));
		ScanKeyInit(&keys[1], row.attributes[VERSION_VERSION], BTEqualStrategyNumber, F_INT4EQ,
					Int32GetDatum(version));
		boh_row_take(&row, boh_fetch_seen(versions, index, keys, 2));
		view->visible = row.tuple != NULL;
		if (view->visible)
			view->document = boh_get_required(&row, VERSION_SNAPSHOT);
	}
	table_close(versions, NoLock);
	return OidIsValid(index);
}

/*
 * Fetch the version that readers see now, if any; result as fetch_version().
 */
static bool
fetch_seen_version(Oid schema, const BohRow *page, TimestampTz now, PageView *view)
{
	bool		isnull;
	TimestampTz since = DatumGetTimestampTz(boh_get(page, PAGE_PUBLISHED_AT, &isnull));
	int			column = PAGE_LIVE_VERSION;

	if (!isnull && since > now)
	{
		view->changes = since;
		column = PAGE_PREVIOUS_VERSION;
	}
	return isnull || boh_is_null(page, column) ||
		fetch_version(schema, page, boh_get_integer(page, column), view);
}

/* Fetch a page by slug.  false: not possible, run a SQL statement instead. */
static bool
fetch_page(Oid schema, Datum slug, TimestampTz now, PageView *view)
{
	Relation	pages = boh_open_table(schema, "content_pages", AccessShareLock);
	BohRow		row;
	Oid			index;
	bool		done = false;

	boh_row_open(&row, pages, &page_table, NULL);
	index = boh_fetch_index(pages, "uq_content_pages_slug", &row.attributes[PAGE_SLUG], 1);
	if (OidIsValid(index))
	{
		ScanKeyData key;

		ScanKeyInit(&key, row.attributes[PAGE_SLUG], BTEqualStrategyNumber, F_TEXTEQ, slug);
		boh_row_take(&row, boh_fetch_seen(pages, index, &key, 1));
		view->found = row.tuple != NULL;
		done = !view->found || fetch_seen_version(schema, &row, now, view);
	}
	table_close(pages, NoLock);
	return done;
}

/*
 * Reading by SQL statement
 */

static Datum
copied_document(MemoryContext context, bool *isnull)
{
	Datum		document = boh_value(0, 1, JSONBOID, isnull);
	MemoryContext previous = MemoryContextSwitchTo(context);

	if (!*isnull)
		document = datumCopy(document, false, -1);
	MemoryContextSwitchTo(previous);
	return document;
}

static void
query_page(const BohQuery *query, Oid schema, Datum slug, TimestampTz now, PageView *view)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		values[] = {slug, TimestampTzGetDatum(now)};
	bool		isnull;
	Datum		changes;

	boh_spi_connect();
	view->found = boh_query(query, schema, values, NULL, 1) > 0;
	if (view->found)
	{
		view->document = copied_document(context, &isnull);
		view->visible = !isnull;
		changes = boh_value(0, 2, TIMESTAMPTZOID, &isnull);
		if (!isnull)
			view->changes = DatumGetTimestampTz(changes);
	}
	boh_spi_finish();
}

static void
read_live(Oid schema, Datum slug, PageView *view)
{
	TimestampTz now = GetCurrentTimestamp();
	bool		as_owner = boh_reads_as_owner(schema, "content_pages") &&
	boh_reads_as_owner(schema, "content_page_versions");

	if ((as_owner || (boh_caller_may_read(schema, "content_pages") &&
					  boh_caller_may_read(schema, "content_page_versions"))) &&
		fetch_page(schema, slug, now, view))
		return;
	query_page(as_owner ? &live_page_as_owner : &live_page_as_caller, schema, slug, now, view);
}

static void
read_edited(Oid schema, Datum slug, PageView *view)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		values[] = {slug};
	bool		isnull;

	boh_spi_connect();
	view->found = boh_query(&edited_page, schema, values, NULL, 1) > 0;
	view->visible = view->found;
	if (view->found)
		view->document = copied_document(context, &isnull);
	boh_spi_finish();
}

static void
read_page(Oid schema, Datum slug, bool preview, PageView *view)
{
	view->found = false;
	view->visible = false;
	view->changes = DT_NOEND;
	if (preview)
		read_edited(schema, slug, view);
	else
		read_live(schema, slug, view);
}

/*
 * The slug of the page that this slug redirects to; NULL if there is none.
 * The page need not be published, so do not show the slug without the page.
 */
static char *
find_redirect(Oid schema, Datum slug, bool preview)
{
	MemoryContext context = CurrentMemoryContext;
	bool		as_owner = !preview && boh_reads_as_owner(schema, "slug_redirects") &&
	boh_reads_as_owner(schema, "content_pages");
	Datum		values[] = {slug};
	char	   *target = NULL;

	boh_spi_connect();
	if (boh_query(as_owner ? &redirect_as_owner : &redirect_as_caller, schema, values, NULL, 1) > 0)
	{
		target = TextDatumGetCString(boh_required_value(0, 1, TEXTOID));
		target = MemoryContextStrdup(context, target);
	}
	boh_spi_finish();
	return target;
}

static Datum
add_members(Datum document, BohDetail *members)
{
	return DirectFunctionCall2(jsonb_concat, document,
							   DirectFunctionCall1(jsonb_in, CStringGetDatum(boh_detail_json(members))));
}

Datum
boh_page(PG_FUNCTION_ARGS)
{
	bool		preview = !PG_ARGISNULL(1) && PG_GETARG_BOOL(1);
	bool		expand = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2);
	char	   *target = NULL;
	Oid			schema;
	PageView	view;
	BohDetail	members;

	boh_argument_require(fcinfo, 0, "slug");
	schema = boh_current_schema();
	read_page(schema, PG_GETARG_DATUM(0), preview, &view);
	if (!view.found)
	{
		target = find_redirect(schema, PG_GETARG_DATUM(0), preview);
		if (target != NULL)
			read_page(schema, CStringGetTextDatum(target), preview, &view);
	}
	if (!view.visible)
		PG_RETURN_NULL();
	if (expand)
		view.document = JsonbPGetDatum(boh_page_expand(schema, DatumGetJsonbP(view.document)));
	if (target == NULL && view.changes == DT_NOEND)
		PG_RETURN_DATUM(view.document);
	boh_detail_init(&members);
	if (target != NULL)
		boh_detail_text(&members, "redirect", target);
	if (view.changes != DT_NOEND)
		boh_detail_text(&members, "validUntil", boh_iso_time_text(view.changes));
	PG_RETURN_DATUM(add_members(view.document, &members));
}

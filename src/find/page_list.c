/*-------------------------------------------------------------------------
 *
 * find/page_list.c
 *	  boh_list_pages(): pages, as readers see them or as they are edited.
 *
 * Without a status, the list has what boh_page() shows, for every role with
 * USAGE on the schema; so it is read as the owner of the tables.  With a status
 * it has the pages as they are edited, which are read as the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "find/short_list.h"

PG_FUNCTION_INFO_V1(boh_list_pages);

typedef enum PageFilter
{
	FILTER_STATUS,
	FILTER_AUTHOR_ID,
	FILTER_FROM,
	FILTER_TO,
	FILTERS
} PageFilter;

static const BohFilter filters[FILTERS] = {
	[FILTER_STATUS] = {"status", TEXTOID},
	[FILTER_AUTHOR_ID] = {"author_id", UUIDOID},
	[FILTER_FROM] = {"published.from", TIMESTAMPTZOID},
	[FILTER_TO] = {"published.to", TIMESTAMPTZOID},
};

static const char *const statuses[] = {"DRAFT", "PUBLISHED", "ARCHIVED", "ANY"};

/* Parameters after the filters */
enum
{
	PAGE_NOW = FILTERS,
	PAGE_KEY,
	PAGE_ID,
	PAGE_LIMIT,
	PAGE_PARAMETERS
};

#define PARAMETERS(key) \
	.nargs = PAGE_PARAMETERS, \
	.argtypes = {TEXTOID, UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, key, UUIDOID, INT8OID}, \
	.read_only = true, \
	.safe_path = true, \
	.by_index = true, \
	.in_order = true

/* A page that was published anew for later shows the version before, until then. */
#define LIVE_PAGES \
	.text = BOH_SHORT_LIST( \
		"SELECT p.id, p.published_at AS key, p.slug, p.author_id," \
		" CASE WHEN p.published_at <= $5 THEN p.live_version ELSE p.previous_version END AS version," \
		" (p.published_at <= $5 OR p.previous_version IS NOT NULL)" \
		" AND ($2 IS NULL OR p.author_id = $2) AS matches" \
		" FROM {schema}.content_pages p WHERE p.status = 'PUBLISHED'" \
		" AND p.published_at >= coalesce($3, '-infinity') AND p.published_at < coalesce($4, 'infinity')" \
		" AND (p.published_at, p.id) < ($6, $7) ORDER BY p.published_at DESC, p.id DESC", \
		"jsonb_build_object('id', w.id, 'slug', w.slug, 'author_id', w.author_id)" \
		" || coalesce((SELECT jsonb_build_object('version', v.version, 'title', v.snapshot -> 'title'," \
		" 'meta_description', v.snapshot -> 'metaDescription'," \
		" 'published_at', v.snapshot -> 'publishedAt') FROM {schema}.content_page_versions v" \
		" WHERE v.page_id = w.id AND v.version = w.version), '{}')", "$8"), \
	PARAMETERS(TIMESTAMPTZOID)

static const BohQuery live_as_owner = {LIVE_PAGES,.owner_of = "content_pages"};
static const BohQuery live_as_caller = {LIVE_PAGES};

/* Ids are in order of time. */
static const BohQuery edited = {
	.text = BOH_SHORT_LIST(
						   "SELECT p.id, p.created_at AS key, p.slug, p.author_id, p.status,"
						   " p.live_version AS version, p.title, p.meta_description, p.published_at,"
						   " p.created_at, p.updated_at, (($1 = 'ANY' OR p.status::text = $1)"
						   " AND ($3 IS NULL OR p.published_at >= $3)"
						   " AND ($4 IS NULL OR p.published_at < $4)"
						   " AND ($2 IS NULL OR p.author_id = $2)) AS matches"
						   " FROM {schema}.content_pages p WHERE p.id < $7 ORDER BY p.id DESC",
						   "jsonb_build_object('id', w.id, 'slug', w.slug, 'author_id', w.author_id,"
						   " 'status', w.status, 'version', w.version, 'title', w.title,"
						   " 'meta_description', w.meta_description,"
						   " 'published_at', {extension}.boh_iso_time(w.published_at),"
						   " 'created_at', {extension}.boh_iso_time(w.created_at),"
						   " 'updated_at', {extension}.boh_iso_time(w.updated_at))", "$8"),
	PARAMETERS(TIMESTAMPTZOID)
};

static const BohQuery *
choose(Oid schema, const Datum *values, char *nulls)
{
	if (nulls[FILTER_STATUS] == 'n')
		return boh_reads_as_owner(schema, "content_pages") &&
			boh_reads_as_owner(schema, "content_page_versions") ? &live_as_owner : &live_as_caller;
	(void) boh_filter_choice("status", values[FILTER_STATUS], statuses, lengthof(statuses));
	return &edited;
}

Datum
boh_list_pages(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	int			page_size = boh_argument_integer(fcinfo, 1, "page_size", 1, BOH_LISTING_MOST_ROWS);
	BohListing	listing = {.name = "boh_list_pages",.schema = schema};
	BohPosition after;
	Datum		values[PAGE_PARAMETERS];
	char		nulls[PAGE_PARAMETERS];

	memset(nulls, ' ', sizeof(nulls));
	boh_before_newest(&after);
	listing.filters = boh_filters_argument(fcinfo, 0);
	boh_filters_read(listing.filters, filters, FILTERS, values, nulls);
	(void) boh_cursor_read(&listing, fcinfo, 2, &after);
	values[PAGE_NOW] = TimestampTzGetDatum(boh_now());
	values[PAGE_KEY] = after.value;
	values[PAGE_ID] = UUIDPGetDatum(&after.id);
	values[PAGE_LIMIT] = Int64GetDatum(page_size + 1);
	return boh_short_list(&listing, choose(schema, values, nulls), values, nulls, TIMESTAMPTZOID,
						  page_size);
}

/*-------------------------------------------------------------------------
 *
 * find/search_refresh.c
 *	  Brings search up to date.
 *
 * Triggers write what changes.  The clock changes things, too: events end.
 * And triggers do not fire for rows that logical replication brings, and do
 * not write the rows of all events when site.language changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "find/event_search.h"
#include "find/page_search.h"
#include "find/search_refresh.h"
#include "find/search_vocabulary.h"
#include "find/tag_list.h"
#include "rights/maintenance.h"

PG_FUNCTION_INFO_V1(boh_refresh_search);

void
boh_search_rebuild(Oid schema, uint64 *events, uint64 *pages)
{
	*events = boh_event_search_rebuild(schema);
	*events += boh_event_search_repair(schema, PG_INT64_MAX);
	*pages = boh_page_search_rebuild(schema);
	*pages += boh_page_search_repair(schema, PG_INT64_MAX);
	boh_pending_all_written(schema);
	(void) boh_count_tags(schema);
}

static const BohQuery any_row = {
	.text = "SELECT 1 FROM {schema}.event_search UNION ALL SELECT 1 FROM {schema}.page_search",
	.latest = true
};

void
boh_search_fill(Oid schema)
{
	uint64		events;
	uint64		pages;

	if (boh_query(&any_row, schema, NULL, NULL, 1) == 0)
		boh_search_rebuild(schema, &events, &pages);
}

bool
boh_search_is_derived(const char *table)
{
	return strcmp(table, "event_search") == 0 || strcmp(table, "page_search") == 0 ||
		strcmp(table, "search_words") == 0 || strcmp(table, "tag_counts") == 0;
}

typedef enum Scope
{
	SCOPE_ENDED,
	SCOPE_CHANGED,
	SCOPE_WORDS,
	SCOPE_ALL
} Scope;

static const char *const scopes[] = {"ended", "changed", "words", "all"};

static Scope
scope_argument(FunctionCallInfo fcinfo)
{
	char	   *name = boh_argument_name(fcinfo, 1, "scope");

	for (int i = 0; i < (int) lengthof(scopes); i++)
	{
		if (strcmp(name, scopes[i]) == 0)
			return i;
	}
	boh_argument_refuse("scope", name, "it is ended, changed, words or all");
}

static int64
limit_argument(FunctionCallInfo fcinfo)
{
	int64		limit;
	BohDetail	detail;

	boh_argument_require(fcinfo, 0, "max_rows");
	limit = PG_GETARG_INT64(0);
	if (limit > 0)
		return limit;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "max_rows");
	boh_detail_integer(&detail, "value", limit);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "max_rows", "it is at least 1");
}

Datum
boh_refresh_search(PG_FUNCTION_ARGS)
{
	int64		limit = limit_argument(fcinfo);
	Scope		scope = scope_argument(fcinfo);
	Oid			schema = boh_schema_to_write(fcinfo);
	BohMaintenance maintenance = boh_maintenance_begin(schema, "event_search", ACL_UPDATE);
	uint64		ended = boh_event_search_end(schema, limit);
	uint64		events = 0;
	uint64		pages = 0;
	uint64		words = 0;
	BohDetail	counts;

	if (scope == SCOPE_CHANGED)
	{
		events = boh_event_search_repair(schema, limit);
		pages = boh_page_search_repair(schema, limit);
	}
	else if (scope == SCOPE_ALL)
		boh_search_rebuild(schema, &events, &pages);
	if (scope == SCOPE_WORDS || scope == SCOPE_ALL)
		words = boh_search_vocabulary_fill(schema);
	if (scope == SCOPE_CHANGED)
		(void) boh_count_tags(schema);
	boh_maintenance_end(maintenance);
	boh_detail_init(&counts);
	boh_detail_integer(&counts, "ended", (int64) ended);
	boh_detail_integer(&counts, "events", (int64) events);
	boh_detail_integer(&counts, "pages", (int64) pages);
	boh_detail_integer(&counts, "words", (int64) words);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(boh_detail_json(&counts)));
}

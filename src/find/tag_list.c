/*-------------------------------------------------------------------------
 *
 * find/tag_list.c
 *	  boh_list_tags(): tags, and how many upcoming events have each.
 *
 * A popular tag has a hundred thousand events, so nothing that a list could
 * read counts them in time.  A counter that each change of an event updates
 * would let organizers wait for each other.  So maintenance counts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "find/short_list.h"
#include "find/tag_list.h"

PG_FUNCTION_INFO_V1(boh_list_tags);

static const BohFilter filters[] = {{"order", TEXTOID}};

static const char *const orders[] = {"name", "events"};

#define ORDER_EVENTS 1

#define TAG \
	"jsonb_build_object('id', w.id, 'slug', w.slug, 'name', w.name, 'events', w.events," \
	" 'counted_at', {extension}.boh_iso_time(w.counted_at))"

#define TAGS(columns, from, position, type) \
	.text = BOH_SHORT_LIST("SELECT t.id, " columns " AS key, t.slug, t.name," \
						   " coalesce(c.events, 0) AS events, c.counted_at," \
						   " ($4 OR coalesce(c.events, 0) > 0) AS matches FROM " from \
						   " WHERE " position, TAG, "$3"), \
	.nargs = 4, \
	.argtypes = {type, UUIDOID, INT8OID, BOOLOID}, \
	.read_only = true, \
	.safe_path = true, \
	.by_index = true, \
	.in_order = true

#define BY_NAME \
	TAGS("t.name", "{schema}.tags t LEFT JOIN {schema}.tag_counts c ON c.tag_id = t.id", \
		 "(t.name, t.id) > ($1, $2) ORDER BY t.name, t.id", TEXTOID)

#define BY_EVENTS \
	TAGS("CAST(c.events AS numeric)", "{schema}.tag_counts c JOIN {schema}.tags t ON t.id = c.tag_id", \
		 "(c.events, c.tag_id) < (CAST($1 AS integer), $2) ORDER BY c.events DESC, c.tag_id DESC", \
		 NUMERICOID)

static const BohQuery by_name_as_owner = {BY_NAME,.owner_of = "tags"};
static const BohQuery by_name_as_caller = {BY_NAME};
static const BohQuery by_events_as_owner = {BY_EVENTS,.owner_of = "tags"};
static const BohQuery by_events_as_caller = {BY_EVENTS};

/* Rows are locked in order of their ids, as in every statement that locks several. */
static const BohQuery count_tags = {
	.text = "INSERT INTO {schema}.tag_counts AS c (tag_id, events, counted_at)"
	" SELECT t.id, coalesce(n.events, 0), $1 FROM {schema}.tags t LEFT JOIN"
	" (SELECT u.id, pg_catalog.count(*) AS events FROM {schema}.event_search s,"
	" pg_catalog.unnest(s.tag_ids) u (id)"
	" WHERE s.upcoming AND s.end_date OPERATOR(pg_catalog.>) $1 GROUP BY u.id) n"
	" ON n.id OPERATOR(pg_catalog.=) t.id ORDER BY t.id"
	" ON CONFLICT (tag_id) DO UPDATE SET events = EXCLUDED.events, counted_at = EXCLUDED.counted_at"
	" WHERE c.events OPERATOR(pg_catalog.<>) EXCLUDED.events",
	.nargs = 1,
	.argtypes = {TIMESTAMPTZOID}
};

uint64
boh_count_tags(Oid schema)
{
	Datum		values[] = {TimestampTzGetDatum(boh_now())};
	uint64		changed;

	boh_spi_connect();
	changed = boh_query(&count_tags, schema, values, NULL, 0);
	boh_spi_finish();
	return changed;
}

static const BohQuery *
choose(Oid schema, bool by_events)
{
	bool		as_owner = boh_reads_as_owner(schema, "tags") &&
	boh_reads_as_owner(schema, "tag_counts");

	if (by_events)
		return as_owner ? &by_events_as_owner : &by_events_as_caller;
	return as_owner ? &by_name_as_owner : &by_name_as_caller;
}

/*
 * The names of tags can tell of events that are not public yet.  So who may not
 * read all tags gets those that have upcoming events.
 */
Datum
boh_list_tags(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	int			page_size = boh_argument_integer(fcinfo, 1, "page_size", 1, BOH_LISTING_MOST_ROWS);
	BohListing	listing = {.name = "boh_list_tags",.schema = schema};
	BohPosition after;
	Datum		order[1];
	char		no_order[1];
	bool		by_events;
	Datum		values[4];

	listing.filters = boh_filters_argument(fcinfo, 0);
	boh_filters_read(listing.filters, filters, lengthof(filters), order, no_order);
	by_events = no_order[0] == ' ' &&
		boh_filter_choice("order", order[0], orders, lengthof(orders)) == ORDER_EVENTS;
	after.type = by_events ? NUMERICOID : TEXTOID;
	after.value = by_events ? NumericGetDatum(int64_to_numeric(PG_INT32_MAX)) :
		CStringGetTextDatum("");
	memset(&after.id, by_events ? 0xff : 0, sizeof(after.id));
	(void) boh_cursor_read(&listing, fcinfo, 2, &after);
	values[0] = after.value;
	values[1] = UUIDPGetDatum(&after.id);
	values[2] = Int64GetDatum(page_size + 1);
	values[3] = BoolGetDatum(boh_caller_may_read(schema, "tags"));
	return boh_short_list(&listing, choose(schema, by_events), values, NULL, after.type, page_size);
}

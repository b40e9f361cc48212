/*-------------------------------------------------------------------------
 *
 * content/page_schedule.c
 *	  boh_next_publication(): when the clock next changes what readers see.
 *
 * The time is for every role with USAGE on the schema, because a role that
 * reads pages with boh_page() must know how long it may keep them.  So it is
 * read as the owner of the table.  If another role owns the table, it is read
 * as the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/timestamp.h"

#include "base/context.h"
#include "base/query.h"

PG_FUNCTION_INFO_V1(boh_next_publication);

/* $1: current time */
#define NEXT_PUBLICATION \
	.text = "SELECT CAST(pg_catalog.min(published_at) AS pg_catalog.timestamptz)" \
	" FROM {schema}.content_pages" \
	" WHERE status " BOH_EQ " 'PUBLISHED' AND published_at " BOH_GT " $1", \
	.nargs = 1, \
	.argtypes = {TIMESTAMPTZOID}, \
	.read_only = true, \
	.by_index = true

static const BohQuery next_as_owner = {NEXT_PUBLICATION,.owner_of = "content_pages"};
static const BohQuery next_as_caller = {NEXT_PUBLICATION};

Datum
boh_next_publication(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	Datum		values[] = {TimestampTzGetDatum(GetCurrentTimestamp())};
	bool		none;
	Datum		next;

	boh_spi_connect();
	(void) boh_query(boh_reads_as_owner(schema, "content_pages") ? &next_as_owner : &next_as_caller,
					 schema, values, NULL, 1);
	next = boh_value(0, 1, TIMESTAMPTZOID, &none);
	boh_spi_finish();
	if (none)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(next);
}

/*-------------------------------------------------------------------------
 *
 * content/event_slug.c
 *	  boh_event_slug(): the PUBLISHED event that a slug leads to.
 *
 * As for boh_page(), what is published is for every role with USAGE on the
 * schema, so it is read as the owner of the tables.  If other roles own some
 * of the tables, it is read as the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/query.h"

PG_FUNCTION_INFO_V1(boh_event_slug);

#define EVENT_SLUG_COLUMNS 3

/* The event that has the slug comes before the one that had it. */
#define EVENT_OF_SLUG \
	.text = "SELECT e.id, e.slug, e.slug " BOH_NE " $1 FROM {schema}.events e" \
	" WHERE e.status " BOH_EQ " 'PUBLISHED' AND e.id " BOH_EQ " coalesce(" \
	"(SELECT n.id FROM {schema}.events n WHERE n.slug " BOH_EQ " $1)," \
	" (SELECT r.event_id FROM {schema}.slug_redirects r" \
	" WHERE r.entity " BOH_EQ " 'event' AND r.slug " BOH_EQ " $1))", \
	.nargs = 1, \
	.argtypes = {TEXTOID}, \
	.read_only = true, \
	.by_index = true

static const BohQuery event_as_owner = {EVENT_OF_SLUG,.owner_of = "events"};
static const BohQuery event_as_caller = {EVENT_OF_SLUG};

Datum
boh_event_slug(PG_FUNCTION_ARGS)
{
	static const Oid types[EVENT_SLUG_COLUMNS] = {UUIDOID, TEXTOID, BOOLOID};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		arguments[1];
	Oid			schema;
	bool		as_owner;

	boh_argument_require(fcinfo, 0, "slug");
	schema = boh_current_schema();
	arguments[0] = PG_GETARG_DATUM(0);
	as_owner = boh_reads_as_owner(schema, "events") && boh_reads_as_owner(schema, "slug_redirects");
	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	if (boh_query(as_owner ? &event_as_owner : &event_as_caller, schema, arguments, NULL, 1) > 0)
	{
		Datum		values[EVENT_SLUG_COLUMNS];
		bool		nulls[EVENT_SLUG_COLUMNS] = {false, false, false};

		for (int i = 0; i < EVENT_SLUG_COLUMNS; i++)
			values[i] = boh_required_value(0, i + 1, types[i]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	boh_spi_finish();
	return (Datum) 0;
}

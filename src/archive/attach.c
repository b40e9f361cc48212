/*-------------------------------------------------------------------------
 *
 * archive/attach.c
 *	  boh_attach_archive(): years that come back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "archive/partition.h"
#include "archive/year.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/query.h"

PG_FUNCTION_INFO_V1(boh_attach_archive);

static const BohQuery mark_attached = {
	.text = "UPDATE {schema}.events_archive SET bookings_detached_at = NULL"
	" WHERE event_year " BOH_EQ " $1 AND bookings_detached_at IS NOT NULL",
	.nargs = 1,
	.argtypes = {INT4OID},
	.owner_of = "events_archive",
	.own_write = "events_archive",
	.latest = true
};

/* How many rows the common table expression "missing" has, and the first hundred */
#define COUNT_MISSING \
	" SELECT pg_catalog.count(*), CAST(pg_catalog.jsonb_agg(l.id ORDER BY l.id)" \
	" FILTER (WHERE l.number " BOH_LE " 100) AS pg_catalog.text)" \
	" FROM (SELECT id, pg_catalog.row_number() OVER (ORDER BY id) AS number FROM missing) l"

/*
 * Events of the bookings of a table that are not archived in the same year.  An
 * archived event cannot be deleted, and the lock of the archive keeps events
 * from leaving it.
 */
#define MISSING_EVENTS \
	"WITH missing AS MATERIALIZED (SELECT DISTINCT b.event_id AS id FROM {schema}.%s b" \
	" WHERE NOT EXISTS (SELECT FROM {schema}.events_archive a" \
	" WHERE a.event_id " BOH_EQ " b.event_id AND a.event_year " BOH_EQ " b.event_year))" COUNT_MISSING

/*
 * Users of the bookings of a table that are gone: users with bookings cannot be
 * deleted, but these were out of sight.  Those that are there stay until the
 * transaction ends: whoever deletes one waits, and then finds the bookings.
 */
#define MISSING_USERS \
	"WITH present AS MATERIALIZED (SELECT u.id FROM {schema}.users u" \
	" WHERE u.id " BOH_EQ " ANY (ARRAY(SELECT DISTINCT b.user_id FROM {schema}.%s b)) FOR KEY SHARE)," \
	" missing AS MATERIALIZED (SELECT DISTINCT b.user_id AS id FROM {schema}.%s b" \
	" LEFT JOIN present p ON p.id " BOH_EQ " b.user_id WHERE p.id IS NULL)" COUNT_MISSING

/* What each booking of a year must have */
typedef struct Companion
{
	const char *missing;		/* statement that finds those that are missing */
	BohError	error;
	const char *column;
	const char *key;			/* their ids in DETAIL */
} Companion;

static const Companion companions[] = {
	{MISSING_EVENTS, BOH_ARCHIVE_EVENTS, "event_id", "event_ids"},
	{MISSING_USERS, BOH_ARCHIVE_USERS, "user_id", "user_ids"},
};

static void
check_companion(const Companion *companion, Oid schema, int year)
{
	const char *name = quote_identifier(archive_year_table(year));
	int64		missing;
	BohDetail	detail;

	boh_execute_for_schema(schema, boh_replace_word(companion->missing, "%s", name));
	missing = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	if (missing == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_integer(&detail, "event_year", year);
	boh_detail_integer(&detail, "missing", missing);
	boh_detail_object(&detail, companion->key,
					  TextDatumGetCString(boh_required_value(0, 2, TEXTOID)));
	boh_raise(companion->error, &detail,
			  BOH_PLACE(schema, archive_year_table(year), companion->column, NULL),
			  (long long) missing);
}

BOH_NORETURN static void
refuse(int year, const char *why)
{
	archive_year_refuse(year, "attached", why);
}

/*
 * The table of the year, locked.  Anything else is not even read: a view that
 * somebody has put there would run its functions as the owner of the tables.
 */
static Oid
open_year(Oid schema, int year)
{
	const char *name = archive_year_table(year);
	Oid			table = get_relname_relid(name, schema);
	Relation	relation = OidIsValid(table) ? try_relation_open(table, AccessExclusiveLock) : NULL;

	if (relation == NULL)
		refuse(year, psprintf("there is no table %s", name));
	if (relation->rd_rel->relispartition)
		refuse(year, "it is attached already");
	if (relation->rd_rel->relkind != RELKIND_RELATION ||
		relation->rd_rel->relpersistence != RELPERSISTENCE_PERMANENT)
		refuse(year, psprintf("%s is not an ordinary, logged table", name));
	if (relation->rd_rel->relowner != boh_table_owner(boh_table(schema, "bookings_archive")))
		refuse(year, psprintf("%s and bookings_archive have different owners", name));
	relation_close(relation, NoLock);
	return table;
}

/* ATTACH reads the table once, and lets others read and write the archive. */
Datum
boh_attach_archive(PG_FUNCTION_ARGS)
{
	int			year = archive_year_argument(fcinfo);
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		values[] = {Int32GetDatum(year)};
	char	   *name = archive_year_table(year);
	BohCaller	caller;
	Oid			table;
	int64		events;

	caller = boh_become_trusted_owner(boh_table(schema, "bookings_archive"));
	boh_spi_connect();
	boh_lock(BOH_LOCK_ARCHIVE, schema);
	table = open_year(schema, year);
	for (int i = 0; i < (int) lengthof(companions); i++)
		check_companion(&companions[i], schema, year);
	archive_protect(schema, table);
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.bookings_archive ATTACH PARTITION"
											" {schema}.%s FOR VALUES IN (%d)", quote_identifier(name), year));
	events = (int64) boh_query(&mark_attached, schema, values, NULL, 0);
	archive_year_record(schema, "ATTACH", year, events);
	boh_spi_finish();
	boh_become_caller(caller);
	PG_RETURN_INT64(events);
}

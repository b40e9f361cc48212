/*-------------------------------------------------------------------------
 *
 * archive/partition.c
 *	  The partitions of bookings_archive.
 *
 * A year gets its partition when its first booking comes.  ATTACH PARTITION,
 * unlike CREATE TABLE ... PARTITION OF, lets others read and write the table
 * meanwhile.  The lock that it takes on bookings_archive is taken first, so
 * that two sessions never create the same partition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/partition.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "archive/partition.h"
#include "base/caller.h"
#include "base/partition.h"
#include "base/query.h"

/*
 * Rows are written once, so vacuum freezes them the first time it comes, and
 * need not read the year again.
 */
#define STORAGE_PARAMETERS \
	"autovacuum_freeze_min_age = 0, autovacuum_vacuum_insert_scale_factor = 0.05"

static const BohQuery with_row_security = {
	.text = "SELECT FROM pg_class WHERE oid = $1 AND relrowsecurity",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.latest = true
};

/*
 * A partition does not inherit its triggers: pg_restore -j creates triggers of a
 * partitioned table before it loads the partitions, and a row trigger would
 * refuse the rows.
 */
static const BohQuery broken_triggers = {
	.text = "SELECT n.name, n.events, n.level FROM " ARCHIVE_TRIGGERS
	" LEFT JOIN pg_trigger g ON g.tgrelid = $1 AND g.tgname = n.name"
	" WHERE " ARCHIVE_TRIGGER_HOLDS " IS NOT TRUE ORDER BY n.name",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.latest = true
};

static const BohQuery partitions = {
	.text = "SELECT c.oid FROM pg_class p JOIN pg_inherits i ON i.inhparent = p.oid"
	" JOIN pg_class c ON c.oid = i.inhrelid WHERE p.relnamespace = $1 AND p.relname = 'bookings_archive'"
	" AND c.relkind = 'r' AND c.relnamespace = $1 ORDER BY c.relname",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.latest = true
};

static const BohQuery detached_event = {
	.text = "SELECT FROM {schema}.events_archive"
	" WHERE event_year = $1 AND bookings_detached_at IS NOT NULL LIMIT 1",
	.nargs = 1,
	.argtypes = {INT4OID},
	.safe_path = true,
	.latest = true
};

char *
archive_year_table(int year)
{
	return psprintf("bookings_archive_%d", year);
}

bool
archive_is_partition(Oid schema, Oid table)
{
	return OidIsValid(table) && get_rel_relispartition(table) &&
		get_partition_parent(table, true) == boh_table(schema, "bookings_archive");
}

bool
archive_takes_year(Oid schema, int year)
{
	Oid			table = get_relname_relid(archive_year_table(year), schema);
	Datum		values[] = {Int32GetDatum(year)};

	return OidIsValid(table) ? archive_is_partition(schema, table) :
		boh_query(&detached_event, schema, values, NULL, 1) == 0;
}

/* The partition of a year; InvalidOid: there is none. */
static Oid
find_partition(Oid schema, int year)
{
	char	   *name = archive_year_table(year);
	Oid			table = get_relname_relid(name, schema);

	if (OidIsValid(table) && !archive_is_partition(schema, table))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE),
				 errmsg("table \"%s\" is not a partition of \"bookings_archive\"", name),
				 errhint("Attach it with SELECT boh_attach_archive(%d), or rename it.", year)));
	return table;
}

static void
create_triggers(Oid schema, Oid table)
{
	Datum		values[] = {ObjectIdGetDatum(table)};
	const char *name = quote_identifier(get_rel_name(table));
	uint64		count = boh_query(&broken_triggers, schema, values, NULL, 0);
	char	  **statements = palloc((count + 1) * sizeof(char *));

	for (uint64 row = 0; row < count; row++)
		statements[row] = psprintf("CREATE OR REPLACE TRIGGER %s BEFORE %s ON {schema}.%s FOR EACH %s"
								   " EXECUTE FUNCTION {extension}.boh_archive_keep()",
								   boh_text_value(row, 1), boh_text_value(row, 2), name,
								   boh_text_value(row, 3));
	for (uint64 row = 0; row < count; row++)
		boh_execute_for_schema(schema, statements[row]);
}

void
archive_protect(Oid schema, Oid table)
{
	Datum		values[] = {ObjectIdGetDatum(table)};

	if (boh_query(&with_row_security, schema, values, NULL, 1) == 0)
		boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.%s ENABLE ROW LEVEL SECURITY",
												quote_identifier(get_rel_name(table))));
	create_triggers(schema, table);
}

/* Needs the lock on bookings_archive. */
static void
create_partition(Oid schema, int year)
{
	const char *name = quote_identifier(archive_year_table(year));

	boh_create_partition_table(schema, archive_year_table(year), "bookings_archive", STORAGE_PARAMETERS);
	boh_execute_for_schema(schema, psprintf("COMMENT ON TABLE {schema}.%s IS"
											" 'Bookings of events that ended in one year.'", name));
	archive_protect(schema, get_relname_relid(archive_year_table(year), schema));
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.bookings_archive ATTACH PARTITION"
											" {schema}.%s FOR VALUES IN (%d)", name, year));
}

void
archive_need_partition(Oid schema, int year)
{
	if (OidIsValid(find_partition(schema, year)))
		return;
	LockRelationOid(boh_table(schema, "bookings_archive"), ShareUpdateExclusiveLock);
	if (!OidIsValid(find_partition(schema, year)))
		create_partition(schema, year);
}

void
boh_archive_complete(Oid schema)
{
	Datum		values[] = {ObjectIdGetDatum(schema)};
	BohCaller	caller;
	uint64		count;
	Oid		   *tables;

	if (XactReadOnly)
		return;
	caller = boh_become_owner(boh_table(schema, "bookings_archive"));
	boh_spi_connect();
	count = boh_query(&partitions, schema, values, NULL, 0);
	tables = palloc((count + 1) * sizeof(Oid));
	for (uint64 row = 0; row < count; row++)
		tables[row] = DatumGetObjectId(boh_required_value(row, 1, OIDOID));
	for (uint64 row = 0; row < count; row++)
	{
		CHECK_FOR_INTERRUPTS();
		archive_protect(schema, tables[row]);
	}
	boh_spi_finish();
	boh_become_caller(caller);
}

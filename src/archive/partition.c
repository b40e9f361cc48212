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

#include "catalog/partition.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "archive/partition.h"
#include "base/caller.h"
#include "base/query.h"

/*
 * Rows are written once, so vacuum freezes them the first time it comes, and
 * need not read the year again.
 */
#define STORAGE_PARAMETERS \
	"autovacuum_freeze_min_age = 0, autovacuum_vacuum_insert_scale_factor = 0.05"

static const char *const triggers[] = {
	"CREATE TRIGGER boh_bookings_archive_keep BEFORE INSERT OR UPDATE OR DELETE ON {schema}.%s"
	" FOR EACH ROW EXECUTE FUNCTION {extension}.boh_archive_keep()",
	"CREATE TRIGGER boh_bookings_archive_keep_all BEFORE TRUNCATE ON {schema}.%s"
	" FOR EACH STATEMENT EXECUTE FUNCTION {extension}.boh_archive_keep()",
};

char *
archive_year_table(int year)
{
	return psprintf("bookings_archive_%d", year);
}

Oid
archive_partition(Oid schema, int year)
{
	char	   *name = archive_year_table(year);
	Oid			table = get_relname_relid(name, schema);

	if (OidIsValid(table) &&
		(!get_rel_relispartition(table) ||
		 get_partition_parent(table, true) != boh_table(schema, "bookings_archive")))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE),
				 errmsg("table \"%s\" is not a partition of \"bookings_archive\"", name),
				 errhint("Attach it with SELECT boh_attach_archive(%d), or rename it.", year)));
	return table;
}

/* Needs the lock on bookings_archive. */
static void
create_partition(Oid schema, int year)
{
	const char *name = quote_identifier(archive_year_table(year));

	boh_execute_for_schema(schema, psprintf("CREATE TABLE {schema}.%s (LIKE {schema}.bookings_archive"
											" INCLUDING STORAGE INCLUDING COMPRESSION) WITH ("
											STORAGE_PARAMETERS ")", name));
	boh_execute_for_schema(schema, psprintf("COMMENT ON TABLE {schema}.%s IS"
											" 'Bookings of events that ended in one year.'", name));
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.%s ENABLE ROW LEVEL SECURITY", name));
	for (int i = 0; i < (int) lengthof(triggers); i++)
		boh_execute_for_schema(schema, boh_replace_word(triggers[i], "%s", name));
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.bookings_archive ATTACH PARTITION"
											" {schema}.%s FOR VALUES IN (%d)", name, year));
}

void
archive_need_partition(Oid schema, int year)
{
	if (OidIsValid(archive_partition(schema, year)))
		return;
	LockRelationOid(boh_table(schema, "bookings_archive"), ShareUpdateExclusiveLock);
	if (!OidIsValid(archive_partition(schema, year)))
		create_partition(schema, year);
}

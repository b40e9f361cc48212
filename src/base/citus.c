/*-------------------------------------------------------------------------
 *
 * base/citus.c
 *	  What Citus knows of tables, shards and nodes, read from its catalogs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_namespace.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/citus.h"

/* Citus can only be loaded when the server starts. */
bool
boh_citus_is_loaded(void)
{
	static int	loaded = -1;

	if (loaded < 0)
		loaded = GetConfigOption("citus.enable_schema_based_sharding", true, false) != NULL;
	return loaded == 1;
}

static Oid
citus_catalog(const char *name)
{
	return get_relname_relid(name, PG_CATALOG_NAMESPACE);
}

static Datum
read_column(Relation relation, HeapTuple tuple, const char *column)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, get_attnum(RelationGetRelid(relation), column),
									 RelationGetDescr(relation), &isnull);

	return isnull ? (Datum) 0 : value;
}

/* A table of a tenant has one shard; one that is divided has a range of hashes in each. */
static bool
has_whole_table(Relation relation, HeapTuple tuple)
{
	return read_column(relation, tuple, "shardminvalue") == (Datum) 0;
}

int64
boh_citus_shard(Oid table)
{
	Relation	relation;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	int64		number = 0;

	if (!OidIsValid(citus_catalog("pg_dist_shard")))
		return 0;
	relation = table_open(citus_catalog("pg_dist_shard"), AccessShareLock);
	ScanKeyInit(&key, get_attnum(RelationGetRelid(relation), "logicalrelid"),
				BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(relation, citus_catalog("pg_dist_shard_logicalrelid_index"), true,
							  NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple) && has_whole_table(relation, tuple))
		number = DatumGetInt64(read_column(relation, tuple, "shardid"));
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return number;
}

int32
boh_citus_local_group(void)
{
	Relation	relation = table_open(citus_catalog("pg_dist_local_group"), AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, NULL, 0, NULL);
	HeapTuple	tuple = systable_getnext(scan);
	int32		group = HeapTupleIsValid(tuple) ?
	DatumGetInt32(read_column(relation, tuple, "groupid")) : -1;

	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return group;
}

int32
boh_citus_group(int64 number)
{
	int32		here = boh_citus_local_group();
	int32		group = -1;
	Relation	relation = table_open(citus_catalog("pg_dist_placement"), AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, get_attnum(RelationGetRelid(relation), "shardid"), BTEqualStrategyNumber,
				F_INT8EQ, Int64GetDatum(number));
	scan = systable_beginscan(relation, citus_catalog("pg_dist_placement_shardid_index"), true,
							  NULL, 1, &key);
	while (group != here && HeapTupleIsValid(tuple = systable_getnext(scan)))
		group = DatumGetInt32(read_column(relation, tuple, "groupid"));
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return group;
}

char *
boh_citus_node(int32 group)
{
	Relation	relation = table_open(citus_catalog("pg_dist_node"), AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	char	   *node = NULL;

	ScanKeyInit(&key, get_attnum(RelationGetRelid(relation), "groupid"), BTEqualStrategyNumber,
				F_INT4EQ, Int32GetDatum(group));
	scan = systable_beginscan(relation, InvalidOid, false, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		node = psprintf("%s:%d", TextDatumGetCString(read_column(relation, tuple, "nodename")),
						DatumGetInt32(read_column(relation, tuple, "nodeport")));
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return node;
}

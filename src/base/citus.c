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

static int64
range_of(Relation relation, HeapTuple tuple)
{
	Datum		first = read_column(relation, tuple, "shardminvalue");

	return first == (Datum) 0 ? BOH_WHOLE : pg_strtoint64(TextDatumGetCString(first));
}

int64
boh_citus_shard(Oid table, int64 range)
{
	Relation	relation;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	int64		number = BOH_NO_SHARD;

	if (!OidIsValid(citus_catalog("pg_dist_shard")))
		return BOH_NO_SHARD;
	relation = table_open(citus_catalog("pg_dist_shard"), AccessShareLock);
	ScanKeyInit(&key, get_attnum(RelationGetRelid(relation), "logicalrelid"),
				BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(relation, citus_catalog("pg_dist_shard_logicalrelid_index"), true,
							  NULL, 1, &key);
	while (number <= 0 && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		int64		found = range_of(relation, tuple);

		number = found == BOH_WHOLE || found == range ?
			DatumGetInt64(read_column(relation, tuple, "shardid")) : BOH_DIVIDED;
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return number;
}

int64
boh_citus_range(int64 number, Oid *table)
{
	Relation	relation;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	int64		range = BOH_WHOLE;

	if (!OidIsValid(citus_catalog("pg_dist_shard")))
		return BOH_WHOLE;
	relation = table_open(citus_catalog("pg_dist_shard"), AccessShareLock);
	ScanKeyInit(&key, get_attnum(RelationGetRelid(relation), "shardid"), BTEqualStrategyNumber,
				F_INT8EQ, Int64GetDatum(number));
	scan = systable_beginscan(relation, citus_catalog("pg_dist_shard_shardid_index"), true,
							  NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		range = range_of(relation, tuple);
		*table = DatumGetObjectId(read_column(relation, tuple, "logicalrelid"));
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return range;
}

/* As Citus decides in SetLocktagForShardDistributionMetadata(): not for reference tables */
int32
boh_citus_colocation(Oid table)
{
	Relation	relation = table_open(citus_catalog("pg_dist_partition"), AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	int32		colocation = 0;

	ScanKeyInit(&key, get_attnum(RelationGetRelid(relation), "logicalrelid"),
				BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(relation, citus_catalog("pg_dist_partition_logical_relid_index"),
							  true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple) && DatumGetChar(read_column(relation, tuple, "repmodel")) != 't')
		colocation = DatumGetInt32(read_column(relation, tuple, "colocationid"));
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return colocation;
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

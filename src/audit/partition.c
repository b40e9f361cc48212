/*-------------------------------------------------------------------------
 *
 * audit/partition.c
 *	  The partitions of audit_logs.
 *
 * Maintenance creates them ahead.  Whoever finds one missing all the same
 * creates it, in the transaction that needs it.  ATTACH PARTITION, unlike
 * CREATE TABLE ... PARTITION OF, lets others read and write the table
 * meanwhile.  The lock that it takes on the table of the class is taken first,
 * so that two sessions never create the same partition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/reloptions.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "partitioning/partbounds.h"
#include "partitioning/partdesc.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/syscache.h"

#include "audit/partition.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/error.h"
#include "base/invalidation.h"
#include "base/iso_time.h"
#include "base/partition.h"
#include "base/query.h"

/* A week is enough for those who run maintenance by hand once a week. */
#define DAYS_AHEAD 7

typedef struct MonthKey
{
	Oid			class_table;
	TimestampTz month;
} MonthKey;

typedef struct KnownMonth
{
	MonthKey	key;
	Oid			partition;
} KnownMonth;

static HTAB *known_months = NULL;

/*
 * The triggers of a partition.  It does not inherit them: pg_restore -j creates
 * triggers of a partitioned table before it loads the partitions, and a row
 * trigger would refuse the rows.
 */
typedef struct PartitionTrigger
{
	const char *name;
	const char *events;
} PartitionTrigger;

static const PartitionTrigger triggers[] = {
	{"boh_audit_logs_keep", "INSERT OR UPDATE OR DELETE ON {schema}.{partition} FOR EACH ROW"},
	{"boh_audit_logs_keep_all", "TRUNCATE ON {schema}.{partition} FOR EACH STATEMENT"},
};

/*
 * Rows are written once.  When vacuum freezes them the first time it comes, it
 * need not read the month again to keep transaction numbers from wrapping
 * around, however many years the month is kept.
 */
#define FREEZE "autovacuum_freeze_min_age"
#define STORAGE_PARAMETERS FREEZE " = 0, autovacuum_vacuum_insert_scale_factor = 0.05"

/*
 * Attaching or dropping a partition invalidates the table of its class, and so
 * its entries.
 */
void
boh_audit_partition_init(void)
{
	known_months = boh_relation_cache("boh audit partitions", sizeof(MonthKey),
									  sizeof(KnownMonth));
}

char *
boh_audit_class_table(BohRetention retention)
{
	char	   *name = psprintf("audit_logs_%s", boh_retention_name(retention));

	for (char *letter = name; *letter != '\0'; letter++)
		*letter = pg_ascii_tolower(*letter);
	return name;
}

/* A time in ISO 8601 begins with year and month. */
char *
boh_audit_month_table(BohRetention retention, TimestampTz month)
{
	const char *time = boh_iso_time_text(month);

	return psprintf("%s_%.4s_%.2s", boh_audit_class_table(retention), time, time + 5);
}

/* In a distributed schema, one table has all months of a class. */
static bool
has_all_months(Oid class_table)
{
	return get_rel_relkind(class_table) == RELKIND_RELATION;
}

Oid
boh_audit_partition(Oid schema, BohRetention retention, TimestampTz month)
{
	Oid			class_table = boh_find_table(schema, boh_audit_class_table(retention));

	return OidIsValid(class_table) && has_all_months(class_table) ? class_table :
		boh_find_table(schema, boh_audit_month_table(retention, month));
}

static bool
is_partition_of(Oid table, Oid class_table)
{
	return get_rel_relispartition(table) && get_partition_parent(table, true) == class_table;
}

bool
boh_audit_has_partition(Oid schema, BohRetention retention, TimestampTz month)
{
	Oid			class_table = boh_find_table(schema, boh_audit_class_table(retention));
	Oid			table = boh_audit_partition(schema, retention, month);

	return OidIsValid(class_table) && OidIsValid(table) &&
		(table == class_table || is_partition_of(table, class_table));
}

/*
 * The OID of the partition; InvalidOid: there is none.  A table of that name
 * that is no partition of the class is an error.
 */
static Oid
find_partition(Oid schema, BohRetention retention, TimestampTz month)
{
	char	   *name = boh_audit_month_table(retention, month);
	char	   *class_table = boh_audit_class_table(retention);
	Oid			table = boh_find_table(schema, name);
	BohDetail	detail;

	if (!OidIsValid(table) || is_partition_of(table, boh_table(schema, class_table)))
		return table;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "table", name);
	boh_detail_text(&detail, "partition_of", class_table);
	boh_raise(BOH_AUDIT_PARTITION_DETACHED, &detail, BOH_PLACE(schema, name, NULL, NULL),
			  name, class_table);
}

/* The partition of a class that takes the rows of a month, whatever its name is */
static Oid
partition_at(Oid class_table, TimestampTz month)
{
	Relation	relation = table_open(class_table, NoLock);
	PartitionDesc partitions = RelationGetPartitionDesc(relation, true);
	Oid			found = InvalidOid;

	if (partitions->nparts > 0)
	{
		PartitionKey key = RelationGetPartitionKey(relation);
		Datum		start = TimestampTzGetDatum(month);
		bool		equal;
		int			bound = partition_range_datum_bsearch(key->partsupfunc, key->partcollation,
														  partitions->boundinfo, 1, &start, &equal);
		int			index = partitions->boundinfo->indexes[bound + 1];

		if (index >= 0)
			found = partitions->oids[index];
	}
	table_close(relation, NoLock);
	return found;
}

/* Without this, attaching a new partition would tell only that they overlap. */
static void
refuse_renamed(Oid schema, Oid class_table, const char *name, TimestampTz month)
{
	Oid			table = partition_at(class_table, month);
	BohDetail	detail;

	if (!OidIsValid(table))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "table", get_rel_name(table));
	boh_detail_text(&detail, "expected", name);
	boh_raise(BOH_AUDIT_PARTITION_RENAMED, &detail,
			  BOH_PLACE(schema, get_rel_name(table), NULL, NULL), get_rel_name(table), name);
}

static void
create_trigger(Oid schema, const PartitionTrigger *trigger, const char *partition)
{
	const char *events = boh_replace_word(trigger->events, "{partition}", quote_identifier(partition));

	boh_execute_for_schema(schema, psprintf("CREATE TRIGGER %s BEFORE %s EXECUTE FUNCTION {extension}.boh_audit_keep()",
											trigger->name, events));
}

void
boh_audit_create_triggers(Oid schema, const char *partition)
{
	for (int i = 0; i < (int) lengthof(triggers); i++)
		create_trigger(schema, &triggers[i], partition);
}

/* Needs the lock on the table of the class. */
static void
create_partition(Oid schema, BohRetention retention, TimestampTz month)
{
	char	   *class_table = boh_audit_class_table(retention);
	char	   *name = boh_audit_month_table(retention, month);
	BohCaller	caller;

	refuse_renamed(schema, boh_table(schema, class_table), name, month);
	caller = boh_become_owner(boh_table(schema, class_table));
	boh_spi_connect();
	boh_create_partition_table(schema, name, "audit_logs", STORAGE_PARAMETERS);
	boh_execute_for_schema(schema, psprintf("COMMENT ON TABLE {schema}.%s IS 'Rows of one month.'", name));
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.%s ENABLE ROW LEVEL SECURITY", name));
	boh_audit_create_triggers(schema, name);
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.%s ATTACH PARTITION {schema}.%s"
											" FOR VALUES FROM ('%s') TO ('%s')", class_table, name,
											boh_iso_time_text(month), boh_iso_time_text(boh_next_month(month))));
	boh_spi_finish();
	boh_become_caller(caller);
}

static Oid
partition_of(Oid schema, BohRetention retention, TimestampTz month)
{
	Oid			class_table = boh_table(schema, boh_audit_class_table(retention));
	MonthKey	key;
	KnownMonth *known;
	uint64		changes = boh_relation_changes;
	Oid			partition;

	if (has_all_months(class_table))
		return class_table;
	memset(&key, 0, sizeof(key));
	key.class_table = class_table;
	key.month = month;
	known = hash_search(known_months, &key, HASH_FIND, NULL);
	if (known != NULL)
		return known->partition;
	partition = find_partition(schema, retention, month);
	if (!OidIsValid(partition))
	{
		LockRelationOid(class_table, ShareUpdateExclusiveLock);
		partition = find_partition(schema, retention, month);
	}
	if (!OidIsValid(partition))
	{
		create_partition(schema, retention, month);
		partition = find_partition(schema, retention, month);
	}
	if (changes == boh_relation_changes)
	{
		known = hash_search(known_months, &key, HASH_ENTER, NULL);
		known->partition = partition;
	}
	return partition;
}

/* A partition may be dropped between the look-up and the lock. */
Relation
boh_audit_open(Oid schema, BohRetention retention, TimestampTz time)
{
	TimestampTz month = boh_month_of(time);
	Relation	relation;

	do
	{
		CHECK_FOR_INTERRUPTS();
		relation = try_table_open(partition_of(schema, retention, month), RowExclusiveLock);
	} while (relation == NULL);
	return relation;
}

/*
 * A partition costs time when a schema is created, which counts when there are
 * a thousand of them.  So the next month has to wait until it is near.
 */
TimestampTz
boh_audit_last_month(TimestampTz now)
{
	return boh_month_of(now + DAYS_AHEAD * USECS_PER_DAY);
}

int
boh_audit_prepare(Oid schema)
{
	int			created = 0;
	TimestampTz now = boh_now();
	TimestampTz last_month = boh_audit_last_month(now);

	for (BohRetention retention = 0; retention < BOH_RETENTIONS; retention++)
	{
		Oid			class_table = boh_table(schema, boh_audit_class_table(retention));

		if (has_all_months(class_table))
			continue;
		for (TimestampTz month = boh_month_of(now); month <= last_month; month = boh_next_month(month))
		{
			if (OidIsValid(find_partition(schema, retention, month)) ||
				!ConditionalLockRelationOid(class_table, ShareUpdateExclusiveLock) ||
				OidIsValid(find_partition(schema, retention, month)))
				continue;
			create_partition(schema, retention, month);
			created++;
		}
	}
	return created;
}

/*
 * Tables of the schema that have rows of audit_logs.  A join would read all of
 * pg_class, which grows with each data schema of the database.
 */
static List *
tables_with_rows(Oid schema)
{
	List	   *tables = NIL;
	ListCell   *cell;

	foreach(cell, find_all_inheritors(get_relname_relid("audit_logs", schema), NoLock, NULL))
	{
		Oid			table = lfirst_oid(cell);

		if (get_rel_relkind(table) == RELKIND_RELATION && get_rel_namespace(table) == schema)
			tables = lappend_oid(tables, table);
	}
	return tables;
}

static bool
has_parameters(Oid table)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	bool		found = false;
	bool		isnull;
	Datum		options;
	ListCell   *cell;

	if (!HeapTupleIsValid(tuple))
		return true;
	options = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_reloptions, &isnull);
	if (!isnull)
	{
		foreach(cell, untransformRelOptions(options))
			found |= strcmp(lfirst_node(DefElem, cell)->defname, FREEZE) == 0;
	}
	ReleaseSysCache(tuple);
	return found;
}

/* Partitions of releases before 0.5.0 have no storage parameters of their own. */
static void
complete_table(Oid schema, Oid table)
{
	char	   *name = get_rel_name(table);

	/* dropped since it was listed */
	if (name == NULL)
		return;
	for (int i = 0; i < (int) lengthof(triggers); i++)
	{
		if (!OidIsValid(get_trigger_oid(table, triggers[i].name, true)))
			create_trigger(schema, &triggers[i], name);
	}
	if (!has_parameters(table))
		boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.%s SET (" STORAGE_PARAMETERS ")",
												quote_identifier(name)));
}

void
boh_audit_complete(Oid schema)
{
	BohCaller	caller;
	ListCell   *cell;

	if (XactReadOnly)
		return;
	(void) boh_audit_prepare(schema);
	caller = boh_become_owner(boh_table(schema, "audit_logs"));
	boh_spi_connect();
	foreach(cell, tables_with_rows(schema))
	{
		CHECK_FOR_INTERRUPTS();
		complete_table(schema, lfirst_oid(cell));
	}
	boh_spi_finish();
	boh_become_caller(caller);
}

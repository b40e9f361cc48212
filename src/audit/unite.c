/*-------------------------------------------------------------------------
 *
 * audit/unite.c
 *	  Puts the partitions of audit_logs for months together.
 *
 * audit_logs has a partition for each retention class, and each of these has
 * one for each month.  Citus distributes no table whose partitions have
 * partitions.  So before a schema is distributed, each class gets one table
 * for all its months.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"

#include "audit/partition.h"
#include "base/caller.h"
#include "base/query.h"

/* A table for all months of a class, with the rows; {class} is its name. */
static const char *const make_table[] = {
	"CREATE TABLE {schema}.{class}_united (LIKE {schema}.audit_logs INCLUDING STORAGE INCLUDING COMPRESSION)",
	"INSERT INTO {schema}.{class}_united SELECT * FROM {schema}.{class}",
	"ALTER TABLE {schema}.audit_logs DETACH PARTITION {schema}.{class}",
	"DROP TABLE {schema}.{class}",
	"ALTER TABLE {schema}.{class}_united RENAME TO {class}",
	"COMMENT ON TABLE {schema}.{class} IS 'Rows of all months.'",
	"ALTER TABLE {schema}.{class} ENABLE ROW LEVEL SECURITY"
};

static void
unite(Oid schema, BohRetention retention)
{
	char	   *name = boh_audit_class_table(retention);

	for (int i = 0; i < (int) lengthof(make_table); i++)
		boh_execute_for_schema(schema, boh_replace_word(make_table[i], "{class}", name));
	boh_audit_create_triggers(schema, name);
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.audit_logs ATTACH PARTITION {schema}.%s"
											" FOR VALUES IN ('%s')", name, boh_retention_name(retention)));
}

void
boh_audit_unite_months(Oid schema)
{
	for (BohRetention retention = 0; retention < BOH_RETENTIONS; retention++)
	{
		CHECK_FOR_INTERRUPTS();
		if (get_rel_relkind(boh_table(schema, boh_audit_class_table(retention))) == RELKIND_PARTITIONED_TABLE)
			unite(schema, retention);
	}
}

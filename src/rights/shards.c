/*-------------------------------------------------------------------------
 *
 * rights/shards.c
 *	  Policies of a distributed schema.
 *
 * Citus refuses policies with subqueries on a distributed table.  So those of
 * profiles are on the shards alone (base/shard.h), and the node that has the
 * shards makes them.
 *
 * A table without a policy shows nobody a row.  PostgreSQL knows this when it
 * plans, and Citus then asks no shard.  So each table gets a policy, too.  Citus
 * copies it to every shard that it makes.  There it must let nobody in before
 * the other policies are made, so it is never true.  But no planner knows this.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/query.h"
#include "rights/rights.h"
#include "rights/rights_list.h"

#define TABLE_POLICY "shards_decide"

/* Citus runs it on the node that has the table: there it makes the policies. */
static const BohQuery complete_shards = {
	.text = "SELECT {extension}.boh_distribute_tenant($1)"
	" FROM {schema}.schema_migrations WHERE version " BOH_EQ " 1",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.owner_of = "schema_migrations"
};

void
boh_rights_leave_to_shards(Oid schema)
{
	const char *done = "";

	boh_rights_drop_policies(schema);
	for (int i = 0; i < boh_policy_count; i++)
	{
		const char *table = boh_policy_list[i].table;

		CHECK_FOR_INTERRUPTS();
		/* policies of a table stand together in the list */
		if (strcmp(table, done) == 0 || !OidIsValid(boh_find_table(schema, table)))
			continue;
		done = table;
		boh_execute_for_schema(schema, psprintf("DROP POLICY IF EXISTS " TABLE_POLICY " ON {schema}.%s", table));
		boh_execute_for_schema(schema, psprintf("CREATE POLICY " TABLE_POLICY " ON {schema}.%s"
												" USING (pg_catalog.pg_backend_pid() " BOH_EQ " 0)", table));
	}
}

void
boh_rights_complete_shards(Oid schema)
{
	Datum		values[] = {CStringGetTextDatum(get_namespace_name(schema))};

	(void) boh_query(&complete_shards, schema, values, NULL, 0);
}

/*-------------------------------------------------------------------------
 *
 * tenant/distribute.c
 *	  boh_distribute_tenant(): gives a tenant to one node of Citus.
 *
 * citus_schema_distribute() takes columns, constraints, indexes, triggers,
 * foreign keys and privileges of all tables to one node.  Two things it
 * refuses, and they are changed before: the audit's partitions of partitions,
 * and policies with subqueries.  The policies are made again on the node that
 * has the rows.  There, and after each move to another node, the function does
 * just that.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "audit/partition.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/shard.h"
#include "rights/rights.h"
#include "schema/schema_name.h"
#include "tenant/tenant_list.h"

PG_FUNCTION_INFO_V1(boh_distribute_tenant);

static const BohQuery distribute = {
	.text = "SELECT pg_catalog.count(*) FROM (SELECT pg_catalog.citus_schema_distribute("
	"CAST($1 AS pg_catalog.regnamespace))) d",
	.nargs = 1,
	.argtypes = {OIDOID}
};

/*
 * Citus sends the rows to the node and also leaves them here, where only those
 * see them who do not ask Citus.
 */
static const BohQuery forget_rows = {
	.text = "SELECT pg_catalog.count(*) FROM (SELECT"
	" pg_catalog.truncate_local_data_after_distributing_table(c.oid) FROM pg_catalog.pg_class c"
	" WHERE c.relnamespace OPERATOR(pg_catalog.=) $1 AND c.relkind OPERATOR(pg_catalog.=) 'r') t",
	.nargs = 1,
	.argtypes = {OIDOID}
};

static const BohQuery find_states = {
	.text = "SELECT c.relname::text, t.tgname::text, t.tgenabled FROM pg_trigger t"
	" JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = $1 AND NOT t.tgisinternal"
	" ORDER BY 1, 2",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.latest = true
};

/*
 * Citus leaves triggers for statements off on shards, whose names end with a
 * number.  Migrations say how they should be.
 */
static const BohQuery find_switched_off = {
	.text = "SELECT c.relname::text, t.tgname::text, CASE WHEN EXISTS (SELECT FROM {extension}.boh_migration_scripts()"
	" WHERE up ~ ('ENABLE ALWAYS TRIGGER ' || regexp_replace(t.tgname::text, '_[0-9]+$', '') || ';'))"
	" THEN 'A' ELSE 'O' END::\"char\" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
	" WHERE c.relnamespace = $1 AND NOT t.tgisinternal AND t.tgenabled = 'D'"
	" AND starts_with(t.tgname::text, 'boh_') AND c.relname ~ '_[0-9]{6,}$' ORDER BY 1, 2",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.latest = true
};

static void
require_citus(void)
{
	BohDetail	detail;

	if (OidIsValid(get_extension_oid("citus", true)))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "extension", "citus");
	boh_raise(BOH_CITUS_MISSING, &detail, BOH_NO_PLACE);
}

/* Raises BH023 for a tenant that was not migrated. */
static void
check_version(const BohTenant *tenant)
{
	boh_set_for_now("boh.schema", tenant->name);
	(void) boh_current_schema();
}

/* Triggers of a tenant's tables, and how they are enabled */
typedef struct TriggerState
{
	char	   *table;
	char	   *name;
	char		enabled;		/* as in pg_trigger */
} TriggerState;

/* In the caller's memory context; needs SPI. */
static List *
find_triggers(Oid schema, const BohQuery *query)
{
	Datum		values[] = {ObjectIdGetDatum(schema)};
	uint64		count = boh_query(query, schema, values, NULL, 0);
	List	   *states = NIL;

	for (uint64 row = 0; row < count; row++)
	{
		TriggerState *state = palloc(sizeof(TriggerState));

		state->table = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));
		state->name = TextDatumGetCString(boh_required_value(row, 2, TEXTOID));
		state->enabled = DatumGetChar(boh_required_value(row, 3, CHAROID));
		states = lappend(states, state);
	}
	return states;
}

static const char *
verb_of(const TriggerState *state)
{
	switch (state->enabled)
	{
		case TRIGGER_FIRES_ALWAYS:
			return "ENABLE ALWAYS";
		case TRIGGER_FIRES_ON_REPLICA:
			return "ENABLE REPLICA";
		case TRIGGER_DISABLED:
			return "DISABLE";
		default:
			return "ENABLE";
	}
}

static void
set_trigger(Oid schema, const TriggerState *state, const char *verb)
{
	CHECK_FOR_INTERRUPTS();
	boh_execute_for_schema(schema, psprintf("ALTER TABLE {schema}.%s %s TRIGGER %s",
											quote_identifier(state->table), verb,
											quote_identifier(state->name)));
}

/*
 * Citus makes the triggers first, and then sends the rows, which are counted
 * already.  So the triggers are off meanwhile.  All is done as the owner, with
 * whose name Citus connects to the node.
 */
static void
put_on_node(const BohTenant *tenant)
{
	Oid			schema = tenant->schema;
	Datum		values[] = {ObjectIdGetDatum(schema)};
	BohCaller	caller;
	List	   *triggers;
	ListCell   *cell;

	check_version(tenant);
	boh_lock(BOH_LOCK_PLACE, schema);
	caller = boh_become_trusted_owner(tenant->migrations);
	boh_set_for_now("client_min_messages", "warning");
	boh_rights_leave_to_shards(schema);
	boh_audit_unite_months(schema);
	boh_set_for_now("citus.enable_unsafe_triggers", "on");
	triggers = find_triggers(schema, &find_states);
	foreach(cell, triggers)
		set_trigger(schema, lfirst(cell), "DISABLE");
	(void) boh_query(&distribute, schema, values, NULL, 0);
	(void) boh_query(&forget_rows, schema, values, NULL, 0);
	foreach(cell, triggers)
		set_trigger(schema, lfirst(cell), verb_of(lfirst(cell)));
	boh_become_caller(caller);
}

/*
 * On the node that has the tenant.  What is done here is done to shards, and
 * Citus is to do none of it elsewhere.
 */
static void
complete(const BohTenant *tenant)
{
	BohCaller	caller;
	ListCell   *cell;

	boh_set_for_now("citus.enable_ddl_propagation", "off");
	boh_set_for_now("citus.enable_manual_changes_to_shards", "on");
	caller = boh_become_trusted_owner(tenant->migrations);
	boh_rights_make_policies(tenant->schema);
	foreach(cell, find_triggers(tenant->schema, &find_switched_off))
		set_trigger(tenant->schema, lfirst(cell), verb_of(lfirst(cell)));
	boh_become_caller(caller);
}

Datum
boh_distribute_tenant(PG_FUNCTION_ARGS)
{
	char	   *schema;
	const BohTenant *tenant;
	int			settings;

	boh_argument_require(fcinfo, 0, "schema_name");
	schema = text_to_cstring(PG_GETARG_TEXT_PP(0));
	boh_require_writable(fcinfo);
	boh_schema_name_lock(schema);
	tenant = boh_tenant_named(schema);
	require_citus();
	settings = NewGUCNestLevel();
	boh_spi_connect();
	if (boh_schema_node(tenant->schema) == NULL)
		put_on_node(tenant);
	if (boh_schema_is_elsewhere(tenant->schema))
		boh_rights_complete_shards(tenant->schema);
	else
		complete(tenant);
	boh_spi_finish();
	AtEOXact_GUC(true, settings);
	PG_RETURN_TEXT_P(cstring_to_text(boh_schema_node(tenant->schema)));
}

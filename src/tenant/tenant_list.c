/*-------------------------------------------------------------------------
 *
 * tenant/tenant_list.c
 *	  The tenants of the database: its data schemas.
 *
 * A schema is a tenant if it has a table schema_migrations with the columns
 * of boh's.  So there is no list that could differ from the schemas that
 * exist, or that a restore could lose.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/query.h"
#include "tenant/tenant_list.h"

PG_FUNCTION_INFO_V1(boh_tenants);

#define TENANTS_COLUMNS 5

/*
 * By the catalogs alone: a view of that name could run anything.  So is the
 * size: whoever looks at files of a table waits for those who have locked it.
 */
static const BohQuery find_tenants = {
	.text = "SELECT n.oid, n.nspname::text, m.oid, r.rolname::text,"
	" s.pages * current_setting('block_size')::bigint"
	" FROM pg_class m JOIN pg_namespace n ON n.oid = m.relnamespace"
	" JOIN pg_roles r ON r.oid = m.relowner"
	" LEFT JOIN (SELECT c.relnamespace AS schema, sum(c.relpages + coalesce(t.relpages, 0)) AS pages"
	" FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid AND t.relkind = 't'"
	" WHERE $1 AND c.relkind IN ('r', 'm', 'i') GROUP BY 1) s ON s.schema = n.oid"
	" WHERE m.relname = 'schema_migrations' AND m.relkind = 'r' AND m.relpersistence <> 't'"
	" AND pg_has_role(m.relowner, 'USAGE')"
	" AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = m.oid AND a.attnum > 0"
	" AND NOT a.attisdropped AND (a.attname, a.atttypid) IN (('version', 'int4'::regtype),"
	" ('name', 'text'::regtype), ('checksum', 'text'::regtype),"
	" ('applied_at', 'timestamptz'::regtype), ('applied_by', 'text'::regtype))) = 5"
	" ORDER BY n.nspname",
	.nargs = 1,
	.argtypes = {BOOLOID},
	.safe_path = true,
	.read_only = true,
	.no_jit = true
};

static const BohQuery last_version = {
	.text = "SELECT coalesce(max(version), 0) FROM {schema}.schema_migrations",
	.owner_of = "schema_migrations",
	.latest = true,
	.safe_path = true
};

static BohTenant *
read_tenant(uint64 row)
{
	BohTenant  *tenant = palloc0(sizeof(BohTenant));
	bool		isnull;
	Datum		bytes = boh_value(row, 5, INT8OID, &isnull);

	tenant->schema = DatumGetObjectId(boh_required_value(row, 1, OIDOID));
	tenant->name = TextDatumGetCString(boh_required_value(row, 2, TEXTOID));
	tenant->migrations = DatumGetObjectId(boh_required_value(row, 3, OIDOID));
	tenant->owner = TextDatumGetCString(boh_required_value(row, 4, TEXTOID));
	tenant->bytes = isnull ? 0 : DatumGetInt64(bytes);
	return tenant;
}

List *
boh_tenant_list(bool with_bytes)
{
	MemoryContext context = CurrentMemoryContext;
	Datum		values[] = {BoolGetDatum(with_bytes)};
	List	   *tenants = NIL;
	MemoryContext previous;
	uint64		count;

	boh_spi_connect();
	count = boh_query(&find_tenants, boh_extension_schema(), values, NULL, 0);
	previous = MemoryContextSwitchTo(context);
	for (uint64 row = 0; row < count; row++)
		tenants = lappend(tenants, read_tenant(row));
	MemoryContextSwitchTo(previous);
	boh_spi_finish();
	return tenants;
}

/*
 * The highest version in a table without rows of other nodes.  Read without a
 * statement, whose lock would last until the transaction ends: the server may
 * have no room for the locks of a thousand tenants.
 */
static int
local_version(Oid migrations)
{
	Relation	relation = try_table_open(migrations, AccessShareLock);
	AttrNumber	column;
	SysScanDesc scan;
	HeapTuple	tuple;
	int			highest = 0;

	/* dropped since it was listed */
	if (relation == NULL)
		return BOH_TENANT_GONE;
	column = get_attnum(migrations, "version");
	scan = systable_beginscan(relation, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;
		Datum		version = heap_getattr(tuple, column, RelationGetDescr(relation), &isnull);

		if (!isnull)
			highest = Max(highest, DatumGetInt32(version));
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return highest;
}

/* The rows of a distributed table are on another node, where SQL finds them. */
int
boh_tenant_version(const BohTenant *tenant)
{
	int			version = local_version(tenant->migrations);

	if (version != 0)
		return version;
	boh_spi_connect();
	boh_query(&last_version, tenant->schema, NULL, NULL, 1);
	version = DatumGetInt32(boh_required_value(0, 1, INT4OID));
	boh_spi_finish();
	return version;
}

/* Raises 42501 for a tenant whose owner's rights the current role lacks. */
static void
check_right(const char *name)
{
	Oid			schema = get_namespace_oid(name, true);
	Oid			migrations = get_relname_relid("schema_migrations", schema);

	if (OidIsValid(migrations))
		boh_become_caller(boh_become_trusted_owner(migrations));
}

/* The list may be of a moment when a tenant was there that is dropped by now. */
const BohTenant *
boh_tenant_named(const char *name)
{
	ListCell   *cell;
	BohDetail	detail;

	check_right(name);
	foreach(cell, boh_tenant_list(false))
	{
		const BohTenant *tenant = lfirst(cell);

		if (strcmp(tenant->name, name) == 0 && boh_tenant_version(tenant) != BOH_TENANT_GONE)
			return tenant;
	}
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", name);
	boh_raise(BOH_TENANT_MISSING, &detail, BOH_NO_PLACE, name);
}

Datum
boh_tenants(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	foreach(cell, boh_tenant_list(true))
	{
		const BohTenant *tenant = lfirst(cell);
		int			version = boh_tenant_version(tenant);
		Datum		values[TENANTS_COLUMNS] = {
			CStringGetTextDatum(tenant->name),
			CStringGetTextDatum(tenant->owner),
			Int32GetDatum(version),
			BoolGetDatum(version == BOH_SCHEMA_VERSION),
			Int64GetDatum(tenant->bytes)
		};
		bool		nulls[TENANTS_COLUMNS] = {0};

		CHECK_FOR_INTERRUPTS();
		if (version == BOH_TENANT_GONE)
			continue;
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

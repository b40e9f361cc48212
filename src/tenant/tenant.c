/*-------------------------------------------------------------------------
 *
 * tenant/tenant.c
 *	  Creating and dropping a tenant.
 *
 * A tenant is a data schema of its own, and its owner is a role.  Both
 * functions are doors to boh_migrate(), whose rules hold.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/query.h"
#include "schema/schema_name.h"
#include "tenant/tenant_list.h"

PG_FUNCTION_INFO_V1(boh_create_tenant);
PG_FUNCTION_INFO_V1(boh_drop_tenant);

static const BohQuery migrate = {
	.text = "SELECT pg_catalog.count(*) FROM {schema}.boh_migrate($1, $2)",
	.nargs = 2,
	.argtypes = {TEXTOID, INT4OID}
};

static char *
schema_argument(FunctionCallInfo fcinfo)
{
	char	   *name;

	boh_argument_require(fcinfo, 0, "schema_name");
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	boh_schema_name_check("schema_name", name);
	return name;
}

static void
migrate_to(const char *schema, int version)
{
	Datum		values[] = {CStringGetTextDatum(schema), Int32GetDatum(version)};

	boh_query(&migrate, boh_extension_schema(), values, NULL, 0);
}

/* Errors of CREATE SCHEMA that have no hint there */
static void
check_new(const char *schema, const char *owner)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	if (!OidIsValid(get_role_oid(owner, true)))
	{
		boh_detail_text(&detail, "role", owner);
		boh_raise(BOH_TENANT_OWNER, &detail, BOH_NO_PLACE, owner);
	}
	if (OidIsValid(get_namespace_oid(schema, true)))
	{
		boh_detail_text(&detail, "schema", schema);
		boh_raise(BOH_TENANT_EXISTS, &detail, BOH_NO_PLACE, schema);
	}
}

/*
 * CREATE SCHEMA runs as the caller, so PostgreSQL checks whether the caller
 * may create it for this owner.  All that is in it belongs to the owner.
 */
Datum
boh_create_tenant(PG_FUNCTION_ARGS)
{
	char	   *schema = schema_argument(fcinfo);
	char	   *owner = boh_argument_name(fcinfo, 1, "owner");
	BohCaller	caller;

	boh_require_writable(fcinfo);
	boh_schema_name_lock(schema);
	check_new(schema, owner);
	boh_spi_connect();
	boh_execute(psprintf("CREATE SCHEMA %s AUTHORIZATION %s",
						 quote_identifier(schema), quote_identifier(owner)));
	caller = boh_become_role(get_role_oid(owner, false));
	migrate_to(schema, BOH_SCHEMA_VERSION);
	boh_become_caller(caller);
	boh_spi_finish();
	PG_RETURN_INT32(BOH_SCHEMA_VERSION);
}

/*
 * What others made in the schema, or on its tables, is not boh's to drop:
 * PostgreSQL's RESTRICT says what it is.
 */
Datum
boh_drop_tenant(PG_FUNCTION_ARGS)
{
	char	   *schema = schema_argument(fcinfo);
	const BohTenant *tenant;
	BohCaller	caller;
	int			version;

	boh_require_writable(fcinfo);
	boh_schema_name_lock(schema);
	tenant = boh_tenant_named(schema);
	version = boh_tenant_version(tenant);
	boh_spi_connect();
	migrate_to(schema, 0);
	caller = boh_become_trusted_owner(tenant->migrations);
	boh_execute_for_schema(tenant->schema, "DROP TABLE {schema}.schema_migrations");
	boh_become_caller(caller);
	boh_execute_for_schema(tenant->schema, "DROP SCHEMA {schema}");
	boh_spi_finish();
	PG_RETURN_INT32(version);
}

/*-------------------------------------------------------------------------
 *
 * base/partition.c
 *	  Makes the table of a new partition.
 *
 * The rights of a partitioned table hold for its partitions, which have none
 * of their own.  ALTER DEFAULT PRIVILEGES may give some to each new table.  They
 * would let a role read the partition directly, where no policy is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/partition.h"
#include "base/query.h"

/* Roles other than the owner that have a privilege on table $1 */
static const BohQuery grantees = {
	.text = "SELECT string_agg(DISTINCT CASE WHEN a.grantee = 0 THEN 'PUBLIC'"
	" ELSE quote_ident(pg_get_userbyid(a.grantee)) END, ', ')"
	" FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = $1 AND a.grantee <> c.relowner",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.latest = true
};

static void
revoke_default_privileges(Oid schema, const char *name)
{
	Datum		values[] = {ObjectIdGetDatum(get_relname_relid(name, schema))};
	bool		none;
	Datum		roles;

	boh_query(&grantees, schema, values, NULL, 0);
	roles = boh_value(0, 1, TEXTOID, &none);
	if (!none)
		boh_execute_for_schema(schema, psprintf("REVOKE ALL ON {schema}.%s FROM %s",
												quote_identifier(name), TextDatumGetCString(roles)));
}

void
boh_create_partition_table(Oid schema, const char *name, const char *like, const char *parameters)
{
	boh_execute_for_schema(schema, psprintf("CREATE TABLE {schema}.%s (LIKE {schema}.%s INCLUDING STORAGE"
											" INCLUDING COMPRESSION) WITH (%s)",
											quote_identifier(name), like, parameters));
	revoke_default_privileges(schema, name);
}

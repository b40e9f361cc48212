/*-------------------------------------------------------------------------
 *
 * schema/migration_guard.c
 *	  Finds objects of others in schemas where a migration looks names up.
 *
 * Migration scripts name types, functions and operators without a schema.
 * PostgreSQL looks in pg_catalog first, then in the data schema and in the
 * extension's.  It prefers an operator there if its argument types fit better
 * than those of pg_catalog's.  Such an operator would become part of a
 * constraint, and run with the rights of each role that writes the table.  The
 * scripts are written so that pg_catalog's operators fit exactly.
 * Nevertheless, no migration runs while these schemas have such an object of a
 * role that lacks the rights of the one that migrates.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/error.h"
#include "base/query.h"
#include "schema/migration_guard.h"

/* An error names at most so many objects. */
#define MAX_NAMED 10

static const BohQuery hiding_function = {
	.text = "SELECT own.proname FROM pg_proc own JOIN pg_proc hidden USING (proname)"
	" WHERE own.pronamespace = $1 AND hidden.pronamespace = $2 AND $1 <> $2"
	" AND own.proname ~ '^boh_' ORDER BY 1",
	.nargs = 2,
	.argtypes = {OIDOID, OIDOID},
	.latest = true,
	.safe_path = true
};

/* The owner of an object if that is in schema $1 or $2, else NULL */
#define OWNER(catalog, prefix) \
	" WHEN '" catalog "'::regclass THEN (SELECT " prefix "owner FROM " catalog \
	" WHERE oid = d.objid AND " prefix "namespace IN ($1, $2))"

/*
 * Objects in schemas $1 and $2 whose owners lack the rights of role $3; a
 * superuser lacks none.  Casts need no check: they have no owner, and creating
 * one takes a type of one's own.  Array types and row types of tables need
 * none either, because they belong to their element type or table.
 *
 * All other objects depend on their schema, and pg_depend has an index for
 * that.  pg_type has none, and grows with each data schema of the database.
 */
static const BohQuery foreign_objects = {
	.text = "SELECT pg_describe_object(o.classid, o.objid, 0), pg_get_userbyid(o.owner)::text"
	" FROM (SELECT d.classid, d.objid, CASE d.classid"
	OWNER("pg_operator", "opr") OWNER("pg_proc", "pro") OWNER("pg_type", "typ")
	" END AS owner FROM (SELECT DISTINCT classid, objid FROM pg_depend"
	" WHERE refclassid = 'pg_namespace'::regclass AND refobjid IN ($1, $2)) d) o"
	" WHERE NOT pg_has_role(o.owner, $3, 'USAGE')"
	" ORDER BY 1 LIMIT $4",
	.nargs = 4,
	.argtypes = {OIDOID, OIDOID, OIDOID, INT8OID},
	.latest = true,
	.safe_path = true
};

void
boh_migration_check_hiding(Oid schema, Oid extension_schema)
{
	Datum		values[] = {
		ObjectIdGetDatum(schema),
		ObjectIdGetDatum(extension_schema)
	};
	const char *name;
	const char *schema_name = get_namespace_name(schema);
	BohDetail	detail;

	if (boh_query(&hiding_function, extension_schema, values, NULL, 1) == 0)
		return;
	name = NameStr(*DatumGetName(boh_required_value(0, 1, NAMEOID)));
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", schema_name);
	boh_detail_text(&detail, "function", name);
	boh_raise(BOH_FUNCTION_HIDDEN, &detail, BOH_NO_PLACE, name, schema_name);
}

void
boh_migration_check_foreign(Oid schema, Oid extension_schema)
{
	Datum		values[] = {
		ObjectIdGetDatum(schema),
		ObjectIdGetDatum(extension_schema),
		ObjectIdGetDatum(GetUserId()),
		Int64GetDatum(MAX_NAMED)
	};
	uint64		count = boh_query(&foreign_objects, extension_schema, values, NULL, 0);
	const char *first = NULL;
	BohDetail	objects;
	BohDetail	detail;

	if (count == 0)
		return;
	boh_detail_init(&objects);
	for (uint64 i = 0; i < count; i++)
	{
		char	   *object = TextDatumGetCString(boh_required_value(i, 1, TEXTOID));

		if (i == 0)
			first = object;
		boh_detail_text(&objects, object,
						TextDatumGetCString(boh_required_value(i, 2, TEXTOID)));
	}
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", get_namespace_name(schema));
	boh_detail_text(&detail, "extension_schema", get_namespace_name(extension_schema));
	boh_detail_object(&detail, "owners", boh_detail_json(&objects));
	boh_raise(BOH_OBJECT_FOREIGN, &detail, BOH_NO_PLACE, first);
}

/*-------------------------------------------------------------------------
 *
 * installation/doctor_right.c
 *	  Who may do what a hint of boh_doctor() says.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"

#include "base/extension.h"
#include "installation/doctor_right.h"

/*
 * query returns whether the current role may do it, and the name of the role
 * that may; $1 is the data schema.  In who, %s stands for that name.
 */
typedef struct Right
{
	const char *who;
	BohQuery	query;
} Right;

#define RIGHT_QUERY(statement) \
	.query = {.text = statement, BOH_DOCTOR_QUERY}
#define RIGHT_QUERY_OF_SCHEMA(statement) \
	.query = {.text = statement, .nargs = 1, .argtypes = {OIDOID}, BOH_DOCTOR_QUERY}

/* A superuser has the rights of every role. */
static const Right rights[] = {
	[BOH_RIGHT_OF_SUPERUSER] = {
		"a superuser",
		RIGHT_QUERY("SELECT rolsuper, NULL FROM pg_roles WHERE rolname = current_user")
	},
	[BOH_RIGHT_OF_DATABASE_OWNER] = {
		"%s, the owner of the database",
		RIGHT_QUERY("SELECT pg_has_role(datdba, 'USAGE'), quote_ident(pg_get_userbyid(datdba))"
					" FROM pg_database WHERE datname = current_database()")
	},
	[BOH_RIGHT_TO_CREATE_DATABASE] = {
		"a role with CREATEDB",
		RIGHT_QUERY("SELECT rolsuper OR rolcreatedb, NULL FROM pg_roles WHERE rolname = current_user")
	},
	[BOH_RIGHT_TO_CREATE_IN_DATABASE] = {
		"%s, the owner of the database, or a role with CREATE on it",
		RIGHT_QUERY("SELECT has_database_privilege(oid, 'CREATE'), quote_ident(pg_get_userbyid(datdba))"
					" FROM pg_database WHERE datname = current_database()")
	},
	[BOH_RIGHT_OF_EXTENSION_OWNER] = {
		"%s, the owner of the extension",
		RIGHT_QUERY("SELECT pg_has_role(extowner, 'USAGE'), quote_ident(pg_get_userbyid(extowner))"
					" FROM pg_extension WHERE extname = 'boh'")
	},
	[BOH_RIGHT_TO_CREATE_IN_SCHEMA] = {
		"%s, the owner of the schema, or a role with CREATE on it",
		RIGHT_QUERY_OF_SCHEMA("SELECT has_schema_privilege(oid, 'CREATE'), quote_ident(pg_get_userbyid(nspowner))"
							  " FROM pg_namespace WHERE oid = $1")
	},
	[BOH_RIGHT_OF_TABLES_OWNER] = {
		"%s, the owner of the tables",
		RIGHT_QUERY_OF_SCHEMA("SELECT pg_has_role(relowner, 'USAGE'), quote_ident(pg_get_userbyid(relowner))"
							  " FROM pg_class WHERE relnamespace = $1 AND relname = 'schema_migrations'")
	},
	[BOH_RIGHT_OF_MAINTENANCE] = {
		"a role with the profile maintenance",
		RIGHT_QUERY_OF_SCHEMA("SELECT has_table_privilege(oid, 'INSERT'), NULL"
							  " FROM pg_class WHERE relnamespace = $1 AND relname = 'boh_backup_log'")
	},
};

const char *
boh_doctor_right(BohDoctorRight needed, const BohPatient *patient)
{
	const Right *right = &rights[needed];
	Datum		values[] = {ObjectIdGetDatum(patient->schema)};
	bool		isnull;
	char	   *name;

	if (needed == BOH_RIGHT_OF_EVERYBODY ||
		boh_query(&right->query, boh_extension_schema(), values, NULL, 1) == 0 ||
		DatumGetBool(boh_value(0, 1, BOOLOID, &isnull)))
		return NULL;
	name = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
	return name == NULL ? right->who : boh_replace_word(right->who, "%s", name);
}

/*-------------------------------------------------------------------------
 *
 * installation/extension_doctor.c
 *	  Checks of boh_doctor() for the extension, those that help it, and the
 *	  version of the data schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/extension.h"
#include "base/shared_counters.h"
#include "installation/doctor_check.h"

static void
compare_versions(const BohPatient *patient pg_attribute_unused(), BohDiagnosis *diagnosis)
{
	const char *installed = boh_installed_version();

	diagnosis->known = true;
	diagnosis->ok = strcmp(installed, BOH_VERSION) == 0;
	diagnosis->found = diagnosis->ok ? installed :
		psprintf("%s, the library has %s", installed, BOH_VERSION);
	/* A server that has loaded the library itself gives it to all sessions. */
	diagnosis->remedy = boh_shared_counters_exist() ?
		"restart the server: it has the old library" :
		"connect anew: this session has the old library";
}

static void
find_search_path(const BohPatient *patient pg_attribute_unused(), BohDiagnosis *diagnosis)
{
	List	   *path = fetch_search_path(false);
	Oid			schema = boh_extension_schema();
	const char *name = quote_identifier(get_namespace_name(schema));

	diagnosis->known = true;
	diagnosis->ok = list_member_oid(path, schema);
	diagnosis->found = namespace_search_path;
	diagnosis->remedy = strcmp(name, "public") == 0 ? "public" : psprintf("public, %s", name);
	list_free(path);
}

#define MIGRATE "SELECT * FROM boh_migrate();"

/* What helps a schema that is not of the newest version, and who may do it */
static void
find_remedy(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	diagnosis->remedy = MIGRATE;
	if (patient->fault != NULL)
		diagnosis->remedy = "No tables of boh can be there. SET boh.schema = 'boh'; or the name of the schema that has them. If it is wrong in each new session, SELECT source FROM pg_settings WHERE name = 'boh.schema'; says where it was set.";
	else if (patient->version > BOH_SCHEMA_VERSION)
	{
		diagnosis->remedy = "Install the newer package of boh, then ALTER EXTENSION boh UPDATE;";
		diagnosis->right = BOH_RIGHT_OF_EXTENSION_OWNER;
	}
	else if (patient->version > 0)
		diagnosis->right = BOH_RIGHT_OF_TABLES_OWNER;
	else if (OidIsValid(patient->schema))
		diagnosis->right = BOH_RIGHT_TO_CREATE_IN_SCHEMA;
	else
		diagnosis->right = BOH_RIGHT_TO_CREATE_IN_DATABASE;
}

/* No USAGE is a matter of rights: ok stays unknown. */
static void
compare_schema_version(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	diagnosis->locked = patient->locked && patient->version == 0;
	if (patient->hidden || diagnosis->locked)
		return;
	diagnosis->known = true;
	diagnosis->ok = patient->version == BOH_SCHEMA_VERSION;
	find_remedy(patient, diagnosis);
	if (patient->fault != NULL)
		diagnosis->found = psprintf("boh.schema is %s: %s", patient->name, patient->fault);
	else if (patient->version == 0)
		diagnosis->found = psprintf("no tables in the schema %s", patient->name);
	else
		diagnosis->found = psprintf("%d of %d in the schema %s", patient->version,
									BOH_SCHEMA_VERSION, patient->name);
}

static const BohDoctorCheck checks[] = {
	{
		.name = "extension_version",
		.severity = "critical",
		.hint = "ALTER EXTENSION boh UPDATE; if that does not help, {remedy}.",
		.right = BOH_RIGHT_OF_EXTENSION_OWNER,
		.function = compare_versions
	},
	{
		.name = "search_path",
		.severity = "warning",
		.hint = "The functions are found only with their schema's name before theirs. ALTER DATABASE {database} SET search_path = \"$user\", {remedy};",
		.right = BOH_RIGHT_OF_DATABASE_OWNER,
		.function = find_search_path
	},
	{
		.name = "pg_trgm",
		.severity = "informational",
		.hint = "Search does not correct typing errors. CREATE EXTENSION pg_trgm; then SELECT boh_refresh_search(scope => 'words');",
		.right = BOH_RIGHT_TO_CREATE_IN_DATABASE,
		.query = {
			.text = "SELECT count(*) > 0, max(extversion) FROM pg_extension WHERE extname = 'pg_trgm'",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "pg_stat_statements",
		.severity = "informational",
		.hint = "boh_health() cannot tell which statements are slow. Put pg_stat_statements into shared_preload_libraries, restart the server, and CREATE EXTENSION pg_stat_statements;",
		.right = BOH_RIGHT_OF_SUPERUSER,
		.query = {
			.text = "SELECT count(*) > 0 AND current_setting('pg_stat_statements.max', true) IS NOT NULL,"
			" max(extversion) FROM pg_extension WHERE extname = 'pg_stat_statements'",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "schema_version",
		.severity = "critical",
		.hint = "{remedy}",
		.unknown = "This role may not use the schema {schema}. Let its owner run SELECT boh_grant({role}, 'app'); or another profile, see doc/reference/rights.md.",
		.function = compare_schema_version
	},
};

const BohDoctorChecks boh_extension_doctor = {lengthof(checks), checks};

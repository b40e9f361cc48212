/*-------------------------------------------------------------------------
 *
 * monitoring/security_health.c
 *	  Checks of boh_health() for connections, roles, and rules that are not in
 *	  force.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/fmgroids.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

#include "archive/verify.h"
#include "base/compat.h"
#include "base/finding.h"
#include "monitoring/health_check.h"
#include "rights/verify.h"
#include "schema/verify_catalog.h"

static const BohQuery trusting_lines = {
	.text = "SELECT CAST(count(*) AS numeric) FROM pg_hba_file_rules() AS r WHERE r.auth_method = 'trust'",
	.read_only = true,
	.safe_path = true
};

static Datum
count_trusting_lines(Oid schema, bool *isnull)
{
	*isnull = true;
	if (boh_function_aclcheck(F_PG_HBA_FILE_RULES, GetUserId()) != ACLCHECK_OK)
		return (Datum) 0;
	boh_query(&trusting_lines, schema, NULL, NULL, 1);
	return boh_value(0, 1, NUMERICOID, isnull);
}

static const BohQuery old_passwords = {
	.text = "SELECT CAST(count(*) AS numeric) FROM pg_authid WHERE rolcanlogin AND rolpassword LIKE 'md5%'",
	.read_only = true,
	.safe_path = true
};

static Datum
count_old_passwords(Oid schema, bool *isnull)
{
	*isnull = true;
	if (!superuser())
		return (Datum) 0;
	boh_query(&old_passwords, schema, NULL, NULL, 1);
	return boh_value(0, 1, NUMERICOID, isnull);
}

/* How many findings statements have that need no more than the data schema */
static int64
count_findings(const BohChecks *list, Oid schema)
{
	Datum		values[] = {ObjectIdGetDatum(schema)};
	int64		found = 0;

	for (int i = 0; i < list->count; i++)
		found += boh_query(&list->queries[i], schema, values, NULL, 0);
	return found;
}

/* The columns of findings as boh_verify() returns them */
static TupleDesc
finding_columns(void)
{
	static const Oid types[BOH_FINDING_COLUMNS] = {TEXTOID, TEXTOID, UUIDOID, TEXTOID, TEXTOID};
	TupleDesc	columns = CreateTemplateTupleDesc(BOH_FINDING_COLUMNS);

	for (int i = 0; i < BOH_FINDING_COLUMNS; i++)
		TupleDescInitEntry(columns, i + 1, NULL, types[i], -1, 0);
	return columns;
}

static Datum
count_drifted_profiles(Oid schema, bool *isnull)
{
	ReturnSetInfo result = {
		.setResult = tuplestore_begin_heap(false, false, work_mem),
		.setDesc = finding_columns()
	};
	BohFindings findings = {.result = &result};
	int64		found;

	boh_verify_policies(schema, &findings);
	found = tuplestore_tuple_count(result.setResult) + count_findings(&boh_people_checks, schema);
	tuplestore_end(result.setResult);
	*isnull = false;
	return NumericGetDatum(int64_to_numeric(found));
}

static Datum
count_drifted_rules(Oid schema, bool *isnull)
{
	*isnull = false;
	return NumericGetDatum(int64_to_numeric(count_findings(&boh_catalog_checks, schema) +
											count_findings(&boh_archive_catalog_checks, schema)));
}

static const BohHealthCheck checks[] = {
	{
		.name = "ssl",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "1: ssl is off while the server listens on the network, so passwords and personal data go unencrypted. Set ssl = on and write hostssl in pg_hba.conf.",
		.query = {
			.text = "SELECT CAST(CAST(current_setting('ssl') = 'off' AND current_setting('listen_addresses') <> '' AS integer) AS numeric)",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "password_encryption",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "1: new passwords are not kept as scram-sha-256. Set password_encryption = 'scram-sha-256', then set the passwords anew.",
		.query = {
			.text = "SELECT CAST(CAST(current_setting('password_encryption') <> 'scram-sha-256' AS integer) AS numeric)",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "md5_passwords",
		.severity = "warning",
		.threshold = THRESHOLD_NONE,
		.hint = "Roles that log in with a password that is kept as md5. Set their passwords anew while password_encryption is scram-sha-256.",
		.unknown = "Only a superuser may see how passwords are kept.",
		.function = count_old_passwords
	},
	{
		.name = "hba_trust",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "Lines of pg_hba.conf that let everybody in as anybody, without a password. Write scram-sha-256, peer or cert instead of trust.",
		.unknown = "This role may not read the lines of pg_hba.conf: GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO it.",
		.function = count_trusting_lines
	},
	{
		.name = "superusers",
		.severity = "warning",
		.threshold = BOH_HEALTH_SUPERUSERS,
		.hint = "Superusers that may log in. No rule of this schema holds for them. Give applications roles of their own with boh_grant().",
		.query = {
			.text = "SELECT CAST(count(*) AS numeric) FROM pg_roles WHERE rolsuper AND rolcanlogin",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "row_security_off",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "Tables of the schema that have policies while row-level security is switched off: everybody with privileges sees all rows. ALTER TABLE .. ENABLE ROW LEVEL SECURITY.",
		.query = {
			.text = "SELECT CAST(count(*) AS numeric) FROM pg_class c WHERE c.relnamespace = $1 AND NOT c.relrowsecurity"
			" AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "row_security_bypassed",
		.severity = "informational",
		.threshold = THRESHOLD_NONE,
		.hint = "Roles that log in and see all rows, whoever is signed in: with BYPASSRLS and USAGE on the schema, or with the profile service. Such an application must keep people apart itself.",
		.query = {
			.text = "SELECT CAST(count(*) AS numeric) FROM pg_roles r WHERE r.rolcanlogin AND NOT r.rolsuper"
			" AND ((r.rolbypassrls AND has_schema_privilege(r.oid, $1, 'USAGE'))"
			" OR EXISTS (SELECT FROM {schema}.role_profiles p JOIN pg_roles h ON h.rolname::text = p.role_name"
			" WHERE p.profile = 'service' AND pg_has_role(r.oid, h.oid, 'USAGE'))"
			" OR EXISTS (SELECT FROM {schema}.role_profiles p WHERE p.profile = 'service' AND p.role_name = 'public'))",
			BOH_HEALTH_QUERY,
			.owner_of = "role_profiles"
		}
	},
	{
		.name = "profiles",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "Policies that are missing or differ from what boh_grant() makes, and profiles of roles that do not exist. SELECT * FROM boh_verify() names them; boh_grant() makes policies again.",
		.function = count_drifted_profiles
	},
	{
		.name = "triggers",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "Triggers that are missing or switched off, constraints that are missing or not valid, defaults that are missing: their rules do not hold. SELECT * FROM boh_verify() names them.",
		.function = count_drifted_rules
	},
};

const BohHealthChecks boh_security_health = {lengthof(checks), checks};

/*-------------------------------------------------------------------------
 *
 * installation/schema_doctor.c
 *	  Checks of boh_doctor() for the data schema.
 *
 * What boh_health() checks as well is asked of it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "installation/doctor_check.h"
#include "monitoring/health_check.h"
#include "monitoring/threshold.h"

/* A value that is not known is not in order. */
static void
ask_health(const char *name, const BohPatient *patient, const char *what,
		   BohDiagnosis *diagnosis)
{
	const BohHealthCheck *check = boh_health_check_named(name);
	bool		isnull;
	Datum		value;

	diagnosis->ok = boh_health_check(check, patient->schema, &value, &isnull);
	diagnosis->known = true;
	diagnosis->found = psprintf("%s: %s", what, isnull ? "none" :
								DatumGetCString(DirectFunctionCall1(numeric_out, value)));
}

static void
find_rules(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	ask_health("triggers", patient, "missing or off", diagnosis);
}

static void
find_row_security(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	ask_health("row_security_off", patient, "tables without it", diagnosis);
}

static void
find_policies(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	ask_health("profiles", patient, "missing or different", diagnosis);
}

static void
find_audit_partitions(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	ask_health("partitions", patient, "partitions missing", diagnosis);
}

static void
find_backup(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	ask_health("backup", patient, "seconds since the last backup", diagnosis);
}

/* Most tasks run each minute or hour: one of them has just begun. */
static const BohQuery last_maintenance = {
	.text = "SELECT max(last_started_at) > now() - make_interval(secs => $1),"
	" coalesce('the last task began at ' || max(last_started_at), 'no task has ever begun')"
	" FROM {schema}.maintenance_tasks",
	.nargs = 1,
	.argtypes = {FLOAT8OID},
	.owner_of = "maintenance_tasks",
	BOH_DOCTOR_QUERY
};

static void
find_maintenance(const BohPatient *patient, BohDiagnosis *diagnosis)
{
	Datum		values[] = {Float8GetDatum(boh_threshold(BOH_HEALTH_MAINTENANCE_LATE))};
	bool		isnull;

	boh_query(&last_maintenance, patient->schema, values, NULL, 1);
	diagnosis->known = true;
	diagnosis->ok = DatumGetBool(boh_value(0, 1, BOOLOID, &isnull));
	diagnosis->found = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
}

static const BohDoctorCheck checks[] = {
	{
		.name = "rules",
		.severity = "critical",
		.of_schema = true,
		.hint = "Triggers, constraints or defaults of the schema {schema} do not hold. SELECT * FROM boh_verify(); names them.",
		.right = BOH_RIGHT_OF_TABLES_OWNER,
		.function = find_rules
	},
	{
		.name = "row_security",
		.severity = "critical",
		.of_schema = true,
		.hint = "Everybody with privileges sees all rows of such a table. SELECT format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', oid::regclass) FROM pg_class WHERE relnamespace = {schema_literal}::regnamespace AND NOT relrowsecurity AND oid IN (SELECT polrelid FROM pg_policy); then run what it returns.",
		.right = BOH_RIGHT_OF_TABLES_OWNER,
		.function = find_row_security
	},
	{
		.name = "policies",
		.severity = "critical",
		.of_schema = true,
		.hint = "Policies are missing or differ from what boh_grant() makes, or a role with a profile is gone. SELECT * FROM boh_verify(); names them.",
		.right = BOH_RIGHT_OF_TABLES_OWNER,
		.function = find_policies
	},
	{
		.name = "profiles",
		.severity = "warning",
		.of_schema = true,
		.hint = "Only the owner and superusers can use the tables, and no rule about people holds for them. CREATE ROLE web LOGIN; SELECT boh_grant('web', 'app');",
		.right = BOH_RIGHT_OF_TABLES_OWNER,
		.query = {
			.text = "SELECT count(*) > 0, 'roles with a profile: ' || count(DISTINCT role_name)"
			" FROM {schema}.role_profiles",
			.owner_of = "role_profiles",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "session_keys",
		.severity = "warning",
		.of_schema = true,
		.hint = "Roles with the profile app or admin can sign nobody in. INSERT INTO {schema}.session_keys (kid, algorithm, issuer, audience, public_key) VALUES ('2027', 'EdDSA', 'https://login.example.org', 'shop', '-----BEGIN PUBLIC KEY-----..'); with the public key of your login service, see doc/how-to/session.md.",
		.right = BOH_RIGHT_OF_TABLES_OWNER,
		.query = {
			.text = "SELECT k.valid > 0 OR p.waiting = 0,"
			" 'valid keys: ' || k.valid || ', roles that need one: ' || p.waiting"
			" FROM (SELECT count(*) FROM {schema}.session_keys"
			" WHERE valid_from <= now() AND (valid_to IS NULL OR now() < valid_to)) AS k (valid),"
			" (SELECT count(DISTINCT role_name) FROM {schema}.role_profiles a WHERE a.profile IN ('app', 'admin')"
			" AND NOT EXISTS (SELECT FROM {schema}.role_profiles t"
			" WHERE t.role_name = a.role_name AND t.profile = 'trusted')) AS p (waiting)",
			.owner_of = "session_keys",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "maintenance",
		.severity = "critical",
		.of_schema = true,
		.hint = "Nobody calls maintenance: holds that ran out stay, the audit gets no seals, statistics no sums. Call it each minute, from cron as in doc/how-to/maintenance.md, with pg_cron: SELECT cron.schedule('boh', '* * * * *', 'CALL boh_run_maintenance()');",
		.right = BOH_RIGHT_OF_MAINTENANCE,
		.function = find_maintenance
	},
	{
		.name = "audit",
		.severity = "critical",
		.of_schema = true,
		.hint = "A trigger of the audit is off: SELECT * FROM boh_verify(); names it, and ALTER TABLE .. ENABLE ALWAYS TRIGGER .. switches it on.",
		.right = BOH_RIGHT_OF_TABLES_OWNER,
		.query = {
			.text = "SELECT count(*) FILTER (WHERE t.tgenabled IN ('O', 'A')) = count(*) AND count(*) > 0,"
			" count(*) FILTER (WHERE t.tgenabled IN ('O', 'A')) || ' of ' || count(*) || ' triggers are on'"
			" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
			" WHERE c.relnamespace = $1 AND p.proname = 'boh_audit_row'",
			.nargs = 1,
			.argtypes = {OIDOID},
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "audit_partitions",
		.severity = "warning",
		.of_schema = true,
		.hint = "The first row of a month has to make what is missing, and others wait for it. SELECT boh_seal_audit(); makes it, or says which table was detached or renamed.",
		.right = BOH_RIGHT_OF_MAINTENANCE,
		.function = find_audit_partitions
	},
	{
		.name = "backup",
		.severity = "critical",
		.of_schema = true,
		.hint = "Neither a full backup nor a dump was recorded in time. Run ops/backup/nightly, see doc/how-to/backup.md; for backups that something else makes: INSERT INTO {schema}.boh_backup_log (started_at, finished_at, ok, kind, tool) VALUES (now(), now(), true, 'FULL', 'name of the tool');",
		.right = BOH_RIGHT_OF_MAINTENANCE,
		.function = find_backup
	},
};

const BohDoctorChecks boh_schema_doctor = {lengthof(checks), checks};

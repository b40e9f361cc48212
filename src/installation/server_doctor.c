/*-------------------------------------------------------------------------
 *
 * installation/server_doctor.c
 *	  Checks of boh_doctor() for the server and the database.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "pgtime.h"
#include "utils/acl.h"
#include "utils/guc.h"

#include "base/shared_counters.h"
#include "installation/doctor_check.h"
#include "server/connections.h"
#include "text/slugify.h"

/* Zones on three continents: the data are there as a whole, or not at all. */
static void
find_time_zones(const BohPatient *patient pg_attribute_unused(), BohDiagnosis *diagnosis)
{
	static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Asia/Tokyo"};

	diagnosis->known = true;
	diagnosis->ok = true;
	for (int i = 0; i < (int) lengthof(zones); i++)
	{
		if (pg_tzset(zones[i]) != NULL)
			continue;
		diagnosis->ok = false;
		diagnosis->found = psprintf("there is no time zone %s", zones[i]);
	}
}

/* Raises an error, which is then what was found, if ICU has no data for it. */
static void
transliterate(const BohPatient *patient pg_attribute_unused(), BohDiagnosis *diagnosis)
{
	(void) boh_slugify_cstring("a", 1);
	diagnosis->known = true;
	diagnosis->ok = true;
}

/*
 * The setting is read only for a role that PostgreSQL shows it to.  Each name
 * must be an item of its own: in quotes the list would be one name.
 */
static void
find_preloaded(const BohPatient *patient pg_attribute_unused(), BohDiagnosis *diagnosis)
{
	const char *others;

	diagnosis->known = true;
	diagnosis->ok = boh_shared_counters_exist();
	diagnosis->remedy = "A superuser who calls boh_doctor() gets the statement for it.";
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_SETTINGS))
		return;
	others = GetConfigOption("shared_preload_libraries", false, false);
	diagnosis->found = others;
	diagnosis->right = BOH_RIGHT_OF_SUPERUSER;
	diagnosis->remedy = psprintf("ALTER SYSTEM SET shared_preload_libraries = %s%sboh; then restart the server.",
								 others, others[0] == '\0' ? "" : ", ");
}

static const BohDoctorCheck checks[] = {
	{
		.name = "server_version",
		.severity = "critical",
		.hint = "boh is made for PostgreSQL 15 to 19. Move the database to a server of such a version with pg_upgrade or pg_dump.",
		.query = {
			.text = "SELECT CAST(current_setting('server_version_num') AS integer) BETWEEN 150000 AND 199999,"
			" current_setting('server_version')",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "encoding",
		.severity = "warning",
		.hint = "Texts with characters that this encoding lacks are refused. CREATE DATABASE new_database ENCODING 'UTF8' TEMPLATE template0; then bring the data over with pg_dump.",
		.right = BOH_RIGHT_TO_CREATE_DATABASE,
		.query = {
			.text = "SELECT current_setting('server_encoding') = 'UTF8', current_setting('server_encoding')",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "collation_version",
		.severity = "critical",
		.hint = "The operating system sorts texts in another way than when the indexes were made, so these miss rows and let duplicates in. REINDEX DATABASE {database}; ALTER DATABASE {database} REFRESH COLLATION VERSION;",
		.right = BOH_RIGHT_OF_DATABASE_OWNER,
		.query = {
			.text = "SELECT d.datcollversion IS NULL OR d.datcollversion IS NOT DISTINCT FROM now.version,"
			" coalesce(d.datcollversion, 'none') || CASE WHEN d.datcollversion <> coalesce(now.version, '')"
			" THEN ', the system has ' || coalesce(now.version, 'none') ELSE '' END"
			" FROM pg_database d, pg_database_collation_actual_version(d.oid) AS now (version)"
			" WHERE d.datname = current_database()",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "time_zones",
		.severity = "critical",
		.hint = "Events in such a time zone are refused. Install the operating system's time zone data, on Debian with apt-get install tzdata, and restart the server.",
		.function = find_time_zones
	},
	{
		.name = "icu",
		.severity = "critical",
		.hint = "Slugs cannot be made, so events and pages without one are refused. Install the complete data of the library ICU.",
		.function = transliterate
	},
	{
		.name = "preload",
		.severity = "informational",
		.hint = "Refused bookings are not counted, and the background worker cannot do maintenance. {remedy}",
		.function = find_preloaded
	},
	{
		.name = "durability",
		.severity = "critical",
		.hint = "A crash would lose bookings that customers were told of, or the whole database. ALTER SYSTEM SET fsync = on; ALTER SYSTEM SET full_page_writes = on; ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf();",
		.right = BOH_RIGHT_OF_SUPERUSER,
		.query = {
			.text = "SELECT count(*) = 0, string_agg(name || ' = ' || value, ', ' ORDER BY name)"
			" FROM unnest(ARRAY['fsync', 'full_page_writes', 'synchronous_commit']) AS name,"
			" current_setting(name) AS value WHERE value = 'off'",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "idle_in_transaction",
		.severity = "warning",
		.hint = "A client that stops within a transaction keeps its event locked, and all others who book it wait. ALTER DATABASE {database} SET idle_in_transaction_session_timeout = '30s';",
		.right = BOH_RIGHT_OF_DATABASE_OWNER,
		.query = {
			.text = "SELECT current_setting('idle_in_transaction_session_timeout') <> '0',"
			" current_setting('idle_in_transaction_session_timeout')",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "memory",
		.severity = "informational",
		.hint = "shared_buffers is what initdb chose, whatever the machine. SELECT name, recommended, reason FROM boh_settings_advice(memory_gb => 8, cores => 4) WHERE differs; with the numbers of this machine.",
		.query = {
			.text = "SELECT CAST(setting AS bigint) * CAST(current_setting('block_size') AS bigint) > 134217728,"
			" current_setting('shared_buffers') FROM pg_settings WHERE name = 'shared_buffers'",
			BOH_DOCTOR_QUERY
		}
	},
	{
		.name = "connections",
		.severity = "warning",
		.hint = "More sessions than cores do not book faster, and each takes memory. Put PgBouncer in front, with ops/pgbouncer.ini; then ALTER SYSTEM SET max_connections = " CppAsString2(BOH_POOLED_CONNECTIONS) "; and restart the server.",
		.right = BOH_RIGHT_OF_SUPERUSER,
		.query = {
			.text = "SELECT CAST(current_setting('max_connections') AS integer) <= " CppAsString2(BOH_UNPOOLED_CONNECTIONS) ","
			" current_setting('max_connections')",
			BOH_DOCTOR_QUERY
		}
	},
};

const BohDoctorChecks boh_server_doctor = {lengthof(checks), checks};

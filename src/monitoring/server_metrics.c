/*-------------------------------------------------------------------------
 *
 * monitoring/server_metrics.c
 *	  Metrics of the database and its server.
 *
 * They are read as the caller.  Without the privileges of pg_monitor, some are
 * not known.  The lock table is not read, because that would stop all who lock
 * something: sessions say themselves whether they wait.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "monitoring/metric.h"

static const BohMetric info[] = {
	{"boh_build", "info", NULL, "Versions of the extension's library, of the data schema and of PostgreSQL."},
	{"boh_in_recovery", "gauge", NULL, "1 on a standby, 0 on a primary."},
	{"boh_preloaded", "gauge", NULL, "1 if shared_preload_libraries has boh, otherwise 0."},
};

static const BohMetric sessions[] = {
	{"boh_connections", "gauge", NULL,
	"Client connections to the whole server by state; hidden: this role may not see the state."},
	{"boh_connections_limit", "gauge", NULL, "Connections that clients without special rights can make."},
	{"boh_connections_waiting", "gauge", NULL, "Client connections that wait for a lock."},
	{"boh_oldest_transaction_seconds", "gauge", "seconds",
	"Age of the oldest transaction of a client; it keeps VACUUM from removing what it may still see."},
};

static const BohMetric database[] = {
	{"boh_transactions", "counter", NULL, "Transactions of this database that were committed, and rolled back."},
	{"boh_deadlocks", "counter", NULL, "Deadlocks in this database."},
	{"boh_blocks_read", "counter", NULL,
	"Blocks that this database found in shared memory (cache), or had to read (disk)."},
	{"boh_temporary_bytes", "counter", "bytes", "What statements of this database wrote to temporary files."},
	{"boh_transaction_id_age", "gauge", NULL,
	"Transactions since the oldest one that this database may still have to know; at 2,147,483,647 it would stop."},
	{"boh_multixact_age", "gauge", NULL, "The same for multixact ids."},
};

static const BohMetric replication[] = {
	{"boh_replication_lag_seconds", "gauge", "seconds",
	"How long changes took until a standby showed them, by application_name; 0: it has all."},
	{"boh_replication_slot_bytes", "gauge", "bytes", "Write-ahead log that a replication slot keeps."},
	{"boh_standby_lag_seconds", "gauge", "seconds",
	"On a standby, the age of the last transaction that it shows; 0: it shows all that it received."},
	{"boh_wal_archived", "counter", NULL, "Files of the write-ahead log that were archived."},
	{"boh_wal_archive_failures", "counter", NULL, "Failed attempts to archive a file of the write-ahead log."},
};

static const BohMetricSource sources[] = {
	{
		.query = {
			.text = "SELECT v.name, v.labels, CAST(v.value AS numeric) FROM (VALUES"
			" ('boh_build', jsonb_build_object('version', '" BOH_VERSION "', 'schema_version', CAST("
			"(SELECT max(version) FROM {schema}.schema_migrations) AS text),"
			" 'postgresql', current_setting('server_version_num')), 1),"
			" ('boh_in_recovery', CAST('{}' AS jsonb), CAST(pg_is_in_recovery() AS integer)),"
			" ('boh_preloaded', CAST('{}' AS jsonb), CAST($3 IS NOT NULL AS integer)))"
			" AS v (name, labels, value)",
			BOH_METRIC_TABLE_QUERY("schema_migrations")
		},
		BOH_METRICS(info)
	},
	{
		.query = {
			.text = "WITH a AS MATERIALIZED (SELECT coalesce(state, 'hidden') AS state, wait_event_type, xact_start"
			" FROM pg_stat_activity WHERE backend_type = 'client backend' OR (backend_type IS NULL AND usesysid IS NOT NULL))"
			" SELECT 'boh_connections', jsonb_build_object('state', state), CAST(count(*) AS numeric)"
			" FROM a GROUP BY state"
			" UNION ALL SELECT 'boh_connections_limit', CAST('{}' AS jsonb), CAST(current_setting('max_connections') AS numeric)"
			" - CAST(current_setting('superuser_reserved_connections') AS numeric)"
			" - CAST(coalesce(current_setting('reserved_connections', true), '0') AS numeric)"
			" UNION ALL SELECT 'boh_connections_waiting', CAST('{}' AS jsonb),"
			" CAST(count(*) FILTER (WHERE wait_event_type = 'Lock') AS numeric) FROM a"
			" UNION ALL SELECT 'boh_oldest_transaction_seconds', CAST('{}' AS jsonb),"
			" coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0) FROM a",
			BOH_METRIC_QUERY
		},
		BOH_METRICS(sessions)
	},
	{
		.query = {
			.text = "SELECT v.name, CAST(v.labels AS jsonb), CAST(v.value AS numeric)"
			" FROM pg_stat_database s JOIN pg_database d ON d.oid = s.datid, LATERAL (VALUES"
			" ('boh_transactions', '{\"result\": \"commit\"}', s.xact_commit),"
			" ('boh_transactions', '{\"result\": \"rollback\"}', s.xact_rollback),"
			" ('boh_deadlocks', '{}', s.deadlocks),"
			" ('boh_blocks_read', '{\"from\": \"cache\"}', s.blks_hit),"
			" ('boh_blocks_read', '{\"from\": \"disk\"}', s.blks_read),"
			" ('boh_temporary_bytes', '{}', s.temp_bytes),"
			" ('boh_transaction_id_age', '{}', age(d.datfrozenxid)),"
			" ('boh_multixact_age', '{}', mxid_age(d.datminmxid))) AS v (name, labels, value)"
			" WHERE d.datname = current_database()",
			BOH_METRIC_QUERY
		},
		BOH_METRICS(database)
	},
	{
		.query = {
			.text = "SELECT 'boh_replication_lag_seconds', jsonb_build_object('application', application_name),"
			" max(extract(epoch FROM coalesce(replay_lag, interval '0'))) FROM pg_stat_replication"
			" WHERE state IS NOT NULL GROUP BY application_name"
			" UNION ALL SELECT 'boh_replication_slot_bytes', jsonb_build_object('slot', slot_name),"
			" greatest(0, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()"
			" ELSE pg_current_wal_lsn() END, restart_lsn))"
			" FROM pg_replication_slots WHERE restart_lsn IS NOT NULL"
			" UNION ALL SELECT 'boh_standby_lag_seconds', CAST('{}' AS jsonb),"
			" CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
			" ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END"
			" WHERE pg_is_in_recovery()"
			" UNION ALL SELECT v.name, CAST('{}' AS jsonb), CAST(v.value AS numeric) FROM pg_stat_archiver a,"
			" LATERAL (VALUES ('boh_wal_archived', a.archived_count), ('boh_wal_archive_failures', a.failed_count))"
			" AS v (name, value)",
			BOH_METRIC_QUERY
		},
		BOH_METRICS(replication)
	},
};

const BohMetricSources boh_server_metrics = {lengthof(sources), sources};

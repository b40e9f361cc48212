/*-------------------------------------------------------------------------
 *
 * monitoring/server_health.c
 *	  Checks of boh_health() for the server and the database.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "monitoring/health_check.h"

/* Below so many blocks, a share of them says nothing. */
#define FEWEST_BLOCKS "100000"

/*
 * The average of the slowest statement that was called several times.  The
 * caller may not see what others ran, but how long it took.
 */
#define SLOWEST \
	"SELECT CAST(pg_catalog.max(s.mean_exec_time) AS pg_catalog.numeric) FROM %s.pg_stat_statements s" \
	" JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.dbid" \
	" WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() AND s.calls OPERATOR(pg_catalog.>=) 5" \
	" AND s.query OPERATOR(pg_catalog.~*) '^\\s*(select|insert|update|delete|merge|with)\\y'"

/*
 * The schema of the extension.  It has such a setting only if it was loaded
 * when the server started; otherwise it raises an error.
 */
static const BohQuery statements_schema = {
	.text = "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
	" WHERE e.extname = 'pg_stat_statements' AND current_setting('pg_stat_statements.max', true) IS NOT NULL",
	.read_only = true,
	.safe_path = true
};

/* The extension may be in any schema, so this plan is not kept. */
static Datum
slowest_statement(Oid schema, bool *isnull)
{
	char	   *statement;

	*isnull = true;
	if (boh_query(&statements_schema, schema, NULL, NULL, 1) == 0)
		return (Datum) 0;
	statement = psprintf(SLOWEST, TextDatumGetCString(boh_required_value(0, 1, TEXTOID)));
	if (SPI_execute(statement, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read pg_stat_statements");
	return boh_value(0, 1, NUMERICOID, isnull);
}

static const BohHealthCheck checks[] = {
	{
		.name = "connections",
		.severity = "critical",
		.threshold = BOH_HEALTH_CONNECTIONS,
		.hint = "Percent of max_connections. Put PgBouncer in front of the server, make the pools of the applications smaller, and look for sessions that are idle in transaction.",
		.query = {
			.text = "SELECT round(100 * CAST(sum(numbackends) AS numeric)"
			" / CAST(current_setting('max_connections') AS numeric), 1) FROM pg_stat_database",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "long_transaction",
		.severity = "warning",
		.threshold = BOH_HEALTH_TRANSACTION_AGE,
		.hint = "Age in seconds of the oldest transaction of a client. It keeps VACUUM from its work, and holds its locks. Find it in pg_stat_activity by xact_start; set idle_in_transaction_session_timeout.",
		.unknown = "This role may not see when transactions of others began: grant it pg_monitor.",
		.query = {
			.text = "SELECT CASE WHEN pg_has_role('pg_read_all_stats', 'USAGE') THEN coalesce("
			"(SELECT round(extract(epoch FROM clock_timestamp() - min(xact_start)), 3)"
			" FROM pg_stat_activity WHERE backend_type = 'client backend'), 0) END",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "slow_queries",
		.severity = "warning",
		.threshold = BOH_HEALTH_SLOW_QUERY,
		.hint = "Average in milliseconds of the slowest statement that was called at least five times. SELECT query, mean_exec_time FROM pg_stat_statements ORDER BY mean_exec_time DESC names it; EXPLAIN tells why.",
		.unknown = "Needs the extension pg_stat_statements, in shared_preload_libraries and created in this database, and pg_monitor to see the statements of others.",
		.function = slowest_statement
	},
	{
		.name = "cache_hits",
		.severity = "warning",
		.threshold = BOH_HEALTH_CACHE_HITS,
		.at_least = true,
		.hint = "Percent of the blocks that were found in shared memory. Raise shared_buffers, or look for statements that read whole tables.",
		.unknown = "Too few blocks were read since the statistics were reset.",
		.query = {
			.text = "SELECT trunc(100.0 * blks_hit / (blks_hit + blks_read), 2) FROM pg_stat_database"
			" WHERE datname = current_database() AND blks_hit + blks_read > " FEWEST_BLOCKS,
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "deadlocks",
		.severity = "warning",
		.threshold = BOH_HEALTH_DEADLOCKS,
		.hint = "Deadlocks a day since the statistics were reset. The server's log has the statements of each. Let transactions lock rows in one order, see doc/reference/booking.md.",
		.query = {
			.text = "SELECT round(CAST(deadlocks / greatest(1, extract(epoch FROM now()"
			" - coalesce(stats_reset, pg_postmaster_start_time())) / 86400) AS numeric), 2)"
			" FROM pg_stat_database WHERE datname = current_database()",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "wraparound",
		.severity = "critical",
		.threshold = BOH_HEALTH_WRAPAROUND,
		.hint = "Percent of the transaction ids, or multixact ids, that are in use; at 100 the server would stop. Find out what keeps autovacuum from freezing: long transactions, prepared transactions, replication slots. Then run VACUUM (FREEZE).",
		.query = {
			.text = "SELECT round(CAST(greatest(age(datfrozenxid), mxid_age(datminmxid)) AS numeric)"
			" * 100 / 2147483647, 2) FROM pg_database WHERE datname = current_database()",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "replication_lag",
		.severity = "critical",
		.threshold = BOH_HEALTH_REPLICATION_LAG,
		.hint = "Seconds that the slowest standby is behind. Look at its load and network, and for statements there that stop the replay.",
		.unknown = "No standby is connected, or this role may not see it: grant it pg_monitor.",
		.query = {
			.text = "SELECT CASE WHEN pg_is_in_recovery() THEN CASE"
			" WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
			" ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END"
			" ELSE (SELECT max(extract(epoch FROM coalesce(replay_lag, interval '0')))"
			" FROM pg_stat_replication WHERE state IS NOT NULL) END",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "wal_archive",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "The last attempt to archive a file of the write-ahead log failed: the server keeps all of them until it succeeds, and the disk fills. Look at archive_command and the server's log.",
		.unknown = "archive_mode is off: without an archive, a backup cannot be brought up to the last moment.",
		.query = {
			.text = "SELECT CAST(coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS integer)::numeric"
			" FROM pg_stat_archiver WHERE current_setting('archive_mode') <> 'off'",
			BOH_HEALTH_QUERY
		}
	},
	{
		.name = "disk_space",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.unknown = "SQL cannot see the disk. Prometheus' node_exporter does; monitoring/prometheus/alerts.yml has the alert for it."
	},
	{
		.name = "connection_pool",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.unknown = "SQL cannot see a pool in front of the server. PgBouncer answers SHOW POOLS, and pgbouncer_exporter collects it; monitoring/prometheus/alerts.yml has the alert for it."
	},
};

const BohHealthChecks boh_server_health = {lengthof(checks), checks};

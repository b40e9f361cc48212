/*-------------------------------------------------------------------------
 *
 * monitoring/work_health.c
 *	  Checks of boh_health() for the work that must be done in a data schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "audit/partition.h"
#include "audit/retention.h"
#include "maintenance/bloat.h"
#include "monitoring/health_check.h"
#include "monitoring/waiting.h"
#include "rights/maintenance.h"

/* Column of a suspect */
#define BLOAT_SHARE 4

/* Partitions of the audit that must be there and are not */
static Datum
missing_partitions(Oid schema, bool *isnull)
{
	TimestampTz now = GetCurrentTimestamp();
	TimestampTz last_month = boh_audit_last_month(now);
	int			missing = 0;

	for (BohRetention class = 0; class < BOH_RETENTIONS; class++)
	{
		for (TimestampTz month = boh_month_of(now); month <= last_month; month = boh_next_month(month))
			missing += !boh_audit_has_partition(schema, class, month);
	}
	*isnull = false;
	return NumericGetDatum(int64_to_numeric(missing));
}

/* The highest share, in percent, of what these statements suspect */
static double
worst_of(const BohQuery *suspects, Oid schema)
{
	Datum		values[] = {ObjectIdGetDatum(schema)};
	uint64		count = boh_query(suspects, schema, values, NULL, 0);
	double		worst = 0;

	for (uint64 row = 0; row < count; row++)
		worst = Max(worst, DatumGetFloat8(boh_required_value(row, BLOAT_SHARE, FLOAT8OID)));
	return worst;
}

static Datum
worst_bloat(Oid schema, bool *isnull)
{
	BohMaintenance maintenance = boh_act_as_owner(schema, "bookings");
	double		worst = Max(worst_of(&boh_bloated_tables, schema),
							worst_of(&boh_bloated_indexes, schema));

	boh_maintenance_end(maintenance);
	*isnull = false;
	return DirectFunctionCall2(numeric_round,
							   DirectFunctionCall1(float8_numeric, Float8GetDatum(worst)),
							   Int32GetDatum(1));
}

/*
 * The newest sections are measured.  jsonb is stored compressed, to a part in
 * 250 at best.  So one that takes few bytes is not large.
 */
#define MEASURED_SECTIONS "10000"
#define LARGE_WHEN_STORED "4000"

static const BohHealthCheck checks[] = {
	{
		.name = "overdue_holds",
		.severity = "warning",
		.threshold = BOH_HEALTH_OVERDUE_HOLDS,
		.hint = "Holds that are over and still PENDING, among the first 1,001 that are open. boh_maintain() cancels them each minute; bookings that need their seats do so themselves.",
		.query = {
			.text = "SELECT CAST(count(*) FILTER (WHERE expires_at <= now()) AS numeric)"
			" FROM (SELECT expires_at FROM {schema}.bookings WHERE status = 'PENDING'"
			" LIMIT " BOH_COUNTED_LIMIT ") c",
			BOH_HEALTH_TABLE_QUERY("bookings")
		}
	},
	{
		.name = "maintenance_late",
		.severity = "critical",
		.threshold = BOH_HEALTH_MAINTENANCE_LATE,
		.hint = "Seconds since a task should have begun: SELECT task, last_started_at, last_error FROM maintenance_tasks. Does something call boh_maintain() each minute?",
		.unknown = "No task is enabled in maintenance_tasks.",
		.query = {
			.text = "SELECT round(max(" BOH_TASK_LATE("t") "), 3) FROM {schema}.maintenance_tasks t WHERE t.enabled",
			BOH_HEALTH_TABLE_QUERY("maintenance_tasks")
		}
	},
	{
		.name = "maintenance_failures",
		.severity = "critical",
		.threshold = THRESHOLD_NONE,
		.hint = "Tasks whose last run failed: SELECT task, failures, last_error, last_error_at FROM maintenance_tasks WHERE failures > 0.",
		.query = {
			.text = "SELECT CAST(count(*) AS numeric) FROM {schema}.maintenance_tasks WHERE enabled AND failures > 0",
			BOH_HEALTH_TABLE_QUERY("maintenance_tasks")
		}
	},
	{
		.name = "audit_seal",
		.severity = "critical",
		.threshold = BOH_HEALTH_SEAL_LATE,
		.hint = "Age in seconds of the oldest row of the audit without a seal: until then nobody can prove that it was not changed. Does something call boh_maintain(), or boh_seal_audit()? A transaction that stays open delays seals, too.",
		.query = {
			.text = "SELECT round(greatest(0, coalesce(extract(epoch FROM now() - min(at)), 0)), 3)"
			" FROM " BOH_UNSEALED_ROWS("$2") " u",
			BOH_HEALTH_TABLE_QUERY("audit_logs")
		}
	},
	{
		.name = "statistics",
		.severity = "warning",
		.threshold = BOH_HEALTH_STATISTICS_AGE,
		.hint = "Seconds since boh_update_statistics() was at work: boh_event_stats() and boh_site_stats() become slow, and metrics of bookings are old. Does something call boh_maintain()?",
		.unknown = "Statistics were never summed up in this cluster: call boh_update_statistics().",
		.query = {
			.text = "SELECT round(extract(epoch FROM now() - updated_at), 3)"
			" FROM {schema}.statistics_watermarks WHERE system_identifier = $2",
			BOH_HEALTH_TABLE_QUERY("statistics_watermarks")
		}
	},
	{
		.name = "bloat",
		.severity = "warning",
		.threshold = BOH_HEALTH_BLOAT,
		.hint = "Percent of the pages of a table or index that its rows would not need, estimated; the highest there is. SELECT * FROM boh_maintenance_advice() names them, with the statements to run.",
		.function = worst_bloat
	},
	{
		.name = "partitions",
		.severity = "warning",
		.threshold = THRESHOLD_NONE,
		.hint = "Partitions of the audit that are missing: of this month, and in its last week of the next. SELECT boh_seal_audit() makes them; without it the first row of the month has to, and others wait for it. Where one was detached or renamed, writes fail with a hint.",
		.function = missing_partitions
	},
	{
		.name = "backup",
		.severity = "critical",
		.threshold = BOH_HEALTH_BACKUP_AGE,
		.hint = "Seconds since the last full backup or dump that succeeded. Look at what failed: SELECT * FROM boh_backup_log ORDER BY id DESC LIMIT 10.",
		.unknown = "boh_backup_log has no backup that succeeded, and SQL sees no other: let the scripts in ops/ make the backups, or write a row for each.",
		.query = {
			.text = "SELECT round(least(" BOH_BACKUP_AGE("'FULL'") ", " BOH_BACKUP_AGE("'LOGICAL'") "), 3)",
			BOH_HEALTH_TABLE_QUERY("boh_backup_log")
		}
	},
	{
		.name = "restore",
		.severity = "informational",
		.threshold = BOH_HEALTH_RESTORE_AGE,
		.hint = "Seconds since a backup was last restored to try it. A backup that was never restored does not count.",
		.unknown = "boh_backup_log has no restore that succeeded. A backup that was never restored does not count.",
		.query = {
			.text = "SELECT round(" BOH_BACKUP_AGE("'RESTORE'") ", 3)",
			BOH_HEALTH_TABLE_QUERY("boh_backup_log")
		}
	},
	{
		.name = "section_size",
		.severity = "warning",
		.threshold = BOH_HEALTH_SECTION_SIZE,
		.unit = 1024,
		.hint = "Bytes of the largest of the newest 10,000 sections. Each reader of its page gets all of them: keep pictures and files in media, and divide long texts.",
		.query = {
			.text = "SELECT CAST(coalesce(max(CASE WHEN pg_column_size(data) > " LARGE_WHEN_STORED
			" THEN octet_length(CAST(data AS text)) ELSE pg_column_size(data) END), 0) AS numeric)"
			" FROM (SELECT data FROM {schema}.content_sections ORDER BY id DESC"
			" LIMIT " MEASURED_SECTIONS ") s",
			BOH_HEALTH_TABLE_QUERY("content_sections")
		}
	},
};

const BohHealthChecks boh_work_health = {lengthof(checks), checks};

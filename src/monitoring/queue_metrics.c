/*-------------------------------------------------------------------------
 *
 * monitoring/queue_metrics.c
 *	  Metrics of what waits to be done, and since when.
 *
 * Each queue has an index that leads to its first entries.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "archive/due.h"
#include "content/media.h"
#include "monitoring/metric.h"
#include "monitoring/waiting.h"

static const BohMetric seals[] = {
	{"boh_audit_unsealed_rows", "gauge", NULL,
		"Rows of the audit, not older than 31 days, that no seal covers yet; boh_seal_audit() seals them."
	BOH_BOUNDED_HELP},
	{"boh_audit_unsealed_seconds", "gauge", "seconds", "Age of the oldest of these rows; 0: there are none."},
};

static const BohMetric statistics[] = {
	{"boh_statistics_age_seconds", "gauge", "seconds",
	"Time since boh_update_statistics() was last at work."},
	{"boh_statistics_waiting_bookings", "gauge", NULL,
		"Bookings that changed since statistics were summed up; boh_update_statistics() sums them up."
	BOH_BOUNDED_HELP},
};

static const BohMetric queues[] = {
	{"boh_thumbnails_waiting", "gauge", NULL,
	"Images that need a thumbnail and were not tried too often." BOH_BOUNDED_HELP},
	{"boh_media_in_bin", "gauge", NULL,
	"Media files in the bin; boh_purge_media() removes those whose time is over." BOH_BOUNDED_HELP},
	{"boh_search_events_over", "gauge", NULL,
		"Events that are over and still among the upcoming ones of lists and search; boh_refresh_search() moves them."
	BOH_BOUNDED_HELP},
};

/*
 * A restored dump may have numbers of transactions that this cluster has not
 * reached; they are no changes.
 */
#define CHANGED_BOOKINGS \
	"{schema}.bookings b WHERE b.xid >= w.xid AND b.xid < pg_snapshot_xmax(pg_current_snapshot())"

/* Rows that partial indexes have */
#define WITHOUT_THUMBNAIL \
	"{schema}.media_files WHERE " BOH_THUMBNAIL_WANTED \
	" AND thumbnail_attempts < " BOH_THUMBNAIL_ATTEMPTS
#define UPCOMING_AND_OVER "{schema}.event_search WHERE upcoming AND end_date <= now()"

static const BohMetric tasks[] = {
	{"boh_maintenance_late_seconds", "gauge", "seconds",
		"How long ago a task of boh_maintain() should have begun; 0: it is not due."
	" A task that never began is due since its table was made. Tasks that are not enabled are left out."},
	{"boh_maintenance_failures", "gauge", NULL, "How many times in a row a task has failed."},
};

static const BohMetric archive[] = {
	{"boh_archive_late_seconds", "gauge", "seconds",
		"How long ago the oldest event that is not archived yet should have been, and the oldest with bookings that are not; 0: none is late."
	" boh_archive() does it."},
};

/* How long ago it was time for the first row of a query */
#define ARCHIVE_LATE(entity, after, first) \
	"('" entity "', (SELECT extract(epoch FROM now() - (end_date + interval '" after "')) FROM " first " LIMIT 1))"

static const BohMetric backups[] = {
	{"boh_backup_age_seconds", "gauge", "seconds",
		"Time since the last backup of a kind that succeeded, as boh_backup_log has it."
	" Without a value: none is there."},
};

static const BohMetricSource sources[] = {
	{
		.query = {
			.text = "SELECT v.name, CAST('{}' AS jsonb), v.value FROM"
			" (SELECT CAST(count(*) AS numeric) AS rows,"
			" greatest(0, coalesce(extract(epoch FROM now() - min(at)), 0)) AS age FROM " BOH_UNSEALED_ROWS("$2") " u) q,"
			" LATERAL (VALUES ('boh_audit_unsealed_rows', q.rows), ('boh_audit_unsealed_seconds', q.age))"
			" AS v (name, value)",
			BOH_METRIC_TABLE_QUERY("audit_logs")
		},
		BOH_METRICS(seals)
	},
	{
		.query = {
			.text = "SELECT v.name, CAST('{}' AS jsonb), v.value FROM {schema}.statistics_watermarks w,"
			" LATERAL (VALUES ('boh_statistics_age_seconds', extract(epoch FROM now() - w.updated_at)),"
			" ('boh_statistics_waiting_bookings', CAST("
			BOH_COUNTED(CHANGED_BOOKINGS) " AS numeric))) AS v (name, value)"
			" WHERE w.system_identifier = $2",
			BOH_METRIC_TABLE_QUERY("statistics_watermarks")
		},
		BOH_METRICS(statistics)
	},
	{
		.query = {
			.text = "SELECT v.name, CAST('{}' AS jsonb), CAST(v.value AS numeric) FROM (VALUES"
			" ('boh_thumbnails_waiting', " BOH_COUNTED(WITHOUT_THUMBNAIL) "),"
			" ('boh_media_in_bin', " BOH_COUNTED("{schema}.media_files WHERE deleted_at IS NOT NULL") "),"
			" ('boh_search_events_over', " BOH_COUNTED(UPCOMING_AND_OVER) ")) AS v (name, value)",
			BOH_METRIC_TABLE_QUERY("media_files")
		},
		BOH_METRICS(queues)
	},
	{
		.query = {
			.text = "SELECT v.name, jsonb_build_object('task', t.task), v.value"
			" FROM {schema}.maintenance_tasks t, LATERAL (VALUES"
			" ('boh_maintenance_late_seconds', " BOH_TASK_LATE("t") "),"
			" ('boh_maintenance_failures', CAST(t.failures AS numeric))) AS v (name, value)"
			" WHERE t.enabled",
			BOH_METRIC_TABLE_QUERY("maintenance_tasks")
		},
		BOH_METRICS(tasks)
	},
	{
		.query = {
			.text = "SELECT 'boh_archive_late_seconds', jsonb_build_object('kind', v.kind),"
			" CAST(greatest(0, coalesce(v.late, 0)) AS numeric) FROM (VALUES "
			ARCHIVE_LATE("events", BOH_EVENTS_ARCHIVED_AFTER, "{schema}.events WHERE "
						 BOH_ARCHIVABLE_EVENT("now()") " ORDER BY end_date") ", "
			ARCHIVE_LATE("bookings", BOH_BOOKINGS_ARCHIVED_AFTER,
						 "{schema}.events_archive WHERE bookings_archived_at IS NULL ORDER BY end_date, event_id")
			") AS v (kind, late)",
			BOH_METRIC_TABLE_QUERY("events_archive")
		},
		BOH_METRICS(archive)
	},
	{
		.query = {
			.text = "SELECT 'boh_backup_age_seconds', jsonb_build_object('kind', k.kind), " BOH_BACKUP_AGE("k.kind")
			" FROM (VALUES ('FULL'), ('WAL'), ('LOGICAL'), ('MEDIA'), ('CHECK'), ('RESTORE')) AS k (kind)",
			BOH_METRIC_TABLE_QUERY("boh_backup_log")
		},
		BOH_METRICS(backups)
	},
};

const BohMetricSources boh_queue_metrics = {lengthof(sources), sources};

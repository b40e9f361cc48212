/*-------------------------------------------------------------------------
 *
 * monitoring/table_metrics.c
 *	  Metrics of the tables of the data schema, from the catalog and from
 *	  PostgreSQL's statistics.
 *
 * Partitions count as their table.  Sizes are those of the catalog, which
 * VACUUM and ANALYZE bring up to date: to ask for the size of hundreds of
 * partitions with their indexes takes longer than all the rest.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "monitoring/metric.h"

static const BohMetric tables[] = {
	{"boh_table_rows", "gauge", NULL, "Rows of a table, partitions included, as of the last VACUUM or ANALYZE."},
	{"boh_table_dead_rows", "gauge", NULL, "Versions of rows that VACUUM can remove, estimated."},
	{"boh_table_bytes", "gauge", "bytes",
	"Size of a table with its indexes and long values, as of the last VACUUM or ANALYZE."},
	{"boh_table_changes", "counter", NULL,
		"Rows inserted, updated and deleted in a table, those of transactions that were rolled back included."
	" Changes of content_sections are the edits."},
	{"boh_table_vacuum_age_seconds", "gauge", "seconds",
	"Time since the last VACUUM of a table, by hand or by autovacuum; of the partition that has waited longest. Without a value: never."},
	{"boh_table_analyze_age_seconds", "gauge", "seconds",
	"Time since the last ANALYZE of a table, by hand or by autovacuum; of the partition that has waited longest. Without a value: never."},
};

#define OF_CHANGE(operation, column) \
	"('boh_table_changes', t.label || '{\"operation\": \"" operation "\"}', t." column ")"

static const BohMetricSource sources[] = {
	{
		.query = {
			.text = "WITH t AS MATERIALIZED (SELECT jsonb_build_object('table', n.relname) AS label,"
			" CAST(sum(nullif(c.reltuples, -1)) AS numeric) AS rows,"
			" sum(pg_stat_get_dead_tuples(c.oid)) AS dead,"
			" sum(c.relpages + coalesce(toast.relpages, 0) + coalesce(x.pages, 0))"
			" * CAST(current_setting('block_size') AS numeric) AS bytes,"
			" sum(pg_stat_get_tuples_inserted(c.oid)) AS inserted,"
			" sum(pg_stat_get_tuples_updated(c.oid)) AS updated,"
			" sum(pg_stat_get_tuples_deleted(c.oid)) AS deleted,"
			" extract(epoch FROM now() - min(greatest(pg_stat_get_last_vacuum_time(c.oid),"
			" pg_stat_get_last_autovacuum_time(c.oid)))) AS vacuumed,"
			" extract(epoch FROM now() - min(greatest(pg_stat_get_last_analyze_time(c.oid),"
			" pg_stat_get_last_autoanalyze_time(c.oid)))) AS analyzed"
			" FROM pg_class c LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid"
			" LEFT JOIN (SELECT i.indrelid, sum(r.relpages) AS pages FROM pg_index i"
			" JOIN pg_class r ON r.oid = i.indexrelid GROUP BY i.indrelid) x ON x.indrelid = c.oid"
			" JOIN pg_class n ON n.oid = CASE WHEN c.relispartition"
			" THEN coalesce(pg_partition_root(c.oid), c.oid) ELSE c.oid END"
			" WHERE c.relnamespace = $1 AND c.relkind = 'r' GROUP BY n.relname)"
			" SELECT v.name, v.label, v.value FROM t, LATERAL (VALUES"
			" ('boh_table_rows', t.label, t.rows), ('boh_table_dead_rows', t.label, t.dead),"
			" ('boh_table_bytes', t.label, t.bytes), "
			OF_CHANGE("insert", "inserted") ", " OF_CHANGE("update", "updated") ", "
			OF_CHANGE("delete", "deleted") ","
			" ('boh_table_vacuum_age_seconds', t.label, t.vacuumed),"
			" ('boh_table_analyze_age_seconds', t.label, t.analyzed)) AS v (name, label, value)"
			" WHERE v.value IS NOT NULL",
			BOH_METRIC_QUERY
		},
		BOH_METRICS(tables)
	},
};

const BohMetricSources boh_table_metrics = {lengthof(sources), sources};

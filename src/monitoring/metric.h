/*-------------------------------------------------------------------------
 *
 * monitoring/metric.h
 *	  The metrics, and the statements that read them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_METRIC_H
#define BOH_METRIC_H

#include "catalog/pg_type.h"
#include "nodes/pg_list.h"

#include "base/query.h"

/*
 * A metric as OpenMetrics 1.0 knows it: values of one name that differ in
 * their labels.  The name has no suffix: those of type counter get _total, and
 * those of type info _info.
 */
typedef struct BohMetric
{
	const char *name;
	const char *type;			/* counter, gauge or info */
	const char *unit;			/* the name ends with it; NULL: none */
	const char *help;
} BohMetric;

/*
 * A statement that reads some metrics: name (text), labels (jsonb) and value
 * (numeric).  Its parameters are the OID of the data schema, the system
 * identifier of the cluster, and the number of sold-out refusals, NULL when
 * nobody counts them.  A metric for which it returns no row, or a NULL value,
 * is not known.
 *
 * No statement reads a table that grows as a whole: a collector asks often.
 */
typedef struct BohMetricSource
{
	BohQuery	query;
	int			count;
	const BohMetric *metrics;
} BohMetricSource;

#define BOH_METRIC_ARGUMENTS 3

/* Fields that the statements of all sources have */
#define BOH_METRIC_QUERY \
	.nargs = BOH_METRIC_ARGUMENTS, \
	.argtypes = {OIDOID, INT8OID, INT8OID}, \
	.read_only = true, \
	.safe_path = true, \
	.no_jit = true, \
	.by_index = true

/* The same for a statement that reads tables of the data schema */
#define BOH_METRIC_TABLE_QUERY(table) \
	BOH_METRIC_QUERY, \
	.owner_of = table

#define BOH_METRICS(list) .count = lengthof(list), .metrics = list

typedef struct BohMetricSources
{
	int			count;
	const BohMetricSource *sources;
} BohMetricSources;

/*
 * A statement counts at most so many rows, through an index.  More rows than
 * that show as one more.
 */
#define BOH_COUNTED_ROWS "1000"
#define BOH_COUNTED_LIMIT "1001"

/* A relation with one row and the column counted; rows follow FROM. */
#define BOH_COUNTED(rows) \
	"(SELECT count(*) AS counted FROM (SELECT FROM " rows " LIMIT " BOH_COUNTED_LIMIT ") r)"

/* The rows of a table or partial index that the planner expects; NULL: not known */
#define BOH_EXPECTED_ROWS(relation) \
	"(SELECT CAST(nullif(reltuples, -1) AS numeric) FROM pg_class" \
	" WHERE relnamespace = $1 AND relname = '" relation "')"

/* The share of the rows of a table that have a value, of the last ANALYZE */
#define BOH_EXPECTED_SHARE(table, column, value) \
	"(SELECT CAST(f.share AS numeric) FROM pg_stats columns," \
	" unnest(CAST(CAST(columns.most_common_vals AS text) AS text[]), columns.most_common_freqs)" \
	" AS f (value, share) WHERE columns.schemaname = (SELECT nspname FROM pg_namespace WHERE oid = $1)" \
	" AND columns.tablename = '" table "' AND columns.attname = '" column "' AND f.value = " value ")"

/*
 * The number of counted rows if that is exact, otherwise what the planner
 * expects, but not less than was counted
 */
#define BOH_COUNTED_OR(counted, expected) \
	"CASE WHEN " counted " > " BOH_COUNTED_ROWS \
	" THEN greatest(" counted ", round(" expected ")) ELSE " counted " END"

#define BOH_COUNTED_HELP " Exact up to 1,000; more than that is estimated from the last ANALYZE."
#define BOH_BOUNDED_HELP " Counted up to 1,000; 1001 means more."

extern const BohMetricSources boh_booking_metrics;
extern const BohMetricSources boh_content_metrics;
extern const BohMetricSources boh_queue_metrics;
extern const BohMetricSources boh_table_metrics;
extern const BohMetricSources boh_server_metrics;

/* A value that was read */
typedef struct BohSample
{
	Datum		labels;			/* jsonb */
	Datum		value;			/* numeric */
	bool		known;
} BohSample;

/* A metric with its values, in order of labels; it has at least one. */
typedef struct BohReading
{
	const BohMetric *metric;
	List	   *samples;
} BohReading;

#endif							/* BOH_METRIC_H */

/*-------------------------------------------------------------------------
 *
 * monitoring/metrics.c
 *	  boh_metrics() and boh_metrics_text(): what a monitoring system collects.
 *
 * boh_metrics_text() writes OpenMetrics 1.0.  There the lines of a metric stand
 * together, and a metric without values has only its description.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

#include "base/context.h"
#include "base/shared_counters.h"
#include "monitoring/metric.h"
#include "monitoring/watcher.h"

PG_FUNCTION_INFO_V1(boh_metrics);
PG_FUNCTION_INFO_V1(boh_metrics_text);

static const BohMetricSources *const all_sources[] = {
	&boh_booking_metrics,
	&boh_content_metrics,
	&boh_queue_metrics,
	&boh_table_metrics,
	&boh_server_metrics
};

/*
 * Reading
 */

/* Columns of the statements */
enum
{
	NAME = 1,
	LABELS,
	VALUE
};

/* The values of a metric among the rows of its source */
static List *
samples_of(const BohMetric *metric, uint64 rows)
{
	List	   *samples = NIL;

	for (uint64 row = 0; row < rows; row++)
	{
		BohSample  *sample;
		bool		isnull;

		if (strcmp(TextDatumGetCString(boh_required_value(row, NAME, TEXTOID)), metric->name) != 0)
			continue;
		sample = palloc(sizeof(BohSample));
		sample->labels = boh_required_value(row, LABELS, JSONBOID);
		sample->value = boh_value(row, VALUE, NUMERICOID, &isnull);
		sample->known = !isnull;
		samples = lappend(samples, sample);
	}
	return samples;
}

static BohSample *
unknown_sample(void)
{
	BohSample  *sample = palloc0(sizeof(BohSample));

	sample->labels = DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
	return sample;
}

static List *
read_source(const BohMetricSource *source, Oid schema, Datum *values, const char *nulls)
{
	uint64		rows = boh_query(&source->query, schema, values, nulls, 0);
	List	   *readings = NIL;

	for (int i = 0; i < source->count; i++)
	{
		BohReading *reading = palloc(sizeof(BohReading));

		reading->metric = &source->metrics[i];
		reading->samples = samples_of(reading->metric, rows);
		if (reading->samples == NIL)
			reading->samples = list_make1(unknown_sample());
		readings = lappend(readings, reading);
	}
	return readings;
}

/* The values are valid until boh_spi_finish(). */
static List *
read_metrics(Oid schema)
{
	uint64		refusals = 0;
	bool		counted = boh_shared_counted(BOH_SOLD_OUT_REFUSALS, schema, &refusals);
	Datum		values[BOH_METRIC_ARGUMENTS] = {
		ObjectIdGetDatum(schema), Int64GetDatum((int64) GetSystemIdentifier()),
		Int64GetDatum((int64) refusals)
	};
	char		nulls[BOH_METRIC_ARGUMENTS] = {' ', ' ', counted ? ' ' : 'n'};
	List	   *readings = NIL;

	for (int i = 0; i < (int) lengthof(all_sources); i++)
	{
		for (int j = 0; j < all_sources[i]->count; j++)
		{
			CHECK_FOR_INTERRUPTS();
			readings = list_concat(readings, read_source(&all_sources[i]->sources[j], schema,
														 values, nulls));
		}
	}
	return readings;
}

static char *
sample_name(const BohMetric *metric)
{
	if (strcmp(metric->type, "counter") == 0)
		return psprintf("%s_total", metric->name);
	if (strcmp(metric->type, "info") == 0)
		return psprintf("%s_info", metric->name);
	return pstrdup(metric->name);
}

/*
 * Rows
 */

static void
put_reading(const BohReading *reading, ReturnSetInfo *result)
{
	const BohMetric *metric = reading->metric;
	Datum		name = CStringGetTextDatum(sample_name(metric));
	ListCell   *cell;

	foreach(cell, reading->samples)
	{
		const BohSample *sample = lfirst(cell);
		Datum		row[] = {
			name, sample->labels, sample->value,
			CStringGetTextDatum(metric->type), CStringGetTextDatum(metric->help)
		};
		bool		nulls[] = {false, false, !sample->known, false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, row, nulls);
	}
}

Datum
boh_metrics(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	List	   *readings;
	ListCell   *cell;

	boh_require_watcher(schema);
	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	readings = read_metrics(schema);
	foreach(cell, readings)
		put_reading(lfirst(cell), (ReturnSetInfo *) fcinfo->resultinfo);
	boh_spi_finish();
	return (Datum) 0;
}

/*
 * Text
 */

static void
append_escaped(StringInfo text, const char *value, int length)
{
	for (const char *c = value; c < value + length; c++)
	{
		if (*c == '\n')
			appendStringInfoString(text, "\\n");
		else if (*c == '"' || *c == '\\')
			appendStringInfo(text, "\\%c", *c);
		else
			appendStringInfoChar(text, *c);
	}
}

/* Labels are objects with texts. */
static void
append_labels(StringInfo text, Datum labels)
{
	JsonbIterator *iterator = JsonbIteratorInit(&DatumGetJsonbP(labels)->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	const char *separator = "{";

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			appendStringInfo(text, "%s%.*s=\"", separator, value.val.string.len, value.val.string.val);
			separator = ",";
		}
		else if (token == WJB_VALUE)
		{
			append_escaped(text, value.val.string.val, value.val.string.len);
			appendStringInfoChar(text, '"');
		}
	}
	if (*separator == ',')
		appendStringInfoChar(text, '}');
}

static void
append_reading(StringInfo text, const BohReading *reading)
{
	const BohMetric *metric = reading->metric;
	char	   *name = sample_name(metric);
	ListCell   *cell;

	appendStringInfo(text, "# TYPE %s %s\n", metric->name, metric->type);
	if (metric->unit != NULL)
		appendStringInfo(text, "# UNIT %s %s\n", metric->name, metric->unit);
	appendStringInfo(text, "# HELP %s ", metric->name);
	append_escaped(text, metric->help, strlen(metric->help));
	appendStringInfoChar(text, '\n');
	foreach(cell, reading->samples)
	{
		const BohSample *sample = lfirst(cell);

		if (!sample->known)
			continue;
		appendStringInfoString(text, name);
		append_labels(text, sample->labels);
		appendStringInfo(text, " %s\n",
						 DatumGetCString(DirectFunctionCall1(numeric_out, sample->value)));
	}
}

Datum
boh_metrics_text(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	List	   *readings;
	ListCell   *cell;
	StringInfoData text;

	boh_require_watcher(schema);
	initStringInfo(&text);
	boh_spi_connect();
	readings = read_metrics(schema);
	foreach(cell, readings)
		append_reading(&text, lfirst(cell));
	boh_spi_finish();
	appendStringInfoString(&text, "# EOF\n");
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text.data, text.len));
}

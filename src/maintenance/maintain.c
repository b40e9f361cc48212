/*-------------------------------------------------------------------------
 *
 * maintenance/maintain.c
 *	  boh_maintain() and boh_run_maintenance().
 *
 * The function works in the caller's transaction.  The procedure commits after
 * each task, so that no lock of one task is held while another one runs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/context.h"
#include "base/error.h"
#include "maintenance/run.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_maintain);
PG_FUNCTION_INFO_V1(boh_run_maintenance);

#define MAINTAIN_COLUMNS 4

static const char *const standby_note = "this server is a standby: maintenance is done on the primary";

static int
budget_argument(FunctionCallInfo fcinfo)
{
	return boh_argument_integer(fcinfo, 0, "budget_ms", 1, PG_INT32_MAX);
}

static Oid
schema_to_maintain(void)
{
	Oid			schema = boh_current_schema();

	boh_require_profile(schema, PROFILE_MAINTENANCE);
	return schema;
}

static Datum
milliseconds_datum(double milliseconds)
{
	return NumericGetDatum(int64_div_fast_to_numeric((int64) (milliseconds * 1000), 3));
}

/*
 * As rows
 */

static void
put_row(ReturnSetInfo *result, const char *task, const BohOutcome *outcome)
{
	Datum		values[MAINTAIN_COLUMNS] = {0};
	bool		nulls[MAINTAIN_COLUMNS] = {task == NULL, false, false, outcome->note == NULL};

	if (task != NULL)
		values[0] = CStringGetTextDatum(task);
	values[1] = Int64GetDatum(outcome->rows);
	values[2] = milliseconds_datum(outcome->milliseconds);
	if (outcome->note != NULL)
		values[3] = CStringGetTextDatum(outcome->note);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

Datum
boh_maintain(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			budget = budget_argument(fcinfo);
	Oid			schema = schema_to_maintain();
	BohOutcome	standby = {.note = unconstify(char *, standby_note)};
	BohRun		run;

	InitMaterializedSRF(fcinfo, 0);
	if (RecoveryInProgress())
	{
		put_row(result, NULL, &standby);
		return (Datum) 0;
	}
	boh_require_writable(fcinfo);
	boh_run_init(&run, schema, budget, CurrentMemoryContext);
	while (boh_run_next(&run))
		CHECK_FOR_INTERRUPTS();
	boh_run_finish(&run);
	for (int i = 0; i < run.begun; i++)
		put_row(result, boh_task_name(run.order[i]), &run.outcomes[run.order[i]]);
	return (Datum) 0;
}

/*
 * As a report in JSON, because a procedure returns one row at most
 */

static void
append_outcome(StringInfo report, const char *task, const BohOutcome *outcome)
{
	if (report->len > 1)
		appendStringInfoString(report, ", ");
	appendStringInfoString(report, "{\"task\": ");
	if (task == NULL)
		appendStringInfoString(report, "null");
	else
		escape_json(report, task);
	appendStringInfo(report, ", \"rows\": " INT64_FORMAT ", \"ms\": %.3f, \"note\": ",
					 outcome->rows, outcome->milliseconds);
	if (outcome->note == NULL)
		appendStringInfoString(report, "null");
	else
		escape_json(report, outcome->note);
	appendStringInfoChar(report, '}');
}

static Datum
report_row(FunctionCallInfo fcinfo, StringInfo report)
{
	TupleDesc	description;
	Datum		values[1];
	bool		nulls[1] = {false};

	if (get_call_result_type(fcinfo, NULL, &description) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "boh_run_maintenance() must return a row");
	values[0] = DirectFunctionCall1(jsonb_in, CStringGetDatum(report->data));
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), values, nulls));
}

/* Do one task, or what follows the last one, in a transaction of its own. */
static bool
step(BohRun *run)
{
	bool		more;

	CHECK_FOR_INTERRUPTS();
	PushActiveSnapshot(GetTransactionSnapshot());
	more = boh_run_next(run);
	if (!more)
		boh_run_finish(run);
	PopActiveSnapshot();
	SPI_commit();
	return more;
}

Datum
boh_run_maintenance(PG_FUNCTION_ARGS)
{
	int			budget = budget_argument(fcinfo);
	MemoryContext context = CurrentMemoryContext;
	BohOutcome	standby = {.note = unconstify(char *, standby_note)};
	BohRun		run;
	StringInfoData report;
	Oid			schema;

	boh_prevent_in_transaction(fcinfo, BOH_IN_TRANSACTION);
	PushActiveSnapshot(GetTransactionSnapshot());
	schema = schema_to_maintain();
	PopActiveSnapshot();
	boh_run_init(&run, schema, budget, context);
	if (!RecoveryInProgress())
	{
		boh_require_writable(fcinfo);
		if (SPI_connect_ext(SPI_OPT_NONATOMIC) != SPI_OK_CONNECT)
			elog(ERROR, "could not connect to SPI");
		while (step(&run))
			;
		SPI_finish();
	}
	MemoryContextSwitchTo(context);
	initStringInfo(&report);
	appendStringInfoChar(&report, '[');
	if (RecoveryInProgress())
		append_outcome(&report, NULL, &standby);
	for (int i = 0; i < run.begun; i++)
		append_outcome(&report, boh_task_name(run.order[i]), &run.outcomes[run.order[i]]);
	appendStringInfoChar(&report, ']');
	return report_row(fcinfo, &report);
}

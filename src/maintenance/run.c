/*-------------------------------------------------------------------------
 *
 * maintenance/run.c
 *	  Doing the tasks that are due, one after the other.
 *
 * Who does a task has its row in maintenance_tasks locked until the transaction
 * ends.  Others take the next task instead of waiting.  How long a task is
 * overdue is measured in its own intervals, so a frequent task does not wait
 * until a rare one is done.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/elog.h"
#include "utils/memutils.h"

#include "base/clock.h"
#include "base/guc.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "maintenance/run.h"
#include "rights/maintenance.h"

/* Nobody waits for long behind a task that waits for a lock. */
#define LOCK_TIMEOUT 200

/* Tasks named in $1 that are due at $2; a clock may have been set back. */
#define DUE \
	" FROM {schema}.maintenance_tasks WHERE enabled AND task = ANY ($1)" \
	" AND (last_started_at IS NULL OR work_left OR last_started_at > $2" \
	" OR last_started_at + make_interval(secs => interval_seconds) <= $2)"

#define OVERDUE \
	" ORDER BY CASE WHEN last_started_at IS NULL THEN 'infinity'" \
	" ELSE extract(epoch FROM $2 - last_started_at) / interval_seconds END DESC, task"

static const BohQuery take_task = {
	.text = "SELECT task" DUE OVERDUE " LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED",
	.nargs = 2,
	.argtypes = {TEXTARRAYOID, TIMESTAMPTZOID},
	.owner_of = "maintenance_tasks",
	.latest = true,
	.safe_path = true
};

static const BohQuery due_tasks = {
	.text = "SELECT task" DUE OVERDUE,
	.nargs = 2,
	.argtypes = {TEXTARRAYOID, TIMESTAMPTZOID},
	.owner_of = "maintenance_tasks",
	.latest = true,
	.safe_path = true
};

static const BohQuery record_success = {
	.text = "UPDATE {schema}.maintenance_tasks SET last_started_at = $2, last_finished_at = $3,"
	" last_rows = $4, last_milliseconds = $5, work_left = $6, last_note = $7, failures = 0"
	" WHERE task " BOH_EQ " $1",
	.nargs = 7,
	.argtypes = {TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8OID, FLOAT8OID, BOOLOID, TEXTOID},
	.owner_of = "maintenance_tasks",
	.latest = true
};

static const BohQuery record_failure = {
	.text = "UPDATE {schema}.maintenance_tasks SET last_started_at = $2, last_error = $3,"
	" last_error_at = $4, work_left = false, failures = failures " BOH_PLUS " 1"
	" WHERE task " BOH_EQ " $1",
	.nargs = 4,
	.argtypes = {TEXTOID, TIMESTAMPTZOID, TEXTOID, TIMESTAMPTZOID},
	.owner_of = "maintenance_tasks",
	.latest = true
};

/* One time that a task is done */
typedef struct Attempt
{
	int			task;
	BohRun	   *run;
	TimestampTz started;
	BohTaskResult result;
	int			code;			/* SQLSTATE of the error */
	char	   *error;
} Attempt;

void
boh_run_init(BohRun *run, Oid schema, int budget, MemoryContext context)
{
	memset(run, 0, sizeof(*run));
	run->schema = schema;
	run->budget = budget;
	run->context = context;
	INSTR_TIME_SET_CURRENT(run->begin);
}

static double
milliseconds_since(instr_time begin)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, begin);
	return INSTR_TIME_GET_MILLISEC(now);
}

static void
attempt_task(void *argument)
{
	Attempt    *attempt = argument;

	boh_task_run(attempt->task, attempt->run->schema, &attempt->result);
}

/* Whether other transactions were in the way, which are gone the next time */
static bool
is_of_others(int code)
{
	return code == ERRCODE_LOCK_NOT_AVAILABLE ||
		ERRCODE_TO_CATEGORY(code) == ERRCODE_TRANSACTION_ROLLBACK;
}

/* Whoever cancels a statement, or stops the server, does not mean the task. */
static bool
means_task(const BohRun *run, int code)
{
	return ERRCODE_TO_CATEGORY(code) != ERRCODE_OPERATOR_INTERVENTION ||
		(code == ERRCODE_QUERY_CANCELED && run->goes_on_after_cancel);
}

static bool
keep_error(const ErrorData *error, void *argument)
{
	Attempt    *attempt = argument;

	if (!means_task(attempt->run, error->sqlerrcode))
		return false;
	attempt->code = error->sqlerrcode;
	attempt->error = psprintf("%s: %s", unpack_sql_state(error->sqlerrcode), error->message);
	return true;
}

static void
set_note(BohRun *run, BohOutcome *outcome, const char *note)
{
	if (outcome->note != NULL)
		pfree(outcome->note);
	outcome->note = note == NULL ? NULL : MemoryContextStrdup(run->context, note);
}

static Datum
text_or_null(const char *text, char *null)
{
	*null = text == NULL ? 'n' : ' ';
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

static void
succeeded(const Attempt *attempt, BohOutcome *outcome, double milliseconds)
{
	const BohTaskResult *result = &attempt->result;
	char		nulls[] = "       ";
	Datum		values[] = {
		CStringGetTextDatum(boh_task_name(attempt->task)),
		TimestampTzGetDatum(attempt->started),
		TimestampTzGetDatum(boh_now()),
		Int64GetDatum(result->rows),
		Float8GetDatum(milliseconds),
		BoolGetDatum(result->work_left),
		text_or_null(result->note, &nulls[6])
	};

	boh_query(&record_success, attempt->run->schema, values, nulls, 0);
	outcome->rows += result->rows;
	outcome->over = !result->work_left || result->rows == 0;
	set_note(attempt->run, outcome, result->work_left ? "work is left" : result->note);
}

static void
failed(const Attempt *attempt, BohOutcome *outcome)
{
	Datum		values[] = {
		CStringGetTextDatum(boh_task_name(attempt->task)),
		TimestampTzGetDatum(attempt->started),
		CStringGetTextDatum(attempt->error),
		TimestampTzGetDatum(boh_now())
	};

	outcome->over = true;
	if (is_of_others(attempt->code))
	{
		set_note(attempt->run, outcome,
				 psprintf("others are in the way, so it stays due (%s)", attempt->error));
		return;
	}
	boh_query(&record_failure, attempt->run->schema, values, NULL, 0);
	set_note(attempt->run, outcome, psprintf("failed: %s", attempt->error));
}

static void
do_task(BohRun *run, int task)
{
	BohOutcome *outcome = &run->outcomes[task];
	Attempt		attempt = {.task = task,.run = run,.started = boh_now()};
	instr_time	begin;
	double		milliseconds;
	bool		done;

	if (!outcome->begun)
		run->order[run->begun++] = task;
	outcome->begun = true;
	if (run->announce != NULL)
		run->announce(run, boh_task_name(task));
	INSTR_TIME_SET_CURRENT(begin);
	done = boh_try(attempt_task, &attempt, keep_error);
	milliseconds = milliseconds_since(begin);
	outcome->milliseconds += milliseconds;
	if (done)
		succeeded(&attempt, outcome, milliseconds);
	else
		failed(&attempt, outcome);
}

/* Look for tasks that are due, among those that may still be done. */
static uint64
look_for_due(const BohQuery *query, BohRun *run)
{
	Datum		names[BOH_TASKS];
	Datum		values[2];
	int			count = 0;

	for (int task = 0; task < BOH_TASKS; task++)
	{
		if (!run->outcomes[task].over)
			names[count++] = CStringGetTextDatum(boh_task_name(task));
	}
	values[0] = PointerGetDatum(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
	values[1] = TimestampTzGetDatum(boh_now());
	return boh_query(query, run->schema, values, NULL, 0);
}

static int
task_found(uint64 row)
{
	return boh_task_named(TextDatumGetCString(boh_required_value(row, 1, TEXTOID)));
}

bool
boh_run_next(BohRun *run)
{
	BohMaintenance maintenance;
	bool		found;

	if (run->begun > 0 && milliseconds_since(run->begin) >= run->budget)
		return false;
	maintenance = boh_act_as_owner(run->schema, "maintenance_tasks");
	boh_limit_lock_wait(LOCK_TIMEOUT);
	boh_spi_connect();
	found = look_for_due(&take_task, run) > 0;
	if (found)
		do_task(run, task_found(0));
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	return found;
}

void
boh_run_finish(BohRun *run)
{
	const char *note = milliseconds_since(run->begin) >= run->budget ?
	"not done: there was no time left" : "not done: another session is doing it";
	BohMaintenance maintenance = boh_act_as_owner(run->schema, "maintenance_tasks");
	uint64		count;

	boh_spi_connect();
	count = look_for_due(&due_tasks, run);
	for (uint64 row = 0; row < count; row++)
	{
		int			task = task_found(row);

		if (run->outcomes[task].begun)
			continue;
		run->outcomes[task].begun = true;
		run->order[run->begun++] = task;
		set_note(run, &run->outcomes[task], note);
	}
	boh_spi_finish();
	boh_maintenance_end(maintenance);
}

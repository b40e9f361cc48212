/*-------------------------------------------------------------------------
 *
 * maintenance/worker.c
 *	  The maintenance worker of a database.
 *
 * It does what is due in all data schemas of the database, each task in a
 * transaction of its own.  Between tasks it has no transaction and no snapshot.
 * It is connected as the bootstrap superuser, but it reads and writes a schema
 * only as its owner, in an operation that cannot become anybody else.
 *
 * Everybody who may create schemas can make one that looks like a data schema,
 * with triggers that take their time.  So a task has a time limit, and a schema
 * that wasted time is left alone for ten times as long.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "base/context.h"
#include "base/extension.h"
#include "base/guc.h"
#include "maintenance/run.h"
#include "maintenance/visit.h"
#include "maintenance/worker.h"
#include "rights/maintenance.h"

/* So often the worker looks whether somebody wants to drop the database. */
#define LOOK_MILLISECONDS 1000

/*
 * So long at least it leaves alone what gave an error, which the log has, and
 * so many times as long as the work had lasted.
 */
#define REST_MILLISECONDS 60000
#define REST_FACTOR 10

/*
 * Data schemas by the catalog alone: a view of these names could run anything
 * as a superuser.  They come in any order, so that one that ends the worker
 * does not keep the same ones from it each time.
 */
static const char *const find_schemas =
"SELECT t.relnamespace FROM pg_catalog.pg_class t JOIN pg_catalog.pg_class m"
" ON m.relnamespace OPERATOR(pg_catalog.=) t.relnamespace"
" WHERE t.relname OPERATOR(pg_catalog.=) 'maintenance_tasks' AND t.relkind OPERATOR(pg_catalog.=) 'r'"
" AND m.relname OPERATOR(pg_catalog.=) 'schema_migrations' AND m.relkind OPERATOR(pg_catalog.=) 'r'"
" AND t.relowner OPERATOR(pg_catalog.=) m.relowner AND t.relpersistence OPERATOR(pg_catalog.<>) 't'"
" ORDER BY pg_catalog.random()";

static MemoryContext worker_context;	/* emptied after each round */

/* A schema in which an error happened, and until when it is left alone */
typedef struct Resting
{
	Oid			schema;
	TimestampTz until;
} Resting;

static List *resting = NIL;		/* in TopMemoryContext */

/* Ends a worker whose work goes on after it was cancelled. */
static TimeoutId end_timeout;

/* What the worker does, for errors */
static const char *doing;		/* in worker_context; NULL: nothing */

static void
end_worker(void)
{
	(void) kill(MyProcPid, SIGTERM);
}

/* A function may catch that it is cancelled, but not that the worker ends. */
static void
begin(const char *what)
{
	int			limit = boh_worker_task_timeout_setting * 1000;

	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	pgstat_report_activity(STATE_RUNNING, what);
	enable_timeout_after(STATEMENT_TIMEOUT, limit);
	enable_timeout_after(end_timeout, 2 * limit);
}

static void
end(void)
{
	disable_all_timeouts(false);
	PopActiveSnapshot();
	CommitTransactionCommand();
	pgstat_report_stat(true);
	pgstat_report_activity(STATE_IDLE, NULL);
	MemoryContextSwitchTo(worker_context);
}

/* None while the extension is not there */
static List *
read_schemas(void)
{
	List	   *schemas = NIL;

	if (!OidIsValid(boh_find_extension_schema("boh")))
		return NIL;
	if (SPI_connect() != SPI_OK_CONNECT || SPI_execute(find_schemas, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not look for data schemas");
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		bool		isnull;
		Oid			schema = DatumGetObjectId(SPI_getbinval(SPI_tuptable->vals[row],
															SPI_tuptable->tupdesc, 1, &isnull));
		MemoryContext previous = MemoryContextSwitchTo(worker_context);

		schemas = lappend_oid(schemas, schema);
		MemoryContextSwitchTo(previous);
	}
	SPI_finish();
	return schemas;
}

/*
 * Whoever wants the database waits until the worker is gone.  If the database
 * stays, the launcher starts another worker.
 */
static void
leave_if_wanted(void)
{
	if (!boh_database_is_wanted(MyDatabaseId))
		return;
	boh_visit_end();
	proc_exit(0);
}

static void
show(const BohRun *run, const char *what)
{
	MemoryContext previous = MemoryContextSwitchTo(worker_context);

	doing = psprintf("boh: %s in schema %s", what,
					 quote_identifier(get_namespace_name(run->schema)));
	MemoryContextSwitchTo(previous);
	pgstat_report_activity(STATE_RUNNING, doing);
}

static void
say_what_it_does(void *argument pg_attribute_unused())
{
	if (doing != NULL)
		errcontext("%s", doing);
}

/* Do the next task of a schema as its owner. */
static bool
next_task(BohRun *run)
{
	bool		more = false;

	begin("boh: looking for what is due");
	if (get_namespace_name(run->schema) != NULL)
	{
		BohMaintenance maintenance;

		show(run, "looking for what is due");
		maintenance = boh_act_as_owner(run->schema, "schema_migrations");
		more = boh_current_schema() == run->schema && boh_run_next(run);
		boh_maintenance_end(maintenance);
	}
	end();
	return more;
}

static void
maintain_schema(void *argument)
{
	BohRun		run;

	boh_run_init(&run, *(Oid *) argument, boh_worker_interval_setting * 1000 / 2, worker_context);
	run.announce = show;
	run.goes_on_after_cancel = true;
	do
	{
		CHECK_FOR_INTERRUPTS();
		leave_if_wanted();
	} while (next_task(&run));
}

static void
look_for_schemas(void *argument)
{
	List	  **schemas = argument;

	begin("boh: looking for data schemas");
	*schemas = read_schemas();
	end();
}

/* Work, and log an error.  true: without one */
static bool
try_to(void (*work) (void *argument), void *argument)
{
	volatile bool done = false;

	MemoryContextSwitchTo(worker_context);
	PG_TRY();
	{
		work(argument);
		done = true;
	}
	PG_CATCH();
	{
		HOLD_INTERRUPTS();
		disable_all_timeouts(false);
		QueryCancelPending = false;
		EmitErrorReport();
		AbortCurrentTransaction();
		FlushErrorState();
		pgstat_report_activity(STATE_IDLE, NULL);
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();
	return done;
}

static void
end_rests(void)
{
	TimestampTz now = GetCurrentTimestamp();
	ListCell   *cell;

	foreach(cell, resting)
	{
		Resting    *rest = lfirst(cell);

		if (rest->until > now)
			continue;
		resting = foreach_delete_current(resting, cell);
		pfree(rest);
	}
}

static bool
is_resting(Oid schema)
{
	ListCell   *cell;

	foreach(cell, resting)
	{
		if (((Resting *) lfirst(cell))->schema == schema)
			return true;
	}
	return false;
}

static bool
takes_too_long(long milliseconds)
{
	return milliseconds >= boh_worker_task_timeout_setting * 1000L;
}

static void
let_rest(Oid schema, long worked)
{
	long		milliseconds = Max(REST_MILLISECONDS, REST_FACTOR * worked);
	MemoryContext previous = MemoryContextSwitchTo(TopMemoryContext);
	Resting    *rest = palloc(sizeof(Resting));

	rest->schema = schema;
	rest->until = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds);
	resting = lappend(resting, rest);
	MemoryContextSwitchTo(previous);
	if (takes_too_long(worked))
		ereport(LOG,
				(errmsg("boh leaves a schema alone for %ld seconds, because its maintenance took %ld",
						milliseconds / 1000, worked / 1000),
				 errhint("If a task needs more time, raise boh.worker_task_timeout.")));
}

/* A schema that cannot be maintained, or not in time, keeps no other one from it. */
static void
visit(Oid schema)
{
	TimestampTz start = GetCurrentTimestamp();
	bool		done;
	long		worked;

	boh_visit_begin(schema);
	done = try_to(maintain_schema, &schema);
	boh_visit_end();
	worked = TimestampDifferenceMilliseconds(start, GetCurrentTimestamp());
	if (!done || takes_too_long(worked))
		let_rest(schema, worked);
	doing = NULL;
}

/*
 * Let the schema rest in which the last worker ended.  It may have ended long
 * ago, but a task ends a worker after twice its time limit.
 */
static void
remember_last_worker(void)
{
	long		worked;
	Oid			schema = boh_visit_left(&worked);

	if (OidIsValid(schema))
		let_rest(schema, Min(worked, boh_worker_task_timeout_setting * 2000L));
}

/* true: schemas could be looked for */
static bool
maintain_database(void)
{
	List	   *schemas = NIL;
	ListCell   *cell;
	bool		done = try_to(look_for_schemas, &schemas);

	end_rests();
	foreach(cell, schemas)
	{
		if (!is_resting(lfirst_oid(cell)))
			visit(lfirst_oid(cell));
	}
	MemoryContextSwitchTo(TopMemoryContext);
	MemoryContextReset(worker_context);
	return done;
}

static void
reload_settings(void)
{
	if (!ConfigReloadPending)
		return;
	ConfigReloadPending = false;
	ProcessConfigFile(PGC_SIGHUP);
}

static void
rest(long milliseconds)
{
	while (milliseconds > 0)
	{
		long		moment = Min(milliseconds, LOOK_MILLISECONDS);

		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 moment, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
		leave_if_wanted();
		if (ConfigReloadPending)
			return;
		milliseconds -= moment;
	}
}

void
boh_worker_main(Datum database)
{
	ErrorContextCallback context = {.callback = say_what_it_does};

	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	BackgroundWorkerInitializeConnectionByOid(DatumGetObjectId(database), InvalidOid, 0);
	pgstat_report_appname(BOH_WORKER_TYPE);
	worker_context = AllocSetContextCreate(TopMemoryContext, BOH_WORKER_TYPE,
										   ALLOCSET_DEFAULT_SIZES);
	end_timeout = RegisterTimeout(USER_TIMEOUT, end_worker);
	context.previous = error_context_stack;
	error_context_stack = &context;
	remember_last_worker();
	for (;;)
	{
		bool		done;

		reload_settings();
		done = maintain_database();
		rest(done ? boh_worker_interval_setting * 1000L : REST_MILLISECONDS);
	}
}

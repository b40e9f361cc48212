/*-------------------------------------------------------------------------
 *
 * base/query.c
 *	  Runs SQL statements in a data schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/own_write.h"
#include "base/plan.h"
#include "base/query.h"
#include "base/unique_violation.h"

/* One execution of a statement */
typedef struct Execution
{
	Datum	   *values;
	const char *nulls;
	long		limit;
	DestReceiver *receiver;		/* takes the rows; NULL: SPI_tuptable does */
} Execution;

static bool reads_current = false;

static void
transaction_ended(XactEvent event, void *argument pg_attribute_unused())
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
		reads_current = false;
}

void
boh_query_read_current(void)
{
	reads_current = true;
}

void
boh_query_init(void)
{
	RegisterXactCallback(transaction_ended, NULL);
}

/* Arguments as constants, which the planner may fold */
static ParamListInfo
constants(const BohQuery *query, const Execution *execution)
{
	ParamListInfo list = makeParamList(query->nargs);

	for (int i = 0; i < query->nargs; i++)
	{
		list->params[i].value = execution->values[i];
		list->params[i].isnull = execution->nulls != NULL && execution->nulls[i] == 'n';
		list->params[i].pflags = PARAM_FLAG_CONST;
		list->params[i].ptype = query->argtypes[i];
	}
	return list;
}

static int
execute_for_receiver(const BohQuery *query, SPIPlanPtr plan, const Execution *execution)
{
	SPIExecuteOptions options = {
		.params = constants(query, execution),
		.read_only = query->read_only && !reads_current,
		.dest = execution->receiver
	};

	return SPI_execute_plan_extended(plan, &options);
}

static int
execute_plan(const BohQuery *query, SPIPlanPtr plan, const Execution *execution)
{
	int			result;

	boh_plan_begin();
	if (execution->receiver != NULL)
		result = execute_for_receiver(query, plan, execution);
	else if (query->latest && IsolationUsesXactSnapshot())
	{
		/*
		 * as foreign keys do: rules must hold for the rows that are committed
		 * now, not for those of the transaction's snapshot
		 */
		CommandCounterIncrement();
		result = SPI_execute_snapshot(plan, execution->values, execution->nulls,
									  GetLatestSnapshot(), InvalidSnapshot, false, true,
									  execution->limit);
	}
	else
		result = SPI_execute_plan(plan, execution->values, execution->nulls,
								  query->read_only && !reads_current, execution->limit);
	boh_plan_end();
	return result;
}

/*
 * A plan that was good is made anew while it runs, if boh_migrate() has changed
 * a table for which the statement waited.
 */
static int
execute(const BohQuery *query, Oid schema, const Execution *execution)
{
	MemoryContext context = CurrentMemoryContext;
	SPIPlanPtr	plan = boh_plan_fetch(query, schema);
	volatile int result = 0;

	PG_TRY();
	{
		result = execute_plan(query, plan, execution);
	}
	PG_CATCH();
	{
		boh_plan_failed(context, schema, NULL);
		PG_RE_THROW();
	}
	PG_END_TRY();
	return result;
}

/* A function may act as the owner already (rights/maintenance.c). */
static bool
writes_as_owner(const BohQuery *query)
{
	return (query->owner_of != NULL || InLocalUserIdChange()) &&
		strncmp(query->text, "SELECT", 6) != 0;
}

/*
 * Triggers that the owner made may call functions of boh.  These must work on
 * this data schema, whatever the caller has set.
 */
void
boh_set_for_owner(Oid schema)
{
	boh_set_for_now("boh.schema", get_namespace_name(schema));
	boh_set_for_now("search_path", boh_text_for_schema("pg_catalog, {schema}, pg_temp", schema));
}

/* Returns the nest level with which AtEOXact_GUC() restores the settings. */
static int
set_settings(const BohQuery *query, Oid schema)
{
	int			settings = NewGUCNestLevel();

	if (writes_as_owner(query))
		boh_set_for_owner(schema);
	else if (query->safe_path)
		boh_set_for_now("search_path", "pg_catalog, pg_temp");
	if (query->by_index)
		boh_set_for_now("enable_seqscan", "off");
	if (query->in_order)
	{
		boh_set_for_now("enable_bitmapscan", "off");
		boh_set_for_now("enable_sort", "off");
	}
	if (query->no_jit)
		boh_set_for_now("jit", "off");
	return settings;
}

/*
 * PostgreSQL shows rows and keys in the DETAIL of a violated constraint when
 * the current role may read them.  The current role is the owner here, not the
 * role that gets the error.  DETAIL of boh's own errors is JSON, and shows
 * only what the caller may read; that of a unique constraint is made from
 * PostgreSQL's and conceals the value itself.
 */
static bool
shows_values(const ErrorData *error)
{
	return error->detail != NULL && error->detail[0] != '{' &&
		ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION;
}

/*
 * If DETAIL of the caught error shows values, rethrow the error with that
 * DETAIL for the server log alone.
 */
static void
conceal_values(MemoryContext context)
{
	ErrorData  *error;
	char	   *concealed;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	concealed = boh_unique_concealed(error);
	if (concealed == NULL && !shows_values(error))
		return;
	FlushErrorState();
	if (error->detail_log == NULL)
		error->detail_log = error->detail;
	error->detail = concealed;
	ReThrowError(error);
}

static int
execute_as_owner(const BohQuery *query, Oid schema, const Execution *execution)
{
	MemoryContext context = CurrentMemoryContext;
	Oid			asking = boh_asking_role;
	BohCaller	caller = boh_become_owner(boh_table(schema, query->owner_of));
	bool		conceals = writes_as_owner(query) &&
	!has_privs_of_role(caller.user, GetUserId());
	volatile int result = 0;

	if (!OidIsValid(boh_asking_role))
		boh_asking_role = caller.user;
	PG_TRY();
	{
		result = execute(query, schema, execution);
	}
	PG_CATCH();
	{
		boh_asking_role = asking;
		if (conceals)
			conceal_values(context);
		PG_RE_THROW();
	}
	PG_END_TRY();
	boh_asking_role = asking;
	boh_become_caller(caller);
	return result;
}

static int
execute_as_role(const BohQuery *query, Oid schema, const Execution *execution)
{
	return query->owner_of != NULL ?
		execute_as_owner(query, schema, execution) :
		execute(query, schema, execution);
}

/* Run a statement with the mark by which the table's trigger recognizes it. */
static int
execute_own_write(const BohQuery *query, Oid schema, const Execution *execution)
{
	BohOwnWrite mark;
	volatile int result = 0;

	boh_own_write_begin(&mark, boh_table(schema, query->own_write), query->one_row);
	PG_TRY();
	{
		result = execute_as_role(query, schema, execution);
	}
	PG_FINALLY();
	{
		boh_own_write_end(&mark);
	}
	PG_END_TRY();
	return result;
}

static uint64
run(const BohQuery *query, Oid schema, const Execution *execution)
{
	int			settings = 0;
	int			result;

	if (writes_as_owner(query) || query->safe_path || query->by_index || query->in_order ||
		query->no_jit)
		settings = set_settings(query, schema);
	result = query->own_write != NULL ?
		execute_own_write(query, schema, execution) :
		execute_as_role(query, schema, execution);
	if (settings > 0)
		AtEOXact_GUC(true, settings);
	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", query->text,
			 SPI_result_code_string(result));
	return SPI_processed;
}

uint64
boh_query(const BohQuery *query, Oid schema, Datum *values, const char *nulls,
		  long limit)
{
	Execution	execution = {.values = values,.nulls = nulls,.limit = limit};

	return run(query, schema, &execution);
}

/* A receiver that gives each row to a function */
typedef struct RowTaker
{
	DestReceiver receiver;
	BohTakeRow	take;
	void	   *argument;
	MemoryContext scratch;
} RowTaker;

static bool
take_row(TupleTableSlot *slot, DestReceiver *receiver)
{
	RowTaker   *taker = (RowTaker *) receiver;
	MemoryContext previous = MemoryContextSwitchTo(taker->scratch);

	slot_getallattrs(slot);
	taker->take(taker->argument, slot->tts_values, slot->tts_isnull);
	MemoryContextSwitchTo(previous);
	MemoryContextReset(taker->scratch);
	return true;
}

static void
begin_rows(DestReceiver *receiver pg_attribute_unused(), int operation pg_attribute_unused(),
		   TupleDesc descriptor pg_attribute_unused())
{
}

static void
end_rows(DestReceiver *receiver pg_attribute_unused())
{
}

uint64
boh_query_each(const BohQuery *query, Oid schema, Datum *values, const char *nulls,
			   BohTakeRow take, void *argument)
{
	RowTaker	taker = {
		.receiver.receiveSlot = take_row,
		.receiver.rStartup = begin_rows,
		.receiver.rShutdown = end_rows,
		.receiver.rDestroy = end_rows,
		.receiver.mydest = DestTuplestore,	/* SPI tells its own and none from
											 * others */
		.take = take,
		.argument = argument,
		.scratch = AllocSetContextCreate(CurrentMemoryContext, "boh row", ALLOCSET_DEFAULT_SIZES)
	};
	Execution	execution = {.values = values,.nulls = nulls,.receiver = &taker.receiver};
	uint64		count = run(query, schema, &execution);

	MemoryContextDelete(taker.scratch);
	return count;
}

void
boh_execute(const char *text)
{
	int			result = SPI_execute(text, false, 0);

	if (result < 0)
		elog(ERROR, "could not execute \"%s\": %s", text, SPI_result_code_string(result));
}

void
boh_execute_for_schema(Oid schema, const char *text)
{
	boh_execute(boh_text_for_schema(text, schema));
}

Datum
boh_value(uint64 row, int column, Oid type, bool *isnull)
{
	TupleDesc	descriptor;

	if (SPI_tuptable == NULL || row >= SPI_tuptable->numvals)
		elog(ERROR, "no row %llu in result", (unsigned long long) row);
	descriptor = SPI_tuptable->tupdesc;
	if (SPI_gettypeid(descriptor, column) != type)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" has type %s instead of %s",
						SPI_fname(descriptor, column),
						format_type_be(SPI_gettypeid(descriptor, column)),
						format_type_be(type)),
				 errhint("Give the column the type that its migration gave it.")));
	return SPI_getbinval(SPI_tuptable->vals[row], descriptor, column, isnull);
}

Datum
boh_required_value(uint64 row, int column, Oid type)
{
	bool		isnull;
	Datum		value = boh_value(row, column, type, &isnull);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NOT_NULL_VIOLATION),
				 errmsg("column \"%s\" is null",
						SPI_fname(SPI_tuptable->tupdesc, column)),
				 errhint("Give the column the not-null constraint that its migration gave it.")));
	return value;
}

char *
boh_text_value(uint64 row, int column)
{
	bool		isnull;
	Datum		value = boh_value(row, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

void
boh_spi_connect(void)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
}

void
boh_spi_finish(void)
{
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not finish SPI");
}

/*-------------------------------------------------------------------------
 *
 * base/query.c
 *	  SQL statements with plans that are kept for each data schema.
 *
 * The text of a plan contains the schema's name, and a renamed schema must not
 * be looked up under its old name.  So any change of pg_namespace retires
 * every plan.  A retired plan may be running further up the stack.  It is
 * freed when no statement of boh_query() runs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "tcop/dest.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/error.h"
#include "base/extension.h"
#include "base/guc.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/unique_violation.h"

typedef struct PlanKey
{
	const BohQuery *query;
	Oid			schema;
} PlanKey;

typedef struct KeptPlan
{
	PlanKey		key;
	SPIPlanPtr	plan;			/* NULL: not prepared */
	uint64		generation;
} KeptPlan;

/* One execution of a statement */
typedef struct Execution
{
	Datum	   *values;
	const char *nulls;
	long		limit;
	DestReceiver *receiver;		/* takes the rows; NULL: SPI_tuptable does */
} Execution;

static HTAB *kept_plans = NULL;
static List *retired_plans = NIL;
static MemoryContext plan_context = NULL;

static uint64 current_generation = 0;	/* counts changes of pg_namespace */
static uint64 swept_generation = 0;
static int	running = 0;
static bool reads_current = false;

static void
namespace_changed(Datum argument pg_attribute_unused(),
				  int cacheid pg_attribute_unused(),
				  uint32 hash pg_attribute_unused())
{
	current_generation++;
}

/* An error may have left statements counted as running. */
static void
transaction_ended(XactEvent event, void *argument pg_attribute_unused())
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
	{
		running = 0;
		reads_current = false;
	}
}

void
boh_query_read_current(void)
{
	reads_current = true;
}

void
boh_query_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(PlanKey),
		.entrysize = sizeof(KeptPlan)
	};

	plan_context = AllocSetContextCreate(TopMemoryContext, "boh plans",
										 ALLOCSET_DEFAULT_SIZES);
	control.hcxt = plan_context;
	kept_plans = hash_create("boh plans", 64, &control,
							 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_changed, (Datum) 0);
	RegisterXactCallback(transaction_ended, NULL);
}

static void
retire(KeptPlan *kept)
{
	MemoryContext previous;

	if (kept->plan == NULL)
		return;
	previous = MemoryContextSwitchTo(plan_context);
	retired_plans = lappend(retired_plans, kept->plan);
	MemoryContextSwitchTo(previous);
	kept->plan = NULL;
}

/* Free retired plans, after retiring those of schemas that were dropped. */
static void
sweep(void)
{
	if (running > 0)
		return;
	if (swept_generation != current_generation)
	{
		HASH_SEQ_STATUS scan;
		KeptPlan   *kept;

		swept_generation = current_generation;
		hash_seq_init(&scan, kept_plans);
		while ((kept = hash_seq_search(&scan)) != NULL)
		{
			if (SearchSysCacheExists1(NAMESPACEOID,
									  ObjectIdGetDatum(kept->key.schema)))
				continue;
			retire(kept);
			hash_search(kept_plans, &kept->key, HASH_REMOVE, NULL);
		}
	}
	while (retired_plans != NIL)
	{
		SPIPlanPtr	plan = linitial(retired_plans);

		retired_plans = list_delete_first(retired_plans);
		SPI_freeplan(plan);
	}
}

static const char *
quoted_schema(Oid schema)
{
	char	   *name = get_namespace_name(schema);

	if (name == NULL)
		elog(ERROR, "cache lookup failed for schema %u", schema);
	return quote_identifier(name);
}

char *
boh_replace_word(const char *text, const char *word, const char *name)
{
	const char *found;
	StringInfoData replaced;

	initStringInfo(&replaced);
	while ((found = strstr(text, word)) != NULL)
	{
		appendBinaryStringInfo(&replaced, text, found - text);
		appendStringInfoString(&replaced, name);
		text = found + strlen(word);
	}
	appendStringInfoString(&replaced, text);
	return replaced.data;
}

char *
boh_text_for_schema(const char *text, Oid schema)
{
	char	   *filled = boh_replace_word(text, "{schema}", quoted_schema(schema));

	if (strstr(filled, "{extension}") != NULL)
		filled = boh_replace_word(filled, "{extension}", quoted_schema(boh_extension_schema()));
	return filled;
}

/*
 * What our texts name is there unless somebody dropped or renamed it.  Rethrow
 * an error that says so with a hint.
 */
static void
hint_at_missing(MemoryContext context)
{
	ErrorData  *error;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	if (error->sqlerrcode != ERRCODE_UNDEFINED_TABLE &&
		error->sqlerrcode != ERRCODE_UNDEFINED_COLUMN &&
		error->sqlerrcode != ERRCODE_UNDEFINED_OBJECT)
		return;
	FlushErrorState();
	error->hint = pstrdup(BOH_MISSING_HINT);
	ReThrowError(error);
}

/*
 * Query texts have regular expressions with backslashes, which are ordinary
 * characters only while standard_conforming_strings is on.
 */
static SPIPlanPtr
prepare(const BohQuery *query, Oid schema)
{
	MemoryContext context = CurrentMemoryContext;
	int			settings = NewGUCNestLevel();
	volatile SPIPlanPtr plan = NULL;

	if (!boh_backslashes_are_plain())
		boh_set_for_now("standard_conforming_strings", "on");
	PG_TRY();
	{
		plan = SPI_prepare_cursor(boh_text_for_schema(query->text, schema), query->nargs,
								  unconstify(BohQuery *, query)->argtypes,
								  query->by_index ? CURSOR_OPT_GENERIC_PLAN :
								  query->by_values ? CURSOR_OPT_CUSTOM_PLAN : 0);
	}
	PG_CATCH();
	{
		hint_at_missing(context);
		PG_RE_THROW();
	}
	PG_END_TRY();
	AtEOXact_GUC(true, settings);
	return plan;
}

static SPIPlanPtr
fetch_plan(const BohQuery *query, Oid schema)
{
	PlanKey		key;
	KeptPlan   *kept;
	bool		found;
	uint64		generation = current_generation;
	SPIPlanPtr	plan;

	sweep();
	memset(&key, 0, sizeof(key));
	key.query = query;
	key.schema = schema;
	kept = hash_search(kept_plans, &key, HASH_ENTER, &found);
	if (!found)
		kept->plan = NULL;
	if (kept->plan != NULL &&
		kept->generation == current_generation &&
		SPI_plan_is_valid(kept->plan))
		return kept->plan;

	retire(kept);
	plan = prepare(query, schema);
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query->text,
			 SPI_result_code_string(SPI_result));
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "could not keep the plan of \"%s\"", query->text);
	kept->plan = plan;
	kept->generation = generation;
	return plan;
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
execute(const BohQuery *query, Oid schema, const Execution *execution)
{
	SPIPlanPtr	plan = fetch_plan(query, schema);
	int			result;

	running++;
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
	if (running > 0)
		running--;
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
	boh_set_for_now("search_path", psprintf("pg_catalog, %s, pg_temp", quoted_schema(schema)));
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

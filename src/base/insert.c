/*-------------------------------------------------------------------------
 *
 * base/insert.c
 *	  Rows inserted without a statement.
 *
 * An INSERT of one row spends most of its time on the constraints, because
 * each statement reads and prepares their expressions anew.  boh_book_seats()
 * inserts one row a call, always in the same way.  So boh_insert() does what
 * the executor does for such a row (compare nodeModifyTable.c and
 * execReplication.c), with every trigger, policy, constraint and default.  But
 * it caches the expressions until the table or a function changes, and leaves
 * policies to policy.c and foreign keys to foreign_key.c.
 *
 * insert_table.c says for which tables and rows that can be done.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tableam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/snapmgr.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/foreign_key.h"
#include "base/insert.h"
#include "base/insert_table.h"
#include "base/policy.h"

typedef struct Insertion
{
	const BohKnownTable *known;
	BohRow	   *row;
	EState	   *estate;
	TupleTableSlot *slot;
	const Bitmapset *given;		/* attribute numbers */
	const BohRolePolicies *policies;	/* NULL: none apply */
} Insertion;

/*
 * Put the columns that are given into the slot, and NULL into all others.
 * Returns the attribute numbers.
 */
static const Bitmapset *
store_given(const BohRow *row, TupleTableSlot *slot)
{
	Bitmapset  *given = NULL;

	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, row->descriptor->natts * sizeof(bool));
	for (int i = 0; i < row->ncolumns; i++)
	{
		AttrNumber	attribute = row->attributes[i];

		if (!row->changed[i])
			continue;
		slot->tts_values[attribute - 1] = row->values[i];
		slot->tts_isnull[attribute - 1] = row->nulls[i];
		given = bms_add_member(given, attribute);
	}
	ExecStoreVirtualTuple(slot);
	return given;
}

/* Evaluate the defaults of columns that are not given. */
static void
evaluate_defaults(const Insertion *insertion)
{
	TupleTableSlot *slot = insertion->slot;
	ExprContext *context = GetPerTupleExprContext(insertion->estate);

	boh_insert_evaluating = true;
	PG_TRY();
	{
		for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
		{
			ExprState  *value = insertion->known->defaults[i];

			if (value != NULL && !bms_is_member(i + 1, insertion->given))
				slot->tts_values[i] = ExecEvalExpr(value, context, &slot->tts_isnull[i]);
		}
	}
	PG_FINALLY();
	{
		boh_insert_evaluating = false;
	}
	PG_END_TRY();
}

/*
 * true unless policies must be evaluated by a statement.  Triggers of the
 * user's own may change what policies depend on.
 */
static bool
policies_can_decide(const Insertion *insertion)
{
	bool		can;

	if (insertion->policies == NULL)
		return true;
	boh_insert_evaluating = true;
	PG_TRY();
	{
		can = boh_policies_can_decide(insertion->policies, !insertion->known->foreign_before,
									  insertion->given, insertion->slot,
									  GetPerTupleExprContext(insertion->estate));
	}
	PG_FINALLY();
	{
		boh_insert_evaluating = false;
	}
	PG_END_TRY();
	return can;
}

static void
check_policies(const Insertion *insertion, ResultRelInfo *result)
{
	if (insertion->policies == NULL)
		return;
	boh_insert_evaluating = true;
	PG_TRY();
	{
		boh_check_policies(insertion->policies, result, insertion->slot, insertion->estate);
	}
	PG_FINALLY();
	{
		boh_insert_evaluating = false;
	}
	PG_END_TRY();
}

static bool
fits(const Insertion *insertion)
{
	TupleTableSlot *slot = insertion->slot;
	TupleDesc	descriptor = slot->tts_tupleDescriptor;
	ExprContext *context = GetPerTupleExprContext(insertion->estate);

	slot_getallattrs(slot);
	for (int i = 0; i < descriptor->natts; i++)
	{
		if (TupleDescAttr(descriptor, i)->attnotnull && slot->tts_isnull[i])
			return false;
	}
	context->ecxt_scantuple = slot;
	for (int i = 0; i < insertion->known->check_count; i++)
	{
		if (!ExecCheck(insertion->known->checks[i], context))
			return false;
	}
	return true;
}

/*
 * Insert a row and fire the row triggers.  false: a BEFORE trigger suppressed
 * the row.
 */
static bool
insert_row(const Insertion *insertion, ResultRelInfo *result)
{
	EState	   *estate = insertion->estate;
	TupleTableSlot *slot = insertion->slot;
	const TriggerDesc *triggers = result->ri_TrigDesc;
	List	   *recheck = NIL;

	if (triggers != NULL && triggers->trig_insert_before_row &&
		!ExecBRInsertTriggers(estate, result, slot))
		return false;
	check_policies(insertion, result);
	if (!fits(insertion))
	{
		/* raises the executor's own error */
		ExecConstraints(result, slot, estate);
		elog(ERROR, "constraint of \"%s\" was changed concurrently",
			 RelationGetRelationName(result->ri_RelationDesc));
	}
	if (triggers != NULL)
		boh_foreign_keys_check(result->ri_RelationDesc, insertion->known->foreign_keys, slot,
							   triggers);
	simple_table_tuple_insert(result->ri_RelationDesc, slot);
	if (result->ri_NumIndices > 0)
		recheck = boh_insert_all_index_entries(result, slot, estate);
	ExecARInsertTriggers(estate, result, slot, recheck, NULL);
	return true;
}

/*
 * Insert a row between the steps that start and end an INSERT statement, such
 * as firing statement triggers and AFTER triggers.
 */
static bool
run(const Insertion *insertion, MemoryContext caller)
{
	Relation	relation = insertion->row->relation;
	EState	   *estate = insertion->estate;
	ResultRelInfo *result = makeNode(ResultRelInfo);
	bool		inserted;

	InitResultRelInfo(result, relation, 0, NULL, 0);
	ExecOpenIndices(result, false);
	estate->es_opened_result_relations = lappend(estate->es_opened_result_relations, result);
	AfterTriggerBeginQuery();
	ExecBSInsertTriggers(estate, result);
	insertion->slot->tts_tableOid = RelationGetRelid(relation);
	evaluate_defaults(insertion);
	inserted = insert_row(insertion, result);
	if (inserted)
	{
		MemoryContextSwitchTo(caller);
		boh_row_take(insertion->row, ExecCopySlotHeapTuple(insertion->slot));
		MemoryContextSwitchTo(estate->es_query_cxt);
	}
	ExecASInsertTriggers(estate, result, NULL);
	AfterTriggerEndQuery(estate);
	ExecCloseResultRelations(estate);
	return inserted;
}

/* Run an insertion as the next command of the transaction. */
static bool
run_command(const Insertion *insertion, MemoryContext caller)
{
	bool		inserted;

	PushActiveSnapshot(GetTransactionSnapshot());
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	insertion->estate->es_output_cid = GetCurrentCommandId(true);
	inserted = run(insertion, caller);
	PopActiveSnapshot();
	CommandCounterIncrement();
	return inserted;
}

static BohInsertResult
insert(const BohKnownTable *known, BohRow *row)
{
	MemoryContext caller = CurrentMemoryContext;
	Insertion	insertion = {.known = known,.row = row};
	BohInsertResult result = BOH_INSERT_STATEMENT;

	PreventCommandIfReadOnly("INSERT");
	PreventCommandIfParallelMode("INSERT");
	insertion.estate = CreateExecutorState();
	MemoryContextSwitchTo(insertion.estate->es_query_cxt);
	insertion.slot = table_slot_create(row->relation, &insertion.estate->es_tupleTable);
	insertion.given = store_given(row, insertion.slot);
	if (boh_insert_is_secured(row->relation))
		insertion.policies = boh_role_policies(known->policies);
	if (policies_can_decide(&insertion))
		result = run_command(&insertion, caller) ? BOH_INSERT_DONE : BOH_INSERT_KEPT_OUT;
	ExecResetTupleTable(insertion.estate->es_tupleTable, false);
	MemoryContextSwitchTo(caller);
	FreeExecutorState(insertion.estate);
	return result;
}

/* After an error, boh_inserts_under_way stays too high until the transaction ends. */
BohInsertResult
boh_insert(BohRow *row, const int *returned, int count)
{
	BohKnownTable known;
	BohInsertResult result = BOH_INSERT_STATEMENT;

	boh_inserts_under_way++;
	known = boh_known_table(row->relation);
	if (boh_insert_is_direct(&known, row, returned, count))
		result = insert(&known, row);
	if (boh_inserts_under_way > 0)
		boh_inserts_under_way--;
	return result;
}

void
boh_insert_unchecked(const BohRow *row)
{
	MemoryContext caller = CurrentMemoryContext;
	BohCaller	asking = boh_become_owner(RelationGetRelid(row->relation));
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *result;
	TupleTableSlot *slot;

	PreventCommandIfReadOnly("INSERT");
	PreventCommandIfParallelMode("INSERT");
	MemoryContextSwitchTo(estate->es_query_cxt);
	slot = table_slot_create(row->relation, &estate->es_tupleTable);
	(void) store_given(row, slot);
	result = makeNode(ResultRelInfo);
	InitResultRelInfo(result, row->relation, 0, NULL, 0);
	ExecOpenIndices(result, false);
	simple_table_tuple_insert(row->relation, slot);
	if (result->ri_NumIndices > 0)
		(void) boh_insert_all_index_entries(result, slot, estate);
	ExecCloseIndices(result);
	ExecResetTupleTable(estate->es_tupleTable, false);
	MemoryContextSwitchTo(caller);
	FreeExecutorState(estate);
	boh_become_caller(asking);
}

/*-------------------------------------------------------------------------
 *
 * insert.c
 *	  Rows inserted without a statement.
 *
 * An INSERT of one row spends most of its time on the constraints: their
 * expressions are read and prepared anew by each statement.  boh_book_seats()
 * makes one row a call, always the same way.  So this does what the executor
 * does for such a row (compare nodeModifyTable.c and execReplication.c), with
 * every trigger, constraint and default, whoever made them, but with the
 * expressions kept: until the table, a function or a role changes, for the role
 * that may call their functions.  Where an INSERT would do more, as with rules,
 * policies and generated columns, or somebody watches statements' permissions,
 * it is to be one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"
#include "insert.h"

/* What is known of a table. */
typedef struct KnownTable
{
	Oid			relation;		/* hash key */
	Oid			role;			/* whose rights on functions were checked */
	bool		direct;
	MemoryContext context;		/* of what follows */
	int			check_count;
	ExprState **checks;
	ExprState **defaults;		/* by attribute number from 0; NULL: none */
} KnownTable;

static HTAB *known_tables = NULL;
static MemoryContext table_context = NULL;

/* Tables that are known no more; an INSERT of theirs may be under way. */
static List *forgotten_tables = NIL;

/*
 * What is known of tables
 */

static void
forget(KnownTable *known)
{
	MemoryContext previous = MemoryContextSwitchTo(table_context);

	forgotten_tables = lappend(forgotten_tables, known->context);
	MemoryContextSwitchTo(previous);
	hash_search(known_tables, &known->relation, HASH_REMOVE, NULL);
}

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	HASH_SEQ_STATUS scan;
	KnownTable *known;

	hash_seq_init(&scan, known_tables);
	while ((known = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(relid) || known->relation == relid)
			forget(known);
	}
}

static void
catalog_changed(Datum argument, int cacheid pg_attribute_unused(),
				uint32 hash pg_attribute_unused())
{
	relation_changed(argument, InvalidOid);
}

static void
transaction_ended(XactEvent event, void *argument pg_attribute_unused())
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT &&
		event != XACT_EVENT_PREPARE)
		return;
	while (forgotten_tables != NIL)
	{
		MemoryContext context = linitial(forgotten_tables);

		forgotten_tables = list_delete_first(forgotten_tables);
		MemoryContextDelete(context);
	}
}

void
boh_insert_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(Oid),
		.entrysize = sizeof(KnownTable)
	};

	table_context = AllocSetContextCreate(TopMemoryContext, "boh inserts",
										  ALLOCSET_SMALL_SIZES);
	control.hcxt = table_context;
	known_tables = hash_create("boh inserts", 8, &control,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(PROCOID, catalog_changed, (Datum) 0);
	CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, catalog_changed, (Datum) 0);
	RegisterXactCallback(transaction_ended, NULL);
}

/* Nothing about its definition that only a statement takes into account. */
static bool
is_ordinary(Relation relation)
{
	TupleDesc	descriptor = RelationGetDescr(relation);
	const TriggerDesc *triggers = relation->trigdesc;

	if (relation->rd_rel->relkind != RELKIND_RELATION ||
		relation->rd_rel->relispartition || relation->rd_rules != NULL ||
		(triggers != NULL && triggers->trig_insert_new_table))
		return false;
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, i);

		if (!attribute->attisdropped &&
			(attribute->attgenerated != '\0' ||
			 get_typtype(attribute->atttypid) == TYPTYPE_DOMAIN))
			return false;
	}
	return true;
}

static ExprState *
prepare(Expr *expression)
{
	return ExecInitExpr(expression_planner(expression), NULL);
}

/* false: one is not immutable, as a check should be, and so not to be kept. */
static bool
prepare_checks(const TupleConstr *constraints, KnownTable *known)
{
	int			count = constraints == NULL ? 0 : constraints->num_check;

	known->checks = palloc(count * sizeof(ExprState *));
	for (int i = 0; i < count; i++)
	{
		const ConstrCheck *check = &constraints->check[i];
		Node	   *expression;

		if (!boh_check_is_enforced(check))
			continue;
		expression = stringToNode(check->ccbin);
		if (contain_mutable_functions(expression))
			return false;
		known->checks[known->check_count++] = prepare((Expr *) expression);
	}
	return true;
}

static void
prepare_defaults(Relation relation, KnownTable *known)
{
	TupleDesc	descriptor = RelationGetDescr(relation);

	known->defaults = palloc0(descriptor->natts * sizeof(ExprState *));
	for (int i = 0; i < descriptor->natts; i++)
	{
		Node	   *expression = NULL;

		if (!TupleDescAttr(descriptor, i)->attisdropped)
			expression = build_column_default(relation, i + 1);
		if (expression != NULL)
			known->defaults[i] = prepare((Expr *) expression);
	}
}

/*
 * The context is a child of the current one until all is prepared, and so ends
 * with an error meanwhile.
 */
static KnownTable
know(Relation relation)
{
	KnownTable	made = {
		.relation = RelationGetRelid(relation),
		.role = GetUserId(),
		.context = AllocSetContextCreate(CurrentMemoryContext, "boh insert",
										 ALLOCSET_DEFAULT_SIZES)
	};
	KnownTable *known = hash_search(known_tables, &made.relation, HASH_FIND, NULL);
	MemoryContext previous;

	if (known != NULL)
		forget(known);
	previous = MemoryContextSwitchTo(made.context);
	made.direct = is_ordinary(relation) &&
		prepare_checks(RelationGetDescr(relation)->constr, &made);
	if (made.direct)
		prepare_defaults(relation, &made);
	MemoryContextSwitchTo(previous);
	MemoryContextSetParent(made.context, table_context);
	known = hash_search(known_tables, &made.relation, HASH_ENTER, NULL);
	*known = made;
	return made;
}

/* A copy, which lasts until the transaction ends whatever changes. */
static KnownTable
known_table(Relation relation)
{
	Oid			relid = RelationGetRelid(relation);
	const KnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);

	return known != NULL && known->role == GetUserId() ? *known : know(relation);
}

static bool
may(Relation relation, AclMode privilege)
{
	return pg_class_aclcheck(RelationGetRelid(relation), GetUserId(),
							 privilege) == ACLCHECK_OK;
}

/* Rights on columns alone, and errors, are left to the statement. */
bool
boh_insert_is_direct(Relation relation)
{
	return known_table(relation).direct && ExecutorCheckPerms_hook == NULL &&
		may(relation, ACL_INSERT) && may(relation, ACL_SELECT) &&
		check_enable_rls(RelationGetRelid(relation), InvalidOid, true) != RLS_ENABLED;
}

/*
 * Inserting
 */

static void
fill_slot(const KnownTable *known, const BohRow *row, TupleTableSlot *slot, ExprContext *context)
{
	int			count = row->descriptor->natts;
	bool	   *given = palloc0(count * sizeof(bool));

	ExecClearTuple(slot);
	for (int i = 0; i < row->ncolumns; i++)
	{
		int			attribute = row->attributes[i] - 1;

		if (!row->changed[i])
			continue;
		given[attribute] = true;
		slot->tts_values[attribute] = row->values[i];
		slot->tts_isnull[attribute] = row->nulls[i];
	}
	for (int i = 0; i < count; i++)
	{
		if (given[i])
			continue;
		slot->tts_isnull[i] = true;
		if (known->defaults[i] != NULL)
			slot->tts_values[i] = ExecEvalExpr(known->defaults[i], context,
											   &slot->tts_isnull[i]);
	}
	ExecStoreVirtualTuple(slot);
}

static bool
fits(const KnownTable *known, TupleTableSlot *slot, ExprContext *context)
{
	TupleDesc	descriptor = slot->tts_tupleDescriptor;

	slot_getallattrs(slot);
	for (int i = 0; i < descriptor->natts; i++)
	{
		if (TupleDescAttr(descriptor, i)->attnotnull && slot->tts_isnull[i])
			return false;
	}
	context->ecxt_scantuple = slot;
	for (int i = 0; i < known->check_count; i++)
	{
		if (!ExecCheck(known->checks[i], context))
			return false;
	}
	return true;
}

/* One row with its row triggers; false when one of them kept it out. */
static bool
insert_row(const KnownTable *known, ResultRelInfo *result, TupleTableSlot *slot, EState *estate)
{
	const TriggerDesc *triggers = result->ri_TrigDesc;
	List	   *recheck = NIL;

	if (triggers != NULL && triggers->trig_insert_before_row &&
		!ExecBRInsertTriggers(estate, result, slot))
		return false;
	if (!fits(known, slot, GetPerTupleExprContext(estate)))
	{
		/* the executor's own words */
		ExecConstraints(result, slot, estate);
		elog(ERROR, "constraint of \"%s\" was changed meanwhile",
			 RelationGetRelationName(result->ri_RelationDesc));
	}
	simple_table_tuple_insert(result->ri_RelationDesc, slot);
	if (result->ri_NumIndices > 0)
		recheck = boh_insert_all_index_entries(result, slot, estate);
	ExecARInsertTriggers(estate, result, slot, recheck, NULL);
	return true;
}

/* What starts and ends a statement. */
static bool
run(const KnownTable *known, BohRow *row, EState *estate, MemoryContext caller)
{
	Relation	relation = row->relation;
	ResultRelInfo *result = makeNode(ResultRelInfo);
	TupleTableSlot *slot = table_slot_create(relation, &estate->es_tupleTable);
	bool		inserted;

	InitResultRelInfo(result, relation, 0, NULL, 0);
	ExecOpenIndices(result, false);
	estate->es_opened_result_relations = lappend(estate->es_opened_result_relations, result);
	AfterTriggerBeginQuery();
	ExecBSInsertTriggers(estate, result);
	fill_slot(known, row, slot, GetPerTupleExprContext(estate));
	inserted = insert_row(known, result, slot, estate);
	if (inserted)
	{
		MemoryContextSwitchTo(caller);
		boh_row_take(row, ExecCopySlotHeapTuple(slot));
		MemoryContextSwitchTo(estate->es_query_cxt);
	}
	ExecASInsertTriggers(estate, result, NULL);
	AfterTriggerEndQuery(estate);
	ExecCloseResultRelations(estate);
	ExecResetTupleTable(estate->es_tupleTable, false);
	return inserted;
}

bool
boh_insert(Relation relation, BohRow *row)
{
	EState	   *estate = CreateExecutorState();
	MemoryContext caller = MemoryContextSwitchTo(estate->es_query_cxt);
	KnownTable	known = known_table(relation);
	bool		inserted;

	PreventCommandIfReadOnly("INSERT");
	PreventCommandIfParallelMode("INSERT");
	PushActiveSnapshot(GetTransactionSnapshot());
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	estate->es_output_cid = GetCurrentCommandId(true);
	inserted = run(&known, row, estate, caller);
	PopActiveSnapshot();
	CommandCounterIncrement();
	MemoryContextSwitchTo(caller);
	FreeExecutorState(estate);
	return inserted;
}

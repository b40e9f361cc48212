/*-------------------------------------------------------------------------
 *
 * base/insert.c
 *	  Rows inserted without a statement.
 *
 * An INSERT of one row spends most of its time on the constraints, because
 * each statement reads and prepares their expressions anew.  boh_book_seats()
 * inserts one row a call, always in the same way.  So boh_insert() does what
 * the executor does for such a row (compare nodeModifyTable.c and
 * execReplication.c), with every trigger, constraint and default.  But it
 * caches the expressions until the table or a function changes, and leaves
 * foreign keys to foreign_key.c.
 *
 * Cached expressions outlive a statement, and may be needed again while they
 * are being evaluated.  PostgreSQL's built-in functions allow that: they keep
 * no query open, call no code of users, and everybody may execute them.  A
 * table whose checks or defaults use anything else takes an INSERT statement.
 * So does a table for which the statement would do more: one with rules,
 * policies, generated columns or domains, or any table while an extension
 * hooks into permission checks.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
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

#include "base/compat.h"
#include "base/foreign_key.h"
#include "base/insert.h"
#include "base/invalidation.h"

/* Cache entry of a table */
typedef struct KnownTable
{
	Oid			relation;		/* hash key */
	bool		direct;
	MemoryContext context;		/* holds what the fields below point to */
	int			check_count;
	ExprState **checks;
	ExprState **defaults;		/* by attribute number - 1; NULL: no default */
	List	   *foreign_keys;
} KnownTable;

static HTAB *known_tables = NULL;
static MemoryContext table_context = NULL;

/*
 * Memory contexts of entries that were invalidated while boh_insert() runs,
 * which may still use them.  They are freed when the transaction ends.
 */
static List *forgotten_tables = NIL;
static int	under_way = 0;

/* counts the invalidations that may concern a cache entry */
static uint64 changes = 0;

/*
 * true while defaults are evaluated: a default that runs a query may call
 * boh_insert() again
 */
static bool evaluating = false;

/*
 * Cache of tables
 */

static void
forget(KnownTable *known)
{
	if (under_way == 0)
		MemoryContextDelete(known->context);
	else
	{
		MemoryContext previous = MemoryContextSwitchTo(table_context);

		forgotten_tables = lappend(forgotten_tables, known->context);
		MemoryContextSwitchTo(previous);
	}
	hash_search(known_tables, &known->relation, HASH_REMOVE, NULL);
}

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	HASH_SEQ_STATUS scan;
	KnownTable *known;

	changes++;
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
	under_way = 0;
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
	boh_on_relation_change(relation_changed);
	CacheRegisterSyscacheCallback(PROCOID, catalog_changed, (Datum) 0);
	RegisterXactCallback(transaction_ended, NULL);
}

/* true when nothing in the table's definition needs an INSERT statement */
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

/*
 * true unless the function is one of PostgreSQL's built-in C functions or
 * boh_uuid7(), with default privileges, so that everybody may execute it
 */
static bool
is_foreign_function(Oid function, void *argument pg_attribute_unused())
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc form;
	bool		foreign;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	form = (Form_pg_proc) GETSTRUCT(tuple);
	foreign = !heap_attisnull(tuple, Anum_pg_proc_proacl, NULL) ||
		!((function < FirstUnpinnedObjectId && form->prolang == INTERNALlanguageId) ||
		  (form->prolang == ClanguageId && strcmp(NameStr(form->proname), "boh_uuid7") == 0 &&
		   getExtensionOfObject(ProcedureRelationId, function) == get_extension_oid("boh", true)));
	ReleaseSysCache(tuple);
	return foreign;
}

/* true when an expression must not be cached */
static bool
is_foreign(Node *node, void *argument)
{
	if (node == NULL)
		return false;
	if (check_functions_in_node(node, is_foreign_function, argument))
		return true;
	switch (nodeTag(node))
	{
		case T_Var:
			/* whole-row references and system columns */
			return ((Var *) node)->varattno <= 0;
		case T_CoerceToDomain:
		case T_CoerceToDomainValue:
		case T_ConvertRowtypeExpr:
		case T_RowExpr:
		case T_FieldSelect:
		case T_FieldStore:
		case T_SubLink:
			return true;
		default:
			return expression_tree_walker(node, is_foreign, argument);
	}
}

static ExprState *
prepare(Expr *expression)
{
	return ExecInitExpr(expression_planner(expression), NULL);
}

/* false: a check must not be cached, or is not immutable, as it should be. */
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
		if (is_foreign(expression, NULL) || contain_mutable_functions(expression))
			return false;
		known->checks[known->check_count++] = prepare((Expr *) expression);
	}
	return true;
}

/* false: a default must not be cached. */
static bool
prepare_defaults(Relation relation, KnownTable *known)
{
	TupleDesc	descriptor = RelationGetDescr(relation);

	known->defaults = palloc0(descriptor->natts * sizeof(ExprState *));
	for (int i = 0; i < descriptor->natts; i++)
	{
		Node	   *expression = NULL;

		if (!TupleDescAttr(descriptor, i)->attisdropped)
			expression = build_column_default(relation, i + 1);
		if (is_foreign(expression, NULL))
			return false;
		if (expression != NULL)
			known->defaults[i] = prepare((Expr *) expression);
	}
	return true;
}

/*
 * Make an entry for a table, and cache it.  The entry's memory context is a
 * child of the current one until everything is prepared, so that an error
 * frees it.  It stays a child when an invalidation arrived meanwhile: then the
 * caller uses the entry, but it is not cached.
 */
static KnownTable
know(Relation relation)
{
	KnownTable	made = {
		.relation = RelationGetRelid(relation),
		.context = AllocSetContextCreate(CurrentMemoryContext, "boh insert",
										 ALLOCSET_DEFAULT_SIZES)
	};
	uint64		before = changes;
	MemoryContext previous = MemoryContextSwitchTo(made.context);

	made.direct = is_ordinary(relation) &&
		prepare_checks(RelationGetDescr(relation)->constr, &made) &&
		prepare_defaults(relation, &made);
	if (made.direct)
		made.foreign_keys = boh_foreign_keys(relation);
	MemoryContextSwitchTo(previous);
	if (before == changes)
	{
		bool		found;
		KnownTable *known = hash_search(known_tables, &made.relation, HASH_ENTER, &found);

		Assert(!found);
		MemoryContextSetParent(made.context, table_context);
		*known = made;
	}
	return made;
}

/* Returns a copy, because an invalidation may remove the entry meanwhile. */
static KnownTable
known_table(Relation relation)
{
	Oid			relid = RelationGetRelid(relation);
	const KnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);

	return known != NULL ? *known : know(relation);
}

static bool
may(Relation relation, AclMode privilege)
{
	return pg_class_aclcheck(RelationGetRelid(relation), GetUserId(),
							 privilege) == ACLCHECK_OK;
}

/*
 * A role with privileges only on columns is left to the statement, and so are
 * errors about missing privileges.
 */
static bool
is_direct(Relation relation, const KnownTable *known)
{
	return known->direct && !evaluating && ExecutorCheckPerms_hook == NULL &&
		may(relation, ACL_INSERT) && may(relation, ACL_SELECT) &&
		check_enable_rls(RelationGetRelid(relation), InvalidOid, true) != RLS_ENABLED;
}

/*
 * Inserting
 */

/* Evaluate the defaults of columns that are not given. */
static void
evaluate_defaults(const KnownTable *known, const bool *given, TupleTableSlot *slot,
				  ExprContext *context)
{
	evaluating = true;
	PG_TRY();
	{
		for (int i = 0; i < slot->tts_tupleDescriptor->natts; i++)
		{
			if (given[i])
				continue;
			slot->tts_isnull[i] = true;
			if (known->defaults[i] != NULL)
				slot->tts_values[i] = ExecEvalExpr(known->defaults[i], context,
												   &slot->tts_isnull[i]);
		}
	}
	PG_FINALLY();
	{
		evaluating = false;
	}
	PG_END_TRY();
}

static void
fill_slot(const KnownTable *known, const BohRow *row, TupleTableSlot *slot, ExprContext *context)
{
	bool	   *given = palloc0(row->descriptor->natts * sizeof(bool));

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
	evaluate_defaults(known, given, slot, context);
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

/*
 * Insert a row and fire the row triggers.  false: a BEFORE trigger suppressed
 * the row.
 */
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
		/* raises the executor's own error */
		ExecConstraints(result, slot, estate);
		elog(ERROR, "constraint of \"%s\" was changed concurrently",
			 RelationGetRelationName(result->ri_RelationDesc));
	}
	if (triggers != NULL)
		boh_foreign_keys_check(result->ri_RelationDesc, known->foreign_keys, slot, triggers);
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
	slot->tts_tableOid = RelationGetRelid(relation);
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

static BohInsertResult
insert(Relation relation, BohRow *row, const KnownTable *known)
{
	MemoryContext caller = CurrentMemoryContext;
	EState	   *estate;
	bool		inserted;

	if (!is_direct(relation, known))
		return BOH_INSERT_STATEMENT;
	PreventCommandIfReadOnly("INSERT");
	PreventCommandIfParallelMode("INSERT");
	estate = CreateExecutorState();
	MemoryContextSwitchTo(estate->es_query_cxt);
	PushActiveSnapshot(GetTransactionSnapshot());
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	estate->es_output_cid = GetCurrentCommandId(true);
	inserted = run(known, row, estate, caller);
	PopActiveSnapshot();
	CommandCounterIncrement();
	MemoryContextSwitchTo(caller);
	FreeExecutorState(estate);
	return inserted ? BOH_INSERT_DONE : BOH_INSERT_KEPT_OUT;
}

/* After an error, under_way stays too high until the transaction ends. */
BohInsertResult
boh_insert(Relation relation, BohRow *row)
{
	KnownTable	known;
	BohInsertResult result;

	under_way++;
	known = known_table(relation);
	result = insert(relation, row, &known);
	if (under_way > 0)
		under_way--;
	return result;
}

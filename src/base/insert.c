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
 * Not every expression can be cached (expression.c).  A table whose checks or
 * defaults cannot takes an INSERT statement.  So does a row on which policies
 * that cannot be cached decide, and a table for which the statement would do
 * more: one with rules, generated columns or domains, or any table while an
 * extension hooks into permission checks or policies.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rowsecurity.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/expression.h"
#include "base/foreign_key.h"
#include "base/insert.h"
#include "base/invalidation.h"
#include "base/policy.h"

/* A role that may insert rows, which columns are given and which returned */
typedef struct Permission
{
	Oid			role;			/* InvalidOid: none */
	bool		given[BOH_MAX_COLUMNS];
	const int  *returned;
} Permission;

/*
 * So many tables are kept, those that were used last: a session may work for
 * many tenants, and an entry takes about 100 kB.
 */
#define MOST_TABLES 64

/* Cache entry of a table */
typedef struct KnownTable
{
	Oid			relation;		/* hash key */
	uint64		last_use;
	bool		direct;
	MemoryContext context;		/* holds what the fields below point to */
	int			check_count;
	ExprState **checks;
	ExprState **defaults;		/* by attribute number - 1; NULL: no default */
	BohPolicies *policies;		/* NULL: no row-level security */
	bool		foreign_before; /* with policies: has BEFORE INSERT triggers
								 * that are not boh's */
	List	   *foreign_keys;
	Permission	permission;		/* the last one that was found */
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

static uint64 uses = 0;

/*
 * true while defaults or policies are evaluated: one that runs a query may
 * call boh_insert() again
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

/* Forget the table that was used least recently, if there is no room. */
static void
make_room(void)
{
	HASH_SEQ_STATUS scan;
	KnownTable *known;
	KnownTable *oldest = NULL;

	if (hash_get_num_entries(known_tables) < MOST_TABLES)
		return;
	hash_seq_init(&scan, known_tables);
	while ((known = hash_seq_search(&scan)) != NULL)
	{
		if (oldest == NULL || known->last_use < oldest->last_use)
			oldest = known;
	}
	forget(oldest);
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
	boh_on_role_change(catalog_changed);
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
		if (boh_expression_is_foreign(expression) || contain_mutable_functions(expression))
			return false;
		known->checks[known->check_count++] = boh_expression_prepare((Expr *) expression);
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
		if (boh_expression_is_foreign(expression))
			return false;
		if (expression != NULL)
			known->defaults[i] = boh_expression_prepare((Expr *) expression);
	}
	return true;
}

/* A BEFORE trigger of boh leaves the columns alone that are given. */
static bool
has_foreign_before_trigger(Relation relation)
{
	/* an invalidation may free the relation's own one while we read it */
	const TriggerDesc *triggers = CopyTriggerDesc(relation->trigdesc);
	Oid			extension = get_extension_oid("boh", true);

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (TRIGGER_FOR_BEFORE(trigger->tgtype) && TRIGGER_FOR_INSERT(trigger->tgtype) &&
			trigger->tgenabled != TRIGGER_DISABLED &&
			getExtensionOfObject(ProcedureRelationId, trigger->tgfoid) != extension)
			return true;
	}
	return false;
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
		.last_use = ++uses,
		.context = AllocSetContextCreate(CurrentMemoryContext, "boh insert",
										 ALLOCSET_DEFAULT_SIZES)
	};
	uint64		before = changes;
	MemoryContext previous = MemoryContextSwitchTo(made.context);

	made.direct = is_ordinary(relation) &&
		prepare_checks(RelationGetDescr(relation)->constr, &made) &&
		prepare_defaults(relation, &made);
	if (made.direct)
	{
		made.foreign_keys = boh_foreign_keys(relation);
		made.policies = boh_policies(relation);
		made.foreign_before = made.policies != NULL && has_foreign_before_trigger(relation);
	}
	MemoryContextSwitchTo(previous);
	if (before == changes)
	{
		bool		found;
		KnownTable *known;

		make_room();
		known = hash_search(known_tables, &made.relation, HASH_ENTER, &found);
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
	KnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);

	if (known == NULL)
		return know(relation);
	known->last_use = ++uses;
	return *known;
}

/*
 * true when the role has a privilege on the table, or on each of these columns
 * of row
 */
static bool
has_privilege(const BohRow *row, AclMode privilege, const int *columns, int count)
{
	Oid			relation = RelationGetRelid(row->relation);
	Oid			role = GetUserId();

	if (pg_class_aclcheck(relation, role, privilege) == ACLCHECK_OK)
		return true;
	for (int i = 0; i < count; i++)
	{
		if (pg_attribute_aclcheck(relation, row->attributes[columns[i]], role,
								  privilege) != ACLCHECK_OK)
			return false;
	}
	return count > 0;
}

static bool
has_privileges(const BohRow *row, const int *returned, int count)
{
	int			given[BOH_MAX_COLUMNS];
	int			given_count = 0;

	for (int i = 0; i < row->ncolumns; i++)
	{
		if (row->changed[i])
			given[given_count++] = i;
	}
	return has_privilege(row, ACL_INSERT, given, given_count) &&
		has_privilege(row, ACL_SELECT, returned, count);
}

static void
remember_permission(const BohRow *row, const int *returned)
{
	Oid			relid = RelationGetRelid(row->relation);
	KnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);

	if (known == NULL)
		return;
	known->permission.role = GetUserId();
	known->permission.returned = returned;
	memcpy(known->permission.given, row->changed, sizeof(row->changed));
}

/*
 * Privileges on twenty columns cost several percent of a booking to look up,
 * so the last answer is kept.
 */
static bool
is_permitted(const KnownTable *known, const BohRow *row, const int *returned, int count)
{
	uint64		before = changes;

	if (known->permission.role == GetUserId() && known->permission.returned == returned &&
		memcmp(known->permission.given, row->changed, sizeof(row->changed)) == 0)
		return true;
	if (!has_privileges(row, returned, count))
		return false;
	if (before == changes)
		remember_permission(row, returned);
	return true;
}

/*
 * Modules may add policies, and row_security = off raises an error instead of
 * applying them.
 */
static bool
can_apply_policies(const KnownTable *known)
{
	return known->policies != NULL && row_security &&
		row_security_policy_hook_permissive == NULL &&
		row_security_policy_hook_restrictive == NULL;
}

static bool
is_secured(Relation relation)
{
	return check_enable_rls(RelationGetRelid(relation), InvalidOid, true) == RLS_ENABLED;
}

/* Errors about missing privileges are left to the statement. */
static bool
is_direct(const KnownTable *known, const BohRow *row, const int *returned, int count)
{
	return known->direct && !evaluating && ExecutorCheckPerms_hook == NULL &&
		is_permitted(known, row, returned, count) &&
		(!is_secured(row->relation) || can_apply_policies(known));
}

/*
 * Inserting
 */

typedef struct Insertion
{
	const KnownTable *known;
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

	evaluating = true;
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
		evaluating = false;
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
	evaluating = true;
	PG_TRY();
	{
		can = boh_policies_can_decide(insertion->policies, !insertion->known->foreign_before,
									  insertion->given, insertion->slot,
									  GetPerTupleExprContext(insertion->estate));
	}
	PG_FINALLY();
	{
		evaluating = false;
	}
	PG_END_TRY();
	return can;
}

static void
check_policies(const Insertion *insertion, ResultRelInfo *result)
{
	if (insertion->policies == NULL)
		return;
	evaluating = true;
	PG_TRY();
	{
		boh_check_policies(insertion->policies, result, insertion->slot, insertion->estate);
	}
	PG_FINALLY();
	{
		evaluating = false;
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
insert(const KnownTable *known, BohRow *row)
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
	if (is_secured(row->relation))
		insertion.policies = boh_role_policies(known->policies);
	if (policies_can_decide(&insertion))
		result = run_command(&insertion, caller) ? BOH_INSERT_DONE : BOH_INSERT_KEPT_OUT;
	ExecResetTupleTable(insertion.estate->es_tupleTable, false);
	MemoryContextSwitchTo(caller);
	FreeExecutorState(insertion.estate);
	return result;
}

/* After an error, under_way stays too high until the transaction ends. */
BohInsertResult
boh_insert(BohRow *row, const int *returned, int count)
{
	KnownTable	known;
	BohInsertResult result = BOH_INSERT_STATEMENT;

	under_way++;
	known = known_table(row->relation);
	if (is_direct(&known, row, returned, count))
		result = insert(&known, row);
	if (under_way > 0)
		under_way--;
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

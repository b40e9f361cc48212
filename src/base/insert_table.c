/*-------------------------------------------------------------------------
 *
 * base/insert_table.c
 *	  What is known of tables into which rows are inserted without a statement.
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

#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/extension.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rowsecurity.h"
#include "utils/acl.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/expression.h"
#include "base/foreign_key.h"
#include "base/insert_table.h"
#include "base/invalidation.h"
#include "base/policy.h"

/*
 * So many tables are kept, those that were used last: a session may work for
 * many tenants, and an entry takes about 100 kB.
 */
#define MOST_TABLES 64

static HTAB *known_tables = NULL;
static MemoryContext table_context = NULL;

/*
 * Memory contexts of entries that were invalidated while boh_insert() runs,
 * which may still use them.  They are freed when the transaction ends.
 */
static List *forgotten_tables = NIL;
int			boh_inserts_under_way = 0;

/* counts the invalidations that may concern a cache entry */
static uint64 changes = 0;

static uint64 uses = 0;

/*
 * true while defaults or policies are evaluated: one that runs a query may
 * call boh_insert() again
 */
bool		boh_insert_evaluating = false;

/*
 * Cache of tables
 */

static void
forget(BohKnownTable *known)
{
	if (boh_inserts_under_way == 0)
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
	BohKnownTable *known;

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
	boh_inserts_under_way = 0;
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
	BohKnownTable *known;
	BohKnownTable *oldest = NULL;

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
		.entrysize = sizeof(BohKnownTable)
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
prepare_checks(const TupleConstr *constraints, BohKnownTable *known)
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
prepare_defaults(Relation relation, BohKnownTable *known)
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
static BohKnownTable
know(Relation relation)
{
	BohKnownTable made = {
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
		BohKnownTable *known;

		make_room();
		known = hash_search(known_tables, &made.relation, HASH_ENTER, &found);
		Assert(!found);
		MemoryContextSetParent(made.context, table_context);
		*known = made;
	}
	return made;
}

/* Returns a copy, because an invalidation may remove the entry meanwhile. */
BohKnownTable
boh_known_table(Relation relation)
{
	Oid			relid = RelationGetRelid(relation);
	BohKnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);

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
	BohKnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);

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
is_permitted(const BohKnownTable *known, const BohRow *row, const int *returned, int count)
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
can_apply_policies(const BohKnownTable *known)
{
	return known->policies != NULL && row_security &&
		row_security_policy_hook_permissive == NULL &&
		row_security_policy_hook_restrictive == NULL;
}

bool
boh_insert_is_secured(Relation relation)
{
	return check_enable_rls(RelationGetRelid(relation), InvalidOid, true) == RLS_ENABLED;
}

/* Errors about missing privileges are left to the statement. */
bool
boh_insert_is_direct(const BohKnownTable *known, const BohRow *row, const int *returned, int count)
{
	return known->direct && !boh_insert_evaluating && ExecutorCheckPerms_hook == NULL &&
		is_permitted(known, row, returned, count) &&
		(!boh_insert_is_secured(row->relation) || can_apply_policies(known));
}

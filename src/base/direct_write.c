/*-------------------------------------------------------------------------
 *
 * base/direct_write.c
 *	  Tells whether a column may be written without a statement.
 *
 * Every booking writes a counter, of an event or of one of its lanes.  An
 * UPDATE statement for that would cost more than half of a bare INSERT, mostly
 * for starting the executor and for reading check constraints of columns that
 * do not change.  So the row is updated directly, much as logical replication
 * does (execReplication.c), if an UPDATE statement would have the same
 * effects.  That is not so when the table has a trigger of the owner's own for
 * the column, a rule, a generated column or another check on the column.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "catalog/dependency.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "nodes/bitmapset.h"
#include "optimizer/optimizer.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"

#include "base/direct_write.h"
#include "base/invalidation.h"

typedef struct ColumnKey
{
	Oid			relation;
	AttrNumber	attribute;
	const BohDirectWrite *ours;
} ColumnKey;

/* Cached answer for a column, until the definition of its table changes */
typedef struct KnownColumn
{
	ColumnKey	key;
	bool		direct;
} KnownColumn;

static HTAB *known_columns = NULL;

void
boh_direct_write_init(void)
{
	known_columns = boh_relation_cache("boh direct writes", sizeof(ColumnKey), sizeof(KnownColumn));
}

/* true when an update of this column alone may fire the trigger */
static bool
is_set_off(const Trigger *trigger, AttrNumber attribute)
{
	if (!TRIGGER_FOR_UPDATE(trigger->tgtype) || trigger->tgenabled == TRIGGER_DISABLED)
		return false;
	for (int i = 0; i < trigger->tgnattr; i++)
	{
		if (trigger->tgattr[i] == attribute)
			return true;
	}
	return trigger->tgnattr == 0;
}

/*
 * true when the trigger prevents direct writes of the column.  Triggers of
 * foreign keys do not, nor do the functions of boh that ours lists.
 */
static bool
minds(const Trigger *trigger, const BohDirectWrite *ours)
{
	const char *function;

	if (RI_FKey_trigger_type(trigger->tgfoid) != RI_TRIGGER_NONE)
		return false;
	if (getExtensionOfObject(ProcedureRelationId, trigger->tgfoid) !=
		get_extension_oid("boh", true))
		return true;
	function = get_func_name(trigger->tgfoid);
	for (int i = 0; function != NULL && ours->functions[i] != NULL; i++)
	{
		if (strcmp(function, ours->functions[i]) == 0)
			return false;
	}
	return true;
}

/*
 * Compares the name and the expression, because the owner may have replaced
 * the constraint by another one of that name.
 */
static bool
is_our_check(Relation relation, const ConstrCheck *check, Node *expression,
			 const BohDirectWrite *ours)
{
	List	   *names;

	if (strcmp(check->ccname, ours->check) != 0)
		return false;
	names = deparse_context_for(RelationGetRelationName(relation), RelationGetRelid(relation));
	return strcmp(deparse_expression(expression, names, false, false), ours->condition) == 0;
}

static bool
has_other_check(Relation relation, AttrNumber attribute, const BohDirectWrite *ours)
{
	const TupleConstr *constraints = RelationGetDescr(relation)->constr;

	for (int i = 0; constraints != NULL && i < constraints->num_check; i++)
	{
		const ConstrCheck *check = &constraints->check[i];
		Node	   *expression = stringToNode(check->ccbin);
		Bitmapset  *attributes = NULL;

		pull_varattnos(expression, 1, &attributes);
		if ((bms_is_member(attribute - FirstLowInvalidHeapAttributeNumber, attributes) ||
			 bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, attributes)) &&
			!is_our_check(relation, check, expression, ours))
			return true;
	}
	return false;
}

/*
 * Stored generated columns would become stale; checks on virtual ones may
 * depend on the column.
 */
static bool
has_generated_column(Relation relation)
{
	TupleDesc	descriptor = RelationGetDescr(relation);

	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, i);

		if (!attribute->attisdropped && attribute->attgenerated != '\0')
			return true;
	}
	return false;
}

static bool
can_be_direct(Relation relation, AttrNumber attribute, const BohDirectWrite *ours)
{
	/* an invalidation may free the relation's own one while we read it */
	const TriggerDesc *triggers = CopyTriggerDesc(relation->trigdesc);

	if (relation->rd_rules != NULL || has_generated_column(relation) ||
		has_other_check(relation, attribute, ours))
		return false;
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		if (is_set_off(&triggers->triggers[i], attribute) &&
			minds(&triggers->triggers[i], ours))
			return false;
	}
	return true;
}

bool
boh_may_write_directly(Relation relation, AttrNumber attribute, const BohDirectWrite *ours)
{
	ColumnKey	key;
	KnownColumn *known;
	uint64		changes = boh_relation_changes;
	bool		direct;

	memset(&key, 0, sizeof(key));
	key.relation = RelationGetRelid(relation);
	key.attribute = attribute;
	key.ours = ours;
	known = hash_search(known_columns, &key, HASH_FIND, NULL);
	if (known != NULL)
		return known->direct;
	direct = can_be_direct(relation, attribute, ours);
	if (changes == boh_relation_changes)
	{
		known = hash_search(known_columns, &key, HASH_ENTER, NULL);
		known->direct = direct;
	}
	return direct;
}

/*-------------------------------------------------------------------------
 *
 * base/foreign_key.c
 *	  Checks foreign keys of rows that are inserted without a statement.
 *
 * Before 19, PostgreSQL checks each foreign key with a statement, SELECT ...
 * FOR KEY SHARE (RI_FKey_check() in ri_triggers.c), which costs more than
 * inserting the row.  Since 19, PostgreSQL itself scans the index instead, and
 * nothing is done here.
 *
 * When the key is a uuid, the code here finds the referenced row through the
 * primary key, and takes the same lock on the same version, until the
 * transaction ends.  All other cases are left to PostgreSQL: a key that refers
 * to no row, or is of another kind, deferrable or disabled.  The check comes
 * before the row is inserted, not after, and so before AFTER triggers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "base/compat.h"
#include "base/fetch.h"
#include "base/foreign_key.h"

static const BohColumn referenced_columns[] = {{"id", UUIDOID}};
static const BohTable referenced_table = {
	"the referenced table", lengthof(referenced_columns), referenced_columns
};

typedef struct ForeignKey
{
	Oid			constraint;
	AttrNumber	attribute;
	Oid			referenced;
	AttrNumber	referenced_attribute;
} ForeignKey;

List *
boh_foreign_keys(Relation relation)
{
	List	   *infos;
	List	   *keys = NIL;
	ListCell   *cell;

	if (!BOH_FOREIGN_KEYS_TAKE_STATEMENTS)
		return NIL;

	/* an invalidation may free the relation's own list while we read it */
	infos = copyObject(RelationGetFKeyList(relation));
	foreach(cell, infos)
	{
		const ForeignKeyCacheInfo *info = lfirst(cell);
		ForeignKey *key;

		if (info->nkeys != 1 || get_opcode(info->conpfeqop[0]) != F_UUID_EQ)
			continue;
		key = palloc(sizeof(ForeignKey));
		key->constraint = info->conoid;
		key->attribute = info->conkey[0];
		key->referenced = info->confrelid;
		key->referenced_attribute = info->confkey[0];
		keys = lappend(keys, key);
	}
	list_free_deep(infos);
	return keys;
}

/*
 * The trigger that checks a key when a row is inserted; NULL: there is none,
 * or it is deferrable or not in its normal state.
 */
static Trigger *
find_trigger(const TriggerDesc *triggers, Oid constraint)
{
	for (int i = 0; i < triggers->numtriggers; i++)
	{
		Trigger    *trigger = &triggers->triggers[i];

		if (trigger->tgconstraint == constraint && trigger->tgfoid == F_RI_FKEY_CHECK_INS)
			return trigger->tgenabled == TRIGGER_FIRES_ON_ORIGIN && !trigger->tgdeferrable ?
				trigger : NULL;
	}
	return NULL;
}

static bool
is_uuid(Relation relation, AttrNumber attribute)
{
	return TupleDescAttr(RelationGetDescr(relation), attribute - 1)->atttypid == UUIDOID;
}

/* true for a primary key that boh_fetch() can look up */
static bool
is_primary_key(Relation relation, AttrNumber attribute)
{
	return is_uuid(relation, attribute) &&
		strcmp(NameStr(TupleDescAttr(RelationGetDescr(relation), attribute - 1)->attname), "id") == 0 &&
		boh_fetch_has_key(relation, attribute);
}

/*
 * PostgreSQL's statement would run as the owner of the referenced table, who
 * may have lost privileges.
 */
static bool
may_be_locked(Relation relation)
{
	Oid			owner = relation->rd_rel->relowner;

	return pg_class_aclcheck(RelationGetRelid(relation), owner, ACL_SELECT) == ACLCHECK_OK &&
		pg_class_aclcheck(RelationGetRelid(relation), owner, ACL_UPDATE) == ACLCHECK_OK &&
		boh_schema_aclcheck(RelationGetNamespace(relation), owner, ACL_USAGE) == ACLCHECK_OK;
}

/* The table may have changed since boh_foreign_keys(); now it is locked. */
static bool
lock_referenced(const ForeignKey *key, Datum id)
{
	Relation	referenced = table_open(key->referenced, RowShareLock);
	BohRow		row;
	bool		locked;

	locked = is_primary_key(referenced, key->referenced_attribute) &&
		may_be_locked(referenced) &&
		boh_fetch(referenced, DatumGetUUIDP(id), &referenced_table, &row) &&
		boh_fetch_lock(referenced, LockTupleKeyShare, LockWaitBlock, &row);
	table_close(referenced, NoLock);
	return locked;
}

void
boh_foreign_keys_check(Relation relation, const List *keys, TupleTableSlot *slot,
					   const TriggerDesc *triggers)
{
	ListCell   *cell;

	if (SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA)
		return;
	foreach(cell, keys)
	{
		const ForeignKey *key = lfirst(cell);
		Trigger    *trigger = find_trigger(triggers, key->constraint);
		bool		isnull;
		Datum		id = slot_getattr(slot, key->attribute, &isnull);

		if (trigger == NULL || isnull || !is_uuid(relation, key->attribute))
			continue;
		if (lock_referenced(key, id))
			trigger->tgenabled = TRIGGER_DISABLED;
	}
}

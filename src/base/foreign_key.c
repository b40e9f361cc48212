/*-------------------------------------------------------------------------
 *
 * base/foreign_key.c
 *	  Foreign keys of rows that are inserted without a statement.
 *
 * Before 19 PostgreSQL checks each foreign key with a statement, SELECT ... FOR
 * KEY SHARE (RI_FKey_check() in ri_triggers.c), which costs more than inserting
 * the row.  19 needs none of this: it finds the row through the index itself.
 * Where the key is a uuid, the row that it leads to can be locked through the
 * primary key directly: the same lock on the same version, until the transaction
 * ends.  Nothing but that is done here: a key that leads to no row, is not of
 * this kind, is deferrable or switched off is left to PostgreSQL.  The check comes
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

	/*
	 * the list of the relation goes when somebody changes it, even while we
	 * look
	 */
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

/* The trigger that checks a key; NULL: none does when a row is inserted. */
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

/* One that boh_fetch() can look up. */
static bool
is_primary_key(Relation relation, AttrNumber attribute)
{
	return is_uuid(relation, attribute) &&
		strcmp(NameStr(TupleDescAttr(RelationGetDescr(relation), attribute - 1)->attname), "id") == 0 &&
		boh_fetch_has_key(relation, attribute);
}

/* The statement would run as the owner of the table, whose rights may be gone. */
static bool
may_be_locked(Relation relation)
{
	Oid			owner = relation->rd_rel->relowner;

	return pg_class_aclcheck(RelationGetRelid(relation), owner, ACL_SELECT) == ACLCHECK_OK &&
		pg_class_aclcheck(RelationGetRelid(relation), owner, ACL_UPDATE) == ACLCHECK_OK &&
		boh_schema_aclcheck(RelationGetNamespace(relation), owner, ACL_USAGE) == ACLCHECK_OK;
}

/* The table may have changed since the key was noted; now it is locked. */
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

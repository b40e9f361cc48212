/*-------------------------------------------------------------------------
 *
 * foreign_key.c
 *	  Foreign keys of rows that are inserted without a statement.
 *
 * PostgreSQL checks each foreign key with a statement, SELECT ... FOR KEY SHARE
 * (RI_FKey_check() in ri_triggers.c), which costs more than inserting the row.
 * Where the key is a uuid, the row that it leads to can be locked through the
 * primary key directly: the same lock on the same version, until the transaction
 * ends.  Nothing but that is done here: a key that leads to no row, is not of
 * this kind, is deferrable or switched off is left to PostgreSQL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "fetch.h"
#include "foreign_key.h"

static const BohColumn referenced_columns[] = {{"id", UUIDOID}};
static const BohTable referenced_table = {
	"the referenced table", lengthof(referenced_columns), referenced_columns
};

typedef struct ForeignKey
{
	Oid			constraint;
	AttrNumber	attribute;
	Oid			referenced;
} ForeignKey;

/* One that boh_fetch() can look up. */
static bool
is_primary_key(Oid relid, AttrNumber attribute)
{
	Relation	relation = table_open(relid, AccessShareLock);
	bool		is = strcmp(get_attname(relid, attribute, false), "id") == 0 &&
	boh_fetch_has_key(relation, attribute);

	table_close(relation, NoLock);
	return is;
}

List *
boh_foreign_keys(Relation relation)
{
	List	   *keys = NIL;
	ListCell   *cell;

	foreach(cell, RelationGetFKeyList(relation))
	{
		const ForeignKeyCacheInfo *info = lfirst(cell);
		ForeignKey *key;

		if (info->nkeys != 1 || get_opcode(info->conpfeqop[0]) != F_UUID_EQ ||
			get_atttype(RelationGetRelid(relation), info->conkey[0]) != UUIDOID ||
			!is_primary_key(info->confrelid, info->confkey[0]))
			continue;
		key = palloc(sizeof(ForeignKey));
		key->constraint = info->conoid;
		key->attribute = info->conkey[0];
		key->referenced = info->confrelid;
		keys = lappend(keys, key);
	}
	return keys;
}

bool
boh_foreign_keys_lead_to(const List *keys, Oid relid)
{
	ListCell   *cell;

	foreach(cell, keys)
	{
		const ForeignKey *key = lfirst(cell);

		if (key->referenced == relid)
			return true;
	}
	return false;
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
lock_referenced(const ForeignKey *key, TupleTableSlot *slot)
{
	Relation	referenced;
	bool		isnull;
	Datum		id = slot_getattr(slot, key->attribute, &isnull);
	BohRow		row;
	bool		locked;

	if (isnull)
		return true;
	referenced = table_open(key->referenced, RowShareLock);
	locked = boh_fetch(referenced, DatumGetUUIDP(id), &referenced_table, &row) &&
		boh_fetch_lock(referenced, LockTupleKeyShare, LockWaitBlock, &row);
	table_close(referenced, NoLock);
	return locked;
}

void
boh_foreign_keys_check(const List *keys, TupleTableSlot *slot, const TriggerDesc *triggers)
{
	ListCell   *cell;

	if (SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA)
		return;
	foreach(cell, keys)
	{
		const ForeignKey *key = lfirst(cell);
		Trigger    *trigger = find_trigger(triggers, key->constraint);

		if (trigger != NULL && lock_referenced(key, slot))
			trigger->tgenabled = TRIGGER_DISABLED;
	}
}

/*-------------------------------------------------------------------------
 *
 * base/import.c
 *	  The door for imports: rows that are as they were elsewhere.
 *
 * No setting opens it, because every client can change settings, and a
 * function of the owner's would then run with a client's choice.  The door is
 * open for the role that opened it and for no other.  So if a SECURITY DEFINER
 * function of the owner's opens it, it is closed for the function's caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#include "base/import.h"

typedef struct OpenDoor
{
	Oid			schema;
	Oid			role;
	int			level;			/* nesting level that opened it */
} OpenDoor;

/* in TopTransactionContext */
static List *doors = NIL;

static void
transaction_ended(XactEvent event, void *argument pg_attribute_unused())
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
		doors = NIL;
}

/* After a commit the door is the parent's; after a rollback it is closed. */
static void
subtransaction_ended(SubXactEvent event, SubTransactionId subtransaction pg_attribute_unused(),
					 SubTransactionId parent pg_attribute_unused(),
					 void *argument pg_attribute_unused())
{
	int			level = GetCurrentTransactionNestLevel();
	ListCell   *cell;

	foreach(cell, doors)
	{
		OpenDoor   *door = lfirst(cell);

		if (door->level < level)
			continue;
		if (event == SUBXACT_EVENT_ABORT_SUB)
			doors = foreach_delete_current(doors, cell);
		else if (event == SUBXACT_EVENT_COMMIT_SUB)
			door->level = level - 1;
	}
}

void
boh_import_init(void)
{
	RegisterXactCallback(transaction_ended, NULL);
	RegisterSubXactCallback(subtransaction_ended, NULL);
}

bool
boh_importing(Oid schema)
{
	ListCell   *cell;

	foreach(cell, doors)
	{
		const OpenDoor *door = lfirst(cell);

		if (door->schema == schema && door->role == GetUserId())
			return true;
	}
	return false;
}

void
boh_import_begin(Oid schema)
{
	MemoryContext previous;
	OpenDoor   *door;

	if (boh_importing(schema))
		return;
	previous = MemoryContextSwitchTo(TopTransactionContext);
	door = palloc(sizeof(OpenDoor));
	door->schema = schema;
	door->role = GetUserId();
	door->level = GetCurrentTransactionNestLevel();
	doors = lappend(doors, door);
	MemoryContextSwitchTo(previous);
}

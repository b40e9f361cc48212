/*-------------------------------------------------------------------------
 *
 * base/table_locks.c
 *	  Locks many tables against everybody, without a deadlock.
 *
 * Other transactions lock tables in any order: an INSERT locks "bookings" and
 * then "events", and the cancellation of an event does the opposite.  So no
 * order of locks is safe for a transaction that waits for the second table
 * while it holds the first.
 *
 * This one waits for one table at a time, and holds none meanwhile.  When it
 * has that table, it tries the others without waiting.  If one of them is in
 * use, it releases all, and waits for that one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/lmgr.h"

#include "base/table_locks.h"

/*
 * Lock all but the one that is locked already.  Returns InvalidOid, or a table
 * that is in use; then none of the others is locked.
 */
static Oid
lock_others(const List *tables, Oid locked)
{
	ListCell   *cell;
	ListCell   *undo;

	foreach(cell, tables)
	{
		if (lfirst_oid(cell) == locked ||
			ConditionalLockRelationOid(lfirst_oid(cell), AccessExclusiveLock))
			continue;
		foreach(undo, tables)
		{
			if (undo == cell)
				break;
			if (lfirst_oid(undo) != locked)
				UnlockRelationOid(lfirst_oid(undo), AccessExclusiveLock);
		}
		return lfirst_oid(cell);
	}
	return InvalidOid;
}

void
boh_lock_tables(const List *tables)
{
	Oid			locked = InvalidOid;
	Oid			used;

	while (OidIsValid(used = lock_others(tables, locked)))
	{
		CHECK_FOR_INTERRUPTS();
		if (OidIsValid(locked))
			UnlockRelationOid(locked, AccessExclusiveLock);
		LockRelationOid(used, AccessExclusiveLock);
		locked = used;
	}
}

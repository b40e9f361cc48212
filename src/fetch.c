/*-------------------------------------------------------------------------
 *
 * fetch.c
 *	  One row by its id, without a statement.
 *
 * Every booking looks at its event and its user.  Starting the executor for
 * each look costs several times what the look itself does, so these go through
 * the primary key directly, with the snapshot, the lock and the errors that a
 * SELECT ... FOR NO KEY UPDATE would have (compare nodeLockRows.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "executor/tuptable.h"
#include "utils/fmgroids.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "fetch.h"

/* The index of the primary key, which must be on that column alone. */
static Oid
primary_key_index(Relation relation, AttrNumber id)
{
	Oid			oid = InvalidOid;
	bool		fits = false;

	if (relation->rd_rel->relkind == RELKIND_RELATION &&
		relation->rd_rel->relam == HEAP_TABLE_AM_OID)
		oid = boh_primary_key_index(relation);
	if (OidIsValid(oid))
	{
		Relation	index = index_open(oid, AccessShareLock);

		fits = index->rd_index->indnkeyatts == 1 &&
			index->rd_index->indkey.values[0] == id;
		index_close(index, NoLock);
	}
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("relation \"%s\" is not an ordinary table with primary key (id)",
						RelationGetRelationName(relation)),
				 errhint("Leave the tables of boh unpartitioned, and their primary keys as they are.")));
	return oid;
}

/* Copy of the version that a new statement would see, or NULL. */
static HeapTuple
find_visible(Relation relation, const pg_uuid_t *id, AttrNumber attribute)
{
	Oid			index = primary_key_index(relation, attribute);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, attribute, BTEqualStrategyNumber, F_UUID_EQ,
				UUIDPGetDatum(id));
	PushActiveSnapshot(GetTransactionSnapshot());
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	scan = systable_beginscan(relation, index, true, GetActiveSnapshot(), 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		tuple = heap_copytuple(tuple);
	systable_endscan(scan);
	PopActiveSnapshot();
	return tuple;
}

bool
boh_fetch(Relation relation, const pg_uuid_t *id, const BohTable *table, BohRow *row)
{
	boh_row_open(row, relation, table, NULL);
	row->tuple = find_visible(relation, id, row->attributes[0]);
	return HeapTupleIsValid(row->tuple);
}

static void
raise_serialization_failure(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("could not serialize access due to concurrent update"),
			 errhint("Run the transaction again.")));
}

/*
 * Lock the newest version that follows tid; NULL when it is not to be had.  The
 * snapshot of the statement we run in keeps the version at tid from being
 * pruned since it was read.
 */
static HeapTuple
lock_newest(Relation relation, ItemPointer tid, LockTupleMode mode,
			LockWaitPolicy wait)
{
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	uint8		flags = TUPLE_LOCK_FLAG_LOCK_UPDATE_IN_PROGRESS;
	TM_FailureData failure;
	TM_Result	result;
	HeapTuple	tuple = NULL;

	if (!IsolationUsesXactSnapshot())
		flags |= TUPLE_LOCK_FLAG_FIND_LAST_VERSION;
	PushActiveSnapshot(GetTransactionSnapshot());
	result = table_tuple_lock(relation, tid, GetActiveSnapshot(), slot,
							  GetCurrentCommandId(true), mode, wait, flags,
							  &failure);
	PopActiveSnapshot();
	switch (result)
	{
		case TM_Ok:
			tuple = ExecCopySlotHeapTuple(slot);
			break;
		case TM_Updated:
		case TM_Deleted:
			if (IsolationUsesXactSnapshot())
				raise_serialization_failure();
			break;
		case TM_WouldBlock:
			break;
		default:
			elog(ERROR, "unexpected result of a row lock: %d", result);
	}
	ExecDropSingleTupleTableSlot(slot);
	return tuple;
}

/* Written or locked by this transaction: nobody else can have changed it since. */
bool
boh_fetch_is_ours(const BohRow *row)
{
	HeapTupleHeader header = row->tuple->t_data;

	if (TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(header)))
		return true;
	return !(header->t_infomask & (HEAP_XMAX_INVALID | HEAP_XMAX_IS_MULTI)) &&
		HEAP_XMAX_IS_EXCL_LOCKED(header->t_infomask) &&
		TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetRawXmax(header));
}

bool
boh_fetch_lock(Relation relation, LockTupleMode mode, LockWaitPolicy wait,
			   BohRow *row)
{
	pg_uuid_t	id = *boh_get_uuid(row, 0);

	if (boh_fetch_is_ours(row))
		return true;
	row->tuple = lock_newest(relation, &row->tuple->t_self, mode, wait);
	return HeapTupleIsValid(row->tuple) &&
		memcmp(boh_get_uuid(row, 0), &id, sizeof(pg_uuid_t)) == 0;
}

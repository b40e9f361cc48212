/*-------------------------------------------------------------------------
 *
 * fetch.c
 *	  Rows by a unique key, read, locked and written without a statement.
 *
 * Every booking looks at its event and its user, and writes a counter.  Starting
 * the executor for each costs several times what the work itself does, so this
 * goes through the primary key directly, with the snapshot, the lock and the
 * errors that a SELECT ... FOR NO KEY UPDATE would have (compare nodeLockRows.c),
 * and writes as logical replication does (compare execReplication.c).
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
#include "catalog/pg_collation.h"
#include "executor/executor.h"
#include "executor/tuptable.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "fetch.h"

/* These key columns alone, those of text compared byte by byte. */
static bool
has_columns(Relation index, const AttrNumber *attributes, int count)
{
	bool		fits = index->rd_index->indnkeyatts == count;

	for (int i = 0; fits && i < count; i++)
		fits = index->rd_index->indkey.values[i] == attributes[i] &&
			(index->rd_indcollation[i] == InvalidOid || index->rd_indcollation[i] == C_COLLATION_OID);
	return fits;
}

/* The index of the primary key, which must be on these columns alone. */
static Oid
primary_key_index(Relation relation, const AttrNumber *attributes, int count)
{
	Oid			oid = InvalidOid;
	bool		fits = false;

	if (relation->rd_rel->relkind == RELKIND_RELATION &&
		relation->rd_rel->relam == HEAP_TABLE_AM_OID)
		oid = boh_primary_key_index(relation);
	if (OidIsValid(oid))
	{
		Relation	index = index_open(oid, AccessShareLock);

		fits = has_columns(index, attributes, count);
		index_close(index, NoLock);
	}
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("relation \"%s\" is not an ordinary table with the primary key that boh_migrate() gave it",
						RelationGetRelationName(relation)),
				 errhint("Leave the tables of boh unpartitioned, and their primary keys as they are.")));
	return oid;
}

/* Copies of the versions that a snapshot sees, and of what we wrote since. */
static int
find_visible(Relation relation, Oid index, Snapshot snapshot, ScanKey keys, int key_count,
			 HeapTuple *tuples, int room)
{
	SysScanDesc scan;
	HeapTuple	tuple;
	int			count = 0;

	PushActiveSnapshot(snapshot);
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
	scan = systable_beginscan(relation, index, true, GetActiveSnapshot(), key_count, keys);
	while (count < room && HeapTupleIsValid(tuple = systable_getnext(scan)))
		tuples[count++] = heap_copytuple(tuple);
	systable_endscan(scan);
	PopActiveSnapshot();
	return count;
}

/* NULL: there is none. */
static HeapTuple
find_with_id(Relation relation, Snapshot snapshot, const pg_uuid_t *id,
			 const AttrNumber *attributes)
{
	Oid			index = primary_key_index(relation, attributes, 1);
	ScanKeyData key;
	HeapTuple	tuple;

	ScanKeyInit(&key, attributes[0], BTEqualStrategyNumber, F_UUID_EQ, UUIDPGetDatum(id));
	return find_visible(relation, index, snapshot, &key, 1, &tuple, 1) > 0 ? tuple : NULL;
}

bool
boh_fetch(Relation relation, const pg_uuid_t *id, const BohTable *table, BohRow *row)
{
	boh_row_open(row, relation, table, NULL);
	row->tuple = find_with_id(relation, GetTransactionSnapshot(), id, row->attributes);
	return HeapTupleIsValid(row->tuple);
}

int
boh_fetch_parts(Relation relation, const pg_uuid_t *id, int16 part,
				const BohTable *table, HeapTuple *tuples, int room)
{
	BohRow		row;
	ScanKeyData keys[2];
	Oid			index;

	boh_row_open(&row, relation, table, NULL);
	index = primary_key_index(relation, row.attributes, 2);
	ScanKeyInit(&keys[0], row.attributes[0], BTEqualStrategyNumber, F_UUID_EQ,
				UUIDPGetDatum(id));
	ScanKeyInit(&keys[1], row.attributes[1], BTEqualStrategyNumber, F_INT2EQ,
				Int16GetDatum(part));
	return find_visible(relation, index, GetTransactionSnapshot(), keys, part == 0 ? 1 : 2,
						tuples, room);
}

Oid
boh_fetch_index(Relation relation, const char *name, const AttrNumber *attributes, int count)
{
	Oid			oid = get_relname_relid(name, RelationGetNamespace(relation));
	Relation	index;
	bool		fits;

	if (!OidIsValid(oid) || get_rel_relkind(oid) != RELKIND_INDEX ||
		relation->rd_rel->relkind != RELKIND_RELATION ||
		relation->rd_rel->relam != HEAP_TABLE_AM_OID)
		return InvalidOid;
	index = index_open(oid, AccessShareLock);
	fits = index->rd_index->indrelid == RelationGetRelid(relation) &&
		index->rd_index->indisunique && index->rd_index->indisvalid &&
		!index->rd_index->indcheckxmin &&
		index->rd_rel->relam == BTREE_AM_OID &&
		RelationGetIndexPredicate(index) == NIL &&
		has_columns(index, attributes, count);
	index_close(index, NoLock);
	return fits ? oid : InvalidOid;
}

HeapTuple
boh_fetch_seen(Relation relation, Oid index, ScanKey keys, int count)
{
	SysScanDesc scan = systable_beginscan(relation, index, true, GetActiveSnapshot(), count, keys);
	HeapTuple	tuple = systable_getnext(scan);

	if (HeapTupleIsValid(tuple))
		tuple = heap_copytuple(tuple);
	systable_endscan(scan);
	return tuple;
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

bool
boh_fetch_newest(Relation relation, BohRow *row)
{
	pg_uuid_t	id = *boh_get_uuid(row, 0);
	HeapTuple	newest;

	/* a version that was followed by another tells, and keeps telling */
	if (HEAP_XMAX_IS_LOCKED_ONLY(row->tuple->t_data->t_infomask))
		return true;
	newest = find_with_id(relation, GetLatestSnapshot(), &id, row->attributes);
	if (newest == NULL)
		return false;
	if (!ItemPointerEquals(&newest->t_self, &row->tuple->t_self) &&
		IsolationUsesXactSnapshot())
		raise_serialization_failure();
	row->tuple = newest;
	return true;
}

/* New index entries, where the new version found no room on the row's page. */
static void
insert_index_entries(Relation relation, TupleTableSlot *slot, BohUpdatedIndexes which)
{
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *result = makeNode(ResultRelInfo);

	InitResultRelInfo(result, relation, 0, NULL, 0);
	ExecOpenIndices(result, false);
	boh_insert_index_entries(result, slot, estate, which);
	ExecCloseIndices(result);
	ExecResetTupleTable(estate->es_tupleTable, false);
	FreeExecutorState(estate);
}

bool
boh_fetch_write(Relation relation, BohRow *row)
{
	HeapTuple	tuple = boh_row_tuple(row);
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	TM_FailureData failure;
	LockTupleMode mode;
	BohUpdatedIndexes which;
	TM_Result	result;

	CheckCmdReplicaIdentity(relation, CMD_UPDATE);
	ExecForceStoreHeapTuple(tuple, slot, false);
	PushActiveSnapshot(GetTransactionSnapshot());
	result = table_tuple_update(relation, &row->tuple->t_self, slot,
								GetCurrentCommandId(true), GetActiveSnapshot(),
								InvalidSnapshot, true, &failure, &mode, &which);
	if (result == TM_Ok && boh_updates_indexes(which))
		insert_index_entries(relation, slot, which);
	PopActiveSnapshot();
	ExecDropSingleTupleTableSlot(slot);
	switch (result)
	{
		case TM_Ok:
			CommandCounterIncrement();
			return true;
		case TM_Updated:
		case TM_Deleted:
			if (IsolationUsesXactSnapshot())
				raise_serialization_failure();
			return false;
		default:
			elog(ERROR, "unexpected result of writing a row: %d", result);
	}
}

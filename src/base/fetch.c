/*-------------------------------------------------------------------------
 *
 * base/fetch.c
 *	  Reads, locks and writes rows by a unique key, without a statement.
 *
 * Every booking reads its event and its user, and writes a counter.  Starting
 * the executor for each costs several times as much as the work itself.  So
 * the functions here scan the primary key directly.  They use the snapshot,
 * the lock and the errors of a SELECT ... FOR NO KEY UPDATE (compare
 * nodeLockRows.c), and write as logical replication does (compare
 * execReplication.c).
 *
 * A booking reads the same user and the same event several times.  So the TID
 * at which a row was last found or locked is remembered until the transaction
 * ends.  Until then the transaction's lock on the table keeps others from
 * rewriting it.  A version at that TID is the row if the snapshot sees it and
 * it has the row's id.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "executor/executor.h"
#include "executor/tuptable.h"
#include "storage/bufmgr.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/error.h"
#include "base/fetch.h"
#include "base/invalidation.h"
#include "base/shard.h"

/* The TID at which a row was last found or locked */
typedef struct FoundRow
{
	Oid			relation;		/* InvalidOid: no row */
	pg_uuid_t	id;
	ItemPointerData tid;
} FoundRow;

/* One entry for each table; a new one replaces the oldest. */
#define FOUND_ROWS 4
static FoundRow found_rows[FOUND_ROWS];
static int	next_found_row = 0;

static void
forget_rows(void)
{
	memset(found_rows, 0, sizeof(found_rows));
}

static void
relation_changed(Datum argument pg_attribute_unused(),
				 Oid relid pg_attribute_unused())
{
	forget_rows();
}

static void
transaction_ended(XactEvent event pg_attribute_unused(),
				  void *argument pg_attribute_unused())
{
	forget_rows();
}

/*
 * A subtransaction that is rolled back releases its locks on tables, so that
 * others may rewrite these.
 */
static void
subtransaction_ended(SubXactEvent event, SubTransactionId subtransaction pg_attribute_unused(),
					 SubTransactionId parent pg_attribute_unused(),
					 void *argument pg_attribute_unused())
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		forget_rows();
}

void
boh_fetch_init(void)
{
	boh_on_relation_change(relation_changed);
	RegisterXactCallback(transaction_ended, NULL);
	RegisterSubXactCallback(subtransaction_ended, NULL);
}

Relation
boh_fetch_open(Oid table)
{
	Relation	relation = boh_open_known_table(table, AccessShareLock);

	if (relation->rd_rel->relkind != RELKIND_RELATION)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not an ordinary table", RelationGetRelationName(relation)),
				 errhint("Give the table back the name and kind that its migration gave it.")));
	return relation;
}

static FoundRow *
found_row_of(Oid relation)
{
	for (int i = 0; i < FOUND_ROWS; i++)
	{
		if (found_rows[i].relation == relation)
			return &found_rows[i];
	}
	return NULL;
}

static void
remember_row(Oid relation, const pg_uuid_t *id, ItemPointer tid)
{
	FoundRow   *found = found_row_of(relation);

	if (found == NULL)
	{
		found = &found_rows[next_found_row];
		next_found_row = (next_found_row + 1) % FOUND_ROWS;
	}
	found->relation = relation;
	found->id = *id;
	found->tid = *tid;
}

/*
 * true when exactly these are the key columns of the index, text ones with
 * collation "C"
 */
static bool
has_columns(Relation index, const AttrNumber *attributes, int count)
{
	bool		fits = index->rd_index->indnkeyatts == count;

	for (int i = 0; fits && i < count; i++)
		fits = index->rd_index->indkey.values[i] == attributes[i] &&
			(index->rd_indcollation[i] == InvalidOid || index->rd_indcollation[i] == C_COLLATION_OID);
	return fits;
}

/* The primary-key index of a heap table, if it is on exactly these columns */
static Oid
find_primary_key(Relation relation, const AttrNumber *attributes, int count)
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
	return fits ? oid : InvalidOid;
}

bool
boh_fetch_has_key(Relation relation, AttrNumber attribute)
{
	return OidIsValid(find_primary_key(relation, &attribute, 1));
}

Oid
boh_fetch_primary_key(Relation relation, const AttrNumber *attributes, int count)
{
	Oid			oid = find_primary_key(relation, attributes, count);

	if (!OidIsValid(oid))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("relation \"%s\" is not an ordinary table with the primary key that boh_migrate() gave it",
						RelationGetRelationName(relation)),
				 errhint("Do not partition the tables of boh, and do not change their primary keys.")));
	return oid;
}

/* Make a snapshot active, advanced so that it sees all our own changes. */
static void
push_snapshot(Snapshot snapshot)
{
	PushActiveSnapshot(snapshot);
	CommandCounterIncrement();
	UpdateActiveSnapshotCommandId();
}

/* Copies of the versions that a snapshot, advanced as above, sees */
static int
find_visible(Relation relation, Oid index, Snapshot snapshot, ScanKey keys, int key_count,
			 HeapTuple *tuples, int room)
{
	SysScanDesc scan;
	HeapTuple	tuple;
	int			count = 0;

	push_snapshot(snapshot);
	scan = systable_beginscan(relation, index, true, GetActiveSnapshot(), key_count, keys);
	while (count < room && HeapTupleIsValid(tuple = systable_getnext(scan)))
		tuples[count++] = heap_copytuple(tuple);
	systable_endscan(scan);
	PopActiveSnapshot();
	return count;
}

/* NULL: there is no such row. */
static HeapTuple
find_with_id(Relation relation, Snapshot snapshot, const pg_uuid_t *id,
			 const AttrNumber *attributes)
{
	Oid			index = boh_fetch_primary_key(relation, attributes, 1);
	ScanKeyData key;
	HeapTuple	tuple;

	ScanKeyInit(&key, attributes[0], BTEqualStrategyNumber, F_UUID_EQ, UUIDPGetDatum(id));
	return find_visible(relation, index, snapshot, &key, 1, &tuple, 1) > 0 ? tuple : NULL;
}

/* The row at its remembered TID; NULL: look it up in the index. */
static HeapTuple
find_again(Relation relation, const pg_uuid_t *id)
{
	const FoundRow *found = found_row_of(RelationGetRelid(relation));
	HeapTupleData tuple;
	Buffer		buffer;
	HeapTuple	copy = NULL;

	if (found == NULL || memcmp(&found->id, id, sizeof(pg_uuid_t)) != 0)
		return NULL;
	tuple.t_self = found->tid;
	push_snapshot(GetTransactionSnapshot());
	if (heap_fetch(relation, GetActiveSnapshot(), &tuple, &buffer, false))
	{
		copy = heap_copytuple(&tuple);
		ReleaseBuffer(buffer);
	}
	PopActiveSnapshot();
	return copy;
}

static bool
has_id(const BohRow *row, const pg_uuid_t *id)
{
	return memcmp(boh_get_uuid(row, 0), id, sizeof(pg_uuid_t)) == 0;
}

bool
boh_fetch(Relation relation, const pg_uuid_t *id, const BohTable *table, BohRow *row)
{
	boh_row_open(row, relation, table, find_again(relation, id));
	if (HeapTupleIsValid(row->tuple) && has_id(row, id))
		return true;
	boh_row_take(row, find_with_id(relation, GetTransactionSnapshot(), id, row->attributes));
	if (!HeapTupleIsValid(row->tuple))
		return false;
	remember_row(RelationGetRelid(relation), id, &row->tuple->t_self);
	return true;
}

bool
boh_fetch_latest(Relation relation, const pg_uuid_t *id, const BohTable *table, BohRow *row)
{
	boh_row_open(row, relation, table, NULL);
	boh_row_take(row, find_with_id(relation, GetLatestSnapshot(), id, row->attributes));
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
	index = boh_fetch_primary_key(relation, row.attributes, 2);
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
	Oid			oid = boh_index_of(RelationGetRelid(relation), name);
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

/*
 * Lock the newest version of the row whose version at tid was read before.
 * NULL: the row was deleted or, with LockWaitSkip, is locked.  The snapshot of
 * the statement that we run in has kept the version at tid from being pruned.
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
				boh_raise_serialization_failure();
			break;
		case TM_WouldBlock:
			break;
		default:
			elog(ERROR, "unexpected result of a row lock: %d", result);
	}
	ExecDropSingleTupleTableSlot(slot);
	return tuple;
}

/* No other transaction can have changed such a row since. */
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
	boh_row_take(row, lock_newest(relation, &row->tuple->t_self, mode, wait));
	if (!HeapTupleIsValid(row->tuple) || !has_id(row, &id))
		return false;
	remember_row(RelationGetRelid(relation), &id, &row->tuple->t_self);
	return true;
}

bool
boh_fetch_newest(Relation relation, BohRow *row)
{
	pg_uuid_t	id = *boh_get_uuid(row, 0);
	HeapTuple	newest;

	/*
	 * Once a version was updated, its xmax stays more than a lock, whoever
	 * locks the version later.  So if xmax is only a lock, the version is the
	 * newest.
	 */
	if (HEAP_XMAX_IS_LOCKED_ONLY(row->tuple->t_data->t_infomask))
		return true;
	newest = find_with_id(relation, GetLatestSnapshot(), &id, row->attributes);
	if (newest == NULL)
		return false;
	if (!ItemPointerEquals(&newest->t_self, &row->tuple->t_self) &&
		IsolationUsesXactSnapshot())
		boh_raise_serialization_failure();
	boh_row_take(row, newest);
	return true;
}

/* Index entries for the new version, which only a HOT update can do without */
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
	BohUpdatedIndexes which;
	TM_Result	result;

	CheckCmdReplicaIdentity(relation, CMD_UPDATE);
	ExecForceStoreHeapTuple(tuple, slot, false);
	PushActiveSnapshot(GetTransactionSnapshot());
	result = boh_update_tuple(relation, &row->tuple->t_self, slot, &failure, &which);
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
				boh_raise_serialization_failure();
			return false;
		default:
			elog(ERROR, "unexpected result of writing a row: %d", result);
	}
}

/*-------------------------------------------------------------------------
 *
 * audit/check_rows.c
 *	  The part of boh_audit_verify() that reads all rows.
 *
 * Each partition is read once, from its first block to its last, without help
 * of an index.  What the check needs of a row is sorted into the order of
 * sealing, on disk if there is much of it.  If only some seals are checked,
 * an index finds the rows between the first and the last of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/tuplesort.h"
#include "utils/typcache.h"
#include "utils/xid8.h"

#include "audit/check.h"
#include "audit/content.h"
#include "audit/partition.h"
#include "base/caller.h"
#include "base/compat.h"
#include "base/iso_time.h"
#include "base/query.h"

static const BohQuery sealed_groups = {
	.text = "SELECT retention, month, min(number), max(number), sum(rows)::bigint"
	" FROM {schema}.audit_seals WHERE number >= $1 AND number <= $2"
	" GROUP BY retention, month ORDER BY retention, month",
	.nargs = 2,
	.argtypes = {INT8OID, INT8OID},
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.no_jit = true
};

/*
 * What the check needs of a row.  The numbers are in network byte order, and
 * signed ones with their sign turned, so that the order of the bytes is the
 * order of sealing.
 */
typedef struct SortedRow
{
	uint64		month;
	uint64		system_identifier;
	uint64		xid;
	pg_uuid_t	id;
	uint8		hash[BOH_DIGEST_BYTES];
	uint64		at;
	uint8		retention;
	uint8		fits_leaf;
} SortedRow;

/* A class and a month whose rows were checked, or whose partition is there */
typedef struct CheckedGroup
{
	BohRetention retention;
	TimestampTz month;
} CheckedGroup;

/* One scan of a partition */
typedef struct RowScan
{
	BohAuditCheck *check;
	Relation	relation;
	BohRow		row;
	TimestampTz month;			/* of the last row */
	TimestampTz next_month;
	Tuplesortstate *sorted;
} RowScan;

static uint64
turned(int64 number)
{
	return pg_hton64((uint64) number ^ ((uint64) 1 << 63));
}

static int64
turned_back(uint64 number)
{
	return (int64) (pg_ntoh64(number) ^ ((uint64) 1 << 63));
}

/*
 * Reading
 */

/* The index in which the rows are in the order of sealing; InvalidOid: none */
static Oid
find_order_index(Relation relation, const AttrNumber *attributes)
{
	List	   *indexes = RelationGetIndexList(relation);
	ListCell   *cell;
	Oid			found = InvalidOid;

	foreach(cell, indexes)
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		if (index->rd_index->indisvalid && !index->rd_index->indcheckxmin &&
			index->rd_rel->relam == BTREE_AM_OID &&
			index->rd_index->indnatts == 2 &&
			index->rd_index->indkey.values[0] == attributes[AUDIT_XID] &&
			index->rd_index->indkey.values[1] == attributes[AUDIT_ID] &&
			RelationGetIndexPredicate(index) == NIL)
			found = RelationGetRelid(index);
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return found;
}

/* The transactions of the checked seals, or those after the newest seal */
static void
find_range(const BohAuditCheck *check, uint64 *first, uint64 *last)
{
	ListCell   *cell;

	*first = check->systems == NIL ? check->newest_position.xid : PG_UINT64_MAX;
	*last = 0;
	foreach(cell, check->systems)
	{
		const BohSealedSystem *system = lfirst(cell);

		*first = Min(*first, system->first.xid);
		*last = Max(*last, system->last.xid);
	}
	if (check->to == PG_INT64_MAX)
		*last = PG_UINT64_MAX;
}

static SysScanDesc
begin_scan(const RowScan *scan)
{
	const BohAuditCheck *check = scan->check;
	ScanKeyData keys[2];
	Oid			index;
	uint64		first;
	uint64		last;

	if (boh_check_is_whole(check))
		return systable_beginscan(scan->relation, InvalidOid, false, GetActiveSnapshot(), 0, NULL);
	find_range(check, &first, &last);
	index = find_order_index(scan->relation, scan->row.attributes);
	ScanKeyInit(&keys[0], scan->row.attributes[AUDIT_XID], BTGreaterEqualStrategyNumber, F_XID8GE,
				FullTransactionIdGetDatum(FullTransactionIdFromU64(first)));
	ScanKeyInit(&keys[1], scan->row.attributes[AUDIT_XID], BTLessEqualStrategyNumber, F_XID8LE,
				FullTransactionIdGetDatum(FullTransactionIdFromU64(last)));
	return systable_beginscan(scan->relation, index, OidIsValid(index), GetActiveSnapshot(),
							  lengthof(keys), keys);
}

/*
 * Partitions are LIST partitions of the four classes, so no row has another
 * retention.
 */
static BohRetention
retention_of(const BohRow *row)
{
	char	   *name = boh_get_text(row, AUDIT_RETENTION);
	BohRetention retention;

	if (name == NULL || !boh_retention_named(name, &retention))
		elog(ERROR, "unknown retention class \"%s\"", name == NULL ? "" : name);
	return retention;
}

static TimestampTz
month_of(RowScan *scan, TimestampTz at)
{
	if (at < scan->month || at >= scan->next_month)
	{
		scan->month = boh_month_of(at);
		scan->next_month = boh_next_month(scan->month);
	}
	return scan->month;
}

/* true when leaf_hash of a row is the hash of its content */
static bool
fits_leaf(const BohRow *row, const uint8 *hash)
{
	bytea	   *leaf = DatumGetByteaPP(boh_get_required(row, AUDIT_LEAF_HASH));

	return VARSIZE_ANY_EXHDR(leaf) == BOH_DIGEST_BYTES &&
		memcmp(VARDATA_ANY(leaf), hash, BOH_DIGEST_BYTES) == 0;
}

static void
check_personal(const RowScan *scan, const BohAuditPosition *position, int64 system_identifier)
{
	BohAuditCheck *check = scan->check;
	const char *expected;
	const char *actual;
	const char *problem = boh_check_personal(check, &scan->row, &expected, &actual);
	BohSeal		seal = {0};

	if (problem == NULL)
		return;
	(void) boh_seal_over(check->schema, boh_get_text(&scan->row, AUDIT_RETENTION), scan->month,
						 system_identifier, position, &seal);
	if (boh_check_is_whole(check) || (seal.number >= check->from && seal.number <= check->to))
		boh_check_found(check, problem, seal.number, &position->id, expected, actual);
}

static void
put_row(RowScan *scan)
{
	const BohRow *row = &scan->row;
	TimestampTz at = DatumGetTimestampTz(boh_get_required(row, AUDIT_AT));
	int64		system_identifier = DatumGetInt64(boh_get_required(row, AUDIT_SYSTEM_IDENTIFIER));
	BohAuditPosition position = {
		.xid = U64FromFullTransactionId(DatumGetFullTransactionId(boh_get_required(row, AUDIT_XID))),
		.id = *boh_get_uuid(row, AUDIT_ID)
	};
	bytea	   *record = palloc(VARHDRSZ + sizeof(SortedRow));
	SortedRow	sorted;
	StringInfoData content;

	memset(&sorted, 0, sizeof(sorted));
	initStringInfo(&content);
	boh_audit_content(&content, row);
	boh_leaf_hash(&content, sorted.hash);
	sorted.month = turned(month_of(scan, at));
	sorted.system_identifier = turned(system_identifier);
	sorted.xid = pg_hton64(position.xid);
	sorted.id = position.id;
	sorted.at = turned(at);
	sorted.retention = retention_of(row);
	sorted.fits_leaf = fits_leaf(row, sorted.hash);
	SET_VARSIZE(record, VARHDRSZ + sizeof(SortedRow));
	memcpy(VARDATA(record), &sorted, sizeof(SortedRow));
	tuplesort_putdatum(scan->sorted, PointerGetDatum(record), false);
	check_personal(scan, &position, system_identifier);
}

/* Read the rows of a partition into a sort. */
static void
read_rows(RowScan *scan)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh audit row",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	SysScanDesc rows = begin_scan(scan);
	HeapTuple	tuple;

	caller = MemoryContextSwitchTo(context);
	while (HeapTupleIsValid(tuple = systable_getnext(rows)))
	{
		CHECK_FOR_INTERRUPTS();
		boh_row_take(&scan->row, tuple);
		put_row(scan);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	systable_endscan(rows);
	MemoryContextDelete(context);
	tuplesort_performsort(scan->sorted);
}

/*
 * Comparing
 */

static bool
was_checked(const List *groups, BohRetention retention, TimestampTz month)
{
	ListCell   *cell;

	foreach(cell, groups)
	{
		const CheckedGroup *group = lfirst(cell);

		if (group->retention == retention && group->month == month)
			return true;
	}
	return false;
}

static List *
add_checked(List *groups, BohRetention retention, TimestampTz month)
{
	CheckedGroup *group = palloc(sizeof(CheckedGroup));

	group->retention = retention;
	group->month = month;
	return lappend(groups, group);
}

/*
 * Rows of another month, in a partition that the extension did not make.  They
 * are not compared with seals, and count as missing where they should be.
 */
static void
report_strange(const RowScan *scan, BohRetention retention, TimestampTz month, int64 rows)
{
	if (rows > 0)
		boh_check_found(scan->check, "rows are in another partition", 0, NULL,
						boh_audit_month_table(retention, month),
						psprintf("%s: " INT64_FORMAT " rows",
								 RelationGetRelationName(scan->relation), rows));
}

static bool
next_row(Tuplesortstate *sorted, SortedRow *row)
{
	Datum		value;

	if (!boh_sorted_datum(sorted, &value))
		return false;
	memcpy(row, VARDATA_ANY(DatumGetPointer(value)), sizeof(SortedRow));
	return true;
}

/* The rows of a partition are of one group, unless it is a strange one. */
typedef struct Comparison
{
	const RowScan *scan;
	List	   *checked;
	BohSealedGroup *group;		/* NULL: rows that are in the wrong partition */
	BohRetention retention;
	TimestampTz month;
	int64		strange;		/* number of such rows */
} Comparison;

static void
end_group(Comparison *comparison)
{
	if (comparison->group != NULL)
		boh_group_end(comparison->group);
	report_strange(comparison->scan, comparison->retention, comparison->month,
				   comparison->strange);
	comparison->group = NULL;
	comparison->strange = 0;
}

static void
begin_group(Comparison *comparison, BohRetention retention, TimestampTz month)
{
	const RowScan *scan = comparison->scan;
	MemoryContext caller;

	comparison->retention = retention;
	comparison->month = month;
	if (RelationGetRelid(scan->relation) !=
		boh_audit_partition(scan->check->schema, retention, month))
		return;
	comparison->group = boh_group_begin(scan->check, boh_retention_name(retention), month);
	caller = MemoryContextSwitchTo(scan->check->context);
	comparison->checked = add_checked(comparison->checked, retention, month);
	MemoryContextSwitchTo(caller);
}

static void
compare_row(Comparison *comparison, const SortedRow *row)
{
	BohAuditPosition position = {.xid = pg_ntoh64(row->xid),.id = row->id};
	TimestampTz month = turned_back(row->month);

	if (row->retention != comparison->retention || month != comparison->month)
	{
		end_group(comparison);
		begin_group(comparison, row->retention, month);
	}
	if (comparison->group == NULL)
		comparison->strange++;
	else
		boh_group_row(comparison->group, turned_back(row->system_identifier), &position,
					  turned_back(row->at), row->hash, row->fits_leaf != 0);
}

/* Compare the sorted rows with the seals of their groups. */
static List *
compare_rows(const RowScan *scan, List *checked)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh audit row",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	Comparison	comparison = {.scan = scan,.checked = checked,.retention = BOH_RETENTIONS};
	SortedRow	row;

	while (next_row(scan->sorted, &row))
	{
		CHECK_FOR_INTERRUPTS();
		compare_row(&comparison, &row);
		MemoryContextReset(context);
	}
	end_group(&comparison);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return comparison.checked;
}

static List *
check_partition(BohAuditCheck *check, Oid partition, List *checked)
{
	RowScan		scan = {.check = check,.relation = table_open(partition, NoLock)};
	Oid			operator = lookup_type_cache(BYTEAOID, TYPECACHE_LT_OPR)->lt_opr;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh audit partition",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = CurrentMemoryContext;

	boh_row_open(&scan.row, scan.relation, &boh_audit_table, NULL);
	scan.sorted = tuplesort_begin_datum(BYTEAOID, operator, InvalidOid, false,
										maintenance_work_mem, NULL, TUPLESORT_NONE);
	MemoryContextSwitchTo(context);
	read_rows(&scan);
	MemoryContextSwitchTo(caller);
	checked = compare_rows(&scan, checked);
	tuplesort_end(scan.sorted);
	table_close(scan.relation, NoLock);
	MemoryContextDelete(context);
	return checked;
}

/*
 * Seals without rows
 */

/* The seals of one class and one month */
typedef struct SealedMonth
{
	char	   *name;
	TimestampTz month;
	int64		first;
	int64		last;
	int64		rows;
} SealedMonth;

static void
report_without_partition(BohAuditCheck *check, const SealedMonth *sealed, const char *partition)
{
	boh_check_found(check, OidIsValid(boh_find_table(check->schema, partition)) ?
					"partition is detached" : "partition is missing", sealed->first, NULL,
					psprintf("%s: " INT64_FORMAT " rows under seals " INT64_FORMAT " to " INT64_FORMAT,
							 partition, sealed->rows, sealed->first, sealed->last), "none");
}

/* A class and a month of which there is no row */
static void
check_without_rows(BohAuditCheck *check, const SealedMonth *sealed, const List *partitions)
{
	BohRetention retention;
	const char *partition;

	if (!boh_retention_named(sealed->name, &retention))
	{
		boh_check_found(check, "retention class is unknown", sealed->first, NULL,
						"SECURITY, COMPLIANCE, ADMINISTRATIVE or ACCESS", sealed->name);
		return;
	}
	partition = boh_audit_month_table(retention, sealed->month);
	if (list_member_oid(partitions, boh_audit_partition(check->schema, retention, sealed->month)))
		boh_group_end(boh_group_begin(check, sealed->name, sealed->month));
	else if (boh_retention_end(retention, sealed->month) >= GetCurrentTimestamp())
		report_without_partition(check, sealed, partition);
}

static bool
has_rows(const SealedMonth *sealed, const List *checked)
{
	BohRetention retention;

	return boh_retention_named(sealed->name, &retention) &&
		was_checked(checked, retention, sealed->month);
}

static void
check_sealed_groups(BohAuditCheck *check, const List *partitions, const List *checked)
{
	Datum		values[] = {Int64GetDatum(check->from), Int64GetDatum(check->to)};
	uint64		count = boh_query(&sealed_groups, check->schema, values, NULL, 0);
	SealedMonth *months;

	MemoryContextSwitchTo(check->context);
	months = palloc((count + 1) * sizeof(SealedMonth));
	for (uint64 i = 0; i < count; i++)
	{
		months[i].name = TextDatumGetCString(boh_required_value(i, 1, TEXTOID));
		months[i].month = DatumGetTimestampTz(boh_required_value(i, 2, TIMESTAMPTZOID));
		months[i].first = DatumGetInt64(boh_required_value(i, 3, INT8OID));
		months[i].last = DatumGetInt64(boh_required_value(i, 4, INT8OID));
		months[i].rows = DatumGetInt64(boh_required_value(i, 5, INT8OID));
	}
	SPI_freetuptable(SPI_tuptable);
	for (uint64 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!has_rows(&months[i], checked))
			check_without_rows(check, &months[i], partitions);
	}
}

void
boh_check_rows(BohAuditCheck *check)
{
	List	   *partitions;
	List	   *checked = NIL;
	ListCell   *cell;

	MemoryContextSwitchTo(check->context);
	partitions = find_all_inheritors(boh_table(check->schema, "audit_logs"), AccessShareLock, NULL);
	foreach(cell, partitions)
	{
		Oid			partition = lfirst_oid(cell);
		char		kind = get_rel_relkind(partition);

		if (kind == RELKIND_RELATION)
			checked = check_partition(check, partition, checked);
		else if (kind != RELKIND_PARTITIONED_TABLE)
			boh_check_found(check, "partition is not an ordinary table", 0, NULL, "table",
							get_rel_name(partition));
	}
	check_sealed_groups(check, partitions, checked);
}

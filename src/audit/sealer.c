/*-------------------------------------------------------------------------
 *
 * audit/sealer.c
 *	  boh_seal_audit(): seals the rows of transactions that have ended.
 *
 * Writers do not wait for each other: a row only has its transaction's number
 * and its own hash.  The sealer puts the rows in order afterwards.  A snapshot
 * tells which transactions have all ended: those below its xmin.  No row can
 * come any more from these, so everything up to the last sealed row is
 * complete, and the next run goes on after it.  All that a run needs to know
 * is in the seals that are committed, so one that fails leaves no trace.
 *
 * Rows with the system identifier of another cluster came with a dump.  They
 * are all there, in whatever order they were written, and are sealed before
 * any row of this cluster.  Once a row of this cluster is sealed, no row of
 * another one can be: it would have been inserted by force.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/transam.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/xid8.h"

#include "audit/merkle.h"
#include "audit/partition.h"
#include "audit/seal.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/query.h"
#include "rights/maintenance.h"

PG_FUNCTION_INFO_V1(boh_seal_audit);

#define MOST_ROWS 100000
#define ORDER_INDEX "idx_audit_logs_xid_id"

/* Columns of the statements below */
enum
{
	ROW_ID = 1,
	ROW_XID,
	ROW_RETENTION,
	ROW_AT,
	ROW_LEAF_HASH
};

#define ROWS_AFTER \
	"SELECT id, xid, retention, at, leaf_hash FROM {schema}.audit_logs" \
	" WHERE system_identifier = $1 AND (xid, id) > ($2, $3)"

#define IN_ORDER " ORDER BY xid, id LIMIT $4"

static const BohQuery own_rows = {
	.text = ROWS_AFTER " AND xid < pg_snapshot_xmin(pg_current_snapshot())" IN_ORDER,
	.nargs = 4,
	.argtypes = {INT8OID, XID8OID, UUIDOID, INT4OID},
	.owner_of = "audit_logs",
	.latest = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

static const BohQuery foreign_rows = {
	.text = ROWS_AFTER IN_ORDER,
	.nargs = 4,
	.argtypes = {INT8OID, XID8OID, UUIDOID, INT4OID},
	.owner_of = "audit_logs",
	.latest = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

static const BohQuery foreign_systems = {
	.text = "SELECT DISTINCT system_identifier FROM {schema}.audit_logs"
	" WHERE system_identifier <> $1 ORDER BY 1",
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "audit_logs",
	.latest = true,
	.safe_path = true,
	.no_jit = true
};

static const BohQuery insert_seal = {
	.text = "INSERT INTO {schema}.audit_seals (" BOH_SEAL_COLUMNS ", leaves)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
	.nargs = 15,
	.argtypes = {INT8OID, TIMESTAMPTZOID, TEXTOID, TIMESTAMPTZOID, INT8OID, XID8OID, UUIDOID,
	XID8OID, UUIDOID, INT4OID, BYTEAOID, BYTEAOID, BYTEAOID, BYTEAOID, BYTEAOID},
	.owner_of = "audit_seals",
	.own_write = "audit_seals",
	.one_row = true
};

/* The rows of one seal */
typedef struct SealedGroup
{
	char	   *retention;
	TimestampTz month;
	BohAuditPosition first;
	BohAuditPosition last;
	BohMerkle	tree;
	StringInfoData leaves;
} SealedGroup;

/* One run of boh_seal_audit() */
typedef struct Run
{
	Oid			schema;
	int			max_rows;
	bool		sealed_before;	/* there is a seal: */
	BohSeal		newest;
	int64		system_identifier;	/* of the rows */
	List	   *groups;			/* in order of their last rows */
} Run;

/* That of a shard of Citus has the shard's number at the end of its name. */
static bool
is_order_index(Oid oid)
{
	const char *name = get_rel_name(oid);
	size_t		length = strlen(ORDER_INDEX);
	Relation	index;
	bool		valid;

	if (strncmp(name, ORDER_INDEX, length) != 0 ||
		name[length + strspn(name + length, "_0123456789")] != '\0')
		return false;
	index = index_open(oid, AccessShareLock);
	valid = index->rd_index->indisvalid;
	index_close(index, NoLock);
	return valid;
}

/* A restore creates indexes when all rows are there. */
static void
check_index(const Run *run)
{
	Relation	relation = boh_open_table(run->schema, "audit_logs", AccessShareLock);
	bool		found = false;
	BohDetail	detail;
	ListCell   *cell;

	foreach(cell, RelationGetIndexList(relation))
		found = found || is_order_index(lfirst_oid(cell));
	table_close(relation, NoLock);
	if (found)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "index", ORDER_INDEX);
	boh_raise(BOH_SEAL_INDEX, &detail, BOH_PLACE(run->schema, "audit_logs", NULL, NULL));
}

/*
 * A cluster that was set back, or another copy of it, counts transactions that
 * are sealed already.
 */
static void
check_not_ahead(const Run *run, const BohAuditPosition *position)
{
	uint64		next = U64FromFullTransactionId(ReadNextFullTransactionId());
	BohDetail	detail;

	if (position->xid < next)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "sealed_xid", psprintf(UINT64_FORMAT, position->xid));
	boh_detail_text(&detail, "next_xid", psprintf(UINT64_FORMAT, next));
	boh_raise(BOH_SEAL_AHEAD, &detail, BOH_PLACE(run->schema, "audit_seals", "last_xid", NULL),
			  psprintf(UINT64_FORMAT, position->xid));
}

/* Read the next rows of a system identifier.  Returns how many there are. */
static uint64
read_rows(Run *run, int64 system_identifier, bool own)
{
	BohAuditPosition position = {0};
	Datum		values[4];

	run->system_identifier = system_identifier;
	if (boh_seal_position(run->schema, system_identifier, true, &position) && own)
		check_not_ahead(run, &position);
	values[0] = Int64GetDatum(system_identifier);
	values[1] = FullTransactionIdGetDatum(FullTransactionIdFromU64(position.xid));
	values[2] = UUIDPGetDatum(&position.id);
	values[3] = Int32GetDatum(run->max_rows);
	return boh_query(own ? &own_rows : &foreign_rows, run->schema, values, NULL, 0);
}

static uint64
read_foreign_rows(Run *run, int64 own)
{
	Datum		values[] = {Int64GetDatum(own)};
	uint64		rows;
	uint64		count;
	int64	   *systems;

	if (run->sealed_before)
	{
		rows = read_rows(run, run->newest.system_identifier, false);
		if (rows > 0)
			return rows;
	}
	count = boh_query(&foreign_systems, run->schema, values, NULL, 0);
	systems = palloc((count + 1) * sizeof(int64));
	for (uint64 i = 0; i < count; i++)
		systems[i] = DatumGetInt64(boh_required_value(i, 1, INT8OID));
	for (uint64 i = 0; i < count; i++)
	{
		rows = read_rows(run, systems[i], false);
		if (rows > 0)
			return rows;
	}
	return 0;
}

static uint64
read_next_rows(Run *run)
{
	int64		own = (int64) GetSystemIdentifier();
	uint64		rows = 0;

	if (!run->sealed_before || run->newest.system_identifier != own)
		rows = read_foreign_rows(run, own);
	return rows > 0 ? rows : read_rows(run, own, true);
}

static bool
is_group_of(const SealedGroup *group, const char *retention, TimestampTz month)
{
	return group->month == month && strcmp(group->retention, retention) == 0;
}

static SealedGroup *
make_group(const char *retention, TimestampTz month)
{
	SealedGroup *group = palloc0(sizeof(SealedGroup));

	group->retention = pstrdup(retention);
	group->month = month;
	boh_merkle_init(&group->tree);
	initStringInfo(&group->leaves);
	return group;
}

/* The group of a class and a month becomes the last in the list. */
static SealedGroup *
take_group(Run *run, const char *retention, TimestampTz month)
{
	ListCell   *cell;
	SealedGroup *group = NULL;

	if (run->groups != NIL && is_group_of(llast(run->groups), retention, month))
		return llast(run->groups);
	foreach(cell, run->groups)
	{
		if (is_group_of(lfirst(cell), retention, month))
		{
			group = lfirst(cell);
			run->groups = foreach_delete_current(run->groups, cell);
			break;
		}
	}
	if (group == NULL)
		group = make_group(retention, month);
	run->groups = lappend(run->groups, group);
	return group;
}

/*
 * The owner may have spoilt the column: boh_audit_verify() will say so, and
 * sealing goes on.
 */
static void
read_leaf_hash(uint64 row, uint8 *hash)
{
	bytea	   *value = DatumGetByteaPP(boh_required_value(row, ROW_LEAF_HASH, BYTEAOID));

	memset(hash, 0, BOH_DIGEST_BYTES);
	memcpy(hash, VARDATA_ANY(value), Min(VARSIZE_ANY_EXHDR(value), BOH_DIGEST_BYTES));
}

static void
add_row(Run *run, uint64 row)
{
	BohAuditPosition position = {
		.xid = U64FromFullTransactionId(DatumGetFullTransactionId(boh_required_value(row, ROW_XID, XID8OID))),
		.id = *DatumGetUUIDP(boh_required_value(row, ROW_ID, UUIDOID))
	};
	TimestampTz at = DatumGetTimestampTz(boh_required_value(row, ROW_AT, TIMESTAMPTZOID));
	uint8		hash[BOH_DIGEST_BYTES];
	SealedGroup *group = take_group(run,
									TextDatumGetCString(boh_required_value(row, ROW_RETENTION, TEXTOID)),
									boh_month_of(at));

	read_leaf_hash(row, hash);
	if (group->tree.size == 0)
		group->first = position;
	group->last = position;
	boh_merkle_add(&group->tree, hash);
	appendBinaryStringInfo(&group->leaves, (const char *) &position.id, UUID_LEN);
	appendBinaryStringInfo(&group->leaves, (const char *) hash, BOH_DIGEST_BYTES);
}

static Datum
bytes(const void *data, size_t length)
{
	bytea	   *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	memcpy(VARDATA(value), data, length);
	return PointerGetDatum(value);
}

static Datum
xid_datum(uint64 xid)
{
	return FullTransactionIdGetDatum(FullTransactionIdFromU64(xid));
}

static void
write_seal(const Run *run, const BohSeal *seal, const SealedGroup *group)
{
	Datum		values[] = {
		Int64GetDatum(seal->number),
		TimestampTzGetDatum(seal->sealed_at),
		CStringGetTextDatum(seal->retention),
		TimestampTzGetDatum(seal->month),
		Int64GetDatum(seal->system_identifier),
		xid_datum(seal->first.xid),
		UUIDPGetDatum(&seal->first.id),
		xid_datum(seal->last.xid),
		UUIDPGetDatum(&seal->last.id),
		Int32GetDatum(seal->rows),
		bytes(seal->root, BOH_DIGEST_BYTES),
		bytes(seal->leaves_hash, BOH_DIGEST_BYTES),
		bytes(seal->previous_hash, BOH_DIGEST_BYTES),
		bytes(seal->hash, BOH_DIGEST_BYTES),
		bytes(group->leaves.data, group->leaves.len)
	};

	if (boh_query(&insert_seal, run->schema, values, NULL, 0) != 1)
		elog(ERROR, "seal " INT64_FORMAT " was not inserted", seal->number);
}

/* Seal a group after the seal before, which becomes the new one. */
static void
seal_group(const Run *run, const SealedGroup *group, TimestampTz now, BohSeal *seal)
{
	memcpy(seal->previous_hash, seal->hash, BOH_DIGEST_BYTES);
	seal->number++;
	seal->sealed_at = now;
	seal->retention = group->retention;
	seal->month = group->month;
	seal->system_identifier = run->system_identifier;
	seal->first = group->first;
	seal->last = group->last;
	seal->rows = (int32) group->tree.size;
	boh_merkle_root(&group->tree, seal->root);
	boh_digest(group->leaves.data, group->leaves.len, seal->leaves_hash);
	boh_seal_hash(seal, seal->hash);
	write_seal(run, seal, group);
}

static int
seal(Run *run)
{
	uint64		rows;
	BohSeal		last = {0};
	TimestampTz now = boh_now();
	ListCell   *cell;

	check_index(run);
	run->sealed_before = boh_seal_newest(run->schema, true, &run->newest);
	rows = read_next_rows(run);
	for (uint64 row = 0; row < rows; row++)
	{
		CHECK_FOR_INTERRUPTS();
		add_row(run, row);
	}
	if (run->sealed_before)
	{
		/* Runs can be told apart, and their order, by the time. */
		last = run->newest;
		now = Max(now, last.sealed_at + 1000);
	}
	foreach(cell, run->groups)
		seal_group(run, lfirst(cell), now, &last);
	return (int) rows;
}

Datum
boh_seal_audit(PG_FUNCTION_ARGS)
{
	Run			run = {
		.max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, MOST_ROWS),
		.schema = boh_schema_to_write(fcinfo)
	};
	BohMaintenance maintenance;
	int			sealed = 0;

	maintenance = boh_maintenance_begin(run.schema, "audit_seals", ACL_INSERT);
	if (boh_try_lock(BOH_LOCK_SEAL, run.schema))
	{
		boh_spi_connect();
		(void) boh_audit_prepare(run.schema);
		sealed = seal(&run);
		boh_spi_finish();
	}
	boh_maintenance_end(maintenance);
	PG_RETURN_INT32(sealed);
}

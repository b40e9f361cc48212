/*-------------------------------------------------------------------------
 *
 * audit/check_group.c
 *	  The part of boh_audit_verify() that compares rows with their seals.
 *
 * The rows of one retention class and one month come in the order of sealing,
 * and so do the seals over them.  A seal has a list of its rows' ids and
 * hashes, which tells which row is missing, and which one should not be there.
 * The list itself is compared with the seal's root first.  If it is damaged,
 * the rows are compared with the root, which tells only that something is
 * wrong.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/xid8.h"

#include "audit/check.h"
#include "audit/content.h"
#include "audit/merkle.h"
#include "base/query.h"

/* Seals are read so many at a time. */
#define BATCH 100

#define SEALS_OF_GROUP \
	" FROM {schema}.audit_seals WHERE retention = $1 AND month = $2" \
	" AND number >= $3 AND number <= $4"

static const BohQuery sealed_systems = {
	.text = "SELECT DISTINCT system_identifier" SEALS_OF_GROUP " ORDER BY 1",
	.nargs = 4,
	.argtypes = {TEXTOID, TIMESTAMPTZOID, INT8OID, INT8OID},
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

static const BohQuery next_seals = {
	.text = "SELECT " BOH_SEAL_COLUMNS ", leaves" SEALS_OF_GROUP
	" AND system_identifier = $5 AND (last_xid, last_id) > ($6, $7)"
	" ORDER BY last_xid, last_id",
	.nargs = 7,
	.argtypes = {TEXTOID, TIMESTAMPTZOID, INT8OID, INT8OID, INT8OID, XID8OID, UUIDOID},
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.no_jit = true,
	.by_index = true
};

/* Where a row stands in the list of a seal */
typedef struct ListedRow
{
	pg_uuid_t	id;				/* hash key */
	int			index;
} ListedRow;

struct BohSealedGroup
{
	BohAuditCheck *check;
	const char *retention;
	TimestampTz month;
	bool		may_be_gone;	/* rows need not be kept any more */
	MemoryContext context;		/* as long as the group */
	MemoryContext batch_context;
	MemoryContext seal_context;
	int64	   *systems;		/* system identifiers that have seals, in
								 * order */
	int			system_count;
	int			system;			/* index of the one whose seals come */
	BohSeal    *batch;			/* its next seals */
	int			batch_size;
	int			next_in_batch;

	/* the seal that comes next, or whose rows are coming; NULL: no more */
	const BohSeal *seal;
	const uint8 *leaves;		/* NULL: the list cannot be used */
	int			next;			/* where the next row should stand */
	int			matched;
	bool	   *seen;			/* made when a row is not the next one, and */
	HTAB	   *listed;
	BohMerkle	tree;			/* of the rows, when there is no list */
};

static const uint8 *
leaf(const BohSealedGroup *group, int index)
{
	return group->leaves + (size_t) index * BOH_LEAF_BYTES;
}

static const pg_uuid_t *
leaf_id(const BohSealedGroup *group, int index)
{
	return (const pg_uuid_t *) leaf(group, index);
}

static const uint8 *
leaf_hash(const BohSealedGroup *group, int index)
{
	return leaf(group, index) + UUID_LEN;
}

/*
 * Seals
 */

static void
read_systems(BohSealedGroup *group)
{
	Datum		values[] = {
		CStringGetTextDatum(group->retention),
		TimestampTzGetDatum(group->month),
		Int64GetDatum(group->check->from),
		Int64GetDatum(group->check->to)
	};
	uint64		count = boh_query(&sealed_systems, group->check->schema, values, NULL, 0);

	MemoryContextSwitchTo(group->context);
	group->systems = palloc((count + 1) * sizeof(int64));
	group->system_count = (int) count;
	for (uint64 i = 0; i < count; i++)
		group->systems[i] = DatumGetInt64(boh_required_value(i, 1, INT8OID));
	SPI_freetuptable(SPI_tuptable);
}

/* The seals of the current system identifier that end after a position */
static void
read_batch_after(BohSealedGroup *group, BohAuditPosition position)
{
	MemoryContext caller = CurrentMemoryContext;
	Datum		values[] = {
		CStringGetTextDatum(group->retention),
		TimestampTzGetDatum(group->month),
		Int64GetDatum(group->check->from),
		Int64GetDatum(group->check->to),
		Int64GetDatum(group->systems[group->system]),
		FullTransactionIdGetDatum(FullTransactionIdFromU64(position.xid)),
		UUIDPGetDatum(&position.id)
	};

	group->batch_size = (int) boh_query(&next_seals, group->check->schema, values, NULL, BATCH);
	group->next_in_batch = 0;
	MemoryContextReset(group->batch_context);
	MemoryContextSwitchTo(group->batch_context);
	group->batch = palloc(BATCH * sizeof(BohSeal));
	for (int i = 0; i < group->batch_size; i++)
		boh_seal_read(i, &group->batch[i]);
	SPI_freetuptable(SPI_tuptable);
	MemoryContextSwitchTo(caller);
}

/* Read the next seals, of the next system identifier if this one has no more. */
static void
read_batch(BohSealedGroup *group)
{
	BohAuditPosition start = {0};

	if (group->batch_size > 0)
		read_batch_after(group, group->batch[group->batch_size - 1].last);
	while (group->batch_size == 0 && ++group->system < group->system_count)
		read_batch_after(group, start);
}

/* true when the list is the one that was sealed */
static bool
is_sound(const BohSeal *seal, const uint8 *leaves, size_t length)
{
	uint8		hash[BOH_DIGEST_BYTES];
	BohMerkle	tree;

	if (seal->rows < 0 || length != (size_t) seal->rows * BOH_LEAF_BYTES)
		return false;
	boh_digest(leaves, length, hash);
	if (memcmp(hash, seal->leaves_hash, BOH_DIGEST_BYTES) != 0)
		return false;
	boh_merkle_init(&tree);
	for (int i = 0; i < seal->rows; i++)
		boh_merkle_add(&tree, leaves + (size_t) i * BOH_LEAF_BYTES + UUID_LEN);
	boh_merkle_root(&tree, hash);
	return memcmp(hash, seal->root, BOH_DIGEST_BYTES) == 0;
}

/* The list is dropped with the rows, when these need not be kept any more. */
static void
read_list(BohSealedGroup *group)
{
	const BohSeal *seal = group->seal;
	bytea	   *leaves;

	group->leaves = NULL;
	if (seal->leaves != NULL)
	{
		leaves = DatumGetByteaPP(PointerGetDatum(seal->leaves));
		if (is_sound(seal, (uint8 *) VARDATA_ANY(leaves), VARSIZE_ANY_EXHDR(leaves)))
			group->leaves = (uint8 *) VARDATA_ANY(leaves);
	}
	if (group->leaves == NULL && (seal->leaves != NULL || !group->may_be_gone))
		boh_check_found(group->check, "list of rows was changed", seal->number, NULL,
						boh_hex(seal->leaves_hash, BOH_DIGEST_BYTES),
						seal->leaves == NULL ? "none" : "another list");
}

static void
next_seal(BohSealedGroup *group)
{
	MemoryContext caller;

	if (group->next_in_batch == group->batch_size && group->system < group->system_count)
		read_batch(group);
	if (group->next_in_batch == group->batch_size)
	{
		group->seal = NULL;
		return;
	}
	MemoryContextReset(group->seal_context);
	caller = MemoryContextSwitchTo(group->seal_context);
	group->seal = &group->batch[group->next_in_batch++];
	group->next = 0;
	group->matched = 0;
	group->seen = NULL;
	group->listed = NULL;
	boh_merkle_init(&group->tree);
	read_list(group);
	MemoryContextSwitchTo(caller);
}

static void
report_missing(BohSealedGroup *group)
{
	for (int i = 0; i < group->seal->rows; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (group->seen == NULL ? i >= group->next : !group->seen[i])
			boh_check_found(group->check, "row is missing", group->seal->number,
							leaf_id(group, i), boh_hex(leaf_hash(group, i), BOH_DIGEST_BYTES),
							"none");
	}
}

static void
compare_root(BohSealedGroup *group)
{
	const BohSeal *seal = group->seal;
	uint8		root[BOH_DIGEST_BYTES];

	boh_merkle_root(&group->tree, root);
	if (group->tree.size != (uint64) seal->rows ||
		memcmp(root, seal->root, BOH_DIGEST_BYTES) != 0)
		boh_check_found(group->check, "rows do not match the seal", seal->number, NULL,
						psprintf("%d: %s", seal->rows, boh_hex(seal->root, BOH_DIGEST_BYTES)),
						psprintf(UINT64_FORMAT ": %s", group->tree.size,
								 boh_hex(root, BOH_DIGEST_BYTES)));
}

/* All rows of the seal have come. */
static void
end_seal(BohSealedGroup *group)
{
	MemoryContext caller = MemoryContextSwitchTo(group->seal_context);

	if (group->leaves != NULL)
	{
		if (group->matched < group->seal->rows && !group->may_be_gone)
			report_missing(group);
	}
	else if (group->tree.size >= (uint64) group->seal->rows || !group->may_be_gone)
		compare_root(group);
	MemoryContextSwitchTo(caller);
	next_seal(group);
}

/*
 * Rows
 */

/* From now on, rows are looked up, because they come in another order. */
static void
make_lookup(BohSealedGroup *group)
{
	HASHCTL		control = {
		.keysize = sizeof(pg_uuid_t),
		.entrysize = sizeof(ListedRow),
		.hcxt = group->seal_context
	};

	MemoryContext caller = MemoryContextSwitchTo(group->seal_context);

	group->seen = palloc0(group->seal->rows * sizeof(bool));
	memset(group->seen, true, group->next);
	group->listed = hash_create("boh sealed rows", group->seal->rows, &control,
								HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	for (int i = 0; i < group->seal->rows; i++)
	{
		ListedRow  *row = hash_search(group->listed, leaf_id(group, i), HASH_ENTER, NULL);

		row->index = i;
	}
	MemoryContextSwitchTo(caller);
}

/* Where the list has a row; -1: nowhere. */
static int
look_up(BohSealedGroup *group, const pg_uuid_t *id)
{
	const ListedRow *row;

	if (group->next < group->seal->rows &&
		memcmp(leaf_id(group, group->next), id, UUID_LEN) == 0)
		return group->next;
	if (group->listed == NULL)
		make_lookup(group);
	row = hash_search(group->listed, id, HASH_FIND, NULL);
	return row == NULL ? -1 : row->index;
}

/* A finding about a row among those of the seal */
static void
report_row(BohSealedGroup *group, const char *problem, const pg_uuid_t *id,
		   const char *expected, const char *actual)
{
	boh_check_found(group->check, problem, group->seal->number, id, expected, actual);
}

static void
compare_row(BohSealedGroup *group, const pg_uuid_t *id, const uint8 *hash, bool fits_leaf)
{
	int			index = look_up(group, id);

	if (index < 0)
	{
		report_row(group, "row was inserted", id, "none", boh_hex(hash, BOH_DIGEST_BYTES));
		return;
	}
	if (group->seen != NULL && group->seen[index])
	{
		report_row(group, "row is there twice", id, "once", "twice");
		return;
	}
	if (group->seen != NULL)
		group->seen[index] = true;
	group->next = index + 1;
	group->matched++;
	if (memcmp(hash, leaf_hash(group, index), BOH_DIGEST_BYTES) != 0)
		report_row(group, "row was changed", id,
				   boh_hex(leaf_hash(group, index), BOH_DIGEST_BYTES),
				   boh_hex(hash, BOH_DIGEST_BYTES));
	else if (!fits_leaf)
		report_row(group, "leaf_hash was changed", id, boh_hex(hash, BOH_DIGEST_BYTES),
				   "another hash");
}

/* Once a row of this cluster is sealed, rows of others are not (sealer.c). */
static bool
is_too_late(const BohAuditCheck *check, int64 system_identifier)
{
	return system_identifier != (int64) GetSystemIdentifier() &&
		check->newest_system == (int64) GetSystemIdentifier();
}

typedef enum Place
{
	UNDER_OTHER_SEAL,
	BETWEEN_SEALS,
	TO_COME
} Place;

/* When only some seals are checked, the others have to be asked. */
static Place
find_place(BohSealedGroup *group, int64 system_identifier, const BohAuditPosition *position)
{
	BohSeal		seal;
	BohAuditPosition sealed;

	if (boh_seal_over(group->check->schema, group->retention, group->month, system_identifier,
					  position, &seal))
		return UNDER_OTHER_SEAL;
	if (is_too_late(group->check, system_identifier) ||
		(boh_seal_position(group->check->schema, system_identifier, false, &sealed) &&
		 boh_position_compare(position, &sealed) <= 0))
		return BETWEEN_SEALS;
	return TO_COME;
}

/* The place of a row that is not under the checked seals of its group */
static Place
place_of(BohSealedGroup *group, int64 system_identifier, const BohAuditPosition *position)
{
	const BohAuditCheck *check = group->check;
	const BohSealedSystem *system;

	/* This holds for most, and needs no statement. */
	if (system_identifier == check->newest_system &&
		boh_position_compare(position, &check->newest_position) > 0)
		return TO_COME;
	if (!boh_check_is_whole(check))
		return find_place(group, system_identifier, position);
	system = boh_check_system(check, system_identifier);
	return is_too_late(check, system_identifier) ||
		(system != NULL && boh_position_compare(position, &system->last) <= 0) ?
		BETWEEN_SEALS : TO_COME;
}

/* Count a row that is not sealed yet. */
static void
count_unsealed(BohAuditCheck *check, int64 system_identifier, const BohAuditPosition *position,
			   TimestampTz at, const uint8 *hash, bool fits_leaf)
{
	uint64		next_xid = U64FromFullTransactionId(ReadNextFullTransactionId());

	if (system_identifier == (int64) GetSystemIdentifier() && position->xid >= next_xid)
		boh_check_found(check, "row is of a transaction to come", 0, &position->id,
						psprintf("before " UINT64_FORMAT, next_xid),
						psprintf(UINT64_FORMAT, position->xid));
	if (!fits_leaf)
		boh_check_found(check, "leaf_hash does not match", 0, &position->id,
						boh_hex(hash, BOH_DIGEST_BYTES), "another hash");
	if (check->unsealed == 0 || at < check->oldest_unsealed)
		check->oldest_unsealed = at;
	check->unsealed++;
}

static void
check_outside(BohSealedGroup *group, int64 system_identifier, const BohAuditPosition *position,
			  TimestampTz at, const uint8 *hash, bool fits_leaf)
{
	switch (place_of(group, system_identifier, position))
	{
		case UNDER_OTHER_SEAL:
			break;
		case BETWEEN_SEALS:
			boh_check_found(group->check, "row was inserted", 0, &position->id, "none",
							boh_hex(hash, BOH_DIGEST_BYTES));
			break;
		case TO_COME:
			if (group->check->to == PG_INT64_MAX)
				count_unsealed(group->check, system_identifier, position, at, hash, fits_leaf);
			break;
	}
}

/* true when a seal ends before a row */
static bool
ends_before(const BohSeal *seal, int64 system_identifier, const BohAuditPosition *position)
{
	if (seal->system_identifier != system_identifier)
		return seal->system_identifier < system_identifier;
	return boh_position_compare(&seal->last, position) < 0;
}

static bool
begins_after(const BohSeal *seal, int64 system_identifier, const BohAuditPosition *position)
{
	if (seal->system_identifier != system_identifier)
		return seal->system_identifier > system_identifier;
	return boh_position_compare(&seal->first, position) > 0;
}

void
boh_group_row(BohSealedGroup *group, int64 system_identifier, const BohAuditPosition *position,
			  TimestampTz at, const uint8 *hash, bool fits_leaf)
{
	while (group->seal != NULL && ends_before(group->seal, system_identifier, position))
		end_seal(group);
	if (group->seal == NULL || begins_after(group->seal, system_identifier, position))
		check_outside(group, system_identifier, position, at, hash, fits_leaf);
	else if (group->leaves != NULL)
		compare_row(group, &position->id, hash, fits_leaf);
	else
		boh_merkle_add(&group->tree, hash);
}

BohSealedGroup *
boh_group_begin(BohAuditCheck *check, const char *retention, TimestampTz month)
{
	MemoryContext context = AllocSetContextCreate(check->context, "boh sealed group",
												  ALLOCSET_DEFAULT_SIZES);
	BohSealedGroup *group;
	MemoryContext caller = MemoryContextSwitchTo(context);
	BohRetention known;

	group = palloc0(sizeof(BohSealedGroup));
	group->check = check;
	group->retention = pstrdup(retention);
	group->month = month;
	group->may_be_gone = boh_retention_named(retention, &known) &&
		boh_retention_end(known, month) < GetCurrentTimestamp();
	group->context = context;
	group->batch_context = AllocSetContextCreate(context, "boh seals", ALLOCSET_DEFAULT_SIZES);
	group->seal_context = AllocSetContextCreate(context, "boh seal", ALLOCSET_DEFAULT_SIZES);
	read_systems(group);
	group->system = -1;
	next_seal(group);
	MemoryContextSwitchTo(caller);
	return group;
}

void
boh_group_end(BohSealedGroup *group)
{
	while (group->seal != NULL)
		end_seal(group);
	MemoryContextDelete(group->context);
}

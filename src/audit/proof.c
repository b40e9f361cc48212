/*-------------------------------------------------------------------------
 *
 * audit/proof.c
 *	  boh_audit_proof() and boh_audit_head(): proofs for others.
 *
 * A proof is everything that somebody outside needs to check that a row is
 * under a seal, and that this seal is one of a chain whose last hash they have
 * kept.  Nothing in it is personal.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/tuplestore.h"
#include "utils/xid8.h"

#include "audit/auditor.h"
#include "audit/content.h"
#include "audit/merkle.h"
#include "audit/seal.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "json/build.h"

PG_FUNCTION_INFO_V1(boh_audit_proof);
PG_FUNCTION_INFO_V1(boh_audit_head);

/* So many seals may follow the one of a proof. */
#define MOST_FOLLOWING 10000

/* Columns of the result of boh_audit_head() */
#define HEAD_COLUMNS 3

/* The columns of BohAuditColumn, in their order */
static const BohQuery find_row = {
	.text = "SELECT id, at, xid, system_identifier, user_id, success, user_role, login_role,"
	" database_role, action, entity, entity_id, retention, client_address, client_hash,"
	" before, after, personal, leaf_hash FROM {schema}.audit_logs WHERE id = $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "audit_logs",
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

/* The row to prove */
typedef struct ProvenRow
{
	pg_uuid_t	id;
	char	   *retention;
	TimestampTz month;
	int64		system_identifier;
	BohAuditPosition position;
	StringInfoData content;
	uint8		leaf_hash[BOH_DIGEST_BYTES];
} ProvenRow;

static BohDetail
detail_of(const pg_uuid_t *id)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "audit_id", id);
	return detail;
}

BOH_NORETURN static void raise_damaged(Oid schema, const pg_uuid_t *id);

static void
raise_damaged(Oid schema, const pg_uuid_t *id)
{
	BohDetail	detail = detail_of(id);

	boh_raise(BOH_AUDIT_DAMAGED, &detail, BOH_PLACE(schema, "audit_logs", NULL, NULL));
}

static void
raise_no_row(Oid schema, const pg_uuid_t *id)
{
	BohDetail	detail = detail_of(id);

	boh_raise(BOH_NOT_FOUND, &detail, BOH_PLACE(schema, "audit_logs", "id", NULL),
			  "row of the audit");
}

static void
read_row(Oid schema, const pg_uuid_t *id, ProvenRow *proven)
{
	Relation	relation = boh_open_table(schema, "audit_logs", AccessShareLock);
	Datum		values[] = {UUIDPGetDatum(id)};
	uint64		count = boh_query(&find_row, schema, values, NULL, 2);
	BohRow		row;

	if (count == 0)
		raise_no_row(schema, id);
	if (count > 1)
		raise_damaged(schema, id);
	boh_row_open(&row, relation, &boh_audit_table, NULL);
	for (int column = 0; column < AUDIT_COLUMNS; column++)
	{
		bool		isnull;
		Datum		value = boh_value(0, column + 1, boh_audit_table.columns[column].type, &isnull);

		if (isnull)
			boh_set_null(&row, column);
		else
			boh_set(&row, column, value);
	}
	proven->id = *id;
	proven->retention = boh_get_text(&row, AUDIT_RETENTION);
	proven->month = boh_month_of(DatumGetTimestampTz(boh_get_required(&row, AUDIT_AT)));
	proven->system_identifier = DatumGetInt64(boh_get_required(&row, AUDIT_SYSTEM_IDENTIFIER));
	proven->position.xid = U64FromFullTransactionId(DatumGetFullTransactionId(boh_get_required(&row, AUDIT_XID)));
	proven->position.id = *id;
	initStringInfo(&proven->content);
	boh_audit_content(&proven->content, &row);
	boh_leaf_hash(&proven->content, proven->leaf_hash);
	table_close(relation, NoLock);
}

static void
find_seal(Oid schema, const ProvenRow *row, BohSeal *seal)
{
	BohAuditPosition sealed;
	BohDetail	detail;

	if (boh_seal_over(schema, row->retention, row->month, row->system_identifier, &row->position,
					  seal))
		return;
	if (boh_seal_position(schema, row->system_identifier, false, &sealed) &&
		boh_position_compare(&row->position, &sealed) <= 0)
		raise_damaged(schema, &row->id);
	detail = detail_of(&row->id);
	boh_raise(BOH_AUDIT_UNSEALED, &detail, BOH_PLACE(schema, "audit_logs", NULL, NULL));
}

/* The index of a row in the list of its seal; hashes becomes those of the list. */
static int
find_leaf(Oid schema, const ProvenRow *row, const BohSeal *seal, uint8 *hashes)
{
	const uint8 *leaves;
	int			index = -1;

	leaves = (uint8 *) VARDATA_ANY(seal->leaves);
	for (int i = 0; i < seal->rows; i++, leaves += BOH_LEAF_BYTES)
	{
		if (memcmp(leaves, &row->id, UUID_LEN) == 0 &&
			memcmp(leaves + UUID_LEN, row->leaf_hash, BOH_DIGEST_BYTES) == 0)
			index = i;
		memcpy(hashes + (size_t) i * BOH_DIGEST_BYTES, leaves + UUID_LEN, BOH_DIGEST_BYTES);
	}
	if (index < 0)
		raise_damaged(schema, &row->id);
	return index;
}

/*
 * A jsonb under construction
 */

/* The contents are in UTF-8, and jsonb is in the encoding of the database. */
static void
push_content(BohJsonbState *state, JsonbIteratorToken token, const StringInfoData *content)
{
	char	   *text = pg_any_to_server(content->data, content->len, PG_UTF8);

	boh_json_push_whole(state, token, boh_json_text(text));
}

static void
push_hash(BohJsonbState *state, JsonbIteratorToken token, const uint8 *hash)
{
	boh_json_push_whole(state, token, boh_json_text(boh_hex(hash, BOH_DIGEST_BYTES)));
}

static void
push_path(BohJsonbState *state, uint8 *hashes, const BohSeal *seal, int index)
{
	uint8		path[BOH_MERKLE_LEVELS * BOH_DIGEST_BYTES];
	int			length = boh_merkle_path(hashes, seal->rows, index, path);

	boh_json_push_key(state, "path");
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < length; i++)
		push_hash(state, WJB_ELEM, path + i * BOH_DIGEST_BYTES);
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

static void
push_seal(BohJsonbState *state, const BohSeal *seal)
{
	StringInfoData content;

	initStringInfo(&content);
	boh_seal_content(&content, seal);
	boh_json_push_key(state, "seal");
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	boh_json_push_member(state, "number", boh_json_integer(seal->number));
	boh_json_push_key(state, "content");
	push_content(state, WJB_VALUE, &content);
	boh_json_push_key(state, "hash");
	push_hash(state, WJB_VALUE, seal->hash);
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

/* The contents of the seals that lead from one seal to a later one */
static void
push_following(Oid schema, BohJsonbState *state, const BohSeal *seal, int64 to)
{
	uint64		count = boh_seals_between(schema, seal->number, to, 0);

	boh_json_push_key(state, "following");
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	for (uint64 row = 0; row < count; row++)
	{
		BohSeal		following;
		StringInfoData content;

		CHECK_FOR_INTERRUPTS();
		boh_seal_read(row, &following);
		initStringInfo(&content);
		boh_seal_content(&content, &following);
		push_content(state, WJB_ELEM, &content);
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

static void
check_to(Oid schema, const BohSeal *seal, int64 to)
{
	int64		most = seal->number + MOST_FOLLOWING;
	BohSeal		newest;
	BohDetail	detail;

	if (!boh_seal_newest(schema, false, &newest))
		newest = *seal;
	if (to >= seal->number && to <= Min(most, newest.number))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", "to_seal");
	boh_detail_integer(&detail, "value", to);
	boh_detail_integer(&detail, "minimum", seal->number);
	boh_detail_integer(&detail, "maximum", Min(most, newest.number));
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, "to_seal", psprintf(INT64_FORMAT, to));
}

/* The seal must be the one whose list vouches for the row. */
static void
check_list(Oid schema, const ProvenRow *row, BohSeal *seal)
{
	if (seal->leaves == NULL)
		raise_damaged(schema, &row->id);
	seal->leaves = DatumGetByteaPP(PointerGetDatum(seal->leaves));
	if (seal->rows < 0 || VARSIZE_ANY_EXHDR(seal->leaves) != (size_t) seal->rows * BOH_LEAF_BYTES)
		raise_damaged(schema, &row->id);
}

static void
check_root(Oid schema, const ProvenRow *row, const BohSeal *seal, const uint8 *hashes)
{
	BohMerkle	tree;
	uint8		hash[BOH_DIGEST_BYTES];

	boh_merkle_init(&tree);
	for (int i = 0; i < seal->rows; i++)
		boh_merkle_add(&tree, hashes + (size_t) i * BOH_DIGEST_BYTES);
	boh_merkle_root(&tree, hash);
	if (memcmp(hash, seal->root, BOH_DIGEST_BYTES) != 0)
		raise_damaged(schema, &row->id);
	boh_seal_hash(seal, hash);
	if (memcmp(hash, seal->hash, BOH_DIGEST_BYTES) != 0)
		raise_damaged(schema, &row->id);
}

static Jsonb *
make_proof(Oid schema, const pg_uuid_t *id, bool has_to, int64 to)
{
	ProvenRow	row;
	BohSeal		seal;
	BohJsonbState state;
	uint8	   *hashes;
	int			index;

	read_row(schema, id, &row);
	find_seal(schema, &row, &seal);
	if (has_to)
		check_to(schema, &seal, to);
	check_list(schema, &row, &seal);
	hashes = palloc((size_t) seal.rows * BOH_DIGEST_BYTES);
	index = find_leaf(schema, &row, &seal, hashes);
	check_root(schema, &row, &seal, hashes);

	boh_json_begin_object(&state);
	boh_json_push_key(&state, "content");
	push_content(&state, WJB_VALUE, &row.content);
	boh_json_push_key(&state, "leaf_hash");
	push_hash(&state, WJB_VALUE, row.leaf_hash);
	boh_json_push_member(&state, "leaf_index", boh_json_integer(index));
	boh_json_push_member(&state, "tree_size", boh_json_integer(seal.rows));
	push_path(&state, hashes, &seal, index);
	boh_json_push_key(&state, "root");
	push_hash(&state, WJB_VALUE, seal.root);
	push_seal(&state, &seal);
	if (has_to)
		push_following(schema, &state, &seal, to);
	return boh_json_end_object(&state);
}

Datum
boh_audit_proof(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *id = boh_argument_uuid(fcinfo, 0, "audit_id");
	Oid			schema = boh_current_schema();
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *proof;

	boh_require_auditor(schema);
	boh_spi_connect();
	proof = make_proof(schema, id, !PG_ARGISNULL(1), PG_ARGISNULL(1) ? 0 : PG_GETARG_INT64(1));
	proof = (Jsonb *) DatumGetPointer(SPI_datumTransfer(JsonbPGetDatum(proof), false, -1));
	boh_spi_finish();
	MemoryContextSwitchTo(caller);
	PG_RETURN_JSONB_P(proof);
}

Datum
boh_audit_head(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_current_schema();
	BohSeal		seal;

	boh_require_auditor(schema);
	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	if (boh_seal_newest(schema, false, &seal))
	{
		Datum		values[HEAD_COLUMNS] = {
			Int64GetDatum(seal.number),
			CStringGetTextDatum(boh_hex(seal.hash, BOH_DIGEST_BYTES)),
			TimestampTzGetDatum(seal.sealed_at)
		};
		bool		nulls[HEAD_COLUMNS] = {false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	boh_spi_finish();
	return (Datum) 0;
}

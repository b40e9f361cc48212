/*-------------------------------------------------------------------------
 *
 * audit/seal.c
 *	  Rows of audit_seals.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/json.h"
#include "utils/xid8.h"

#include "audit/content.h"
#include "audit/seal.h"
#include "base/iso_time.h"
#include "base/query.h"

#define CONTENT_VERSION 1

/* The columns of BOH_SEAL_COLUMNS */
enum
{
	NUMBER = 1,
	SEALED_AT,
	RETENTION,
	MONTH,
	SYSTEM_IDENTIFIER,
	FIRST_XID,
	FIRST_ID,
	LAST_XID,
	LAST_ID,
	ROWS,
	ROOT,
	LEAVES_HASH,
	PREVIOUS_HASH,
	HASH,
	LEAVES
};

#define NEWEST "SELECT " BOH_SEAL_COLUMNS " FROM {schema}.audit_seals ORDER BY number DESC LIMIT 1"

static const BohQuery seen_newest = {
	.text = NEWEST,
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery latest_newest = {
	.text = NEWEST,
	.owner_of = "audit_seals",
	.latest = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery numbered = {
	.text = "SELECT " BOH_SEAL_COLUMNS " FROM {schema}.audit_seals WHERE number = $1",
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery between = {
	.text = "SELECT " BOH_SEAL_COLUMNS " FROM {schema}.audit_seals"
	" WHERE number > $1 AND number <= $2 ORDER BY number",
	.nargs = 2,
	.argtypes = {INT8OID, INT8OID},
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery over = {
	.text = "SELECT " BOH_SEAL_COLUMNS ", leaves FROM {schema}.audit_seals"
	" WHERE retention = $1 AND month = $2 AND system_identifier = $3"
	" AND (last_xid, last_id) >= ($4, $5) ORDER BY last_xid, last_id LIMIT 1",
	.nargs = 5,
	.argtypes = {TEXTOID, TIMESTAMPTZOID, INT8OID, XID8OID, UUIDOID},
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

/* A seal with a higher number has later rows. */
#define LAST_POSITION \
	"SELECT last_xid, last_id FROM {schema}.audit_seals WHERE system_identifier = $1" \
	" ORDER BY number DESC LIMIT 1"

static const BohQuery seen_position = {
	.text = LAST_POSITION,
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "audit_seals",
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery latest_position = {
	.text = LAST_POSITION,
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "audit_seals",
	.latest = true,
	.safe_path = true,
	.by_index = true
};

int
boh_position_compare(const BohAuditPosition *one, const BohAuditPosition *other)
{
	if (one->xid != other->xid)
		return one->xid < other->xid ? -1 : 1;
	return memcmp(&one->id, &other->id, UUID_LEN);
}

static void
read_hash(uint64 row, int column, uint8 *hash)
{
	bytea	   *value = DatumGetByteaPP(boh_required_value(row, column, BYTEAOID));

	if (VARSIZE_ANY_EXHDR(value) == BOH_DIGEST_BYTES)
		memcpy(hash, VARDATA_ANY(value), BOH_DIGEST_BYTES);
	else
		memset(hash, 0, BOH_DIGEST_BYTES);
}

static void
read_position(uint64 row, int column, BohAuditPosition *position)
{
	position->xid = U64FromFullTransactionId(DatumGetFullTransactionId(boh_required_value(row, column, XID8OID)));
	position->id = *DatumGetUUIDP(boh_required_value(row, column + 1, UUIDOID));
}

void
boh_seal_read(uint64 row, BohSeal *seal)
{
	bool		isnull = true;
	Datum		leaves = 0;

	seal->number = DatumGetInt64(boh_required_value(row, NUMBER, INT8OID));
	seal->sealed_at = DatumGetTimestampTz(boh_required_value(row, SEALED_AT, TIMESTAMPTZOID));
	seal->retention = TextDatumGetCString(boh_required_value(row, RETENTION, TEXTOID));
	seal->month = DatumGetTimestampTz(boh_required_value(row, MONTH, TIMESTAMPTZOID));
	seal->system_identifier = DatumGetInt64(boh_required_value(row, SYSTEM_IDENTIFIER, INT8OID));
	read_position(row, FIRST_XID, &seal->first);
	read_position(row, LAST_XID, &seal->last);
	seal->rows = DatumGetInt32(boh_required_value(row, ROWS, INT4OID));
	read_hash(row, ROOT, seal->root);
	read_hash(row, LEAVES_HASH, seal->leaves_hash);
	read_hash(row, PREVIOUS_HASH, seal->previous_hash);
	read_hash(row, HASH, seal->hash);
	if (SPI_tuptable->tupdesc->natts >= LEAVES)
		leaves = boh_value(row, LEAVES, BYTEAOID, &isnull);
	seal->leaves = isnull ? NULL : (bytea *) DatumGetPointer(datumCopy(leaves, false, -1));
}

static void
append_position(StringInfo content, const char *which, const BohAuditPosition *position)
{
	appendStringInfo(content, ",\"%s_xid\":\"" UINT64_FORMAT "\",\"%s_id\":\"%s\"",
					 which, position->xid, which,
					 DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(&position->id))));
}

static void
append_hash(StringInfo content, const char *name, const uint8 *hash)
{
	appendStringInfo(content, ",\"%s\":\"%s\"", name, boh_hex(hash, BOH_DIGEST_BYTES));
}

void
boh_seal_content(StringInfo content, const BohSeal *seal)
{
	appendStringInfo(content, "{\"v\":%d,\"number\":" INT64_FORMAT ",\"sealed_at\":\"%s\",\"retention\":",
					 CONTENT_VERSION, seal->number, boh_iso_time_text(seal->sealed_at));
	escape_json(content, seal->retention);
	appendStringInfo(content, ",\"month\":\"%s\",\"system_identifier\":\"" UINT64_FORMAT "\"",
					 boh_iso_time_text(seal->month), (uint64) seal->system_identifier);
	append_position(content, "first", &seal->first);
	append_position(content, "last", &seal->last);
	appendStringInfo(content, ",\"rows\":%d", seal->rows);
	append_hash(content, "root", seal->root);
	append_hash(content, "leaves_hash", seal->leaves_hash);
	append_hash(content, "previous_hash", seal->previous_hash);
	appendStringInfoChar(content, '}');
}

void
boh_seal_hash(const BohSeal *seal, uint8 *hash)
{
	StringInfoData content;

	initStringInfo(&content);
	boh_seal_content(&content, seal);
	boh_leaf_hash(&content, hash);
	pfree(content.data);
}

/* SPI leaves its own memory context behind, and its results in it. */
static bool
read_one(const BohQuery *query, Oid schema, Datum *values, BohSeal *seal)
{
	MemoryContext caller = CurrentMemoryContext;
	bool		found = boh_query(query, schema, values, NULL, 1) > 0;

	MemoryContextSwitchTo(caller);
	if (found)
		boh_seal_read(0, seal);
	SPI_freetuptable(SPI_tuptable);
	return found;
}

bool
boh_seal_newest(Oid schema, bool latest, BohSeal *seal)
{
	return read_one(latest ? &latest_newest : &seen_newest, schema, NULL, seal);
}

bool
boh_seal_numbered(Oid schema, int64 number, BohSeal *seal)
{
	Datum		values[] = {Int64GetDatum(number)};

	return read_one(&numbered, schema, values, seal);
}

uint64
boh_seals_between(Oid schema, int64 after, int64 last, long limit)
{
	Datum		values[] = {Int64GetDatum(after), Int64GetDatum(last)};

	return boh_query(&between, schema, values, NULL, limit);
}

bool
boh_seal_over(Oid schema, const char *retention, TimestampTz month, int64 system_identifier,
			  const BohAuditPosition *position, BohSeal *seal)
{
	Datum		values[] = {
		CStringGetTextDatum(retention), TimestampTzGetDatum(month),
		Int64GetDatum(system_identifier),
		FullTransactionIdGetDatum(FullTransactionIdFromU64(position->xid)),
		UUIDPGetDatum(&position->id)
	};

	return read_one(&over, schema, values, seal) &&
		boh_position_compare(&seal->first, position) <= 0;
}

bool
boh_seal_position(Oid schema, int64 system_identifier, bool latest, BohAuditPosition *position)
{
	Datum		values[] = {Int64GetDatum(system_identifier)};
	MemoryContext caller = CurrentMemoryContext;
	bool		found = boh_query(latest ? &latest_position : &seen_position, schema, values,
								  NULL, 1) > 0;

	MemoryContextSwitchTo(caller);
	if (found)
		read_position(0, 1, position);
	SPI_freetuptable(SPI_tuptable);
	return found;
}

/*-------------------------------------------------------------------------
 *
 * audit/content.c
 *	  The canonical content of a row of audit_logs, and its hashes.
 *
 * Whoever checks a row needs its content byte by byte.  The content is made
 * from the columns, always in the same way, and never stored.
 * doc/how-to/audit.md describes it.  A change here would break all seals.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/xid8.h"

#include "audit/content.h"
#include "base/iso_time.h"
#include "base/uuid.h"

#define CONTENT_VERSION 1

static const BohColumn columns[] = {
	[AUDIT_ID] = {"id", UUIDOID},
	[AUDIT_AT] = {"at", TIMESTAMPTZOID},
	[AUDIT_XID] = {"xid", XID8OID},
	[AUDIT_SYSTEM_IDENTIFIER] = {"system_identifier", INT8OID},
	[AUDIT_USER_ID] = {"user_id", UUIDOID},
	[AUDIT_SUCCESS] = {"success", BOOLOID},
	[AUDIT_USER_ROLE] = {"user_role", TEXTOID},
	[AUDIT_LOGIN_ROLE] = {"login_role", TEXTOID},
	[AUDIT_DATABASE_ROLE] = {"database_role", TEXTOID},
	[AUDIT_ACTION] = {"action", TEXTOID},
	[AUDIT_ENTITY] = {"entity", TEXTOID},
	[AUDIT_ENTITY_ID] = {"entity_id", TEXTOID},
	[AUDIT_RETENTION] = {"retention", TEXTOID},
	[AUDIT_CLIENT_ADDRESS] = {"client_address", INETOID},
	[AUDIT_CLIENT_HASH] = {"client_hash", BYTEAOID},
	[AUDIT_BEFORE] = {"before", JSONBOID},
	[AUDIT_AFTER] = {"after", JSONBOID},
	[AUDIT_PERSONAL] = {"personal", JSONBOID},
	[AUDIT_LEAF_HASH] = {"leaf_hash", BYTEAOID},
};

const BohTable boh_audit_table = {"audit_logs", AUDIT_COLUMNS, columns};

/*
 * No function that interprets a format is called: that would take half of the
 * time in which a row is checked.
 */

static void
append_name(StringInfo content, const char *name)
{
	appendBinaryStringInfo(content, ",\"", 2);
	appendStringInfoString(content, name);
	appendBinaryStringInfo(content, "\":", 2);
}

static void
append_quoted(StringInfo content, const char *value)
{
	appendStringInfoChar(content, '"');
	appendStringInfoString(content, value);
	appendStringInfoChar(content, '"');
}

/* Append a member whose value is in quotes as it is, or null. */
static void
append_plain(StringInfo content, const char *name, const char *value)
{
	append_name(content, name);
	if (value == NULL)
		appendBinaryStringInfo(content, "null", 4);
	else
		append_quoted(content, value);
}

static void
append_number(StringInfo content, const char *name, uint64 number)
{
	char		digits[MAXINT8LEN + 1];

	digits[pg_ulltoa_n(number, digits)] = '\0';
	append_plain(content, name, digits);
}

/* true when JSON has a text as it is */
static bool
is_plain(const char *value)
{
	for (const char *letter = value; *letter != '\0'; letter++)
	{
		if ((unsigned char) *letter < ' ' || *letter == '"' || *letter == '\\')
			return false;
	}
	return true;
}

static void
append_text(StringInfo content, const char *name, const char *value)
{
	if (value == NULL || is_plain(value))
		append_plain(content, name, value);
	else
	{
		append_name(content, name);
		escape_json(content, value);
	}
}

static void
append_jsonb(StringInfo content, const BohRow *row, int column)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	append_name(content, columns[column].name);
	if (isnull)
		appendBinaryStringInfo(content, "null", 4);
	else
	{
		Jsonb	   *json = DatumGetJsonbP(value);

		(void) JsonbToCString(content, &json->root, VARSIZE(json));
	}
}

char *
boh_hex(const uint8 *data, size_t length)
{
	char	   *hex = palloc(length * 2 + 1);

	hex[hex_encode((const char *) data, length, hex)] = '\0';
	return hex;
}

static char *
uuid_text(const BohRow *row, int column)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	return isnull ? NULL : boh_uuid_text(DatumGetUUIDP(value));
}

static char *
bytes_text(const BohRow *row, int column)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);
	bytea	   *bytes;

	if (isnull)
		return NULL;
	bytes = DatumGetByteaPP(value);
	return boh_hex((const uint8 *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
}

/* The other form of the same text replaces it. */
static void
convert_to_utf8(StringInfo content)
{
	char	   *utf8 = pg_server_to_any(content->data, content->len, PG_UTF8);

	if (utf8 == content->data)
		return;
	resetStringInfo(content);
	appendStringInfoString(content, utf8);
	pfree(utf8);
}

void
boh_audit_content(StringInfo content, const BohRow *row)
{
	FullTransactionId xid = DatumGetFullTransactionId(boh_get_required(row, AUDIT_XID));
	bool		success = DatumGetBool(boh_get_required(row, AUDIT_SUCCESS));

	appendStringInfoString(content, "{\"v\":" CppAsString2(CONTENT_VERSION));
	append_plain(content, "id", uuid_text(row, AUDIT_ID));
	append_plain(content, "at",
				 boh_iso_time_text(DatumGetTimestampTz(boh_get_required(row, AUDIT_AT))));
	append_number(content, "xid", U64FromFullTransactionId(xid));
	append_number(content, "system_identifier",
				  (uint64) DatumGetInt64(boh_get_required(row, AUDIT_SYSTEM_IDENTIFIER)));
	append_plain(content, "user_id", uuid_text(row, AUDIT_USER_ID));
	append_name(content, "success");
	appendStringInfoString(content, success ? "true" : "false");
	append_text(content, "user_role", boh_get_text(row, AUDIT_USER_ROLE));
	append_text(content, "login_role", boh_get_text(row, AUDIT_LOGIN_ROLE));
	append_text(content, "database_role", boh_get_text(row, AUDIT_DATABASE_ROLE));
	append_text(content, "action", boh_get_text(row, AUDIT_ACTION));
	append_text(content, "entity", boh_get_text(row, AUDIT_ENTITY));
	append_text(content, "entity_id", boh_get_text(row, AUDIT_ENTITY_ID));
	append_text(content, "retention", boh_get_text(row, AUDIT_RETENTION));
	append_plain(content, "client_hash", bytes_text(row, AUDIT_CLIENT_HASH));
	append_jsonb(content, row, AUDIT_BEFORE);
	append_jsonb(content, row, AUDIT_AFTER);
	appendStringInfoChar(content, '}');
	convert_to_utf8(content);
}

void
boh_leaf_hash(const StringInfoData *content, uint8 *hash)
{
	static const uint8 prefix = 0;
	BohDigest	digest;

	boh_digest_init(&digest);
	boh_digest_update(&digest, &prefix, 1);
	boh_digest_update(&digest, content->data, content->len);
	boh_digest_final(&digest, hash);
}

static void
hash_value(const uint8 *salt, size_t length, Jsonb *value, uint8 *hash)
{
	BohDigest	digest;
	StringInfoData text;

	initStringInfo(&text);
	(void) JsonbToCString(&text, &value->root, VARSIZE(value));
	convert_to_utf8(&text);
	boh_digest_init(&digest);
	boh_digest_update(&digest, salt, length);
	boh_digest_update(&digest, text.data, text.len);
	boh_digest_final(&digest, hash);
	pfree(text.data);
}

void
boh_salted_hash(const uint8 *salt, Jsonb *value, uint8 *hash)
{
	hash_value(salt, BOH_SALT_BYTES, value, hash);
}

void
boh_unsalted_hash(Jsonb *value, uint8 *hash)
{
	hash_value((const uint8 *) "", 0, value, hash);
}

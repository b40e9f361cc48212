/*-------------------------------------------------------------------------
 *
 * audit/values.c
 *	  Values of columns, as the audit shows them.
 *
 * Nothing large gets into the audit: a value of more than MOST_BYTES is
 * replaced by its size and its hash.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "audit/content.h"
#include "audit/values.h"
#include "base/iso_time.h"
#include "json/build.h"

#define MOST_BYTES 8192

static Jsonb *
number_of(Datum numeric)
{
	JsonbValue	value = {.type = jbvNumeric};

	value.val.numeric = DatumGetNumeric(numeric);
	return JsonbValueToJsonb(&value);
}

static Jsonb *
text_of(Datum value, Oid type)
{
	Oid			output;
	bool		is_varlena;

	getTypeOutputInfo(type, &output, &is_varlena);
	return boh_json_text(OidOutputFunctionCall(output, value));
}

Jsonb *
boh_audit_column_value(Datum value, Oid type)
{
	JsonbValue	boolean = {.type = jbvBool};

	switch (type)
	{
		case BOOLOID:
			boolean.val.boolean = DatumGetBool(value);
			return JsonbValueToJsonb(&boolean);
		case INT2OID:
			return boh_json_integer(DatumGetInt16(value));
		case INT4OID:
			return boh_json_integer(DatumGetInt32(value));
		case INT8OID:
			return boh_json_integer(DatumGetInt64(value));
		case NUMERICOID:
			if (numeric_is_nan(DatumGetNumeric(value)) || numeric_is_inf(DatumGetNumeric(value)))
				return text_of(value, type);
			return number_of(value);
		case TIMESTAMPTZOID:
			return boh_json_text(boh_iso_time_text(DatumGetTimestampTz(value)));
		case JSONBOID:
			return DatumGetJsonbP(value);
		default:
			return text_of(value, type);
	}
}

void
boh_audit_values_init(BohAuditValues *values)
{
	values->count = 0;
	boh_json_begin_object(&values->plain);
	values->personal_count = 0;
	boh_json_begin_object(&values->personal);
}

/* {"sha256": ..}, after {"bytes": .. if a size is given */
static Jsonb *
hash_object(const uint8 *hash, int64 bytes)
{
	BohJsonbState state;

	boh_json_begin_object(&state);
	if (bytes > 0)
	{
		boh_json_push_member(&state, "bytes", boh_json_integer(bytes));
	}
	boh_json_push_member(&state, "sha256", boh_json_text(boh_hex(hash, BOH_DIGEST_BYTES)));
	return boh_json_end_object(&state);
}

void
boh_audit_salt(uint8 *salt)
{
	if (!pg_strong_random(salt, BOH_SALT_BYTES))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random values")));
}

void
boh_audit_push_object(BohAuditValues *values, const char *key, Jsonb *object)
{
	boh_json_push_member(&values->personal, key, object);
	values->personal_count++;
}

/* {"salt": ..}, followed by the value if there is one */
static Jsonb *
salt_object(const uint8 *salt, Jsonb *value)
{
	BohJsonbState state;

	boh_json_begin_object(&state);
	boh_json_push_member(&state, "salt", boh_json_text(boh_hex(salt, BOH_SALT_BYTES)));
	if (value != NULL)
		boh_json_push_member(&state, "value", value);
	return boh_json_end_object(&state);
}

void
boh_audit_push_salt(BohAuditValues *values, const char *key, const uint8 *salt)
{
	boh_audit_push_object(values, key, salt_object(salt, NULL));
}

/* A personal value that is too large is not kept apart either. */
static Jsonb *
set_apart(BohAuditValues *values, const char *key, Jsonb *value)
{
	uint8		salt[BOH_SALT_BYTES];
	uint8		hash[BOH_DIGEST_BYTES];

	boh_audit_salt(salt);
	boh_salted_hash(salt, value, hash);
	if (VARSIZE(value) <= MOST_BYTES)
		boh_audit_push_object(values, key, salt_object(salt, value));
	return hash_object(hash, 0);
}

static Jsonb *
shortened(Jsonb *value)
{
	uint8		hash[BOH_DIGEST_BYTES];

	if (VARSIZE(value) <= MOST_BYTES)
		return value;
	boh_unsalted_hash(value, hash);
	return hash_object(hash, VARSIZE(value) - VARHDRSZ);
}

void
boh_audit_value(BohAuditValues *values, const char *key, Jsonb *value, bool personal)
{
	Jsonb	   *shown = personal ? set_apart(values, key, value) : shortened(value);

	boh_json_push_member(&values->plain, key, shown);
	values->count++;
}

void
boh_audit_value_text(BohAuditValues *values, const char *key, const char *text)
{
	boh_audit_value(values, key, boh_json_text(text), false);
}

void
boh_audit_value_integer(BohAuditValues *values, const char *key, int64 number)
{
	boh_audit_value(values, key, boh_json_integer(number), false);
}

Jsonb *
boh_audit_values_plain(BohAuditValues *values)
{
	return values->count == 0 ? NULL : boh_json_end_object(&values->plain);
}

Jsonb *
boh_audit_values_personal(BohAuditValues *values)
{
	return values->personal_count == 0 ? NULL : boh_json_end_object(&values->personal);
}

/*-------------------------------------------------------------------------
 *
 * json/build.c
 *	  Builds jsonb from parts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "base/iso_time.h"
#include "json/build.h"

void
boh_json_begin_object(BohJsonbState *state)
{
	memset(state, 0, sizeof(*state));
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
}

Jsonb *
boh_json_end_object(BohJsonbState *state)
{
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(state->result);
}

static JsonbValue
string_value(const char *text, int length)
{
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = unconstify(char *, text);
	value.val.string.len = length;
	return value;
}

void
boh_json_push_key(BohJsonbState *state, const char *key)
{
	JsonbValue	name = string_value(key, strlen(key));

	boh_jsonb_push(state, WJB_KEY, &name);
}

void
boh_json_push_whole(BohJsonbState *state, JsonbIteratorToken token, Jsonb *value)
{
	JsonbValue	whole;

	if (JB_ROOT_IS_SCALAR(value))
		(void) JsonbExtractScalar(&value->root, &whole);
	else
	{
		whole.type = jbvBinary;
		whole.val.binary.data = &value->root;
		whole.val.binary.len = VARSIZE(value) - VARHDRSZ;
	}
	boh_jsonb_push(state, token, &whole);
}

void
boh_json_push_member(BohJsonbState *state, const char *key, Jsonb *value)
{
	JsonbValue	none = {.type = jbvNull};

	boh_json_push_key(state, key);
	if (value == NULL)
		boh_jsonb_push(state, WJB_VALUE, &none);
	else
		boh_json_push_whole(state, WJB_VALUE, value);
}

static JsonbValue
text_value(Datum datum)
{
	text	   *value = DatumGetTextPP(datum);

	return string_value(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

static JsonbValue
numeric_value(Numeric number)
{
	JsonbValue	value = {.type = jbvNumeric};

	value.val.numeric = number;
	return value;
}

/* The shortest number that is read as the same one */
static JsonbValue
float_value(Datum datum)
{
	char	   *number = DatumGetCString(DirectFunctionCall1(float8out, datum));

	if (isinf(DatumGetFloat8(datum)) || isnan(DatumGetFloat8(datum)))
		return string_value(number, strlen(number));
	return numeric_value(DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(number),
															 ObjectIdGetDatum(InvalidOid),
															 Int32GetDatum(-1))));
}

static JsonbValue
scalar_value(Datum datum, Oid type)
{
	char	   *text;

	switch (type)
	{
		case TEXTOID:
			return text_value(datum);
		case INT4OID:
			return numeric_value(int64_to_numeric(DatumGetInt32(datum)));
		case INT8OID:
			return numeric_value(int64_to_numeric(DatumGetInt64(datum)));
		case NUMERICOID:
			return numeric_value(DatumGetNumeric(datum));
		case FLOAT8OID:
			return float_value(datum);
		case TIMESTAMPTZOID:
			text = boh_iso_time_text(DatumGetTimestampTz(datum));

			return string_value(text, strlen(text));
		case UUIDOID:
			text = DatumGetCString(DirectFunctionCall1(uuid_out, datum));

			return string_value(text, strlen(text));
		default:
			elog(ERROR, "no JSON for values of type %u", type);
	}
}

static void
push_texts(BohJsonbState *state, Datum array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &nulls, &count);
	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < count; i++)
	{
		JsonbValue	value = {.type = jbvNull};

		if (!nulls[i])
			value = text_value(elements[i]);
		boh_jsonb_push(state, WJB_ELEM, &value);
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

void
boh_json_push_string(BohJsonbState *state, const char *key, const char *text)
{
	JsonbValue	value = string_value(text, strlen(text));

	boh_json_push_key(state, key);
	boh_jsonb_push(state, WJB_VALUE, &value);
}

void
boh_json_push_value(BohJsonbState *state, const char *key, Datum value, bool isnull, Oid type)
{
	JsonbValue	scalar = {.type = jbvNull};

	boh_json_push_key(state, key);
	if (!isnull && type == TEXTARRAYOID)
	{
		push_texts(state, value);
		return;
	}
	if (!isnull)
		scalar = scalar_value(value, type);
	boh_jsonb_push(state, WJB_VALUE, &scalar);
}

void
boh_json_push_array(BohJsonbState *state, List *elements)
{
	ListCell   *cell;

	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, elements)
		boh_json_push_whole(state, WJB_ELEM, lfirst(cell));
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

Jsonb *
boh_json_array(List *elements)
{
	BohJsonbState state = {0};

	boh_json_push_array(&state, elements);
	return JsonbValueToJsonb(state.result);
}

Jsonb *
boh_json_text(const char *text)
{
	JsonbValue	value = string_value(text, strlen(text));

	return JsonbValueToJsonb(&value);
}

Jsonb *
boh_json_integer(int64 number)
{
	JsonbValue	value = {.type = jbvNumeric};

	value.val.numeric = int64_to_numeric(number);
	return JsonbValueToJsonb(&value);
}

Jsonb *
boh_json_boolean(bool value)
{
	JsonbValue	boolean = {.type = jbvBool};

	boolean.val.boolean = value;
	return JsonbValueToJsonb(&boolean);
}

/*-------------------------------------------------------------------------
 *
 * json/build.c
 *	  Builds jsonb from parts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/numeric.h"

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

void
boh_json_push_key(BohJsonbState *state, const char *key)
{
	JsonbValue	name = {.type = jbvString};

	name.val.string.val = pstrdup(key);
	name.val.string.len = strlen(key);
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

Jsonb *
boh_json_array(List *elements)
{
	BohJsonbState state;
	ListCell   *cell;

	memset(&state, 0, sizeof(state));
	boh_jsonb_push(&state, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, elements)
		boh_json_push_whole(&state, WJB_ELEM, lfirst(cell));
	boh_jsonb_push(&state, WJB_END_ARRAY, NULL);
	return JsonbValueToJsonb(state.result);
}

Jsonb *
boh_json_text(const char *text)
{
	JsonbValue	value = {.type = jbvString};

	value.val.string.val = unconstify(char *, text);
	value.val.string.len = strlen(text);
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

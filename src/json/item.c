/*-------------------------------------------------------------------------
 *
 * json/item.c
 *	  Finding, comparing and showing values within a jsonb.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "base/compat.h"
#include "json/item.h"

/* Longer values are cut in messages. */
#define SHOWN_CHARACTERS 60

/* Up to this many pairs, a linear search is faster than a binary search. */
#define FEW_PAIRS 16

void
boh_json_root(const Jsonb *json, BohJsonItem *item)
{
	const JsonbContainer *root = &json->root;

	if (JsonContainerIsScalar(root))
	{
		uint32		end = 0;

		JBE_ADVANCE_OFFSET(end, root->children[0]);
		boh_json_item_at((const char *) (root->children + 1), root->children[0],
						 0, end, item);
		return;
	}
	item->type = JsonContainerIsObject(root) ? BOH_JSON_OBJECT : BOH_JSON_ARRAY;
	item->length = JsonContainerSize(root);
	item->data = (const char *) root;
}

static void
item_from_value(const JsonbValue *value, BohJsonItem *item)
{
	item->length = 0;
	item->data = NULL;
	switch (value->type)
	{
		case jbvNull:
			item->type = BOH_JSON_NULL;
			break;
		case jbvBool:
			item->type = BOH_JSON_BOOLEAN;
			item->boolean = value->val.boolean;
			break;
		case jbvNumeric:
			item->type = BOH_JSON_NUMBER;
			item->data = (const char *) value->val.numeric;
			break;
		case jbvString:
			item->type = BOH_JSON_STRING;
			item->data = value->val.string.val;
			item->length = value->val.string.len;
			break;
		case jbvBinary:
			item->data = (const char *) value->val.binary.data;
			item->type = JsonContainerIsObject(value->val.binary.data) ?
				BOH_JSON_OBJECT : BOH_JSON_ARRAY;
			item->length = JsonContainerSize(value->val.binary.data);
			break;
		default:
			elog(ERROR, "unexpected jsonb value of type %d", (int) value->type);
	}
}

static bool
find_among_few(const BohJsonItem *object, const char *key, int length, BohJsonItem *value)
{
	BohJsonWalk walk;
	BohJsonItem name;

	boh_json_walk_object(&walk, object);
	while (boh_json_next_pair(&walk, &name, value))
	{
		int			order = boh_json_compare_keys(name.data, name.length, key, length);

		if (order >= 0)
			return order == 0;
	}
	return false;
}

bool
boh_json_find(const BohJsonItem *object, const char *key, int length,
			  BohJsonItem *value)
{
	JsonbValue	found;

	if (object->length <= FEW_PAIRS)
		return find_among_few(object, key, length, value);
	if (getKeyJsonValueFromContainer(BohJsonContainer(object), key, length,
									 &found) == NULL)
		return false;
	item_from_value(&found, value);
	return true;
}

bool
boh_json_element(const BohJsonItem *array, int position, BohJsonItem *element)
{
	JsonbValue *found;

	if (position >= array->length)
		return false;
	found = getIthJsonbValueFromContainer(BohJsonContainer(array), position);
	item_from_value(found, element);
	pfree(found);
	return true;
}

int
boh_json_compare_numbers(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a),
											 NumericGetDatum(b)));
}

/* -1, 0 or 1 */
int
boh_json_sign(Numeric number)
{
	static Numeric zero = NULL;

	if (zero == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(TopMemoryContext);

		zero = int64_to_numeric(0);
		MemoryContextSwitchTo(caller);
	}
	return boh_json_compare_numbers(number, zero);
}

bool
boh_json_is_integer(const BohJsonItem *number)
{
	return DatumGetInt32(DirectFunctionCall1(numeric_min_scale,
											 NumericGetDatum(BohJsonNumber(number)))) == 0;
}

static bool
arrays_equal(const BohJsonItem *a, const BohJsonItem *b)
{
	BohJsonWalk walk_a,
				walk_b;
	BohJsonItem element_a,
				element_b;

	boh_json_walk_array(&walk_a, a);
	boh_json_walk_array(&walk_b, b);
	while (boh_json_next_element(&walk_a, &element_a) &&
		   boh_json_next_element(&walk_b, &element_b))
	{
		if (!boh_json_equal(&element_a, &element_b))
			return false;
	}
	return true;
}

static bool
objects_equal(const BohJsonItem *a, const BohJsonItem *b)
{
	BohJsonWalk walk_a,
				walk_b;
	BohJsonItem key_a,
				key_b,
				value_a,
				value_b;

	boh_json_walk_object(&walk_a, a);
	boh_json_walk_object(&walk_b, b);
	while (boh_json_next_pair(&walk_a, &key_a, &value_a) &&
		   boh_json_next_pair(&walk_b, &key_b, &value_b))
	{
		if (boh_json_compare_keys(key_a.data, key_a.length,
								  key_b.data, key_b.length) != 0 ||
			!boh_json_equal(&value_a, &value_b))
			return false;
	}
	return true;
}

bool
boh_json_equal(const BohJsonItem *a, const BohJsonItem *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == BOH_JSON_NUMBER)
		return boh_json_compare_numbers(BohJsonNumber(a), BohJsonNumber(b)) == 0;
	if (a->type == BOH_JSON_BOOLEAN)
		return a->boolean == b->boolean;
	if (a->length != b->length)
		return false;
	if (a->type == BOH_JSON_STRING)
		return memcmp(a->data, b->data, a->length) == 0;
	if (a->type == BOH_JSON_NULL)
		return true;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	return a->type == BOH_JSON_ARRAY ? arrays_equal(a, b) : objects_equal(a, b);
}

static uint64
text_hash(const char *bytes, int length)
{
	return hash_bytes_extended((const unsigned char *) bytes, length, 0);
}

uint64
boh_json_hash(const BohJsonItem *item)
{
	BohJsonWalk walk;
	BohJsonItem key,
				value;
	uint64		hash = item->type;

	switch (item->type)
	{
		case BOH_JSON_NULL:
			return hash;
		case BOH_JSON_BOOLEAN:
			return hash_combine64(hash, item->boolean);
		case BOH_JSON_STRING:
			return hash_combine64(hash, text_hash(item->data, item->length));
		case BOH_JSON_NUMBER:
			return hash_combine64(hash,
								  DatumGetUInt64(DirectFunctionCall2(hash_numeric_extended,
																	 NumericGetDatum(BohJsonNumber(item)),
																	 UInt64GetDatum(0))));
		default:
			break;
	}

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	hash = hash_combine64(hash, item->length);
	if (item->type == BOH_JSON_ARRAY)
	{
		boh_json_walk_array(&walk, item);
		while (boh_json_next_element(&walk, &value))
			hash = hash_combine64(hash, boh_json_hash(&value));
	}
	else
	{
		boh_json_walk_object(&walk, item);
		while (boh_json_next_pair(&walk, &key, &value))
		{
			hash = hash_combine64(hash, text_hash(key.data, key.length));
			hash = hash_combine64(hash, boh_json_hash(&value));
		}
	}
	return hash;
}

int
boh_json_characters(const char *text, int length)
{
	int			characters = 0;

	if (GetDatabaseEncoding() != PG_UTF8)
		return pg_mbstrlen_with_len(text, length);
	/* count all bytes except continuation bytes */
	for (int i = 0; i < length; i++)
		characters += (text[i] & 0xC0) !=0x80;
	return characters;
}

void
boh_json_append_quoted(StringInfo target, const char *text, int length)
{
	int			shown = pg_mbcharcliplen(text, length, SHOWN_CHARACTERS);

	appendStringInfoChar(target, '"');
	for (int i = 0; i < shown; i++)
	{
		unsigned char c = text[i];

		if (c < ' ' || c == 0x7F)
			appendStringInfo(target, "\\u%04x", c);
		else if (c == '"' || c == '\\')
		{
			appendStringInfoChar(target, '\\');
			appendStringInfoChar(target, c);
		}
		else
			appendStringInfoChar(target, c);
	}
	if (shown < length)
		appendStringInfoString(target, "...");
	appendStringInfoChar(target, '"');
}

void
boh_json_append_short(StringInfo target, const BohJsonItem *item)
{
	char	   *number;

	switch (item->type)
	{
		case BOH_JSON_NULL:
			appendStringInfoString(target, "null");
			break;
		case BOH_JSON_BOOLEAN:
			appendStringInfoString(target, item->boolean ? "true" : "false");
			break;
		case BOH_JSON_STRING:
			boh_json_append_quoted(target, item->data, item->length);
			break;
		case BOH_JSON_NUMBER:
			number = DatumGetCString(DirectFunctionCall1(numeric_out,
														 NumericGetDatum(BohJsonNumber(item))));
			if (strlen(number) > SHOWN_CHARACTERS)
				appendStringInfo(target, "%.*s...", SHOWN_CHARACTERS, number);
			else
				appendStringInfoString(target, number);
			pfree(number);
			break;
		case BOH_JSON_ARRAY:
			appendStringInfoString(target, "an array");
			break;
		default:
			appendStringInfoString(target, "an object");
			break;
	}
}

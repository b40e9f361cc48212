/*-------------------------------------------------------------------------
 *
 * json/listing.c
 *	  Filters and cursors of functions that return lists page by page.
 *
 * A cursor is the position of the last row of a page, so the next page goes on
 * after that row, whatever was inserted or deleted meanwhile.  Its hash finds
 * mistakes.  It keeps no secret: who computes a cursor gets a page that begins
 * at another row, with the rows that this caller may see.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "base/argument.h"
#include "base/digest.h"
#include "base/error.h"
#include "json/build.h"
#include "json/listing.h"

/* Of a wrong value, so much is in the error: anybody can send any length. */
#define MOST_BYTES_SHOWN 1000

/* A cursor: a part of the hash, the id, the type of the value, the value */
#define HASH_BYTES 8
#define TYPE_AT (HASH_BYTES + UUID_LEN)
#define VALUE_AT (TYPE_AT + 1)

/* A filter that is an array has no more strings. */
#define MOST_STRINGS 50

/* value: NULL for none */
BOH_NORETURN static void
raise_argument(const char *argument, const char *value, const char *reason)
{
	boh_argument_refuse(argument, value == NULL ? NULL :
						pnstrdup(value, pg_mbcliplen(value, strlen(value), MOST_BYTES_SHOWN)), reason);
}

void
boh_filter_refuse(const char *value, const char *reason)
{
	raise_argument("filters", value, reason);
}

/*
 * Filters
 */

/* How many bytes of a name stand before the point, if it has one */
static size_t
length_of_filter(const char *name)
{
	return strcspn(name, ".");
}

/* Append names of filters, or of the members of one, each once. */
static void
append_names(StringInfo list, const BohFilter *known, int count, const char *filter)
{
	size_t		length = filter == NULL ? 0 : strlen(filter) + 1;
	const char *last = NULL;

	for (int i = 0; i < count; i++)
	{
		const char *name = known[i].name;

		if (filter != NULL)
		{
			if (strncmp(name, filter, length - 1) != 0 || name[length - 1] != '.')
				continue;
			name += length;
		}
		if (last != NULL && length_of_filter(last) == length_of_filter(name) &&
			strncmp(last, name, length_of_filter(name)) == 0)
			continue;
		appendStringInfo(list, "%s%.*s", last == NULL ? "" : ", ",
						 (int) length_of_filter(name), name);
		last = name;
	}
}

/* filter NULL: there is no filter of that name; otherwise it has no such member. */
BOH_NORETURN static void
raise_unknown(const char *filter, const char *name, const BohFilter *known, int count)
{
	StringInfoData reason;

	initStringInfo(&reason);
	if (filter == NULL)
		appendStringInfo(&reason, "there is no filter \"%s\"; the filters are ", name);
	else
		appendStringInfo(&reason, "filter \"%s\" has no member \"%s\"; the members are ",
						 filter, name);
	append_names(&reason, known, count, filter);
	boh_filter_refuse(name, reason.data);
}

/* Returns count when no filter has that name. */
static int
find_filter(const char *name, const BohFilter *known, int count)
{
	int			i = 0;

	while (i < count && strcmp(known[i].name, name) != 0)
		i++;
	return i;
}

static bool
has_members(const char *name, const BohFilter *known, int count)
{
	size_t		length = strlen(name);

	for (int i = 0; i < count; i++)
	{
		if (strncmp(known[i].name, name, length) == 0 && known[i].name[length] == '.')
			return true;
	}
	return false;
}

static const char *
what_it_takes(Oid type)
{
	switch (type)
	{
		case BOOLOID:
			return "true or false";
		case INT4OID:
			return "a whole number";
		case NUMERICOID:
		case FLOAT8OID:
			return "a number";
		case TEXTARRAYOID:
			return psprintf("an array of 1 to %d strings", MOST_STRINGS);
		default:
			return "a string";
	}
}

BOH_NORETURN static void
raise_type(const BohFilter *filter)
{
	boh_filter_refuse(filter->name,
					  psprintf("filter \"%s\" takes %s", filter->name, what_it_takes(filter->type)));
}

static Datum
number_of(const BohFilter *filter, Numeric number)
{
	int32		integer;

	if (filter->type == NUMERICOID)
		return NumericGetDatum(number);
	if (filter->type == FLOAT8OID)
		return DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(number));
	if (!boh_numeric_to_int32(number, &integer) ||
		!DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(number),
										  NumericGetDatum(int64_to_numeric(integer)))))
		raise_type(filter);
	return Int32GetDatum(integer);
}

static Datum
strings_of(const BohFilter *filter, JsonbContainer *container)
{
	Datum		strings[MOST_STRINGS];
	int			count = JsonContainerIsArray(container) ? JsonContainerSize(container) : 0;

	if (count < 1 || count > MOST_STRINGS)
		raise_type(filter);
	for (int i = 0; i < count; i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(container, i);

		if (value->type != jbvString)
			raise_type(filter);
		strings[i] = PointerGetDatum(cstring_to_text_with_len(value->val.string.val,
															  value->val.string.len));
	}
	return PointerGetDatum(construct_array(strings, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Text becomes the filter's type by the type's own rules. */
static Datum
value_of(const BohFilter *filter, const JsonbValue *value)
{
	Oid			input;
	Oid			parameter;

	switch (filter->type)
	{
		case BOOLOID:
			if (value->type == jbvBool)
				return BoolGetDatum(value->val.boolean);
			break;
		case INT4OID:
		case NUMERICOID:
		case FLOAT8OID:
			if (value->type == jbvNumeric)
				return number_of(filter, value->val.numeric);
			break;
		case TEXTARRAYOID:
			if (value->type == jbvBinary)
				return strings_of(filter, value->val.binary.data);
			break;
		default:
			if (value->type != jbvString)
				break;
			getTypeInputInfo(filter->type, &input, &parameter);
			return OidInputFunctionCall(input, pnstrdup(value->val.string.val,
														value->val.string.len),
										parameter, -1);
	}
	raise_type(filter);
}

static void
read_value(int filter, const JsonbValue *value, const BohFilter *known, Datum *values, char *nulls)
{
	if (value->type == jbvNull)
		return;
	values[filter] = value_of(&known[filter], value);
	nulls[filter] = ' ';
}

/* Read the members of a filter that is an object. */
static void
read_members(const char *name, const JsonbValue *value, const BohFilter *known, int count,
			 Datum *values, char *nulls)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	member;
	int			filter = 0;

	if (value->type == jbvNull)
		return;
	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
	{
		StringInfoData reason;

		initStringInfo(&reason);
		appendStringInfo(&reason, "filter \"%s\" takes an object with ", name);
		append_names(&reason, known, count, name);
		boh_filter_refuse(name, reason.data);
	}
	iterator = JsonbIteratorInit(value->val.binary.data);
	while ((token = JsonbIteratorNext(&iterator, &member, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			char	   *key = pnstrdup(member.val.string.val, member.val.string.len);

			filter = find_filter(psprintf("%s.%s", name, key), known, count);
			if (filter == count)
				raise_unknown(name, key, known, count);
		}
		else if (token == WJB_VALUE)
			read_value(filter, &member, known, values, nulls);
	}
}

void
boh_filters_read(Jsonb *filters, const BohFilter *known, int count, Datum *values, char *nulls)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *name = NULL;

	memset(nulls, 'n', count);
	if (filters == NULL)
		return;
	iterator = JsonbIteratorInit(&filters->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		int			filter;

		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE)
			continue;
		filter = strchr(name, '.') == NULL ? find_filter(name, known, count) : count;
		if (filter < count)
			read_value(filter, &value, known, values, nulls);
		else if (has_members(name, known, count))
			read_members(name, &value, known, count, values, nulls);
		else
			raise_unknown(NULL, name, known, count);
	}
}

Jsonb *
boh_filters_argument(FunctionCallInfo fcinfo, int number)
{
	Jsonb	   *filters;

	if (PG_ARGISNULL(number))
		return NULL;
	filters = PG_GETARG_JSONB_P(number);
	if (!JB_ROOT_IS_OBJECT(filters))
		boh_filter_refuse(JsonbToCString(NULL, &filters->root, VARSIZE(filters)),
						  "filters are a JSON object");
	return filters;
}

int
boh_filter_choice(const char *filter, Datum value, const char *const *words, int count)
{
	char	   *word = TextDatumGetCString(value);
	StringInfoData reason;

	for (int i = 0; i < count; i++)
	{
		if (strcmp(words[i], word) == 0)
			return i;
	}
	initStringInfo(&reason);
	appendStringInfo(&reason, "filter \"%s\" takes one of ", filter);
	for (int i = 0; i < count; i++)
		appendStringInfo(&reason, "%s%s", i == 0 ? "" : ", ", words[i]);
	boh_filter_refuse(word, reason.data);
}

/*
 * Cursors
 */

/* Which list a position belongs to */
static void
hash_position(const BohListing *listing, const char *position, int length, uint8 *hash)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "%s\n%u\n%s\n", listing->name, listing->schema,
					 listing->filters == NULL ? "{}" :
					 JsonbToCString(NULL, &listing->filters->root, VARSIZE(listing->filters)));
	appendBinaryStringInfo(&text, position, length);
	boh_digest(text.data, text.len, hash);
}

static char
letter_of(Oid type)
{
	switch (type)
	{
		case TIMESTAMPTZOID:
			return 't';
		case NUMERICOID:
			return 'n';
		case FLOAT8OID:
			return 'f';
		case TEXTOID:
			return 's';
		default:
			Assert(!OidIsValid(type));
			return '-';
	}
}

/* A time and a float are words of eight bytes, both passed as an int64. */
static void
append_value(StringInfo cursor, const BohPosition *position)
{
	int64		word;

	switch (position->type)
	{
		case TIMESTAMPTZOID:
		case FLOAT8OID:
			word = DatumGetInt64(position->value);
			appendBinaryStringInfo(cursor, (const char *) &word, sizeof(word));
			break;
		case NUMERICOID:
			appendStringInfoString(cursor, DatumGetCString(DirectFunctionCall1(numeric_out,
																			   position->value)));
			break;
		case TEXTOID:
			appendStringInfoString(cursor, TextDatumGetCString(position->value));
			break;
	}
}

/* false: these bytes are no value of the type */
static bool
parse_value(const char *bytes, int length, BohPosition *position)
{
	int64		word;

	switch (position->type)
	{
		case TIMESTAMPTZOID:
		case FLOAT8OID:
			if (length != sizeof(word))
				return false;
			memcpy(&word, bytes, sizeof(word));
			position->value = Int64GetDatum(word);
			return true;
		case NUMERICOID:
			position->value = DirectFunctionCall3(numeric_in,
												  CStringGetDatum(pnstrdup(bytes, length)),
												  ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
			return true;
		case TEXTOID:
			(void) pg_verifymbstr(bytes, length, false);
			position->value = PointerGetDatum(cstring_to_text_with_len(bytes, length));
			return true;
		default:
			return length == 0;
	}
}

char *
boh_cursor_after(const BohListing *listing, const BohPosition *position)
{
	uint8		hash[BOH_DIGEST_BYTES];
	StringInfoData cursor;
	char	   *text;

	initStringInfo(&cursor);
	appendStringInfoSpaces(&cursor, HASH_BYTES);
	appendBinaryStringInfo(&cursor, (const char *) position->id.data, UUID_LEN);
	appendStringInfoChar(&cursor, letter_of(position->type));
	append_value(&cursor, position);
	hash_position(listing, cursor.data + HASH_BYTES, cursor.len - HASH_BYTES, hash);
	memcpy(cursor.data, hash, HASH_BYTES);
	text = palloc0(cursor.len * 2 + 1);

	hex_encode(cursor.data, cursor.len, text);
	return text;
}

bool
boh_cursor_read(const BohListing *listing, FunctionCallInfo fcinfo, int number,
				BohPosition *position)
{
	char	   *given;
	char	   *bytes;
	int			length;
	uint8		hash[BOH_DIGEST_BYTES];

	if (PG_ARGISNULL(number))
		return false;
	given = text_to_cstring(PG_GETARG_TEXT_PP(number));
	length = strlen(given) / 2;
	if (length < VALUE_AT || strlen(given) % 2 != 0 ||
		strspn(given, "0123456789abcdef") != strlen(given))
		raise_argument("cursor", given, "it is no cursor");
	bytes = palloc(length);
	hex_decode(given, length * 2, bytes);
	hash_position(listing, bytes + HASH_BYTES, length - HASH_BYTES, hash);
	if (memcmp(bytes, hash, HASH_BYTES) != 0 || bytes[TYPE_AT] != letter_of(position->type) ||
		!parse_value(bytes + VALUE_AT, length - VALUE_AT, position))
		raise_argument("cursor", given,
					   "it belongs to another list or to other filters, or was changed");
	memcpy(position->id.data, bytes + HASH_BYTES, UUID_LEN);
	return true;
}

/*
 * Pages
 */

void
boh_listing_begin_page(BohJsonbState *state)
{
	boh_json_begin_object(state);
	boh_json_push_key(state, "rows");
}

Jsonb *
boh_listing_end_page(BohJsonbState *state, const char *cursor)
{
	boh_json_push_member(state, "next_cursor", cursor == NULL ? NULL : boh_json_text(cursor));
	return boh_json_end_object(state);
}

Jsonb *
boh_listing_page(List *rows, const char *cursor)
{
	BohJsonbState state;

	boh_listing_begin_page(&state);
	boh_json_push_array(&state, rows);
	return boh_listing_end_page(&state, cursor);
}

/*-------------------------------------------------------------------------
 *
 * json/listing.c
 *	  Filters and cursors of functions that return lists page by page.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"

#include "base/digest.h"
#include "base/error.h"
#include "json/item.h"
#include "json/listing.h"

/* How much of the hash a cursor holds */
#define HASH_BYTES 8
#define CURSOR_BYTES (UUID_LEN + HASH_BYTES)

BOH_NORETURN static void
raise_argument(const char *argument, const char *value, const char *reason)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "argument", argument);
	boh_detail_text(&detail, "value", value);
	boh_raise(BOH_ARGUMENT_RANGE, &detail, BOH_NO_PLACE, argument, reason);
}

BOH_NORETURN static void
raise_unknown(const char *name, const BohFilter *known, int count)
{
	StringInfoData reason;

	initStringInfo(&reason);
	appendStringInfo(&reason, "there is no filter \"%s\"; the filters are ", name);
	for (int i = 0; i < count; i++)
		appendStringInfo(&reason, "%s%s", i == 0 ? "" : ", ", known[i].name);
	raise_argument("filters", name, reason.data);
}

static int
find_filter(const char *name, const BohFilter *known, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (strcmp(known[i].name, name) == 0)
			return i;
	}
	raise_unknown(name, known, count);
}

/* Text becomes the filter's type by the type's own rules. */
static Datum
value_of(const BohFilter *filter, const JsonbValue *value)
{
	Oid			input;
	Oid			parameter;

	if (filter->type == BOOLOID && value->type == jbvBool)
		return BoolGetDatum(value->val.boolean);
	if (filter->type == BOOLOID || value->type != jbvString)
		raise_argument("filters", filter->name,
					   psprintf("filter \"%s\" takes %s", filter->name,
								filter->type == BOOLOID ? "true or false" : "a string"));
	getTypeInputInfo(filter->type, &input, &parameter);
	return OidInputFunctionCall(input, pnstrdup(value->val.string.val, value->val.string.len),
								parameter, -1);
}

void
boh_filters_read(FunctionCallInfo fcinfo, int number, const BohFilter *known, int count,
				 Datum *values, char *nulls)
{
	Jsonb	   *filters;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	int			filter = 0;

	memset(nulls, 'n', count);
	if (PG_ARGISNULL(number))
		return;
	filters = PG_GETARG_JSONB_P(number);
	if (!JB_ROOT_IS_OBJECT(filters))
		raise_argument("filters", NULL, "filters are a JSON object");
	iterator = JsonbIteratorInit(&filters->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			filter = find_filter(pnstrdup(value.val.string.val, value.val.string.len),
								 known, count);
		else if (token == WJB_VALUE && value.type != jbvNull)
		{
			values[filter] = value_of(&known[filter], &value);
			nulls[filter] = ' ';
		}
	}
}

static void
hash_list(const char *list, Oid schema, FunctionCallInfo fcinfo, int filters, uint8 *hash)
{
	Jsonb	   *json = PG_ARGISNULL(filters) ? NULL : PG_GETARG_JSONB_P(filters);
	char	   *text = psprintf("%s\n%u\n%s", list, schema, json == NULL ? "{}" :
								JsonbToCString(NULL, &json->root, VARSIZE(json)));

	boh_digest(text, strlen(text), hash);
}

char *
boh_cursor_after(const char *list, Oid schema, FunctionCallInfo fcinfo, int filters,
				 const pg_uuid_t *id)
{
	uint8		cursor[CURSOR_BYTES];
	uint8		hash[BOH_DIGEST_BYTES];
	char	   *text = palloc0(CURSOR_BYTES * 2 + 1);

	hash_list(list, schema, fcinfo, filters, hash);
	memcpy(cursor, id->data, UUID_LEN);
	memcpy(cursor + UUID_LEN, hash, HASH_BYTES);
	hex_encode((const char *) cursor, CURSOR_BYTES, text);
	return text;
}

bool
boh_cursor_read(const char *list, Oid schema, FunctionCallInfo fcinfo, int filters,
				int cursor, pg_uuid_t *id)
{
	char	   *given;
	uint8		bytes[CURSOR_BYTES];
	uint8		hash[BOH_DIGEST_BYTES];

	if (PG_ARGISNULL(cursor))
		return false;
	given = text_to_cstring(PG_GETARG_TEXT_PP(cursor));
	hash_list(list, schema, fcinfo, filters, hash);
	if (strlen(given) != CURSOR_BYTES * 2 ||
		strspn(given, "0123456789abcdef") != CURSOR_BYTES * 2)
		raise_argument("cursor", given, "it is no cursor of this function");
	hex_decode(given, CURSOR_BYTES * 2, (char *) bytes);
	if (memcmp(bytes + UUID_LEN, hash, HASH_BYTES) != 0)
		raise_argument("cursor", given, "it belongs to another list or to other filters");
	memcpy(id->data, bytes, UUID_LEN);
	return true;
}

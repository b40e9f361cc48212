/*-------------------------------------------------------------------------
 *
 * content/page_expand.c
 *	  Fills sections of a page with what they show.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "base/compat.h"
#include "content/page_expand.h"
#include "find/event_list.h"
#include "json/build.h"

/* Values of "sort" of an EVENT_LIST, and the orders of lists */
static const char *const orders[][2] = {
	{"date-ascending", "start"},
	{"date-descending", "start_desc"},
	{"title-ascending", "title"},
	{"title-descending", "title_desc"},
};

#define DEFAULT_LIMIT 10

/* The member of an object; NULL when there is none of that type. */
static JsonbValue *
member(JsonbContainer *object, const char *name, enum jbvType type)
{
	JsonbValue *value = getKeyJsonValueFromContainer(object, name, strlen(name), NULL);

	return value != NULL && value->type == type ? value : NULL;
}

static char *
text_member(JsonbContainer *object, const char *name)
{
	JsonbValue *value = member(object, name, jbvString);

	return value == NULL ? NULL : pnstrdup(value->val.string.val, value->val.string.len);
}

/* The form of the section may have been replaced, so data can be anything. */
static int
limit_of(JsonbContainer *data)
{
	JsonbValue *value = member(data, "limit", jbvNumeric);
	int32		limit;

	if (value == NULL || !boh_numeric_to_int32(value->val.numeric, &limit))
		return DEFAULT_LIMIT;
	return Max(1, Min(limit, BOH_LISTING_MOST_ROWS));
}

static const char *
order_of(JsonbContainer *data)
{
	char	   *sort = text_member(data, "sort");

	for (int i = 0; sort != NULL && i < (int) lengthof(orders); i++)
	{
		if (strcmp(sort, orders[i][0]) == 0)
			return orders[i][1];
	}
	return orders[0][1];
}

static Jsonb *
events_of(Oid schema, JsonbContainer *data)
{
	char	   *category = text_member(data, "category");
	BohJsonbState filters;

	if (category != NULL && !boh_event_category_exists(schema, category))
		return boh_json_array(NIL);
	boh_json_begin_object(&filters);
	boh_json_push_member(&filters, "category", category == NULL ? NULL : boh_json_text(category));
	boh_json_push_member(&filters, "order", boh_json_text(order_of(data)));
	return boh_event_list_first(schema, boh_json_end_object(&filters), limit_of(data));
}

/* Append a section, with its events if it shows any. */
static void
push_section(BohJsonbState *state, Oid schema, JsonbValue *section)
{
	JsonbContainer *object = section->val.binary.data;
	char	   *type = section->type == jbvBinary && JsonContainerIsObject(object) ?
	text_member(object, "type") : NULL;
	JsonbValue *data = type == NULL ? NULL : member(object, "data", jbvBinary);
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;

	if (data == NULL || strcmp(type, "EVENT_LIST") != 0 ||
		!JsonContainerIsObject(data->val.binary.data))
	{
		boh_jsonb_push(state, WJB_ELEM, section);
		return;
	}
	boh_jsonb_push(state, WJB_BEGIN_OBJECT, NULL);
	iterator = JsonbIteratorInit(object);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY || token == WJB_VALUE)
			boh_jsonb_push(state, token, &value);
	}
	boh_json_push_member(state, "events", events_of(schema, data->val.binary.data));
	boh_jsonb_push(state, WJB_END_OBJECT, NULL);
}

static void
push_sections(BohJsonbState *state, Oid schema, JsonbContainer *sections)
{
	JsonbIterator *iterator = JsonbIteratorInit(sections);
	JsonbIteratorToken token;
	JsonbValue	section;

	boh_jsonb_push(state, WJB_BEGIN_ARRAY, NULL);
	while ((token = JsonbIteratorNext(&iterator, &section, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token == WJB_ELEM)
			push_section(state, schema, &section);
	}
	boh_jsonb_push(state, WJB_END_ARRAY, NULL);
}

Jsonb *
boh_page_expand(Oid schema, Jsonb *document)
{
	BohJsonbState state;
	JsonbIterator *iterator = JsonbIteratorInit(&document->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		is_sections = false;

	boh_json_begin_object(&state);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			is_sections = value.val.string.len == strlen("sections") &&
				memcmp(value.val.string.val, "sections", value.val.string.len) == 0;
		if (token == WJB_VALUE && is_sections && value.type == jbvBinary &&
			JsonContainerIsArray(value.val.binary.data))
			push_sections(&state, schema, value.val.binary.data);
		else if (token == WJB_KEY || token == WJB_VALUE)
			boh_jsonb_push(&state, token, &value);
	}
	return boh_json_end_object(&state);
}

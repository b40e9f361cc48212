/*-------------------------------------------------------------------------
 *
 * json/validate.c
 *	  Validates jsonb by a compiled JSON Schema.
 *
 * Without a sink, validation stops at the first error.  It allocates no memory
 * except for some keywords: uniqueItems of many items, patterns, multipleOf,
 * unevaluated properties or items if there are many, and some formats.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "json/validate.h"

/* Longest list of "enum" values in a message. */
#define MOST_NAMED_VALUES 8

/* Appends the path as a JSON Pointer. */
static void
append_path(StringInfo text, const BohJsonPath *path)
{
	if (path == NULL)
		return;
	check_stack_depth();
	append_path(text, path->parent);
	appendStringInfoChar(text, '/');
	if (path->name == NULL)
	{
		appendStringInfo(text, "%d", path->position);
		return;
	}
	for (int i = 0; i < path->length; i++)
	{
		if (path->name[i] == '~')
			appendStringInfoString(text, "~0");
		else if (path->name[i] == '/')
			appendStringInfoString(text, "~1");
		else
			appendStringInfoChar(text, path->name[i]);
	}
}

static void
report(BohJsonValidation *validation, const BohJsonPath *path, const char *keyword,
	   const char *message)
{
	StringInfoData pointer;
	BohJsonError error;

	initStringInfo(&pointer);
	append_path(&pointer, path);
	error.path = pointer.data;
	error.keyword = keyword;
	error.message = message;
	validation->sink->report(validation->sink, &error);
	pfree(pointer.data);
	MemoryContextReset(validation->scratch);
}

static void append_format(StringInfo text, const char *format, va_list arguments) pg_attribute_printf(2, 0);

static void
append_format(StringInfo text, const char *format, va_list arguments)
{
	for (;;)
	{
		va_list		copy;
		int			needed;

		va_copy(copy, arguments);
		needed = appendStringInfoVA(text, format, copy);
		va_end(copy);
		if (needed == 0)
			return;
		enlargeStringInfo(text, needed);
	}
}

bool
boh_json_fail(BohJsonValidation *validation, const BohJsonPath *path,
			  const char *keyword, const char *format,...)
{
	StringInfoData message;
	va_list		arguments;

	if (validation->sink == NULL)
		return false;
	CHECK_FOR_INTERRUPTS();
	validation->errors++;
	initStringInfo(&message);
	va_start(arguments, format);
	append_format(&message, format, arguments);
	va_end(arguments);
	report(validation, path, keyword, message.data);
	pfree(message.data);
	return true;
}

static bool fail_value(BohJsonValidation *validation, const BohJsonPath *path,
					   const char *keyword, const BohJsonItem *item,
					   const char *format,...) pg_attribute_printf(5, 6);

/* Like boh_json_fail(), but appends the item's value to the message. */
static bool
fail_value(BohJsonValidation *validation, const BohJsonPath *path,
		   const char *keyword, const BohJsonItem *item,
		   const char *format,...)
{
	StringInfoData message;
	va_list		arguments;

	if (validation->sink == NULL)
		return false;
	CHECK_FOR_INTERRUPTS();
	validation->errors++;
	initStringInfo(&message);
	va_start(arguments, format);
	append_format(&message, format, arguments);
	va_end(arguments);
	appendStringInfoString(&message, ", is ");
	boh_json_append_short(&message, item);
	report(validation, path, keyword, message.data);
	pfree(message.data);
	return true;
}

char *
boh_json_quoted(BohJsonValidation *validation, const char *text, int length)
{
	MemoryContext caller = MemoryContextSwitchTo(validation->scratch);
	StringInfoData quoted;

	initStringInfo(&quoted);
	boh_json_append_quoted(&quoted, text, length);
	MemoryContextSwitchTo(caller);
	return quoted.data;
}

static pg_noinline bool
fail_type(BohJsonValidation *validation, const BohJsonPath *path, uint8 types,
		  const BohJsonItem *item)
{
	static const char *const names[] = {
		"null", "boolean", "object", "array", "number", "string", "integer"
	};
	StringInfoData list;
	const char *found = "";

	if (validation->sink == NULL)
		return false;
	initStringInfo(&list);
	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if (types & (1 << i))
			appendStringInfo(&list, "%s%s", list.len == 0 ? "" : " or ", names[i]);
		if (item->type == (1 << i))
			found = names[i];
	}
	if (item->type == BOH_JSON_NUMBER)
		fail_value(validation, path, "type", item, "must be of type %s", list.data);
	else
		boh_json_fail(validation, path, "type", "must be of type %s, is %s", list.data, found);
	pfree(list.data);
	return true;
}

static bool
has_type(const BohJsonItem *item, uint8 types)
{
	if (types & item->type)
		return true;
	return item->type == BOH_JSON_NUMBER && (types & BOH_JSON_INTEGER) != 0 &&
		boh_json_is_integer(item);
}

static bool
validate_string(BohJsonValidation *validation, const BohJsonStringRules *rules,
				const BohJsonItem *item, const BohJsonPath *path)
{
	/* a character takes at least one byte, and at most MAX_MULTIBYTE_CHAR_LEN */
	if (item->length > rules->most ||
		item->length / MAX_MULTIBYTE_CHAR_LEN < rules->least)
	{
		int			characters = boh_json_characters(item->data, item->length);

		if (characters < rules->least &&
			!boh_json_fail(validation, path, "minLength",
						   "must be at least %d characters long, is %d",
						   rules->least, characters))
			return false;
		if (characters > rules->most &&
			!boh_json_fail(validation, path, "maxLength",
						   "must be at most %d characters long, is %d",
						   rules->most, characters))
			return false;
	}
	if (rules->pattern != NULL &&
		!boh_pattern_matches(rules->pattern, item->data, item->length))
	{
		if (validation->sink == NULL)
			return false;
		fail_value(validation, path, "pattern", item, "must match %s",
				   boh_json_quoted(validation, rules->pattern->source, rules->pattern->length));
	}
	return rules->format == NULL || rules->format->check == NULL ||
		rules->format->check(item->data, item->length) ||
		fail_value(validation, path, "format", item, "must be %s",
				   rules->format->rule);
}

static bool
is_multiple(Numeric number, Numeric of)
{
	Datum		rest = DirectFunctionCall2(numeric_mod, NumericGetDatum(number),
										   NumericGetDatum(of));
	bool		multiple = boh_json_sign(DatumGetNumeric(rest)) == 0;

	pfree(DatumGetPointer(rest));
	return multiple;
}

static pg_noinline bool
fail_number(BohJsonValidation *validation, const BohJsonPath *path, const char *keyword,
			const char *rule, Numeric limit, const BohJsonItem *item)
{
	BohJsonItem limit_item = {.type = BOH_JSON_NUMBER,.data = (const char *) limit};
	StringInfoData text;

	if (validation->sink == NULL)
		return false;
	initStringInfo(&text);
	boh_json_append_short(&text, &limit_item);
	fail_value(validation, path, keyword, item, "must be %s %s", rule, text.data);
	pfree(text.data);
	return true;
}

static bool
validate_number(BohJsonValidation *validation, const BohJsonNumberRules *rules,
				const BohJsonItem *item, const BohJsonPath *path)
{
	Numeric		number = BohJsonNumber(item);

	if (rules->minimum != NULL &&
		boh_json_compare_numbers(number, rules->minimum) < 0 &&
		!fail_number(validation, path, "minimum", "at least", rules->minimum, item))
		return false;
	if (rules->exclusive_minimum != NULL &&
		boh_json_compare_numbers(number, rules->exclusive_minimum) <= 0 &&
		!fail_number(validation, path, "exclusiveMinimum", "greater than",
					 rules->exclusive_minimum, item))
		return false;
	if (rules->maximum != NULL &&
		boh_json_compare_numbers(number, rules->maximum) > 0 &&
		!fail_number(validation, path, "maximum", "at most", rules->maximum, item))
		return false;
	if (rules->exclusive_maximum != NULL &&
		boh_json_compare_numbers(number, rules->exclusive_maximum) >= 0 &&
		!fail_number(validation, path, "exclusiveMaximum", "less than",
					 rules->exclusive_maximum, item))
		return false;
	return rules->multiple_of == NULL || is_multiple(number, rules->multiple_of) ||
		fail_number(validation, path, "multipleOf", "a multiple of",
					rules->multiple_of, item);
}

/* Position of the first value whose hash is not less than this one. */
static int
find_hash(const BohJsonEnum *values, uint64 hash)
{
	int			low = 0;
	int			high = values->count;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (values->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_among(const BohJsonEnum *values, const BohJsonItem *item)
{
	uint64		hash = values->hashes == NULL ? 0 : boh_json_hash(item);
	int			first = values->hashes == NULL ? 0 : find_hash(values, hash);

	for (int i = first; i < values->count; i++)
	{
		if (values->hashes != NULL && values->hashes[i] != hash)
			return false;
		if (boh_json_equal(&values->items[i], item))
			return true;
	}
	return false;
}

static pg_noinline bool
fail_enum(BohJsonValidation *validation, const BohJsonPath *path,
		  const BohJsonEnum *values, const BohJsonItem *item)
{
	StringInfoData list;

	if (validation->sink == NULL)
		return false;
	initStringInfo(&list);
	for (int i = 0; i < values->count && i < MOST_NAMED_VALUES; i++)
	{
		if (i > 0)
			appendStringInfoString(&list, ", ");
		boh_json_append_short(&list, &values->items[i]);
	}
	if (values->count > MOST_NAMED_VALUES)
		appendStringInfo(&list, " or %d others", values->count - MOST_NAMED_VALUES);
	fail_value(validation, path, "enum", item, "must be one of %s", list.data);
	pfree(list.data);
	return true;
}

static pg_noinline bool
fail_const(BohJsonValidation *validation, const BohJsonPath *path,
		   const BohJsonItem *constant, const BohJsonItem *item)
{
	StringInfoData text;

	if (validation->sink == NULL)
		return false;
	initStringInfo(&text);
	boh_json_append_short(&text, constant);
	fail_value(validation, path, "const", item, "must equal %s", text.data);
	pfree(text.data);
	return true;
}

bool
boh_json_matches(BohJsonValidation *validation, const BohJsonNode *node,
				 const BohJsonItem *item, const BohJsonPath *path, BohJsonSeen *seen)
{
	BohJsonSink *sink = validation->sink;
	BohJsonSeen own;
	bool		matches;

	validation->sink = NULL;
	if (seen == NULL)
		matches = boh_json_validate_item(validation, node, item, path, NULL, "");
	else
	{
		/* items seen by the schema count only if it matches */
		boh_json_seen_init(&own, item->length);
		matches = boh_json_validate_item(validation, node, item, path, &own, "");
		if (matches)
			boh_json_seen_merge(seen, &own);
		boh_json_seen_free(&own);
	}
	validation->sink = sink;
	return matches;
}

/*
 * Counts the matching schemas.  Stops at enough, unless the caller needs to
 * know what all of them have seen.
 */
static int
count_matches(BohJsonValidation *validation, const BohJsonNodeList *list,
			  const BohJsonItem *item, const BohJsonPath *path, BohJsonSeen *seen,
			  int enough)
{
	int			count = 0;

	for (int i = 0; i < list->count && (seen != NULL || count < enough); i++)
		count += boh_json_matches(validation, list->nodes[i], item, path, seen);
	return count;
}

/* A dynamic reference leads to the outermost resource with its anchor. */
static const BohJsonNode *
dynamic_target(const BohJsonValidation *validation, const BohJsonGeneralRules *rules)
{
	const BohJsonNode *target = rules->dynamic_reference;

	if (rules->dynamic_anchor == NULL)
		return target;
	for (const BohJsonScope *scope = validation->scope; scope != NULL; scope = scope->parent)
	{
		for (const BohJsonAnchor *anchor = scope->resource->anchors; anchor != NULL; anchor = anchor->next)
		{
			if (anchor->dynamic && strcmp(anchor->name, rules->dynamic_anchor) == 0)
				target = anchor->node;
		}
	}
	return target;
}

static bool
validate_condition(BohJsonValidation *validation, const BohJsonGeneralRules *rules,
				   const BohJsonItem *item, const BohJsonPath *path, BohJsonSeen *seen)
{
	bool		holds = boh_json_matches(validation, rules->if_schema, item, path, seen);
	const BohJsonNode *branch = holds ? rules->then_schema : rules->else_schema;

	return branch == NULL ||
		boh_json_validate_item(validation, branch, item, path, seen, holds ? "then" : "else");
}

static bool
validate_general(BohJsonValidation *validation, const BohJsonGeneralRules *rules,
				 const BohJsonItem *item, const BohJsonPath *path, BohJsonSeen *seen)
{
	if (rules->constant != NULL && !boh_json_equal(rules->constant, item) &&
		!fail_const(validation, path, rules->constant, item))
		return false;
	if (rules->values != NULL && !is_among(rules->values, item) &&
		!fail_enum(validation, path, rules->values, item))
		return false;
	if (rules->reference != NULL &&
		!boh_json_validate_item(validation, rules->reference, item, path, seen, "$ref"))
		return false;
	if (rules->dynamic_reference != NULL &&
		!boh_json_validate_item(validation, dynamic_target(validation, rules), item, path,
								seen, "$dynamicRef"))
		return false;
	for (int i = 0; i < rules->all_of.count; i++)
	{
		if (!boh_json_validate_item(validation, rules->all_of.nodes[i], item, path, seen,
									"allOf"))
			return false;
	}
	if (rules->any_of.count > 0 &&
		count_matches(validation, &rules->any_of, item, path, seen, 1) == 0 &&
		!boh_json_fail(validation, path, "anyOf", "must match at least one of %d schemas",
					   rules->any_of.count))
		return false;
	if (rules->one_of.count > 0)
	{
		int			count = count_matches(validation, &rules->one_of, item, path, seen,
										  validation->sink == NULL ? 2 : PG_INT32_MAX);

		if (count != 1 &&
			!boh_json_fail(validation, path, "oneOf",
						   "must match exactly one of %d schemas, matches %d",
						   rules->one_of.count, count))
			return false;
	}
	if (rules->not_schema != NULL &&
		boh_json_matches(validation, rules->not_schema, item, path, NULL) &&
		!boh_json_fail(validation, path, "not", "must not match the schema"))
		return false;
	return rules->if_schema == NULL ||
		validate_condition(validation, rules, item, path, seen);
}

static bool
validate_rules(BohJsonValidation *validation, const BohJsonNode *node,
			   const BohJsonItem *item, const BohJsonPath *path, BohJsonSeen *seen)
{
	if (node->types != 0 && !has_type(item, node->types) &&
		!fail_type(validation, path, node->types, item))
		return false;
	switch (item->type)
	{
		case BOH_JSON_STRING:
			if (node->string != NULL &&
				!validate_string(validation, node->string, item, path))
				return false;
			break;
		case BOH_JSON_NUMBER:
			if (node->number != NULL &&
				!validate_number(validation, node->number, item, path))
				return false;
			break;
		case BOH_JSON_OBJECT:
			if (node->object != NULL &&
				!boh_json_validate_object(validation, node->object, item, path, seen))
				return false;
			break;
		case BOH_JSON_ARRAY:
			if (node->array != NULL &&
				!boh_json_validate_array(validation, node->array, item, path, seen))
				return false;
			break;
		default:
			break;
	}
	return node->general == NULL ||
		validate_general(validation, node->general, item, path, seen);
}

static bool
validate_unseen_properties(BohJsonValidation *validation, const BohJsonNode *node,
						   const BohJsonItem *object, const BohJsonPath *path,
						   const BohJsonSeen *seen)
{
	BohJsonWalk walk;
	BohJsonItem key,
				value;

	boh_json_walk_object(&walk, object);
	while (boh_json_next_pair(&walk, &key, &value))
	{
		BohJsonPath below = {path, key.data, key.length, 0};

		CHECK_FOR_INTERRUPTS();
		if (!boh_json_is_seen(seen, walk.position - 1) &&
			!boh_json_validate_item(validation, node, &value, &below, NULL,
									"unevaluatedProperties"))
			return false;
	}
	return true;
}

static bool
validate_unseen_items(BohJsonValidation *validation, const BohJsonNode *node,
					  const BohJsonItem *array, const BohJsonPath *path,
					  const BohJsonSeen *seen)
{
	BohJsonWalk walk;
	BohJsonItem element;

	boh_json_walk_array(&walk, array);
	while (boh_json_next_element(&walk, &element))
	{
		BohJsonPath below = {path, NULL, 0, walk.position - 1};

		CHECK_FOR_INTERRUPTS();
		if (!boh_json_is_seen(seen, walk.position - 1) &&
			!boh_json_validate_item(validation, node, &element, &below, NULL,
									"unevaluatedItems"))
			return false;
	}
	return true;
}

/*
 * Validates, then applies "unevaluated..." to the elements or properties that
 * no other keyword was applied to.
 */
static pg_noinline bool
validate_unevaluated(BohJsonValidation *validation, const BohJsonNode *node,
					 const BohJsonItem *item, const BohJsonPath *path, BohJsonSeen *seen)
{
	BohJsonSeen own;
	bool		go_on;

	boh_json_seen_init(&own, item->length);
	go_on = validate_rules(validation, node, item, path, &own);
	if (go_on && item->type == BOH_JSON_OBJECT)
		go_on = validate_unseen_properties(validation, node->unevaluated_properties,
										   item, path, &own);
	else if (go_on)
		go_on = validate_unseen_items(validation, node->unevaluated_items,
									  item, path, &own);
	boh_json_seen_free(&own);
	for (int i = 0; seen != NULL && i < item->length; i++)
		boh_json_see(seen, i);
	return go_on;
}

static inline bool
validate_node(BohJsonValidation *validation, const BohJsonNode *node,
			  const BohJsonItem *item, const BohJsonPath *path, BohJsonSeen *seen)
{
	if ((node->unevaluated_properties != NULL && item->type == BOH_JSON_OBJECT) ||
		(node->unevaluated_items != NULL && item->type == BOH_JSON_ARRAY))
		return validate_unevaluated(validation, node, item, path, seen);
	return validate_rules(validation, node, item, path, seen);
}

bool
boh_json_validate_item(BohJsonValidation *validation, const BohJsonNode *node,
					   const BohJsonItem *item, const BohJsonPath *path,
					   BohJsonSeen *seen, const char *keyword)
{
	bool		go_on;

	if (node->boolean)
		return node->accepts ||
			boh_json_fail(validation, path, keyword, "must not be present");
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (node->resource == validation->scope->resource)
		go_on = validate_node(validation, node, item, path, seen);
	else
	{
		BohJsonScope scope = {validation->scope, node->resource};

		validation->scope = &scope;
		go_on = validate_node(validation, node, item, path, seen);
		validation->scope = scope.parent;
	}
	return go_on;
}

bool
boh_json_schema_validate(const BohJsonSchema *schema, const Jsonb *data, BohJsonSink *sink)
{
	BohJsonScope scope = {NULL, schema->root->resource};
	BohJsonValidation validation = {.sink = sink,.scope = &scope};
	BohJsonItem root;
	bool		valid;

	if (sink != NULL)
		validation.scratch = AllocSetContextCreate(CurrentMemoryContext,
												   "boh JSON error",
												   ALLOCSET_DEFAULT_SIZES);
	boh_json_root(data, &root);
	valid = boh_json_validate_item(&validation, schema->root, &root, NULL, NULL, "false") &&
		validation.errors == 0;
	if (sink != NULL)
		MemoryContextDelete(validation.scratch);
	return valid;
}

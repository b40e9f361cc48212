/*-------------------------------------------------------------------------
 *
 * json/keyword.c
 *	  Checks and compiles the keywords of JSON Schema.
 *
 * The table has the keywords of draft 2020-12 except $id, which compile.c
 * reads first, and uniqueItemProperties.  Other names are annotations, as the
 * draft demands.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "storage/shmem.h"
#include "utils/numeric.h"

#include "json/keyword.h"
#include "json/reference.h"

/* An "enum" with more values is searched by hash. */
#define LONGEST_SCANNED_ENUM 16

/* The field of a group of rules that a keyword sets. */
#define PART_FIELD(type, rules, part) (*(type *) ((char *) (rules) + (part)->offset))

static BohJsonObjectRules *
object_rules(BohJsonNode *node)
{
	if (node->object == NULL)
	{
		node->object = palloc0(sizeof(BohJsonObjectRules));
		node->object->most = BOH_JSON_UNLIMITED;
	}
	return node->object;
}

static BohJsonArrayRules *
array_rules(BohJsonNode *node)
{
	if (node->array == NULL)
	{
		node->array = palloc0(sizeof(BohJsonArrayRules));
		node->array->most = BOH_JSON_UNLIMITED;
		node->array->least_contained = 1;
		node->array->most_contained = BOH_JSON_UNLIMITED;
	}
	return node->array;
}

static BohJsonStringRules *
string_rules(BohJsonNode *node)
{
	if (node->string == NULL)
	{
		node->string = palloc0(sizeof(BohJsonStringRules));
		node->string->most = BOH_JSON_UNLIMITED;
	}
	return node->string;
}

static BohJsonNumberRules *
number_rules(BohJsonNode *node)
{
	if (node->number == NULL)
		node->number = palloc0(sizeof(BohJsonNumberRules));
	return node->number;
}

static BohJsonGeneralRules *
general_rules(BohJsonNode *node)
{
	if (node->general == NULL)
		node->general = palloc0(sizeof(BohJsonGeneralRules));
	return node->general;
}

static void
require_type(const BohJsonPart *part, uint8 type, const char *description)
{
	if (part->value->type != type)
		boh_json_schema_error(part->place, "must be %s", description);
}

char *
boh_json_string_value(const BohJsonPart *part)
{
	require_type(part, BOH_JSON_STRING, "a string");
	return pnstrdup(part->value->data, part->value->length);
}

/* Compiles the value of the keyword as a schema. */
static BohJsonNode *
node_value(const BohJsonPart *part)
{
	return part->compiler->compile_node(part->compiler, part->value,
										part->node->resource, part->place);
}

/* Compiles one of the named schemas in the value of the keyword. */
static BohJsonNode *
named_node(const BohJsonPart *part, const BohJsonItem *name, const BohJsonItem *value)
{
	BohJsonPlace place = {part->place, name->data, name->length, 0};

	return part->compiler->compile_node(part->compiler, value, part->node->resource,
										&place);
}

static BohJsonNodeList
node_list(const BohJsonPart *part)
{
	BohJsonNodeList list = {0};
	BohJsonWalk walk;
	BohJsonItem element;

	if (part->value->type != BOH_JSON_ARRAY || part->value->length == 0)
		boh_json_schema_error(part->place, "must be an array of schemas that is not empty");
	list.nodes = palloc(mul_size(part->value->length, sizeof(BohJsonNode *)));
	boh_json_walk_array(&walk, part->value);
	while (boh_json_next_element(&walk, &element))
	{
		BohJsonPlace place = {part->place, NULL, 0, list.count};

		list.nodes[list.count++] = part->compiler->compile_node(part->compiler, &element,
																part->node->resource, &place);
	}
	return list;
}

/* A count.  Counts that no value can reach become BOH_JSON_UNLIMITED. */
static int
count_value(const BohJsonPart *part)
{
	int32		count;

	if (part->value->type != BOH_JSON_NUMBER ||
		!boh_json_is_integer(part->value) ||
		boh_json_sign(BohJsonNumber(part->value)) < 0)
		boh_json_schema_error(part->place, "must be an integer that is not negative");
	return boh_numeric_to_int32(BohJsonNumber(part->value), &count) ? count : BOH_JSON_UNLIMITED;
}

static void
require_unique_strings(const BohJsonItem *array, const BohJsonPlace *place)
{
	BohJsonWalk walk;
	BohJsonItem element;

	if (array->type != BOH_JSON_ARRAY)
		boh_json_schema_error(place, "must be an array of strings");
	boh_json_walk_array(&walk, array);
	while (boh_json_next_element(&walk, &element))
	{
		if (element.type != BOH_JSON_STRING)
			boh_json_schema_error(place, "must be an array of strings");
	}
}

BOH_NORETURN static void
refuse_types(const BohJsonPart *part)
{
	boh_json_schema_error(part->place,
						  "must be null, boolean, object, array, number, string or integer, or an array of these");
}

static uint8
type_bit(const BohJsonPart *part, const BohJsonItem *name)
{
	static const struct
	{
		const char *name;
		uint8		bit;
	}			types[] = {
		{"null", BOH_JSON_NULL},
		{"boolean", BOH_JSON_BOOLEAN},
		{"object", BOH_JSON_OBJECT},
		{"array", BOH_JSON_ARRAY},
		{"number", BOH_JSON_NUMBER},
		{"string", BOH_JSON_STRING},
		{"integer", BOH_JSON_INTEGER},
	};

	for (int i = 0; name->type == BOH_JSON_STRING && i < (int) lengthof(types); i++)
	{
		if (strlen(types[i].name) == (size_t) name->length &&
			memcmp(types[i].name, name->data, name->length) == 0)
			return types[i].bit;
	}
	refuse_types(part);
}

static void
compile_type(const BohJsonPart *part)
{
	BohJsonWalk walk;
	BohJsonItem name;

	if (part->value->type == BOH_JSON_STRING)
	{
		part->node->types = type_bit(part, part->value);
		return;
	}
	if (part->value->type != BOH_JSON_ARRAY || part->value->length == 0)
		refuse_types(part);
	boh_json_walk_array(&walk, part->value);
	while (boh_json_next_element(&walk, &name))
		part->node->types |= type_bit(part, &name);
}

static int
compare_hashes(const void *a, const void *b)
{
	uint64		hash_a = boh_json_hash(a);
	uint64		hash_b = boh_json_hash(b);

	return hash_a < hash_b ? -1 : hash_a > hash_b;
}

static void
compile_enum(const BohJsonPart *part)
{
	BohJsonEnum *values = palloc0(sizeof(BohJsonEnum));
	BohJsonWalk walk;
	BohJsonItem element;

	require_type(part, BOH_JSON_ARRAY, "an array");
	values->items = palloc(mul_size(Max(part->value->length, 1), sizeof(BohJsonItem)));
	boh_json_walk_array(&walk, part->value);
	while (boh_json_next_element(&walk, &element))
		values->items[values->count++] = element;
	if (values->count > LONGEST_SCANNED_ENUM)
	{
		qsort(values->items, values->count, sizeof(BohJsonItem), compare_hashes);
		values->hashes = palloc(mul_size(values->count, sizeof(uint64)));
		for (int i = 0; i < values->count; i++)
			values->hashes[i] = boh_json_hash(&values->items[i]);
	}
	general_rules(part->node)->values = values;
}

static void
compile_const(const BohJsonPart *part)
{
	BohJsonItem *constant = palloc(sizeof(BohJsonItem));

	*constant = *part->value;
	general_rules(part->node)->constant = constant;
}

static void
compile_number(const BohJsonPart *part)
{
	require_type(part, BOH_JSON_NUMBER, "a number");
	PART_FIELD(Numeric, number_rules(part->node), part) = BohJsonNumber(part->value);
}

static void
compile_multiple_of(const BohJsonPart *part)
{
	compile_number(part);
	if (boh_json_sign(BohJsonNumber(part->value)) <= 0)
		boh_json_schema_error(part->place, "must be greater than 0");
}

static void
compile_string_count(const BohJsonPart *part)
{
	PART_FIELD(int, string_rules(part->node), part) = count_value(part);
}

static void
compile_array_count(const BohJsonPart *part)
{
	PART_FIELD(int, array_rules(part->node), part) = count_value(part);
}

static void
compile_object_count(const BohJsonPart *part)
{
	PART_FIELD(int, object_rules(part->node), part) = count_value(part);
}

static BohPattern *
compile_expression(const BohJsonPart *part, const char *source, int length,
				   const BohJsonPlace *place)
{
	const char *problem;
	BohPattern *pattern = boh_pattern_compile(source, length, &problem);

	if (pattern == NULL)
		boh_json_schema_error(place, "the regular expression cannot be used: %s",
							  problem);
	/* PostgreSQL 15 allocates the automata with malloc() */
	part->compiler->schema->pattern_bytes += 4096 + 64 * (Size) length;
	return pattern;
}

static void
compile_pattern(const BohJsonPart *part)
{
	require_type(part, BOH_JSON_STRING, "a string");
	string_rules(part->node)->pattern =
		compile_expression(part, part->value->data, part->value->length,
						   part->place);
}

static void
compile_format(const BohJsonPart *part)
{
	const BohFormat *format;

	require_type(part, BOH_JSON_STRING, "a string");
	format = boh_format_find(part->value->data, part->value->length);
	if (format == NULL)
		boh_json_unsupported(part->place,
							 "Leave it out, or use \"pattern\".",
							 "unknown format \"%s\"", boh_json_string_value(part));
	string_rules(part->node)->format = format;
}

static void
compile_unique(const BohJsonPart *part)
{
	require_type(part, BOH_JSON_BOOLEAN, "true or false");
	array_rules(part->node)->unique = part->value->boolean;
}

/* Not in the draft, but known from JavaScript validators. */
static void
compile_unique_properties(const BohJsonPart *part)
{
	BohJsonItem *names = palloc(sizeof(BohJsonItem));

	require_unique_strings(part->value, part->place);
	*names = *part->value;
	array_rules(part->node)->unique_properties = names;
}

static void
compile_items(const BohJsonPart *part)
{
	if (part->value->type == BOH_JSON_ARRAY)
		boh_json_schema_error(part->place,
							  "must be a schema; use \"prefixItems\" for an array of schemas");
	array_rules(part->node)->items = node_value(part);
}

static void
compile_prefix(const BohJsonPart *part)
{
	array_rules(part->node)->prefix = node_list(part);
}

static void
compile_contains(const BohJsonPart *part)
{
	array_rules(part->node)->contains = node_value(part);
}

/* Adds empty properties; sort_properties() merges duplicates later. */
static BohJsonProperty *
add_properties(BohJsonObjectRules *rules, int count)
{
	int			first = rules->property_count;
	Size		size = mul_size(first + Max(count, 1), sizeof(BohJsonProperty));

	rules->properties = rules->properties == NULL ? palloc(size) :
		repalloc(rules->properties, size);
	rules->property_count += count;
	memset(rules->properties + first, 0, count * sizeof(BohJsonProperty));
	return rules->properties + first;
}

static void
compile_properties(const BohJsonPart *part)
{
	BohJsonObjectRules *rules = object_rules(part->node);
	BohJsonProperty *property;
	BohJsonWalk walk;
	BohJsonItem name,
				value;

	require_type(part, BOH_JSON_OBJECT, "an object");
	property = add_properties(rules, part->value->length);
	boh_json_walk_object(&walk, part->value);
	while (boh_json_next_pair(&walk, &name, &value))
	{
		property->name = name.data;
		property->length = name.length;
		property->schema = named_node(part, &name, &value);
		property++;
	}
}

/* Adds an array of names to the properties. */
static void
add_names(BohJsonObjectRules *rules, const BohJsonItem *names, const BohJsonPlace *place, bool required)
{
	BohJsonProperty *property;
	BohJsonWalk walk;
	BohJsonItem name;

	require_unique_strings(names, place);
	property = add_properties(rules, names->length);
	boh_json_walk_array(&walk, names);
	while (boh_json_next_element(&walk, &name))
	{
		property->name = name.data;
		property->length = name.length;
		property->required = required;
		property++;
	}
}

static void
compile_required(const BohJsonPart *part)
{
	add_names(object_rules(part->node), part->value, part->place, true);
}

static void
compile_pattern_properties(const BohJsonPart *part)
{
	BohJsonObjectRules *rules = object_rules(part->node);
	BohJsonWalk walk;
	BohJsonItem name,
				value;

	require_type(part, BOH_JSON_OBJECT, "an object");
	rules->patterns = palloc(mul_size(Max(part->value->length, 1),
									  sizeof(BohJsonPatternProperty)));
	boh_json_walk_object(&walk, part->value);
	while (boh_json_next_pair(&walk, &name, &value))
	{
		BohJsonPlace place = {part->place, name.data, name.length, 0};
		BohJsonPatternProperty *pattern = &rules->patterns[rules->pattern_count];

		pattern->pattern = compile_expression(part, name.data, name.length, &place);
		pattern->schema = named_node(part, &name, &value);
		rules->pattern_count++;
	}
}

static void
compile_object_node(const BohJsonPart *part)
{
	PART_FIELD(BohJsonNode *, object_rules(part->node), part) = node_value(part);
}

/* dependentRequired (offset 0) and dependentSchemas (offset 1) */
static void
compile_dependents(const BohJsonPart *part)
{
	BohJsonObjectRules *rules = object_rules(part->node);
	Size		size;
	BohJsonWalk walk;
	BohJsonItem name,
				value;

	require_type(part, BOH_JSON_OBJECT, "an object");
	size = mul_size(rules->dependent_count + Max(part->value->length, 1),
					sizeof(BohJsonDependent));
	rules->dependents = rules->dependents == NULL ? palloc(size) :
		repalloc(rules->dependents, size);
	boh_json_walk_object(&walk, part->value);
	while (boh_json_next_pair(&walk, &name, &value))
	{
		BohJsonPlace place = {part->place, name.data, name.length, 0};
		BohJsonDependent dependent = {.name = name.data,.length = name.length};
		BohJsonProperty *property = add_properties(rules, 1);

		property->name = name.data;
		property->length = name.length;
		if (part->offset == 0)
		{
			add_names(rules, &value, &place, false);
			dependent.names = value;
		}
		else
			dependent.schema = named_node(part, &name, &value);
		rules->dependents[rules->dependent_count++] = dependent;
	}
}

static void
compile_general_node(const BohJsonPart *part)
{
	PART_FIELD(BohJsonNode *, general_rules(part->node), part) = node_value(part);
}

static void
compile_general_list(const BohJsonPart *part)
{
	PART_FIELD(BohJsonNodeList, general_rules(part->node), part) = node_list(part);
}

static void
compile_node_field(const BohJsonPart *part)
{
	PART_FIELD(BohJsonNode *, part->node, part) = node_value(part);
}

/* $defs: compiled only because references lead to them. */
static void
compile_definitions(const BohJsonPart *part)
{
	BohJsonWalk walk;
	BohJsonItem name,
				value;

	require_type(part, BOH_JSON_OBJECT, "an object");
	boh_json_walk_object(&walk, part->value);
	while (boh_json_next_pair(&walk, &name, &value))
		named_node(part, &name, &value);
}

static void
compile_content_schema(const BohJsonPart *part)
{
	node_value(part);
}

static void
compile_reference(const BohJsonPart *part)
{
	general_rules(part->node);
	boh_json_add_reference(part->compiler, part->node, boh_json_string_value(part),
						   part->offset != 0, part->place);
}

static void
compile_anchor(const BohJsonPart *part)
{
	const char *name = boh_json_string_value(part);
	bool		good = strlen(name) == (size_t) part->value->length;

	for (int i = 0; good && i < part->value->length; i++)
	{
		char		c = name[i];

		good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
			(i > 0 && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
	}
	if (!good || part->value->length == 0)
		boh_json_schema_error(part->place,
							  "must be a letter or underscore, and letters, digits, underscores, hyphens and points");
	boh_json_add_anchor(part->node, name, part->offset != 0,
						part->place);
}

static void
compile_dialect(const BohJsonPart *part)
{
	const char *uri = boh_json_string_value(part);

	if (strcmp(uri, BOH_JSON_METASCHEMA_URI) != 0 &&
		strcmp(uri, BOH_JSON_METASCHEMA_URI "#") != 0)
		boh_json_unsupported(part->place,
							 "Use \"" BOH_JSON_METASCHEMA_URI "\".",
							 "unknown dialect \"%s\"", uri);
}

static void
compile_vocabulary(const BohJsonPart *part)
{
	static const char *const known[] = {
		"core", "applicator", "unevaluated", "validation", "meta-data",
		"format-annotation", "format-assertion", "content"
	};
	static const char prefix[] = "https://json-schema.org/draft/2020-12/vocab/";
	BohJsonWalk walk;
	BohJsonItem name,
				needed;

	require_type(part, BOH_JSON_OBJECT, "an object");
	boh_json_walk_object(&walk, part->value);
	while (boh_json_next_pair(&walk, &name, &needed))
	{
		char	   *uri = pnstrdup(name.data, name.length);
		bool		found = false;

		if (needed.type != BOH_JSON_BOOLEAN)
			boh_json_schema_error(part->place, "must have values that are true or false");
		for (int i = 0; i < (int) lengthof(known) && !found; i++)
			found = strncmp(uri, prefix, strlen(prefix)) == 0 &&
				strcmp(uri + strlen(prefix), known[i]) == 0;
		if (needed.boolean && !found)
			boh_json_unsupported(part->place,
								 "Only the vocabularies of draft 2020-12 are supported.",
								 "unknown vocabulary \"%s\"", uri);
		pfree(uri);
	}
}

/* Keywords of earlier drafts; ignoring them would change what is valid. */
static void
refuse_former(const BohJsonPart *part)
{
	boh_json_unsupported(part->place,
						 "Use $dynamicRef and $dynamicAnchor of draft 2020-12 instead.",
						 "keyword \"%s\" is of an earlier draft", part->name);
}

/* Annotations: nothing to compile, but a wrong type is an error. */
static void
compile_text(const BohJsonPart *part)
{
	require_type(part, BOH_JSON_STRING, "a string");
}

static void
compile_flag(const BohJsonPart *part)
{
	require_type(part, BOH_JSON_BOOLEAN, "true or false");
}

static void
compile_examples(const BohJsonPart *part)
{
	require_type(part, BOH_JSON_ARRAY, "an array");
}

static const BohJsonKeyword keywords[] = {
	{"$anchor", compile_anchor, 0},
	{"$comment", compile_text, 0},
	{"$defs", compile_definitions, 0},
	{"$dynamicAnchor", compile_anchor, 1},
	{"$dynamicRef", compile_reference, 1},
	{"$recursiveAnchor", refuse_former, 0},
	{"$recursiveRef", refuse_former, 0},
	{"$ref", compile_reference, 0},
	{"$schema", compile_dialect, 0},
	{"$vocabulary", compile_vocabulary, 0},
	{"additionalProperties", compile_object_node, offsetof(BohJsonObjectRules, additional)},
	{"allOf", compile_general_list, offsetof(BohJsonGeneralRules, all_of)},
	{"anyOf", compile_general_list, offsetof(BohJsonGeneralRules, any_of)},
	{"const", compile_const, 0},
	{"contains", compile_contains, 0},
	{"contentEncoding", compile_text, 0},
	{"contentMediaType", compile_text, 0},
	{"contentSchema", compile_content_schema, 0},
	{"dependentRequired", compile_dependents, 0},
	{"dependentSchemas", compile_dependents, 1},
	{"deprecated", compile_flag, 0},
	{"description", compile_text, 0},
	{"else", compile_general_node, offsetof(BohJsonGeneralRules, else_schema)},
	{"enum", compile_enum, 0},
	{"examples", compile_examples, 0},
	{"exclusiveMaximum", compile_number, offsetof(BohJsonNumberRules, exclusive_maximum)},
	{"exclusiveMinimum", compile_number, offsetof(BohJsonNumberRules, exclusive_minimum)},
	{"format", compile_format, 0},
	{"if", compile_general_node, offsetof(BohJsonGeneralRules, if_schema)},
	{"items", compile_items, 0},
	{"maxContains", compile_array_count, offsetof(BohJsonArrayRules, most_contained)},
	{"maxItems", compile_array_count, offsetof(BohJsonArrayRules, most)},
	{"maxLength", compile_string_count, offsetof(BohJsonStringRules, most)},
	{"maxProperties", compile_object_count, offsetof(BohJsonObjectRules, most)},
	{"maximum", compile_number, offsetof(BohJsonNumberRules, maximum)},
	{"minContains", compile_array_count, offsetof(BohJsonArrayRules, least_contained)},
	{"minItems", compile_array_count, offsetof(BohJsonArrayRules, least)},
	{"minLength", compile_string_count, offsetof(BohJsonStringRules, least)},
	{"minProperties", compile_object_count, offsetof(BohJsonObjectRules, least)},
	{"minimum", compile_number, offsetof(BohJsonNumberRules, minimum)},
	{"multipleOf", compile_multiple_of, offsetof(BohJsonNumberRules, multiple_of)},
	{"not", compile_general_node, offsetof(BohJsonGeneralRules, not_schema)},
	{"oneOf", compile_general_list, offsetof(BohJsonGeneralRules, one_of)},
	{"pattern", compile_pattern, 0},
	{"patternProperties", compile_pattern_properties, 0},
	{"prefixItems", compile_prefix, 0},
	{"properties", compile_properties, 0},
	{"propertyNames", compile_object_node, offsetof(BohJsonObjectRules, names)},
	{"readOnly", compile_flag, 0},
	{"required", compile_required, 0},
	{"then", compile_general_node, offsetof(BohJsonGeneralRules, then_schema)},
	{"title", compile_text, 0},
	{"type", compile_type, 0},
	{"unevaluatedItems", compile_node_field, offsetof(BohJsonNode, unevaluated_items)},
	{"unevaluatedProperties", compile_node_field, offsetof(BohJsonNode, unevaluated_properties)},
	{"uniqueItemProperties", compile_unique_properties, 0},
	{"uniqueItems", compile_unique, 0},
	{"writeOnly", compile_flag, 0},
};

const BohJsonKeyword *
boh_json_find_keyword(const BohJsonItem *name)
{
	for (int i = 0; i < (int) lengthof(keywords); i++)
	{
		if (strlen(keywords[i].name) == (size_t) name->length &&
			memcmp(keywords[i].name, name->data, name->length) == 0)
			return &keywords[i];
	}
	return NULL;
}

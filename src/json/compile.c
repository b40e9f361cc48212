/*-------------------------------------------------------------------------
 *
 * json/compile.c
 *	  Compiles a JSON Schema into a graph of nodes.
 *
 * The compiler finds every error in a schema, so validation need not look for
 * them.  keyword.c compiles the keywords.  When all nodes exist, reference.c
 * resolves the references.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/shmem.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "json/compiler.h"
#include "json/keyword.h"
#include "json/reference.h"

static BohJsonNode *
make_node(BohJsonCompiler *compiler, const BohJsonItem *item,
		  BohJsonResource *resource)
{
	BohJsonNode *node = palloc0(sizeof(BohJsonNode));

	node->resource = resource;
	node->next = compiler->schema->nodes;
	compiler->schema->nodes = node;
	if (item->type == BOH_JSON_OBJECT)
		((BohJsonNode **) hash_search(compiler->nodes, &item->data,
									  HASH_ENTER, NULL))[1] = node;
	return node;
}

static int
compare_properties(const void *a, const void *b)
{
	const BohJsonProperty *property_a = a;
	const BohJsonProperty *property_b = b;

	return boh_json_compare_keys(property_a->name, property_a->length,
								 property_b->name, property_b->length);
}

/* Sorts the properties like the keys of jsonb, and merges duplicates. */
static void
sort_properties(BohJsonObjectRules *rules)
{
	BohJsonProperty *last;

	if (rules->property_count == 0)
		return;
	last = rules->properties;
	qsort(rules->properties, rules->property_count, sizeof(BohJsonProperty),
		  compare_properties);
	for (int i = 1; i < rules->property_count; i++)
	{
		BohJsonProperty *property = &rules->properties[i];

		if (compare_properties(last, property) != 0)
			*++last = *property;
		else
		{
			last->required |= property->required;
			if (last->schema == NULL)
				last->schema = property->schema;
		}
	}
	rules->property_count = last - rules->properties + 1;
}

static uint64
set_of_name(const BohJsonObjectRules *rules, const char *name, int length)
{
	BohJsonProperty wanted = {.name = name,.length = length};
	const BohJsonProperty *property = bsearch(&wanted, rules->properties, rules->property_count,
											  sizeof(BohJsonProperty), compare_properties);

	return UINT64CONST(1) << (property - rules->properties);
}

/*
 * Computes the sets of the dependents.  Call it after sort_properties(): a set
 * has the positions of the properties, which include all names in dependents.
 */
static void
note_dependents(BohJsonObjectRules *rules)
{
	if (rules->property_count > BOH_JSON_MOST_IN_SET)
		return;
	for (int i = 0; i < rules->dependent_count; i++)
	{
		BohJsonDependent *dependent = &rules->dependents[i];
		BohJsonWalk walk;
		BohJsonItem name;

		dependent->self = set_of_name(rules, dependent->name, dependent->length);
		if (dependent->schema != NULL)
			continue;
		boh_json_walk_array(&walk, &dependent->names);
		while (boh_json_next_element(&walk, &name))
			dependent->needed |= set_of_name(rules, name.data, name.length);
	}
}

static BohJsonNode *
compile_node(BohJsonCompiler *compiler, const BohJsonItem *item,
			 BohJsonResource *resource, const BohJsonPlace *place)
{
	BohJsonNode *node;
	BohJsonWalk walk;
	BohJsonItem name,
				value;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (item->type == BOH_JSON_BOOLEAN)
	{
		node = make_node(compiler, item, resource);
		node->boolean = true;
		node->accepts = item->boolean;
		return node;
	}
	if (item->type != BOH_JSON_OBJECT)
		boh_json_schema_error(place, "a schema must be an object, true or false");
	node = boh_json_compiled_node(compiler, item);
	if (node != NULL)
		return node;

	node = make_node(compiler, item, resource);
	if (boh_json_find(item, "$id", 3, &value))
	{
		BohJsonPlace id = {place, "$id", 3, 0};
		BohJsonPart part = {compiler, node, &value, &id, "$id", 0};
		BohJsonResource *own = boh_json_add_resource(compiler, item, resource,
													 boh_json_string_value(&part), &id);

		own->root = node;
		node->resource = own;
	}
	boh_json_walk_object(&walk, item);
	while (boh_json_next_pair(&walk, &name, &value))
	{
		const BohJsonKeyword *keyword = boh_json_find_keyword(&name);
		BohJsonPlace below = {place, name.data, name.length, 0};
		BohJsonPart part = {compiler, node, &value, &below, NULL, 0};

		if (keyword == NULL)
			continue;
		part.name = keyword->name;
		part.offset = keyword->offset;
		keyword->compile(&part);
	}
	if (node->object != NULL)
	{
		sort_properties(node->object);
		note_dependents(node->object);
	}
	return node;
}

BohJsonSchema *
boh_json_compile(const Jsonb *source)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "boh JSON schema",
												  ALLOCSET_SMALL_SIZES);
	HASHCTL		control = {
		.keysize = sizeof(void *),
		.entrysize = 2 * sizeof(void *)
	};
	BohJsonCompiler compiler = {0};
	BohJsonSchema *schema;
	BohJsonResource *resource;
	BohJsonItem root;

	compiler.scratch = AllocSetContextCreate(caller, "boh JSON schema compiler",
											 ALLOCSET_DEFAULT_SIZES);
	control.hcxt = compiler.scratch;
	compiler.nodes = hash_create("boh JSON schema nodes", 64, &control,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);

	MemoryContextSwitchTo(context);
	schema = palloc0(sizeof(BohJsonSchema));
	schema->context = context;
	schema->source = palloc(VARSIZE(source));
	memcpy(schema->source, source, VARSIZE(source));
	compiler.schema = schema;
	compiler.compile_node = compile_node;

	boh_json_root(schema->source, &root);
	resource = boh_json_add_resource(&compiler, &root, NULL, "", NULL);
	schema->root = compile_node(&compiler, &root, resource, NULL);
	resource->root = schema->root;
	boh_json_resolve_references(&compiler);
	boh_json_refuse_cycles(schema);

	MemoryContextSwitchTo(caller);
	MemoryContextDelete(compiler.scratch);
	schema->bytes = MemoryContextMemAllocated(context, true) + schema->pattern_bytes;
	return schema;
}

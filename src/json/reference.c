/*-------------------------------------------------------------------------
 *
 * json/reference.c
 *	  $id, $anchor, $ref and $dynamicRef: how subschemas find one another.
 *
 * References stay within one document, except those to the metaschema of draft
 * 2020-12, which is part of the library.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"

#include "json/reference.h"
#include "json/uri.h"

/* Marks of nodes while we search for cycles. */
#define MARK_ENTERED 1
#define MARK_LEFT 2

static BohJsonResource *
find_resource(BohJsonCompiler *compiler, const char *uri)
{
	BohJsonResource *resource = compiler->schema->resources;

	while (resource != NULL && strcmp(resource->uri, uri) != 0)
		resource = resource->next;
	return resource;
}

BohJsonResource *
boh_json_add_resource(BohJsonCompiler *compiler, const BohJsonItem *item,
					  BohJsonResource *base, const char *uri,
					  const BohJsonPlace *place)
{
	BohJsonResource *resource;
	const char *fragment = strchr(uri, '#');

	if (fragment != NULL && fragment[1] != '\0')
		boh_json_schema_error(place, "must not have a fragment");
	uri = boh_uri_resolve(base == NULL ? "" : base->uri, uri);
	resource = find_resource(compiler, uri);
	if (resource != NULL)
	{
		if (resource->item.data == item->data)
			return resource;
		boh_json_schema_error(place, "the identifier \"%s\" is used twice", uri);
	}
	resource = palloc0(sizeof(BohJsonResource));
	resource->uri = uri;
	resource->item = *item;
	resource->next = compiler->schema->resources;
	compiler->schema->resources = resource;
	return resource;
}

static BohJsonAnchor *
find_anchor(BohJsonResource *resource, const char *name)
{
	BohJsonAnchor *anchor = resource->anchors;

	while (anchor != NULL && strcmp(anchor->name, name) != 0)
		anchor = anchor->next;
	return anchor;
}

void
boh_json_add_anchor(BohJsonNode *node, const char *name, bool dynamic, const BohJsonPlace *place)
{
	BohJsonResource *resource = node->resource;
	BohJsonAnchor *anchor = find_anchor(resource, name);

	if (anchor != NULL && anchor->node != node)
		boh_json_schema_error(place, "the anchor \"%s\" is used twice", name);
	if (anchor == NULL)
	{
		anchor = palloc0(sizeof(BohJsonAnchor));
		anchor->name = name;
		anchor->node = node;
		anchor->next = resource->anchors;
		resource->anchors = anchor;
	}
	anchor->dynamic |= dynamic;
}

/*
 * Copies a place: places are on the compiler's stack, and references are
 * resolved later.
 */
static const BohJsonPlace *
keep_place(BohJsonCompiler *compiler, const BohJsonPlace *place)
{
	const BohJsonPlace *first = NULL;
	const BohJsonPlace **target = &first;

	for (; place != NULL; place = place->parent)
	{
		BohJsonPlace *copy = MemoryContextAlloc(compiler->scratch, sizeof(BohJsonPlace));

		*copy = *place;
		copy->parent = NULL;
		*target = copy;
		target = &copy->parent;
	}
	return first;
}

void
boh_json_add_reference(BohJsonCompiler *compiler, BohJsonNode *node,
					   const char *text, bool dynamic, const BohJsonPlace *place)
{
	BohJsonReference *reference = MemoryContextAlloc(compiler->scratch,
													 sizeof(BohJsonReference));

	reference->node = node;
	reference->text = text;

	reference->dynamic = dynamic;
	reference->place = keep_place(compiler, place);
	reference->next = compiler->references;
	compiler->references = reference;
}

static BohJsonResource *
load_metaschema(BohJsonCompiler *compiler)
{
	Datum		source = DirectFunctionCall1(jsonb_in, CStringGetDatum(boh_json_metaschema));
	BohJsonItem root;

	boh_json_root(DatumGetJsonbP(source), &root);
	compiler->compile_node(compiler, &root, find_resource(compiler, ""), NULL);
	return find_resource(compiler, BOH_JSON_METASCHEMA_URI);
}

static BohJsonResource *
referenced_resource(BohJsonCompiler *compiler, const BohJsonReference *reference)
{
	char	   *uri = boh_uri_resolve(reference->node->resource->uri, reference->text);
	BohJsonResource *resource = find_resource(compiler, uri);

	/* a fragment alone always refers to the resource that contains it */
	if (resource == NULL && reference->text[0] == '#')
		resource = reference->node->resource;
	if (resource == NULL && strcmp(uri, BOH_JSON_METASCHEMA_URI) == 0)
		resource = load_metaschema(compiler);
	if (resource == NULL)
		boh_json_unsupported(reference->place,
							 "Copy the other schema into \"$defs\", with its \"$id\".",
							 "there is no schema \"%s\" in this document, and other documents are not loaded",
							 uri);
	pfree(uri);
	return resource;
}

/* Decodes ~0 and ~1 in place; false if there is another escape. */
static bool
unescape_step(char *step)
{
	char	   *target = step;

	for (; *step != '\0'; step++)
	{
		if (*step != '~')
			*target++ = *step;
		else if (step[1] == '0' || step[1] == '1')
			*target++ = *++step == '0' ? '~' : '/';
		else
			return false;
	}
	*target = '\0';
	return true;
}

/* Follows one step of a JSON Pointer; false if it leads nowhere. */
static bool
follow_step(BohJsonItem *item, const char *step)
{
	BohJsonItem found;

	if (item->type == BOH_JSON_OBJECT)
	{
		if (!boh_json_find(item, step, strlen(step), &found))
			return false;
	}
	else if (item->type == BOH_JSON_ARRAY)
	{
		size_t		length = strlen(step);

		if (length == 0 || length > 9 || strspn(step, "0123456789") != length ||
			(length > 1 && step[0] == '0') ||
			!boh_json_element(item, atoi(step), &found))
			return false;
	}
	else
		return false;
	*item = found;
	return true;
}

/*
 * Returns the schema at a JSON Pointer.  The pointer may lead to a place that
 * is no subschema of a keyword, so that place is compiled now.
 */
static BohJsonNode *
node_at_pointer(BohJsonCompiler *compiler, BohJsonResource *resource,
				char *pointer, const BohJsonReference *reference)
{
	BohJsonItem item = resource->item;
	char	   *step = pointer + 1;

	while (step != NULL)
	{
		char	   *slash = strchr(step, '/');
		BohJsonNode *node;

		CHECK_FOR_INTERRUPTS();
		if (slash != NULL)
			*slash = '\0';
		if (!unescape_step(step) || !follow_step(&item, step))
			boh_json_schema_error(reference->place, "\"%s\" does not lead to any place in the schema",
								  reference->text);
		node = item.type == BOH_JSON_OBJECT ? boh_json_compiled_node(compiler, &item) : NULL;
		if (node != NULL)
			resource = node->resource;
		step = slash == NULL ? NULL : slash + 1;
	}
	return compiler->compile_node(compiler, &item, resource, reference->place);
}

static void
resolve(BohJsonCompiler *compiler, const BohJsonReference *reference)
{
	BohJsonGeneralRules *rules = reference->node->general;
	BohJsonResource *resource = referenced_resource(compiler, reference);
	const char *fragment = strchr(reference->text, '#');
	BohJsonAnchor *anchor = NULL;
	BohJsonNode *target;
	char	   *name;

	fragment = fragment == NULL ? "" : fragment + 1;
	if (!boh_uri_decode(fragment, strlen(fragment), &name) ||
		!pg_verifymbstr(name, strlen(name), true))
		boh_json_schema_error(reference->place, "\"%s\" is not a URI reference",
							  reference->text);
	if (name[0] == '\0')
		target = resource->root;
	else if (name[0] == '/')
		target = node_at_pointer(compiler, resource, name, reference);
	else
	{
		anchor = find_anchor(resource, name);
		if (anchor == NULL)
			boh_json_schema_error(reference->place, "there is no anchor \"%s\"", name);
		target = anchor->node;
	}

	if (!reference->dynamic)
		rules->reference = target;
	else
	{
		rules->dynamic_reference = target;
		if (anchor != NULL && anchor->dynamic)
			rules->dynamic_anchor = anchor->name;
	}
	pfree(name);
}

/* resolve() may compile a new schema, which may add new references. */
void
boh_json_resolve_references(BohJsonCompiler *compiler)
{
	while (compiler->references != NULL)
	{
		BohJsonReference *reference = compiler->references;

		CHECK_FOR_INTERRUPTS();
		compiler->references = reference->next;
		resolve(compiler, reference);
	}
}

static void refuse_cycle(BohJsonNode *node);

static void
refuse_cycles_of_list(const BohJsonNodeList *list)
{
	for (int i = 0; i < list->count; i++)
		refuse_cycle(list->nodes[i]);
}

/*
 * Raises an error if the keywords that apply schemas to the same value lead
 * back to this node, because validation would never end.
 */
static void
refuse_cycle(BohJsonNode *node)
{
	BohJsonGeneralRules *rules;

	if (node == NULL || node->mark == MARK_LEFT)
		return;
	if (node->mark == MARK_ENTERED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("JSON schema is not valid: a reference leads back to itself"),
				 errhint("A schema may refer to itself for the parts of a value, not for the value itself.")));
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	node->mark = MARK_ENTERED;
	rules = node->general;
	if (rules != NULL)
	{
		refuse_cycle(rules->reference);
		if (rules->dynamic_anchor == NULL)
			refuse_cycle(rules->dynamic_reference);
		refuse_cycles_of_list(&rules->all_of);
		refuse_cycles_of_list(&rules->any_of);
		refuse_cycles_of_list(&rules->one_of);
		refuse_cycle(rules->not_schema);
		refuse_cycle(rules->if_schema);
		refuse_cycle(rules->then_schema);
		refuse_cycle(rules->else_schema);
	}
	for (int i = 0; node->object != NULL && i < node->object->dependent_count; i++)
		refuse_cycle(node->object->dependents[i].schema);
	node->mark = MARK_LEFT;
}

void
boh_json_refuse_cycles(BohJsonSchema *schema)
{
	for (BohJsonNode *node = schema->nodes; node != NULL; node = node->next)
		refuse_cycle(node);
}

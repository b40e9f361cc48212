/*-------------------------------------------------------------------------
 *
 * json/tree.c
 *	  JSON values that can be changed in place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/compat.h"
#include "json/tree.h"

/* Needed because a few "copy" operations can grow a value exponentially. */
static void
spend(BohJsonBudget *budget, int64 bytes)
{
	budget->bytes -= bytes;
	if (budget->bytes < 0)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("JSON value grows too large"),
				 errhint("Copy smaller parts, or fewer.")));
}

static BohJsonTree *
make_node(const BohJsonItem *item, int room, BohJsonBudget *budget)
{
	BohJsonTree *tree = palloc0(sizeof(BohJsonTree));

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	spend(budget, sizeof(BohJsonTree) + (Size) room * sizeof(BohJsonChild) +
		  (item->type == BOH_JSON_STRING ? (Size) item->length : 0));
	tree->item = *item;
	tree->room = room;
	if (room > 0)
		tree->children = palloc(room * sizeof(BohJsonChild));
	return tree;
}

BohJsonTree *
boh_json_tree_make(const BohJsonItem *item, BohJsonBudget *budget)
{
	bool		object = item->type == BOH_JSON_OBJECT;
	BohJsonTree *tree;
	BohJsonWalk walk;
	BohJsonItem key = {0};
	BohJsonItem value;

	if (!object && item->type != BOH_JSON_ARRAY)
		return make_node(item, 0, budget);
	tree = make_node(item, item->length, budget);
	if (object)
		boh_json_walk_object(&walk, item);
	else
		boh_json_walk_array(&walk, item);
	while (object ? boh_json_next_pair(&walk, &key, &value) : boh_json_next_element(&walk, &value))
		tree->children[tree->count++] =
			(BohJsonChild)
	{
		key.data, key.length, boh_json_tree_make(&value, budget)
	};
	return tree;
}

BohJsonTree *
boh_json_tree_copy(const BohJsonTree *tree, BohJsonBudget *budget)
{
	BohJsonTree *copy = make_node(&tree->item, tree->count, budget);

	for (int i = 0; i < tree->count; i++)
	{
		copy->children[i] = tree->children[i];
		copy->children[i].value = boh_json_tree_copy(tree->children[i].value, budget);
	}
	copy->count = tree->count;
	return copy;
}

static void
scalar_value(const BohJsonItem *item, JsonbValue *value)
{
	switch (item->type)
	{
		case BOH_JSON_STRING:
			value->type = jbvString;
			value->val.string.val = unconstify(char *, item->data);
			value->val.string.len = item->length;
			break;
		case BOH_JSON_NUMBER:
			value->type = jbvNumeric;
			value->val.numeric = BohJsonNumber(item);
			break;
		case BOH_JSON_BOOLEAN:
			value->type = jbvBool;
			value->val.boolean = item->boolean;
			break;
		default:
			value->type = jbvNull;
			break;
	}
}

static void
push(BohJsonbState *state, const BohJsonTree *tree, JsonbIteratorToken scalar)
{
	bool		object = tree->item.type == BOH_JSON_OBJECT;
	JsonbValue	value;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (!object && tree->item.type != BOH_JSON_ARRAY)
	{
		scalar_value(&tree->item, &value);
		boh_jsonb_push(state, scalar, &value);
		return;
	}
	boh_jsonb_push(state, object ? WJB_BEGIN_OBJECT : WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < tree->count; i++)
	{
		const BohJsonChild *child = &tree->children[i];

		if (object)
		{
			value.type = jbvString;
			value.val.string.val = unconstify(char *, child->key);
			value.val.string.len = child->length;
			boh_jsonb_push(state, WJB_KEY, &value);
		}
		push(state, child->value, object ? WJB_VALUE : WJB_ELEM);
	}
	boh_jsonb_push(state, object ? WJB_END_OBJECT : WJB_END_ARRAY, NULL);
}

Jsonb *
boh_json_tree_to_jsonb(const BohJsonTree *tree)
{
	BohJsonbState state = {0};
	JsonbValue	value;

	if (tree->item.type == BOH_JSON_OBJECT || tree->item.type == BOH_JSON_ARRAY)
	{
		push(&state, tree, WJB_ELEM);
		return JsonbValueToJsonb(state.result);
	}
	scalar_value(&tree->item, &value);
	return JsonbValueToJsonb(&value);
}

bool
boh_json_tree_equals(const BohJsonTree *tree, const BohJsonItem *item)
{
	BohJsonItem value;

	if (tree->item.type != item->type)
		return false;
	if (item->type != BOH_JSON_OBJECT && item->type != BOH_JSON_ARRAY)
		return boh_json_equal(&tree->item, item);
	boh_json_root(boh_json_tree_to_jsonb(tree), &value);
	return boh_json_equal(&value, item);
}

int
boh_json_tree_find(const BohJsonTree *object, const char *key, int length)
{
	for (int i = 0; i < object->count; i++)
	{
		if (object->children[i].length == length &&
			memcmp(object->children[i].key, key, length) == 0)
			return i;
	}
	return -1;
}

int
boh_json_tree_position(const BohJsonTree *parent, const BohJsonTree *child)
{
	for (int i = 0; i < parent->count; i++)
	{
		if (parent->children[i].value == child)
			return i;
	}
	return -1;
}

void
boh_json_tree_insert(BohJsonTree *parent, int position, BohJsonChild child)
{
	if (parent->count == parent->room)
	{
		int			room = parent->room == 0 ? 8 : parent->room * 2;
		Size		size = room * sizeof(BohJsonChild);

		parent->children = parent->children == NULL ? palloc(size) :
			repalloc(parent->children, size);
		parent->room = room;
	}
	memmove(parent->children + position + 1, parent->children + position,
			(parent->count - position) * sizeof(BohJsonChild));
	parent->children[position] = child;
	parent->count++;
}

void
boh_json_tree_remove(BohJsonTree *parent, int position)
{
	parent->count--;
	memmove(parent->children + position, parent->children + position + 1,
			(parent->count - position) * sizeof(BohJsonChild));
}

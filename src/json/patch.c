/*-------------------------------------------------------------------------
 *
 * json/patch.c
 *	  Applies a JSON Patch (RFC 6902) to jsonb.
 *
 * The standard is for a patch to one document that its author knows.  Here one
 * patch applies to many documents, so it differs from the standard: "*" means
 * every element of an array, an operation whose target does not exist is
 * skipped, and a "test" that fails leaves the document unchanged.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "base/compat.h"
#include "json/patch.h"
#include "json/tree.h"

#define MOST_OPERATIONS 1000

/* Total bytes of the trees that a patch may make for one document. */
#define MOST_BYTES (INT64CONST(256) * 1024 * 1024)

PG_FUNCTION_INFO_V1(boh_json_patch);

typedef struct Token
{
	const char *text;
	int			length;
	bool		wild;			/* is "*": in an array, every element */
} Token;

typedef struct JsonPointer
{
	int			count;
	int			wild;			/* number of wild tokens */
	Token	   *tokens;
} JsonPointer;

typedef enum OperationKind
{
	OPERATION_ADD,
	OPERATION_REMOVE,
	OPERATION_REPLACE,
	OPERATION_MOVE,
	OPERATION_COPY,
	OPERATION_TEST
} OperationKind;

typedef struct Operation
{
	OperationKind kind;
	JsonPointer path;
	JsonPointer from;			/* of move and copy */
	BohJsonItem value;			/* of add, replace and test */
} Operation;

struct BohJsonPatch
{
	int			count;
	Operation  *operations;
};

/* A place that a pointer leads to. */
typedef struct Match
{
	BohJsonTree *parent;		/* NULL: node is the whole document */
	BohJsonTree *node;
	int		   *indexes;		/* array index for each "*" in the pointer */
} Match;

typedef struct Document
{
	BohJsonTree *root;
	BohJsonBudget budget;
} Document;

BOH_NORETURN static void invalid_patch(int operation, const char *key,
									   const char *format,...) pg_attribute_printf(3, 4);

static void
invalid_patch(int operation, const char *key, const char *format,...)
{
	char		message[256];
	va_list		arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("JSON patch is not valid at \"%s\": %s",
					operation < 0 ? "" : key == NULL ? psprintf("/%d", operation) :
					psprintf("/%d/%s", operation, key), message)));
}

/*
 * Reading a patch
 */

/* Decodes ~0 and ~1 in one token; false if there is another escape. */
static bool
read_token(const char *text, int length, Token *token)
{
	char	   *plain = palloc(length + 1);
	int			used = 0;

	for (int i = 0; i < length; i++)
	{
		char		c = text[i];

		if (c == '~')
		{
			if (++i == length || (text[i] != '0' && text[i] != '1'))
				return false;
			c = text[	i] == '0' ? '~' : '/';
		}
		plain[used++] = c;
	}
	token->text = plain;
	token->length = used;
	token->wild = length == 1 && text[0] == '*';

	return true;
}

static JsonPointer
read_pointer(const BohJsonItem *operation, int number, const char *key)
{
	JsonPointer pointer = {0};
	BohJsonItem value;
	int			begin = 1;

	if (!boh_json_find(operation, key, strlen(key), &value) || value.type != BOH_JSON_STRING)
		invalid_patch(number, key, "must be a JSON Pointer");
	if (value.length > 0 && value.data[0] != '/')
		invalid_patch(number, key, "a JSON Pointer must begin with a slash or be empty");
	pointer.tokens = palloc((value.length + 1) * sizeof(Token));
	for (int i = 1; i <= value.length; i++)
	{
		Token	   *token = &pointer.tokens[pointer.count];

		if (i < value.length && value.data[i] != '/')
			continue;
		if (!read_token(value.data + begin, i - begin, token))
			invalid_patch(number, key, "~ must be followed by 0 or 1");
		pointer.wild += token->wild;
		pointer.count++;
		begin = i + 1;
	}
	return pointer;
}

static OperationKind
read_kind(const BohJsonItem *operation, int number)
{
	static const char *const names[] = {
		[OPERATION_ADD] = "add",
		[OPERATION_REMOVE] = "remove",
		[OPERATION_REPLACE] = "replace",
		[OPERATION_MOVE] = "move",
		[OPERATION_COPY] = "copy",
		[OPERATION_TEST] = "test"
	};
	BohJsonItem name;

	if (boh_json_find(operation, "op", 2, &name) && name.type == BOH_JSON_STRING)
	{
		for (int i = 0; i < (int) lengthof(names); i++)
		{
			if (strlen(names[i]) == (size_t) name.length &&
				memcmp(names[i], name.data, name.length) == 0)
				return (OperationKind) i;
		}
	}
	invalid_patch(number, "op", "must be add, remove, replace, move, copy or test");
}

/* True if longer leads to a place inside the place of pointer. */
static bool
is_prefix(const JsonPointer *pointer, const JsonPointer *longer)
{
	if (pointer->count >= longer->count)
		return false;
	for (int i = 0; i < pointer->count; i++)
	{
		if (pointer->tokens[i].length != longer->tokens[i].length ||
			memcmp(pointer->tokens[i].text, longer->tokens[i].text, pointer->tokens[i].length) != 0)
			return false;
	}
	return true;
}

static void
read_operation(const BohJsonItem *item, int number, Operation *operation)
{
	bool		writes;

	if (item->type != BOH_JSON_OBJECT)
		invalid_patch(number, NULL, "an operation must be an object");
	operation->kind = read_kind(item, number);
	operation->path = read_pointer(item, number, "path");
	if (operation->kind == OPERATION_MOVE || operation->kind == OPERATION_COPY)
	{
		operation->from = read_pointer(item, number, "from");
		if (operation->path.wild > operation->from.wild)
			invalid_patch(number, "path", "must not have more * than \"from\"");
		if (operation->kind == OPERATION_MOVE && is_prefix(&operation->from, &operation->path))
			invalid_patch(number, "path", "must not be a place inside the value that is moved");
	}
	else if (operation->kind != OPERATION_REMOVE &&
			 !boh_json_find(item, "value", 5, &operation->value))
		invalid_patch(number, "value", "must be present");

	writes = operation->kind == OPERATION_ADD || operation->kind == OPERATION_MOVE ||
		operation->kind == OPERATION_COPY;
	if (writes && operation->path.count > 0 &&
		operation->path.tokens[operation->path.count - 1].wild)
		invalid_patch(number, "path", "must not end with *");
	if ((operation->kind == OPERATION_REMOVE && operation->path.count == 0) ||
		(operation->kind == OPERATION_MOVE && operation->from.count == 0))
		invalid_patch(number, operation->kind == OPERATION_MOVE ? "from" : "path",
					  "must not be the whole document");
}

BohJsonPatch *
boh_json_patch_compile(const Jsonb *source)
{
	BohJsonPatch *patch = palloc0(sizeof(BohJsonPatch));
	BohJsonItem root;
	BohJsonItem element;
	BohJsonWalk walk;

	boh_json_root(source, &root);
	if (root.type != BOH_JSON_ARRAY)
		invalid_patch(-1, NULL, "must be an array of operations");
	if (root.length > MOST_OPERATIONS)
		invalid_patch(-1, NULL, "has more than %d operations", MOST_OPERATIONS);
	patch->operations = palloc0(Max(root.length, 1) * sizeof(Operation));
	boh_json_walk_array(&walk, &root);
	while (boh_json_next_element(&walk, &element))
	{
		read_operation(&element, patch->count, &patch->operations[patch->count]);
		patch->count++;
	}
	return patch;
}

/*
 * Applying a patch
 */

/*
 * Index of an element, or -1 if there is none.  With add, the index after the
 * last element is also valid, and "-" means it.
 */
static int
array_index(const BohJsonTree *array, const Token *token, bool add)
{
	int			index = 0;
	int			limit = array->count + (add ? 1 : 0);

	if (add && token->length == 1 && token->text[0] == '-')
		return array->count;
	if (token->length == 0 || token->length > 9 || (token->text[0] == '0' && token->length > 1))
		return -1;
	for (int i = 0; i < token->length; i++)
	{
		if (token->text[i] < '0' || token->text[i] > '9')
			return -1;
		index = index * 10 + (token->text[i] - '0');
	}
	return index < limit ? index : -1;
}

static int
child_position(const BohJsonTree *node, const Token *token)
{
	if (node->item.type == BOH_JSON_OBJECT)
		return boh_json_tree_find(node, token->text, token->length);
	if (node->item.type == BOH_JSON_ARRAY)
		return array_index(node, token, false);
	return -1;
}

/*
 * Adds to matches all places to which the pointer leads from match.  token is
 * the next token, wild the number of wild tokens before it.
 */
static List *
find_matches(List *matches, const JsonPointer *pointer, int token, int wild, Match match)
{
	const Token *next = &pointer->tokens[token];
	BohJsonTree *node = match.node;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (token == pointer->count)
	{
		Match	   *found = palloc(sizeof(Match));

		*found = match;
		found->indexes = palloc((pointer->wild + 1) * sizeof(int));
		memcpy(found->indexes, match.indexes, wild * sizeof(int));
		return lappend(matches, found);
	}
	match.parent = node;
	if (next->wild && node->item.type == BOH_JSON_ARRAY)
	{
		for (int i = 0; i < node->count; i++)
		{
			match.node = node->children[i].value;
			match.indexes[wild] = i;
			matches = find_matches(matches, pointer, token + 1, wild + 1, match);
		}
	}
	else
	{
		int			position = child_position(node, next);

		if (position < 0)
			return matches;
		match.node = node->children[position].value;
		/* in an object, "*" is an ordinary key */
		if (next->wild)
			match.indexes[wild++] = -1;
		matches = find_matches(matches, pointer, token + 1, wild, match);
	}
	return matches;
}

static List *
matches_of(const Document *document, const JsonPointer *pointer)
{
	Match		start = {NULL, document->root, palloc((pointer->wild + 1) * sizeof(int))};

	return find_matches(NIL, pointer, 0, 0, start);
}

/*
 * The container in which the pointer's last token is a key or index; NULL if
 * there is none.  indexes replace the pointer's "*".
 */
static BohJsonTree *
find_parent(const Document *document, const JsonPointer *pointer, const int *indexes)
{
	BohJsonTree *node = document->root;
	int			wild = 0;

	for (int i = 0; i < pointer->count - 1; i++)
	{
		const Token *token = &pointer->tokens[i];
		int			position;

		if (token->wild && node->item.type == BOH_JSON_ARRAY)
			position = indexes[wild] < node->count ? indexes[wild] : -1;
		else
			position = child_position(node, token);
		wild += token->wild;
		if (position < 0)
			return NULL;
		node = node->children[position].value;
	}
	return node;
}

/* Adds the value at the pointer; false if there is no such place. */
static bool
add_value(Document *document, const JsonPointer *pointer, const int *indexes, BohJsonTree *value)
{
	const Token *last;
	BohJsonChild child = {NULL, 0, value};
	BohJsonTree *parent;
	int			position;

	if (pointer->count == 0)
	{
		document->root = value;
		return true;
	}
	last = &pointer->tokens[pointer->count - 1];
	parent = find_parent(document, pointer, indexes);
	if (parent == NULL)
		return false;
	if (parent->item.type == BOH_JSON_OBJECT)
	{
		position = boh_json_tree_find(parent, last->text, last->length);
		child.key = last->text;
		child.length = last->length;
		if (position >= 0)
			parent->children[position] = child;
		else
			boh_json_tree_insert(parent, parent->count, child);
		return true;
	}
	position = parent->item.type == BOH_JSON_ARRAY ? array_index(parent, last, true) : -1;
	if (position < 0)
		return false;
	boh_json_tree_insert(parent, position, child);
	return true;
}

/* Adds the value to each container to which the start of the path leads. */
static void
apply_add(Document *document, const Operation *operation)
{
	JsonPointer parents = operation->path;
	ListCell   *cell;

	if (parents.count == 0)
	{
		document->root = boh_json_tree_make(&operation->value, &document->budget);
		return;
	}
	parents.count--;
	foreach(cell, matches_of(document, &parents))
		add_value(document, &operation->path, ((Match *) lfirst(cell))->indexes,
				  boh_json_tree_make(&operation->value, &document->budget));
}

static void
apply_remove(const Match *match)
{
	int			position = boh_json_tree_position(match->parent, match->node);

	if (position >= 0)
		boh_json_tree_remove(match->parent, position);
}

static void
apply_replace(Document *document, const Operation *operation, const Match *match)
{
	BohJsonTree *value = boh_json_tree_make(&operation->value, &document->budget);

	if (match->parent == NULL)
		document->root = value;
	else
		match->parent->children[boh_json_tree_position(match->parent, match->node)].value = value;
}

/* A value whose new place does not exist stays at its old place. */
static void
apply_move(Document *document, const Operation *operation, const Match *match)
{
	int			position = boh_json_tree_position(match->parent, match->node);
	BohJsonChild child;

	/* an earlier match of this move may have overwritten this one */
	if (position < 0)
		return;
	child = match->parent->children[position];
	boh_json_tree_remove(match->parent, position);
	if (!add_value(document, &operation->path, match->indexes, match->node))
		boh_json_tree_insert(match->parent, position, child);
}

static void
apply_copy(Document *document, const Operation *operation, const Match *match)
{
	add_value(document, &operation->path, match->indexes,
			  boh_json_tree_copy(match->node, &document->budget));
}

/* Returns false if a "test" fails. */
static bool
apply_operation(Document *document, const Operation *operation)
{
	bool		moves = operation->kind == OPERATION_MOVE || operation->kind == OPERATION_COPY;
	List	   *matches;
	ListCell   *cell;

	if (operation->kind == OPERATION_ADD)
	{
		apply_add(document, operation);
		return true;
	}
	matches = matches_of(document, moves ? &operation->from : &operation->path);
	if (operation->kind == OPERATION_TEST && matches == NIL && operation->path.wild == 0)
		return false;
	foreach(cell, matches)
	{
		const Match *match = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		switch (operation->kind)
		{
			case OPERATION_REMOVE:
				apply_remove(match);
				break;
			case OPERATION_REPLACE:
				apply_replace(document, operation, match);
				break;
			case OPERATION_MOVE:
				apply_move(document, operation, match);
				break;
			case OPERATION_COPY:
				apply_copy(document, operation, match);
				break;
			case OPERATION_TEST:
				if (!boh_json_tree_equals(match->node, &operation->value))
					return false;
				break;
			default:
				elog(ERROR, "unexpected operation of a JSON patch: %d", (int) operation->kind);
		}
	}
	return true;
}

const Jsonb *
boh_json_patch_apply(const BohJsonPatch *patch, const Jsonb *data)
{
	Document	document = {.budget = {MOST_BYTES}};
	BohJsonItem root;

	boh_json_root(data, &root);
	document.root = boh_json_tree_make(&root, &document.budget);
	for (int i = 0; i < patch->count; i++)
	{
		if (!apply_operation(&document, &patch->operations[i]))
			return data;
	}
	return boh_json_tree_to_jsonb(document.root);
}

Datum
boh_json_patch(PG_FUNCTION_ARGS)
{
	Jsonb	   *data = PG_GETARG_JSONB_P(0);
	BohJsonPatch *patch = boh_json_patch_compile(PG_GETARG_JSONB_P(1));

	PG_RETURN_JSONB_P(boh_json_patch_apply(patch, data));
}

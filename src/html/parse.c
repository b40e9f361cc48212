/*-------------------------------------------------------------------------
 *
 * html/parse.c
 *	  Parses HTML into a tree with libgumbo, within limits.
 *
 * libgumbo has no limits of its own and no way to stop it.  Bad documents are
 * expensive: the time for a tag grows with the depth of its element, the time
 * for an attribute with the number of attributes before it in the tag, and
 * every paragraph repeats the formatting elements that are still open.  But
 * libgumbo calls us for each allocation, so we check the limits there.  We
 * leave it with siglongjmp().  That is safe, because all that it owns is in
 * our memory context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <setjmp.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "html/parse.h"

/* Check memory and depth once in this many allocations. */
#define LOOK_EVERY 256

/*
 * Upper bound on the nodes that one check visits.  It exceeds the depth limit,
 * because look_at_depth() also visits content moved out of open tables.
 */
#define LOOK_NODES (4 * BOH_HTML_MAX_DEPTH)

typedef struct Parser
{
	sigjmp_buf	stop;
	BohHtmlTree *tree;
	const GumboOutput *output;	/* the parser's first allocation */
	uint64		allocations;
	int			attributes;		/* allocated since the last node */
	int			visited;		/* nodes visited in this check */
} Parser;

static const char too_large[] = "is too large";
static const char too_deep[] = "is nested too deeply";
static const char too_many_attributes[] = "has too many attributes in one tag";

static void
stop(Parser *parser, const char *problem)
{
	parser->tree->problem = problem;
	siglongjmp(parser->stop, 1);
}

static const GumboNode *
child_from_end(const GumboVector *children, unsigned int back)
{
	return children->length >= back ? children->data[children->length - back] : NULL;
}

/*
 * Stops the parser if an open element is too deep.  Open elements are the last
 * children in the tree, so we follow only these.  One exception: HTML moves
 * content that a table must not have to a place before the table ("foster
 * parenting").  So if the last child is a table, we also follow its sibling.
 */
static void
look_at_depth(Parser *parser, const GumboNode *node, int depth)
{
	for (; node != NULL; depth++)
	{
		const GumboVector *children = boh_html_children(node);

		if (depth > BOH_HTML_MAX_DEPTH || ++parser->visited > LOOK_NODES)
			stop(parser, too_deep);
		node = child_from_end(children, 1);
		if (node != NULL && node->type == GUMBO_NODE_ELEMENT &&
			node->v.element.tag == GUMBO_TAG_TABLE && children->length > 1)
		{
			check_stack_depth();
			look_at_depth(parser, child_from_end(children, 2), depth + 1);
		}
	}
}

static void
look(Parser *parser)
{
	if (MemoryContextMemAllocated(parser->tree->context, false) > BOH_HTML_MAX_MEMORY)
		stop(parser, too_large);
	if (parser->output != NULL && parser->output->root != NULL)
	{
		parser->visited = 0;
		look_at_depth(parser, parser->output->root, 0);
	}
}

/* The parser does not say what it allocates; only the size tells. */
static void *
allocate(void *argument, size_t size)
{
	Parser	   *parser = argument;

	if (parser->allocations++ == 0 && size == sizeof(GumboOutput))
	{
		parser->output = MemoryContextAllocZero(parser->tree->context, size);
		return (void *) parser->output;
	}
	if (size == sizeof(GumboNode))
		parser->attributes = 0;
	else if (size == sizeof(GumboAttribute) && ++parser->attributes > BOH_HTML_MAX_ATTRIBUTES)
		stop(parser, too_many_attributes);
	if (parser->allocations % LOOK_EVERY == 0)
	{
		CHECK_FOR_INTERRUPTS();
		look(parser);
	}
	/* libgumbo reads a fragment's quirks mode without setting it: zero it */
	if (size == sizeof(GumboNode))
		return MemoryContextAllocZero(parser->tree->context, size);
	return MemoryContextAllocHuge(parser->tree->context, Max(size, 1));
}

static void
deallocate(void *argument, void *pointer)
{
	(void) argument;
	if (pointer != NULL)
		pfree(pointer);
}

static bool
has_id(const GumboNode *node)
{
	const GumboVector *attributes = &node->v.element.attributes;

	if (node->type != GUMBO_NODE_ELEMENT)
		return false;
	for (unsigned int i = 0; i < attributes->length; i++)
	{
		if (strcmp(((const GumboAttribute *) attributes->data[i])->name, "id") == 0)
			return true;
	}
	return false;
}

/*
 * Checks the depth of the complete tree: the checks while parsing see only
 * open elements, and only now and then.  Also sets has_ids.
 */
static bool
is_too_deep(BohHtmlTree *tree, const GumboNode *node, int depth)
{
	const GumboVector *children = boh_html_children(node);

	if (depth > BOH_HTML_MAX_DEPTH)
		return true;
	if (!tree->has_ids)
		tree->has_ids = has_id(node);
	check_stack_depth();
	for (unsigned int i = 0; i < children->length; i++)
	{
		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (is_too_deep(tree, children->data[i], depth + 1))
			return true;
	}
	return false;
}

void
boh_html_parse(BohHtmlTree *tree, const char *utf8, int length)
{
	Parser		parser = {.tree = tree};
	GumboOptions options = kGumboDefaultOptions;

	tree->root = NULL;
	tree->problem = NULL;
	tree->has_ids = false;
	tree->context = AllocSetContextCreate(CurrentMemoryContext, "boh HTML",
										  ALLOCSET_DEFAULT_SIZES);
	if (length > BOH_HTML_MAX_BYTES)
	{
		tree->problem = too_large;
		return;
	}
	options.allocator = allocate;
	options.deallocator = deallocate;
	options.userdata = &parser;
	options.max_errors = 0;		/* an error copies all open elements' names */
	options.fragment_context = GUMBO_TAG_DIV;

	if (sigsetjmp(parser.stop, 0) == 0)
	{
		const GumboNode *root = gumbo_parse_with_options(&options, utf8, length)->root;

		if (is_too_deep(tree, root, 0))
			tree->problem = too_deep;
		else
			tree->root = root;
	}
}

void
boh_html_free(BohHtmlTree *tree)
{
	MemoryContextDelete(tree->context);
}

void
boh_html_check_limits(const BohHtmlTree *tree)
{
	if (tree->root == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("HTML %s", tree->problem),
				 errdetail("The limits are %d bytes, %d levels of nested elements, %d attributes of a tag, and %d MB of memory.",
						   BOH_HTML_MAX_BYTES, BOH_HTML_MAX_DEPTH, BOH_HTML_MAX_ATTRIBUTES,
						   BOH_HTML_MAX_MEMORY / (1024 * 1024))));
}

void
boh_html_check_memory(BohHtmlTree *tree)
{
	if (MemoryContextMemAllocated(tree->context, false) <= BOH_HTML_MAX_MEMORY)
		return;
	tree->root = NULL;
	tree->problem = too_large;
	boh_html_check_limits(tree);
}

const char *
boh_html_name(const GumboElement *element)
{
	const char *tag = element->original_tag.data + 1;
	int			length = 0;
	char	   *name;

	if (element->tag != GUMBO_TAG_UNKNOWN)
		return gumbo_normalized_tagname(element->tag);
	while (strchr("\t\n\f\r />", tag[length]) == NULL)
		length++;
	name = pnstrdup(tag, length);
	for (char *c = name; *c != '\0'; c++)
		*c = pg_ascii_tolower((unsigned char) *c);
	return name;
}

/*-------------------------------------------------------------------------
 *
 * html/parse.c
 *	  HTML as a tree, within limits: the parser is libgumbo.
 *
 * The parser cannot be stopped, and does not look after its own limits: a tag
 * costs it time in proportion to the depth it is at, an attribute in proportion
 * to those before it, and a formatting element that is left open is repeated in
 * each paragraph that follows.  But it asks us for all its memory, which is when
 * we look.  Leaving it by a jump is safe, because it keeps nothing but what is in
 * our memory context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <setjmp.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "html/parse.h"

/* Allocations from one look at memory and depth to the next. */
#define LOOK_EVERY 256

/* Nodes that a look may visit: as deep as allowed, with tables on the way. */
#define LOOK_NODES (4 * BOH_HTML_MAX_DEPTH)

typedef struct Parser
{
	sigjmp_buf	stop;
	BohHtmlTree *tree;
	const GumboOutput *output;	/* the first thing that the parser allocates */
	uint64		allocations;
	int			attributes;		/* since the last node */
	int			visited;		/* nodes, in this look */
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
 * What is open ends at the right edge of the tree, except for what was moved out
 * of a table that is open still, and so is before it.
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

/* Which kind of memory is asked for can only be told by its size. */
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
	/* it reads the mode of a fragment's document, which it never sets */
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

/* Exact, as the looks were not.  Notes on the way whether there are ids. */
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
	options.max_errors = 0;		/* each would copy the names of what is open */
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
				 errdetail("At most %d bytes, elements nested %d deep and %d attributes of a tag are read, in at most %d MB of memory.",
						   BOH_HTML_MAX_BYTES, BOH_HTML_MAX_DEPTH, BOH_HTML_MAX_ATTRIBUTES,
						   BOH_HTML_MAX_MEMORY / (1024 * 1024))));
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

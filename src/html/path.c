/*-------------------------------------------------------------------------
 *
 * html/path.c
 *	  Paths of nodes in a document.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "html/path.h"

static const char *
node_name(const GumboNode *node)
{
	switch (node->type)
	{
		case GUMBO_NODE_ELEMENT:
		case GUMBO_NODE_TEMPLATE:
			return boh_html_name(&node->v.element);
		case GUMBO_NODE_COMMENT:
			return "comment()";
		default:
			return "text()";
	}
}

/* The parser's root element is not part of the path. */
static void
append_path(StringInfo path, const GumboNode *node)
{
	const GumboNode *parent = node->parent;
	const GumboVector *siblings;
	const char *name = node_name(node);
	int			number = 1;

	check_stack_depth();
	if (parent->parent->type != GUMBO_NODE_DOCUMENT)
		append_path(path, parent);
	siblings = boh_html_children(parent);
	for (unsigned int i = 0; i < siblings->length && siblings->data[i] != node; i++)
	{
		if (i % 4096 == 0)
			CHECK_FOR_INTERRUPTS();
		if (strcmp(node_name(siblings->data[i]), name) == 0)
			number++;
	}
	appendStringInfo(path, "/%s[%d]", name, number);
}

char *
boh_html_path(const GumboNode *node, const char *attribute)
{
	StringInfoData path;

	initStringInfo(&path);
	append_path(&path, node);
	if (attribute != NULL)
		appendStringInfo(&path, "/@%s", attribute);
	return path.data;
}

/*-------------------------------------------------------------------------
 *
 * html/parse.h
 *	  HTML as a tree, within limits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_PARSE_H
#define BOH_HTML_PARSE_H

#include <gumbo.h>

#define BOH_HTML_MAX_BYTES (8 * 1024 * 1024)
#define BOH_HTML_MAX_DEPTH 2000
#define BOH_HTML_MAX_ATTRIBUTES 1000
#define BOH_HTML_MAX_MEMORY (256 * 1024 * 1024)

typedef struct BohHtmlTree
{
	MemoryContext context;		/* holds the nodes */
	const GumboNode *root;		/* its children are the document's top; NULL:
								 * see problem */
	const char *problem;		/* which limit was passed, for a message */
	bool		has_ids;
} BohHtmlTree;

/*
 * Parses a fragment of HTML in UTF-8 as a browser does that gets it for the
 * inside of a <div>.  The nodes point into the text, and live until the tree is
 * freed, or the memory context that was current.
 */
extern void boh_html_parse(BohHtmlTree *tree, const char *utf8, int length);
extern void boh_html_free(BohHtmlTree *tree);

/* 54000 */
extern void boh_html_check_limits(const BohHtmlTree *tree);

/* The name of an element in lower case, in memory of its own where it must. */
extern const char *boh_html_name(const GumboElement *element);

/* The children of an element, none for other nodes. */
static inline const GumboVector *
boh_html_children(const GumboNode *node)
{
	if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
		return &node->v.element.children;
	return &kGumboEmptyVector;
}

#endif							/* BOH_HTML_PARSE_H */

/*-------------------------------------------------------------------------
 *
 * html/parse.h
 *	  Parses HTML into a tree, within limits.
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
	const GumboNode *root;		/* parent of the top-level nodes; NULL if the
								 * document exceeds a limit */
	const char *problem;		/* the exceeded limit, for a message */
	bool		has_ids;		/* some element has an attribute "id" */
} BohHtmlTree;

/*
 * Parses a fragment of HTML in UTF-8, as a browser does for the contents of a
 * <div>.  The nodes point into the text.  They live until boh_html_free(), or
 * until the memory context that is current now is deleted.
 */
extern void boh_html_parse(BohHtmlTree *tree, const char *utf8, int length);
extern void boh_html_free(BohHtmlTree *tree);

/* Raises 54000 if the document exceeds a limit. */
extern void boh_html_check_limits(const BohHtmlTree *tree);

/*
 * The same if what was allocated in the tree's context since then is too much.
 * Call it where the document decides how much that is.
 */
extern void boh_html_check_memory(BohHtmlTree *tree);

/* Lower-case name of an element; allocated if libgumbo does not know it. */
extern const char *boh_html_name(const GumboElement *element);

/* The children of an element; empty for other nodes. */
static inline const GumboVector *
boh_html_children(const GumboNode *node)
{
	if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
		return &node->v.element.children;
	return &kGumboEmptyVector;
}

#endif							/* BOH_HTML_PARSE_H */

/*-------------------------------------------------------------------------
 *
 * html/filter.h
 *	  Writes a tree as HTML, without what rich text must not contain.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_FILTER_H
#define BOH_HTML_FILTER_H

#include "lib/stringinfo.h"

#include "html/parse.h"

/*
 * Maximum depth of elements in the result.  Browsers stop nesting at 512, and
 * the page around the rich text needs some of these.
 */
#define BOH_HTML_KEPT_DEPTH 200

/* Messages about a document as a whole. */
#define BOH_HTML_HAS_CONTROLS "control characters are not allowed"
#define BOH_HTML_UNSTABLE "is nested in a way that cannot be written as HTML"

/* Something that the filter removes or changes; all strings are UTF-8. */
typedef struct BohHtmlFinding
{
	const GumboNode *node;		/* NULL: the document as a whole */
	const char *attribute;		/* NULL: the node as a whole */
	const char *kind;			/* for programs, see doc/reference/html.md */
	const char *name;			/* of the element or attribute, or NULL */
	const char *from;			/* old value of the attribute, text of the
								 * comment, or NULL */
	const char *to;				/* new value or element; NULL: removed */
	const char *message;		/* for people */
} BohHtmlFinding;

/* Receives the findings. */
typedef struct BohHtmlSink
{
	/* Returns false if it wants no more findings. */
	bool		(*report) (struct BohHtmlSink *sink, const BohHtmlFinding *finding);
	bool		again;			/* nodes belong to the filter's earlier
								 * result, not to the given document */
} BohHtmlSink;

/* Appends HTML in UTF-8.  sink may be NULL. */
extern void boh_html_filter(StringInfo out, const BohHtmlTree *tree, BohHtmlSink *sink);

/* Appends the visible text only, as HTML without tags. */
extern void boh_html_filter_text(StringInfo out, const BohHtmlTree *tree);

/*
 * The same node by node: the ids are those of the whole document, so links
 * from one node to another still lead there.  Allocates in the current memory
 * context.
 */
typedef struct BohHtmlFilter BohHtmlFilter;

extern BohHtmlFilter *boh_html_filter_make(const BohHtmlTree *tree);
extern void boh_html_filter_node(BohHtmlFilter *filter, StringInfo out, const GumboNode *node);

#endif							/* BOH_HTML_FILTER_H */

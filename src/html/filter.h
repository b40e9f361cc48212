/*-------------------------------------------------------------------------
 *
 * html/filter.h
 *	  A tree written as HTML, less what rich text must not have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_FILTER_H
#define BOH_HTML_FILTER_H

#include "lib/stringinfo.h"

#include "html/parse.h"

/* Browsers stop nesting at 512, and a page has elements of its own around this. */
#define BOH_HTML_KEPT_DEPTH 200

/* Messages about a document as a whole. */
#define BOH_HTML_HAS_CONTROLS "control characters are not allowed"
#define BOH_HTML_UNSTABLE "is nested in a way that cannot be written as HTML"

/* Something that is taken away or changed; all text is UTF-8. */
typedef struct BohHtmlFinding
{
	const GumboNode *node;		/* NULL: the document as a whole */
	const char *attribute;		/* NULL: the node as a whole */
	const char *kind;			/* for programs, see doc/html.md */
	const char *name;			/* of the element or attribute, or NULL */
	const char *from;			/* the value of the attribute, or NULL */
	const char *to;				/* what it becomes; NULL: it goes */
	const char *message;		/* for people */
} BohHtmlFinding;

/* Where someone wants to know. */
typedef struct BohHtmlSink
{
	/* false: no more */
	bool		(*report) (struct BohHtmlSink *sink, const BohHtmlFinding *finding);
	bool		again;			/* the nodes are of what was written, not of
								 * the document that was given */
} BohHtmlSink;

/* Writes UTF-8.  sink may be NULL. */
extern void boh_html_filter(StringInfo out, const BohHtmlTree *tree, BohHtmlSink *sink);

/* The text that is seen, as HTML without any tag. */
extern void boh_html_filter_text(StringInfo out, const BohHtmlTree *tree);

#endif							/* BOH_HTML_FILTER_H */

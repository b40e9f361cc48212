/*-------------------------------------------------------------------------
 *
 * html_filter.h
 *	  A tree written as HTML, less what rich text must not have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_FILTER_H
#define BOH_HTML_FILTER_H

#include "lib/stringinfo.h"

#include "html_parse.h"

/* Browsers stop nesting at 512, and a page has elements of its own around this. */
#define BOH_HTML_KEPT_DEPTH 200

/* What was taken away or changed, where someone wants to know. */
typedef struct BohHtmlSink
{
	/* attribute is NULL where it is the node as a whole; false: no more */
	bool		(*report) (struct BohHtmlSink *sink, const GumboNode *node,
						   const char *attribute, const char *message);
} BohHtmlSink;

/* Writes UTF-8.  sink may be NULL. */
extern void boh_html_filter(StringInfo out, const GumboNode *root, BohHtmlSink *sink);

/* The text that is seen, as HTML without any tag. */
extern void boh_html_filter_text(StringInfo out, const GumboNode *root);

#endif							/* BOH_HTML_FILTER_H */

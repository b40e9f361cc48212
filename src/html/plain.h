/*-------------------------------------------------------------------------
 *
 * html/plain.h
 *	  Text without tags.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_PLAIN_H
#define BOH_HTML_PLAIN_H

#include "lib/stringinfo.h"

#include "html/parse.h"

/* Appends the visible text of a node's children, in UTF-8. */
extern void boh_html_gather(StringInfo out, const GumboNode *node);

/* True if the text shows something: more than spaces, no-break spaces too. */
extern bool boh_html_is_visible(const char *utf8);

/*
 * A text as one line: no control characters, single spaces, at most this many
 * characters.  Both are in UTF-8.
 */
extern char *boh_html_line(const char *utf8, int most);

#endif							/* BOH_HTML_PLAIN_H */

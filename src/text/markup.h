/*-------------------------------------------------------------------------
 *
 * text/markup.h
 *	  Text in HTML and XML, in the database's encoding.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MARKUP_H
#define BOH_MARKUP_H

#include "lib/stringinfo.h"

/* Append text as content or value of an attribute. */
extern void boh_append_escaped(StringInfo out, const char *text, int length);

/*
 * Add the text of HTML to out: without tags, and with references such as
 * "&amp;" replaced.  Other text stays as it is.
 */
extern void boh_append_visible_text(StringInfo out, const char *html, int length);

#endif							/* BOH_MARKUP_H */

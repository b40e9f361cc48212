/*-------------------------------------------------------------------------
 *
 * html/text.h
 *	  Text in HTML, and its encoding.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_TEXT_H
#define BOH_HTML_TEXT_H

#include "lib/stringinfo.h"

/* Text in UTF-8, quoted where it is a value between double quotes. */
extern void boh_html_escape(StringInfo out, const char *text, bool quoted);

/*
 * What is in the database's encoding in UTF-8, without control characters, which
 * mean nothing in HTML, and which parsers treat differently: the same text, or a
 * copy.  had_controls may be NULL.
 */
extern const char *boh_html_to_utf8(const char *text, int *length, bool *had_controls);

/*
 * HTML or a part of it from UTF-8 to the database's encoding: the same text, or a
 * copy in which characters that the encoding lacks are references.
 */
extern const char *boh_html_from_utf8(const char *utf8, int *length);

/* The same for what is no HTML: NULL when the encoding lacks a character. */
extern const char *boh_html_convert(const char *utf8, int *length);

/*
 * The start of a text in UTF-8 that may have any bytes in it, at most so many of
 * them, in the database's encoding.
 */
extern const char *boh_html_excerpt(const char *text, int most);

#endif							/* BOH_HTML_TEXT_H */

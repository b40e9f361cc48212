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

/* Appends UTF-8 text as HTML; quoted: as a value between double quotes. */
extern void boh_html_escape(StringInfo out, const char *text, bool quoted);

/*
 * Converts HTML from the database's encoding to UTF-8 and removes control
 * characters: they have no meaning in HTML, and parsers treat them
 * differently.  A vertical tab becomes a space.  Returns the same text or a
 * copy.  had_controls may be NULL.
 */
extern const char *boh_html_to_utf8(const char *text, int *length, bool *had_controls);

/*
 * Converts HTML, or a part of it, from UTF-8 to the database's encoding.
 * Characters that the encoding lacks become references.  Returns the same text
 * or a copy.
 */
extern const char *boh_html_from_utf8(const char *utf8, int *length);

/* The same for other text; returns NULL if the encoding lacks a character. */
extern const char *boh_html_convert(const char *utf8, int *length);

/*
 * Converts the start of a text to the database's encoding: at most this many
 * bytes of UTF-8.  The text may contain invalid bytes; they are replaced.
 */
extern const char *boh_html_excerpt(const char *text, int most);

#endif							/* BOH_HTML_TEXT_H */

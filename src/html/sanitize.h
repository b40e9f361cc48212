/*-------------------------------------------------------------------------
 *
 * html/sanitize.h
 *	  HTML made safe.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_SANITIZE_H
#define BOH_HTML_SANITIZE_H

#include "html/filter.h"

/*
 * What the filter makes of a document, read once, both in UTF-8; in the memory
 * context that is current.  Raises 54000.
 */
extern char *boh_html_filter_once(const char *html, int length, int *result_length);

/* boh_sanitize_html().  sink may be NULL.  The result may be the argument. */
extern text *boh_html_sanitize(text *html, BohHtmlSink *sink);

#endif							/* BOH_HTML_SANITIZE_H */

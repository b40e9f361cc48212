/*-------------------------------------------------------------------------
 *
 * html/sanitize.h
 *	  Makes HTML safe.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_SANITIZE_H
#define BOH_HTML_SANITIZE_H

#include "html/filter.h"

/*
 * Parses and filters a document once.  The document and the result are in
 * UTF-8.  Raises 54000 if the document exceeds a limit.
 */
extern char *boh_html_filter_once(const char *html, int length, int *result_length);

/*
 * Filters UTF-8 until it no longer changes.  Sets *length to that of the
 * result, which may be the argument.
 */
extern const char *boh_html_settle(const char *html, int *length);

/* Does boh_sanitize_html().  sink may be NULL.  May return its argument. */
extern text *boh_html_sanitize(text *html, BohHtmlSink *sink);

#endif							/* BOH_HTML_SANITIZE_H */

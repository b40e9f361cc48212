/*-------------------------------------------------------------------------
 *
 * html/scan.h
 *	  Finds the tags in the source of a document, and errors in them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_SCAN_H
#define BOH_HTML_SCAN_H

typedef enum BohHtmlToken
{
	BOH_HTML_START_TAG,
	BOH_HTML_END_TAG,
	BOH_HTML_BAD_TAG,			/* a < that does not begin a well-formed tag */
	BOH_HTML_BAD_REFERENCE,		/* a character number with too many digits */
	BOH_HTML_END
} BohHtmlToken;

/*
 * Finds the next tag or error from *position on.  Sets *start to its begin,
 * and *position to where the next call continues.
 */
extern BohHtmlToken boh_html_scan(const char *html, int length, int *position, int *start);

#endif							/* BOH_HTML_SCAN_H */

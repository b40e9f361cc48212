/*-------------------------------------------------------------------------
 *
 * html/scan.h
 *	  The tags of a document as they are written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_SCAN_H
#define BOH_HTML_SCAN_H

typedef enum BohHtmlToken
{
	BOH_HTML_START_TAG,
	BOH_HTML_END_TAG,
	BOH_HTML_BAD_TAG,			/* a < that begins no tag, or one that is not
								 * well-formed */
	BOH_HTML_BAD_REFERENCE,		/* a number that no character has */
	BOH_HTML_END
} BohHtmlToken;

/*
 * The next tag or fault from *position on, which becomes where it ends; *start
 * becomes where it begins.
 */
extern BohHtmlToken boh_html_scan(const char *html, int length, int *position, int *start);

#endif							/* BOH_HTML_SCAN_H */

/*-------------------------------------------------------------------------
 *
 * html/html.h
 *	  What other folders use of rich text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_H
#define BOH_HTML_H

/* Installs the check of the format boh-html. */
extern void boh_html_init(void);

/*
 * Calls found for every URL in the attributes of a document: of links, images
 * (each one of a srcset), videos and embeds.  Entities are resolved and spaces
 * around the URL removed, but the URL is not checked.  The document and the
 * URLs are in the database's encoding.  Raises 54000 if the document exceeds a
 * limit of the parser, 22021 if it is not UTF-8 in a SQL_ASCII database.  The
 * callback may raise errors; url is valid only until it returns.
 */
typedef void (*BohHtmlUrlCallback) (void *argument, const char *url, int length);

extern void boh_html_urls(const char *html, int length,
						  BohHtmlUrlCallback found, void *argument);

#endif							/* BOH_HTML_H */

/*-------------------------------------------------------------------------
 *
 * html/html.h
 *	  Rich text, for other subjects.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_H
#define BOH_HTML_H

extern void boh_html_init(void);

/*
 * Calls found for every URL in the attributes of a document, as it stands
 * there but for entities and surrounding spaces: of links, images (each one of
 * a srcset), videos, embeds.  They are not judged.  The document and the URLs
 * are in the database's encoding.  Raises 54000 for what is too large or nested
 * too deeply to be read, 22021 for text that is not UTF-8 in a SQL_ASCII
 * database.  The callback may raise errors; url is gone when it returns.
 */
typedef void (*BohHtmlUrlCallback) (void *argument, const char *url, int length);

extern void boh_html_urls(const char *html, int length,
						  BohHtmlUrlCallback found, void *argument);

#endif							/* BOH_HTML_H */

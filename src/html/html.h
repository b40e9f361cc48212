/*-------------------------------------------------------------------------
 *
 * html/html.h
 *	  What other folders use of rich text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_H
#define BOH_HTML_H

#include "nodes/pg_list.h"

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

/* Longest title of a page that is made of a document. */
#define BOH_HTML_MAX_TITLE 300

/* A picture or a video.  What it does not have is NULL, but alt is then "". */
typedef struct BohHtmlMedium
{
	char	   *url;
	char	   *alt;
	char	   *poster;			/* picture of a video before it starts */
	char	   *caption;
} BohHtmlMedium;

typedef enum BohHtmlPartKind
{
	BOH_HTML_TEXT_PART,
	BOH_HTML_PICTURES_PART,
	BOH_HTML_VIDEO_PART
} BohHtmlPartKind;

typedef struct BohHtmlPart
{
	BohHtmlPartKind kind;
	char	   *html;			/* safe rich text */
	List	   *media;			/* of BohHtmlMedium */
} BohHtmlPart;

/* A document in parts, in the database's encoding. */
typedef struct BohHtmlDocument
{
	char	   *title;			/* NULL: it has none */
	char	   *description;	/* NULL: it has none */
	List	   *parts;			/* of BohHtmlPart */
	int			left_out;		/* pictures and videos whose address must not
								 * be shown */
} BohHtmlDocument;

/* Limits of boh_html_split() */
#define BOH_HTML_MAX_PARTS 1000
#define BOH_HTML_MAX_PICTURES 100	/* of a part */
#define BOH_HTML_MAX_TEXT 500000	/* characters of a part */

/*
 * Splits a document into rich text, pictures and videos.  All are safe: the
 * rules are those of boh_sanitize_html().  The document is in the database's
 * encoding.  Raises 54000 if it exceeds a limit, 22021 if it is not UTF-8 in a
 * SQL_ASCII database.
 */
extern BohHtmlDocument *boh_html_split(const char *html, int length);

#endif							/* BOH_HTML_H */

/*-------------------------------------------------------------------------
 *
 * html/medium.h
 *	  Pictures and videos in a document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_MEDIUM_H
#define BOH_HTML_MEDIUM_H

#include "html/html.h"
#include "html/parse.h"

/* Longest caption and alternative text, longest address */
#define BOH_HTML_MAX_CAPTION 1000
#define BOH_HTML_MAX_ADDRESS 2000

/* Each returns NULL if the element has no address that may be shown. */
extern BohHtmlMedium *boh_html_picture(const GumboNode *node);
extern BohHtmlMedium *boh_html_embedded(const GumboNode *node);
extern BohHtmlMedium *boh_html_video(const GumboNode *node);

/* True if a link leads somewhere else than to a picture. */
extern bool boh_html_leads_away(const GumboNode *node);

/* True if the element has a class of galleries and of captions of WordPress. */
extern bool boh_html_is_gallery(const GumboNode *node);

#endif							/* BOH_HTML_MEDIUM_H */

/*-------------------------------------------------------------------------
 *
 * html/path.h
 *	  Paths of nodes in a document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_PATH_H
#define BOH_HTML_PATH_H

#include "html/parse.h"

/* Returns an XPath like /ul[1]/li[2]/@title.  attribute may be NULL. */
extern char *boh_html_path(const GumboNode *node, const char *attribute);

#endif							/* BOH_HTML_PATH_H */

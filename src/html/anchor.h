/*-------------------------------------------------------------------------
 *
 * html/anchor.h
 *	  The ids of a document, each of which is one element's alone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_ANCHOR_H
#define BOH_HTML_ANCHOR_H

#include "html/parse.h"

typedef struct BohHtmlAnchors BohHtmlAnchors;

/* In the memory context that is current, as all that is added. */
extern BohHtmlAnchors *boh_html_anchors_create(void);

/*
 * The id that an element will have, in the order of the document.  The first
 * element gets it, and one that has it already goes before those that get it by
 * a prefix.
 */
extern void boh_html_anchors_add(BohHtmlAnchors *anchors, const char *id,
								 const GumboNode *node, bool prefixed);

extern bool boh_html_anchors_owns(const BohHtmlAnchors *anchors, const char *id,
								  const GumboNode *node);

/*
 * Where a link like #x leads now, when its element gets that id by the prefix;
 * NULL when it need not be changed.
 */
extern const char *boh_html_anchors_target(const BohHtmlAnchors *anchors, const char *link);

#endif							/* BOH_HTML_ANCHOR_H */

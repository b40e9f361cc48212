/*-------------------------------------------------------------------------
 *
 * html/anchor.h
 *	  The ids of a document; each belongs to one element only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_ANCHOR_H
#define BOH_HTML_ANCHOR_H

#include "html/parse.h"

typedef struct BohHtmlAnchors BohHtmlAnchors;

/* Allocates in the current memory context, also what is added later. */
extern BohHtmlAnchors *boh_html_anchors_create(void);

/*
 * Adds the id that an element will have.  Call it in the order of the
 * document.  If elements share an id, the first one gets it.  But an element
 * that had this id already takes precedence over those whose id was prefixed.
 */
extern void boh_html_anchors_add(BohHtmlAnchors *anchors, const char *id,
								 const GumboNode *node, bool prefixed);

/* True if this element gets the id. */
extern bool boh_html_anchors_owns(const BohHtmlAnchors *anchors, const char *id,
								  const GumboNode *node);

/*
 * Returns the new target of a link like #x if the id x was prefixed; NULL if
 * the link need not change.
 */
extern const char *boh_html_anchors_target(const BohHtmlAnchors *anchors, const char *link);

#endif							/* BOH_HTML_ANCHOR_H */

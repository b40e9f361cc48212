/*-------------------------------------------------------------------------
 *
 * html/head.h
 *	  What a document says of itself.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_HEAD_H
#define BOH_HTML_HEAD_H

#include "html/parse.h"

/* NULL: the document does not have it */
typedef struct BohHtmlHead
{
	const GumboNode *title;
	const GumboNode *heading;	/* the first h1 */
	const GumboNode *main;		/* the first main */
	const char *description;	/* of meta name="description" */
	const char *address;		/* against which its addresses are resolved */
} BohHtmlHead;

/*
 * Reads the head of a document.  If it says what its address is, its relative
 * addresses become absolute in the tree.  Allocates in the tree's context, which
 * must be the current one.
 */
extern void boh_html_read_head(BohHtmlHead *head, BohHtmlTree *tree);

#endif							/* BOH_HTML_HEAD_H */

/*-------------------------------------------------------------------------
 *
 * html/piece.h
 *	  Takes pictures and videos out of a document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HTML_PIECE_H
#define BOH_HTML_PIECE_H

#include "html/html.h"
#include "html/parse.h"

typedef enum BohHtmlPieceKind
{
	BOH_HTML_PIECE_NODE,		/* stays in rich text */
	BOH_HTML_PIECE_PICTURE,
	BOH_HTML_PIECE_VIDEO,
	BOH_HTML_PIECE_CAPTION		/* of several pictures */
} BohHtmlPieceKind;

/* The pieces of a document, in its order. */
typedef struct BohHtmlPiece
{
	const GumboNode *node;		/* to write */
	const GumboNode *line;		/* child of a container that has the piece */
	BohHtmlMedium *medium;		/* of a picture, video or caption; in UTF-8 */
	int			gallery;		/* pictures of one have the same; 0: of none */
	BohHtmlPieceKind kind;
	bool		shows;			/* the node shows something */
} BohHtmlPiece;

typedef struct BohHtmlPieces
{
	BohHtmlTree *tree;
	BohHtmlPiece *pieces;
	int			count;
	int			room;
	int			galleries;		/* how many there are */
	BohHtmlMedium *last_picture;
	bool		in_gallery;		/* an element with the class of one is open */
	bool		no_galleries;	/* that class means nothing here */
	bool		open;			/* take apart all containers */
	int			left_out;		/* pictures and videos that cannot be shown */
} BohHtmlPieces;

/*
 * Fills pieces with those of a node's children.  Allocates in the tree's
 * context, which must be the current one.  open: no container stays whole, for
 * large documents.
 */
extern void boh_html_take_apart(BohHtmlPieces *pieces, BohHtmlTree *tree,
								const GumboNode *node, bool open);

#endif							/* BOH_HTML_PIECE_H */

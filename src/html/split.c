/*-------------------------------------------------------------------------
 *
 * html/split.c
 *	  Splits a document into rich text, pictures and videos.
 *
 * Pieces of rich text that follow one another become one part, which is written
 * by the filter of boh_sanitize_html() and read again until it no longer changes.
 * So do pictures that follow one another.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "html/filter.h"
#include "html/head.h"
#include "html/html.h"
#include "html/piece.h"
#include "html/plain.h"
#include "html/sanitize.h"
#include "html/text.h"

/* Longest description of a page. */
#define MAX_DESCRIPTION 1000

typedef struct Split
{
	BohHtmlDocument *document;
	BohHtmlFilter *filter;
	MemoryContext result;		/* of the document and its parts */
	const BohHtmlPiece *pieces;
	int			run_start;		/* rich text: its first and last pieces that */
	int			run_end;		/* show something; -1: none */
	List	   *row;			/* pictures */
	int			row_gallery;
} Split;

static void
raise_limit(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("HTML has %s", what),
			 errdetail("The limits are %d parts (texts, pictures, galleries and videos), and %d characters of a text that cannot be divided.",
					   BOH_HTML_MAX_PARTS, BOH_HTML_MAX_TEXT),
			 errhint("Divide the document into several pages.")));
}

static void
add_part(Split *split, BohHtmlPartKind kind, char *html, List *media)
{
	MemoryContext scratch = MemoryContextSwitchTo(split->result);
	BohHtmlPart *part = palloc(sizeof(BohHtmlPart));

	if (list_length(split->document->parts) == BOH_HTML_MAX_PARTS)
		raise_limit("too many parts");
	part->kind = kind;
	part->html = html;
	part->media = media;
	split->document->parts = lappend(split->document->parts, part);
	MemoryContextSwitchTo(scratch);
}

/* Add rich text: UTF-8 that the filter wrote. */
static void
add_text(Split *split, const char *html, int length)
{
	html = boh_html_settle(html, &length);
	html = boh_html_from_utf8(html, &length);

	if (pg_mbstrlen_with_len(html, length) > BOH_HTML_MAX_TEXT)
		raise_limit("a paragraph, table or list that is too long");
	add_part(split, BOH_HTML_TEXT_PART,
			 MemoryContextStrdup(split->result, pnstrdup(html, length)), NIL);
}

/* Add the present run of rich text, in several parts if it is too long. */
static void
end_run(Split *split)
{
	MemoryContext scratch;
	MemoryContext caller;
	StringInfoData out;

	if (split->run_start < 0)
		return;
	scratch = AllocSetContextCreate(CurrentMemoryContext, "boh HTML part", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(scratch);
	initStringInfo(&out);
	for (int i = split->run_start; i <= split->run_end; i++)
	{
		int			before = out.len;

		CHECK_FOR_INTERRUPTS();
		if (split->pieces[i].kind != BOH_HTML_PIECE_NODE)
			continue;
		boh_html_filter_node(split->filter, &out, split->pieces[i].node);
		if (before > 0 && out.len > BOH_HTML_MAX_TEXT)
		{
			add_text(split, pnstrdup(out.data, before), before);
			memmove(out.data, out.data + before, out.len - before + 1);
			out.len -= before;
		}
	}
	add_text(split, out.data, out.len);
	split->run_start = -1;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

static void
end_row(Split *split)
{
	if (split->row == NIL)
		return;
	add_part(split, BOH_HTML_PICTURES_PART, NULL, split->row);
	split->row = NIL;
}

/* In the database's encoding */
static char *
copy_text(Split *split, const char *utf8)
{
	int			length;
	const char *copy;

	if (utf8 == NULL)
		return NULL;
	length = strlen(utf8);
	copy = boh_html_from_utf8(utf8, &length);

	return MemoryContextStrdup(split->result, pnstrdup(copy, length));
}

static List *
append_medium(Split *split, List *media, const BohHtmlMedium *medium)
{
	MemoryContext scratch = MemoryContextSwitchTo(split->result);
	BohHtmlMedium *copy = palloc(sizeof(BohHtmlMedium));

	copy->url = copy_text(split, medium->url);
	copy->alt = copy_text(split, medium->alt);
	copy->poster = copy_text(split, medium->poster);
	copy->caption = copy_text(split, medium->caption);
	media = lappend(media, copy);
	MemoryContextSwitchTo(scratch);
	return media;
}

static void
add_picture(Split *split, const BohHtmlPiece *piece)
{
	if (piece->gallery != split->row_gallery || list_length(split->row) == BOH_HTML_MAX_PICTURES)
		end_row(split);
	split->row_gallery = piece->gallery;
	split->row = append_medium(split, split->row, piece->medium);
}

/* The caption of a gallery follows it as a paragraph. */
static void
add_caption(Split *split, const BohHtmlPiece *piece)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "<p>");
	boh_html_escape(&out, piece->medium->caption, false);
	appendStringInfoString(&out, "</p>");
	add_part(split, BOH_HTML_TEXT_PART, copy_text(split, out.data), NIL);
}

static void
add_piece(Split *split, int number)
{
	const BohHtmlPiece *piece = &split->pieces[number];

	if (piece->kind == BOH_HTML_PIECE_NODE && !piece->shows)
		return;
	if (piece->kind != BOH_HTML_PIECE_NODE)
		end_run(split);
	if (piece->kind != BOH_HTML_PIECE_PICTURE)
		end_row(split);
	switch (piece->kind)
	{
		case BOH_HTML_PIECE_NODE:
			if (split->run_start < 0)
				split->run_start = number;
			split->run_end = number;
			break;
		case BOH_HTML_PIECE_PICTURE:
			add_picture(split, piece);
			break;
		case BOH_HTML_PIECE_VIDEO:
			add_part(split, BOH_HTML_VIDEO_PART, NULL, append_medium(split, NIL, piece->medium));
			break;
		case BOH_HTML_PIECE_CAPTION:
			add_caption(split, piece);
			break;
	}
}

/* NULL if there is nothing to see. */
static char *
line_of(Split *split, const char *utf8, int most)
{
	return utf8 == NULL || !boh_html_is_visible(utf8) ? NULL :
		copy_text(split, boh_html_line(utf8, most));
}

static char *
line_of_node(Split *split, const GumboNode *node, int most)
{
	StringInfoData text;

	if (node == NULL)
		return NULL;
	initStringInfo(&text);
	boh_html_gather(&text, node);
	return line_of(split, text.data, most);
}

static void
split_tree(Split *split, BohHtmlTree *tree, bool open)
{
	BohHtmlHead head;
	BohHtmlPieces pieces;

	boh_html_read_head(&head, tree);
	split->document->title = line_of_node(split, head.title, BOH_HTML_MAX_TITLE);
	if (split->document->title == NULL)
		split->document->title = line_of_node(split, head.heading, BOH_HTML_MAX_TITLE);
	split->document->description = line_of(split, head.description, MAX_DESCRIPTION);
	split->filter = boh_html_filter_make(tree);
	boh_html_take_apart(&pieces, tree, head.main != NULL ? head.main : tree->root, open);
	split->pieces = pieces.pieces;
	split->run_start = -1;
	for (int i = 0; i < pieces.count; i++)
		add_piece(split, i);
	end_run(split);
	end_row(split);
	split->document->left_out = pieces.left_out;
}

BohHtmlDocument *
boh_html_split(const char *html, int length)
{
	Split		split = {.result = CurrentMemoryContext};
	BohHtmlTree tree;

	split.document = palloc0(sizeof(BohHtmlDocument));
	html = boh_html_to_utf8(html, &length, NULL);
	boh_html_parse(&tree, html, length);
	MemoryContextSwitchTo(tree.context);
	boh_html_check_limits(&tree);
	split_tree(&split, &tree, length > BOH_HTML_MAX_TEXT);
	MemoryContextSwitchTo(split.result);
	boh_html_free(&tree);
	return split.document;
}

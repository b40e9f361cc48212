/*-------------------------------------------------------------------------
 *
 * html/piece.c
 *	  Takes pictures and videos out of a document.
 *
 * Each element is visited once, its children before itself.  The pieces of the
 * children are at the end of the list then.  If they have no picture and no
 * video, one piece replaces them: the element as a whole.  If they have nothing
 * else, the element goes and its pictures stay.  If they have both, it depends:
 * a container is taken apart, other elements stay whole.  So a picture within a
 * sentence or a table stays there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "html/medium.h"
#include "html/piece.h"
#include "html/plain.h"
#include "html/rules.h"

/* What a part of the document has. */
typedef struct Found
{
	bool		words;			/* something else that is to be seen */
	bool		media;			/* pictures or videos of their own */
} Found;

/* Pieces of children of a container that are on the same line. */
typedef struct Line
{
	int			start;
	Found		found;
} Line;

static void walk_node(BohHtmlPieces *pieces, const GumboNode *node, Found *found);

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
	{
		if (strcmp(name, *names) == 0)
			return true;
	}
	return false;
}

/* The name under which the filter writes an element; "" if it writes no tags. */
static const char *
written_name(const GumboNode *node)
{
	const BohHtmlElement *rule = boh_html_element(&node->v.element);

	if (rule->fate == BOH_HTML_UNWRAP)
		return "";
	return rule->fate == BOH_HTML_REPLACE ? rule->replacement : rule->name;
}

/* Elements that only hold others. */
static bool
is_container(const char *name)
{
	static const char *const names[] = {"", "article", "div", "footer", "header", "section", NULL};

	return is_one_of(name, names);
}

/* Elements that a line cannot go on after. */
static bool
is_block(const char *name)
{
	static const char *const names[] = {
		"address", "aside", "blockquote", "details", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
		"hr", "ol", "p", "pre", "table", "ul", NULL
	};

	return is_container(name) || is_one_of(name, names);
}

/* Elements from which no picture is taken. */
static bool
stays_whole(const char *name)
{
	static const char *const names[] = {
		"address", "aside", "audio", "blockquote", "details", "h1", "h2", "h3", "h4", "h5", "h6",
		"pre", "table", NULL
	};

	return is_one_of(name, names);
}

static BohHtmlPiece *
add_piece(BohHtmlPieces *pieces, BohHtmlPieceKind kind, const GumboNode *node)
{
	BohHtmlPiece *piece;

	if (pieces->count == pieces->room)
	{
		pieces->room *= 2;
		pieces->pieces = repalloc_huge(pieces->pieces, sizeof(BohHtmlPiece) * pieces->room);
		boh_html_check_memory(pieces->tree);
	}
	piece = &pieces->pieces[pieces->count++];
	memset(piece, 0, sizeof(BohHtmlPiece));
	piece->kind = kind;
	piece->node = node;
	piece->line = node;
	return piece;
}

static void
add_node(BohHtmlPieces *pieces, const GumboNode *node, bool shows)
{
	add_piece(pieces, BOH_HTML_PIECE_NODE, node)->shows = shows;
}

static void
add_medium(BohHtmlPieces *pieces, BohHtmlPieceKind kind, const GumboNode *node,
		   BohHtmlMedium *medium, Found *found)
{
	if (medium == NULL)
		pieces->left_out++;
	else if (strlen(medium->url) > BOH_HTML_MAX_ADDRESS)
	{
		add_node(pieces, node, true);
		found->words = true;
	}
	else
	{
		add_piece(pieces, kind, node)->medium = medium;
		if (kind == BOH_HTML_PIECE_PICTURE)
			pieces->last_picture = medium;
		found->media = true;
	}
	boh_html_check_memory(pieces->tree);
}

/*
 * In a gallery, text after a picture is its caption.  Returns false if there is
 * no picture, or the caption gets too long.
 */
static bool
add_to_caption(BohHtmlPieces *pieces, const char *text)
{
	BohHtmlMedium *picture = pieces->last_picture;
	char	   *caption;

	if (!pieces->in_gallery || picture == NULL)
		return false;
	caption = psprintf("%s %s", picture->caption == NULL ? "" : picture->caption, text);
	if (strlen(caption) > BOH_HTML_MAX_CAPTION)
		return false;
	picture->caption = boh_html_line(caption, BOH_HTML_MAX_CAPTION);
	return true;
}

static void
walk_children(BohHtmlPieces *pieces, const GumboNode *node, const GumboNode *except, Found *found)
{
	const GumboVector *children = boh_html_children(node);

	for (unsigned int i = 0; i < children->length; i++)
	{
		if (children->data[i] != except)
			walk_node(pieces, children->data[i], found);
	}
}

/*
 * A line with text keeps its pictures: its pieces become the nodes that are
 * children of the container.
 */
static void
end_line(BohHtmlPieces *pieces, Line *line, Found *found)
{
	if (line->found.words && line->found.media)
	{
		int			end = pieces->count;
		const GumboNode *last = NULL;

		pieces->count = line->start;
		for (int i = line->start; i < end; i++)
		{
			BohHtmlPiece piece = pieces->pieces[i];

			CHECK_FOR_INTERRUPTS();
			if (piece.line != last)
				add_node(pieces, piece.line, false);
			if (piece.shows || piece.kind != BOH_HTML_PIECE_NODE)
				pieces->pieces[pieces->count - 1].shows = true;
			last = piece.line;
		}
		line->found.media = false;
	}
	found->words |= line->found.words;
	found->media |= line->found.media;
	line->start = pieces->count;
	memset(&line->found, 0, sizeof(Found));
}

static void
walk_container(BohHtmlPieces *pieces, const GumboNode *node, const GumboNode *except, Found *found)
{
	const GumboVector *children = boh_html_children(node);
	Line		line = {.start = pieces->count};

	for (unsigned int i = 0; i < children->length; i++)
	{
		const GumboNode *child = children->data[i];
		int			start = pieces->count;

		if (child == except)
			continue;
		if (child->type == GUMBO_NODE_ELEMENT && is_block(written_name(child)))
		{
			end_line(pieces, &line, found);
			walk_node(pieces, child, found);
			line.start = pieces->count;
			continue;
		}
		walk_node(pieces, child, &line.found);
		for (int j = start; j < pieces->count; j++)
		{
			CHECK_FOR_INTERRUPTS();
			pieces->pieces[j].line = child;
		}
	}
	end_line(pieces, &line, found);
}

/* Replaces the pieces from start on by the element as a whole. */
static void
make_whole(BohHtmlPieces *pieces, int start, const GumboNode *node, bool shows, Found *found)
{
	pieces->count = start;

	/* in a gallery, what shows nothing was a caption */
	if (shows || !pieces->in_gallery)
		add_node(pieces, node, shows);
	found->words |= shows;
}

/* Makes the pictures from start on a gallery if there are several. */
static void
mark_gallery(BohHtmlPieces *pieces, int start)
{
	int			pictures = 0;

	for (int i = start; i < pieces->count; i++)
		pictures += pieces->pieces[i].kind == BOH_HTML_PIECE_PICTURE ? 1 : 0;
	if (pictures < 2)
		return;
	pieces->galleries++;
	for (int i = start; i < pieces->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pieces->pieces[i].gallery = pieces->galleries;
	}
}

static void
walk_other(BohHtmlPieces *pieces, const GumboNode *node, const char *name, Found *found)
{
	Found		inside = {false, false};
	int			start = pieces->count;
	bool		container = is_container(name);

	if (container)
		walk_container(pieces, node, NULL, &inside);
	else
		walk_children(pieces, node, NULL, &inside);
	if (inside.media && !pieces->in_gallery && boh_html_leads_away(node))
		inside.words = true;
	if (container && (inside.media || pieces->open))
	{
		found->words |= inside.words;
		found->media |= inside.media;
	}
	else if (inside.media && !inside.words)
	{
		if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
			mark_gallery(pieces, start);
		found->media = true;
	}
	else
		make_whole(pieces, start, node, inside.words, found);
}

static const GumboNode *
find_caption(const GumboNode *figure)
{
	const GumboVector *children = &figure->v.element.children;

	for (unsigned int i = 0; i < children->length; i++)
	{
		const GumboNode *child = children->data[i];

		if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_FIGCAPTION)
			return child;
	}
	return NULL;
}

/*
 * The caption is that of the one picture or video from start on.  Of several it
 * becomes a piece of its own.  Returns false if it is too long for a caption.
 */
static bool
give_caption(BohHtmlPieces *pieces, int start, const GumboNode *caption)
{
	StringInfoData text;
	BohHtmlMedium *only = NULL;
	int			count = 0;

	if (caption == NULL)
		return true;
	initStringInfo(&text);
	boh_html_gather(&text, caption);
	if (!boh_html_is_visible(text.data))
		return true;
	if (text.len > BOH_HTML_MAX_CAPTION)
		return false;
	for (int i = start; i < pieces->count; i++)
	{
		if (pieces->pieces[i].medium == NULL)
			continue;
		only = pieces->pieces[i].medium;
		count++;
	}
	if (count != 1 || only->caption != NULL)
	{
		only = palloc0(sizeof(BohHtmlMedium));
		add_piece(pieces, BOH_HTML_PIECE_CAPTION, caption)->medium = only;
	}
	only->caption = boh_html_line(text.data, BOH_HTML_MAX_CAPTION);
	return true;
}

static void
walk_figure(BohHtmlPieces *pieces, const GumboNode *node, Found *found)
{
	const GumboNode *caption = find_caption(node);
	int			start = pieces->count;
	Found		inside = {false, false};

	walk_container(pieces, node, caption, &inside);
	if (inside.media && !inside.words)
	{
		mark_gallery(pieces, start);
		if (give_caption(pieces, start, caption))
		{
			found->media = true;
			return;
		}
	}
	if (!inside.media && !inside.words && caption != NULL)
		walk_node(pieces, caption, &inside);
	make_whole(pieces, start, node, inside.media || inside.words, found);
}

static void
walk_video(BohHtmlPieces *pieces, const GumboNode *node, Found *found)
{
	int			left_out = pieces->left_out;

	add_medium(pieces, BOH_HTML_PIECE_VIDEO, node, boh_html_video(node), found);
	if (pieces->left_out > left_out)
		add_node(pieces, node, false);
}

static void
walk_element(BohHtmlPieces *pieces, const GumboNode *node, const char *name, Found *found)
{
	if (strcmp(name, "img") == 0)
		add_medium(pieces, BOH_HTML_PIECE_PICTURE, node, boh_html_picture(node), found);
	else if (strcmp(name, "iframe") == 0)
		add_medium(pieces, BOH_HTML_PIECE_VIDEO, node, boh_html_embedded(node), found);
	else if (strcmp(name, "video") == 0)
		walk_video(pieces, node, found);
	else if (strcmp(name, "figure") == 0)
		walk_figure(pieces, node, found);
	else if (stays_whole(name))
	{
		Found		inside = {strcmp(name, "audio") == 0, false};
		int			start = pieces->count;

		walk_children(pieces, node, NULL, &inside);
		make_whole(pieces, start, node, inside.words || inside.media, found);
	}
	else
		walk_other(pieces, node, name, found);
}

/*
 * Walks an element with the class of a gallery.  If it has more than pictures
 * and their captions, the class means nothing, and the element is walked again.
 */
static void
walk_gallery(BohHtmlPieces *pieces, const GumboNode *node, const char *name, Found *found)
{
	int			start = pieces->count;
	int			left_out = pieces->left_out;
	Found		inside = {false, false};

	pieces->in_gallery = true;
	pieces->last_picture = NULL;
	walk_element(pieces, node, name, &inside);
	pieces->in_gallery = false;
	if (inside.media && !inside.words)
	{
		mark_gallery(pieces, start);
		found->media = true;
		return;
	}
	pieces->count = start;
	pieces->left_out = left_out;
	pieces->no_galleries = true;
	walk_element(pieces, node, name, found);
	pieces->no_galleries = false;
}

static void
walk_node(BohHtmlPieces *pieces, const GumboNode *node, Found *found)
{
	const char *name;

	CHECK_FOR_INTERRUPTS();
	check_stack_depth();
	switch (node->type)
	{
		case GUMBO_NODE_TEXT:
		case GUMBO_NODE_CDATA:
		case GUMBO_NODE_WHITESPACE:
			if (!boh_html_is_visible(node->v.text.text))
				add_node(pieces, node, false);
			else if (!add_to_caption(pieces, node->v.text.text))
			{
				add_node(pieces, node, true);
				found->words = true;
			}
			return;
		case GUMBO_NODE_ELEMENT:
			break;
		default:
			return;
	}

	/* the new site has its own navigation */
	if (boh_html_is_dropped(node) || node->v.element.tag == GUMBO_TAG_NAV)
		return;
	name = written_name(node);
	if (!pieces->in_gallery && !pieces->no_galleries && boh_html_is_gallery(node))
		walk_gallery(pieces, node, name, found);
	else
		walk_element(pieces, node, name, found);
}

void
boh_html_take_apart(BohHtmlPieces *pieces, BohHtmlTree *tree, const GumboNode *node, bool open)
{
	Found		found = {false, false};

	memset(pieces, 0, sizeof(BohHtmlPieces));
	pieces->tree = tree;
	pieces->room = 64;
	pieces->pieces = palloc(sizeof(BohHtmlPiece) * pieces->room);
	pieces->open = open;
	walk_container(pieces, node, NULL, &found);
}

/*-------------------------------------------------------------------------
 *
 * html/errors.c
 *	  boh_html_errors() and the format boh-html: is HTML safe as it stands?
 *
 * HTML is safe if boh_sanitize_html() would remove nothing, and if every
 * parser reads the same tags and the same tree.  For that each tag must be
 * well-formed and used, and each element closed at its place.  A page can
 * contain such HTML unchanged: it cannot open or close elements of the page
 * around it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "base/compat.h"
#include "html/html.h"
#include "html/path.h"
#include "html/rules.h"
#include "html/sanitize.h"
#include "html/scan.h"
#include "html/text.h"
#include "json/format.h"

PG_FUNCTION_INFO_V1(boh_html_errors);

#define MAX_ROWS 1000

/* Collects errors as rows; without a result, only whether there are any. */
typedef struct Errors
{
	BohHtmlSink sink;
	ReturnSetInfo *result;		/* may be NULL */
	int			count;
} Errors;

static const char *
from_utf8(const char *utf8)
{
	int			length = strlen(utf8);

	return boh_html_from_utf8(utf8, &length);
}

static bool
add_row(Errors *errors, const char *path, const char *message)
{
	errors->count++;
	if (errors->result == NULL)
		return false;
	if (errors->count <= MAX_ROWS)
	{
		Datum		values[2];
		bool		nulls[2] = {false};

		values[0] = CStringGetTextDatum(from_utf8(path));
		values[1] = CStringGetTextDatum(from_utf8(message));
		tuplestore_putvalues(errors->result->setResult, errors->result->setDesc, values, nulls);
	}
	return errors->count < MAX_ROWS;
}

static bool
add_node_row(Errors *errors, const GumboNode *node, const char *attribute, const char *message)
{
	if (errors->result == NULL)
		return add_row(errors, "", "");
	return add_row(errors, boh_html_path(node, attribute), message);
}

static bool
add_finding(BohHtmlSink *sink, const BohHtmlFinding *finding)
{
	return add_node_row((Errors *) sink, finding->node, finding->attribute, finding->message);
}

typedef struct Structure
{
	Errors	   *errors;
	const char *html;
	int			length;
	uint8	   *used;			/* bitmap by byte offset: a tag there opened
								 * or closed an element */
	const char *last;			/* source position of the previous node */
	bool		enough;			/* report no more errors */
} Structure;

static void
mark_used(Structure *structure, const GumboStringPiece *tag)
{
	ptrdiff_t	place = tag->data - structure->html;

	if (tag->length > 0 && place >= 0 && place < structure->length)
		structure->used[place / 8] |= 1 << (place % 8);
}

static bool
is_used(const Structure *structure, int place)
{
	return (structure->used[place / 8] & (1 << (place % 8))) != 0;
}

static void
report_structure(Structure *structure, const GumboNode *node, const char *message)
{
	if (!structure->enough)
		structure->enough = !add_node_row(structure->errors, node, NULL, message);
}

/*
 * Reports nodes that are out of order.  Parsers move content that a table must
 * not have to a place before the table.
 */
static void
check_order(Structure *structure, const GumboNode *node)
{
	bool		is_element = node->type == GUMBO_NODE_ELEMENT;
	const GumboStringPiece *source = is_element ? &node->v.element.original_tag :
	&node->v.text.original_text;

	if (source->length == 0)
		return;
	if (source->data < structure->last)
		report_structure(structure, node, is_element && node->v.element.tag == GUMBO_TAG_TABLE ?
						 "has contents that are not allowed in a table" :
						 "is moved to another place by browsers");
	structure->last = source->data;
}

static void
check_structure(Structure *structure, const GumboNode *node)
{
	const GumboVector *children = boh_html_children(node);

	check_stack_depth();
	for (unsigned int i = 0; i < children->length && !structure->enough; i++)
	{
		const GumboNode *child = children->data[i];

		CHECK_FOR_INTERRUPTS();
		check_order(structure, child);
		if (child->type != GUMBO_NODE_ELEMENT)
			continue;
		mark_used(structure, &child->v.element.original_tag);
		if (!(child->parse_flags & GUMBO_INSERTION_IMPLICIT_END_TAG))
			mark_used(structure, &child->v.element.original_end_tag);
		else if (!(boh_html_element(&child->v.element)->flags & (BOH_HTML_VOID | BOH_HTML_OPEN)))
			report_structure(structure, child, "is not closed, or is closed in the wrong order");
		check_structure(structure, child);
	}
}

static void
report_line(Structure *structure, int place, const char *format)
{
	int			line = 1;
	char	   *message;

	for (int i = 0; i < place; i++)
	{
		if (structure->html[i] == '\n')
			line++;
	}
	message = psprintf(format, line);
	structure->enough = !add_row(structure->errors, "", message);
}

static void
check_tags(Structure *structure)
{
	int			position = 0;
	int			start;

	while (!structure->enough)
	{
		CHECK_FOR_INTERRUPTS();
		switch (boh_html_scan(structure->html, structure->length, &position, &start))
		{
			case BOH_HTML_START_TAG:
				if (!is_used(structure, start))
					report_line(structure, start, "tag in line %d is not allowed in this place");
				break;
			case BOH_HTML_END_TAG:
				if (!is_used(structure, start))
					report_line(structure, start, "end tag in line %d closes no element, or another one than its own");
				break;
			case BOH_HTML_BAD_TAG:
				report_line(structure, start, "character < in line %d does not begin a well-formed tag");
				break;
			case BOH_HTML_BAD_REFERENCE:
				report_line(structure, start, "character reference in line %d has too many digits");
				break;
			case BOH_HTML_END:
				return;
		}
	}
}

/* True if the parser reads the filter's result as the tree it came from. */
static bool
is_stable(const char *html, int length, const StringInfoData *written)
{
	int			again_length;
	const char *again;

	if (written->len == length && memcmp(written->data, html, length) == 0)
		return true;
	again = boh_html_filter_once(written->data, written->len, &again_length);
	return again_length == written->len && memcmp(again, written->data, again_length) == 0;
}

static void
find_errors_in_tree(Errors *errors, const BohHtmlTree *tree, const char *html, int length)
{
	Structure	structure = {.errors = errors,.html = html,.length = length};
	StringInfoData written;

	initStringInfo(&written);
	boh_html_filter(&written, tree, &errors->sink);

	/*
	 * The checks below know only tags and text.  Elements that the filter
	 * removes, such as <script>, may contain other things.
	 */
	if (errors->count > 0)
		return;
	structure.used = palloc0(length / 8 + 1);
	check_structure(&structure, tree->root);
	check_tags(&structure);
	if (errors->count == 0 && !is_stable(html, length, &written))
		add_row(errors, "", BOH_HTML_UNSTABLE);
}

static void
find_errors_in_text(Errors *errors, const char *html, int length)
{
	bool		had_controls;
	BohHtmlTree tree;

	html = boh_html_to_utf8(html, &length, &had_controls);
	if (had_controls)
		add_row(errors, "", BOH_HTML_HAS_CONTROLS);
	if (memchr(html, '<', length) == NULL && memchr(html, '&', length) == NULL)
		return;
	boh_html_parse(&tree, html, length);
	if (tree.root == NULL)
		add_row(errors, "", psprintf("HTML %s", tree.problem));
	else
		find_errors_in_tree(errors, &tree, html, length);
}

static void
find_errors(Errors *errors, const char *html, int length)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "boh HTML errors",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);

	errors->sink.report = add_finding;
	find_errors_in_text(errors, html, length);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}

Datum
boh_html_errors(PG_FUNCTION_ARGS)
{
	text	   *html = PG_GETARG_TEXT_PP(0);
	Errors		errors = {.count = 0};

	InitMaterializedSRF(fcinfo, 0);
	errors.result = (ReturnSetInfo *) fcinfo->resultinfo;
	find_errors(&errors, VARDATA_ANY(html), VARSIZE_ANY_EXHDR(html));
	PG_RETURN_NULL();
}

static bool
is_free_of_errors(const char *text, int length)
{
	Errors		errors = {.count = 0};

	find_errors(&errors, text, length);
	return errors.count == 0;
}

void
boh_html_init(void)
{
	boh_format_html_check = is_free_of_errors;
}

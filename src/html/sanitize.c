/*-------------------------------------------------------------------------
 *
 * html/sanitize.c
 *	  boh_sanitize_html(): makes HTML safe.
 *
 * When the filter removes an element, parsers may nest the remaining ones in
 * another way.  So we parse and filter the result again, until it no longer
 * changes.  Then every browser reads it as the tree that the filter wrote.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "html/filter.h"
#include "html/sanitize.h"
#include "html/text.h"

PG_FUNCTION_INFO_V1(boh_sanitize_html);

/*
 * Two rounds are enough for ordinary documents.  If a document still changes
 * after the last round, only its text is returned, without tags.
 */
#define MAX_ROUNDS 5

static char *
read_and_write(const char *html, int length, int *result_length, bool text_alone,
			   BohHtmlSink *sink)
{
	StringInfoData out;
	BohHtmlTree tree;
	MemoryContext caller;

	initStringInfo(&out);
	boh_html_parse(&tree, html, length);
	boh_html_check_limits(&tree);
	caller = MemoryContextSwitchTo(tree.context);
	if (text_alone)
		boh_html_filter_text(&out, &tree);
	else
		boh_html_filter(&out, &tree, sink);
	MemoryContextSwitchTo(caller);
	boh_html_free(&tree);
	*result_length = out.len;
	return out.data;
}

char *
boh_html_filter_once(const char *html, int length, int *result_length)
{
	return read_and_write(html, length, result_length, false, NULL);
}

static void
report(BohHtmlSink *sink, const char *kind, const char *message)
{
	BohHtmlFinding finding = {.kind = kind,.message = message};

	if (sink != NULL)
		(void) sink->report(sink, &finding);
}

static const char *
sanitize(const char *html, int length, int *result_length, BohHtmlSink *sink)
{
	const char *given = html;
	int			given_length = length;

	for (int round = 0; round < MAX_ROUNDS; round++)
	{
		int			new_length;
		char	   *new_html;

		if (sink != NULL)
			sink->again = round > 0;
		new_html = read_and_write(given, given_length, &new_length, false, sink);
		if (new_length == given_length && memcmp(new_html, given, new_length) == 0)
		{
			*result_length = new_length;
			return new_html;
		}
		given = new_html;
		given_length = new_length;
	}
	report(sink, "document", BOH_HTML_UNSTABLE);
	return read_and_write(html, length, result_length, true, NULL);
}

const char *
boh_html_settle(const char *html, int *length)
{
	return sanitize(html, *length, length, NULL);
}

/* True only if the text has nothing that sanitizing could change. */
static bool
is_plain(const char *text, int length)
{
	for (int i = 0; i < length; i++)
	{
		unsigned char c = text[i];

		if (c == '&' || c == '<' || c == '>' || c == 0x7F ||
			(c < ' ' && c != '\t' && c != '\n') ||
			(c >= 0x80 && (c == 0xC2 || GetDatabaseEncoding() != PG_UTF8)))
			return false;
	}
	return true;
}

text *
boh_html_sanitize(text *html, BohHtmlSink *sink)
{
	int			length = VARSIZE_ANY_EXHDR(html);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext scratch;
	const char *utf8;
	bool		had_controls;
	text	   *result;

	if (is_plain(VARDATA_ANY(html), length))
		return html;
	scratch = AllocSetContextCreate(caller, "boh HTML result", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(scratch);
	utf8 = boh_html_to_utf8(VARDATA_ANY(html), &length, &had_controls);
	if (had_controls)
		report(sink, "text", BOH_HTML_HAS_CONTROLS);
	utf8 = sanitize(utf8, length, &length, sink);
	utf8 = boh_html_from_utf8(utf8, &length);
	MemoryContextSwitchTo(caller);
	result = cstring_to_text_with_len(utf8, length);
	MemoryContextDelete(scratch);
	return result;
}

Datum
boh_sanitize_html(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(boh_html_sanitize(PG_GETARG_TEXT_PP(0), NULL));
}

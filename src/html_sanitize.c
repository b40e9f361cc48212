/*-------------------------------------------------------------------------
 *
 * html_sanitize.c
 *	  boh_sanitize_html(): HTML made safe.
 *
 * Without an element that was taken away, a parser may nest the others in another
 * way.  So what was written is read and written again, until that changes nothing:
 * then the result is read by every browser as the tree that was meant.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "html_filter.h"
#include "html_sanitize.h"
#include "html_text.h"

PG_FUNCTION_INFO_V1(boh_sanitize_html);

/* Twice is enough for documents, and text without tags for what was made to differ. */
#define MAX_ROUNDS 5

static char *
read_and_write(const char *html, int length, int *result_length, bool text_alone)
{
	StringInfoData out;
	BohHtmlTree tree;
	MemoryContext caller;

	initStringInfo(&out);
	boh_html_parse(&tree, html, length);
	boh_html_check_limits(&tree);
	caller = MemoryContextSwitchTo(tree.context);
	if (text_alone)
		boh_html_filter_text(&out, tree.root);
	else
		boh_html_filter(&out, tree.root, NULL);
	MemoryContextSwitchTo(caller);
	boh_html_free(&tree);
	*result_length = out.len;
	return out.data;
}

char *
boh_html_filter_once(const char *html, int length, int *result_length)
{
	return read_and_write(html, length, result_length, false);
}

static const char *
sanitize(const char *html, int length, int *result_length)
{
	const char *given = html;
	int			given_length = length;

	for (int round = 0; round < MAX_ROUNDS; round++)
	{
		int			new_length;
		char	   *new_html = boh_html_filter_once(given, given_length, &new_length);

		if (new_length == given_length && memcmp(new_html, given, new_length) == 0)
		{
			*result_length = new_length;
			return new_html;
		}
		given = new_html;
		given_length = new_length;
	}
	return read_and_write(html, length, result_length, true);
}

/* Would it be written as it is? */
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

Datum
boh_sanitize_html(PG_FUNCTION_ARGS)
{
	text	   *argument = PG_GETARG_TEXT_PP(0);
	int			length = VARSIZE_ANY_EXHDR(argument);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext scratch;
	const char *html;
	text	   *result;

	if (is_plain(VARDATA_ANY(argument), length))
		PG_RETURN_TEXT_P(argument);
	scratch = AllocSetContextCreate(caller, "boh HTML result", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(scratch);
	html = boh_html_to_utf8(VARDATA_ANY(argument), &length, NULL);
	html = sanitize(html, length, &length);
	html = boh_html_from_utf8(html, &length);
	MemoryContextSwitchTo(caller);
	result = cstring_to_text_with_len(html, length);
	MemoryContextDelete(scratch);
	PG_RETURN_TEXT_P(result);
}

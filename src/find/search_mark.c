/*-------------------------------------------------------------------------
 *
 * find/search_mark.c
 *	  Texts in which the words of a query are marked, as safe HTML.
 *
 * ts_headline() would cut words by PostgreSQL's parser, not as the index is
 * cut, and would not escape the text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "find/search_mark.h"
#include "text/markup.h"
#include "text/words.h"

/* A word gets its stem found only if it begins like a lexeme of the query. */
#define SAME_BYTES 2

/* How many bytes stand before the first marked word, if possible */
#define BYTES_BEFORE 60

#define ELLIPSIS "..."

static bool
begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool
lexeme_fits(const char *text, Oid configuration, const BohWord *word, const char *lexeme,
			bool prefix)
{
	char	   *stem;

	if (prefix ? begins_with(word->folded, lexeme) : strcmp(word->folded, lexeme) == 0)
		return true;
	if (!OidIsValid(configuration) || strncmp(word->folded, lexeme, SAME_BYTES) != 0)
		return false;
	stem = boh_word_stem(configuration, text, word);
	return stem != NULL && strcmp(stem, lexeme) == 0;
}

static bool
fits(const BohSearchQuery *query, Oid configuration, const char *text, const BohWord *word)
{
	ListCell   *cell;

	foreach(cell, query->words)
	{
		const BohSearchWord *sought = lfirst(cell);
		ListCell   *lexeme;

		foreach(lexeme, sought->lexemes)
		{
			if (lexeme_fits(text, configuration, word, lfirst(lexeme),
							sought->prefix && foreach_current_index(lexeme) == 0))
				return true;
		}
	}
	return false;
}

/* The words of a text that fit: a List of BohWord */
static List *
fitting_words(const BohSearchQuery *query, Oid configuration, const char *text, int length)
{
	List	   *fitting = NIL;
	ListCell   *cell;

	foreach(cell, boh_words(text, length))
	{
		if (fits(query, configuration, text, lfirst(cell)))
			fitting = lappend(fitting, lfirst(cell));
	}
	return fitting;
}

/* The part of a text between two places, with marks */
static char *
mark(const char *text, int from, int to, const List *fitting, bool cut_before, bool cut_after)
{
	StringInfoData html;
	ListCell   *cell;

	initStringInfo(&html);
	if (cut_before)
		appendStringInfoString(&html, ELLIPSIS);
	foreach(cell, fitting)
	{
		const BohWord *word = lfirst(cell);

		if (word->start < from || word->start + word->length > to)
			continue;
		boh_append_escaped(&html, text +from, word->start - from);
		appendStringInfoString(&html, "<mark>");
		boh_append_escaped(&html, text +word->start, word->length);
		appendStringInfoString(&html, "</mark>");
		from = word->start + word->length;
	}
	boh_append_escaped(&html, text +from, to - from);
	if (cut_after)
		appendStringInfoString(&html, ELLIPSIS);
	return html.data;
}

static int
clip(const char *text, int most)
{
	return pg_mbcliplen(text, strlen(text), most);
}

char *
boh_search_marked(const BohSearchQuery *query, Oid configuration, const char *text)
{
	int			length = clip(text, BOH_SEARCH_MARK_BYTES);

	return mark(text, 0, length, fitting_words(query, configuration, text, length), false,
				text[length] != '\0');
}

/*
 * The start of the fitting word from which an excerpt shows the most of them;
 * 0: none fits.
 */
static int
best_start(const List *fitting)
{
	int			best = 0;
	int			most = 0;
	int			last = 0;

	for (int first = 0; first < list_length(fitting); first++)
	{
		int			start = ((BohWord *) list_nth(fitting, first))->start;

		while (last < list_length(fitting) &&
			   ((BohWord *) list_nth(fitting, last))->start < start + BOH_SEARCH_EXCERPT_BYTES - BYTES_BEFORE)
			last++;
		if (last - first > most)
		{
			most = last - first;
			best = start;
		}
	}
	return best;
}

/* A place within the text, or after it, that is no later and at a space */
static int
back_to_space(const char *text, int place, int least)
{
	int			space = place;

	while (space > least && text[space] != ' ' && text[space] != '\n' && text[space] != '\0')
		space--;
	return space > least ? space : place;
}

/* Texts without spaces are cut between two characters. */
static int
begin_of_excerpt(const char *text, int start)
{
	int			from = start - BYTES_BEFORE;

	if (from <= 0)
		return 0;
	from = pg_mbcliplen(text, start, from);
	while (from < start && text[from] != ' ' && text[from] != '\n')
		from += pg_mblen(text +from);
	return from < start ? from + 1 : pg_mbcliplen(text, start, start - BYTES_BEFORE);
}

char *
boh_search_excerpt(const BohSearchQuery *query, Oid configuration, const char *text)
{
	int			length = clip(text, BOH_SEARCH_MARK_BYTES);
	List	   *fitting = fitting_words(query, configuration, text, length);
	int			from = begin_of_excerpt(text, best_start(fitting));
	int			to = from + pg_mbcliplen(text +from, length - from, BOH_SEARCH_EXCERPT_BYTES);

	if (text[to] != '\0')
		to = back_to_space(text, to, from + BOH_SEARCH_EXCERPT_BYTES / 2);
	return mark(text, from, to, fitting, from > 0, text[to] != '\0');
}

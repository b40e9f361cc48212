/*-------------------------------------------------------------------------
 *
 * find/search_correct.c
 *	  Replaces mistyped words of a query by similar ones.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/extension.h"
#include "base/guc.h"
#include "base/query.h"
#include "base/shard.h"
#include "find/search_correct.h"
#include "find/search_vocabulary.h"

/* Words in which a similar one is looked for, and their length */
#define MOST_SIMILAR 40
#define MOST_CHARACTERS 40

/* Shorter words have too few trigrams. */
#define LEAST_CHARACTERS 3

/* $1: words */
static const BohQuery known_words = {
	.text = "SELECT w.word FROM {schema}.search_words w WHERE w.kind = 'word' AND w.word = ANY ($1)",
	.nargs = 1,
	.argtypes = {TEXTARRAYOID},
	.read_only = true,
	.safe_path = true,
	.by_index = true
};

/*
 * $1: a word.  The operator % is that of pg_trgm: its schema comes after
 * pg_catalog in the search path.
 */
static const BohQuery similar_words = {
	.text = "SELECT w.word, w.uses FROM {schema}.search_words w WHERE w.kind = 'word'"
	" AND w.word % $1 ORDER BY similarity(w.word, $1) DESC, w.uses DESC, w.word LIMIT $2",
	.nargs = 2,
	.argtypes = {TEXTOID, INT8OID},
	.read_only = true,
	.by_index = true
};

/* A trigram of a word in the middle, mistyped, changes three of them. */
#define LEAST_SIMILARITY "0.2"

static bool
has_trigrams(Oid schema)
{
	return OidIsValid(boh_find_extension_schema("pg_trgm")) &&
		OidIsValid(boh_index_of(boh_table(schema, "search_words"), BOH_TRIGRAM_INDEX));
}

static int
begin_trigrams(void)
{
	int			settings = NewGUCNestLevel();
	char	   *name = get_namespace_name(boh_find_extension_schema("pg_trgm"));

	boh_set_for_now("search_path", psprintf("pg_catalog, %s, pg_temp", quote_identifier(name)));
	boh_set_for_now("pg_trgm.similarity_threshold", LEAST_SIMILARITY);
	return settings;
}

/* How many characters are left out, put in, replaced, or exchanged */
static int
distance(const char *one, const char *other)
{
	pg_wchar	a[MOST_CHARACTERS + 1];
	pg_wchar	b[MOST_CHARACTERS + 1];
	int			table[MOST_CHARACTERS + 1][MOST_CHARACTERS + 1];
	int			a_length;
	int			b_length;

	if (pg_mbstrlen(one) > MOST_CHARACTERS || pg_mbstrlen(other) > MOST_CHARACTERS)
		return MOST_CHARACTERS;
	a_length = pg_mb2wchar(one, a);
	b_length = pg_mb2wchar(other, b);
	for (int i = 0; i <= a_length; i++)
	{
		for (int j = 0; j <= b_length; j++)
		{
			int			best;

			if (i == 0 || j == 0)
			{
				table[i][j] = i + j;
				continue;
			}
			best = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			best = Min(best, 1 + Min(table[i - 1][j], table[i][j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = Min(best, 1 + table[i - 2][j - 2]);
			table[i][j] = best;
		}
	}
	return table[a_length][b_length];
}

/* Longer words may have more errors. */
static int
most_errors(const char *word)
{
	int			characters = pg_mbstrlen(word);

	return characters <= 4 ? 1 : characters <= 8 ? 2 : 3;
}

/*
 * The word of the vocabulary that takes the fewest errors; of several the most
 * similar one, which comes first.  NULL: none is near.
 */
static char *
nearest(const char *word, uint64 found)
{
	char	   *best = NULL;
	int			least = most_errors(word) + 1;

	for (uint64 row = 0; row < found; row++)
	{
		char	   *similar = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));
		int			errors = distance(word, similar);

		if (errors < least)
		{
			least = errors;
			best = similar;
		}
	}
	return best;
}

/* NULL: the word is too short, or no word is near */
static char *
correction(Oid schema, const char *word)
{
	Datum		values[] = {CStringGetTextDatum(word), Int64GetDatum(MOST_SIMILAR)};
	int			settings;
	char	   *similar;

	if (pg_mbstrlen(word) < LEAST_CHARACTERS || pg_mbstrlen(word) > MOST_CHARACTERS)
		return NULL;
	settings = begin_trigrams();
	similar = nearest(word, boh_query(&similar_words, schema, values, NULL, 0));
	AtEOXact_GUC(true, settings);
	return similar;
}

static List *
find_known(Oid schema, const List *words)
{
	Datum		texts[BOH_SEARCH_MOST_WORDS];
	Datum		values[1];
	List	   *known = NIL;
	ListCell   *cell;
	uint64		found;

	foreach(cell, words)
		texts[foreach_current_index(cell)] = CStringGetTextDatum(((BohSearchWord *) lfirst(cell))->text);
	values[0] = PointerGetDatum(construct_array(texts, list_length(words), TEXTOID, -1, false,
												TYPALIGN_INT));
	found = boh_query(&known_words, schema, values, NULL, 0);
	for (uint64 row = 0; row < found; row++)
		known = lappend(known, makeString(TextDatumGetCString(boh_required_value(row, 1, TEXTOID))));
	return known;
}

static bool
is_known(const List *known, const char *word)
{
	return list_member(known, makeString(unconstify(char *, word)));
}

char *
boh_search_correct(Oid schema, const BohSearchQuery *query)
{
	StringInfoData text;
	List	   *known;
	ListCell   *cell;
	int			copied = 0;
	bool		corrected = false;

	if (query->words == NIL || !has_trigrams(schema))
		return NULL;
	known = find_known(schema, query->words);
	initStringInfo(&text);
	foreach(cell, query->words)
	{
		const BohSearchWord *word = lfirst(cell);
		char	   *similar = is_known(known, word->text) ? NULL : correction(schema, word->text);

		if (similar == NULL)
			continue;
		corrected = true;
		appendBinaryStringInfo(&text, query->text +copied, word->start - copied);
		appendStringInfoString(&text, similar);
		copied = word->end;
	}
	appendStringInfoString(&text, query->text +copied);
	return corrected ? text.data : NULL;
}

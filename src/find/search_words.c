/*-------------------------------------------------------------------------
 *
 * find/search_words.c
 *	  The vocabulary: words, names and places that begin with a text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/query.h"
#include "find/search_frequency.h"
#include "find/search_words.h"

#define LABELS(condition, inner_order, inner_limit) \
	{ \
		.text = "SELECT w.label FROM (SELECT s.label, s.uses FROM {schema}.search_words s" \
		" WHERE s.kind = $1 AND " condition " ORDER BY " inner_order " LIMIT " inner_limit ") AS w" \
		" GROUP BY w.label ORDER BY max(w.uses) DESC, w.label LIMIT $4", \
		.nargs = 4, \
		.argtypes = {TEXTOID, TEXTOID, TEXTOID, INT8OID}, \
		.read_only = true, \
		.safe_path = true, \
		.by_index = true \
	}

/* $1: kind, $2: beginning, $3: its upper bound, $4: how many */
static const BohQuery labels_of_one =
LABELS("\"left\"(s.word, 1) = $2 AND $3 IS NOT NULL", "s.uses DESC", "100");
static const BohQuery labels_of_two =
LABELS("\"left\"(s.word, 2) = $2 AND $3 IS NOT NULL", "s.uses DESC", "100");
static const BohQuery labels_of_more =
LABELS("s.word >= $2 AND s.word < $3", "s.word", "2000");

/* No character has such bytes, so no word comes after this. */
static Datum
upper_bound(const char *beginning)
{
	return CStringGetTextDatum(psprintf("%s\xff\xff", beginning));
}

static const BohQuery *
query_of_labels(const char *beginning)
{
	int			characters = pg_mbstrlen(beginning);

	return characters == 1 ? &labels_of_one : characters == 2 ? &labels_of_two : &labels_of_more;
}

List *
boh_search_words_labels(Oid schema, const char *kind, const char *beginning, int most)
{
	Datum		values[] = {
		CStringGetTextDatum(kind), CStringGetTextDatum(beginning), upper_bound(beginning),
		Int64GetDatum(most)
	};
	List	   *labels = NIL;
	uint64		found;

	if (beginning[0] == '\0')
		return NIL;
	found = boh_query(query_of_labels(beginning), schema, values, NULL, 0);
	for (uint64 row = 0; row < found; row++)
		labels = lappend(labels, TextDatumGetCString(boh_required_value(row, 1, TEXTOID)));
	return labels;
}

static void
complete(Oid schema, BohSearchWord *word, int most_words)
{
	ListCell   *cell;

	word->prefix = false;
	foreach(cell, boh_search_words_labels(schema, "word", word->text, most_words))
	{
		if (strcmp(lfirst(cell), word->text) != 0)
			word->lexemes = lappend(word->lexemes, lfirst(cell));
	}
}

void
boh_search_words_complete(Oid schema, const BohSearchQuery *query, double most_rows, int most_words)
{
	ListCell   *cell;

	foreach(cell, query->words)
	{
		BohSearchWord *word = lfirst(cell);

		if (word->prefix && boh_search_word_is_frequent(schema, word, most_rows))
			complete(schema, word, most_words);
	}
}

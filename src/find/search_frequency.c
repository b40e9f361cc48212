/*-------------------------------------------------------------------------
 *
 * find/search_frequency.c
 *	  How many events have the words of a query, by what ANALYZE found.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"

#include "find/frequency.h"
#include "find/search_frequency.h"

/* A lexeme with a beginning also fits all that go on from it. */
static double
frequency_of(const BohFrequencies *known, const char *lexeme, bool beginning)
{
	return boh_frequency_of(known, lexeme, strlen(lexeme), beginning);
}

static double
frequency_of_word(const BohFrequencies *known, const BohSearchWord *word, BohSearchPlace place)
{
	double		sum = 0;
	ListCell   *cell;

	foreach(cell, word->lexemes)
		sum += frequency_of(known, boh_search_lexeme(word, lfirst(cell), place),
							word->prefix && foreach_current_index(cell) == 0);
	return sum;
}

static double
frequency_of_clause(const BohFrequencies *known, const List *operands, BohSearchPlace place)
{
	double		sum = 0;
	ListCell   *cell;

	foreach(cell, operands)
	{
		double		least = 1;
		ListCell   *word;

		foreach(word, ((BohSearchOperand *) lfirst(cell))->words)
			least = Min(least, frequency_of_word(known, lfirst(word), place));
		sum += least;
	}
	return sum;
}

static int
compare_frequencies(const void *one, const void *other)
{
	double		a = *(const double *) one;
	double		b = *(const double *) other;

	return a < b ? -1 : a > b ? 1 : 0;
}

/*
 * How frequent rows are that have all of some clauses.  Words of one query have
 * to do with each other, so each further clause counts less than if it were
 * independent of the others: the second most rare one as a square root, and so
 * on.  This is called exponential backoff.
 */
static double
frequency_of_all(double *frequencies, int count)
{
	double		product = 1;
	double		exponent = 1;

	qsort(frequencies, count, sizeof(double), compare_frequencies);
	for (int i = 0; i < count; i++)
	{
		product *= pow(Min(1, frequencies[i]), exponent);
		exponent /= 2;
	}
	return product;
}

double
boh_search_estimate(Oid schema, const char *index, const BohSearchQuery *query,
					BohSearchPlace place, bool any)
{
	BohFrequencies known;
	double		frequencies[BOH_SEARCH_MOST_WORDS];
	double		sum = 0;
	ListCell   *cell;

	if (!boh_frequencies_open(schema, "vector", &known))
		return -1;
	foreach(cell, query->clauses)
	{
		double		frequency = frequency_of_clause(&known, lfirst(cell), place);

		frequencies[foreach_current_index(cell)] = frequency;
		sum += frequency;
	}
	boh_frequencies_close(&known);
	return (any ? sum : frequency_of_all(frequencies, list_length(query->clauses))) *
		boh_frequency_index_rows(schema, index);
}

bool
boh_search_word_is_frequent(Oid schema, const BohSearchWord *word, double most_rows)
{
	BohFrequencies known;
	bool		frequent;

	if (!boh_frequencies_open(schema, "vector", &known))
		return false;
	frequent = known.rows > most_rows &&
		(pg_mbstrlen(word->text) <= 2 ||
		 frequency_of(&known, word->text, true) * known.rows > most_rows);
	boh_frequencies_close(&known);
	return frequent;
}

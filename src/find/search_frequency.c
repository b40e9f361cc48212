/*-------------------------------------------------------------------------
 *
 * find/search_frequency.c
 *	  How many events have the words of a query, by what ANALYZE found.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_statistic.h"
#include "mb/pg_wchar.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/query.h"
#include "find/search_frequency.h"

/* What ANALYZE knows of event_search.vector */
typedef struct Frequencies
{
	HeapTuple	tuple;
	AttStatsSlot slot;
	double		rows;
	double		rare;			/* the frequency of lexemes that are not there */
} Frequencies;

static double
rows_of(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	double		rows;

	if (!HeapTupleIsValid(tuple))
		return 0;
	rows = ((Form_pg_class) GETSTRUCT(tuple))->reltuples;
	ReleaseSysCache(tuple);
	return rows;
}

/* false: ANALYZE has not looked yet, or the table is empty */
static bool
open_frequencies(Oid schema, Frequencies *known)
{
	Oid			table = boh_table(schema, "event_search");

	known->rows = rows_of(table);
	known->tuple = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table),
								   Int16GetDatum(get_attnum(table, "vector")), BoolGetDatum(false));
	if (!HeapTupleIsValid(known->tuple))
		return false;
	if (!get_attstatsslot(&known->slot, known->tuple, STATISTIC_KIND_MCELEM, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS) ||
		known->slot.nnumbers < known->slot.nvalues + 2 || known->rows <= 0)
	{
		ReleaseSysCache(known->tuple);
		return false;
	}
	/* after those of the lexemes come the lowest and highest frequency */
	known->rare = known->slot.numbers[known->slot.nvalues] / 2;
	return true;
}

static void
close_frequencies(Frequencies *known)
{
	free_attstatsslot(&known->slot);
	ReleaseSysCache(known->tuple);
}

/* A lexeme with a beginning also fits all that go on from it. */
static double
frequency_of(const Frequencies *known, const char *lexeme, bool beginning)
{
	int			length = strlen(lexeme);
	double		sum = 0;

	for (int i = 0; i < known->slot.nvalues; i++)
	{
		struct varlena *value = (struct varlena *) DatumGetPointer(known->slot.values[i]);
		int			known_length = VARSIZE_ANY_EXHDR(value);

		if ((beginning ? known_length >= length : known_length == length) &&
			memcmp(VARDATA_ANY(value), lexeme, length) == 0)
			sum += known->slot.numbers[i];
	}
	return sum > 0 ? sum : known->rare;
}

static double
frequency_of_word(const Frequencies *known, const BohSearchWord *word, BohSearchPlace place)
{
	double		sum = 0;
	ListCell   *cell;

	foreach(cell, word->lexemes)
		sum += frequency_of(known, boh_search_lexeme(word, lfirst(cell), place),
							word->prefix && foreach_current_index(cell) == 0);
	return sum;
}

static double
frequency_of_clause(const Frequencies *known, const List *operands, BohSearchPlace place)
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
	Frequencies known;
	double		frequencies[BOH_SEARCH_MOST_WORDS];
	double		sum = 0;
	ListCell   *cell;

	if (!open_frequencies(schema, &known))
		return -1;
	foreach(cell, query->clauses)
	{
		double		frequency = frequency_of_clause(&known, lfirst(cell), place);

		frequencies[foreach_current_index(cell)] = frequency;
		sum += frequency;
	}
	close_frequencies(&known);
	return (any ? sum : frequency_of_all(frequencies, list_length(query->clauses))) *
		rows_of(get_relname_relid(index, schema));
}

bool
boh_search_word_is_frequent(Oid schema, const BohSearchWord *word, double most_rows)
{
	Frequencies known;
	bool		frequent;

	if (!open_frequencies(schema, &known))
		return false;
	frequent = known.rows > most_rows &&
		(pg_mbstrlen(word->text) <= 2 ||
		 frequency_of(&known, word->text, true) * known.rows > most_rows);
	close_frequencies(&known);
	return frequent;
}

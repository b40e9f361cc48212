/*-------------------------------------------------------------------------
 *
 * find/search_rank.c
 *	  How well what was found fits a query.
 *
 * A word in the title counts more than one among the tags, that more than one
 * in the name or city of the venue, and that more than one in the text,
 * however often it stands there.  ts_rank() adds up all positions instead, so
 * a long text could outdo a title.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "tsearch/ts_utils.h"

#include "find/search_rank.h"

/* What a fit is worth, by BohFit; an exact one counts for EXACT more */
static const double worth[] = {
	[BOH_FIT_NOT] = 0,
	[BOH_FIT_TEXT] = 0.15,
	[BOH_FIT_PLACE] = 0.4,
	[BOH_FIT_TAG] = 0.6,
	[BOH_FIT_TITLE] = 1
};

#define EXACT 0.05
#define WHOLE_TITLE 0.4
#define IN_ORDER 0.1

/* Where one word of a query stands in a vector */
typedef struct WordFit
{
	int			fit;
	int			title_bytes;	/* of the word in the title */
	int			title_position; /* its first one there, 0 for none */
} WordFit;

static int
compare_entry(TSVector vector, const WordEntry *entry, const char *lexeme, int length, bool prefix)
{
	return tsCompareString(unconstify(char *, lexeme), length,
						   STRPTR(vector) + entry->pos, entry->len, prefix);
}

/* The number of the first entry that is not less than a lexeme */
static int
first_entry(TSVector vector, const char *lexeme, int length)
{
	WordEntry  *entries = ARRPTR(vector);
	int			low = 0;
	int			high = vector->size;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (compare_entry(vector, &entries[middle], lexeme, length, false) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* An entry without positions is one that a limit of tsvector has cut off. */
static void
take_entry(TSVector vector, WordEntry *entry, bool exact, WordFit *word)
{
	WordEntryPos *positions = POSDATAPTR(vector, entry);
	int			count = POSDATALEN(vector, entry);
	int			fit = BOH_FIT_TEXT;

	for (int i = 0; i < count; i++)
	{
		int			weight = WEP_GETWEIGHT(positions[i]);

		fit = Max(fit, BOH_FIT_TEXT + 2 * weight);
		if (weight == 3 && word->title_position == 0)
			word->title_position = WEP_GETPOS(positions[i]);
	}
	if (fit == BOH_FIT_TITLE)
		word->title_bytes = Max(word->title_bytes, (int) entry->len);
	word->fit = Max(word->fit, fit + (exact ? BOH_FIT_EXACT : 0));
}

static void
take_lexeme(TSVector vector, const char *lexeme, bool exact, bool prefix, WordFit *word)
{
	WordEntry  *entries = ARRPTR(vector);
	int			length = strlen(lexeme);

	for (int i = first_entry(vector, lexeme, length); i < vector->size; i++)
	{
		bool		whole = (int) entries[i].len == length;

		if (compare_entry(vector, &entries[i], lexeme, length, prefix) != 0)
			break;
		take_entry(vector, &entries[i], exact && whole, word);
		if (!prefix)
			break;
	}
}

static WordFit
fit_of_word(TSVector vector, const BohSearchWord *word)
{
	WordFit		fit = {0};
	ListCell   *cell;

	foreach(cell, word->lexemes)
	{
		bool		first = foreach_current_index(cell) == 0;

		take_lexeme(vector, lfirst(cell), first, first && word->prefix, &fit);
	}
	return fit;
}

/* The words of an operand belong together, so the worst of them counts. */
static int
fit_of_operand(TSVector vector, const BohSearchOperand *operand)
{
	int			worst = BOH_FIT_TITLE + BOH_FIT_EXACT;
	ListCell   *cell;

	foreach(cell, operand->words)
		worst = Min(worst, fit_of_word(vector, lfirst(cell)).fit);
	return worst;
}

static int
fit_of_clause(TSVector vector, const List *operands)
{
	int			best = BOH_FIT_NOT;
	ListCell   *cell;

	foreach(cell, operands)
		best = Max(best, fit_of_operand(vector, lfirst(cell)));
	return best;
}

static int
visible_bytes(const char *text, int length)
{
	int			count = 0;

	for (int i = 0; i < length; i++)
	{
		if (text[i] != ' ')
			count++;
	}
	return count;
}

/* How much of the title the words of the query are, and their order there */
static void
fit_of_title(const BohSearchQuery *query, TSVector vector, const char *title, int title_length,
			 BohFitness *fitness)
{
	int			bytes = 0;
	int			in_order = 0;
	int			last_position = 0;
	ListCell   *cell;

	foreach(cell, query->words)
	{
		WordFit		word = fit_of_word(vector, lfirst(cell));

		bytes += word.title_bytes;
		if (last_position > 0 && word.title_position == last_position + 1)
			in_order++;
		last_position = word.title_position;
	}
	title_length = Max(1, visible_bytes(title, title_length));
	fitness->title = Min(1.0, (double) bytes / title_length);
	fitness->order = list_length(query->words) < 2 ? 0 :
		(double) in_order / (list_length(query->words) - 1);
}

void
boh_search_fitness(const BohSearchQuery *query, TSVector vector, const char *title,
				   int title_length, BohFitness *fitness)
{
	ListCell   *cell;

	foreach(cell, query->clauses)
		fitness->clauses[foreach_current_index(cell)] = fit_of_clause(vector, lfirst(cell));
	fit_of_title(query, vector, title, title_length, fitness);
}

double
boh_search_relevance(const BohSearchQuery *query, const BohFitness *fitness, const double *rarity)
{
	double		sum = 0;
	double		all = 0;

	for (int clause = 0; clause < list_length(query->clauses); clause++)
	{
		int			fit = fitness->clauses[clause];
		double		value = worth[fit & ~BOH_FIT_EXACT];

		if (fit & BOH_FIT_EXACT)
			value += EXACT;
		sum += value * rarity[clause];
		all += rarity[clause];
	}
	return sum / all + WHOLE_TITLE * fitness->title + IN_ORDER * fitness->order;
}

/*-------------------------------------------------------------------------
 *
 * find/vector.c
 *	  Makes the text vectors of search.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "tsearch/ts_type.h"
#include "utils/fmgrprotos.h"

#include "find/vector.h"
#include "text/words.h"

/* A tsvector has at most 1 MB of words; the rest of a text is left out. */
#define MAX_BYTES 500000

/* Words of different fields are never beside each other. */
#define GAP 10

void
boh_vector_init(BohVector *vector, const char *language)
{
	initStringInfo(&vector->text);
	vector->position = 0;
	vector->configuration = boh_words_configuration(language);
}

static void
append(BohVector *vector, const char *lexeme, char weight, char title_mark)
{
	appendStringInfo(&vector->text, "'%s':%d%c ", lexeme, vector->position, weight);
	if (weight == 'A')
		appendStringInfo(&vector->text, "'%c%s':%dA ", title_mark, lexeme, vector->position);
}

void
boh_vector_add(BohVector *vector, const char *text, char weight)
{
	int			before = vector->position;
	ListCell   *cell;

	if (text == NULL)
		return;
	foreach(cell, boh_words(text, strlen(text)))
	{
		const BohWord *word = lfirst(cell);
		char	   *stem = boh_word_stem(vector->configuration, text, word);

		if (vector->text.len > MAX_BYTES)
			break;
		vector->position = before + word->position;
		append(vector, word->folded, weight, BOH_TITLE_WORD);
		if (stem != NULL)
			append(vector, stem, weight, BOH_TITLE_STEM);
	}
	vector->position += GAP;
}

/* Words have neither quotes nor backslashes, so nothing is escaped. */
Datum
boh_vector_finish(BohVector *vector)
{
	return DirectFunctionCall1(tsvectorin, CStringGetDatum(vector->text.data));
}

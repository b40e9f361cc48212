/*-------------------------------------------------------------------------
 *
 * find/vector.c
 *	  Makes the text vectors of search.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
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

/*
 * Text of HTML
 */

typedef struct Reference
{
	const char *name;
	const char *text;
} Reference;

static const Reference references[] = {
	{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "},
	{"&#39;", "'"}
};

/* Returns the length of the reference at html, and appends what it stands for. */
static int
append_reference(StringInfo out, const char *html, int length)
{
	for (int i = 0; i < (int) lengthof(references); i++)
	{
		int			name_length = strlen(references[i].name);

		if (length >= name_length && memcmp(html, references[i].name, name_length) == 0)
		{
			appendStringInfoString(out, references[i].text);
			return name_length;
		}
	}
	appendStringInfoChar(out, '&');
	return 1;
}

/* The length of the tag at html; 0: there is none. */
static int
tag_length(const char *html, int length)
{
	const char *end;

	if (length < 3 || html[0] != '<' || (!isalpha((unsigned char) html[1]) && html[1] != '/'))
		return 0;
	end = memchr(html, '>', length);
	return end == NULL ? 0 : (int) (end - html) + 1;
}

/* A tag between letters may be that of one word in bold, or of a new line. */
static bool
is_inline(const char *tag, int length)
{
	static const char *const names[] = {"b", "i", "em", "strong", "a", "u", "s", "mark", "sub",
	"sup", "span", "small", "code"};
	const char *name = tag + (tag[1] == '/' ? 2 : 1);
	int			name_length = 0;

	while (name + name_length < tag + length && isalnum((unsigned char) name[name_length]))
		name_length++;
	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if ((int) strlen(names[i]) == name_length && memcmp(name, names[i], name_length) == 0)
			return true;
	}
	return false;
}

void
boh_append_visible_text(StringInfo out, const char *html, int length)
{
	for (int i = 0; i < length;)
	{
		int			tag = tag_length(html + i, length - i);

		if (tag > 0)
		{
			if (!is_inline(html + i, tag) && out->len > 0 &&
				!isspace((unsigned char) out->data[out->len - 1]))
				appendStringInfoChar(out, ' ');
			i += tag;
		}
		else if (html[i] == '&')
			i += append_reference(out, html + i, length - i);
		else
		{
			int			bytes = Min(pg_encoding_mblen(GetDatabaseEncoding(), html + i), length - i);

			appendBinaryStringInfo(out, html + i, bytes);
			i += bytes;
		}
	}
}

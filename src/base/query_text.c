/*-------------------------------------------------------------------------
 *
 * base/query_text.c
 *	  The text of a SQL statement of boh for a data schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/extension.h"
#include "base/query_text.h"
#include "base/shard.h"

static const char *
quoted_schema(Oid schema)
{
	char	   *name = get_namespace_name(schema);

	if (name == NULL)
	{
		boh_explain_missing(schema);
		elog(ERROR, "cache lookup failed for schema %u", schema);
	}
	return quote_identifier(name);
}

/* The word that comes first in the text; NULL: none does. */
static const BohPlaceholder *
first_word(const char *text, const BohPlaceholder *words, int count, const char **where)
{
	const BohPlaceholder *first = NULL;
	const char *nearest = NULL;

	for (int i = 0; i < count; i++)
	{
		const char *found = strstr(text, words[i].word);

		if (found != NULL && (nearest == NULL || found < nearest))
		{
			first = &words[i];
			nearest = found;
		}
	}
	*where = nearest;
	return first;
}

char *
boh_replace_words(const char *text, const BohPlaceholder *words, int count)
{
	const BohPlaceholder *word;
	const char *where;
	StringInfoData replaced;

	initStringInfo(&replaced);
	while ((word = first_word(text, words, count, &where)) != NULL)
	{
		appendBinaryStringInfo(&replaced, text, where - text);
		appendStringInfoString(&replaced, word->name);
		text = where + strlen(word->word);
	}
	appendStringInfoString(&replaced, text);
	return replaced.data;
}

char *
boh_replace_word(const char *text, const char *word, const char *name)
{
	const BohPlaceholder words[] = {{word, name}};

	return boh_replace_words(text, words, lengthof(words));
}

char *
boh_fill_text(const char *text, Oid schema, const BohPlaceholder *words, int count)
{
	BohPlaceholder *all = palloc((count + 2) * sizeof(BohPlaceholder));

	for (int i = 0; i < count; i++)
		all[i] = words[i];
	all[count].word = "{schema}";
	all[count++].name = quoted_schema(schema);
	if (strstr(text, "{extension}") != NULL)
	{
		all[count].word = "{extension}";
		all[count++].name = quoted_schema(boh_extension_schema());
	}
	return boh_replace_words(boh_name_shards(text, schema), all, count);
}

char *
boh_text_for_schema(const char *text, Oid schema)
{
	return boh_fill_text(text, schema, NULL, 0);
}

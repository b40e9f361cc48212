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

char *
boh_replace_word(const char *text, const char *word, const char *name)
{
	const char *found;
	StringInfoData replaced;

	initStringInfo(&replaced);
	while ((found = strstr(text, word)) != NULL)
	{
		appendBinaryStringInfo(&replaced, text, found - text);
		appendStringInfoString(&replaced, name);
		text = found + strlen(word);
	}
	appendStringInfoString(&replaced, text);
	return replaced.data;
}

char *
boh_text_for_schema(const char *text, Oid schema)
{
	/* first, because tenants may give their schemas any name */
	if (strstr(text, "{extension}") != NULL)
		text = boh_replace_word(text, "{extension}", quoted_schema(boh_extension_schema()));

	return boh_replace_word(boh_name_shards(text, schema), "{schema}", quoted_schema(schema));
}

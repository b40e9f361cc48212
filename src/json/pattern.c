/*-------------------------------------------------------------------------
 *
 * json/pattern.c
 *	  Regular expressions of JSON Schema, run by PostgreSQL's engine.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/shmem.h"

#include "json/pattern.h"

/* Up to this many bytes, a text is converted on the stack. */
#define SHORT_TEXT 256

/* Maximum bytes of a pattern. */
#define LONGEST_PATTERN 10000

static void
free_expression(void *argument)
{
	pg_regfree(argument);
}

BohPattern *
boh_pattern_compile(const char *source, int length, const char **problem)
{
	BohPattern *pattern;
	pg_wchar   *characters;
	pg_wchar   *translated;
	int			translated_length;
	int			status;

	if (length > LONGEST_PATTERN)
	{
		*problem = "it is too long";
		return NULL;
	}
	characters = palloc((length + 1) * sizeof(pg_wchar));
	translated = boh_pattern_translate(characters,
									   pg_mb2wchar_with_len(source, characters, length),
									   &translated_length, problem);
	pfree(characters);
	if (translated == NULL)
		return NULL;

	pattern = palloc0(sizeof(BohPattern));
	pattern->source = source;
	pattern->length = length;
	status = pg_regcomp(&pattern->expression, translated, translated_length,
						REG_ADVANCED | REG_NOSUB, C_COLLATION_OID);
	pfree(translated);
	if (status != REG_OKAY)
	{
		char text[	100];

		/* PostgreSQL 15 returns REG_CANCEL for a query cancel */
		CHECK_FOR_INTERRUPTS();
		pg_regerror(status, &pattern->expression, text, sizeof(text));
		*problem = pstrdup(text);
		pfree(pattern);
		return NULL;
	}
	pattern->callback.func = free_expression;
	pattern->callback.arg = &pattern->expression;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, &pattern->callback);
	return pattern;
}

bool
boh_pattern_matches(BohPattern *pattern, const char *text, int length)
{
	pg_wchar	short_text[SHORT_TEXT + 1];
	pg_wchar   *characters = short_text;
	int			status;

	if (length > SHORT_TEXT)
		characters = MemoryContextAllocHuge(CurrentMemoryContext,
											mul_size(length + 1, sizeof(pg_wchar)));
	status = pg_regexec(&pattern->expression, characters,
						pg_mb2wchar_with_len(text, characters, length),
						0, NULL, 0, NULL, 0);
	if (characters != short_text)
		pfree(characters);
	if (status != REG_OKAY && status != REG_NOMATCH)
	{
		char		problem[100];

		CHECK_FOR_INTERRUPTS();
		pg_regerror(status, &pattern->expression, problem, sizeof(problem));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_REGULAR_EXPRESSION),
				 errmsg("regular expression of the JSON schema failed: %s", problem)));
	}
	return status == REG_OKAY;
}

/*-------------------------------------------------------------------------
 *
 * json/pattern.h
 *	  Regular expressions of JSON Schema, run by PostgreSQL's engine.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_PATTERN_H
#define BOH_JSON_PATTERN_H

/*
 * PostgreSQL's regex.h, not the C library's.  Its names replace those of the C
 * library, which other headers may include.
 */
#include "regex/regex.h"

typedef struct BohPattern
{
	regex_t		expression;
	MemoryContextCallback callback; /* calls pg_regfree() */
	const char *source;
	int			length;
} BohPattern;

/*
 * Compiles a pattern; it lives as long as the current memory context.  Returns
 * NULL and sets *problem if that fails.
 */
extern BohPattern *boh_pattern_compile(const char *source, int length,
									   const char **problem);

/* Returns whether the pattern matches anywhere in the text. */
extern bool boh_pattern_matches(BohPattern *pattern, const char *text, int length);

/*
 * Translates an expression to PostgreSQL's syntax.  Returns NULL and sets
 * *problem if that fails.
 */
extern pg_wchar *boh_pattern_translate(const pg_wchar *source, int length,
									   int *translated_length,
									   const char **problem);

#endif							/* BOH_JSON_PATTERN_H */

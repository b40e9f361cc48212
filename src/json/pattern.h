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
 * The header of that name for C's own expressions may come with others; this
 * one replaces it.
 */
#include "regex/regex.h"

typedef struct BohPattern
{
	regex_t		expression;
	MemoryContextCallback callback; /* frees what is not the context's */
	const char *source;
	int			length;
} BohPattern;

/*
 * The pattern compiled into the current memory context, with which it goes, or
 * NULL and the reason in *problem.
 */
extern BohPattern *boh_pattern_compile(const char *source, int length,
									   const char **problem);

/* Whether a part of the text matches. */
extern bool boh_pattern_matches(BohPattern *pattern, const char *text, int length);

/*
 * The same expression in PostgreSQL's syntax, or NULL and the reason in
 * *problem.
 */
extern pg_wchar *boh_pattern_translate(const pg_wchar *source, int length,
									   int *translated_length,
									   const char **problem);

#endif							/* BOH_JSON_PATTERN_H */

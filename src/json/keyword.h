/*-------------------------------------------------------------------------
 *
 * json/keyword.h
 *	  The keywords of JSON Schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_KEYWORD_H
#define BOH_JSON_KEYWORD_H

#include "json/compiler.h"

typedef struct BohJsonKeyword
{
	const char *name;
	void		(*compile) (const BohJsonPart *part);
	Size		offset;
} BohJsonKeyword;

/* NULL: the name is none of a keyword. */
extern const BohJsonKeyword *boh_json_find_keyword(const BohJsonItem *name);

/* The keyword's value, which must be a string. */
extern char *boh_json_string_value(const BohJsonPart *part);

#endif							/* BOH_JSON_KEYWORD_H */

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

/* Returns NULL if there is no such keyword. */
extern const BohJsonKeyword *boh_json_find_keyword(const BohJsonItem *name);

/* Returns the keyword's value; raises an error if it is not a string. */
extern char *boh_json_string_value(const BohJsonPart *part);

#endif							/* BOH_JSON_KEYWORD_H */

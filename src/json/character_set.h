/*-------------------------------------------------------------------------
 *
 * json/character_set.h
 *	  Sets of characters, like bracket expressions in regular expressions.
 *
 * Characters are pg_wchar values, as in PostgreSQL's regular expressions: the
 * code point in a UTF8 database, a number made of the bytes in others.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_CHARACTER_SET_H
#define BOH_JSON_CHARACTER_SET_H

#include "mb/pg_wchar.h"

/* The regular expression engine's CHR_MAX; no character is larger. */
#define BOH_LAST_CHARACTER 0x7FFFFFFE

typedef struct BohRange
{
	pg_wchar	first;
	pg_wchar	last;
} BohRange;

/* Initialize with zeros.  Ranges are allocated in the current context. */
typedef struct BohSet
{
	BohRange   *ranges;
	int			count;
	int			capacity;
} BohSet;

extern void boh_set_add(BohSet *set, pg_wchar first, pg_wchar last);
extern void boh_set_order(BohSet *set);
extern void boh_set_add_complement(BohSet *set, BohSet *of);
extern void boh_set_add_line_ends(BohSet *set);
extern void boh_set_add_white_space(BohSet *set);

/* Adds the Unicode property \p{name}; false if ICU does not know it. */
extern bool boh_set_add_property(BohSet *set, const char *name);

#endif							/* BOH_JSON_CHARACTER_SET_H */

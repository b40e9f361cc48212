/*-------------------------------------------------------------------------
 *
 * json/character_set.h
 *	  Sets of characters, as brackets in regular expressions describe them.
 *
 * Characters are numbered as PostgreSQL's regular expressions number them: by
 * code point in a UTF8 database, by their bytes in others.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_JSON_CHARACTER_SET_H
#define BOH_JSON_CHARACTER_SET_H

#include "mb/pg_wchar.h"

/* Larger than any character, and the largest that the engine takes. */
#define BOH_LAST_CHARACTER 0x7FFFFFFE

typedef struct BohRange
{
	pg_wchar	first;
	pg_wchar	last;
} BohRange;

/* Begins as zeros; the ranges are allocated in the current memory context. */
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

/* A Unicode property as \p names it, by ICU; false when there is none. */
extern bool boh_set_add_property(BohSet *set, const char *name);

#endif							/* BOH_JSON_CHARACTER_SET_H */

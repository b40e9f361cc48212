/*-------------------------------------------------------------------------
 *
 * text/slug.h
 *	  Makes unique slugs for rows that come without one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SLUG_H
#define BOH_SLUG_H

#include "base/query.h"
#include "base/row.h"

/*
 * If column slug is NULL, set it to a slug made from the text in column
 * source: base, or a free one of base-2, base-3 ...  The base is fallback when
 * no letter or digit of the text can be shown in ASCII.  taken is a statement
 * that returns a row when a row other than the one with id $2 (uuid) has slug
 * $1 (text).
 */
extern void boh_slug_fill(BohRow *row, Oid schema, int id, int slug, int source,
						  const BohQuery *taken, const char *fallback);

#endif							/* BOH_SLUG_H */

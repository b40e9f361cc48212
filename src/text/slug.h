/*-------------------------------------------------------------------------
 *
 * text/slug.h
 *	  Unique slugs of rows that come without one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SLUG_H
#define BOH_SLUG_H

#include "base/query.h"
#include "base/row.h"

/*
 * Where slug is NULL, make one from the text in column source: "base", or the
 * first free of base-2, base-3 ...  taken is a statement that returns a row
 * when a row other than the one with id $2 (uuid) has slug $1 (text); nothing
 * usable in the text gives fallback.
 */
extern void boh_slug_fill(BohRow *row, Oid schema, int id, int slug, int source,
						  const BohQuery *taken, const char *fallback);

#endif							/* BOH_SLUG_H */

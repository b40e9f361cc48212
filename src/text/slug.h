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
 * The statement by which a table finds out that a slug is taken: by a row of
 * its own or, with BOH_SLUG_REDIRECTS(), by a redirect to another row.
 */
#define BOH_SLUG_TAKEN(table, redirects) \
	{ \
		.text = "SELECT 1 FROM {schema}." table " WHERE slug " BOH_EQ " $1 AND id " BOH_NE " $2" \
		redirects, \
		.nargs = 2, \
		.argtypes = {TEXTOID, UUIDOID}, \
		.owner_of = table, \
		.latest = true \
	}
#define BOH_SLUG_REDIRECTS(entity) \
	" UNION ALL SELECT 1 FROM {schema}.slug_redirects" \
	" WHERE entity " BOH_EQ " '" entity "' AND slug " BOH_EQ " $1 AND " entity "_id " BOH_NE " $2"

/* The hint for a slug that another row has; source is the column below. */
#define BOH_SLUG_HINT(source) \
	"Choose another slug, or leave it out (NULL): then boh makes a unique one from the " source "." \
	" If you left it out, another session took that slug first: run the statement again."

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

/*-------------------------------------------------------------------------
 *
 * find/short_list.h
 *	  Lists whose pages one statement finds: pages, media, tags.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SHORT_LIST_H
#define BOH_SHORT_LIST_H

#include "base/query.h"
#include "json/listing.h"

/*
 * The statement of such a list.  entries selects id, key (the value of the
 * order) and matches (whether the filters let the row pass) in the order of
 * the list, from the position on.  Of these, 2,000 are read at most.  document
 * is the JSON of a row w.  limit is a parameter.  There is nothing to sort and
 * nothing to join, so rows come in the order of entries.
 */
#define BOH_SHORT_LIST(entries, document, limit) \
	"SELECT w.id, w.key, w.matches IS TRUE, w.n = 2000," \
	" CASE WHEN w.matches THEN " document " END" \
	" FROM (SELECT o.*, row_number() OVER () AS n FROM (" entries " LIMIT 2000) o) w" \
	" WHERE w.matches OR w.n = 2000 LIMIT " limit

/* The position before the first row of a list of times that has the newest first */
extern void boh_before_newest(BohPosition *position);

/* Run the statement, and make a page, which is jsonb, of its rows.  type is that of key. */
extern Datum boh_short_list(const BohListing *listing, const BohQuery *query, Datum *values,
							const char *nulls, Oid type, int page_size);

#endif							/* BOH_SHORT_LIST_H */

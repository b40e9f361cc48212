/*-------------------------------------------------------------------------
 *
 * find/page_search.h
 *	  Writes page_search, in which search finds pages.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PAGE_SEARCH_H
#define BOH_PAGE_SEARCH_H

#include "find/pending.h"

/* Write the rows of pages that notes name, sorted by id. */
extern void boh_page_search_settle(Oid schema, const BohPending *notes, int count);

/* Write rows that are missing or differ, at most limit. Returns their number. */
extern uint64 boh_page_search_repair(Oid schema, int64 limit);

/* Write the rows of all pages anew.  Returns the number of pages. */
extern uint64 boh_page_search_rebuild(Oid schema);

#endif							/* BOH_PAGE_SEARCH_H */

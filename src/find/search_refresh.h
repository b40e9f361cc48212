/*-------------------------------------------------------------------------
 *
 * find/search_refresh.h
 *	  Brings search up to date.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_REFRESH_H
#define BOH_SEARCH_REFRESH_H

/* From this migration on there are all columns that search is made from. */
#define BOH_SEARCH_VERSION 18

/* Write the rows of all events and pages, as the current role. */
extern void boh_search_rebuild(Oid schema, uint64 *events, uint64 *pages);

/* The same if there are no rows yet, as after the migration that makes the tables */
extern void boh_search_fill(Oid schema);

/* true for a table whose rows boh_search_rebuild() can make again */
extern bool boh_search_is_derived(const char *table);

#endif							/* BOH_SEARCH_REFRESH_H */

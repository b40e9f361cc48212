/*-------------------------------------------------------------------------
 *
 * find/search_refresh.h
 *	  Brings search up to date.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_REFRESH_H
#define BOH_SEARCH_REFRESH_H

/* The migration with which event_search and page_search came */
#define BOH_SEARCH_VERSION 13

/* Write the rows of all events and pages, as the current role. */
extern void boh_search_rebuild(Oid schema, uint64 *events, uint64 *pages);

/* true for a table whose rows boh_search_rebuild() can make again */
extern bool boh_search_is_derived(const char *table);

#endif							/* BOH_SEARCH_REFRESH_H */

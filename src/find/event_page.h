/*-------------------------------------------------------------------------
 *
 * find/event_page.h
 *	  A page of a list of events.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_PAGE_H
#define BOH_EVENT_PAGE_H

#include "find/event_order.h"

/* A page of a list: ids of events, and the position after which it goes on */
typedef struct BohEventPage
{
	int			count;
	pg_uuid_t  *ids;
	bool		more;
	BohPosition next;
} BohEventPage;

extern void boh_page_begin(BohEventPage *page, int page_size);

/* Add an event, or note that there is more than the page has room for. */
extern void boh_page_add(BohEventPage *page, const BohWalkEntry *entry, int page_size);

/*
 * Let the GIN index find a page.  rare: among many events, none that fits was
 * seen.  false: it has no terms, or names too many.
 */
extern bool boh_page_by_gin(BohEventFilter *filter, const BohPosition *after, bool rare,
							int page_size, BohEventPage *page);

#endif							/* BOH_EVENT_PAGE_H */

/*-------------------------------------------------------------------------
 *
 * find/event_page.h
 *	  A page of a list of events.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_PAGE_H
#define BOH_EVENT_PAGE_H

#include "find/event_gin.h"
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
 * Let the GIN index find a page.  false: the filter has no terms, or the index
 * names too many events.
 */
extern bool boh_page_by_gin(BohEventFilter *filter, const BohPosition *after, BohGinGuess guess,
							int page_size, BohEventPage *page);

#endif							/* BOH_EVENT_PAGE_H */

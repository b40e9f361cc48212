/*-------------------------------------------------------------------------
 *
 * find/event_list.h
 *	  Lists of events, page by page.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_LIST_H
#define BOH_EVENT_LIST_H

#include "utils/jsonb.h"

#include "find/event_page.h"

/*
 * Find a page of a list.  after NULL: the first page.  Call it where
 * boh_event_filter_read() was called.
 *
 * It reads no more than some thousands of entries of an index.  Where those are
 * not enough, a page is shorter than it could be, and may even be empty,
 * although more is true.
 */
extern void boh_event_list_find(BohEventFilter *filter, const BohPosition *after,
								int page_size, BohEventPage *page);

/*
 * An array of events as boh_list_events() returns them: the first page, for a
 * function that shows a list within something else.
 */
extern Jsonb *boh_event_list_first(Oid schema, Jsonb *filters, int page_size);

#endif							/* BOH_EVENT_LIST_H */

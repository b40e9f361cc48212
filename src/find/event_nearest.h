/*-------------------------------------------------------------------------
 *
 * find/event_nearest.h
 *	  Lists of events in the order of their distance from a point.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_NEAREST_H
#define BOH_EVENT_NEAREST_H

#include "find/event_page.h"

/* Find a page of upcoming events within the filter's distance, the nearest first. */
extern void boh_event_nearest(BohEventFilter *filter, const BohPosition *after, int page_size,
							  BohEventPage *page);

#endif							/* BOH_EVENT_NEAREST_H */

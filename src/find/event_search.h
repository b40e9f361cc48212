/*-------------------------------------------------------------------------
 *
 * find/event_search.h
 *	  Writes event_search, which lists and search of events read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EVENT_SEARCH_H
#define BOH_EVENT_SEARCH_H

#include "find/pending.h"

/* Write the rows of events that notes name, sorted by kind and id. */
extern void boh_event_search_settle(Oid schema, const BohPending *notes, int count);

/* Write rows that are missing or differ, at most limit. Returns their number. */
extern uint64 boh_event_search_repair(Oid schema, int64 limit);

/* Write the rows of all events anew.  Returns the number of events. */
extern uint64 boh_event_search_rebuild(Oid schema);

/* Mark what has ended, at most limit rows. */
extern uint64 boh_event_search_end(Oid schema, int64 limit);

#endif							/* BOH_EVENT_SEARCH_H */

/*-------------------------------------------------------------------------
 *
 * content/page_expand.h
 *	  Fills sections of a page with what they show.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PAGE_EXPAND_H
#define BOH_PAGE_EXPAND_H

#include "utils/jsonb.h"

/*
 * The document of a page, in which each section of type EVENT_LIST has a member
 * "events" with the events that it shows.
 */
extern Jsonb *boh_page_expand(Oid schema, Jsonb *document);

#endif							/* BOH_PAGE_EXPAND_H */

/*-------------------------------------------------------------------------
 *
 * find/search_facets.h
 *	  How many of the events found are of each category, city and month.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_FACETS_H
#define BOH_SEARCH_FACETS_H

#include "find/search_candidates.h"

/*
 * {"category": [{"value": .., "count": ..}, ..], "city": .., "month": ..} with
 * the most frequent values first.  A city has its name, too, as a venue spells
 * it.
 */
extern Jsonb *boh_search_facets(const BohCandidates *candidates);

#endif							/* BOH_SEARCH_FACETS_H */

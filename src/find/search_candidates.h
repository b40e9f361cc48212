/*-------------------------------------------------------------------------
 *
 * find/search_candidates.h
 *	  Finds what a query may mean: events and pages that have its words.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_CANDIDATES_H
#define BOH_SEARCH_CANDIDATES_H

#include "utils/hsearch.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#include "find/event_filter.h"
#include "find/search_query.h"
#include "find/search_rank.h"

/*
 * Only so many are compared with each other, and so many of them are pages.
 * Where there are more, so many are enough.
 */
#define BOH_SEARCH_MOST_CANDIDATES 1200
#define BOH_SEARCH_ENOUGH_CANDIDATES 200
#define BOH_SEARCH_MOST_PAGES 100

typedef struct BohCandidate
{
	pg_uuid_t	id;
	bool		is_page;
	bool		upcoming;
	TimestampTz start;
	char	   *category;
	char	   *city;			/* folded; NULL: none */
	pg_uuid_t	venue;
	BohFitness	fitness;
	double		score;
} BohCandidate;

typedef struct BohCandidates
{
	Oid			schema;
	const BohSearchQuery *query;
	bool		any;			/* one clause of the query is enough */
	bool		titles_only;
	int			most;			/* how many are taken */
	int			enough;			/* then what is less relevant is left out */
	TimestampTz now;
	BohCandidate *found;
	int			count;
	bool		full;			/* no more are taken */
	bool		truncated;		/* there may be more */
	HTAB	   *seen;
} BohCandidates;

/*
 * Begin with no candidates.  The caller may make most and enough smaller, and
 * set titles_only.  Call these between boh_spi_connect() and boh_spi_finish(),
 * after boh_reading_begin().  Candidates are in the memory context that is current
 * when they begin.
 */
extern void boh_candidates_begin(BohCandidates *candidates, Oid schema,
								 const BohSearchQuery *query, bool any, TimestampTz now);
extern void boh_candidates_add_pages(BohCandidates *candidates);
extern void boh_candidates_add_events(BohCandidates *candidates, BohEventFilter *filter);

/* Give each candidate its score, and put the best first. */
extern void boh_candidates_sort(BohCandidates *candidates);

#endif							/* BOH_SEARCH_CANDIDATES_H */

/*-------------------------------------------------------------------------
 *
 * find/search_rank.h
 *	  How well what was found fits a query.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_RANK_H
#define BOH_SEARCH_RANK_H

#include "tsearch/ts_type.h"
#include "utils/timestamp.h"

#include "find/search_query.h"

/* How a clause of a query fits, best last; BOH_FIT_EXACT is added to one. */
typedef enum BohFit
{
	BOH_FIT_NOT,
	BOH_FIT_TEXT = 2,			/* weight D */
	BOH_FIT_PLACE = 4,			/* weight C */
	BOH_FIT_TAG = 6,			/* weight B */
	BOH_FIT_TITLE = 8			/* weight A */
} BohFit;

#define BOH_FIT_EXACT 1			/* the very word, not its stem or beginning */

/* What a vector says about a query */
typedef struct BohFitness
{
	uint8		clauses[BOH_SEARCH_MOST_WORDS];
	float		title;			/* how much of the title the words are: 0 to 1 */
	float		order;			/* how many stand in the title as in the query */
} BohFitness;

/*
 * Find out how a vector fits a query.  title is the text whose words have
 * weight A.
 */
extern void boh_search_fitness(const BohSearchQuery *query, TSVector vector,
							   const char *title, int title_length, BohFitness *fitness);

/*
 * The relevance of something found, above 0.  rarity has a factor for each
 * clause: how much it tells that this one fits.
 */
extern double boh_search_relevance(const BohSearchQuery *query, const BohFitness *fitness,
								   const double *rarity);

#endif							/* BOH_SEARCH_RANK_H */

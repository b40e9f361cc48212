/*-------------------------------------------------------------------------
 *
 * find/search_frequency.h
 *	  How many events have the words of a query, by what ANALYZE found.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_FREQUENCY_H
#define BOH_SEARCH_FREQUENCY_H

#include "find/search_query.h"

/*
 * About how many rows of an index of event_search have the words of the query
 * in a place, or those of any one of its clauses; -1: ANALYZE has not looked yet.
 */
extern double boh_search_estimate(Oid schema, const char *index, const BohSearchQuery *query,
								  BohSearchPlace place, bool any);

/*
 * An index looks up all words with a beginning, and all their rows, before it
 * compares them with other conditions.  So one or two characters, and a
 * beginning that is frequent, are better replaced by words.
 */
extern bool boh_search_word_is_frequent(Oid schema, const BohSearchWord *word, double most_rows);

#endif							/* BOH_SEARCH_FREQUENCY_H */

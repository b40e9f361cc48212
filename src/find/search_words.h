/*-------------------------------------------------------------------------
 *
 * find/search_words.h
 *	  The vocabulary: which words, names and places there are to look for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_WORDS_H
#define BOH_SEARCH_WORDS_H

#include "find/search_query.h"

/*
 * Write the vocabulary anew, as the owner of the tables, from what event_search
 * and page_search hold, and make the index for typing errors if pg_trgm is
 * installed.  Returns how many entries there are.
 */
extern uint64 boh_search_words_fill(Oid schema);

/*
 * Where longer words than the last one fit, too, and these fit more rows than
 * most_rows, add the most frequent of them to its lexemes instead.
 */
extern void boh_search_words_complete(Oid schema, const BohSearchQuery *query, double most_rows,
									  int most_words);

/*
 * The query with each word that nothing has replaced by the most similar one;
 * NULL: there is nothing to replace, or pg_trgm is not installed.
 */
extern char *boh_search_words_correct(Oid schema, const BohSearchQuery *query);

/*
 * About how many rows of an index of event_search have the words of the query
 * in a place, or those of any one of its clauses, by what ANALYZE found; -1: it
 * has not looked yet.
 */
extern double boh_search_words_estimate(Oid schema, const char *index, const BohSearchQuery *query,
										BohSearchPlace place, bool any);

/*
 * Labels of the vocabulary's entries of a kind, word, tag, city or venue, that
 * begin with a text, the most frequent first: a List of char *.
 */
extern List *boh_search_words_labels(Oid schema, const char *kind, const char *beginning, int most);

#endif							/* BOH_SEARCH_WORDS_H */

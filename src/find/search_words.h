/*-------------------------------------------------------------------------
 *
 * find/search_words.h
 *	  The vocabulary: words, names and places that begin with a text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_WORDS_H
#define BOH_SEARCH_WORDS_H

#include "find/search_query.h"

/*
 * Where longer words than the last one fit, too, and these fit more rows than
 * most_rows, add the most frequent of them to its lexemes instead.
 */
extern void boh_search_words_complete(Oid schema, const BohSearchQuery *query, double most_rows,
									  int most_words);

/*
 * Labels of the vocabulary's entries of a kind, word, tag, city or venue, that
 * begin with a text, the most frequent first: a List of char *.
 */
extern List *boh_search_words_labels(Oid schema, const char *kind, const char *beginning, int most);

#endif							/* BOH_SEARCH_WORDS_H */

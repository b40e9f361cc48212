/*-------------------------------------------------------------------------
 *
 * find/search_vocabulary.h
 *	  Fills the vocabulary: which words, names and places there are to look for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_VOCABULARY_H
#define BOH_SEARCH_VOCABULARY_H

/* The index for typing errors */
#define BOH_TRIGRAM_INDEX "idx_search_words_trigrams"

/*
 * Write the vocabulary anew, as the owner of the tables, from what event_search
 * and page_search hold, and make the index for typing errors if pg_trgm is
 * installed.  Returns how many entries there are.
 */
extern uint64 boh_search_vocabulary_fill(Oid schema);

#endif							/* BOH_SEARCH_VOCABULARY_H */

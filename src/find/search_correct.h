/*-------------------------------------------------------------------------
 *
 * find/search_correct.h
 *	  Replaces mistyped words of a query by similar ones.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_CORRECT_H
#define BOH_SEARCH_CORRECT_H

#include "find/search_query.h"

/*
 * The query with each word that the vocabulary lacks replaced by the most similar
 * one; NULL: there is nothing to replace, or pg_trgm is not installed.
 */
extern char *boh_search_correct(Oid schema, const BohSearchQuery *query);

#endif							/* BOH_SEARCH_CORRECT_H */

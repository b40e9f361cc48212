/*-------------------------------------------------------------------------
 *
 * find/search_mark.h
 *	  Texts in which the words of a query are marked, as safe HTML.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_MARK_H
#define BOH_SEARCH_MARK_H

#include "find/search_query.h"

/* What is read of a text to mark, in bytes; and what an excerpt shows of it */
#define BOH_SEARCH_MARK_BYTES 4000
#define BOH_SEARCH_EXCERPT_BYTES 240

/*
 * A text, or the part of it with most words of the query, as HTML: all of it
 * is escaped, and words that fit stand in <mark> elements.  configuration is
 * that with which the query was read.
 */
extern char *boh_search_marked(const BohSearchQuery *query, Oid configuration, const char *text);
extern char *boh_search_excerpt(const BohSearchQuery *query, Oid configuration, const char *text);

#endif							/* BOH_SEARCH_MARK_H */

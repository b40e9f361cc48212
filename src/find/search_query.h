/*-------------------------------------------------------------------------
 *
 * find/search_query.h
 *	  What somebody typed into a search box, as words to look for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEARCH_QUERY_H
#define BOH_SEARCH_QUERY_H

#include "nodes/pg_list.h"

/* What is read of a query; the rest is ignored. */
#define BOH_SEARCH_MOST_BYTES 1000
#define BOH_SEARCH_MOST_WORDS 24

/* A word; each of its lexemes fits it. */
typedef struct BohSearchWord
{
	const char *text;			/* folded, as it stands in the index */
	const char *stem;			/* NULL: none */
	List	   *lexemes;		/* of char *: these two, and more */
	bool		prefix;			/* longer words fit, too */
	int			start;			/* where it stands in the query, in bytes */
	int			end;
} BohSearchWord;

/* Words that must all be there; in a phrase, one directly after the other. */
typedef struct BohSearchOperand
{
	List	   *words;			/* of BohSearchWord * */
	bool		phrase;
} BohSearchOperand;

/* Each clause must be there: any of its operands.  No excluded operand may. */
typedef struct BohSearchQuery
{
	char	   *text;			/* as much of the query as was read */
	List	   *clauses;		/* of List * of BohSearchOperand *; NIL:
								 * nothing to look for */
	List	   *excluded;		/* of BohSearchOperand * */
	List	   *words;			/* all words of the clauses */
	bool		cut;			/* there was more than can be read */
} BohSearchQuery;

/* Where a word must stand */
typedef enum BohSearchPlace
{
	BOH_SEARCH_ANYWHERE,
	BOH_SEARCH_IN_TITLE
} BohSearchPlace;

/*
 * Read a query in the syntax of web search.  Every text is a query.  Stems of
 * the text search configuration fit as well; InvalidOid: none.
 */
extern BohSearchQuery *boh_search_parse(const char *text, int length, Oid configuration);

/* A lexeme of a word as the vectors have it in a place */
extern const char *boh_search_lexeme(const BohSearchWord *word, const char *lexeme,
									 BohSearchPlace place);

/*
 * The query as the text of a tsquery, which is valid whatever somebody typed.
 * any: one of its clauses is enough.  There must be a clause.
 */
extern char *boh_search_tsquery(const BohSearchQuery *query, BohSearchPlace place, bool any);

#endif							/* BOH_SEARCH_QUERY_H */

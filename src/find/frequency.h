/*-------------------------------------------------------------------------
 *
 * find/frequency.h
 *	  How frequent elements of event_search are, by what ANALYZE found.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_FREQUENCY_H
#define BOH_FREQUENCY_H

#include "access/htup.h"
#include "utils/lsyscache.h"

/* What ANALYZE knows of the elements of a column: lexemes, or an array's texts */
typedef struct BohFrequencies
{
	HeapTuple	tuple;
	AttStatsSlot slot;
	double		rows;			/* of the table */
	double		rare;			/* the frequency of elements that are not
								 * there */
} BohFrequencies;

/* false: ANALYZE has not looked yet, or the table is empty; then do not close it. */
extern bool boh_frequencies_open(Oid schema, const char *column, BohFrequencies *known);
extern void boh_frequencies_close(BohFrequencies *known);

/*
 * In which part of the rows the element is, from 0 to 1.  beginning: all
 * elements that begin like that, together.
 */
extern double boh_frequency_of(const BohFrequencies *known, const char *element, int length,
							   bool beginning);

/* About how many rows an index of event_search has */
extern double boh_frequency_index_rows(Oid schema, const char *index);

#endif							/* BOH_FREQUENCY_H */

/*-------------------------------------------------------------------------
 *
 * find/vector.h
 *	  Makes the text vectors of search.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VECTOR_H
#define BOH_VECTOR_H

#include "lib/stringinfo.h"

typedef struct BohVector
{
	StringInfoData text;		/* as the input of tsvector */
	int			position;		/* of the last word */
	Oid			configuration;
} BohVector;

/*
 * Words of weight A stand in a vector once more, after one of these marks.  An
 * index on vectors knows nothing of weights, so without the marks it could not
 * find the few titles among the many texts that have a word.
 */
#define BOH_TITLE_WORD '='
#define BOH_TITLE_STEM '~'

/* language is a BCP 47 tag; NULL: no stems */
extern void boh_vector_init(BohVector *vector, const char *language);

/* Add the words of a text, and their stems, with a weight from A to D. */
extern void boh_vector_add(BohVector *vector, const char *text, char weight);

extern Datum boh_vector_finish(BohVector *vector);

#endif							/* BOH_VECTOR_H */

/*-------------------------------------------------------------------------
 *
 * text/visible.h
 *	  Characters that can be seen, and columns that must have some.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_VISIBLE_H
#define BOH_VISIBLE_H

#include "base/row.h"

/* Whether each character, or any, of a text can be seen; white space cannot. */
extern bool boh_all_visible(const char *string, int length);
extern bool boh_any_visible(const char *string, int length);

/*
 * 23514 when a column of a row that a trigger is about to write is new, and a text
 * of which nothing can be seen.  NULL, and an empty text, are left to constraints.
 * owner: what it is of, such as "an event".
 */
extern void boh_require_visible(const BohRow *row, const TriggerData *trigger,
								const BohTable *table, int column, const char *owner);

#endif							/* BOH_VISIBLE_H */

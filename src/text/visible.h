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

/* true when all characters, or any, can be seen; white space cannot be seen */
extern bool boh_all_visible(const char *string, int length);
extern bool boh_any_visible(const char *string, int length);

/*
 * Raises 23514 when a text column of the row that a trigger is about to write
 * has a new value without any visible character.  NULL and empty texts are
 * left to constraints.  owner says what the column belongs to, such as "an
 * event".
 */
extern void boh_require_visible(const BohRow *row, const TriggerData *trigger,
								const BohTable *table, int column, const char *owner);

#endif							/* BOH_VISIBLE_H */

/*-------------------------------------------------------------------------
 *
 * base/insert.h
 *	  Rows inserted without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_INSERT_H
#define BOH_INSERT_H

#include "base/row.h"

extern void boh_insert_init(void);

typedef enum BohInsertResult
{
	BOH_INSERT_DONE,
	BOH_INSERT_KEPT_OUT,		/* by a trigger */
	BOH_INSERT_STATEMENT		/* nothing was done: it takes an INSERT */
} BohInsertResult;

/*
 * Insert a row into an open relation, as the current role: columns that were set in
 * it, which was opened without a tuple, and defaults.  All triggers fire and all
 * constraints hold, as with an INSERT of one row; row becomes what was inserted.
 */
extern BohInsertResult boh_insert(Relation relation, BohRow *row);

#endif							/* BOH_INSERT_H */

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
	BOH_INSERT_KEPT_OUT,		/* a BEFORE trigger suppressed the row */
	BOH_INSERT_STATEMENT		/* nothing was done: run an INSERT instead */
} BohInsertResult;

/*
 * Insert a row into an open relation, as the current role.  row must have been
 * opened without a tuple.  Columns that were set in it get these values, the
 * others their defaults.  All triggers fire and all constraints are checked,
 * as for an INSERT of one row.  row becomes the inserted row.
 */
extern BohInsertResult boh_insert(Relation relation, BohRow *row);

#endif							/* BOH_INSERT_H */

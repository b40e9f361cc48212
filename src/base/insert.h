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

typedef enum BohInsertResult
{
	BOH_INSERT_DONE,
	BOH_INSERT_KEPT_OUT,		/* a BEFORE trigger suppressed the row */
	BOH_INSERT_STATEMENT		/* nothing was done: run an INSERT instead */
} BohInsertResult;

/*
 * Insert a row into the open relation of row, as the current role.  row must
 * have been opened without a tuple.  Columns that were set in it get these
 * values, the others their defaults.  All triggers fire, and all policies and
 * constraints are checked, as for an INSERT of one row that returns the
 * columns in returned.  row becomes the inserted row.  returned must be a
 * static constant, because its address stands for the columns in a cache.
 */
extern BohInsertResult boh_insert(BohRow *row, const int *returned, int count);

/*
 * Insert a row into a table that only boh writes: no trigger fires, and
 * columns that were not set become NULL.  Constraints and policies are not
 * checked, but for unique indexes.  Runs as the table's owner.
 */
extern void boh_insert_unchecked(const BohRow *row);

#endif							/* BOH_INSERT_H */

/*-------------------------------------------------------------------------
 *
 * insert.h
 *	  Rows inserted without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_INSERT_H
#define BOH_INSERT_H

#include "row.h"

extern void boh_insert_init(void);

/*
 * true when the current role may insert into an open relation with
 * boh_insert(), and read it, and an INSERT would do nothing else.
 */
extern bool boh_insert_is_direct(Relation relation);

/*
 * Insert a row: columns that were set in it, which was opened without a tuple,
 * and defaults.  All triggers fire and all constraints hold, as with an INSERT
 * of one row; row becomes what was inserted.  false: a trigger kept it out.
 */
extern bool boh_insert(Relation relation, BohRow *row);

#endif							/* BOH_INSERT_H */

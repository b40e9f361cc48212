/*-------------------------------------------------------------------------
 *
 * base/own_write.h
 *	  Statements of ours that write what clients may not write.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_OWN_WRITE_H
#define BOH_OWN_WRITE_H

#include "utils/rel.h"

/*
 * The mark of such a statement, on the stack of whoever runs it.  It names the
 * relation that the statement writes and the nesting level of that relation's
 * triggers.  So it lets nobody else's write pass: not to the same table of
 * another installation, and not by a statement of a trigger that ours sets off.
 */
typedef struct BohOwnWrite
{
	Oid			relation;
	int			level;
	bool		one_row;		/* the statement writes one row */
	bool		used;			/* and that row has passed */
	struct BohOwnWrite *outer;
} BohOwnWrite;

/* boh_own_write_end() must follow on every way out: use PG_FINALLY. */
extern void boh_own_write_begin(BohOwnWrite *mark, Oid relation, bool one_row);
extern void boh_own_write_end(const BohOwnWrite *mark);

/*
 * For a row trigger: true when a statement of ours writes the row.  A statement
 * that writes one row is found once.
 */
extern bool boh_own_write_take(Relation relation);

#endif							/* BOH_OWN_WRITE_H */

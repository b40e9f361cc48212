/*-------------------------------------------------------------------------
 *
 * base/own_write.h
 *	  Marks boh's own statements, which write what clients may not write.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_OWN_WRITE_H
#define BOH_OWN_WRITE_H

#include "utils/rel.h"

/*
 * The mark of such a statement, on the stack of the function that runs it.  It
 * names the relation that the statement writes and the nesting level of that
 * relation's triggers.  So it allows no other write: neither one to the same
 * table of another data schema, nor one by a trigger that the statement fires.
 */
typedef struct BohOwnWrite
{
	Oid			relation;
	int			level;
	bool		one_row;		/* the statement writes one row */
	bool		used;			/* and that row has passed */
	struct BohOwnWrite *outer;
} BohOwnWrite;

/* Call boh_own_write_end() after an error, too: use PG_FINALLY. */
extern void boh_own_write_begin(BohOwnWrite *mark, Oid relation, bool one_row);
extern void boh_own_write_end(const BohOwnWrite *mark);

/*
 * For a row trigger: true when a marked statement writes the row.  For a
 * statement that writes one row, it is true only once.  For a partition, the
 * statement names the partitioned table.
 */
extern bool boh_own_write_take(Relation relation);

/*
 * For a row trigger: true when a marked statement writes the row that is not
 * for one row.  Such statements remove personal data from bookings and media,
 * and move bookings to the archive and back.
 */
extern bool boh_own_write_of_many(Relation relation);

#endif							/* BOH_OWN_WRITE_H */

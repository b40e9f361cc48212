/*-------------------------------------------------------------------------
 *
 * base/direct_write.h
 *	  Whether a column may be written without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_DIRECT_WRITE_H
#define BOH_DIRECT_WRITE_H

#include "utils/rel.h"

/*
 * What of ours is on a table and does not mind how its columns are written.  Must be
 * a static constant: its address is part of a key.
 */
typedef struct BohDirectWrite
{
	/* a constraint that the writer holds, in PostgreSQL's own words */
	const char *check;
	const char *condition;

	/* trigger functions that let the write pass, ended by NULL */
	const char *const *functions;
} BohDirectWrite;

extern void boh_direct_write_init(void);

/*
 * true when a row of an open relation that changes in this column alone may be
 * written with boh_fetch_write(): nothing could tell it from an UPDATE statement
 * of the owner's.
 */
extern bool boh_may_write_directly(Relation relation, AttrNumber attribute,
								   const BohDirectWrite *ours);

#endif							/* BOH_DIRECT_WRITE_H */

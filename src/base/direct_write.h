/*-------------------------------------------------------------------------
 *
 * base/direct_write.h
 *	  Tells whether a column may be written without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_DIRECT_WRITE_H
#define BOH_DIRECT_WRITE_H

#include "utils/rel.h"

/*
 * Check constraint and trigger functions of boh on a table that do not prevent
 * direct writes.  It must be a static constant, because its address is part of
 * a hash key.
 */
typedef struct BohDirectWrite
{
	/*
	 * name of a check constraint that the writer itself enforces, and its
	 * expression as deparse_expression() shows it
	 */
	const char *check;
	const char *condition;

	/* trigger functions that need not run for the write; NULL ends the list */
	const char *const *functions;
} BohDirectWrite;

extern void boh_direct_write_init(void);

/*
 * true when boh_fetch_write() may write a row of an open relation in which
 * only this column changes, because an UPDATE statement that the owner runs
 * would have the same effects
 */
extern bool boh_may_write_directly(Relation relation, AttrNumber attribute,
								   const BohDirectWrite *ours);

#endif							/* BOH_DIRECT_WRITE_H */

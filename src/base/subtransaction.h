/*-------------------------------------------------------------------------
 *
 * base/subtransaction.h
 *	  Work that can be undone, and its locks given back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SUBTRANSACTION_H
#define BOH_SUBTRANSACTION_H

#include "base/query.h"

typedef void (*BohWork) (void *argument);

/*
 * true inside a savepoint or a block with an exception handler.  Whoever waits
 * for a subtransaction that commits waits on for the whole transaction, even
 * when an enclosing savepoint is rolled back; if this transaction then wants the
 * same row again, that is a deadlock.
 */
extern bool boh_in_subtransaction(void);

/* Whether an error of work, undone by now, is no reason to give up. */
typedef bool (*BohForgive) (const ErrorData *error, void *argument);

/*
 * Do work in a subtransaction, between SPI_connect and SPI_finish.  When it
 * raises an error that forgive takes, it is undone and false returned; any other
 * error, such as a cancelled query, is raised on.
 */
extern bool boh_try(BohWork work, void *argument, BohForgive forgive);

/*
 * Wait for one of the rows that others have locked, and lock none: whoever has
 * one may want another.  find_locked is a statement that returns the id (uuid)
 * of such a row, lock one that locks the row with id $1.  false: none is locked.
 */
extern bool boh_wait_for_locked(const BohQuery *find_locked, const BohQuery *lock,
								Oid schema, Datum *values);

#endif							/* BOH_SUBTRANSACTION_H */

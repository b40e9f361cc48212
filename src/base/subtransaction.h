/*-------------------------------------------------------------------------
 *
 * base/subtransaction.h
 *	  Work that can be rolled back, which releases its locks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SUBTRANSACTION_H
#define BOH_SUBTRANSACTION_H

#include "base/query.h"

typedef void (*BohWork) (void *argument);

/*
 * true inside a savepoint or a block with an exception handler.  Another
 * transaction may wait for a row that a subtransaction has locked.  When the
 * subtransaction commits, the other one goes on to wait for the top-level
 * transaction, even when an enclosing savepoint is rolled back.  If this
 * transaction then wants the same row again, that is a deadlock.
 */
extern bool boh_in_subtransaction(void);

/*
 * true when boh_try() is to return false for an error instead of rethrowing
 * it.  The subtransaction is rolled back before.
 */
typedef bool (*BohForgive) (const ErrorData *error, void *argument);

/*
 * Do work in a subtransaction, between SPI_connect and SPI_finish.  An error
 * rolls the subtransaction back.  Then the result is false if forgive says so;
 * otherwise the error, such as a cancelled query, is rethrown.
 */
extern bool boh_try(BohWork work, void *argument, BohForgive forgive);

/* A BohForgive: whether others had something locked for longer than lock_timeout */
extern bool boh_waited_too_long(const ErrorData *error, void *argument);

/*
 * Wait for one row that another transaction has locked, and keep no lock,
 * because a transaction that holds one such row may want another.  find_locked
 * is a statement that returns the id (uuid) of such a row, lock is one that
 * locks the row with id $1.  false: no row is locked.
 */
extern bool boh_wait_for_locked(const BohQuery *find_locked, const BohQuery *lock,
								Oid schema, Datum *values);

#endif							/* BOH_SUBTRANSACTION_H */

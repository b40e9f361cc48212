/*-------------------------------------------------------------------------
 *
 * fetch.h
 *	  One row by its id, without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_FETCH_H
#define BOH_FETCH_H

#include "nodes/lockoptions.h"
#include "utils/rel.h"
#include "utils/uuid.h"

#include "row.h"

/*
 * The row of an open relation whose primary key, a uuid "id", is given, as a
 * statement run now would see it.  false: there is none.
 */
extern bool boh_fetch(Relation relation, const pg_uuid_t *id,
					  const BohTable *table, BohRow *row);

/*
 * Lock the row that boh_fetch() found, in a mode; row becomes its newest
 * version.  false: it is gone or, with LockWaitSkip, locked by somebody else.
 * Raises 40001 under REPEATABLE READ when it changed since the snapshot.
 */
extern bool boh_fetch_lock(Relation relation, LockTupleMode mode,
						   LockWaitPolicy wait, BohRow *row);

/* true when this transaction has a row that boh_fetch() found locked. */
extern bool boh_fetch_is_ours(const BohRow *row);

#endif							/* BOH_FETCH_H */

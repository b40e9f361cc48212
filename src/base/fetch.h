/*-------------------------------------------------------------------------
 *
 * base/fetch.h
 *	  Rows by a unique key, read, locked and written without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_FETCH_H
#define BOH_FETCH_H

#include "access/skey.h"
#include "access/tableam.h"
#include "nodes/lockoptions.h"
#include "utils/rel.h"
#include "utils/uuid.h"

#include "base/row.h"

extern void boh_fetch_init(void);

/*
 * The row of an open relation whose primary key, a uuid "id", is given, as a
 * statement run now would see it.  false: there is none.
 */
extern bool boh_fetch(Relation relation, const pg_uuid_t *id,
					  const BohTable *table, BohRow *row);

/* true when an open relation is an ordinary table with that column as its primary key. */
extern bool boh_fetch_has_key(Relation relation, AttrNumber attribute);

/*
 * Rows of a relation whose primary key is a uuid and a smallint, the first two
 * columns of table: those with that id, in order of the second, or only the one
 * with that second.  part 0 is all.  Returns how many were put into tuples, at
 * most room.
 */
extern int	boh_fetch_parts(Relation relation, const pg_uuid_t *id, int16 part,
							const BohTable *table, HeapTuple *tuples, int room);

/*
 * The index of that name, if it makes these columns of an ordinary table unique,
 * they alone and in this order; otherwise InvalidOid.
 */
extern Oid	boh_fetch_index(Relation relation, const char *name,
							const AttrNumber *attributes, int count);

/*
 * The row of an open relation that an index of boh_fetch_index() has under keys,
 * as the statement that is running sees it; NULL when there is none.
 */
extern HeapTuple boh_fetch_seen(Relation relation, Oid index, ScanKey keys, int count);

/*
 * Lock the row that boh_fetch() found, in a mode; row becomes its newest
 * version.  false: it is gone or, with LockWaitSkip, locked by somebody else.
 * Raises 40001 under REPEATABLE READ when it changed since the snapshot.
 */
extern bool boh_fetch_lock(Relation relation, LockTupleMode mode,
						   LockWaitPolicy wait, BohRow *row);

/*
 * The same for a row that was locked FOR KEY SHARE, which stops at the version that
 * was found although others have updated it since.
 */
extern bool boh_fetch_newest(Relation relation, BohRow *row);

/* true when this transaction has a row that boh_fetch() found locked. */
extern bool boh_fetch_is_ours(const BohRow *row);

/*
 * Write the row that boh_fetch() or boh_fetch_lock() found, with its changes.
 * Waits for whoever has it locked.  Sets off no trigger and checks no constraint,
 * as logical replication does.  false: it changed since it was found, or is gone;
 * under REPEATABLE READ that raises 40001.
 */
extern bool boh_fetch_write(Relation relation, BohRow *row);

#endif							/* BOH_FETCH_H */

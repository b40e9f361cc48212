/*-------------------------------------------------------------------------
 *
 * base/fetch.h
 *	  Reads, locks and writes rows by a unique key, without a statement.
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
 * Open a table that will be read without a statement.  Raises 42809 for a view
 * or another relation that the owner of the schema has put in its place.
 */
extern Relation boh_fetch_open(Oid table);

/*
 * Find the row of an open relation by its primary key, a uuid "id", which must
 * be the first column of table.  row is what a statement that starts now would
 * see.  false: there is none.
 */
extern bool boh_fetch(Relation relation, const pg_uuid_t *id,
					  const BohTable *table, BohRow *row);

/*
 * The same with the latest snapshot: under REPEATABLE READ, too, row is what
 * is committed now, or what this transaction has written.
 */
extern bool boh_fetch_latest(Relation relation, const pg_uuid_t *id,
							 const BohTable *table, BohRow *row);

/*
 * The index of the primary key of an open heap table, which must be on exactly
 * these columns.  Raises 55000 when it is not, or the table is partitioned.
 */
extern Oid	boh_fetch_primary_key(Relation relation, const AttrNumber *attributes, int count);

/* true when that column alone is the primary key of an open heap table */
extern bool boh_fetch_has_key(Relation relation, AttrNumber attribute);

/*
 * Find rows of an open relation by its primary key, a uuid and a smallint,
 * which must be the first two columns of table.  part 0: all rows with that
 * id, in order of the smallint; otherwise only the row with id and part.
 * Returns how many rows it put into tuples, which is room at most.
 */
extern int	boh_fetch_parts(Relation relation, const pg_uuid_t *id, int16 part,
							const BohTable *table, HeapTuple *tuples, int room);

/*
 * The index of that name, if it is a unique B-tree index of a heap table on
 * exactly these columns, in this order, and without a predicate; otherwise
 * InvalidOid.
 */
extern Oid	boh_fetch_index(Relation relation, const char *name,
							const AttrNumber *attributes, int count);

/*
 * The row of an open relation that an index from boh_fetch_index() has for
 * keys, as the active snapshot sees it; NULL when there is none.
 */
extern HeapTuple boh_fetch_seen(Relation relation, Oid index, ScanKey keys, int count);

/*
 * Lock the row that boh_fetch() found, and replace row by its newest version.
 * Does nothing when boh_fetch_is_ours().  false: the row was deleted or, with
 * LockWaitSkip, another transaction has locked it.  Under REPEATABLE READ,
 * raises 40001 when the row changed after the snapshot.
 */
extern bool boh_fetch_lock(Relation relation, LockTupleMode mode,
						   LockWaitPolicy wait, BohRow *row);

/*
 * Replace row, which boh_fetch_lock() locked FOR KEY SHARE, by its newest
 * version.  That lock does not conflict with updates of non-key columns, so
 * row may still be the version that was found before.  Result and error as
 * above.
 */
extern bool boh_fetch_newest(Relation relation, BohRow *row);

/*
 * true when this transaction wrote the row that boh_fetch() found, or locked
 * it FOR UPDATE or FOR NO KEY UPDATE
 */
extern bool boh_fetch_is_ours(const BohRow *row);

/*
 * Write the row that boh_fetch() or boh_fetch_lock() found, with its changes.
 * Waits for transactions that have locked it.  Fires no triggers and checks no
 * constraints.  false: the row was updated or deleted since it was found;
 * under REPEATABLE READ, that raises 40001.
 */
extern bool boh_fetch_write(Relation relation, BohRow *row);

#endif							/* BOH_FETCH_H */

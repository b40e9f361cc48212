/*-------------------------------------------------------------------------
 *
 * base/table_locks.h
 *	  Locks many tables against everybody, without a deadlock.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_TABLE_LOCKS_H
#define BOH_TABLE_LOCKS_H

#include "nodes/pg_list.h"

/*
 * Lock tables and views in ACCESS EXCLUSIVE mode until the transaction ends.
 * Waits until nobody uses any of them.
 */
extern void boh_lock_tables(const List *tables);

#endif							/* BOH_TABLE_LOCKS_H */

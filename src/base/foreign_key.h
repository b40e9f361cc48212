/*-------------------------------------------------------------------------
 *
 * base/foreign_key.h
 *	  Foreign keys of rows that are inserted without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_FOREIGN_KEY_H
#define BOH_FOREIGN_KEY_H

#include "executor/tuptable.h"
#include "nodes/pg_list.h"
#include "utils/rel.h"
#include "utils/reltrigger.h"

/*
 * The foreign keys of a relation that boh_foreign_keys_check() may be able to check:
 * those of one uuid.  The list is of use until the relation changes.
 */
extern List *boh_foreign_keys(Relation relation);

/*
 * Lock the rows that a row about to be inserted refers to FOR KEY SHARE, where that
 * is a uuid primary key "id", and switch off the triggers that would do so, in
 * triggers, a copy.  Those of a key that leads to no row stay on, to raise the error.
 */
extern void boh_foreign_keys_check(Relation relation, const List *keys,
								   TupleTableSlot *slot, const TriggerDesc *triggers);

#endif							/* BOH_FOREIGN_KEY_H */

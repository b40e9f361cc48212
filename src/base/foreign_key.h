/*-------------------------------------------------------------------------
 *
 * base/foreign_key.h
 *	  Checks foreign keys of rows that are inserted without a statement.
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
 * The foreign keys of a relation that boh_foreign_keys_check() may be able to
 * check: those of one uuid column.  The list is valid until the relation's
 * definition changes.
 */
extern List *boh_foreign_keys(Relation relation);

/*
 * Check foreign keys of a row that is about to be inserted, where they refer
 * to a uuid primary key "id": lock the referenced row FOR KEY SHARE, and
 * disable the trigger that would do the same.  triggers must be a copy of the
 * relation's, because it is changed.  When there is no referenced row, the
 * trigger stays enabled and raises the error.
 */
extern void boh_foreign_keys_check(Relation relation, const List *keys,
								   TupleTableSlot *slot, const TriggerDesc *triggers);

#endif							/* BOH_FOREIGN_KEY_H */

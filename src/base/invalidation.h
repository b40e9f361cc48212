/*-------------------------------------------------------------------------
 *
 * base/invalidation.h
 *	  Passes invalidations on to the caches of boh.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_INVALIDATION_H
#define BOH_INVALIDATION_H

#include "utils/hsearch.h"
#include "utils/inval.h"

/*
 * Like CacheRegisterRelcacheCallback(), for which a backend has only ten
 * slots: boh uses one of them for all its caches.  The argument is always 0.
 */
extern void boh_on_relation_change(RelcacheCallbackFunction function);

/*
 * A hash table for what is known of relations.  A key is a struct that begins
 * with the OID of a relation, and whose padding is zero.  When that relation
 * changes, its entries are removed.
 */
extern HTAB *boh_relation_cache(const char *name, Size keysize, Size entrysize);

/*
 * Call a function when the privileges of roles may have changed through an
 * attribute or a membership.
 */
extern void boh_on_role_change(SyscacheCallbackFunction function);

/*
 * Counts the relcache invalidations that have arrived.  One may arrive
 * whenever a catalog is read.  So what was read from the catalogs may be
 * cached only when none has arrived since reading began.
 */
extern uint64 boh_relation_changes;

#endif							/* BOH_INVALIDATION_H */

/*-------------------------------------------------------------------------
 *
 * base/invalidation.h
 *	  Passes invalidations on to the caches of boh.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_INVALIDATION_H
#define BOH_INVALIDATION_H

#include "utils/inval.h"

/*
 * Like CacheRegisterRelcacheCallback(), for which a backend has only ten
 * slots: boh uses one of them for all its caches.  The argument is always 0.
 */
extern void boh_on_relation_change(RelcacheCallbackFunction function);

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

/*-------------------------------------------------------------------------
 *
 * base/invalidation.h
 *	  Changes of relations, told to all who keep something of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_INVALIDATION_H
#define BOH_INVALIDATION_H

#include "utils/inval.h"

/*
 * As CacheRegisterRelcacheCallback(), whose slots a session has only ten of: boh
 * takes one.  The argument is always 0.
 */
extern void boh_on_relation_change(RelcacheCallbackFunction function);

/*
 * Counts the changes of relations that have arrived.  One may arrive whenever a
 * catalog is read.  So what was found out is kept only when none has arrived
 * since the search began.
 */
extern uint64 boh_relation_changes;

#endif							/* BOH_INVALIDATION_H */

/*-------------------------------------------------------------------------
 *
 * lock.h
 *	  Locks on things that are not rows, held until the transaction ends.
 *
 * They are advisory locks with classes of our own, so that they never meet the
 * keys that users lock (whose class is 1 or 2).
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_LOCK_H
#define BOH_LOCK_H

#include "miscadmin.h"
#include "storage/lock.h"

typedef enum BohLock
{
	BOH_LOCK_MIGRATE = 0xB001,	/* a schema, by the hash of its name */
	BOH_LOCK_SLUG = 0xB002,		/* a base of slugs, by its hash */
	BOH_LOCK_KEY = 0xB003		/* a user's idempotency key, by their hash */
} BohLock;

static inline void
boh_lock(BohLock what, uint32 high, uint32 low)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, high, low, what);
	(void) LockAcquire(&tag, ExclusiveLock, false, false);
}

#endif							/* BOH_LOCK_H */

/*-------------------------------------------------------------------------
 *
 * base/lock.h
 *	  Locks on things that are not rows, held until the transaction ends.
 *
 * They are advisory locks with classes of boh's own, so that they never
 * conflict with the advisory locks of users, whose class is 1 or 2.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_LOCK_H
#define BOH_LOCK_H

#include "miscadmin.h"
#include "storage/lock.h"

#include "base/compat.h"

typedef enum BohLock
{
	BOH_LOCK_MIGRATE = 0xB001,	/* a schema, by the hash of its name */
	BOH_LOCK_SLUG = 0xB002,		/* slugs with a common base, by its hash */
	BOH_LOCK_KEY = 0xB003,		/* a user's idempotency key, by their hash */
	BOH_LOCK_EVENT = 0xB004,	/* an event with lanes, by its hash: bookings
								 * share it, changes of the event do not */
	BOH_LOCK_LIMIT = 0xB005,	/* seats of a user in an event with lanes, by
								 * their hash */
	BOH_LOCK_LANE = 0xB006,		/* a lane of an event, by their hash */
	BOH_LOCK_ADMIN = 0xB008,	/* the ADMINs of a schema */
	BOH_LOCK_LOGIN = 0xB009,	/* counters of failed logins of an address or
								 * a client, by hash */
	BOH_LOCK_REDIRECT = 0xB007, /* a group of slugs, by hash: pages and events
								 * that take a slug share it, redirects do not */
	BOH_LOCK_SEAL = 0xB00B,		/* sealing of the audit of a schema, by its
								 * OID; nobody waits for it */
	BOH_LOCK_SEARCH = 0xB00C,	/* an event, by its hash: search writes its
								 * row */
	BOH_LOCK_ARCHIVE = 0xB00D,	/* the archive of a schema, by its OID: what
								 * moves rows there, or erases them, shares
								 * it, what brings them back does not */
	BOH_LOCK_STATISTICS = 0xB00E,	/* summing up bookings of a schema, by its
									 * OID; nobody waits for it */
	BOH_LOCK_PLACE = 0xB00F,	/* the node of a schema, by its OID: functions
								 * share it, what gives the schema to a node
								 * does not */
	BOH_LOCK_ROW = 0xB00A		/* the row of an event, by its hash: sessions
								 * that wait for the row share it, so that
								 * they can be counted; nobody waits for it */
} BohLock;

static inline LOCKTAG
boh_lock_tag(BohLock what, uint64 key)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (key >> 32), (uint32) key, what);
	return tag;
}

/* Lock exclusively, waiting for other holders. */
static inline void
boh_lock(BohLock what, uint64 key)
{
	LOCKTAG		tag = boh_lock_tag(what, key);

	(void) LockAcquire(&tag, ExclusiveLock, false, false);
}

/* The same without waiting; false: another transaction holds the lock. */
static inline bool
boh_try_lock(BohLock what, uint64 key)
{
	LOCKTAG		tag = boh_lock_tag(what, key);

	return LockAcquire(&tag, ExclusiveLock, false, true) != LOCKACQUIRE_NOT_AVAIL;
}

/* Release a lock once that boh_lock() or boh_try_lock() took. */
static inline void
boh_unlock(BohLock what, uint64 key)
{
	LOCKTAG		tag = boh_lock_tag(what, key);

	(void) LockRelease(&tag, ExclusiveLock, false);
}

/* Take a shared lock.  false: without wait, it is not available. */
static inline bool
boh_lock_share(BohLock what, uint64 key, bool wait)
{
	LOCKTAG		tag = boh_lock_tag(what, key);

	return LockAcquire(&tag, ShareLock, false, !wait) != LOCKACQUIRE_NOT_AVAIL;
}

/* Release a lock once that boh_lock_share() took. */
static inline void
boh_unlock_share(BohLock what, uint64 key)
{
	LOCKTAG		tag = boh_lock_tag(what, key);

	(void) LockRelease(&tag, ShareLock, false);
}

/* Number of sessions that hold the lock or wait for it */
static inline int
boh_lock_count(BohLock what, uint64 key)
{
	LOCKTAG		tag = boh_lock_tag(what, key);

	return LockWaiterCount(&tag);
}

/* true when this transaction holds the lock in any mode */
static inline bool
boh_lock_is_held(BohLock what, uint64 key)
{
	LOCKTAG		tag = boh_lock_tag(what, key);

	return boh_lock_held_by_me(&tag, ShareLock) || boh_lock_held_by_me(&tag, ExclusiveLock);
}

#endif							/* BOH_LOCK_H */

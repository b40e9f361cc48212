/*-------------------------------------------------------------------------
 *
 * base/announce.h
 *	  Tells caches of applications which entries to drop.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ANNOUNCE_H
#define BOH_ANNOUNCE_H

/*
 * Send NOTIFY boh_cache, '{"schema": .., "kind": .., "key": ..}' when the
 * transaction commits, once for equal arguments.  Do not use it for bookings,
 * because NOTIFY serializes commits.
 */
extern void boh_announce(Oid schema, const char *kind, const char *key);

#endif							/* BOH_ANNOUNCE_H */

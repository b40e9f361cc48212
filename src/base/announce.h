/*-------------------------------------------------------------------------
 *
 * base/announce.h
 *	  Tells caches in other processes what to forget.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ANNOUNCE_H
#define BOH_ANNOUNCE_H

/*
 * NOTIFY boh_cache, '{"schema": .., "kind": .., "key": ..}' when the transaction
 * commits; the same one is sent once.  Not for the booking path: NOTIFY
 * serialises commits.
 */
extern void boh_announce(Oid schema, const char *kind, const char *key);

#endif							/* BOH_ANNOUNCE_H */

/*-------------------------------------------------------------------------
 *
 * people/session_key.h
 *	  The keys that sign tokens, and the backend's cache of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SESSION_KEY_H
#define BOH_SESSION_KEY_H

#include "utils/timestamp.h"

#include "people/signature.h"

extern const char boh_session_keys_name[];	/* the table */

/* A row of session_keys */
typedef struct BohSessionKey
{
	uint64		serial;			/* another one each time the row is read */
	BohAlgorithm algorithm;
	EVP_PKEY   *key;
	char	   *issuer;
	char	   *audience;
	TimestampTz valid_from;
	TimestampTz valid_to;		/* DT_NOEND: no end */
} BohSessionKey;

extern void boh_session_key_init(void);

/*
 * The key of a table with this id, which may not be valid now; NULL: there is
 * none.  It can be used until the next call of this function.  Privileges are
 * not checked.
 */
extern const BohSessionKey *boh_session_key_find(Oid table, const char *kid);

/*
 * The key of a table that was found before with this serial number; NULL: it
 * is not cached any more, or the table has changed since.
 */
extern const BohSessionKey *boh_session_key_again(Oid table, uint64 serial);

extern bool boh_session_key_is_valid(const BohSessionKey *key, TimestampTz now);

#endif							/* BOH_SESSION_KEY_H */

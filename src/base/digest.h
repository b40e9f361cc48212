/*-------------------------------------------------------------------------
 *
 * base/digest.h
 *	  SHA-256.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_DIGEST_H
#define BOH_DIGEST_H

#include "postgres.h"

#include "common/cryptohash.h"

#define BOH_DIGEST_BYTES 32

/* The digest of a text.  result has BOH_DIGEST_BYTES. */
extern void boh_digest(const void *data, size_t length, uint8 *result);

/*
 * The digest of a text that comes in parts.  boh_digest_final() must follow
 * boh_digest_init() in the same subtransaction.  It is not needed after an
 * error: abort frees what the digest holds.
 */
typedef struct BohDigest
{
	pg_cryptohash_ctx *context;
} BohDigest;

extern void boh_digest_init(BohDigest *digest);
extern void boh_digest_update(BohDigest *digest, const void *data, size_t length);
extern void boh_digest_final(BohDigest *digest, uint8 *result);

#endif							/* BOH_DIGEST_H */

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

#define BOH_DIGEST_BYTES 32

/* The digest of a text.  result has BOH_DIGEST_BYTES. */
extern void boh_digest(const void *data, size_t length, uint8 *result);

/*
 * The digest of a text that comes in parts.  One must be finished before
 * another one is begun.  Nothing has to be done after an error.
 */
typedef struct BohDigest
{
	uint64		number;
} BohDigest;

extern void boh_digest_init(BohDigest *digest);
extern void boh_digest_update(BohDigest *digest, const void *data, size_t length);
extern void boh_digest_final(BohDigest *digest, uint8 *result);

#endif							/* BOH_DIGEST_H */

/*-------------------------------------------------------------------------
 *
 * people/known_token.h
 *	  The tokens that this backend has verified.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_KNOWN_TOKEN_H
#define BOH_KNOWN_TOKEN_H

#include "base/digest.h"
#include "people/token.h"

/*
 * What is kept of a token.  Its key and its times must be checked again each
 * time it is used.
 */
typedef struct BohKnownToken
{
	uint8		digest[BOH_DIGEST_BYTES];
	uint64		key;			/* serial number of the key; 0: no token */
	BohClaims	claims;
} BohKnownToken;

/* NULL: no token with this digest is known. */
extern const BohKnownToken *boh_known_token_find(const uint8 *digest);

extern void boh_known_token_keep(const uint8 *digest, uint64 key, const BohClaims *claims);

#endif							/* BOH_KNOWN_TOKEN_H */

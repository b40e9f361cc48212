/*-------------------------------------------------------------------------
 *
 * people/known_token.c
 *	  The tokens that this backend has verified.
 *
 * A client sends its token with each transaction, and verifying a signature
 * takes long.  So what a token said is kept, under the digest of the token and
 * never with the token itself.  A digest is as good as random, so its first
 * bytes say where it is kept, and a token that wants the same place takes it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "people/known_token.h"

#define KNOWN_TOKENS 1024

static BohKnownToken known_tokens[KNOWN_TOKENS];

static BohKnownToken *
place_of(const uint8 *digest)
{
	return &known_tokens[(digest[0] << 8 | digest[1]) % KNOWN_TOKENS];
}

const BohKnownToken *
boh_known_token_find(const uint8 *digest)
{
	const BohKnownToken *known = place_of(digest);

	return known->key != 0 && memcmp(known->digest, digest, BOH_DIGEST_BYTES) == 0 ? known : NULL;
}

void
boh_known_token_keep(const uint8 *digest, uint64 key, const BohClaims *claims)
{
	BohKnownToken *known = place_of(digest);

	memcpy(known->digest, digest, BOH_DIGEST_BYTES);
	known->key = key;
	known->claims = *claims;
}

/*-------------------------------------------------------------------------
 *
 * people/public_key.h
 *	  Reads public keys, as PEM (RFC 7468) or JWK (RFC 7517).
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PUBLIC_KEY_H
#define BOH_PUBLIC_KEY_H

#include "people/signature.h"

typedef enum BohKeyProblem
{
	BOH_KEY_GOOD,
	BOH_KEY_UNREADABLE,
	BOH_KEY_MISFIT,				/* for another algorithm, or another curve */
	BOH_KEY_WEAK
} BohKeyProblem;

/* true when a text holds a private or a secret key, readable or not */
extern bool boh_public_key_is_secret(const char *text);

/*
 * Read a key for an algorithm.  The caller frees it with EVP_PKEY_free(); it
 * is NULL unless the result is BOH_KEY_GOOD.
 */
extern BohKeyProblem boh_public_key_read(const char *text, BohAlgorithm algorithm,
										 EVP_PKEY **key);

#endif							/* BOH_PUBLIC_KEY_H */

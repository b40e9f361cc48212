/*-------------------------------------------------------------------------
 *
 * people/signature.h
 *	  Verifies signatures of tokens.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SIGNATURE_H
#define BOH_SIGNATURE_H

#include <openssl/types.h>

typedef enum BohAlgorithm
{
	BOH_EDDSA,					/* with Ed25519 */
	BOH_ES256,
	BOH_RS256
} BohAlgorithm;

/* The name of RFC 7518 and RFC 8037 */
extern const char *boh_algorithm_name(BohAlgorithm algorithm);

/* false: there is no algorithm of that name. */
extern bool boh_algorithm_find(const char *name, BohAlgorithm *algorithm);

/* The key must fit the algorithm.  Raises no errors. */
extern bool boh_signature_verify(BohAlgorithm algorithm, EVP_PKEY *key,
								 const uint8 *signature, size_t signature_length,
								 const char *message, size_t message_length);

#endif							/* BOH_SIGNATURE_H */

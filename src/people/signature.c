/*-------------------------------------------------------------------------
 *
 * people/signature.c
 *	  Verifies signatures of tokens.
 *
 * Whatever goes wrong in OpenSSL, the signature does not verify.  No function
 * of PostgreSQL is called while objects of OpenSSL exist, so no error can
 * leave them behind.  PostgreSQL uses OpenSSL in the same process.  So the
 * queue of errors, which is OpenSSL's own, is empty before and after.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "people/signature.h"

/* Two numbers of 32 bytes, r and s */
#define ES256_BYTES 64
#define ES256_DER_BYTES 80

static const char *const algorithm_names[] = {
	[BOH_EDDSA] = "EdDSA",
	[BOH_ES256] = "ES256",
	[BOH_RS256] = "RS256",
};

const char *
boh_algorithm_name(BohAlgorithm algorithm)
{
	return algorithm_names[algorithm];
}

bool
boh_algorithm_find(const char *name, BohAlgorithm *algorithm)
{
	for (int i = 0; i < (int) lengthof(algorithm_names); i++)
	{
		if (strcmp(name, algorithm_names[i]) == 0)
		{
			*algorithm = i;
			return true;
		}
	}
	return false;
}

/*
 * The DER form, which OpenSSL takes, of r and s as JWS has them.  Returns its
 * length; 0: it failed.
 */
static size_t
es256_der(const uint8 *signature, uint8 *der)
{
	ECDSA_SIG  *numbers = ECDSA_SIG_new();
	BIGNUM	   *r = BN_bin2bn(signature, ES256_BYTES / 2, NULL);
	BIGNUM	   *s = BN_bin2bn(signature + ES256_BYTES / 2, ES256_BYTES / 2, NULL);
	int			length = 0;

	if (numbers != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(numbers, r, s) == 1)
	{
		/* numbers owns r and s now */
		r = s = NULL;
		if (i2d_ECDSA_SIG(numbers, NULL) <= ES256_DER_BYTES)
			length = i2d_ECDSA_SIG(numbers, &der);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(numbers);
	return Max(length, 0);
}

static bool
verify(const EVP_MD *digest, EVP_PKEY *key, const uint8 *signature, size_t signature_length,
	   const char *message, size_t message_length)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool		good = context != NULL &&
	EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1 &&
	EVP_DigestVerify(context, signature, signature_length,
					 (const unsigned char *) message, message_length) == 1;

	EVP_MD_CTX_free(context);
	return good;
}

bool
boh_signature_verify(BohAlgorithm algorithm, EVP_PKEY *key,
					 const uint8 *signature, size_t signature_length,
					 const char *message, size_t message_length)
{
	uint8		der[ES256_DER_BYTES];
	bool		good = false;

	ERR_clear_error();
	switch (algorithm)
	{
		case BOH_EDDSA:
			good = verify(NULL, key, signature, signature_length, message, message_length);
			break;
		case BOH_ES256:
			if (signature_length != ES256_BYTES)
				break;
			signature_length = es256_der(signature, der);
			good = signature_length > 0 &&
				verify(EVP_sha256(), key, der, signature_length, message, message_length);
			break;
		case BOH_RS256:
			good = verify(EVP_sha256(), key, signature, signature_length, message, message_length);
			break;
	}
	ERR_clear_error();
	return good;
}

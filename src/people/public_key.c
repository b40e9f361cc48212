/*-------------------------------------------------------------------------
 *
 * people/public_key.c
 *	  Reads public keys, as PEM (RFC 7468) or JWK (RFC 7517).
 *
 * No function of PostgreSQL that can raise an error is called while objects of
 * OpenSSL exist.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#include "json/text.h"
#include "people/base64url.h"
#include "people/public_key.h"

#define ED25519_BYTES 32
#define P256_BYTES 32
#define MIN_RSA_BITS 2048
#define MAX_RSA_BITS 8192

/* A number is 65537 at least when it is odd and has 17 bits. */
#define MIN_EXPONENT_BITS 17
#define MAX_EXPONENT_BITS 64

/* Members that only private and secret keys have (RFC 7518) */
static const char *const secret_members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

static bool
is_jwk(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '{';
}

bool
boh_public_key_is_secret(const char *text)
{
	BohJsonMembers members;

	if (!is_jwk(text))
		return strstr(text, "PRIVATE KEY") != NULL;
	boh_json_members(text, strlen(text), &members);
	for (int i = 0; i < (int) lengthof(secret_members); i++)
	{
		if (boh_json_member(&members, secret_members[i]) != NULL)
			return true;
	}
	return false;
}

/*
 * PEM
 */

/* Otherwise OpenSSL would ask for a password at the terminal. */
static int
no_password(char *buffer pg_attribute_unused(), int size pg_attribute_unused(),
			int writing pg_attribute_unused(), void *argument pg_attribute_unused())
{
	return -1;
}

static EVP_PKEY *
read_pem(const char *text)
{
	BIO		   *source = BIO_new_mem_buf(text, -1);
	EVP_PKEY   *key = source == NULL ? NULL : PEM_read_bio_PUBKEY(source, NULL, no_password, NULL);

	BIO_free(source);
	return key;
}

/*
 * JWK
 */

static bool
has_string(const BohJsonMembers *members, const char *name, const char *value)
{
	const char *string = boh_json_string(members, name);

	return string != NULL && strcmp(string, value) == 0;
}

/* A member that is left out says nothing; one that is there must be this. */
static bool
may_be(const BohJsonMembers *members, const char *name, const char *value)
{
	return boh_json_member(members, name) == NULL || has_string(members, name, value);
}

/*
 * The bytes of a member, which must be of that many at most.  Returns how many
 * there are; 0: the member is missing, too long or not base64url.
 */
static int
bytes_of(const BohJsonMembers *members, const char *name, uint8 *bytes, int most)
{
	const char *string = boh_json_string(members, name);
	int			length = string == NULL ? 0 : strlen(string);
	uint8	   *decoded;
	int			count;

	if (length == 0 || length > most * 2)
		return 0;
	decoded = palloc(BOH_BASE64URL_BYTES(length));
	count = boh_base64url_decode(string, length, decoded);
	if (count <= 0 || count > most)
		return 0;
	memcpy(bytes, decoded, count);
	return count;
}

static EVP_PKEY *
make_key(const char *type, OSSL_PARAM *parameters)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY   *key = NULL;

	if (context != NULL && EVP_PKEY_fromdata_init(context) == 1)
		(void) EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
	EVP_PKEY_CTX_free(context);
	return key;
}

static EVP_PKEY *
read_ed25519(const BohJsonMembers *members)
{
	uint8		x[ED25519_BYTES];

	if (bytes_of(members, "x", x, sizeof(x)) != sizeof(x))
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, x, sizeof(x));
}

static EVP_PKEY *
read_p256(const BohJsonMembers *members)
{
	char		group[] = "prime256v1";
	uint8		point[1 + 2 * P256_BYTES] = {POINT_CONVERSION_UNCOMPRESSED};
	OSSL_PARAM	parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
		OSSL_PARAM_construct_end()
	};

	if (bytes_of(members, "x", point + 1, P256_BYTES) != P256_BYTES ||
		bytes_of(members, "y", point + 1 + P256_BYTES, P256_BYTES) != P256_BYTES)
		return NULL;
	return make_key("EC", parameters);
}

/* OpenSSL takes numbers in the byte order of the machine, JWK has the other. */
static void
to_machine_order(uint8 *bytes pg_attribute_unused(), int count pg_attribute_unused())
{
#ifndef WORDS_BIGENDIAN
	for (int i = 0; i < count / 2; i++)
	{
		uint8		byte = bytes[i];

		bytes[i] = bytes[count - 1 - i];
		bytes[count - 1 - i] = byte;
	}
#endif
}

static EVP_PKEY *
read_rsa(const BohJsonMembers *members)
{
	uint8		n[MAX_RSA_BITS / 8 + 1];
	uint8		e[MAX_EXPONENT_BITS / 8 + 1];
	int			n_count = bytes_of(members, "n", n, sizeof(n));
	int			e_count = bytes_of(members, "e", e, sizeof(e));
	OSSL_PARAM	parameters[] = {
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, n_count),
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, e_count),
		OSSL_PARAM_construct_end()
	};

	if (n_count == 0 || e_count == 0)
		return NULL;
	to_machine_order(n, n_count);
	to_machine_order(e, e_count);
	return make_key("RSA", parameters);
}

static EVP_PKEY *
read_jwk(const BohJsonMembers *members)
{
	if (has_string(members, "kty", "OKP") && has_string(members, "crv", "Ed25519"))
		return read_ed25519(members);
	if (has_string(members, "kty", "EC") && has_string(members, "crv", "P-256"))
		return read_p256(members);
	if (has_string(members, "kty", "RSA"))
		return read_rsa(members);
	return NULL;
}

/* true when a JWK itself says that it is for something else */
static bool
is_other_jwk(const BohJsonMembers *members, BohAlgorithm algorithm)
{
	return (boh_json_string(members, "kty") != NULL &&
			!has_string(members, "kty", algorithm == BOH_EDDSA ? "OKP" :
						algorithm == BOH_ES256 ? "EC" : "RSA")) ||
		(boh_json_string(members, "crv") != NULL &&
		 !has_string(members, "crv", algorithm == BOH_EDDSA ? "Ed25519" : "P-256")) ||
		!may_be(members, "alg", boh_algorithm_name(algorithm)) ||
		!may_be(members, "use", "sig");
}

/*
 * Whether a key fits
 */

static bool
is_p256(const EVP_PKEY *key)
{
	char		group[32];
	int			is_explicit = 0;

	return EVP_PKEY_is_a(key, "EC") &&
		EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) == 1 &&
		strcmp(group, "prime256v1") == 0 &&
	/* a curve that is spelled out may be like P-256, but with another base */
		(EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
								&is_explicit) != 1 || is_explicit == 0);
}

static bool
fits(const EVP_PKEY *key, BohAlgorithm algorithm)
{
	switch (algorithm)
	{
		case BOH_EDDSA:
			return EVP_PKEY_is_a(key, "ED25519");
		case BOH_ES256:
			return is_p256(key);
		case BOH_RS256:
			return EVP_PKEY_is_a(key, "RSA");
	}
	return false;
}

/*
 * Whether a key is strong
 */

/*
 * Ed25519 has eight points of small order, which no honest key is.  With one
 * as the key, everybody can sign.  These are all encodings of them, without
 * the highest bit.
 */
static bool
is_small_order(const EVP_PKEY *key)
{
	static const uint8 points[][ED25519_BYTES] = {
		{0x00},
		{0x01},
		{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
		0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
		{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
		0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
		{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
		{0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
		{0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
	};
	uint8		point[ED25519_BYTES];
	size_t		length = sizeof(point);

	if (EVP_PKEY_get_raw_public_key(key, point, &length) != 1 || length != sizeof(point))
		return true;
	point[ED25519_BYTES - 1] &= 0x7f;
	for (int i = 0; i < (int) lengthof(points); i++)
	{
		if (memcmp(point, points[i], sizeof(point)) == 0)
			return true;
	}
	return false;
}

/* With 1 as the exponent everybody can sign; 3 has a history of attacks. */
static bool
has_strong_exponent(const EVP_PKEY *key)
{
	BIGNUM	   *exponent = NULL;
	bool		strong = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 &&
	BN_is_odd(exponent) &&
	BN_num_bits(exponent) >= MIN_EXPONENT_BITS && BN_num_bits(exponent) <= MAX_EXPONENT_BITS;

	BN_free(exponent);
	return strong;
}

/* What OpenSSL itself checks: a point is on its curve, a modulus is no prime. */
static bool
is_sound(EVP_PKEY *key)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	bool		sound = context != NULL && EVP_PKEY_public_check(context) == 1;

	EVP_PKEY_CTX_free(context);
	return sound;
}

static bool
is_strong(EVP_PKEY *key, BohAlgorithm algorithm)
{
	if (algorithm == BOH_EDDSA && is_small_order(key))
		return false;
	if (algorithm == BOH_RS256 &&
		(EVP_PKEY_get_bits(key) < MIN_RSA_BITS || EVP_PKEY_get_bits(key) > MAX_RSA_BITS ||
		 !has_strong_exponent(key)))
		return false;
	return is_sound(key);
}

BohKeyProblem
boh_public_key_read(const char *text, BohAlgorithm algorithm, EVP_PKEY **key)
{
	BohKeyProblem problem = BOH_KEY_GOOD;
	BohJsonMembers members;
	bool		jwk = is_jwk(text);

	*key = NULL;
	if (jwk && !boh_json_members(text, strlen(text), &members))
		return BOH_KEY_UNREADABLE;
	if (jwk && is_other_jwk(&members, algorithm))
		return BOH_KEY_MISFIT;
	ERR_clear_error();
	*key = jwk ? read_jwk(&members) : read_pem(text);
	if (*key == NULL)
		problem = BOH_KEY_UNREADABLE;
	else if (!fits(*key, algorithm))
		problem = BOH_KEY_MISFIT;
	else if (!is_strong(*key, algorithm))
		problem = BOH_KEY_WEAK;
	ERR_clear_error();
	if (problem != BOH_KEY_GOOD)
	{
		EVP_PKEY_free(*key);
		*key = NULL;
	}
	return problem;
}

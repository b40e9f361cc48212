/*-------------------------------------------------------------------------
 *
 * base/digest.c
 *	  SHA-256.
 *
 * PostgreSQL's own functions are used, not OpenSSL's: PostgreSQL remembers
 * what they allocate, and frees it after an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/digest.h"

BOH_NORETURN static void fail(BohDigest *digest);

/*
 * The log does not get the statement, nor the context, because both may
 * contain what is digested: a token, for example.
 */
static void
fail(BohDigest *digest)
{
	const char *reason = pg_cryptohash_error(digest->context);

	pg_cryptohash_free(digest->context);
	ereport(ERROR,
			(errcode(ERRCODE_INTERNAL_ERROR),
			 errmsg_internal("could not compute SHA-256: %s", reason),
			 errhidestmt(true),
			 errhidecontext(true)));
}

void
boh_digest_init(BohDigest *digest)
{
	digest->context = pg_cryptohash_create(PG_SHA256);
	if (digest->context == NULL || pg_cryptohash_init(digest->context) < 0)
		fail(digest);
}

void
boh_digest_update(BohDigest *digest, const void *data, size_t length)
{
	if (pg_cryptohash_update(digest->context, data, length) < 0)
		fail(digest);
}

void
boh_digest_final(BohDigest *digest, uint8 *result)
{
	if (pg_cryptohash_final(digest->context, result, BOH_DIGEST_BYTES) < 0)
		fail(digest);
	pg_cryptohash_free(digest->context);
}

void
boh_digest(const void *data, size_t length, uint8 *result)
{
	BohDigest	digest;

	boh_digest_init(&digest);
	boh_digest_update(&digest, data, length);
	boh_digest_final(&digest, result);
}

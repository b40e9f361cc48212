/*-------------------------------------------------------------------------
 *
 * base/digest.c
 *	  SHA-256.
 *
 * PostgreSQL's functions look the algorithm up anew for each digest, which
 * takes longer than to digest a short text.  So OpenSSL's are used, with one
 * context that is never freed.  After an error it is simply begun again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/compat.h"
#include "base/digest.h"

static EVP_MD_CTX *context = NULL;
static EVP_MD *sha256 = NULL;

/* Digests that were begun; the context is for the last one. */
static uint64 begun = 0;

BOH_NORETURN static void fail(void);

/*
 * The log does not get the statement, nor the context, because both may
 * contain what is digested: a token, for example.
 */
static void
fail(void)
{
	unsigned long code = ERR_get_error();
	const char *reason = code == 0 ? NULL : ERR_reason_error_string(code);

	ERR_clear_error();
	ereport(ERROR,
			(errcode(ERRCODE_INTERNAL_ERROR),
			 errmsg_internal("could not compute SHA-256: %s", reason == NULL ? "out of memory" : reason),
			 errhidestmt(true),
			 errhidecontext(true)));
}

static void
prepare(void)
{
	if (context == NULL)
		context = EVP_MD_CTX_new();
	if (sha256 == NULL)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (context == NULL || sha256 == NULL)
		fail();
}

void
boh_digest_init(BohDigest *digest)
{
	prepare();
	if (EVP_DigestInit_ex(context, sha256, NULL) != 1)
		fail();
	digest->number = ++begun;
}

static void
check_current(const BohDigest *digest)
{
	if (digest->number != begun)
		elog(ERROR, "another digest was begun before this one was finished");
}

void
boh_digest_update(BohDigest *digest, const void *data, size_t length)
{
	check_current(digest);
	if (EVP_DigestUpdate(context, data, length) != 1)
		fail();
}

void
boh_digest_final(BohDigest *digest, uint8 *result)
{
	check_current(digest);
	if (EVP_DigestFinal_ex(context, result, NULL) != 1)
		fail();
}

void
boh_digest(const void *data, size_t length, uint8 *result)
{
	BohDigest	digest;

	boh_digest_init(&digest);
	boh_digest_update(&digest, data, length);
	boh_digest_final(&digest, result);
}

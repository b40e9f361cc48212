/*-------------------------------------------------------------------------
 *
 * people/token.h
 *	  Reads JSON Web Tokens (RFC 7519, RFC 7515).
 *
 * The functions return NULL when a token is good so far, and otherwise why it
 * is refused, in words for the server's log.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_TOKEN_H
#define BOH_TOKEN_H

#include "nodes/pg_list.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

#define BOH_TOKEN_MAX_BYTES 8192

typedef struct BohToken
{
	/* encoded header and payload with the point between them */
	const char *signed_text;
	int			signed_length;
	uint8	   *signature;
	int			signature_length;
	const char *payload;		/* encoded */
	int			payload_length;
	char	   *algorithm;		/* as the header has it */
	char	   *key_id;
} BohToken;

typedef struct BohClaims
{
	pg_uuid_t	subject;
	TimestampTz expires_at;
	TimestampTz not_before;		/* DT_NOBEGIN: the token does not say */
} BohClaims;

/*
 * Take a token apart, and read its header.  The caller has seen that it is not
 * too long.
 */
extern const char *boh_token_open(const char *text, int length, BohToken *token);

/*
 * Read the payload, once the signature is verified.  The token must be from
 * issuer and for audience.
 */
extern const char *boh_token_claims(const BohToken *token, const char *issuer,
									const char *audience, BohClaims *claims);

/* Whether a token with these claims is valid at that time */
extern const char *boh_token_time(const BohClaims *claims, TimestampTz now);

#endif							/* BOH_TOKEN_H */

/*-------------------------------------------------------------------------
 *
 * people/token.c
 *	  Reads JSON Web Tokens (RFC 7519, RFC 7515).
 *
 * A token comes from outside and may be anything.  So it is read with the
 * rules of RFC 8725, and more strictly where that costs honest clients
 * nothing: nothing is skipped, repaired or guessed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "mb/pg_wchar.h"
#include "utils/fmgrprotos.h"

#include "base/uuid.h"
#include "json/text.h"
#include "people/base64url.h"
#include "people/token.h"

#define MAX_LIFETIME (INT64CONST(15) * SECS_PER_MINUTE * USECS_PER_SEC)

/* Seconds since 1970; the year is about 5138. */
#define MAX_NUMERIC_DATE 1e11

/*
 * Read an object of JSON in UTF-8.  The members are in the encoding of the
 * database, because they are compared with values that it stores.  Characters
 * which that encoding lacks raise an error of PostgreSQL, and so do bytes that
 * are not UTF-8; every token that is refused must look the same.
 */
static bool
read_members(const char *json, int length, BohJsonMembers *members)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool good = false;

	PG_TRY();
	{
		char	   *text = pg_any_to_server(json, length, PG_UTF8);

		good = boh_json_members(text, text == json ? length : (int) strlen(text), members);
	}
	PG_CATCH();
	{
		ErrorData  *error;
		int			category;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		category = ERRCODE_TO_CATEGORY(error->sqlerrcode);
		if (category != ERRCODE_DATA_EXCEPTION && category != ERRCODE_FEATURE_NOT_SUPPORTED)
			PG_RE_THROW();
		FlushErrorState();
		FreeErrorData(error);
	}
	PG_END_TRY();
	return good;
}

static bool
decode_members(const char *text, int length, BohJsonMembers *members)
{
	uint8	   *bytes = palloc(BOH_BASE64URL_BYTES(length));
	int			count = boh_base64url_decode(text, length, bytes);

	return count >= 0 && read_members((char *) bytes, count, members);
}

/*
 * Header
 */

/* A token of another type must not pass for one that signs a person in. */
static bool
is_type_of_ours(const BohJsonMembers *header)
{
	const char *type = boh_json_string(header, "typ");

	return boh_json_member(header, "typ") == NULL ||
		(type != NULL && (pg_strcasecmp(type, "JWT") == 0 || pg_strcasecmp(type, "at+jwt") == 0));
}

static const char *
read_header(const char *text, int length, BohToken *token)
{
	BohJsonMembers header;

	if (!decode_members(text, length, &header))
		return "its header is not a JSON object in base64url";
	if (!is_type_of_ours(&header))
		return "its type (typ) is not JWT or at+jwt";
	if (boh_json_member(&header, "crit") != NULL)
		return "its header demands extensions (crit)";
	token->algorithm = boh_json_string(&header, "alg");
	token->key_id = boh_json_string(&header, "kid");
	if (token->algorithm == NULL || token->key_id == NULL)
		return "its header names no algorithm (alg) or no key (kid)";
	return NULL;
}

const char *
boh_token_open(const char *text, int length, BohToken *token)
{
	static const char wrong_parts[] = "it does not have three parts in base64url";
	const char *end = text +length;
	const char *first;
	const char *second;

	first = memchr(text, '.', length);
	second = first == NULL ? NULL : memchr(first + 1, '.', end - first - 1);
	if (second == NULL || memchr(second + 1, '.', end - second - 1) != NULL)
		return wrong_parts;
	token->signed_text = text;
	token->signed_length = second - text;

	token->payload = first + 1;
	token->payload_length = second - first - 1;
	token->signature = palloc(BOH_BASE64URL_BYTES(end - second - 1));
	token->signature_length = boh_base64url_decode(second + 1, end - second - 1, token->signature);
	if (token->signature_length <= 0)
		return wrong_parts;
	return read_header(text, first - text, token);
}

/*
 * Claims
 */

static bool
is_for(const BohJsonMember *audience, const char *name)
{
	ListCell   *cell;

	if (audience == NULL || audience->has_others)
		return false;
	if (audience->type == JSON_TOKEN_STRING)
		return strcmp(audience->text, name) == 0;
	foreach(cell, audience->strings)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}

/* Times that are out of range become the first or the last one that is not. */
static bool
read_time(const BohJsonMember *member, TimestampTz *time)
{
	double		seconds;

	if (member->type != JSON_TOKEN_NUMBER)
		return false;
	seconds = Min(Max(strtod(member->text, NULL), 0), MAX_NUMERIC_DATE);
	*time = (TimestampTz) rint(seconds * USECS_PER_SEC) -
		(TimestampTz) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;
	return true;
}

static const char *
read_times(const BohJsonMembers *payload, BohClaims *claims)
{
	const BohJsonMember *expires_at = boh_json_member(payload, "exp");
	const BohJsonMember *not_before = boh_json_member(payload, "nbf");

	claims->not_before = DT_NOBEGIN;
	if (expires_at == NULL || !read_time(expires_at, &claims->expires_at))
		return "its end (exp) is missing or no number";
	if (not_before != NULL && !read_time(not_before, &claims->not_before))
		return "its beginning (nbf) is no number";
	return NULL;
}

const char *
boh_token_claims(const BohToken *token, const char *issuer, const char *audience,
				 BohClaims *claims)
{
	BohJsonMembers payload;
	const char *from;
	const char *subject;

	if (!decode_members(token->payload, token->payload_length, &payload))
		return "its payload is not a JSON object in base64url";
	from = boh_json_string(&payload, "iss");
	if (from == NULL || strcmp(from, issuer) != 0)
		return "its issuer (iss) is not that of the key";
	if (!is_for(boh_json_member(&payload, "aud"), audience))
		return "its audience (aud) is not that of the key";
	subject = boh_json_string(&payload, "sub");
	if (subject == NULL || !boh_uuid_is_valid(subject, strlen(subject)))
		return "its subject (sub) is not a UUID";
	claims->subject = *DatumGetUUIDP(DirectFunctionCall1(uuid_in, CStringGetDatum(subject)));
	return read_times(&payload, claims);
}

/*
 * No time is added for clocks that differ: whoever issues tokens can set nbf
 * back, and exp comes soon anyway.
 */
const char *
boh_token_time(const BohClaims *claims, TimestampTz now)
{
	if (claims->expires_at <= now)
		return "it has expired (exp)";
	if (claims->expires_at > now + MAX_LIFETIME)
		return "its end (exp) is more than 15 minutes ahead";
	if (claims->not_before > now)
		return "it is not valid yet (nbf)";
	return NULL;
}

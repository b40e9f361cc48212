/*-------------------------------------------------------------------------
 *
 * people/session.c
 *	  boh_set_session(), and the functions that ask who is signed in.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "access/xact.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "tcop/pquery.h"
#include "utils/acl.h"
#include "utils/builtins.h"

#include "base/caller.h"
#include "base/context.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/row_security.h"
#include "base/session.h"
#include "people/known_token.h"
#include "people/session_key.h"
#include "people/token.h"
#include "people/user.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_set_session);
PG_FUNCTION_INFO_V1(boh_set_session_user);
PG_FUNCTION_INFO_V1(boh_session_user);
PG_FUNCTION_INFO_V1(boh_session_role);

/* Columns of the result */
#define SESSION_COLUMNS 3

/*
 * Tokens
 */

BOH_NORETURN static void refuse(const char *reason);

/* All tokens that are not valid get this one error. */
static void
refuse(const char *reason)
{
	boh_raise_without_reason(BOH_SESSION_REFUSED,
							 psprintf("The token is refused: %s.", reason));
}

static void
refuse_unless_null(const char *reason)
{
	if (reason != NULL)
		refuse(reason);
}

/* Does its key still count, and is it still valid? */
static bool
is_still_good(const BohKnownToken *known, Oid keys, TimestampTz now)
{
	const BohSessionKey *key = boh_session_key_again(keys, known->key);

	return key != NULL && boh_session_key_is_valid(key, now) &&
		boh_token_time(&known->claims, now) == NULL;
}

static const BohSessionKey *
find_key(const BohToken *token, Oid keys, TimestampTz now)
{
	const BohSessionKey *key = boh_session_key_find(keys, token->key_id);

	if (key == NULL)
		refuse("session_keys has no such key (kid)");
	if (!boh_session_key_is_valid(key, now))
		refuse("its key (kid) is not valid now");
	if (strcmp(token->algorithm, boh_algorithm_name(key->algorithm)) != 0)
		refuse("its algorithm (alg) is not that of the key");
	return key;
}

static void
verify_token(const char *text, int length, Oid keys, TimestampTz now,
			 const uint8 *digest, BohClaims *claims)
{
	BohToken	token;
	const BohSessionKey *key;

	refuse_unless_null(boh_token_open(text, length, &token));
	key = find_key(&token, keys, now);
	if (!boh_signature_verify(key->algorithm, key->key, token.signature, token.signature_length,
							  token.signed_text, token.signed_length))
		refuse("its signature does not verify");
	refuse_unless_null(boh_token_claims(&token, key->issuer, key->audience, claims));
	refuse_unless_null(boh_token_time(claims, now));
	boh_known_token_keep(digest, key->serial, claims);
}

/* What a token claims, unless it is refused. */
static BohClaims
read_token(Datum token, Oid keys)
{
	TimestampTz now = GetCurrentTimestamp();
	uint8		digest[BOH_DIGEST_BYTES];
	const BohKnownToken *known;
	BohClaims	claims;
	text	   *value;
	int			length;

	if (toast_raw_datum_size(token) - VARHDRSZ > BOH_TOKEN_MAX_BYTES)
		refuse("it is too long");
	value = DatumGetTextPP(token);
	length = VARSIZE_ANY_EXHDR(value);
	boh_digest(VARDATA_ANY(value), length, digest);
	known = boh_known_token_find(digest);
	if (known != NULL && is_still_good(known, keys, now))
		return known->claims;
	verify_token(VARDATA_ANY(value), length, keys, now, digest, &claims);
	return claims;
}

/*
 * Roles
 */

/* A role that was added to the enum gives no rights but those of a user. */
static BohSessionRole
find_role(const char *label)
{
	for (int i = BOH_SESSION_USER; i <= BOH_SESSION_ADMIN; i++)
	{
		if (strcmp(label, boh_session_role_name(i)) == 0)
			return i;
	}
	return BOH_SESSION_USER;
}

/*
 * Sign a person in, with the role that they have now.  Through a role with the
 * profile app, an ADMIN acts as an ORGANIZER.  false: there is no such user, or
 * the account is deleted.
 */
static bool
sign_in(BohSession *session, const pg_uuid_t *person)
{
	char	   *label = boh_user_role(session->schema, person);

	if (label == NULL)
		return false;
	session->user = *person;
	session->role = find_role(label);
	if (session->role == BOH_SESSION_ADMIN &&
		BOH_HAS_PROFILE(boh_profiles(session->schema), PROFILE_APP))
		session->role = BOH_SESSION_ORGANIZER;
	return true;
}

/*
 * Warnings
 */

/*
 * true when the query that the client sent calls the function itself, not by
 * way of another function
 */
static bool
is_called_by_client(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	return ActivePortal != NULL && ActivePortal->queryDesc != NULL &&
		result->econtext->ecxt_estate == ActivePortal->queryDesc->estate;
}

/*
 * As for SET LOCAL.  A function, or a block of PL/pgSQL, may go on with the
 * session, and is not warned.
 */
static void
warn_of_no_transaction(FunctionCallInfo fcinfo)
{
	if (IsTransactionBlock() || !is_called_by_client(fcinfo))
		return;
	ereport(WARNING,
			(errcode(ERRCODE_NO_ACTIVE_SQL_TRANSACTION),
			 errmsg("boh_set_session() can only be used in transaction blocks"),
			 errhint("Begin a transaction first: the session ends with it, and this one has ended already."),
			 errhidestmt(true)));
}

/*
 * An application that connects as a role that no policy concerns would believe
 * that its users are kept apart.
 */
static void
warn_of_bypass(Oid users)
{
	static bool warned = false;
	Oid			role = GetOuterUserId();

	if (warned || !boh_bypasses_policies(users, role))
		return;
	warned = true;
	ereport(WARNING,
			(errmsg("row-level security does not concern role \"%s\", whoever is signed in",
					GetUserNameFromId(role, false)),
			 errdetail(superuser_arg(role) ? "It is a superuser." :
					   has_privs_of_role(role, boh_table_owner(users)) ?
					   "It has the rights of the owner of the tables." : "It has BYPASSRLS."),
			 errhint("Let the application connect as a role without such rights."),
			 errhidestmt(true)));
}

/* Without context, which could repeat the token */
static void
warn(FunctionCallInfo fcinfo, Oid users)
{
	ErrorContextCallback *context = error_context_stack;

	error_context_stack = NULL;
	warn_of_no_transaction(fcinfo);
	warn_of_bypass(users);
	error_context_stack = context;
}

/*
 * Functions
 */

/*
 * The function returns its one row as a value instead of a set, which
 * PostgreSQL allows and which costs less.  So does the caller's descriptor.
 */
static Datum
form_result(FunctionCallInfo fcinfo, const BohSession *session, TimestampTz expires_at)
{
	bool		anonymous = session->role == BOH_SESSION_ANONYMOUS;
	Datum		values[SESSION_COLUMNS];
	bool		nulls[SESSION_COLUMNS] = {anonymous, false, anonymous};
	TupleDesc	descriptor = BlessTupleDesc(((ReturnSetInfo *) fcinfo->resultinfo)->expectedDesc);

	if (descriptor->natts != SESSION_COLUMNS)
		elog(ERROR, "result has %d columns instead of %d", descriptor->natts, SESSION_COLUMNS);
	values[0] = UUIDPGetDatum(&session->user);
	values[1] = CStringGetTextDatum(boh_session_role_name(session->role));
	values[2] = TimestampTzGetDatum(expires_at);
	return HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls));
}

Datum
boh_set_session(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	BohSession	session = {
		.schema = schema,
		.users = boh_table(schema, "users"),
		.role = BOH_SESSION_ANONYMOUS
	};
	BohClaims	claims = {0};

	if (!PG_ARGISNULL(0))
	{
		claims = read_token(PG_GETARG_DATUM(0), boh_table(schema, boh_session_keys_name));
		if (!sign_in(&session, &claims.subject))
			refuse("its subject (sub) is no user, or the account is deleted");
	}
	boh_session_set(&session);
	warn(fcinfo, session.users);
	return form_result(fcinfo, &session, claims.expires_at);
}

/* The session of the schema whose table users is the argument; NULL: of any. */
static const BohSession *
session_of_argument(FunctionCallInfo fcinfo)
{
	const BohSession *session = boh_session_get();

	if (session == NULL)
		return NULL;
	return boh_session_for(PG_ARGISNULL(0) ? session->users : PG_GETARG_OID(0), BOH_SESSION_USER);
}

Datum
boh_session_user(PG_FUNCTION_ARGS)
{
	const BohSession *session = session_of_argument(fcinfo);
	pg_uuid_t  *user;

	if (session == NULL)
		PG_RETURN_NULL();
	user = palloc(sizeof(pg_uuid_t));
	*user = session->user;
	PG_RETURN_UUID_P(user);
}

Datum
boh_session_role(PG_FUNCTION_ARGS)
{
	const BohSession *session = session_of_argument(fcinfo);

	PG_RETURN_TEXT_P(cstring_to_text(boh_session_role_name(session == NULL ? BOH_SESSION_ANONYMOUS :
														   session->role)));
}

Datum
boh_set_session_user(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	BohSession	session = {
		.schema = schema,
		.users = boh_table(schema, "users"),
		.role = BOH_SESSION_ANONYMOUS
	};

	boh_require_profile(schema, PROFILE_TRUSTED);
	if (!PG_ARGISNULL(0) && !sign_in(&session, PG_GETARG_UUID_P(0)))
		boh_raise_not_found(schema, "users", "user", PG_GETARG_UUID_P(0));
	boh_session_set(&session);
	PG_RETURN_BOOL(session.role != BOH_SESSION_ANONYMOUS);
}

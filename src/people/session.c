/*-------------------------------------------------------------------------
 *
 * people/session.c
 *	  Functions for the session of a transaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "base/session.h"

PG_FUNCTION_INFO_V1(boh_session_user);
PG_FUNCTION_INFO_V1(boh_session_role);

static const char *const role_names[] = {
	[BOH_SESSION_ANONYMOUS] = "ANONYMOUS",
	[BOH_SESSION_USER] = "USER",
	[BOH_SESSION_ORGANIZER] = "ORGANIZER",
	[BOH_SESSION_ADMIN] = "ADMIN",
};

/*
 * The session of the schema whose table users is the argument, or of any for
 * NULL.  Policies call this for each row, so that no catalog is read.  NULL:
 * nobody is signed in.
 */
static const BohSession *
session_of_argument(FunctionCallInfo fcinfo)
{
	const BohSession *session = boh_session_get();

	if (session == NULL || session->role == BOH_SESSION_ANONYMOUS ||
		(!PG_ARGISNULL(0) && session->users != PG_GETARG_OID(0)))
		return NULL;
	return session;
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

	PG_RETURN_TEXT_P(cstring_to_text(role_names[session == NULL ? BOH_SESSION_ANONYMOUS :
												session->role]));
}

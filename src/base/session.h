/*-------------------------------------------------------------------------
 *
 * base/session.h
 *	  The session of the running transaction: for which person it runs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SESSION_H
#define BOH_SESSION_H

#include "utils/uuid.h"

/* Values of users.role, and the lack of one; each has more rights */
typedef enum BohSessionRole
{
	BOH_SESSION_ANONYMOUS,
	BOH_SESSION_USER,
	BOH_SESSION_ORGANIZER,
	BOH_SESSION_ADMIN
} BohSessionRole;

/*
 * A session is proved by a key of one data schema, and counts for that schema
 * alone: the setting boh.schema, which any client can change, may name a
 * schema in which the client is an administrator.
 */
typedef struct BohSession
{
	Oid			schema;
	Oid			users;			/* the table users of that schema */
	BohSessionRole role;
	pg_uuid_t	user;			/* unless role is BOH_SESSION_ANONYMOUS */
} BohSession;

extern void boh_session_init(void);

/*
 * Set the session until the transaction ends, or the subtransaction is rolled
 * back.
 */
extern void boh_session_set(const BohSession *session);

/* The session, of whatever schema; NULL: none was set. */
extern const BohSession *boh_session_get(void);

/*
 * The session of the data schema whose table users is the argument.  NULL: the
 * person's role is lower than asked, or nobody is signed in.  Policies call
 * this for each row, so no catalog is read.
 */
extern const BohSession *boh_session_for(Oid users, BohSessionRole lowest);

/* The person signed in to a data schema; false: nobody. */
extern bool boh_session_person(Oid schema, pg_uuid_t *user);

extern BohSessionRole boh_session_role_now(Oid schema);

/* ANONYMOUS, or the value of users.role */
extern const char *boh_session_role_name(BohSessionRole role);

#endif							/* BOH_SESSION_H */

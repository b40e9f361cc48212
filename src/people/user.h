/*-------------------------------------------------------------------------
 *
 * people/user.h
 *	  Tells whether a user may book, and which role a user has.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_USER_H
#define BOH_USER_H

#include "utils/uuid.h"

typedef enum UserState
{
	USER_MISSING,
	USER_OPEN,
	USER_DELETED
} UserState;

/*
 * Lock the user FOR KEY SHARE, as the foreign key of a booking will do when
 * the booking is inserted.  Does nothing when there is no such user, because
 * the foreign key raises the error.
 */
extern void boh_user_keep(Oid schema, const pg_uuid_t *user);

extern UserState boh_user_state(Oid schema, const pg_uuid_t *user);

/*
 * The label of the role that the user has now, at every isolation level; NULL:
 * there is no such user, or the account is deleted.
 */
extern char *boh_user_role(Oid schema, const pg_uuid_t *user);

#endif							/* BOH_USER_H */

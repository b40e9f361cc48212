/*-------------------------------------------------------------------------
 *
 * people/user.h
 *	  Whether a user may book.
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
 * Lock the user FOR KEY SHARE, as the foreign key does when the row is
 * inserted; one who is missing is left to the foreign key.
 */
extern void boh_user_keep(Oid schema, const pg_uuid_t *user);

extern UserState boh_user_state(Oid schema, const pg_uuid_t *user);

#endif							/* BOH_USER_H */

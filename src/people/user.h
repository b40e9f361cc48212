/*-------------------------------------------------------------------------
 *
 * people/user.h
 *	  Users: the form of their addresses and hashes, whether they may book, and
 *	  which role they have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_USER_H
#define BOH_USER_H

#include "utils/uuid.h"

/* Longer addresses are left to the constraint. */
#define BOH_MAX_EMAIL_BYTES 1024

/* The form in which an address is stored.  It must not be longer than that. */
extern char *boh_user_email(const char *email);

/* The cost of a bcrypt hash, within the limits for new hashes */
extern int	boh_bcrypt_cost(const char *hash);

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

/*
 * Raise BH051 unless another user is an ADMIN whose account is open, and let
 * nobody remove that one before the transaction ends.
 */
extern void boh_user_require_other_admin(Oid schema, const pg_uuid_t *user);

#endif							/* BOH_USER_H */

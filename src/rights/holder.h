/*-------------------------------------------------------------------------
 *
 * rights/holder.h
 *	  The roles that have profiles in a data schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HOLDER_H
#define BOH_HOLDER_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "rights/profile_set.h"

/* Stands for every role in role_profiles; no role can have this name. */
#define BOH_EVERYBODY "public"

/* A row of role_profiles whose role exists */
typedef struct BohHolder
{
	Oid			oid;			/* ACL_ID_PUBLIC for everybody */
	BohProfile	profile;
	bool		keeps_privileges;
} BohHolder;

/*
 * The rows of role_profiles whose roles exist, as a list of BohHolder.  Needs
 * an SPI connection.
 */
extern List *boh_holders(Oid schema);

/*
 * true when a role has the profile of a holder: it is the holder, it inherits
 * the privileges of the holder, or the holder is everybody
 */
extern bool boh_has_profile_of(Oid role, const BohHolder *holder);

/*
 * The roles that the policies of a profile for a table should name: the
 * table's owner, and the roles that have the profile.
 */
extern List *boh_holders_of(List *holders, Oid table, BohProfile profile);

/* A role as a statement names it; ACL_ID_PUBLIC stands for everybody. */
extern const char *boh_quoted_role(Oid role);

/* The quoted names of roles, with commas between */
extern char *boh_role_names(List *roles);

#endif							/* BOH_HOLDER_H */

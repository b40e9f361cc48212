/*-------------------------------------------------------------------------
 *
 * rights/profile.h
 *	  What a role may do at most: the profiles that boh_grant() gave it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PROFILE_H
#define BOH_PROFILE_H

#include "postgres.h"

#include "rights/profile_set.h"

extern void boh_profile_init(void);

/*
 * The profiles of the current role, and of the roles whose privileges it
 * inherits, in a data schema.
 */
extern BohProfileSet boh_profiles(Oid schema);

/* true when the rules for people concern the current role */
extern bool boh_limited_to_people(BohProfileSet profiles);

/*
 * true when the current role is that of a payment service: it confirms and
 * refunds bookings, and does no more.
 */
extern bool boh_limited_to_payments(BohProfileSet profiles);

/* true for an ADMIN who is signed in through a role with the profile admin */
extern bool boh_acts_as_admin(Oid schema, BohProfileSet profiles);

/* Raises 42501 unless the current role has the profile or is unlimited. */
extern void boh_require_profile(Oid schema, BohProfile profile);

/* Forget what is cached, here and in other backends after the commit. */
extern void boh_profiles_changed(Oid schema);

#endif							/* BOH_PROFILE_H */

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

typedef enum BohProfile
{
	PROFILE_SITE,				/* nobody's rows: functions that read what is
								 * published */
	PROFILE_APP,				/* people up to ORGANIZER */
	PROFILE_ADMIN,				/* people up to ADMIN */
	PROFILE_AUTH,				/* log-in and sign-up */
	PROFILE_PAYMENTS,			/* confirms and refunds bookings */
	PROFILE_MAINTENANCE,		/* expiry, completion, lanes, purge */
	PROFILE_REPORTING,			/* reads all rows without personal columns */
	PROFILE_AUDITOR,			/* reads the audit */
	PROFILE_TRUSTED,			/* may call boh_set_session_user() */
	PROFILE_SERVICE,			/* all rows; keeps people apart itself */
	PROFILES
} BohProfile;

/* A set of profiles, by bit */
typedef uint32 BohProfileSet;

#define BOH_HAS_PROFILE(set, profile) (((set) & ((BohProfileSet) 1 << (profile))) != 0)

/* In the set of a role that policies do not concern: it may do everything */
#define BOH_UNLIMITED ((BohProfileSet) 1 << 31)

extern void boh_profile_init(void);

/* The name of a profile, as boh_grant() takes it */
extern const char *boh_profile_name(BohProfile profile);

/* false: there is no profile of that name. */
extern bool boh_profile_named(const char *name, BohProfile *profile);

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

/* Stands for every role, as in GRANT; no role can have this name. */
#define BOH_EVERYBODY "public"

/*
 * true when a role has the profiles that role_profiles gives to a name: that
 * of the role itself, of one whose privileges it inherits, or of everybody
 */
extern bool boh_has_profiles_of(Oid role, const char *name);

/* Forget what is cached, here and in other backends after the commit. */
extern void boh_profiles_changed(Oid schema);

#endif							/* BOH_PROFILE_H */

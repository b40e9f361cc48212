/*-------------------------------------------------------------------------
 *
 * rights/profile_set.h
 *	  The profiles, their names, and sets of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PROFILE_SET_H
#define BOH_PROFILE_SET_H

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

/* The name of a profile, as boh_grant() takes it */
extern const char *boh_profile_name(BohProfile profile);

/* false: there is no profile of that name. */
extern bool boh_profile_named(const char *name, BohProfile *profile);

#endif							/* BOH_PROFILE_SET_H */

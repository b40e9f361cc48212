/*-------------------------------------------------------------------------
 *
 * rights/profile_set.c
 *	  The profiles, their names, and sets of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "rights/profile_set.h"

static const char *const names[PROFILES] = {
	[PROFILE_SITE] = "site",
	[PROFILE_APP] = "app",
	[PROFILE_ADMIN] = "admin",
	[PROFILE_AUTH] = "auth",
	[PROFILE_PAYMENTS] = "payments",
	[PROFILE_MAINTENANCE] = "maintenance",
	[PROFILE_REPORTING] = "reporting",
	[PROFILE_AUDITOR] = "auditor",
	[PROFILE_TRUSTED] = "trusted",
	[PROFILE_SERVICE] = "service"
};

const char *
boh_profile_name(BohProfile profile)
{
	return names[profile];
}

bool
boh_profile_named(const char *name, BohProfile *profile)
{
	for (int i = 0; i < PROFILES; i++)
	{
		if (strcmp(names[i], name) == 0)
		{
			*profile = (BohProfile) i;
			return true;
		}
	}
	return false;
}

/*-------------------------------------------------------------------------
 *
 * audit/auditor.c
 *	  Who may read the audit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "audit/auditor.h"
#include "base/caller.h"
#include "people/profile.h"

void
boh_require_auditor(Oid schema)
{
	BohProfileSet profiles = boh_profiles(schema);

	if ((profiles & BOH_UNLIMITED) != 0)
		boh_require_privilege(schema, "audit_logs", ACL_SELECT);
	else if (!boh_acts_as_admin(schema, profiles))
		boh_require_profile(schema, PROFILE_AUDITOR);
}

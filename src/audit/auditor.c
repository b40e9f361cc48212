/*-------------------------------------------------------------------------
 *
 * audit/auditor.c
 *	  Who may read the audit.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "audit/auditor.h"
#include "rights/profile.h"

void
boh_require_auditor(Oid schema)
{
	if (!boh_acts_as_admin(schema, boh_profiles(schema)))
		boh_require_profile(schema, PROFILE_AUDITOR);
}

/*-------------------------------------------------------------------------
 *
 * monitoring/watcher.c
 *	  Who may watch a data schema.
 *
 * Metrics have sums, among them the revenue, but no word about any person.  So
 * the data schema is read as the owner of its tables.  What belongs to the
 * server is read as the caller: pg_monitor sees more there than others do.
 *
 * A role that PostgreSQL trusts to watch the server may watch the data schema
 * as well, once the owner has granted it USAGE there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include "base/caller.h"
#include "base/error.h"
#include "monitoring/watcher.h"
#include "rights/profile.h"

bool
boh_may_watch(Oid schema)
{
	BohProfileSet profiles;

	/* They need no table that may be locked. */
	if (has_privs_of_role(GetUserId(), ROLE_PG_MONITOR) ||
		has_privs_of_role(GetUserId(), boh_table_owner(boh_table(schema, "bookings"))))
		return true;
	profiles = boh_profiles(schema);
	return BOH_HAS_PROFILE(profiles, PROFILE_MAINTENANCE) || boh_acts_as_admin(schema, profiles);
}

void
boh_require_watcher(Oid schema)
{
	BohDetail	detail;

	if (boh_may_watch(schema))
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "profile", boh_profile_name(PROFILE_MAINTENANCE));
	boh_raise(BOH_WATCHER_RIGHT, &detail, BOH_NO_PLACE);
}

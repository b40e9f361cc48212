/*-------------------------------------------------------------------------
 *
 * rights/maintenance.c
 *	  Lends the owner's rights, for example to roles with the profile
 *	  maintenance.
 *
 * Such a role has no privileges on the tables of the site.  It calls functions
 * that expire holds, complete events, fold lanes or purge files.  These then
 * work as the owner, with the settings of a statement that writes as the owner.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/guc.h"

#include "base/query.h"
#include "rights/maintenance.h"
#include "rights/profile.h"

/*
 * true for a role whose task is another one.  Its privileges are for that task,
 * even if they would do for maintenance, too.
 */
static bool
has_other_task(BohProfileSet profiles)
{
	return boh_limited_to_people(profiles) || boh_limited_to_payments(profiles);
}

/* A superuser must not lend superuser rights to what the owner made. */
BohMaintenance
boh_act_as_owner(Oid schema, const char *table)
{
	Oid			relation = boh_table(schema, table);
	BohMaintenance maintenance = {.settings = NewGUCNestLevel()};

	boh_set_for_owner(schema);
	maintenance.caller = has_privs_of_role(GetUserId(), boh_table_owner(relation)) ?
		boh_become_trusted_owner(relation) : boh_become_owner(relation);
	return maintenance;
}

BohMaintenance
boh_maintenance_begin(Oid schema, const char *table, AclMode privilege)
{
	BohProfileSet profiles = boh_profiles(schema);
	BohMaintenance maintenance = {.settings = 0};

	if ((profiles & BOH_UNLIMITED) == 0 && BOH_HAS_PROFILE(profiles, PROFILE_MAINTENANCE))
	{
		maintenance.settings = NewGUCNestLevel();
		boh_set_for_owner(schema);
		maintenance.caller = boh_become_owner(boh_table(schema, table));
	}
	else if (has_other_task(profiles) && !boh_acts_as_admin(schema, profiles))
		boh_require_profile(schema, PROFILE_MAINTENANCE);
	else if (privilege != ACL_NO_RIGHTS)
		boh_require_privilege(schema, table, privilege);
	return maintenance;
}

void
boh_maintenance_end(BohMaintenance maintenance)
{
	if (maintenance.settings == 0)
		return;
	boh_become_caller(maintenance.caller);
	AtEOXact_GUC(true, maintenance.settings);
}

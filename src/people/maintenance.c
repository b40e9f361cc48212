/*-------------------------------------------------------------------------
 *
 * people/maintenance.c
 *	  Lends the owner's rights, for example to roles with the profile
 *	  maintenance.
 *
 * Such a role has no privileges on tables.  It calls functions that expire
 * holds, complete events, fold lanes or purge files.  These then work as the
 * owner, under a search path that leads triggers of the owner to the owner's
 * tables (compare base/query.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "base/query.h"
#include "people/maintenance.h"
#include "people/profile.h"

static void
set_for_now(const char *setting, const char *value)
{
	(void) set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * true for a role whose task is another one.  Its privileges are for that task,
 * even if they would do for maintenance, too.
 */
static bool
has_other_task(BohProfileSet profiles)
{
	return boh_limited_to_people(profiles) ||
		((profiles & BOH_UNLIMITED) == 0 && BOH_HAS_PROFILE(profiles, PROFILE_PAYMENTS) &&
		 !BOH_HAS_PROFILE(profiles, PROFILE_SERVICE));
}

static int
set_settings(Oid schema)
{
	int			settings = NewGUCNestLevel();

	set_for_now("boh.schema", get_namespace_name(schema));
	set_for_now("search_path", boh_text_for_schema("pg_catalog, {schema}, pg_temp", schema));
	return settings;
}

/* A superuser must not lend superuser rights to what the owner made. */
BohMaintenance
boh_act_as_owner(Oid schema, const char *table)
{
	Oid			relation = boh_table(schema, table);
	BohMaintenance maintenance = {.settings = set_settings(schema)};

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
		maintenance.settings = set_settings(schema);
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

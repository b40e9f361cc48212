/*-------------------------------------------------------------------------
 *
 * rights/verify.c
 *	  Checks of row-level security for boh_verify().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "utils/rel.h"

#include "base/caller.h"
#include "rights/holder.h"
#include "rights/policy_form.h"
#include "rights/rights_list.h"
#include "rights/verify.h"

/*
 * A role that was dropped or renamed, or that a restore lacked.  If it was
 * renamed, its privileges tell who it is now: a role without a profile that
 * has privileges on all tables for which the profile has policies.
 */
static const BohQuery people_checks[] = {
	{
		.text = "SELECT 'profile of a role that does not exist', 'role_profiles', NULL::uuid,"
		" format('role %I, or boh_revoke(%L, %L)', p.role_name, p.role_name, p.profile),"
		" 'missing' || coalesce((SELECT '; if it was renamed, '"
		" || string_agg(format('boh_grant(%L, %L)', r.rolname, p.profile), ' or ' ORDER BY r.rolname)"
		" FROM pg_roles r, (SELECT array_agg(DISTINCT o.polrelid) AS tables FROM pg_policy o"
		" JOIN pg_class c ON c.oid = o.polrelid WHERE c.relnamespace = $1"
		" AND starts_with(o.polname::text, p.profile || '_')) t"
		" WHERE NOT EXISTS (SELECT 1 FROM {schema}.role_profiles h WHERE h.role_name = r.rolname::text)"
		" AND NOT EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = ANY (t.tables) AND (c.relowner = r.oid"
		" OR r.oid <> ALL (ARRAY(SELECT a.grantee FROM aclexplode(c.relacl) a"
		" UNION ALL SELECT a.grantee FROM pg_attribute b, aclexplode(b.attacl) a WHERE b.attrelid = c.oid))))"
		" AND cardinality(t.tables) > 0), '')"
		" FROM {schema}.role_profiles p WHERE p.role_name <> 'public'"
		" AND NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname::text = p.role_name)"
		" ORDER BY p.role_name, p.profile",
		.nargs = 1,
		.argtypes = {OIDOID},
		.owner_of = "role_profiles",
		.safe_path = true,
		.read_only = true
	},
};

const BohChecks boh_people_checks = {lengthof(people_checks), people_checks};

static void
check_switched_on(Oid table, const char *name, BohFindings *findings)
{
	Relation	relation = table_open(table, AccessShareLock);

	if (!relation->rd_rel->relrowsecurity)
		boh_find(findings, "row-level security is switched off", name, NULL,
				 "enabled", "disabled");
	table_close(relation, AccessShareLock);
}

/* Conditions name columns of these tables, and roles stand in role_profiles. */
static bool
can_compare(const char *table, const BohFindings *findings)
{
	return boh_find_sound(findings, table) && boh_find_sound(findings, "users") &&
		boh_find_sound(findings, "events") && boh_find_sound(findings, "bookings") &&
		boh_find_sound(findings, "role_profiles");
}

static void
check_policy(Oid schema, const BohPolicy *policy, List *holders, BohFindings *findings)
{
	char	   *found = boh_policy_found(schema, policy);
	char	   *wanted;
	List	   *roles;

	if (found == NULL)
		boh_find(findings, "policy is missing", policy->table, NULL, policy->name, "missing");
	else if (can_compare(policy->table, findings))
	{
		roles = boh_holders_of(holders, boh_find_table(schema, policy->table), policy->profile);
		wanted = boh_policy_wanted(schema, policy, roles);
		if (strcmp(found, wanted) != 0)
			boh_find(findings, "policy is not as boh_grant() makes it", policy->table, NULL,
					 psprintf("%s %s", policy->name, wanted),
					 psprintf("%s %s", policy->name, found));
	}
}

/* A table that is missing is found by its columns. */
void
boh_verify_policies(Oid schema, BohFindings *findings)
{
	List	   *holders = boh_find_sound(findings, "role_profiles") ? boh_holders(schema) : NIL;
	const char *checked = NULL;

	for (int i = 0; i < boh_policy_count; i++)
	{
		const BohPolicy *policy = &boh_policy_list[i];
		Oid			table = boh_find_table(schema, policy->table);

		if (!OidIsValid(table))
			continue;
		/* policies of a table stand together in the list */
		if (checked == NULL || strcmp(checked, policy->table) != 0)
			check_switched_on(table, policy->table, findings);
		checked = policy->table;
		check_policy(schema, policy, holders, findings);
	}
}

/*-------------------------------------------------------------------------
 *
 * people/verify.c
 *	  Checks of row-level security for boh_verify().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "people/holder.h"
#include "people/policy_form.h"
#include "people/rights_list.h"
#include "people/verify.h"

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
		roles = boh_holders_of(holders, get_relname_relid(policy->table, schema), policy->profile);
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
		Oid			table = get_relname_relid(policy->table, schema);

		if (!OidIsValid(table))
			continue;
		/* policies of a table stand together in the list */
		if (checked == NULL || strcmp(checked, policy->table) != 0)
			check_switched_on(table, policy->table, findings);
		checked = policy->table;
		check_policy(schema, policy, holders, findings);
	}
}

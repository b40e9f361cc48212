/*-------------------------------------------------------------------------
 *
 * rights/verify.c
 *	  Checks of row-level security for boh_verify().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "commands/policy.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "rights/rights_list.h"
#include "rights/verify.h"

static void
check_switched_on(Oid table, const char *name, BohFindings *findings)
{
	Relation	relation = table_open(table, AccessShareLock);

	if (!relation->rd_rel->relrowsecurity)
		boh_find(findings, "row-level security is switched off", name, NULL,
				 "enabled", "disabled");
	table_close(relation, AccessShareLock);
}

/* A table that is missing is found by its columns. */
void
boh_verify_policies(Oid schema, BohFindings *findings)
{
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
		if (!OidIsValid(get_relation_policy_oid(table, policy->name, true)))
			boh_find(findings, "policy is missing", policy->table, NULL, policy->name, "missing");
	}
}

/*-------------------------------------------------------------------------
 *
 * base/row_security.c
 *	  Tells whether row-level security hides rows of a table from a role.
 *
 * check_enable_rls() says whether policies concern the role.  But a role whose
 * policy is USING (true) sees every row, too, and must not get less from
 * functions that read a cache or show values in errors.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_policy.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/primnodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "rewrite/rowsecurity.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/rel.h"
#include "utils/rls.h"

#include "base/caller.h"
#include "base/row_security.h"

bool
boh_bypasses_policies(Oid table, Oid role)
{
	return has_bypassrls_privilege(role) || has_privs_of_role(role, boh_table_owner(table));
}

/* Compare check_role_for_policy() in rowsecurity.c. */
bool
boh_policy_concerns(const ArrayType *roles, Oid role)
{
	const Oid  *oids = (const Oid *) ARR_DATA_PTR(roles);

	for (int i = 0; i < ARR_DIMS(roles)[0]; i++)
	{
		if (oids[i] == ACL_ID_PUBLIC || has_privs_of_role(role, oids[i]))
			return true;
	}
	return false;
}

static bool
is_true(const Expr *expression)
{
	return expression != NULL && IsA(expression, Const) &&
		!((const Const *) expression)->constisnull &&
		DatumGetBool(((const Const *) expression)->constvalue);
}

/* Evaluate an expression whose result is the same for all rows. */
static bool
is_true_now(Expr *expression)
{
	EState	   *estate;
	bool		isnull;
	Datum		value;

	if (expression == NULL || contain_var_clause((Node *) expression) ||
		contain_subplans((Node *) expression) ||
		contain_volatile_functions((Node *) expression))
		return false;
	estate = CreateExecutorState();
	value = ExecEvalExprSwitchContext(ExecPrepareExpr(expression, estate),
									  GetPerTupleExprContext(estate), &isnull);
	FreeExecutorState(estate);
	return !isnull && DatumGetBool(value);
}

static bool
one_shows_all(const RowSecurityDesc *policies, Oid role, char command, bool now)
{
	bool		all = false;
	ListCell   *cell;

	if (policies == NULL)
		return false;
	foreach(cell, policies->policies)
	{
		const RowSecurityPolicy *policy = lfirst(cell);

		if ((policy->polcmd != '*' && policy->polcmd != command) ||
			!boh_policy_concerns(policy->roles, role))
			continue;
		if (is_true(policy->qual) || (now && is_true_now(policy->qual)))
			all |= policy->permissive;
		else if (!policy->permissive)
			return false;
	}
	return all;
}

static bool
reaches_all_rows(Oid table, Oid role, char command, bool now)
{
	Relation	relation;
	bool		all;

	if (check_enable_rls(table, role, true) != RLS_ENABLED)
		return true;
	relation = table_open(table, AccessShareLock);
	all = one_shows_all(relation->rd_rsdesc, OidIsValid(role) ? role : GetUserId(),
						command, now);
	table_close(relation, NoLock);
	return all;
}

bool
boh_reaches_all_rows(Oid table, Oid role, char command)
{
	return reaches_all_rows(table, role, command, false);
}

bool
boh_reaches_all_rows_now(Oid table, Oid role, char command)
{
	return reaches_all_rows(table, role, command, true);
}

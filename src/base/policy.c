/*-------------------------------------------------------------------------
 *
 * base/policy.c
 *	  Row-level security for rows that are inserted without a statement.
 *
 * INSERT ... RETURNING makes two checks of the new row, after BEFORE triggers
 * and before constraints: one with the policies for INSERT, and one with those
 * for SELECT, because the row is read (compare rowsecurity.c and
 * ExecWithCheckOptions()).  In each check one of the permissive policies must
 * be true, and so must every restrictive one.
 *
 * Some conditions cannot be kept, for example subqueries (expression.c).  They
 * need not be evaluated where another permissive policy is true, because OR
 * does not evaluate all its operands either.  But that must be known before
 * anything was done, while the row can still be left to a statement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "optimizer/optimizer.h"
#include "rewrite/rowsecurity.h"
#include "utils/acl.h"
#include "utils/array.h"

#include "base/expression.h"
#include "base/policy.h"
#include "base/row_security.h"

typedef enum Check
{
	CHECK_INSERT,
	CHECK_SELECT
} Check;

#define CHECKS 2

typedef struct Condition
{
	enum
	{
		MISSING,				/* the policy has none for this check */
		KEPT,
		FOREIGN,				/* a statement must evaluate it */
		VOLATILE				/* a statement must, and it may do more than
								 * answer */
	}			kind;
	ExprState  *state;			/* of a KEPT one */
	Bitmapset  *columns;		/* that a KEPT one reads, as attribute numbers */
} Condition;

typedef struct Policy
{
	char	   *name;
	ArrayType  *roles;
	Condition	conditions[CHECKS];
} Policy;

struct BohPolicies
{
	List	   *permissive;		/* in the order in which OR has them */
	List	   *restrictive;	/* by name */
};

struct BohRolePolicies
{
	/* those that have a condition */
	List	   *permissive[CHECKS];
	List	   *restrictive[CHECKS];
};

/*
 * Preparing
 */

static bool
is_for(const RowSecurityPolicy *policy, Check check)
{
	return policy->polcmd == '*' ||
		policy->polcmd == (check == CHECK_INSERT ? ACL_INSERT_CHR : ACL_SELECT_CHR);
}

static Expr *
condition_of(const RowSecurityPolicy *policy, Check check)
{
	if (!is_for(policy, check))
		return NULL;
	return check == CHECK_INSERT && policy->with_check_qual != NULL ?
		policy->with_check_qual : policy->qual;
}

static Bitmapset *
columns_of(Node *expression)
{
	Bitmapset  *offset = NULL;
	Bitmapset  *columns = NULL;
	int			column = -1;

	pull_varattnos(expression, 1, &offset);
	while ((column = bms_next_member(offset, column)) >= 0)
		columns = bms_add_member(columns, column + FirstLowInvalidHeapAttributeNumber);
	return columns;
}

static Condition
prepare_condition(Expr *expression)
{
	Condition	condition = {.kind = MISSING};

	if (expression == NULL)
		return condition;
	if (contain_volatile_functions((Node *) expression))
		condition.kind = VOLATILE;
	else if (boh_expression_is_foreign((Node *) expression))
		condition.kind = FOREIGN;
	else
	{
		condition.kind = KEPT;
		condition.columns = columns_of((Node *) expression);
		condition.state = boh_expression_prepare(expression);
	}
	return condition;
}

static Policy *
prepare_policy(const RowSecurityPolicy *source)
{
	Policy	   *policy = palloc(sizeof(Policy));

	policy->name = source->policy_name;
	policy->roles = source->roles;
	for (int check = 0; check < CHECKS; check++)
		policy->conditions[check] = prepare_condition(condition_of(source, check));
	return policy;
}

static int
compare_names(const ListCell *one, const ListCell *other)
{
	return strcmp(((const Policy *) lfirst(one))->name, ((const Policy *) lfirst(other))->name);
}

/* Preparing may process an invalidation, which frees the relation's own list. */
static List *
copy_policies(const RowSecurityDesc *description)
{
	List	   *copies = NIL;
	ListCell   *cell;

	foreach(cell, description->policies)
	{
		RowSecurityPolicy *copy = palloc(sizeof(RowSecurityPolicy));

		*copy = *(const RowSecurityPolicy *) lfirst(cell);
		copy->policy_name = pstrdup(copy->policy_name);
		copy->roles = DatumGetArrayTypePCopy(PointerGetDatum(copy->roles));
		copy->qual = copyObject(copy->qual);
		copy->with_check_qual = copyObject(copy->with_check_qual);
		copies = lappend(copies, copy);
	}
	return copies;
}

BohPolicies *
boh_policies(Relation relation)
{
	BohPolicies *policies;
	ListCell   *cell;

	if (relation->rd_rsdesc == NULL)
		return NULL;
	policies = palloc0(sizeof(BohPolicies));
	foreach(cell, copy_policies(relation->rd_rsdesc))
	{
		const RowSecurityPolicy *source = lfirst(cell);
		List	  **list = source->permissive ? &policies->permissive : &policies->restrictive;

		if (is_for(source, CHECK_INSERT) || is_for(source, CHECK_SELECT))
			*list = lappend(*list, prepare_policy(source));
	}
	list_sort(policies->restrictive, compare_names);
	return policies;
}

/*
 * Roles
 */

static void
add_concerned(List *policies, Oid role, List **checks)
{
	ListCell   *cell;

	foreach(cell, policies)
	{
		Policy	   *policy = lfirst(cell);

		if (!boh_policy_concerns(policy->roles, role))
			continue;
		for (int check = 0; check < CHECKS; check++)
		{
			if (policy->conditions[check].kind != MISSING)
				checks[check] = lappend(checks[check], policy);
		}
	}
}

BohRolePolicies *
boh_role_policies(const BohPolicies *policies)
{
	BohRolePolicies *of_role = palloc0(sizeof(BohRolePolicies));
	Oid			role = GetUserId();

	add_concerned(policies->permissive, role, of_role->permissive);
	add_concerned(policies->restrictive, role, of_role->restrictive);
	return of_role;
}

/*
 * Checking
 */

/* NULL counts as false, unlike in a check constraint. */
static bool
is_true(const Condition *condition, ExprContext *context)
{
	bool		isnull;
	Datum		value = ExecEvalExprSwitchContext(condition->state, context, &isnull);

	return !isnull && DatumGetBool(value);
}

static bool
all_are_kept(const List *policies, Check check)
{
	ListCell   *cell;

	foreach(cell, policies)
	{
		if (((const Policy *) lfirst(cell))->conditions[check].kind != KEPT)
			return false;
	}
	return true;
}

/* true when a kept condition is true, and none might do more than answer */
static bool
decide_early(const List *policies, Check check, const Bitmapset *known, ExprContext *context)
{
	ListCell   *cell;
	bool		decided = false;

	foreach(cell, policies)
	{
		const Condition *condition = &((const Policy *) lfirst(cell))->conditions[check];

		if (condition->kind == VOLATILE)
			return false;
		if (!decided && condition->kind == KEPT && bms_is_subset(condition->columns, known))
			decided = is_true(condition, context);
	}
	return decided;
}

static bool
can_decide(const BohRolePolicies *policies, Check check, bool final, const Bitmapset *known,
		   ExprContext *context)
{
	const List *permissive = policies->permissive[check];

	/* Without a permissive policy no row is allowed, whatever the others say. */
	if (permissive == NIL)
		return true;
	return all_are_kept(policies->restrictive[check], check) &&
		(all_are_kept(permissive, check) ||
		 (final && decide_early(permissive, check, known, context)));
}

bool
boh_policies_can_decide(const BohRolePolicies *policies, bool final, const Bitmapset *known,
						TupleTableSlot *slot, ExprContext *context)
{
	context->ecxt_scantuple = slot;
	return can_decide(policies, CHECK_INSERT, final, known, context) &&
		can_decide(policies, CHECK_SELECT, final, known, context);
}

/*
 * Let the executor evaluate a condition that is always false.  name is that of
 * a restrictive policy, NULL for the permissive ones.
 */
static void
raise_violation(char *name, ResultRelInfo *result, TupleTableSlot *slot, EState *estate)
{
	WithCheckOption *option = makeNode(WithCheckOption);
	List	   *never = list_make1(makeBoolConst(false, false));

	option->kind = WCO_RLS_INSERT_CHECK;
	option->relname = RelationGetRelationName(result->ri_RelationDesc);
	option->polname = name;
	option->qual = (Node *) never;
	result->ri_WithCheckOptions = list_make1(option);
	result->ri_WithCheckOptionExprs = list_make1(ExecInitQual(never, NULL));
	ExecWithCheckOptions(WCO_RLS_INSERT_CHECK, result, slot, estate);
	pg_unreachable();
}

static void
check_permissive(const List *policies, Check check, ResultRelInfo *result,
				 TupleTableSlot *slot, EState *estate)
{
	ListCell   *cell;

	foreach(cell, policies)
	{
		const Condition *condition = &((const Policy *) lfirst(cell))->conditions[check];

		if (condition->kind == KEPT && is_true(condition, GetPerTupleExprContext(estate)))
			return;
	}

	/* A default that changes a setting may have changed the early decision. */
	if (!all_are_kept(policies, check))
		elog(ERROR, "policies of \"%s\" do not decide any more",
			 RelationGetRelationName(result->ri_RelationDesc));
	raise_violation(NULL, result, slot, estate);
}

static void
check_restrictive(const List *policies, Check check, ResultRelInfo *result,
				  TupleTableSlot *slot, EState *estate)
{
	ListCell   *cell;

	foreach(cell, policies)
	{
		const Policy *policy = lfirst(cell);

		if (!is_true(&policy->conditions[check], GetPerTupleExprContext(estate)))
			raise_violation(policy->name, result, slot, estate);
	}
}

void
boh_check_policies(const BohRolePolicies *policies, ResultRelInfo *result,
				   TupleTableSlot *slot, EState *estate)
{
	GetPerTupleExprContext(estate)->ecxt_scantuple = slot;
	for (int check = 0; check < CHECKS; check++)
	{
		check_permissive(policies->permissive[check], check, result, slot, estate);
		check_restrictive(policies->restrictive[check], check, result, slot, estate);
	}
}

/*-------------------------------------------------------------------------
 *
 * base/policy.h
 *	  Row-level security for rows that are inserted without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_POLICY_H
#define BOH_POLICY_H

#include "nodes/bitmapset.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

/* The policies of a table for INSERT and SELECT, prepared */
typedef struct BohPolicies BohPolicies;

/* Those that apply to a role */
typedef struct BohRolePolicies BohRolePolicies;

/*
 * Prepare the policies of an open relation, in the current memory context.
 * They are valid until the relation or a function changes.  NULL: row-level
 * security is not enabled.
 */
extern BohPolicies *boh_policies(Relation relation);

/* What they demand of INSERT ... RETURNING by the current role */
extern BohRolePolicies *boh_role_policies(const BohPolicies *policies);

/*
 * true when boh_check_policies() will be able to decide on the new row.  known
 * are the attribute numbers of the columns that slot has values for.  final
 * says that nothing will change these values, nor what policies depend on.
 */
extern bool boh_policies_can_decide(const BohRolePolicies *policies, bool final,
									const Bitmapset *known, TupleTableSlot *slot,
									ExprContext *context);

/*
 * Raise the executor's own error if the policies do not allow the new row.
 * They must have been able to decide.
 */
extern void boh_check_policies(const BohRolePolicies *policies, ResultRelInfo *result,
							   TupleTableSlot *slot, EState *estate);

#endif							/* BOH_POLICY_H */

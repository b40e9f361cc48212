/*-------------------------------------------------------------------------
 *
 * rights/policy_form.h
 *	  What a policy of a profile should be, and what it is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_POLICY_FORM_H
#define BOH_POLICY_FORM_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "rights/rights_list.h"

/* The statement that makes a policy of the list for these roles */
extern char *boh_policy_statement(Oid schema, const BohPolicy *policy, List *roles);

/*
 * What such a policy is after its statement, and what the policy is that has
 * its name now; NULL: there is none.  Both are written in the same way, so the
 * policy is right if the texts are equal.  Compare them under one search_path.
 */
extern char *boh_policy_wanted(Oid schema, const BohPolicy *policy, List *roles);
extern char *boh_policy_found(Oid schema, const BohPolicy *policy);

/*
 * The profiles whose policies for a table concern a role now.  Takes no lock
 * on the table.
 */
extern BohProfileSet boh_policy_profiles(Oid schema, const char *table, Oid role);

#endif							/* BOH_POLICY_FORM_H */

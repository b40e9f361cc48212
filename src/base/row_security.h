/*-------------------------------------------------------------------------
 *
 * base/row_security.h
 *	  Tells whether row-level security hides rows of a table from a role.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_ROW_SECURITY_H
#define BOH_ROW_SECURITY_H

#include "postgres.h"

#include "utils/array.h"

/*
 * true when no policy of a table concerns a role: it is a superuser, has
 * BYPASSRLS, or has the rights of the table's owner.
 */
extern bool boh_bypasses_policies(Oid table, Oid role);

/* true when a policy for these roles (pg_policy.polroles) concerns a role */
extern bool boh_policy_concerns(const ArrayType *roles, Oid role);

/*
 * true when the role reaches all rows of the table with a command: policies do
 * not concern the role, or one of them is USING (true) and none restricts it.
 * InvalidOid stands for the current role; command is one of pg_policy.polcmd,
 * such as ACL_SELECT_CHR.
 */
extern bool boh_reaches_all_rows(Oid table, Oid role, char command);

/*
 * The same at this moment: a policy without columns, such as "the session's
 * person is an ADMIN", is evaluated.  So do not keep the result.
 */
extern bool boh_reaches_all_rows_now(Oid table, Oid role, char command);

#endif							/* BOH_ROW_SECURITY_H */

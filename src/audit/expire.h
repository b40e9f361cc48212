/*-------------------------------------------------------------------------
 *
 * audit/expire.h
 *	  Drops partitions of audit_logs whose time is over.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_EXPIRE_H
#define BOH_AUDIT_EXPIRE_H

#include "postgres.h"

/*
 * Drop partitions whose rows need not be kept any more, most at once, and
 * record each one in the audit.  The locks of a dropped partition are held
 * until the transaction ends, and keep others from reading the audit.  A
 * partition with rows that are not sealed, and one that others are reading,
 * stays until the next time, and a NOTICE says so.  Returns how many were
 * dropped.
 */
extern int	boh_audit_drop_expired(Oid schema, int most);

#endif							/* BOH_AUDIT_EXPIRE_H */

/*-------------------------------------------------------------------------
 *
 * audit/keep.c
 *	  Keeps the audit as it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/keep.h"

PG_FUNCTION_INFO_V1(boh_audit_keep);

/*
 * The trigger of audit_logs and audit_seals that refuses every statement but
 * boh's own.  New rows of audit_logs fire no trigger.
 */
Datum
boh_audit_keep(PG_FUNCTION_ARGS)
{
	return boh_keep(fcinfo, "boh_audit_keep", BOH_AUDIT_WRITTEN);
}

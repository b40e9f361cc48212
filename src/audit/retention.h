/*-------------------------------------------------------------------------
 *
 * audit/retention.h
 *	  How long rows of the audit are kept.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_RETENTION_H
#define BOH_AUDIT_RETENTION_H

#include "utils/timestamp.h"

/* Each has a partition of audit_logs, partitioned by month */
typedef enum BohRetention
{
	BOH_RETENTION_SECURITY,		/* 1 year */
	BOH_RETENTION_COMPLIANCE,	/* 7 years */
	BOH_RETENTION_ADMINISTRATIVE,	/* 2 years */
	BOH_RETENTION_ACCESS,		/* 90 days */
	BOH_RETENTIONS
} BohRetention;

/* The value of the column retention */
extern const char *boh_retention_name(BohRetention retention);

/* false: there is no class of that name. */
extern bool boh_retention_named(const char *name, BohRetention *retention);

/* The month, in UTC, that contains a time, and the month after it */
extern TimestampTz boh_month_of(TimestampTz time);
extern TimestampTz boh_next_month(TimestampTz month);

/* When the rows of a month need not be kept any more */
extern TimestampTz boh_retention_end(BohRetention retention, TimestampTz month);

#endif							/* BOH_AUDIT_RETENTION_H */

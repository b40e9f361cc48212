/*-------------------------------------------------------------------------
 *
 * audit/partition.h
 *	  The partitions of audit_logs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_PARTITION_H
#define BOH_AUDIT_PARTITION_H

#include "utils/rel.h"

#include "audit/retention.h"

extern void boh_audit_partition_init(void);

/* audit_logs_security, for example */
extern char *boh_audit_class_table(BohRetention retention);

/* audit_logs_security_2026_11, for example */
extern char *boh_audit_month_table(BohRetention retention, TimestampTz month);

/*
 * The table that has the rows of a class and a month; InvalidOid: there is
 * none.
 */
extern Oid	boh_audit_partition(Oid schema, BohRetention retention, TimestampTz month);

/* Whether the table that it would give is there, and attached */
extern bool boh_audit_has_partition(Oid schema, BohRetention retention, TimestampTz month);

/*
 * Open the partition for rows of a class and a time, with RowExclusiveLock.
 * Creates it if it is missing.  Others who need the same partition then wait
 * for the running transaction.
 */
extern Relation boh_audit_open(Oid schema, BohRetention retention, TimestampTz time);

/*
 * The last month that must have its partitions: this one, and in its last week
 * the next.
 */
extern TimestampTz boh_audit_last_month(TimestampTz now);

/*
 * Create the partitions from this month to the last that must have them,
 * where they are missing, in each class.  Leaves a class out while somebody
 * else creates or drops its partitions.  Returns how many it created.
 */
extern int	boh_audit_prepare(Oid schema);

/*
 * The same, and give partitions what they lack: triggers, as after the
 * extension was dropped, and storage parameters.  Does nothing in a transaction that only reads.
 */
extern void boh_audit_complete(Oid schema);

/* The triggers of a partition.  Needs an SPI connection, and the rights of its owner. */
extern void boh_audit_create_triggers(Oid schema, const char *partition);

/*
 * Put the rows of a class into one table, because Citus knows no partitions of
 * partitions.  Needs the same.
 */
extern void boh_audit_unite_months(Oid schema);

#endif							/* BOH_AUDIT_PARTITION_H */

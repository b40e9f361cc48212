/*-------------------------------------------------------------------------
 *
 * monitoring/waiting.h
 *	  What waits to be done, as text of SQL statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_WAITING_H
#define BOH_WAITING_H

#include "monitoring/metric.h"

/*
 * Rows of the audit after the last seal.  Older months are left out, because
 * the plan would have to look into all partitions.  system is the system
 * identifier of the cluster.
 */
#define BOH_UNSEALED_ROWS(system) \
	"(SELECT a.at FROM {schema}.audit_logs a WHERE a.system_identifier = " system \
	" AND a.at > now() - interval '31 days' AND (a.xid, a.id) > (" \
	"coalesce((SELECT s.last_xid FROM {schema}.audit_seals s WHERE s.system_identifier = " system \
	" ORDER BY s.number DESC LIMIT 1), '0')," \
	" coalesce((SELECT s.last_id FROM {schema}.audit_seals s WHERE s.system_identifier = " system \
	" ORDER BY s.number DESC LIMIT 1), '00000000-0000-0000-0000-000000000000'))" \
	" ORDER BY a.xid, a.id LIMIT " BOH_COUNTED_LIMIT ")"

/*
 * For how many seconds a row of maintenance_tasks has been due.  One that
 * never began is due since the migration that made the table, 15.
 */
#define BOH_TASK_LATE(task) \
	"greatest(0, extract(epoch FROM now() - coalesce(" task ".last_started_at" \
	" + make_interval(secs => " task ".interval_seconds)," \
	" (SELECT applied_at FROM {schema}.schema_migrations WHERE version = 15))))"

/* Seconds since the last backup of a kind that succeeded; NULL: there is none */
#define BOH_BACKUP_AGE(kind) \
	"(SELECT extract(epoch FROM now() - max(finished_at))" \
	" FROM {schema}.boh_backup_log b WHERE b.kind = " kind " AND b.ok)"

#endif							/* BOH_WAITING_H */

/*-------------------------------------------------------------------------
 *
 * audit/log.h
 *	  Writes rows of audit_logs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_AUDIT_LOG_H
#define BOH_AUDIT_LOG_H

#include "utils/inet.h"

#include "audit/retention.h"
#include "audit/values.h"

/*
 * What is recorded besides time, transaction, session, roles and client.
 * entity is a table, entity_id the primary key there; it may be NULL.  before
 * and after may be NULL; they must not be used again.
 */
typedef struct BohAuditEntry
{
	BohRetention retention;
	const char *action;
	const char *entity;
	const char *entity_id;
	bool		failed;
	const inet *client;			/* NULL: the client that is connected */
	BohAuditValues *before;
	BohAuditValues *after;
} BohAuditEntry;

/*
 * Write a row of audit_logs in the data schema, as part of the running
 * transaction.  Needs no right on the table.  Creates the partition of the
 * month if nobody has.  Raises 25006 in a transaction that only reads.
 */
extern void boh_audit_write(Oid schema, const BohAuditEntry *entry);

#endif							/* BOH_AUDIT_LOG_H */

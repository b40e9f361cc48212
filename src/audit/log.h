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
#include "utils/jsonb.h"

#include "audit/retention.h"
#include "base/compat.h"

/* Values of columns, as they were or as they became */
typedef struct BohAuditValues
{
	int			count;
	BohJsonbState plain;		/* what the row shows for good */
	int			personal_count;
	BohJsonbState personal;		/* personal values with their salts */
} BohAuditValues;

extern void boh_audit_values_init(BohAuditValues *values);

/* Add a value under a key.  A personal one can be erased later. */
extern void boh_audit_value(BohAuditValues *values, const char *key,
							JsonbValue *value, bool personal);
extern void boh_audit_value_text(BohAuditValues *values, const char *key, const char *text);
extern void boh_audit_value_integer(BohAuditValues *values, const char *key, int64 number);

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

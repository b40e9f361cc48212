/*-------------------------------------------------------------------------
 *
 * base/context.h
 *	  The data schema that a function or trigger works on, and its checks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CONTEXT_H
#define BOH_CONTEXT_H

#include "fmgr.h"
#include "utils/rel.h"

extern void boh_context_init(void);

/*
 * The data schema of a function: the one that the setting boh.schema names.
 * Raises an error when there is no such schema, the current role has no USAGE
 * on it, or its version is not the one of this library.
 */
extern Oid	boh_current_schema(void);

/*
 * The same for a function that works on every node of a distributed schema
 * (base/shard.h).  For others, the tables must be on this one (BH028).
 */
extern Oid	boh_current_schema_anywhere(void);

/* Its name, whether there is such a schema or not */
extern const char *boh_current_schema_name(void);

/* The version of a schema's tables; 0: boh_migrate() has made none. */
extern int	boh_schema_version(Oid schema);

/*
 * boh_current_schema() for a function that writes.  Raises 25006 on a standby and in a
 * transaction that is READ ONLY, before anything else.
 */
extern Oid	boh_schema_to_write(FunctionCallInfo fcinfo);

/* That check alone, for a function that may find no data schema */
extern void boh_require_writable(FunctionCallInfo fcinfo);

/*
 * For a procedure that commits as it goes.  Raises 25001 if it was called
 * inside a transaction block or a function.  error is the BohError to raise.
 */
extern void boh_prevent_in_transaction(FunctionCallInfo fcinfo, int error);

/*
 * The data schema of a trigger: that of its relation.  Raises an error when
 * its version is not the one of this library, or the owner of the relation
 * lacks the rights of the owner of schema_migrations.
 */
extern Oid	boh_trigger_schema(Relation relation);

/*
 * Whether a function may read what is published in a table of the data schema
 * as the table's owner, and show it to every role with USAGE on the schema.
 * It may if the owner of schema_migrations owns the table.  Otherwise somebody
 * else may have put schema_migrations or the table there; then the function
 * must read as the caller.
 */
extern bool boh_reads_as_owner(Oid schema, const char *table);

/*
 * The schema that a migration is changing.  Its version is not checked,
 * because it is between two versions.  InvalidOid: no migration is running.
 */
extern Oid	boh_migrating_schema;

/*
 * Forget that a schema was checked: in this backend, and in others when the
 * transaction commits.
 */
extern void boh_schema_changed(Oid schema);

#endif							/* BOH_CONTEXT_H */

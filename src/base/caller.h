/*-------------------------------------------------------------------------
 *
 * base/caller.h
 *	  Tables of a data schema, and the role that a statement on them runs as.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CALLER_H
#define BOH_CALLER_H

#include "storage/lockdefs.h"
#include "utils/acl.h"
#include "utils/relcache.h"

/* The HINT of errors about what is missing from the data schema */
#define BOH_MISSING_HINT \
	"Something that boh_migrate() made was dropped or renamed: SELECT * FROM boh_verify() lists what is missing."

/*
 * To be called before an error about what is missing from a data schema.  It
 * raises the right one (BH022, BH023, BH024) if the schema was migrated since
 * the running function looked at its version: the function may have waited for
 * boh_migrate().
 */
extern void (*boh_explain_missing) (Oid schema);

/*
 * The OID of a table of the data schema, or of its shard (base/shard.h);
 * raises 42P01 when it is missing.
 */
extern Oid	boh_table(Oid schema, const char *name);

/* The same; InvalidOid when it is missing. */
extern Oid	boh_find_table(Oid schema, const char *name);

/* Opens that table; the same error if it is dropped while the lock is waited for. */
extern Relation boh_open_table(Oid schema, const char *name, LOCKMODE lock);

/* The same for a table that boh_table() has found */
extern Relation boh_open_known_table(Oid table, LOCKMODE lock);

extern Oid	boh_table_owner(Oid table);

/*
 * Raises 42501 unless the current role has the privilege on the table or on
 * one of its columns.
 */
extern void boh_require_privilege(Oid schema, const char *table, AclMode privilege);

/* Whether the current role may SELECT these columns of a table */
extern bool boh_may_select(Oid table, const char *const *columns, int ncolumns);

/*
 * Act as the owner of a table for one statement.  No clean-up is needed after
 * an error, because (sub)transaction abort restores the caller.
 */
typedef struct BohCaller
{
	Oid			user;
	int			security_context;
} BohCaller;

extern BohCaller boh_become_owner(Oid table);
extern void boh_become_caller(BohCaller caller);

/*
 * The same for an owner whose rights the current role must have (42501).  The
 * owner's triggers and functions cannot defer anything until the caller is
 * back, so a superuser does not lend them superuser rights.
 */
extern BohCaller boh_become_trusted_owner(Oid table);

/* The same for a role whose rights the current role is known to have */
extern BohCaller boh_become_role(Oid role);

#endif							/* BOH_CALLER_H */

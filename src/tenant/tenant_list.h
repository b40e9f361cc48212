/*-------------------------------------------------------------------------
 *
 * tenant/tenant_list.h
 *	  The tenants of the database: its data schemas.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_TENANT_LIST_H
#define BOH_TENANT_LIST_H

#include "nodes/pg_list.h"

typedef struct BohTenant
{
	Oid			schema;
	char	   *name;
	Oid			migrations;		/* its table schema_migrations */
	char	   *owner;			/* of that table */
	int64		bytes;			/* of tables and indexes, at the last VACUUM */
} BohTenant;

/*
 * The tenants whose owner's rights the current role has, by name, in the
 * current memory context.  bytes is filled in on demand.
 */
extern List *boh_tenant_list(bool with_bytes);

/*
 * The tenant of a name.  Raises 42501 when the current role lacks the rights
 * of its owner, and BH024 when there is none.
 */
extern const BohTenant *boh_tenant_named(const char *name);

#define BOH_TENANT_GONE (-1)

/* The version of a tenant's schema; 0: no migration is applied.  BOH_TENANT_GONE: it was dropped meanwhile. */
extern int	boh_tenant_version(const BohTenant *tenant);

#endif							/* BOH_TENANT_LIST_H */

/*-------------------------------------------------------------------------
 *
 * rights/maintenance.h
 *	  Lends the owner's rights, for example to roles with the profile
 *	  maintenance.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MAINTENANCE_H
#define BOH_MAINTENANCE_H

#include "base/caller.h"

/* No clean-up is needed after an error: abort restores role and settings. */
typedef struct BohMaintenance
{
	BohCaller	caller;
	int			settings;		/* 0: nothing was lent */
} BohMaintenance;

/*
 * Start maintenance of a table.  A role with the profile maintenance acts as
 * the table's owner until the end.  Another role needs the privilege on the
 * table or one of its columns; ACL_NO_RIGHTS leaves that to the statements.
 * Raises 42501 for a role that acts for people, unless an ADMIN is signed in,
 * and for one with the profile payments.
 */
extern BohMaintenance boh_maintenance_begin(Oid schema, const char *table, AclMode privilege);

/*
 * Act as a table's owner until boh_maintenance_end().  The caller has checked
 * that the role may do so.
 */
extern BohMaintenance boh_act_as_owner(Oid schema, const char *table);

extern void boh_maintenance_end(BohMaintenance maintenance);

#endif							/* BOH_MAINTENANCE_H */

/*-------------------------------------------------------------------------
 *
 * rights/rights.h
 *	  Gives roles the privileges and policies of their profiles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_RIGHTS_H
#define BOH_RIGHTS_H

#include "postgres.h"

/* The migration with which profiles came */
#define BOH_RIGHTS_VERSION 7

/*
 * Make the policies of a data schema that are missing or not as they should
 * be, and grant what role_profiles says.  Needs an SPI connection, and the
 * rights of the tables' owner.
 */
extern void boh_rights_apply(Oid schema);

/*
 * The same where nothing else is to be done, as after a restore.  Does nothing
 * in a transaction that only reads.
 */
extern void boh_rights_complete(Oid schema);

/*
 * The owner has classified a column: let roles with the profile reporting read
 * it, or read it no more.  Needs what boh_rights_apply() needs.
 */
extern void boh_rights_reclassify(Oid schema, const char *table, const char *column);

/*
 * Make the policies of a distributed schema, on the node that has its rows.
 * Needs an SPI connection.
 */
extern void boh_rights_complete_shards(Oid schema);

/*
 * Before a schema is distributed: replace the policies of its tables by one
 * that lets nobody in, because only those of the shards count.  Needs an SPI
 * connection, and the rights of the owner.
 */
extern void boh_rights_leave_to_shards(Oid schema);

/* Parts of these: the policies alone */
extern void boh_rights_make_policies(Oid schema);
extern void boh_rights_drop_policies(Oid schema);

/* Drop all policies, and revoke what profiles gave. */
extern void boh_rights_withdraw(Oid schema);

#endif							/* BOH_RIGHTS_H */

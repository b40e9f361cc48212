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
 * Make all policies of a data schema, and grant what role_profiles says.
 * Needs an SPI connection, and the rights of the tables' owner.
 */
extern void boh_rights_apply(Oid schema);

/*
 * Make what is missing, as after a restore.  Policies that are there for the
 * right roles stay as they are, because changing a policy locks its table.
 * Does nothing in a transaction that only reads.
 */
extern void boh_rights_complete(Oid schema);

/* Drop all policies, and revoke what profiles gave. */
extern void boh_rights_withdraw(Oid schema);

#endif							/* BOH_RIGHTS_H */

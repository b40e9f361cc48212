/*-------------------------------------------------------------------------
 *
 * people/rights_list.h
 *	  The privileges and policies of each profile.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_RIGHTS_LIST_H
#define BOH_RIGHTS_LIST_H

#include "people/profile_set.h"

/* A privilege on a table of the data schema */
typedef struct BohPrivilege
{
	BohProfile	profile;
	const char *table;
	const char *privileges;		/* as in GRANT, with column lists */
} BohPrivilege;

/*
 * A policy.  In the expressions {schema} stands for the quoted name of the
 * data schema, {extension} for that of the extension's schema, and {users},
 * {events} and {bookings} for these tables as constants of type regclass.
 */
typedef struct BohPolicy
{
	BohProfile	profile;
	const char *table;
	const char *name;
	const char *command;		/* SELECT, INSERT, UPDATE, DELETE or ALL */
	const char *using;			/* NULL: none */
	const char *check;			/* NULL: none */
} BohPolicy;

extern const BohPrivilege boh_privilege_list[];
extern const int boh_privilege_count;

extern const BohPolicy boh_policy_list[];
extern const int boh_policy_count;

/* The policy of that name for a table; NULL: it is not one of boh. */
extern const BohPolicy *boh_policy_named(const char *table, const char *name);

#endif							/* BOH_RIGHTS_LIST_H */

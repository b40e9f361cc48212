/*-------------------------------------------------------------------------
 *
 * rights/rights_list.h
 *	  The privileges and policies of each profile.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_RIGHTS_LIST_H
#define BOH_RIGHTS_LIST_H

#include "rights/profile_set.h"

/*
 * Lists of columns that column_class.h makes: those of the table that are no
 * credentials, without columns that somebody has added; and those that are
 * neither personal nor name a payment.
 */
#define BOH_OPEN_COLUMNS "{open}"
#define BOH_REPORTING_COLUMNS "{reporting}"

/* A privilege on a table of the data schema */
typedef struct BohPrivilege
{
	BohProfile	profile;
	const char *table;
	const char *privileges;		/* as in GRANT, with column lists */

	/* leave it out while the table lacks this column; NULL: never */
	const char *column;
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

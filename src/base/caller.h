/*-------------------------------------------------------------------------
 *
 * base/caller.h
 *	  Tables of a data schema, and whose rights a statement about them uses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CALLER_H
#define BOH_CALLER_H

#include "utils/acl.h"

/* A table of the data schema, by name; raises an error when it is missing. */
extern Oid	boh_table(Oid schema, const char *name);

extern Oid	boh_table_owner(Oid table);

/* 42501 unless the calling role has the privilege on a table or a column. */
extern void boh_require_privilege(Oid schema, const char *table, AclMode privilege);

/*
 * Act as the owner of a table, for one statement.  An error needs no
 * clean-up: (sub)transaction abort restores the caller.
 */
typedef struct BohCaller
{
	Oid			user;
	int			security_context;
} BohCaller;

extern BohCaller boh_become_owner(Oid table);
extern void boh_become_caller(BohCaller caller);

#endif							/* BOH_CALLER_H */

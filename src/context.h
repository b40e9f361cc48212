/*-------------------------------------------------------------------------
 *
 * context.h
 *	  The data schema a piece of work is about, and whose rights it uses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CONTEXT_H
#define BOH_CONTEXT_H

#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

/* the settings, defined in context.c */
extern char *boh_schema_setting;	/* boh.schema */
extern int	boh_hold_seconds_setting;	/* boh.hold_seconds */
extern int	boh_max_hold_seconds_setting;	/* boh.max_hold_seconds */
extern int	boh_max_payment_delay_setting;	/* boh.max_payment_delay_seconds */
extern bool boh_allow_data_loss;	/* boh.allow_data_loss */
extern bool boh_allow_broken_sections;	/* boh.allow_broken_sections */
extern int	boh_auto_lanes_setting; /* boh.auto_lanes */
extern int	boh_auto_lanes_wait_setting;	/* boh.auto_lanes_wait_ms */

extern void boh_context_init(void);

/* The user of the application that works here: boh.user_id.  false: unset. */
extern bool boh_application_user(pg_uuid_t *user);

/*
 * The data schema of a function: the setting boh.schema.  Raises an error
 * when there is no such schema, or it does not fit this library's version.
 */
extern Oid	boh_current_schema(void);

/* The data schema of a trigger: its relation's.  Same checks. */
extern Oid	boh_trigger_schema(Relation relation);

/*
 * The schema that a migration is changing, whose version is not checked: it is
 * half way.  InvalidOid: none is.
 */
extern Oid	boh_migrating_schema;

/* Forget that a schema was checked, here and, at commit, in other backends. */
extern void boh_schema_changed(Oid schema);

/* Raise an error unless library and installed extension are of one version. */
extern void boh_check_extension_version(void);

/* The schema that the extension's functions are in. */
extern Oid	boh_extension_schema(void);

/* A table of the data schema, by name; raises an error when it is missing. */
extern Oid	boh_table(Oid schema, const char *name);

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

/* The wall clock, in whole milliseconds as columns store it. */
extern TimestampTz boh_now(void);

#endif							/* BOH_CONTEXT_H */

/*-------------------------------------------------------------------------
 *
 * base/context.h
 *	  The data schema a piece of work is about, and whose rights it uses.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_CONTEXT_H
#define BOH_CONTEXT_H

#include "utils/rel.h"

extern void boh_context_init(void);

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

#endif							/* BOH_CONTEXT_H */

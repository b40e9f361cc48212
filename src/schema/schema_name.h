/*-------------------------------------------------------------------------
 *
 * schema/schema_name.h
 *	  Names of data schemas: which can be used, and the lock on one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SCHEMA_NAME_H
#define BOH_SCHEMA_NAME_H

/* Why no data schema can have that name; NULL: one can. */
extern const char *boh_schema_name_fault(const char *name);

/*
 * Raise an error (22023) for a name that no data schema can have.  argument is
 * the argument or setting that gave it.
 */
extern void boh_schema_name_check(const char *argument, const char *name);

/*
 * Lock a schema, so that only one session migrates it at a time.  The key is
 * the name, because the schema need not exist.  The lock is held until the
 * transaction ends.
 */
extern void boh_schema_name_lock(const char *name);

#endif							/* BOH_SCHEMA_NAME_H */

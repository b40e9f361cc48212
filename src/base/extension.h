/*-------------------------------------------------------------------------
 *
 * base/extension.h
 *	  The installed extension: its schema and its version.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_EXTENSION_H
#define BOH_EXTENSION_H

/* Raise an error unless library and SQL objects have the same version. */
extern void boh_check_extension_version(void);

/* Version of the installed SQL objects; NULL: there are none. */
extern char *boh_installed_version(void);

/* The schema that the extension's functions are in */
extern Oid	boh_extension_schema(void);

/* The schema of any extension; InvalidOid: it is not installed */
extern Oid	boh_find_extension_schema(const char *name);

#endif							/* BOH_EXTENSION_H */

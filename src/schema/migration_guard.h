/*-------------------------------------------------------------------------
 *
 * schema/migration_guard.h
 *	  Finds objects of others in schemas where a migration looks names up.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MIGRATION_GUARD_H
#define BOH_MIGRATION_GUARD_H

/*
 * Raise an error (42723) when the data schema has a function that hides one of
 * the extension's.  Between SPI_connect and SPI_finish.
 */
extern void boh_migration_check_hiding(Oid schema, Oid extension_schema);

/*
 * Raise an error (42501) when one of the two schemas has an operator, function
 * or type whose owner lacks the rights of the current role.  Between
 * SPI_connect and SPI_finish.
 */
extern void boh_migration_check_foreign(Oid schema, Oid extension_schema);

#endif							/* BOH_MIGRATION_GUARD_H */

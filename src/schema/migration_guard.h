/*-------------------------------------------------------------------------
 *
 * schema/migration_guard.h
 *	  What others have put where a migration looks names up.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_MIGRATION_GUARD_H
#define BOH_MIGRATION_GUARD_H

/*
 * Raise an error when the data schema has a function that hides one of the
 * extension's (42723).  Between SPI_connect and SPI_finish.
 */
extern void boh_migration_check_hiding(Oid schema, Oid extension_schema);

/*
 * Raise an error when one of the two schemas has an operator, function or type of
 * a role whom the current one has no reason to trust (42501).  Between
 * SPI_connect and SPI_finish.
 */
extern void boh_migration_check_foreign(Oid schema, Oid extension_schema);

#endif							/* BOH_MIGRATION_GUARD_H */

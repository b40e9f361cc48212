/*-------------------------------------------------------------------------
 *
 * privacy/owner.h
 *	  Who may ask for personal data, and statements that run as the owner of
 *	  the tables.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_PRIVACY_OWNER_H
#define BOH_PRIVACY_OWNER_H

#include "nodes/execnodes.h"
#include "utils/uuid.h"

#include "base/compat.h"
#include "rights/column_class.h"

/* true for an ADMIN who is signed in through admin, and for unlimited roles */
extern bool privacy_may_all(Oid schema);

/* true when the person is the one of the session */
extern bool privacy_is_own(Oid schema, const pg_uuid_t *person);

/* Raise 42501.  what the caller may not do, for example "erase a user" */
BOH_NORETURN extern void privacy_raise_right(const char *what);

extern char *privacy_uuid(const pg_uuid_t *id);

/* The table of a data schema, or its shard, as a statement names it */
extern char *privacy_table(Oid schema, const char *table);

/*
 * Run a statement between SPI_connect and SPI_finish with the rights of the
 * current role.  own_write is the table that it writes in spite of triggers;
 * NULL: none.  Returns the number of rows.
 */
extern uint64 privacy_run(Oid schema, const char *own_write, const char *statement,
						  int nargs, const Oid *types, const Datum *values);

/* A table, and a column in it that names a person */
typedef struct PrivacyGroup
{
	const char *table;
	const char *person_column;
	bool		listed_table;
	List	   *columns;		/* all of the table, of BohClassified */
} PrivacyGroup;

/* All that there are in a list of boh_classified_columns() */
extern List *privacy_groups(List *columns);

/* true when two texts are the same, or both NULL */
extern bool privacy_is(const char *one, const char *other);

/* Add a row of a result with the columns entity and row_count. */
extern void privacy_count(ReturnSetInfo *result, const char *entity, int64 rows);

#endif							/* BOH_PRIVACY_OWNER_H */

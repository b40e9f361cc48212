/*-------------------------------------------------------------------------
 *
 * base/unique_violation.h
 *	  DETAIL and hint for PostgreSQL's own error of a unique constraint.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_UNIQUE_VIOLATION_H
#define BOH_UNIQUE_VIOLATION_H

/* A unique constraint, and what to do when it is violated */
typedef struct BohUniqueConstraint
{
	const char *name;
	const char *columns;		/* as DETAIL lists them, without quotes */
	const char *hint;
} BohUniqueConstraint;

#define BOH_MAX_UNIQUE_CONSTRAINTS 2

/* The unique constraints of a table; it must be a static constant. */
typedef struct BohUniqueTable
{
	const char *name;
	BohUniqueConstraint constraints[BOH_MAX_UNIQUE_CONSTRAINTS];
} BohUniqueTable;

extern void boh_unique_init(void);

/*
 * Let the 23505 that PostgreSQL may raise for the row have DETAIL and hint of
 * ours.  For a BEFORE ROW trigger, after boh_trigger_schema().
 */
extern void boh_unique_watch(Oid schema, const BohUniqueTable *table);

/*
 * The DETAIL of an error as it is for a role that may not read the value; NULL
 * when the error's DETAIL was not made here.
 */
extern char *boh_unique_concealed(const ErrorData *error);

#endif							/* BOH_UNIQUE_VIOLATION_H */

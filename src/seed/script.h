/*-------------------------------------------------------------------------
 *
 * seed/script.h
 *	  The statements of a seed: SQL files that were compiled into the library.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_SEED_SCRIPT_H
#define BOH_SEED_SCRIPT_H

#include "fmgr.h"
#include "nodes/pg_list.h"

/* name is what the statement's rows are counted under */
typedef struct SeedStep
{
	const char *name;
	const char *text;
} SeedStep;

/*
 * The text of a step with its macros expanded.  sql/seeds/development.sql says
 * what they are.
 */
extern char *seed_expand(const char *from);

/*
 * Run a statement with these arguments, and return the number of rows that it
 * wrote.  Names lead to the data schema, because the caller acts as the owner
 * of the tables with the settings of boh_act_as_owner().
 */
extern uint64 seed_run(const char *text, Oid schema, int nargs, Oid *types, Datum *values);

/* Sums of rows by table, in the order in which tables were first named */
typedef struct SeedCount
{
	const char *name;
	uint64		rows;
} SeedCount;

extern List *seed_add_count(List *counts, const char *name, uint64 rows);

/* Return the sums as the rows of the function's result. */
extern void seed_return_counts(FunctionCallInfo fcinfo, List *counts);

#endif							/* BOH_SEED_SCRIPT_H */

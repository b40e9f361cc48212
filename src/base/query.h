/*-------------------------------------------------------------------------
 *
 * base/query.h
 *	  SQL statements with plans that are kept for each data schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_QUERY_H
#define BOH_QUERY_H

#include "executor/spi.h"

#define BOH_QUERY_MAX_ARGUMENTS 27

/*
 * A statement.  It must be a static constant, because its address is part of
 * the key of the plan cache.  In text, {schema} stands for the quoted name of
 * the data schema, {extension} for that of the extension's schema.
 *
 * A statement that reads runs under the caller's search_path, so its operators
 * and functions must be qualified with pg_catalog.  With safe_path it runs
 * under pg_catalog and pg_temp instead, which costs some microseconds a call.
 *
 * A statement that writes as the owner runs under pg_catalog, the data schema
 * and pg_temp.  So triggers that the owner made find the owner's tables by
 * unqualified names, and never a table of the caller's.  The statement's own
 * operators and functions must be qualified, or pg_catalog must have them for
 * exactly the types of their arguments.
 */
typedef struct BohQuery
{
	const char *text;
	int			nargs;
	Oid			argtypes[BOH_QUERY_MAX_ARGUMENTS];

	/* run as the owner of this table of the data schema; NULL: as the caller */
	const char *owner_of;

	/*
	 * The table that the statement writes, if a trigger forbids clients to
	 * write there (see own_write.h); NULL: none.  one_row: it writes one row.
	 */
	const char *own_write;
	bool		one_row;

	/* makes no changes, and does not see those of the current command */
	bool		read_only;

	/* use the latest snapshot, under REPEATABLE READ and SERIALIZABLE, too */
	bool		latest;
	bool		safe_path;

	/*
	 * no JIT compilation: the planner's estimate of the cost is far too high
	 */
	bool		no_jit;

	/*
	 * Use a generic plan without sequential scans.  The table may have been
	 * empty when the plan was made, and a sequential scan seemed cheap.
	 */
	bool		by_index;

	/*
	 * Read rows in the order of an index, besides.  The planner does not know
	 * how many rows a range of parameters has.  It could think that they are
	 * few, and sort all of them for the first ones.
	 */
	bool		in_order;

	/* plan for the values of each call, which leave out most of the rows */
	bool		by_values;
} BohQuery;

/* Qualified operators in query texts */
#define BOH_EQ "OPERATOR(pg_catalog.=)"
#define BOH_NE "OPERATOR(pg_catalog.<>)"
#define BOH_LT "OPERATOR(pg_catalog.<)"
#define BOH_LE "OPERATOR(pg_catalog.<=)"
#define BOH_GT "OPERATOR(pg_catalog.>)"
#define BOH_GE "OPERATOR(pg_catalog.>=)"
#define BOH_PLUS "OPERATOR(pg_catalog.+)"
#define BOH_MINUS "OPERATOR(pg_catalog.-)"

/*
 * Until the transaction ends, statements that are read_only see the changes of
 * the current command as well: it has written what they are to read.
 */
extern void boh_query_read_current(void);

extern void boh_query_init(void);

/* A copy of text in which name replaces each occurrence of word */
extern char *boh_replace_word(const char *text, const char *word, const char *name);

/* A text with the quoted names of {schema} and {extension} filled in */
extern char *boh_text_for_schema(const char *text, Oid schema);

/*
 * Set the search path of a statement that writes as the owner, and boh.schema
 * to the data schema, until the current GUC nest level ends.
 */
extern void boh_set_for_owner(Oid schema);

/*
 * Run a statement between SPI_connect and SPI_finish.  limit 0 is no limit.
 * Returns the number of rows, which are in SPI_tuptable.  Raises an error when
 * SPI reports one.
 */
extern uint64 boh_query(const BohQuery *query, Oid schema, Datum *values,
						const char *nulls, long limit);

/*
 * Takes a row of a statement, by column: its first is 0.  Values, and memory
 * that it allocates, are valid until it returns.
 */
typedef void (*BohTakeRow) (void *argument, const Datum *values, const bool *nulls);

/*
 * The same for a statement that may return millions of rows: each is given to
 * take, and none is kept.  Types of columns are not checked.
 */
extern uint64 boh_query_each(const BohQuery *query, Oid schema, Datum *values,
							 const char *nulls, BohTakeRow take, void *argument);

/*
 * One value of a row of SPI_tuptable; column counts from 1.  Raises 42804 when
 * the column is not of that type: somebody may have altered the table.
 */
extern Datum boh_value(uint64 row, int column, Oid type, bool *isnull);

/* The same, raising 23502 for NULL. */
extern Datum boh_required_value(uint64 row, int column, Oid type);

extern void boh_spi_connect(void);
extern void boh_spi_finish(void);

#endif							/* BOH_QUERY_H */

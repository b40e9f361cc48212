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

#define BOH_QUERY_MAX_ARGUMENTS 10

/*
 * A statement.  Must be a static constant: its address is the key of the
 * plan cache.  In text, {schema} stands for the quoted data schema, {extension}
 * for the one that the extension's functions are in.
 *
 * A statement that reads runs under the caller's search_path, so its operators
 * and functions must be qualified with pg_catalog.  With safe_path it runs under
 * pg_catalog and pg_temp instead, which costs some microseconds a call.
 *
 * A statement that writes as the owner runs under pg_catalog, the data schema
 * and pg_temp: triggers that the owner made find the owner's tables by their
 * names, and no table of the caller's.  Its operators and functions must be
 * qualified, or be ones of pg_catalog for exactly these types.
 */
typedef struct BohQuery
{
	const char *text;
	int			nargs;
	Oid			argtypes[BOH_QUERY_MAX_ARGUMENTS];

	/* run as the owner of this table of the data schema; NULL: as the caller */
	const char *owner_of;

	/*
	 * The table that it writes, where a trigger keeps clients from that
	 * (own_write.h); with one_row it writes one row.
	 */
	const char *own_write;
	bool		one_row;

	/* sees neither this command's own changes nor makes any */
	bool		read_only;

	/* under REPEATABLE READ, look at what is committed now all the same */
	bool		latest;
	bool		safe_path;

	/* its cost is estimated far too high, so do not compile it */
	bool		no_jit;

	/*
	 * one plan whatever the arguments are, and through indexes, though the
	 * table may have been empty when it was made
	 */
	bool		by_index;
} BohQuery;

/* what qualified operators look like in query texts */
#define BOH_EQ "OPERATOR(pg_catalog.=)"
#define BOH_NE "OPERATOR(pg_catalog.<>)"
#define BOH_LT "OPERATOR(pg_catalog.<)"
#define BOH_LE "OPERATOR(pg_catalog.<=)"
#define BOH_GT "OPERATOR(pg_catalog.>)"
#define BOH_GE "OPERATOR(pg_catalog.>=)"
#define BOH_PLUS "OPERATOR(pg_catalog.+)"
#define BOH_MINUS "OPERATOR(pg_catalog.-)"

extern void boh_query_init(void);

/*
 * Run a statement between SPI_connect and SPI_finish.  limit 0 is no limit.
 * Returns the number of rows; they are in SPI_tuptable.  Raises an error when
 * SPI reports one.
 */
extern uint64 boh_query(const BohQuery *query, Oid schema, Datum *values,
						const char *nulls, long limit);

/*
 * One value of a row of SPI_tuptable; column counts from 1.  Raises 42804 when
 * it is not of that type: the table may have been altered.
 */
extern Datum boh_value(uint64 row, int column, Oid type, bool *isnull);

/* The same, raising 23502 for NULL. */
extern Datum boh_required_value(uint64 row, int column, Oid type);

extern void boh_spi_connect(void);
extern void boh_spi_finish(void);

#endif							/* BOH_QUERY_H */

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

#include "base/query_text.h"

/*
 * Until the transaction ends, statements that are read_only see the changes of
 * the current command as well: it has written what they are to read.
 */
extern void boh_query_read_current(void);

extern void boh_query_init(void);

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
 * Run a statement whose text is made for this call, such as DDL, as the current
 * role and with the current settings.  Its rows, if any, are read as those of
 * boh_query().
 */
extern void boh_execute(const char *text);

/* The same, with {schema} and {extension} filled in. */
extern void boh_execute_for_schema(Oid schema, const char *text);

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

/* A text as a string; NULL for NULL. */
extern char *boh_text_value(uint64 row, int column);

extern void boh_spi_connect(void);
extern void boh_spi_finish(void);

#endif							/* BOH_QUERY_H */

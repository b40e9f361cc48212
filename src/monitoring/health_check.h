/*-------------------------------------------------------------------------
 *
 * monitoring/health_check.h
 *	  The checks of boh_health().
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_HEALTH_CHECK_H
#define BOH_HEALTH_CHECK_H

#include "catalog/pg_type.h"

#include "base/query.h"
#include "monitoring/threshold.h"

/*
 * How a check finds its value without a statement of its own; isnull: it cannot
 * know.  Runs between boh_spi_connect() and boh_spi_finish().
 */
typedef Datum (*BohHealthFunction) (Oid schema, bool *isnull);

/*
 * A check compares a value, of type numeric, with a threshold.  It has a
 * statement or a function that finds the value.  Without both, SQL cannot see
 * the value at all.
 */
typedef struct BohHealthCheck
{
	const char *name;
	const char *severity;		/* critical, warning or informational */
	int			threshold;		/* a BohThreshold; or THRESHOLD_NONE */
	bool		at_least;		/* the value must not be below the threshold;
								 * otherwise not above it */
	int			unit;			/* units of the value in one of the setting;
								 * 0: one */
	const char *hint;			/* what to do if it is not in order */
	const char *unknown;		/* why the value can be unknown, and what then */
	BohHealthFunction function;
	BohQuery	query;
} BohHealthCheck;

/* The value is a number of things that are wrong, and should be 0. */
#define THRESHOLD_NONE BOH_THRESHOLDS

/* Parameters: the OID of the data schema, the system identifier of the cluster */
#define BOH_HEALTH_ARGUMENTS 2
#define BOH_HEALTH_QUERY \
	.nargs = BOH_HEALTH_ARGUMENTS, \
	.argtypes = {OIDOID, INT8OID}, \
	.read_only = true, \
	.safe_path = true, \
	.no_jit = true

/* The same for a statement that reads tables of the data schema */
#define BOH_HEALTH_TABLE_QUERY(table) \
	BOH_HEALTH_QUERY, \
	.owner_of = table, \
	.by_index = true

typedef struct BohHealthChecks
{
	int			count;
	const BohHealthCheck *checks;
} BohHealthChecks;

extern const BohHealthChecks boh_server_health;
extern const BohHealthChecks boh_security_health;
extern const BohHealthChecks boh_work_health;

extern const BohHealthCheck *boh_health_check_named(const char *name);

/*
 * The value that a check finds, and whether it is in order.  isnull: it cannot
 * know.  Between boh_spi_connect() and boh_spi_finish(), for a role that may
 * watch the data schema.
 */
extern bool boh_health_check(const BohHealthCheck *check, Oid schema, Datum *value,
							 bool *isnull);

#endif							/* BOH_HEALTH_CHECK_H */

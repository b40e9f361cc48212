/*-------------------------------------------------------------------------
 *
 * base/finding.h
 *	  What boh_verify() finds, and the statements that find it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_FINDING_H
#define BOH_FINDING_H

#include "nodes/execnodes.h"
#include "utils/uuid.h"

#include "base/progress.h"
#include "base/query.h"

#define BOH_FINDING_COLUMNS 5

/*
 * Parameters of statements that can be limited to a scope: the OID of the data
 * schema, an event, and a time.  They look at rows of that event, or at those
 * that changed at that time or later; NULL: at all.
 */
#define BOH_SCOPE_ARGUMENTS 3
#define BOH_SCOPE_TYPES {OIDOID, UUIDOID, TIMESTAMPTZOID}

#define BOH_SCOPED_CHECK(statement) \
	{ \
		.text = statement, \
		.nargs = BOH_SCOPE_ARGUMENTS, \
		.argtypes = BOH_SCOPE_TYPES, \
		.safe_path = true, \
		.read_only = true, \
		.no_jit = true, \
		.by_values = true \
	}

/*
 * Statements that return findings: problem (text), entity (text), entity_id
 * (uuid), expected (text), actual (text).  Their parameters are the first ones
 * of a scope.
 */
typedef struct BohChecks
{
	int			count;
	const BohQuery *queries;
} BohChecks;

/* Collects findings. */
typedef struct BohFindings
{
	ReturnSetInfo *result;
	List	   *unsound;		/* names of tables whose rows cannot be
								 * checked */
	Oid			schema;
	Datum		scope[BOH_SCOPE_ARGUMENTS];
	char		nulls[BOH_SCOPE_ARGUMENTS];
	BohProgress progress;
} BohFindings;

/*
 * Add a finding.  id NULL: it is about the entity as a whole, not a row of it.
 */
extern void boh_find(BohFindings *findings, const char *problem, const char *entity,
					 const pg_uuid_t *id, const char *expected, const char *actual);

/* Note a table whose rows cannot be checked, since its columns are wrong. */
extern void boh_find_unsound(BohFindings *findings, const char *table);

/* true when the rows of a table can be checked */
extern bool boh_find_sound(const BohFindings *findings, const char *table);

/* true when the rows of all tables that a statement names can be checked */
extern bool boh_find_sound_tables(const BohFindings *findings, const BohQuery *query);

/* Whether the call looks at a single event, or at what changed since a time */
extern bool boh_find_in_event(const BohFindings *findings);
extern bool boh_find_since(const BohFindings *findings, TimestampTz *since);

/*
 * Run a statement with the scope, if the rows of all its tables can be
 * checked, and give its rows to take; false: they cannot.
 */
extern bool boh_find_rows(BohFindings *findings, const BohQuery *query, BohTakeRow take,
						  void *argument);

/* Findings that come in no order.  boh_find_sorted() adds them, in order of id. */
typedef struct BohUnsorted BohUnsorted;

extern BohUnsorted *boh_unsorted_begin(BohFindings *findings);
extern void boh_find_unsorted(BohUnsorted *unsorted, const char *problem, const char *entity,
							  const pg_uuid_t *id, const char *expected, const char *actual);
extern void boh_find_sorted(BohUnsorted *unsorted);

#endif							/* BOH_FINDING_H */

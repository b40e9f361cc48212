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

#endif							/* BOH_FINDING_H */

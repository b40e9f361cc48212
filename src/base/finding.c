/*-------------------------------------------------------------------------
 *
 * base/finding.c
 *	  What boh_verify() finds.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/pg_list.h"
#include "nodes/value.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/finding.h"

void
boh_find(BohFindings *findings, const char *problem, const char *entity,
		 const pg_uuid_t *id, const char *expected, const char *actual)
{
	ReturnSetInfo *result = findings->result;
	Datum		finding[BOH_FINDING_COLUMNS] = {
		CStringGetTextDatum(problem), CStringGetTextDatum(entity), UUIDPGetDatum(id),
		CStringGetTextDatum(expected), CStringGetTextDatum(actual)
	};
	bool		nulls[BOH_FINDING_COLUMNS] = {false, false, id == NULL, false, false};

	tuplestore_putvalues(result->setResult, result->setDesc, finding, nulls);
}

void
boh_find_unsound(BohFindings *findings, const char *table)
{
	if (boh_find_sound(findings, table))
		findings->unsound = lappend(findings->unsound, makeString(pstrdup(table)));
}

bool
boh_find_sound(const BohFindings *findings, const char *table)
{
	return !list_member(findings->unsound, makeString(pstrdup(table)));
}

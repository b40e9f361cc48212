/*-------------------------------------------------------------------------
 *
 * base/finding.c
 *	  What boh_verify() finds.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "nodes/value.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplesort.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"

#include "base/finding.h"

/* The column entity_id */
#define ID_COLUMN 3

/* Memory for sorting findings, in kB; they are few, or go to disk */
#define SORT_MEMORY 16384

struct BohUnsorted
{
	BohFindings *findings;
	MemoryContext context;
	Tuplesortstate *sort;		/* NULL: nothing was found */
};

static void
compose(Datum *finding, bool *nulls, const char *problem, const char *entity,
		const pg_uuid_t *id, const char *expected, const char *actual)
{
	finding[0] = CStringGetTextDatum(problem);
	finding[1] = CStringGetTextDatum(entity);
	finding[2] = UUIDPGetDatum(id);
	finding[3] = CStringGetTextDatum(expected);
	finding[4] = CStringGetTextDatum(actual);
	memset(nulls, false, BOH_FINDING_COLUMNS * sizeof(bool));
	nulls[2] = id == NULL;
}

void
boh_find(BohFindings *findings, const char *problem, const char *entity,
		 const pg_uuid_t *id, const char *expected, const char *actual)
{
	ReturnSetInfo *result = findings->result;
	Datum		finding[BOH_FINDING_COLUMNS];
	bool		nulls[BOH_FINDING_COLUMNS];

	compose(finding, nulls, problem, entity, id, expected, actual);
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

bool
boh_find_sound_tables(const BohFindings *findings, const BohQuery *query)
{
	static const char prefix[] = "{schema}.";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";

	for (const char *text = strstr(query->text, prefix); text !=NULL; text = strstr(text, prefix))
	{
		text	  +=strlen(prefix);

		if (!boh_find_sound(findings, pnstrdup(text, strspn(text, letters))))
			return false;
	}
	return true;
}

bool
boh_find_in_event(const BohFindings *findings)
{
	return findings->nulls[1] != 'n';
}

bool
boh_find_since(const BohFindings *findings, TimestampTz *since)
{
	if (findings->nulls[2] == 'n')
		return false;
	*since = DatumGetTimestampTz(findings->scope[2]);
	return true;
}

bool
boh_find_rows(BohFindings *findings, const BohQuery *query, BohTakeRow take, void *argument)
{
	if (!boh_find_sound_tables(findings, query))
		return false;
	boh_query_each(query, findings->schema, findings->scope, findings->nulls, take, argument);
	return true;
}

BohUnsorted *
boh_unsorted_begin(BohFindings *findings)
{
	BohUnsorted *unsorted = palloc0(sizeof(BohUnsorted));

	unsorted->findings = findings;
	unsorted->context = CurrentMemoryContext;
	return unsorted;
}

static Tuplesortstate *
begin_sort(BohUnsorted *unsorted)
{
	AttrNumber	column = ID_COLUMN;
	Oid			operator = lookup_type_cache(UUIDOID, TYPECACHE_LT_OPR)->lt_opr;
	Oid			collation = InvalidOid;
	bool		nulls_first = false;
	MemoryContext previous = MemoryContextSwitchTo(unsorted->context);
	Tuplesortstate *sort = tuplesort_begin_heap(unsorted->findings->result->setDesc, 1, &column,
												&operator, &collation, &nulls_first,
												SORT_MEMORY, NULL, TUPLESORT_NONE);

	MemoryContextSwitchTo(previous);
	return sort;
}

void
boh_find_unsorted(BohUnsorted *unsorted, const char *problem, const char *entity,
				  const pg_uuid_t *id, const char *expected, const char *actual)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(unsorted->findings->result->setDesc,
													&TTSOpsVirtual);

	if (unsorted->sort == NULL)
		unsorted->sort = begin_sort(unsorted);
	compose(slot->tts_values, slot->tts_isnull, problem, entity, id, expected, actual);
	ExecStoreVirtualTuple(slot);
	tuplesort_puttupleslot(unsorted->sort, slot);
	ExecDropSingleTupleTableSlot(slot);
}

void
boh_find_sorted(BohUnsorted *unsorted)
{
	ReturnSetInfo *result = unsorted->findings->result;
	TupleTableSlot *slot;

	if (unsorted->sort == NULL)
		return;
	slot = MakeSingleTupleTableSlot(result->setDesc, &TTSOpsMinimalTuple);
	tuplesort_performsort(unsorted->sort);
	while (tuplesort_gettupleslot(unsorted->sort, true, false, slot, NULL))
	{
		CHECK_FOR_INTERRUPTS();
		tuplestore_puttupleslot(result->setResult, slot);
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplesort_end(unsorted->sort);
	unsorted->sort = NULL;
}

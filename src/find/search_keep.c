/*-------------------------------------------------------------------------
 *
 * find/search_keep.c
 *	  Keeps clients from writing event_search and page_search.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "fmgr.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/fetch.h"
#include "base/own_write.h"
#include "base/row.h"

PG_FUNCTION_INFO_V1(boh_event_search_keep);
PG_FUNCTION_INFO_V1(boh_page_search_keep);

static const BohColumn event_columns[] = {{"event_id", UUIDOID}};
static const BohTable event_search = {"event_search", 1, event_columns};
static const BohColumn page_columns[] = {{"page_id", UUIDOID}};
static const BohTable page_search = {"page_search", 1, page_columns};

static const BohColumn id_column[] = {{"id", UUIDOID}};
static const BohTable pages = {"content_pages", 1, id_column};

/* A foreign key changes or deletes the rows of a page that is gone, or has a new id. */
static bool
is_of_missing_page(Oid schema, const pg_uuid_t *id)
{
	Relation	relation = boh_open_table(schema, "content_pages", AccessShareLock);
	BohRow		row;
	bool		found = boh_fetch(relation, id, &pages, &row);

	table_close(relation, NoLock);
	return !found;
}

static Datum
keep(FunctionCallInfo fcinfo, const char *function, const BohTable *table)
{
	TriggerData *trigger = boh_trigger(fcinfo, function, BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE |
									   BOH_TRIGGER_DELETE);
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	HeapTuple	tuple = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
	trigger->tg_newtuple : trigger->tg_trigtuple;
	BohRow		row;
	BohDetail	detail;

	if (boh_own_write_take(trigger->tg_relation))
		return PointerGetDatum(tuple);
	boh_row_open(&row, trigger->tg_relation, table, trigger->tg_trigtuple);
	if (table == &page_search && !TRIGGER_FIRED_BY_INSERT(trigger->tg_event) &&
		is_of_missing_page(schema, boh_get_uuid(&row, 0)))
		return PointerGetDatum(tuple);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, table->columns[0].name, boh_get_uuid(&row, 0));
	boh_raise(BOH_SEARCH_WRITTEN, &detail, BOH_PLACE(schema, table->name, NULL, NULL));
}

Datum
boh_event_search_keep(PG_FUNCTION_ARGS)
{
	return keep(fcinfo, "boh_event_search_keep", &event_search);
}

Datum
boh_page_search_keep(PG_FUNCTION_ARGS)
{
	return keep(fcinfo, "boh_page_search_keep", &page_search);
}

/*-------------------------------------------------------------------------
 *
 * schema/data_loss.c
 *	  Refuses steps down that would drop tables with rows, unless
 *	  boh.allow_data_loss is on.
 *
 * The scripts say which tables they drop.  So rows are counted before the
 * first step: a call that is refused has changed nothing and has kept nobody
 * waiting.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "find/search_refresh.h"
#include "schema/data_loss.h"
#include "schema/relations.h"

struct BohLosses
{
	Oid			schema;
	const char *schema_name;
	const char *first;			/* first table with rows, or NULL */
	int64		rows;			/* of all steps */
	StringInfoData steps;		/* JSON objects */
};

BohLosses *
boh_losses_begin(Oid schema, const char *schema_name)
{
	BohLosses  *losses = palloc0(sizeof(BohLosses));

	losses->schema = schema;
	losses->schema_name = schema_name;
	initStringInfo(&losses->steps);
	return losses;
}

/* true for a table whose rows are those that a step up makes */
static bool
is_made_by_boh(const char *table)
{
	return boh_search_is_derived(table) || strcmp(table, "maintenance_tasks") == 0;
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/* true for a table that the current role may drop; otherwise the step fails */
static bool
is_counted(Oid table)
{
	char		kind = get_rel_relkind(table);

	return (kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE) &&
		boh_relation_is_droppable(table) && !is_made_by_boh(get_rel_name(table));
}

/* Names of the tables that a script drops, in the order of names */
static List *
dropped_tables(const char *script)
{
	List	   *names = NIL;
	ListCell   *cell;
	ListCell   *object;

	foreach(cell, pg_parse_query(script))
	{
		Node	   *statement = lfirst_node(RawStmt, cell)->stmt;

		if (!IsA(statement, DropStmt) || castNode(DropStmt, statement)->removeType != OBJECT_TABLE)
			continue;
		foreach(object, castNode(DropStmt, statement)->objects)
			names = lappend(names, makeRangeVarFromNameList(lfirst_node(List, object))->relname);
	}
	list_sort(names, compare_names);
	return names;
}

/*
 * Count the rows of a table.  This is done in SQL, because rows may be on other
 * nodes, and as the table's owner, because policies may hide rows from others.
 */
static int64
count_rows(Oid table)
{
	BohCaller	caller = boh_become_owner(table);
	char	   *name = quote_qualified_identifier(get_namespace_name(get_rel_namespace(table)),
												  get_rel_name(table));
	SPIPlanPtr	plan = SPI_prepare(psprintf("SELECT pg_catalog.count(*) FROM %s", name), 0, NULL);
	int64		rows;

	if (plan == NULL)
		elog(ERROR, "could not prepare: %s", SPI_result_code_string(SPI_result));
	CommandCounterIncrement();
	if (SPI_execute_snapshot(plan, NULL, NULL, GetLatestSnapshot(), InvalidSnapshot,
							 true, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not count rows of %s", name);
	rows = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	SPI_freeplan(plan);
	boh_become_caller(caller);
	return rows;
}

static void
note_step(BohLosses *losses, int version, const char *tables)
{
	BohDetail	step;

	boh_detail_init(&step);
	boh_detail_integer(&step, "version", version);
	boh_detail_object(&step, "tables", tables);
	if (losses->steps.len > 0)
		appendStringInfoString(&losses->steps, ", ");
	appendStringInfoString(&losses->steps, boh_detail_json(&step));
}

void
boh_losses_count(BohLosses *losses, int version, const char *script)
{
	BohDetail	tables;
	int64		rows_of_step = 0;
	ListCell   *cell;

	boh_detail_init(&tables);
	foreach(cell, dropped_tables(script))
	{
		const char *name = lfirst(cell);
		Oid			table = get_relname_relid(name, losses->schema);
		int64		rows;

		CHECK_FOR_INTERRUPTS();
		if (!OidIsValid(table) || !is_counted(table))
			continue;
		rows = count_rows(table);
		if (rows == 0)
			continue;
		rows_of_step += rows;
		if (losses->first == NULL)
			losses->first = name;
		boh_detail_integer(&tables, name, rows);
	}
	if (rows_of_step == 0)
		return;
	losses->rows += rows_of_step;
	note_step(losses, version, boh_detail_json(&tables));
}

void
boh_losses_refuse(const BohLosses *losses, int to_version)
{
	BohDetail	detail;

	if (losses->rows == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", losses->schema_name);
	boh_detail_integer(&detail, "to_version", to_version);
	boh_detail_integer(&detail, "rows", losses->rows);
	boh_detail_object(&detail, "steps", psprintf("[%s]", losses->steps.data));
	boh_raise(BOH_DATA_LOSS, &detail, BOH_PLACE(losses->schema, losses->first, NULL, NULL),
			  to_version, (long long) losses->rows, losses->schema_name);
}

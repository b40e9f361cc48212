/*-------------------------------------------------------------------------
 *
 * schema/data_loss.c
 *	  What steps down must not drop: tables of the data schema with rows,
 *	  unless boh.allow_data_loss is on, and relations of the extension's schema.
 *
 * Only a step that has run tells what it drops.  So all steps run, and then
 * one error names all losses; it undoes the steps.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "base/caller.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "find/search_refresh.h"
#include "schema/data_loss.h"

struct BohLosses
{
	Oid			schema;
	const char *schema_name;
	Oid			extension_schema;
	List	   *relations;		/* what was there before the step */
	const char *first;			/* first table with rows that is gone, or NULL */
	int64		rows;			/* of all steps */
	StringInfoData steps;		/* JSON objects */
};

typedef struct KnownRelation
{
	Oid			relation;
	Oid			schema;
	char	   *name;
	int64		rows;			/* 0 for those whose rows are not counted */
} KnownRelation;

BohLosses *
boh_losses_begin(Oid schema, const char *schema_name, Oid extension_schema)
{
	BohLosses  *losses = palloc0(sizeof(BohLosses));

	losses->schema = schema;
	losses->schema_name = schema_name;
	losses->extension_schema = extension_schema;
	initStringInfo(&losses->steps);
	return losses;
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(((const KnownRelation *) lfirst(a))->name,
				  ((const KnownRelation *) lfirst(b))->name);
}

/* true for a table whose rows are no part of another table's */
static bool
is_whole_table(Form_pg_class class)
{
	return (class->relkind == RELKIND_RELATION || class->relkind == RELKIND_PARTITIONED_TABLE) &&
		!class->relispartition;
}

/*
 * Relations of a schema that the current role may drop: tables only, without
 * their partitions, or all except indexes.
 */
static List *
droppable_relations(Oid schema, bool tables_only)
{
	List	   *relations = NIL;
	Oid			schema_owner;
	Relation	classes;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for schema %u", schema);
	schema_owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	ReleaseSysCache(tuple);

	classes = table_open(RelationRelationId, AccessShareLock);
	ScanKeyInit(&key, Anum_pg_class_relnamespace, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(schema));
	scan = systable_beginscan(classes, InvalidOid, false, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_class class = (Form_pg_class) GETSTRUCT(tuple);
		KnownRelation *relation;

		if (tables_only ? !is_whole_table(class) :
			(class->relkind == RELKIND_INDEX || class->relkind == RELKIND_PARTITIONED_INDEX))
			continue;
		if (!has_privs_of_role(GetUserId(), class->relowner) &&
			!has_privs_of_role(GetUserId(), schema_owner))
			continue;
		relation = palloc0(sizeof(KnownRelation));
		relation->relation = class->oid;
		relation->schema = schema;
		relation->name = pstrdup(NameStr(class->relname));
		relations = lappend(relations, relation);
	}
	systable_endscan(scan);
	table_close(classes, AccessShareLock);
	list_sort(relations, compare_names);
	return relations;
}

/*
 * Count the rows of a table, and lock it against changes by others.  This is
 * done in SQL, because rows may be on other nodes, and as the table's owner,
 * because policies may hide rows from others.
 */
static int64
count_rows(const KnownRelation *table)
{
	BohCaller	caller;
	SPIPlanPtr	plan;
	int64		rows;

	LockRelationOid(table->relation, ShareLock);
	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(table->relation)))
		return 0;

	caller = boh_become_owner(table->relation);
	plan = SPI_prepare(psprintf("SELECT pg_catalog.count(*) FROM %s",
								quote_qualified_identifier(get_namespace_name(table->schema),
														   table->name)),
					   0, NULL);
	if (plan == NULL)
		elog(ERROR, "could not prepare: %s", SPI_result_code_string(SPI_result));
	CommandCounterIncrement();
	if (SPI_execute_snapshot(plan, NULL, NULL, GetLatestSnapshot(), InvalidSnapshot,
							 true, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not count rows of \"%s\"", table->name);
	rows = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	SPI_freeplan(plan);
	boh_become_caller(caller);
	return rows;
}

/* true for a table whose rows are those that a step up makes */
static bool
is_made_by_boh(const char *table)
{
	return boh_search_is_derived(table) || strcmp(table, "maintenance_tasks") == 0;
}

/*
 * Rows of a table.  They are counted once in a call: nobody else changes them
 * from then on.
 */
static int64
rows_of(const BohLosses *losses, const KnownRelation *table)
{
	ListCell   *cell;

	foreach(cell, losses->relations)
	{
		const KnownRelation *known = lfirst(cell);

		if (known->relation == table->relation)
			return known->rows;
	}
	return is_made_by_boh(table->name) ? 0 : count_rows(table);
}

void
boh_losses_look(BohLosses *losses)
{
	List	   *relations = NIL;
	ListCell   *cell;

	if (!boh_allow_data_loss)
	{
		relations = droppable_relations(losses->schema, true);
		foreach(cell, relations)
		{
			KnownRelation *table = lfirst(cell);

			CHECK_FOR_INTERRUPTS();
			table->rows = rows_of(losses, table);
		}
	}
	if (losses->extension_schema != losses->schema)
		relations = list_concat(relations,
								droppable_relations(losses->extension_schema, false));
	losses->relations = relations;
}

/*
 * This happens when a table is missing in the data schema, so that search_path
 * leads to another one of that name.
 */
static void
raise_outside(const BohLosses *losses, int version, const KnownRelation *relation)
{
	const char *other_schema = get_namespace_name(relation->schema);
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, "schema", losses->schema_name);
	boh_detail_integer(&detail, "version", version);
	boh_detail_text(&detail, "other_schema", other_schema);
	boh_detail_text(&detail, "relation", relation->name);
	boh_raise(BOH_MIGRATION_OUTSIDE, &detail,
			  BOH_PLACE(relation->schema, relation->name, NULL, NULL),
			  version, relation->name, other_schema);
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
boh_losses_note(BohLosses *losses, int version)
{
	BohDetail	tables;
	int64		rows = 0;
	ListCell   *cell;

	boh_detail_init(&tables);
	foreach(cell, losses->relations)
	{
		const KnownRelation *relation = lfirst(cell);

		if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation->relation)))
			continue;
		if (relation->schema != losses->schema)
			raise_outside(losses, version, relation);
		if (relation->rows == 0)
			continue;
		rows += relation->rows;
		if (losses->first == NULL)
			losses->first = relation->name;
		boh_detail_integer(&tables, relation->name, relation->rows);
	}
	if (rows == 0)
		return;
	losses->rows += rows;
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

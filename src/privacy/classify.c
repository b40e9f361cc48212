/*-------------------------------------------------------------------------
 *
 * privacy/classify.c
 *	  boh_classify_column() and boh_column_classes().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "rights/maintenance.h"
#include "rights/rights.h"
#include "privacy/owner.h"

PG_FUNCTION_INFO_V1(boh_classify_column);
PG_FUNCTION_INFO_V1(boh_column_classes);

#define CLASSES_COLUMNS 6

static const BohQuery write_class = {
	.text = "INSERT INTO {schema}.column_classes AS k (table_name, column_name, class, person_column)"
	" VALUES ($1, $2, $3, $4) ON CONFLICT (table_name, column_name) DO UPDATE"
	" SET class = EXCLUDED.class, person_column = EXCLUDED.person_column"
	" WHERE (k.class, k.person_column) IS DISTINCT FROM (EXCLUDED.class, EXCLUDED.person_column)",
	.nargs = 4,
	.argtypes = {TEXTOID, TEXTOID, TEXTOID, TEXTOID}
};

static const BohClassified *
find_column(List *columns, const char *table, const char *name)
{
	ListCell   *cell;

	foreach(cell, columns)
	{
		const BohClassified *column = lfirst(cell);

		if (strcmp(column->table, table) == 0 && strcmp(column->column, name) == 0)
			return column;
	}
	return NULL;
}

static BohColumnClass
class_argument(FunctionCallInfo fcinfo)
{
	char	   *name = boh_argument_name(fcinfo, 2, "class");
	BohColumnClass class;

	if (!boh_class_named(name, &class))
		boh_argument_refuse("class", name, "classes are NEITHER, FINANCIAL, PAYMENT, CUSTOMER, STAFF and CREDENTIAL");
	return class;
}

/* Erasing a person sets such columns to NULL, or to their default. */
static void
check_column(const BohClassified *column, const char *name, BohColumnClass class)
{
	if (column == NULL)
		boh_argument_refuse("column_name", name, "there is no such column in a table of the owner");
	if (column->by == BOH_BY_EXTENSION)
		boh_argument_refuse("column_name", name, "the extension itself classifies this column");
	if (boh_class_is_personal(class) && column->required && column->default_value == NULL &&
		!column->generated)
		boh_argument_refuse("column_name", name, "erasing must be able to empty it: allow NULL, or give it a default");
}

static void
check_person_column(const BohClassified *column, const char *name)
{
	if (column == NULL)
		boh_argument_refuse("person_column", name, "there is no such column in the table");
	if (column->type != UUIDOID)
		boh_argument_refuse("person_column", name, "it is not of type uuid");
}

static void
write_audit(Oid schema, const char *table, const char *column, BohColumnClass class)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_COMPLIANCE,
		.action = "CLASSIFY",
		.entity = "column_classes",
		.entity_id = psprintf("%s/%s", table, column),
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_text(&values, "class", boh_class_name(class));
	boh_audit_write(schema, &entry);
}

Datum
boh_classify_column(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	char	   *table = boh_argument_name(fcinfo, 0, "table_name");
	char	   *name = boh_argument_name(fcinfo, 1, "column_name");
	BohColumnClass class = class_argument(fcinfo);
	char	   *person = PG_ARGISNULL(3) ? NULL : boh_argument_name(fcinfo, 3, "person_column");
	BohCaller	caller = boh_become_trusted_owner(boh_table(schema, "column_classes"));
	Datum		values[] = {
		CStringGetTextDatum(table),
		CStringGetTextDatum(name),
		CStringGetTextDatum(boh_class_name(class)),
		person == NULL ? (Datum) 0 : CStringGetTextDatum(person)
	};
	List	   *columns;
	bool		changed;

	boh_spi_connect();
	columns = boh_classified_columns(schema);
	check_column(find_column(columns, table, name), name, class);
	if (person != NULL)
		check_person_column(find_column(columns, table, person), person);
	changed = boh_query(&write_class, schema, values, person == NULL ? "   n" : "    ", 0) > 0;
	if (changed)
		boh_rights_reclassify(schema, table, name);
	boh_spi_finish();
	boh_become_caller(caller);
	if (changed)
		write_audit(schema, table, name, class);
	PG_RETURN_BOOL(changed);
}

static void
put(ReturnSetInfo *result, const BohClassified *column)
{
	static const char *const classifiers[] = {
		[BOH_BY_EXTENSION] = "EXTENSION",
		[BOH_BY_OWNER] = "OWNER",
		[BOH_BY_NOBODY] = "NOBODY"
	};
	Datum		values[CLASSES_COLUMNS] = {
		CStringGetTextDatum(column->table),
		CStringGetTextDatum(column->column),
		CStringGetTextDatum(boh_class_name(column->class)),
		CStringGetTextDatum(boh_erasure_name(column->erasure)),
		column->person_column == NULL ? (Datum) 0 : CStringGetTextDatum(column->person_column),
		CStringGetTextDatum(classifiers[column->by])
	};
	bool		nulls[CLASSES_COLUMNS] = {false, false, false, false, column->person_column == NULL, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * The columns that exist, and those that the list of the extension has in
 * addition.  There are such only if somebody has dropped or renamed a column.
 */
Datum
boh_column_classes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_current_schema();
	List	   *columns;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	columns = boh_classified_columns(schema);
	foreach(cell, columns)
		put(result, lfirst(cell));
	for (int i = 0; i < boh_column_count; i++)
	{
		const BohColumnEntry *entry = &boh_column_list[i];
		BohClassified missing = {
			.table = entry->table,
			.column = entry->column,
			.by = BOH_BY_EXTENSION,
			.class = entry->class,
			.erasure = entry->erasure,
			.person_column = boh_person_column(entry->table)
		};

		if (find_column(columns, entry->table, entry->column) == NULL)
			put(result, &missing);
	}
	boh_spi_finish();
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * privacy/find.c
 *	  boh_find_personal_data(): where a text stands, in all tables.
 *
 * Erasing a person empties columns.  Names in free text, such as pages and
 * reasons, are for people to judge; this finds them.  In JSON and in HTML some
 * characters are written otherwise, so these forms are looked for, too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/caller.h"
#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "rights/maintenance.h"
#include "privacy/owner.h"

PG_FUNCTION_INFO_V1(boh_find_personal_data);

#define MOST_TEXT 1000
#define MOST_ROWS 100000
#define FOUND_COLUMNS 3

/*
 * What is looked for
 */

static char *
in_html(const char *text)
{
	char	   *escaped = boh_replace_word(text, "&", "&amp;");

	escaped = boh_replace_word(escaped, "<", "&lt;");
	return boh_replace_word(escaped, ">", "&gt;");
}

static char *
in_json(const char *text)
{
	StringInfoData quoted;

	initStringInfo(&quoted);
	escape_json(&quoted, text);
	return pnstrdup(quoted.data + 1, quoted.len - 2);
}

static Datum
forms_of(const char *text)
{
	char	   *forms[] = {
		pstrdup(text), in_json(text), in_html(text), in_json(in_html(text))
	};
	Datum		values[lengthof(forms)];
	int			count = 0;

	for (int i = 0; i < (int) lengthof(forms); i++)
	{
		bool		is_new = true;

		for (int j = 0; j < i; j++)
			is_new &= strcmp(forms[i], forms[j]) != 0;
		if (is_new)
			values[count++] = CStringGetTextDatum(forms[i]);
	}
	return PointerGetDatum(construct_array(values, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/*
 * Where it is looked for
 */

/* Numbers, times and the like hold no names. */
static bool
is_searched(const BohClassified *column)
{
	char		category;
	bool		preferred;

	if (column->class == BOH_COLUMN_CREDENTIAL || column->type == BYTEAOID ||
		column->type == UUIDOID || column->type == XID8OID)
		return false;
	get_type_category_preferred(column->type, &category, &preferred);
	return strchr("SUACI", category) != NULL;
}

static char *
key_columns(Relation relation, Relation index)
{
	StringInfoData key;

	initStringInfo(&key);
	for (int i = 0; i < index->rd_index->indnkeyatts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(relation),
													index->rd_index->indkey.values[i] - 1);
		const char *name = quote_identifier(NameStr(attribute->attname));

		/* the other columns only choose the partition */
		if (strcmp(name, "id") == 0)
			return "CAST(boh_row.id AS text)";
		appendStringInfo(&key, "%sCAST(boh_row.%s AS text)", i == 0 ? "" : " || '/' || ", name);
	}
	return key.data;
}

/* An expression that names a row: its primary key or, without one, its place */
static char *
row_id(Oid schema, const char *table)
{
	Relation	relation = boh_open_table(schema, table, AccessShareLock);
	Oid			key;
	char	   *expression = "CAST(boh_row.ctid AS text)";

	(void) RelationGetIndexList(relation);
	key = boh_primary_key_index(relation);
	if (OidIsValid(key))
	{
		Relation	index = index_open(key, AccessShareLock);

		expression = key_columns(relation, index);
		index_close(index, NoLock);
	}
	table_close(relation, NoLock);
	return expression;
}

/*
 * A statement that reads a table once.  $1: forms of the text, $2: most rows.
 * NULL: no column is searched.
 */
static char *
search_statement(Oid schema, const char *table, List *columns)
{
	StringInfoData values;
	ListCell   *cell;

	initStringInfo(&values);
	foreach(cell, columns)
	{
		const BohClassified *column = lfirst(cell);

		if (strcmp(column->table, table) == 0 && is_searched(column))
			appendStringInfo(&values, "%s(%s, CAST(boh_row.%s AS text) COLLATE \"default\")",
							 values.len == 0 ? "" : ", ", quote_literal_cstr(column->column),
							 quote_identifier(column->column));
	}
	if (values.len == 0)
		return NULL;
	return psprintf("SELECT CAST(v.name AS text), %s FROM %s AS boh_row,"
					" LATERAL (VALUES %s) AS v (name, value)"
					" WHERE EXISTS (SELECT FROM unnest($1) AS f WHERE strpos(lower(v.value), lower(f)) > 0)"
					" LIMIT $2", row_id(schema, table), privacy_table(schema, table), values.data);
}

static int
search(Oid schema, const char *table, List *columns, Datum forms, int room, ReturnSetInfo *result)
{
	static const Oid types[] = {TEXTARRAYOID, INT8OID};
	Datum		arguments[] = {forms, Int64GetDatum(room)};
	char	   *statement = search_statement(schema, table, columns);
	uint64		found;

	if (statement == NULL || room == 0)
		return 0;
	found = privacy_run(schema, NULL, statement, lengthof(types), types, arguments);
	for (uint64 row = 0; row < found; row++)
	{
		Datum		values[FOUND_COLUMNS] = {CStringGetTextDatum(table)};
		bool		nulls[FOUND_COLUMNS] = {false, false, false};

		values[1] = boh_required_value(row, 1, TEXTOID);
		values[2] = boh_required_value(row, 2, TEXTOID);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	SPI_freetuptable(SPI_tuptable);
	return (int) found;
}

static int
search_all(Oid schema, Datum forms, int room, ReturnSetInfo *result)
{
	List	   *columns = boh_classified_columns(schema);
	const char *table = "";
	int			found = 0;
	ListCell   *cell;

	/* the columns of a table stand together */
	foreach(cell, columns)
	{
		const BohClassified *column = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (strcmp(column->table, table) == 0)
			continue;
		table = column->table;
		found += search(schema, table, columns, forms, room - found, result);
	}
	return found;
}

/* The text itself would be one more trace. */
static void
write_audit(Oid schema, int found)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_ACCESS,
		.action = "SEARCH",
		.entity = "users",
		.after = &values
	};

	boh_audit_values_init(&values);
	boh_audit_value_integer(&values, "found", found);
	boh_audit_write(schema, &entry);
}

Datum
boh_find_personal_data(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			max_rows = boh_argument_integer(fcinfo, 1, "max_rows", 1, MOST_ROWS);
	Oid			schema = boh_schema_to_write(fcinfo);
	BohMaintenance maintenance;
	char	   *text;
	int			found;

	boh_argument_require(fcinfo, 0, "search_text");
	text = boh_argument_text(fcinfo, 0, "search_text", MOST_TEXT);

	if (!privacy_may_all(schema))
		privacy_raise_right("search all tables");
	InitMaterializedSRF(fcinfo, 0);
	maintenance = boh_act_as_owner(schema, "users");
	boh_spi_connect();
	found = search_all(schema, forms_of(text), max_rows, result);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	write_audit(schema, found);
	return (Datum) 0;
}

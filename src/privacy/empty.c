/*-------------------------------------------------------------------------
 *
 * privacy/empty.c
 *	  Statements that empty personal columns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "base/error.h"
#include "privacy/empty.h"

const char *
privacy_empty_value(Oid schema, const BohClassified *column)
{
	BohDetail	detail;

	if (!column->required)
		return "NULL";
	if (column->default_value != NULL)
		return "DEFAULT";
	boh_detail_init(&detail);
	boh_detail_text(&detail, "table", column->table);
	boh_detail_text(&detail, "column", column->column);
	boh_raise(BOH_COLUMN_NOT_EMPTIED, &detail,
			  BOH_PLACE(schema, column->table, column->column, NULL), column->column, column->table);
}

/* The value that erasure gives a column, and the condition that it has another */
static void
new_value(Oid schema, const BohClassified *column, const char **value, const char **condition)
{
	const char *name = quote_identifier(column->column);

	if (column->erasure == BOH_ERASURE_REPLACE)
	{
		*value = boh_replacement(column->table, column->column);
		*condition = psprintf("%s IS DISTINCT FROM %s", name, *value);
	}
	else
	{
		*value = privacy_empty_value(schema, column);
		*condition = column->required ?
			psprintf("CAST(%s AS text) IS DISTINCT FROM CAST((%s) AS text)", name,
					 column->default_value) :
			psprintf("%s IS NOT NULL", name);
	}
}

char *
privacy_empty_statement(Oid schema, const PrivacyGroup *group, const char *also)
{
	StringInfoData changes;
	StringInfoData conditions;
	ListCell   *cell;

	initStringInfo(&changes);
	initStringInfo(&conditions);
	foreach(cell, group->columns)
	{
		const BohClassified *column = lfirst(cell);
		const char *value;
		const char *condition;

		if ((column->erasure != BOH_ERASURE_EMPTY && column->erasure != BOH_ERASURE_REPLACE) ||
			!privacy_is(column->person_column, group->person_column))
			continue;
		new_value(schema, column, &value, &condition);
		appendStringInfo(&changes, "%s%s = %s", changes.len == 0 ? "" : ", ",
						 quote_identifier(column->column), value);
		appendStringInfo(&conditions, "%s%s", conditions.len == 0 ? "" : " OR ", condition);
	}
	if (changes.len == 0)
		return NULL;
	if (also != NULL)
		appendStringInfo(&changes, ", %s", also);
	return psprintf("UPDATE %s SET %s WHERE %s = $1 AND (%s)",
					privacy_table(schema, group->table), changes.data,
					quote_identifier(group->person_column), conditions.data);
}

/*-------------------------------------------------------------------------
 *
 * privacy/mask.c
 *	  boh_mask_database(): makes a copy fit for development.
 *
 * It overwrites personal data of everybody, so it works only where somebody
 * has said that data may get lost.  What is free text stays: pages, events and
 * public settings.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "rights/maintenance.h"
#include "privacy/empty.h"
#include "privacy/owner.h"

PG_FUNCTION_INFO_V1(boh_mask_database);

/*
 * Made-up values, as expressions of SQL.  They depend on the id alone, so that
 * two copies of the same database are the same.  Other columns are emptied.
 */
static const struct
{
	const char *table;
	const char *column;
	const char *expression;
}			made_up[] = {
	{"users", "email", "'user-' || CAST(id AS text) || '@example.invalid'"},
	{"users", "name", "'Person ' || upper(left(md5(CAST(id AS text)), 8))"},
	{"users", "phone", "'+999 ' || left(translate(md5(CAST(id AS text)), 'abcdef', '123456'), 9)"},
	{"bookings", "payment_reference", "'payment-' || CAST(id AS text)"},
	{"bookings", "refund_reference", "'refund-' || CAST(id AS text)"},
	{"bookings", "cancel_reason", "'masked'"},
	{"bookings_archive", "payment_reference", "'payment-' || CAST(id AS text)"},
	{"bookings_archive", "refund_reference", "'refund-' || CAST(id AS text)"},
	{"bookings_archive", "cancel_reason", "'masked'"},
	{"content_page_versions", "reason", "'masked'"},
	{"media_files", "original_filename", "'file-' || CAST(id AS text)"},
	{"schema_migrations", "applied_by", "'masked'"},
};

/* Tables whose rows are of no use to development, and cannot be made up */
static const char *const emptied_tables[] = {"login_counters", "audit_seals", "audit_logs"};

static bool
is_emptied(const char *table)
{
	for (int i = 0; i < (int) lengthof(emptied_tables); i++)
	{
		if (strcmp(emptied_tables[i], table) == 0)
			return true;
	}
	return false;
}

static const char *
made_up_value(const BohClassified *column)
{
	for (int i = 0; i < (int) lengthof(made_up); i++)
	{
		if (strcmp(made_up[i].table, column->table) == 0 &&
			strcmp(made_up[i].column, column->column) == 0)
			return psprintf("CASE WHEN %s IS NOT NULL THEN %s END",
							quote_identifier(column->column), made_up[i].expression);
	}
	return NULL;
}

static bool
is_masked(const BohClassified *column)
{
	return (boh_class_is_personal(column->class) || column->class == BOH_COLUMN_PAYMENT) &&
		!column->generated;
}

/* What is not known to be harmless must not get into a copy. */
static void
check_classified(Oid schema, List *columns)
{
	StringInfoData names;
	ListCell   *cell;
	BohDetail	detail;
	int			count = 0;

	initStringInfo(&names);
	foreach(cell, columns)
	{
		const BohClassified *column = lfirst(cell);

		if (column->by != BOH_BY_NOBODY || column->listed_table)
			continue;
		appendStringInfo(&names, "%s\"%s.%s\"", count++ == 0 ? "[" : ", ",
						 column->table, column->column);
	}
	if (count == 0)
		return;
	appendStringInfoChar(&names, ']');
	boh_detail_init(&detail);
	boh_detail_object(&detail, "columns", names.data);
	boh_raise(BOH_COLUMNS_UNCLASSIFIED, &detail, BOH_PLACE(schema, "column_classes", NULL, NULL), count);
}

/*
 * NULL: the table has nothing to mask.  erased: only accounts that were
 * erased, whose own columns stay as erasure left them.
 */
static char *
mask_statement(Oid schema, const char *table, List *columns, bool erased)
{
	bool		accounts = strcmp(table, "users") == 0;
	StringInfoData changes;
	ListCell   *cell;

	initStringInfo(&changes);
	foreach(cell, columns)
	{
		const BohClassified *column = lfirst(cell);
		const char *value;

		if (strcmp(column->table, table) != 0 || !is_masked(column) ||
			(erased && column->by == BOH_BY_EXTENSION))
			continue;
		value = column->listed_table ? made_up_value(column) : NULL;
		appendStringInfo(&changes, "%s%s = %s", changes.len == 0 ? "" : ", ",
						 quote_identifier(column->column),
						 value != NULL ? value : privacy_empty_value(schema, column));
	}
	if (changes.len == 0)
		return NULL;
	return psprintf("UPDATE %s SET %s%s", privacy_table(schema, table), changes.data,
					!accounts ? "" : erased ? " WHERE erased_at IS NOT NULL" :
					" WHERE erased_at IS NULL");
}

static void
change(Oid schema, const char *table, const char *statement, ReturnSetInfo *result)
{
	privacy_count(result, table, privacy_run(schema, table, statement, 0, NULL, NULL));
}

static void
mask_tables(Oid schema, List *columns, ReturnSetInfo *result)
{
	const char *table = "";
	ListCell   *cell;

	/* the columns of a table stand together */
	foreach(cell, columns)
	{
		const BohClassified *column = lfirst(cell);
		char	   *statement;
		uint64		rows;

		CHECK_FOR_INTERRUPTS();
		if (strcmp(column->table, table) == 0 || is_emptied(column->table))
			continue;
		table = column->table;
		statement = mask_statement(schema, table, columns, false);
		if (statement == NULL)
			continue;
		rows = privacy_run(schema, table, statement, 0, NULL, NULL);
		statement = strcmp(table, "users") == 0 ?
			mask_statement(schema, table, columns, true) : NULL;
		if (statement != NULL)
			rows += privacy_run(schema, table, statement, 0, NULL, NULL);
		privacy_count(result, table, rows);
	}
}

/* Settings that visitors do not see may be passwords of other services. */
static void
remove_secrets(Oid schema, ReturnSetInfo *result)
{
	change(schema, "site_settings",
		   psprintf("UPDATE %s SET value = NULL WHERE NOT is_public AND value IS NOT NULL",
					privacy_table(schema, "site_settings")), result);
}

/* Last, because triggers record in the audit what is masked. */
static void
empty_tables(Oid schema, ReturnSetInfo *result)
{
	for (int i = 0; i < (int) lengthof(emptied_tables); i++)
		change(schema, emptied_tables[i],
			   psprintf("DELETE FROM %s", privacy_table(schema, emptied_tables[i])), result);
}

Datum
boh_mask_database(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			users = boh_table(schema, "users");
	BohMaintenance maintenance;
	List	   *columns;
	BohDetail	detail;

	if (!has_privs_of_role(GetUserId(), boh_table_owner(users)))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, "users");
	if (!boh_allow_data_loss)
	{
		boh_detail_init(&detail);
		boh_detail_text(&detail, "setting", "boh.allow_data_loss");
		boh_raise(BOH_MASK_REFUSED, &detail, BOH_NO_PLACE);
	}
	InitMaterializedSRF(fcinfo, 0);
	maintenance = boh_act_as_owner(schema, "users");
	boh_spi_connect();
	columns = boh_classified_columns(schema);
	check_classified(schema, columns);
	mask_tables(schema, columns, result);
	remove_secrets(schema, result);
	empty_tables(schema, result);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	return (Datum) 0;
}

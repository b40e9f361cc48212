/*-------------------------------------------------------------------------
 *
 * schema/verify.c
 *	  Finds what is wrong in a data schema: counters that drifted, rules that
 *	  are broken or disabled.
 *
 * Each finding is a row (problem, entity, entity_id, expected, actual).  For a
 * rule that a constraint enforces, only the constraint is checked: it must
 * exist and be valid.  When the columns of a table are wrong, that is the
 * finding.  Statements about its rows are skipped then, because they would
 * fail.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/tuplestore.h"

#include "audit/verify.h"
#include "base/context.h"
#include "base/finding.h"
#include "base/guc.h"
#include "base/query.h"
#include "booking/verify.h"
#include "content/verify.h"
#include "find/verify.h"
#include "rights/verify.h"
#include "schema/verify_column.h"

PG_FUNCTION_INFO_V1(boh_verify);

/*
 * The triggers or constraints that should exist.  Migrations have a COMMENT ON
 * for each one.
 */
#define WANTED(kind) \
	" FROM (SELECT m[2] AS tablename, m[1] AS name," \
	" bool_or(up ~ ('ENABLE ALWAYS TRIGGER ' || m[1] || ';')) AS always" \
	" FROM {extension}.boh_migration_scripts()," \
	" regexp_matches(up, 'COMMENT ON " kind " (\\w+) ON (\\w+) IS', 'g') AS m" \
	" GROUP BY 1, 2) AS w"

static const BohQuery catalog_checks[] = {
	{
		.text = "SELECT 'trigger is missing or switched off', w.tablename, NULL::uuid,"
		" w.name || CASE WHEN w.always THEN ' enabled always' ELSE ' enabled' END,"
		" coalesce((SELECT w.name || CASE t.tgenabled WHEN 'D' THEN ' disabled'"
		" WHEN 'R' THEN ' enabled for replication' ELSE ' enabled' END FROM pg_trigger t"
		" JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = $1"
		" AND c.relname = w.tablename AND t.tgname = w.name), 'missing')"
		WANTED("TRIGGER")
		" WHERE NOT EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
		" WHERE c.relnamespace = $1 AND c.relname = w.tablename AND t.tgname = w.name"
		" AND (t.tgenabled = 'A' OR (t.tgenabled = 'O' AND NOT w.always))) ORDER BY 2, 4",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'default is missing', w.tablename, NULL::uuid,"
		" 'id boh_uuid7()', 'none' FROM (SELECT DISTINCT m[1] AS tablename"
		" FROM {extension}.boh_migration_scripts(),"
		" regexp_matches(up, 'CREATE TABLE (\\w+) \\(\\s+id uuid NOT NULL DEFAULT', 'g') AS m) AS w"
		" JOIN pg_class c ON c.relnamespace = $1 AND c.relname = w.tablename"
		" JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id'"
		" WHERE NOT a.atthasdef ORDER BY 2",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'constraint is missing or not valid', w.tablename, NULL::uuid,"
		" w.name || ' valid', coalesce((SELECT w.name || ' not valid' FROM pg_constraint o"
		" JOIN pg_class c ON c.oid = o.conrelid WHERE c.relnamespace = $1"
		" AND c.relname = w.tablename AND o.conname = w.name), 'missing')"
		WANTED("CONSTRAINT")
		" WHERE NOT EXISTS (SELECT 1 FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid"
		" WHERE c.relnamespace = $1 AND c.relname = w.tablename AND o.conname = w.name"
		" AND o.convalidated) ORDER BY 2, 4",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
};

static const BohChecks catalog_check_list = {lengthof(catalog_checks), catalog_checks};

/* true when the rows of all tables that a statement names can be checked */
static bool
can_run(const BohQuery *query, const BohFindings *findings)
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

static void
report(const BohChecks *checks, Oid schema, const BohFindings *findings)
{
	ReturnSetInfo *result = findings->result;
	Datum		values[] = {ObjectIdGetDatum(schema)};

	for (int i = 0; i < checks->count; i++)
	{
		uint64		found;

		if (!can_run(&checks->queries[i], findings))
			continue;
		found = boh_query(&checks->queries[i], schema, values, NULL, 0);
		for (uint64 row = 0; row < found; row++)
		{
			Datum		finding[BOH_FINDING_COLUMNS];
			bool		nulls[BOH_FINDING_COLUMNS];

			CHECK_FOR_INTERRUPTS();
			for (int column = 0; column < BOH_FINDING_COLUMNS; column++)
				finding[column] = boh_value(row, column + 1,
											TupleDescAttr(result->setDesc, column)->atttypid,
											&nulls[column]);
			tuplestore_putvalues(result->setResult, result->setDesc, finding, nulls);
		}
		SPI_freetuptable(SPI_tuptable);
	}
}

Datum
boh_verify(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			schema = boh_current_schema();
	BohFindings findings = {result, NIL};
	int			settings;

	InitMaterializedSRF(fcinfo, 0);

	settings = NewGUCNestLevel();

	/* rows hidden by policies would look like drift: rather raise an error */
	boh_set_for_now("row_security", "off");

	/* type names mean the same, and are shown the same, for every caller */
	boh_set_for_now("search_path", "pg_catalog, pg_temp");
	boh_spi_connect();
	boh_verify_columns(schema, &findings);
	report(&boh_event_checks, schema, &findings);
	report(&boh_search_checks, schema, &findings);
	report(&boh_content_checks, schema, &findings);
	boh_verify_sections(schema, &findings);
	boh_verify_media(schema, &findings);
	report(&catalog_check_list, schema, &findings);
	report(&boh_audit_checks, schema, &findings);
	boh_verify_policies(schema, &findings);
	report(&boh_people_checks, schema, &findings);
	boh_spi_finish();
	AtEOXact_GUC(true, settings);
	return (Datum) 0;
}

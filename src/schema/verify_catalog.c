/*-------------------------------------------------------------------------
 *
 * schema/verify_catalog.c
 *	  Finds triggers, defaults, constraints and views that are missing or
 *	  switched off.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "schema/verify_catalog.h"

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
	{
		/* without it, rights and policies are those of the view's owner */
		.text = "SELECT CASE WHEN c.oid IS NULL THEN 'view is missing'"
		" ELSE 'view does not use the rights of who reads it' END, w.name, NULL::uuid,"
		" 'security_invoker', CASE WHEN c.oid IS NULL THEN 'missing' ELSE 'off' END"
		" FROM (SELECT DISTINCT m[1] AS name FROM {extension}.boh_migration_scripts(),"
		" regexp_matches(up, 'CREATE VIEW (\\w+) WITH \\(security_invoker = true\\)', 'g') AS m) AS w"
		" LEFT JOIN pg_class c ON c.relnamespace = $1 AND c.relname = w.name AND c.relkind = 'v'"
		" WHERE NOT EXISTS (SELECT FROM pg_options_to_table(c.reloptions) o"
		" WHERE o.option_name = 'security_invoker' AND o.option_value::boolean) ORDER BY 2",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
};

const BohChecks boh_catalog_checks = {lengthof(catalog_checks), catalog_checks};

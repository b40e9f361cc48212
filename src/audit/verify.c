/*-------------------------------------------------------------------------
 *
 * audit/verify.c
 *	  Checks of the audit's partitions for boh_verify().
 *
 * Whether the rows themselves are as they were written is another question,
 * which boh_audit_verify() answers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "audit/verify.h"

/* The partitions of the months, which hold the rows */
#define MONTHS \
	"pg_class p JOIN pg_partition_tree(p.oid) t ON t.isleaf" \
	" JOIN pg_class c ON c.oid = t.relid" \
	" WHERE p.relnamespace = $1 AND p.relname = 'audit_logs' AND p.relkind = 'p'" \
	" AND c.relkind = 'r'"

static const BohQuery checks[] = {
	{
		.text = "SELECT 'trigger is missing or switched off', c.relname::text, NULL::uuid,"
		" n.name || ' enabled', coalesce((SELECT n.name || CASE g.tgenabled"
		" WHEN 'D' THEN ' disabled' ELSE ' enabled for replication' END FROM pg_trigger g"
		" WHERE g.tgrelid = c.oid AND g.tgname = n.name), 'missing')"
		" FROM (VALUES ('boh_audit_logs_keep'), ('boh_audit_logs_keep_all')) AS n (name), " MONTHS
		" AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid"
		" AND g.tgname = n.name AND g.tgenabled IN ('O', 'A')) ORDER BY 2, 4",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'row-level security is switched off', c.relname::text, NULL::uuid,"
		" 'enabled', 'disabled' FROM " MONTHS " AND NOT c.relrowsecurity ORDER BY 2",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true,
		.read_only = true
	},
};

const BohChecks boh_audit_checks = {lengthof(checks), checks};

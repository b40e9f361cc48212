/*-------------------------------------------------------------------------
 *
 * schema/verify_column.c
 *	  Finds tables, columns and enums unlike those that migrations made.
 *
 * Migrations are plain DDL with one column on a line, so regular expressions
 * can find the columns.  Statements that read rows would fail on a column of
 * another type.  So columns are checked first, and a table with such a column
 * is noted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "schema/verify_column.h"

/*
 * Missing labels of enums, because rules name labels.  No rule names a label
 * of the two enums that are left out.
 */
static const BohQuery missing_values = {
	.text = "SELECT DISTINCT w.type, CASE WHEN t.oid IS NOT NULL THEN w.label END"
	" FROM (SELECT m[1] AS type, l[1] AS label FROM {extension}.boh_migration_scripts(),"
	" regexp_matches(up, 'CREATE TYPE (\\w+) AS ENUM \\(([^)]*)\\)', 'g') AS m,"
	" regexp_matches(m[2], '''(\\w+)''', 'g') AS l"
	" WHERE m[1] NOT IN ('event_category', 'setting_group')) AS w"
	" LEFT JOIN pg_type t ON t.typname = w.type AND t.typnamespace = $1 AND t.typtype = 'e'"
	" WHERE NOT EXISTS (SELECT 1 FROM pg_enum e WHERE e.enumtypid = t.oid AND e.enumlabel = w.label)"
	" ORDER BY 1, 2",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.read_only = true
};

/* own is the type of that name in the data schema */
static const BohQuery wanted_columns = {
	.text = "SELECT w.tablename, w.name, w.type, w.required, own.oid, c.oid,"
	" a.atttypid, a.atttypmod, a.attnotnull"
	" FROM (SELECT s[1] AS tablename, m[1] AS name, m[2] AS type, m[3] ~ 'NOT NULL' AS required"
	" FROM {extension}.boh_migration_scripts(),"
	" regexp_matches(up, '(?:CREATE|ALTER) TABLE (\\w+)([^;]*);', 'g') AS s,"
	" regexp_matches(s[2], '(?:\\n\\t|ADD COLUMN )([a-z_0-9]+)"
	" ([a-z_0-9]+(?: precision)?(?:\\([0-9,]+\\))?(?:\\[\\])?)([^\\n]*)', 'g') AS m) AS w"
	" LEFT JOIN pg_type own ON own.typname = w.type AND own.typnamespace = $1"
	" LEFT JOIN pg_class c ON c.relname = w.tablename AND c.relnamespace = $1 AND c.relkind IN ('r', 'p')"
	" LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = w.name AND a.attnum > 0"
	" ORDER BY 1, 2",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true,
	.read_only = true
};

typedef struct WantedColumn
{
	char	   *table;
	char	   *name;
	char	   *type;			/* as the migration writes it */
	bool		required;		/* NOT NULL */
	Oid			own_type;
	bool		table_missing;
	bool		missing;
	Oid			actual_type;
	int32		actual_typmod;
	bool		actual_required;
} WantedColumn;

static List *
find_missing_values(Oid schema, BohFindings *findings)
{
	Datum		values[] = {ObjectIdGetDatum(schema)};
	uint64		count = boh_query(&missing_values, schema, values, NULL, 0);
	List	   *types = NIL;

	for (uint64 i = 0; i < count; i++)
	{
		char	   *type = TextDatumGetCString(boh_required_value(i, 1, TEXTOID));
		bool		no_type;
		Datum		label = boh_value(i, 2, TEXTOID, &no_type);

		if (no_type)
			boh_find(findings, "type is missing", type, NULL, "an enum", "missing");
		else
			boh_find(findings, "value of an enum is missing", type, NULL,
					 TextDatumGetCString(label), "missing");
		types = lappend(types, makeString(type));
	}
	return types;
}

static Oid
oid_or_none(uint64 row, int column)
{
	bool		isnull;
	Datum		value = boh_value(row, column, OIDOID, &isnull);

	return isnull ? InvalidOid : DatumGetObjectId(value);
}

static WantedColumn
read_wanted(uint64 row)
{
	bool		isnull;
	WantedColumn wanted = {
		.table = TextDatumGetCString(boh_required_value(row, 1, TEXTOID)),
		.name = TextDatumGetCString(boh_required_value(row, 2, TEXTOID)),
		.type = TextDatumGetCString(boh_required_value(row, 3, TEXTOID)),
		.required = DatumGetBool(boh_required_value(row, 4, BOOLOID)),
		.own_type = oid_or_none(row, 5),
		.table_missing = !OidIsValid(oid_or_none(row, 6)),
		.actual_type = oid_or_none(row, 7)
	};

	wanted.missing = !OidIsValid(wanted.actual_type);
	if (!wanted.missing)
	{
		wanted.actual_typmod = DatumGetInt32(boh_value(row, 8, INT4OID, &isnull));
		wanted.actual_required = DatumGetBool(boh_value(row, 9, BOOLOID, &isnull));
	}
	return wanted;
}

/* The type that the migration names; InvalidOid: it does not exist. */
static Oid
wanted_type(const WantedColumn *wanted, int32 *typmod)
{
	Type		tuple;
	Oid			type = InvalidOid;

	*typmod = -1;
	if (OidIsValid(wanted->own_type))
		return wanted->own_type;
	tuple = LookupTypeName(NULL, boh_type_name(wanted->type), typmod, true);
	if (tuple != NULL)
	{
		type = typeTypeId(tuple);
		ReleaseSysCache(tuple);
	}
	return type;
}

static char *
describe(const char *column, Oid type, int32 typmod)
{
	return psprintf("%s %s", column, format_type_with_typemod(type, typmod));
}

/* false: statements that use the column may fail. */
static bool
check_column(const WantedColumn *wanted, BohFindings *findings)
{
	int32		typmod;
	Oid			type = wanted_type(wanted, &typmod);
	bool		fits = !wanted->missing && wanted->actual_type == type;

	if (!fits || wanted->actual_typmod != typmod)
		boh_find(findings,
				 fits ? "column is of another precision" : "column is missing or of another type",
				 wanted->table, NULL,
				 OidIsValid(type) ? describe(wanted->name, type, typmod) :
				 psprintf("%s %s", wanted->name, wanted->type),
				 wanted->missing ? "missing" :
				 describe(wanted->name, wanted->actual_type, wanted->actual_typmod));
	if (wanted->missing || !wanted->required || wanted->actual_required)
		return fits;
	boh_find(findings, "column may be null", wanted->table, NULL,
			 psprintf("%s not null", wanted->name), psprintf("%s null", wanted->name));
	return false;
}

void
boh_verify_columns(Oid schema, BohFindings *findings)
{
	Datum		values[] = {ObjectIdGetDatum(schema)};
	List	   *broken_types = find_missing_values(schema, findings);
	uint64		count = boh_query(&wanted_columns, schema, values, NULL, 0);
	const char *missing_table = "";

	for (uint64 i = 0; i < count; i++)
	{
		WantedColumn wanted = read_wanted(i);

		CHECK_FOR_INTERRUPTS();
		if (!wanted.table_missing)
		{
			if (!check_column(&wanted, findings) ||
				list_member(broken_types, makeString(wanted.type)))
				boh_find_unsound(findings, wanted.table);
		}
		else if (strcmp(missing_table, wanted.table) != 0)
		{
			boh_find(findings, "table is missing", wanted.table, NULL, "a table", "missing");
			boh_find_unsound(findings, wanted.table);
			missing_table = wanted.table;
		}
	}
}

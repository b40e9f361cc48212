/*-------------------------------------------------------------------------
 *
 * maintenance/advice.c
 *	  boh_maintenance_advice(): what PostgreSQL's own maintenance leaves to
 *	  people, with the statements that do it.
 *
 * Bloat is estimated from the planner's statistics, which costs nothing.  If
 * the extension pgstattuple is there, and the owner of the tables may call it,
 * it reads what the estimate suspects, and its word counts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/context.h"
#include "base/extension.h"
#include "base/query.h"
#include "maintenance/bloat.h"
#include "rights/maintenance.h"
#include "rights/profile.h"

PG_FUNCTION_INFO_V1(boh_maintenance_advice);

#define ADVICE_COLUMNS 5

/* More bloat than this is worth a statement; above half of it we look closer. */
#define MOST_PERCENT 30.0

/* An index that a migration makes; the next one may build on it. */
#define IS_OURS(class) \
	"EXISTS (SELECT FROM {extension}.boh_migration_scripts() s" \
	" WHERE strpos(s.up, ' ' || " class ".relname || ' ') > 0)"

/* The statements below return the columns of the result. */
static const BohQuery other_advice[] = {
	/* what a failed CREATE or REINDEX INDEX CONCURRENTLY left */
	{
		.text = "SELECT 'invalid index', " BOH_RELATION_NAME("c") ", 'nothing reads it, and each write keeps it up to date',"
		" pg_relation_size(c.oid), CASE WHEN c.relname ~ '_cc(new|old)[0-9]*$'"
		" THEN 'DROP INDEX CONCURRENTLY ' ELSE 'REINDEX INDEX CONCURRENTLY ' END || " BOH_RELATION_NAME("c")
		" FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE c.relnamespace = $1 AND c.relkind = 'i' AND NOT i.indisvalid ORDER BY 2",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true
	},

	/*
	 * all but one of equal indexes: the one that a constraint, or boh, needs
	 * stays
	 */
	{
		.text = "SELECT 'duplicate index', name, 'the same as ' || keep, size,"
		" 'DROP INDEX CONCURRENTLY ' || name FROM (SELECT " BOH_RELATION_NAME("c") " AS name, pg_relation_size(c.oid) AS size,"
		" i.indisunique AS needed, row_number() OVER w AS place, first_value(" BOH_RELATION_NAME("c") ") OVER w AS keep"
		" FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE c.relnamespace = $1 AND c.relkind = 'i' AND i.indisvalid AND NOT c.relispartition"
		" WINDOW w AS (PARTITION BY i.indrelid, c.relam, CAST(i.indkey AS text), CAST(i.indclass AS text),"
		" CAST(i.indcollation AS text), CAST(i.indoption AS text),"
		" pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)"
		" ORDER BY i.indisprimary DESC, i.indisunique DESC, " IS_OURS("c") " DESC, c.oid)) d"
		" WHERE place > 1 AND NOT needed ORDER BY name",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true
	},
	/* of the owner's own indexes: those of boh stay */
	{
		.text = "SELECT 'unused index', " BOH_RELATION_NAME("c") ", format('not read since the statistics began, while the table was read %s times',"
		" coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0)), pg_relation_size(c.oid),"
		" 'DROP INDEX CONCURRENTLY ' || " BOH_RELATION_NAME("c")
		" FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
		" JOIN pg_stat_all_indexes x ON x.indexrelid = c.oid JOIN pg_stat_all_tables t ON t.relid = i.indrelid"
		" WHERE c.relnamespace = $1 AND c.relkind = 'i' AND i.indisvalid AND NOT i.indisunique AND NOT i.indisexclusion"
		" AND NOT i.indisreplident AND NOT c.relispartition AND x.idx_scan = 0"
		" AND coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0) >= 1000 AND NOT " IS_OURS("c") " ORDER BY 2",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true
	},
	{
		.text = "SELECT 'stale statistics', " BOH_RELATION_NAME("c") ", CASE WHEN greatest(t.last_analyze, t.last_autoanalyze) IS NULL"
		" THEN 'never analyzed' ELSE 'last analyzed ' || greatest(t.last_analyze, t.last_autoanalyze) END"
		" || format(', %s rows changed since', t.n_mod_since_analyze), CAST(NULL AS bigint), 'ANALYZE ' || " BOH_RELATION_NAME("c")
		" FROM pg_stat_all_tables t JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE c.relnamespace = $1 AND c.relkind = 'r'"
		" AND t.n_mod_since_analyze > 1000 + greatest(c.reltuples, 0) / 5 ORDER BY 2",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true
	},
	/* autovacuum should have come by then, even if it is off */
	{
		.text = "SELECT 'wraparound', " BOH_RELATION_NAME("c") ", format('its oldest transaction number is %s transactions old,"
		" its oldest multixact %s', greatest(age(c.relfrozenxid), age(o.relfrozenxid)),"
		" greatest(mxid_age(c.relminmxid), mxid_age(o.relminmxid))), CAST(NULL AS bigint), 'VACUUM (FREEZE) ' || " BOH_RELATION_NAME("c")
		" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" LEFT JOIN pg_class o ON o.oid = c.reltoastrelid AND c.reltoastrelid <> 0"
		" WHERE c.relnamespace = $1 AND c.relkind = 'r'"
		" AND (greatest(age(c.relfrozenxid), age(o.relfrozenxid)) > least("
		"CAST(current_setting('autovacuum_freeze_max_age') AS integer),"
		" (SELECT CAST(p.option_value AS integer) FROM pg_options_to_table(c.reloptions) p"
		" WHERE p.option_name = 'autovacuum_freeze_max_age'))"
		" OR greatest(mxid_age(c.relminmxid), mxid_age(o.relminmxid)) >"
		" CAST(current_setting('autovacuum_multixact_freeze_max_age') AS integer)) ORDER BY 2",
		.nargs = 1,
		.argtypes = {OIDOID},
		.safe_path = true
	},
};

static const BohQuery may_measure = {
	.text = "SELECT coalesce(bool_and(has_function_privilege(p.oid, 'EXECUTE')), false) FROM pg_proc p"
	" WHERE p.pronamespace = $1 AND p.proname IN ('pgstattuple_approx', 'pgstatindex')"
	" AND p.proargtypes[0] = CAST('regclass' AS regtype)",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true
};

/* Exact statements; %s is the schema of pgstattuple, $2 the fillfactor. */
static const char *const measure_table =
"SELECT CAST(approx_free_percent + dead_tuple_percent - (100 - $2) AS float8) FROM %s.pgstattuple_approx(CAST($1 AS regclass))";

static const char *const measure_index =
"SELECT CAST(100 - 100 * avg_leaf_density / $2 AS float8) FROM %s.pgstatindex(CAST($1 AS regclass))";

typedef struct Advice
{
	Oid			schema;
	const char *measuring;		/* schema of pgstattuple; NULL: estimate */
	ReturnSetInfo *result;
} Advice;

static double
measure(const Advice *advice, const char *statement, Oid relation, double fillfactor)
{
	Oid			types[] = {OIDOID, FLOAT8OID};
	Datum		values[] = {ObjectIdGetDatum(relation), Float8GetDatum(fillfactor)};
	char	   *text = psprintf(statement, advice->measuring);

	if (SPI_execute_with_args(text, 2, types, values, NULL, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", text);
	return DatumGetFloat8(boh_required_value(0, 1, FLOAT8OID));
}

static void
put(const Advice *advice, const char *kind, const char *object, const char *detail,
	int64 bytes, const char *statement)
{
	Datum		values[ADVICE_COLUMNS] = {
		CStringGetTextDatum(kind),
		CStringGetTextDatum(object),
		CStringGetTextDatum(detail),
		Int64GetDatum(bytes),
		CStringGetTextDatum(statement)
	};
	bool		nulls[ADVICE_COLUMNS] = {false};

	tuplestore_putvalues(advice->result->setResult, advice->result->setDesc, values, nulls);
}

static Datum
value_of(SPITupleTable *rows, uint64 row, int column)
{
	bool		isnull;

	return SPI_getbinval(rows->vals[row], rows->tupdesc, column, &isnull);
}

static void
advise_bloat(const Advice *advice, const BohQuery *suspects, const char *kind,
			 const char *exact, const char *statement)
{
	Datum		values[] = {ObjectIdGetDatum(advice->schema)};
	SPITupleTable *rows;

	boh_query(suspects, advice->schema, values, NULL, 0);
	rows = SPI_tuptable;
	for (uint64 row = 0; row < rows->numvals; row++)
	{
		char	   *name = TextDatumGetCString(value_of(rows, row, 2));
		int64		pages = DatumGetInt64(value_of(rows, row, 3));
		double		percent = DatumGetFloat8(value_of(rows, row, 4));

		CHECK_FOR_INTERRUPTS();
		if (advice->measuring != NULL && percent > MOST_PERCENT / 2)
			percent = measure(advice, exact, DatumGetObjectId(value_of(rows, row, 1)),
							  DatumGetFloat8(value_of(rows, row, 5)));
		if (isnan(percent) || percent <= MOST_PERCENT)
			continue;
		put(advice, kind, name,
			psprintf("%.0f %% of it are of no use (%s)", percent,
					 advice->measuring != NULL ? "measured" : "estimate"),
			(int64) (pages * BLCKSZ * percent / 100), psprintf(statement, name));
	}
}

static void
advise_other(const Advice *advice, const BohQuery *query)
{
	Datum		arguments[] = {ObjectIdGetDatum(advice->schema)};
	uint64		count = boh_query(query, advice->schema, arguments, NULL, 0);

	for (uint64 row = 0; row < count; row++)
	{
		Datum		values[ADVICE_COLUMNS];
		bool		nulls[ADVICE_COLUMNS];

		for (int column = 0; column < ADVICE_COLUMNS; column++)
			values[column] = boh_value(row, column + 1, column == 3 ? INT8OID : TEXTOID,
									   &nulls[column]);
		tuplestore_putvalues(advice->result->setResult, advice->result->setDesc, values, nulls);
	}
}

/* The schema of pgstattuple if the current role may call it; otherwise NULL */
static const char *
find_pgstattuple(Oid schema)
{
	Oid			extension = boh_find_extension_schema("pgstattuple");
	Datum		values[] = {ObjectIdGetDatum(extension)};

	if (!OidIsValid(extension))
		return NULL;
	boh_query(&may_measure, schema, values, NULL, 1);
	if (!DatumGetBool(boh_required_value(0, 1, BOOLOID)))
		return NULL;
	return quote_identifier(get_namespace_name(extension));
}

Datum
boh_maintenance_advice(PG_FUNCTION_ARGS)
{
	Advice		advice = {
		.schema = boh_current_schema(),
		.result = (ReturnSetInfo *) fcinfo->resultinfo
	};
	BohMaintenance maintenance;

	boh_require_profile(advice.schema, PROFILE_MAINTENANCE);
	InitMaterializedSRF(fcinfo, 0);
	maintenance = boh_act_as_owner(advice.schema, "maintenance_tasks");
	boh_spi_connect();
	advice.measuring = find_pgstattuple(advice.schema);
	advise_bloat(&advice, &boh_bloated_tables, "bloated table", measure_table, "VACUUM (FULL, ANALYZE) %s");
	advise_bloat(&advice, &boh_bloated_indexes, "bloated index", measure_index, "REINDEX INDEX CONCURRENTLY %s");
	for (int i = 0; i < (int) lengthof(other_advice); i++)
		advise_other(&advice, &other_advice[i]);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	return (Datum) 0;
}

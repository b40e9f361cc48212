/*-------------------------------------------------------------------------
 *
 * maintenance/bloat.c
 *	  Estimates which tables and indexes are larger than their rows need.
 *
 * The planner's statistics say how many rows there are and how wide they are,
 * so no table is read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "maintenance/bloat.h"

/* What is smaller than a megabyte is not worth it. */
#define FEWEST_PAGES "128"

#define FILLFACTOR(class, default) \
	"coalesce((SELECT CAST(o.option_value AS float8) FROM pg_options_to_table(" class ".reloptions) o" \
	" WHERE o.option_name = 'fillfactor'), " default ")"

/* Bytes up to the next multiple of 8 */
#define ALIGNED(bytes) "8 * ceil((" bytes ") / 8.0)"

#define SUSPECT(pages_needed) \
	"SELECT oid, name, pages, 100 - 100 * " pages_needed " / pages, fillfactor FROM ("

const BohQuery boh_bloated_tables = {
	.text = SUSPECT("ceil(reltuples * (4 + header + width) / (8168 * fillfactor / 100))")
	"SELECT c.oid, " BOH_RELATION_NAME("c") " AS name, CAST(c.reltuples AS float8) AS reltuples,"
	" CAST(c.relpages AS bigint) AS pages, " FILLFACTOR("c", "100") " AS fillfactor,"
	" " ALIGNED("23 + c.relnatts / 8.0") " AS header,"
	" (SELECT " ALIGNED("sum((1 - s.null_frac) * s.avg_width)") " FROM pg_stats s"
	" WHERE s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited) AS width"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = $1 AND c.relkind = 'r' AND c.reltuples >= 0"
	" AND c.relpages >= " FEWEST_PAGES ") t WHERE width IS NOT NULL ORDER BY name",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true
};

const BohQuery boh_bloated_indexes = {
	.text = SUSPECT("ceil(reltuples * (4 + 8 + width) / (8152 * fillfactor / 100))")
	"SELECT c.oid, " BOH_RELATION_NAME("c") " AS name, CAST(c.reltuples AS float8) AS reltuples,"
	" CAST(c.relpages AS bigint) AS pages, " FILLFACTOR("c", "90") " AS fillfactor,"
	" (SELECT " ALIGNED("sum((1 - s.null_frac) * s.avg_width)") " FROM pg_attribute a"
	" LEFT JOIN pg_attribute b ON b.attrelid = i.indrelid AND b.attnum = i.indkey[a.attnum - 1]"
	" JOIN pg_stats s ON s.schemaname = n.nspname AND NOT s.inherited AND CASE WHEN b.attnum IS NULL"
	" THEN s.tablename = c.relname AND s.attname = a.attname"
	" ELSE s.tablename = t.relname AND s.attname = b.attname END"
	" WHERE a.attrelid = c.oid) AS width"
	" FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
	" JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam"
	" WHERE c.relnamespace = $1 AND m.amname = 'btree' AND c.reltuples >= 0 AND i.indisvalid"
	" AND c.relpages >= " FEWEST_PAGES ") t WHERE width IS NOT NULL ORDER BY name",
	.nargs = 1,
	.argtypes = {OIDOID},
	.safe_path = true
};

/*-------------------------------------------------------------------------
 *
 * audit/read.c
 *	  Reads the audit, newest rows first.
 *
 * Ids are in order of time, so a page goes on where the id of the last row
 * stands in an index.  The time in an id tells which partitions cannot have
 * older rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/uuid.h"

#include "audit/auditor.h"
#include "audit/log.h"
#include "base/argument.h"
#include "base/context.h"
#include "base/query.h"
#include "json/listing.h"

PG_FUNCTION_INFO_V1(boh_audit);

enum
{
	FILTER_USER_ID,
	FILTER_ENTITY,
	FILTER_ENTITY_ID,
	FILTER_ACTION,
	FILTER_RETENTION,
	FILTER_DATABASE_ROLE,
	FILTER_SUCCESS,
	FILTER_FROM,
	FILTER_TO,
	FILTERS
};

static const BohFilter filters[FILTERS] = {
	[FILTER_USER_ID] = {"user_id", UUIDOID},
	[FILTER_ENTITY] = {"entity", TEXTOID},
	[FILTER_ENTITY_ID] = {"entity_id", TEXTOID},
	[FILTER_ACTION] = {"action", TEXTOID},
	[FILTER_RETENTION] = {"retention", TEXTOID},
	[FILTER_DATABASE_ROLE] = {"database_role", TEXTOID},
	[FILTER_SUCCESS] = {"success", BOOLOID},
	[FILTER_FROM] = {"from", TIMESTAMPTZOID},
	[FILTER_TO] = {"to", TIMESTAMPTZOID},
};

/* The parameter after the filters: the id after which the page begins */
#define BEFORE_ID FILTERS

/* A column before and after; the personal value, where it is still there */
#define SIDE(side) \
	"'" side "', coalesce(a.personal #> ARRAY['" side "', k.name, 'value'], a." side " -> k.name)"

#define ROWS(conditions) \
	"SELECT a.id, jsonb_strip_nulls(jsonb_build_object('id', a.id," \
	" 'at', {extension}.boh_iso_time(a.at), 'user_id', a.user_id, 'user_role', a.user_role," \
	" 'login_role', a.login_role, 'database_role', a.database_role, 'action', a.action," \
	" 'entity', a.entity, 'entity_id', a.entity_id, 'success', a.success," \
	" 'retention', a.retention, 'client_address', host(a.client_address)," \
	" 'transaction', a.xid::text))" \
	" || jsonb_build_object('changes', (SELECT coalesce(jsonb_object_agg(k.name," \
	" jsonb_build_object(" SIDE("before") ", " SIDE("after") ")), '{}')" \
	" FROM (SELECT jsonb_object_keys(a.before) UNION SELECT jsonb_object_keys(a.after)) AS k (name)))" \
	" FROM {schema}.audit_logs a WHERE " conditions \
	" AND ($4 IS NULL OR a.action = $4) AND ($5 IS NULL OR a.retention = $5)" \
	" AND ($6 IS NULL OR a.database_role = $6) AND ($7 IS NULL OR a.success = $7)" \
	" AND a.at >= coalesce($8, '-infinity') AND a.at < coalesce($9, 'infinity')" \
	" AND a.at <= coalesce({extension}.boh_uuid7_time($10), 'infinity')" \
	" AND a.id < coalesce($10, 'ffffffff-ffff-ffff-ffff-ffffffffffff')" \
	" ORDER BY a.id DESC LIMIT $11"

#define LIST_QUERY(conditions) \
	{ \
		.text = ROWS(conditions), \
		.nargs = FILTERS + 2, \
		.argtypes = { \
			UUIDOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TIMESTAMPTZOID, \
			TIMESTAMPTZOID, UUIDOID, INT8OID \
		}, \
		.owner_of = "audit_logs", \
		.read_only = true, \
		.safe_path = true, \
		.by_index = true \
	}

/* One for each index that can find rows */
static const BohQuery of_entity = LIST_QUERY("a.entity = $2 AND ($3 IS NULL OR a.entity_id = $3)"
											 " AND ($1 IS NULL OR a.user_id = $1)");
static const BohQuery of_row = LIST_QUERY("a.entity = $2 AND a.entity_id = $3"
										  " AND ($1 IS NULL OR a.user_id = $1)");
static const BohQuery of_user = LIST_QUERY("a.user_id = $1 AND ($2 IS NULL OR a.entity = $2)"
										   " AND ($3 IS NULL OR a.entity_id = $3)");
static const BohQuery of_all = LIST_QUERY("($1 IS NULL OR a.user_id = $1)"
										  " AND ($2 IS NULL OR a.entity = $2)"
										  " AND ($3 IS NULL OR a.entity_id = $3)");

static const BohQuery *
choose(const char *nulls)
{
	if (nulls[FILTER_ENTITY] != 'n')
		return nulls[FILTER_ENTITY_ID] != 'n' ? &of_row : &of_entity;
	return nulls[FILTER_USER_ID] != 'n' ? &of_user : &of_all;
}

/* Reading shows personal data of others, so it is recorded itself. */
static void
record_reading(FunctionCallInfo fcinfo, Oid schema)
{
	BohAuditValues values;
	BohAuditEntry entry = {
		.retention = BOH_RETENTION_ACCESS,
		.action = "READ",
		.entity = "audit_logs",
		.after = &values
	};

	boh_audit_values_init(&values);
	if (!PG_ARGISNULL(0))
		boh_audit_value(&values, "filters", PG_GETARG_JSONB_P(0), false);
	boh_audit_write(schema, &entry);
}

Datum
boh_audit(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	int			page_size = boh_argument_integer(fcinfo, 1, "page_size", 1, BOH_LISTING_MOST_ROWS);
	BohListing	listing = {.name = "boh_audit",.schema = schema};
	BohPosition position = {.type = InvalidOid};
	Datum		values[FILTERS + 2];
	char		nulls[FILTERS + 2];
	uint64		found;
	List	   *rows = NIL;
	char	   *cursor = NULL;
	Datum		page;

	boh_require_auditor(schema);
	listing.filters = boh_filters_argument(fcinfo, 0);
	boh_filters_read(listing.filters, filters, FILTERS, values, nulls);
	nulls[BEFORE_ID] = boh_cursor_read(&listing, fcinfo, 2, &position) ? ' ' : 'n';
	values[BEFORE_ID] = UUIDPGetDatum(&position.id);
	nulls[BEFORE_ID + 1] = ' ';
	values[BEFORE_ID + 1] = Int64GetDatum(page_size + 1);
	record_reading(fcinfo, schema);

	boh_spi_connect();
	found = boh_query(choose(nulls), schema, values, nulls, 0);
	for (uint64 row = 0; row < Min(found, (uint64) page_size); row++)
		rows = lappend(rows, DatumGetJsonbP(boh_required_value(row, 2, JSONBOID)));
	if (found > (uint64) page_size)
	{
		position.id = *DatumGetUUIDP(boh_required_value(page_size - 1, 1, UUIDOID));
		cursor = boh_cursor_after(&listing, &position);
	}
	page = SPI_datumTransfer(JsonbPGetDatum(boh_listing_page(rows, cursor)), false, -1);
	boh_spi_finish();
	PG_RETURN_DATUM(page);
}

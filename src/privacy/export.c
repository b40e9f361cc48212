/*-------------------------------------------------------------------------
 *
 * privacy/export.c
 *	  boh_export_user(): everything that is kept about a person.
 *
 * These are the rows in which a column names the person, with all columns but
 * credentials and what is personal data of somebody else; the counters of
 * failed logins of the person's address; and what the audit says about the
 * person, or of what the person did.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "audit/log.h"
#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/guc.h"
#include "base/iso_time.h"
#include "base/query.h"
#include "json/build.h"
#include "rights/maintenance.h"
#include "privacy/owner.h"
#include "privacy/trace.h"

PG_FUNCTION_INFO_V1(boh_export_user);
PG_FUNCTION_INFO_V1(boh_export_schema);

/* Made from sql/documents */
static const struct
{
	const char *name;
	const char *text;
}			documents[] = {
#include "documents.inc"
};

static const BohQuery login_counters = {
	.text = "SELECT coalesce(jsonb_agg(to_jsonb(c) - CAST('key' AS text) ORDER BY c.kind, c.client), '[]')"
	" FROM {schema}.login_counters c WHERE c.key = ANY ($1)",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.safe_path = true
};

/*
 * Values are those of the person only in rows about the person, and the
 * client's address is the person's only in rows of what the person did.
 */
static const BohQuery audit_rows = {
	.text = "SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object("
	" 'id', id, 'at', at, 'action', action, 'entity', entity, 'entity_id', entity_id,"
	" 'success', success, 'retention', retention, 'own', own,"
	" 'client_address', CASE WHEN own THEN client_address END,"
	" 'before', CASE WHEN about THEN before || coalesce((SELECT jsonb_object_agg(key, value -> 'value')"
	" FROM jsonb_each(personal -> 'before')), '{}') END,"
	" 'after', CASE WHEN about THEN after || coalesce((SELECT jsonb_object_agg(key, value -> 'value')"
	" FROM jsonb_each(personal -> 'after')), '{}') END)) ORDER BY id), '[]')"
	" FROM (SELECT l.*, l.user_id IS NOT DISTINCT FROM $1 AS own, t.id IS NOT NULL AS about"
	" FROM {schema}.audit_logs l"
	" LEFT JOIN unnest($2, $3) AS t (entity, id) ON t.entity = l.entity AND t.id = l.entity_id"
	" WHERE l.user_id = $1 OR t.id IS NOT NULL) AS r",
	.nargs = 3,
	.argtypes = {UUIDOID, TEXTARRAYOID, TEXTARRAYOID},
	.safe_path = true
};

/*
 * The document
 */

/* Add the array in the result of the last statement. */
static void
push_rows(BohJsonbState *state, const char *table)
{
	boh_json_push_member(state, table, DatumGetJsonbPCopy(boh_required_value(0, 1, JSONBOID)));
}

/*
 * Tables
 */

/* Nobody has said of whom an own table's other columns speak. */
static bool
is_exported(const BohClassified *column, const PrivacyGroup *group)
{
	if (column->class == BOH_COLUMN_CREDENTIAL)
		return false;
	return column->by == BOH_BY_NOBODY || !boh_class_is_personal(column->class) ||
		privacy_is(column->person_column, group->person_column);
}

static char *
select_rows(Oid schema, const PrivacyGroup *group)
{
	const char *order = "";
	StringInfoData statement;
	bool		first = true;
	ListCell   *cell;

	initStringInfo(&statement);
	appendStringInfoString(&statement, "SELECT coalesce(jsonb_agg(to_jsonb(boh_row)), '[]') FROM (SELECT ");
	foreach(cell, group->columns)
	{
		const BohClassified *column = lfirst(cell);

		if (!is_exported(column, group))
			continue;
		appendStringInfo(&statement, "%s%s", first ? "" : ", ", quote_identifier(column->column));
		first = false;
		if (strcmp(column->column, "id") == 0 && column->type == UUIDOID)
			order = " ORDER BY id";
	}
	appendStringInfo(&statement, " FROM %s WHERE %s = $1%s) AS boh_row",
					 privacy_table(schema, group->table),
					 quote_identifier(group->person_column), order);
	return statement.data;
}

/* A table of the owner's may name people in more than one column. */
static const char *
key_of(const PrivacyGroup *group, List *groups)
{
	ListCell   *cell;

	foreach(cell, groups)
	{
		const PrivacyGroup *other = lfirst(cell);

		if (other != group && strcmp(other->table, group->table) == 0 &&
			(!group->listed_table || !privacy_is(boh_person_column(group->table), group->person_column)))
			return psprintf("%s.%s", group->table, group->person_column);
	}
	return group->table;
}

static void
push_tables(BohJsonbState *state, Oid schema, const pg_uuid_t *person)
{
	static const Oid types[] = {UUIDOID};
	Datum		values[] = {UUIDPGetDatum(person)};
	List	   *groups = privacy_groups(boh_classified_columns(schema));
	ListCell   *cell;

	foreach(cell, groups)
	{
		const PrivacyGroup *group = lfirst(cell);

		privacy_run(schema, NULL, select_rows(schema, group), 1, types, values);
		push_rows(state, key_of(group, groups));
		SPI_freetuptable(SPI_tuptable);
	}
}

static void
push_login_counters(BohJsonbState *state, Oid schema, const pg_uuid_t *person)
{
	Datum		values[] = {privacy_login_keys(schema, person, false)};

	boh_query(&login_counters, schema, values, NULL, 0);
	push_rows(state, "login_counters");
}

static void
push_audit(BohJsonbState *state, Oid schema, const pg_uuid_t *person)
{
	Datum		values[3];

	values[0] = UUIDPGetDatum(person);
	privacy_traces(schema, person, &values[1], &values[2]);
	boh_query(&audit_rows, schema, values, NULL, 0);
	push_rows(state, "audit_logs");
}

static Jsonb *
make_document(Oid schema, const pg_uuid_t *person)
{
	BohJsonbState tables;
	BohJsonbState document;

	boh_json_begin_object(&tables);
	push_tables(&tables, schema, person);
	push_login_counters(&tables, schema, person);
	push_audit(&tables, schema, person);

	boh_json_begin_object(&document);
	boh_json_push_member(&document, "format", boh_json_text("boh-export-1"));
	boh_json_push_member(&document, "person", boh_json_text(privacy_uuid(person)));
	boh_json_push_member(&document, "exported_at", boh_json_text(boh_iso_time_text(boh_now())));
	boh_json_push_member(&document, "tables", boh_json_end_object(&tables));
	return boh_json_end_object(&document);
}

/*
 * Functions
 */

static void
write_audit(Oid schema, BohRetention retention, const char *action, const pg_uuid_t *person)
{
	BohAuditEntry entry = {
		.retention = retention,
		.action = action,
		.entity = "users",
		.entity_id = privacy_uuid(person)
	};

	boh_audit_write(schema, &entry);
}

Datum
boh_export_user(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *person = boh_argument_uuid(fcinfo, 0, "person");
	Oid			schema = boh_schema_to_write(fcinfo);
	bool		own = privacy_is_own(schema, person);
	MemoryContext context = CurrentMemoryContext;
	MemoryContext previous;
	BohMaintenance maintenance;
	Jsonb	   *document;

	if (!own && !privacy_may_all(schema))
		privacy_raise_right("export data of another person");
	maintenance = boh_act_as_owner(schema, "users");
	boh_set_for_now("timezone", "UTC");
	boh_spi_connect();
	if (!privacy_user_exists(schema, person))
		boh_raise_not_found(schema, "users", "user", person);
	document = make_document(schema, person);
	previous = MemoryContextSwitchTo(context);
	document = (Jsonb *) PG_DETOAST_DATUM_COPY(JsonbPGetDatum(document));
	MemoryContextSwitchTo(previous);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	write_audit(schema, BOH_RETENTION_COMPLIANCE, "EXPORT", person);
	if (!own)
		write_audit(schema, BOH_RETENTION_ACCESS, "READ", person);
	PG_RETURN_JSONB_P(document);
}

Datum
boh_export_schema(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(documents[0].text)));
}

/*-------------------------------------------------------------------------
 *
 * privacy/delete.c
 *	  The trigger of users that says why a user cannot be deleted.
 *
 * Foreign keys refuse it anyway.  Their error names one table, and does not
 * say that there is another way.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"

#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/row.h"
#include "privacy/owner.h"

PG_FUNCTION_INFO_V1(boh_users_keep_traces);

static const BohColumn columns[] = {{"id", UUIDOID}};
static const BohTable user_table = {"users", 1, columns};

#define TRACE(table, column) \
	"SELECT '" table "' FROM (VALUES (true)) AS one" \
	" WHERE EXISTS (SELECT FROM {schema}." table " WHERE " column " " BOH_EQ " $1)"

/* The tables whose foreign keys lead to users, and the archive, which has none */
static const BohQuery traces = {
	.text = TRACE("bookings", "user_id")
	" UNION ALL " TRACE("bookings_archive", "user_id")
	" UNION ALL " TRACE("consents", "user_id")
	" UNION ALL " TRACE("content_page_versions", "created_by")
	" UNION ALL " TRACE("content_pages", "author_id")
	" UNION ALL " TRACE("events", "author_id")
	" UNION ALL " TRACE("media_files", "uploaded_by"),
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "users",
	.latest = true,
	.by_index = true
};

/* The names as JSON, and as a text for people */
static void
list_tables(uint64 count, StringInfo json, StringInfo names)
{
	for (uint64 row = 0; row < count; row++)
	{
		char	   *name = TextDatumGetCString(boh_required_value(row, 1, TEXTOID));

		appendStringInfo(json, "%s\"%s\"", row == 0 ? "[" : ", ", name);
		appendStringInfo(names, "%s%s", row == 0 ? "" : ", ", name);
	}
	appendStringInfoChar(json, ']');
}

Datum
boh_users_keep_traces(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_users_keep_traces",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_DELETE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	Datum		values[1];
	uint64		count;
	StringInfoData json;
	StringInfoData names;
	BohDetail	detail;

	boh_row_open(&row, trigger->tg_relation, &user_table, trigger->tg_trigtuple);
	values[0] = UUIDPGetDatum(boh_get_uuid(&row, 0));
	boh_spi_connect();
	count = boh_query(&traces, schema, values, NULL, 0);
	if (count > 0)
	{
		initStringInfo(&json);
		initStringInfo(&names);
		list_tables(count, &json, &names);
		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "user_id", boh_get_uuid(&row, 0));
		boh_detail_object(&detail, "tables", json.data);
		boh_raise(BOH_USER_TRACES, &detail, BOH_PLACE(schema, "users", "id", NULL), names.data);
	}
	boh_spi_finish();
	return PointerGetDatum(trigger->tg_trigtuple);
}

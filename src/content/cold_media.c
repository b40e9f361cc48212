/*-------------------------------------------------------------------------
 *
 * content/cold_media.c
 *	  Media files for cheap and slow storage.
 *
 * unused_since says since when nothing has referred to a file.  Triggers of
 * pages and events do not write it: they would lock files against each other
 * in any order.  boh_archive() looks once in a while.  Archived events do not
 * count as a use here, but keep their files from being deleted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/query.h"
#include "content/media.h"
#include "rights/maintenance.h"

PG_FUNCTION_INFO_V1(boh_cold_media);
PG_FUNCTION_INFO_V1(boh_media_stored);

#define MAX_DAYS 36500
#define MOST_NAME 10
#define COLD_COLUMNS 7

#define IS_REFERRED_TO \
	"(SELECT true FROM {schema}.media_references r WHERE r.media_id " BOH_EQ " m.id LIMIT 1)"

/*
 * Files that are being removed cannot change.  What others have locked stays
 * until the next time: they may need an event that this transaction archives.
 */
#define UPDATE_FILES(value, condition) \
	{ \
		.text = "UPDATE {schema}.media_files SET unused_since = " value \
		" WHERE id " BOH_EQ " ANY (ARRAY(SELECT m.id FROM {schema}.media_files m" \
		" WHERE m.purge_started_at IS NULL AND m.unused_since IS " condition \
		" FOR NO KEY UPDATE SKIP LOCKED))", \
		.nargs = 1, \
		.argtypes = {TIMESTAMPTZOID}, \
		.owner_of = "media_files", \
		.own_write = "media_files", \
		.latest = true \
	}

static const BohQuery note_unused =
UPDATE_FILES("$1", "NULL AND " IS_REFERRED_TO " IS NULL");
static const BohQuery note_used =
UPDATE_FILES("NULL", "NOT NULL AND $1 IS NOT NULL AND " IS_REFERRED_TO " IS NOT NULL");

/* $1: unused files since before then; and files in cold storage that are in use again */
static const BohQuery list = {
	.text = "SELECT m.id, m.filename, m.url, m.file_size, CAST(m.unused_since AS timestamptz(3)), m.storage,"
	" CASE WHEN m.storage = 'HOT' THEN 'COLD' ELSE 'HOT' END"
	" FROM {schema}.media_files m WHERE m.deleted_at IS NULL"
	" AND CASE WHEN m.storage = 'HOT' THEN m.unused_since <= $1 AND " IS_REFERRED_TO " IS NULL"
	" ELSE " IS_REFERRED_TO " IS NOT NULL END"
	" ORDER BY m.storage, m.unused_since, m.id",
	.nargs = 1,
	.argtypes = {TIMESTAMPTZOID},
	.safe_path = true
};

static const BohQuery record_storage = {
	.text = "UPDATE {schema}.media_files SET storage = $2 WHERE id " BOH_EQ " ANY ($1)"
	" AND storage " BOH_NE " $2 AND purge_started_at IS NULL",
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TEXTOID},
	.owner_of = "media_files"
};

int64
boh_media_note_unused(Oid schema)
{
	Datum		values[] = {TimestampTzGetDatum(boh_now())};

	return (int64) (boh_query(&note_unused, schema, values, NULL, 0) +
					boh_query(&note_used, schema, values, NULL, 0));
}

Datum
boh_cold_media(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int64		days = boh_argument_integer(fcinfo, 0, "older_than_days", 0, MAX_DAYS);
	Oid			schema = boh_current_schema();
	BohMaintenance maintenance = boh_maintenance_begin(schema, "media_files", ACL_NO_RIGHTS);
	Datum		values[] = {TimestampTzGetDatum(boh_now() - days * USECS_PER_DAY)};
	uint64		rows;

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	rows = boh_query(&list, schema, values, NULL, 0);
	for (uint64 row = 0; row < rows; row++)
	{
		Datum		columns[COLD_COLUMNS];
		bool		nulls[COLD_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < COLD_COLUMNS; i++)
			columns[i] = boh_value(row, i + 1, TupleDescAttr(result->setDesc, i)->atttypid, &nulls[i]);
		tuplestore_putvalues(result->setResult, result->setDesc, columns, nulls);
	}
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	return (Datum) 0;
}

static char *
storage_argument(FunctionCallInfo fcinfo)
{
	char	   *storage;

	boh_argument_require(fcinfo, 1, "storage");
	storage = boh_argument_text(fcinfo, 1, "storage", MOST_NAME);
	if (strcmp(storage, "HOT") == 0 || strcmp(storage, "COLD") == 0)
		return storage;
	boh_argument_refuse("storage", storage, "it is HOT or COLD");
}

Datum
boh_media_stored(PG_FUNCTION_ARGS)
{
	Datum		media = boh_argument_array(fcinfo, 0, "media");
	char	   *storage = storage_argument(fcinfo);
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		values[] = {media, CStringGetTextDatum(storage)};
	BohMaintenance maintenance = boh_maintenance_begin(schema, "media_files", ACL_UPDATE);
	uint64		rows;

	boh_spi_connect();
	rows = boh_query(&record_storage, schema, values, NULL, 0);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	PG_RETURN_INT32((int32) rows);
}

/*-------------------------------------------------------------------------
 *
 * content/media_functions.c
 *	  Unused files, their removal, and the queue of thumbnails.
 *
 * The database and the storage cannot commit together, so a file is removed
 * in two steps.  First boh_purge_media() marks rows and returns them; from
 * then on nothing can refer to these files.  The application commits that,
 * and then removes the files from the storage.  Second, boh_media_purged()
 * deletes the rows whose files the application has removed.
 * boh_purge_media() returns a marked row again until it is deleted.  So a
 * crash between the steps leaves neither a dead link nor a file without a
 * row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "content/media.h"
#include "content/media_reference.h"
#include "rights/maintenance.h"

PG_FUNCTION_INFO_V1(boh_orphaned_media);
PG_FUNCTION_INFO_V1(boh_purge_media);
PG_FUNCTION_INFO_V1(boh_media_purged);
PG_FUNCTION_INFO_V1(boh_take_thumbnails);

#define MAX_DAYS 36500
#define MAX_LEASE_SECONDS 86400

/* Columns of the widest result. */
#define MAX_RESULT_COLUMNS 11

/* Files that are old enough: uploaded, and put into the bin, before $1. */
#define IS_OLD \
	" purge_started_at IS NULL AND created_at <= $1" \
	" AND (deleted_at IS NULL OR deleted_at <= $1)"

static const BohQuery find_old = {
	.text = "SELECT id FROM {schema}.media_files WHERE" IS_OLD " ORDER BY id",
	.nargs = 1,
	.argtypes = {TIMESTAMPTZOID},
	.safe_path = true
};

static const BohQuery lock_old = {
	.text = "SELECT id FROM {schema}.media_files WHERE id = ANY ($2) AND" IS_OLD
	" ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, UUIDARRAYOID},
	.safe_path = true
};

static const BohQuery lock_marked = {
	.text = "SELECT id FROM {schema}.media_files WHERE purge_started_at IS NOT NULL"
	" ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
	.safe_path = true
};

/* Those of the files $1 that nothing refers to. */
static const BohQuery keep_unused = {
	.text = "SELECT m.id FROM unnest($1) AS m (id) WHERE NOT EXISTS"
	" (SELECT 1 FROM {schema}.media_references r WHERE r.media_id = m.id)"
	" AND (SELECT true" BOH_MEDIA_IN_ARCHIVE("m.id") " LIMIT 1) IS NULL",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "media_references",
	.latest = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery mark = {
	.text = "UPDATE {schema}.media_files SET deleted_at = coalesce(deleted_at, $2),"
	" purge_started_at = $2 WHERE id = ANY ($1)",
	.nargs = 2,
	.argtypes = {UUIDARRAYOID, TIMESTAMPTZOID},
	.safe_path = true
};

static const BohQuery show_purged = {
	.text = "SELECT id, filename, url, thumbnail_url, file_size, deleted_at, purge_started_at"
	" FROM {schema}.media_files WHERE id = ANY ($1) ORDER BY id",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.safe_path = true
};

static const BohQuery show_orphaned = {
	.text = "SELECT id, filename, original_filename, url, thumbnail_url, mime_type, file_size,"
	" folder, uploaded_by, created_at, deleted_at"
	" FROM {schema}.media_files WHERE id = ANY ($1) ORDER BY id",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.safe_path = true
};

static const BohQuery delete_marked = {
	.text = "WITH gone AS MATERIALIZED (SELECT id FROM {schema}.media_files"
	" WHERE id = ANY ($1) AND purge_started_at IS NOT NULL ORDER BY id FOR UPDATE)"
	" DELETE FROM {schema}.media_files m USING gone WHERE m.id = gone.id",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.safe_path = true
};

/* The index idx_media_files_pending_thumbnail has the same conditions. */
static const BohQuery take_thumbnails = {
	.text = "WITH due AS MATERIALIZED (SELECT id FROM {schema}.media_files"
	" WHERE " BOH_THUMBNAIL_WANTED " AND thumbnail_attempts < " BOH_THUMBNAIL_ATTEMPTS
	" AND (thumbnail_taken_at IS NULL OR thumbnail_taken_at <= $2)"
	" ORDER BY id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)"
	" UPDATE {schema}.media_files m SET thumbnail_taken_at = $1,"
	" thumbnail_attempts = m.thumbnail_attempts + 1 FROM due WHERE m.id = due.id"
	" RETURNING m.id, m.filename, m.url, m.mime_type, m.file_size, m.width, m.height,"
	" m.thumbnail_attempts::integer",
	.nargs = 3,
	.argtypes = {TIMESTAMPTZOID, TIMESTAMPTZOID, INT8OID},
	.safe_path = true
};

/* Return the rows of SPI_tuptable as the result of the function. */
static void
return_rows(FunctionCallInfo fcinfo, uint64 rows)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	Assert(result->setDesc->natts <= MAX_RESULT_COLUMNS);
	for (uint64 row = 0; row < rows; row++)
	{
		Datum		values[MAX_RESULT_COLUMNS];
		bool		nulls[MAX_RESULT_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		for (int column = 0; column < result->setDesc->natts; column++)
			values[column] = boh_value(row, column + 1,
									   TupleDescAttr(result->setDesc, column)->atttypid,
									   &nulls[column]);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* The ids of SPI_tuptable as an array. */
static Datum
array_of_ids(uint64 rows)
{
	Datum	   *ids = palloc_extended((rows + 1) * sizeof(Datum), MCXT_ALLOC_HUGE);
	Datum		array;

	for (uint64 row = 0; row < rows; row++)
		ids[row] = boh_required_value(row, 1, UUIDOID);
	array = PointerGetDatum(construct_array(ids, (int) rows, UUIDOID, UUID_LEN, false,
											TYPALIGN_CHAR));
	pfree(ids);
	SPI_freetuptable(SPI_tuptable);
	return array;
}

/*
 * The ids of the files that find returns, run as the caller, and that nothing
 * refers to.
 */
static Datum
find_unused(const BohQuery *find, Oid schema, Datum *values)
{
	Datum		found = array_of_ids(boh_query(find, schema, values, NULL, 0));

	return array_of_ids(boh_query(&keep_unused, schema, &found, NULL, 0));
}

static Datum
days_ago(FunctionCallInfo fcinfo)
{
	int64		days = boh_argument_integer(fcinfo, 0, "older_than_days", 0, MAX_DAYS);

	return TimestampTzGetDatum(boh_now() - days * USECS_PER_DAY);
}

Datum
boh_orphaned_media(PG_FUNCTION_ARGS)
{
	Datum		before = days_ago(fcinfo);
	Oid			schema = boh_current_schema();
	Datum		ids;

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	ids = find_unused(&find_old, schema, &before);
	return_rows(fcinfo, boh_query(&show_orphaned, schema, &ids, NULL, 0));
	boh_spi_finish();
	return (Datum) 0;
}

/*
 * Marks unused files, in this order:
 *
 * 1. Find them.
 * 2. Refresh the references of all rows: a row that is older than the file it
 *    shows has no reference yet.  A row that is written after step 1 sees the
 *    files and adds its references itself.
 * 3. Lock the files.  This comes after step 2 because the lock order is: rows
 *    that refer, then files.
 * 4. Keep those that still have no references.  The locks prevent new ones.
 *
 * Rows that an earlier call marked and that are not deleted yet are returned,
 * too.
 */
Datum
boh_purge_media(PG_FUNCTION_ARGS)
{
	Datum		before = days_ago(fcinfo);
	Oid			schema = boh_schema_to_write(fcinfo);
	BohMaintenance maintenance = boh_maintenance_begin(schema, "media_files", ACL_NO_RIGHTS);
	Datum		values[2];

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	values[0] = before;
	values[1] = find_unused(&find_old, schema, &before);
	boh_media_refresh_references(schema);
	values[0] = find_unused(&lock_old, schema, values);
	values[1] = TimestampTzGetDatum(boh_now());
	boh_query(&mark, schema, values, NULL, 0);
	values[0] = find_unused(&lock_marked, schema, NULL);
	return_rows(fcinfo, boh_query(&show_purged, schema, values, NULL, 0));
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	return (Datum) 0;
}

Datum
boh_media_purged(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		ids = boh_argument_array(fcinfo, 0, "media");
	BohMaintenance maintenance = boh_maintenance_begin(schema, "media_files", ACL_NO_RIGHTS);
	uint64		rows;

	boh_spi_connect();
	rows = boh_query(&delete_marked, schema, &ids, NULL, 0);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	PG_RETURN_INT32((int32) rows);
}

Datum
boh_take_thumbnails(PG_FUNCTION_ARGS)
{
	int			most = boh_argument_integer(fcinfo, 0, "max_rows", 1, PG_INT32_MAX);
	int64		lease = boh_argument_integer(fcinfo, 1, "lease_seconds", 1, MAX_LEASE_SECONDS);
	Oid			schema = boh_schema_to_write(fcinfo);
	TimestampTz now = boh_now();
	Datum		values[] = {
		TimestampTzGetDatum(now),
		TimestampTzGetDatum(now - lease * USECS_PER_SEC),
		Int64GetDatum(most)
	};
	BohMaintenance maintenance = boh_maintenance_begin(schema, "media_files", ACL_NO_RIGHTS);

	InitMaterializedSRF(fcinfo, 0);
	boh_spi_connect();
	return_rows(fcinfo, boh_query(&take_thumbnails, schema, values, NULL, 0));
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 *
 * content/media.c
 *	  Triggers of media_files.
 *
 * media_reference.c describes references and the lock order.  When a BEFORE
 * ROW trigger of an UPDATE or DELETE runs, its row is locked already.  From
 * then on no reference to the file can be added, and references that other
 * transactions were adding are committed or rolled back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/async.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/formatting.h"
#include "utils/lsyscache.h"

#include "base/announce.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/own_write.h"
#include "base/row.h"
#include "base/uuid.h"
#include "content/media.h"

PG_FUNCTION_INFO_V1(boh_media_files_check);
PG_FUNCTION_INFO_V1(boh_media_files_keep);
PG_FUNCTION_INFO_V1(boh_media_files_announce);

#define THUMBNAIL_CHANNEL "boh_thumbnails"

typedef enum MediaColumn
{
	MEDIA_ID,
	MEDIA_UPDATED_AT,
	MEDIA_PURGE_STARTED_AT,
	MEDIA_THUMBNAIL_TAKEN_AT,
	MEDIA_THUMBNAIL_ATTEMPTS,
	MEDIA_CREATED_AT,
	MEDIA_UNUSED_SINCE,
	/* from here on, columns that readers can see; see looks_different() */
	MEDIA_FILENAME,
	MEDIA_ORIGINAL_FILENAME,
	MEDIA_MIME_TYPE,
	MEDIA_FILE_SIZE,
	MEDIA_WIDTH,
	MEDIA_HEIGHT,
	MEDIA_FOLDER,
	MEDIA_URL,
	MEDIA_THUMBNAIL_URL,
	MEDIA_ALT_TEXT,
	MEDIA_DELETED_AT,
	MEDIA_STORAGE,
	MEDIA_COLUMNS
} MediaColumn;

static const BohColumn columns[] = {
	[MEDIA_ID] = {"id", UUIDOID},
	[MEDIA_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
	[MEDIA_PURGE_STARTED_AT] = {"purge_started_at", TIMESTAMPTZOID},
	[MEDIA_THUMBNAIL_TAKEN_AT] = {"thumbnail_taken_at", TIMESTAMPTZOID},
	[MEDIA_THUMBNAIL_ATTEMPTS] = {"thumbnail_attempts", INT2OID},
	[MEDIA_CREATED_AT] = {"created_at", TIMESTAMPTZOID},
	[MEDIA_UNUSED_SINCE] = {"unused_since", TIMESTAMPTZOID},
	[MEDIA_FILENAME] = {"filename", TEXTOID},
	[MEDIA_ORIGINAL_FILENAME] = {"original_filename", TEXTOID},
	[MEDIA_MIME_TYPE] = {"mime_type", TEXTOID},
	[MEDIA_FILE_SIZE] = {"file_size", INT8OID},
	[MEDIA_WIDTH] = {"width", INT4OID},
	[MEDIA_HEIGHT] = {"height", INT4OID},
	[MEDIA_FOLDER] = {"folder", TEXTOID},
	[MEDIA_URL] = {"url", TEXTOID},
	[MEDIA_THUMBNAIL_URL] = {"thumbnail_url", TEXTOID},
	[MEDIA_ALT_TEXT] = {"alt_text", TEXTOID},
	[MEDIA_DELETED_AT] = {"deleted_at", TIMESTAMPTZOID},
	[MEDIA_STORAGE] = {"storage", TEXTOID},
};

static const BohTable media_table = {"media_files", MEDIA_COLUMNS, columns};

/*
 * Before a row is written
 */

static void
lower_type(BohRow *row)
{
	text	   *type = DatumGetTextPP(boh_get_required(row, MEDIA_MIME_TYPE));

	boh_set(row, MEDIA_MIME_TYPE,
			CStringGetTextDatum(asc_tolower(VARDATA_ANY(type), VARSIZE_ANY_EXHDR(type))));
}

/*
 * Check type and size only when they are new, so that a stricter setting does
 * not affect existing files.
 */
static void
check_limits(BohRow *row, const BohRow *old, Oid schema)
{
	if (old == NULL || boh_differs(row, old, MEDIA_MIME_TYPE))
		boh_media_check_type(schema, boh_get_text(row, MEDIA_MIME_TYPE));
	if (old == NULL || boh_differs(row, old, MEDIA_FILE_SIZE))
		boh_media_check_size(schema, DatumGetInt64(boh_get_required(row, MEDIA_FILE_SIZE)));
}

static void
fill_names(BohRow *row, Oid schema)
{
	if (boh_is_null(row, MEDIA_FILENAME))
	{
		char	   *original = TextDatumGetCString(boh_get_required(row, MEDIA_ORIGINAL_FILENAME));
		char	   *type = boh_get_text(row, MEDIA_MIME_TYPE);

		boh_set(row, MEDIA_FILENAME,
				CStringGetTextDatum(boh_media_filename(original, type,
													   boh_get_uuid(row, MEDIA_ID))));
	}
	if (boh_is_null(row, MEDIA_URL))
		boh_set(row, MEDIA_URL,
				CStringGetTextDatum(boh_media_address(schema, boh_get_text(row, MEDIA_FILENAME))));
}

BOH_NORETURN static void
raise_removed(const BohRow *row, Oid schema, BohError error)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "media_id", boh_get_uuid(row, MEDIA_ID));
	boh_raise(error, &detail, BOH_PLACE(schema, "media_files", "purge_started_at", NULL));
}

static bool
becomes(const BohRow *row, const BohRow *old, int column)
{
	return boh_is_null(old, column) && !boh_is_null(row, column);
}

static void
check_change(const BohRow *row, const BohRow *old, Oid schema)
{
	const pg_uuid_t *id = boh_get_uuid(old, MEDIA_ID);

	/* boh itself removes personal data */
	if (!boh_is_null(old, MEDIA_PURGE_STARTED_AT) && !boh_own_write_of_many(old->relation))
		raise_removed(old, schema, BOH_MEDIA_BEING_REMOVED);
	if (becomes(row, old, MEDIA_DELETED_AT) || becomes(row, old, MEDIA_PURGE_STARTED_AT))
		boh_media_check_unused(schema, id, NULL, "deleted");
	if (boh_differs(row, old, MEDIA_URL))
		boh_media_check_unused(schema, id, "url", "given another url");
	if (!boh_is_null(old, MEDIA_THUMBNAIL_URL) && boh_differs(row, old, MEDIA_THUMBNAIL_URL))
		boh_media_check_unused(schema, id, "thumbnail_url", "given another thumbnail_url");
}

/* If the thumbnail was removed, put the file into the queue again. */
static void
renew_thumbnail(BohRow *row, const BohRow *old)
{
	if (!boh_is_null(row, MEDIA_THUMBNAIL_URL) || boh_is_null(old, MEDIA_THUMBNAIL_URL))
		return;
	boh_set_null(row, MEDIA_THUMBNAIL_TAKEN_AT);
	boh_set(row, MEDIA_THUMBNAIL_ATTEMPTS, Int16GetDatum(0));
}

/* A new file is not used yet.  Whoever else writes the column is ignored. */
static void
keep_unused_since(BohRow *row, const BohRow *old)
{
	bool		isnull;
	Datum		since = boh_get(old == NULL ? row : old,
								old == NULL ? MEDIA_CREATED_AT : MEDIA_UNUSED_SINCE, &isnull);

	if (isnull)
		boh_set_null(row, MEDIA_UNUSED_SINCE);
	else
		boh_set(row, MEDIA_UNUSED_SINCE, since);
}

Datum
boh_media_files_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_media_files_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	BohRow		old;

	boh_row_open_new(&row, trigger, &media_table);
	if (row.stored)
	{
		boh_row_open(&old, trigger->tg_relation, &media_table, trigger->tg_trigtuple);

		/* boh has looked whether it is used, which is no edit */
		if (boh_differs(&row, &old, MEDIA_UNUSED_SINCE) &&
			boh_own_write_of_many(trigger->tg_relation))
			return PointerGetDatum(trigger->tg_newtuple);
	}
	keep_unused_since(&row, row.stored ? &old : NULL);
	lower_type(&row);
	check_limits(&row, row.stored ? &old : NULL, schema);
	if (row.stored)
	{
		check_change(&row, &old, schema);
		renew_thumbnail(&row, &old);
	}
	else
		fill_names(&row, schema);
	boh_set(&row, MEDIA_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

/*
 * The DELETE of a row confirms that its file was removed from the storage.
 * Raise an error if the same transaction marked the row for removal: if it
 * rolled back, the row would stay unmarked without its file, and pages could
 * show a dead link.
 */
Datum
boh_media_files_keep(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_media_files_keep",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_DELETE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	HeapTuple	tuple = trigger->tg_trigtuple;
	BohRow		row;

	boh_row_open(&row, trigger->tg_relation, &media_table, tuple);
	boh_media_check_unused(schema, boh_get_uuid(&row, MEDIA_ID), NULL, "deleted");
	if (!boh_is_null(&row, MEDIA_PURGE_STARTED_AT) &&
		TransactionIdIsCurrentTransactionId(HeapTupleHeaderGetXmin(tuple->t_data)))
		raise_removed(&row, schema, BOH_MEDIA_NOT_COMMITTED);
	return PointerGetDatum(tuple);
}

/*
 * After a row is written
 */

static char *
id_of(const BohRow *row)
{
	return boh_uuid_text(boh_get_uuid(row, MEDIA_ID));
}

/* Whether a file is a picture without a thumbnail that is not in the bin. */
static bool
wants_thumbnail(const BohRow *row)
{
	return boh_is_null(row, MEDIA_THUMBNAIL_URL) && boh_is_null(row, MEDIA_DELETED_AT) &&
		strncmp(boh_get_text(row, MEDIA_MIME_TYPE), "image/", strlen("image/")) == 0;
}

static void
call_for_thumbnail(Oid schema, const BohRow *row)
{
	BohDetail	payload;

	boh_detail_init(&payload);
	boh_detail_text(&payload, "schema", get_namespace_name(schema));
	boh_detail_text(&payload, "id", id_of(row));
	Async_Notify(THUMBNAIL_CHANNEL, boh_detail_json(&payload));
}

static bool
is_seen(const BohRow *row)
{
	return boh_is_null(row, MEDIA_DELETED_AT);
}

static bool
looks_different(const BohRow *one, const BohRow *other)
{
	for (int column = MEDIA_FILENAME; column < MEDIA_COLUMNS; column++)
	{
		if (boh_differs(one, other, column))
			return true;
	}
	return false;
}

Datum
boh_media_files_announce(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_media_files_announce",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW | BOH_TRIGGER_INSERT |
									   BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	bool		inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	bool		deleted = TRIGGER_FIRED_BY_DELETE(trigger->tg_event);
	BohRow		old;
	BohRow		row;

	boh_row_open(&old, trigger->tg_relation, &media_table, trigger->tg_trigtuple);
	boh_row_open_new(&row, trigger, &media_table);
	if (deleted ? is_seen(&old) :
		!inserted && (is_seen(&old) || is_seen(&row)) && looks_different(&old, &row))
		boh_announce(schema, "media", id_of(&old));
	if (!deleted && wants_thumbnail(&row) && (inserted || !wants_thumbnail(&old)))
		call_for_thumbnail(schema, &row);
	return PointerGetDatum(NULL);
}

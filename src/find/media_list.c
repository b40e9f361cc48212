/*-------------------------------------------------------------------------
 *
 * find/media_list.c
 *	  boh_list_media(): the media library.
 *
 * It is for editors, so it is read as the caller, under their policies.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "base/argument.h"
#include "base/context.h"
#include "find/short_list.h"

PG_FUNCTION_INFO_V1(boh_list_media);

typedef enum MediaFilter
{
	FILTER_FOLDER,
	FILTER_MIME_TYPE,
	FILTER_UPLOADED_BY,
	FILTER_UNUSED,
	FILTER_FROM,
	FILTER_TO,
	FILTER_DELETED,
	FILTERS
} MediaFilter;

static const BohFilter filters[FILTERS] = {
	[FILTER_FOLDER] = {"folder", TEXTOID},
	[FILTER_MIME_TYPE] = {"mime_type", TEXTOID},
	[FILTER_UPLOADED_BY] = {"uploaded_by", UUIDOID},
	[FILTER_UNUSED] = {"unused", BOOLOID},
	[FILTER_FROM] = {"created.from", TIMESTAMPTZOID},
	[FILTER_TO] = {"created.to", TIMESTAMPTZOID},
	[FILTER_DELETED] = {"deleted", BOOLOID},
};

/* Parameters after the filters */
enum
{
	MEDIA_KEY = FILTERS,
	MEDIA_ID,
	MEDIA_LIMIT,
	MEDIA_PARAMETERS
};

#define USES \
	"(SELECT count(*) FROM {schema}.media_references r WHERE r.media_id = w.id)"

#define IS_USED \
	"EXISTS (SELECT FROM {schema}.media_references r WHERE r.media_id = m.id)"

/* A mime_type that ends with a slash, such as image/, stands for all of them. */
#define MEDIA(key, condition) \
	{ \
		.text = BOH_SHORT_LIST( \
			"SELECT m.*, " key " AS key," \
			" (($1 IS NULL OR m.folder = $1) AND ($2 IS NULL OR m.mime_type = $2" \
			" OR (right($2, 1) = '/' AND starts_with(m.mime_type, $2)))" \
			" AND ($3 IS NULL OR m.uploaded_by = $3) AND ($4 IS NULL OR $4 <> " IS_USED ")) AS matches" \
			" FROM {schema}.media_files m WHERE " condition \
			" AND " key " >= coalesce($5, '-infinity') AND " key " < coalesce($6, 'infinity')" \
			" AND (" key ", m.id) < ($8, $9) ORDER BY " key " DESC, m.id DESC", \
			"jsonb_build_object('id', w.id, 'filename', w.filename," \
			" 'original_filename', w.original_filename, 'url', w.url, 'thumbnail_url', w.thumbnail_url," \
			" 'alt_text', w.alt_text, 'mime_type', w.mime_type, 'file_size', w.file_size," \
			" 'width', w.width, 'height', w.height, 'folder', w.folder, 'uploaded_by', w.uploaded_by," \
			" 'created_at', {extension}.boh_iso_time(w.created_at)," \
			" 'updated_at', {extension}.boh_iso_time(w.updated_at)," \
			" 'deleted_at', {extension}.boh_iso_time(w.deleted_at), 'uses', " USES ")", "$10"), \
		.nargs = MEDIA_PARAMETERS, \
		.argtypes = { \
			TEXTOID, TEXTOID, UUIDOID, BOOLOID, TIMESTAMPTZOID, TIMESTAMPTZOID, BOOLOID, \
			TIMESTAMPTZOID, UUIDOID, INT8OID \
		}, \
		.read_only = true, \
		.safe_path = true, \
		.by_index = true, \
		.in_order = true \
	}

/* One for each index that can find files */
static const BohQuery all_files = MEDIA("m.created_at", "m.deleted_at IS NULL");
static const BohQuery of_folder = MEDIA("m.created_at", "m.deleted_at IS NULL AND m.folder = $1");
static const BohQuery of_uploader = MEDIA("m.created_at", "m.deleted_at IS NULL AND m.uploaded_by = $3");
static const BohQuery in_bin = MEDIA("m.deleted_at", "m.deleted_at IS NOT NULL");

static const BohQuery *
choose(const Datum *values, const char *nulls)
{
	if (nulls[FILTER_DELETED] == ' ' && DatumGetBool(values[FILTER_DELETED]))
		return &in_bin;
	if (nulls[FILTER_UPLOADED_BY] == ' ')
		return &of_uploader;
	return nulls[FILTER_FOLDER] == ' ' ? &of_folder : &all_files;
}

Datum
boh_list_media(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_current_schema();
	int			page_size = boh_argument_integer(fcinfo, 1, "page_size", 1, BOH_LISTING_MOST_ROWS);
	BohListing	listing = {.name = "boh_list_media",.schema = schema};
	BohPosition after;
	Datum		values[MEDIA_PARAMETERS];
	char		nulls[MEDIA_PARAMETERS];

	memset(nulls, ' ', sizeof(nulls));
	boh_before_newest(&after);
	listing.filters = boh_filters_argument(fcinfo, 0);
	boh_filters_read(listing.filters, filters, FILTERS, values, nulls);
	(void) boh_cursor_read(&listing, fcinfo, 2, &after);
	values[MEDIA_KEY] = after.value;
	values[MEDIA_ID] = UUIDPGetDatum(&after.id);
	values[MEDIA_LIMIT] = Int64GetDatum(page_size + 1);
	return boh_short_list(&listing, choose(values, nulls), values, nulls, TIMESTAMPTZOID, page_size);
}

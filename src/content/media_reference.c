/*-------------------------------------------------------------------------
 *
 * content/media_reference.c
 *	  Which rows refer to which media files.
 *
 * A text refers to a file if it equals the url or thumbnail_url of the file,
 * with or without a query and a fragment after it.  AFTER ROW triggers update
 * media_references.  They collect all texts of the row that may be addresses
 * and look them up in one statement.  Only if files are found, they walk the
 * row again for the paths of the references.
 *
 * Lock order: the row that refers (page, section, version, event, setting),
 * then the rows of media_files FOR SHARE in id order.  A transaction that
 * deletes a file, puts it into the bin or changes its address locks its row
 * FOR NO KEY UPDATE or stronger.  Then it reads the references without
 * another lock.  So the transaction that comes second sees what the first one
 * wrote: the one that adds a reference reads the newest version of the file's
 * row that it locked; the one that changes the file reads the references as
 * committed now, also under REPEATABLE READ.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "base/compat.h"
#include "base/context.h"
#include "base/error.h"
#include "base/own_write.h"
#include "base/query.h"
#include "content/media_reference.h"
#include "content/media_url.h"

PG_FUNCTION_INFO_V1(boh_content_sections_refer);
PG_FUNCTION_INFO_V1(boh_content_page_versions_refer);
PG_FUNCTION_INFO_V1(boh_events_refer);
PG_FUNCTION_INFO_V1(boh_site_settings_refer);
PG_FUNCTION_INFO_V1(boh_media_references_keep);

/*
 * Tables whose rows can refer
 */

static const BohColumn section_columns[] = {
	{"id", UUIDOID}, {"data", JSONBOID}
};
static const BohTable section_table = {
	"content_sections", lengthof(section_columns), section_columns
};

static const BohColumn version_columns[] = {
	{"page_id", UUIDOID}, {"snapshot", JSONBOID}, {"hidden_sections", JSONBOID},
	{"version", INT4OID}
};
static const BohTable version_table = {
	"content_page_versions", lengthof(version_columns), version_columns
};

static const BohColumn event_columns[] = {
	{"id", UUIDOID}, {"image_url", TEXTOID}, {"video_url", TEXTOID}
};
static const BohTable event_table = {"events", lengthof(event_columns), event_columns};

static const BohColumn setting_columns[] = {
	{"id", UUIDOID}, {"value", TEXTOID}, {"type", InvalidOid}
};
static const BohTable setting_table = {
	"site_settings", lengthof(setting_columns), setting_columns
};

const BohMediaKind boh_media_kinds[BOH_MEDIA_KINDS] = {
	[BOH_MEDIA_SECTION] = {"section", &section_table, true, {""}, -1, -1},
	[BOH_MEDIA_PAGE_VERSION] = {
		"page_version", &version_table, true, {"snapshot", "hidden_sections"}, 3, -1
	},
	[BOH_MEDIA_EVENT] = {"event", &event_table, false, {"image_url", "video_url"}, -1, -1},
	[BOH_MEDIA_SETTING_IMAGE] = {"setting", &setting_table, false, {"value"}, -1, 2},
};

/* An address of a file, found by find_files(). */
typedef struct Match
{
	const char *address;
	int			length;
	pg_uuid_t	media;
	const char *target;			/* column of media_files with the address */
	bool		deleted;		/* the file is in the bin */
} Match;

/* State of the search for the references of one row. */
typedef struct Search
{
	Oid			schema;
	const BohMediaKind *kind;
	const BohRow *row;
	bool		repair;
	int			value;			/* number of the value being searched */
	const char *prefix;			/* of the paths in this value */

	/* texts that may be addresses */
	Datum	   *texts;
	int			text_count;
	int			text_room;

	/* sorted by address */
	Match	   *matches;
	int			match_count;

	/* the references: three arrays of the same length */
	Datum	   *media;
	Datum	   *paths;
	Datum	   *targets;
	int			reference_count;
	int			reference_room;
} Search;

#define LOOKUP \
	"SELECT id, url, thumbnail_url, deleted_at IS NOT NULL FROM {schema}.media_files" \
	" WHERE url " BOH_EQ " ANY ($1) OR thumbnail_url " BOH_EQ " ANY ($1) ORDER BY id"

static const BohQuery look_up = {
	.text = LOOKUP,
	.nargs = 1,
	.argtypes = {TEXTARRAYOID},
	.owner_of = "media_files",
	.latest = true,
	.by_index = true
};

static const BohQuery look_up_and_lock = {
	.text = LOOKUP " FOR SHARE",
	.nargs = 1,
	.argtypes = {TEXTARRAYOID},
	.owner_of = "media_files",
	.latest = true,
	.by_index = true
};

/*
 * Files that the transaction snapshot does not see.  The foreign key would not
 * find them either.
 */
static const BohQuery find_unseen = {
	.text = "SELECT 1 FROM pg_catalog.unnest($1) AS n (media_id) WHERE NOT EXISTS"
	" (SELECT 1 FROM {schema}.media_files AS m WHERE m.id " BOH_EQ " n.media_id)",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "media_files",
	.by_index = true
};

/*
 * Selects the references of a row.  The paths from $3 up to but not including
 * $4 select one version of a page.
 */
#define OF_ROW \
	" r.entity " BOH_EQ " $1 AND r.entity_id " BOH_EQ " $2" \
	" AND r.path " BOH_GE " $3 AND r.path " BOH_LT " $4"
#define REFERENCES_OF_ROW \
	" unnest($5, $6, $7) AS n (media_id, path, target)"
#define IS_SAME \
	" n.media_id " BOH_EQ " r.media_id AND n.path " BOH_EQ " r.path" \
	" AND n.target " BOH_EQ " r.target"
#define ROW_ARGUMENT_COUNT 7
#define MEDIA_ARGUMENT 4		/* $5 */
#define ROW_ARGUMENTS \
	.nargs = ROW_ARGUMENT_COUNT, \
	.argtypes = {TEXTOID, UUIDOID, TEXTOID, TEXTOID, UUIDARRAYOID, TEXTARRAYOID, TEXTARRAYOID}, \
	.owner_of = "media_references", \
	.own_write = "media_references", \
	.by_index = true

static const BohQuery remove_others = {
	.text = "DELETE FROM {schema}.media_references AS r WHERE" OF_ROW
	" AND NOT EXISTS (SELECT 1 FROM" REFERENCES_OF_ROW " WHERE" IS_SAME ")",
	ROW_ARGUMENTS
};

static const BohQuery add_missing = {
	.text = "INSERT INTO {schema}.media_references (media_id, entity, entity_id, path, target)"
	" SELECT n.media_id, $1, $2, n.path, n.target FROM" REFERENCES_OF_ROW
	" WHERE $3 " BOH_LT " $4 ON CONFLICT DO NOTHING",
	ROW_ARGUMENTS
};

static const BohQuery compare = {
	.text = "SELECT 1 FROM {schema}.media_references AS r WHERE" OF_ROW
	" AND NOT EXISTS (SELECT 1 FROM" REFERENCES_OF_ROW " WHERE" IS_SAME ")"
	" UNION ALL SELECT 1 FROM" REFERENCES_OF_ROW
	" WHERE NOT EXISTS (SELECT 1 FROM {schema}.media_references AS r WHERE" OF_ROW
	" AND" IS_SAME ")",
	ROW_ARGUMENTS,
	.latest = true
};

static const BohQuery remove_all = {
	.text = "DELETE FROM {schema}.media_references WHERE entity " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {TEXTOID},
	.owner_of = "media_references",
	.own_write = "media_references"
};

/*
 * The row
 */

static bool
is_of_type(const Search *search)
{
	int			type = search->kind->type;
	bool		isnull;
	Datum		label;

	if (type < 0)
		return true;
	label = boh_get(search->row, type, &isnull);
	return !isnull && strcmp(boh_enum_label(label), "IMAGE") == 0;
}

static int32
version_of(const BohMediaKind *kind, const BohRow *row)
{
	return kind->version < 0 ? 0 : boh_get_integer(row, kind->version);
}

static void
search_value(Search *search, Datum value, BohMediaUrlCallback found)
{
	if (search->kind->is_json)
	{
		Jsonb	   *document = DatumGetJsonbP(value);

		if (boh_media_may_have_urls(document))
			boh_media_urls(document, found, search);
	}
	else
	{
		text	   *word = DatumGetTextPP(value);

		if (boh_media_is_url(VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word)))
			found(search, VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word), NULL);
	}
}

/* Calls found for each text of the row that may be an address. */
static void
search_row(Search *search, BohMediaUrlCallback found)
{
	const BohMediaKind *kind = search->kind;

	if (!is_of_type(search))
		return;
	for (int i = 0; i < BOH_MEDIA_VALUES && kind->paths[i] != NULL; i++)
	{
		bool		isnull;
		Datum		value = boh_get(search->row, 1 + i, &isnull);

		if (isnull)
			continue;
		search->value = i;
		search->prefix = kind->version < 0 ? kind->paths[i] :
			psprintf("/%d/%s", version_of(kind, search->row), kind->paths[i]);
		search_value(search, value, found);
	}
}

/*
 * The length of the URL without its fragment or, if it has none, without its
 * query; 0 if it has neither.
 */
static int
shorten(const char *url, int length)
{
	const char *end = memchr(url, '#', length);

	if (end == NULL)
		end = memchr(url, '?', length);
	return end == NULL ? 0 : (int) (end - url);
}

static void
collect(void *argument, const char *url, int length,
		const BohMediaPlace *place pg_attribute_unused())
{
	Search	   *search = argument;

	while (length > 0)
	{
		if (search->text_count == search->text_room)
		{
			search->text_room = Max(16, 2 * search->text_room);
			search->texts = search->texts == NULL ?
				palloc(search->text_room * sizeof(Datum)) :
				repalloc_huge(search->texts, search->text_room * sizeof(Datum));
		}
		search->texts[search->text_count++] =
			PointerGetDatum(cstring_to_text_with_len(url, length));
		length = shorten(url, length);
	}
}

static int
compare_bytes(const char *one, int one_length, const char *other, int other_length)
{
	int			order = memcmp(one, other, Min(one_length, other_length));

	return order != 0 ? order : one_length - other_length;
}

static int
compare_texts(const void *one, const void *other)
{
	text	   *a = DatumGetTextPP(*(const Datum *) one);
	text	   *b = DatumGetTextPP(*(const Datum *) other);

	return compare_bytes(VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a),
						 VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b));
}

/* Sort the texts and remove duplicates. */
static void
sort_texts(Search *search)
{
	int			kept = 0;

	qsort(search->texts, search->text_count, sizeof(Datum), compare_texts);
	for (int i = 0; i < search->text_count; i++)
	{
		if (kept == 0 ||
			compare_texts(&search->texts[kept - 1], &search->texts[i]) != 0)
			search->texts[kept++] = search->texts[i];
	}
	search->text_count = kept;
}

/*
 * The files
 */

static int
compare_matches(const void *one, const void *other)
{
	const Match *a = one;
	const Match *b = other;

	return compare_bytes(a->address, a->length, b->address, b->length);
}

static void
add_match(Search *search, uint64 row, int column, const char *target)
{
	bool		isnull;
	Datum		address = boh_value(row, column, TEXTOID, &isnull);
	Match	   *match = &search->matches[search->match_count];

	if (isnull)
		return;
	match->address = TextDatumGetCString(address);
	match->length = strlen(match->address);
	match->media = *DatumGetUUIDP(boh_required_value(row, 1, UUIDOID));
	match->target = target;
	match->deleted = DatumGetBool(boh_required_value(row, 4, BOOLOID));
	search->match_count++;
}

/*
 * Look the texts up in media_files.  Call it between boh_spi_connect() and
 * boh_spi_finish().
 */
static void
find_files(Search *search, const BohQuery *query)
{
	Datum		texts;
	uint64		rows;

	sort_texts(search);
	texts = PointerGetDatum(construct_array(search->texts, search->text_count, TEXTOID, -1,
											false, TYPALIGN_INT));
	rows = boh_query(query, search->schema, &texts, NULL, 0);
	search->matches = palloc_extended((2 * rows + 1) * sizeof(Match), MCXT_ALLOC_HUGE);
	for (uint64 row = 0; row < rows; row++)
	{
		add_match(search, row, 2, "url");
		add_match(search, row, 3, "thumbnail_url");
	}
	SPI_freetuptable(SPI_tuptable);
	qsort(search->matches, search->match_count, sizeof(Match), compare_matches);
}

/* The first of the matches with this address, or NULL. */
static const Match *
find_match(const Search *search, const char *address, int length)
{
	int			low = 0;
	int			high = search->match_count;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;
		const Match *match = &search->matches[middle];

		if (compare_bytes(match->address, match->length, address, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < search->match_count &&
		compare_bytes(search->matches[low].address, search->matches[low].length,
					  address, length) == 0)
		return &search->matches[low];
	return NULL;
}

/*
 * The references
 */

BOH_NORETURN static void
raise_deleted(const Search *search, const Match *match, const char *path)
{
	const BohMediaKind *kind = search->kind;
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_text(&detail, match->target, match->address);
	boh_detail_text(&detail, "entity", kind->entity);
	boh_detail_uuid(&detail, "entity_id", boh_get_uuid(search->row, 0));
	boh_detail_text(&detail, "path", path);
	boh_raise(BOH_MEDIA_DELETED, &detail,
			  BOH_PLACE(search->schema, kind->table->name,
						kind->table->columns[1 + search->value].name, NULL),
			  match->address);
}

static void
add_reference(Search *search, const Match *match, const char *path)
{
	int			number = search->reference_count++;

	if (number == search->reference_room)
	{
		Size		size;

		search->reference_room = Max(16, 2 * search->reference_room);
		size = search->reference_room * sizeof(Datum);
		search->media = number == 0 ? palloc(size) : repalloc_huge(search->media, size);
		search->paths = number == 0 ? palloc(size) : repalloc_huge(search->paths, size);
		search->targets = number == 0 ? palloc(size) : repalloc_huge(search->targets, size);
	}
	search->media[number] = UUIDPGetDatum(&match->media);
	search->paths[number] = CStringGetTextDatum(path);
	search->targets[number] = CStringGetTextDatum(match->target);
}

static void
refer(void *argument, const char *url, int length, const BohMediaPlace *place)
{
	Search	   *search = argument;
	const Match *match = NULL;
	const Match *end = search->matches + search->match_count;
	char	   *path;
	int			address_length;

	for (; length > 0 && match == NULL; length = shorten(url, length))
		match = find_match(search, url, length);
	if (match == NULL)
		return;
	path = place == NULL ? pstrdup(search->prefix) : boh_media_path(search->prefix, place);
	address_length = match->length;
	for (const Match *next = match;
		 next < end && next->length == address_length &&
		 memcmp(next->address, match->address, address_length) == 0; next++)
	{
		if (next->deleted && !search->repair)
			raise_deleted(search, next, path);
		add_reference(search, next, path);
	}
}

static Datum
array_of(Datum *values, int count, Oid type)
{
	return PointerGetDatum(type == UUIDOID ?
						   construct_array(values, count, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR) :
						   construct_array(values, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Set the arguments of the statements about the references of a row. */
static void
set_arguments(const Search *search, const BohMediaKind *kind, const BohRow *row, Datum *values)
{
	const char *low = "";
	const char *high = "~";		/* greater than any path */

	if (kind->version >= 0)
	{
		low = psprintf("/%d/", version_of(kind, row));
		high = psprintf("/%d0", version_of(kind, row)); /* '0' is '/' + 1 */
	}
	values[0] = CStringGetTextDatum(kind->entity);
	values[1] = UUIDPGetDatum(boh_get_uuid(row, 0));
	values[2] = CStringGetTextDatum(low);
	values[3] = CStringGetTextDatum(high);
	values[MEDIA_ARGUMENT] = array_of(search->media, search->reference_count, UUIDOID);
	values[5] = array_of(search->paths, search->reference_count, TEXTOID);
	values[6] = array_of(search->targets, search->reference_count, TEXTOID);
}

/*
 * Look the collected texts up, and search the row again for the paths of those
 * that were found.
 */
static void
find_references(Search *search, const BohQuery *query)
{
	if (search->text_count == 0)
		return;
	find_files(search, query);
	if (search->match_count > 0)
		search_row(search, refer);
}

static void
notice_any(void *argument, const char *url pg_attribute_unused(),
		   int length pg_attribute_unused(), const BohMediaPlace *place pg_attribute_unused())
{
	Search	   *search = argument;

	search->text_count++;
}

/* Whether a row can have references; false for NULL. */
static bool
may_refer(Oid schema, const BohMediaKind *kind, const BohRow *row)
{
	Search		search = {.schema = schema,.kind = kind,.row = row};

	if (row != NULL)
		search_row(&search, notice_any);
	return search.text_count > 0;
}

static bool
is_same_row(const BohMediaKind *kind, const BohRow *one, const BohRow *other)
{
	return !boh_differs(one, other, 0) &&
		(kind->version < 0 || !boh_differs(one, other, kind->version));
}

/*
 * Remove the references of the old row, except those that the new row has,
 * too.
 */
static uint64
remove_references(const Search *search, const BohRow *before)
{
	const BohMediaKind *kind = search->kind;
	const BohRow *after = search->row;
	Search		none = {0};
	bool		stay = before == NULL || (after != NULL && is_same_row(kind, before, after));
	Datum		values[ROW_ARGUMENT_COUNT];

	set_arguments(stay ? search : &none, kind, before ? before : after, values);
	return boh_query(&remove_others, search->schema, values, NULL, 0);
}

BohMediaChange
boh_media_keep_references(Oid schema, const BohMediaKind *kind, const BohRow *before,
						  const BohRow *after, bool repair)
{
	Search		search = {.schema = schema,.kind = kind,.row = after,.repair = repair};
	BohMediaChange change = {0};
	bool		removes = repair || may_refer(schema, kind, before);
	Datum		values[ROW_ARGUMENT_COUNT];

	if (after != NULL)
		search_row(&search, collect);
	if (!removes && search.text_count == 0)
		return change;
	boh_spi_connect();
	find_references(&search, &look_up_and_lock);
	if (removes)
		change.removed = remove_references(&search, before);
	if (search.reference_count > 0)
	{
		set_arguments(&search, kind, after, values);
		if (IsolationUsesXactSnapshot() &&
			boh_query(&find_unseen, schema, &values[MEDIA_ARGUMENT], NULL, 1) > 0)
			boh_raise_serialization_failure();
		change.added = boh_query(&add_missing, schema, values, NULL, 0);
	}
	boh_spi_finish();
	return change;
}

bool
boh_media_references_differ(Oid schema, const BohMediaKind *kind, const BohRow *row)
{
	Search		search = {.schema = schema,.kind = kind,.row = row,.repair = true};
	Datum		values[ROW_ARGUMENT_COUNT];
	bool		differ;

	search_row(&search, collect);
	boh_spi_connect();
	find_references(&search, &look_up);
	set_arguments(&search, kind, row, values);
	differ = boh_query(&compare, schema, values, NULL, 1) > 0;
	boh_spi_finish();
	return differ;
}

/*
 * Triggers
 */

static void
forget_all(Oid schema, const BohMediaKind *kind)
{
	Datum		values[] = {CStringGetTextDatum(kind->entity)};

	boh_spi_connect();
	boh_query(&remove_all, schema, values, NULL, 0);
	boh_spi_finish();
}

static bool
is_unchanged(const BohMediaKind *kind, const BohRow *before, const BohRow *after)
{
	for (int i = 0; i < kind->table->ncolumns; i++)
	{
		if (boh_differs(before, after, i))
			return false;
	}
	return true;
}

static Datum
keep_references(FunctionCallInfo fcinfo, const char *function, const BohMediaKind *kind)
{
	bool		truncated = CALLED_AS_TRIGGER(fcinfo) &&
	TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
	TriggerData *trigger = boh_trigger(fcinfo, function, BOH_TRIGGER_AFTER |
									   (truncated ?
										BOH_TRIGGER_STATEMENT | BOH_TRIGGER_TRUNCATE :
										BOH_TRIGGER_ROW | BOH_TRIGGER_INSERT |
										BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE));
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	bool		inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	bool		deleted = TRIGGER_FIRED_BY_DELETE(trigger->tg_event);
	BohRow		before;
	BohRow		after;

	if (truncated)
	{
		forget_all(schema, kind);
		return PointerGetDatum(NULL);
	}
	if (!inserted)
		boh_row_open(&before, trigger->tg_relation, kind->table, trigger->tg_trigtuple);
	if (!deleted)
		boh_row_open_new(&after, trigger, kind->table);
	if (inserted || deleted || !is_unchanged(kind, &before, &after))
		boh_media_keep_references(schema, kind, inserted ? NULL : &before,
								  deleted ? NULL : &after, false);
	return PointerGetDatum(NULL);
}

Datum
boh_content_sections_refer(PG_FUNCTION_ARGS)
{
	return keep_references(fcinfo, "boh_content_sections_refer",
						   &boh_media_kinds[BOH_MEDIA_SECTION]);
}

Datum
boh_content_page_versions_refer(PG_FUNCTION_ARGS)
{
	return keep_references(fcinfo, "boh_content_page_versions_refer",
						   &boh_media_kinds[BOH_MEDIA_PAGE_VERSION]);
}

Datum
boh_events_refer(PG_FUNCTION_ARGS)
{
	return keep_references(fcinfo, "boh_events_refer", &boh_media_kinds[BOH_MEDIA_EVENT]);
}

Datum
boh_site_settings_refer(PG_FUNCTION_ARGS)
{
	return keep_references(fcinfo, "boh_site_settings_refer",
						   &boh_media_kinds[BOH_MEDIA_SETTING_IMAGE]);
}

/* Refuse all writes of media_references but those of this extension. */
Datum
boh_media_references_keep(PG_FUNCTION_ARGS)
{
	bool		truncated = CALLED_AS_TRIGGER(fcinfo) &&
	TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
	TriggerData *trigger = boh_trigger(fcinfo, "boh_media_references_keep", BOH_TRIGGER_BEFORE |
									   (truncated ?
										BOH_TRIGGER_STATEMENT | BOH_TRIGGER_TRUNCATE :
										BOH_TRIGGER_ROW | BOH_TRIGGER_INSERT |
										BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE));
	BohDetail	detail;

	if (!truncated && boh_own_write_take(trigger->tg_relation))
		return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
							   trigger->tg_newtuple : trigger->tg_trigtuple);
	boh_detail_init(&detail);
	boh_raise(BOH_MEDIA_REFERENCES_WRITTEN, &detail,
			  BOH_PLACE(RelationGetNamespace(trigger->tg_relation), "media_references", NULL, NULL));
}

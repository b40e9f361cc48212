/*-------------------------------------------------------------------------
 *
 * find/page_search.c
 *	  Writes page_search, in which search finds pages.
 *
 * A page that is scheduled goes live by the clock, without a write.  So both
 * the version that readers see and the one that they will see stand there,
 * each with its time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "base/context.h"
#include "base/query.h"
#include "base/row.h"
#include "find/page_search.h"
#include "find/search_source.h"
#include "find/vector.h"
#include "text/markup.h"
#include "text/words.h"

PG_FUNCTION_INFO_V1(boh_content_pages_search);
PG_FUNCTION_INFO_V1(boh_content_page_versions_search);

#define BATCH 100

/* Bytes of the text of a page that are kept, for search and excerpts */
#define MAX_BODY BOH_WORDS_MAX_BYTES

static const BohQuery lock_rows = {
	.text = "SELECT page_id FROM {schema}.page_search WHERE page_id " BOH_EQ " ANY ($1)"
	" ORDER BY page_id, version FOR UPDATE",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "page_search",
	.latest = true,
	.by_index = true
};

typedef enum SourceColumn
{
	SOURCE_PAGE_ID = 1,
	SOURCE_VERSION,
	SOURCE_PUBLISHED_AT,
	SOURCE_REPLACED_AT,
	SOURCE_SLUG,
	SOURCE_TITLE,
	SOURCE_DESCRIPTION,
	SOURCE_SECTIONS,
	SOURCE_LANGUAGE,
	SOURCE_WORDS
} SourceColumn;

static const BohQuery read_sources = {
	.text = "SELECT e.id, e.version, e.published_at, e.replaced_at, e.slug, e.snapshot ->> 'title',"
	" e.snapshot ->> 'metaDescription', e.snapshot -> 'sections', e.language, e.source"
	" FROM " BOH_PAGE_SOURCES " WHERE e.id = ANY ($1)",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "content_page_versions",
	.latest = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery remove_rows = {
	.text = "DELETE FROM {schema}.page_search s WHERE s.page_id " BOH_EQ " ANY ($1)"
	" AND NOT EXISTS (SELECT 1 FROM {schema}.content_pages p WHERE p.id " BOH_EQ " s.page_id"
	" AND p.live_version IS NOT NULL"
	" AND (s.version " BOH_EQ " p.live_version OR s.version " BOH_EQ " p.previous_version))",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "page_search",
	.own_write = "page_search",
	.latest = true,
	.by_index = true
};

#define ARGUMENT_COUNT 11
#define VALUE_COLUMNS(prefix) \
	prefix "published_at, " prefix "replaced_at, " prefix "source, " prefix "slug, " \
	prefix "title, " prefix "description, " prefix "body, " prefix "vector, " prefix "head"

static const BohQuery write_row = {
	.text = "INSERT INTO {schema}.page_search AS s (page_id, version, " VALUE_COLUMNS("") ")"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
	" ON CONFLICT (page_id, version) DO UPDATE SET (" VALUE_COLUMNS("") ") = ROW ("
	VALUE_COLUMNS("EXCLUDED.") ") WHERE (" VALUE_COLUMNS("s.") ") IS DISTINCT FROM ("
	VALUE_COLUMNS("EXCLUDED.") ")",
	.nargs = ARGUMENT_COUNT,
	.argtypes = {
		UUIDOID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8OID, TEXTOID, TEXTOID, TEXTOID,
		TEXTOID, TSVECTOROID, TSVECTOROID
	},
	.owner_of = "page_search",
	.own_write = "page_search",
	.latest = true
};

static const BohQuery wrong_pages = {
	.text = "SELECT DISTINCT coalesce(e.id, s.page_id) FROM " BOH_PAGES_COMPARED " LIMIT $1",
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "content_page_versions",
	.safe_path = true,
	.no_jit = true
};

static const BohQuery next_pages = {
	.text = "SELECT id FROM {schema}.content_pages WHERE id " BOH_GT " $1 ORDER BY id LIMIT $2",
	.nargs = 2,
	.argtypes = {UUIDOID, INT8OID},
	.owner_of = "content_pages",
	.by_index = true
};

/*
 * The text of a page
 */

/* Members of sections whose values nobody reads */
static bool
is_hidden_member(const char *key, int length)
{
	static const char *const names[] = {
		"id", "type", "name", "alignment", "width", "spacing", "category", "sort", "display",
		"recipientEmail"
	};

	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if ((int) strlen(names[i]) == length && memcmp(names[i], key, length) == 0)
			return true;
	}
	return false;
}

/* A web or mail address; there is no white space in it. */
static bool
is_address(const char *text, int length)
{
	bool		has_mark = false;

	for (int i = 0; i < length; i++)
	{
		if (isspace((unsigned char) text[i]) || text[i] == '<')
			return false;
		has_mark = has_mark || text[i] == '/' || text[i] == '@';
	}
	return has_mark;
}

static char *
body_of(Jsonb *sections)
{
	JsonbIterator *iterator = JsonbIteratorInit(&sections->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	StringInfoData body;
	bool		hidden = false;

	initStringInfo(&body);
	while (body.len < MAX_BODY &&
		   (token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token == WJB_KEY)
			hidden = is_hidden_member(value.val.string.val, value.val.string.len);
		if ((token != WJB_VALUE && token != WJB_ELEM) || value.type != jbvString || hidden ||
			is_address(value.val.string.val, value.val.string.len))
			continue;
		if (body.len > 0)
			appendStringInfoChar(&body, '\n');
		boh_append_visible_text(&body, value.val.string.val, value.val.string.len);
	}
	if (body.len > MAX_BODY)
		body.data[pg_mbcliplen(body.data, body.len, MAX_BODY)] = '\0';
	return body.data;
}

/*
 * Rows
 */

static void
write_page(Oid schema, uint64 row)
{
	Datum		values[ARGUMENT_COUNT];
	char		nulls[ARGUMENT_COUNT];
	bool		isnull;
	Datum		sections = boh_value(row, SOURCE_SECTIONS, JSONBOID, &isnull);
	char	   *body = isnull ? "" : body_of(DatumGetJsonbP(sections));
	char	   *title = boh_text_value(row, SOURCE_TITLE);
	char	   *description = boh_text_value(row, SOURCE_DESCRIPTION);
	BohVector	vector;
	SPITupleTable *table = SPI_tuptable;

	memset(nulls, ' ', sizeof(nulls));
	boh_vector_init(&vector, boh_text_value(row, SOURCE_LANGUAGE));
	boh_vector_add(&vector, title, 'A');
	boh_vector_add(&vector, description, 'C');
	values[10] = boh_vector_finish(&vector);
	boh_vector_add(&vector, body, 'D');
	values[0] = boh_required_value(row, SOURCE_PAGE_ID, UUIDOID);
	values[1] = boh_required_value(row, SOURCE_VERSION, INT4OID);
	values[2] = boh_required_value(row, SOURCE_PUBLISHED_AT, TIMESTAMPTZOID);
	values[3] = boh_value(row, SOURCE_REPLACED_AT, TIMESTAMPTZOID, &isnull);
	nulls[3] = isnull ? 'n' : ' ';
	values[4] = boh_required_value(row, SOURCE_WORDS, INT8OID);
	values[5] = boh_required_value(row, SOURCE_SLUG, TEXTOID);
	values[6] = CStringGetTextDatum(title == NULL ? "" : title);
	values[7] = description == NULL ? (Datum) 0 : CStringGetTextDatum(description);
	nulls[7] = description == NULL ? 'n' : ' ';
	values[8] = CStringGetTextDatum(body);
	values[9] = boh_vector_finish(&vector);
	boh_query(&write_row, schema, values, nulls, 0);
	SPI_tuptable = table;
}

/* Write the rows of a batch of pages, between SPI_connect and SPI_finish. */
static void
write_batch(Oid schema, Datum *ids, int count)
{
	Datum		array = PointerGetDatum(construct_array(ids, count, UUIDOID, UUID_LEN, false,
														TYPALIGN_CHAR));
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh page",
												  ALLOCSET_DEFAULT_SIZES);
	uint64		rows;

	boh_query(&lock_rows, schema, &array, NULL, 0);
	rows = boh_query(&read_sources, schema, &array, NULL, 0);
	for (uint64 row = 0; row < rows; row++)
	{
		MemoryContext previous = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		write_page(schema, row);
		MemoryContextSwitchTo(previous);
		MemoryContextReset(context);
	}
	boh_query(&remove_rows, schema, &array, NULL, 0);
}

void
boh_page_search_settle(Oid schema, const BohPending *notes, int count)
{
	for (int i = 0; i < count; i += BATCH)
	{
		Datum		ids[BATCH];
		int			size = Min(BATCH, count - i);

		for (int j = 0; j < size; j++)
			ids[j] = UUIDPGetDatum(&notes[i + j].id);
		boh_spi_connect();
		write_batch(schema, ids, size);
		boh_spi_finish();
	}
}

/* Write the pages whose ids are in SPI_tuptable. */
static void
write_found(Oid schema, uint64 rows)
{
	Datum	   *ids = palloc_extended((rows + 1) * sizeof(Datum), MCXT_ALLOC_HUGE);

	for (uint64 row = 0; row < rows; row++)
		ids[row] = UUIDPGetDatum(memcpy(palloc(UUID_LEN),
										DatumGetUUIDP(boh_required_value(row, 1, UUIDOID)),
										UUID_LEN));
	for (uint64 row = 0; row < rows; row += BATCH)
		write_batch(schema, &ids[row], (int) Min(BATCH, rows - row));
}

uint64
boh_page_search_repair(Oid schema, int64 limit)
{
	Datum		values[] = {Int64GetDatum(limit)};
	uint64		rows;

	boh_spi_connect();
	rows = boh_query(&wrong_pages, schema, values, NULL, 0);
	write_found(schema, rows);
	boh_spi_finish();
	return rows;
}

uint64
boh_page_search_rebuild(Oid schema)
{
	pg_uuid_t	last = {0};
	uint64		total = 0;
	uint64		rows;

	do
	{
		Datum		values[] = {UUIDPGetDatum(&last), Int64GetDatum(BATCH)};

		boh_spi_connect();
		rows = boh_query(&next_pages, schema, values, NULL, 0);
		if (rows > 0)
		{
			last = *DatumGetUUIDP(boh_required_value(rows - 1, 1, UUIDOID));
			write_found(schema, rows);
		}
		boh_spi_finish();
		total += rows;
	} while (rows > 0);
	return total;
}

/*
 * Triggers
 */

static const BohColumn page_columns[] = {
	{"id", UUIDOID}, {"live_version", INT4OID}, {"previous_version", INT4OID},
	{"published_at", TIMESTAMPTZOID}, {"slug", TEXTOID}
};

static const BohTable page_table = {"content_pages", lengthof(page_columns), page_columns};

static const BohColumn version_columns[] = {{"page_id", UUIDOID}, {"snapshot", JSONBOID}};

static const BohTable version_table = {
	"content_page_versions", lengthof(version_columns), version_columns
};

static Datum
note_page(FunctionCallInfo fcinfo, const char *function, const BohTable *table, int events)
{
	TriggerData *trigger = boh_trigger(fcinfo, function,
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW | events);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		before;
	BohRow		after;
	bool		changed = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);

	boh_row_open(&before, trigger->tg_relation, table, trigger->tg_trigtuple);
	boh_row_open_new(&after, trigger, table);
	for (int i = 0; i < table->ncolumns && !changed; i++)
		changed = boh_differs(&before, &after, i);
	if (changed)
	{
		boh_pending_note(schema, BOH_PENDING_PAGE, boh_get_uuid(&before, 0));
		boh_pending_note(schema, BOH_PENDING_PAGE, boh_get_uuid(&after, 0));
	}
	return PointerGetDatum(NULL);
}

Datum
boh_content_pages_search(PG_FUNCTION_ARGS)
{
	return note_page(fcinfo, "boh_content_pages_search", &page_table,
					 BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
}

/* Versions are written before a page names them, but may change afterwards. */
Datum
boh_content_page_versions_search(PG_FUNCTION_ARGS)
{
	return note_page(fcinfo, "boh_content_page_versions_search", &version_table,
					 BOH_TRIGGER_UPDATE);
}

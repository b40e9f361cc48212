/*-------------------------------------------------------------------------
 *
 * find/event_search.c
 *	  Writes event_search, which lists and search of events read.
 *
 * The rows of some events are locked first, in order of their ids.  Then a
 * statement with a snapshot of its own reads the events, and what it finds is
 * written.  So of two transactions that change an event, or its venue or tags,
 * the second one waits for the first and sees what that wrote.
 *
 * An event that nobody could see until now has no row to lock, so a few
 * events are locked by advisory locks, too.  A bulk load takes none, because
 * the table of locks has room for few; if somebody renames a tag of an event
 * that a bulk load publishes at the same moment, boh_refresh_search() finds
 * it.
 *
 * Entries of the GIN indexes are most of the work.  When many rows are written
 * into an empty table, as in an import or after boh_migrate(), they are written
 * without their indexes, which are built afterwards.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "common/int.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/row.h"
#include "booking/archived.h"
#include "find/event_search.h"
#include "find/search_source.h"
#include "find/vector.h"
#include "text/markup.h"
#include "text/month.h"
#include "text/words.h"

PG_FUNCTION_INFO_V1(boh_events_search);
PG_FUNCTION_INFO_V1(boh_event_tags_search);
PG_FUNCTION_INFO_V1(boh_tags_search);
PG_FUNCTION_INFO_V1(boh_venues_search);

/* How many events are written between two looks for interrupts */
#define BATCH 500

/* So many events are written into an empty table without its indexes. */
#define BULK 10000

/* So many events at most are locked by advisory locks. */
#define MAX_LOCKED 100

/* event_search.terms names the weeks of the first year of an event. */
#define MAX_WEEKS 53

/*
 * Statements
 */

static const BohQuery lock_rows = {
	.text = "SELECT event_id FROM {schema}.event_search WHERE event_id " BOH_EQ " ANY ($1)"
	" ORDER BY event_id FOR UPDATE",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "event_search",
	.latest = true,
	.by_index = true
};

typedef enum SourceColumn
{
	SOURCE_EVENT_ID = 1,
	SOURCE_VENUE_ID,
	SOURCE_AUTHOR_ID,
	SOURCE_START_DATE,
	SOURCE_END_DATE,
	SOURCE_PUBLISHED_AT,
	SOURCE_LATITUDE,
	SOURCE_LONGITUDE,
	SOURCE_PRICE,
	SOURCE_CURRENCY,
	SOURCE_STATUS,
	SOURCE_CATEGORY,
	SOURCE_CITY,
	SOURCE_COUNTRY,
	SOURCE_TITLE,
	SOURCE_VENUE,
	SOURCE_DESCRIPTION,
	SOURCE_LANGUAGE,
	SOURCE_TAG_IDS,
	SOURCE_TAGS,
	SOURCE_WORDS
} SourceColumn;

static const BohQuery read_sources = {
	.text = "SELECT e.id, e.venue_id, e.author_id, e.start_date, e.end_date, e.published_at,"
	" v.latitude, v.longitude, e.price, e.currency, e.status::text, e.category::text,"
	" v.city, v.country, e.title, v.name, e.description, coalesce(e.language, " BOH_SITE_LANGUAGE "),"
	" t.ids, t.names, " BOH_EVENT_WORDS
	" FROM {schema}.events e LEFT JOIN {schema}.venues v ON v.id = e.venue_id,"
	" LATERAL (SELECT array_agg(et.tag_id ORDER BY et.tag_id) AS ids,"
	" string_agg(g.name, '; ' ORDER BY et.tag_id) AS names FROM {schema}.event_tags et"
	" JOIN {schema}.tags g ON g.id = et.tag_id WHERE et.event_id = e.id) t"
	" WHERE e.id = ANY ($1) AND " BOH_EVENT_IS_PUBLIC,
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "events",
	.latest = true,
	.safe_path = true,
	.by_index = true
};

static const BohQuery remove_rows = {
	.text = "DELETE FROM {schema}.event_search s WHERE s.event_id " BOH_EQ " ANY ($1)"
	" AND NOT EXISTS (SELECT 1 FROM {schema}.events e WHERE e.id " BOH_EQ " s.event_id"
	" AND e.published_at IS NOT NULL AND e.status " BOH_NE " 'DRAFT' AND e.archived_at IS NULL)",
	.nargs = 1,
	.argtypes = {UUIDARRAYOID},
	.owner_of = "event_search",
	.own_write = "event_search",
	.latest = true,
	.by_index = true
};

#define ARGUMENT_COUNT 21
#define VALUE_COLUMNS(prefix) \
	prefix "venue_id, " prefix "author_id, " prefix "start_date, " prefix "end_date, " \
	prefix "published_at, " prefix "latitude, " prefix "longitude, " prefix "upcoming, " \
	prefix "price, " prefix "currency, " prefix "status, " prefix "category, " prefix "city, " \
	prefix "country, " prefix "title, " prefix "tag_ids, " prefix "terms, " prefix "vector, " \
	prefix "head, " prefix "source"

static const BohQuery write_row = {
	.text = "INSERT INTO {schema}.event_search AS s (event_id, " VALUE_COLUMNS("") ")"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
	" $19, $20, $21) ON CONFLICT (event_id) DO UPDATE SET (" VALUE_COLUMNS("") ") = ROW ("
	VALUE_COLUMNS("EXCLUDED.") ") WHERE (" VALUE_COLUMNS("s.") ") IS DISTINCT FROM ("
	VALUE_COLUMNS("EXCLUDED.") ")",
	.nargs = ARGUMENT_COUNT,
	.argtypes = {
		UUIDOID, UUIDOID, UUIDOID, TIMESTAMPTZOID, TIMESTAMPTZOID, TIMESTAMPTZOID, FLOAT8OID,
		FLOAT8OID, BOOLOID, NUMERICOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		UUIDARRAYOID, TEXTARRAYOID, TSVECTOROID, TSVECTOROID, INT8OID
	},
	.owner_of = "event_search",
	.own_write = "event_search",
	.latest = true
};

#define IDS_OF(table_name, query) \
	{ \
		.text = query, \
		.nargs = 1, \
		.argtypes = {UUIDARRAYOID}, \
		.owner_of = table_name, \
		.latest = true, \
		.by_index = true \
	}

/* The events that a note means; $1: ids of notes */
static const BohQuery events_of[BOH_PENDING_KINDS] = {
	[BOH_PENDING_VENUE] = IDS_OF("events", "SELECT id FROM {schema}.events"
								 " WHERE venue_id " BOH_EQ " ANY ($1)"),
	[BOH_PENDING_TAG] = IDS_OF("event_tags", "SELECT event_id FROM {schema}.event_tags"
							   " WHERE tag_id " BOH_EQ " ANY ($1)"),
	[BOH_PENDING_TAGGED] = {
		.text = "SELECT event_id FROM {schema}.event_search WHERE $1 IS NOT NULL"
		" AND pg_catalog.cardinality(tag_ids) " BOH_GT " 0",
		.nargs = 1,
		.argtypes = {UUIDARRAYOID},
		.owner_of = "event_search",
		.latest = true
	}
};

static const BohQuery end_rows = {
	.text = "UPDATE {schema}.event_search SET upcoming = false WHERE event_id " BOH_EQ " ANY (ARRAY("
	"SELECT event_id FROM {schema}.event_search WHERE upcoming AND end_date " BOH_LE " $1"
	" ORDER BY end_date LIMIT $2 FOR UPDATE SKIP LOCKED))",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, INT8OID},
	.owner_of = "event_search",
	.own_write = "event_search",
	.by_index = true
};

static const BohQuery any_row = {
	.text = "SELECT 1 FROM {schema}.event_search",
	.owner_of = "event_search",
	.latest = true
};

static const BohQuery build_indexes = {
	.text = "REINDEX TABLE {schema}.event_search",
	.owner_of = "event_search"
};

static const BohQuery count_events = {
	.text = "SELECT pg_catalog.count(*) FROM {schema}.events",
	.owner_of = "events"
};

static const BohQuery wrong_rows = {
	.text = "SELECT coalesce(e.id, s.event_id) FROM " BOH_EVENTS_COMPARED " LIMIT $1",
	.nargs = 1,
	.argtypes = {INT8OID},
	.owner_of = "events",
	.safe_path = true,
	.no_jit = true
};

static const BohQuery next_events = {
	.text = "SELECT id FROM {schema}.events WHERE id " BOH_GT " $1 ORDER BY id LIMIT $2",
	.nargs = 2,
	.argtypes = {UUIDOID, INT8OID},
	.owner_of = "events",
	.by_index = true
};

/*
 * Values of a row
 */

static Datum
source(uint64 row, SourceColumn column, Oid type, char *null)
{
	bool		isnull;
	Datum		value = boh_value(row, column, type, &isnull);

	*null = isnull ? 'n' : ' ';
	return value;
}

/* NULL for NULL */
static char *
source_text(uint64 row, SourceColumn column)
{
	bool		isnull;
	Datum		value = boh_value(row, column, TEXTOID, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* NULL for NULL */
static char *
fold(const char *text)
{
	return text == NULL ? NULL : boh_fold(text, strlen(text));
}

static Datum
text_or_null(const char *text, char *null)
{
	*null = text == NULL ? 'n' : ' ';
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

static void
add_term(ArrayBuildState **terms, const char *name, const char *value)
{
	*terms = accumArrayResult(*terms, CStringGetTextDatum(psprintf("%s:%s", name, value)),
							  false, TEXTOID, CurrentMemoryContext);
}

static void
add_id(ArrayBuildState **terms, const char *name, Datum id)
{
	add_term(terms, name, DatumGetCString(DirectFunctionCall1(uuid_out, id)));
}

char *
boh_week(int day)
{
	int			year;
	int			month;
	int			month_day;

	j2date(day, &year, &month, &month_day);
	return psprintf("%04d-%02d", date2isoyear(year, month, month_day),
					date2isoweek(year, month, month_day));
}

static void
add_running_always(ArrayBuildState **terms)
{
	*terms = accumArrayResult(*terms, CStringGetTextDatum(BOH_RUNS_ALWAYS), false, TEXTOID,
							  CurrentMemoryContext);
}

static void
add_weeks(ArrayBuildState **terms, TimestampTz start, TimestampTz end)
{
	int			first;
	int			last;
	int64		length;
	bool		is_long;

	if (TIMESTAMP_NOT_FINITE(start) || TIMESTAMP_NOT_FINITE(end))
	{
		add_running_always(terms);
		return;
	}
	is_long = pg_sub_s64_overflow(end, start, &length) || length > 7 * USECS_PER_DAY;
	first = boh_julian_day(start);
	first -= (j2day(first) + 6) % 7;	/* Monday */
	last = first + 7 * MAX_WEEKS - 1;
	if (boh_julian_day(end) > last)
		add_running_always(terms);
	for (int day = first; day <= Min(last, boh_julian_day(end)); day += 7)
	{
		char	   *week = boh_week(day);

		add_term(terms, "week", week);
		if (is_long)
			add_term(terms, BOH_RUNS, week);
	}
}

static void
add_cells(ArrayBuildState **terms, double latitude, double longitude)
{
	static const char *const sizes[] = BOH_CELL_SIZES;

	for (int i = 0; i < (int) lengthof(sizes); i++)
		add_term(terms, "cell",
				 psprintf("%s:" INT64_FORMAT, sizes[i],
						  boh_cell(latitude, longitude, strtod(sizes[i], NULL))));
}

static void
add_tags(ArrayBuildState **terms, ArrayType *ids)
{
	Datum	   *values;
	int			count;

	deconstruct_array(ids, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR, &values, NULL, &count);
	for (int i = 0; i < count; i++)
		add_id(terms, "tag", values[i]);
}

/* What the row says in words that filters look for */
static Datum
make_terms(uint64 row, const char *city, const char *country)
{
	ArrayBuildState *terms = NULL;
	bool		has_venue;
	bool		has_place;
	bool		has_tags;
	bool		isnull;
	Datum		venue = boh_value(row, SOURCE_VENUE_ID, UUIDOID, &isnull);
	Datum		latitude;
	Datum		longitude;
	Datum		tags;

	has_venue = !isnull;
	latitude = boh_value(row, SOURCE_LATITUDE, FLOAT8OID, &isnull);
	has_place = !isnull;
	longitude = boh_value(row, SOURCE_LONGITUDE, FLOAT8OID, &isnull);
	has_place = has_place && !isnull;
	tags = boh_value(row, SOURCE_TAG_IDS, UUIDARRAYOID, &isnull);
	has_tags = !isnull;

	add_term(&terms, "category", source_text(row, SOURCE_CATEGORY));
	add_term(&terms, "status", source_text(row, SOURCE_STATUS));
	add_term(&terms, "currency", source_text(row, SOURCE_CURRENCY));
	add_id(&terms, "author", boh_required_value(row, SOURCE_AUTHOR_ID, UUIDOID));
	if (city != NULL)
		add_term(&terms, "city", city);
	if (country != NULL)
		add_term(&terms, "country", country);
	if (has_venue)
		add_id(&terms, "venue", venue);
	if (has_tags)
		add_tags(&terms, DatumGetArrayTypeP(tags));
	if (has_place)
		add_cells(&terms, DatumGetFloat8(latitude), DatumGetFloat8(longitude));
	add_weeks(&terms,
			  DatumGetTimestampTz(boh_required_value(row, SOURCE_START_DATE, TIMESTAMPTZOID)),
			  DatumGetTimestampTz(boh_required_value(row, SOURCE_END_DATE, TIMESTAMPTZOID)));
	return makeArrayResult(terms, CurrentMemoryContext);
}

/* Year and month, so that "berlin may 2027" finds something */
static char *
date_words(uint64 row, const char *language)
{
	struct pg_tm broken;
	fsec_t		microseconds;
	Datum		start = boh_required_value(row, SOURCE_START_DATE, TIMESTAMPTZOID);

	if (timestamp2tm(DatumGetTimestampTz(start), NULL, &broken, &microseconds, NULL, NULL) != 0)
		return NULL;
	return psprintf("%d %s", broken.tm_year, boh_month_names(language, broken.tm_mon));
}

/* head has all words but those of the description. */
static Datum
make_vector(uint64 row, Datum *head)
{
	BohVector	vector;
	const char *language = source_text(row, SOURCE_LANGUAGE);
	char	   *description = source_text(row, SOURCE_DESCRIPTION);

	boh_vector_init(&vector, language);
	boh_vector_add(&vector, source_text(row, SOURCE_TITLE), 'A');
	boh_vector_add(&vector, source_text(row, SOURCE_TAGS), 'B');
	boh_vector_add(&vector, source_text(row, SOURCE_VENUE), 'C');
	boh_vector_add(&vector, source_text(row, SOURCE_CITY), 'C');
	boh_vector_add(&vector, source_text(row, SOURCE_COUNTRY), 'C');
	boh_vector_add(&vector, date_words(row, language), 'C');
	*head = boh_vector_finish(&vector);
	if (description != NULL)
	{
		StringInfoData text;

		initStringInfo(&text);
		boh_append_visible_text(&text, description, strlen(description));
		boh_vector_add(&vector, text.data, 'D');
	}
	return boh_vector_finish(&vector);
}

/*
 * Rows without index entries
 */

static const char *const value_columns[ARGUMENT_COUNT] = {
	"event_id", "venue_id", "author_id", "start_date", "end_date", "published_at", "latitude",
	"longitude", "upcoming", "price", "currency", "status", "category", "city", "country",
	"title", "tag_ids", "terms", "vector", "head", "source"
};

/* An empty table that is being filled; NULL: none */
static Relation filling = NULL;

static void
insert_bare(const Datum *values, const char *nulls)
{
	TupleDesc	descriptor = RelationGetDescr(filling);
	Datum	   *all = palloc0(descriptor->natts * sizeof(Datum));
	bool	   *all_nulls = palloc(descriptor->natts * sizeof(bool));

	memset(all_nulls, true, descriptor->natts * sizeof(bool));
	for (int i = 0; i < ARGUMENT_COUNT; i++)
	{
		AttrNumber	attribute = get_attnum(RelationGetRelid(filling), value_columns[i]);

		if (nulls[i] == 'n')
			continue;
		all[attribute - 1] = values[i];
		all_nulls[attribute - 1] = false;
	}
	heap_insert(filling, heap_form_tuple(descriptor, all, all_nulls),
				GetCurrentCommandId(true), 0, NULL);
}

/* true for a table as the migration made it, without columns of the owner's */
static bool
is_as_made(Relation table)
{
	for (int i = 0; i < ARGUMENT_COUNT; i++)
	{
		if (get_attnum(RelationGetRelid(table), value_columns[i]) == InvalidAttrNumber)
			return false;
	}
	return table->rd_rel->relam == HEAP_TABLE_AM_OID &&
		RelationGetNumberOfAttributes(table) == ARGUMENT_COUNT;
}

/*
 * Start to fill the table, if it is empty and nobody else uses it.  It stays
 * locked until the transaction ends.  Nobody waits for the lock: who reads
 * event_search may hold locks that others wait for.
 */
static bool
begin_filling(Oid schema)
{
	Oid			table = boh_table(schema, "event_search");
	Relation	relation;
	bool		empty;

	if (!ConditionalLockRelationOid(table, AccessExclusiveLock))
		return false;
	relation = table_open(table, NoLock);
	boh_spi_connect();
	empty = boh_query(&any_row, schema, NULL, NULL, 1) == 0;
	boh_spi_finish();
	if (empty && is_as_made(relation))
		filling = relation;
	else
		table_close(relation, NoLock);
	return filling != NULL;
}

static void
end_filling(Oid schema)
{
	table_close(filling, NoLock);
	filling = NULL;
	CommandCounterIncrement();
	boh_spi_connect();
	boh_query(&build_indexes, schema, NULL, NULL, 0);
	boh_spi_finish();
}

static void
write_event(Oid schema, uint64 row, TimestampTz now)
{
	Datum		values[ARGUMENT_COUNT];
	char		nulls[ARGUMENT_COUNT + 1];
	char	   *city = fold(source_text(row, SOURCE_CITY));
	char	   *country = fold(source_text(row, SOURCE_COUNTRY));
	char	   *status = source_text(row, SOURCE_STATUS);
	SPITupleTable *table = SPI_tuptable;

	memset(nulls, ' ', ARGUMENT_COUNT);
	nulls[ARGUMENT_COUNT] = '\0';
	values[0] = source(row, SOURCE_EVENT_ID, UUIDOID, &nulls[0]);
	values[1] = source(row, SOURCE_VENUE_ID, UUIDOID, &nulls[1]);
	values[2] = source(row, SOURCE_AUTHOR_ID, UUIDOID, &nulls[2]);
	values[3] = source(row, SOURCE_START_DATE, TIMESTAMPTZOID, &nulls[3]);
	values[4] = source(row, SOURCE_END_DATE, TIMESTAMPTZOID, &nulls[4]);
	values[5] = source(row, SOURCE_PUBLISHED_AT, TIMESTAMPTZOID, &nulls[5]);
	values[6] = source(row, SOURCE_LATITUDE, FLOAT8OID, &nulls[6]);
	values[7] = source(row, SOURCE_LONGITUDE, FLOAT8OID, &nulls[7]);
	values[8] = BoolGetDatum(strcmp(status, "PUBLISHED") == 0 &&
							 DatumGetTimestampTz(values[4]) > now);
	values[9] = source(row, SOURCE_PRICE, NUMERICOID, &nulls[9]);
	values[10] = source(row, SOURCE_CURRENCY, TEXTOID, &nulls[10]);
	values[11] = CStringGetTextDatum(status);
	values[12] = source(row, SOURCE_CATEGORY, TEXTOID, &nulls[12]);
	values[13] = text_or_null(city, &nulls[13]);
	values[14] = text_or_null(country, &nulls[14]);
	values[15] = text_or_null(fold(source_text(row, SOURCE_TITLE)), &nulls[15]);
	values[16] = source(row, SOURCE_TAG_IDS, UUIDARRAYOID, &nulls[16]);
	if (nulls[16] == 'n')
	{
		values[16] = PointerGetDatum(construct_empty_array(UUIDOID));
		nulls[16] = ' ';
	}
	values[17] = make_terms(row, city, country);
	values[18] = make_vector(row, &values[19]);
	values[20] = source(row, SOURCE_WORDS, INT8OID, &nulls[20]);
	if (filling != NULL)
		insert_bare(values, nulls);
	else
		boh_query(&write_row, schema, values, nulls, 0);
	SPI_tuptable = table;
}

/*
 * Sets of events
 */

typedef struct Ids
{
	pg_uuid_t  *values;
	int			count;
	int			room;
} Ids;

static void
add_to(Ids *ids, const pg_uuid_t *id)
{
	if (ids->count == ids->room)
	{
		ids->room = Max(64, ids->room * 2);
		ids->values = ids->values == NULL ? palloc(ids->room * sizeof(pg_uuid_t)) :
			repalloc_huge(ids->values, ids->room * sizeof(pg_uuid_t));
	}
	ids->values[ids->count++] = *id;
}

static int
compare_ids(const void *one, const void *other)
{
	return memcmp(one, other, sizeof(pg_uuid_t));
}

/* Sort the ids and leave each of them once. */
static void
sort_ids(Ids *ids)
{
	int			kept = 0;

	qsort(ids->values, ids->count, sizeof(pg_uuid_t), compare_ids);
	for (int i = 0; i < ids->count; i++)
	{
		if (kept == 0 || compare_ids(&ids->values[kept - 1], &ids->values[i]) != 0)
			ids->values[kept++] = ids->values[i];
	}
	ids->count = kept;
}

static Datum
array_of(const pg_uuid_t *ids, int count)
{
	Datum	   *values = palloc(count * sizeof(Datum));

	for (int i = 0; i < count; i++)
		values[i] = UUIDPGetDatum(&ids[i]);
	return PointerGetDatum(construct_array(values, count, UUIDOID, UUID_LEN, false,
										   TYPALIGN_CHAR));
}

/* Add the first column of the rows in SPI_tuptable. */
static void
take_ids(Ids *ids, uint64 rows, MemoryContext context)
{
	MemoryContext previous = MemoryContextSwitchTo(context);

	for (uint64 row = 0; row < rows; row++)
		add_to(ids, DatumGetUUIDP(boh_required_value(row, 1, UUIDOID)));
	MemoryContextSwitchTo(previous);
}

/* Write the rows of a batch, between SPI_connect and SPI_finish. */
static void
write_batch(Oid schema, const pg_uuid_t *ids, int count)
{
	Datum		array = array_of(ids, count);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh event",
												  ALLOCSET_DEFAULT_SIZES);
	TimestampTz now = boh_now();
	uint64		rows;

	if (filling == NULL)
		boh_query(&lock_rows, schema, &array, NULL, 0);
	rows = boh_query(&read_sources, schema, &array, NULL, 0);
	for (uint64 row = 0; row < rows; row++)
	{
		MemoryContext previous = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		write_event(schema, row, now);
		MemoryContextSwitchTo(previous);
		MemoryContextReset(context);
	}
	if (rows < (uint64) count && filling == NULL)
		boh_query(&remove_rows, schema, &array, NULL, 0);
}

static uint64
write_all(Oid schema, void *argument)
{
	const Ids  *ids = argument;

	for (int i = 0; i < ids->count; i += BATCH)
	{
		boh_spi_connect();
		write_batch(schema, &ids->values[i], Min(BATCH, ids->count - i));
		boh_spi_finish();
	}
	return ids->count;
}

/* Write events, without the indexes of an empty table if they are many. */
static uint64
with_filling(Oid schema, int64 count, uint64 (*write) (Oid schema, void *argument),
			 void *argument)
{
	uint64		written;

	if (count < BULK || filling != NULL || !begin_filling(schema))
		return write(schema, argument);
	PG_TRY();
	{
		written = write(schema, argument);
	}
	PG_CATCH();
	{
		filling = NULL;
		PG_RE_THROW();
	}
	PG_END_TRY();
	end_filling(schema);
	return written;
}

static void
write_events(Oid schema, Ids *ids)
{
	sort_ids(ids);
	for (int i = 0; i < ids->count && ids->count <= MAX_LOCKED; i++)
		boh_lock(BOH_LOCK_SEARCH, hash_bytes_extended(ids->values[i].data, UUID_LEN, schema));
	with_filling(schema, ids->count, write_all, ids);
}

/* Add the events that notes of one kind mean. */
static void
add_noted(Ids *ids, Oid schema, const BohPending *notes, int count)
{
	MemoryContext context = CurrentMemoryContext;
	Ids			noted = {0};
	Datum		array;

	for (int i = 0; i < count; i++)
		add_to(notes->kind == BOH_PENDING_EVENT ? ids : &noted, &notes[i].id);
	if (noted.count == 0)
		return;
	array = array_of(noted.values, noted.count);
	boh_spi_connect();
	take_ids(ids, boh_query(&events_of[notes->kind], schema, &array, NULL, 0), context);
	boh_spi_finish();
}

static MemoryContext
begin_work(MemoryContext *previous)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "boh events",
												  ALLOCSET_DEFAULT_SIZES);

	*previous = MemoryContextSwitchTo(context);
	return context;
}

static void
end_work(MemoryContext context, MemoryContext previous)
{
	MemoryContextSwitchTo(previous);
	MemoryContextDelete(context);
}

void
boh_event_search_settle(Oid schema, const BohPending *notes, int count)
{
	MemoryContext previous;
	MemoryContext context = begin_work(&previous);
	Ids			ids = {0};

	for (int i = 0; i < count;)
	{
		int			end = i;

		while (end < count && notes[end].kind == notes[i].kind)
			end++;
		add_noted(&ids, schema, &notes[i], end - i);
		i = end;
	}
	write_events(schema, &ids);
	end_work(context, previous);
}

uint64
boh_event_search_repair(Oid schema, int64 limit)
{
	MemoryContext previous;
	MemoryContext context = begin_work(&previous);
	Datum		values[] = {Int64GetDatum(limit)};
	Ids			ids = {0};
	uint64		count;

	boh_spi_connect();
	take_ids(&ids, boh_query(&wrong_rows, schema, values, NULL, 0), context);
	boh_spi_finish();
	write_events(schema, &ids);
	count = ids.count;
	end_work(context, previous);
	return count;
}

static uint64
write_each(Oid schema, void *argument pg_attribute_unused())
{
	pg_uuid_t	last = {0};
	uint64		total = 0;
	int			count;

	do
	{
		MemoryContext previous;
		MemoryContext context = begin_work(&previous);
		Datum		values[] = {UUIDPGetDatum(&last), Int64GetDatum(BATCH)};
		Ids			ids = {0};

		boh_spi_connect();
		take_ids(&ids, boh_query(&next_events, schema, values, NULL, 0), context);
		count = ids.count;
		if (count > 0)
		{
			last = ids.values[count - 1];
			write_batch(schema, ids.values, count);
		}
		boh_spi_finish();
		end_work(context, previous);
		total += count;
	} while (count > 0);
	return total;
}

uint64
boh_event_search_rebuild(Oid schema)
{
	int64		count;

	boh_spi_connect();
	boh_query(&count_events, schema, NULL, NULL, 0);
	count = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	boh_spi_finish();
	return with_filling(schema, count, write_each, NULL);
}

uint64
boh_event_search_end(Oid schema, int64 limit)
{
	Datum		values[] = {TimestampTzGetDatum(boh_now()), Int64GetDatum(limit)};
	uint64		count;

	boh_spi_connect();
	count = boh_query(&end_rows, schema, values, NULL, 0);
	boh_spi_finish();
	return count;
}

/*
 * Triggers
 *
 * A trigger with a WHEN clause would keep owners from changing the types of
 * the columns in it, so the functions look which columns changed.
 */

typedef struct Watched
{
	BohTable	table;			/* the first column is the id to note */
	BohPendingKind kind;
} Watched;

static const BohColumn event_columns[] = {
	{"id", UUIDOID}, {"status", InvalidOid}, {"published_at", TIMESTAMPTZOID},
	{"start_date", TIMESTAMPTZOID}, {"end_date", TIMESTAMPTZOID}, {"venue_id", UUIDOID},
	{"author_id", UUIDOID}, {"price", NUMERICOID}, {"currency", TEXTOID},
	{"category", InvalidOid}, {"language", TEXTOID}, {"title", TEXTOID},
	{"description", TEXTOID}, {"archived_at", TIMESTAMPTZOID}
};

static const BohColumn event_tag_columns[] = {{"event_id", UUIDOID}, {"tag_id", UUIDOID}};

static const BohColumn tag_columns[] = {{"id", UUIDOID}, {"name", TEXTOID}};

static const BohColumn venue_columns[] = {
	{"id", UUIDOID}, {"latitude", FLOAT8OID}, {"longitude", FLOAT8OID}, {"city", TEXTOID},
	{"country", TEXTOID}, {"name", TEXTOID}
};

static const Watched watched_events = {
	{"events", lengthof(event_columns), event_columns}, BOH_PENDING_EVENT
};
static const Watched watched_event_tags = {
	{"event_tags", lengthof(event_tag_columns), event_tag_columns}, BOH_PENDING_EVENT
};
static const Watched watched_tags = {
	{"tags", lengthof(tag_columns), tag_columns}, BOH_PENDING_TAG
};
static const Watched watched_venues = {
	{"venues", lengthof(venue_columns), venue_columns}, BOH_PENDING_VENUE
};

static bool
differs(const BohRow *before, const BohRow *after)
{
	for (int i = 0; i < after->ncolumns; i++)
	{
		if (boh_differs(before, after, i))
			return true;
	}
	return false;
}

/* Nobody sees a DRAFT.  Events are written as such, and changed often. */
static bool
is_draft(const BohRow *row)
{
	return strcmp(boh_enum_label(boh_get_required(row, 1)), "DRAFT") == 0;
}

static bool
concerns_nobody(const Watched *watched, const BohRow *before, const BohRow *after)
{
	return watched == &watched_events && is_draft(before) && (after == NULL || is_draft(after));
}

/* Note the row of a trigger, and the id that it had, if a column changed. */
static Datum
note_row(FunctionCallInfo fcinfo, const char *function, const Watched *watched, int events)
{
	TriggerData *trigger = boh_trigger(fcinfo, function,
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW | events);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	bool		updated = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	BohRow		before;
	BohRow		after;

	boh_row_open(&before, trigger->tg_relation, &watched->table, trigger->tg_trigtuple);
	if (updated)
		boh_row_open(&after, trigger->tg_relation, &watched->table, trigger->tg_newtuple);
	if ((updated && !differs(&before, &after)) ||
		concerns_nobody(watched, &before, updated ? &after : NULL))
		return PointerGetDatum(NULL);
	if (updated)
		boh_pending_note(schema, watched->kind, boh_get_uuid(&after, 0));
	if (!updated || boh_differs(&before, &after, 0))
		boh_pending_note(schema, watched->kind, boh_get_uuid(&before, 0));
	return PointerGetDatum(NULL);
}

Datum
boh_events_search(PG_FUNCTION_ARGS)
{
	return note_row(fcinfo, "boh_events_search", &watched_events,
					BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE);
}

/* The tags of an archived event are in events_archive. */
static void
check_tagged_event(const TriggerData *trigger)
{
	BohRow		row;

	if (TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
		return;
	boh_row_open_new(&row, trigger, &watched_event_tags.table);
	boh_event_require_not_archived(boh_trigger_schema(trigger->tg_relation),
								   boh_get_uuid(&row, 0));
}

Datum
boh_event_tags_search(PG_FUNCTION_ARGS)
{
	bool		truncated = CALLED_AS_TRIGGER(fcinfo) &&
	TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
	TriggerData *trigger;

	if (!truncated)
	{
		Datum		result = note_row(fcinfo, "boh_event_tags_search", &watched_event_tags,
									  BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE);

		check_tagged_event((const TriggerData *) fcinfo->context);
		return result;
	}
	trigger = boh_trigger(fcinfo, "boh_event_tags_search", BOH_TRIGGER_AFTER |
						  BOH_TRIGGER_STATEMENT | BOH_TRIGGER_TRUNCATE);
	boh_pending_note(boh_trigger_schema(trigger->tg_relation), BOH_PENDING_TAGGED, NULL);
	return PointerGetDatum(NULL);
}

Datum
boh_tags_search(PG_FUNCTION_ARGS)
{
	return note_row(fcinfo, "boh_tags_search", &watched_tags, BOH_TRIGGER_UPDATE);
}

Datum
boh_venues_search(PG_FUNCTION_ARGS)
{
	return note_row(fcinfo, "boh_venues_search", &watched_venues, BOH_TRIGGER_UPDATE);
}

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
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/lock.h"
#include "base/query.h"
#include "find/event_fill.h"
#include "find/event_search.h"
#include "find/event_values.h"
#include "find/search_source.h"

/* How many events are written between two looks for interrupts */
#define BATCH 500

/* So many events at most are locked by advisory locks. */
#define MAX_LOCKED 100

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

static const BohQuery write_row = {
	.text = "INSERT INTO {schema}.event_search AS s (event_id, " BOH_EVENT_VALUE_COLUMNS("") ")"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
	" $19, $20, $21) ON CONFLICT (event_id) DO UPDATE SET (" BOH_EVENT_VALUE_COLUMNS("") ") = ROW ("
	BOH_EVENT_VALUE_COLUMNS("EXCLUDED.") ") WHERE (" BOH_EVENT_VALUE_COLUMNS("s.") ") IS DISTINCT FROM ("
	BOH_EVENT_VALUE_COLUMNS("EXCLUDED.") ")",
	.nargs = BOH_EVENT_VALUES,
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

static void
write_event(Oid schema, uint64 row, TimestampTz now)
{
	Datum		values[BOH_EVENT_VALUES];
	char		nulls[BOH_EVENT_VALUES + 1];
	SPITupleTable *table = SPI_tuptable;

	boh_event_values(row, now, values, nulls);
	if (boh_event_filling())
		boh_event_fill_row(values, nulls);
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

	if (!boh_event_filling())
		boh_query(&lock_rows, schema, &array, NULL, 0);
	rows = boh_query(&boh_event_sources, schema, &array, NULL, 0);
	for (uint64 row = 0; row < rows; row++)
	{
		MemoryContext previous = MemoryContextSwitchTo(context);

		CHECK_FOR_INTERRUPTS();
		write_event(schema, row, now);
		MemoryContextSwitchTo(previous);
		MemoryContextReset(context);
	}
	if (rows < (uint64) count && !boh_event_filling())
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

static void
write_events(Oid schema, Ids *ids)
{
	sort_ids(ids);
	for (int i = 0; i < ids->count && ids->count <= MAX_LOCKED; i++)
		boh_lock(BOH_LOCK_SEARCH, hash_bytes_extended(ids->values[i].data, UUID_LEN, schema));
	boh_event_fill(schema, ids->count, write_all, ids);
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
	return boh_event_fill(schema, count, write_each, NULL);
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

/*-------------------------------------------------------------------------
 *
 * find/event_fill.c
 *	  Fills an empty table event_search.
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
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/caller.h"
#include "base/query.h"
#include "find/event_fill.h"
#include "find/event_values.h"

/* So many events are written into an empty table without its indexes. */
#define BULK 10000

static const BohQuery any_row = {
	.text = "SELECT 1 FROM {schema}.event_search",
	.owner_of = "event_search",
	.latest = true
};

static const BohQuery build_indexes = {
	.text = "REINDEX TABLE {schema}.event_search",
	.owner_of = "event_search"
};

static const char *const value_columns[BOH_EVENT_VALUES] = {
	"event_id", "venue_id", "author_id", "start_date", "end_date", "published_at", "latitude",
	"longitude", "upcoming", "price", "currency", "status", "category", "city", "country",
	"title", "tag_ids", "terms", "vector", "head", "source"
};

/* An empty table that is being filled; NULL: none */
static Relation filling = NULL;

void
boh_event_fill_row(const Datum *values, const char *nulls)
{
	TupleDesc	descriptor = RelationGetDescr(filling);
	Datum	   *all = palloc0(descriptor->natts * sizeof(Datum));
	bool	   *all_nulls = palloc(descriptor->natts * sizeof(bool));

	memset(all_nulls, true, descriptor->natts * sizeof(bool));
	for (int i = 0; i < BOH_EVENT_VALUES; i++)
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
	for (int i = 0; i < BOH_EVENT_VALUES; i++)
	{
		if (get_attnum(RelationGetRelid(table), value_columns[i]) == InvalidAttrNumber)
			return false;
	}
	return table->rd_rel->relam == HEAP_TABLE_AM_OID &&
		RelationGetNumberOfAttributes(table) == BOH_EVENT_VALUES;
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

/* Write events, without the indexes of an empty table if they are many. */
uint64
boh_event_fill(Oid schema, int64 count, uint64 (*write) (Oid schema, void *argument),
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

bool
boh_event_filling(void)
{
	return filling != NULL;
}

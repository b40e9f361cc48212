/*-------------------------------------------------------------------------
 *
 * find/pending.c
 *	  What a transaction changed that search must hear of.
 *
 * Search is written at the end of the transaction, for two reasons.  An event
 * and its tags are written once, not once for each statement.  And no
 * deadlock can come of it: a venue or tag that is renamed changes the rows of
 * many events, which other transactions may be changing.  If these had their
 * rows of event_search locked while they still wait for something, such as
 * the tag, both would wait for each other.  A transaction that commits waits
 * for nothing else any more, and takes these rows in order of their ids.
 *
 * A deferred constraint trigger would do the same, but PostgreSQL refuses it
 * where a function works with the rights of the tables' owner.
 *
 * What a subtransaction noted stays noted when it is rolled back: rows are
 * then compared that did not change.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/query.h"
#include "base/shard.h"
#include "find/pending.h"

#define FIRST_ROOM 64

static BohPending *notes = NULL;
static int	count = 0;
static int	room = 0;
static bool settled = true;		/* nothing was noted since they were written */
static MemoryContext context = NULL;
static BohPendingWriter write_events = NULL;
static BohPendingWriter write_pages = NULL;

static int
compare(const void *one, const void *other)
{
	const BohPending *a = one;
	const BohPending *b = other;

	if (a->schema != b->schema)
		return a->schema < b->schema ? -1 : 1;
	if (a->range != b->range)
		return a->range < b->range ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return memcmp(&a->id, &b->id, sizeof(pg_uuid_t));
}

/* Sort the notes and leave each of them once. */
static void
sort_notes(void)
{
	int			kept = 0;

	qsort(notes, count, sizeof(BohPending), compare);
	for (int i = 0; i < count; i++)
	{
		if (kept == 0 || compare(&notes[kept - 1], &notes[i]) != 0)
			notes[kept++] = notes[i];
	}
	count = kept;
}

/* The tags of events that are loaded come as often as the events. */
static void
make_room(void)
{
	int			wanted;

	if (count < room)
		return;
	sort_notes();
	if (count <= room / 2 && room > 0)
		return;
	wanted = Max(FIRST_ROOM, room * 2);
	notes = notes == NULL ? MemoryContextAlloc(context, wanted * sizeof(BohPending)) :
		repalloc_huge(notes, wanted * sizeof(BohPending));
	room = wanted;
}

void
boh_pending_note(Oid schema, BohPendingKind kind, const pg_uuid_t *id)
{
	BohPending	note;

	memset(&note, 0, sizeof(note));
	note.schema = schema;
	note.kind = kind;
	note.range = boh_shard_range;
	if (id != NULL)
		note.id = *id;
	settled = false;
	if (count > 0 && compare(&notes[count - 1], &note) == 0)
		return;
	make_room();
	notes[count++] = note;
}

static void
forget(void)
{
	notes = NULL;
	count = 0;
	room = 0;
	settled = true;
	MemoryContextReset(context);
}

/*
 * The schema may be gone, or be older than search.  A node that has events of a
 * divided schema has none of its pages.
 */
static bool
has_table(Oid schema, const char *name)
{
	return OidIsValid(get_relname_relid(name, schema));
}

static void
settle_range(const BohPending *first, int number)
{
	int			events = 0;

	boh_shard_range = first->range;
	while (events < number && first[events].kind != BOH_PENDING_PAGE)
		events++;
	if (events > 0 && has_table(first->schema, "event_search"))
		write_events(first->schema, first, events);
	if (events < number && has_table(first->schema, "page_search"))
		write_pages(first->schema, first + events, number - events);
}

static void
settle_ranges(const BohPending *sorted, int number)
{
	for (int i = 0; i < number;)
	{
		int			end = i;

		while (end < number && sorted[end].schema == sorted[i].schema &&
			   sorted[end].range == sorted[i].range)
			end++;
		settle_range(&sorted[i], end - i);
		i = end;
	}
}

/*
 * The notes stay until the transaction ends: if a subtransaction wrote the
 * rows and is rolled back, they must be written again.  They are copied,
 * because triggers of the owner may add some.
 */
static void
settle(void)
{
	BohPending *copy;
	int			number;
	int64		range = boh_shard_range;

	sort_notes();
	number = count;
	copy = palloc_extended(number * sizeof(BohPending), MCXT_ALLOC_HUGE);
	memcpy(copy, notes, number * sizeof(BohPending));
	settled = true;
	PG_TRY();
	{
		settle_ranges(copy, number);
	}
	PG_FINALLY();
	{
		boh_shard_range = range;
	}
	PG_END_TRY();
	pfree(copy);
}

void
boh_pending_settle(void)
{
	if (settled || IsInParallelMode())
		return;
	settle();
	boh_query_read_current();
}

void
boh_pending_all_written(Oid schema)
{
	for (int i = 0; i < count; i++)
	{
		if (notes[i].schema != schema)
			return;
	}
	settled = true;
}

/*
 * A transaction that has written may be declared READ ONLY before it commits.
 * Abort restores the setting after an error.
 */
static void
settle_at_the_end(void)
{
	bool		read_only = XactReadOnly;

	XactReadOnly = false;
	PushActiveSnapshot(GetTransactionSnapshot());
	settle();
	PopActiveSnapshot();
	XactReadOnly = read_only;
}

static void
transaction_ending(XactEvent event, void *argument pg_attribute_unused())
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			if (!settled)
				settle_at_the_end();
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_PREPARE:
		case XACT_EVENT_ABORT:
			if (count > 0)
				forget();
			break;
		default:
			break;
	}
}

static void
subtransaction_ending(SubXactEvent event,
					  SubTransactionId subtransaction pg_attribute_unused(),
					  SubTransactionId parent pg_attribute_unused(),
					  void *argument pg_attribute_unused())
{
	if (event == SUBXACT_EVENT_ABORT_SUB && count > 0)
		settled = false;
}

void
boh_pending_init(BohPendingWriter events, BohPendingWriter pages)
{
	write_events = events;
	write_pages = pages;
	context = AllocSetContextCreate(TopMemoryContext, "boh search", ALLOCSET_DEFAULT_SIZES);
	RegisterXactCallback(transaction_ending, NULL);
	RegisterSubXactCallback(subtransaction_ending, NULL);
}

/*-------------------------------------------------------------------------
 *
 * event_row.c
 *	  An event's row as bookings see it: read, locked, its seats counted.
 *
 * The counter is written by every booking.  As an UPDATE statement that costs
 * more than half of a bare INSERT, most of it for starting the executor and for
 * parsing check constraints of columns that do not change.  So where nothing
 * could tell the difference, the row is updated directly, much as logical
 * replication does (execReplication.c).  A trigger of the user's own on events,
 * a rule, a generated column or a further check on booked_count makes a
 * difference: then it is an UPDATE statement.  Either way the counter stays
 * between 0 and capacity.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "context.h"
#include "event_row.h"
#include "fetch.h"
#include "invalidation.h"
#include "lock.h"
#include "query.h"
#include "row.h"

typedef enum EventRowColumn
{
	EVENT_ID,
	EVENT_STATUS,
	EVENT_CAPACITY,
	EVENT_BOOKED_COUNT,
	EVENT_PRICE,
	EVENT_CURRENCY,
	EVENT_START_DATE,
	EVENT_END_DATE,
	EVENT_BOOKING_OPENS_AT,
	EVENT_BOOKING_CLOSES_AT,
	EVENT_MAX_SEATS_PER_USER,
	EVENT_BOOKING_LANES,
	EVENT_BOOKING_WAITED_AT,
	EVENT_ROW_COLUMNS
} EventRowColumn;

static const BohColumn columns[] = {
	[EVENT_ID] = {"id", UUIDOID},
	[EVENT_STATUS] = {"status", InvalidOid},
	[EVENT_CAPACITY] = {"capacity", INT4OID},
	[EVENT_BOOKED_COUNT] = {"booked_count", INT4OID},
	[EVENT_PRICE] = {"price", NUMERICOID},
	[EVENT_CURRENCY] = {"currency", TEXTOID},
	[EVENT_START_DATE] = {"start_date", TIMESTAMPTZOID},
	[EVENT_END_DATE] = {"end_date", TIMESTAMPTZOID},
	[EVENT_BOOKING_OPENS_AT] = {"booking_opens_at", TIMESTAMPTZOID},
	[EVENT_BOOKING_CLOSES_AT] = {"booking_closes_at", TIMESTAMPTZOID},
	[EVENT_MAX_SEATS_PER_USER] = {"max_seats_per_user", INT4OID},
	[EVENT_BOOKING_LANES] = {"booking_lanes", INT2OID},
	[EVENT_BOOKING_WAITED_AT] = {"booking_waited_at", TIMESTAMPTZOID},
};

static const BohTable event_row_table = {"events", EVENT_ROW_COLUMNS, columns};

static const BohQuery update_counter = {
	.text = "UPDATE {schema}.events SET booked_count = $2 WHERE id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID},
	.owner_of = "events"
};

static const BohQuery update_mark = {
	.text = "UPDATE {schema}.events SET booking_waited_at = $2 WHERE id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, TIMESTAMPTZOID},
	.owner_of = "events"
};

/* What is known of a table of events, until its definition changes. */
typedef struct KnownTable
{
	Oid			relation;		/* hash key */
	bool		direct;			/* nothing sees how the counter is written */
} KnownTable;

static HTAB *known_tables = NULL;

/* The counter that an UPDATE statement of ours is about to write. */
static const pg_uuid_t *counted_event = NULL;
static SubTransactionId counting_subtransaction = InvalidSubTransactionId;

/* The outermost nesting level in which an event was locked; 0: none was. */
static int	locked_level = 0;

/*
 * Start
 */

static void
relation_changed(Datum argument pg_attribute_unused(), Oid relid)
{
	HASH_SEQ_STATUS scan;
	KnownTable *known;

	hash_seq_init(&scan, known_tables);
	while ((known = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(relid) || known->relation == relid)
			hash_search(known_tables, &known->relation, HASH_REMOVE, NULL);
	}
}

/* An error may have come up while a counter was written. */
static void
transaction_ended(XactEvent event pg_attribute_unused(),
				  void *argument pg_attribute_unused())
{
	counted_event = NULL;
	locked_level = 0;
}

static void
subtransaction_ended(SubXactEvent event, SubTransactionId subtransaction,
					 SubTransactionId parent pg_attribute_unused(),
					 void *argument pg_attribute_unused())
{
	int			level = GetCurrentTransactionNestLevel();

	if (event == SUBXACT_EVENT_ABORT_SUB && subtransaction == counting_subtransaction)
		counted_event = NULL;
	if (event == SUBXACT_EVENT_ABORT_SUB && locked_level >= level)
		locked_level = 0;
	if (event == SUBXACT_EVENT_COMMIT_SUB && locked_level >= level)
		locked_level = level - 1;
}

void
boh_event_row_init(void)
{
	HASHCTL		control = {
		.keysize = sizeof(Oid),
		.entrysize = sizeof(KnownTable),
		.hcxt = AllocSetContextCreate(TopMemoryContext, "boh event tables",
									  ALLOCSET_SMALL_SIZES)
	};

	known_tables = hash_create("boh event tables", 8, &control,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	boh_on_relation_change(relation_changed);
	RegisterXactCallback(transaction_ended, NULL);
	RegisterSubXactCallback(subtransaction_ended, NULL);
}

/*
 * Reading
 */

static TimestampTz
time_or(const BohRow *row, int column, TimestampTz otherwise)
{
	bool		isnull;
	Datum		value = boh_get(row, column, &isnull);

	return isnull ? otherwise : DatumGetTimestampTz(value);
}

/* The lock that bookings of an event with lanes share. */
static uint64
event_key(Oid schema, const pg_uuid_t *event)
{
	return hash_bytes_extended(event->data, UUID_LEN, schema);
}

static void
fill_view(Oid schema, const BohRow *row, EventView *view)
{
	view->tuple = row->tuple;
	view->id = *boh_get_uuid(row, EVENT_ID);
	view->lanes = DatumGetInt16(boh_get_required(row, EVENT_BOOKING_LANES));
	view->locked = view->lanes > 1 ?
		boh_lock_is_held(BOH_LOCK_EVENT, event_key(schema, &view->id)) :
		boh_fetch_is_ours(row);
	view->status = boh_enum_label(boh_get_required(row, EVENT_STATUS));
	view->opens = time_or(row, EVENT_BOOKING_OPENS_AT, DT_NOBEGIN);
	view->closes = time_or(row, EVENT_BOOKING_CLOSES_AT,
						   time_or(row, EVENT_START_DATE, DT_NOBEGIN));
	view->ends = time_or(row, EVENT_END_DATE, DT_NOBEGIN);
	view->capacity = boh_get_integer(row, EVENT_CAPACITY);
	view->booked = boh_get_integer(row, EVENT_BOOKED_COUNT);
	view->limit = boh_is_null(row, EVENT_MAX_SEATS_PER_USER) ? 0 :
		boh_get_integer(row, EVENT_MAX_SEATS_PER_USER);
	view->price = PointerGetDatum(PG_DETOAST_DATUM_COPY(boh_get_required(row, EVENT_PRICE)));
	view->currency = TextDatumGetCString(boh_get_required(row, EVENT_CURRENCY));
	view->waited = !boh_is_null(row, EVENT_BOOKING_WAITED_AT);
	view->wait = 0;
}

bool
boh_event_read(Oid schema, const pg_uuid_t *event, EventView *view)
{
	Relation	events = table_open(boh_table(schema, "events"), AccessShareLock);
	BohRow		row;
	bool		found = boh_fetch(events, event, &event_row_table, &row);

	if (found)
		fill_view(schema, &row, view);
	table_close(events, NoLock);
	return found;
}

/*
 * Locking
 */

static bool
lock_row(Oid schema, LockTupleMode mode, LockWaitPolicy wait, EventView *view)
{
	Relation	events = table_open(boh_table(schema, "events"), RowShareLock);
	BohRow		row;
	bool		found;

	boh_row_open(&row, events, &event_row_table, view->tuple);
	found = boh_fetch_lock(events, mode, wait, &row) &&
		(mode != LockTupleKeyShare || boh_fetch_newest(events, &row));
	if (found)
	{
		int			level = GetCurrentTransactionNestLevel();

		fill_view(schema, &row, view);
		locked_level = locked_level == 0 ? level : Min(locked_level, level);
	}
	table_close(events, NoLock);
	return found;
}

/*
 * Share an event with other bookings.  Whoever changes it locks the row first
 * and the shared lock alone then, so the row must never be waited for with the
 * shared lock held.  KEY SHARE is what the foreign key of a new booking needs.
 * false: try again, the row was locked FOR UPDATE or the lanes were closed.
 */
static bool
share(Oid schema, bool wait, EventView *view)
{
	uint64		key = event_key(schema, &view->id);

	if (!boh_lock_share(BOH_LOCK_EVENT, key, wait))
		return false;
	if (lock_row(schema, LockTupleKeyShare, LockWaitSkip, view) && view->lanes > 1)
		return true;
	boh_unlock_share(BOH_LOCK_EVENT, key);
	return false;
}

bool
boh_event_lock_row(Oid schema, LockWaitPolicy wait, EventView *view)
{
	return lock_row(schema, LockTupleNoKeyExclusive, wait, view);
}

bool
boh_event_lock(Oid schema, EventView *view)
{
	while (!view->locked)
	{
		CHECK_FOR_INTERRUPTS();
		if (view->lanes == 1)
		{
			TimestampTz start = GetCurrentTimestamp();

			if (!boh_event_lock_row(schema, LockWaitBlock, view))
				return false;
			view->wait = GetCurrentTimestamp() - start;

			/* opened meanwhile: nobody changes them, for we have the row */
			if (view->lanes > 1)
				(void) boh_lock_share(BOH_LOCK_EVENT, event_key(schema, &view->id), true);
			view->locked = true;
			return true;
		}
		if (share(schema, true, view))
			return true;
		if (view->lanes > 1 &&
			!lock_row(schema, LockTupleKeyShare, LockWaitBlock, view))
			return false;
	}
	return true;
}

bool
boh_event_try_lock(Oid schema, EventView *view)
{
	if (view->locked)
		return true;
	if (view->lanes > 1)
		return share(schema, false, view);
	return boh_event_lock_row(schema, LockWaitSkip, view) && view->lanes == 1;
}

void
boh_event_lock_alone(Oid schema, const pg_uuid_t *event)
{
	boh_lock(BOH_LOCK_EVENT, event_key(schema, event));
}

bool
boh_event_any_locked(void)
{
	return locked_level > 0;
}

/*
 * Counting
 */

/* true for a trigger that an update of booked_count alone may set off */
static bool
is_set_off(const Trigger *trigger, AttrNumber counter)
{
	if (!TRIGGER_FOR_UPDATE(trigger->tgtype) || trigger->tgenabled == TRIGGER_DISABLED)
		return false;
	for (int i = 0; i < trigger->tgnattr; i++)
	{
		if (trigger->tgattr[i] == counter)
			return true;
	}
	return trigger->tgnattr == 0;
}

/* Foreign keys do not mind the counter; ours let it pass. */
static bool
minds_counter(const Trigger *trigger)
{
	return RI_FKey_trigger_type(trigger->tgfoid) == RI_TRIGGER_NONE &&
		strcmp(trigger->tgname, "boh_events_check") != 0 &&
		strcmp(trigger->tgname, "boh_events_arrange_lanes") != 0 &&
		strcmp(trigger->tgname, "boh_events_settle_bookings") != 0;
}

static bool
has_other_check(const TupleConstr *constraints, AttrNumber counter)
{
	for (int i = 0; i < constraints->num_check; i++)
	{
		const ConstrCheck *check = &constraints->check[i];
		Bitmapset  *attributes = NULL;

		pull_varattnos(stringToNode(check->ccbin), 1, &attributes);
		if ((bms_is_member(counter - FirstLowInvalidHeapAttributeNumber, attributes) ||
			 bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, attributes)) &&
			strcmp(check->ccname, "chk_events_booked_count") != 0)
			return true;
	}
	return false;
}

static bool
can_be_direct(Relation events, AttrNumber counter)
{
	const TupleConstr *constraints = RelationGetDescr(events)->constr;

	/* the relation's own goes when somebody changes it, even while we look */
	const TriggerDesc *triggers = CopyTriggerDesc(events->trigdesc);

	if (events->rd_rules != NULL)
		return false;
	if (constraints != NULL &&
		(constraints->has_generated_stored || has_other_check(constraints, counter)))
		return false;
	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		if (is_set_off(&triggers->triggers[i], counter) &&
			minds_counter(&triggers->triggers[i]))
			return false;
	}
	return true;
}

static bool
is_direct(Relation events, AttrNumber counter)
{
	Oid			relid = RelationGetRelid(events);
	KnownTable *known = hash_search(known_tables, &relid, HASH_FIND, NULL);
	uint64		changes = boh_relation_changes;
	bool		direct;

	if (known != NULL)
		return known->direct;
	direct = can_be_direct(events, counter);
	if (changes == boh_relation_changes)
	{
		known = hash_search(known_tables, &relid, HASH_ENTER, NULL);
		known->direct = direct;
	}
	return direct;
}

/* Write a column directly; false when that would make a difference. */
static bool
write_directly(Oid schema, const EventView *view, EventRowColumn column, Datum value)
{
	Relation	events = table_open(boh_table(schema, "events"), RowExclusiveLock);
	BohRow		row;
	bool		direct;

	boh_row_open(&row, events, &event_row_table, view->tuple);
	direct = is_direct(events, row.attributes[EVENT_BOOKED_COUNT]);
	if (direct)
	{
		boh_set(&row, column, value);
		if (!boh_fetch_write(events, &row))
			elog(ERROR, "could not update a locked event");
	}
	table_close(events, NoLock);
	return direct;
}

/* Write it by a statement that boh_events_check lets pass. */
static void
write_by_statement(const BohQuery *update, Oid schema, const pg_uuid_t *event, Datum value)
{
	Datum		values[] = {UUIDPGetDatum(event), value};
	uint64		rows;

	boh_spi_connect();
	counted_event = event;
	counting_subtransaction = GetCurrentSubTransactionId();
	rows = boh_query(update, schema, values, NULL, 0);
	counted_event = NULL;
	boh_spi_finish();
	if (rows != 1)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("seats of an event were not counted"),
				 errhint("A trigger or rule of your own on events kept the row as it was.")));
}

void
boh_event_add_seats(Oid schema, const EventView *view, int seats)
{
	int64		booked = (int64) view->booked + seats;

	if (booked < 0 || booked > view->capacity)
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("booked_count of an event would leave the range from 0 to its capacity"),
				 errhint("SELECT * FROM boh_verify() shows which counters have drifted; call boh_recount_seats() for such an event before, in the same transaction."),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, get_namespace_name(schema)),
				 err_generic_string(PG_DIAG_TABLE_NAME, "events"),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "chk_events_booked_count")));
	if (!write_directly(schema, view, EVENT_BOOKED_COUNT, Int32GetDatum((int32) booked)))
		write_by_statement(&update_counter, schema, &view->id, Int32GetDatum((int32) booked));
}

void
boh_event_mark_waited(Oid schema, EventView *view)
{
	Datum		now = TimestampTzGetDatum(boh_now());

	if (!write_directly(schema, view, EVENT_BOOKING_WAITED_AT, now))
		write_by_statement(&update_mark, schema, &view->id, now);
	if (!boh_event_read(schema, &view->id, view))
		elog(ERROR, "event of a booking not found");
}

bool
boh_event_take_count(const pg_uuid_t *event)
{
	if (counted_event == NULL ||
		memcmp(counted_event, event, sizeof(pg_uuid_t)) != 0)
		return false;
	counted_event = NULL;
	return true;
}

/*-------------------------------------------------------------------------
 *
 * booking/event_row.c
 *	  Reading and locking an event's row for bookings, and adding to its
 *	  counter.
 *
 * Every booking of an event without lanes writes the counter, booked_count.
 * It is written directly where the result is the same as that of an UPDATE
 * statement (base/direct_write.c).  Either way it stays between 0 and
 * capacity.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/compat.h"
#include "base/direct_write.h"
#include "base/fetch.h"
#include "base/guc.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/row.h"
#include "booking/event_row.h"

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
	.owner_of = "events",
	.own_write = "events",
	.one_row = true
};

static const BohQuery update_mark = {
	.text = "UPDATE {schema}.events SET booking_waited_at = $2 WHERE id " BOH_EQ " $1",
	.nargs = 2,
	.argtypes = {UUIDOID, TIMESTAMPTZOID},
	.owner_of = "events",
	.own_write = "events",
	.one_row = true
};

/* Trigger functions that ignore a write of the counter or of the mark */
static const char *const passing_functions[] = {
	"boh_events_check", "boh_events_arrange_lanes", "boh_events_settle_bookings",
	"boh_audit_row", "boh_events_search", NULL
};

static const BohDirectWrite event_write = {
	.check = "chk_events_booked_count",
	.condition = "((booked_count >= 0) AND (booked_count <= capacity))",
	.functions = passing_functions
};

/*
 * The lowest transaction nesting level at which an event is locked; 0: none is
 * locked
 */
static int	locked_level = 0;

/*
 * Callbacks
 */

static void
transaction_ended(XactEvent event pg_attribute_unused(),
				  void *argument pg_attribute_unused())
{
	locked_level = 0;
}

static void
subtransaction_ended(SubXactEvent event,
					 SubTransactionId subtransaction pg_attribute_unused(),
					 SubTransactionId parent pg_attribute_unused(),
					 void *argument pg_attribute_unused())
{
	int			level = GetCurrentTransactionNestLevel();

	if (event == SUBXACT_EVENT_ABORT_SUB && locked_level >= level)
		locked_level = 0;
	if (event == SUBXACT_EVENT_COMMIT_SUB && locked_level >= level)
		locked_level = level - 1;
}

void
boh_event_row_init(void)
{
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

/* Key of the advisory locks on an event */
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
	view->waited = time_or(row, EVENT_BOOKING_WAITED_AT, DT_NOBEGIN);
	view->wait = 0;
}

bool
boh_event_read(Oid schema, const pg_uuid_t *event, EventView *view)
{
	Relation	events = boh_open_table(schema, "events", AccessShareLock);
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
	Relation	events = boh_open_table(schema, "events", RowShareLock);
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
 * Lock an event with lanes together with other bookings.  A transaction that
 * changes the event locks its row first, and then the advisory lock alone.
 * So never wait for the row while the advisory lock is held: that could
 * deadlock.  The foreign key of a new booking needs the row lock FOR KEY
 * SHARE.
 *
 * Returns false if the caller must try again: the row was locked FOR UPDATE
 * or is gone, the lanes were closed or, without wait, the advisory lock was
 * not free.
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

/*
 * Lock the row of an event without lanes.  If boh.auto_lanes is on, a session
 * that has to wait shares BOH_LOCK_ROW meanwhile.  The queues of the row itself
 * do not show how many wait: when a transaction ends, all that waited for it
 * wake up, and are in no queue until they have looked at the row again.
 */
static bool
wait_for_row(Oid schema, EventView *view)
{
	uint64		key = event_key(schema, &view->id);
	TimestampTz start;
	bool		found;

	if (boh_auto_lanes_setting < 2)
		return boh_event_lock_row(schema, LockWaitBlock, view);
	if (boh_event_lock_row(schema, LockWaitSkip, view))
		return true;
	start = GetCurrentTimestamp();
	(void) boh_lock_share(BOH_LOCK_ROW, key, true);
	found = boh_event_lock_row(schema, LockWaitBlock, view);
	boh_unlock_share(BOH_LOCK_ROW, key);
	if (found)
		view->wait = GetCurrentTimestamp() - start;
	return found;
}

int
boh_event_sessions(Oid schema, const EventView *view)
{
	return boh_lock_count(view->lanes > 1 ? BOH_LOCK_EVENT : BOH_LOCK_ROW,
						  event_key(schema, &view->id));
}

bool
boh_event_lock(Oid schema, EventView *view)
{
	while (!view->locked)
	{
		CHECK_FOR_INTERRUPTS();
		if (view->lanes == 1)
		{
			if (!wait_for_row(schema, view))
				return false;

			/*
			 * If lanes were opened while we waited, share the advisory lock
			 * as well.  Nobody can have it alone, because we have the row
			 * locked.
			 */
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

/*
 * Write a column without a statement.  Returns false, and writes nothing,
 * where an UPDATE statement would have another result.
 */
static bool
write_directly(Oid schema, const EventView *view, EventRowColumn column, Datum value)
{
	Relation	events = boh_open_table(schema, "events", RowExclusiveLock);
	BohRow		row;
	bool		direct;

	boh_row_open(&row, events, &event_row_table, view->tuple);
	direct = boh_may_write_directly(events, row.attributes[column], &event_write);
	if (direct)
	{
		boh_set(&row, column, value);
		if (!boh_fetch_write(events, &row))
			elog(ERROR, "could not update a locked event");
	}
	table_close(events, NoLock);
	return direct;
}

static void
raise_not_counted(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
			 errmsg("seats of an event were not counted"),
			 errhint("A trigger or rule of your own on events prevented the update, or changed booked_count.")));
}

/* Write a column by a statement that boh_events_check lets pass. */
static void
write_by_statement(const BohQuery *update, Oid schema, const pg_uuid_t *event, Datum value)
{
	Datum		values[] = {UUIDPGetDatum(event), value};
	uint64		rows;

	boh_spi_connect();
	rows = boh_query(update, schema, values, NULL, 0);
	boh_spi_finish();
	if (rows != 1)
		raise_not_counted();
}

void
boh_event_add_seats(Oid schema, const EventView *view, int64 seats)
{
	int64		booked = view->booked + seats;

	if (booked < 0 || booked > view->capacity)
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("booked_count of an event would leave the range from 0 to its capacity"),
				 errhint("The stored number of booked seats is wrong. Find such events with SELECT * FROM boh_verify(), and call boh_recount_seats() for the event first, in the same transaction."),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, get_namespace_name(schema)),
				 err_generic_string(PG_DIAG_TABLE_NAME, "events"),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "chk_events_booked_count")));
	if (!write_directly(schema, view, EVENT_BOOKED_COUNT, Int32GetDatum((int32) booked)))
	{
		EventView	written;

		write_by_statement(&update_counter, schema, &view->id, Int32GetDatum((int32) booked));
		if (!boh_event_read(schema, &view->id, &written) || written.booked != booked)
			raise_not_counted();
	}
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

/*-------------------------------------------------------------------------
 *
 * booking/lane_seats.c
 *	  Seats of an event whose counter is split over lanes.
 *
 * If every booking writes the same row, bookings commit one after the other.
 * So an event may have lanes: rows of booking_lanes among which its capacity
 * and its booked seats are divided.  A booking writes one lane that no other
 * transaction has locked, so bookings on different lanes can commit at the
 * same time.
 *
 * A lane is locked until the transaction ends, by an advisory lock
 * (base/lock.h).  Unlike a row lock, it can be tried without reading the row,
 * and released when the row has no room.
 *
 * Lock order: the event, shared with other bookings (event_row.c); then the
 * limits of its users (seat_limit.c); then its lanes, in order of their numbers.
 * Within one statement, a transaction waits for a lane of an event in two
 * cases only:
 *
 * - It needs one lane.  It tries some lanes without waiting, and then waits
 *   for one while it has no lane locked.  If that lane has no room by then,
 *   it releases the lane.
 * - It needs several lanes, or all.  It locks them in order of their numbers.
 *
 * Several statements of a transaction can break this order and so deadlock: a
 * statement may need a second lane while the transaction has one locked.
 *
 * A transaction that has a lane locked waits for nothing else of that event.
 * It cancels overdue holds with SKIP LOCKED, and only while it has all lanes
 * locked, so that it can give their seats back to a lane without waiting.  A
 * transaction that changes the event locks it alone, so no other transaction
 * has a lane locked then.  A statement for several events processes them in
 * id order, each with its lanes.
 *
 * Lanes are written directly like an event's own counter
 * (base/direct_write.c).  So this file checks that booked stays between 0 and
 * capacity, as the constraint does for statements.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "common/pg_prng.h"
#include "miscadmin.h"
#include "storage/lmgr.h"

#include "base/caller.h"
#include "base/compat.h"
#include "base/direct_write.h"
#include "base/fetch.h"
#include "base/guc.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/row.h"
#include "booking/lane_seats.h"

/* Lanes that a booking finds locked before it waits for one. */
#define SOME_LANES 3

typedef enum LaneColumn
{
	LANE_EVENT_ID,
	LANE_NUMBER,
	LANE_CAPACITY,
	LANE_BOOKED,
	LANE_COLUMNS
} LaneColumn;

static const BohColumn columns[] = {
	[LANE_EVENT_ID] = {"event_id", UUIDOID},
	[LANE_NUMBER] = {"lane", INT2OID},
	[LANE_CAPACITY] = {"capacity", INT4OID},
	[LANE_BOOKED] = {"booked", INT4OID},
};

static const BohTable lane_table = {"booking_lanes", LANE_COLUMNS, columns};

static const char *const passing_functions[] = {"boh_booking_lanes_keep", NULL};

static const BohDirectWrite lane_write = {
	.check = "chk_booking_lanes_booked",
	.condition = "((booked >= 0) AND (booked <= capacity))",
	.functions = passing_functions
};

static const BohQuery update_lane = {
	.text = "UPDATE {schema}.booking_lanes SET booked = $4"
	" WHERE event_id " BOH_EQ " $1 AND lane " BOH_EQ " $2 AND booked " BOH_EQ " $3",
	.nargs = 4,
	.argtypes = {UUIDOID, INT2OID, INT4OID, INT4OID},
	.owner_of = "booking_lanes",
	.own_write = "booking_lanes",
	.one_row = true
};

typedef struct Lane
{
	HeapTuple	tuple;
	int			number;
	int			capacity;
	int			booked;
} Lane;

/* Result of an attempt to write one lane */
typedef enum Attempt
{
	LANE_WRITTEN,
	LANE_LOCKED,				/* by another transaction */
	LANE_FULL
} Attempt;

/* The lane that this session wrote last; it tries this one first. */
static int	last_lane = 0;

/*
 * The event of which this session had to wait for a lane while more sessions
 * booked it than it had lanes; InvalidOid: none
 */
static Oid	few_lanes_schema = InvalidOid;
static pg_uuid_t few_lanes_event;

/*
 * Reading
 */

static void
fill_lane(const BohRow *row, Lane *lane)
{
	lane->tuple = row->tuple;
	lane->number = DatumGetInt16(boh_get_required(row, LANE_NUMBER));
	lane->capacity = boh_get_integer(row, LANE_CAPACITY);
	lane->booked = boh_get_integer(row, LANE_BOOKED);
}

/* Fetch one lane by its number, part, or all lanes if part is 0. */
static int
fetch_lanes(Relation relation, const pg_uuid_t *event, int part, Lane *lanes)
{
	HeapTuple	tuples[BOH_MAX_LANES];
	int			count = boh_fetch_parts(relation, event, part, &lane_table, tuples,
										BOH_MAX_LANES);

	for (int i = 0; i < count; i++)
	{
		BohRow		row;

		boh_row_open(&row, relation, &lane_table, tuples[i]);
		fill_lane(&row, &lanes[i]);
	}
	return count;
}

bool
boh_lanes_booked(Oid schema, const pg_uuid_t *event, int64 *booked)
{
	Relation	relation = boh_open_table(schema, "booking_lanes", AccessShareLock);
	Lane		lanes[BOH_MAX_LANES];
	int			count = fetch_lanes(relation, event, 0, lanes);

	table_close(relation, NoLock);
	if (count == 0)
		return false;
	*booked = 0;
	for (int i = 0; i < count; i++)
		*booked += lanes[i].booked;
	return true;
}

void
boh_lanes_count(Oid schema, EventView *view)
{
	if (view->lanes > 1)
		(void) boh_lanes_booked(schema, &view->id, &view->booked);
}

/*
 * One lane
 */

static uint64
lane_key(Relation relation, const pg_uuid_t *event, int number)
{
	return hash_bytes_extended(event->data, UUID_LEN,
							   (uint64) RelationGetRelid(relation) << 16 | number);
}

static bool
has_room(const Lane *lane, int64 seats)
{
	return seats < 0 ? lane->booked >= -seats :
		(int64) lane->capacity - lane->booked >= seats;
}

/*
 * Write a lane by a statement that boh_booking_lanes_keep lets pass.  The
 * caller has the lane locked, so if the UPDATE finds no row, that is not
 * because another transaction changed it.
 */
static void
write_by_statement(const BohRow *row, const Lane *lane, int32 booked)
{
	Datum		values[] = {
		UUIDPGetDatum(boh_get_uuid(row, LANE_EVENT_ID)),
		Int16GetDatum(lane->number),
		Int32GetDatum(lane->booked),
		Int32GetDatum(booked)
	};
	uint64		rows;
	Lane		written;

	boh_spi_connect();
	rows = boh_query(&update_lane, RelationGetNamespace(row->relation), values, NULL, 0);
	boh_spi_finish();
	if (rows != 1 ||
		fetch_lanes(row->relation, boh_get_uuid(row, LANE_EVENT_ID), lane->number, &written) == 0 ||
		written.booked != booked)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("seats of a booking lane were not counted"),
				 errhint("A trigger or rule of your own on booking_lanes prevented the update, or changed booked.")));
}

/* Add seats that fit the lane.  false: it changed since it was fetched. */
static bool
write_lane(Relation relation, const Lane *lane, int64 seats)
{
	int32		booked = (int32) (lane->booked + seats);
	BohRow		row;

	boh_row_open(&row, relation, &lane_table, lane->tuple);
	if (boh_may_write_directly(relation, row.attributes[LANE_BOOKED], &lane_write))
	{
		boh_set(&row, LANE_BOOKED, Int32GetDatum(booked));
		if (!boh_fetch_write(relation, &row))
			return false;
	}
	else
		write_by_statement(&row, lane, booked);
	last_lane = lane->number;
	return true;
}

/*
 * Lock a lane and write it.  If it has no room for the seats, release the
 * lock at once.
 */
static Attempt
try_lane(Relation relation, const pg_uuid_t *event, int number, int64 seats, bool wait)
{
	uint64		key = lane_key(relation, event, number);
	Lane		lane;

	if (wait)
		boh_lock(BOH_LOCK_LANE, key);
	else if (!boh_try_lock(BOH_LOCK_LANE, key))
		return LANE_LOCKED;
	while (fetch_lanes(relation, event, number, &lane) > 0 && has_room(&lane, seats))
	{
		CHECK_FOR_INTERRUPTS();
		if (write_lane(relation, &lane, seats))
			return LANE_WRITTEN;
	}
	boh_unlock(BOH_LOCK_LANE, key);
	return LANE_FULL;
}

/*
 * Try all lanes that seem to have room, starting with first.  If the result is
 * LANE_LOCKED, locked is set to a lane that another transaction has locked.
 */
static Attempt
try_lanes(Relation relation, const pg_uuid_t *event, int first, int64 seats, int *locked)
{
	Lane		lanes[BOH_MAX_LANES];
	int			count = fetch_lanes(relation, event, 0, lanes);
	Attempt		attempt = LANE_FULL;

	for (int i = 0; i < count; i++)
	{
		const Lane *lane = &lanes[(first - 1 + i) % count];

		if (!has_room(lane, seats))
			continue;
		switch (try_lane(relation, event, lane->number, seats, false))
		{
			case LANE_WRITTEN:
				return LANE_WRITTEN;
			case LANE_LOCKED:
				attempt = LANE_LOCKED;
				*locked = lane->number;
				break;
			case LANE_FULL:
				break;
		}
	}
	return attempt;
}

/*
 * Try the lanes that this transaction has locked already, for which it need
 * not wait.
 */
static bool
try_our_lanes(Relation relation, const EventView *view, int64 seats)
{
	for (int i = 1; i <= view->lanes; i++)
	{
		if (boh_lock_is_held(BOH_LOCK_LANE, lane_key(relation, &view->id, i)) &&
			try_lane(relation, &view->id, i, seats, false) == LANE_WRITTEN)
			return true;
	}
	return false;
}

static int
first_lane(const EventView *view)
{
	if (last_lane >= 1 && last_lane <= view->lanes)
		return last_lane;
	return boh_backend_number() % view->lanes + 1;
}

bool
boh_lanes_have_room(Oid schema, const EventView *view, int64 seats)
{
	Relation	relation = boh_open_table(schema, "booking_lanes", AccessShareLock);
	Lane		lane;
	bool		found = fetch_lanes(relation, &view->id, first_lane(view), &lane) > 0;

	table_close(relation, NoLock);
	return found && has_room(&lane, seats);
}

/*
 * Try lane first, then the lanes that this transaction has locked, and then a
 * few lanes at random, as long as the tried ones are locked by others.  While
 * many bookings are in progress, trying all lanes would cost more than it
 * gains.
 */
static Attempt
try_some_lanes(Relation relation, const EventView *view, int first, int64 seats)
{
	Attempt		attempt = try_lane(relation, &view->id, first, seats, false);

	if (attempt != LANE_WRITTEN && try_our_lanes(relation, view, seats))
		return LANE_WRITTEN;
	for (int i = 1; i < SOME_LANES && attempt == LANE_LOCKED; i++)
		attempt = try_lane(relation, &view->id,
						   (int) pg_prng_uint64_range(&pg_global_prng_state, 1, view->lanes),
						   seats, false);
	return attempt;
}

/* Called before waiting for a lane. */
static void
remember_few_lanes(Oid schema, const EventView *view)
{
	if (view->lanes >= boh_auto_lanes_setting ||
		boh_event_sessions(schema, view) <= view->lanes)
		return;
	few_lanes_schema = schema;
	few_lanes_event = view->id;
}

bool
boh_lanes_were_few(Oid schema, const pg_uuid_t *event)
{
	if (few_lanes_schema != schema ||
		memcmp(&few_lanes_event, event, sizeof(pg_uuid_t)) != 0)
		return false;
	few_lanes_schema = InvalidOid;
	return true;
}

bool
boh_lanes_add_to_one(Oid schema, const EventView *view, int64 seats)
{
	Relation	relation = boh_open_table(schema, "booking_lanes", RowExclusiveLock);
	int			number = first_lane(view);
	Attempt		attempt = try_some_lanes(relation, view, number, seats);

	while (attempt != LANE_WRITTEN)
	{
		CHECK_FOR_INTERRUPTS();
		if (attempt == LANE_LOCKED)
		{
			remember_few_lanes(schema, view);
			attempt = try_lane(relation, &view->id, number, seats, true);
		}
		else
		{
			attempt = try_lanes(relation, &view->id, number, seats, &number);
			if (attempt == LANE_FULL)
				break;
		}
	}
	table_close(relation, NoLock);
	return attempt == LANE_WRITTEN;
}

/*
 * Several lanes
 */

static int
compare_lanes(const void *one, const void *other)
{
	return ((const Lane *) one)->number - ((const Lane *) other)->number;
}

static void
lock_lane(Relation relation, const pg_uuid_t *event, Lane *lane)
{
	BohRow		row;

	CHECK_FOR_INTERRUPTS();
	boh_lock(BOH_LOCK_LANE, lane_key(relation, event, lane->number));
	boh_row_open(&row, relation, &lane_table, lane->tuple);
	if (!boh_fetch_lock(relation, LockTupleNoKeyExclusive, LockWaitBlock, &row))
		elog(ERROR, "lane %d of an event is gone", lane->number);
	fill_lane(&row, lane);
}

/* The part of seats that one lane can take or, if negative, give back. */
static int64
share_of(const Lane *lane, int64 seats)
{
	if (seats < 0)
		return Max(seats, -(int64) lane->booked);
	return Min(seats, (int64) lane->capacity - lane->booked);
}

/*
 * Lock lanes in order of their numbers until they together have room for the
 * seats.  Returns the number of seats for which there is no room even when all
 * lanes are locked.
 */
static int64
lock_lanes(Relation relation, const pg_uuid_t *event, Lane *lanes, int count, int64 seats)
{
	int64		left = seats;

	qsort(lanes, count, sizeof(Lane), compare_lanes);
	for (int i = 0; i < count && left != 0; i++)
	{
		lock_lane(relation, event, &lanes[i]);
		left -= share_of(&lanes[i], left);
	}
	return left;
}

bool
boh_lanes_add_to_several(Oid schema, const EventView *view, int64 seats)
{
	Relation	relation = boh_open_table(schema, "booking_lanes", RowExclusiveLock);
	Lane		lanes[BOH_MAX_LANES];
	int			count = fetch_lanes(relation, &view->id, 0, lanes);
	bool		enough = lock_lanes(relation, &view->id, lanes, count, seats) == 0;

	for (int i = 0; enough && seats != 0; i++)
	{
		int64		share = share_of(&lanes[i], seats);

		if (share != 0 && !write_lane(relation, &lanes[i], share))
			elog(ERROR, "could not update a locked lane");
		seats -= share;
	}
	table_close(relation, NoLock);
	return enough;
}

void
boh_lanes_lock(Oid schema, const pg_uuid_t *event)
{
	Relation	relation = boh_open_table(schema, "booking_lanes", RowExclusiveLock);
	Lane		lanes[BOH_MAX_LANES];
	int			count = fetch_lanes(relation, event, 0, lanes);

	qsort(lanes, count, sizeof(Lane), compare_lanes);
	for (int i = 0; i < count; i++)
		lock_lane(relation, event, &lanes[i]);
	table_close(relation, NoLock);
}

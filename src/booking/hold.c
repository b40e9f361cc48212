/*-------------------------------------------------------------------------
 *
 * booking/hold.c
 *	  Overdue holds: PENDING bookings whose expires_at has passed.
 *
 * From then on their seats count as free.  A booking that needs these seats
 * cancels the holds itself (seat_checks.c), so nothing depends on calls of
 * boh_expire_bookings().
 *
 * The lock order is bookings, then their event (seat_count.c).  Here the event is
 * locked first, so bookings are locked with SKIP LOCKED and never waited for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "booking/booking_row.h"
#include "booking/event_row.h"
#include "booking/hold.h"
#include "booking/lane_seats.h"
#include "rights/maintenance.h"

PG_FUNCTION_INFO_V1(boh_expire_bookings);
PG_FUNCTION_INFO_V1(boh_available_seats);

#define OVERDUE \
	"event_id " BOH_EQ " $1 AND status " BOH_EQ " 'PENDING' AND expires_at " BOH_LE " $2" \
	" AND id " BOH_NE " ALL ($3)"

#define SUM_OVERDUE \
	"SELECT coalesce(pg_catalog.sum(seats), 0) FROM {schema}.bookings WHERE " OVERDUE

static const BohQuery overdue_seats = {
	.text = SUM_OVERDUE,
	.nargs = 3,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID},
	.owner_of = "bookings"
};

/*
 * The same with the snapshot of the calling query, which event_seats uses,
 * too, so that boh_available_seats() reads both at the same point in time
 */
static const BohQuery overdue_seats_seen = {
	.text = SUM_OVERDUE,
	.nargs = 3,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID},
	.owner_of = "bookings",
	.read_only = true
};

static const BohQuery expire_holds = {
	.text = "UPDATE {schema}.bookings"
	" SET " BOOKING_EXPIRE
	" WHERE id " BOH_EQ " ANY (ARRAY("
	"SELECT id FROM {schema}.bookings WHERE " OVERDUE
	" ORDER BY expires_at LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED))",
	.nargs = 4,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID, INT8OID},
	.owner_of = "bookings"
};

static const BohQuery lock_holds = {
	.text = "SELECT id FROM {schema}.bookings WHERE " OVERDUE
	" ORDER BY expires_at LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED",
	.nargs = 4,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID, INT8OID},
	.owner_of = "bookings"
};

static const BohQuery expire_hold = {
	.text = "UPDATE {schema}.bookings SET " BOOKING_EXPIRE
	" WHERE id " BOH_EQ " $1 AND status " BOH_EQ " 'PENDING' AND expires_at " BOH_LE " $2",
	.nargs = 2,
	.argtypes = {UUIDOID, TIMESTAMPTZOID},
	.owner_of = "bookings"
};

static const BohQuery locked_hold = {
	.text = BOOKING_LOCKED(OVERDUE),
	.nargs = 3,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID},
	.owner_of = "bookings"
};

static const BohQuery overdue_events = {
	.text = "SELECT DISTINCT event_id FROM {schema}.bookings"
	" WHERE status = 'PENDING' AND expires_at <= $1 ORDER BY event_id",
	.nargs = 1,
	.argtypes = {TIMESTAMPTZOID},
	.owner_of = "bookings",
	.safe_path = true
};

#define EVENT_SEATS(condition) \
	.text = "SELECT capacity, booked_count, booking_lanes FROM {schema}.events" \
	" WHERE id " BOH_EQ " $1" condition, \
	.nargs = 1, \
	.argtypes = {UUIDOID}, \
	.read_only = true

static const BohQuery published_event_seats = {
	EVENT_SEATS(" AND status " BOH_EQ " 'PUBLISHED'"),.owner_of = "events"
};

static const BohQuery event_seats = {EVENT_SEATS("")};

static const BohQuery lane_seats = {
	.text = "SELECT coalesce(pg_catalog.sum(booked), 0) FROM {schema}.booking_lanes"
	" WHERE event_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "booking_lanes",
	.read_only = true
};

Datum
boh_no_bookings(void)
{
	return PointerGetDatum(construct_empty_array(UUIDOID));
}

static int64
sum_overdue(const BohQuery *query, Oid schema, const pg_uuid_t *event,
			TimestampTz now, Datum except)
{
	Datum		values[] = {UUIDPGetDatum(event), TimestampTzGetDatum(now), except};
	int64		seats;

	boh_spi_connect();
	boh_query(query, schema, values, NULL, 1);
	seats = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	boh_spi_finish();
	return seats;
}

/*
 * Read the holds first, then the event.  A hold that is cancelled between
 * these two reads is counted twice, and later checks find that out.  In the
 * other order it would not be counted at all, and an event with free seats
 * would be reported as sold out.
 */
int64
boh_hold_free_seats(Oid schema, EventView *view, TimestampTz now, Datum except)
{
	int64		overdue = sum_overdue(&overdue_seats, schema, &view->id, now, except);

	boh_event_read(schema, &view->id, view);
	boh_lanes_count(schema, view);
	return view->capacity - view->booked + overdue;
}

bool
boh_hold_expire_one(Oid schema, const pg_uuid_t *booking, TimestampTz now)
{
	Datum		values[] = {UUIDPGetDatum(booking), TimestampTzGetDatum(now)};
	bool		expired;

	boh_spi_connect();
	expired = boh_query(&expire_hold, schema, values, NULL, 0) > 0;
	boh_spi_finish();
	return expired;
}

/*
 * Cancelling a hold can fail, because of a NOT VALID constraint that the row
 * violates or because of a trigger of the user's own.  Such a hold must not
 * keep others from booking.  So cancel holds in one subtransaction and, if
 * that fails, one by one.
 */
typedef struct Expiry
{
	Oid			schema;
	const pg_uuid_t *event;
	const pg_uuid_t *booking;	/* only for expire_alone() */
	TimestampTz now;
	int			max_rows;
	Datum		except;
	int			expired;		/* out */
} Expiry;

static void
expire_together(void *argument)
{
	Expiry	   *expiry = argument;
	Datum		values[] = {
		UUIDPGetDatum(expiry->event),
		TimestampTzGetDatum(expiry->now),
		expiry->except,
		Int64GetDatum(expiry->max_rows)
	};

	expiry->expired = (int) boh_query(&expire_holds, expiry->schema, values, NULL, 0);
}

static void
expire_alone(void *argument)
{
	Expiry	   *expiry = argument;

	if (boh_hold_expire_one(expiry->schema, expiry->booking, expiry->now))
		expiry->expired++;
}

/*
 * true for an error that the row itself causes, not the state of the server
 * or of the transaction, nor another transaction
 */
static bool
is_of_the_row(const ErrorData *error, void *argument pg_attribute_unused())
{
	switch (ERRCODE_TO_CATEGORY(error->sqlerrcode))
	{
		case ERRCODE_CONNECTION_EXCEPTION:
		case ERRCODE_INVALID_TRANSACTION_STATE:
		case ERRCODE_TRANSACTION_ROLLBACK:
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_PROGRAM_LIMIT_EXCEEDED:
		case ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_SYSTEM_ERROR:
		case ERRCODE_CONFIG_FILE_ERROR:
		case ERRCODE_INTERNAL_ERROR:
			return false;
		default:
			return true;
	}
}

/*
 * Lock the holds that expire_together() would cancel next.  Returns their
 * number; ids is allocated in SPI memory.
 */
static uint64
lock_next(const Expiry *expiry, pg_uuid_t **ids)
{
	Datum		values[] = {
		UUIDPGetDatum(expiry->event),
		TimestampTzGetDatum(expiry->now),
		expiry->except,
		Int64GetDatum(expiry->max_rows)
	};
	uint64		count = boh_query(&lock_holds, expiry->schema, values, NULL, 0);

	*ids = palloc_extended(Max(count, 1) * sizeof(pg_uuid_t), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < count; i++)
		(*ids)[i] = *DatumGetUUIDP(boh_required_value(i, 1, UUIDOID));
	return count;
}

/* Start an array build with the elements of an array. */
static ArrayBuildState *
array_state(Datum array)
{
	ArrayBuildState *state = initArrayResult(UUIDOID, CurrentMemoryContext, false);
	Datum	   *elements;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(array), UUIDOID, UUID_LEN, false, TYPALIGN_CHAR,
					  &elements, NULL, &count);
	for (int i = 0; i < count; i++)
		accumArrayResult(state, elements[i], false, UUIDOID, CurrentMemoryContext);
	return state;
}

/*
 * Cancel each hold in its own subtransaction.  Adds the holds that cannot be
 * cancelled to expiry->except, which is rebuilt in context, and returns the
 * number of these.
 */
static int
expire_one_by_one(Expiry *expiry, MemoryContext context)
{
	ArrayBuildState *skipped;
	MemoryContext previous;
	pg_uuid_t  *ids;
	uint64		count = lock_next(expiry, &ids);
	int			kept = 0;

	skipped = array_state(expiry->except);
	for (uint64 i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		expiry->booking = &ids[i];
		if (boh_try(expire_alone, expiry, is_of_the_row))
			continue;
		kept++;
		skipped = accumArrayResult(skipped, UUIDPGetDatum(&ids[i]), false, UUIDOID,
								   CurrentMemoryContext);
	}
	previous = MemoryContextSwitchTo(context);
	expiry->except = makeArrayResult(skipped, context);
	MemoryContextSwitchTo(previous);
	return kept;
}

int
boh_hold_expire(Oid schema, const pg_uuid_t *event, TimestampTz now, int max_rows,
				Datum *except)
{
	MemoryContext context = CurrentMemoryContext;
	Expiry		expiry = {
		.schema = schema,
		.event = event,
		.now = now,
		.max_rows = max_rows,
		.except = *except
	};

	boh_spi_connect();
	while (!boh_try(expire_together, &expiry, is_of_the_row))
	{
		CHECK_FOR_INTERRUPTS();
		expiry.expired = 0;
		if (expire_one_by_one(&expiry, context) == 0 || expiry.expired > 0)
			break;
	}
	boh_spi_finish();
	*except = expiry.except;
	return expiry.expired;
}

bool
boh_hold_wait(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {
		UUIDPGetDatum(event),
		TimestampTzGetDatum(boh_now()),
		boh_no_bookings()
	};

	return boh_wait_for_locked(&locked_hold, &booking_lock, schema, values);
}

static int
length_of(Datum array)
{
	ArrayType  *elements = DatumGetArrayTypeP(array);

	return ArrayGetNItems(ARR_NDIM(elements), ARR_DIMS(elements));
}

/*
 * Cancel holds of one event, unless others have it locked.  Adds the number
 * of cancelled holds to expired, and that of holds that cannot be cancelled
 * to kept.
 */
static void
lock_and_expire(Oid schema, const pg_uuid_t *event, TimestampTz now, int max_rows,
				int *expired, int *kept)
{
	Datum		except = boh_no_bookings();
	EventView	view;
	int			cancelled;
	int			before;

	if (!boh_event_read(schema, event, &view) || !boh_event_try_lock(schema, &view))
		return;
	do
	{
		CHECK_FOR_INTERRUPTS();
		before = length_of(except);
		cancelled = boh_hold_expire(schema, event, now, max_rows - *expired, &except);
		*expired += cancelled;
	} while (cancelled > 0 && *expired < max_rows && length_of(except) > before);
	*kept += length_of(except);
}

/*
 * The caller needs the profile maintenance or the UPDATE privilege on bookings.  The statements run
 * as the table's owner, because row-level security could hide overdue holds
 * of other users from the caller.
 */
Datum
boh_expire_bookings(PG_FUNCTION_ARGS)
{
	int			max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, PG_INT32_MAX);
	Oid			schema = boh_schema_to_write(fcinfo);
	TimestampTz now = boh_now();
	Datum		values[] = {TimestampTzGetDatum(now)};
	SPITupleTable *events;
	int			expired = 0;
	int			kept = 0;
	BohMaintenance maintenance = boh_maintenance_begin(schema, "bookings", ACL_UPDATE);

	boh_spi_connect();
	boh_query(&overdue_events, schema, values, NULL, 0);
	events = SPI_tuptable;
	for (uint64 i = 0; i < events->numvals && expired < max_rows; i++)
	{
		bool		isnull;
		Datum		event = SPI_getbinval(events->vals[i], events->tupdesc, 1, &isnull);

		CHECK_FOR_INTERRUPTS();
		lock_and_expire(schema, DatumGetUUIDP(event), now, max_rows, &expired, &kept);
	}
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	if (kept > 0)
		ereport(WARNING,
				(errmsg("could not cancel overdue holds: %d", kept),
				 errhint("A constraint or trigger of your own prevents that. To see why, cancel one of them as the owner of the table.")));
	PG_RETURN_INT32(expired);
}

/*
 * Read the event into SPI_tuptable: a PUBLISHED one for everybody, as the
 * table's owner, any other as the caller.  Raises P0002 if there is none, or
 * the caller may not see it.
 */
static void
read_event_seats(Oid schema, const pg_uuid_t *event, Datum *values)
{
	static const char *const columns[] = {"id", "capacity", "booked_count", "booking_lanes"};
	bool		as_owner = boh_reads_as_owner(schema, "events");

	if (as_owner && boh_query(&published_event_seats, schema, values, NULL, 1) > 0)
		return;
	if ((as_owner && !boh_may_select(boh_table(schema, "events"), columns, lengthof(columns))) ||
		boh_query(&event_seats, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
}

/*
 * Lanes and overdue holds are read as the owner of their tables, because the
 * caller may have no right to see them; only the sums are returned.
 */
Datum
boh_available_seats(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	Oid			schema = boh_current_schema();
	Datum		values[] = {UUIDPGetDatum(event)};
	int64		seats;
	int64		booked;

	boh_spi_connect();
	read_event_seats(schema, event, values);
	seats = DatumGetInt32(boh_required_value(0, 1, INT4OID));
	booked = DatumGetInt32(boh_required_value(0, 2, INT4OID));
	if (DatumGetInt16(boh_required_value(0, 3, INT2OID)) > 1)
	{
		boh_query(&lane_seats, schema, values, NULL, 1);
		booked = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	}
	seats -= booked;
	seats += sum_overdue(&overdue_seats_seen, schema, event, boh_now(),
						 boh_no_bookings());
	boh_spi_finish();
	PG_RETURN_DATUM(DirectFunctionCall1(int84, Int64GetDatum(seats)));
}

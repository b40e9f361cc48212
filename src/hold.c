/*-------------------------------------------------------------------------
 *
 * hold.c
 *	  Overdue holds: PENDING bookings whose time has run out.
 *
 * Their seats count as free from that moment on.  A booking that needs them
 * cancels the holds itself (seats.c); boh_expire_bookings() only tidies up.
 *
 * Where the event row is locked before its bookings, which is against the lock
 * order, bookings are taken with SKIP LOCKED and never waited for.
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

#include "argument.h"
#include "booking.h"
#include "context.h"
#include "error.h"
#include "event_row.h"
#include "hold.h"
#include "lane_seats.h"
#include "query.h"
#include "subtransaction.h"

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

/* with the snapshot of the calling query, like event_seats */
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

static const BohQuery expire_hold = {
	.text = "UPDATE {schema}.bookings SET " BOOKING_EXPIRE
	" WHERE id " BOH_EQ " $1 AND status " BOH_EQ " 'PENDING' AND expires_at " BOH_LE " $2",
	.nargs = 2,
	.argtypes = {UUIDOID, TIMESTAMPTZOID},
	.owner_of = "bookings"
};

static const BohQuery locked_hold = {
	.text = "SELECT id FROM {schema}.bookings WHERE " OVERDUE
	" AND id " BOH_NE " ALL (ARRAY(SELECT id FROM {schema}.bookings WHERE " OVERDUE
	" FOR NO KEY UPDATE SKIP LOCKED)) ORDER BY id LIMIT 1",
	.nargs = 3,
	.argtypes = {UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID},
	.owner_of = "bookings"
};

static const BohQuery lock_hold = {
	.text = "SELECT 1 FROM {schema}.bookings WHERE id " BOH_EQ " $1 FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID},
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

static const BohQuery event_seats = {
	.text = "SELECT capacity, booked_count, booking_lanes FROM {schema}.events"
	" WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.read_only = true
};

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
 * Holds are looked at first: one that is cancelled between the two looks is
 * counted twice then.  The other way round it would be missed, and the event
 * called sold out while it is not.
 */
int64
boh_hold_free_seats(Oid schema, EventView *view, TimestampTz now, Datum except)
{
	int64		overdue = sum_overdue(&overdue_seats, schema, &view->id, now, except);

	boh_event_read(schema, &view->id, view);
	boh_lanes_count(schema, view);
	return view->capacity - view->booked + overdue;
}

int
boh_hold_expire(Oid schema, const pg_uuid_t *event, TimestampTz now, int max_rows,
				Datum except)
{
	Datum		values[] = {
		UUIDPGetDatum(event),
		TimestampTzGetDatum(now),
		except,
		Int64GetDatum(max_rows)
	};

	int			expired;

	boh_spi_connect();
	expired = (int) boh_query(&expire_holds, schema, values, NULL, 0);
	boh_spi_finish();
	return expired;
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

bool
boh_hold_wait(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {
		UUIDPGetDatum(event),
		TimestampTzGetDatum(boh_now()),
		boh_no_bookings()
	};

	return boh_wait_for_locked(&locked_hold, &lock_hold, schema, values);
}

static void
lock_and_expire(Oid schema, const pg_uuid_t *event, TimestampTz now, int max_rows,
				int *expired)
{
	EventView	view;

	if (boh_event_read(schema, event, &view) && boh_event_try_lock(schema, &view))
		*expired += boh_hold_expire(schema, event, now, max_rows - *expired,
									boh_no_bookings());
}

/*
 * Whoever may update bookings may tidy them up: the rest is done as their
 * owner, since row-level security would hide other users' overdue holds.
 */
Datum
boh_expire_bookings(PG_FUNCTION_ARGS)
{
	int			max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, PG_INT32_MAX);
	Oid			schema = boh_current_schema();
	TimestampTz now = boh_now();
	Datum		values[] = {TimestampTzGetDatum(now)};
	SPITupleTable *events;
	int			expired = 0;

	boh_require_privilege(schema, "bookings", ACL_UPDATE);
	boh_spi_connect();
	boh_query(&overdue_events, schema, values, NULL, max_rows);
	events = SPI_tuptable;
	for (uint64 i = 0; i < events->numvals && expired < max_rows; i++)
	{
		bool		isnull;
		Datum		event = SPI_getbinval(events->vals[i], events->tupdesc, 1, &isnull);

		CHECK_FOR_INTERRUPTS();
		lock_and_expire(schema, DatumGetUUIDP(event), now, max_rows, &expired);
	}
	boh_spi_finish();
	PG_RETURN_INT32(expired);
}

/*
 * The event is read as the caller, who must be allowed to see it; its overdue
 * holds are other people's bookings, of which only the sum is told.
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
	if (boh_query(&event_seats, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
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

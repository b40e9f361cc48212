/*-------------------------------------------------------------------------
 *
 * booking/lanes.c
 *	  Opening, arranging, folding and closing booking lanes, and recounting
 *	  seats.
 *
 * events.booking_lanes is the number of an event's lanes.  When it or the
 * capacity changes, the lanes are deleted and made again, with the free and
 * the booked seats spread evenly.  Nobody can book the event meanwhile,
 * because boh_events_check has locked it alone.  If booking_lanes is 1, the
 * event has no row in the table booking_lanes: the event's row is the
 * counter.
 *
 * To fold lanes is to write the sum of their booked seats into the event's
 * booked_count.
 *
 * Only this file and lane_seats.c write booking_lanes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/context.h"
#include "base/error.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/row.h"
#include "booking/detached.h"
#include "booking/lane_seats.h"
#include "booking/lanes.h"
#include "booking/seats.h"
#include "rights/maintenance.h"

PG_FUNCTION_INFO_V1(boh_events_arrange_lanes);
PG_FUNCTION_INFO_V1(boh_booking_lanes_keep);
PG_FUNCTION_INFO_V1(boh_fold_lanes);
PG_FUNCTION_INFO_V1(boh_recount_seats);

static const BohColumn event_columns[] = {{"id", UUIDOID}};
static const BohTable event_table = {"events", lengthof(event_columns), event_columns};

static const BohColumn lane_columns[] = {{"event_id", UUIDOID}};
static const BohTable lane_table = {"booking_lanes", lengthof(lane_columns), lane_columns};

static const BohQuery remove_lanes = {
	.text = "DELETE FROM {schema}.booking_lanes WHERE event_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "booking_lanes",
	.own_write = "booking_lanes"
};

/* Lanes of one event differ by at most one booked and one free seat. */
static const BohQuery make_lanes = {
	.text = "INSERT INTO {schema}.booking_lanes (event_id, lane, capacity, booked)"
	" SELECT $1, n, booked + free, booked FROM (SELECT n,"
	" $3 / $4 + (n <= $3 % $4)::pg_catalog.int4 AS booked,"
	" ($2 - $3) / $4 + (n <= ($2 - $3) % $4)::pg_catalog.int4 AS free"
	" FROM pg_catalog.generate_series(CAST(1 AS pg_catalog.int8), $4) AS n) AS l",
	.nargs = 4,
	.argtypes = {UUIDOID, INT4OID, INT8OID, INT8OID},
	.owner_of = "booking_lanes",
	.own_write = "booking_lanes"
};

static const BohQuery event_with_id = {
	.text = "SELECT 1 FROM {schema}.events WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

static const BohQuery event_without_bookings = {
	.text = "SELECT event_year FROM {schema}.events_archive WHERE event_id " BOH_EQ " $1"
	" AND bookings_detached_at IS NOT NULL",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events_archive"
};

static const BohQuery events_with_lanes = {
	.text = "SELECT id FROM {schema}.events WHERE booking_lanes > 1 ORDER BY id",
	.safe_path = true
};

/*
 * An own write, so that boh_events_check, which needs columns of later
 * migrations, lets it pass.
 */
static const BohQuery close_lanes = {
	.text = "UPDATE {schema}.events SET booking_lanes = 1, booked_count = ("
	"SELECT pg_catalog.sum(l.booked) FROM {schema}.booking_lanes l"
	" WHERE l.event_id " BOH_EQ " events.id)"
	" WHERE booking_lanes " BOH_GT " 1",
	.owner_of = "events",
	.own_write = "events",
	.latest = true
};

static void
arrange(Oid schema, const EventView *view)
{
	Datum		values[] = {
		UUIDPGetDatum(&view->id),
		Int32GetDatum(view->capacity),
		Int64GetDatum(view->booked),
		Int64GetDatum(view->lanes)
	};

	boh_spi_connect();
	boh_query(&remove_lanes, schema, values, NULL, 0);
	if (view->lanes > 1 &&
		boh_query(&make_lanes, schema, values, NULL, 0) != (uint64) view->lanes)
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
				 errmsg("booking lanes were not made"),
				 errhint("A trigger or rule of your own on booking_lanes prevented the insert. Remove it, then reconnect.")));
	boh_spi_finish();
}

/*
 * Check the capacity again: after boh_events_check did so, the same statement
 * may have booked seats.
 */
static void
check_capacity(Oid schema, const EventView *view)
{
	const char *known = "";
	BohDetail	detail;

	if (view->booked <= view->capacity)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", &view->id);
	boh_detail_integer(&detail, "capacity", view->capacity);
	if (boh_caller_may_read(schema, "events"))
	{
		boh_detail_integer(&detail, "booked_count", view->booked);
		known = psprintf(", booked " INT64_FORMAT, view->booked);
	}
	boh_raise(BOH_CAPACITY_BELOW_BOOKED, &detail,
			  BOH_PLACE(schema, "events", "capacity", "chk_events_booked_count"),
			  view->capacity, known);
}

/*
 * Delete the event's lanes and make them again.  If the event had lanes and
 * still has, the number of booked seats is their sum, because the statement
 * may have booked on them after it wrote the event's row.  Otherwise
 * booked_count is that number.
 */
Datum
boh_events_arrange_lanes(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_events_arrange_lanes",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		row;
	EventView	view;

	boh_row_open_new(&row, trigger, &event_table);
	if (!boh_event_read(schema, boh_get_uuid(&row, 0), &view))
		return PointerGetDatum(NULL);
	boh_lanes_count(schema, &view);
	check_capacity(schema, &view);
	arrange(schema, &view);
	return PointerGetDatum(NULL);
}

/*
 * Raise an error when a client writes lanes.  Lanes are deleted with their
 * event; that passes.
 */
Datum
boh_booking_lanes_keep(PG_FUNCTION_ARGS)
{
	bool		truncated = CALLED_AS_TRIGGER(fcinfo) &&
	TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
	TriggerData *trigger = boh_trigger(fcinfo, "boh_booking_lanes_keep",
									   BOH_TRIGGER_BEFORE |
									   (truncated ?
										BOH_TRIGGER_STATEMENT | BOH_TRIGGER_TRUNCATE :
										BOH_TRIGGER_ROW | BOH_TRIGGER_INSERT |
										BOH_TRIGGER_UPDATE | BOH_TRIGGER_DELETE));
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	HeapTuple	tuple = trigger->tg_trigtuple;
	EventView	view;
	BohRow		row;
	BohDetail	detail;

	boh_detail_init(&detail);
	if (!truncated)
	{
		if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
			tuple = trigger->tg_newtuple;
		boh_row_open(&row, trigger->tg_relation, &lane_table, tuple);
		if (boh_own_write_take(trigger->tg_relation) ||
			(TRIGGER_FIRED_BY_DELETE(trigger->tg_event) &&
			 !boh_event_read(schema, boh_get_uuid(&row, 0), &view)))
			return PointerGetDatum(tuple);
		boh_detail_uuid(&detail, "event_id", boh_get_uuid(&row, 0));
	}
	boh_raise(BOH_LANES_WRITTEN, &detail, BOH_PLACE(schema, "booking_lanes", NULL, NULL));
}

/*
 * Folding
 */

/*
 * Write the sum over the lanes of an event into its booked_count.  Returns 1
 * if booked_count was out of date.  The lock on the event's row does not
 * block bookings on lanes.  An event without lanes is not locked, because
 * that would block its bookings.
 */
static int
fold(Oid schema, const pg_uuid_t *event, LockWaitPolicy wait)
{
	EventView	view;
	int64		booked;

	if (!boh_event_read(schema, event, &view) || view.lanes == 1 ||
		!boh_event_lock_row(schema, wait, &view) || view.lanes == 1 ||
		!boh_lanes_booked(schema, event, &booked) || booked == view.booked)
		return 0;
	boh_event_add_seats(schema, &view, booked - view.booked);
	return 1;
}

static int
fold_all(Oid schema)
{
	int			folded = 0;
	uint64		count = boh_query(&events_with_lanes, schema, NULL, NULL, 0);
	SPITupleTable *events = SPI_tuptable;

	for (uint64 i = 0; i < count; i++)
	{
		bool		isnull;
		Datum		event = SPI_getbinval(events->vals[i], events->tupdesc, 1, &isnull);

		CHECK_FOR_INTERRUPTS();
		folded += fold(schema, DatumGetUUIDP(event), LockWaitSkip);
	}
	return folded;
}

/* Events are looked up as the caller, who must be allowed to see them. */
Datum
boh_fold_lanes(PG_FUNCTION_ARGS)
{
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		values[1];
	int			folded;
	BohMaintenance maintenance = boh_maintenance_begin(schema, "events", ACL_UPDATE);

	boh_spi_connect();
	if (PG_ARGISNULL(0))
		folded = fold_all(schema);
	else
	{
		pg_uuid_t  *event = PG_GETARG_UUID_P(0);

		values[0] = UUIDPGetDatum(event);
		if (boh_query(&event_with_id, schema, values, NULL, 1) == 0)
			boh_raise_not_found(schema, "events", "event", event);
		folded = fold(schema, event, LockWaitBlock);
	}
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	PG_RETURN_INT32(folded);
}

/*
 * Closing
 */

/* If the table is gone, there is nothing to close. */
void
boh_lanes_close(Oid schema)
{
	if (OidIsValid(get_relname_relid("booking_lanes", schema)))
		boh_query(&close_lanes, schema, NULL, NULL, 0);
}

/*
 * Recounting
 */

/*
 * Set the counter or the lanes of an event to the sum of its bookings, at
 * most the capacity.  Returns how many seats are booked beyond the capacity.
 * Nobody else can book the event until the transaction ends, so the caller
 * can cancel these bookings meanwhile.
 */
static int64
recount(Oid schema, const pg_uuid_t *event)
{
	EventView	view;
	int64		booked;
	int			counted;

	if (!boh_event_read(schema, event, &view) ||
		!boh_event_lock_row(schema, LockWaitBlock, &view))
		boh_raise_not_found(schema, "events", "event", event);
	if (view.lanes > 1)
	{
		boh_event_lock_alone(schema, event);
		boh_lanes_lock(schema, event);
	}
	booked = boh_seats_booked(schema, event);
	counted = (int) Min(booked, view.capacity);
	if (counted != view.booked)
		boh_event_add_seats(schema, &view, counted - view.booked);
	view.booked = counted;
	arrange(schema, &view);
	boh_seats_recount(schema, event);
	return booked - counted;
}

/* Bookings that were detached from the archive cannot be counted. */
static void
require_bookings(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};

	if (boh_query(&event_without_bookings, schema, values, NULL, 1) > 0)
		boh_raise_detached(schema, event, DatumGetInt32(boh_required_value(0, 1, INT4OID)));
}

Datum
boh_recount_seats(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *event = boh_argument_uuid(fcinfo, 0, "event");
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		values[] = {UUIDPGetDatum(event)};
	BohMaintenance maintenance = boh_maintenance_begin(schema, "events", ACL_UPDATE);
	int64		excess;

	boh_spi_connect();
	if (boh_query(&event_with_id, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "events", "event", event);
	require_bookings(schema, event);
	boh_spi_finish();
	excess = recount(schema, event);
	boh_maintenance_end(maintenance);
	PG_RETURN_INT64(excess);
}

/*-------------------------------------------------------------------------
 *
 * booking/event.c
 *	  The trigger that checks events, and boh_complete_events().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "base/argument.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/import.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/unique_violation.h"
#include "booking/event_columns.h"
#include "booking/event_row.h"
#include "booking/lane_seats.h"
#include "json/format.h"
#include "rights/maintenance.h"
#include "text/slug.h"
#include "text/time_zone.h"
#include "text/visible.h"

PG_FUNCTION_INFO_V1(boh_events_check);
PG_FUNCTION_INFO_V1(boh_complete_events);

static const BohUniqueTable unique_table = {
	"events", {
		{"uq_events_slug", "slug",
		BOH_SLUG_HINT("title")}
	}
};

static const BohQuery slug_taken = BOH_SLUG_TAKEN("events", BOH_SLUG_REDIRECTS("event"));

static const BohQuery lock_venue = {
	.text = "SELECT capacity FROM {schema}.venues WHERE id " BOH_EQ " $1 FOR SHARE",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "venues"
};

static const BohQuery complete_events = {
	.text = "UPDATE {schema}.events SET status = 'COMPLETED'"
	" WHERE id " BOH_EQ " ANY (ARRAY(SELECT id FROM {schema}.events"
	" WHERE status " BOH_EQ " 'PUBLISHED' AND start_date " BOH_LT " $1"
	" AND end_date " BOH_LE " $1 ORDER BY id LIMIT $2"
	" FOR NO KEY UPDATE SKIP LOCKED))",
	.nargs = 2,
	.argtypes = {TIMESTAMPTZOID, INT8OID}
};

static bool
has_ended(const BohRow *row)
{
	bool		isnull;
	Datum		end = boh_get(row, EVENT_END_DATE, &isnull);

	return !isnull && DatumGetTimestampTz(end) <= boh_now();
}

static bool
is_coming(const BohRow *row)
{
	const char *status = event_status(row);

	return !has_ended(row) &&
		(strcmp(status, "DRAFT") == 0 || strcmp(status, "PUBLISHED") == 0);
}

static void
check_booked_count(const BohRow *row, Oid schema, int is)
{
	int			given = boh_get_integer(row, EVENT_BOOKED_COUNT);
	BohDetail	detail;

	if (given == is)
		return;
	event_detail(&detail, row);
	if (boh_caller_may_read(schema, "events"))
		boh_detail_integer(&detail, "booked_count", is);
	boh_detail_integer(&detail, "given", given);
	boh_raise(BOH_BOOKED_COUNT_WRITTEN, &detail,
			  BOH_PLACE(schema, "events", "booked_count", NULL));
}

static void
check_capacity(const BohRow *row, Oid schema)
{
	int			capacity = boh_get_integer(row, EVENT_CAPACITY);
	int			booked = boh_get_integer(row, EVENT_BOOKED_COUNT);
	const char *known = "";
	BohDetail	detail;

	if (capacity >= booked)
		return;
	event_detail(&detail, row);
	boh_detail_integer(&detail, "capacity", capacity);
	if (boh_caller_may_read(schema, "events"))
	{
		boh_detail_integer(&detail, "booked_count", booked);
		known = psprintf(", booked %d", booked);
	}
	boh_raise(BOH_CAPACITY_BELOW_BOOKED, &detail,
			  BOH_PLACE(schema, "events", "capacity", "chk_events_booked_count"),
			  capacity, known);
}

/*
 * Check the capacity against the venue's.  The venue stays locked FOR SHARE,
 * so that its capacity cannot change before the transaction ends.
 */
static void
check_venue(const BohRow *row, Oid schema)
{
	int			capacity = boh_get_integer(row, EVENT_CAPACITY);
	Datum		values[1];
	int			venue_capacity = PG_INT32_MAX;
	const char *known = "";
	BohDetail	detail;

	if (boh_is_null(row, EVENT_VENUE_ID))
		return;
	values[0] = UUIDPGetDatum(boh_get_uuid(row, EVENT_VENUE_ID));
	boh_spi_connect();
	if (boh_query(&lock_venue, schema, values, NULL, 1) == 1)
		venue_capacity = DatumGetInt32(boh_required_value(0, 1, INT4OID));
	boh_spi_finish();
	if (capacity <= venue_capacity)
		return;					/* also if the venue is missing: the foreign
								 * key reports that */

	event_detail(&detail, row);
	boh_detail_uuid(&detail, "venue_id", boh_get_uuid(row, EVENT_VENUE_ID));
	boh_detail_integer(&detail, "capacity", capacity);
	if (boh_caller_may_read(schema, "venues"))
	{
		boh_detail_integer(&detail, "venue_capacity", venue_capacity);
		known = psprintf(", venue %d", venue_capacity);
	}
	boh_raise(BOH_VENUE_TOO_SMALL, &detail,
			  BOH_PLACE(schema, "events", "capacity", NULL), capacity, known);
}

static void
check_status(const BohRow *old, const BohRow *row, Oid schema)
{
	static const char *const allowed[][2] = {
		{"DRAFT", "PUBLISHED"},
		{"DRAFT", "CANCELLED"},
		{"PUBLISHED", "DRAFT"},
		{"PUBLISHED", "CANCELLED"},
		{"PUBLISHED", "COMPLETED"},
		{"CANCELLED", "DRAFT"}
	};
	const char *from = event_status(old);
	const char *to = event_status(row);

	for (int i = 0; i < (int) lengthof(allowed); i++)
	{
		if (strcmp(from, allowed[i][0]) == 0 && strcmp(to, allowed[i][1]) == 0)
			return;
	}
	event_raise_status(row, schema, from, to,
					   boh_caller_may_see(row, EVENT_STATUS) ?
					   psprintf("change from %s to %s", from, to) :
					   psprintf("change from its status to %s", to));
}

/*
 * true when a column changed that bookings depend on, and that so must not
 * change while a booking of the event is in progress
 */
static bool
matters_to_bookings(const BohRow *old, const BohRow *row)
{
	static const EventColumn matters[] = {
		EVENT_STATUS, EVENT_CAPACITY, EVENT_PRICE, EVENT_CURRENCY,
		EVENT_START_DATE, EVENT_END_DATE, EVENT_BOOKING_OPENS_AT,
		EVENT_BOOKING_CLOSES_AT, EVENT_MAX_SEATS_PER_USER, EVENT_BOOKING_LANES
	};

	for (int i = 0; i < (int) lengthof(matters); i++)
	{
		if (boh_differs(old, row, matters[i]))
			return true;
	}
	return false;
}

static int
booking_lanes(const BohRow *row)
{
	return DatumGetInt16(boh_get_required(row, EVENT_BOOKING_LANES));
}

static void
close_lanes_at_the_end(BohRow *row)
{
	if (booking_lanes(row) > 1 && strcmp(event_status(row), "COMPLETED") == 0)
		boh_set(row, EVENT_BOOKING_LANES, Int16GetDatum(1));
}

/*
 * Bookings of an event with lanes do not wait for the event's row.  So, if a
 * column that they depend on changes, block them here with the advisory lock,
 * and bring booked_count up to date.
 *
 * Lock the lanes, too, for which we need not wait now.  Under REPEATABLE READ
 * this raises 40001 if a lane changed since the snapshot.
 */
static void
keep_bookings_out(const BohRow *old, BohRow *row, Oid schema)
{
	const pg_uuid_t *event = boh_get_uuid(old, EVENT_ID);
	int64		booked;

	if ((booking_lanes(old) == 1 && booking_lanes(row) == 1) || !matters_to_bookings(old, row))
		return;
	boh_event_lock_alone(schema, event);
	boh_set_null(row, EVENT_BOOKING_WAITED_AT);
	if (booking_lanes(old) == 1)
		return;
	boh_lanes_lock(schema, event);
	if (boh_lanes_booked(schema, event, &booked))
		boh_set(row, EVENT_BOOKED_COUNT, DirectFunctionCall1(int84, Int64GetDatum(booked)));
}

/* Only the functions of the archive write these columns, and archived events. */
static void
check_archived(const BohRow *old, const BohRow *row, Oid schema)
{
	BohDetail	detail;

	if (old != NULL ? boh_is_null(old, EVENT_ARCHIVED_AT) &&
		!boh_differs(old, row, EVENT_ARCHIVED_AT) && !boh_differs(old, row, EVENT_RESTORED_AT) :
		boh_is_null(row, EVENT_ARCHIVED_AT) && boh_is_null(row, EVENT_RESTORED_AT))
		return;
	event_detail(&detail, row);
	boh_raise(BOH_EVENT_ARCHIVED, &detail, BOH_PLACE(schema, "events", "archived_at", NULL));
}

static void
check_new(BohRow *row, Oid schema)
{
	check_booked_count(row, schema, 0);
	close_lanes_at_the_end(row);
	if (strcmp(event_status(row), "COMPLETED") == 0 && !has_ended(row))
		event_raise_status(row, schema, "new", "COMPLETED", "be COMPLETED before it ends");

	/* the venue of an imported event that is over may have shrunk since then */
	if (is_coming(row) || !boh_importing(schema))
		check_venue(row, schema);
}

static void
check_changed(const BohRow *old, BohRow *row, Oid schema)
{
	bool		status_changed = boh_differs(old, row, EVENT_STATUS);
	bool		end_changed = boh_differs(old, row, EVENT_END_DATE);

	check_booked_count(row, schema, boh_get_integer(old, EVENT_BOOKED_COUNT));
	close_lanes_at_the_end(row);
	keep_bookings_out(old, row, schema);
	check_capacity(row, schema);
	if (status_changed)
		check_status(old, row, schema);
	if ((status_changed || end_changed) &&
		strcmp(event_status(row), "COMPLETED") == 0 && !has_ended(row))
		event_raise_status(row, schema, event_status(old), "COMPLETED",
						   "be COMPLETED before it ends");
	if (boh_differs(old, row, EVENT_CAPACITY) ||
		boh_differs(old, row, EVENT_VENUE_ID) ||
		((status_changed || end_changed) && is_coming(row)))
		check_venue(row, schema);
}

/*
 * An import tells when the event was published; whoever else writes the column
 * is ignored.  Only a published event can be COMPLETED.
 */
static void
keep_published_at(const BohRow *old, BohRow *row)
{
	const char *status = event_status(row);
	bool		isnull = true;
	Datum		published = (Datum) 0;

	if (old != NULL)
		published = boh_get(old, EVENT_PUBLISHED_AT, &isnull);
	else if (has_privs_of_role(GetUserId(), row->relation->rd_rel->relowner))
		published = boh_get(row, EVENT_PUBLISHED_AT, &isnull);
	if (isnull && (strcmp(status, "PUBLISHED") == 0 || strcmp(status, "COMPLETED") == 0))
	{
		published = TimestampTzGetDatum(boh_now());
		isnull = false;
	}
	if (isnull)
		boh_set_null(row, EVENT_PUBLISHED_AT);
	else
		boh_set(row, EVENT_PUBLISHED_AT, published);
}

/*
 * Pages show the address, so it has a format that sections of pages demand.
 * One that was stored before this rule existed stays until it changes.
 */
static void
check_address(const BohRow *old, const BohRow *row, Oid schema, EventColumn column)
{
	const BohFormat *format = boh_format_find(EVENT_ADDRESS_FORMAT, strlen(EVENT_ADDRESS_FORMAT));
	const char *address;
	BohDetail	detail;

	if (old != NULL && !boh_differs(old, row, column))
		return;
	address = boh_get_text(row, column);
	if (address == NULL || format->check(address, strlen(address)))
		return;
	event_detail(&detail, row);
	boh_detail_text(&detail, "column", event_table.columns[column].name);
	boh_detail_text(&detail, "format", format->name);
	boh_detail_text(&detail, "expected", format->rule);
	boh_raise(BOH_EVENT_ADDRESS, &detail, BOH_PLACE(schema, "events", event_table.columns[column].name, NULL),
			  event_table.columns[column].name, format->rule);
}

Datum
boh_events_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_events_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	BohRow		old;
	BohRow		row;

	/*
	 * Let an own write of the counter, of booking_waited_at or of the archive
	 * pass.  It is not an edit of the event, and every booking may come here,
	 * so be quick.
	 */
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) &&
		boh_own_write_take(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_newtuple);

	boh_trigger_schema(trigger->tg_relation);
	boh_unique_watch(schema, &unique_table);
	boh_row_open(&old, trigger->tg_relation, &event_table, trigger->tg_trigtuple);
	boh_row_open_new(&row, trigger, &event_table);
	check_archived(row.stored ? &old : NULL, &row, schema);
	if (row.stored)
		check_changed(&old, &row, schema);
	else
		check_new(&row, schema);
	boh_require_visible(&row, trigger, &event_table, EVENT_TITLE, "an event");
	boh_time_zone_check(&row, trigger, schema, &event_table, EVENT_TIME_ZONE);
	check_address(row.stored ? &old : NULL, &row, schema, EVENT_IMAGE_URL);
	check_address(row.stored ? &old : NULL, &row, schema, EVENT_VIDEO_URL);
	keep_published_at(row.stored ? &old : NULL, &row);
	boh_slug_fill(&row, schema, EVENT_ID, EVENT_SLUG, EVENT_TITLE, &slug_taken, "event");
	boh_set(&row, EVENT_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

Datum
boh_complete_events(PG_FUNCTION_ARGS)
{
	int			max_rows = boh_argument_integer(fcinfo, 0, "max_rows", 1, PG_INT32_MAX);
	Oid			schema = boh_schema_to_write(fcinfo);
	Datum		values[] = {TimestampTzGetDatum(boh_now()), Int64GetDatum(max_rows)};
	BohMaintenance maintenance = boh_maintenance_begin(schema, "events", ACL_NO_RIGHTS);
	uint64		completed;

	boh_spi_connect();
	completed = boh_query(&complete_events, schema, values, NULL, 0);
	boh_spi_finish();
	boh_maintenance_end(maintenance);
	PG_RETURN_INT32((int32) completed);
}

/*-------------------------------------------------------------------------
 *
 * booking/seat_checks.c
 *	  Whether an event can be booked now, at this price, and has enough seats.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/import.h"
#include "base/shared_counters.h"
#include "booking/hold.h"
#include "booking/lane_seats.h"
#include "booking/seat_order.h"
#include "rights/profile.h"

bool		boh_seats_locked = false;

bool
seats_read_event(Oid schema, const pg_uuid_t *event, EventView *view)
{
	if (!boh_event_read(schema, event, view))
		return false;
	boh_lanes_count(schema, view);
	return true;
}

int64
seats_free(const EventView *view)
{
	return view->capacity - view->booked;
}

/*
 * Booking window, status and price
 */

static bool
is_open(const EventView *view, TimestampTz now)
{
	return strcmp(view->status, "PUBLISHED") == 0 &&
		view->opens <= now && view->closes > now;
}

static void
check_published(Oid schema, const pg_uuid_t *event, const EventView *view)
{
	bool		readable = boh_caller_may_read(schema, "events");
	BohDetail	detail;

	if (strcmp(view->status, "PUBLISHED") == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	if (readable)
		boh_detail_text(&detail, "status", view->status);
	boh_raise(BOH_EVENT_NOT_OPEN, &detail,
			  BOH_PLACE(schema, "events", "status", NULL),
			  readable ? psprintf(": its status is %s", view->status) : "");
}

/*
 * true when the caller may know what is in the row of an event that is
 * PUBLISHED.  The policies of profiles that act for people show such events to
 * everybody, although they hide others.
 */
bool
seats_event_is_readable(Oid schema)
{
	return boh_caller_may_read(schema, "events") ||
		(boh_limited_to_people(boh_profiles(schema)) &&
		 pg_class_aclcheck(boh_table(schema, "events"), GetUserId(), ACL_SELECT) == ACLCHECK_OK);
}

/* Raise an error if the event's status or booking window forbids to book. */
static void
check_open(Oid schema, const pg_uuid_t *event, const EventView *view,
		   TimestampTz now)
{
	bool		readable;
	BohDetail	detail;

	if (is_open(view, now))
		return;
	check_published(schema, event, view);
	readable = seats_event_is_readable(schema);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	if (view->opens > now)
	{
		if (readable)
			boh_detail_time(&detail, "booking_opens_at", view->opens);
		boh_raise(BOH_BOOKING_NOT_YET_OPEN, &detail,
				  BOH_PLACE(schema, "events", "booking_opens_at", NULL),
				  readable ? psprintf(": booking opens at %s", timestamptz_to_str(view->opens)) : "");
	}
	if (view->closes <= now)
	{
		if (readable)
			boh_detail_time(&detail, "booking_closes_at", view->closes);
		boh_raise(BOH_BOOKING_CLOSED, &detail,
				  BOH_PLACE(schema, "events", "booking_closes_at", NULL),
				  readable ? psprintf(": booking closed at %s", timestamptz_to_str(view->closes)) : "");
	}
}

bool
seats_is_late_payment(const SeatNote *note)
{
	return note->change == SEATS_RETAKE && note->seats == 0;
}

/* A late payment is independent of the booking window and the price. */
bool
seats_late_payment_is_possible(const EventView *view, TimestampTz now)
{
	return strcmp(view->status, "PUBLISHED") == 0 && view->ends > now;
}

static void
check_late_payment(Oid schema, const pg_uuid_t *event, const EventView *view, TimestampTz now)
{
	bool		readable;
	BohDetail	detail;

	if (seats_late_payment_is_possible(view, now))
		return;
	check_published(schema, event, view);
	readable = seats_event_is_readable(schema);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	if (readable)
		boh_detail_time(&detail, "end_date", view->ends);
	boh_raise(BOH_BOOKING_CLOSED, &detail,
			  BOH_PLACE(schema, "events", "end_date", NULL),
			  readable ? psprintf(": it ended at %s", timestamptz_to_str(view->ends)) : "");
}

static void
check_price(Oid schema, const SeatNote *note, const EventView *view)
{
	BohDetail	detail;
	char	   *currency = TextDatumGetCString(note->currency);

	if (DatumGetBool(DirectFunctionCall2(numeric_eq, note->price, view->price)) &&
		strcmp(currency, view->currency) == 0)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", &note->event);

	/*
	 * The client may not have named these values: they may have been filled
	 * in or come from a stored row.  So show them to those who may read them.
	 */
	if (boh_caller_may_read(schema, "bookings"))
	{
		boh_detail_numeric(&detail, "named_price", note->price);
		boh_detail_text(&detail, "named_currency", currency);
	}
	if (seats_event_is_readable(schema))
	{
		boh_detail_numeric(&detail, "price", view->price);
		boh_detail_text(&detail, "currency", view->currency);
	}
	boh_raise(BOH_STALE_PRICE, &detail,
			  BOH_PLACE(schema, "bookings", "unit_price", NULL));
}

/*
 * Imported bookings were made at another time and at the price of that time.
 * But active bookings belong to events that are, or were, open for booking.
 */
static void
check_imported(Oid schema, const pg_uuid_t *event, const EventView *view)
{
	if (strcmp(view->status, "COMPLETED") != 0)
		check_published(schema, event, view);
}

void
seats_check_terms(const SeatOrder *order, const EventView *view, TimestampTz now)
{
	if (order->imported)
		check_imported(order->schema, order->event, view);
	if (order->booking)
		check_open(order->schema, order->event, view, now);
	if (order->late)
		check_late_payment(order->schema, order->event, view, now);
	for (int i = 0; i < order->count; i++)
	{
		if (order->notes[i].change == SEATS_TAKE)
			check_price(order->schema, &order->notes[i], view);
	}
}

/*
 * Free seats
 */

static void
raise_not_enough(Oid schema, const pg_uuid_t *event, int64 requested, int64 available)
{
	BohDetail	detail;
	const char *known = "";

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_detail_integer(&detail, "requested", requested);
	if (seats_event_is_readable(schema))
	{
		boh_detail_integer(&detail, "available", available);
		known = psprintf(", " INT64_FORMAT " available", available);
	}
	boh_shared_count(BOH_SOLD_OUT_REFUSALS, schema);
	boh_raise(BOH_NOT_ENOUGH_SEATS, &detail,
			  BOH_PLACE(schema, "events", "booked_count", "chk_events_booked_count"),
			  (long long) requested, known);
}

void
seats_raise_locked(Oid schema, const pg_uuid_t *event)
{
	BohDetail	detail;

	boh_seats_locked = true;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_raise(BOH_BOOKINGS_LOCKED, &detail,
			  BOH_PLACE(schema, "bookings", NULL, NULL));
}

Datum *
seats_own_bookings(SeatOrder *order)
{
	Datum	   *ids;

	if (order->own != 0)
		return &order->own;
	ids = palloc_extended((order->count + 1) * sizeof(Datum), MCXT_ALLOC_HUGE);
	for (int i = 0; i < order->count; i++)
		ids[i] = UUIDPGetDatum(&order->notes[i].booking);
	order->own = PointerGetDatum(construct_array(ids, order->count, UUIDOID, UUID_LEN,
												 false, TYPALIGN_CHAR));
	pfree(ids);
	return &order->own;
}

bool
seats_make_room(Oid schema, const pg_uuid_t *event, int64 seats, EventView *view,
				TimestampTz now, Datum *except)
{
	while (seats_free(view) < seats)
	{
		int64		before = seats_free(view);

		CHECK_FOR_INTERRUPTS();
		boh_hold_expire(schema, event, now, EXPIRY_BATCH, except);
		seats_read_event(schema, event, view);
		if (seats_free(view) == before)
			return false;
	}
	return true;
}

void
seats_check_order(SeatOrder *order, EventView *view, TimestampTz now)
{
	int64		available;

	seats_check_terms(order, view, now);
	if (order->requested <= seats_free(view) + order->released)
		return;
	available = order->released +
		boh_hold_free_seats(order->schema, view, now, *seats_own_bookings(order));
	if (order->requested > available)
		raise_not_enough(order->schema, order->event, order->requested, available);
}

void
seats_provide(SeatOrder *order, EventView *view)
{
	TimestampTz now = boh_now();
	int64		needed = order->requested - order->released;

	seats_check_order(order, view, now);
	if (seats_free(view) >= needed ||
		seats_make_room(order->schema, order->event, needed, view, now, seats_own_bookings(order)))
		return;
	seats_check_order(order, view, now);
	seats_raise_locked(order->schema, order->event);
}

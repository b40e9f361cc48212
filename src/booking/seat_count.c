/*-------------------------------------------------------------------------
 *
 * booking/seat_count.c
 *	  Counting the seats that rows take or give back, at the end of the
 *	  statement.
 *
 * AFTER ROW triggers note seats, so that only rows that were really written
 * count (ON CONFLICT DO NOTHING writes none).  The AFTER STATEMENT trigger
 * counts them.  It processes the events of the statement in id order.  It
 * locks an event, checks every condition of a booking on the locked row, and
 * writes the event's counter once for all rows.
 *
 * Lock order: booking rows, then the event; several events in id order.  An
 * INSERT locks its event before its booking row exists (booking_new.c).  A
 * transaction that has an event locked never waits for a booking row: it
 * takes overdue holds and the bookings of a cancelled event with SKIP LOCKED.
 * Bookings of an event with lanes share the lock on the event.  So they lock
 * the limits of their users next, in order of the users' ids, and then
 * lanes (lane_seats.c).
 *
 * A counter can drift, for example by an import without triggers.  If it is
 * too low, bookings could not be cancelled, because it cannot go below 0.  So
 * after boh_recount_seats() for an event, statements of that transaction sum
 * up the seats of its bookings instead of adding to the counter.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/query.h"
#include "booking/booking_row.h"
#include "booking/hold.h"
#include "booking/lane_seats.h"
#include "booking/seat_order.h"
#include "people/user.h"

/*
 * With fewer free seats than this after a booking, the booking may depend on
 * overdue holds: others may take these seats before it does.
 */
#define NEARLY_FULL 100

/* An event that boh_seats_recount() was called for in this transaction. */
typedef struct RecountedEvent
{
	Oid			schema;
	pg_uuid_t	event;
} RecountedEvent;

static List *recounted_events = NIL;

#define ACTIVE_SEATS \
	"SELECT coalesce(pg_catalog.sum(seats), 0) FROM {schema}."
#define OF_EVENT "event_id " BOH_EQ " $1 AND " BOOKING_IS_ACTIVE

/* An event that is not archived has no bookings in the archive. */
static const BohQuery event_seats = {
	.text = "SELECT (" ACTIVE_SEATS "bookings WHERE " OF_EVENT ") " BOH_PLUS
	" (" ACTIVE_SEATS "bookings_archive WHERE " OF_EVENT " AND event_year " BOH_EQ
	" (SELECT a.event_year FROM {schema}.events_archive a WHERE a.event_id " BOH_EQ " $1))",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings",
	.latest = true
};

static void
transaction_ended(XactEvent event, void *argument pg_attribute_unused())
{
	/* the list itself is freed with TopTransactionContext */
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		recounted_events = NIL;
}

void
boh_seats_init(void)
{
	seats_notes_init();
	RegisterXactCallback(transaction_ended, NULL);
}

/*
 * Counting
 */

static bool
is_recounted(Oid schema, const pg_uuid_t *event)
{
	ListCell   *cell;

	foreach(cell, recounted_events)
	{
		const RecountedEvent *recounted = lfirst(cell);

		if (recounted->schema == schema &&
			memcmp(&recounted->event, event, sizeof(pg_uuid_t)) == 0)
			return true;
	}
	return false;
}

void
boh_seats_recount(Oid schema, const pg_uuid_t *event)
{
	MemoryContext previous = MemoryContextSwitchTo(TopTransactionContext);
	RecountedEvent *recounted;

	if (!is_recounted(schema, event))
	{
		recounted = palloc(sizeof(RecountedEvent));
		recounted->schema = schema;
		recounted->event = *event;
		recounted_events = lappend(recounted_events, recounted);
	}
	MemoryContextSwitchTo(previous);
}

int64
boh_seats_booked(Oid schema, const pg_uuid_t *event)
{
	Datum		values[] = {UUIDPGetDatum(event)};
	int64		booked;

	boh_spi_connect();
	boh_query(&event_seats, schema, values, NULL, 1);
	booked = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	boh_spi_finish();
	return booked;
}

/*
 * The difference between the summed up seats of bookings and the counter.  If
 * more seats than the capacity are booked, the counter becomes the capacity,
 * because a constraint allows no more.
 */
static int64
seats_to_add(Oid schema, const EventView *view)
{
	return Min(boh_seats_booked(schema, &view->id), view->capacity) - view->booked;
}

static void
count_in_row(SeatOrder *order, EventView *view)
{
	if (order->requested > 0)
		seats_provide(order, view);
	else
		seats_check_terms(order, view, boh_now());
	if (is_recounted(order->schema, order->event))
		boh_event_add_seats(order->schema, view, seats_to_add(order->schema, view));
	else if (order->requested != order->released)
		boh_event_add_seats(order->schema, view, order->requested - order->released);
	seats_check_users(order, view);
}

/*
 * Check users before any lane is written.  To cancel an overdue hold of a
 * user, check_limit() locks all lanes, and a transaction that has written one
 * lane must not wait for others.  If one lane has room for the whole order,
 * there are enough seats, and seats_check_order() need not read all lanes.
 */
static void
count_in_lanes(SeatOrder *order, EventView *view)
{
	int64		seats = order->requested - order->released;
	int64		booked;

	seats_check_terms(order, view, boh_now());
	if (view->limit > 0)
		seats_lock_limits(order);
	seats_check_users(order, view);
	if (is_recounted(order->schema, order->event))
	{
		boh_lanes_lock(order->schema, order->event);
		boh_lanes_count(order->schema, view);
		if (seats > 0)
			seats_provide(order, view);
		seats = seats_to_add(order->schema, view);
	}
	if (seats == 0 || boh_lanes_add_to_one(order->schema, view, seats))
		return;
	if (!boh_lanes_booked(order->schema, order->event, &booked))
	{
		/*
		 * This statement opens the lanes itself, and makes them only after it
		 * has counted.  Until then the event's row is the counter.
		 */
		count_in_row(order, view);
		return;
	}

	/* raise errors that are certain now before waiting for all lanes */
	boh_lanes_count(order->schema, view);
	if (seats > 0)
		seats_check_order(order, view, boh_now());
	if (boh_lanes_add_to_several(order->schema, view, seats))
		return;
	boh_lanes_count(order->schema, view);
	if (seats > 0)
		seats_provide(order, view);
	if (!boh_lanes_add_to_several(order->schema, view, seats))
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("booked seats of an event's lanes would leave the range from 0 to its capacity"),
				 errhint("The stored number of booked seats is wrong. Find such events with SELECT * FROM boh_verify(), and call boh_recount_seats() for the event first, in the same transaction.")));
}

static void
count_order(SeatOrder *order)
{
	EventView	view;

	if (!boh_event_read(order->schema, order->event, &view))
		elog(ERROR, "event of a booking not found");

	/* raise errors that are certain now before waiting for the lock */
	if (order->requested > 0 && !view.locked)
	{
		boh_lanes_count(order->schema, &view);
		seats_check_order(order, &view, boh_now());
	}
	if (!boh_event_lock(order->schema, &view))
		elog(ERROR, "event of a booking not found");
	if (view.lanes > 1)
		count_in_lanes(order, &view);
	else
		count_in_row(order, &view);
}

/* Count the notes of the first event; returns the number of its notes. */
static int
count_first_event(const SeatNote *taken, int count)
{
	SeatOrder	order = {
		.schema = taken->schema,
		.event = &taken->event,
		.notes = taken
	};

	while (order.count < count && seats_compare_events(taken, &taken[order.count]) == 0)
	{
		const SeatNote *note = &taken[order.count++];

		if (note->change == SEATS_RELEASE)
			order.released += note->seats;
		else
			order.requested += note->seats;
		if (note->change == SEATS_TAKE)
			order.booking = true;
		if (note->change == SEATS_IMPORT)
			order.imported = true;
		if (seats_is_late_payment(note))
			order.late = true;
	}
	count_order(&order);
	return order.count;
}

void
boh_seats_count(void)
{
	int			count;
	SeatNote   *taken = seats_take_notes(&count);

	for (int first = 0; first < count;)
	{
		CHECK_FOR_INTERRUPTS();
		first += count_first_event(&taken[first], count - first);
	}
}

/*
 * Checks before anything is written
 */

bool
boh_seats_expect(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user, int seats)
{
	EventView	view;
	bool		plenty;
	SeatOrder	order = {
		.schema = schema,
		.event = event,
		.requested = seats,
		.booking = true
	};

	if (!boh_event_read(schema, event, &view))
		boh_raise_not_found(schema, "events", "event", event);
	plenty = view.lanes > 1 ?
		boh_lanes_have_room(schema, &view, (int64) seats + NEARLY_FULL) :
		seats_free(&view) >= (int64) seats + NEARLY_FULL;
	if (plenty)
		seats_check_terms(&order, &view, boh_now());
	else
	{
		boh_lanes_count(schema, &view);
		seats_check_order(&order, &view, boh_now());
	}
	if (boh_user_state(schema, user) == USER_MISSING)
		boh_raise_not_found(schema, "users", "user", user);
	return view.locked || (view.limit == 0 && plenty);
}

static bool
lock_seats(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user, EventView *view)
{
	if (!boh_event_read(schema, event, view) || !boh_event_lock(schema, view))
		return false;
	if (view->lanes > 1)
	{
		if (view->limit > 0)
			seats_lock_limit(schema, event, user);
		boh_lanes_lock(schema, event);
		boh_lanes_count(schema, view);
	}
	return true;
}

void
boh_seats_lock(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user)
{
	EventView	view;

	(void) lock_seats(schema, event, user, &view);
}

/*
 * This only checks.  The UPDATE that confirms the booking notes and counts its
 * seats.
 */
bool
boh_seats_can_return(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user,
					 int seats)
{
	Datum		except = boh_no_bookings();
	TimestampTz now;
	EventView	view;
	UserSeats	found;
	int64		allowed;

	if (!lock_seats(schema, event, user, &view))
		return false;
	now = boh_now();
	if (!seats_late_payment_is_possible(&view, now) || boh_user_state(schema, user) == USER_DELETED)
		return false;
	if (!seats_make_room(schema, event, seats, &view, now, &except))
	{
		if (boh_hold_free_seats(schema, &view, now, except) >= seats)
			seats_raise_locked(schema, event);
		return false;
	}
	if (view.limit == 0)
		return true;
	allowed = (int64) view.limit - seats;
	found = seats_with_limit(schema, event, user, allowed, &except);
	if (found.seats > allowed && found.seats - found.overdue <= allowed)
		seats_raise_locked(schema, event);
	return found.seats <= allowed;
}

/*-------------------------------------------------------------------------
 *
 * booking/seats.c
 *	  Notes of the seats that rows take or give back, and their counting at
 *	  the end of the statement.
 *
 * AFTER ROW triggers note seats, so that only rows that were really written
 * count (ON CONFLICT DO NOTHING writes none).  The AFTER STATEMENT trigger
 * counts them.  It processes the events of the statement in id order.  It
 * locks an event, checks every condition of a booking on the locked row, and
 * writes the event's counter once for all rows.
 *
 * Lock order: booking rows, then the event; several events in id order.  An
 * INSERT locks its event before its booking row exists (booking.c).  A
 * transaction that has an event locked never waits for a booking row: it
 * takes overdue holds and the bookings of a cancelled event with SKIP LOCKED.
 * Bookings of an event with lanes share the lock on the event.  So they lock
 * the limits of their users next, in the order of compare_notes(), and then
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
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/query.h"
#include "booking/event_row.h"
#include "booking/hold.h"
#include "booking/lane_seats.h"
#include "booking/seats.h"
#include "people/user.h"

/* Initial size of the array of notes; it is doubled when full. */
#define FIRST_NOTES 64

/*
 * With fewer free seats than this after a booking, the booking may depend on
 * overdue holds: others may take these seats before it does.
 */
#define NEARLY_FULL 100

/* Overdue holds that a booking in need of seats cancels at a time. */
#define EXPIRY_BATCH 100

/*
 * A booking over the user's limit gives up after so many batches that
 * cancelled none of that user's overdue holds.
 */
#define MAX_IN_VAIN 100

typedef struct SeatNote
{
	SubTransactionId subtransaction;	/* the row's: its abort undoes both */
	Oid			schema;
	SeatChange	change;
	pg_uuid_t	booking;
	pg_uuid_t	event;
	pg_uuid_t	user;
	int64		seats;
	Datum		price;			/* SEATS_TAKE only */
	Datum		currency;
} SeatNote;

/* The changes of one statement to the seats of one event. */
typedef struct SeatOrder
{
	Oid			schema;
	const pg_uuid_t *event;
	const SeatNote *notes;		/* sorted by change, then by user */
	int			count;
	int64		released;
	int64		requested;		/* sum of SEATS_TAKE and SEATS_RETAKE */
	bool		booking;		/* some notes are SEATS_TAKE */
	bool		late;			/* some notes are is_late_payment() */
	Datum		own;			/* own_bookings() makes it when needed; 0: not
								 * yet */
} SeatOrder;

static SeatNote *notes = NULL;
static int	note_count = 0;
static int	note_room = 0;
static MemoryContext note_context = NULL;

bool		boh_seats_locked = false;

/* An event that boh_seats_recount() was called for in this transaction. */
typedef struct RecountedEvent
{
	Oid			schema;
	pg_uuid_t	event;
} RecountedEvent;

static List *recounted_events = NIL;

static const BohQuery event_seats = {
	.text = "SELECT coalesce(pg_catalog.sum(seats), 0) FROM {schema}.bookings"
	" WHERE event_id " BOH_EQ " $1"
	" AND (status " BOH_EQ " 'PENDING' OR status " BOH_EQ " 'CONFIRMED')",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings",
	.latest = true
};

static const BohQuery user_seats = {
	.text = "SELECT coalesce(pg_catalog.sum(seats), 0),"
	" coalesce(pg_catalog.sum(seats) FILTER (WHERE status " BOH_EQ " 'PENDING'"
	" AND expires_at " BOH_LE " $3 AND id " BOH_NE " ALL ($4)), 0) FROM {schema}.bookings"
	" WHERE event_id " BOH_EQ " $1 AND user_id " BOH_EQ " $2"
	" AND (status " BOH_EQ " 'PENDING' OR status " BOH_EQ " 'CONFIRMED')",
	.nargs = 4,
	.argtypes = {UUIDOID, UUIDOID, TIMESTAMPTZOID, UUIDARRAYOID},
	.owner_of = "bookings",
	.latest = true
};

/*
 * Notes
 */

/*
 * Remove a note; the last one takes its place.  When no note is left, which is
 * so at the end of a statement, free their memory.
 */
static void
drop_note(int i)
{
	notes[i] = notes[--note_count];
	if (note_count == 0)
	{
		notes = NULL;
		note_room = 0;
		MemoryContextReset(note_context);
	}
}

static void
transaction_ending(XactEvent event, void *argument pg_attribute_unused())
{
	/* the list itself is freed with TopTransactionContext */
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		recounted_events = NIL;
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			if (note_count > 0)
				ereport(ERROR,
						(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						 errmsg("seats of bookings were noted but not counted"),
						 errhint("Enable the trigger \"boh_bookings_count_seats\" again.")));
			break;
		case XACT_EVENT_ABORT:
			while (note_count > 0)
				drop_note(note_count - 1);
			break;
		default:
			break;
	}
}

/*
 * A note outlives its statement only if nothing counted it, because somebody
 * has disabled the trigger boh_bookings_count_seats.  The note then follows
 * its row: when the subtransaction commits, both belong to its parent; when
 * it aborts, both are gone.
 */
static void
subtransaction_ending(SubXactEvent event, SubTransactionId subtransaction,
					  SubTransactionId parent, void *argument pg_attribute_unused())
{
	if (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (int i = note_count - 1; i >= 0; i--)
	{
		if (notes[i].subtransaction != subtransaction)
			continue;
		if (event == SUBXACT_EVENT_COMMIT_SUB)
			notes[i].subtransaction = parent;
		else
			drop_note(i);
	}
}

void
boh_seats_init(void)
{
	note_context = AllocSetContextCreate(TopMemoryContext, "boh seats",
										 ALLOCSET_DEFAULT_SIZES);
	RegisterXactCallback(transaction_ending, NULL);
	RegisterSubXactCallback(subtransaction_ending, NULL);
}

static int
compare_datums(Datum one, Datum other)
{
	Size		one_size = VARSIZE(DatumGetPointer(one));
	Size		other_size = VARSIZE(DatumGetPointer(other));
	int			order = memcmp(DatumGetPointer(one), DatumGetPointer(other),
							   Min(one_size, other_size));

	return order != 0 ? order : (one_size > other_size) - (one_size < other_size);
}

/*
 * Returns a copy of value or, if the previous note has an equal one, that one.
 * Rows of a bulk load mostly have equal values, so this saves memory.
 */
static Datum
kept_datum(Datum value, Datum before)
{
	Datum		flat = PointerGetDatum(PG_DETOAST_DATUM(value));

	if (before != 0 && compare_datums(flat, before) == 0)
		return before;
	return datumCopy(flat, false, -1);
}

void
boh_seats_note(Oid schema, SeatChange change, const pg_uuid_t *booking,
			   const pg_uuid_t *event, const pg_uuid_t *user, int64 seats, Datum price, Datum currency)
{
	MemoryContext previous;
	SeatNote	note = {
		.subtransaction = GetCurrentSubTransactionId(),
		.schema = schema,
		.change = change,
		.booking = *booking,
		.event = *event,
		.user = *user,
		.seats = seats
	};

	previous = MemoryContextSwitchTo(note_context);
	if (note_count == note_room)
	{
		int			room = Max(FIRST_NOTES, note_room * 2);

		/* set note_room last: an allocation that fails raises an error */
		notes = notes == NULL ? palloc(room * sizeof(SeatNote)) :
			repalloc_huge(notes, room * sizeof(SeatNote));
		note_room = room;
	}
	if (change == SEATS_TAKE)
	{
		note.price = kept_datum(price, note_count > 0 ? notes[note_count - 1].price : 0);
		note.currency = kept_datum(currency,
								   note_count > 0 ? notes[note_count - 1].currency : 0);
	}
	MemoryContextSwitchTo(previous);
	notes[note_count++] = note;
}

static int
compare_events(const SeatNote *one, const SeatNote *other)
{
	if (one->schema != other->schema)
		return one->schema < other->schema ? -1 : 1;
	return memcmp(&one->event, &other->event, sizeof(pg_uuid_t));
}

/* qsort comparator: the order in which notes are counted */
static int
compare_notes(const void *one, const void *other)
{
	const SeatNote *first = one;
	const SeatNote *second = other;
	int			order = compare_events(first, second);

	if (order == 0)
		order = (int) first->change - (int) second->change;
	if (order == 0)
		order = memcmp(&first->user, &second->user, sizeof(pg_uuid_t));
	return order;
}

/*
 * Remove this subtransaction's notes from the list and return them in the
 * order in which they are counted.  They must be removed first, because
 * counting may write bookings itself and so call this function again.
 */
static SeatNote *
take_notes(int *count)
{
	SubTransactionId current = GetCurrentSubTransactionId();
	SeatNote   *taken = palloc_extended(note_count * sizeof(SeatNote), MCXT_ALLOC_HUGE);

	*count = 0;
	for (int i = note_count - 1; i >= 0; i--)
	{
		SeatNote   *note = &taken[*count];

		if (notes[i].subtransaction != current)
			continue;
		*note = notes[i];
		if (note->change == SEATS_TAKE)
		{
			note->price = datumCopy(note->price, false, -1);
			note->currency = datumCopy(note->currency, false, -1);
		}
		(*count)++;
		drop_note(i);
	}
	qsort(taken, *count, sizeof(SeatNote), compare_notes);
	return taken;
}

/*
 * Checks of events and users
 */

/* Read an event, with an up-to-date booked also if it has lanes. */
static bool
read_event(Oid schema, const pg_uuid_t *event, EventView *view)
{
	if (!boh_event_read(schema, event, view))
		return false;
	boh_lanes_count(schema, view);
	return true;
}

/* Seats of overdue holds are not in the result: they are still booked. */
static int64
free_seats(const EventView *view)
{
	return view->capacity - view->booked;
}

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
	readable = boh_caller_may_read(schema, "events");
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

/*
 * true for the note of a plain UPDATE that confirms an overdue hold.  No call
 * of boh_seats_can_return() came before it, so the checks are still to be
 * made.
 */
static bool
is_late_payment(const SeatNote *note)
{
	return note->change == SEATS_RETAKE && note->seats == 0;
}

/* A late payment is independent of the booking window and the price. */
static bool
takes_late_payments(const EventView *view, TimestampTz now)
{
	return strcmp(view->status, "PUBLISHED") == 0 && view->ends > now;
}

static void
check_late_payment(Oid schema, const pg_uuid_t *event, const EventView *view, TimestampTz now)
{
	bool		readable;
	BohDetail	detail;

	if (takes_late_payments(view, now))
		return;
	check_published(schema, event, view);
	readable = boh_caller_may_read(schema, "events");
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
	if (boh_caller_may_read(schema, "events"))
	{
		boh_detail_numeric(&detail, "price", view->price);
		boh_detail_text(&detail, "currency", view->currency);
	}
	boh_raise(BOH_STALE_PRICE, &detail,
			  BOH_PLACE(schema, "bookings", "unit_price", NULL));
}

static void
raise_not_enough(Oid schema, const pg_uuid_t *event, int64 requested, int64 available)
{
	BohDetail	detail;
	const char *known = "";

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_detail_integer(&detail, "requested", requested);
	if (boh_caller_may_read(schema, "events"))
	{
		boh_detail_integer(&detail, "available", available);
		known = psprintf(", " INT64_FORMAT " available", available);
	}
	boh_raise(BOH_NOT_ENOUGH_SEATS, &detail,
			  BOH_PLACE(schema, "events", "booked_count", "chk_events_booked_count"),
			  (long long) requested, known);
}

/*
 * An array of the bookings that the statement writes, which it must not
 * cancel as overdue.  boh_hold_expire() adds the overdue holds that cannot be
 * cancelled.
 */
static Datum *
own_bookings(SeatOrder *order)
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

/*
 * Cancel overdue holds until the event, which the caller has locked, has
 * enough free seats.  Returns false when too few could be cancelled.
 */
static bool
make_room(Oid schema, const pg_uuid_t *event, int64 seats, EventView *view,
		  TimestampTz now, Datum *except)
{
	while (free_seats(view) < seats)
	{
		int64		before = free_seats(view);

		CHECK_FOR_INTERRUPTS();
		boh_hold_expire(schema, event, now, EXPIRY_BATCH, except);
		read_event(schema, event, view);
		if (free_seats(view) == before)
			return false;
	}
	return true;
}

/* Seats of a user's active bookings of an event. */
typedef struct UserSeats
{
	int64		seats;
	int64		overdue;		/* the part of seats that belongs to overdue
								 * holds that may be cancelled */
} UserSeats;

static UserSeats
count_user_seats(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user,
				 TimestampTz now, Datum except)
{
	Datum		values[] = {
		UUIDPGetDatum(event),
		UUIDPGetDatum(user),
		TimestampTzGetDatum(now),
		except
	};
	UserSeats	found;

	boh_spi_connect();
	boh_query(&user_seats, schema, values, NULL, 1);
	found.seats = DatumGetInt64(boh_required_value(0, 1, INT8OID));
	found.overdue = DatumGetInt64(boh_required_value(0, 2, INT8OID));
	boh_spi_finish();
	return found;
}

/*
 * Without this lock a user could pass the limit of an event with lanes: two
 * concurrent bookings would not see each other's seats.
 */
static void
lock_limit(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user)
{
	boh_lock(BOH_LOCK_LIMIT,
			 hash_bytes_extended(user->data, UUID_LEN,
								 hash_bytes_extended(event->data, UUID_LEN, schema)));
}

/*
 * Count a user's seats of an event.  While they are more than the limit and
 * some belong to overdue holds, cancel overdue holds of the event, oldest
 * first, and count again.  The caller has locked the event or, with lanes,
 * the user's limit, so no other transaction can book for this user meanwhile.
 */
static UserSeats
seats_with_limit(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user,
				 int64 limit, Datum *except)
{
	TimestampTz now = boh_now();
	UserSeats	found = count_user_seats(schema, event, user, now, *except);
	int64		before;
	int			in_vain = 0;

	while (found.seats > limit && found.overdue > 0)
	{
		int			expired;

		CHECK_FOR_INTERRUPTS();
		expired = boh_hold_expire(schema, event, now, EXPIRY_BATCH, except);
		before = found.overdue;
		found = count_user_seats(schema, event, user, now, *except);
		if (expired == 0 || (found.overdue == before && ++in_vain == MAX_IN_VAIN))
			break;
	}
	return found;
}

/* Cancelling overdue holds would suffice, but others have locked them. */
static void
raise_locked(Oid schema, const pg_uuid_t *event)
{
	BohDetail	detail;

	boh_seats_locked = true;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", event);
	boh_raise(BOH_BOOKINGS_LOCKED, &detail,
			  BOH_PLACE(schema, "bookings", NULL, NULL));
}

static void
check_limit(SeatOrder *order, const EventView *view, const pg_uuid_t *user)
{
	Oid			schema = order->schema;
	int			limit = view->limit;
	UserSeats	found = count_user_seats(schema, order->event, user, boh_now(),
										 boh_no_bookings());
	bool		bookings_known;
	bool		limit_known;
	BohDetail	detail;

	if (found.seats > limit && found.overdue > 0)
	{
		if (view->lanes > 1)
			boh_lanes_lock(schema, order->event);
		found = seats_with_limit(schema, order->event, user, limit,
								 own_bookings(order));
	}
	if (found.seats <= limit)
		return;
	if (found.seats - found.overdue <= limit)
		raise_locked(schema, order->event);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "event_id", order->event);
	boh_detail_uuid(&detail, "user_id", user);
	bookings_known = boh_caller_may_read(schema, "bookings");
	limit_known = boh_caller_may_read(schema, "events");
	if (bookings_known)
		boh_detail_integer(&detail, "seats", found.seats);
	if (limit_known)
		boh_detail_integer(&detail, "max_seats_per_user", limit);
	boh_raise(BOH_USER_LIMIT, &detail,
			  BOH_PLACE(schema, "events", "max_seats_per_user", NULL),
			  bookings_known ? psprintf(": " INT64_FORMAT, found.seats) : "",
			  limit_known ? psprintf("%s at most %d", bookings_known ? "," : ":", limit) : "");
}

/* A missing user passes: the foreign key reports it. */
static void
check_user(Oid schema, const pg_uuid_t *user)
{
	BohDetail	detail;

	if (boh_user_state(schema, user) != USER_DELETED)
		return;
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "user_id", user);
	boh_raise(BOH_USER_DELETED, &detail,
			  BOH_PLACE(schema, "users", "deleted_at", NULL));
}

/*
 * Counting
 */

/* Check all but the seats and the users: booking window, status, prices. */
static void
check_terms(const SeatOrder *order, const EventView *view, TimestampTz now)
{
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
 * Raise the error that the order would get, as far as the event's row and its
 * overdue holds tell.  Seats of overdue holds count as free, and so do seats
 * that the same statement gives back.
 */
static void
check_order(SeatOrder *order, EventView *view, TimestampTz now)
{
	int64		available;

	check_terms(order, view, now);
	if (order->requested <= free_seats(view) + order->released)
		return;
	available = order->released +
		boh_hold_free_seats(order->schema, view, now, *own_bookings(order));
	if (order->requested > available)
		raise_not_enough(order->schema, order->event, order->requested, available);
}

/*
 * Make sure that an event, which the caller has locked, has enough free seats;
 * cancel overdue holds if needed.
 */
static void
provide_seats(SeatOrder *order, EventView *view)
{
	TimestampTz now = boh_now();
	int64		needed = order->requested - order->released;

	check_order(order, view, now);
	if (free_seats(view) >= needed ||
		make_room(order->schema, order->event, needed, view, now, own_bookings(order)))
		return;
	check_order(order, view, now);
	raise_locked(order->schema, order->event);
}

static void
check_users(SeatOrder *order, const EventView *view)
{
	const pg_uuid_t *before = NULL;

	for (int i = 0; i < order->count; i++)
	{
		const SeatNote *note = &order->notes[i];

		if (note->change == SEATS_RELEASE ||
			(before != NULL && memcmp(before, &note->user, sizeof(pg_uuid_t)) == 0))
			continue;
		CHECK_FOR_INTERRUPTS();
		before = &note->user;
		if (note->change == SEATS_TAKE || is_late_payment(note))
			check_user(order->schema, before);
		if (view->limit > 0)
			check_limit(order, view, before);
	}
}

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
		provide_seats(order, view);
	else
		check_terms(order, view, boh_now());
	if (is_recounted(order->schema, order->event))
		boh_event_add_seats(order->schema, view, seats_to_add(order->schema, view));
	else if (order->requested != order->released)
		boh_event_add_seats(order->schema, view, order->requested - order->released);
	check_users(order, view);
}

static int
compare_users(const void *one, const void *other)
{
	return memcmp(one, other, sizeof(pg_uuid_t));
}

/*
 * Lock the limits in order of the users' ids.  The notes are sorted by the kind
 * of change first, so one user may stand in two places.
 */
static void
lock_limits(const SeatOrder *order)
{
	pg_uuid_t  *users = palloc_extended(order->count * sizeof(pg_uuid_t), MCXT_ALLOC_HUGE);
	int			count = 0;

	for (int i = 0; i < order->count; i++)
	{
		if (order->notes[i].change != SEATS_RELEASE)
			users[count++] = order->notes[i].user;
	}
	qsort(users, count, sizeof(pg_uuid_t), compare_users);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i == 0 || compare_users(&users[i - 1], &users[i]) != 0)
			lock_limit(order->schema, order->event, &users[i]);
	}
	pfree(users);
}

/*
 * Check users before any lane is written.  To cancel an overdue hold of a
 * user, check_limit() locks all lanes, and a transaction that has written one
 * lane must not wait for others.  If one lane has room for the whole order,
 * there are enough seats, and check_order() need not read all lanes.
 */
static void
count_in_lanes(SeatOrder *order, EventView *view)
{
	int64		seats = order->requested - order->released;
	int64		booked;

	check_terms(order, view, boh_now());
	if (view->limit > 0)
		lock_limits(order);
	check_users(order, view);
	if (is_recounted(order->schema, order->event))
	{
		boh_lanes_lock(order->schema, order->event);
		boh_lanes_count(order->schema, view);
		if (seats > 0)
			provide_seats(order, view);
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
		check_order(order, view, boh_now());
	if (boh_lanes_add_to_several(order->schema, view, seats))
		return;
	boh_lanes_count(order->schema, view);
	if (seats > 0)
		provide_seats(order, view);
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
		check_order(order, &view, boh_now());
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

	while (order.count < count && compare_events(taken, &taken[order.count]) == 0)
	{
		const SeatNote *note = &taken[order.count++];

		if (note->change == SEATS_RELEASE)
			order.released += note->seats;
		else
			order.requested += note->seats;
		if (note->change == SEATS_TAKE)
			order.booking = true;
		if (is_late_payment(note))
			order.late = true;
	}
	count_order(&order);
	return order.count;
}

void
boh_seats_count(void)
{
	int			count;
	SeatNote   *taken;

	if (note_count == 0)
		return;
	taken = take_notes(&count);
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
		free_seats(&view) >= (int64) seats + NEARLY_FULL;
	if (plenty)
		check_terms(&order, &view, boh_now());
	else
	{
		boh_lanes_count(schema, &view);
		check_order(&order, &view, boh_now());
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
			lock_limit(schema, event, user);
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
	if (!takes_late_payments(&view, now) || boh_user_state(schema, user) == USER_DELETED)
		return false;
	if (!make_room(schema, event, seats, &view, now, &except))
	{
		if (boh_hold_free_seats(schema, &view, now, except) >= seats)
			raise_locked(schema, event);
		return false;
	}
	if (view.limit == 0)
		return true;
	allowed = (int64) view.limit - seats;
	found = seats_with_limit(schema, event, user, allowed, &except);
	if (found.seats > allowed && found.seats - found.overdue <= allowed)
		raise_locked(schema, event);
	return found.seats <= allowed;
}

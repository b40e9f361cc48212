/*-------------------------------------------------------------------------
 *
 * booking/seats.c
 *	  Seats are noted row by row and counted at the end of the statement.
 *
 * AFTER ROW triggers note seats, so that only rows that really were written
 * count (ON CONFLICT DO NOTHING writes none).  The AFTER STATEMENT trigger
 * counts them: the event is locked, every condition of a booking is checked on
 * the locked row, and the counter is written once an event, however many rows,
 * in event id order.
 *
 * Lock order: booking rows, then the event; several events in id order.
 * An INSERT has locked its event before there is a booking row (booking.c).
 * Whoever holds an event never waits for a booking row: overdue holds and the
 * bookings of a cancelled event are taken with SKIP LOCKED.  An event with lanes
 * is shared, so the limits of its users are locked next, in order of their ids,
 * and then its lanes (lane_seats.c).
 *
 * A counter that drifted, say by an import without triggers, would keep bookings
 * from being cancelled: less than no seats cannot be booked.  So once
 * boh_recount_seats() was called for an event, statements of that transaction
 * count the seats of its bookings anew instead of adding to the counter.
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

/* Room for notes at first; doubled when it is full. */
#define FIRST_NOTES 64

/* So many seats left, and a booking may soon depend on overdue holds. */
#define NEARLY_FULL 100

/* Overdue holds cancelled at a time by a booking that needs seats. */
#define EXPIRY_BATCH 100

/* How many batches may leave a user's own holds as they are. */
#define MAX_IN_VAIN 100

typedef struct SeatNote
{
	SubTransactionId subtransaction;	/* that undoes the row */
	Oid			schema;
	SeatChange	change;
	pg_uuid_t	booking;
	pg_uuid_t	event;
	pg_uuid_t	user;
	int64		seats;
	Datum		price;			/* SEATS_TAKE only */
	Datum		currency;
} SeatNote;

/* What a statement does to the seats of one event. */
typedef struct SeatOrder
{
	Oid			schema;
	const pg_uuid_t *event;
	const SeatNote *notes;		/* sorted: releases, then by user */
	int			count;
	int64		released;
	int64		requested;		/* taken and taken again */
	bool		booking;		/* some are SEATS_TAKE */
	bool		late;			/* some are late payments for seats still held */
	Datum		own;			/* own_bookings(), made when needed */
} SeatOrder;

static SeatNote *notes = NULL;
static int	note_count = 0;
static int	note_room = 0;
static MemoryContext note_context = NULL;

bool		boh_seats_locked = false;

/* An event whose seats are counted anew until the transaction ends. */
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

/* Memory is given back when the last note goes, at the end of a statement. */
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
	/* the list itself goes with the transaction's memory */
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
 * A note outlives its statement only where nothing counted it, because somebody
 * has switched that off.  It goes with its row: both belong to the parent once
 * the subtransaction has ended well, and end with the parent when that is undone.
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

/* A copy, or what the note before keeps when it is the same, as in bulk it is. */
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

		/* memory may be out: the room is raised only when it is there */
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

/* Order of counting. */
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
 * Move this subtransaction's notes out, in order of counting: counting may
 * write bookings itself, and so come here again.
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
 * What an event allows
 */

/* The event, with booked as it is now. */
static bool
read_event(Oid schema, const pg_uuid_t *event, EventView *view)
{
	if (!boh_event_read(schema, event, view))
		return false;
	boh_lanes_count(schema, view);
	return true;
}

/* An overdue hold or two may be among the booked ones. */
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

/* Raise the error for whatever but seats keeps an event from being booked. */
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

/* One by a plain UPDATE: boh_seats_can_return() has not been asked. */
static bool
is_late_payment(const SeatNote *note)
{
	return note->change == SEATS_RETAKE && note->seats == 0;
}

/* A late payment minds neither the booking window nor the price. */
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

	/* what the statement left out was filled in, or comes from a stored row */
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
 * The bookings that the statement writes, which it must not cancel as overdue;
 * later with overdue holds that cannot be cancelled.
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
 * With the event locked, cancel overdue holds until there are enough seats.
 * false when there are none left to cancel.
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

/* A user's active bookings of an event. */
typedef struct UserSeats
{
	int64		seats;
	int64		overdue;		/* of them those of overdue holds that may be
								 * cancelled */
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

/* On lanes a user could book twice at once. */
static void
lock_limit(Oid schema, const pg_uuid_t *event, const pg_uuid_t *user)
{
	boh_lock(BOH_LOCK_LIMIT,
			 hash_bytes_extended(user->data, UUID_LEN,
								 hash_bytes_extended(event->data, UUID_LEN, schema)));
}

/*
 * A user's seats, when overdue holds are cancelled as far as they are what
 * passes the limit.  The event or the limit is locked, so nobody else counts
 * this user's meanwhile.
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

/* Overdue holds would do, but somebody is just changing them. */
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

/* A user who is missing is the foreign key's matter. */
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

/* Raise what but seats and users keeps the event from being booked. */
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
 * Raise what keeps the seats from being taken, as far as can be told from a
 * view of the event.  Overdue holds count as free, and so does what the same
 * statement gives back.
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

/* With the event locked, see that the seats are there. */
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
 * What is to be added to the counter of an event whose seats are counted anew.
 * More than all cannot be booked by it, though more may be.
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

static void
lock_limits(const SeatOrder *order)
{
	for (int i = 0; i < order->count; i++)
	{
		const SeatNote *note = &order->notes[i];

		CHECK_FOR_INTERRUPTS();
		if (note->change != SEATS_RELEASE &&
			(i == 0 || memcmp(&note[-1].user, &note->user, sizeof(pg_uuid_t)) != 0))
			lock_limit(order->schema, order->event, &note->user);
	}
}

/*
 * Users come first here: an overdue hold of theirs may have to be cancelled, with
 * all lanes locked, which must not be after one of them was written.  A lane that
 * has room for the whole order tells what check_order() would ask of all lanes.
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
		/* this very statement opens them, and will not until it has counted */
		count_in_row(order, view);
		return;
	}

	/* what is refused anyway does not wait for every lane */
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
				 errhint("SELECT * FROM boh_verify() shows which counters have drifted; call boh_recount_seats() for such an event before, in the same transaction.")));
}

static void
count_order(SeatOrder *order)
{
	EventView	view;

	if (!boh_event_read(order->schema, order->event, &view))
		elog(ERROR, "event of a booking not found");

	/* what is refused anyway does not wait for the lock */
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

/* Count the first event of the notes; returns how many notes were its. */
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
 * Questions asked before anything is written
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

/* The seats are counted only when the booking has returned. */
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

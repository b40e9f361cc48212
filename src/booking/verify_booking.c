/*-------------------------------------------------------------------------
 *
 * booking/verify_booking.c
 *	  Reads all bookings once, those of the archive included, for boh_verify().
 *
 * Bookings may be many more than fit in memory, and reading them takes most of
 * the time, so this one pass finds faults in them, adds up active seats, and
 * lets statistics count.  It keeps some 40 to 90 bytes for each event.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "common/int.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/numeric.h"
#include "utils/xid8.h"

#include "base/cents.h"
#include "base/compat.h"
#include "base/uuid.h"
#include "booking/booking_row.h"
#include "booking/verify.h"
#include "booking/verify_scope.h"

/* Columns of the statements below */
enum
{
	ID,
	EVENT,
	USER,
	SEATS,
	UNIT_PRICE,
	TOTAL_PRICE,
	CURRENCY,
	STATUS,
	HELD,
	PAYMENT_REFERENCE,
	BOOKING_DATE,
	EXPIRES_AT,
	CONFIRMED_AT,
	CANCELLED_AT,
	REFUNDED_AT,
	EXPIRED_AT,
	UPDATED_AT,
	XID,
	ARCHIVED,
	USER_EXISTS
};

#define COLUMNS \
	"b.id, b.event_id, b.user_id, b.seats, b.unit_price, b.total_price, b.currency, b.status," \
	" b.held, b.payment_reference, b.booking_date, b.expires_at, b.confirmed_at, b.cancelled_at," \
	" b.refunded_at, b.expired_at, b.updated_at, b.xid"

#define WITH_USERS(table, archived) \
	"SELECT " COLUMNS ", " archived ", u.id IS NOT NULL" \
	" FROM {schema}." table " b LEFT JOIN {schema}.users u ON u.id = b.user_id" \
	" WHERE " EVENT_IN_SCOPE("b.event_id")

static const BohQuery bookings_with_users =
BOH_SCOPED_CHECK(WITH_USERS("bookings", "false") " UNION ALL " WITH_USERS("bookings_archive", "true"));

/* If the rows of users cannot be checked */
#define ALONE(table, archived) \
	"SELECT " COLUMNS ", " archived ", true FROM {schema}." table " b" \
	" WHERE " EVENT_IN_SCOPE("b.event_id")

static const BohQuery bookings_alone =
BOH_SCOPED_CHECK(ALONE("bookings", "false") " UNION ALL " ALONE("bookings_archive", "true"));

static const BohQuery events_in_scope =
BOH_SCOPED_CHECK("SELECT e.id, e.status, e.status IN ('DRAFT', 'CANCELLED')"
				 " FROM {schema}.events e WHERE " EVENT_IN_SCOPE("e.id"));

/* What events say that is booked, in a counter or in lanes */
static const BohQuery counters =
BOH_SCOPED_CHECK("SELECT e.id, e.booking_lanes > 1, CAST(CASE WHEN e.booking_lanes = 1"
				 " THEN e.booked_count ELSE coalesce(l.booked, 0) END AS bigint)"
				 " FROM {schema}.events e LEFT JOIN"
				 " (SELECT event_id, sum(booked) AS booked FROM {schema}.booking_lanes"
				 " GROUP BY event_id) l ON l.event_id = e.id"
				 " WHERE " EVENT_IN_SCOPE("e.id")
				 " AND NOT EXISTS (SELECT FROM {schema}.events_archive a"
				 " WHERE a.event_id = e.id AND a.bookings_detached_at IS NOT NULL)");

/* Faults of a booking, in the order in which they are told */
typedef enum Fault
{
	EVENT_IS_NOT_BOOKED,
	PRICE_IS_WRONG,
	TIME_IS_MISSING,
	USER_OR_EVENT_IS_MISSING,
	FAULTS
} Fault;

/* The hash table of events (simplehash.h) */
static inline uint32
hash_of_id(pg_uuid_t id)
{
	return hash_bytes(id.data, UUID_LEN);
}

static inline bool
same_id(pg_uuid_t one, pg_uuid_t other)
{
	return memcmp(one.data, other.data, UUID_LEN) == 0;
}

#define SH_PREFIX checked_events
#define SH_ELEMENT_TYPE BohCheckedEvent
#define SH_KEY_TYPE pg_uuid_t
#define SH_KEY id
#define SH_HASH_KEY(table, key) hash_of_id(key)
#define SH_EQUAL(table, one, other) same_id(one, other)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Values of booking_status that were met; others than these are looked up anew */
#define KNOWN_STATUSES 8

typedef struct KnownStatus
{
	Oid			value;
	BohCheckedStatus status;
} KnownStatus;

struct BohCheckedBookings
{
	BohFindings *findings;
	checked_events_hash *events;
	BohCountBooking count;
	void	   *argument;
	bool		has_since;
	TimestampTz since;
	bool		finds_faults;	/* the rows of users and events can be checked */
	BohUnsorted *faults[FAULTS];
	int			known_statuses;
	KnownStatus known[KNOWN_STATUSES];
};

BohCheckedEvent *
boh_checked_event(BohCheckedBookings *bookings, const pg_uuid_t *id)
{
	bool		found;
	BohCheckedEvent *event = checked_events_insert(bookings->events, *id, &found);

	if (!found)
	{
		event->recent = false;
		event->unbookable = false;
		event->event_status = InvalidOid;
		event->active_seats = 0;
		event->sums = NULL;
	}
	return event;
}

void
boh_each_checked_event(BohCheckedBookings *bookings, BohTakeEvent take, void *argument)
{
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "boh event",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext previous = MemoryContextSwitchTo(scratch);
	checked_events_iterator iterator;
	BohCheckedEvent *event;

	checked_events_start_iterate(bookings->events, &iterator);
	while ((event = checked_events_iterate(bookings->events, &iterator)) != NULL)
	{
		boh_progress_row(&bookings->findings->progress);
		take(argument, event);
		MemoryContextReset(scratch);
	}
	MemoryContextSwitchTo(previous);
	MemoryContextDelete(scratch);
}

static void
take_event(void *argument, const Datum *values, const bool *nulls pg_attribute_unused())
{
	BohCheckedBookings *bookings = argument;
	BohCheckedEvent *event = boh_checked_event(bookings, DatumGetUUIDP(values[0]));

	boh_progress_row(&bookings->findings->progress);
	event->event_status = DatumGetObjectId(values[1]);
	event->unbookable = DatumGetBool(values[2]);
}

static BohCheckedStatus
status_of_label(const char *label)
{
	for (int status = PENDING; status <= REFUNDED; status++)
	{
		if (strcmp(label, booking_status_name(status)) == 0)
			return (BohCheckedStatus) status;
	}
	return BOH_CHECKED_OTHER;
}

static BohCheckedStatus
status_of(BohCheckedBookings *bookings, Oid value)
{
	BohCheckedStatus status;

	for (int i = 0; i < bookings->known_statuses; i++)
	{
		if (bookings->known[i].value == value)
			return bookings->known[i].status;
	}
	status = status_of_label(boh_enum_label(ObjectIdGetDatum(value)));
	if (bookings->known_statuses < KNOWN_STATUSES)
		bookings->known[bookings->known_statuses++] = (KnownStatus)
	{
		value, status
	};
	return status;
}

static bool
is_active(BohCheckedStatus status)
{
	return status == BOH_CHECKED_PENDING || status == BOH_CHECKED_CONFIRMED;
}

static Datum
price_of_seats(const Datum *values)
{
	return DirectFunctionCall2(numeric_mul, values[UNIT_PRICE],
							   NumericGetDatum(int64_to_numeric(DatumGetInt32(values[SEATS]))));
}

static char *
text_of_number(Datum number)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, number));
}

static bool
price_is_wrong(const Datum *values, int64 total_price)
{
	int64		unit_price = boh_cents(values[UNIT_PRICE]);
	int64		price;

	if (unit_price != BOH_NO_CENTS && total_price != BOH_NO_CENTS &&
		!pg_mul_s64_overflow(unit_price, DatumGetInt32(values[SEATS]), &price))
		return total_price != price;
	return DatumGetBool(DirectFunctionCall2(numeric_ne, values[TOTAL_PRICE],
											price_of_seats(values)));
}

static bool
time_is_missing(BohCheckedStatus status, const bool *nulls)
{
	static const int column[] = {
		[BOH_CHECKED_PENDING] = EXPIRES_AT,
		[BOH_CHECKED_CONFIRMED] = CONFIRMED_AT,
		[BOH_CHECKED_CANCELLED] = CANCELLED_AT,
		[BOH_CHECKED_REFUNDED] = REFUNDED_AT
	};

	return status == BOH_CHECKED_OTHER || nulls[column[status]];
}

static void
find_fault(BohCheckedBookings *bookings, Fault fault, const Datum *values, const char *problem,
		   const char *expected, const char *actual)
{
	boh_find_unsorted(bookings->faults[fault], problem,
					  DatumGetBool(values[ARCHIVED]) ? "bookings_archive" : "bookings",
					  DatumGetUUIDP(values[ID]), expected, actual);
}

static void
find_if_incomplete(BohCheckedBookings *bookings, const BohCheckedBooking *booking,
				   const Datum *values)
{
	bool		user_exists = DatumGetBool(values[USER_EXISTS]);

	if (user_exists && OidIsValid(booking->event->event_status))
		return;
	find_fault(bookings, USER_OR_EVENT_IS_MISSING, values, "booking without its user or event",
			   "both",
			   psprintf("no %s %s", user_exists ? "event" : "user",
						boh_uuid_text(DatumGetUUIDP(values[user_exists ? EVENT : USER]))));
}

static void
find_faults(BohCheckedBookings *bookings, const BohCheckedBooking *booking, const Datum *values,
			const bool *nulls)
{
	if (is_active(booking->status) && booking->event->unbookable)
		find_fault(bookings, EVENT_IS_NOT_BOOKED, values,
				   "active booking of an event that is not booked",
				   "an event that is PUBLISHED or COMPLETED",
				   boh_enum_label(ObjectIdGetDatum(booking->event->event_status)));
	if (price_is_wrong(values, booking->total_price))
		find_fault(bookings, PRICE_IS_WRONG, values, "total_price is not seats times unit_price",
				   text_of_number(price_of_seats(values)), text_of_number(values[TOTAL_PRICE]));
	if (time_is_missing(booking->status, nulls))
		find_fault(bookings, TIME_IS_MISSING, values, "time of the status is missing", "a time",
				   boh_enum_label(values[STATUS]));
	find_if_incomplete(bookings, booking, values);
}

static BohCheckedBooking
read_booking(BohCheckedBookings *bookings, const Datum *values, const bool *nulls)
{
	return (BohCheckedBooking)
	{
		.event = boh_checked_event(bookings, DatumGetUUIDP(values[EVENT])),
			.status = status_of(bookings, DatumGetObjectId(values[STATUS])),
			.seats = DatumGetInt32(values[SEATS]),
			.total_price = boh_cents(values[TOTAL_PRICE]),
			.currency = values[CURRENCY],
			.held = nulls[HELD] ? !nulls[EXPIRES_AT] : DatumGetBool(values[HELD]),
			.confirmed = !nulls[CONFIRMED_AT],
			.expired = !nulls[EXPIRED_AT],
			.paid = !nulls[PAYMENT_REFERENCE],
			.booked_at = DatumGetTimestampTz(values[BOOKING_DATE]),
			.xid = nulls[XID] ? InvalidFullTransactionId : DatumGetFullTransactionId(values[XID])
	};
}

/* Nobody changes a booking in the archive, however short it has been there. */
static void
take_booking(void *argument, const Datum *values, const bool *nulls)
{
	BohCheckedBookings *bookings = argument;
	BohCheckedBooking booking = read_booking(bookings, values, nulls);
	bool		recent = !bookings->has_since ||
	(!DatumGetBool(values[ARCHIVED]) &&
	 DatumGetTimestampTz(values[UPDATED_AT]) >= bookings->since);

	boh_progress_row(&bookings->findings->progress);
	booking.event->recent |= recent;
	if (is_active(booking.status))
		booking.event->active_seats += booking.seats;
	if (recent && bookings->finds_faults)
		find_faults(bookings, &booking, values, nulls);
	bookings->count(bookings->argument, &booking);
}

BohCheckedBookings *
boh_read_bookings(BohFindings *findings, BohCountBooking count, void *argument)
{
	BohCheckedBookings *bookings = palloc0(sizeof(BohCheckedBookings));

	bookings->findings = findings;
	bookings->events = checked_events_create(CurrentMemoryContext, 1024, NULL);
	bookings->count = count;
	bookings->argument = argument;
	bookings->has_since = boh_find_since(findings, &bookings->since);
	for (int fault = 0; fault < FAULTS; fault++)
		bookings->faults[fault] = boh_unsorted_begin(findings);
	bookings->finds_faults = boh_find_rows(findings, &events_in_scope, take_event, bookings) &&
		boh_find_sound(findings, "users");
	if (!boh_find_rows(findings, boh_find_sound(findings, "users") ?
					   &bookings_with_users : &bookings_alone, take_booking, bookings))
		return NULL;
	return bookings;
}

/* Findings of events with a counter come before those of events with lanes. */
typedef struct CounterSearch
{
	BohCheckedBookings *bookings;
	BohUnsorted *wrong[2];
} CounterSearch;

static void
take_counter(void *argument, const Datum *values, const bool *nulls pg_attribute_unused())
{
	CounterSearch *search = argument;
	bool		has_lanes = DatumGetBool(values[1]);
	int64		counted = DatumGetInt64(values[2]);
	const BohCheckedEvent *event = checked_events_lookup(search->bookings->events,
														 *DatumGetUUIDP(values[0]));
	int64		active = event == NULL ? 0 : event->active_seats;

	boh_progress_row(&search->bookings->findings->progress);
	if (counted == active)
		return;
	boh_find_unsorted(search->wrong[has_lanes],
					  has_lanes ? "booked seats of the lanes are not the sum of active bookings" :
					  "booked_count is not the sum of active bookings",
					  "events", DatumGetUUIDP(values[0]), psprintf(INT64_FORMAT, active),
					  psprintf(INT64_FORMAT, counted));
}

void
boh_verify_counters(BohCheckedBookings *bookings)
{
	CounterSearch search = {
		.bookings = bookings,
		.wrong[false] = boh_unsorted_begin(bookings->findings),
		.wrong[true] = boh_unsorted_begin(bookings->findings)
	};

	boh_find_rows(bookings->findings, &counters, take_counter, &search);
	boh_find_sorted(search.wrong[false]);
	boh_find_sorted(search.wrong[true]);
}

void
boh_verify_bookings(BohCheckedBookings *bookings)
{
	for (int fault = 0; fault < FAULTS; fault++)
		boh_find_sorted(bookings->faults[fault]);
}

/*-------------------------------------------------------------------------
 *
 * booking/booking.c
 *	  Triggers of bookings.
 *
 * boh_bookings_check (BEFORE, per row) captures the price, fills in times and
 * refuses changes that are not allowed.  It does not check the event's
 * status, booking window or seats, because INSERT ... ON CONFLICT DO NOTHING
 * runs it for rows that are then not inserted.  These are checked when seats
 * are counted (seat_count.c).
 *
 * For a new row the trigger locks the event at once.  Then:
 *
 * - The captured price cannot change before the transaction ends, so nobody
 *   needs to retry.
 * - Two rows with the same idempotency key wait for one another before they
 *   are inserted.  Otherwise one could be in the unique index and wait for
 *   the event, while the other has the event locked and waits at the index: a
 *   deadlock.
 * - Without lanes, the foreign key finds the event's row already locked by
 *   this transaction.  Otherwise the KEY SHARE locks of all bookings that
 *   wait for the row would build up a multixact.
 *
 * If a row with the same id or key exists, the trigger does not lock the
 * event, and leaves the conflict to ON CONFLICT: DO UPDATE locks the booking
 * first and then the event.  Such a row must not appear while this
 * transaction waits for the event, so the trigger locks the idempotency key
 * before.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/xid8.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/fetch.h"
#include "base/guc.h"
#include "base/import.h"
#include "base/lock.h"
#include "base/own_write.h"
#include "base/query.h"
#include "base/shard.h"
#include "base/uuid.h"
#include "booking/auto_lanes.h"
#include "booking/booking.h"
#include "booking/booking_rights.h"
#include "booking/event_row.h"
#include "booking/seats.h"
#include "people/user.h"

PG_FUNCTION_INFO_V1(boh_bookings_check);
PG_FUNCTION_INFO_V1(boh_bookings_note_seats);
PG_FUNCTION_INFO_V1(boh_bookings_count_seats);
PG_FUNCTION_INFO_V1(boh_bookings_keep);

const BookingRequest *booking_requested = NULL;

/* Allowed status changes, [from][to]; the same status is always allowed */
static const bool status_changes[4][4] = {
	[PENDING] = {[PENDING] = true,[CONFIRMED] = true,[CANCELLED] = true},
	[CONFIRMED] = {[CONFIRMED] = true,[CANCELLED] = true,[REFUNDED] = true},
	[CANCELLED] = {[CANCELLED] = true,[REFUNDED] = true},
	[REFUNDED] = {[REFUNDED] = true}
};

static const BohQuery booking_with_key = {
	.text = "SELECT 1 FROM {schema}.bookings"
	" WHERE user_id " BOH_EQ " $1 AND idempotency_key " BOH_EQ " $2",
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.owner_of = "bookings",
	.latest = true
};

/* Ids are unique in both tables together, or a booking could not come back. */
static const BohQuery archived_booking = {
	.text = "SELECT 1 FROM {schema}.bookings_archive WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings_archive",
	.latest = true
};

static const BohQuery archived_event = {
	.text = "SELECT 1 FROM {schema}.events_archive WHERE event_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events_archive",
	.latest = true
};

/* In a table that was partitioned by event (doc/explanation/partitioning.md) */
static const BohQuery booking_with_id = {
	.text = "SELECT 1 FROM {schema}.bookings WHERE id " BOH_EQ " $1 AND event_id " BOH_EQ " $2",
	.nargs = 2,
	.argtypes = {UUIDOID, UUIDOID},
	.owner_of = "bookings",
	.latest = true
};

Datum
booking_request(const pg_uuid_t *event, int seats, const char *payment,
				int hold_seconds)
{
	BohDetail	request;

	boh_detail_init(&request);
	boh_detail_uuid(&request, "event_id", event);
	boh_detail_integer(&request, "seats", seats);
	if (payment != NULL)
		boh_detail_text(&request, "payment", payment);
	if (hold_seconds > 0)
		boh_detail_integer(&request, "hold_seconds", hold_seconds);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(boh_detail_json(&request)));
}

/*
 * Start a DETAIL that names a booking and its event.  The id of a new booking
 * is left out, because no row with it will exist after the error.
 */
static void
detail_booking(BohDetail *detail, const BohRow *row)
{
	boh_detail_init(detail);
	if (row->stored && boh_caller_may_see(row, BOOKING_ID))
		boh_detail_uuid(detail, "booking_id", boh_get_uuid(row, BOOKING_ID));
	if (boh_caller_may_see(row, BOOKING_EVENT_ID))
		boh_detail_uuid(detail, "event_id", boh_get_uuid(row, BOOKING_EVENT_ID));
}

/*
 * Prices
 */

static void
raise_price(const BohRow *row, Oid schema, Datum unit_price)
{
	int			seats = boh_get_integer(row, BOOKING_SEATS);
	bool		known = row->stored ? boh_caller_may_see(row, BOOKING_UNIT_PRICE) :
	boh_caller_may_read(schema, "events");
	BohDetail	detail;

	detail_booking(&detail, row);
	boh_detail_integer(&detail, "seats", seats);
	if (known)
		boh_detail_numeric(&detail, "unit_price", unit_price);
	boh_raise(BOH_BOOKING_PRICE, &detail,
			  BOH_PLACE(schema, "bookings", "total_price", NULL),
			  known ? psprintf(": %d seats at %s", seats,
							   DatumGetCString(DirectFunctionCall1(numeric_out, unit_price))) : "");
}

/* Round a value to the column's scale.  false: it has too many digits. */
static bool
fit_column(const BohRow *row, int column, Datum *value)
{
	int			attribute = row->attributes[column] - 1;
	Datum		typmod = Int32GetDatum(TupleDescAttr(row->descriptor, attribute)->atttypmod);
	MemoryContext context = CurrentMemoryContext;
	volatile bool fits = true;

	PG_TRY();
	{
		*value = DirectFunctionCall2(numeric, *value, typmod);
	}
	PG_CATCH();
	{
		if (geterrcode() != ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
		fits = false;
	}
	PG_END_TRY();
	return fits;
}

/* seats times unit price, rounded to the scale of total_price */
static Datum
total_price(const BohRow *row, Oid schema, Datum unit_price)
{
	Datum		total = DirectFunctionCall2(numeric_mul, unit_price,
											NumericGetDatum(int64_to_numeric(boh_get_integer(row, BOOKING_SEATS))));

	if (!fit_column(row, BOOKING_TOTAL_PRICE, &total))
		raise_price(row, schema, unit_price);
	return total;
}

static bool
numerics_equal(Datum one, Datum other)
{
	return DatumGetBool(DirectFunctionCall2(numeric_eq, one, other));
}

static void
raise_imported_column(const BohRow *row, Oid schema, BookingColumn column)
{
	BohDetail	detail;

	detail_booking(&detail, row);
	boh_detail_text(&detail, "column", booking_table.columns[column].name);
	boh_raise(BOH_IMPORT_COLUMN, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[column].name, NULL),
			  booking_table.columns[column].name);
}

/*
 * A client may name unit_price, total_price, both or none.  This checks only
 * that the two fit each other.  Whether the unit price is the event's is
 * checked when seats are counted (seat_checks.c).
 */
static void
fill_prices(BohRow *row, Oid schema, Datum event_price)
{
	bool		unit_left_out;
	bool		total_left_out;
	Datum		unit = boh_get(row, BOOKING_UNIT_PRICE, &unit_left_out);
	Datum		total = boh_get(row, BOOKING_TOTAL_PRICE, &total_left_out);
	BohDetail	detail;

	if (unit_left_out && !total_left_out && boh_get_integer(row, BOOKING_SEATS) > 0)
	{
		Datum		seats = NumericGetDatum(int64_to_numeric(boh_get_integer(row, BOOKING_SEATS)));

		unit = DirectFunctionCall2(numeric_round,
								   DirectFunctionCall2(numeric_div, total, seats),
								   Int32GetDatum(2));
	}
	else if (unit_left_out)
		unit = event_price;
	if (total_left_out)
		total = total_price(row, schema, unit);
	else if (!numerics_equal(total, total_price(row, schema, unit)))
	{
		if (boh_importing(schema))
			raise_imported_column(row, schema, BOOKING_TOTAL_PRICE);
		detail_booking(&detail, row);
		boh_detail_numeric(&detail, "named_total_price", total);
		if (boh_caller_may_read(schema, "events"))
			boh_detail_numeric(&detail, "price", event_price);
		boh_raise(BOH_STALE_PRICE, &detail,
				  BOH_PLACE(schema, "bookings", "total_price",
							"chk_bookings_total_price"));
	}
	boh_set(row, BOOKING_UNIT_PRICE, unit);
	boh_set(row, BOOKING_TOTAL_PRICE, total);
}

static void
raise_unknown_event(const BohRow *row, Oid schema)
{
	BohDetail	detail;

	detail_booking(&detail, row);
	boh_raise(BOH_UNKNOWN_EVENT, &detail,
			  BOH_PLACE(schema, "bookings", "event_id", "fk_bookings_event_id"));
}

static bool
has_row(const BohQuery *query, Oid schema, Datum *values)
{
	bool		found;

	boh_spi_connect();
	found = boh_query(query, schema, values, NULL, 1) > 0;
	boh_spi_finish();
	return found;
}

static void
raise_archived_id(const pg_uuid_t *id)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "id", id);
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("an archived booking has this id"),
			 errdetail_internal("%s", boh_detail_json(&detail)),
			 errhint("Leave the id out: the database makes one.")));
}

static bool
is_id_there(const BohRow *row, Oid schema)
{
	const pg_uuid_t *id = boh_get_uuid(row, BOOKING_ID);
	Datum		values[] = {UUIDPGetDatum(id), UUIDPGetDatum(boh_get_uuid(row, BOOKING_EVENT_ID))};
	BohRow		other;

	if (boh_uuid7_take_new(id))
		return false;
	/* most sites have no year in the archive yet */
	if (has_subclass(boh_table(schema, "bookings_archive")) &&
		has_row(&archived_booking, schema, values))
		raise_archived_id(id);
	if (!row->relation->rd_rel->relispartition && boh_shard_range == BOH_WHOLE)
		return boh_fetch(row->relation, id, &booking_table, &other);
	return has_row(&booking_with_id, schema, values);
}

/*
 * true when a row with this id or idempotency key exists.  INSERT ... ON
 * CONFLICT will lock that row, and the lock order is booking, then event: so
 * the event must not be locked before.
 */
static bool
is_there(const BohRow *row, Oid schema)
{
	bool		isnull;
	Datum		values[2];

	if (is_id_there(row, schema))
		return true;
	values[1] = boh_get(row, BOOKING_IDEMPOTENCY_KEY, &isnull);
	if (isnull)
		return false;
	values[0] = UUIDPGetDatum(boh_get_uuid(row, BOOKING_USER_ID));
	return has_row(&booking_with_key, schema, values);
}

bool
booking_lock_key(Oid schema, const pg_uuid_t *user, const char *key)
{
	uint64		hash = hash_bytes_extended((const unsigned char *) key, strlen(key),
										   hash_bytes_extended(user->data, UUID_LEN, schema));

	if (boh_lock_is_held(BOH_LOCK_KEY, hash))
		return false;
	boh_lock(BOH_LOCK_KEY, hash);
	return true;
}

/*
 * Like is_there(), but lock the idempotency key if no row is there, so that no
 * other transaction inserts one before this transaction ends.
 *
 * If this transaction has an event locked, do not lock the key.  The
 * transaction that has the key locked may wait for that event: a deadlock.
 * Also, the keys of a bulk load would fill the shared lock table.
 */
static bool
is_there_for_long(const BohRow *row, Oid schema)
{
	if (is_there(row, schema))
		return true;
	if (boh_is_null(row, BOOKING_IDEMPOTENCY_KEY) || boh_event_any_locked())
		return false;
	return booking_lock_key(schema, boh_get_uuid(row, BOOKING_USER_ID),
							boh_get_text(row, BOOKING_IDEMPOTENCY_KEY)) &&
		is_there(row, schema);
}

static void
take_price(BohRow *row, Oid schema, const EventView *view)
{
	fill_prices(row, schema, view->price);
	if (boh_is_null(row, BOOKING_CURRENCY))
		boh_set(row, BOOKING_CURRENCY, CStringGetTextDatum(view->currency));
}

/*
 * Lock the row's event and take its price and currency.  The user is locked
 * first, in the same mode that the foreign key uses later.  If the event came
 * first, this would deadlock with a transaction that has the user locked and
 * then books for that user.
 */
static void
capture_price(BohRow *row, Oid schema)
{
	EventView	view;

	if (!boh_event_read(schema, boh_get_uuid(row, BOOKING_EVENT_ID), &view))
		raise_unknown_event(row, schema);
	if (!is_there_for_long(row, schema))
	{
		boh_user_keep(schema, boh_get_uuid(row, BOOKING_USER_ID));
		boh_auto_lanes_add(schema, &view);
		if (!boh_event_lock(schema, &view))
			raise_unknown_event(row, schema);
		boh_auto_lanes_open(schema, &view);
	}
	take_price(row, schema, &view);
}

/* What an imported booking leaves out, it has from its event. */
static void
fill_from_event(BohRow *row, Oid schema)
{
	EventView	view;

	if (!boh_event_read(schema, boh_get_uuid(row, BOOKING_EVENT_ID), &view))
		raise_unknown_event(row, schema);
	take_price(row, schema, &view);
}

/*
 * Times
 */

static TimestampTz
end_of_hold(const BohRow *row)
{
	bool		isnull;
	Datum		expires = boh_get(row, BOOKING_EXPIRES_AT, &isnull);

	return isnull ? DT_NOEND : DatumGetTimestampTz(expires);
}

/* 0001-01-01 and 10000-01-01: every client knows the years 1 to 9999 */
#define FIRST_TIME ((TimestampTz) (1721426 - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)
#define END_OF_TIMES ((TimestampTz) (5373485 - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)

static void
raise_time(const BohRow *row, Oid schema, int column, TimestampTz value)
{
	BohDetail	detail;

	detail_booking(&detail, row);
	boh_detail_text(&detail, "column", booking_table.columns[column].name);
	boh_detail_time(&detail, "value", value);
	boh_raise(BOH_BOOKING_TIME, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[column].name, NULL),
			  booking_table.columns[column].name, timestamptz_to_str(value));
}

/* Check the times that a client named.  old is NULL for a new row. */
static void
check_times(const BohRow *old, const BohRow *row, Oid schema)
{
	static const BookingColumn times[] = {
		BOOKING_BOOKING_DATE, BOOKING_EXPIRES_AT, BOOKING_CONFIRMED_AT,
		BOOKING_CANCELLED_AT, BOOKING_REFUNDED_AT
	};

	for (int i = 0; i < (int) lengthof(times); i++)
	{
		bool		isnull;
		TimestampTz value = DatumGetTimestampTz(boh_get(row, times[i], &isnull));

		if (!isnull && (value < FIRST_TIME || value >= END_OF_TIMES) &&
			(old == NULL || boh_differs(old, row, times[i])))
			raise_time(row, schema, times[i], value);
	}
}

/*
 * New rows
 */

static void
raise_status(const BohRow *row, Oid schema, const char *from, const char *to)
{
	bool		known = boh_caller_may_see(row, BOOKING_STATUS);
	BohDetail	detail;

	detail_booking(&detail, row);
	if (known)
		boh_detail_text(&detail, "from", from);
	boh_detail_text(&detail, "to", to);
	boh_raise(BOH_BOOKING_STATUS, &detail,
			  BOH_PLACE(schema, "bookings", "status", NULL), known ? from : "its status", to);
}

/*
 * Check that a new or lengthened hold ends within boh.max_hold_seconds or, for
 * people, boh.max_person_hold_seconds, so that it cannot keep seats forever.  The table's owner is exempt and so may
 * import holds that were agreed elsewhere.  old is NULL for a new row.
 */
static void
check_hold(const BohRow *old, const BohRow *row, Oid schema)
{
	TimestampTz expires = end_of_hold(row);
	int			longest = booking_longest_hold(schema);
	BohDetail	detail;

	if (booking_status(row) != PENDING || boh_is_null(row, BOOKING_EXPIRES_AT) ||
		expires <= boh_now() + longest * USECS_PER_SEC ||
		(old != NULL && expires <= end_of_hold(old)) ||
		has_privs_of_role(GetUserId(), row->relation->rd_rel->relowner))
		return;
	detail_booking(&detail, row);
	boh_detail_time(&detail, "expires_at", expires);
	boh_detail_integer(&detail, "max_hold_seconds", longest);
	boh_raise(BOH_HOLD_TOO_LONG, &detail,
			  BOH_PLACE(schema, "bookings", "expires_at", NULL),
			  longest, timestamptz_to_str(expires));
}

/*
 * The hold begins only now that the event is locked: the time spent waiting
 * for the lock does not shorten it.
 */
static void
fill_expiry(BohRow *row)
{
	if (boh_is_null(row, BOOKING_EXPIRES_AT))
		boh_set(row, BOOKING_EXPIRES_AT,
				TimestampTzGetDatum(boh_now() + boh_hold_seconds_setting * USECS_PER_SEC));
}

static bool
is_requested(const BohRow *row, Oid schema, const char *key)
{
	return booking_requested != NULL && booking_requested->schema == schema &&
		memcmp(booking_requested->user, boh_get_uuid(row, BOOKING_USER_ID),
			   sizeof(pg_uuid_t)) == 0 &&
		strcmp(booking_requested->key, key) == 0;
}

static void
fill_request(BohRow *row, Oid schema)
{
	const char *key = boh_get_text(row, BOOKING_IDEMPOTENCY_KEY);

	if (key == NULL)
		boh_set_null(row, BOOKING_IDEMPOTENCY_REQUEST);
	else if (is_requested(row, schema, key))
		boh_set(row, BOOKING_IDEMPOTENCY_REQUEST, booking_requested->asked);
	else
		boh_set(row, BOOKING_IDEMPOTENCY_REQUEST,
				booking_request(boh_get_uuid(row, BOOKING_EVENT_ID),
								boh_get_integer(row, BOOKING_SEATS),
								boh_get_text(row, BOOKING_PAYMENT_REFERENCE), 0));
}

/*
 * A new booking has no refund.  Times that do not apply to a new booking are
 * silently set to NULL, but a refund reference is an error: it must not get
 * lost.
 */
static void
check_no_refund(const BohRow *row, Oid schema)
{
	BohDetail	detail;

	if (boh_is_null(row, BOOKING_REFUND_REFERENCE))
		return;
	detail_booking(&detail, row);
	boh_detail_text(&detail, "column", booking_table.columns[BOOKING_REFUND_REFERENCE].name);
	boh_raise(BOH_BOOKING_NEW_COLUMN, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[BOOKING_REFUND_REFERENCE].name, NULL),
			  booking_table.columns[BOOKING_REFUND_REFERENCE].name);
}

/*
 * An imported row tells what was recorded elsewhere.  A time of its status
 * that is not known becomes booking_date.
 */
static void
fill_imported(BohRow *row, int column)
{
	if (boh_is_null(row, column))
		boh_set(row, column, boh_get_required(row, BOOKING_BOOKING_DATE));
}

static void
fill_imported_expiry(BohRow *row)
{
	TimestampTz booked = DatumGetTimestampTz(boh_get_required(row, BOOKING_BOOKING_DATE));

	if (boh_is_null(row, BOOKING_EXPIRES_AT))
		boh_set(row, BOOKING_EXPIRES_AT,
				TimestampTzGetDatum(booked + boh_hold_seconds_setting * USECS_PER_SEC));
}

/*
 * expired_at must be the end of the hold, and a refund reference belongs to a
 * refund, as in rows that were changed here.
 */
static void
check_imported_columns(const BohRow *row, Oid schema, BookingStatus status)
{
	bool		no_end;
	Datum		end = boh_get(row, BOOKING_EXPIRED_AT, &no_end);

	if (!no_end && (status != CANCELLED || DatumGetTimestampTz(end) != end_of_hold(row)))
		raise_imported_column(row, schema, BOOKING_EXPIRED_AT);
	if (status != REFUNDED && !boh_is_null(row, BOOKING_REFUND_REFERENCE))
		raise_imported_column(row, schema, BOOKING_REFUND_REFERENCE);
}

/*
 * A row that the tables' owner imports: status, price and dates are as they
 * were.  It locks no event, because it reads nothing of the event but a price
 * that was left out, and whether it is archived; counting locks the event at
 * the end of the statement.
 */
static void
check_imported(BohRow *row, Oid schema)
{
	BookingStatus status = booking_status(row);
	const pg_uuid_t *event = boh_get_uuid(row, BOOKING_EVENT_ID);
	Datum		values[] = {UUIDPGetDatum(event)};
	BohDetail	detail;

	if (has_row(&archived_event, schema, values))
	{
		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "event_id", event);
		boh_raise(BOH_EVENT_ARCHIVED, &detail, BOH_PLACE(schema, "bookings", "event_id", NULL));
	}
	if (boh_is_null(row, BOOKING_UNIT_PRICE) || boh_is_null(row, BOOKING_TOTAL_PRICE) ||
		boh_is_null(row, BOOKING_CURRENCY))
		fill_from_event(row, schema);
	else
		fill_prices(row, schema, boh_get_required(row, BOOKING_UNIT_PRICE));
	check_imported_columns(row, schema, status);
	if (status == PENDING || !boh_is_null(row, BOOKING_EXPIRED_AT))
		boh_set(row, BOOKING_HELD, BoolGetDatum(true));
	switch (status)
	{
		case PENDING:
			fill_imported_expiry(row);
			break;
		case CONFIRMED:
			boh_set_null(row, BOOKING_EXPIRES_AT);
			fill_imported(row, BOOKING_CONFIRMED_AT);
			break;
		case CANCELLED:
			fill_imported(row, BOOKING_CANCELLED_AT);
			break;
		case REFUNDED:
			fill_imported(row, BOOKING_REFUNDED_AT);
			break;
	}
	check_times(NULL, row, schema);
	fill_request(row, schema);
}

static void
check_new(BohRow *row, Oid schema)
{
	BookingStatus status = booking_status(row);

	if (!booking_is_active(status))
		raise_status(row, schema, "new", booking_status_name(status));
	check_no_refund(row, schema);
	capture_price(row, schema);
	boh_set_null(row, BOOKING_CANCELLED_AT);
	boh_set_null(row, BOOKING_CANCEL_REASON);
	boh_set_null(row, BOOKING_REFUNDED_AT);
	boh_set_null(row, BOOKING_EXPIRED_AT);
	boh_set(row, BOOKING_HELD, BoolGetDatum(status == PENDING));
	if (status == PENDING)
	{
		boh_set_null(row, BOOKING_CONFIRMED_AT);
		fill_expiry(row);
	}
	else
	{
		boh_set_null(row, BOOKING_EXPIRES_AT);
		if (boh_is_null(row, BOOKING_CONFIRMED_AT))
			boh_set(row, BOOKING_CONFIRMED_AT, TimestampTzGetDatum(boh_now()));
	}
	check_times(NULL, row, schema);
	check_hold(NULL, row, schema);
	fill_request(row, schema);
}

/*
 * Overdue holds
 */

void
booking_raise_hold_expired(Oid schema, BohDetail *detail, TimestampTz expired, bool known)
{
	if (known)
		boh_detail_time(detail, "expires_at", expired);
	boh_raise(BOH_HOLD_EXPIRED, detail,
			  BOH_PLACE(schema, "bookings", "expires_at", NULL),
			  known ? psprintf(" at %s", timestamptz_to_str(expired)) : "");
}

bool
booking_payment_in_time(TimestampTz expired)
{
	return boh_max_payment_delay_setting < 0 ||
		expired >= boh_now() - boh_max_payment_delay_setting * USECS_PER_SEC;
}

/* true for a PENDING booking whose time has run out */
static bool
is_overdue(const BohRow *row)
{
	return booking_status(row) == PENDING && end_of_hold(row) <= boh_now();
}

/*
 * true when an overdue hold may be changed so.  It gets no more time and no
 * other number of seats; a payment in time may confirm it.
 */
static bool
overdue_may_become(const BohRow *old, const BohRow *row)
{
	if (boh_differs(old, row, BOOKING_SEATS))
		return false;
	switch (booking_status(row))
	{
		case PENDING:
			return end_of_hold(row) <= end_of_hold(old);
		case CONFIRMED:
			return !boh_is_null(row, BOOKING_PAYMENT_REFERENCE) &&
				booking_payment_in_time(end_of_hold(old));
		default:
			return true;
	}
}

/*
 * The seats of an overdue hold are free for others, so only a payment that is
 * not too late can still confirm it.  Whether the event and the user's
 * account allow that is checked when seats are counted (seat_count.c).
 */
static void
check_overdue(const BohRow *old, const BohRow *row, Oid schema)
{
	BohDetail	detail;

	if (!is_overdue(old) || overdue_may_become(old, row))
		return;
	detail_booking(&detail, old);
	booking_raise_hold_expired(schema, &detail, end_of_hold(old),
							   boh_caller_may_see(old, BOOKING_EXPIRES_AT));
}

/*
 * Changed rows
 */

static void
raise_column(const BohRow *old, Oid schema, int column)
{
	bool		known = boh_caller_may_see(old, BOOKING_STATUS);
	const char *status = booking_status_name(booking_status(old));
	BohDetail	detail;

	detail_booking(&detail, old);
	boh_detail_text(&detail, "column", booking_table.columns[column].name);
	if (known)
		boh_detail_text(&detail, "status", status);
	boh_raise(BOH_BOOKING_COLUMN, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[column].name, NULL),
			  booking_table.columns[column].name, known ? status : "stored");
}

static void
check_captured(const BohRow *old, const BohRow *row, Oid schema)
{
	static const BookingColumn captured[] = {
		BOOKING_ID, BOOKING_USER_ID, BOOKING_EVENT_ID, BOOKING_UNIT_PRICE,
		BOOKING_CURRENCY, BOOKING_BOOKING_DATE, BOOKING_HELD
	};
	static const BookingColumn personal[] = {
		BOOKING_IDEMPOTENCY_KEY, BOOKING_IDEMPOTENCY_REQUEST
	};

	for (int i = 0; i < (int) lengthof(captured); i++)
	{
		if (boh_differs(old, row, captured[i]))
			raise_column(old, schema, captured[i]);
	}

	/* boh itself removes personal data */
	for (int i = 0; i < (int) lengthof(personal); i++)
	{
		if (boh_differs(old, row, personal[i]) && !boh_own_write_of_many(old->relation))
			raise_column(old, schema, personal[i]);
	}
}

/*
 * expired_at says that a booking was cancelled because its hold ran out.  A
 * statement may set it only when it cancels an overdue hold, and only to the
 * end of that hold.  Any client may cancel overdue holds so, but nobody can
 * write an expired_at that is not true.
 */
static void
check_expired_at(const BohRow *old, const BohRow *row, Oid schema)
{
	if (!boh_differs(old, row, BOOKING_EXPIRED_AT))
		return;
	if (boh_is_null(row, BOOKING_EXPIRED_AT) || booking_status(row) != CANCELLED ||
		!is_overdue(old) ||
		DatumGetTimestampTz(boh_get_required(row, BOOKING_EXPIRED_AT)) != end_of_hold(old))
		raise_column(old, schema, BOOKING_EXPIRED_AT);
}

static void
check_seats(const BohRow *old, BohRow *row, Oid schema)
{
	bool		changed = boh_differs(old, row, BOOKING_SEATS);
	bool		isnull;
	Datum		unit;
	Datum		total;

	if (!changed)
	{
		if (boh_differs(old, row, BOOKING_TOTAL_PRICE))
			raise_column(old, schema, BOOKING_TOTAL_PRICE);
		return;
	}
	if (!booking_is_active(booking_status(old)) ||
		!booking_is_active(booking_status(row)))
		raise_column(old, schema, BOOKING_SEATS);
	if (boh_is_null(row, BOOKING_SEATS) || boh_is_null(row, BOOKING_TOTAL_PRICE))
		return;					/* the NOT NULL constraint reports it */
	unit = boh_get(row, BOOKING_UNIT_PRICE, &isnull);
	total = total_price(row, schema, unit);
	if (boh_differs(old, row, BOOKING_TOTAL_PRICE) &&
		!numerics_equal(total, boh_get(row, BOOKING_TOTAL_PRICE, &isnull)))
		raise_column(old, schema, BOOKING_TOTAL_PRICE);
	boh_set(row, BOOKING_TOTAL_PRICE, total);
}

/*
 * A recorded payment or refund reference never changes, because the payment
 * could not be found without it.  In a copy for development nobody must find
 * it.
 */
static void
check_reference(const BohRow *old, const BohRow *row, Oid schema, int column,
				const char *what)
{
	BohDetail	detail;

	if (boh_is_null(old, column) || !boh_differs(old, row, column) ||
		boh_own_write_of_many(old->relation))
		return;
	detail_booking(&detail, old);
	if (boh_caller_may_read(schema, "bookings"))
		boh_detail_text(&detail, "recorded", boh_get_text(old, column));
	boh_detail_text(&detail, "given", boh_get_text(row, column));
	boh_raise(BOH_REFERENCE_RECORDED, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[column].name, NULL), what);
}

/* Set a time to now, unless the client changed it to another one. */
static void
stamp(const BohRow *old, BohRow *row, int column)
{
	if (boh_is_null(row, column) || !boh_differs(old, row, column))
		boh_set(row, column, TimestampTzGetDatum(boh_now()));
}

static void
check_status(const BohRow *old, BohRow *row, Oid schema)
{
	BookingStatus from = booking_status(old);
	BookingStatus to = booking_status(row);

	if (from == to)
		return;
	if (!status_changes[from][to] &&
		!(from == CANCELLED && to == CONFIRMED && boh_own_write_take(old->relation)))
		raise_status(old, schema, booking_status_name(from), booking_status_name(to));
	switch (to)
	{
		case PENDING:
			break;
		case CONFIRMED:
			stamp(old, row, BOOKING_CONFIRMED_AT);
			boh_set_null(row, BOOKING_EXPIRES_AT);
			boh_set_null(row, BOOKING_CANCELLED_AT);
			boh_set_null(row, BOOKING_CANCEL_REASON);
			boh_set_null(row, BOOKING_EXPIRED_AT);
			break;
		case CANCELLED:
			stamp(old, row, BOOKING_CANCELLED_AT);
			break;
		case REFUNDED:
			stamp(old, row, BOOKING_REFUNDED_AT);
			break;
	}
}

Datum
boh_bookings_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_bookings_check",
									   BOH_TRIGGER_BEFORE | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;
	BohRow		row;

	/* a row that comes back from the archive is as it was */
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) &&
		boh_own_write_of_many(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_trigtuple);
	boh_row_open_new(&row, trigger, &booking_table);
	if (!row.stored && boh_importing(schema))
		check_imported(&row, schema);
	else if (!row.stored)
		check_new(&row, schema);
	else
	{
		boh_row_open(&old, trigger->tg_relation, &booking_table, trigger->tg_trigtuple);
		check_captured(&old, &row, schema);
		check_expired_at(&old, &row, schema);
		check_seats(&old, &row, schema);
		check_overdue(&old, &row, schema);
		check_reference(&old, &row, schema, BOOKING_PAYMENT_REFERENCE,
						"payment reference");
		check_reference(&old, &row, schema, BOOKING_REFUND_REFERENCE,
						"refund reference");
		check_status(&old, &row, schema);
		check_times(&old, &row, schema);
		check_hold(&old, &row, schema);
	}
	booking_check_rights(row.stored ? &old : NULL, &row, schema);
	boh_set(&row, BOOKING_UPDATED_AT, TimestampTzGetDatum(boh_now()));
	boh_set(&row, BOOKING_XID, FullTransactionIdGetDatum(GetTopFullTransactionId()));
	PG_RETURN_POINTER(boh_row_tuple(&row));
}

static void
note(Oid schema, SeatChange change, const BohRow *row, int64 seats)
{
	boh_seats_note(schema, change, boh_get_uuid(row, BOOKING_ID),
				   boh_get_uuid(row, BOOKING_EVENT_ID),
				   boh_get_uuid(row, BOOKING_USER_ID), seats,
				   boh_get_required(row, BOOKING_UNIT_PRICE),
				   boh_get_required(row, BOOKING_CURRENCY));
}

static void
note_change(Oid schema, const BohRow *old, const BohRow *row)
{
	bool		was_active = booking_is_active(booking_status(old));
	bool		is_active = booking_is_active(booking_status(row));
	int64		old_seats = boh_get_integer(old, BOOKING_SEATS);
	int64		seats = boh_get_integer(row, BOOKING_SEATS);

	if (was_active && !is_active)
		note(schema, SEATS_RELEASE, old, old_seats);
	else if (!was_active && is_active)
		note(schema, SEATS_RETAKE, row, seats);
	else if (is_active && seats > old_seats)
		note(schema, SEATS_TAKE, row, seats - old_seats);
	else if (is_active && seats < old_seats)
		note(schema, SEATS_RELEASE, row, old_seats - seats);
	else if (booking_status(row) == CONFIRMED && is_overdue(old))
		note(schema, SEATS_RETAKE, row, 0);
}

Datum
boh_bookings_note_seats(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = boh_trigger(fcinfo, "boh_bookings_note_seats",
									   BOH_TRIGGER_AFTER | BOH_TRIGGER_ROW |
									   BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	Oid			schema = boh_trigger_schema(trigger->tg_relation);
	BohRow		old;
	BohRow		row;

	/* the event has counted the seats of the archive, too */
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) &&
		boh_own_write_of_many(trigger->tg_relation))
		return PointerGetDatum(NULL);
	boh_row_open(&old, trigger->tg_relation, &booking_table, trigger->tg_trigtuple);
	if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
	{
		boh_row_open(&row, trigger->tg_relation, &booking_table, trigger->tg_newtuple);
		note_change(schema, &old, &row);
	}
	else if (booking_is_active(booking_status(&old)))
		note(schema, boh_importing(schema) ? SEATS_IMPORT : SEATS_TAKE, &old,
			 boh_get_integer(&old, BOOKING_SEATS));
	return PointerGetDatum(NULL);
}

Datum
boh_bookings_count_seats(PG_FUNCTION_ARGS)
{
	boh_trigger(fcinfo, "boh_bookings_count_seats",
				BOH_TRIGGER_AFTER | BOH_TRIGGER_STATEMENT |
				BOH_TRIGGER_INSERT | BOH_TRIGGER_UPDATE);
	boh_seats_count();
	return PointerGetDatum(NULL);
}

Datum
boh_bookings_keep(PG_FUNCTION_ARGS)
{
	bool		truncated = CALLED_AS_TRIGGER(fcinfo) &&
	TRIGGER_FIRED_BY_TRUNCATE(((TriggerData *) fcinfo->context)->tg_event);
	TriggerData *trigger = boh_trigger(fcinfo, "boh_bookings_keep", BOH_TRIGGER_BEFORE |
									   (truncated ?
										BOH_TRIGGER_STATEMENT | BOH_TRIGGER_TRUNCATE :
										BOH_TRIGGER_ROW | BOH_TRIGGER_DELETE));
	Oid			schema = RelationGetNamespace(trigger->tg_relation);
	BohRow		row;
	BohDetail	detail;

	/* the archive takes it */
	if (!truncated && boh_own_write_of_many(trigger->tg_relation))
		return PointerGetDatum(trigger->tg_trigtuple);
	if (truncated)
		boh_detail_init(&detail);
	else
	{
		boh_row_open(&row, trigger->tg_relation, &booking_table, trigger->tg_trigtuple);
		detail_booking(&detail, &row);
	}
	boh_raise(BOH_BOOKING_KEPT, &detail, BOH_PLACE(schema, "bookings", NULL, NULL),
			  truncated ? "truncated" : "deleted");
}

/*-------------------------------------------------------------------------
 *
 * booking/booking_new.c
 *	  Checks and completes a new booking.
 *
 * The trigger locks the event at once.  Then:
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

#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "base/caller.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/fetch.h"
#include "base/guc.h"
#include "base/lock.h"
#include "base/query.h"
#include "base/shard.h"
#include "base/uuid.h"
#include "booking/auto_lanes.h"
#include "booking/booking.h"
#include "booking/booking_check.h"
#include "booking/event_row.h"
#include "people/user.h"

const BookingRequest *booking_requested = NULL;

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

bool
booking_has_row(const BohQuery *query, Oid schema, Datum *values)
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
		booking_has_row(&archived_booking, schema, values))
		raise_archived_id(id);
	if (!row->relation->rd_rel->relispartition && boh_shard_range == BOH_WHOLE)
		return boh_fetch(row->relation, id, &booking_table, &other);
	return booking_has_row(&booking_with_id, schema, values);
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
	return booking_has_row(&booking_with_key, schema, values);
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
		booking_raise_unknown_event(row, schema);
	if (!is_there_for_long(row, schema))
	{
		boh_user_keep(schema, boh_get_uuid(row, BOOKING_USER_ID));
		boh_auto_lanes_add(schema, &view);
		if (!boh_event_lock(schema, &view))
			booking_raise_unknown_event(row, schema);
		boh_auto_lanes_open(schema, &view);
	}
	booking_take_price(row, schema, &view);
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

void
booking_fill_request(BohRow *row, Oid schema)
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
	booking_detail(&detail, row);
	boh_detail_text(&detail, "column", booking_table.columns[BOOKING_REFUND_REFERENCE].name);
	boh_raise(BOH_BOOKING_NEW_COLUMN, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[BOOKING_REFUND_REFERENCE].name, NULL),
			  booking_table.columns[BOOKING_REFUND_REFERENCE].name);
}

void
booking_check_new(BohRow *row, Oid schema)
{
	BookingStatus status = booking_status(row);

	if (!booking_is_active(status))
		booking_raise_status(row, schema, "new", booking_status_name(status));
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
	booking_check_times(NULL, row, schema);
	booking_check_hold(NULL, row, schema);
	booking_fill_request(row, schema);
}

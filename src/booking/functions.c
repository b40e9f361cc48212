/*-------------------------------------------------------------------------
 *
 * booking/functions.c
 *	  Functions that confirm, cancel, change and refund bookings.
 *
 * The triggers enforce the rules; these functions are a convenient way to call
 * them.  Each function writes its row with the caller's own privileges.  If a
 * request is sent again, the function returns the result of the first one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/argument.h"
#include "base/caller.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/error.h"
#include "base/query.h"
#include "base/subtransaction.h"
#include "booking/booking.h"
#include "booking/booking_result.h"
#include "booking/hold.h"
#include "booking/patience.h"
#include "booking/seats.h"

PG_FUNCTION_INFO_V1(boh_confirm_booking);
PG_FUNCTION_INFO_V1(boh_cancel_booking);
PG_FUNCTION_INFO_V1(boh_change_seats);
PG_FUNCTION_INFO_V1(boh_refund_booking);

#define MAX_REASON 1000

static const BohQuery lock_booking = {
	.text = "SELECT" BOOKING_RESULT ", refund_reference, expired_at FROM {schema}.bookings"
	" WHERE id " BOH_EQ " $1 FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

static const BohQuery archived_booking = {
	.text = "SELECT event_id FROM {schema}.bookings_archive WHERE id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID}
};

#define UPDATE_BOOKING(assignments) \
	"UPDATE {schema}.bookings SET " assignments \
	" WHERE id " BOH_EQ " $1 RETURNING" BOOKING_RESULT

#define CONFIRM \
	UPDATE_BOOKING("status = 'CONFIRMED'," \
				   " payment_reference = coalesce($2, payment_reference)")

static const BohQuery confirm = {
	.text = CONFIRM,
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

/*
 * The same UPDATE as an own write of boh, for which boh_bookings_check allows
 * the change from CANCELLED to CONFIRMED.
 */
static const BohQuery confirm_again = {
	.text = CONFIRM,
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID},
	.own_write = "bookings",
	.one_row = true
};

static const BohQuery record_payment = {
	.text = UPDATE_BOOKING("payment_reference = coalesce($2, payment_reference)"),
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

static const BohQuery cancel = {
	.text = UPDATE_BOOKING("status = 'CANCELLED', cancel_reason = $2"),
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

static const BohQuery change_seats = {
	.text = UPDATE_BOOKING("seats = $2"),
	.nargs = 2,
	.argtypes = {UUIDOID, INT4OID}
};

static const BohQuery refund = {
	.text = UPDATE_BOOKING("status = 'REFUNDED',"
						   " refund_reference = coalesce($2, refund_reference)"),
	.nargs = 2,
	.argtypes = {UUIDOID, TEXTOID}
};

/* A booking as lock_booking returned it */
typedef struct LockedBooking
{
	pg_uuid_t	id;
	pg_uuid_t	event;
	pg_uuid_t	user;
	int			seats;
	BookingStatus status;
	TimestampTz expires;		/* expires_at; DT_NOEND if NULL */
	TimestampTz expired;		/* expired_at; DT_NOEND if NULL: the booking
								 * was not cancelled as an overdue hold */
	char	   *payment;
	char	   *refund;
} LockedBooking;

static void
raise_not_updated(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_TRIGGERED_ACTION_EXCEPTION),
			 errmsg("booking was not updated"),
			 errhint("A trigger or rule of your own prevented the update.")));
}

/* Run a statement for a booking.  argument is its $2 and may be NULL. */
static void
update_booking(const BohQuery *query, Oid schema, const LockedBooking *booking,
			   const char *argument)
{
	char		nulls[] = {' ', ' '};
	Datum		values[2];

	values[0] = UUIDPGetDatum(&booking->id);
	values[1] = booking_text_or_null(argument, &nulls[1]);
	if (boh_query(query, schema, values, nulls, 0) != 1)
		raise_not_updated();
}

static TimestampTz
time_value(int column)
{
	bool		isnull;
	Datum		value = boh_value(0, column, TIMESTAMPTZOID, &isnull);

	return isnull ? DT_NOEND : DatumGetTimestampTz(value);
}

/* Whoever may not read the archive is not told what is there. */
static bool
may_read_archive(Oid schema)
{
	static const char *const columns[] = {"id", "event_id"};
	Oid			archive = boh_table(schema, "bookings_archive");

	for (int i = 0; i < (int) lengthof(columns); i++)
	{
		if (pg_class_aclcheck(archive, GetUserId(), ACL_SELECT) != ACLCHECK_OK &&
			pg_attribute_aclcheck(archive, get_attnum(archive, columns[i]), GetUserId(),
								  ACL_SELECT) != ACLCHECK_OK)
			return false;
	}
	return true;
}

BOH_NORETURN static void
raise_no_booking(Oid schema, const pg_uuid_t *id)
{
	Datum		values[] = {UUIDPGetDatum(id)};
	BohDetail	detail;

	if (!may_read_archive(schema) || boh_query(&archived_booking, schema, values, NULL, 1) == 0)
		boh_raise_not_found(schema, "bookings", "booking", id);
	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "booking_id", id);
	boh_detail_uuid(&detail, "event_id", DatumGetUUIDP(boh_required_value(0, 1, UUIDOID)));
	boh_raise(BOH_BOOKING_ARCHIVED, &detail, BOH_PLACE(schema, "bookings_archive", "id", NULL));
}

/* Lock a booking; its row is then in SPI_tuptable.  P0002 if there is none. */
static void
fetch_locked(Oid schema, const pg_uuid_t *id, LockedBooking *booking)
{
	Datum		values[] = {UUIDPGetDatum(id)};

	if (boh_query(&lock_booking, schema, values, NULL, 1) == 0)
		raise_no_booking(schema, id);
	booking->id = *id;
	booking->event = *DatumGetUUIDP(boh_required_value(0, 2, UUIDOID));
	booking->user = *DatumGetUUIDP(boh_required_value(0, 3, UUIDOID));
	booking->seats = DatumGetInt32(boh_required_value(0, 4, INT4OID));
	booking->status = booking_status_named(TextDatumGetCString(boh_required_value(0, 8, TEXTOID)));
	booking->expires = time_value(10);
	booking->payment = boh_text_value(0, 14);
	booking->refund = boh_text_value(0, BOOKING_RESULT_COLUMNS + 1);
	booking->expired = time_value(BOOKING_RESULT_COLUMNS + 2);
}

static bool
same_or_unnamed(const char *named, const char *recorded)
{
	return named == NULL || (recorded != NULL && strcmp(named, recorded) == 0);
}

static void
raise_status(Oid schema, const LockedBooking *booking, const char *from, const char *to)
{
	BohDetail	detail;

	boh_detail_init(&detail);
	boh_detail_uuid(&detail, "booking_id", &booking->id);
	boh_detail_uuid(&detail, "event_id", &booking->event);
	boh_detail_text(&detail, "from", from);
	boh_detail_text(&detail, "to", to);
	boh_raise(BOH_BOOKING_STATUS, &detail,
			  BOH_PLACE(schema, "bookings", "status", NULL), from, to);
}

/* A payment that came after the booking's hold ran out */
typedef struct LatePayment
{
	Oid			schema;
	const LockedBooking *booking;
	const char *payment;		/* NULL: the recorded one */
	TimestampTz expired;
} LatePayment;

static void
settle_late_payment(void *argument)
{
	LatePayment *late = argument;
	const LockedBooking *booking = late->booking;

	boh_seats_locked = false;
	if (booking_payment_in_time(late->expired) &&
		boh_seats_can_return(late->schema, &booking->event, &booking->user,
							 booking->seats))
		update_booking(&confirm_again, late->schema, booking, late->payment);
	else
		update_booking(&record_payment, late->schema, booking, late->payment);
}

/*
 * Confirm a booking whose hold ran out if it can have its seats back.
 * Otherwise only record the payment, so that it can be refunded.  If that
 * depends on overdue holds that others have locked, wait for them or raise
 * 55P03.  If no payment is named or recorded, raise BH010.
 */
static void
confirm_late(Oid schema, const LockedBooking *booking, const char *payment, TimestampTz expired)
{
	LatePayment late = {
		.schema = schema,
		.booking = booking,
		.payment = payment,
		.expired = expired
	};

	if (payment == NULL && booking->payment == NULL)
	{
		BohDetail	detail;

		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "booking_id", &booking->id);
		boh_detail_uuid(&detail, "event_id", &booking->event);
		booking_raise_hold_expired(schema, &detail, expired, true);
	}
	if (booking->status == PENDING)
	{
		/*
		 * Cancelling the hold gives its seats back to one lane and locks that
		 * lane.  Lock all lanes before, because a transaction that has one
		 * lane locked must not wait for the others.
		 */
		boh_seats_lock(schema, &booking->event, &booking->user);
		if (!boh_hold_expire_one(schema, &booking->id, boh_now()))
			raise_not_updated();
	}

	/*
	 * Do not wait for locked holds if the event is locked already, nor inside
	 * a savepoint (see boh_in_subtransaction()).
	 */
	if (booking->status == PENDING || boh_in_subtransaction())
		settle_late_payment(&late);
	else
		booking_do_with_patience(settle_late_payment, &late, schema, &booking->event);
}

static void
confirm_booking(Oid schema, LockedBooking *booking, const char *payment)
{
	switch (booking->status)
	{
		case PENDING:
			if (booking->expires > boh_now())
				update_booking(&confirm, schema, booking, payment);
			else
				confirm_late(schema, booking, payment, booking->expires);
			break;
		case CONFIRMED:
			if (!same_or_unnamed(payment, booking->payment))
				update_booking(&record_payment, schema, booking, payment);
			break;
		case CANCELLED:
			if (booking->expired != DT_NOEND)
				confirm_late(schema, booking, payment, booking->expired);
			else if (payment != NULL)
				update_booking(&record_payment, schema, booking, payment);
			else
				raise_status(schema, booking, "CANCELLED", "CONFIRMED");
			break;
		case REFUNDED:
			if (payment == NULL || !same_or_unnamed(payment, booking->payment))
				raise_status(schema, booking, "REFUNDED", "CONFIRMED");
			break;
	}
}

static void
cancel_booking(Oid schema, LockedBooking *booking, const char *reason)
{
	if (booking_is_active(booking->status))
		update_booking(&cancel, schema, booking, reason);
	else if (booking->status == REFUNDED)
		raise_status(schema, booking, "REFUNDED", "CANCELLED");
}

static void
refund_booking(Oid schema, LockedBooking *booking, const char *reference)
{
	if (booking->status != REFUNDED || !same_or_unnamed(reference, booking->refund))
		update_booking(&refund, schema, booking, reference);
}

/*
 * Lock a booking, call one of the functions above, and return the row: the
 * row of that function's last statement or, if it had nothing to do, the
 * locked row.
 */
static Datum
change_booking(FunctionCallInfo fcinfo, const char *argument, int maximum,
			   void (*change) (Oid schema, LockedBooking *booking, const char *text))
{
	const pg_uuid_t *id = boh_argument_uuid(fcinfo, 0, "booking");
	char	   *text = boh_argument_text(fcinfo, 1, argument, maximum);
	Oid			schema = boh_schema_to_write(fcinfo);
	LockedBooking booking;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	boh_spi_connect();
	fetch_locked(schema, id, &booking);
	change(schema, &booking, text);
	booking_return_row(fcinfo);
	boh_spi_finish();
	return (Datum) 0;
}

Datum
boh_confirm_booking(PG_FUNCTION_ARGS)
{
	return change_booking(fcinfo, "payment", BOOKING_MAX_REFERENCE, confirm_booking);
}

Datum
boh_cancel_booking(PG_FUNCTION_ARGS)
{
	return change_booking(fcinfo, "reason", MAX_REASON, cancel_booking);
}

Datum
boh_refund_booking(PG_FUNCTION_ARGS)
{
	return change_booking(fcinfo, "refund", BOOKING_MAX_REFERENCE, refund_booking);
}

Datum
boh_change_seats(PG_FUNCTION_ARGS)
{
	const pg_uuid_t *id = boh_argument_uuid(fcinfo, 0, "booking");
	int			seats = boh_argument_integer(fcinfo, 1, "seat_count", 1, PG_INT32_MAX);
	Oid			schema = boh_schema_to_write(fcinfo);
	LockedBooking booking;
	Datum		values[] = {UUIDPGetDatum(id), Int32GetDatum(seats)};

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	boh_spi_connect();
	fetch_locked(schema, id, &booking);
	if (booking.seats != seats &&
		boh_query(&change_seats, schema, values, NULL, 0) != 1)
		raise_not_updated();
	booking_return_row(fcinfo);
	boh_spi_finish();
	return (Datum) 0;
}

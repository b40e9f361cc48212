/*-------------------------------------------------------------------------
 *
 * booking/booking_change.c
 *	  Checks and completes a booking that changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/own_write.h"
#include "booking/booking_check.h"

/* Allowed status changes, [from][to]; the same status is always allowed */
static const bool status_changes[4][4] = {
	[PENDING] = {[PENDING] = true,[CONFIRMED] = true,[CANCELLED] = true},
	[CONFIRMED] = {[CONFIRMED] = true,[CANCELLED] = true,[REFUNDED] = true},
	[CANCELLED] = {[CANCELLED] = true,[REFUNDED] = true},
	[REFUNDED] = {[REFUNDED] = true}
};

static void
raise_column(const BohRow *old, Oid schema, int column)
{
	bool		known = boh_caller_may_see(old, BOOKING_STATUS);
	const char *status = booking_status_name(booking_status(old));
	BohDetail	detail;

	booking_detail(&detail, old);
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
		!booking_is_overdue(old) ||
		DatumGetTimestampTz(boh_get_required(row, BOOKING_EXPIRED_AT)) != booking_end_of_hold(old))
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
	total = booking_total_price(row, schema, unit);
	if (boh_differs(old, row, BOOKING_TOTAL_PRICE) &&
		!booking_prices_equal(total, boh_get(row, BOOKING_TOTAL_PRICE, &isnull)))
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
	booking_detail(&detail, old);
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
		booking_raise_status(old, schema, booking_status_name(from), booking_status_name(to));
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

void
booking_check_changed(const BohRow *old, BohRow *row, Oid schema)
{
	check_captured(old, row, schema);
	check_expired_at(old, row, schema);
	check_seats(old, row, schema);
	booking_check_overdue(old, row, schema);
	check_reference(old, row, schema, BOOKING_PAYMENT_REFERENCE, "payment reference");
	check_reference(old, row, schema, BOOKING_REFUND_REFERENCE, "refund reference");
	check_status(old, row, schema);
	booking_check_times(old, row, schema);
	booking_check_hold(old, row, schema);
}

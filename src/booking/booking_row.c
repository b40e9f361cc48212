/*-------------------------------------------------------------------------
 *
 * booking/booking_row.c
 *	  Columns and statuses of bookings.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "booking/booking_row.h"

static const BohColumn columns[] = {
	[BOOKING_ID] = {"id", UUIDOID},
	[BOOKING_USER_ID] = {"user_id", UUIDOID},
	[BOOKING_EVENT_ID] = {"event_id", UUIDOID},
	[BOOKING_SEATS] = {"seats", INT4OID},
	[BOOKING_UNIT_PRICE] = {"unit_price", NUMERICOID},
	[BOOKING_TOTAL_PRICE] = {"total_price", NUMERICOID},
	[BOOKING_CURRENCY] = {"currency", TEXTOID},
	[BOOKING_STATUS] = {"status", InvalidOid},
	[BOOKING_PAYMENT_REFERENCE] = {"payment_reference", TEXTOID},
	[BOOKING_REFUND_REFERENCE] = {"refund_reference", TEXTOID},
	[BOOKING_IDEMPOTENCY_KEY] = {"idempotency_key", TEXTOID},
	[BOOKING_IDEMPOTENCY_REQUEST] = {"idempotency_request", JSONBOID},
	[BOOKING_BOOKING_DATE] = {"booking_date", TIMESTAMPTZOID},
	[BOOKING_EXPIRES_AT] = {"expires_at", TIMESTAMPTZOID},
	[BOOKING_CONFIRMED_AT] = {"confirmed_at", TIMESTAMPTZOID},
	[BOOKING_CANCELLED_AT] = {"cancelled_at", TIMESTAMPTZOID},
	[BOOKING_CANCEL_REASON] = {"cancel_reason", TEXTOID},
	[BOOKING_REFUNDED_AT] = {"refunded_at", TIMESTAMPTZOID},
	[BOOKING_EXPIRED_AT] = {"expired_at", TIMESTAMPTZOID},
	[BOOKING_UPDATED_AT] = {"updated_at", TIMESTAMPTZOID},
	[BOOKING_XID] = {"xid", XID8OID},
	[BOOKING_HELD] = {"held", BOOLOID},
};

const BohTable booking_table = {"bookings", BOOKING_COLUMNS, columns};

const BohQuery booking_lock = {
	.text = "SELECT 1 FROM {schema}.bookings WHERE id " BOH_EQ " $1 FOR NO KEY UPDATE",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "bookings"
};

static const char *const status_names[] = {
	[PENDING] = "PENDING",
	[CONFIRMED] = "CONFIRMED",
	[CANCELLED] = "CANCELLED",
	[REFUNDED] = "REFUNDED"
};

BookingStatus
booking_status_named(const char *label)
{
	for (int i = 0; i < (int) lengthof(status_names); i++)
	{
		if (strcmp(label, status_names[i]) == 0)
			return (BookingStatus) i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("booking status \"%s\" is not known", label),
			 errhint("Values added to booking_status have no rules; use PENDING, CONFIRMED, CANCELLED or REFUNDED.")));
}

BookingStatus
booking_status(const BohRow *row)
{
	return booking_status_named(boh_enum_label(boh_get_required(row, BOOKING_STATUS)));
}

bool
booking_is_active(BookingStatus status)
{
	return status == PENDING || status == CONFIRMED;
}

const char *
booking_status_name(BookingStatus status)
{
	return status_names[status];
}

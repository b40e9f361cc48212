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

/*
 * Start a DETAIL that names a booking and its event.  The id of a new booking
 * is left out, because no row with it will exist after the error.
 */
void
booking_detail(BohDetail *detail, const BohRow *row)
{
	boh_detail_init(detail);
	if (row->stored && boh_caller_may_see(row, BOOKING_ID))
		boh_detail_uuid(detail, "booking_id", boh_get_uuid(row, BOOKING_ID));
	if (boh_caller_may_see(row, BOOKING_EVENT_ID))
		boh_detail_uuid(detail, "event_id", boh_get_uuid(row, BOOKING_EVENT_ID));
}

void
booking_raise_status(const BohRow *row, Oid schema, const char *from, const char *to)
{
	bool		known = boh_caller_may_see(row, BOOKING_STATUS);
	BohDetail	detail;

	booking_detail(&detail, row);
	if (known)
		boh_detail_text(&detail, "from", from);
	boh_detail_text(&detail, "to", to);
	boh_raise(BOH_BOOKING_STATUS, &detail,
			  BOH_PLACE(schema, "bookings", "status", NULL), known ? from : "its status", to);
}

/*-------------------------------------------------------------------------
 *
 * booking/booking_import.c
 *	  Checks and completes an imported booking.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/timestamp.h"

#include "base/error.h"
#include "base/guc.h"
#include "base/query.h"
#include "booking/booking_check.h"
#include "booking/event_row.h"

static const BohQuery archived_event = {
	.text = "SELECT 1 FROM {schema}.events_archive WHERE event_id " BOH_EQ " $1",
	.nargs = 1,
	.argtypes = {UUIDOID},
	.owner_of = "events_archive",
	.latest = true
};

void
booking_raise_imported(const BohRow *row, Oid schema, BookingColumn column)
{
	BohDetail	detail;

	booking_detail(&detail, row);
	boh_detail_text(&detail, "column", booking_table.columns[column].name);
	boh_raise(BOH_IMPORT_COLUMN, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[column].name, NULL),
			  booking_table.columns[column].name);
}

/* What an imported booking leaves out, it has from its event. */
static void
fill_from_event(BohRow *row, Oid schema)
{
	EventView	view;

	if (!boh_event_read(schema, boh_get_uuid(row, BOOKING_EVENT_ID), &view))
		booking_raise_unknown_event(row, schema);
	booking_take_price(row, schema, &view);
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

	if (!no_end && (status != CANCELLED || DatumGetTimestampTz(end) != booking_end_of_hold(row)))
		booking_raise_imported(row, schema, BOOKING_EXPIRED_AT);
	if (status != REFUNDED && !boh_is_null(row, BOOKING_REFUND_REFERENCE))
		booking_raise_imported(row, schema, BOOKING_REFUND_REFERENCE);
}

/*
 * A row that the tables' owner imports: status, price and dates are as they
 * were.  It locks no event, because it reads nothing of the event but a price
 * that was left out, and whether it is archived; counting locks the event at
 * the end of the statement.
 */
void
booking_check_imported(BohRow *row, Oid schema)
{
	BookingStatus status = booking_status(row);
	const pg_uuid_t *event = boh_get_uuid(row, BOOKING_EVENT_ID);
	Datum		values[] = {UUIDPGetDatum(event)};
	BohDetail	detail;

	if (booking_has_row(&archived_event, schema, values))
	{
		boh_detail_init(&detail);
		boh_detail_uuid(&detail, "event_id", event);
		boh_raise(BOH_EVENT_ARCHIVED, &detail, BOH_PLACE(schema, "bookings", "event_id", NULL));
	}
	if (boh_is_null(row, BOOKING_UNIT_PRICE) || boh_is_null(row, BOOKING_TOTAL_PRICE) ||
		boh_is_null(row, BOOKING_CURRENCY))
		fill_from_event(row, schema);
	else
		booking_fill_prices(row, schema, boh_get_required(row, BOOKING_UNIT_PRICE));
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
	booking_check_times(NULL, row, schema);
	booking_fill_request(row, schema);
}

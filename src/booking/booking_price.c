/*-------------------------------------------------------------------------
 *
 * booking/booking_price.c
 *	  Prices of a booking.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/error.h"
#include "base/import.h"
#include "booking/booking_check.h"
#include "booking/event_row.h"

static void
raise_price(const BohRow *row, Oid schema, Datum unit_price)
{
	int			seats = boh_get_integer(row, BOOKING_SEATS);
	bool		known = row->stored ? boh_caller_may_see(row, BOOKING_UNIT_PRICE) :
	boh_caller_may_read(schema, "events");
	BohDetail	detail;

	booking_detail(&detail, row);
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
Datum
booking_total_price(const BohRow *row, Oid schema, Datum unit_price)
{
	Datum		total = DirectFunctionCall2(numeric_mul, unit_price,
											NumericGetDatum(int64_to_numeric(boh_get_integer(row, BOOKING_SEATS))));

	if (!fit_column(row, BOOKING_TOTAL_PRICE, &total))
		raise_price(row, schema, unit_price);
	return total;
}

bool
booking_prices_equal(Datum one, Datum other)
{
	return DatumGetBool(DirectFunctionCall2(numeric_eq, one, other));
}

/*
 * A client may name unit_price, total_price, both or none.  This checks only
 * that the two fit each other.  Whether the unit price is the event's is
 * checked when seats are counted (seat_checks.c).
 */
void
booking_fill_prices(BohRow *row, Oid schema, Datum event_price)
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
		total = booking_total_price(row, schema, unit);
	else if (!booking_prices_equal(total, booking_total_price(row, schema, unit)))
	{
		if (boh_importing(schema))
			booking_raise_imported(row, schema, BOOKING_TOTAL_PRICE);
		booking_detail(&detail, row);
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

void
booking_raise_unknown_event(const BohRow *row, Oid schema)
{
	BohDetail	detail;

	booking_detail(&detail, row);
	boh_raise(BOH_UNKNOWN_EVENT, &detail,
			  BOH_PLACE(schema, "bookings", "event_id", "fk_bookings_event_id"));
}

void
booking_take_price(BohRow *row, Oid schema, const EventView *view)
{
	booking_fill_prices(row, schema, view->price);
	if (boh_is_null(row, BOOKING_CURRENCY))
		boh_set(row, BOOKING_CURRENCY, CStringGetTextDatum(view->currency));
}

/*-------------------------------------------------------------------------
 *
 * booking/booking_result.c
 *	  The row that functions return of a booking.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/tuplestore.h"

#include "base/caller.h"
#include "booking/booking_result.h"

const int	booking_result_columns[BOOKING_RESULT_COLUMNS - 1] = {
	BOOKING_ID, BOOKING_EVENT_ID, BOOKING_USER_ID, BOOKING_SEATS,
	BOOKING_UNIT_PRICE, BOOKING_TOTAL_PRICE, BOOKING_CURRENCY, BOOKING_STATUS,
	BOOKING_BOOKING_DATE, BOOKING_EXPIRES_AT, BOOKING_CONFIRMED_AT,
	BOOKING_CANCELLED_AT, BOOKING_REFUNDED_AT, BOOKING_PAYMENT_REFERENCE
};

/* Return the row of the last statement as the only row of the function. */
void
booking_return_row(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[BOOKING_RESULT_COLUMNS];
	bool		nulls[BOOKING_RESULT_COLUMNS];

	for (int i = 0; i < BOOKING_RESULT_COLUMNS; i++)
		values[i] = boh_value(0, i + 1, TupleDescAttr(result->setDesc, i)->atttypid,
							  &nulls[i]);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Computes the last column of BOOKING_RESULT for a row. */
static bool
is_refund_due(const BohRow *row)
{
	return booking_status(row) == CANCELLED &&
		!boh_is_null(row, BOOKING_PAYMENT_REFERENCE) &&
		DatumGetBool(DirectFunctionCall2(numeric_gt, boh_get_required(row, BOOKING_TOTAL_PRICE),
										 NumericGetDatum(int64_to_numeric(0))));
}

/* Like booking_return_row(), for a tuple of bookings. */
void
booking_return_tuple(FunctionCallInfo fcinfo, Oid schema, HeapTuple tuple)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Relation	bookings = boh_open_table(schema, "bookings", AccessShareLock);
	Datum		values[BOOKING_RESULT_COLUMNS];
	bool		nulls[BOOKING_RESULT_COLUMNS] = {0};
	BohRow		row;

	boh_row_open(&row, bookings, &booking_table, tuple);
	for (int i = 0; i < (int) lengthof(booking_result_columns); i++)
	{
		int			column = booking_result_columns[i];

		if (column == BOOKING_STATUS)
			values[i] = CStringGetTextDatum(boh_enum_label(boh_get_required(&row, column)));
		else
			values[i] = boh_get(&row, column, &nulls[i]);
	}
	values[BOOKING_RESULT_COLUMNS - 1] = BoolGetDatum(is_refund_due(&row));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	table_close(bookings, NoLock);
}

Datum
booking_text_or_null(const char *string, char *null)
{
	*null = string == NULL ? 'n' : ' ';
	return string == NULL ? (Datum) 0 : CStringGetTextDatum(string);
}

/*-------------------------------------------------------------------------
 *
 * booking/booking_result.h
 *	  The row that functions return of a booking.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_RESULT_H
#define BOH_BOOKING_RESULT_H

#include "access/htup.h"
#include "fmgr.h"

#include "booking/booking_row.h"

/* Longest idempotency key, and reference of a payment or refund */
#define BOOKING_MAX_REFERENCE 255

/* The columns that each of the functions returns, in this order */
#define BOOKING_RESULT_COLUMNS 15
#define BOOKING_RESULT \
	" id, event_id, user_id, seats, unit_price, total_price, currency," \
	" CAST(status AS pg_catalog.text), booking_date, expires_at, confirmed_at," \
	" cancelled_at, refunded_at, payment_reference," \
	" status " BOH_EQ " 'CANCELLED' AND payment_reference IS NOT NULL" \
	" AND total_price " BOH_GT " 0"

/* The columns of bookings that BOOKING_RESULT returns or reads, in the same order */
extern const int booking_result_columns[BOOKING_RESULT_COLUMNS - 1];

/* Return the row of the last statement as the only row of the function. */
extern void booking_return_row(FunctionCallInfo fcinfo);

/* The same for a tuple of bookings */
extern void booking_return_tuple(FunctionCallInfo fcinfo, Oid schema, HeapTuple tuple);

/* A parameter of a statement */
extern Datum booking_text_or_null(const char *string, char *null);

#endif							/* BOH_BOOKING_RESULT_H */

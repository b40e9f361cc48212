/*-------------------------------------------------------------------------
 *
 * booking/booking_check.h
 *	  Parts of the trigger boh_bookings_check.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_CHECK_H
#define BOH_BOOKING_CHECK_H

#include "base/error.h"
#include "booking/booking_row.h"
#include "booking/event_row.h"

/* What the trigger does with a new row, an imported one, and one that changes */
extern void booking_check_new(BohRow *row, Oid schema);
extern void booking_check_imported(BohRow *row, Oid schema);
extern void booking_check_changed(const BohRow *old, BohRow *row, Oid schema);

/* booking_price.c.  Both prices of a row are filled in, and must fit each other. */
extern void booking_fill_prices(BohRow *row, Oid schema, Datum event_price);

/* The same with the price of the event, and its currency */
extern void booking_take_price(BohRow *row, Oid schema, const EventView *view);

/* seats times unit price, rounded to the scale of total_price */
extern Datum booking_total_price(const BohRow *row, Oid schema, Datum unit_price);

extern bool booking_prices_equal(Datum one, Datum other);
extern void booking_raise_unknown_event(const BohRow *row, Oid schema);

/* booking_time.c.  Check the times that a client named.  old is NULL for a new row. */
extern void booking_check_times(const BohRow *old, const BohRow *row, Oid schema);

/* Check that a hold is not too long, and not overdue. */
extern void booking_check_hold(const BohRow *old, const BohRow *row, Oid schema);
extern void booking_check_overdue(const BohRow *old, const BohRow *row, Oid schema);

/* DT_NOEND without an end */
extern TimestampTz booking_end_of_hold(const BohRow *row);

/* true for a PENDING booking whose time has run out */
extern bool booking_is_overdue(const BohRow *row);

/* booking_new.c.  Store the request beside the idempotency key. */
extern void booking_fill_request(BohRow *row, Oid schema);

/* Whether a statement finds a row */
extern bool booking_has_row(const BohQuery *query, Oid schema, Datum *values);

/* booking_import.c.  A column of an imported row contradicts others. */
extern void booking_raise_imported(const BohRow *row, Oid schema, BookingColumn column);

#endif							/* BOH_BOOKING_CHECK_H */

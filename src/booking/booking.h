/*-------------------------------------------------------------------------
 *
 * booking/booking.h
 *	  What the trigger and the functions of bookings share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_H
#define BOH_BOOKING_H

#include "base/error.h"
#include "booking/booking_row.h"

/*
 * true when a payment that comes now, for a hold that ran out at a time, is not
 * later than boh.max_payment_delay_seconds allows.
 */
extern bool booking_payment_in_time(TimestampTz expired);

/*
 * BH010: the hold of the booking that detail names ran out at a time, which the
 * caller may know or not.
 */
BOH_NORETURN extern void booking_raise_hold_expired(Oid schema, BohDetail *detail,
													TimestampTz expired, bool known);

/*
 * What a request asks for, as bookings keep it beside the idempotency key.
 * hold_seconds 0: not named.
 */
extern Datum booking_request(const pg_uuid_t *event, int seats,
							 const char *payment, int hold_seconds);

/*
 * The request that boh_book_seats() is inserting a booking for.  The row with its
 * key keeps it; of other rows the trigger says itself what they ask for.
 */
typedef struct BookingRequest
{
	Oid			schema;
	const pg_uuid_t *user;
	const char *key;
	Datum		asked;			/* jsonb */
} BookingRequest;

extern const BookingRequest *booking_requested;

/*
 * Lock a user's idempotency key.  A request sent twice at once: the second waits
 * here for the first, with nothing locked that the first one's booking may need.
 * false: this transaction had it locked already.
 */
extern bool booking_lock_key(Oid schema, const pg_uuid_t *user, const char *key);

#endif							/* BOH_BOOKING_H */

/*-------------------------------------------------------------------------
 *
 * booking/booking.h
 *	  Declarations that the triggers and the functions of bookings share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_H
#define BOH_BOOKING_H

#include "base/error.h"
#include "booking/booking_row.h"

/*
 * true when boh.max_payment_delay_seconds still allows a payment now for a
 * hold that ran out at the time expired
 */
extern bool booking_payment_in_time(TimestampTz expired);

/*
 * Raise BH010: the hold of the booking that detail names ran out.  The error
 * tells the time expired only if known is true, that is, if the caller may
 * see it.
 */
BOH_NORETURN extern void booking_raise_hold_expired(Oid schema, BohDetail *detail,
													TimestampTz expired, bool known);

/*
 * The parameters of a request as jsonb, which bookings store beside the
 * idempotency key.  hold_seconds is 0 if the client did not name it.
 */
extern Datum booking_request(const pg_uuid_t *event, int seats,
							 const char *payment, int hold_seconds);

/*
 * The request that boh_book_seats() is inserting a booking for.  The trigger
 * stores it in the row with this user and key.  For other rows the trigger
 * makes the request from the row's columns.
 */
typedef struct BookingRequest
{
	Oid			schema;
	const pg_uuid_t *user;
	const char *key;
	Datum		asked;			/* made by booking_request() */
} BookingRequest;

extern const BookingRequest *booking_requested;

/*
 * Lock a user's idempotency key until the transaction ends.  If a client
 * sends a request twice at once, the second one waits here for the first one.
 * So call this before locking anything that the first one's booking may need.
 * Returns false if this transaction had locked the key before.
 */
extern bool booking_lock_key(Oid schema, const pg_uuid_t *user, const char *key);

#endif							/* BOH_BOOKING_H */

/*-------------------------------------------------------------------------
 *
 * booking.h
 *	  Columns and statuses of bookings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_H
#define BOH_BOOKING_H

#include "error.h"
#include "row.h"

typedef enum BookingColumn
{
	BOOKING_ID,
	BOOKING_USER_ID,
	BOOKING_EVENT_ID,
	BOOKING_SEATS,
	BOOKING_UNIT_PRICE,
	BOOKING_TOTAL_PRICE,
	BOOKING_CURRENCY,
	BOOKING_STATUS,
	BOOKING_PAYMENT_REFERENCE,
	BOOKING_REFUND_REFERENCE,
	BOOKING_IDEMPOTENCY_KEY,
	BOOKING_IDEMPOTENCY_REQUEST,
	BOOKING_BOOKING_DATE,
	BOOKING_EXPIRES_AT,
	BOOKING_CONFIRMED_AT,
	BOOKING_CANCELLED_AT,
	BOOKING_CANCEL_REASON,
	BOOKING_REFUNDED_AT,
	BOOKING_EXPIRED_AT,
	BOOKING_UPDATED_AT,
	BOOKING_COLUMNS
} BookingColumn;

extern const BohTable booking_table;

typedef enum BookingStatus
{
	PENDING,
	CONFIRMED,
	CANCELLED,
	REFUNDED
} BookingStatus;

/* The status in a row; raises an error for a label that is not ours. */
extern BookingStatus booking_status(const BohRow *row);
extern BookingStatus booking_status_named(const char *label);

/* PENDING and CONFIRMED bookings own seats. */
extern bool booking_is_active(BookingStatus status);

/*
 * What a statement sets when it cancels a hold because its time ran out.  The
 * reason is for people to read.  expired_at is the mark that a late payment looks
 * for, and boh_bookings_check lets nobody set it but as a hold ends this way.
 */
#define BOOKING_EXPIRE \
	"status = 'CANCELLED', cancel_reason = 'hold expired', expired_at = expires_at"

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

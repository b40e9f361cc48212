/*-------------------------------------------------------------------------
 *
 * booking/booking_row.h
 *	  Columns and statuses of bookings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_ROW_H
#define BOH_BOOKING_ROW_H

#include "base/error.h"
#include "base/query.h"
#include "base/row.h"

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
	BOOKING_XID,
	BOOKING_HELD,
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

/*
 * The status in a row, or the one with a label.  Both raise an error for a
 * label that boh does not know.
 */
extern BookingStatus booking_status(const BohRow *row);
extern BookingStatus booking_status_named(const char *label);

extern const char *booking_status_name(BookingStatus status);

/* true for PENDING and CONFIRMED, whose bookings have seats */
extern bool booking_is_active(BookingStatus status);

/* The same as a condition of a statement */
#define BOOKING_IS_ACTIVE "(status " BOH_EQ " 'PENDING' OR status " BOH_EQ " 'CONFIRMED')"

/*
 * The SET list of a statement that cancels an overdue hold.  cancel_reason is
 * for people to read.  A late payment recognizes such a booking by
 * expired_at, which boh_bookings_check lets a statement set only when it
 * cancels an overdue hold.
 */
#define BOOKING_EXPIRE \
	"status = 'CANCELLED', cancel_reason = 'hold expired', expired_at = expires_at"

/*
 * For boh_wait_for_locked(): the text of a statement that finds one of the
 * bookings with a condition which other transactions have locked
 */
#define BOOKING_LOCKED(condition) \
	"SELECT id FROM {schema}.bookings WHERE " condition \
	" AND id " BOH_NE " ALL (ARRAY(SELECT id FROM {schema}.bookings WHERE " condition \
	" FOR NO KEY UPDATE SKIP LOCKED)) ORDER BY id LIMIT 1"

/* The same: the statement that locks a booking */
extern const BohQuery booking_lock;

/*
 * Start a DETAIL that names a booking and its event.  The id of
 * a new booking is left out, because no row with it will exist after the error.
 */
extern void booking_detail(BohDetail *detail, const BohRow *row);

extern void booking_raise_status(const BohRow *row, Oid schema, const char *from, const char *to);

#endif							/* BOH_BOOKING_ROW_H */

/*-------------------------------------------------------------------------
 *
 * booking/booking_row.h
 *	  Columns and statuses of bookings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_BOOKING_ROW_H
#define BOH_BOOKING_ROW_H

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

extern const char *booking_status_name(BookingStatus status);

/* PENDING and CONFIRMED bookings own seats. */
extern bool booking_is_active(BookingStatus status);

/*
 * What a statement sets when it cancels a hold because its time ran out.  The
 * reason is for people to read.  expired_at is the mark that a late payment looks
 * for, and boh_bookings_check lets nobody set it but as a hold ends this way.
 */
#define BOOKING_EXPIRE \
	"status = 'CANCELLED', cancel_reason = 'hold expired', expired_at = expires_at"

#endif							/* BOH_BOOKING_ROW_H */

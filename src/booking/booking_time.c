/*-------------------------------------------------------------------------
 *
 * booking/booking_time.c
 *	  Times of a booking, and its hold.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/timestamp.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/guc.h"
#include "booking/booking.h"
#include "booking/booking_check.h"
#include "booking/booking_rights.h"

TimestampTz
booking_end_of_hold(const BohRow *row)
{
	bool		isnull;
	Datum		expires = boh_get(row, BOOKING_EXPIRES_AT, &isnull);

	return isnull ? DT_NOEND : DatumGetTimestampTz(expires);
}

/* 0001-01-01 and 10000-01-01: every client knows the years 1 to 9999 */
#define FIRST_TIME ((TimestampTz) (1721426 - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)
#define END_OF_TIMES ((TimestampTz) (5373485 - POSTGRES_EPOCH_JDATE) * USECS_PER_DAY)

static void
raise_time(const BohRow *row, Oid schema, int column, TimestampTz value)
{
	BohDetail	detail;

	booking_detail(&detail, row);
	boh_detail_text(&detail, "column", booking_table.columns[column].name);
	boh_detail_time(&detail, "value", value);
	boh_raise(BOH_BOOKING_TIME, &detail,
			  BOH_PLACE(schema, "bookings", booking_table.columns[column].name, NULL),
			  booking_table.columns[column].name, timestamptz_to_str(value));
}

/* Check the times that a client named.  old is NULL for a new row. */
void
booking_check_times(const BohRow *old, const BohRow *row, Oid schema)
{
	static const BookingColumn times[] = {
		BOOKING_BOOKING_DATE, BOOKING_EXPIRES_AT, BOOKING_CONFIRMED_AT,
		BOOKING_CANCELLED_AT, BOOKING_REFUNDED_AT
	};

	for (int i = 0; i < (int) lengthof(times); i++)
	{
		bool		isnull;
		TimestampTz value = DatumGetTimestampTz(boh_get(row, times[i], &isnull));

		if (!isnull && (value < FIRST_TIME || value >= END_OF_TIMES) &&
			(old == NULL || boh_differs(old, row, times[i])))
			raise_time(row, schema, times[i], value);
	}
}

/*
 * Check that a new or lengthened hold ends within boh.max_hold_seconds or, for
 * people, boh.max_person_hold_seconds, so that it cannot keep seats forever.  The table's owner is exempt and so may
 * import holds that were agreed elsewhere.  old is NULL for a new row.
 */
void
booking_check_hold(const BohRow *old, const BohRow *row, Oid schema)
{
	TimestampTz expires = booking_end_of_hold(row);
	int			longest = booking_longest_hold(schema);
	BohDetail	detail;

	if (booking_status(row) != PENDING || boh_is_null(row, BOOKING_EXPIRES_AT) ||
		expires <= boh_now() + longest * USECS_PER_SEC ||
		(old != NULL && expires <= booking_end_of_hold(old)) ||
		has_privs_of_role(GetUserId(), row->relation->rd_rel->relowner))
		return;
	booking_detail(&detail, row);
	boh_detail_time(&detail, "expires_at", expires);
	boh_detail_integer(&detail, "max_hold_seconds", longest);
	boh_raise(BOH_HOLD_TOO_LONG, &detail,
			  BOH_PLACE(schema, "bookings", "expires_at", NULL),
			  longest, timestamptz_to_str(expires));
}

/*
 * Overdue holds
 */

void
booking_raise_hold_expired(Oid schema, BohDetail *detail, TimestampTz expired, bool known)
{
	if (known)
		boh_detail_time(detail, "expires_at", expired);
	boh_raise(BOH_HOLD_EXPIRED, detail,
			  BOH_PLACE(schema, "bookings", "expires_at", NULL),
			  known ? psprintf(" at %s", timestamptz_to_str(expired)) : "");
}

bool
booking_payment_in_time(TimestampTz expired)
{
	return boh_max_payment_delay_setting < 0 ||
		expired >= boh_now() - boh_max_payment_delay_setting * USECS_PER_SEC;
}

/* true for a PENDING booking whose time has run out */
bool
booking_is_overdue(const BohRow *row)
{
	return booking_status(row) == PENDING && booking_end_of_hold(row) <= boh_now();
}

/*
 * true when an overdue hold may be changed so.  It gets no more time and no
 * other number of seats; a payment in time may confirm it.
 */
static bool
overdue_may_become(const BohRow *old, const BohRow *row)
{
	if (boh_differs(old, row, BOOKING_SEATS))
		return false;
	switch (booking_status(row))
	{
		case PENDING:
			return booking_end_of_hold(row) <= booking_end_of_hold(old);
		case CONFIRMED:
			return !boh_is_null(row, BOOKING_PAYMENT_REFERENCE) &&
				booking_payment_in_time(booking_end_of_hold(old));
		default:
			return true;
	}
}

/*
 * The seats of an overdue hold are free for others, so only a payment that is
 * not too late can still confirm it.  Whether the event and the user's
 * account allow that is checked when seats are counted (seat_count.c).
 */
void
booking_check_overdue(const BohRow *old, const BohRow *row, Oid schema)
{
	BohDetail	detail;

	if (!booking_is_overdue(old) || overdue_may_become(old, row))
		return;
	booking_detail(&detail, old);
	booking_raise_hold_expired(schema, &detail, booking_end_of_hold(old),
							   boh_caller_may_see(old, BOOKING_EXPIRES_AT));
}

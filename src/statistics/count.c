/*-------------------------------------------------------------------------
 *
 * statistics/count.c
 *	  Counts of bookings in memory.
 *
 * Counting millions of bookings with fourteen aggregates in SQL takes several
 * times as long.  So counts_add_booking() says once more what
 * BOH_COUNTS_OF_BOOKINGS (counts.h) says; boh_verify() compares both.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/cents.h"
#include "statistics/count.h"

void
counts_add_booking(Counts *counts, const BohCheckedBooking *booking)
{
	static const CountNumber bookings_of[] = {
		[BOH_CHECKED_PENDING] = HELD_BOOKINGS,
		[BOH_CHECKED_CONFIRMED] = SOLD_BOOKINGS,
		[BOH_CHECKED_CANCELLED] = CANCELLED_BOOKINGS,
		[BOH_CHECKED_REFUNDED] = REFUNDED_BOOKINGS
	};
	static const CountNumber amount_of[] = {
		[BOH_CHECKED_CONFIRMED] = REVENUE,
		[BOH_CHECKED_CANCELLED] = REFUND_DUE,
		[BOH_CHECKED_REFUNDED] = REFUNDED_AMOUNT
	};
	int64	   *number = counts->number;

	if (booking->status != BOH_CHECKED_OTHER)
	{
		number[bookings_of[booking->status]]++;
		number[bookings_of[booking->status] + 1] += booking->seats;
	}
	number[HOLDS_MADE] += booking->held;
	number[HOLDS_CONFIRMED] += booking->held && booking->confirmed;
	number[HOLDS_EXPIRED] += booking->held && booking->expired;
	if (booking->status == BOH_CHECKED_PENDING || booking->status == BOH_CHECKED_OTHER ||
		(booking->status == BOH_CHECKED_CANCELLED && !booking->paid))
		return;
	number += amount_of[booking->status];
	*number = boh_cents_sum(*number, booking->total_price);
}

Counts
counts_read(const Datum *values)
{
	Counts		counts;

	for (int i = 0; i < COUNTS; i++)
		counts.number[i] = i < REVENUE ? DatumGetInt64(values[i]) : boh_cents(values[i]);
	return counts;
}

void
counts_add(Counts *counts, const Counts *other)
{
	for (int i = 0; i < COUNTS; i++)
		counts->number[i] = boh_cents_sum(counts->number[i], other->number[i]);
}

void
counts_subtract(Counts *counts, const Counts *other)
{
	for (int i = 0; i < COUNTS; i++)
		counts->number[i] = boh_cents_difference(counts->number[i], other->number[i]);
}

bool
counts_equal(const Counts *one, const Counts *other)
{
	return memcmp(one, other, sizeof(Counts)) == 0;
}

int64
counts_bookings(const Counts *counts)
{
	const int64 *number = counts->number;

	return number[HELD_BOOKINGS] + number[SOLD_BOOKINGS] + number[CANCELLED_BOOKINGS] +
		number[REFUNDED_BOOKINGS];
}

char *
counts_text(const Counts *counts)
{
	const int64 *number = counts->number;
	bool		nothing = counts_bookings(counts) == 0 && number[REVENUE] == 0;

	return psprintf("%lld held, %lld sold, %lld cancelled, %lld refunded, revenue %s",
					(long long) number[HELD_SEATS], (long long) number[SOLD_SEATS],
					(long long) number[CANCELLED_SEATS], (long long) number[REFUNDED_SEATS],
					nothing ? "0" : boh_cents_text(number[REVENUE]));
}

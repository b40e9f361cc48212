/*-------------------------------------------------------------------------
 *
 * statistics/count.h
 *	  Counts of bookings in memory.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_COUNT_H
#define BOH_STATISTICS_COUNT_H

#include "booking/verify.h"
#include "statistics/counts.h"

/* The columns of BOH_EACH_COUNT (counts.h), in that order */
typedef enum CountNumber
{
	HELD_BOOKINGS,
	HELD_SEATS,
	SOLD_BOOKINGS,
	SOLD_SEATS,
	CANCELLED_BOOKINGS,
	CANCELLED_SEATS,
	REFUNDED_BOOKINGS,
	REFUNDED_SEATS,
	HOLDS_MADE,
	HOLDS_CONFIRMED,
	HOLDS_EXPIRED,
	REVENUE,					/* this one and those that follow in cents */
	REFUND_DUE,
	REFUNDED_AMOUNT,
	COUNTS
} CountNumber;

typedef struct Counts
{
	int64		number[COUNTS];
} Counts;

/* The columns, and their sums, as counts_read() takes them; with days and currencies */
#define READ_NUMBER(column) "CAST(" column " AS bigint)"
#define READ_AMOUNT(column) column
#define READ_COUNTS BOH_EACH_NUMBER(READ_NUMBER, ", ") ", " BOH_EACH_AMOUNT(READ_AMOUNT, ", ")
#define READ_DAYS "SELECT currency, CAST(day AS timestamptz), " READ_COUNTS
#define READ_NUMBER_SUM(column) "CAST(sum(" column ") AS bigint)"
#define READ_AMOUNT_SUM(column) "sum(" column ")"
#define READ_SUMS BOH_EACH_NUMBER(READ_NUMBER_SUM, ", ") ", " BOH_EACH_AMOUNT(READ_AMOUNT_SUM, ", ")

/* Counts of a row, whose first is in values[0] */
extern Counts counts_read(const Datum *values);

/* Add a booking. */
extern void counts_add_booking(Counts *counts, const BohCheckedBooking *booking);

extern void counts_add(Counts *counts, const Counts *other);
extern void counts_subtract(Counts *counts, const Counts *other);
extern bool counts_equal(const Counts *one, const Counts *other);

/* How many bookings were counted */
extern int64 counts_bookings(const Counts *counts);

/* What they say, in words */
extern char *counts_text(const Counts *counts);

#endif							/* BOH_STATISTICS_COUNT_H */

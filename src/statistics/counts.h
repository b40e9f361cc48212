/*-------------------------------------------------------------------------
 *
 * statistics/counts.h
 *	  What is counted of bookings, as text of SQL statements.
 *
 * booking_days and site_days have these columns.  Statements name the table
 * bookings b, and run under the search path pg_catalog.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_COUNTS_H
#define BOH_STATISTICS_COUNTS_H

/* Calls column for each number, or each amount of money; separator stands between two calls. */
#define BOH_EACH_NUMBER(column, separator) \
	column("held_bookings") separator column("held_seats") separator \
	column("sold_bookings") separator column("sold_seats") separator \
	column("cancelled_bookings") separator column("cancelled_seats") separator \
	column("refunded_bookings") separator column("refunded_seats") separator \
	column("holds_made") separator column("holds_confirmed") separator \
	column("holds_expired")
#define BOH_EACH_AMOUNT(column, separator) \
	column("revenue") separator column("refund_due") separator column("refunded")
#define BOH_EACH_COUNT(column, separator) \
	BOH_EACH_NUMBER(column, separator) separator BOH_EACH_AMOUNT(column, separator)

#define BOH_COUNT_NAME(column) column
#define BOH_COUNT_SUM(column) "sum(" column ") AS " column
#define BOH_COUNT_NEGATIVE_SUM(column) "-sum(" column ")"
#define BOH_COUNT_NEGATIVE(column) "-" column

#define BOH_COUNTS BOH_EACH_COUNT(BOH_COUNT_NAME, ", ")
#define BOH_SUMS_OF_COUNTS BOH_EACH_COUNT(BOH_COUNT_SUM, ", ")

/* The columns of bookings that are counted */
#define BOH_COUNTED_COLUMNS \
	"b.event_id, b.booking_date, b.expires_at, b.confirmed_at, b.expired_at, b.seats, b.status," \
	" b.held, b.total_price, b.currency, b.payment_reference"

/*
 * The bookings b of an event, those of the archive included, as a relation.
 * An event that is not archived costs the archive one look into events_archive.
 */
#define BOH_BOOKINGS_OF(event, condition) \
	"(SELECT " BOH_COUNTED_COLUMNS " FROM {schema}.bookings b WHERE b.event_id = " event condition \
	" UNION ALL SELECT " BOH_COUNTED_COLUMNS " FROM {schema}.events_archive a" \
	" JOIN {schema}.bookings_archive b ON b.event_year = a.event_year AND b.event_id = a.event_id" \
	" WHERE a.event_id = " event condition ") b"

/* All bookings b that meet a condition, as a relation */
#define BOH_BOOKINGS_WHERE(condition) \
	"(SELECT " BOH_COUNTED_COLUMNS " FROM {schema}.bookings b WHERE " condition \
	" UNION ALL SELECT " BOH_COUNTED_COLUMNS " FROM {schema}.bookings_archive b WHERE " condition ") b"

/* Where the day of a booking begins, in UTC */
#define BOH_BOOKING_DAY "date_bin('1 day', b.booking_date, '2000-01-01 00:00:00+00')"

/*
 * Whether a booking was made on a day, in a form that an index serves.  Times
 * are stored in whole milliseconds.
 */
#define BOH_BOOKED_ON(day) \
	"b.booking_date BETWEEN " day " AND " day " + interval '23:59:59.999'"

#define BOH_OF_STATUS(status) " FILTER (WHERE b.status = '" status "')"
#define BOH_WAS_HELD "coalesce(b.held, b.expires_at IS NOT NULL)"
#define BOH_STATUS_COUNTS(status) \
	"count(*)" BOH_OF_STATUS(status) "," \
	" coalesce(sum(b.seats)" BOH_OF_STATUS(status) ", 0)"

/* The same columns, counted over bookings b */
#define BOH_COUNTS_OF_BOOKINGS \
	BOH_STATUS_COUNTS("PENDING") ", " BOH_STATUS_COUNTS("CONFIRMED") ", " \
	BOH_STATUS_COUNTS("CANCELLED") ", " BOH_STATUS_COUNTS("REFUNDED") "," \
	" count(*) FILTER (WHERE " BOH_WAS_HELD ")," \
	" count(*) FILTER (WHERE " BOH_WAS_HELD " AND b.confirmed_at IS NOT NULL)," \
	" count(*) FILTER (WHERE " BOH_WAS_HELD " AND b.expired_at IS NOT NULL)," \
	" coalesce(sum(b.total_price)" BOH_OF_STATUS("CONFIRMED") ", 0.00)," \
	" coalesce(sum(b.total_price)" \
	" FILTER (WHERE b.status = 'CANCELLED' AND b.payment_reference IS NOT NULL), 0.00)," \
	" coalesce(sum(b.total_price)" BOH_OF_STATUS("REFUNDED") ", 0.00)"

#endif							/* BOH_STATISTICS_COUNTS_H */

/*-------------------------------------------------------------------------
 *
 * statistics/watermark.h
 *	  Up to where bookings are summed up, and which have changed since.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BOH_STATISTICS_WATERMARK_H
#define BOH_STATISTICS_WATERMARK_H

#include "access/transam.h"

#include "base/query.h"
#include "statistics/counts.h"

/*
 * The bookings whose last change booking_days may lack: those that a
 * transaction from first on, and before end, has written.
 */
typedef struct BohTail
{
	FullTransactionId first;
	FullTransactionId end;
} BohTail;

/*
 * The tail, as the active snapshot sees it; call between boh_spi_connect() and
 * boh_spi_finish().  false: booking_days is not complete, or it was made in
 * another cluster, so all bookings must be counted.
 */
extern bool boh_tail_read(Oid schema, BohTail *tail);

/*
 * Bookings of the tail as a relation; parameters are its two limits.  OFFSET
 * keeps the planner from using another index than the one on xid.
 */
#define BOH_TAIL(first, end) \
	"(SELECT b.event_id, " BOH_BOOKING_DAY " AS day FROM {schema}.bookings b" \
	" WHERE b.xid >= " first " AND b.xid < " end " OFFSET 0) t"

/*
 * Parts of a WITH clause; the last one, parts, adds up to the sums of each day
 * that meets a condition, over all events: the rows of site_days, less the sums
 * of each day of an event that is in the tail, and a count of these.
 */
#define BOH_SITE_PARTS(first, end, condition) \
	"changed AS MATERIALIZED (SELECT DISTINCT event_id, day FROM " BOH_TAIL(first, end) \
	" WHERE " condition "), parts (day, currency, " BOH_COUNTS ") AS (" \
	"SELECT day, currency, " BOH_COUNTS " FROM {schema}.site_days WHERE " condition \
	" UNION ALL SELECT d.day, d.currency, " BOH_EACH_COUNT(BOH_COUNT_NEGATIVE, ", ") \
	" FROM changed c JOIN {schema}.booking_days d ON d.event_id = c.event_id AND d.day = c.day" \
	" UNION ALL SELECT c.day, b.currency, " BOH_COUNTS_OF_BOOKINGS \
	" FROM changed c, LATERAL " BOH_BOOKINGS_OF("c.event_id", " AND " BOH_BOOKED_ON("c.day")) \
	" GROUP BY c.day, b.currency)"

#endif							/* BOH_STATISTICS_WATERMARK_H */

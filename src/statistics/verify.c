/*-------------------------------------------------------------------------
 *
 * statistics/verify.c
 *	  Checks of boh_verify() for statistics.
 *
 * Sums of events and days with bookings in the tail (watermark.h) are not
 * read, so they may be old.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "statistics/counts.h"
#include "statistics/verify.h"
#include "statistics/watermark.h"

/* The watermark; NULL: no sums are read. */
#define WATERMARK \
	"(SELECT w.xid FROM {schema}.statistics_watermarks w WHERE w.system_identifier" \
	" = (SELECT c.system_identifier FROM pg_control_system() c))"

#define DIFFERENT " WHERE ROW(" BOH_EACH_COUNT(BOH_OF_SUMS, ", ") ")" \
	" IS DISTINCT FROM ROW(" BOH_EACH_COUNT(BOH_OF_RECOUNT, ", ") ")"
#define BOH_OF_SUMS(column) "coalesce(s." column ", 0)"
#define BOH_OF_RECOUNT(column) "coalesce(r." column ", 0)"

/* What a row of counts says, in words */
#define SAYS(row) \
	"format('%s held, %s sold, %s cancelled, %s refunded, revenue %s', " \
	"coalesce(" row ".held_seats, 0), coalesce(" row ".sold_seats, 0)," \
	" coalesce(" row ".cancelled_seats, 0), coalesce(" row ".refunded_seats, 0)," \
	" coalesce(" row ".revenue, 0))"

#define DAY_OF(day) "to_char(" day " AT TIME ZONE 'UTC', 'YYYY-MM-DD')"

#define EVENT_IN_SCOPE(id) \
	"($2 IS NULL OR " id " = $2) AND ($3 IS NULL OR " id " IN" \
	" (SELECT event_id FROM {schema}.bookings WHERE updated_at >= $3))"

static const BohQuery checks[] = {
	BOH_SCOPED_CHECK("WITH mark AS MATERIALIZED (SELECT " WATERMARK " AS xid),"
					 " recount (event_id, currency, changed, " BOH_COUNTS ") AS ("
					 "SELECT b.event_id, b.currency, coalesce(bool_or(b.xid >= m.xid), false), " BOH_COUNTS_OF_BOOKINGS
					 " FROM mark m, {schema}.bookings b WHERE m.xid IS NOT NULL AND " EVENT_IN_SCOPE("b.event_id")
					 " GROUP BY b.event_id, b.currency),"
					 " sums AS (SELECT event_id, currency, " BOH_SUMS_OF_COUNTS " FROM mark m, {schema}.booking_days"
					 " WHERE m.xid IS NOT NULL AND " EVENT_IN_SCOPE("event_id") " GROUP BY event_id, currency)"
					 " SELECT 'statistics of the event are not the sums of its bookings', 'events',"
					 " coalesce(r.event_id, s.event_id), " SAYS("r") ", " SAYS("s")
					 " FROM recount r FULL JOIN sums s ON s.event_id = r.event_id AND s.currency = r.currency"
					 DIFFERENT " AND r.changed IS NOT TRUE ORDER BY 3"),
	BOH_SCOPED_CHECK("WITH mark AS MATERIALIZED (SELECT " WATERMARK " AS xid),"
					 " sums AS (SELECT day, currency, " BOH_SUMS_OF_COUNTS " FROM {schema}.booking_days, mark m"
					 " WHERE m.xid IS NOT NULL AND $2 IS NULL AND $3 IS NULL GROUP BY day, currency),"
					 " site AS (SELECT t.* FROM {schema}.site_days t, mark m"
					 " WHERE m.xid IS NOT NULL AND $2 IS NULL AND $3 IS NULL)"
					 " SELECT 'statistics of a day are not the sums over events', 'site_days', NULL::uuid,"
					 " " DAY_OF("coalesce(r.day, s.day)") " || ': ' || " SAYS("r") ", " SAYS("s")
					 " FROM sums r FULL JOIN site s ON s.day = r.day AND s.currency = r.currency"
					 DIFFERENT " ORDER BY 4"),
	BOH_SCOPED_CHECK("WITH mark AS MATERIALIZED (SELECT " WATERMARK " AS xid), "
					 BOH_SITE_COUNTED("(SELECT xid FROM mark)", "'18446744073709551615'::xid8", "true") ","
					 " site AS (SELECT t.* FROM counted t, mark m"
					 " WHERE m.xid IS NOT NULL AND $2 IS NULL AND $3 IS NULL),"
					 " recount (day, currency, " BOH_COUNTS ") AS (SELECT " BOH_BOOKING_DAY ", b.currency, "
					 BOH_COUNTS_OF_BOOKINGS " FROM mark m, {schema}.bookings b"
					 " WHERE m.xid IS NOT NULL AND $2 IS NULL AND $3 IS NULL GROUP BY 1, 2)"
					 " SELECT 'statistics of a day are not the sums of its bookings', 'site_days', NULL::uuid,"
					 " " DAY_OF("coalesce(r.day, s.day)") " || ': ' || " SAYS("r") ", " SAYS("s")
					 " FROM recount r FULL JOIN site s ON s.day = r.day AND s.currency = r.currency"
					 DIFFERENT " ORDER BY 4"),
};

const BohChecks boh_statistics_checks = {lengthof(checks), checks};

/*-------------------------------------------------------------------------
 *
 * monitoring/booking_metrics.c
 *	  Metrics of bookings, holds, lanes and events.
 *
 * Bookings are not counted.  Their numbers are those of the last days of
 * site_days, which has a row for each day and currency, so they are as old as
 * the last boh_update_statistics().  Adding what changed since would take as
 * long as there are changes.  The metric boh_statistics_age_seconds tells how
 * old they are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "monitoring/metric.h"
#include "statistics/counts.h"

/* Days in UTC, today included */
#define RECENT_DAYS "31"

#define AS_OF_STATISTICS \
	" Of bookings made in the last " RECENT_DAYS " days, as of the last boh_update_statistics()."

static const BohMetric sums[] = {
	{"boh_recent_bookings", "gauge", NULL, "Bookings by status." AS_OF_STATISTICS},
	{"boh_recent_seats", "gauge", NULL, "Seats of bookings by status of the booking." AS_OF_STATISTICS},
	{"boh_recent_holds", "gauge", NULL,
	"Bookings that began as holds: all of them (made), and those that were confirmed or ran out (expired)." AS_OF_STATISTICS},
	{"boh_recent_revenue", "gauge", NULL, "Price of CONFIRMED bookings, by currency." AS_OF_STATISTICS},
	{"boh_recent_refund_due", "gauge", NULL,
	"Price of CANCELLED bookings that were paid and are not refunded yet, by currency." AS_OF_STATISTICS},
	{"boh_recent_refunded", "gauge", NULL, "Price of REFUNDED bookings, by currency." AS_OF_STATISTICS},
};

#define STATUS_ROWS(status, column) \
	"('boh_recent_bookings', '{\"status\": \"" status "\"}', a." column "_bookings)," \
	" ('boh_recent_seats', '{\"status\": \"" status "\"}', a." column "_seats)"
#define HOLD_ROW(result) \
	"('boh_recent_holds', '{\"result\": \"" result "\"}', a.holds_" result ")"

static const BohMetric holds[] = {
	{"boh_holds_open", "gauge", NULL, "Bookings that are PENDING now." BOH_BOUNDED_HELP},
	{"boh_holds_overdue", "gauge", NULL,
		"Those of them whose time has run out: their seats are free for others, and boh_expire_bookings() cancels them."
	" Looks at the open holds that were counted."},
};

static const BohMetric refusals[] = {
	{"boh_sold_out_refusals", "counter", NULL,
		"Bookings refused because too few seats were free (BH003), since the server was started."
	" Counted only if shared_preload_libraries has boh."},
};

static const BohMetric events[] = {
	{"boh_events", "gauge", NULL, "Events by status." BOH_COUNTED_HELP},
	{"boh_events_upcoming", "gauge", NULL,
	"Events that are PUBLISHED and not over." BOH_COUNTED_HELP},
};

static const BohMetric lanes[] = {
	{"boh_lane_events", "gauge", NULL, "Events with booking lanes. Looks at the first 1,001 lanes."},
	{"boh_lanes", "gauge", NULL, "Booking lanes." BOH_BOUNDED_HELP},
	{"boh_lane_seats", "gauge", NULL,
	"Seats of these lanes: booked, and free."},
};

static const BohMetricSource sources[] = {
	{
		.query = {
			.text = "WITH m AS MATERIALIZED (SELECT currency, " BOH_SUMS_OF_COUNTS
			" FROM {schema}.site_days WHERE day > now() - interval '" RECENT_DAYS " days' AND EXISTS (SELECT FROM {schema}.statistics_watermarks w"
			" WHERE w.system_identifier = $2 AND w.xid IS NOT NULL) GROUP BY currency),"
			" a AS (SELECT " BOH_SUMS_OF_COUNTS " FROM m)"
			" SELECT v.name, CAST(v.labels AS jsonb), v.value FROM a, LATERAL (VALUES "
			STATUS_ROWS("PENDING", "held") ", " STATUS_ROWS("CONFIRMED", "sold") ", "
			STATUS_ROWS("CANCELLED", "cancelled") ", " STATUS_ROWS("REFUNDED", "refunded") ", "
			HOLD_ROW("made") ", " HOLD_ROW("confirmed") ", " HOLD_ROW("expired")
			") AS v (name, labels, value)"
			" UNION ALL SELECT v.name, jsonb_build_object('currency', m.currency), v.value"
			" FROM m, LATERAL (VALUES ('boh_recent_revenue', m.revenue), ('boh_recent_refund_due', m.refund_due),"
			" ('boh_recent_refunded', m.refunded)) AS v (name, value)",
			BOH_METRIC_TABLE_QUERY("site_days")
		},
		BOH_METRICS(sums)
	},
	{
		.query = {
			.text = "SELECT v.name, CAST('{}' AS jsonb), CAST(v.value AS numeric) FROM"
			" (SELECT count(*) AS open, count(*) FILTER (WHERE expires_at <= now()) AS overdue"
			" FROM (SELECT expires_at FROM {schema}.bookings WHERE status = 'PENDING'"
			" LIMIT " BOH_COUNTED_LIMIT ") c) h,"
			" LATERAL (VALUES ('boh_holds_open', h.open), ('boh_holds_overdue', h.overdue))"
			" AS v (name, value)",
			BOH_METRIC_TABLE_QUERY("bookings")
		},
		BOH_METRICS(holds)
	},
	{
		.query = {
			.text = "SELECT 'boh_sold_out_refusals', CAST('{}' AS jsonb), CAST($3 AS numeric)",
			BOH_METRIC_QUERY
		},
		BOH_METRICS(refusals)
	},
	{
		.query = {
			.text = "SELECT 'boh_events', jsonb_build_object('status', s.status), CAST("
			BOH_COUNTED_OR("c.counted", BOH_EXPECTED_ROWS("events") " * "
						   BOH_EXPECTED_SHARE("events", "status", "CAST(s.status AS text)")) " AS numeric)"
			" FROM unnest(enum_range(CAST(NULL AS {schema}.event_status))) AS s (status), LATERAL "
			BOH_COUNTED("{schema}.events WHERE status = s.status AND archived_at IS NULL") " c"
			" UNION ALL SELECT 'boh_events_upcoming', CAST('{}' AS jsonb), CAST("
			BOH_COUNTED_OR("c.counted", BOH_EXPECTED_ROWS("idx_event_search_start_date")) " AS numeric)"
			" FROM " BOH_COUNTED("{schema}.event_search WHERE upcoming") " c",
			BOH_METRIC_TABLE_QUERY("events")
		},
		BOH_METRICS(events)
	},
	{
		.query = {
			.text = "SELECT v.name, CAST(v.labels AS jsonb), CAST(v.value AS numeric) FROM"
			" (SELECT count(*) AS lanes, count(DISTINCT event_id) AS events,"
			" coalesce(sum(booked), 0) AS booked, coalesce(sum(capacity - booked), 0) AS free"
			" FROM (SELECT event_id, booked, capacity FROM {schema}.booking_lanes"
			" ORDER BY event_id, lane LIMIT " BOH_COUNTED_LIMIT ") c) l,"
			" LATERAL (VALUES ('boh_lane_events', '{}', l.events), ('boh_lanes', '{}', l.lanes),"
			" ('boh_lane_seats', '{\"state\": \"booked\"}', l.booked),"
			" ('boh_lane_seats', '{\"state\": \"free\"}', l.free)) AS v (name, labels, value)",
			BOH_METRIC_TABLE_QUERY("booking_lanes")
		},
		BOH_METRICS(lanes)
	},
};

const BohMetricSources boh_booking_metrics = {lengthof(sources), sources};

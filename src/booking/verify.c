/*-------------------------------------------------------------------------
 *
 * booking/verify.c
 *	  Checks of boh_verify() for events, bookings and booking lanes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "booking/verify.h"

#define ACTIVE "status IN ('PENDING', 'CONFIRMED')"

/* Rows of bookings b in the scope of the call (base/finding.h) */
#define BOOKINGS_IN_SCOPE \
	"($2 IS NULL OR b.event_id = $2) AND ($3 IS NULL OR b.updated_at >= $3)"

#define TIME_OF_STATUS \
	"CASE b.status WHEN 'PENDING' THEN b.expires_at WHEN 'CONFIRMED' THEN b.confirmed_at" \
	" WHEN 'CANCELLED' THEN b.cancelled_at WHEN 'REFUNDED' THEN b.refunded_at END"

/* Events in the scope: an id of the event is in this condition */
#define EVENT_IN_SCOPE(id) \
	"($2 IS NULL OR " id " = $2) AND ($3 IS NULL OR " id " IN" \
	" (SELECT id FROM {schema}.events WHERE updated_at >= $3 UNION ALL" \
	" SELECT event_id FROM {schema}.bookings WHERE updated_at >= $3))"

/* Each statement that reads all bookings takes seconds, so there are few of them. */
static const BohQuery checks[] = {
	BOH_SCOPED_CHECK("SELECT CASE WHEN e.booking_lanes = 1 THEN 'booked_count is not the sum of active bookings'"
					 " ELSE 'booked seats of the lanes are not the sum of active bookings' END, 'events', e.id,"
					 " coalesce(b.seats, 0)::text,"
					 " (CASE WHEN e.booking_lanes = 1 THEN e.booked_count ELSE coalesce(l.booked, 0) END)::text"
					 " FROM {schema}.events e LEFT JOIN"
					 " (SELECT event_id, sum(seats) AS seats FROM {schema}.bookings WHERE " ACTIVE
					 " AND " EVENT_IN_SCOPE("event_id") " GROUP BY event_id) b ON b.event_id = e.id LEFT JOIN"
					 " (SELECT event_id, sum(booked) AS booked FROM {schema}.booking_lanes"
					 " GROUP BY event_id) l ON l.event_id = e.id"
					 " WHERE CASE WHEN e.booking_lanes = 1 THEN e.booked_count ELSE coalesce(l.booked, 0) END"
					 " <> coalesce(b.seats, 0) AND " EVENT_IN_SCOPE("e.id")
					 " ORDER BY e.booking_lanes > 1, e.id"),
	BOH_SCOPED_CHECK("SELECT 'capacities of the lanes do not add up to the event''s', 'events', e.id,"
					 " e.capacity::text, coalesce(l.capacity, 0)::text"
					 " FROM {schema}.events e LEFT JOIN"
					 " (SELECT event_id, sum(capacity) AS capacity FROM {schema}.booking_lanes"
					 " GROUP BY event_id) l ON l.event_id = e.id"
					 " WHERE e.booking_lanes > 1 AND coalesce(l.capacity, 0) <> e.capacity"
					 " AND " EVENT_IN_SCOPE("e.id") " ORDER BY e.id"),
	BOH_SCOPED_CHECK("SELECT 'event does not have the lanes that it should have', 'events', e.id,"
					 " CASE WHEN e.booking_lanes = 1 THEN 'no lanes' ELSE 'lanes 1 to ' || e.booking_lanes END,"
					 " coalesce(l.count, 0) || ' lanes'"
					 " FROM {schema}.events e LEFT JOIN"
					 " (SELECT event_id, count(*) AS count, max(lane) AS highest FROM {schema}.booking_lanes"
					 " GROUP BY event_id) l ON l.event_id = e.id"
					 " WHERE CASE WHEN e.booking_lanes = 1 THEN l.count > 0"
					 " ELSE coalesce(l.count, 0) <> e.booking_lanes OR l.highest <> e.booking_lanes END"
					 " AND " EVENT_IN_SCOPE("e.id") " ORDER BY e.id"),
	BOH_SCOPED_CHECK("SELECT 'lane is oversold', 'booking_lanes', event_id,"
					 " 'at most ' || capacity, booked::text FROM {schema}.booking_lanes"
					 " WHERE (booked > capacity OR booked < 0) AND " EVENT_IN_SCOPE("event_id")
					 " ORDER BY event_id, lane"),
	BOH_SCOPED_CHECK("SELECT 'event is oversold', 'events', e.id,"
					 " 'at most ' || e.capacity, e.booked_count::text"
					 " FROM {schema}.events e WHERE (e.booked_count > e.capacity OR e.booked_count < 0)"
					 " AND " EVENT_IN_SCOPE("e.id") " ORDER BY e.id"),
	BOH_SCOPED_CHECK("SELECT 'event has more seats than its venue', 'events', e.id,"
					 " 'at most ' || v.capacity, e.capacity::text"
					 " FROM {schema}.events e JOIN {schema}.venues v ON v.id = e.venue_id"
					 " WHERE e.capacity > v.capacity AND e.status IN ('DRAFT', 'PUBLISHED')"
					 " AND e.end_date > clock_timestamp() AND " EVENT_IN_SCOPE("e.id") " ORDER BY e.id"),
	BOH_SCOPED_CHECK("SELECT 'event is COMPLETED before its end', 'events', e.id,"
					 " 'an end before now', e.end_date::text"
					 " FROM {schema}.events e WHERE e.status = 'COMPLETED'"
					 " AND e.end_date > clock_timestamp() AND " EVENT_IN_SCOPE("e.id") " ORDER BY e.id"),
	BOH_SCOPED_CHECK("SELECT f.problem, 'bookings', b.id, f.expected, f.actual"
					 " FROM {schema}.bookings b LEFT JOIN {schema}.users u ON u.id = b.user_id"
					 " LEFT JOIN {schema}.events e ON e.id = b.event_id,"
					 " LATERAL (VALUES"
					 " (1, 'active booking of an event that is not booked', 'an event that is PUBLISHED or COMPLETED',"
					 " e.status::text, b." ACTIVE " AND e.status IN ('DRAFT', 'CANCELLED')),"
					 " (2, 'total_price is not seats times unit_price', (b.unit_price * b.seats)::text,"
					 " b.total_price::text, b.total_price <> b.unit_price * b.seats),"
					 " (3, 'time of the status is missing', 'a time', b.status::text, " TIME_OF_STATUS " IS NULL),"
					 " (4, 'booking without its user or event', 'both', CASE WHEN u.id IS NULL"
					 " THEN 'no user ' || b.user_id ELSE 'no event ' || b.event_id END,"
					 " u.id IS NULL OR e.id IS NULL))"
					 " AS f (number, problem, expected, actual, found)"
					 " WHERE (b.total_price <> b.unit_price * b.seats OR " TIME_OF_STATUS " IS NULL"
					 " OR u.id IS NULL OR e.id IS NULL"
					 " OR (b." ACTIVE " AND e.status IN ('DRAFT', 'CANCELLED')))"
					 " AND f.found AND " BOOKINGS_IN_SCOPE
					 " ORDER BY f.number, b.id"),
};

const BohChecks boh_event_checks = {lengthof(checks), checks};

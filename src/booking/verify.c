/*-------------------------------------------------------------------------
 *
 * booking/verify.c
 *	  Checks of boh_verify() for events, bookings and booking lanes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "booking/verify.h"

#define ACTIVE "status IN ('PENDING', 'CONFIRMED')"

static const BohQuery checks[] = {
	{
		.text = "SELECT 'booked_count is not the sum of active bookings', 'events', e.id,"
		" coalesce(b.seats, 0)::text, e.booked_count::text"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, sum(seats) AS seats FROM {schema}.bookings WHERE " ACTIVE
		" GROUP BY event_id) b ON b.event_id = e.id"
		" WHERE e.booking_lanes = 1 AND e.booked_count <> coalesce(b.seats, 0) ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'booked seats of the lanes are not the sum of active bookings', 'events', e.id,"
		" coalesce(b.seats, 0)::text, coalesce(l.booked, 0)::text"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, sum(seats) AS seats FROM {schema}.bookings WHERE " ACTIVE
		" GROUP BY event_id) b ON b.event_id = e.id LEFT JOIN"
		" (SELECT event_id, sum(booked) AS booked FROM {schema}.booking_lanes"
		" GROUP BY event_id) l ON l.event_id = e.id"
		" WHERE e.booking_lanes > 1 AND coalesce(l.booked, 0) <> coalesce(b.seats, 0) ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'capacities of the lanes do not add up to the event''s', 'events', e.id,"
		" e.capacity::text, coalesce(l.capacity, 0)::text"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, sum(capacity) AS capacity FROM {schema}.booking_lanes"
		" GROUP BY event_id) l ON l.event_id = e.id"
		" WHERE e.booking_lanes > 1 AND coalesce(l.capacity, 0) <> e.capacity ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event does not have the lanes that it should have', 'events', e.id,"
		" CASE WHEN e.booking_lanes = 1 THEN 'no lanes' ELSE 'lanes 1 to ' || e.booking_lanes END,"
		" coalesce(l.count, 0) || ' lanes'"
		" FROM {schema}.events e LEFT JOIN"
		" (SELECT event_id, count(*) AS count, max(lane) AS highest FROM {schema}.booking_lanes"
		" GROUP BY event_id) l ON l.event_id = e.id"
		" WHERE CASE WHEN e.booking_lanes = 1 THEN l.count > 0"
		" ELSE coalesce(l.count, 0) <> e.booking_lanes OR l.highest <> e.booking_lanes END"
		" ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'lane is oversold', 'booking_lanes', event_id,"
		" 'at most ' || capacity, booked::text FROM {schema}.booking_lanes"
		" WHERE booked > capacity OR booked < 0 ORDER BY event_id, lane",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event is oversold', 'events', id,"
		" 'at most ' || capacity, booked_count::text"
		" FROM {schema}.events WHERE booked_count > capacity OR booked_count < 0 ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'active booking of an event that is not booked', 'bookings', b.id,"
		" 'an event that is PUBLISHED or COMPLETED', e.status::text"
		" FROM {schema}.bookings b JOIN {schema}.events e ON e.id = b.event_id"
		" WHERE b." ACTIVE " AND e.status IN ('DRAFT', 'CANCELLED') ORDER BY b.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event has more seats than its venue', 'events', e.id,"
		" 'at most ' || v.capacity, e.capacity::text"
		" FROM {schema}.events e JOIN {schema}.venues v ON v.id = e.venue_id"
		" WHERE e.capacity > v.capacity AND e.status IN ('DRAFT', 'PUBLISHED')"
		" AND e.end_date > clock_timestamp() ORDER BY e.id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'event is COMPLETED before its end', 'events', id,"
		" 'an end before now', end_date::text"
		" FROM {schema}.events WHERE status = 'COMPLETED'"
		" AND end_date > clock_timestamp() ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'total_price is not seats times unit_price', 'bookings', id,"
		" (unit_price * seats)::text, total_price::text"
		" FROM {schema}.bookings WHERE total_price <> unit_price * seats ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'time of the status is missing', 'bookings', id,"
		" 'a time', status::text FROM {schema}.bookings"
		" WHERE CASE status WHEN 'PENDING' THEN expires_at WHEN 'CONFIRMED' THEN confirmed_at"
		" WHEN 'CANCELLED' THEN cancelled_at ELSE refunded_at END IS NULL ORDER BY id",
		.safe_path = true,
		.read_only = true
	},
	{
		.text = "SELECT 'booking without its user or event', 'bookings', b.id,"
		" 'both', CASE WHEN u.id IS NULL THEN 'no user ' || b.user_id"
		" ELSE 'no event ' || b.event_id END"
		" FROM {schema}.bookings b LEFT JOIN {schema}.users u ON u.id = b.user_id"
		" LEFT JOIN {schema}.events e ON e.id = b.event_id"
		" WHERE u.id IS NULL OR e.id IS NULL ORDER BY b.id",
		.safe_path = true,
		.read_only = true
	},
};

const BohChecks boh_event_checks = {lengthof(checks), checks};

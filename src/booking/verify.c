/*-------------------------------------------------------------------------
 *
 * booking/verify.c
 *	  Checks of boh_verify() for events, bookings and booking lanes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "booking/event_columns.h"
#include "booking/verify.h"
#include "booking/verify_scope.h"

static const BohQuery checks[] = {
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
	BOH_SCOPED_CHECK("SELECT 'address of the event does not have the format of its column', 'events', e.id,"
					 " a.name || ' of format " EVENT_ADDRESS_FORMAT "', left(a.address, 100)"
					 " FROM {schema}.events e, LATERAL (VALUES ('image_url', e.image_url),"
					 " ('video_url', e.video_url)) AS a (name, address)"
					 " WHERE a.address IS NOT NULL AND NOT"
					 " {extension}.boh_json_valid('{\"format\": \"" EVENT_ADDRESS_FORMAT "\"}', to_jsonb(a.address))"
					 " AND " EVENT_IN_SCOPE("e.id") " ORDER BY e.id, a.name"),
};

const BohChecks boh_event_checks = {lengthof(checks), checks};

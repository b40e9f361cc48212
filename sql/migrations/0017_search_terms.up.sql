-- Events of more than a week, and events around a point, are found by indexes.

-- Long events that run at some time are few among those that began before it.
-- They have a term for each week; those of more than 53 weeks have one for all.
ALTER TABLE event_search DISABLE TRIGGER boh_event_search_keep;
UPDATE event_search s SET terms = s.terms || ARRAY(SELECT 'runs:' || to_char(l.monday + n * interval '7 days', 'IYYY-IW')
	FROM generate_series(0, 52) n WHERE l.monday + n * interval '7 days' <= s.end_date AT TIME ZONE 'UTC')
	|| CASE WHEN s.end_date AT TIME ZONE 'UTC' >= l.monday + interval '371 days' THEN ARRAY['runs:always'] ELSE ARRAY[]::text[] END
FROM (SELECT event_id, date_trunc('week', start_date AT TIME ZONE 'UTC') AS monday FROM event_search
	WHERE CASE WHEN isfinite(start_date) AND isfinite(end_date) THEN end_date - start_date > interval '7 days' ELSE false END) l
WHERE l.event_id = s.event_id;
UPDATE event_search SET terms = terms || ARRAY['runs:always'] WHERE NOT isfinite(start_date) OR NOT isfinite(end_date);
ALTER TABLE event_search ENABLE TRIGGER boh_event_search_keep;

CREATE INDEX idx_event_search_venue_id_event_id ON event_search (venue_id, event_id) WHERE upcoming;
COMMENT ON INDEX idx_event_search_venue_id_event_id IS 'Upcoming events at a venue; all of them are equally far from a point.';
CREATE INDEX idx_venues_latitude ON venues (latitude);
COMMENT ON INDEX idx_venues_latitude IS 'Venues around a point.';

-- Back to version 18.

DROP INDEX idx_event_search_start_date;
DROP INDEX idx_event_search_category;
DROP INDEX idx_event_search_city;
DROP INDEX idx_event_search_country;
DROP INDEX idx_event_search_venue_id;
DROP INDEX idx_event_search_author_id;
DROP INDEX idx_event_search_long;
DROP INDEX idx_event_search_past_start_date;
DROP INDEX idx_event_search_past_category;
DROP INDEX idx_event_search_past_city;
DROP INDEX idx_event_search_past_venue_id;
DROP INDEX idx_event_search_past_author_id;
DROP INDEX idx_event_search_past_long;

CREATE INDEX idx_event_search_start_date ON event_search (start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_category ON event_search (category, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_city ON event_search (city, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_country ON event_search (country, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_venue_id ON event_search (venue_id, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_long ON event_search (start_date, event_id)
	WHERE upcoming AND CASE WHEN pg_catalog.isfinite(start_date) AND pg_catalog.isfinite(end_date)
		THEN (end_date OPERATOR(pg_catalog.-) start_date) OPERATOR(pg_catalog.>) CAST('7 days' AS interval) ELSE true END;
CREATE INDEX idx_event_search_past_start_date ON event_search (start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_category ON event_search (category, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_city ON event_search (city, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_venue_id ON event_search (venue_id, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_long ON event_search (start_date, event_id)
	WHERE NOT upcoming AND CASE WHEN pg_catalog.isfinite(start_date) AND pg_catalog.isfinite(end_date)
		THEN (end_date OPERATOR(pg_catalog.-) start_date) OPERATOR(pg_catalog.>) CAST('7 days' AS interval) ELSE true END;
COMMENT ON INDEX idx_event_search_start_date IS 'Upcoming events by time.';
COMMENT ON INDEX idx_event_search_category IS 'Upcoming events of a category by time.';
COMMENT ON INDEX idx_event_search_city IS 'Upcoming events in a city by time.';
COMMENT ON INDEX idx_event_search_country IS 'Upcoming events in a country by time.';
COMMENT ON INDEX idx_event_search_venue_id IS 'Upcoming events at a venue by time.';
COMMENT ON INDEX idx_event_search_long IS 'Upcoming events of more than a week: a period may overlap them that begins long after they did.';
COMMENT ON INDEX idx_event_search_past_start_date IS 'Other events by time.';
COMMENT ON INDEX idx_event_search_past_category IS 'Other events of a category by time.';
COMMENT ON INDEX idx_event_search_past_city IS 'Other events in a city by time.';
COMMENT ON INDEX idx_event_search_past_venue_id IS 'Other events at a venue by time.';
COMMENT ON INDEX idx_event_search_past_long IS 'Other events of more than a week.';

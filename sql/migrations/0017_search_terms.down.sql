-- Back to version 16.

DROP INDEX idx_venues_latitude;
DROP INDEX idx_event_search_venue_id_event_id;
ALTER TABLE event_search DISABLE TRIGGER boh_event_search_keep;
UPDATE event_search SET terms = ARRAY(SELECT t FROM unnest(terms) WITH ORDINALITY u (t, n) WHERE t NOT LIKE 'runs:%' ORDER BY n)
WHERE terms && ARRAY(SELECT t FROM (SELECT DISTINCT unnest(terms) FROM event_search) u (t) WHERE t LIKE 'runs:%');
ALTER TABLE event_search ENABLE TRIGGER boh_event_search_keep;

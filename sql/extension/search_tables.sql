CREATE FUNCTION boh_events_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_search';
COMMENT ON FUNCTION boh_events_search() IS
	'Trigger, AFTER INSERT OR UPDATE on events, per row: notes that event_search is to be written for the event when the transaction commits.';

CREATE FUNCTION boh_event_tags_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_event_tags_search';
COMMENT ON FUNCTION boh_event_tags_search() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on event_tags: notes that event_search is to be written for the event, or for all events with tags, when the transaction commits.';

CREATE FUNCTION boh_tags_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_tags_search';
COMMENT ON FUNCTION boh_tags_search() IS
	'Trigger, AFTER UPDATE on tags, per row: notes that event_search is to be written for the events with the tag when the transaction commits.';

CREATE FUNCTION boh_venues_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_search';
COMMENT ON FUNCTION boh_venues_search() IS
	'Trigger, AFTER UPDATE on venues, per row: notes that event_search is to be written for the events at the venue when the transaction commits.';

CREATE FUNCTION boh_content_pages_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_search';
COMMENT ON FUNCTION boh_content_pages_search() IS
	'Trigger, AFTER INSERT OR UPDATE on content_pages, per row: notes that page_search is to be written for the page when the transaction commits.';

CREATE FUNCTION boh_content_page_versions_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_search';
COMMENT ON FUNCTION boh_content_page_versions_search() IS
	'Trigger, AFTER UPDATE on content_page_versions, per row: notes that page_search is to be written for the page when the transaction commits.';

CREATE FUNCTION boh_event_search_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_event_search_keep';
COMMENT ON FUNCTION boh_event_search_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on event_search, per row: raises BH080, except when the row goes with its event.';

CREATE FUNCTION boh_page_search_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_page_search_keep';
COMMENT ON FUNCTION boh_page_search_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on page_search, per row: raises BH080, except when the row goes with its page.';

CREATE FUNCTION boh_refresh_search(max_rows bigint DEFAULT 10000, scope text DEFAULT 'changed') RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_refresh_search';
COMMENT ON FUNCTION boh_refresh_search(bigint, text) IS
	'Brings event_search and page_search up to date, at most max_rows rows of each. With the scope ended, only events that have ended since are moved to the past: call it every few minutes. The scope changed also compares all events and pages with their rows and writes those that differ, and counts the events of each tag. The scope words writes the vocabulary for corrections and suggestions anew: call it once a day. The scope all writes everything anew, whatever max_rows says. Returns how many rows were written: {"ended": .., "events": .., "pages": .., "words": ..}; as long as one of the first three is max_rows, call it again. For the owner of the tables and roles with the profile maintenance; others need UPDATE on event_search. Raises 42501, 22004, 22023, 25006 (read-only transaction).';

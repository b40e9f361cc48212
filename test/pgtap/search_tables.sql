-- The catalog of what lists and search read.

\ir describe.psql

BEGIN;
SELECT plan(8);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'event_search' ORDER BY number$$,
	$$VALUES
		('event_id', 'uuid', true, NULL),
		('venue_id', 'uuid', false, NULL),
		('author_id', 'uuid', true, NULL),
		('start_date', 'timestamp(3) with time zone', true, NULL),
		('end_date', 'timestamp(3) with time zone', true, NULL),
		('published_at', 'timestamp(3) with time zone', true, NULL),
		('latitude', 'double precision', false, NULL),
		('longitude', 'double precision', false, NULL),
		('source', 'bigint', true, NULL),
		('upcoming', 'boolean', true, NULL),
		('price', 'numeric(12,2)', true, NULL),
		('currency', 'text COLLATE "C"', true, NULL),
		('status', 'text COLLATE "C"', true, NULL),
		('category', 'text COLLATE "C"', true, NULL),
		('city', 'text COLLATE "C"', false, NULL),
		('country', 'text COLLATE "C"', false, NULL),
		('title', 'text COLLATE "C"', true, NULL),
		('tag_ids', 'uuid[]', true, NULL),
		('terms', 'text[] COLLATE "C"', true, NULL),
		('head', 'tsvector', true, NULL),
		('vector', 'tsvector', true, NULL)$$,
	'columns of event_search');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'event_search' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('pk_event_search', 'PRIMARY KEY (event_id)')$$,
	'constraints of event_search');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'event_search' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_event_search_author_id', 'btree (author_id, start_date, event_id, end_date) WHERE upcoming'),
		('idx_event_search_category', 'btree (category, start_date, event_id, end_date) WHERE upcoming'),
		('idx_event_search_city', 'btree (city, start_date, event_id, end_date) WHERE upcoming'),
		('idx_event_search_country', 'btree (country, start_date, event_id, end_date) WHERE upcoming'),
		('idx_event_search_end_date', 'btree (end_date) WHERE upcoming'),
		('idx_event_search_long', 'btree (start_date, event_id, end_date) WHERE upcoming AND
CASE
    WHEN isfinite(start_date) AND isfinite(end_date) THEN (end_date - start_date) > ''7 days''::interval
    ELSE true
END'),
		('idx_event_search_past_author_id', 'btree (author_id, start_date, event_id, end_date) WHERE NOT upcoming'),
		('idx_event_search_past_category', 'btree (category, start_date, event_id, end_date) WHERE NOT upcoming'),
		('idx_event_search_past_city', 'btree (city, start_date, event_id, end_date) WHERE NOT upcoming'),
		('idx_event_search_past_long', 'btree (start_date, event_id, end_date) WHERE NOT upcoming AND
CASE
    WHEN isfinite(start_date) AND isfinite(end_date) THEN (end_date - start_date) > ''7 days''::interval
    ELSE true
END'),
		('idx_event_search_past_start_date', 'btree (start_date, event_id, end_date) WHERE NOT upcoming'),
		('idx_event_search_past_venue_id', 'btree (venue_id, start_date, event_id, end_date) WHERE NOT upcoming'),
		('idx_event_search_past_words', 'gin (vector, terms) WITH (fastupdate=off) WHERE NOT upcoming'),
		('idx_event_search_price', 'btree (currency, price, event_id) WHERE upcoming'),
		('idx_event_search_published_at', 'btree (published_at DESC, event_id DESC) WHERE upcoming'),
		('idx_event_search_start_date', 'btree (start_date, event_id, end_date) WHERE upcoming'),
		('idx_event_search_title', 'btree ("left"(title, 200), event_id) WHERE upcoming'),
		('idx_event_search_venue_id', 'btree (venue_id, start_date, event_id, end_date) WHERE upcoming'),
		('idx_event_search_venue_id_event_id', 'btree (venue_id, event_id) WHERE upcoming'),
		('idx_event_search_words', 'gin (vector, terms) WITH (fastupdate=off) WHERE upcoming')$$,
	'indexes that no constraint has of event_search');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'event_search' ORDER BY name COLLATE "C"$$,
	$$VALUES ('boh_event_search_keep', 'BEFORE INSERT OR DELETE OR UPDATE ON event_search FOR EACH ROW EXECUTE FUNCTION boh_event_search_keep()')$$,
	'triggers of event_search');

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'page_search' ORDER BY number$$,
	$$VALUES
		('page_id', 'uuid', true, NULL),
		('published_at', 'timestamp(3) with time zone', true, NULL),
		('replaced_at', 'timestamp(3) with time zone', false, NULL),
		('source', 'bigint', true, NULL),
		('version', 'integer', true, NULL),
		('slug', 'text COLLATE "C"', true, NULL),
		('title', 'text', true, NULL),
		('description', 'text', false, NULL),
		('body', 'text', true, NULL),
		('head', 'tsvector', true, NULL),
		('vector', 'tsvector', true, NULL)$$,
	'columns of page_search');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'page_search' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('fk_page_search_page_id', 'FOREIGN KEY (page_id) REFERENCES content_pages(id) ON UPDATE CASCADE ON DELETE CASCADE'),
		('pk_page_search', 'PRIMARY KEY (page_id, version)')$$,
	'constraints of page_search');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'page_search' ORDER BY name COLLATE "C"$$,
	$$VALUES ('idx_page_search_vector', 'gin (vector) WITH (fastupdate=off)')$$,
	'indexes that no constraint has of page_search');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'page_search' ORDER BY name COLLATE "C"$$,
	$$VALUES ('boh_page_search_keep', 'BEFORE INSERT OR DELETE OR UPDATE ON page_search FOR EACH ROW EXECUTE FUNCTION boh_page_search_keep()')$$,
	'triggers of page_search');

SELECT * FROM finish();
ROLLBACK;

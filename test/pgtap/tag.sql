-- The catalog of tags and of what carries them.

\ir describe.psql

BEGIN;
SELECT plan(8);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'tags' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('slug', 'text COLLATE "C"', true, NULL),
		('name', 'text', true, NULL)$$,
	'columns of tags');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'tags' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_tags_name', 'CHECK (length(name) >= 1 AND length(name) <= 100)'),
		('chk_tags_slug', 'CHECK (slug ~ ''^[a-z0-9]+(-[a-z0-9]+)*$''::text AND length(slug) <= 100)'),
		('pk_tags', 'PRIMARY KEY (id)'),
		('uq_tags_name', 'UNIQUE (name)'),
		('uq_tags_slug', 'UNIQUE (slug)')$$,
	'constraints of tags');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'tags'$$,
	'indexes that no constraint has of tags');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'tags' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_tags_check', 'BEFORE INSERT OR UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION boh_tags_check()'),
		('boh_tags_search', 'AFTER UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION boh_tags_search()')$$,
	'triggers of tags');

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'event_tags' ORDER BY number$$,
	$$VALUES
		('event_id', 'uuid', true, NULL),
		('tag_id', 'uuid', true, NULL)$$,
	'columns of event_tags');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'event_tags' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('fk_event_tags_event_id', 'FOREIGN KEY (event_id) REFERENCES events(id) ON UPDATE CASCADE ON DELETE CASCADE'),
		('fk_event_tags_tag_id', 'FOREIGN KEY (tag_id) REFERENCES tags(id) ON UPDATE CASCADE ON DELETE CASCADE'),
		('pk_event_tags', 'PRIMARY KEY (event_id, tag_id)')$$,
	'constraints of event_tags');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'event_tags' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_event_tags_tag_id', 'btree (tag_id)')$$,
	'indexes that no constraint has of event_tags');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'event_tags' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_event_tags_search', 'AFTER INSERT OR DELETE OR UPDATE ON event_tags FOR EACH ROW EXECUTE FUNCTION boh_event_tags_search()'),
		('boh_event_tags_search_all', 'AFTER TRUNCATE ON event_tags FOR EACH STATEMENT EXECUTE FUNCTION boh_event_tags_search()')$$,
	'triggers of event_tags');

SELECT * FROM finish();
ROLLBACK;

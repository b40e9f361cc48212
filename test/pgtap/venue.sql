-- The catalog of venues.

\ir describe.psql

BEGIN;
SELECT plan(4);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'venues' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('latitude', 'double precision', false, NULL),
		('longitude', 'double precision', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('capacity', 'integer', true, NULL),
		('slug', 'text COLLATE "C"', true, NULL),
		('name', 'text', true, NULL),
		('description', 'text', false, NULL),
		('address', 'text', false, NULL),
		('city', 'text', false, NULL),
		('country', 'text', false, NULL),
		('amenities', 'text[]', true, '''{}''::text[]'),
		('time_zone', 'text COLLATE "C"', false, NULL)$$,
	'columns of venues');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'venues' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_venues_capacity', 'CHECK (capacity > 0)'),
		('chk_venues_name', 'CHECK (length(name) >= 1 AND length(name) <= 300)'),
		('chk_venues_position', 'CHECK ((latitude IS NULL) = (longitude IS NULL) AND latitude >= ''-90''::integer::double precision AND latitude <= 90::double precision AND longitude >= ''-180''::integer::double precision AND longitude <= 180::double precision)'),
		('chk_venues_slug', 'CHECK (slug ~ ''^[a-z0-9]+(-[a-z0-9]+)*$''::text AND length(slug) <= 100)'),
		('pk_venues', 'PRIMARY KEY (id)'),
		('uq_venues_slug', 'UNIQUE (slug)')$$,
	'constraints of venues');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'venues' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_venues_amenities', 'gin (amenities)'),
		('idx_venues_latitude', 'btree (latitude)')$$,
	'indexes that no constraint has of venues');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'venues' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_venues_check', 'BEFORE INSERT OR UPDATE ON venues FOR EACH ROW EXECUTE FUNCTION boh_venues_check()'),
		('boh_venues_guard_events', 'AFTER UPDATE ON venues FOR EACH ROW WHEN (new.capacity < old.capacity) EXECUTE FUNCTION boh_venues_guard_events()'),
		('boh_venues_search', 'AFTER UPDATE ON venues FOR EACH ROW EXECUTE FUNCTION boh_venues_search()')$$,
	'triggers of venues');

SELECT * FROM finish();
ROLLBACK;

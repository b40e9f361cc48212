-- The catalog of booking lanes.

\ir describe.psql

BEGIN;
SELECT plan(5);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'booking_lanes' ORDER BY number$$,
	$$VALUES
		('event_id', 'uuid', true, NULL),
		('capacity', 'integer', true, NULL),
		('booked', 'integer', true, NULL),
		('lane', 'smallint', true, NULL)$$,
	'columns of booking_lanes');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'booking_lanes' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_booking_lanes_booked', 'CHECK (booked >= 0 AND booked <= capacity)'),
		('chk_booking_lanes_lane', 'CHECK (lane >= 1 AND lane <= 256)'),
		('fk_booking_lanes_event_id', 'FOREIGN KEY (event_id) REFERENCES events(id) ON UPDATE RESTRICT ON DELETE CASCADE'),
		('pk_booking_lanes', 'PRIMARY KEY (event_id, lane)')$$,
	'constraints of booking_lanes');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'booking_lanes'$$,
	'indexes that no constraint has of booking_lanes');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'booking_lanes' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_booking_lanes_keep', 'BEFORE INSERT OR DELETE OR UPDATE ON booking_lanes FOR EACH ROW EXECUTE FUNCTION boh_booking_lanes_keep()'),
		('boh_booking_lanes_keep_all', 'BEFORE TRUNCATE ON booking_lanes FOR EACH STATEMENT EXECUTE FUNCTION boh_booking_lanes_keep()')$$,
	'triggers of booking_lanes');

SELECT results_eq(
	$$SELECT unnest(reloptions) COLLATE "default" FROM pg_class WHERE oid = 'boh.booking_lanes'::regclass$$,
	$$VALUES ('fillfactor=25'), ('autovacuum_vacuum_scale_factor=0.0'), ('autovacuum_vacuum_threshold=200'), ('vacuum_truncate=false')$$,
	'pages of booking_lanes have room for rows that are written in place, and are vacuumed often');

SELECT * FROM finish();
ROLLBACK;

-- The catalog of the archive.

\ir describe.psql

BEGIN;
SELECT plan(10);

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'events_archive' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_events_archive_end_date', 'CHECK (isfinite(end_date))'),
		('fk_events_archive_event_id', 'FOREIGN KEY (event_id) REFERENCES events(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('pk_events_archive', 'PRIMARY KEY (event_id)')$$,
	'constraints of events_archive');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'events_archive' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_events_archive_author_id', 'btree (author_id)'),
		('idx_events_archive_bookings', 'btree (end_date, event_id) WHERE bookings_archived_at IS NULL'),
		('idx_events_archive_media_ids', 'gin (media_ids)')$$,
	'indexes that no constraint has of events_archive');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'events_archive' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_events_archive_keep', 'BEFORE INSERT OR DELETE OR UPDATE ON events_archive FOR EACH ROW EXECUTE FUNCTION boh_archive_keep()'),
		('boh_events_archive_keep_all', 'BEFORE TRUNCATE ON events_archive FOR EACH STATEMENT EXECUTE FUNCTION boh_archive_keep()')$$,
	'triggers of events_archive');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'bookings_archive' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('pk_bookings_archive', 'PRIMARY KEY (id, event_year)')$$,
	'constraints of bookings_archive');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'bookings_archive' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_bookings_archive_event_id_booking_date_id', 'btree (event_id, booking_date, id)'),
		('idx_bookings_archive_user_id_booking_date_id', 'btree (user_id, booking_date, id)')$$,
	'indexes that no constraint has of bookings_archive');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'bookings_archive' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_bookings_archive_keep_all', 'BEFORE TRUNCATE ON bookings_archive FOR EACH STATEMENT EXECUTE FUNCTION boh_archive_keep()')$$,
	'triggers of bookings_archive');

SELECT results_eq(
	$$SELECT name, type FROM described_columns WHERE schema = 'boh' AND relation = 'bookings_archive'
	EXCEPT SELECT name, type FROM described_columns WHERE schema = 'boh' AND relation = 'bookings' ORDER BY name$$,
	$$VALUES ('archived_at', 'timestamp(3) with time zone'), ('event_year', 'integer')$$,
	'what bookings_archive has besides the columns of bookings');

SELECT is_empty(
	$$SELECT name, type FROM described_columns WHERE schema = 'boh' AND relation = 'bookings'
	EXCEPT SELECT name, type FROM described_columns WHERE schema = 'boh' AND relation = 'bookings_archive'$$,
	'bookings_archive has all columns of bookings');

SELECT is(pg_get_partkeydef('boh.bookings_archive'::regclass), 'LIST (event_year)', 'partitioned by year');

SELECT is((SELECT string_agg(format('%s %s', relname, reloptions), ', ' ORDER BY relname COLLATE "C") FROM pg_class
	WHERE relnamespace = 'boh'::regnamespace AND relkind = 'v'),
	'all_bookings {security_invoker=true}, all_events {security_invoker=true}', 'views, with the rights of who reads them');

SELECT * FROM finish();
ROLLBACK;

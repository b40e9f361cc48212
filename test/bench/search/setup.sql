-- Two schemas of one database with the same 1,000 events, which have room for everybody.
-- In "before" a booking and its event have nothing that lists, search and statistics need.
SET client_min_messages = warning;
CREATE EXTENSION boh;
SELECT FROM boh_migrate();
CREATE SCHEMA before;
SELECT FROM boh_migrate('before');
DROP INDEX before.idx_bookings_user_id_booking_date_id;
DROP INDEX before.idx_bookings_event_id_booking_date_id;
DROP INDEX before.idx_bookings_xid;
ALTER TABLE before.bookings ALTER COLUMN xid DROP DEFAULT;
DROP TRIGGER boh_events_search ON before.events;
-- a B-tree, as it was
DROP INDEX before.idx_bookings_booking_date;
CREATE INDEX idx_bookings_booking_date ON before.bookings (booking_date);

CREATE FUNCTION public.fill(schema_name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format($sql$INSERT INTO %I.users (id, email, role)
		VALUES (md5('0')::uuid, 'organizer@organizers.example', 'ORGANIZER')$sql$, schema_name);
	EXECUTE format($sql$INSERT INTO %I.users (id, email)
		SELECT md5(i::text)::uuid, format('person%%s@customers.example', i) FROM generate_series(1, 10000) i$sql$, schema_name);
	EXECUTE format($sql$INSERT INTO %I.events (id, title, category, capacity, price, start_date, end_date, status, author_id)
		SELECT md5(i::text)::uuid, format('Conference %%s', i), 'CONFERENCE', 2000000000, 25,
			date_trunc('day', now()) + interval '1 year', date_trunc('day', now()) + interval '1 year 1 day', 'PUBLISHED', md5('0')::uuid
		FROM generate_series(1, 1000) i$sql$, schema_name);
	RETURN true;
END $$;
SET boh.schema = 'boh';
SELECT public.fill('boh');
SET boh.schema = 'before';
SELECT public.fill('before');

-- vacuum runs between the measurements, never during one
SELECT format('ALTER TABLE %s SET (autovacuum_enabled = off)', oid::regclass)
FROM pg_class
WHERE relkind = 'r' AND relnamespace IN ('boh'::regnamespace, 'before'::regnamespace)
\gexec

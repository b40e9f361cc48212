-- The archive: a year that is out, and what protects the years that are there

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('archive_years');
SET search_path = archive_years, public;
SET boh.schema = 'archive_years';
SET timezone = 'UTC';
CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;

-- an event that ended in a year, with a booking of somebody who has no other
CREATE PROCEDURE import(title text, customer text, year integer DEFAULT 2010) LANGUAGE sql AS $$
	SELECT public.boh_begin_import();
	INSERT INTO archive_years.users (id, email, role) VALUES (archive_years.id('Olga'), 'olga@example.org', 'ORGANIZER'), (archive_years.id(customer), customer || '@example.org', 'USER')
		ON CONFLICT DO NOTHING;
	INSERT INTO archive_years.events (id, title, author_id, capacity, start_date, end_date, status)
		VALUES (archive_years.id(title), title, archive_years.id('Olga'), 10, make_date(year, 5, 1), make_date(year, 5, 2), 'COMPLETED');
	INSERT INTO archive_years.bookings (id, event_id, user_id, seats, status, booking_date, confirmed_at)
		VALUES (archive_years.id(title || ' booking'), archive_years.id(title), archive_years.id(customer), 2, 'CONFIRMED', make_date(year, 4, 1), make_date(year, 4, 1))
$$;
CALL import('early', 'ann');
SELECT boh_update_statistics() > 0 AS counted;
SELECT * FROM boh_archive();
SELECT boh_detach_archive(2010);

-- while its table is in the database, nothing of boh can go that it uses
SET boh.allow_data_loss = on;
\set VERBOSITY default
SELECT count(*) FROM boh_migrate(to_version => 0);
\set VERBOSITY terse
RESET boh.allow_data_loss;

-- meanwhile an event of the year is imported: its booking waits for the year
CALL import('late', 'bob');
SELECT boh_update_statistics() > 0 AS counted;
SELECT * FROM boh_archive();
SELECT count(*) AS waiting FROM bookings;
SELECT * FROM boh_verify(progress => false);
-- also when the table is kept elsewhere
ALTER TABLE bookings_archive_2010 SET SCHEMA public;
SELECT * FROM boh_archive();
SELECT to_regclass('bookings_archive_2010') AS elsewhere;
ALTER TABLE public.bookings_archive_2010 SET SCHEMA archive_years;
-- other years go on
CALL import('other', 'bob', 2012);
SELECT boh_update_statistics() > 0 AS counted;
SELECT * FROM boh_archive();

-- nor does a table stop them that no event knows as detached
CREATE TABLE bookings_archive_2014 (LIKE bookings_archive);
CALL import('left over', 'bob', 2014);
CALL import('beside', 'bob', 2015);
SELECT boh_update_statistics() > 0 AS counted;
SELECT * FROM boh_archive();
SELECT count(*) AS waiting FROM bookings WHERE event_id = id('left over');
DROP TABLE bookings_archive_2014;
SELECT * FROM boh_archive();

-- and a user is deleted
DELETE FROM users WHERE id = id('ann');
\set VERBOSITY default
SELECT boh_attach_archive(2010);
\set VERBOSITY terse
INSERT INTO users (id, email) VALUES (id('ann'), 'ann@example.org');

-- a table from elsewhere has bookings of events that are not archived here, or in another year
ALTER TABLE bookings_archive_2010 DISABLE TRIGGER boh_bookings_archive_keep;
BEGIN;
INSERT INTO bookings_archive_2010 SELECT (jsonb_populate_record(b, jsonb_build_object('id', id(e), 'event_id', id(e)))).*
	FROM bookings_archive_2010 b, unnest(ARRAY['unknown', 'other']) e;
\set VERBOSITY default
SELECT boh_attach_archive(2010);
\set VERBOSITY terse
ROLLBACK;

-- what is no ordinary table of the owner is not even read
BEGIN;
ALTER TABLE bookings_archive_2010 RENAME TO kept;
CREATE FUNCTION run_by_owner() RETURNS uuid LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'as %', current_user; END $$;
CREATE VIEW bookings_archive_2010 AS SELECT run_by_owner() AS event_id, NULL::uuid AS user_id, 2010 AS event_year;
SELECT boh_attach_archive(2010);
ROLLBACK;
BEGIN;
ALTER TABLE bookings_archive_2010 SET UNLOGGED;
SELECT boh_attach_archive(2010);
ROLLBACK;
BEGIN;
CREATE ROLE regress_boh_other;
GRANT CREATE ON SCHEMA archive_years TO regress_boh_other;
ALTER TABLE bookings_archive_2010 OWNER TO regress_boh_other;
SELECT boh_attach_archive(2010);
ROLLBACK;

-- a table that lacks what protects it gets that, and what is off is switched on
ALTER TABLE bookings_archive_2010 DISABLE ROW LEVEL SECURITY;
DROP TRIGGER boh_bookings_archive_keep_all ON bookings_archive_2010;
SELECT boh_attach_archive(2010);
SELECT * FROM boh_verify(progress => false);
SELECT * FROM boh_archive();
SELECT e.title, b.event_year FROM bookings_archive b JOIN events e ON e.id = b.event_id ORDER BY title;
SELECT * FROM boh_verify(progress => false);

-- what boh_verify() finds, boh_migrate() mends for the years
DROP TRIGGER boh_bookings_archive_keep ON bookings_archive_2010;
ALTER TABLE bookings_archive_2010 DISABLE TRIGGER boh_bookings_archive_keep_all, DISABLE ROW LEVEL SECURITY;
ALTER VIEW all_events RESET (security_invoker);
ALTER VIEW all_bookings SET (security_invoker = off);
SELECT * FROM boh_verify(progress => false);
SELECT * FROM boh_migrate();
ALTER VIEW all_events SET (security_invoker);
DROP VIEW all_bookings;
SELECT * FROM boh_verify(progress => false);
-- also a trigger of that name that does something else, or not always
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE OR REPLACE TRIGGER boh_bookings_archive_keep BEFORE INSERT OR UPDATE OR DELETE ON bookings_archive_2010 FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE OR REPLACE TRIGGER boh_bookings_archive_keep_all AFTER TRUNCATE ON bookings_archive_2010 EXECUTE FUNCTION boh_archive_keep();
CREATE OR REPLACE TRIGGER boh_bookings_archive_keep BEFORE INSERT OR UPDATE ON bookings_archive_2012 FOR EACH ROW EXECUTE FUNCTION boh_archive_keep();
ALTER TABLE bookings_archive_2012 ENABLE REPLICA TRIGGER boh_bookings_archive_keep_all;
CREATE OR REPLACE TRIGGER boh_bookings_archive_keep BEFORE INSERT OR UPDATE OR DELETE ON bookings_archive_2014 FOR EACH ROW WHEN (false) EXECUTE FUNCTION boh_archive_keep();
CREATE OR REPLACE TRIGGER boh_bookings_archive_keep BEFORE INSERT OR UPDATE OF seats OR DELETE ON bookings_archive_2015 FOR EACH ROW EXECUTE FUNCTION boh_archive_keep();
ALTER TABLE bookings_archive_2015 ENABLE ALWAYS TRIGGER boh_bookings_archive_keep_all;
\x on
SELECT problem, entity, expected, actual FROM boh_verify(progress => false);
\x off
SELECT * FROM boh_migrate();
SELECT * FROM boh_verify(progress => false);
SELECT boh_detach_archive(2010);
CREATE OR REPLACE TRIGGER boh_bookings_archive_keep BEFORE INSERT ON bookings_archive_2010 FOR EACH ROW EXECUTE FUNCTION nothing();
SELECT boh_attach_archive(2010);
SELECT * FROM boh_verify(progress => false);
-- and what lets others into a year past the rights on bookings_archive
CREATE ROLE "regress_boh Reader";
CREATE POLICY mine ON bookings_archive_2010 FOR SELECT TO PUBLIC USING (true);
GRANT SELECT ON bookings_archive_2010 TO PUBLIC;
GRANT TRUNCATE, SELECT, UPDATE (seats, status) ON bookings_archive_2010 TO "regress_boh Reader";
SELECT problem, entity, expected, actual FROM boh_verify(progress => false);
SELECT * FROM boh_migrate();
SELECT count(*) AS findings FROM boh_verify(progress => false);
DROP POLICY mine ON bookings_archive_2010;
REVOKE ALL ON bookings_archive_2010 FROM PUBLIC, "regress_boh Reader";
-- the owner's own are no others
GRANT SELECT ON bookings_archive_2010 TO CURRENT_USER;
SELECT * FROM boh_verify(progress => false);
DROP ROLE "regress_boh Reader";
CREATE TABLE bookings_archive_2011 (LIKE bookings_archive);
ALTER TABLE bookings_archive ATTACH PARTITION bookings_archive_2011 FOR VALUES IN (2011);
SELECT * FROM boh_verify(progress => false) WHERE entity = 'bookings_archive_2011';
SELECT * FROM boh_migrate();
SELECT * FROM boh_verify(progress => false) WHERE entity = 'bookings_archive_2011';

-- tags of archived events
SET session_replication_role = replica;
INSERT INTO tags (id, name, slug) VALUES (id('jazz'), 'Jazz', 'jazz');
INSERT INTO event_tags VALUES (id('late'), id('jazz'));
RESET session_replication_role;
SELECT problem, entity, entity_id = id('late') AS late FROM boh_verify(progress => false) WHERE entity = 'events';

SET client_min_messages = warning;
DROP SCHEMA archive_years CASCADE;

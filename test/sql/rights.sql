-- Whose rights count: callers need theirs for the statement they send, the rules use the owner's

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_owner, regress_boh_customer, regress_boh_organizer, regress_boh_nobody;
RESET client_min_messages;
CREATE ROLE regress_boh_owner;
CREATE ROLE regress_boh_customer;
CREATE ROLE regress_boh_organizer;
CREATE ROLE regress_boh_nobody;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_boh_owner', current_database()); END $$;

-- the owner of the tables is no superuser
SET ROLE regress_boh_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_rights');
SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'test_rights';
GRANT USAGE ON SCHEMA test_rights TO regress_boh_customer, regress_boh_organizer, regress_boh_nobody;
GRANT INSERT, SELECT ON test_rights.bookings TO regress_boh_customer;
GRANT SELECT ON test_rights.events, test_rights.bookings TO regress_boh_organizer;
GRANT INSERT, UPDATE ON test_rights.events, test_rights.venues TO regress_boh_organizer;
CALL see_all('test_rights', 'regress_boh_customer');
CALL see_all('test_rights', 'regress_boh_organizer');
SET boh.schema = 'test_rights';
SET search_path = test_rights, public;
INSERT INTO users (id, email, deleted_at) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com', NULL), ('00000000-0000-0000-0000-0000000000dd', 'dan@example.com', now());
INSERT INTO events (id, author_id, title, capacity, price, max_seats_per_user, status, start_date, end_date, booking_opens_at, booking_closes_at)
	SELECT ('00000000-0000-0000-0000-0000000000e' || n)::uuid, '00000000-0000-0000-0000-0000000000aa', 'Event ' || n, 4, 10, most, status::event_status, '2999-01-01', '2999-01-02', opens::timestamptz, closes::timestamptz
	FROM (VALUES (1, NULL, 'PUBLISHED', NULL, NULL), (2, NULL, 'DRAFT', NULL, NULL), (3, NULL, 'PUBLISHED', '2998-01-01', NULL),
		(4, NULL, 'PUBLISHED', NULL, '2001-01-01'), (5, 2, 'PUBLISHED', NULL, NULL)) v (n, most, status, opens, closes);
INSERT INTO venues (id, name, capacity) VALUES ('00000000-0000-0000-0000-0000000000c1', 'Hall', 5);
RESET ROLE;

--
-- A customer with INSERT and SELECT on bookings alone
--

SET ROLE regress_boh_customer;
SELECT seats, total_price FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 2, 'key-1');
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 2, 'key-1');
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa') RETURNING total_price;
RESET ROLE;
SELECT booked_count FROM events WHERE slug = 'event-1';
SET ROLE regress_boh_customer;
-- no value that it may not read is shown
\x on
SELECT * FROM raised('INSERT INTO bookings (event_id, user_id, seats) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 9)');
SELECT * FROM raised('INSERT INTO bookings (event_id, user_id) VALUES (''00000000-0000-0000-0000-0000000000e2'', ''00000000-0000-0000-0000-0000000000aa'')');
SELECT * FROM raised('INSERT INTO bookings (event_id, user_id) VALUES (''00000000-0000-0000-0000-0000000000e3'', ''00000000-0000-0000-0000-0000000000aa'')');
SELECT * FROM raised('INSERT INTO bookings (event_id, user_id) VALUES (''00000000-0000-0000-0000-0000000000e4'', ''00000000-0000-0000-0000-0000000000aa'')');
SELECT code, detail::jsonb ? 'max_seats_per_user' OR message ~ '2' AS limit_is_shown, place FROM raised('INSERT INTO bookings (event_id, user_id, seats) VALUES (''00000000-0000-0000-0000-0000000000e5'', ''00000000-0000-0000-0000-0000000000aa'', 3)');
SELECT * FROM raised('INSERT INTO bookings (event_id, user_id, unit_price) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 9)');
SELECT code, message, detail::jsonb - 'booking_id' AS detail, hint, place FROM raised('INSERT INTO bookings (event_id, user_id, total_price, unit_price) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 9, 8)');
\x off
SELECT statement, raises(statement) FROM (VALUES
	(1, 'SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 9)'),
	(2, 'SELECT boh_confirm_booking(id) FROM bookings'), (3, 'SELECT boh_cancel_booking(id) FROM bookings'),
	(4, 'SELECT boh_change_seats(id, 1) FROM bookings'), (5, 'SELECT boh_refund_booking(id) FROM bookings'),
	(6, 'SELECT boh_expire_bookings()'), (7, 'SELECT boh_complete_events()'),
	(8, 'SELECT boh_cancel_event(''00000000-0000-0000-0000-0000000000e1'')'), (9, 'SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')'),
	(10, 'SELECT * FROM boh_verify(progress => false)'), (11, 'DELETE FROM bookings'), (12, 'TRUNCATE bookings'), (13, 'UPDATE bookings SET seats = 1'),
	(14, 'SELECT * FROM events'), (15, 'SELECT * FROM users'), (16, 'SELECT * FROM schema_migrations'), (17, 'SELECT boh_migrate(''test_rights'', 0)'),
	(18, 'ALTER TABLE bookings DISABLE TRIGGER ALL'), (19, 'SET session_replication_role = replica')) v (n, statement) ORDER BY n;
SELECT current_user;
RESET ROLE;

-- column by column
SET ROLE regress_boh_owner;
REVOKE ALL ON bookings FROM regress_boh_customer;
GRANT INSERT (event_id, user_id, seats) ON bookings TO regress_boh_customer;
RESET ROLE;
SET ROLE regress_boh_customer;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
SELECT raises('INSERT INTO bookings (event_id, user_id, status) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', ''CONFIRMED'')') AS status,
	raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)') AS book;
-- one that may change a payment but not read it
RESET ROLE;
SET ROLE regress_boh_owner;
UPDATE bookings SET status = 'CONFIRMED', payment_reference = 'secret-1' WHERE idempotency_key = 'key-1';
GRANT UPDATE (payment_reference, seats), SELECT (id, idempotency_key) ON bookings TO regress_boh_customer;
RESET ROLE;
SET ROLE regress_boh_customer;
\x on
SELECT code, message, detail ~ 'secret' AS secret_is_shown, place FROM raised('UPDATE bookings SET payment_reference = ''guess'' WHERE idempotency_key = ''key-1''');
\x off
RESET ROLE;
-- or change bookings and events, and read neither
BEGIN;
REVOKE ALL ON bookings FROM regress_boh_customer;
GRANT INSERT, UPDATE ON bookings TO regress_boh_customer;
GRANT UPDATE ON events TO regress_boh_customer;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_keep;
DELETE FROM bookings WHERE idempotency_key IS DISTINCT FROM 'key-1';
DELETE FROM events WHERE slug <> 'event-1' AND slug <> 'event-5';
SET ROLE regress_boh_customer;
\x on
SELECT * FROM raised('UPDATE bookings SET status = ''PENDING''');
SELECT * FROM raised('UPDATE bookings SET currency = ''USD''');
SELECT * FROM raised('UPDATE events SET status = ''COMPLETED''');
RESET ROLE;
INSERT INTO bookings (event_id, user_id, expires_at) VALUES ('00000000-0000-0000-0000-0000000000e5', '00000000-0000-0000-0000-0000000000aa', '2001-01-01');
DELETE FROM bookings WHERE event_id <> '00000000-0000-0000-0000-0000000000e5';
SET ROLE regress_boh_customer;
SELECT * FROM raised('UPDATE bookings SET seats = 2');
-- the seats of a user are read from bookings, the limit from events
RESET ROLE;
GRANT SELECT ON bookings TO regress_boh_customer;
SET ROLE regress_boh_customer;
SELECT code, message, detail::jsonb - 'event_id' - 'user_id' AS detail FROM raised('INSERT INTO bookings (event_id, user_id, seats) VALUES (''00000000-0000-0000-0000-0000000000e5'', ''00000000-0000-0000-0000-0000000000aa'', 3)');
RESET ROLE;
REVOKE SELECT ON bookings FROM regress_boh_customer;
GRANT SELECT ON events TO regress_boh_customer;
SET ROLE regress_boh_customer;
SELECT code, message, detail::jsonb - 'event_id' - 'user_id' AS detail FROM raised('INSERT INTO bookings (event_id, user_id, seats) VALUES (''00000000-0000-0000-0000-0000000000e5'', ''00000000-0000-0000-0000-0000000000aa'', 3)');
-- nor is a value shown because the owner of a table, in whose name it is written, may read it
RESET ROLE;
UPDATE bookings SET payment_reference = 'secret-2';
CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.payment_reference := 'guess'; RETURN NEW; END $$;
CREATE TRIGGER a_forget BEFORE UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION forget();
SET ROLE regress_boh_customer;
SELECT code, message, detail FROM raised('UPDATE events SET status = ''CANCELLED'' WHERE id = ''00000000-0000-0000-0000-0000000000e5''');
\x off
RESET ROLE;
ROLLBACK;

-- a role without rights
SET ROLE regress_boh_nobody;
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)') AS book,
	raises('INSERT INTO bookings (event_id, user_id) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'')') AS insert,
	raises('SELECT boh_expire_bookings()') AS expire;
RESET ROLE;
REVOKE USAGE ON SCHEMA test_rights FROM regress_boh_nobody;
SET ROLE regress_boh_nobody;
SELECT raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')') AS no_usage, raises('SELECT * FROM boh_verify(progress => false)') AS verify;
RESET ROLE;

--
-- An organizer, who reads events but not venues
--

SET ROLE regress_boh_organizer;
INSERT INTO events (author_id, title, venue_id, capacity, start_date, end_date) VALUES ('00000000-0000-0000-0000-0000000000aa', 'Mine', '00000000-0000-0000-0000-0000000000c1', 5, '2999-01-01', '2999-01-02') RETURNING slug;
\x on
SELECT code, detail::jsonb ? 'venue_capacity' OR message ~ '5' AS venue_is_shown, place FROM raised('INSERT INTO events (id, author_id, title, venue_id, capacity, start_date, end_date) VALUES (''00000000-0000-0000-0000-0000000000ef'', ''00000000-0000-0000-0000-0000000000aa'', ''Mine'', ''00000000-0000-0000-0000-0000000000c1'', 6, ''2999-01-01'', ''2999-01-02'')');
\x off
UPDATE events SET title = 'Renamed', slug = NULL WHERE slug = 'event-1' RETURNING slug;
SELECT raises('UPDATE events SET capacity = 1 WHERE slug = ''renamed''') AS capacity, raises('UPDATE events SET booked_count = 1 WHERE slug = ''renamed''') AS counter;
-- cancelling an event needs no right to change bookings
SELECT boh_cancel_event('00000000-0000-0000-0000-0000000000e1', 'storm') > 0 AS cancelled;
SELECT status, cancel_reason FROM bookings WHERE event_id = '00000000-0000-0000-0000-0000000000e1' ORDER BY id LIMIT 1;
RESET ROLE;
SELECT * FROM boh_verify(progress => false);

--
-- Row-level security
--

SET ROLE regress_boh_owner;
REVOKE ALL ON bookings FROM regress_boh_customer;
GRANT SELECT, INSERT, UPDATE ON bookings TO regress_boh_customer;
GRANT SELECT ON events TO regress_boh_customer;
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000bb', 'bob@example.com');
ALTER TABLE bookings FORCE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
DROP POLICY see_all_regress_boh_customer ON bookings;
DROP POLICY see_all_regress_boh_customer ON events;
DROP POLICY see_all_regress_boh_organizer ON bookings;
DROP POLICY see_all_regress_boh_organizer ON events;
CREATE POLICY own_bookings ON bookings USING (user_id = current_setting('rights.customer')::uuid);
CREATE POLICY public_events ON events TO regress_boh_customer USING (status = 'PUBLISHED');
-- policies of boh let the owner see all rows even now
CREATE POLICY binds_owner ON bookings AS RESTRICTIVE TO regress_boh_owner USING (user_id = current_setting('rights.customer')::uuid);
RESET ROLE;
UPDATE events SET capacity = 4, max_seats_per_user = 3 WHERE id = '00000000-0000-0000-0000-0000000000e5';
SET ROLE regress_boh_customer;
SET rights.customer = '00000000-0000-0000-0000-0000000000aa';
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e5', '00000000-0000-0000-0000-0000000000aa', 2, 'row-1');
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e5', '00000000-0000-0000-0000-0000000000aa', 2, 'row-1');
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e5'', ''00000000-0000-0000-0000-0000000000bb'', 1)') AS for_another,
	raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e5'', ''00000000-0000-0000-0000-0000000000aa'', 2)') AS "limit";
SET rights.customer = '00000000-0000-0000-0000-0000000000bb';
-- others' bookings are hidden but counted, others' overdue holds are free for all
SELECT count(*) AS visible FROM bookings;
SELECT boh_available_seats('00000000-0000-0000-0000-0000000000e5') AS available;
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e5'', ''00000000-0000-0000-0000-0000000000bb'', 3)') AS too_many,
	raises(format('SELECT boh_cancel_booking(%L)', id)) AS others FROM (SELECT '00000000-0000-0000-0000-000000000001'::uuid AS id) v;
RESET ROLE;
UPDATE bookings SET expires_at = '2001-01-01' WHERE idempotency_key = 'row-1';
SET ROLE regress_boh_customer;
SELECT boh_available_seats('00000000-0000-0000-0000-0000000000e5') AS available;
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e5', '00000000-0000-0000-0000-0000000000bb', 3);
SELECT boh_expire_bookings() AS nothing_left;
RESET ROLE;
SELECT status, seats, cancel_reason FROM bookings WHERE event_id = '00000000-0000-0000-0000-0000000000e5' ORDER BY id;
SELECT booked_count FROM events WHERE id = '00000000-0000-0000-0000-0000000000e5';
SELECT * FROM boh_verify(progress => false);
-- who sees only some rows cannot verify
GRANT SELECT ON ALL TABLES IN SCHEMA test_rights TO regress_boh_customer;
SET ROLE regress_boh_customer;
SET rights.customer = '00000000-0000-0000-0000-0000000000aa';
SELECT raises('SELECT * FROM boh_verify(progress => false)') <> 'nothing is raised' AS refused;
RESET ROLE;
-- the owner, whom the policies bind, still cancels every booking of an event
SET ROLE regress_boh_owner;
SELECT boh_cancel_event('00000000-0000-0000-0000-0000000000e5') AS cancelled;
RESET ROLE;
SELECT e.status, e.booked_count, b.status FROM events e JOIN bookings b ON b.event_id = e.id WHERE e.id = '00000000-0000-0000-0000-0000000000e5' ORDER BY b.id;
-- an event that the caller sees but may not change
ALTER TABLE events NO FORCE ROW LEVEL SECURITY;
CREATE POLICY read_events ON events FOR SELECT TO regress_boh_organizer USING (true);
CREATE POLICY write_events ON events FOR UPDATE TO regress_boh_organizer USING (false);
SET ROLE regress_boh_organizer;
SELECT raises('SELECT boh_cancel_event(''00000000-0000-0000-0000-0000000000e3'')') <> 'nothing is raised' AS refused;
RESET ROLE;
DROP POLICY read_events ON events;
DROP POLICY write_events ON events;
DROP POLICY public_events ON events;
DROP POLICY own_bookings ON bookings;
DROP POLICY binds_owner ON bookings;
ALTER TABLE bookings NO FORCE ROW LEVEL SECURITY;
CALL see_all('test_rights', 'regress_boh_customer');
CALL see_all('test_rights', 'regress_boh_organizer');

--
-- Names that the caller puts in front
--

CREATE TABLE seen (what text, who name);
GRANT INSERT ON seen TO PUBLIC;
CREATE SCHEMA rights_hostile;
CREATE FUNCTION rights_hostile.tell(what text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO test_rights.seen VALUES (what, current_user); END $$;
CREATE FUNCTION rights_hostile.uuid_eq(uuid, uuid) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('uuid ='); RETURN true; END $$;
CREATE FUNCTION rights_hostile.int_le(integer, integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('integer <='); RETURN true; END $$;
CREATE FUNCTION rights_hostile.int_pl(integer, integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('integer +'); RETURN 0; END $$;
CREATE FUNCTION rights_hostile.text_eq(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('text ='); RETURN true; END $$;
CREATE FUNCTION rights_hostile.status_eq(test_rights.booking_status, test_rights.booking_status) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('status ='); RETURN true; END $$;
CREATE FUNCTION rights_hostile.sum_step(bigint, integer) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('sum'); RETURN 0; END $$;
CREATE FUNCTION rights_hostile.boh_uuid7() RETURNS uuid LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('boh_uuid7'); RETURN NULL; END $$;
CREATE FUNCTION rights_hostile.now() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('now'); RETURN NULL; END $$;
CREATE FUNCTION rights_hostile.length(text) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN PERFORM rights_hostile.tell('length'); RETURN NULL; END $$;
CREATE OPERATOR rights_hostile.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = rights_hostile.uuid_eq);
CREATE OPERATOR rights_hostile.<= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = rights_hostile.int_le);
CREATE OPERATOR rights_hostile.+ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = rights_hostile.int_pl);
CREATE OPERATOR rights_hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = rights_hostile.text_eq);
CREATE OPERATOR rights_hostile.= (LEFTARG = test_rights.booking_status, RIGHTARG = test_rights.booking_status, FUNCTION = rights_hostile.status_eq);
CREATE AGGREGATE rights_hostile.sum (integer) (SFUNC = rights_hostile.sum_step, STYPE = bigint, INITCOND = 0);
GRANT USAGE ON SCHEMA rights_hostile TO PUBLIC;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA test_rights TO regress_boh_customer;
INSERT INTO events (id, author_id, title, capacity, max_seats_per_user, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000aa', 'Watched', 3, 2, 'PUBLISHED', '2999-01-01', '2999-01-02');
\c -
\set VERBOSITY terse
SET ROLE regress_boh_customer;
CREATE TEMP TABLE events (id uuid, capacity integer, booked_count integer);
CREATE TEMP TABLE bookings (id uuid);
CREATE TEMP TABLE users (id uuid);
CREATE TYPE pg_temp.booking_status AS ENUM ('PENDING', 'OTHER');
SET search_path = pg_temp, rights_hostile, pg_catalog, public;
SET boh.schema = 'test_rights';
SELECT status FROM boh_book_seats('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000aa', 2, 'watched', NULL, 60);
SELECT status FROM boh_book_seats('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000aa', 2, 'watched', NULL, 60);
SELECT boh_book_seats('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000aa', 1);
SELECT boh_book_seats('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000bb', 2);
UPDATE test_rights.bookings SET expires_at = '2001-01-01' WHERE idempotency_key OPERATOR(pg_catalog.=) 'watched';
INSERT INTO test_rights.bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000bb', 2) RETURNING status;
UPDATE test_rights.bookings SET expires_at = '2001-01-01' WHERE event_id OPERATOR(pg_catalog.=) '00000000-0000-0000-0000-0000000000e6' AND status::text OPERATOR(pg_catalog.=) 'PENDING'::text AND seats OPERATOR(pg_catalog.=) 2;
SELECT boh_available_seats('00000000-0000-0000-0000-0000000000e6') AS available, boh_expire_bookings() AS expired;
SELECT boh_complete_events() AS completed;
INSERT INTO test_rights.events (author_id, title, capacity, start_date, end_date) VALUES ('00000000-0000-0000-0000-0000000000aa', 'Watched', 3, '2999-01-01', '2999-01-02') RETURNING slug;
UPDATE test_rights.events SET status = 'CANCELLED' WHERE id OPERATOR(pg_catalog.=) '00000000-0000-0000-0000-0000000000e6';
RESET ROLE;
-- to verify, it has to see all rows without policies
ALTER ROLE regress_boh_customer BYPASSRLS;
SET ROLE regress_boh_customer;
SELECT * FROM boh_verify(progress => false);
RESET ROLE;
RESET search_path;
SELECT * FROM test_rights.seen;

-- names of things in the data schema mean nothing where nobody may create there
SET boh.schema = 'pg_catalog';
SELECT raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e6'')');
SET boh.schema = 'test_rights';

--
-- Settings that change what others may do, or write what the role may not
--

CREATE VIEW test_rights.guarded AS SELECT unnest(ARRAY['boh.auto_lanes', 'boh.auto_lanes_wait_ms', 'boh.max_hold_seconds', 'boh.max_payment_delay_seconds']) AS name;
GRANT SELECT ON test_rights.guarded TO PUBLIC;
GRANT SET ON PARAMETER boh.auto_lanes, boh.auto_lanes_wait_ms, boh.max_hold_seconds, boh.max_payment_delay_seconds TO regress_boh_organizer;
-- a value set before the library is loaded is not kept either
\c -
SET ROLE regress_boh_customer;
SET boh.auto_lanes = 4;
SELECT boh_version() <> '' AS loaded;
SHOW boh.auto_lanes;
SELECT name, raises(format('SET %s = 4', name)) FROM test_rights.guarded;
RESET ROLE;
SET ROLE regress_boh_organizer;
SELECT name, raises(format('SET %s = 4', name)) FROM test_rights.guarded;
RESET ROLE;

SET client_min_messages = warning;
DROP SCHEMA test_rights, rights_hostile CASCADE;
DROP OWNED BY regress_boh_owner, regress_boh_customer, regress_boh_organizer, regress_boh_nobody;
DROP ROLE regress_boh_owner, regress_boh_customer, regress_boh_organizer, regress_boh_nobody;

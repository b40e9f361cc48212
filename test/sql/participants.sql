-- Who booked an event, for its organizer

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_participants');
SET search_path = test_participants, public;
SET boh.schema = 'test_participants';
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_backend;
CREATE ROLE regress_boh_hand;
SELECT boh_grant(role, profile) FROM (VALUES ('regress_boh_shop', 'app'), ('regress_boh_shop', 'trusted'),
	('regress_boh_office', 'admin'), ('regress_boh_office', 'trusted'), ('regress_boh_backend', 'service')) v (role, profile);
GRANT USAGE ON SCHEMA test_participants TO regress_boh_hand;
GRANT SELECT ON events, bookings TO regress_boh_hand;

INSERT INTO users (id, name, email, role) VALUES
	('00000000-0000-0000-0000-0000000000a1', 'Olga', 'olga@example.com', 'ORGANIZER'),
	('00000000-0000-0000-0000-0000000000a2', 'Otto', 'otto@example.com', 'ORGANIZER'),
	('00000000-0000-0000-0000-0000000000a3', 'Ada', 'ada@example.com', 'ADMIN'),
	('00000000-0000-0000-0000-0000000000a4', 'Ursula', 'ursula@example.com', 'USER'),
	('00000000-0000-0000-0000-0000000000a5', NULL, 'bob@example.com', 'USER');
INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 'Booked', 10, 'PUBLISHED', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a1', 'Empty', 10, 'DRAFT', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000a4', 'Of a USER', 10, 'PUBLISHED', '2999-01-01', '2999-01-02');
INSERT INTO bookings (id, event_id, user_id, seats, status, booking_date) VALUES
	('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a5', 2, 'CONFIRMED', '2001-01-02'),
	('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 1, 'PENDING', '2001-01-01'),
	('00000000-0000-0000-0000-0000000000b3', '00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000a5', 1, 'PENDING', '2001-01-01');
UPDATE bookings SET status = 'CANCELLED' WHERE id = '00000000-0000-0000-0000-0000000000b2';

-- the author, in the order of booking, whatever became of it
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a1');
SELECT name, email, seats, status, booking_date AT TIME ZONE 'UTC' AS booked, booking_id, user_id FROM boh_event_participants('00000000-0000-0000-0000-0000000000e1');
SELECT * FROM boh_event_participants('00000000-0000-0000-0000-0000000000e2');
-- nobody else: the same error whether there is such an event, whether it is published or not
\set VERBOSITY default
SAVEPOINT s;
SELECT boh_event_participants('00000000-0000-0000-0000-0000000000e3');
ROLLBACK TO s;
SELECT boh_event_participants('00000000-0000-0000-0000-0000000000ff');
ROLLBACK;
\set VERBOSITY terse
SELECT person, event, raises(format('SELECT boh_set_session_user(%L); SELECT boh_event_participants(%L)', person, event)) AS raised
FROM (VALUES (NULL, '00000000-0000-0000-0000-0000000000e1'),
	('00000000-0000-0000-0000-0000000000a2', '00000000-0000-0000-0000-0000000000e1'),
	('00000000-0000-0000-0000-0000000000a2', '00000000-0000-0000-0000-0000000000e2'),
	('00000000-0000-0000-0000-0000000000a3', '00000000-0000-0000-0000-0000000000e1'),
	('00000000-0000-0000-0000-0000000000a4', '00000000-0000-0000-0000-0000000000e3')) v (person, event);
SELECT raises('SELECT boh_event_participants(NULL)');

-- an ADMIN in the back office, but not an ORGANIZER there
SET ROLE regress_boh_office;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a3');
SELECT name, email FROM boh_event_participants('00000000-0000-0000-0000-0000000000e1');
SELECT raises('SELECT boh_event_participants(''00000000-0000-0000-0000-0000000000ff'')') AS unknown;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a2');
SELECT raises('SELECT boh_event_participants(''00000000-0000-0000-0000-0000000000e1'')') AS organizer;
ROLLBACK;

-- an application that keeps people apart itself
SET ROLE regress_boh_backend;
SELECT name, email FROM boh_event_participants('00000000-0000-0000-0000-0000000000e1');
SELECT raises('SELECT boh_event_participants(''00000000-0000-0000-0000-0000000000ff'')') AS unknown;

-- privileges given by hand are the role's own: users are not among them
SET ROLE regress_boh_hand;
SELECT raises('SELECT boh_event_participants(''00000000-0000-0000-0000-0000000000e1'')') AS policies_hide_the_event;
RESET ROLE;
ALTER TABLE events DISABLE ROW LEVEL SECURITY;
SET ROLE regress_boh_hand;
SELECT raises('SELECT boh_event_participants(''00000000-0000-0000-0000-0000000000e1'')') AS no_privilege;
RESET ROLE;

-- a role that sees all rows reads no more than its privileges
CREATE ROLE regress_boh_all_rows BYPASSRLS;
GRANT USAGE ON SCHEMA test_participants TO regress_boh_all_rows;
SET ROLE regress_boh_all_rows;
SELECT raises('SELECT boh_event_participants(''00000000-0000-0000-0000-0000000000e1'')') AS no_privilege;
RESET ROLE;

SET client_min_messages = warning;
DROP SCHEMA test_participants CASCADE;
DROP OWNED BY regress_boh_shop, regress_boh_office, regress_boh_backend, regress_boh_hand, regress_boh_all_rows;
DROP ROLE regress_boh_shop, regress_boh_office, regress_boh_backend, regress_boh_hand, regress_boh_all_rows;

-- boh_verify(): every check raised once, and nothing when all is well

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_verify');
SET search_path = test_verify, public;
SET boh.schema = 'test_verify';
SET timezone = 'UTC';

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO venues (id, name, capacity) VALUES ('00000000-0000-0000-0000-0000000000c1', 'Hall', 10);
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date, venue_id) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'One', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', '00000000-0000-0000-0000-0000000000c1'),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000aa', 'Two', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', NULL);
INSERT INTO bookings (id, event_id, user_id, seats, status) VALUES
	('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 2, 'CONFIRMED'),
	('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1, 'PENDING');
SELECT * FROM boh_verify();

-- each breaks one thing behind the triggers' back
BEGIN;
SET LOCAL session_replication_role = replica;

SAVEPOINT sound;
UPDATE events SET booked_count = 7 WHERE slug = 'one';
UPDATE events SET booked_count = 1 WHERE slug = 'two';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
ALTER TABLE events DROP CONSTRAINT chk_events_booked_count;
UPDATE events SET booked_count = 11 WHERE slug = 'one';
UPDATE events SET booked_count = -1 WHERE slug = 'two';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE events SET status = 'DRAFT' WHERE slug = 'one';
SELECT * FROM boh_verify();
UPDATE events SET status = 'CANCELLED' WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE venues SET capacity = 9;
SELECT * FROM boh_verify();
-- one that is over, or called off, needs no place
UPDATE events SET start_date = '2001-01-01', end_date = '2001-01-02' WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE events SET status = 'COMPLETED' WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
ALTER TABLE bookings DROP CONSTRAINT chk_bookings_total_price;
UPDATE bookings SET total_price = 1 WHERE seats = 2;
SELECT * FROM boh_verify();
ROLLBACK TO sound;
ALTER TABLE bookings DROP CONSTRAINT chk_bookings_confirmed, DROP CONSTRAINT chk_bookings_pending, DROP CONSTRAINT chk_bookings_cancelled, DROP CONSTRAINT chk_bookings_refunded;
UPDATE bookings SET confirmed_at = NULL, expires_at = NULL;
SELECT problem, entity_id, expected, actual FROM boh_verify() WHERE entity_id IS NOT NULL;
UPDATE bookings SET status = CASE seats WHEN 2 THEN 'CANCELLED' ELSE 'REFUNDED' END::booking_status;
UPDATE events SET booked_count = 0;
SELECT problem, entity_id, expected, actual FROM boh_verify() WHERE entity_id IS NOT NULL;
ROLLBACK TO sound;
UPDATE bookings SET user_id = '00000000-0000-0000-0000-0000000000ff' WHERE seats = 1;
UPDATE bookings SET event_id = '00000000-0000-0000-0000-0000000000fe' WHERE seats = 2;
UPDATE events SET booked_count = 1 WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK;

-- triggers missing, off, and for replicas only
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
ALTER TABLE users ENABLE REPLICA TRIGGER boh_users_check;
ALTER TABLE venues ENABLE ALWAYS TRIGGER boh_venues_check;
DROP TRIGGER boh_tags_check ON tags;
SELECT problem, entity, expected, actual FROM boh_verify();
ROLLBACK;
BEGIN;
ALTER TABLE users DISABLE TRIGGER USER;
ALTER TABLE venues DISABLE TRIGGER USER;
ALTER TABLE events DISABLE TRIGGER USER;
ALTER TABLE bookings DISABLE TRIGGER USER;
ALTER TABLE booking_lanes DISABLE TRIGGER USER;
ALTER TABLE tags DISABLE TRIGGER USER;
SELECT problem, entity, expected, actual FROM boh_verify();
SELECT count(*) = (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE c.relnamespace = 'test_verify'::regnamespace AND NOT t.tgisinternal) AS every_trigger FROM boh_verify();
ROLLBACK;

-- seats that are noted but not counted do not commit
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
COMMIT;
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
ALTER TABLE bookings ENABLE TRIGGER boh_bookings_count_seats;
INSERT INTO bookings (event_id, user_id) SELECT '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa' WHERE false;
COMMIT;
SELECT booked_count FROM events WHERE slug = 'one';

-- constraints missing and not valid
BEGIN;
ALTER TABLE bookings DROP CONSTRAINT fk_bookings_event_id, DROP CONSTRAINT chk_bookings_seats;
ALTER TABLE bookings ADD CONSTRAINT chk_bookings_seats CHECK (seats > 0) NOT VALID;
ALTER TABLE users DROP CONSTRAINT uq_users_email;
SELECT problem, entity, expected, actual FROM boh_verify();
ALTER TABLE bookings VALIDATE CONSTRAINT chk_bookings_seats;
SELECT problem, entity, expected, actual FROM boh_verify();
ROLLBACK;
-- whichever of ours is dropped is found
CREATE FUNCTION found_when_dropped(tablename name, constraintname name) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	found boolean;
BEGIN
	BEGIN
		EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE', tablename, constraintname);
		found := EXISTS (SELECT FROM boh_verify() WHERE expected LIKE constraintname || ' %');
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN found;
	END;
END
$$;
SET client_min_messages = warning;
SELECT conrelid::regclass AS "table", conname AS not_found FROM pg_constraint
WHERE connamespace = 'test_verify'::regnamespace AND conname ~ '^(pk|uq|fk|chk)_' AND conrelid <> 'schema_migrations'::regclass
	AND NOT found_when_dropped(conrelid::regclass::text, conname) ORDER BY 1, 2;

SELECT * FROM boh_verify();
DROP SCHEMA test_verify CASCADE;

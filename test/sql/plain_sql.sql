-- The rules hold for every statement, not only for the functions

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_plain');
SET search_path = test_plain, public;
SET boh.schema = 'test_plain';

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com'), ('00000000-0000-0000-0000-0000000000bb', 'bob@example.com');
\set ada '''00000000-0000-0000-0000-0000000000aa'''
\set bob '''00000000-0000-0000-0000-0000000000bb'''
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date)
	SELECT ('00000000-0000-0000-0000-0000000000e' || n)::uuid, :ada, 'Event ' || n, seats, 10, 'PUBLISHED', '2999-01-01', '2999-01-02'
	FROM (VALUES (1, 10), (2, 10), (3, 5000), (4, 3), (5, 10)) v (n, seats);
\set e1 '''00000000-0000-0000-0000-0000000000e1'''
\set e2 '''00000000-0000-0000-0000-0000000000e2'''
\set e3 '''00000000-0000-0000-0000-0000000000e3'''
\set e4 '''00000000-0000-0000-0000-0000000000e4'''
-- the counters, and whether they are right
CREATE VIEW counted AS SELECT slug, booked_count AS booked FROM events WHERE booked_count > 0 ORDER BY slug;
CREATE VIEW drift AS SELECT problem, entity_id, expected, actual FROM boh_verify(progress => false);

--
-- INSERT
--

INSERT INTO bookings (event_id, user_id) VALUES (:e1, :ada) RETURNING seats, status, unit_price, total_price, currency, expires_at > now() AS held, idempotency_request;
INSERT INTO bookings (event_id, user_id, seats, status, expires_at, confirmed_at, cancelled_at, cancel_reason, refunded_at)
	VALUES (:e1, :bob, 2, 'CONFIRMED', '2999-01-01', NULL, '2001-01-01', 'x', '2001-01-01')
	RETURNING seats, expires_at, confirmed_at IS NOT NULL AS confirmed, cancelled_at, cancel_reason, refunded_at;
-- several rows, several events, all or nothing
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e2, :ada, 3), (:e1, :ada, 1), (:e2, :bob, 2);
SELECT * FROM counted;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e2, :ada, 5), (:e1, :ada, 7);
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e4, :ada, 2), (:e4, :bob, 2);
SELECT * FROM counted;
-- each row's own price and currency count, whatever the row before it has
INSERT INTO bookings (event_id, user_id, unit_price) VALUES (:e2, :ada, 10), (:e2, :ada, 9), (:e2, :ada, 10);
INSERT INTO bookings (event_id, user_id, unit_price) VALUES (:e2, :ada, 10), (:e2, :ada, 10), (:e2, :ada, 10.01);
INSERT INTO bookings (event_id, user_id, currency) VALUES (:e2, :ada, NULL), (:e2, :ada, 'USD');
INSERT INTO bookings (event_id, user_id, currency) VALUES (:e2, :ada, 'USD'), (:e2, :ada, NULL);
SELECT raises('INSERT INTO bookings (event_id, user_id) VALUES (''00000000-0000-0000-0000-0000000000ff'', ''00000000-0000-0000-0000-0000000000aa'')') AS no_event,
	raises('INSERT INTO bookings (event_id, user_id) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000ff'')') AS no_user,
	raises('INSERT INTO bookings (event_id) VALUES (''00000000-0000-0000-0000-0000000000e1'')') AS user_left_out,
	raises('INSERT INTO bookings (user_id) VALUES (''00000000-0000-0000-0000-0000000000aa'')') AS event_left_out;

--
-- COPY
--

COPY bookings (event_id, user_id, seats, status) FROM stdin;
00000000-0000-0000-0000-0000000000e2	00000000-0000-0000-0000-0000000000aa	1	CONFIRMED
00000000-0000-0000-0000-0000000000e1	00000000-0000-0000-0000-0000000000bb	1	PENDING
\.
SELECT * FROM counted;
COPY bookings (event_id, user_id, seats) FROM stdin;
00000000-0000-0000-0000-0000000000e1	00000000-0000-0000-0000-0000000000aa	5
00000000-0000-0000-0000-0000000000e2	00000000-0000-0000-0000-0000000000aa	5
\.
COPY bookings (event_id, user_id, unit_price) FROM stdin;
00000000-0000-0000-0000-0000000000e1	00000000-0000-0000-0000-0000000000aa	9.00
\.
SELECT * FROM counted;

--
-- ON CONFLICT
--

-- a retry takes no seat
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 2, 'k1');
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 2, 'k1');
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 2, 'k1'), (:e4, :ada, 1, 'k2')
	ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING idempotency_key;
SELECT booked_count FROM events WHERE id = :e4;
-- sold out, closed or withdrawn: a retry still raises nothing, another booking does
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 2, 'k1') ON CONFLICT DO NOTHING;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 2, 'k3') ON CONFLICT DO NOTHING;
UPDATE events SET booking_closes_at = '2001-01-01', price = 11 WHERE id = :e4;
INSERT INTO bookings (event_id, user_id, seats, unit_price, idempotency_key) VALUES (:e4, :ada, 2, 10, 'k1') ON CONFLICT DO NOTHING;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 2, 'k3') ON CONFLICT DO NOTHING;
-- DO UPDATE counts the difference
UPDATE events SET booking_closes_at = NULL, price = 10, capacity = 6 WHERE id = :e4;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 4, 'k1')
	ON CONFLICT (user_id, idempotency_key) DO UPDATE SET seats = EXCLUDED.seats RETURNING seats, total_price;
SELECT booked_count FROM events WHERE id = :e4;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 6, 'k1')
	ON CONFLICT (user_id, idempotency_key) DO UPDATE SET seats = EXCLUDED.seats;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 1, 'k1'), (:e4, :ada, 1, 'k4')
	ON CONFLICT (user_id, idempotency_key) DO UPDATE SET status = 'CANCELLED' RETURNING idempotency_key, seats, status;
SELECT booked_count FROM events WHERE id = :e4;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, 1, 'k1')
	ON CONFLICT (user_id, idempotency_key) DO UPDATE SET status = 'PENDING';

--
-- MERGE
--

MERGE INTO bookings b USING (VALUES ('k4', 3), ('k5', 1)) v (key, n) ON b.user_id = :ada AND b.idempotency_key = v.key
	WHEN MATCHED THEN UPDATE SET seats = n
	WHEN NOT MATCHED THEN INSERT (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, n, key);
SELECT idempotency_key, seats, status FROM bookings WHERE event_id = :e4 ORDER BY 1;
SELECT booked_count FROM events WHERE id = :e4;
MERGE INTO bookings b USING (VALUES ('k4', 9), ('k6', 1)) v (key, n) ON b.user_id = :ada AND b.idempotency_key = v.key
	WHEN MATCHED THEN UPDATE SET seats = n
	WHEN NOT MATCHED THEN INSERT (event_id, user_id, seats, idempotency_key) VALUES (:e4, :ada, n, key);
MERGE INTO bookings b USING (VALUES ('k4')) v (key) ON b.user_id = :ada AND b.idempotency_key = v.key WHEN MATCHED THEN DELETE;
MERGE INTO bookings b USING (VALUES ('k4')) v (key) ON b.user_id = :ada AND b.idempotency_key = v.key
	WHEN MATCHED THEN UPDATE SET status = 'CANCELLED', cancel_reason = 'merged';
SELECT booked_count FROM events WHERE id = :e4;
SELECT * FROM drift;

--
-- Data-modifying CTEs
--

-- one gives back what the other takes, in one statement
UPDATE events SET capacity = 5 WHERE id = :e4;
WITH freed AS (UPDATE bookings SET seats = 1 WHERE idempotency_key = 'k2' RETURNING event_id)
	INSERT INTO bookings (event_id, user_id, seats, idempotency_key) SELECT :e4, :bob, 3, 'k7' RETURNING seats;
SELECT booked_count FROM events WHERE id = :e4;
WITH one AS (INSERT INTO bookings (event_id, user_id) VALUES (:e2, :ada) RETURNING seats),
	two AS (INSERT INTO bookings (event_id, user_id, seats) VALUES (:e2, :bob, 2) RETURNING seats)
	SELECT (SELECT seats FROM one) AS one, (SELECT seats FROM two) AS two;
WITH one AS (INSERT INTO bookings (event_id, user_id) VALUES (:e2, :ada)) INSERT INTO bookings (event_id, user_id, seats) VALUES (:e2, :bob, 2);
SELECT booked_count FROM events WHERE id = :e2;
-- the event is made or changed by the same statement
WITH made AS (INSERT INTO events (author_id, title, capacity, price, status, start_date, end_date)
		VALUES (:ada, 'At once', 2, 3, 'PUBLISHED', '2999-01-01', '2999-01-02') RETURNING id)
	INSERT INTO bookings (event_id, user_id, seats) SELECT id, :bob, 2 FROM made RETURNING total_price;
WITH changed AS (UPDATE events SET price = 4, capacity = 3 WHERE slug = 'at-once' RETURNING id)
	INSERT INTO bookings (event_id, user_id) SELECT id, :bob FROM changed RETURNING total_price;
SELECT booked_count, capacity, price FROM events WHERE slug = 'at-once';

--
-- Moving seats within one statement, and bookings between states
--

SELECT seats, count(*) FROM bookings WHERE event_id = :e1 GROUP BY 1 ORDER BY 1;
SELECT booked_count FROM events WHERE id = :e1;
UPDATE events SET capacity = booked_count WHERE id = :e1;
UPDATE bookings SET seats = 3 - seats WHERE event_id = :e1 AND user_id = :bob;
SELECT seats FROM bookings WHERE event_id = :e1 AND user_id = :bob ORDER BY id;
SELECT booked_count FROM events WHERE id = :e1;
UPDATE bookings SET seats = seats + 1 WHERE event_id = :e1;
UPDATE bookings SET status = 'CONFIRMED' WHERE event_id = :e1;
UPDATE bookings SET status = 'CANCELLED', cancel_reason = 'rain' WHERE event_id = :e1;
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = :e1;
UPDATE bookings SET status = 'REFUNDED' WHERE event_id = :e1;
SELECT booked_count FROM events WHERE id = :e1;
-- statements that change nothing
UPDATE bookings SET seats = seats, status = status;
INSERT INTO bookings (event_id, user_id) SELECT :e1, :ada WHERE false;
SELECT * FROM drift;

--
-- Rows stay
--

SET client_min_messages = warning;
DELETE FROM bookings WHERE event_id = :e1;
DELETE FROM bookings;
DELETE FROM bookings WHERE false;
TRUNCATE bookings;
TRUNCATE events CASCADE;
TRUNCATE users CASCADE;
RESET client_min_messages;
SELECT count(*) > 0 AS stay FROM bookings;

--
-- Many rows: more than are noted at a time
--

INSERT INTO bookings (event_id, user_id) SELECT :e3, CASE WHEN n % 2 = 0 THEN :ada ELSE :bob END::uuid FROM generate_series(1, 3000) n;
SELECT booked_count FROM events WHERE id = :e3;
INSERT INTO bookings (event_id, user_id) SELECT :e3, :ada FROM generate_series(1, 2001);
SELECT booked_count FROM events WHERE id = :e3;
INSERT INTO bookings (event_id, user_id) SELECT :e3, :ada FROM generate_series(1, 2000);
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = :e3;
SELECT booked_count FROM events WHERE id = :e3;
-- the limit per user holds over all of them
UPDATE events SET max_seats_per_user = 1500 WHERE id = :e3;
INSERT INTO bookings (event_id, user_id) SELECT :e3, :ada FROM generate_series(1, 1501);
INSERT INTO bookings (event_id, user_id) SELECT :e3, :ada FROM generate_series(1, 1500);
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = :e3 AND status = 'PENDING';
-- many events
INSERT INTO events (author_id, title, slug, capacity, status, start_date, end_date)
	SELECT :ada, 'Many', 'many-' || n, 4, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM generate_series(1, 600) n;
INSERT INTO bookings (event_id, user_id, seats) SELECT id, u, 2 FROM events, unnest(ARRAY[:ada, :bob]::uuid[]) u WHERE slug LIKE 'many-%';
SELECT min(booked_count), max(booked_count), count(*) FROM events WHERE slug LIKE 'many-%';
INSERT INTO bookings (event_id, user_id) SELECT id, :ada FROM events WHERE slug LIKE 'many-%';
UPDATE bookings SET status = 'CANCELLED' WHERE event_id IN (SELECT id FROM events WHERE slug LIKE 'many-%') AND user_id = :ada;
SELECT min(booked_count), max(booked_count), count(*) FROM events WHERE slug LIKE 'many-%';
SELECT * FROM drift;

--
-- Transactions
--

-- what is rolled back is not counted
BEGIN;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e1, :ada, 1);
SAVEPOINT one;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e1, :ada, 2);
SAVEPOINT two;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e1, :ada, 99);
ROLLBACK TO two;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e1, :ada, 1);
RELEASE two;
SELECT booked_count FROM events WHERE id = :e1;
ROLLBACK TO one;
SELECT booked_count FROM events WHERE id = :e1;
SAVEPOINT three;
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = :e1 AND status = 'PENDING';
ROLLBACK TO three;
COMMIT;
SELECT booked_count FROM events WHERE id = :e1;
-- nested blocks with exceptions
DO $$
BEGIN
	FOR n IN 1..4 LOOP
		BEGIN
			INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000bb', 1);
			BEGIN
				INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000bb', 100);
			EXCEPTION WHEN SQLSTATE 'BH003' THEN
				IF n = 3 THEN
					RAISE EXCEPTION 'outer';
				END IF;
			END;
		EXCEPTION WHEN raise_exception THEN
			NULL;
		END;
	END LOOP;
END
$$;
SELECT booked_count FROM events WHERE id = :e1;
-- constraints cannot be put off
BEGIN;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e1, :ada, 100);
ROLLBACK;
-- prepared transactions, where the server has them
SELECT current_setting('max_prepared_transactions')::integer > 0 AS can_prepare \gset
UPDATE events SET capacity = 12 WHERE id = :e2;
BEGIN;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e2, :ada, 1);
\if :can_prepare
PREPARE TRANSACTION 'boh_plain_sql';
COMMIT PREPARED 'boh_plain_sql';
\else
COMMIT;
\endif
SELECT booked_count FROM events WHERE id = :e2;
BEGIN;
INSERT INTO bookings (event_id, user_id, seats) VALUES (:e2, :ada, 1);
\if :can_prepare
PREPARE TRANSACTION 'boh_plain_sql';
ROLLBACK PREPARED 'boh_plain_sql';
\else
ROLLBACK;
\endif
SELECT booked_count FROM events WHERE id = :e2;
-- under the stricter levels alike
BEGIN ISOLATION LEVEL SERIALIZABLE;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (:e1, :ada, 1, 'serializable');
SELECT status FROM boh_book_seats(:e1, :ada, 1, 'serializable');
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 100)');
INSERT INTO events (author_id, title, capacity, start_date, end_date) SELECT :ada, 'Twice', 1, '2999-01-01', '2999-01-02' FROM generate_series(1, 2) RETURNING slug;
COMMIT;
SELECT * FROM drift;

--
-- Triggers, columns and names of the user's own
--

INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date)
	VALUES ('00000000-0000-0000-0000-0000000000e6', :ada, 'Own', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02');
\set own '''00000000-0000-0000-0000-0000000000e6'''
-- a BEFORE trigger that keeps rows out, or changes them
CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION double() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.seats := NEW.seats * 2; RETURN NEW; END';
BEGIN;
CREATE TRIGGER keep_out BEFORE INSERT OR UPDATE ON bookings FOR EACH ROW WHEN (NEW.seats = 1) EXECUTE FUNCTION keep_out();
INSERT INTO bookings (event_id, user_id, seats) VALUES (:own, :ada, 1), (:own, :ada, 2) RETURNING seats;
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e6'', ''00000000-0000-0000-0000-0000000000aa'', 1)') AS book,
	raises(format('SELECT boh_change_seats(%L, 1)', id)) AS change FROM bookings WHERE event_id = :own;
SELECT booked_count FROM events WHERE id = :own;
ROLLBACK;
BEGIN;
CREATE TRIGGER a_double BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION double();
SELECT seats, total_price FROM boh_book_seats(:own, :ada, 2);
SELECT booked_count FROM events WHERE id = :own;
ROLLBACK;
-- an AFTER trigger that books another event, in a block with an exception handler
CREATE FUNCTION book_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.event_id = '00000000-0000-0000-0000-0000000000e6' THEN
		BEGIN
			INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e5', NEW.user_id, NEW.seats);
		EXCEPTION WHEN SQLSTATE 'BH003' THEN
			NULL;
		END;
	END IF;
	RETURN NULL;
END
$$;
BEGIN;
CREATE TRIGGER a_book_another AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION book_another();
INSERT INTO bookings (event_id, user_id, seats) VALUES (:own, :ada, 2), (:own, :bob, 3);
SELECT slug, booked_count FROM events WHERE slug IN ('own', 'event-5') ORDER BY 1;
DROP TRIGGER a_book_another ON bookings;
CREATE TRIGGER z_book_another AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION book_another();
INSERT INTO bookings (event_id, user_id, seats) VALUES (:own, :ada, 4), (:own, :bob, 1);
SELECT slug, booked_count FROM events WHERE slug IN ('own', 'event-5') ORDER BY 1;
SELECT * FROM drift;
ROLLBACK;
-- one that books for each of very many rows
BEGIN;
UPDATE events SET capacity = 2000 WHERE id IN (:own, '00000000-0000-0000-0000-0000000000e5');
CREATE TRIGGER z_book_another AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION book_another();
INSERT INTO bookings (event_id, user_id) SELECT :own, :ada FROM generate_series(1, 1100);
SELECT slug, booked_count FROM events WHERE slug IN ('own', 'event-5') ORDER BY 1;
ROLLBACK;
-- one that cancels what was just booked
CREATE FUNCTION cancel_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE bookings SET status = 'CANCELLED', cancel_reason = 'not today' WHERE id = NEW.id;
	RETURN NULL;
END
$$;
BEGIN;
CREATE TRIGGER z_cancel_it AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION cancel_it();
INSERT INTO bookings (event_id, user_id, seats) VALUES (:own, :ada, 2);
SELECT booked_count FROM events WHERE id = :own;
ROLLBACK;
-- triggers on events that fail and recover, or write what they may not
CREATE FUNCTION fail_and_recover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		PERFORM 1 / 0;
	EXCEPTION WHEN division_by_zero THEN
		NULL;
	END;
	RETURN NEW;
END
$$;
BEGIN;
CREATE TRIGGER a_fail_and_recover BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION fail_and_recover();
INSERT INTO bookings (event_id, user_id, seats) VALUES (:own, :ada, 2);
SELECT booked_count FROM events WHERE id = :own;
ROLLBACK;
CREATE FUNCTION write_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE events SET booked_count = 0 WHERE id = NEW.id AND booked_count <> 0;
	RETURN NULL;
END
$$;
BEGIN;
CREATE TRIGGER write_count AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION write_count();
INSERT INTO bookings (event_id, user_id, seats) VALUES (:own, :ada, 2);
ROLLBACK;

-- checks, generated columns and rules on events see the counter as an UPDATE would show it
CREATE FUNCTION book_own(seats integer) RETURNS text LANGUAGE sql AS $$
	SELECT raises(format('INSERT INTO bookings (event_id, user_id, seats) VALUES (''00000000-0000-0000-0000-0000000000e6'', ''00000000-0000-0000-0000-0000000000aa'', %s)', seats))
$$;
BEGIN;
SELECT book_own(1) AS directly;
ALTER TABLE events ADD CONSTRAINT own_check CHECK (booked_count < 3) NOT VALID;
SELECT book_own(2) AS refused, book_own(1) AS fits;
SELECT booked_count FROM events WHERE id = :own;
ALTER TABLE events DROP CONSTRAINT own_check;
SELECT book_own(2) AS directly;
ROLLBACK;
BEGIN;
CREATE FUNCTION fits_whole(e events) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$BEGIN RETURN e.booked_count < 4; END$$;
ALTER TABLE events ADD CONSTRAINT own_whole CHECK (fits_whole(events)) NOT VALID;
SELECT book_own(3) AS fits, book_own(1) AS refused;
SELECT booked_count FROM events WHERE id = :own;
ROLLBACK;
BEGIN;
ALTER TABLE events ADD CONSTRAINT own_row CHECK (events IS DISTINCT FROM NULL AND (events).booked_count < 4) NOT VALID;
SELECT book_own(3) AS fits, book_own(1) AS refused;
ROLLBACK;
BEGIN;
ALTER TABLE events ADD COLUMN free integer GENERATED ALWAYS AS (capacity - booked_count) STORED;
SELECT book_own(3);
SELECT booked_count, free FROM events WHERE id = :own;
ROLLBACK;
BEGIN;
CREATE TABLE counts (booked integer);
CREATE RULE own_rule AS ON UPDATE TO events DO ALSO INSERT INTO counts VALUES (NEW.booked_count);
SELECT book_own(3);
SELECT booked FROM counts;
DROP RULE own_rule ON events;
CREATE FUNCTION note_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO counts VALUES (NEW.booked_count); RETURN NEW; END $$;
CREATE TRIGGER note_count AFTER UPDATE OF booked_count ON events FOR EACH ROW EXECUTE FUNCTION note_count();
SELECT book_own(1);
SELECT booked FROM counts;
ALTER TABLE events DISABLE TRIGGER note_count;
SELECT book_own(1);
SELECT booked FROM counts;
ROLLBACK;

-- one that fails after the seats were noted, before they are counted
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
BEGIN;
CREATE TRIGGER z_fail AFTER INSERT ON bookings FOR EACH ROW WHEN (NEW.seats = 2) EXECUTE FUNCTION fail();
SAVEPOINT before;
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada, 2);
ROLLBACK TO before;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada);
DROP TRIGGER z_fail ON bookings;
COMMIT;
SELECT booked_count FROM events WHERE slug = 'event-5';

-- seats that were noted and not counted, because the owner switched that off, go with their rows
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
SAVEPOINT one;
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada, 1);
SAVEPOINT two;
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada, 2);
SAVEPOINT three;
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada, 3);
RELEASE three;
RELEASE two;
ROLLBACK TO one;
ALTER TABLE bookings ENABLE TRIGGER boh_bookings_count_seats;
COMMIT;
SELECT booked_count FROM events WHERE slug = 'event-5';
DO $$
BEGIN
	ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
	BEGIN
		BEGIN
			INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e5', '00000000-0000-0000-0000-0000000000aa', 2);
		EXCEPTION WHEN division_by_zero THEN
			NULL;
		END;
		RAISE EXCEPTION 'undone';
	EXCEPTION WHEN raise_exception THEN
		NULL;
	END;
	ALTER TABLE bookings ENABLE TRIGGER boh_bookings_count_seats;
	INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e5', '00000000-0000-0000-0000-0000000000aa', 1);
END
$$;
SELECT booked_count FROM events WHERE slug = 'event-5';
-- those of rows that stay are counted by the next statement, or keep the transaction from ending
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
SAVEPOINT one;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada);
RELEASE one;
SAVEPOINT one;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e5', :bob);
RELEASE one;
ALTER TABLE bookings ENABLE TRIGGER boh_bookings_count_seats;
-- not by one in a savepoint of its own, with which they would be forgotten
SAVEPOINT two;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada);
SELECT booked_count FROM events WHERE slug = 'event-5';
ROLLBACK TO two;
RELEASE two;
UPDATE bookings SET seats = seats WHERE false;
SELECT booked_count FROM events WHERE slug = 'event-5';
COMMIT;
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
SAVEPOINT one;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e5', :ada);
RELEASE one;
ALTER TABLE bookings ENABLE TRIGGER boh_bookings_count_seats;
COMMIT;
SELECT booked_count FROM events WHERE slug = 'event-5';
SELECT * FROM drift;

-- columns added, and so in another order than a dump may list them
ALTER TABLE bookings ADD COLUMN note text DEFAULT 'none', ADD COLUMN seat_numbers integer[];
ALTER TABLE events ADD COLUMN hall text;
INSERT INTO bookings (event_id, user_id, seats, seat_numbers) VALUES (:own, :ada, 2, '{1,2}') RETURNING note, total_price;
SELECT seats FROM boh_book_seats(:own, :ada, 1);
ALTER TABLE bookings DROP COLUMN seat_numbers;
ALTER TABLE bookings ADD COLUMN moved uuid;
UPDATE bookings SET moved = event_id WHERE event_id = :own;
UPDATE bookings SET seats = 3 WHERE event_id = :own AND seats = 2 RETURNING seats, total_price, note, moved;
-- a column that is gone or of another type is named
BEGIN;
ALTER TABLE bookings RENAME COLUMN refund_reference TO refund;
INSERT INTO bookings (event_id, user_id) VALUES (:own, :ada);
ROLLBACK;
BEGIN;
DROP VIEW all_bookings;
ALTER TABLE bookings ALTER COLUMN currency TYPE varchar(3);
INSERT INTO bookings (event_id, user_id) VALUES (:own, :ada);
ROLLBACK;
BEGIN;
DROP VIEW all_events;
ALTER TABLE events DROP COLUMN price CASCADE;
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e6'', ''00000000-0000-0000-0000-0000000000aa'', 1)');
ROLLBACK;
-- values of one's own: a status has no rules, a category needs none
ALTER TYPE booking_status ADD VALUE 'WAITING';
SELECT raises(format('UPDATE bookings SET status = ''WAITING'' WHERE id = %L', id)) FROM bookings WHERE event_id = :own AND seats = 3;
ALTER TYPE event_status ADD VALUE 'POSTPONED';
SELECT raises('UPDATE events SET status = ''POSTPONED'' WHERE slug = ''own''');
ALTER TYPE event_category ADD VALUE 'QUIZ';
UPDATE events SET category = 'QUIZ' WHERE id = :own RETURNING category, booked_count;

--
-- Trigger functions where they do not belong
--

CREATE TABLE elsewhere (id uuid);
SELECT boh_bookings_check();
SELECT boh_events_check();
CREATE FUNCTION attach(function text, how text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TRIGGER attached %s EXECUTE FUNCTION %I()', how, function);
	RETURN (SELECT string_agg(result, '; ') FROM unnest(ARRAY[raises('INSERT INTO elsewhere VALUES (NULL)'),
		raises('UPDATE elsewhere SET id = id'), raises('DELETE FROM elsewhere')]) result WHERE result <> 'nothing is raised');
END
$$;
INSERT INTO elsewhere VALUES (NULL);
BEGIN;
SAVEPOINT clean;
SELECT attach('boh_users_check', 'BEFORE INSERT ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_check', 'BEFORE UPDATE ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_check', 'AFTER UPDATE ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_check', 'BEFORE DELETE ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_check', 'BEFORE UPDATE ON elsewhere FOR EACH STATEMENT'); ROLLBACK TO clean;
SELECT attach('boh_bookings_note_seats', 'AFTER INSERT ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_note_seats', 'BEFORE INSERT ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_count_seats', 'AFTER INSERT ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_keep', 'BEFORE DELETE ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_bookings_keep', 'BEFORE INSERT ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_events_check', 'BEFORE INSERT ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_events_settle_bookings', 'AFTER UPDATE ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_venues_check', 'BEFORE UPDATE ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_venues_guard_events', 'AFTER UPDATE ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
SELECT attach('boh_tags_check', 'BEFORE INSERT ON elsewhere FOR EACH ROW'); ROLLBACK TO clean;
ROLLBACK;

--
-- Schemas
--

-- two in one session, and one that is renamed
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_plain_2');
INSERT INTO test_plain_2.users (id, email) VALUES (:ada, 'ada@example.com');
INSERT INTO test_plain_2.events (id, author_id, title, capacity, status, start_date, end_date) VALUES (:own, :ada, 'Other', 2, 'PUBLISHED', '2999-01-01', '2999-01-02');
INSERT INTO test_plain_2.bookings (event_id, user_id, seats) VALUES (:own, :ada, 1);
SELECT booked_count AS here, (SELECT booked_count FROM test_plain_2.events) AS there FROM events WHERE id = :own;
SET boh.schema = 'test_plain_2';
SELECT seats FROM boh_book_seats(:own, :ada, 1);
ALTER SCHEMA test_plain_2 RENAME TO "Test ""plain"" 3";
SELECT raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e6'')');
SET boh.schema = 'Test "plain" 3';
SELECT boh_available_seats(:own);
UPDATE "Test ""plain"" 3".bookings SET status = 'CANCELLED';
-- another schema takes the old name
CREATE SCHEMA test_plain_2;
SET boh.schema = 'test_plain_2';
SELECT raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e6'')');
SET boh.schema = 'Test "plain" 3';
SELECT booked_count FROM "Test ""plain"" 3".events;
SELECT * FROM drift;
SET boh.schema = 'test_plain';
SELECT * FROM drift;

--
-- Replicas and restores switch triggers off: boh_verify() tells what they missed
--

SET session_replication_role = replica;
INSERT INTO bookings (event_id, user_id, seats, status, unit_price, total_price, currency, confirmed_at) VALUES (:own, :ada, 2, 'CONFIRMED', 10, 20, 'EUR', now());
RESET session_replication_role;
SELECT * FROM drift;
SET session_replication_role = replica;
UPDATE events e SET booked_count = (SELECT sum(seats) FROM bookings WHERE event_id = e.id AND status IN ('PENDING', 'CONFIRMED')) WHERE id = :own;
RESET session_replication_role;
SELECT * FROM drift;

SET client_min_messages = warning;
DROP SCHEMA test_plain, test_plain_2, "Test ""plain"" 3" CASCADE;

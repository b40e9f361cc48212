-- boh_book_seats() inserts its row without a statement where nobody can tell:
-- whatever the user adds to the table of bookings works as for an INSERT

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_insert');
SET search_path = test_insert, public;
SET boh.schema = 'test_insert';
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'One', 1000, 10, 'PUBLISHED', '2999-01-01', '2999-01-02');
CREATE TABLE ours AS SELECT array_agg(attname::text) AS columns FROM pg_attribute WHERE attrelid = 'bookings'::regclass;
GRANT USAGE ON SCHEMA test_insert TO PUBLIC;
GRANT SELECT ON ours TO PUBLIC;

-- the new booking with the user's own columns, or the error
CREATE FUNCTION book(seats integer DEFAULT 1, payment text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
	made uuid;
BEGIN
	SELECT id, b.status || ' ' || b.seats INTO made, result
	FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', seats, payment => payment) b;
	RETURN result || coalesce((SELECT ' ' || nullif((to_jsonb(b) - columns)::text, '{}') FROM bookings b, ours WHERE b.id = made), '');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
-- the same by a statement
CREATE FUNCTION book_plainly() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	INSERT INTO bookings AS b (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa')
	RETURNING status || ' ' || seats || coalesce(' ' || nullif((to_jsonb(b) - (SELECT columns FROM ours))::text, '{}'), '') INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

-- what it returns is what stands in the table, and every index finds it
SELECT book(), book(2, 'paid'), book(), book_plainly();
CREATE TEMPORARY TABLE returned AS
	SELECT r.* FROM (VALUES (NULL), ('paid')) v (payment),
		boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 4, payment => v.payment) r;
SELECT * FROM returned EXCEPT SELECT id, event_id, user_id, seats, unit_price, total_price, currency, status::text, booking_date,
	expires_at, confirmed_at, cancelled_at, refunded_at, payment_reference, false FROM bookings;
SELECT count(*) FROM returned;
BEGIN;
SET LOCAL enable_seqscan = off;
SELECT (SELECT count(*) FROM bookings WHERE event_id = '00000000-0000-0000-0000-0000000000e1') AS by_event,
	(SELECT count(*) FROM bookings WHERE user_id = '00000000-0000-0000-0000-0000000000aa') AS by_user,
	(SELECT count(*) FROM bookings WHERE booking_date > '2000-01-01') AS by_date,
	(SELECT count(*) FROM bookings WHERE event_id = '00000000-0000-0000-0000-0000000000e1' AND expires_at > now() AND status = 'PENDING') AS holds;
COMMIT;
SELECT booked_count FROM events;

-- columns of the user's own: a default, one that is computed, none, a domain's, one that must be there
CREATE SEQUENCE numbers;
ALTER TABLE bookings ADD note text DEFAULT 'none', ADD number integer DEFAULT nextval('numbers'), ADD nothing integer;
SELECT book(), book(), book_plainly();
ALTER TABLE bookings ALTER note SET DEFAULT 'other';
SELECT book();
CREATE FUNCTION noted() RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT ''first''';
ALTER TABLE bookings ALTER note SET DEFAULT noted();
SELECT book();
CREATE OR REPLACE FUNCTION noted() RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT ''second''';
SELECT book(), book_plainly();
ALTER TABLE bookings DROP note, DROP number, DROP nothing;
ALTER TABLE bookings ADD double integer GENERATED ALWAYS AS (seats * 2) STORED, ADD row_number integer GENERATED ALWAYS AS IDENTITY;
SELECT book(3), book_plainly();
ALTER TABLE bookings DROP double;
SELECT book() IS NOT NULL AS identity;
ALTER TABLE bookings DROP row_number;
CREATE DOMAIN mood AS text DEFAULT 'happy' CHECK (VALUE <> 'sad');
ALTER TABLE bookings ADD mood mood;
SELECT book(), book_plainly();
ALTER TABLE bookings DROP mood;
CREATE DOMAIN told AS text;
ALTER TABLE bookings ADD told told;
ALTER DOMAIN told ADD CONSTRAINT told CHECK (VALUE IS NOT NULL) NOT VALID;
SELECT book(), book_plainly();
ALTER TABLE bookings DROP told;
ALTER TABLE bookings ADD needed integer NOT NULL DEFAULT 1;
ALTER TABLE bookings ALTER needed DROP DEFAULT;
SELECT book(), book_plainly();
ALTER TABLE bookings DROP needed;

-- constraints of the user's own, and ours in other words
ALTER TABLE bookings ADD CONSTRAINT own_check CHECK (seats <> 5);
SELECT book(5), book(6);
ALTER TABLE bookings DROP CONSTRAINT own_check, ADD CONSTRAINT own_check CHECK (seats <> 6) NOT VALID;
SELECT book(5), book(6);
ALTER TABLE bookings DROP CONSTRAINT own_check, DROP CONSTRAINT chk_bookings_seats, ADD CONSTRAINT chk_bookings_seats CHECK (seats < 7);
SELECT book(7);
CREATE FUNCTION allowed(seats integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT seats < 3';
ALTER TABLE bookings ADD CONSTRAINT own_check CHECK (allowed(seats)) NOT VALID;
SELECT book(2), book(3);
CREATE OR REPLACE FUNCTION allowed(seats integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT seats < 2';
SELECT book(2), book(3);
ALTER TABLE bookings DROP CONSTRAINT own_check, ADD CONSTRAINT own_check CHECK (seats < current_setting('test.most')::integer) NOT VALID;
SET test.most = 3;
SELECT book(2), book(3);
SET test.most = 2;
SELECT book(2);
ALTER TABLE bookings DROP CONSTRAINT own_check;
CREATE UNIQUE INDEX own_index ON bookings (seats) WHERE seats = 5 AND status = 'CONFIRMED';
SELECT book(5, 'paid'), book(5, 'paid');
DROP INDEX own_index;
ALTER TABLE bookings ADD CONSTRAINT own_exclusion EXCLUDE (payment_reference WITH =) WHERE (payment_reference <> 'paid') DEFERRABLE INITIALLY DEFERRED;
SELECT book(1, 'once');
BEGIN;
SELECT book(1, 'once');
COMMIT;
ALTER TABLE bookings DROP CONSTRAINT own_exclusion;

-- foreign keys of the user's own
CREATE TABLE coupons (id uuid PRIMARY KEY, note text);
INSERT INTO coupons VALUES ('00000000-0000-0000-0000-0000000000c1');
ALTER TABLE bookings ADD coupon uuid CONSTRAINT own_key REFERENCES coupons;
SELECT book() AS without;
ALTER TABLE bookings ALTER coupon SET DEFAULT '00000000-0000-0000-0000-0000000000c1';
SELECT book() AS there;
SELECT raises('DELETE FROM coupons');
ALTER TABLE bookings ALTER coupon SET DEFAULT '00000000-0000-0000-0000-0000000000c2';
SELECT book() AS missing, book_plainly();
ALTER TABLE coupons RENAME id TO code;
SELECT book() AS missing;
ALTER TABLE bookings ALTER coupon SET DEFAULT '00000000-0000-0000-0000-0000000000c1';
SELECT book() AS there;
ALTER TABLE coupons RENAME code TO id;
-- the table changes when the booking is under way
SELECT book() AS there;
CREATE FUNCTION change_coupons() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF TG_ARGV[0] = 'rename' THEN
		ALTER TABLE coupons RENAME id TO code;
	ELSE
		ALTER TABLE coupons DROP CONSTRAINT coupons_pkey;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER own_change BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION change_coupons('rename');
BEGIN;
SELECT book() AS there;
ROLLBACK;
ALTER TABLE coupons DROP CONSTRAINT coupons_pkey CASCADE, ADD UNIQUE (id), ADD CONSTRAINT coupons_pkey PRIMARY KEY (id);
ALTER TABLE bookings ADD CONSTRAINT own_key FOREIGN KEY (coupon) REFERENCES coupons (id);
SELECT conindid::regclass AS key_on FROM pg_constraint WHERE conname = 'own_key';
DROP TRIGGER own_change ON bookings;
SELECT book() AS there;
CREATE TRIGGER own_change BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION change_coupons('drop');
BEGIN;
SELECT book() AS there;
ROLLBACK;
DROP TRIGGER own_change ON bookings;
-- whose owner may not read it any more
CREATE ROLE regress_boh_owner;
ALTER TABLE coupons OWNER TO regress_boh_owner;
SELECT book();
REVOKE USAGE ON SCHEMA test_insert FROM PUBLIC;
SELECT book() = book_plainly() AS same, book_plainly();
GRANT USAGE ON SCHEMA test_insert TO PUBLIC;
-- 19 locks the row without the right to
REVOKE UPDATE ON coupons FROM regress_boh_owner;
SELECT book() = book_plainly() AS same;
REVOKE SELECT ON coupons FROM regress_boh_owner;
SELECT book() = book_plainly() AS same, book_plainly();
ALTER TABLE coupons OWNER TO CURRENT_USER;
DROP OWNED BY regress_boh_owner;
DROP ROLE regress_boh_owner;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM coupons;
SET LOCAL session_replication_role = origin;
SELECT book() AS gone;
ALTER TABLE bookings DISABLE TRIGGER ALL;
ALTER TABLE bookings ENABLE TRIGGER USER;
SELECT book() AS unchecked;
ROLLBACK;
ALTER TABLE bookings ALTER CONSTRAINT own_key DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bookings ALTER coupon SET DEFAULT '00000000-0000-0000-0000-0000000000c2';
BEGIN;
SELECT book() AS missing;
INSERT INTO coupons VALUES ('00000000-0000-0000-0000-0000000000c2');
COMMIT;
ALTER TABLE bookings DROP coupon;
-- one of another type, and one to a column that is not the primary key
CREATE TABLE grades (id integer PRIMARY KEY, code uuid UNIQUE);
INSERT INTO grades VALUES (1, '00000000-0000-0000-0000-0000000000f1');
ALTER TABLE bookings ADD grade integer DEFAULT 1 REFERENCES grades, ADD code uuid DEFAULT '00000000-0000-0000-0000-0000000000f1' REFERENCES grades (code);
SELECT book() AS there;
ALTER TABLE bookings ALTER grade SET DEFAULT 2;
SELECT book() AS missing;
ALTER TABLE bookings ALTER grade SET DEFAULT 1, ALTER code SET DEFAULT '00000000-0000-0000-0000-0000000000f2';
SELECT book() AS missing;
ALTER TABLE bookings DROP grade, DROP code;
CREATE DOMAIN reference AS uuid;
CREATE TABLE places (id reference PRIMARY KEY);
INSERT INTO places VALUES ('00000000-0000-0000-0000-0000000000f1');
ALTER TABLE bookings ADD place uuid DEFAULT '00000000-0000-0000-0000-0000000000f1';
ALTER TABLE bookings ADD CONSTRAINT own_place FOREIGN KEY (place) REFERENCES places;
SELECT book() AS there;
ALTER TABLE bookings ALTER place SET DEFAULT '00000000-0000-0000-0000-0000000000f2';
SELECT book() AS missing;
ALTER TABLE bookings DROP place;

-- triggers of the user's own, before and after, for rows and statements
CREATE TABLE seen (number integer GENERATED ALWAYS AS IDENTITY, what text);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO seen (what) VALUES (concat_ws(' ', TG_WHEN, TG_OP, TG_LEVEL, pg_trigger_depth(), CASE WHEN TG_LEVEL = 'ROW' THEN NEW.seats END));
	RETURN NEW;
END $$;
CREATE TRIGGER a_before_statement BEFORE INSERT ON bookings FOR EACH STATEMENT EXECUTE FUNCTION see();
CREATE TRIGGER a_before_row BEFORE INSERT ON bookings FOR EACH ROW WHEN (NEW.seats > 1) EXECUTE FUNCTION see();
CREATE TRIGGER z_after_row AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION see();
CREATE CONSTRAINT TRIGGER z_at_commit AFTER INSERT ON bookings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION see();
CREATE TRIGGER z_after_statement AFTER INSERT ON bookings FOR EACH STATEMENT EXECUTE FUNCTION see();
SELECT book(1);
SELECT book(2);
CREATE TEMPORARY TABLE seen_by_function AS SELECT array_agg(what ORDER BY number) AS what FROM seen;
SELECT what FROM seen ORDER BY number;
TRUNCATE seen;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 2);
SELECT array_agg(s.what ORDER BY number) = f.what AS same FROM seen s, seen_by_function f GROUP BY f.what;
DROP TRIGGER a_before_statement ON bookings;
DROP TRIGGER a_before_row ON bookings;
DROP TRIGGER z_after_row ON bookings;
DROP TRIGGER z_at_commit ON bookings;
DROP TRIGGER z_after_statement ON bookings;
CREATE FUNCTION see_all() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO seen (what) SELECT 'new: ' || seats FROM new_rows;
	RETURN NULL;
END $$;
CREATE TRIGGER own_rows AFTER INSERT ON bookings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION see_all();
TRUNCATE seen;
SELECT book(3);
SELECT what FROM seen;
DROP TRIGGER own_rows ON bookings;
CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF NEW.seats = 1 THEN
		RETURN NULL;
	ELSIF NEW.seats = 2 THEN
		NEW.currency := 'euro';
	ELSE
		NEW.cancel_reason := 'by trigger';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER zz_change BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION change();
SELECT book(1), book(2), book(3);
SELECT count(*) FROM bookings WHERE cancel_reason = 'by trigger';
DROP TRIGGER zz_change ON bookings;

-- a trigger that books as well
CREATE FUNCTION book_another() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF pg_trigger_depth() < 3 THEN
		PERFORM boh_book_seats(NEW.event_id, NEW.user_id, NEW.seats + 1);
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER own_booking AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION book_another();
SELECT count(*) AS before FROM bookings \gset
SELECT book();
SELECT count(*) - :before AS made FROM bookings;
DROP TRIGGER own_booking ON bookings;

-- one that changes the table: kept expressions of before are let go
CREATE FUNCTION comment() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	COMMENT ON TABLE bookings IS 'Changed.';
	CREATE OR REPLACE FUNCTION noted() RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT ''third''';
	RETURN NEW;
END $$;
CREATE TRIGGER a_comment BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION comment();
SELECT book(), book();
DROP TRIGGER a_comment ON bookings;

-- rules, policies, rights
CREATE RULE own_rule AS ON INSERT TO bookings DO ALSO INSERT INTO seen (what) VALUES ('rule');
TRUNCATE seen;
SELECT book();
SELECT what FROM seen;
DROP RULE own_rule ON bookings;
CREATE ROLE regress_boh_insert;
GRANT SELECT ON users, events, ours TO regress_boh_insert;
GRANT INSERT (event_id, user_id, seats, status, payment_reference, idempotency_key, idempotency_request), SELECT ON bookings TO regress_boh_insert;
CALL see_all('test_insert', 'regress_boh_insert');
SET ROLE regress_boh_insert;
SELECT book();
RESET ROLE;
REVOKE INSERT (seats) ON bookings FROM regress_boh_insert;
SET ROLE regress_boh_insert;
SELECT book();
RESET ROLE;
GRANT INSERT ON bookings TO regress_boh_insert;
ALTER POLICY see_all_regress_boh_insert ON bookings WITH CHECK (seats < 3);
SELECT book(3) AS owner;
SET ROLE regress_boh_insert;
SELECT book(2), book(3);
RESET ROLE;
ALTER POLICY see_all_regress_boh_insert ON bookings WITH CHECK (true);
REVOKE SELECT ON bookings FROM regress_boh_insert;
SET ROLE regress_boh_insert;
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)');
RESET ROLE;
GRANT SELECT ON bookings TO regress_boh_insert;
-- whose right to call a function counts
REVOKE EXECUTE ON FUNCTION noted() FROM PUBLIC;
ALTER TABLE bookings ADD note text DEFAULT noted();
SELECT book() AS owner;
SET ROLE regress_boh_insert;
SELECT book();
RESET ROLE;
GRANT EXECUTE ON FUNCTION noted() TO regress_boh_insert;
SET ROLE regress_boh_insert;
SELECT book();
RESET ROLE;
CREATE ROLE regress_boh_noting;
REVOKE EXECUTE ON FUNCTION noted() FROM regress_boh_insert;
GRANT EXECUTE ON FUNCTION noted() TO regress_boh_noting;
GRANT regress_boh_noting TO regress_boh_insert;
SET ROLE regress_boh_insert;
SELECT book();
RESET ROLE;
REVOKE regress_boh_noting FROM regress_boh_insert;
SET ROLE regress_boh_insert;
SELECT book();
RESET ROLE;
ALTER TABLE bookings DROP note;

-- transactions that only read, and savepoints
BEGIN READ ONLY;
SELECT book();
ROLLBACK;
SELECT booked_count AS before FROM events \gset
BEGIN;
SAVEPOINT one;
SELECT book(6);
ROLLBACK TO one;
SELECT book(2);
COMMIT;
SELECT booked_count - :before AS booked FROM events;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT book();
COMMIT;
SELECT count(*) FROM boh_verify(progress => false);

-- one new id for two rows
INSERT INTO bookings (id, event_id, user_id) SELECT u.id, e.id, author_id FROM (SELECT boh_uuid7() AS id OFFSET 0) u, events e, generate_series(1, 2)
	ON CONFLICT (id) DO NOTHING RETURNING seats;

-- what must not be kept from one booking to the next: functions that hold a query open,
-- failed within a savepoint, or book themselves; whole rows, system columns, domains
CREATE TABLE counter AS SELECT 0 AS n;
ALTER TABLE counter ADD CHECK (n < 3);
CREATE FUNCTION next_ticket() RETURNS integer LANGUAGE sql AS $$UPDATE test_insert.counter SET n = n + 1 RETURNING n$$;
BEGIN;
ALTER TABLE bookings ADD ticket integer;
ALTER TABLE bookings ALTER ticket SET DEFAULT next_ticket();
UPDATE counter SET n = 0;
SELECT book(), book();
SAVEPOINT sold_out;
SELECT book();
ROLLBACK TO sold_out;
UPDATE counter SET n = 1;
SELECT book();
ROLLBACK;
BEGIN;
CREATE TABLE trail (id serial, seats integer);
CREATE FUNCTION leave_trail() RETURNS integer LANGUAGE sql AS $$INSERT INTO test_insert.trail DEFAULT VALUES RETURNING id$$;
CREATE FUNCTION continue_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.id < 3 THEN
		PERFORM FROM test_insert.events e, boh_book_seats(e.id, e.author_id, 1);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER continue_trail AFTER INSERT ON trail FOR EACH ROW EXECUTE FUNCTION continue_trail();
ALTER TABLE bookings ADD trail text;
ALTER TABLE bookings ALTER trail SET DEFAULT repeat(leave_trail()::text, 3);
SELECT book(5);
SELECT seats, trail FROM bookings WHERE trail IS NOT NULL ORDER BY trail;
ROLLBACK;
BEGIN;
CREATE FUNCTION fits_whole(b bookings) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$BEGIN RETURN b.seats < 4; END$$;
ALTER TABLE bookings ADD CONSTRAINT own_whole CHECK (fits_whole(bookings)) NOT VALID, ADD CONSTRAINT own_table CHECK (tableoid <> 0::oid);
SELECT book(n) FROM generate_series(1, 3) n;
SELECT book(4);
ROLLBACK;
BEGIN;
CREATE DOMAIN feelings AS text;
ALTER TABLE bookings ADD feeling text;
ALTER TABLE bookings ALTER feeling SET DEFAULT 'sad'::feelings;
SELECT book();
ALTER DOMAIN feelings ADD CONSTRAINT cheerful CHECK (VALUE <> 'sad');
SELECT book();
ROLLBACK;
-- PostgreSQL's own functions may run a query, which may book
CREATE SEQUENCE depth;
BEGIN;
ALTER TABLE bookings ADD asked text;
ALTER TABLE bookings ALTER asked SET DEFAULT concat(nextval('depth'), ' ',
	ts_rewrite('a', 'SELECT ''a''::tsquery, ''b''::tsquery FROM (SELECT boh_book_seats(id, author_id, 2) FROM test_insert.events WHERE currval(''test_insert.depth'') < 3) b') IS NULL);
SELECT book(1);
SELECT seats, asked FROM bookings WHERE asked IS NOT NULL ORDER BY asked;
-- with one that fails it is as before
ALTER TABLE bookings ALTER asked SET DEFAULT concat(nextval('depth'), ts_rewrite('a', 'SELECT ''a''::tsquery, ''b''::tsquery WHERE 1 / (currval(''test_insert.depth'') - 4) > 0') IS NULL);
SELECT book(1);
SELECT book(1);
ROLLBACK;
BEGIN;
SELECT setval('depth', 10);
ALTER TABLE bookings ADD CONSTRAINT own_check CHECK (concat(seats, ' ',
	ts_rewrite('a', 'SELECT ''a''::tsquery, ''b''::tsquery FROM (SELECT boh_book_seats(id, author_id, 2) FROM test_insert.events WHERE nextval(''test_insert.depth'') < 12) b') IS NULL) <> '2 f' OR seats = 2) NOT VALID;
SELECT book(1);
SELECT currval('depth') AS asked;
ROLLBACK;
CREATE FUNCTION secret() RETURNS text LANGUAGE sql AS $$SELECT 'secret'::text$$;
REVOKE EXECUTE ON FUNCTION secret() FROM PUBLIC;
BEGIN;
ALTER TABLE bookings ADD told text DEFAULT secret();
GRANT SELECT, INSERT ON bookings TO regress_boh_insert;
GRANT SELECT ON events, users TO regress_boh_insert;
SELECT book();
SET LOCAL ROLE regress_boh_insert;
SELECT book();
ROLLBACK;
BEGIN;
REVOKE EXECUTE ON FUNCTION pg_catalog.upper(text) FROM PUBLIC;
ALTER TABLE bookings ADD loud text DEFAULT upper('loud');
GRANT SELECT, INSERT ON bookings TO regress_boh_insert;
GRANT SELECT ON events, users TO regress_boh_insert;
SELECT book();
SET LOCAL ROLE regress_boh_insert;
SELECT book();
ROLLBACK;
SELECT count(*) FROM boh_verify(progress => false);

-- called in other places
SELECT (boh_book_seats(id, author_id, 2)).seats FROM events;
SELECT (b).status FROM events, LATERAL (SELECT boh_book_seats(id, author_id, 2) AS b) r;
SELECT sum(b.seats) FROM generate_series(1, 3) n, events e, boh_book_seats(e.id, e.author_id, n) b;
SELECT count(*) FROM boh_verify(progress => false);

SET client_min_messages = warning;
DROP SCHEMA test_insert CASCADE;
DROP ROLE regress_boh_insert;
DROP ROLE regress_boh_noting;

-- Whoever made or changed the tables, the server stays up: errors, never crashes

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_robust');
SET search_path = test_robust, public;
SET boh.schema = 'test_robust';
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'One', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02');
INSERT INTO bookings (id, event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
CREATE FUNCTION changed(change text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	BEGIN
		EXECUTE change;
		result := left(raises(statement), 5);
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN result;
	END;
END
$$;
\set book '''SELECT boh_book_seats(''''00000000-0000-0000-0000-0000000000e1'''', ''''00000000-0000-0000-0000-0000000000aa'''', 1)'''
\set cancel '''SELECT boh_cancel_booking(''''00000000-0000-0000-0000-0000000000b1'''')'''

-- NOT NULL taken away, in every column the rules read
SELECT attname, changed(format('ALTER TABLE events DISABLE TRIGGER USER; ALTER TABLE events ALTER %I DROP NOT NULL; UPDATE events SET %1$I = NULL; ALTER TABLE events ENABLE TRIGGER USER', attname), :book) IS NOT NULL AS survived
FROM pg_attribute WHERE attrelid = 'events'::regclass AND attnum > 0 AND attname <> 'id' AND attnotnull ORDER BY attnum;
SELECT attname, changed(format('ALTER TABLE bookings DISABLE TRIGGER USER; ALTER TABLE bookings ALTER %I DROP NOT NULL; UPDATE bookings SET %1$I = NULL; ALTER TABLE bookings ENABLE TRIGGER USER', attname), :cancel) IS NOT NULL AS survived
FROM pg_attribute WHERE attrelid = 'bookings'::regclass AND attnum > 0 AND attname <> 'id' AND attnotnull ORDER BY attnum;
SELECT changed('ALTER TABLE bookings ALTER event_id DROP NOT NULL, ALTER unit_price DROP NOT NULL, ALTER total_price DROP NOT NULL, ALTER currency DROP NOT NULL',
	'INSERT INTO bookings (user_id) VALUES (''00000000-0000-0000-0000-0000000000aa'')') IS NOT NULL AS no_event,
	changed('ALTER TABLE bookings ALTER user_id DROP NOT NULL', 'INSERT INTO bookings (event_id) VALUES (''00000000-0000-0000-0000-0000000000e1'')') IS NOT NULL AS no_user;
-- a trigger function at a level or for an event that it is not made for
SELECT changed('CREATE TRIGGER wrong BEFORE DELETE ON bookings FOR EACH STATEMENT EXECUTE FUNCTION boh_bookings_keep()', 'DELETE FROM bookings') AS keep;

-- a trigger of the user's own that keeps bookings as they are: errors, no endless loop
CREATE FUNCTION keep_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION keep_old() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
UPDATE bookings SET seats = 10;
UPDATE bookings SET expires_at = now() - interval '1 minute';
SELECT kept, changed('CREATE TRIGGER zz_keep BEFORE UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION ' || kept || '()', statement), statement
FROM unnest(ARRAY['keep_nothing', 'keep_old']) WITH ORDINALITY AS k (kept, i), unnest(ARRAY[
	$$SELECT boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1)$$,
	$$INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa')$$,
	$$SELECT boh_cancel_event('00000000-0000-0000-0000-0000000000e1')$$,
	$$UPDATE events SET status = 'DRAFT'$$]) WITH ORDINALITY AS s (statement, j)
ORDER BY i, j;
-- outside of any savepoint, where it would wait for holders, too
CREATE TRIGGER zz_keep BEFORE UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION keep_nothing();
SELECT status FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1);
SELECT boh_cancel_event('00000000-0000-0000-0000-0000000000e1');
DROP TRIGGER zz_keep ON bookings;
SELECT count(*) FROM boh_verify(progress => false);

-- many events of one title
INSERT INTO events (author_id, title, capacity, start_date, end_date)
	SELECT '00000000-0000-0000-0000-0000000000aa', 'Same', 10, '2999-01-01', '2999-01-02' FROM generate_series(1, 300);
SELECT count(DISTINCT slug), count(*) FILTER (WHERE slug ~ '^same-([2-9]|[1-9][0-9]|[12][0-9][0-9]|300)$') AS numbered,
	count(*) FILTER (WHERE slug = 'same') AS first FROM events WHERE title = 'Same';

SET client_min_messages = warning;
DROP SCHEMA test_robust CASCADE;

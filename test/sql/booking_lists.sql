-- Bookings of a person and of an event, page by page

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_booking_lists');
SET search_path = test_booking_lists, public;
SET boh.schema = 'test_booking_lists';
SET timezone = 'UTC';
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_backend;
CREATE ROLE regress_boh_hand;
SELECT boh_grant(role, profile) FROM (VALUES ('regress_boh_shop', 'app'), ('regress_boh_shop', 'trusted'),
	('regress_boh_office', 'admin'), ('regress_boh_office', 'trusted'), ('regress_boh_backend', 'service')) v (role, profile);
GRANT USAGE ON SCHEMA test_booking_lists TO regress_boh_hand;

INSERT INTO users (id, name, email, role) VALUES
	('00000000-0000-0000-0000-0000000000a1', 'Olga', 'olga@example.com', 'ORGANIZER'),
	('00000000-0000-0000-0000-0000000000a3', 'Ada', 'ada@example.com', 'ADMIN'),
	('00000000-0000-0000-0000-0000000000a4', 'Ursula', 'ursula@example.com', 'USER'),
	('00000000-0000-0000-0000-0000000000a5', NULL, 'bob_100%@example.com', 'USER');
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 'One', 10000, 10, 'PUBLISHED', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a3', 'Two', 10000, 0, 'PUBLISHED', '2999-01-01', '2999-01-02');
-- ids are not in the order of time
INSERT INTO bookings (id, event_id, user_id, seats, status, payment_reference, booking_date) VALUES
	('00000000-0000-0000-0000-0000000000b5', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 1, 'CONFIRMED', 'paid', '2001-01-01'),
	('00000000-0000-0000-0000-0000000000b4', '00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a4', 2, 'PENDING', NULL, '2001-01-02'),
	('00000000-0000-0000-0000-0000000000b3', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a5', 3, 'CONFIRMED', 'paid', '2001-01-03'),
	('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 4, 'CONFIRMED', 'paid', '2001-01-03'),
	('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 5, 'CONFIRMED', 'paid', '2001-01-04');
SELECT refund_due FROM boh_cancel_booking('00000000-0000-0000-0000-0000000000b2', 'cannot come');
SET session_replication_role = replica;
UPDATE events SET start_date = '2001-02-01', end_date = '2001-02-02' WHERE title = 'Two';
UPDATE bookings SET expires_at = '2001-01-02 01:00', confirmed_at = confirmed_at - (confirmed_at - '2001-01-05'), cancelled_at = cancelled_at - (cancelled_at - '2001-01-06');
RESET session_replication_role;

-- whole rows
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a4');
SELECT jsonb_pretty(boh_user_bookings('00000000-0000-0000-0000-0000000000a4', '{"status": ["CANCELLED"]}'));
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a1');
SELECT jsonb_pretty(boh_event_bookings('00000000-0000-0000-0000-0000000000e1', '{"user_id": "00000000-0000-0000-0000-0000000000a5"}'));
ROLLBACK;
RESET ROLE;

-- a walk through all pages
CREATE FUNCTION walk(call text) RETURNS TABLE (page integer, rows text, more boolean) LANGUAGE plpgsql AS $$
DECLARE result jsonb; cursor text;
BEGIN
	FOR page IN 1 .. 100 LOOP
		EXECUTE format('SELECT %s', replace(call, 'CURSOR', quote_nullable(cursor))) INTO result;
		cursor := result->>'next_cursor';
		rows := (SELECT string_agg(right(row->>'id', 2), ' ' ORDER BY n) FROM jsonb_array_elements(result->'rows') WITH ORDINALITY r (row, n));
		more := cursor IS NOT NULL;
		walk.page := page;
		RETURN NEXT;
		EXIT WHEN cursor IS NULL;
	END LOOP;
END $$;
SELECT * FROM walk('boh_user_bookings(''00000000-0000-0000-0000-0000000000a4'', page_size => 1, cursor => CURSOR)');
SELECT * FROM walk('boh_user_bookings(''00000000-0000-0000-0000-0000000000a4'', page_size => 2, cursor => CURSOR)');
SELECT * FROM walk('boh_event_bookings(''00000000-0000-0000-0000-0000000000e1'', page_size => 2, cursor => CURSOR)');

-- filters
SELECT filters, (SELECT rows FROM walk(format('boh_user_bookings(''00000000-0000-0000-0000-0000000000a4'', %L)', filters)))
FROM (VALUES (NULL), ('{}'), ('{"status": ["PENDING", "CANCELLED"]}'), ('{"from": "2001-01-03"}'), ('{"to": "2001-01-03"}'), ('{"from": "2001-01-02", "to": "2001-01-04"}'),
	('{"event_id": "00000000-0000-0000-0000-0000000000e2"}'), ('{"upcoming": true}'), ('{"upcoming": false}'), ('{"upcoming": false, "status": ["CONFIRMED"]}')) v (filters);
SELECT filters, (SELECT rows FROM walk(format('boh_event_bookings(''00000000-0000-0000-0000-0000000000e1'', %L)', filters)))
FROM (VALUES (NULL), ('{"status": ["CONFIRMED"]}'), ('{"from": "2001-01-03"}'), ('{"to": "2001-01-03"}'), ('{"user_id": "00000000-0000-0000-0000-0000000000a4"}'),
	('{"user_id": "00000000-0000-0000-0000-0000000000a4", "status": ["CANCELLED"]}'), ('{"name": "URSULA"}'), ('{"name": "b_1"}'), ('{"name": "0%@"}'), ('{"name": "%"}'), ('{"name": "nobody"}')) v (filters);

-- Filters are asked of 2000 bookings at most.  Then the page has few rows, or none, and a cursor.
SET session_replication_role = replica;
INSERT INTO bookings (event_id, user_id, seats, status, unit_price, total_price, currency, booking_date, confirmed_at)
SELECT '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 1, 'CONFIRMED', 10, 10, 'EUR', '2001-01-02'::timestamptz + n * interval '1 s', now()
FROM generate_series(1, 4200) n;
RESET session_replication_role;
SELECT * FROM walk('boh_event_bookings(''00000000-0000-0000-0000-0000000000e1'', ''{"status": ["CANCELLED"]}'', cursor => CURSOR)');
SELECT * FROM walk('boh_event_bookings(''00000000-0000-0000-0000-0000000000e1'', ''{"user_id": "00000000-0000-0000-0000-0000000000a4", "status": ["CANCELLED"]}'', cursor => CURSOR)');
SELECT * FROM walk('boh_user_bookings(''00000000-0000-0000-0000-0000000000a4'', ''{"upcoming": false}'', cursor => CURSOR)');
SELECT * FROM walk('boh_user_bookings(''00000000-0000-0000-0000-0000000000a4'', ''{"event_id": "00000000-0000-0000-0000-0000000000e1", "status": ["REFUNDED"]}'', cursor => CURSOR)');

-- each call about an event is in the audit
SELECT count(*), max(after->>'participants') FROM audit_logs WHERE action = 'READ' AND entity_id = '00000000-0000-0000-0000-0000000000e1';

-- who may read
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a4');
\set VERBOSITY default
SAVEPOINT s;
SELECT boh_user_bookings('00000000-0000-0000-0000-0000000000a5');
ROLLBACK TO s;
SELECT boh_event_bookings('00000000-0000-0000-0000-0000000000e1');
ROLLBACK;
\set VERBOSITY terse
SELECT raises('SELECT boh_user_bookings(''00000000-0000-0000-0000-0000000000a4'')') AS nobody;
SET ROLE regress_boh_office;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a3');
SELECT jsonb_array_length(boh_user_bookings('00000000-0000-0000-0000-0000000000a4')->'rows') AS admin, jsonb_array_length(boh_event_bookings('00000000-0000-0000-0000-0000000000e1')->'rows') AS event;
SELECT raises('SELECT boh_event_bookings(''00000000-0000-0000-0000-0000000000ff'')') AS unknown;
ROLLBACK;
SET ROLE regress_boh_backend;
SELECT jsonb_array_length(boh_user_bookings('00000000-0000-0000-0000-0000000000a4', page_size => 100)->'rows') AS service, jsonb_array_length(boh_event_bookings('00000000-0000-0000-0000-0000000000e1', page_size => 100)->'rows') AS event;
SELECT boh_user_bookings('00000000-0000-0000-0000-0000000000ff') AS no_such_person;
SET ROLE regress_boh_hand;
SELECT raises('SELECT boh_user_bookings(''00000000-0000-0000-0000-0000000000a4'')') AS by_hand;
RESET ROLE;

-- arguments
SELECT arguments, raises(format('SELECT boh_user_bookings(%s)', arguments)) AS raised
FROM (VALUES ('NULL'), ('''00000000-0000-0000-0000-0000000000a4'', page_size => 0'), ('''00000000-0000-0000-0000-0000000000a4'', page_size => 101'), ('''00000000-0000-0000-0000-0000000000a4'', ''{"colour": "red"}'''),
	('''00000000-0000-0000-0000-0000000000a4'', ''{"status": "CONFIRMED"}'''), ('''00000000-0000-0000-0000-0000000000a4'', ''{"status": ["OPEN"]}'''), ('''00000000-0000-0000-0000-0000000000a4'', cursor => ''no cursor''')) v (arguments);
SELECT raises('SELECT boh_event_bookings(NULL)'), raises('SELECT boh_event_bookings(''00000000-0000-0000-0000-0000000000e1'', ''{"upcoming": true}'')') AS raised;
-- a cursor of another person or event
SELECT raises(format('SELECT boh_user_bookings(''00000000-0000-0000-0000-0000000000a5'', page_size => 1, cursor => %L)', boh_user_bookings('00000000-0000-0000-0000-0000000000a4', page_size => 1)->>'next_cursor')) AS other_person,
	raises(format('SELECT boh_event_bookings(''00000000-0000-0000-0000-0000000000e2'', page_size => 1, cursor => %L)', boh_event_bookings('00000000-0000-0000-0000-0000000000e1', page_size => 1)->>'next_cursor')) AS other_event;
BEGIN READ ONLY;
SELECT jsonb_array_length(boh_user_bookings('00000000-0000-0000-0000-0000000000a5')->'rows') AS read_only, raises('SELECT boh_event_bookings(''00000000-0000-0000-0000-0000000000e1'')');
ROLLBACK;

SET client_min_messages = warning;
DROP SCHEMA test_booking_lists CASCADE;
DROP OWNED BY regress_boh_shop, regress_boh_office, regress_boh_backend, regress_boh_hand;
DROP ROLE regress_boh_shop, regress_boh_office, regress_boh_backend, regress_boh_hand;

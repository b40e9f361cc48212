-- The door for imports: rows as they were elsewhere, counted as all others.

\set ON_ERROR_STOP 0
\set VERBOSITY default
SET client_min_messages = warning;
CREATE SCHEMA import_test;
SET boh.schema = 'import_test';
SELECT count(*) > 0 AS migrated FROM boh_migrate();
SET search_path = import_test, public;
CREATE ROLE regress_boh_import_shop;
SELECT boh_grant('regress_boh_import_shop', 'service');

INSERT INTO users (id, email, role, deleted_at) VALUES
	('00000000-0000-7000-8000-000000000001', 'organizer@example.org', 'ORGANIZER', NULL),
	('00000000-0000-7000-8000-000000000002', 'gone@example.org', 'USER', '2020-06-01');
INSERT INTO venues (id, name, capacity) VALUES ('00000000-0000-7000-8000-0000000000aa', 'Small hall', 5);
INSERT INTO events (id, title, author_id, capacity, price, start_date, end_date, status, max_seats_per_user, booking_lanes)
SELECT ('00000000-0000-7000-8000-0000000000' || id)::uuid, title, '00000000-0000-7000-8000-000000000001',
	10, 50, start_date, start_date + interval '1 day', status::event_status, max_seats, lanes
FROM (VALUES
	('10', 'Long ago', '2020-05-01'::timestamptz, 'COMPLETED', NULL::integer, 1),
	('11', 'To come', now() + interval '1 year', 'PUBLISHED', 4, 1),
	('12', 'Draft', now() + interval '1 year', 'DRAFT', NULL, 1),
	('13', 'With lanes', now() + interval '1 year', 'PUBLISHED', NULL, 4)
) v (id, title, start_date, status, max_seats, lanes);

PREPARE import (text, text) AS
INSERT INTO bookings (user_id, event_id, status, booking_date)
VALUES ('00000000-0000-7000-8000-000000000002', ('00000000-0000-7000-8000-0000000000' || $1)::uuid, $2::booking_status, '2020-04-01');

-- closed: the event is over, the account is deleted
EXECUTE import('10', 'CONFIRMED');
EXECUTE import('10', 'CANCELLED');

-- open: any status, dates and prices as they were
BEGIN;
SELECT boh_begin_import(), boh_begin_import() AS again;
EXECUTE import('10', 'CONFIRMED');
EXECUTE import('10', 'PENDING');
EXECUTE import('10', 'CANCELLED');
EXECUTE import('10', 'REFUNDED');
INSERT INTO bookings (user_id, event_id, status, seats, unit_price, currency, booking_date, confirmed_at, cancelled_at, refunded_at,
	payment_reference, refund_reference, cancel_reason)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', 'REFUNDED', 2, 12.5, 'USD',
	'2020-04-01', '2020-04-02', '2020-04-03', '2020-04-04', 'pay_1', 're_1', 'ill');
INSERT INTO bookings (user_id, event_id, status, booking_date, expires_at, cancelled_at, expired_at, cancel_reason, idempotency_key)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', 'CANCELLED',
	'2020-04-01', '2020-04-01 00:15', '2020-04-01 00:16', '2020-04-01 00:15', 'hold expired', 'old-17');
COPY bookings (user_id, event_id, status, booking_date, unit_price, total_price, currency) FROM stdin;
00000000-0000-7000-8000-000000000002	00000000-0000-7000-8000-000000000010	CONFIRMED	2020-04-05	7	7	EUR
\.
SELECT status, seats, unit_price, total_price, currency, booking_date AT TIME ZONE 'UTC' AS booked, expires_at IS NULL AS no_end,
	confirmed_at AT TIME ZONE 'UTC' AS confirmed, cancelled_at AT TIME ZONE 'UTC' AS cancelled, refunded_at AT TIME ZONE 'UTC' AS refunded,
	expired_at IS NULL AS not_expired, idempotency_request->>'seats' AS request
FROM bookings ORDER BY booking_date, status, seats, expired_at;
SELECT title, booked_count FROM events WHERE booked_count > 0;
COMMIT;

-- closed again
EXECUTE import('10', 'CONFIRMED');

-- capacity, lanes, limits and status of the event are rules of counting
BEGIN;
SELECT boh_begin_import();
SAVEPOINT s;
INSERT INTO bookings (user_id, event_id, status, seats)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', 'CONFIRMED', 9);
ROLLBACK TO s;
INSERT INTO bookings (user_id, event_id, status, seats)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000011', 'CONFIRMED', 5);
ROLLBACK TO s;
EXECUTE import('12', 'CONFIRMED');
ROLLBACK TO s;
EXECUTE import('12', 'CANCELLED');
INSERT INTO bookings (user_id, event_id, status, seats)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000013', 'CONFIRMED', 7);
SELECT sum(booked) FROM booking_lanes;
-- columns that contradict each other
SAVEPOINT t;
INSERT INTO bookings (user_id, event_id, status, expires_at, expired_at)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', 'CANCELLED', '2020-04-01', '2020-04-02');
ROLLBACK TO t;
INSERT INTO bookings (user_id, event_id, status, refund_reference)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', 'CANCELLED', 're_2');
ROLLBACK TO t;
INSERT INTO bookings (user_id, event_id, status, unit_price, total_price, seats)
VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', 'CONFIRMED', 10, 10, 2);
ROLLBACK TO t;
EXECUTE import('14', 'CONFIRMED');
ROLLBACK;

-- rows that are there are changed by the usual rules
BEGIN;
SELECT boh_begin_import();
\set VERBOSITY terse
UPDATE bookings SET unit_price = 1 WHERE status = 'CONFIRMED';
\set VERBOSITY default
ROLLBACK;

-- an event that is over may have more seats than its venue; one to come may not
BEGIN;
SELECT boh_begin_import();
INSERT INTO events (title, author_id, venue_id, capacity, start_date, end_date, status)
VALUES ('Before the fire', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-0000000000aa', 90, '2010-01-01', '2010-01-02', 'COMPLETED')
RETURNING capacity;
INSERT INTO events (title, author_id, venue_id, capacity, start_date, end_date, status)
VALUES ('Too many', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-0000000000aa', 90, now() + interval '1 day', now() + interval '2 days', 'PUBLISHED');
ROLLBACK;

-- a rollback to a savepoint closes the door, the release of one does not
BEGIN;
SAVEPOINT s;
SELECT boh_begin_import();
ROLLBACK TO s;
EXECUTE import('10', 'CANCELLED');
ROLLBACK;
BEGIN;
SAVEPOINT s;
SELECT boh_begin_import();
RELEASE s;
EXECUTE import('10', 'CANCELLED');
ROLLBACK;

-- the door is the owner's, and open for nobody else: not for a role that the owner
-- becomes, and not for the caller of a function of the owner's
SET ROLE regress_boh_import_shop;
SELECT boh_begin_import();
RESET ROLE;
BEGIN;
SELECT boh_begin_import();
SET LOCAL ROLE regress_boh_import_shop;
EXECUTE import('10', 'CANCELLED');
ROLLBACK;
CREATE FUNCTION import_one() RETURNS bigint LANGUAGE sql SECURITY DEFINER
	SET search_path = import_test, public, pg_temp SET boh.schema = 'import_test' AS $$
	SELECT boh_begin_import();
	INSERT INTO bookings (user_id, event_id, status) VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000010', 'CANCELLED');
	SELECT count(*) FROM bookings WHERE booking_date > '2021-01-01';
$$;
BEGIN;
SET LOCAL ROLE regress_boh_import_shop;
SELECT import_one();
EXECUTE import('10', 'CANCELLED');
ROLLBACK;

-- the audit has the import, not its rows; but who may do more is always recorded
BEGIN;
SELECT boh_begin_import();
INSERT INTO users (email, role) VALUES ('imported@example.org', 'USER'), ('boss@example.org', 'ADMIN');
INSERT INTO content_pages (title, author_id) VALUES ('Imported', '00000000-0000-7000-8000-000000000001');
INSERT INTO media_files (original_filename, mime_type, file_size) VALUES ('a.jpg', 'image/jpeg', 10);
SELECT entity, action, count(*) FROM audit_logs
WHERE xid = pg_current_xact_id() GROUP BY 1, 2 ORDER BY 1, 2;
ROLLBACK;

SELECT * FROM boh_verify(progress => false);

DROP SCHEMA import_test CASCADE;
DROP ROLE regress_boh_import_shop;
RESET boh.schema;

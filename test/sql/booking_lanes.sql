-- Booking lanes: every rule holds as with one counter, by function and by plain SQL alike

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_lanes');
SET search_path = test_lanes, public;
SET boh.schema = 'test_lanes';

INSERT INTO users (id, email, deleted_at) SELECT ('00000000-0000-0000-0000-0000000000' || n)::uuid, n || '@example.com', CASE n WHEN 'dd' THEN now() END FROM unnest(ARRAY['aa', 'bb', 'cc', 'dd']) n;
\set ada '''00000000-0000-0000-0000-0000000000aa'''
\set bob '''00000000-0000-0000-0000-0000000000bb'''
\set cat '''00000000-0000-0000-0000-0000000000cc'''
CREATE FUNCTION event(n integer) RETURNS uuid LANGUAGE sql AS $$ SELECT ('00000000-0000-0000-0000-00000000e' || to_char(n, 'FM000'))::uuid $$;
CREATE FUNCTION new_event(n integer, seats integer, lanes integer, most integer DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $$
	INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date, booking_lanes, max_seats_per_user)
	VALUES (event(n), '00000000-0000-0000-0000-0000000000aa', 'Event ' || n, seats, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', lanes, most)
	RETURNING id
$$;
-- what a call or an INSERT of so many seats raises
CREATE FUNCTION refused(n integer, seats integer, customer text DEFAULT 'aa') RETURNS SETOF text LANGUAGE sql AS $$
	SELECT raises(format('SELECT boh_book_seats(%L, %L, %s)', event(n), '00000000-0000-0000-0000-0000000000' || customer, seats))
	UNION ALL SELECT raises(format('INSERT INTO bookings (event_id, user_id, seats) VALUES (%L, %L, %s)', event(n), '00000000-0000-0000-0000-0000000000' || customer, seats))
$$;
CREATE FUNCTION overdue(n integer, customer uuid, seat_count integer) RETURNS uuid LANGUAGE sql AS $$
	INSERT INTO bookings (event_id, user_id, seats, expires_at) VALUES (event(n), customer, seat_count, '2001-01-01') RETURNING id
$$;
-- an event's lanes in sum: which lane takes a booking is for the session to choose
CREATE FUNCTION seats(n integer, OUT lanes integer, OUT rows bigint, OUT capacity integer, OUT of_lanes bigint, OUT booked bigint, OUT available integer) LANGUAGE sql AS $$
	SELECT e.booking_lanes, (SELECT count(*) FROM booking_lanes l WHERE l.event_id = e.id), e.capacity,
		(SELECT sum(l.capacity) FROM booking_lanes l WHERE l.event_id = e.id),
		coalesce((SELECT sum(l.booked) FROM booking_lanes l WHERE l.event_id = e.id), e.booked_count), boh_available_seats(e.id)
	FROM events e WHERE e.id = event(n)
$$;
CREATE FUNCTION lanes(n integer) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT lane || ': ' || booked || ' of ' || capacity FROM booking_lanes WHERE event_id = event(n) ORDER BY lane
$$;

--
-- Opening, rearranging, closing
--

SELECT new_event(1, 10, 1);
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(1), :ada, 4);
SELECT * FROM seats(1);
UPDATE events SET booking_lanes = 4 WHERE id = event(1);
SELECT * FROM lanes(1);
SELECT seats FROM boh_book_seats(event(1), :bob, 2);
INSERT INTO bookings (event_id, user_id) VALUES (event(1), :bob);
SELECT * FROM seats(1);
-- the event's own counter is as of the last change
SELECT booked_count FROM events WHERE id = event(1);
UPDATE events SET booking_lanes = 3 WHERE id = event(1);
SELECT * FROM lanes(1);
SELECT booked_count FROM events WHERE id = event(1);
UPDATE events SET booking_lanes = 3, title = 'Same lanes' WHERE id = event(1);
UPDATE events SET booking_lanes = 1 WHERE id = event(1);
SELECT * FROM seats(1);
-- more lanes than seats
UPDATE events SET booking_lanes = 256 WHERE id = event(1);
SELECT * FROM seats(1);
SELECT min(booked), max(booked), min(capacity), max(capacity), max(lane) FROM booking_lanes;
SELECT raises('UPDATE events SET booking_lanes = 0') AS none, raises('UPDATE events SET booking_lanes = 257') AS too_many,
	raises('UPDATE events SET booking_lanes = NULL') AS "null", raises('UPDATE events SET booking_lanes = -1') AS negative;
SELECT raises('SELECT new_event(99, 10, 257)') AS too_many, raises('SELECT new_event(99, 10, 0)') AS none, raises('SELECT new_event(99, 10, NULL)') AS "null";
-- a new event with lanes
SELECT new_event(2, 11, 4);
SELECT * FROM lanes(2);
-- other edits leave lanes alone
UPDATE events SET title = 'Another', price = 11 WHERE id = event(2);
UPDATE events SET price = 10 WHERE id = event(2);
SELECT * FROM lanes(2);
-- several events in one statement
UPDATE events SET booking_lanes = 2;
SELECT * FROM lanes(1);
SELECT * FROM lanes(2);
SELECT * FROM boh_verify(progress => false);

--
-- Never a false "sold out", never one seat too many
--

-- a group that no lane has room for
SELECT new_event(10, 20, 8);
SELECT seats FROM boh_book_seats(event(10), :ada, 7);
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(10), :bob, 9);
SELECT * FROM seats(10);
SELECT refused(10, 5);
SELECT detail::jsonb ->> 'available' AS available, detail::jsonb ->> 'requested' AS requested, place
	FROM raised('SELECT boh_book_seats(event(10), ''00000000-0000-0000-0000-0000000000aa'', 5)');
-- the last seats, one by one and exactly
SELECT seats FROM boh_book_seats(event(10), :ada, 3);
INSERT INTO bookings (event_id, user_id) VALUES (event(10), :bob);
SELECT * FROM seats(10);
SELECT refused(10, 1);
SELECT detail::jsonb ->> 'available' AS available FROM raised('INSERT INTO bookings (event_id, user_id) SELECT event(10), id FROM users WHERE email = ''aa@example.com''');
SELECT count(*) AS full_lanes FROM booking_lanes WHERE event_id = event(10) AND booked = capacity;
-- a lane that has no room is let go at once: one is locked, whichever was tried before
SELECT new_event(12, 4, 2);
SELECT seats FROM boh_book_seats(event(12), :ada, 2);
BEGIN;
SELECT seats FROM boh_book_seats(event(12), :ada, 1);
SELECT count(*) AS locked FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND pid = pg_backend_pid();
COMMIT;
SELECT new_event(11, 7, 64);
SELECT sum(b.seats) FROM generate_series(1, 7) n, boh_book_seats(event(11), :ada, sign(n)::integer) AS b;
SELECT refused(11, 1);
SELECT * FROM seats(11);
SELECT refused(10, 2147483647);
SELECT * FROM boh_verify(progress => false);

--
-- Status, window, price, user
--

SELECT new_event(20, 10, 4, 3);
UPDATE events SET booking_opens_at = '2998-01-01' WHERE id = event(20);
SELECT regexp_replace(refused(20, 1), ': .*', '') AS refused;
UPDATE events SET booking_opens_at = NULL, booking_closes_at = '2001-01-01' WHERE id = event(20);
SELECT regexp_replace(refused(20, 1), ': .*', '') AS refused;
UPDATE events SET booking_closes_at = NULL, status = 'DRAFT' WHERE id = event(20);
SELECT refused(20, 1);
UPDATE events SET status = 'PUBLISHED', price = 12 WHERE id = event(20);
SELECT raises('INSERT INTO bookings (event_id, user_id, unit_price) VALUES (event(20), ''00000000-0000-0000-0000-0000000000aa'', 10)') AS stale;
SELECT unit_price, total_price FROM boh_book_seats(event(20), :ada, 2);
UPDATE events SET price = 10, currency = 'PLN' WHERE id = event(20);
SELECT raises('INSERT INTO bookings (event_id, user_id, currency) VALUES (event(20), ''00000000-0000-0000-0000-0000000000bb'', ''EUR'')') AS currency;
SELECT raises('SELECT boh_change_seats(id, 3) FROM bookings WHERE event_id = event(20)') AS captured;
-- limit per user
SELECT refused(20, 2);
INSERT INTO bookings (event_id, user_id, unit_price) VALUES (event(20), :ada, 10);
SELECT refused(20, 1);
SELECT raises('UPDATE bookings SET seats = 2 WHERE event_id = event(20) AND seats = 1') AS more;
SELECT raises('INSERT INTO bookings (event_id, user_id, seats) SELECT event(20), ''00000000-0000-0000-0000-0000000000bb'', 2 FROM generate_series(1, 2)') AS two_rows;
SELECT refused(20, 1, 'dd') AS deleted_user, refused(20, 1, 'ff') AS no_user;
SELECT * FROM seats(20);
-- a user's own overdue hold makes room for them
SELECT overdue(20, :bob, 3) IS NOT NULL AS made;
SELECT seats FROM boh_book_seats(event(20), :bob, 2);
SELECT overdue(20, :cat, 2) IS NOT NULL AS made;
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(20), :cat, 3);
SELECT user_id, seats, status, cancel_reason FROM bookings WHERE event_id = event(20) AND user_id <> :ada ORDER BY id;
SELECT * FROM seats(20);
SELECT * FROM boh_verify(progress => false);

--
-- Idempotency
--

SELECT new_event(21, 5, 3);
SELECT id AS first FROM boh_book_seats(event(21), :ada, 2, 'key') \gset
SELECT id = :'first' AS same FROM boh_book_seats(event(21), :ada, 2, 'key');
SELECT raises('SELECT boh_book_seats(event(21), ''00000000-0000-0000-0000-0000000000aa'', 3, ''key'')') AS other_request;
SELECT raises('INSERT INTO bookings (event_id, user_id, idempotency_key) VALUES (event(21), ''00000000-0000-0000-0000-0000000000aa'', ''key'')') AS twice;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (event(21), :ada, 3, 'key') ON CONFLICT DO NOTHING;
SELECT * FROM seats(21);
-- sold out a retry still has its answer
SELECT seats FROM boh_book_seats(event(21), :bob, 3, 'group');
SELECT seats FROM boh_book_seats(event(21), :bob, 3, 'group');
SELECT seats FROM boh_book_seats(event(21), :ada, 2, 'key');
SELECT * FROM seats(21);
SELECT * FROM boh_verify(progress => false);

--
-- Holds and late payments
--

SELECT new_event(30, 10, 4);
SELECT overdue(30, :ada, 6) AS first, overdue(30, :bob, 3) AS second \gset
SELECT * FROM seats(30);
-- one that has room leaves them alone
SELECT seats FROM boh_book_seats(event(30), :cat, 1);
SELECT seats, status FROM bookings WHERE event_id = event(30) ORDER BY id;
SELECT refused(30, 10);
-- one that needs them takes them in its own statement
SELECT seats FROM boh_book_seats(event(30), :cat, 8, payment => 'pay-1');
SELECT seats, status, cancel_reason FROM bookings WHERE event_id = event(30) ORDER BY id;
SELECT * FROM seats(30);
-- too late: seats not there, and there
SELECT status, payment_reference, refund_due FROM boh_confirm_booking(:'first', 'late-1');
SELECT status FROM boh_cancel_booking((SELECT id FROM bookings WHERE payment_reference = 'pay-1'));
SELECT status, payment_reference, refund_due FROM boh_confirm_booking(:'second', 'late-2');
SELECT * FROM seats(30);
SELECT * FROM boh_verify(progress => false);
-- plain SQL, and more seats
SELECT new_event(31, 8, 4);
SELECT overdue(31, :ada, 3) AS first, overdue(31, :bob, 4) AS second \gset
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(31), :cat, 3) RETURNING id AS mine \gset
SELECT status FROM bookings WHERE event_id = event(31) ORDER BY id;
UPDATE bookings SET seats = 8 WHERE id = :'mine';
SELECT status FROM bookings WHERE event_id = event(31) ORDER BY id;
SELECT * FROM seats(31);
SELECT raises(format('SELECT boh_change_seats(%L, 9)', :'mine')) AS too_many;
-- a late payment takes the seats of another overdue hold
SELECT seats FROM boh_change_seats(:'mine', 2);
SELECT overdue(31, :ada, 6) IS NOT NULL AS made;
SELECT status, refund_due FROM boh_confirm_booking(:'second', 'late-3');
SELECT seats, status FROM bookings WHERE event_id = event(31) ORDER BY id;
SELECT * FROM seats(31);
-- and minds the user's limit
UPDATE events SET max_seats_per_user = 4 WHERE id = event(31);
SELECT status, refund_due FROM boh_confirm_booking(:'first', 'late-4');
SELECT status, refund_due FROM boh_cancel_booking(:'second');
SELECT overdue(31, :ada, 2) IS NOT NULL AS made;
SELECT * FROM seats(31);
SELECT boh_expire_bookings();
SELECT * FROM seats(31);
-- an overdue hold that is paid and confirmed by hand still owns its seats
SELECT overdue(31, :bob, 2) AS held \gset
UPDATE bookings SET status = 'CONFIRMED', payment_reference = 'pay' WHERE id = :'held';
SELECT * FROM seats(31);
SELECT * FROM boh_verify(progress => false);

--
-- Seats return
--

SELECT new_event(40, 24, 8);
SELECT id AS big FROM boh_book_seats(event(40), :ada, 20, payment => 'pay-2') \gset
SELECT id AS small FROM boh_book_seats(event(40), :bob, 1) \gset
-- fewer and more than any one lane has
SELECT seats FROM boh_change_seats(:'big', 2);
SELECT * FROM seats(40);
UPDATE bookings SET seats = 22 WHERE id = :'big';
SELECT * FROM seats(40);
UPDATE bookings SET seats = 4 WHERE id = :'big';
SELECT seats FROM boh_change_seats(:'big', 20);
SELECT status, refund_due FROM boh_refund_booking(:'big', 're-2');
SELECT * FROM seats(40);
SELECT status FROM boh_cancel_booking(:'small');
SELECT * FROM seats(40);
SELECT seats FROM boh_book_seats(event(40), :cat, 24);
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = event(40) AND seats = 24;
SELECT * FROM seats(40);
-- a statement passes on what it gives back
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(40), :ada, 23), (event(40), :bob, 1);
UPDATE bookings SET seats = 24 - seats WHERE event_id = event(40) AND status = 'PENDING';
SELECT user_id, seats FROM bookings WHERE event_id = event(40) AND status = 'PENDING' ORDER BY id;
SELECT * FROM seats(40);
SELECT * FROM boh_verify(progress => false);

--
-- Capacity
--

SELECT new_event(50, 20, 4);
SELECT seats FROM boh_book_seats(event(50), :ada, 11);
UPDATE events SET capacity = 30 WHERE id = event(50);
SELECT * FROM lanes(50);
UPDATE events SET capacity = 11 WHERE id = event(50);
SELECT * FROM lanes(50);
SELECT refused(50, 1);
SELECT code, message, detail::jsonb ->> 'booked_count' AS booked, place FROM raised('UPDATE events SET capacity = 10 WHERE id = event(50)');
SELECT raises('UPDATE events SET capacity = 10, booking_lanes = 1 WHERE id = event(50)') AS and_closed,
	raises('UPDATE events SET capacity = 10, booking_lanes = 64 WHERE id = event(50)') AS and_more;
UPDATE events SET capacity = 12, booking_lanes = 5 WHERE id = event(50);
SELECT * FROM lanes(50);
SELECT raises('UPDATE events SET booked_count = 0 WHERE id = event(50)') AS by_hand, raises('UPDATE events SET booked_count = 11, capacity = 13 WHERE id = event(50)') IS NOT NULL AS unchanged;
-- the venue has its say
INSERT INTO venues (id, name, capacity) VALUES ('00000000-0000-0000-0000-0000000000c1', 'Hall', 15);
UPDATE events SET venue_id = '00000000-0000-0000-0000-0000000000c1' WHERE id = event(50);
SELECT raises('UPDATE events SET capacity = 16 WHERE id = event(50)') AS venue;
SELECT * FROM seats(50);
SELECT * FROM boh_verify(progress => false);

--
-- Status of the event
--

-- cancelled, by function and by UPDATE
SELECT new_event(60, 10, 4), new_event(61, 10, 4), new_event(62, 10, 4), new_event(63, 10, 1);
INSERT INTO bookings (event_id, user_id, seats) SELECT event(n), u.id, 3 FROM generate_series(60, 63) n, users u WHERE u.email < 'c';
SELECT boh_cancel_event(event(60), 'rain');
UPDATE events SET status = 'CANCELLED' WHERE id = event(61);
-- together with its lanes
UPDATE events SET status = 'CANCELLED', booking_lanes = 1 WHERE id = event(62);
UPDATE events SET status = 'CANCELLED', booking_lanes = 8, capacity = 9 WHERE id = event(63);
SELECT n, s.* FROM generate_series(60, 63) n, seats(n) s ORDER BY n;
SELECT event_id, status, cancel_reason, count(*) FROM bookings WHERE event_id IN (SELECT event(n) FROM generate_series(60, 63) n) GROUP BY 1, 2, 3 ORDER BY 1;
SELECT refused(60, 1);
-- prepared again
UPDATE events SET status = 'DRAFT' WHERE id = event(60);
UPDATE events SET status = 'PUBLISHED' WHERE id = event(60);
SELECT seats FROM boh_book_seats(event(60), :ada, 10);
SELECT raises('UPDATE events SET status = ''DRAFT'' WHERE id = event(60)') AS booked;
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = event(60) AND status = 'PENDING';
SELECT overdue(60, :ada, 7) IS NOT NULL AS made;
UPDATE events SET status = 'DRAFT' WHERE id = event(60);
SELECT * FROM seats(60);
SELECT * FROM boh_verify(progress => false);
-- completed
SELECT new_event(65, 10, 4), new_event(66, 10, 4), new_event(67, 10, 4);
INSERT INTO bookings (event_id, user_id, seats, status) SELECT event(n), u.id, 3, 'CONFIRMED' FROM generate_series(65, 67) n, users u WHERE u.email < 'c';
SELECT raises('UPDATE events SET status = ''COMPLETED'' WHERE id = event(65)') AS before_its_end;
UPDATE events SET start_date = '2001-01-01', end_date = '2001-01-02' WHERE id IN (event(65), event(66), event(67));
SELECT * FROM seats(65);
SELECT boh_complete_events();
SELECT n, s.* FROM generate_series(65, 67) n, seats(n) s ORDER BY n;
UPDATE events SET booking_lanes = 8 WHERE id = event(65);
SELECT booking_lanes, booked_count, status FROM events WHERE id = event(65);
UPDATE bookings SET status = 'REFUNDED' WHERE event_id = event(65) AND user_id = :ada;
SELECT * FROM seats(65);
SELECT new_event(68, 10, 4);
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(68), :ada, 9);
UPDATE events SET start_date = '2001-01-01', end_date = '2001-01-02', status = 'COMPLETED' WHERE id = event(68);
SELECT * FROM seats(68);
INSERT INTO events (author_id, title, capacity, price, status, start_date, end_date, booking_lanes)
	VALUES (:ada, 'Long ago', 10, 0, 'COMPLETED', '2001-01-01', '2001-01-02', 16) RETURNING booking_lanes;
SELECT * FROM boh_verify(progress => false);

--
-- Statements of every kind
--

SELECT new_event(70, 12, 4), new_event(71, 12, 1), new_event(72, 12, 8);
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(72), :ada, 3), (event(70), :ada, 1), (event(71), :bob, 2), (event(70), :bob, 2);
SELECT n, s.* FROM generate_series(70, 72) n, seats(n) s ORDER BY n;
-- all or nothing
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(70), :ada, 3), (event(72), :ada, 10);
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(70), :ada, 5), (event(70), :bob, 5);
SELECT n, s.* FROM generate_series(70, 72) n, seats(n) s ORDER BY n;
COPY bookings (event_id, user_id, seats) FROM stdin;
00000000-0000-0000-0000-00000000e072	00000000-0000-0000-0000-0000000000aa	1
00000000-0000-0000-0000-00000000e070	00000000-0000-0000-0000-0000000000bb	1
\.
COPY bookings (event_id, user_id, seats) FROM stdin;
00000000-0000-0000-0000-00000000e072	00000000-0000-0000-0000-0000000000aa	9
\.
SELECT n, s.* FROM generate_series(70, 72) n, seats(n) s ORDER BY n;
SELECT new_event(73, 10, 4);
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (event(73), :ada, 2, 'k1');
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (event(73), :ada, 2, 'k1'), (event(73), :ada, 1, 'k2') ON CONFLICT DO NOTHING;
SELECT * FROM seats(73);
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (event(73), :ada, 9, 'k1')
	ON CONFLICT (user_id, idempotency_key) DO UPDATE SET seats = EXCLUDED.seats RETURNING seats;
SELECT * FROM seats(73);
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (event(73), :ada, 10, 'k1')
	ON CONFLICT (user_id, idempotency_key) DO UPDATE SET seats = EXCLUDED.seats;
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES (event(73), :ada, 1, 'k1'), (event(73), :ada, 1, 'k3')
	ON CONFLICT (user_id, idempotency_key) DO UPDATE SET status = 'CANCELLED' RETURNING idempotency_key, status;
SELECT * FROM seats(73);
MERGE INTO bookings b USING (VALUES ('k3', 4), ('k4', 5)) v (key, n) ON b.user_id = :ada AND b.idempotency_key = v.key
	WHEN MATCHED THEN UPDATE SET seats = n
	WHEN NOT MATCHED THEN INSERT (event_id, user_id, seats, idempotency_key) VALUES (event(73), :ada, n, key);
SELECT * FROM seats(73);
MERGE INTO bookings b USING (VALUES ('k3', 5), ('k5', 1)) v (key, n) ON b.user_id = :ada AND b.idempotency_key = v.key
	WHEN MATCHED THEN UPDATE SET seats = n
	WHEN NOT MATCHED THEN INSERT (event_id, user_id, seats, idempotency_key) VALUES (event(73), :ada, n, key);
-- one gives back what the other takes
WITH freed AS (UPDATE bookings SET seats = 1 WHERE event_id = event(73) AND idempotency_key = 'k4' RETURNING event_id)
	INSERT INTO bookings (event_id, user_id, seats) SELECT event_id, :bob, 4 FROM freed;
SELECT * FROM seats(73);
SELECT * FROM boh_verify(progress => false);
-- the event is made or changed by the same statement, before it and after it
WITH made AS (SELECT new_event(74, 9, 4) AS id) INSERT INTO bookings (event_id, user_id, seats) SELECT id, :bob, 2 FROM made;
WITH made AS (INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date, booking_lanes)
		VALUES (event(75), :ada, 'At once', 4, 3, 'PUBLISHED', '2999-01-01', '2999-01-02', 3) RETURNING id)
	INSERT INTO bookings (event_id, user_id, seats) SELECT id, :bob, 4 FROM made RETURNING total_price;
WITH changed AS (UPDATE events SET booking_lanes = 8, capacity = 10 WHERE id = event(74) RETURNING id)
	INSERT INTO bookings (event_id, user_id, seats) SELECT id, :bob, 3 FROM changed;
SELECT n, s.* FROM generate_series(74, 75) n, seats(n) s ORDER BY n;
WITH changed AS (UPDATE events SET capacity = 12 WHERE id = event(74)) INSERT INTO bookings (event_id, user_id, seats) VALUES (event(74), :ada, 2);
WITH booked AS (INSERT INTO bookings (event_id, user_id, seats) VALUES (event(74), :ada, 1) RETURNING event_id)
	UPDATE events SET booking_lanes = 2 WHERE id IN (SELECT event_id FROM booked);
WITH changed AS (UPDATE events SET booking_lanes = 1 WHERE id = event(74)) INSERT INTO bookings (event_id, user_id, seats) VALUES (event(74), :ada, 1);
SELECT * FROM seats(74);
WITH changed AS (UPDATE events SET booking_lanes = 4 WHERE id = event(74)) INSERT INTO bookings (event_id, user_id, seats) VALUES (event(74), :ada, 1);
SELECT * FROM seats(74);
WITH changed AS (UPDATE events SET booking_lanes = 1 WHERE id = event(74)) SELECT;
WITH changed AS (UPDATE events SET booking_lanes = 2 WHERE id = event(74)) UPDATE bookings SET status = 'CANCELLED' WHERE event_id = event(74) AND user_id = :bob;
SELECT * FROM seats(74);
-- too few seats for what the same statement books
SELECT raises('WITH changed AS (UPDATE events SET capacity = 5 WHERE id = event(74)) INSERT INTO bookings (event_id, user_id) VALUES (event(74), ''00000000-0000-0000-0000-0000000000aa'')') AS on_lanes,
	raises('WITH changed AS (UPDATE events SET capacity = 5, booking_lanes = 1 WHERE id = event(74)) INSERT INTO bookings (event_id, user_id) VALUES (event(74), ''00000000-0000-0000-0000-0000000000aa'')') AS closed;
UPDATE events SET booking_lanes = 1 WHERE id = event(74);
SELECT raises('WITH changed AS (UPDATE events SET capacity = 5, booking_lanes = 4 WHERE id = event(74)) INSERT INTO bookings (event_id, user_id) VALUES (event(74), ''00000000-0000-0000-0000-0000000000aa'')') AS opened;
-- holds make room, too, before the lanes are made
SELECT overdue(74, :bob, 7) IS NOT NULL AS made;
WITH changed AS (UPDATE events SET booking_lanes = 4 WHERE id = event(74)) INSERT INTO bookings (event_id, user_id, seats) VALUES (event(74), :bob, 6);
SELECT * FROM seats(74);
SELECT * FROM boh_verify(progress => false);

--
-- Transactions
--

SELECT new_event(80, 10, 4);
BEGIN;
SELECT seats FROM boh_book_seats(event(80), :ada, 2);
SAVEPOINT s;
SELECT seats FROM boh_book_seats(event(80), :ada, 8);
SELECT * FROM seats(80);
ROLLBACK TO s;
SELECT * FROM seats(80);
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(80), :bob, 3);
SAVEPOINT s;
UPDATE events SET booking_lanes = 1 WHERE id = event(80);
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(80), :bob, 1);
SELECT * FROM seats(80);
ROLLBACK TO s;
SELECT * FROM seats(80);
SAVEPOINT s;
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(80), :bob, 1);
RELEASE s;
COMMIT;
SELECT * FROM seats(80);
-- a transaction that opens, books and closes
BEGIN;
UPDATE events SET booking_lanes = 6 WHERE id = event(80);
SELECT seats FROM boh_book_seats(event(80), :cat, 4);
SELECT refused(80, 1);
UPDATE events SET booking_lanes = 1 WHERE id = event(80);
SELECT * FROM seats(80);
UPDATE events SET booking_lanes = 2 WHERE id = event(80);
COMMIT;
SELECT * FROM seats(80);
BEGIN;
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = event(80);
SELECT seats FROM boh_book_seats(event(80), :cat, 10);
ROLLBACK;
SELECT * FROM seats(80);
-- in a subtransaction that failed, then again
DO $$
BEGIN
	BEGIN
		UPDATE bookings SET status = 'CANCELLED' WHERE event_id = event(80);
		PERFORM boh_book_seats(event(80), '00000000-0000-0000-0000-0000000000aa', 10);
		RAISE EXCEPTION 'undone';
	EXCEPTION WHEN raise_exception THEN
		NULL;
	END;
	UPDATE bookings SET status = 'CANCELLED' WHERE event_id = event(80) AND user_id = '00000000-0000-0000-0000-0000000000cc';
	PERFORM boh_book_seats(event(80), '00000000-0000-0000-0000-0000000000aa', 3);
END
$$;
SELECT * FROM seats(80);
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT seats FROM boh_book_seats(event(80), :cat, 1);
SELECT refused(80, 1);
COMMIT;
SELECT * FROM seats(80);
SELECT * FROM boh_verify(progress => false);

--
-- Folding
--

SELECT boh_fold_lanes() > 0 AS folded;
SELECT boh_fold_lanes();
SELECT count(*) AS outdated FROM events e WHERE booking_lanes > 1 AND booked_count <> (SELECT sum(booked) FROM booking_lanes l WHERE l.event_id = e.id);
SELECT new_event(81, 10, 4), new_event(82, 10, 4), new_event(83, 10, 1);
INSERT INTO bookings (event_id, user_id, seats) SELECT event(n), :ada, 4 FROM generate_series(81, 83) n ORDER BY 1;
SELECT booked_count FROM events WHERE id IN (event(81), event(82), event(83)) ORDER BY id;
SELECT updated_at AS before FROM events WHERE id = event(81) \gset
SELECT boh_fold_lanes(event(81)) AS outdated, boh_fold_lanes(event(81)) AS folded, boh_fold_lanes(event(83)) AS has_none;
SELECT booked_count FROM events WHERE id IN (event(81), event(82), event(83)) ORDER BY id;
SELECT updated_at = :'before' AS no_edit FROM events WHERE id = event(81);
SELECT boh_fold_lanes(NULL);
SELECT raises('SELECT boh_fold_lanes(event(999))') AS no_event;
UPDATE bookings SET status = 'CANCELLED' WHERE event_id = event(81);
SELECT boh_fold_lanes(), booked_count FROM events WHERE id = event(81);
SELECT booked_count FROM events WHERE id = event(81);
SELECT * FROM boh_verify(progress => false);

--
-- Nobody else writes lanes
--

SELECT raises('INSERT INTO booking_lanes (event_id, lane, capacity, booked) VALUES (event(81), 5, 1, 0)') AS "insert",
	raises('UPDATE booking_lanes SET booked = 0') AS "update", raises('DELETE FROM booking_lanes') AS "delete", raises('TRUNCATE booking_lanes') AS "truncate";
SELECT raises('INSERT INTO booking_lanes (event_id, lane, capacity, booked) VALUES (event(83), 1, 1, 0)') AS without_lanes,
	raises('INSERT INTO booking_lanes (event_id, lane, capacity, booked) VALUES (event(999), 1, 1, 0)') AS no_event;
SET client_min_messages = warning;
SELECT raises('TRUNCATE events CASCADE') AS cascade;
RESET client_min_messages;
-- they go with their event
SELECT new_event(84, 10, 16);
DELETE FROM events WHERE id = event(84);
SELECT count(*) FROM booking_lanes WHERE event_id = event(84);
SELECT raises('DELETE FROM events WHERE id = event(82)') ~ '^2(3503|3001) ' AS booked;
-- a role that may book needs no right to lanes
CREATE ROLE regress_boh_lanes;
GRANT USAGE ON SCHEMA test_lanes TO regress_boh_lanes;
GRANT SELECT, INSERT, UPDATE ON bookings TO regress_boh_lanes;
GRANT SELECT ON users, events TO regress_boh_lanes;
CALL see_all('test_lanes', 'regress_boh_lanes');
SET ROLE regress_boh_lanes;
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-00000000e082', '00000000-0000-0000-0000-0000000000aa', 5);
SELECT boh_available_seats('00000000-0000-0000-0000-00000000e082');
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-00000000e082'', ''00000000-0000-0000-0000-0000000000aa'', 2)') AS sold_out;
SELECT raises('SELECT * FROM booking_lanes') AS "select", raises('SELECT boh_fold_lanes()') AS fold, raises('SELECT boh_fold_lanes(''00000000-0000-0000-0000-00000000e082'')') AS fold_one;
SELECT raises('SET boh.auto_lanes = 4');
RESET ROLE;
GRANT SET ON PARAMETER boh.auto_lanes, boh.auto_lanes_wait_ms TO regress_boh_lanes;
SET ROLE regress_boh_lanes;
SET boh.auto_lanes = 4;
SET boh.auto_lanes_wait_ms = 0;
INSERT INTO bookings (event_id, user_id) SELECT '00000000-0000-0000-0000-00000000e083', '00000000-0000-0000-0000-0000000000aa' FROM generate_series(1, 2);
RESET boh.auto_lanes;
RESET boh.auto_lanes_wait_ms;
RESET ROLE;
SELECT * FROM seats(83);
GRANT UPDATE ON events TO regress_boh_lanes;
SET ROLE regress_boh_lanes;
SELECT boh_fold_lanes('00000000-0000-0000-0000-00000000e082');
UPDATE events SET booking_lanes = 2 WHERE id = '00000000-0000-0000-0000-00000000e082';
RESET ROLE;
SELECT * FROM seats(82);
DROP OWNED BY regress_boh_lanes;
DROP ROLE regress_boh_lanes;
SELECT * FROM boh_verify(progress => false);

--
-- Triggers of the user's own
--

CREATE TABLE seen (what text);
CREATE FUNCTION note_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO seen VALUES (format('%s: %s lanes, %s of %s booked', TG_OP, NEW.booking_lanes, NEW.booked_count, NEW.capacity));
	RETURN NEW;
END
$$;
CREATE TRIGGER a_note BEFORE INSERT OR UPDATE ON events FOR EACH ROW EXECUTE FUNCTION note_event();
CREATE TRIGGER z_note AFTER UPDATE ON events FOR EACH ROW EXECUTE FUNCTION note_event();
SELECT new_event(85, 10, 4);
SELECT seats FROM boh_book_seats(event(85), :ada, 6);
SELECT boh_fold_lanes(event(85));
UPDATE events SET booking_lanes = 1, capacity = 20 WHERE id = event(85);
INSERT INTO bookings (event_id, user_id) VALUES (event(85), :bob);
SET boh.auto_lanes = 4;
SET boh.auto_lanes_wait_ms = 0;
INSERT INTO bookings (event_id, user_id) VALUES (event(85), :bob);
INSERT INTO bookings (event_id, user_id) VALUES (event(85), :bob);
RESET boh.auto_lanes;
RESET boh.auto_lanes_wait_ms;
SELECT * FROM seen;
SELECT * FROM seats(85);
-- one that edits the event again, before its lanes are made
CREATE FUNCTION grow_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF pg_trigger_depth() = 1 THEN
		UPDATE events SET capacity = capacity + 1 WHERE id = NEW.id;
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER a_grow AFTER UPDATE OF booking_lanes ON events FOR EACH ROW EXECUTE FUNCTION grow_event();
UPDATE events SET booking_lanes = 3 WHERE id = event(85);
SELECT * FROM seats(85);
UPDATE events SET booking_lanes = 1 WHERE id = event(85);
UPDATE events SET booking_lanes = 2 WHERE id = event(85);
SELECT * FROM seats(85);
DROP TRIGGER a_grow ON events;
DROP TRIGGER a_note ON events;
DROP TRIGGER z_note ON events;
SELECT * FROM boh_verify(progress => false);

--
-- What the owner adds to booking_lanes
--

-- seats are counted as by an UPDATE, on one lane and on several
SELECT new_event(86, 10, 2), new_event(87, 10, 2);
CREATE FUNCTION book_pair(seats integer, OUT one text, OUT several text) LANGUAGE sql AS $$
	SELECT raises(format('SELECT boh_book_seats(event(86), ''00000000-0000-0000-0000-0000000000aa'', %s)', seats)),
		raises(format('INSERT INTO bookings (event_id, user_id, seats) VALUES (event(87), ''00000000-0000-0000-0000-0000000000bb'', 6 + %s)', seats))
$$;
CREATE VIEW pair_lanes AS SELECT e.title, sum(l.booked) AS booked, max(l.booked) AS most, (SELECT sum(seats) FROM bookings b WHERE b.event_id = e.id) AS seats
	FROM booking_lanes l JOIN events e ON e.id = l.event_id WHERE e.id IN (event(86), event(87)) GROUP BY e.id ORDER BY 1;
BEGIN;
SELECT * FROM book_pair(1);
SELECT * FROM pair_lanes;
ROLLBACK;
-- a generated column
BEGIN;
ALTER TABLE booking_lanes ADD COLUMN free integer GENERATED ALWAYS AS (capacity - booked) STORED;
SELECT * FROM book_pair(1);
SELECT event_id, sum(booked) AS booked, sum(free) AS free FROM booking_lanes WHERE event_id IN (event(86), event(87)) GROUP BY 1 ORDER BY 1;
UPDATE bookings SET status = 'CANCELLED' WHERE event_id IN (event(86), event(87));
SELECT event_id, sum(booked) AS booked, sum(free) AS free FROM booking_lanes WHERE event_id IN (event(86), event(87)) GROUP BY 1 ORDER BY 1;
ROLLBACK;
-- checks, and nothing is half done
BEGIN;
ALTER TABLE booking_lanes ADD CONSTRAINT own_check CHECK (booked < 4) NOT VALID;
SELECT * FROM book_pair(4);
SELECT * FROM book_pair(1);
SELECT * FROM pair_lanes;
ALTER TABLE booking_lanes DROP CONSTRAINT own_check;
SELECT * FROM book_pair(1);
SELECT * FROM pair_lanes;
ROLLBACK;
BEGIN;
CREATE FUNCTION fits_whole(l booking_lanes) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$BEGIN RETURN l.booked < 4; END$$;
ALTER TABLE booking_lanes ADD CONSTRAINT own_whole CHECK (fits_whole(booking_lanes)) NOT VALID;
SELECT * FROM book_pair(4);
ROLLBACK;
BEGIN;
ALTER TABLE booking_lanes ADD COLUMN note text CHECK (note <> '');
SELECT * FROM book_pair(4);
ROLLBACK;
-- ours in other words
BEGIN;
ALTER TABLE booking_lanes DROP CONSTRAINT chk_booking_lanes_booked, ADD CONSTRAINT chk_booking_lanes_booked CHECK (booked BETWEEN 0 AND capacity - 2) NOT VALID;
SELECT * FROM book_pair(4);
ROLLBACK;
-- triggers and rules
BEGIN;
CREATE TABLE lane_counts (was integer, booked integer);
CREATE FUNCTION note_lane() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO lane_counts VALUES (OLD.booked, NEW.booked); RETURN NEW; END $$;
CREATE TRIGGER note_lane AFTER UPDATE OF booked ON booking_lanes FOR EACH ROW EXECUTE FUNCTION note_lane();
SELECT * FROM book_pair(2);
SELECT * FROM lane_counts ORDER BY 1, 2;
UPDATE bookings SET seats = 1 WHERE event_id = event(87);
SELECT sum(booked - was) AS change, count(*) > 2 AS noted FROM lane_counts;
-- one that books on, under a search path that holds pg_catalog and the schema alone; afterwards nobody else writes lanes, as before
CREATE FUNCTION book_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.event_id = event(86) THEN
		PERFORM public.boh_book_seats(event(87), '00000000-0000-0000-0000-0000000000bb', 1);
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER book_on AFTER UPDATE ON booking_lanes FOR EACH ROW EXECUTE FUNCTION book_on();
SELECT raises('SELECT boh_book_seats(event(86), ''00000000-0000-0000-0000-0000000000aa'', 1)');
SELECT * FROM pair_lanes;
SELECT raises('UPDATE booking_lanes SET booked = 0') AS "update";
ROLLBACK;
BEGIN;
CREATE TRIGGER keep_lane BEFORE UPDATE ON booking_lanes FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
SELECT * FROM book_pair(1);
UPDATE bookings SET status = 'CANCELLED' WHERE event_id IN (event(86), event(87));
CREATE FUNCTION keep_lane() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a_keep_lane BEFORE UPDATE ON booking_lanes FOR EACH ROW EXECUTE FUNCTION keep_lane();
SELECT * FROM book_pair(1);
SELECT * FROM pair_lanes;
ROLLBACK;
-- one that changes what is counted, or keeps lanes from being made
BEGIN;
CREATE FUNCTION change_lane() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.booked := 0; RETURN NEW; END';
CREATE TRIGGER a_change_lane BEFORE UPDATE ON booking_lanes FOR EACH ROW EXECUTE FUNCTION change_lane();
SELECT raises('SELECT boh_book_seats(event(87), ''00000000-0000-0000-0000-0000000000aa'', 1)');
DROP TRIGGER a_change_lane ON booking_lanes;
CREATE FUNCTION no_lane() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a_no_lane BEFORE INSERT ON booking_lanes FOR EACH ROW EXECUTE FUNCTION no_lane();
SELECT raises('UPDATE events SET booking_lanes = 3 WHERE id = event(87)');
ROLLBACK;
BEGIN;
UPDATE events SET booking_lanes = 1 WHERE id = event(86);
CREATE FUNCTION change_counter() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.booked_count := 0; RETURN NEW; END';
CREATE TRIGGER z_change_counter BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION change_counter();
SELECT raises('SELECT boh_book_seats(event(86), ''00000000-0000-0000-0000-0000000000aa'', 1)');
ROLLBACK;
BEGIN;
CREATE TABLE lane_counts (booked integer);
CREATE RULE own_rule AS ON UPDATE TO booking_lanes DO ALSO INSERT INTO lane_counts VALUES (NEW.booked);
SELECT one FROM book_pair(3);
SELECT count(*) > 0 AS noted FROM lane_counts;
DROP RULE own_rule ON booking_lanes;
CREATE RULE own_rule AS ON UPDATE TO booking_lanes DO INSTEAD NOTHING;
SELECT one FROM book_pair(1);
ROLLBACK;
-- as the owner of the table, whoever books
CREATE ROLE regress_boh_lane_owner;
CREATE ROLE regress_boh_lanes;
BEGIN;
CREATE FUNCTION tell_owner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'written by %', current_user; END $$;
CREATE TRIGGER tell_owner AFTER UPDATE ON booking_lanes FOR EACH ROW EXECUTE FUNCTION tell_owner();
GRANT USAGE ON SCHEMA test_lanes TO PUBLIC;
GRANT SELECT ON events, users TO regress_boh_lanes, regress_boh_lane_owner;
GRANT SELECT, INSERT ON bookings TO regress_boh_lanes;
CALL see_all('test_lanes', 'regress_boh_lanes');
ALTER TABLE booking_lanes OWNER TO regress_boh_lane_owner;
SET LOCAL ROLE regress_boh_lanes;
SELECT * FROM book_pair(1);
ROLLBACK;
DROP ROLE regress_boh_lanes;
DROP ROLE regress_boh_lane_owner;
-- the mark of an event that bookings wait for is a column of its own
BEGIN;
ALTER TABLE events ADD CONSTRAINT own_mark CHECK (booking_waited_at IS NULL) NOT VALID;
SELECT new_event(88, 10, 1);
INSERT INTO bookings (event_id, user_id) VALUES (event(88), :ada);
SET LOCAL boh.auto_lanes = 4;
SET LOCAL boh.auto_lanes_wait_ms = 0;
SELECT raises('INSERT INTO bookings (event_id, user_id) VALUES (event(88), ''00000000-0000-0000-0000-0000000000aa'')');
ROLLBACK;
BEGIN;
ALTER TABLE events DROP CONSTRAINT chk_events_booked_count, ADD CONSTRAINT chk_events_booked_count CHECK (booked_count BETWEEN 0 AND capacity - 2) NOT VALID;
SELECT new_event(88, 10, 1);
SELECT raises('SELECT boh_book_seats(event(88), ''00000000-0000-0000-0000-0000000000aa'', 9)');
ROLLBACK;
SELECT * FROM boh_verify(progress => false);

--
-- An event that gets hot unannounced
--

SELECT new_event(90, 10, 1), new_event(91, 2, 1);
UPDATE events SET booking_waited_at = '2001-01-01' WHERE id IN (event(90), event(91));
-- off, nothing opens
INSERT INTO bookings (event_id, user_id) VALUES (event(90), :ada), (event(91), :ada);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id IN (event(90), event(91)) ORDER BY id;
SET boh.auto_lanes = 1;
INSERT INTO bookings (event_id, user_id) VALUES (event(91), :ada);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id = event(91);
SET boh.auto_lanes = 4;
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(90), :ada, 3);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id = event(90);
SELECT * FROM seats(90);
-- sold out, it does not pay, even when a hold makes room
SELECT refused(91, 1);
UPDATE bookings SET expires_at = '2001-01-01' WHERE event_id = event(91);
INSERT INTO bookings (event_id, user_id) VALUES (event(91), :ada);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id = event(91);
-- a booking that did not wait marks nothing
SELECT new_event(92, 10, 1);
SET boh.auto_lanes_wait_ms = 3600000;
INSERT INTO bookings (event_id, user_id) SELECT event(92), :ada FROM generate_series(1, 3);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id = event(92);
SET boh.auto_lanes_wait_ms = 0;
INSERT INTO bookings (event_id, user_id) VALUES (event(92), :ada);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id = event(92);
SELECT seats FROM boh_book_seats(event(92), :ada, 6);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id = event(92);
SELECT refused(92, 1);
-- closed by hand, it stays closed until somebody waits again
SET boh.auto_lanes_wait_ms = 3600000;
UPDATE events SET booking_lanes = 1, capacity = 20 WHERE id = event(92);
INSERT INTO bookings (event_id, user_id) VALUES (event(92), :ada);
SELECT booking_lanes, booking_waited_at IS NOT NULL AS marked FROM events WHERE id = event(92);
RESET boh.auto_lanes;
RESET boh.auto_lanes_wait_ms;
SELECT * FROM boh_verify(progress => false);

--
-- Another schema, with events of the same ids
--

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_lanes_too');
INSERT INTO test_lanes_too.users (id, email) VALUES (:ada, 'ada@example.com');
INSERT INTO test_lanes_too.events (id, author_id, title, capacity, price, status, start_date, end_date, booking_lanes)
	SELECT id, :ada, title, 3, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', 2 FROM events WHERE id IN (event(90), event(92));
BEGIN;
INSERT INTO test_lanes_too.bookings (event_id, user_id, seats) VALUES (event(90), :ada, 3);
SELECT seats FROM boh_book_seats(event(90), :ada, 4);
UPDATE test_lanes_too.events SET booking_lanes = 4 WHERE id = event(92);
COMMIT;
SELECT raises('INSERT INTO test_lanes_too.bookings (event_id, user_id) VALUES (event(90), ''00000000-0000-0000-0000-0000000000aa'')') AS sold_out;
SELECT * FROM seats(90);
SELECT event_id, count(*), sum(capacity) AS capacity, sum(booked) AS booked FROM test_lanes_too.booking_lanes GROUP BY 1 ORDER BY 1;
SELECT * FROM boh_verify(progress => false);
SET boh.schema = 'test_lanes_too';
SELECT * FROM boh_verify(progress => false);
SELECT boh_fold_lanes();
SET boh.schema = 'test_lanes';

--
-- Sums of seats that no counter can hold
--

SELECT new_event(110, 100, 1), new_event(111, 100, 4), new_event(112, 100, 1, 2147483647), new_event(113, 100, 4, 2147483647);
UPDATE events SET price = 0 WHERE id IN (SELECT event(n) FROM generate_series(110, 113) n);
-- what a statement raises for an event with one counter, with lanes, and both with a limit per user; %L is the event
CREATE FUNCTION sums(statement text, OUT n integer, OUT raised text) RETURNS SETOF record LANGUAGE sql AS $$
	SELECT n, raises(replace(statement, '%L', format('%L::uuid', event(n)))) FROM generate_series(110, 113) n
$$;
CREATE FUNCTION insert_of(VARIADIC seats text[]) RETURNS text LANGUAGE sql AS $$
	SELECT 'INSERT INTO bookings (event_id, user_id, seats) SELECT %L, u.id, (' || quote_literal(seats) || '::integer[])[u.n]
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users) u WHERE u.n <= ' || cardinality(seats)
$$;
CREATE FUNCTION update_to(VARIADIC seats text[]) RETURNS text LANGUAGE sql AS $$
	SELECT 'UPDATE bookings b SET seats = (' || quote_literal(seats) || '::integer[])[u.n]
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users) u WHERE b.event_id = %L AND b.user_id = u.id AND u.n <= ' || cardinality(seats)
$$;
-- 2^32 and 10 more, 2^32, 2^31, 2 less than 2^32
SELECT * FROM sums(insert_of('2147483647', '2147483647', '12'));
SELECT * FROM sums(insert_of('2147483647', '2147483647', '2'));
SELECT * FROM sums(insert_of('2147483647', '1'));
SELECT * FROM sums(insert_of('2147483647', '2147483647'));
COPY bookings (event_id, user_id, seats) FROM stdin;
00000000-0000-0000-0000-00000000e110	00000000-0000-0000-0000-0000000000aa	2147483647
00000000-0000-0000-0000-00000000e110	00000000-0000-0000-0000-0000000000bb	2147483647
00000000-0000-0000-0000-00000000e110	00000000-0000-0000-0000-0000000000cc	12
\.
COPY bookings (event_id, user_id, seats) FROM stdin;
00000000-0000-0000-0000-00000000e111	00000000-0000-0000-0000-0000000000aa	2147483647
00000000-0000-0000-0000-00000000e111	00000000-0000-0000-0000-0000000000bb	2147483647
00000000-0000-0000-0000-00000000e111	00000000-0000-0000-0000-0000000000cc	12
\.
COPY bookings (event_id, user_id, seats) FROM stdin;
00000000-0000-0000-0000-00000000e112	00000000-0000-0000-0000-0000000000aa	2147483647
00000000-0000-0000-0000-00000000e112	00000000-0000-0000-0000-0000000000bb	2147483647
00000000-0000-0000-0000-00000000e112	00000000-0000-0000-0000-0000000000cc	2
\.
COPY bookings (event_id, user_id, seats) FROM stdin;
00000000-0000-0000-0000-00000000e113	00000000-0000-0000-0000-0000000000aa	2147483647
00000000-0000-0000-0000-00000000e113	00000000-0000-0000-0000-0000000000bb	2147483647
00000000-0000-0000-0000-00000000e113	00000000-0000-0000-0000-0000000000cc	2
\.
SELECT n, s.* FROM generate_series(110, 113) n, seats(n) s ORDER BY n;
-- bookings that become larger: by 2^32 and 10 more, 2^32, 2^31, 10 less than 2^32, which are booked
INSERT INTO bookings (event_id, user_id, seats) SELECT event(n), u.id, 4 FROM generate_series(110, 113) n, users u WHERE deleted_at IS NULL ORDER BY n;
SELECT * FROM sums(update_to('2147483647', '2147483647', '24'));
-- with the events locked by this transaction
BEGIN;
UPDATE bookings SET seats = 5 WHERE event_id IN (SELECT event(n) FROM generate_series(110, 113) n);
UPDATE bookings SET seats = 4 WHERE event_id IN (SELECT event(n) FROM generate_series(110, 113) n);
SELECT * FROM sums(update_to('2147483647', '2147483647', '24'));
SELECT * FROM sums(update_to('2147483647', '2147483647', '14'));
SELECT * FROM sums(update_to('2147483647', '9'));
SELECT * FROM sums(update_to('2147483647', '2147483647'));
SELECT * FROM sums('MERGE INTO bookings b USING (SELECT id, CASE WHEN email < ''c'' THEN 2147483647 END AS seats FROM users WHERE deleted_at IS NULL) u
	ON b.event_id = %L AND b.user_id = u.id AND u.seats IS NOT NULL
	WHEN MATCHED THEN UPDATE SET seats = u.seats
	WHEN NOT MATCHED THEN INSERT (event_id, user_id, seats) VALUES (%L, u.id, 20)');
COMMIT;
SELECT n, s.* FROM generate_series(110, 113) n, seats(n) s ORDER BY n;
-- a limit that is passed all the same
UPDATE events SET max_seats_per_user = 2147483646 WHERE id IN (event(112), event(113));
SELECT * FROM sums('INSERT INTO bookings (event_id, user_id, seats) SELECT %L, ''00000000-0000-0000-0000-0000000000aa'', unnest(ARRAY[2147483647, 2147483647, 12])') WHERE n > 111;
SELECT n, s.* FROM generate_series(110, 113) n, seats(n) s ORDER BY n;
SELECT * FROM boh_verify(progress => false);
-- the largest event, and what one statement takes and gives back
UPDATE events SET capacity = 2147483647, max_seats_per_user = NULL WHERE id IN (event(110), event(111));
UPDATE bookings SET status = 'CANCELLED' WHERE event_id IN (event(110), event(111)) AND user_id <> :ada;
UPDATE bookings SET seats = 2147483646 WHERE event_id IN (event(110), event(111)) AND user_id = :ada;
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(110), :bob, 1), (event(111), :bob, 1);
SELECT refused(110, 1), refused(111, 1);
UPDATE bookings SET seats = 2147483647 - seats WHERE event_id IN (event(110), event(111)) AND status = 'PENDING';
SELECT n, s.* FROM generate_series(110, 111) n, seats(n) s ORDER BY n;
UPDATE bookings SET status = 'CANCELLED' WHERE event_id IN (event(110), event(111)) AND status = 'PENDING';
SELECT n, s.* FROM generate_series(110, 111) n, seats(n) s ORDER BY n;
SELECT * FROM boh_verify(progress => false);
-- bookings that were never counted give nothing back: 2^32 and 10 more, 2^32, 2^31
CREATE FUNCTION uncounted(n integer, VARIADIC seats integer[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL session_replication_role = replica;
	INSERT INTO bookings (event_id, user_id, seats, status, unit_price, total_price, currency, expires_at)
		SELECT event(n), '00000000-0000-0000-0000-0000000000aa', s, 'PENDING', 0, 0, 'EUR', '2001-01-01' FROM unnest(seats) s;
	SET LOCAL session_replication_role = origin;
	RETURN raises(format('UPDATE bookings SET status = ''CANCELLED'' WHERE event_id = %L AND status = ''PENDING''', event(n)));
END
$$;
UPDATE events SET capacity = 100 WHERE id IN (event(110), event(111));
INSERT INTO bookings (event_id, user_id, seats) VALUES (event(110), :ada, 20), (event(111), :ada, 20);
BEGIN;
SAVEPOINT counted;
SELECT uncounted(110, 2147483647, 2147483647, 2) AS row, uncounted(111, 2147483647, 2147483647, 2) AS lanes;
ROLLBACK TO counted;
SELECT uncounted(110, 2147483647, 2147483629) AS row, uncounted(111, 2147483647, 2147483629) AS lanes;
ROLLBACK TO counted;
SELECT uncounted(110, 2147483628) AS row, uncounted(111, 2147483628) AS lanes;
ROLLBACK TO counted;
SELECT uncounted(110, 1) AS row, uncounted(111, 1) AS lanes;
SELECT n, s.booked FROM generate_series(110, 111) n, seats(n) s ORDER BY n;
-- more free seats than a number of seats can say
UPDATE events SET capacity = 2147483647 WHERE id IN (event(110), event(111));
SELECT uncounted(110, 100) AS row, uncounted(111, 100) AS lanes;
SELECT raises('SELECT boh_available_seats(event(110))') AS row, raises('SELECT boh_available_seats(event(111))') AS lanes;
ROLLBACK TO counted;
-- and lanes that have drifted that far
SET LOCAL session_replication_role = replica;
UPDATE booking_lanes SET capacity = 2147483647, booked = 2147483647 WHERE event_id = event(111);
SET LOCAL session_replication_role = origin;
SELECT raises('SELECT boh_available_seats(event(111))') AS available, raises('SELECT boh_fold_lanes(event(111))') AS fold,
	raises('UPDATE events SET capacity = 200 WHERE id = event(111)') AS change, raises('UPDATE events SET booking_lanes = 1 WHERE id = event(111)') AS close;
SELECT refused(111, 1);
ROLLBACK;
SELECT * FROM boh_verify(progress => false);

--
-- boh_verify() finds what drifts
--

BEGIN;
SET LOCAL session_replication_role = replica;
CREATE VIEW drift AS SELECT problem, entity, entity_id, expected, actual FROM boh_verify(progress => false) WHERE entity_id IS NOT NULL;
SAVEPOINT sound;
UPDATE booking_lanes SET booked = booked - 1 WHERE (event_id, lane) IN (SELECT event_id, lane FROM booking_lanes WHERE event_id = event(70) AND booked > 0 LIMIT 1);
SELECT * FROM drift;
ROLLBACK TO sound;
UPDATE booking_lanes SET capacity = capacity + 1 WHERE event_id = event(70) AND lane = 1;
SELECT * FROM drift;
ROLLBACK TO sound;
DELETE FROM booking_lanes WHERE event_id = event(70) AND lane = 2;
SELECT problem, entity_id FROM drift WHERE problem NOT LIKE 'booked%';
ROLLBACK TO sound;
UPDATE booking_lanes SET lane = 9 WHERE event_id = event(70) AND lane = 4;
SELECT * FROM drift;
ROLLBACK TO sound;
DELETE FROM booking_lanes WHERE event_id = event(70);
SELECT * FROM drift;
ROLLBACK TO sound;
INSERT INTO booking_lanes (event_id, lane, capacity, booked) VALUES (event(71), 1, 12, 2);
SELECT * FROM drift;
ROLLBACK TO sound;
ALTER TABLE booking_lanes DROP CONSTRAINT chk_booking_lanes_booked;
UPDATE booking_lanes SET booked = CASE lane WHEN 1 THEN -1 ELSE capacity + 1 END WHERE event_id = event(60) AND lane < 3;
SELECT problem, entity, entity_id, expected, actual FROM boh_verify(progress => false) WHERE problem ~ 'oversold|constraint';
ROLLBACK TO sound;
-- the counter of an event with lanes may be old; of one without it may not
UPDATE events SET booked_count = 0 WHERE id IN (event(70), event(71));
SELECT * FROM drift;
ROLLBACK;
-- how the owner puts it right
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE booking_lanes SET booked = capacity WHERE event_id = event(70);
DELETE FROM booking_lanes WHERE event_id = event(72) AND lane > 2;
UPDATE events SET booked_count = 0 WHERE id = event(71);
SET LOCAL session_replication_role = origin;
SELECT problem, entity_id FROM boh_verify(progress => false);
SELECT event_id, boh_recount_seats(event_id) AS too_many
FROM (SELECT DISTINCT entity_id AS event_id FROM boh_verify(progress => false)
	WHERE entity IN ('events', 'booking_lanes') AND problem ~ 'booked|lane' ORDER BY 1) drifted;
SELECT count(*) AS lanes FROM booking_lanes;
SELECT * FROM boh_verify(progress => false);
ROLLBACK;

--
-- An event with more bookings than seats
--

-- 12 seats of 10 are booked, with one counter and with lanes, and none are counted
CREATE FUNCTION oversell(n integer, lanes integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM new_event(n, 10, lanes);
	SET LOCAL session_replication_role = replica;
	INSERT INTO bookings (id, event_id, user_id, seats, status, confirmed_at, unit_price, total_price, currency)
	SELECT ('00000000-0000-0000-0000-000000' || n || '0b' || seats)::uuid, event(n), '00000000-0000-0000-0000-0000000000aa', seats, 'CONFIRMED', now(), 10, 10 * seats, 'EUR'
	FROM unnest(ARRAY[3, 4, 5]) seats;
	SET LOCAL session_replication_role = origin;
END $$;
SELECT oversell(801, 1), oversell(802, 4);
CREATE VIEW oversold AS SELECT problem, entity_id, expected, actual FROM boh_verify(progress => false);
SELECT * FROM oversold;
SELECT raises('SELECT boh_cancel_booking(''00000000-0000-0000-0000-0000008010b5'')') AS one_counter, raises('SELECT boh_cancel_event(event(802))') AS lanes;
-- cancelled until they fit: nobody books meanwhile
BEGIN;
SELECT boh_recount_seats(event(801)) AS too_many, boh_recount_seats(event(802)) AS too_many_on_lanes;
SELECT * FROM oversold;
SELECT refused(801, 1), refused(802, 1);
SELECT status FROM boh_cancel_booking('00000000-0000-0000-0000-0000008010b3', 'oversold');
UPDATE bookings SET status = 'CANCELLED', cancel_reason = 'oversold' WHERE id = '00000000-0000-0000-0000-0000008020b3';
SELECT * FROM oversold;
SELECT seats(801), seats(802);
-- what is free can be booked again
SELECT refused(801, 2), refused(802, 2);
SELECT one.seats, lanes.seats FROM boh_book_seats(event(801), :bob, 1) one, boh_book_seats(event(802), :bob, 1) lanes;
SELECT boh_recount_seats(event(801)) AS too_many, boh_recount_seats(event(802)) AS too_many_on_lanes;
SELECT * FROM oversold;
ROLLBACK;
-- cancelled altogether
BEGIN;
SELECT boh_recount_seats(event(801)) AS too_many, boh_recount_seats(event(802)) AS too_many_on_lanes;
SELECT boh_cancel_event(event(801)), boh_cancel_event(event(802));
SELECT seats(801), seats(802);
SELECT * FROM oversold;
ROLLBACK;
-- with room for all
BEGIN;
UPDATE events SET capacity = 12 WHERE id IN (event(801), event(802));
SELECT boh_recount_seats(event(801)) AS too_many, boh_recount_seats(event(802)) AS too_many_on_lanes;
SELECT seats(801), seats(802);
COMMIT;
SELECT * FROM oversold;
-- another transaction adds as always
SELECT status FROM boh_cancel_booking('00000000-0000-0000-0000-0000008010b3');
SELECT status FROM boh_cancel_booking('00000000-0000-0000-0000-0000008020b3');
SELECT seats(801), seats(802);
-- more are counted than are booked
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE events SET booked_count = 12 WHERE id = event(801);
UPDATE booking_lanes SET booked = capacity WHERE event_id = event(802);
SET LOCAL session_replication_role = origin;
SELECT boh_recount_seats(event(801)) AS too_many, boh_recount_seats(event(802)) AS too_many_on_lanes;
SELECT * FROM oversold;
ROLLBACK;
SELECT raises('SELECT boh_recount_seats(NULL)') AS none, raises('SELECT boh_recount_seats(event(999))') AS unknown;
CREATE ROLE regress_boh_recount;
GRANT USAGE ON SCHEMA test_lanes TO regress_boh_recount;
GRANT SELECT ON events TO regress_boh_recount;
CALL see_all('test_lanes', 'regress_boh_recount');
SET ROLE regress_boh_recount;
SELECT raises('SELECT boh_recount_seats(event(801))') AS may_not;
RESET ROLE;
GRANT UPDATE ON events TO regress_boh_recount;
SET ROLE regress_boh_recount;
SELECT boh_recount_seats(event(801)) AS may;
RESET ROLE;
DROP OWNED BY regress_boh_recount;
DROP ROLE regress_boh_recount;
SELECT * FROM boh_verify(progress => false);

SET client_min_messages = warning;
DROP SCHEMA test_lanes CASCADE;
DROP SCHEMA test_lanes_too CASCADE;

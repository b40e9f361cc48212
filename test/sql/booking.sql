-- Functions that book, confirm, cancel, change and refund

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_booking');
SET search_path = test_booking, public;
SET boh.schema = 'test_booking';

INSERT INTO users (id, email, deleted_at) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com', NULL),
	('00000000-0000-0000-0000-0000000000bb', 'bob@example.com', NULL), ('00000000-0000-0000-0000-0000000000dd', 'dan@example.com', now());
\set ada '''00000000-0000-0000-0000-0000000000aa'''
\set bob '''00000000-0000-0000-0000-0000000000bb'''
\set dan '''00000000-0000-0000-0000-0000000000dd'''
CREATE FUNCTION new_event(event uuid, seats integer, unit numeric DEFAULT 12.50, "limit" integer DEFAULT NULL,
	opens timestamptz DEFAULT NULL, closes timestamptz DEFAULT NULL, state text DEFAULT 'PUBLISHED') RETURNS uuid LANGUAGE sql AS $$
	INSERT INTO events (id, author_id, title, capacity, price, max_seats_per_user, booking_opens_at, booking_closes_at, status, start_date, end_date)
	VALUES (event, '00000000-0000-0000-0000-0000000000aa', 'Event', seats, unit, "limit", opens, closes, state::event_status, '2999-01-01', '2999-01-02')
	RETURNING id
$$;

--
-- Booking
--

\set event '''00000000-0000-0000-0000-0000000000e1'''
SELECT new_event(:event, 10) IS NOT NULL AS made;
-- without a payment it is held, for as long as the setting or the caller says
SELECT event_id = :event AS event, user_id = :bob AS "user", seats, unit_price, total_price, currency, status,
	expires_at - booking_date BETWEEN '899 s' AND '959 s' AS held, confirmed_at, cancelled_at, refunded_at, payment_reference, refund_due,
	boh_uuid7_time(id) IS NOT NULL AS version_7
FROM boh_book_seats(:event, :bob, 2);
SET boh.hold_seconds = 60;
SELECT expires_at - booking_date BETWEEN '59 s' AND '119 s' AS held FROM boh_book_seats(:event, :bob, 1);
SELECT expires_at - booking_date BETWEEN '299 s' AND '359 s' AS held FROM boh_book_seats(:event, :bob, 1, hold_seconds => 300);
RESET boh.hold_seconds;
-- with one it is confirmed
SELECT seats, total_price, status, expires_at, confirmed_at >= booking_date AS confirmed, payment_reference, refund_due
FROM boh_book_seats(:event, :ada, 3, payment => 'pay-1', hold_seconds => 300);
SELECT booked_count, boh_available_seats(id) FROM events WHERE id = :event;
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 4)') AS too_many,
	raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 3)') AS last;

-- who and what
CREATE FUNCTION book(event text, customer text, seats integer) RETURNS text LANGUAGE sql AS $$
	SELECT raises(format('SELECT boh_book_seats(%L, %L, %s)', event, customer, seats))
$$;
SELECT book('00000000-0000-0000-0000-0000000000ff', :bob, 1) AS no_event, book(:event, '00000000-0000-0000-0000-0000000000ff', 1) AS sold_out_first;
SELECT new_event('00000000-0000-0000-0000-0000000000e2', 10, closes => '2001-01-01') IS NOT NULL AS made,
	new_event('00000000-0000-0000-0000-0000000000e3', 10, opens => '2998-01-01') IS NOT NULL AS made,
	new_event('00000000-0000-0000-0000-0000000000e4', 10, state => 'DRAFT') IS NOT NULL AS made,
	new_event('00000000-0000-0000-0000-0000000000e5', 10, state => 'CANCELLED') IS NOT NULL AS made,
	new_event('00000000-0000-0000-0000-0000000000e6', 10) IS NOT NULL AS made;
SELECT book('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000ff', 1) AS no_user,
	book('00000000-0000-0000-0000-0000000000e6', :dan, 1) AS deleted_user;
SELECT book('00000000-0000-0000-0000-0000000000e2', :bob, 1) AS closed;
SELECT book('00000000-0000-0000-0000-0000000000e3', :bob, 1) AS not_yet;
SELECT book('00000000-0000-0000-0000-0000000000e4', :bob, 1) AS draft, book('00000000-0000-0000-0000-0000000000e5', :bob, 1) AS cancelled;
-- the window moves
UPDATE events SET booking_opens_at = '2001-01-01' WHERE id = '00000000-0000-0000-0000-0000000000e3';
SELECT book('00000000-0000-0000-0000-0000000000e3', :bob, 1) AS open;
UPDATE events SET start_date = '2001-01-01', booking_opens_at = NULL WHERE id = '00000000-0000-0000-0000-0000000000e3';
SELECT book('00000000-0000-0000-0000-0000000000e3', :bob, 1) AS begun;
UPDATE events SET booking_closes_at = '2999-01-01' WHERE id = '00000000-0000-0000-0000-0000000000e3';
SELECT book('00000000-0000-0000-0000-0000000000e3', :bob, 1) AS late_comers;

-- arguments
SELECT book(NULL, :bob, 1) AS event, book(:event, NULL, 1) AS customer,
	raises('SELECT boh_book_seats(boh_uuid7(), boh_uuid7(), NULL)') AS seats;
SELECT left(arguments, 30) AS arguments, raises(format('SELECT boh_book_seats(boh_uuid7(), boh_uuid7(), %s)', arguments))
FROM (VALUES (1, '0'), (2, '-1'), (3, '1, '''''), (4, format('1, %L', repeat('é', 256))), (5, '1, payment => '''''), (6, format('1, payment => %L', repeat('é', 256))),
	(7, '1, hold_seconds => 0'), (8, '1, hold_seconds => 31536001'), (9, '1, hold_seconds => 31536000')) v (n, arguments) ORDER BY n;
SELECT raises('SELECT boh_confirm_booking(NULL)') AS confirm, raises('SELECT boh_cancel_booking(NULL)') AS cancel,
	raises('SELECT boh_refund_booking(NULL)') AS refund, raises('SELECT boh_change_seats(NULL, 1)') AS change,
	raises('SELECT boh_change_seats(boh_uuid7(), NULL)') AS seats, raises('SELECT boh_change_seats(boh_uuid7(), 0)') AS zero;
SELECT raises('SELECT boh_confirm_booking(boh_uuid7())') AS confirm, raises('SELECT boh_cancel_booking(boh_uuid7())') AS cancel,
	raises('SELECT boh_refund_booking(boh_uuid7())') AS refund, raises('SELECT boh_change_seats(boh_uuid7(), 1)') AS change,
	raises('SELECT boh_available_seats(boh_uuid7())') AS available, raises('SELECT boh_available_seats(NULL)') AS nothing;
SELECT raises('SELECT boh_confirm_booking(boh_uuid7(), '''')') AS confirm, raises(format('SELECT boh_cancel_booking(boh_uuid7(), %L)', repeat('x', 1001))) AS cancel,
	raises(format('SELECT boh_refund_booking(boh_uuid7(), %L)', repeat('x', 256))) AS refund;

--
-- Idempotency
--

\set event '''00000000-0000-0000-0000-0000000000e7'''
SELECT new_event(:event, 6) IS NOT NULL AS made;
SELECT id AS first FROM boh_book_seats(:event, :bob, 2, 'key-1') \gset
SELECT id = :'first' AS same, status, seats FROM boh_book_seats(:event, :bob, 2, 'key-1');
SELECT booked_count FROM events WHERE id = :event;
-- a key is its user's own
SELECT id = :'first' AS same, seats FROM boh_book_seats(:event, :ada, 1, 'key-1');
-- and names one request
CREATE FUNCTION again(arguments text) RETURNS text LANGUAGE sql AS $$
	SELECT raises(format('SELECT boh_book_seats(%s)', arguments))
$$;
SELECT again('''00000000-0000-0000-0000-0000000000e7'', ''00000000-0000-0000-0000-0000000000bb'', 3, ''key-1''') AS seats,
	again('''00000000-0000-0000-0000-0000000000e6'', ''00000000-0000-0000-0000-0000000000bb'', 2, ''key-1''') AS event,
	again('''00000000-0000-0000-0000-0000000000e7'', ''00000000-0000-0000-0000-0000000000bb'', 2, ''key-1'', ''pay-2''') AS payment,
	again('''00000000-0000-0000-0000-0000000000e7'', ''00000000-0000-0000-0000-0000000000bb'', 2, ''key-1'', NULL, 60') AS hold;
-- the first result as it stands now: changed, confirmed, cancelled, refunded
SELECT seats, total_price FROM boh_change_seats(:'first', 3);
SELECT id = :'first' AS same, status, seats FROM boh_book_seats(:event, :bob, 2, 'key-1');
SELECT status FROM boh_confirm_booking(:'first', 'pay-1');
SELECT id = :'first' AS same, status, payment_reference FROM boh_book_seats(:event, :bob, 2, 'key-1');
SELECT status FROM boh_cancel_booking(:'first');
SELECT id = :'first' AS same, status, refund_due FROM boh_book_seats(:event, :bob, 2, 'key-1');
SELECT status FROM boh_refund_booking(:'first');
SELECT id = :'first' AS same, status, refund_due FROM boh_book_seats(:event, :bob, 2, 'key-1');
-- whatever became of event and user
SELECT id AS first FROM boh_book_seats(:event, :bob, 2, 'key-2', 'pay-3') \gset
SELECT seats FROM boh_book_seats(:event, :ada, 3);
SELECT id = :'first' AS sold_out FROM boh_book_seats(:event, :bob, 2, 'key-2', 'pay-3');
UPDATE users SET deleted_at = now() WHERE id = :bob;
UPDATE events SET price = 99, booking_closes_at = '2001-01-01' WHERE id = :event;
SELECT id = :'first' AS closed FROM boh_book_seats(:event, :bob, 2, 'key-2', 'pay-3');
UPDATE users SET deleted_at = NULL WHERE id = :bob;
-- plain SQL leaves the same trace
INSERT INTO bookings (event_id, user_id, seats, idempotency_key) VALUES ('00000000-0000-0000-0000-0000000000e6', :bob, 2, 'key-3') RETURNING idempotency_request;
SELECT status, seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e6', :bob, 2, 'key-3');
-- what was asked is not for the client to say
INSERT INTO bookings (event_id, user_id, seats, idempotency_key, idempotency_request, payment_reference, status)
	VALUES ('00000000-0000-0000-0000-0000000000e6', :bob, 1, 'key-5', '{"seats": 9}', 'pay-5', 'CONFIRMED') RETURNING idempotency_request;
INSERT INTO bookings (event_id, user_id, idempotency_request) VALUES ('00000000-0000-0000-0000-0000000000e6', :bob, '{}') RETURNING idempotency_request;
SELECT status, seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e6', :bob, 1, 'key-5', 'pay-5');
-- of a call it is what was asked, whatever a trigger makes of it, and of no other row that comes with it
CREATE FUNCTION fewer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.idempotency_key = 'key-6' THEN
		INSERT INTO bookings (event_id, user_id, idempotency_key) VALUES (NEW.event_id, NEW.user_id, 'key-7'), (NEW.event_id, '00000000-0000-0000-0000-0000000000aa', 'key-6');
	END IF;
	NEW.seats := 1;
	RETURN NEW;
END
$$;
CREATE TRIGGER a_fewer BEFORE INSERT ON bookings FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION fewer();
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e6', :bob, 2, 'key-6', hold_seconds => 60);
SELECT user_id, idempotency_key, seats, idempotency_request - 'event_id' AS request FROM bookings WHERE idempotency_key IN ('key-6', 'key-7') ORDER BY 1, 2;
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e6', :bob, 2, 'key-6', hold_seconds => 60);
DROP TRIGGER a_fewer ON bookings;
-- a request that failed leaves none
SELECT book(:event, :bob, 1);
SELECT again('''00000000-0000-0000-0000-0000000000e7'', ''00000000-0000-0000-0000-0000000000bb'', 1, ''key-4''') AS closed;
UPDATE events SET booking_closes_at = NULL, capacity = 9 WHERE id = :event;
SELECT seats FROM boh_book_seats(:event, :bob, 2, 'key-4');

--
-- Price
--

\set event '''00000000-0000-0000-0000-0000000000e8'''
SELECT new_event(:event, 100, 10) IS NOT NULL AS made;
CREATE FUNCTION insert_price(seats text, unit text, total text, money text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text := raises(format('INSERT INTO bookings (event_id, user_id, seats, unit_price, total_price, currency)
		VALUES (''00000000-0000-0000-0000-0000000000e8'', ''00000000-0000-0000-0000-0000000000bb'', %L, %L, %L, %L)', seats, unit, total, money));
BEGIN
	RETURN CASE WHEN result = 'nothing is raised' THEN
		(SELECT concat_ws(' ', b.seats, 'x', b.unit_price, '=', b.total_price, b.currency) FROM bookings b WHERE event_id = '00000000-0000-0000-0000-0000000000e8' ORDER BY id DESC LIMIT 1)
		ELSE result END;
END
$$;
SELECT *, insert_price(seats, unit, total, money)
FROM (VALUES (1, '3', NULL, NULL, NULL), (2, '3', '10', NULL, NULL), (3, '3', NULL, '30', NULL), (4, '3', '10.00', '30.000', 'EUR'),
	(5, '3', '9.99', NULL, NULL), (6, '3', '0', NULL, NULL), (7, '3', NULL, '29.99', NULL), (8, '3', NULL, '3', NULL), (9, '3', NULL, '0', NULL),
	(10, '3', '10', '29', NULL), (11, '3', '9', '30', NULL), (12, '3', '-10', NULL, NULL), (13, '3', '-10', '-30', NULL),
	(14, '3', NULL, NULL, 'USD'), (15, '3', '10', NULL, 'USD'), (16, '3', NULL, NULL, 'eur'), (17, '0', NULL, NULL, NULL), (18, '0', NULL, '0', NULL),
	(19, '-1', NULL, NULL, NULL), (20, NULL, NULL, NULL, NULL), (21, '3', 'NaN', NULL, NULL)) v (n, seats, unit, total, money) ORDER BY n;
-- prices that do not divide evenly
UPDATE events SET price = 3.33 WHERE id = :event;
SELECT insert_price('3', NULL, '9.99') AS right, insert_price('3', NULL, '10.00') AS wrong;
-- a stale quote
UPDATE events SET price = 4 WHERE id = :event;
SELECT insert_price('1', '3.33', NULL) AS unit, insert_price('3', NULL, '9.99') AS total, insert_price('3', NULL, NULL) AS none;
UPDATE events SET currency = 'USD' WHERE id = :event;
SELECT insert_price('1', '4', NULL, 'EUR') AS currency, insert_price('1', '4', NULL) AS none;
-- free
UPDATE events SET price = 0 WHERE id = :event;
SELECT insert_price('2', NULL, NULL) AS free, insert_price('2', '0', '0') AS named;
-- captured: another price of the event does not touch a booking
SELECT id AS booking FROM boh_book_seats(:event, :bob, 2) \gset
UPDATE events SET price = 50, currency = 'EUR' WHERE id = :event;
SELECT unit_price, total_price, currency FROM boh_confirm_booking(:'booking');

--
-- What cannot change
--

SELECT "column", raises(format('UPDATE bookings SET %I = %L WHERE id = %L', "column", value, :'booking'))
FROM (VALUES (1, 'id', '00000000-0000-0000-0000-000000000001'), (2, 'user_id', :ada), (3, 'event_id', '00000000-0000-0000-0000-0000000000e1'),
	(4, 'unit_price', '1'), (5, 'total_price', '1'), (6, 'currency', 'EUR'), (7, 'booking_date', '2001-01-01'), (8, 'idempotency_key', 'k'),
	(9, 'idempotency_request', '{}'), (10, 'unit_price', '0'), (11, 'total_price', '0.000'), (12, 'user_id', NULL), (13, 'status', NULL),
	(14, 'confirmed_at', NULL), (15, 'cancel_reason', ''), (16, 'updated_at', '2001-01-01')) v (n, "column", value) ORDER BY n;
SELECT updated_at >= booking_date AS kept FROM bookings WHERE id = :'booking';

-- more than the column holds, on every way
SELECT new_event('00000000-0000-0000-0000-0000000000eb', 1000, 1000000000) IS NOT NULL AS made;
SELECT id AS dear FROM boh_book_seats('00000000-0000-0000-0000-0000000000eb', :bob, 9) \gset
SELECT book('00000000-0000-0000-0000-0000000000eb', :bob, 10) AS book,
	raises('INSERT INTO bookings (event_id, user_id, seats) VALUES (''00000000-0000-0000-0000-0000000000eb'', ''00000000-0000-0000-0000-0000000000bb'', 10)') AS insert,
	raises('INSERT INTO bookings (event_id, user_id, seats, unit_price) VALUES (''00000000-0000-0000-0000-0000000000eb'', ''00000000-0000-0000-0000-0000000000bb'', 10, 1e9)') AS unit;
SELECT raises(format('SELECT boh_change_seats(%L, 10)', :'dear')) AS change, raises(format('UPDATE bookings SET seats = 10 WHERE id = %L', :'dear')) AS update;
-- a new booking has no refund
SELECT raises('INSERT INTO bookings (event_id, user_id, refund_reference) VALUES (''00000000-0000-0000-0000-0000000000e8'', ''00000000-0000-0000-0000-0000000000bb'', ''refund'')') AS refund;
-- times that not every client can read
SELECT "column", value, raises(format('INSERT INTO bookings (event_id, user_id, status, %I) VALUES (''00000000-0000-0000-0000-0000000000e8'', ''00000000-0000-0000-0000-0000000000bb'', %L, %L)',
	"column", CASE "column" WHEN 'confirmed_at' THEN 'CONFIRMED' ELSE 'PENDING' END, value))
FROM unnest(ARRAY['booking_date', 'expires_at', 'confirmed_at']) WITH ORDINALITY c ("column", n), unnest(ARRAY['infinity', '-infinity', '10000-01-02', '0002-01-01 BC', '9999-12-30', '0001-01-02']) WITH ORDINALITY v (value, m) ORDER BY n, m;
SELECT "column", raises(format('UPDATE bookings SET status = %L, %I = %L WHERE id = %L', state, "column", 'infinity', :'booking'))
FROM (VALUES ('CONFIRMED', 'confirmed_at'), ('CANCELLED', 'cancelled_at'), ('REFUNDED', 'refunded_at')) v (state, "column");

--
-- Status
--

-- every change, by plain SQL: the trigger decides
SELECT new_event('00000000-0000-0000-0000-0000000000e9', 1000) IS NOT NULL AS made;
CREATE FUNCTION booking_in(state text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
	made uuid := (SELECT id FROM boh_book_seats('00000000-0000-0000-0000-0000000000e9', '00000000-0000-0000-0000-0000000000bb', 1,
		payment => CASE WHEN state <> 'PENDING' THEN 'pay' END));
BEGIN
	IF state IN ('CANCELLED', 'REFUNDED') THEN
		UPDATE bookings SET status = state::booking_status WHERE id = made;
	END IF;
	RETURN made;
END
$$;
SELECT f AS "from", t AS "to", raises(format('UPDATE bookings SET status = %L WHERE id = %L', t, booking_in(f::text)))
FROM unnest(enum_range(NULL::booking_status)) f, unnest(enum_range(NULL::booking_status)) t ORDER BY 1, 2;
SELECT status, count(*), bool_and(CASE status WHEN 'PENDING' THEN expires_at WHEN 'CONFIRMED' THEN confirmed_at
	WHEN 'CANCELLED' THEN cancelled_at ELSE refunded_at END IS NOT NULL) AS since FROM bookings
WHERE event_id = '00000000-0000-0000-0000-0000000000e9' GROUP BY 1 ORDER BY 1;
SELECT booked_count = (SELECT sum(seats) FROM bookings WHERE event_id = e.id AND status IN ('PENDING', 'CONFIRMED')) AS counted
FROM events e WHERE id = '00000000-0000-0000-0000-0000000000e9';
SELECT state, raises(format('INSERT INTO bookings (event_id, user_id, status) VALUES (''00000000-0000-0000-0000-0000000000e9'', ''00000000-0000-0000-0000-0000000000bb'', %L)', state))
FROM unnest(ARRAY['PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED', 'PAID', NULL]) state;

-- every function on every status
SELECT s AS status,
	raises(format('SELECT boh_confirm_booking(%L)', booking_in(s))) AS confirm,
	raises(format('SELECT boh_cancel_booking(%L, ''no time'')', booking_in(s))) AS cancel,
	raises(format('SELECT boh_change_seats(%L, 2)', booking_in(s))) AS change,
	raises(format('SELECT boh_refund_booking(%L, ''refund-1'')', booking_in(s))) AS refund
FROM unnest(ARRAY['PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED']) s;

-- asked twice: the row as it is, and seats are freed once
SELECT booking_in('CONFIRMED') AS booking \gset
SELECT booked_count AS before FROM events WHERE id = '00000000-0000-0000-0000-0000000000e9' \gset
SELECT confirmed_at AS confirmed FROM bookings WHERE id = :'booking' \gset
SELECT status, confirmed_at = :'confirmed' AS same FROM boh_confirm_booking(:'booking', 'pay');
SELECT status, confirmed_at = :'confirmed' AS same FROM boh_confirm_booking(:'booking');
SELECT raises(format('SELECT boh_confirm_booking(%L, ''other'')', :'booking')) AS other_payment;
SELECT status, cancelled_at AS cancelled FROM boh_cancel_booking(:'booking', 'ill') \gset
SELECT status, cancelled_at = :'cancelled' AS same, refund_due FROM boh_cancel_booking(:'booking', 'another reason');
SELECT cancel_reason, (SELECT booked_count - :before FROM events WHERE id = event_id) AS freed FROM bookings WHERE id = :'booking';
SELECT raises(format('UPDATE bookings SET status = ''CONFIRMED'' WHERE id = %L', :'booking')) AS returns;
SELECT status, refunded_at AS refunded, refund_due FROM boh_refund_booking(:'booking', 'refund-1') \gset
SELECT status, refunded_at = :'refunded' AS same, refund_due FROM boh_refund_booking(:'booking', 'refund-1');
SELECT status, refunded_at = :'refunded' AS same FROM boh_refund_booking(:'booking');
SELECT raises(format('SELECT boh_refund_booking(%L, ''refund-2'')', :'booking')) AS other_refund,
	raises(format('SELECT boh_confirm_booking(%L, ''pay'')', :'booking')) AS same_payment,
	raises(format('SELECT boh_confirm_booking(%L, ''other'')', :'booking')) AS other_payment,
	raises(format('UPDATE bookings SET payment_reference = NULL WHERE id = %L', :'booking')) AS forgotten;
SELECT booked_count - :before AS freed FROM events WHERE id = '00000000-0000-0000-0000-0000000000e9';
-- money that arrives after a cancellation of another kind is kept on record
SELECT booking_in('PENDING') AS booking \gset
SELECT status, refund_due FROM boh_cancel_booking(:'booking');
SELECT raises(format('SELECT boh_confirm_booking(%L)', :'booking')) AS without;
SELECT status, payment_reference, refund_due FROM boh_confirm_booking(:'booking', 'pay-late');
-- a confirmed one can have its payment recorded later, once
SELECT (boh_confirm_booking(booking_in('PENDING'))).id AS booking \gset
SELECT status, payment_reference FROM boh_confirm_booking(:'booking', 'pay-later');
SELECT raises(format('SELECT boh_confirm_booking(%L, ''pay-again'')', :'booking')) AS again;

--
-- Seats
--

\set event '''00000000-0000-0000-0000-0000000000ea'''
SELECT new_event(:event, 10, 7, "limit" => 6) IS NOT NULL AS made;
SELECT id AS booking FROM boh_book_seats(:event, :bob, 2) \gset
SELECT seats, total_price FROM boh_change_seats(:'booking', 5);
SELECT seats, total_price FROM boh_change_seats(:'booking', 1);
SELECT booked_count FROM events WHERE id = :event;
SELECT seats, status FROM boh_change_seats(:'booking', 1);
-- by plain SQL alike; a total that is named must fit
UPDATE bookings SET seats = 4 WHERE id = :'booking' RETURNING seats, total_price;
UPDATE bookings SET seats = 3, total_price = 21 WHERE id = :'booking' RETURNING seats, total_price;
SELECT raises(format('UPDATE bookings SET seats = 2, total_price = 15 WHERE id = %L', :'booking')) AS wrong_total,
	raises(format('UPDATE bookings SET seats = 0 WHERE id = %L', :'booking')) AS zero,
	raises(format('UPDATE bookings SET seats = -1 WHERE id = %L', :'booking')) AS negative,
	raises(format('UPDATE bookings SET seats = NULL WHERE id = %L', :'booking')) AS nothing,
	raises(format('UPDATE bookings SET seats = 2, status = ''CANCELLED'' WHERE id = %L', :'booking')) AS and_cancel;
UPDATE bookings SET seats = 2, status = 'CONFIRMED' WHERE id = :'booking' RETURNING seats, total_price, status;
SELECT booked_count FROM events WHERE id = :event;

-- limit per user, over all active bookings
SELECT book(:event, :bob, 5) AS new, raises(format('SELECT boh_change_seats(%L, 7)', :'booking')) AS changed;
SELECT seats FROM boh_book_seats(:event, :bob, 4);
SELECT book(:event, :bob, 1) AS new, book(:event, :ada, 4) AS another_user, book(:event, :ada, 1) AS sold_out;
SELECT status FROM boh_cancel_booking(:'booking');
SELECT book(:event, :bob, 2) AS again;
UPDATE events SET capacity = 20, max_seats_per_user = 3 WHERE id = :event;
SELECT book(:event, :ada, 1) AS lowered, max(booked_count) FROM events WHERE id = :event;
UPDATE events SET max_seats_per_user = NULL WHERE id = :event;
SELECT book(:event, :ada, 7) AS unlimited;

-- more seats obey the rules of a new booking, fewer do not ask
SELECT id AS booking FROM boh_book_seats(:event, :ada, 2) \gset
CREATE FUNCTION change(booking uuid, seats integer) RETURNS text LANGUAGE sql AS $$
	SELECT raises(format('SELECT boh_change_seats(%L, %s)', booking, seats))
$$;
SELECT change(:'booking', 4) AS too_many;
UPDATE events SET price = 8 WHERE id = :event;
SELECT change(:'booking', 3) AS price_changed, raises(format('UPDATE bookings SET unit_price = 8, seats = 3 WHERE id = %L', :'booking')) AS and_price;
UPDATE events SET price = 7, booking_closes_at = '2001-01-01' WHERE id = :event;
SELECT change(:'booking', 3) AS closed;
UPDATE events SET booking_closes_at = NULL WHERE id = :event;
UPDATE users SET deleted_at = now() WHERE id = :ada;
SELECT change(:'booking', 3) AS user_deleted;
UPDATE events SET booking_closes_at = '2001-01-01', price = 8 WHERE id = :event;
SELECT change(:'booking', 1) AS fewer;
SELECT booked_count FROM events WHERE id = :event;

-- what cost nothing is not paid back
UPDATE events SET booking_closes_at = NULL, price = 0, capacity = 30 WHERE id = :event;
SELECT id AS free FROM boh_book_seats(:event, :bob, 1, payment => 'free-1') \gset
SELECT status, refund_due FROM boh_cancel_booking(:'free');
SELECT status, refund_due FROM boh_confirm_booking(:'free', 'free-1');
SELECT status, refund_due FROM boh_refund_booking(:'free', 'refund-free');

-- an index of one's own lets a payment pay for one booking, on every way
CREATE UNIQUE INDEX uq_bookings_payment_reference ON bookings (payment_reference) WHERE event_id = '00000000-0000-0000-0000-0000000000ea';
SELECT id AS held FROM boh_book_seats(:event, :bob, 1) \gset
SELECT id AS once FROM boh_book_seats(:event, :bob, 1, payment => 'once') \gset
SELECT n, r.code, r.place FROM (VALUES
	(1, 'SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000ea'', ''00000000-0000-0000-0000-0000000000bb'', 1, payment => ''once'')'),
	(2, 'SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000ea'', ''00000000-0000-0000-0000-0000000000bb'', 1, ''key-once'', ''once'')'),
	(3, 'INSERT INTO bookings (event_id, user_id, status, payment_reference) VALUES (''00000000-0000-0000-0000-0000000000ea'', ''00000000-0000-0000-0000-0000000000bb'', ''CONFIRMED'', ''once'')'),
	(4, format('SELECT boh_confirm_booking(%L, ''once'')', :'held')),
	(5, format('UPDATE bookings SET payment_reference = ''once'' WHERE id = %L', :'held'))) v (n, statement), LATERAL raised(statement) r ORDER BY n;
SELECT status FROM boh_confirm_booking(:'once', 'once');
SELECT status FROM boh_confirm_booking(:'held', 'twice');
DROP INDEX uq_bookings_payment_reference;

SELECT * FROM boh_verify(progress => false);
SET client_min_messages = warning;
DROP SCHEMA test_booking CASCADE;

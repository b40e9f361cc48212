-- Holds: seats come free at their moment, late payments are never lost

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_hold');
SET search_path = test_hold, public;
SET boh.schema = 'test_hold';

INSERT INTO users (id, email) SELECT ('00000000-0000-0000-0000-0000000000' || n)::uuid, n || '@example.com' FROM unnest(ARRAY['aa', 'bb', 'cc']) n;
\set ada '''00000000-0000-0000-0000-0000000000aa'''
\set bob '''00000000-0000-0000-0000-0000000000bb'''
\set cat '''00000000-0000-0000-0000-0000000000cc'''
CREATE FUNCTION new_event(event uuid, seats integer, "limit" integer DEFAULT NULL) RETURNS boolean LANGUAGE sql AS $$
	INSERT INTO events (id, author_id, title, capacity, price, max_seats_per_user, status, start_date, end_date)
	VALUES (event, '00000000-0000-0000-0000-0000000000aa', 'Event', seats, 10, "limit", 'PUBLISHED', '2999-01-01', '2999-01-02')
	RETURNING true AS made
$$;
-- a hold whose time has run out, without waiting for it
CREATE FUNCTION overdue(event uuid, customer uuid, seat_count integer) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
	made uuid := (SELECT id FROM boh_book_seats(event, customer, seat_count));
BEGIN
	UPDATE bookings SET expires_at = '2001-01-01' WHERE id = made;
	RETURN made;
END
$$;
CREATE VIEW shown AS SELECT event_id, user_id, seats, status, expires_at IS NOT NULL AS expires, confirmed_at IS NOT NULL AS confirmed,
	cancelled_at IS NOT NULL AS cancelled, cancel_reason, payment_reference FROM bookings ORDER BY id;

--
-- Seats of overdue holds are free
--

\set event '''00000000-0000-0000-0000-0000000000e1'''
SELECT new_event(:event, 10);
SELECT overdue(:event, :ada, 4) AS first, overdue(:event, :bob, 3) AS second \gset
SELECT booked_count, boh_available_seats(id) FROM events WHERE id = :event;
-- a booking that has room leaves them alone
SELECT seats FROM boh_book_seats(:event, :cat, 3);
SELECT seats, status, cancel_reason FROM shown;
-- one that needs them takes them in its own statement
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000cc'', 8)') AS too_many;
SELECT count(*) AS still_pending FROM bookings WHERE status = 'PENDING';
SELECT seats FROM boh_book_seats(:event, :cat, 5, payment => 'pay-1');
SELECT seats, status, cancelled, cancel_reason FROM shown;
SELECT booked_count, boh_available_seats(id) FROM events WHERE id = :event;
-- plain SQL alike, and change_seats
SELECT new_event('00000000-0000-0000-0000-0000000000e2', 4);
SELECT id AS mine FROM boh_book_seats('00000000-0000-0000-0000-0000000000e2', :cat, 1) \gset
SELECT overdue('00000000-0000-0000-0000-0000000000e2', :ada, 1) IS NOT NULL AS overdue, overdue('00000000-0000-0000-0000-0000000000e2', :bob, 2) IS NOT NULL AS overdue;
SELECT seats FROM boh_change_seats(:'mine', 2);
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e2', :ada, 2);
SELECT seats, status, cancel_reason FROM shown WHERE event_id = '00000000-0000-0000-0000-0000000000e2';
-- a statement cancels no hold that it makes itself, overdue as it may be: not for seats, not for the limit
BEGIN;
SELECT new_event('00000000-0000-0000-0000-0000000000f1', 4);
SELECT overdue('00000000-0000-0000-0000-0000000000f1', :bob, 2) IS NOT NULL AS overdue;
INSERT INTO bookings (event_id, user_id, seats, expires_at) VALUES ('00000000-0000-0000-0000-0000000000f1', :ada, 3, '2001-01-01');
SELECT user_id, seats, status, cancel_reason FROM shown WHERE event_id = '00000000-0000-0000-0000-0000000000f1';
UPDATE events SET capacity = 20, max_seats_per_user = 4 WHERE id = '00000000-0000-0000-0000-0000000000f1';
INSERT INTO bookings (event_id, user_id, seats, expires_at) VALUES ('00000000-0000-0000-0000-0000000000f1', :ada, 2, '2001-01-01');
SELECT user_id, seats, status, cancel_reason FROM shown WHERE event_id = '00000000-0000-0000-0000-0000000000f1';
ROLLBACK;
-- when holds are overdue no more by the time they are to be cancelled, there are not enough seats, and nothing to wait for
BEGIN;
SELECT new_event('00000000-0000-0000-0000-0000000000f1', 4);
SELECT overdue('00000000-0000-0000-0000-0000000000f1', :ada, 3) IS NOT NULL AS overdue;
CREATE FUNCTION keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.status := 'CONFIRMED'; NEW.cancel_reason := NULL; NEW.expired_at := NULL; NEW.payment_reference := 'late'; RETURN NEW; END $$;
CREATE TRIGGER a_keep_hold BEFORE UPDATE ON bookings FOR EACH ROW WHEN (NEW.cancel_reason = 'hold expired') EXECUTE FUNCTION keep_hold();
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000f1'', ''00000000-0000-0000-0000-0000000000bb'', 2)');
UPDATE events SET booking_lanes = 2 WHERE id = '00000000-0000-0000-0000-0000000000f1';
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000f1'', ''00000000-0000-0000-0000-0000000000bb'', 2)');
ROLLBACK;
-- more overdue holds than are cancelled at a time
SELECT new_event('00000000-0000-0000-0000-0000000000e3', 300);
INSERT INTO bookings (event_id, user_id) SELECT '00000000-0000-0000-0000-0000000000e3', :ada FROM generate_series(1, 300);
UPDATE bookings SET expires_at = '2001-01-01' WHERE event_id = '00000000-0000-0000-0000-0000000000e3';
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e3', :bob, 250);
SELECT e.booked_count = sum(b.seats) AS counted, boh_available_seats(e.id) FROM events e JOIN bookings b ON b.event_id = e.id AND b.status = 'PENDING'
	WHERE e.id = '00000000-0000-0000-0000-0000000000e3' GROUP BY e.id;
-- in the limit per user they do not count either
SELECT new_event('00000000-0000-0000-0000-0000000000e4', 10, "limit" => 3);
SELECT overdue('00000000-0000-0000-0000-0000000000e4', :ada, 3) IS NOT NULL AS overdue;
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e4', :ada, 2);
SELECT seats, status, cancel_reason FROM shown WHERE event_id = '00000000-0000-0000-0000-0000000000e4';

-- an overdue hold changes no more seats, but can be cancelled; and when it was paid, confirmed while nobody needs its seats
SELECT new_event('00000000-0000-0000-0000-0000000000e5', 10);
SELECT overdue('00000000-0000-0000-0000-0000000000e5', :ada, 3) AS booking \gset
SELECT raises(format('SELECT boh_change_seats(%L, 4)', :'booking')) AS more, raises(format('SELECT boh_change_seats(%L, 2)', :'booking')) AS fewer,
	raises(format('SELECT boh_change_seats(%L, 3)', :'booking')) AS same;
SELECT status, seats FROM boh_cancel_booking(:'booking', 'gone');
SELECT cancel_reason, booked_count FROM bookings b JOIN events e ON e.id = event_id WHERE b.id = :'booking';
SELECT overdue('00000000-0000-0000-0000-0000000000e5', :ada, 3) AS booking, overdue('00000000-0000-0000-0000-0000000000e5', :bob, 7) AS other \gset
SELECT raises(format('UPDATE bookings SET status = ''CONFIRMED'' WHERE id = %L', :'booking')) AS unpaid,
	raises(format('UPDATE bookings SET status = ''CONFIRMED'', expires_at = now() + interval ''1 hour'' WHERE id = %L', :'booking')) AS with_time,
	raises(format('SELECT boh_confirm_booking(%L)', :'booking')) AS by_function;
UPDATE bookings SET status = 'CONFIRMED', payment_reference = 'pay-0' WHERE id = :'booking' RETURNING status, expires_at, expired_at, confirmed_at >= booking_date AS confirmed;
-- a hold can be given more time, before its own is over
SELECT raises(format('UPDATE bookings SET expires_at = now() + interval ''1 hour'' WHERE id = %L', :'other')) AS over,
	raises(format('UPDATE bookings SET expires_at = ''2001-01-02'' WHERE id = %L', :'other')) AS over_still,
	raises(format('UPDATE bookings SET expires_at = ''2000-01-01'' WHERE id = %L', :'other')) AS earlier;
SELECT status FROM boh_cancel_booking(:'other');
SELECT id AS other FROM boh_book_seats('00000000-0000-0000-0000-0000000000e5', :bob, 7, hold_seconds => 300) \gset
UPDATE bookings SET expires_at = now() + interval '1 hour' WHERE id = :'other' RETURNING status;
SELECT boh_available_seats('00000000-0000-0000-0000-0000000000e5') AS none;
SELECT raises('UPDATE bookings SET expires_at = NULL WHERE event_id = ''00000000-0000-0000-0000-0000000000e5'' AND status = ''PENDING''') AS for_ever;

-- no hold lasts for ever
CREATE ROLE regress_boh_holder;
GRANT USAGE ON SCHEMA test_hold TO regress_boh_holder;
GRANT SELECT, INSERT, UPDATE ON bookings TO regress_boh_holder;
GRANT SELECT ON events TO regress_boh_holder;
CALL see_all('test_hold', 'regress_boh_holder');
SELECT new_event('00000000-0000-0000-0000-0000000000f9', 99);
\set event '''00000000-0000-0000-0000-0000000000f9'''
-- an old one, or one that the owner imports
INSERT INTO bookings (event_id, user_id, expires_at) VALUES (:event, :ada, '2998-01-01') RETURNING id AS long \gset
CREATE FUNCTION outcome(statement text) RETURNS text LANGUAGE sql AS $$ SELECT regexp_replace(raises(statement), ', until .*', ', until ...') $$;
CREATE FUNCTION hold_until(until text) RETURNS text LANGUAGE sql AS $$
	SELECT outcome(format('INSERT INTO bookings (event_id, user_id, expires_at) VALUES (''00000000-0000-0000-0000-0000000000f9'', ''00000000-0000-0000-0000-0000000000bb'', %s)', until))
$$;
CREATE FUNCTION move(booking uuid, until text) RETURNS text LANGUAGE sql AS $$
	SELECT outcome(format('UPDATE bookings SET expires_at = %s WHERE id = %L', until, booking))
$$;
SET ROLE regress_boh_holder;
SELECT id AS held FROM boh_book_seats(:event, :bob, 1) \gset
SELECT hold_until('now() + interval ''23:59''') AS a_day, hold_until('now() + interval ''24:01''') AS more, hold_until('''infinity''') AS for_ever;
SELECT move(:'held', 'now() + interval ''23:59''') AS a_day, move(:'held', 'now() + interval ''24:01''') AS more, move(:'held', 'now() + interval ''1 min''') AS less;
-- a long one can only get shorter
SELECT move(:'long', '''2997-01-01''') AS shorter, move(:'long', '''2998-01-01''') AS longer;
UPDATE bookings SET seats = 2 WHERE id = :'long' RETURNING seats;
SELECT outcome('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000f9'', ''00000000-0000-0000-0000-0000000000bb'', 1, hold_seconds => 86400)') AS a_day,
	outcome('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000f9'', ''00000000-0000-0000-0000-0000000000bb'', 1, hold_seconds => 86401)') AS more,
	outcome('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000f9'', ''00000000-0000-0000-0000-0000000000bb'', 1, hold_seconds => 86401, payment => ''pay'')') AS confirmed,
	outcome('SET boh.max_hold_seconds = 100000') AS setting;
SET boh.hold_seconds = 86401;
SELECT outcome('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000f9'', ''00000000-0000-0000-0000-0000000000bb'', 1)') AS by_setting;
RESET boh.hold_seconds;
RESET ROLE;
SET boh.max_hold_seconds = 86401;
SET ROLE regress_boh_holder;
SELECT outcome('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000f9'', ''00000000-0000-0000-0000-0000000000bb'', 1, hold_seconds => 86401)') AS allowed;
RESET ROLE;
RESET boh.max_hold_seconds;
DROP OWNED BY regress_boh_holder;
DROP ROLE regress_boh_holder;

--
-- Sweeper
--

SELECT boh_expire_bookings() > 0 AS tidied, boh_expire_bookings() AS nothing_left;
SELECT new_event('00000000-0000-0000-0000-0000000000e6', 10), new_event('00000000-0000-0000-0000-0000000000e7', 10);
SELECT count(overdue(e::uuid, :ada, 1)) FROM unnest(ARRAY['00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000e7']) e, generate_series(1, 3);
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e7', :bob, 2);
SELECT boh_expire_bookings(4) AS four, boh_expire_bookings(4) AS two, boh_expire_bookings(4) AS none;
SELECT id, booked_count FROM events WHERE id IN ('00000000-0000-0000-0000-0000000000e6', '00000000-0000-0000-0000-0000000000e7') ORDER BY 1;
SELECT raises('SELECT boh_expire_bookings(0)') AS zero, raises('SELECT boh_expire_bookings(NULL)') AS nothing;

--
-- Holds that cannot be cancelled keep their seats, and keep nobody from booking others
--

CREATE ROLE regress_boh_holder;
GRANT USAGE ON SCHEMA test_hold TO regress_boh_holder;
GRANT SELECT, INSERT, UPDATE ON bookings TO regress_boh_holder;
GRANT SELECT ON events TO regress_boh_holder;
CALL see_all('test_hold', 'regress_boh_holder');
CREATE FUNCTION try(n text, seats integer, customer text DEFAULT 'bb') RETURNS SETOF text LANGUAGE sql AS $$
	SELECT raises(format('SELECT boh_book_seats(%L, %L, %s)', '00000000-0000-0000-0000-0000000000' || n, '00000000-0000-0000-0000-0000000000' || customer, seats))
	UNION ALL SELECT raises(format('INSERT INTO bookings (event_id, user_id, seats) VALUES (%L, %L, %s)', '00000000-0000-0000-0000-0000000000' || n, '00000000-0000-0000-0000-0000000000' || customer, seats))
$$;
SELECT new_event('00000000-0000-0000-0000-000000000001', 10), new_event('00000000-0000-0000-0000-000000000002', 10), new_event('00000000-0000-0000-0000-000000000003', 20, "limit" => 9),
	new_event('00000000-0000-0000-0000-000000000004', 10), new_event('00000000-0000-0000-0000-000000000005', 1000);
UPDATE events SET booking_lanes = 3 WHERE id = '00000000-0000-0000-0000-000000000004';
SELECT count(overdue(('00000000-0000-0000-0000-0000000000' || n)::uuid, customer::uuid, seats)) FROM (VALUES (1, '01', :ada, 10),
	(2, '02', :ada, 6), (3, '02', :cat, 2), (4, '02', :cat, 2), (5, '03', :ada, 7), (6, '03', :bob, 2), (7, '04', :ada, 6), (8, '04', :cat, 2), (9, '04', :cat, 2)) v (i, n, customer, seats);
-- with so many that they are more than are cancelled at a time, and one behind them that can be cancelled
SELECT count(overdue('00000000-0000-0000-0000-000000000005', :ada, 6)) FROM generate_series(1, 150);
SELECT overdue('00000000-0000-0000-0000-000000000005', :ada, 3) IS NOT NULL AS last, id AS rest FROM boh_book_seats('00000000-0000-0000-0000-000000000005', :cat, 97) \gset
UPDATE bookings SET expires_at = '2000-01-01' WHERE event_id = '00000000-0000-0000-0000-000000000005' AND seats = 6;
ALTER TABLE bookings ADD CONSTRAINT chk_few CHECK (seats < 6 OR status = 'PENDING') NOT VALID;
SET ROLE regress_boh_holder;
SELECT * FROM try('01', 1);
SELECT detail FROM raised('INSERT INTO bookings (event_id, user_id) VALUES (''00000000-0000-0000-0000-000000000001'', ''00000000-0000-0000-0000-0000000000bb'')');
SELECT * FROM try('02', 5);
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-000000000002', :bob, 2);
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-000000000002', :bob, 2);
SELECT * FROM try('02', 1);
SELECT * FROM try('03', 3, 'aa');
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-000000000003', :bob, 5);
SELECT * FROM try('04', 5);
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-000000000004', :bob, 4);
SELECT * FROM try('04', 1);
SELECT * FROM try('05', 4);
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-000000000005', :bob, 3);
SELECT * FROM try('05', 1);
-- the sweeper tidies up the others
SELECT overdue('00000000-0000-0000-0000-000000000003', :cat, 1) IS NOT NULL AS overdue, overdue('00000000-0000-0000-0000-000000000003', :cat, 1) IS NOT NULL AS overdue;
SELECT boh_expire_bookings(1);
SELECT boh_expire_bookings();
SELECT boh_expire_bookings();
RESET ROLE;
SELECT right(event_id::text, 2) AS event, seats, status, count(*) FROM bookings WHERE event_id <= '00000000-0000-0000-0000-000000000005' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
-- a late payment finds no room, and an event keeps its bookings
SELECT overdue('00000000-0000-0000-0000-000000000003', :cat, 5) AS late \gset
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-000000000003', :bob, 4);
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-000000000003', :cat, 4);
SELECT status, refund_due FROM boh_confirm_booking(:'late', 'pay-22');
SELECT raises('UPDATE events SET status = ''DRAFT'' WHERE id = ''00000000-0000-0000-0000-000000000001''') AS draft;
SELECT * FROM boh_verify(progress => false);
-- a trigger's refusal is alike, but not what concerns the transaction
ALTER TABLE bookings DROP CONSTRAINT chk_few;
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.seats >= 6 THEN
		RAISE EXCEPTION USING ERRCODE = current_setting('hold.code'), MESSAGE = 'kept, with its secrets';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER a_keep BEFORE UPDATE OF status ON bookings FOR EACH ROW WHEN (NEW.status = 'CANCELLED') EXECUTE FUNCTION keep();
CREATE FUNCTION kept(code text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('hold.code', code, false);
	RETURN raises('SELECT boh_book_seats(''00000000-0000-0000-0000-000000000001'', ''00000000-0000-0000-0000-0000000000bb'', 1)');
END
$$;
SELECT code, kept(code)
FROM unnest(ARRAY['P0001', 'U0001', '22012', '23514', '42P01', '40001', '40P01', '53200', '55P03', 'XX000']) WITH ORDINALITY v (code, n) ORDER BY n;
SELECT kept('57014') AS cancelled_query;
DROP TRIGGER a_keep ON bookings;
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-000000000001', :bob, 1);
SELECT boh_expire_bookings() > 0 AS tidied;
DROP OWNED BY regress_boh_holder;
DROP ROLE regress_boh_holder;

--
-- Late payment
--

-- nobody took the seats: it is confirmed, swept or not
SELECT new_event('00000000-0000-0000-0000-0000000000e8', 5);
\set event '''00000000-0000-0000-0000-0000000000e8'''
SELECT overdue(:event, :ada, 3) AS late \gset
SELECT status, seats, total_price, payment_reference, expires_at, cancelled_at, confirmed_at IS NOT NULL AS confirmed, refund_due FROM boh_confirm_booking(:'late', 'pay-1');
SELECT overdue(:event, :bob, 2) AS swept \gset
SELECT boh_expire_bookings();
SELECT status, seats, payment_reference, cancelled_at, confirmed_at IS NOT NULL AS confirmed, refund_due FROM boh_confirm_booking(:'swept', 'pay-2');
SELECT * FROM shown WHERE event_id = :event;
SELECT booked_count FROM events WHERE id = :event;
-- again with the same payment, and with another
SELECT status, payment_reference FROM boh_confirm_booking(:'late', 'pay-1');
SELECT raises(format('SELECT boh_confirm_booking(%L, ''pay-9'')', :'late')) AS other_payment;

-- a hold that ran out made room for another, which runs out in turn and makes room for the payment
SELECT new_event('00000000-0000-0000-0000-0000000000e9', 5);
\set event '''00000000-0000-0000-0000-0000000000e9'''
SELECT overdue(:event, :ada, 5) AS late \gset
SELECT overdue(:event, :bob, 4) AS later \gset
SELECT status FROM boh_confirm_booking(:'late', 'pay-3');
SELECT seats, status, cancel_reason, payment_reference FROM shown WHERE event_id = :event;

-- the seats are gone: the payment stays on record, to be paid back
SELECT status, seats, payment_reference, refund_due, confirmed_at, cancelled_at IS NOT NULL AS cancelled FROM boh_confirm_booking(:'later', 'pay-4');
SELECT status, refund_due FROM boh_confirm_booking(:'later', 'pay-4');
SELECT raises(format('SELECT boh_confirm_booking(%L, ''pay-5'')', :'later')) AS other_payment;
SELECT booked_count FROM events WHERE id = :event;
SELECT status, refund_due FROM boh_refund_booking(:'later', 'refund-4');
SELECT raises(format('SELECT boh_confirm_booking(%L)', :'later')) AS refunded;
-- when the hold was overdue, not swept, and somebody needs all
SELECT new_event('00000000-0000-0000-0000-0000000000ea', 2, "limit" => 2);
\set event '''00000000-0000-0000-0000-0000000000ea'''
SELECT overdue(:event, :ada, 2) AS late \gset
SELECT status FROM boh_book_seats(:event, :bob, 1, payment => 'pay-6');
SELECT status, refund_due FROM boh_confirm_booking(:'late', 'pay-7');
SELECT seats, status, cancel_reason, payment_reference FROM shown WHERE event_id = :event;
-- seats that came free meanwhile can still be had by asking again
UPDATE bookings SET status = 'CANCELLED' WHERE payment_reference = 'pay-6';
SELECT status, refund_due FROM boh_confirm_booking(:'late', 'pay-7');

-- the limit per user, the event's status and its end count; its window and price do not
SELECT new_event('00000000-0000-0000-0000-0000000000eb', 9, "limit" => 2);
\set event '''00000000-0000-0000-0000-0000000000eb'''
SELECT overdue(:event, :ada, 2) AS late, overdue(:event, :bob, 2) AS closed \gset
SELECT seats FROM boh_book_seats(:event, :ada, 1);
SELECT status, refund_due FROM boh_confirm_booking(:'late', 'pay-8');
UPDATE events SET booking_closes_at = '2001-01-01', price = 99 WHERE id = :event;
SELECT status, total_price, refund_due FROM boh_confirm_booking(:'closed', 'pay-9');
SELECT new_event('00000000-0000-0000-0000-0000000000ec', 9), new_event('00000000-0000-0000-0000-0000000000ed', 9);
SELECT overdue('00000000-0000-0000-0000-0000000000ec', :ada, 2) AS withdrawn, overdue('00000000-0000-0000-0000-0000000000ed', :ada, 2) AS ended \gset
UPDATE events SET status = 'DRAFT' WHERE id = '00000000-0000-0000-0000-0000000000ec';
UPDATE events SET start_date = '2001-01-01', end_date = '2001-01-02' WHERE id = '00000000-0000-0000-0000-0000000000ed';
SELECT status, refund_due FROM boh_confirm_booking(:'withdrawn', 'pay-10');
SELECT status, refund_due FROM boh_confirm_booking(:'ended', 'pay-11');
-- so does the user's account, and how late it is
SELECT new_event('00000000-0000-0000-0000-0000000000ee', 9);
\set event '''00000000-0000-0000-0000-0000000000ee'''
SELECT overdue(:event, :cat, 1) AS deleted, overdue(:event, :cat, 1) AS swept, overdue(:event, :ada, 1) AS much_later, overdue(:event, :ada, 1) AS later \gset
UPDATE users SET deleted_at = now() WHERE id = :cat;
SELECT status, refund_due FROM boh_confirm_booking(:'deleted', 'pay-12');
SELECT boh_expire_bookings() > 0 AS swept;
SELECT status, refund_due FROM boh_confirm_booking(:'swept', 'pay-13');
UPDATE users SET deleted_at = NULL WHERE id = :cat;
SET boh.max_payment_delay_seconds = '1 d';
SELECT status, refund_due FROM boh_confirm_booking(:'much_later', 'pay-14');
SET boh.max_payment_delay_seconds = '24000 d';
SELECT status, refund_due FROM boh_confirm_booking(:'later', 'pay-15');
SELECT status, refund_due FROM boh_confirm_booking(:'much_later', 'pay-14');
RESET boh.max_payment_delay_seconds;

-- without a payment an expired hold does not come back, swept or not
SELECT new_event('00000000-0000-0000-0000-0000000000ef', 9);
\set event '''00000000-0000-0000-0000-0000000000ef'''
SELECT overdue(:event, :ada, 1) AS held, overdue(:event, :ada, 2) AS paid, overdue(:event, :bob, 3) AS swept \gset
SELECT raises(format('SELECT boh_confirm_booking(%L)', :'held')) AS overdue;
UPDATE bookings SET payment_reference = 'pay-16' WHERE id = :'paid';
SELECT boh_expire_bookings() AS expired;
SELECT raises(format('SELECT boh_confirm_booking(%L)', :'swept')) AS expired,
	raises(format('UPDATE bookings SET status = ''CONFIRMED'', payment_reference = ''pay'' WHERE id = %L', :'swept')) AS by_hand;
SELECT seats, status, expired_at = '2001-01-01' AS expired, cancel_reason, payment_reference FROM bookings WHERE event_id = :event ORDER BY id;
-- a payment that is on record counts
SELECT status, payment_reference, refund_due FROM boh_confirm_booking(:'paid');
SELECT status, expired_at, cancelled_at, cancel_reason FROM bookings WHERE id = :'paid';

-- by plain SQL a late payment meets the same conditions
SELECT new_event('00000000-0000-0000-0000-0000000000f0', 9, "limit" => 2);
\set event '''00000000-0000-0000-0000-0000000000f0'''
SELECT overdue(:event, :ada, 2) AS "limit" \gset
SELECT seats FROM boh_book_seats(:event, :ada, 1);
CREATE FUNCTION pay_late(booking uuid) RETURNS text LANGUAGE sql AS $$
	SELECT raises(format('UPDATE bookings SET status = ''CONFIRMED'', payment_reference = ''pay-17'' WHERE id = %L', booking))
$$;
-- (the hold was cancelled for the booking just made)
SELECT status FROM bookings WHERE id = :'limit';
UPDATE events SET max_seats_per_user = 3 WHERE id = :event;
SELECT overdue(:event, :ada, 2) AS "limit", overdue(:event, :bob, 1) AS late \gset
UPDATE events SET max_seats_per_user = 2 WHERE id = :event;
SELECT pay_late(:'limit') AS "limit";
SET boh.max_payment_delay_seconds = 60;
SELECT pay_late(:'late') AS too_late;
RESET boh.max_payment_delay_seconds;
UPDATE users SET deleted_at = now() WHERE id = :bob;
SELECT pay_late(:'late') AS deleted;
UPDATE users SET deleted_at = NULL WHERE id = :bob;
UPDATE events SET start_date = '2001-01-01', end_date = '2001-01-02' WHERE id = :event;
SELECT pay_late(:'late') AS ended;
UPDATE events SET end_date = '2999-01-02', booking_closes_at = '2001-01-01', price = 99 WHERE id = :event;
SELECT pay_late(:'late') AS closed;
SELECT status, total_price, payment_reference FROM bookings WHERE id = :'late';
-- several at once, with lanes as well
SELECT new_event('00000000-0000-0000-0000-0000000000f1', 9), new_event('00000000-0000-0000-0000-0000000000f2', 9);
UPDATE events SET booking_lanes = 2 WHERE id = '00000000-0000-0000-0000-0000000000f2';
SELECT count(overdue(('00000000-0000-0000-0000-0000000000' || e)::uuid, :ada, 1)) FROM unnest(ARRAY['f1', 'f2']) e, generate_series(1, 3);
UPDATE bookings SET status = 'CONFIRMED', payment_reference = 'pay-' || id
	WHERE event_id IN ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000f2') RETURNING status;
SELECT boh_available_seats(id) FROM events WHERE id IN ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000f2');

-- what ran out is not for anybody to say: neither in words
SELECT new_event('00000000-0000-0000-0000-0000000000f3', 9);
\set event '''00000000-0000-0000-0000-0000000000f3'''
SELECT id AS booking FROM boh_book_seats(:event, :ada, 1, payment => 'pay-18') \gset
SELECT id AS held FROM boh_book_seats(:event, :ada, 1) \gset
SELECT status FROM boh_cancel_booking(:'booking', 'hold expired');
SELECT status FROM boh_cancel_booking(:'held', 'hold expired');
SELECT raises(format('SELECT boh_confirm_booking(%L)', :'booking')) AS paid, raises(format('SELECT boh_confirm_booking(%L)', :'held')) AS held;
SELECT status, refund_due FROM boh_confirm_booking(:'booking', 'pay-18');
SELECT status, refund_due FROM boh_confirm_booking(:'held', 'pay-19');
-- nor in the column
CREATE FUNCTION expire(booking uuid, assignments text) RETURNS text LANGUAGE sql AS $$
	SELECT raises(format('UPDATE bookings SET %s WHERE id = %L', assignments, booking))
$$;
SELECT id AS held FROM boh_book_seats(:event, :ada, 1) \gset
SELECT overdue(:event, :ada, 1) AS overdue \gset
SELECT expire(:'booking', 'expired_at = now()') AS cancelled,
	expire(:'held', 'expired_at = expires_at') AS held,
	expire(:'held', 'status = ''CANCELLED'', expired_at = expires_at') AS not_overdue,
	expire(:'held', 'status = ''CANCELLED'', expires_at = ''2001-01-01'', expired_at = ''2001-01-01''') AS made_overdue,
	expire(:'overdue', 'expired_at = expires_at') AS stays,
	expire(:'overdue', 'status = ''CANCELLED'', expired_at = now()') AS another_time;
INSERT INTO bookings (event_id, user_id, expired_at) VALUES (:event, :bob, now()) RETURNING expired_at;
-- save what is true: whoever cancels a hold because it ran out
SELECT expire(:'overdue', 'status = ''CANCELLED'', expired_at = expires_at') AS so_it_is, expire(:'overdue', 'expired_at = NULL') AS forgotten;
SELECT status FROM boh_confirm_booking(:'overdue', 'pay-20');
-- who cancels an overdue hold for a reason of his own has changed his mind
SELECT overdue(:event, :ada, 1) AS overdue \gset
SELECT status FROM boh_cancel_booking(:'overdue', 'cannot come');
SELECT status, refund_due FROM boh_confirm_booking(:'overdue', 'pay-21');

-- bookings of an older version: what its reason says counts if it can be true
CREATE TABLE before AS SELECT id, expired_at FROM bookings;
SELECT count(*) AS expired FROM before WHERE expired_at IS NOT NULL;
SET boh.allow_data_loss = on;
SELECT direction FROM boh_migrate('test_hold', 3);
RESET boh.allow_data_loss;
SET client_min_messages = warning;
SELECT direction FROM boh_migrate('test_hold');
RESET client_min_messages;
SELECT count(*) AS others FROM before FULL JOIN bookings USING (id) WHERE before.expired_at IS DISTINCT FROM bookings.expired_at;

SELECT * FROM boh_verify(progress => false);
SET client_min_messages = warning;
DROP SCHEMA test_hold CASCADE;

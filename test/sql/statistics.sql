-- Statistics of events and of the site, and what keeps their sums

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_statistics');
SET search_path = test_statistics, public;
SET boh.schema = 'test_statistics';
SET timezone = 'America/New_York';
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_backend;
CREATE ROLE regress_boh_report;
CREATE ROLE regress_boh_sweeper;
CREATE ROLE regress_boh_hand;
SELECT boh_grant(role, profile) FROM (VALUES ('regress_boh_shop', 'app'), ('regress_boh_shop', 'trusted'),
	('regress_boh_office', 'admin'), ('regress_boh_office', 'trusted'), ('regress_boh_backend', 'service'),
	('regress_boh_report', 'reporting'), ('regress_boh_sweeper', 'maintenance')) v (role, profile);
GRANT USAGE ON SCHEMA test_statistics TO regress_boh_hand;
GRANT SELECT ON events, bookings TO regress_boh_hand;

INSERT INTO users (id, name, email, role) VALUES
	('00000000-0000-0000-0000-0000000000a1', 'Olga', 'olga@example.com', 'ORGANIZER'),
	('00000000-0000-0000-0000-0000000000a2', 'Otto', 'otto@example.com', 'ORGANIZER'),
	('00000000-0000-0000-0000-0000000000a3', 'Ada', 'ada@example.com', 'ADMIN'),
	('00000000-0000-0000-0000-0000000000a4', 'Ursula', 'ursula@example.com', 'USER');
INSERT INTO events (id, author_id, title, capacity, price, currency, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 'Booked', 100, 10, 'EUR', 'PUBLISHED', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a2', 'Other', 100, 7.50, 'CHF', 'PUBLISHED', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000a1', 'Empty', 10, 0, 'EUR', 'DRAFT', '2999-01-01', '2999-01-02');

-- one booking of each kind; the day is that of UTC, here still the day before
INSERT INTO bookings (id, event_id, user_id, seats, status, payment_reference, booking_date) VALUES
	('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 1, 'CONFIRMED', 'paid', '2030-03-01 23:59:59.999+00'),
	('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 2, 'PENDING', NULL, '2030-03-02 00:00:00+00'),
	('00000000-0000-0000-0000-0000000000b3', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 4, 'PENDING', NULL, '2030-03-02 00:00:00+00'),
	('00000000-0000-0000-0000-0000000000b4', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 8, 'PENDING', NULL, '2030-03-02 12:00:00+00'),
	('00000000-0000-0000-0000-0000000000b5', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 16, 'CONFIRMED', 'paid', '2030-03-02 23:59:59.999+00'),
	('00000000-0000-0000-0000-0000000000b6', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a4', 32, 'CONFIRMED', 'paid', '2030-03-03 00:00:00+00'),
	('00000000-0000-0000-0000-0000000000b7', '00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a4', 2, 'CONFIRMED', 'paid', '2030-03-02 12:00:00+00');
SELECT status FROM boh_confirm_booking('00000000-0000-0000-0000-0000000000b3', 'paid later');
SELECT status FROM boh_cancel_booking('00000000-0000-0000-0000-0000000000b4');
SELECT status FROM boh_cancel_booking('00000000-0000-0000-0000-0000000000b5');
SELECT status FROM boh_refund_booking('00000000-0000-0000-0000-0000000000b6');
-- a hold that ran out
BEGIN;
UPDATE bookings SET expires_at = clock_timestamp() - interval '1 second' WHERE id = '00000000-0000-0000-0000-0000000000b2';
SELECT boh_expire_bookings();
SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e1')->'holds' AS holds;
ROLLBACK;

SELECT jsonb_pretty(boh_event_stats('00000000-0000-0000-0000-0000000000e1'));
SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e3');
SELECT jsonb_pretty(boh_site_stats('2030-03-02', '2030-03-02'));
SELECT boh_site_stats('2030-04-01', '2030-04-01');

-- summed up: the same
CREATE TEMPORARY TABLE before AS SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e1') AS event, boh_site_stats('2030-01-01', '2030-12-31') AS site;
SET ROLE regress_boh_sweeper;
SELECT boh_update_statistics();
RESET ROLE;
SELECT xid IS NOT NULL AS complete, pass_xid, pass_event_id, pass_day, pass_of_all FROM statistics_watermarks;
SELECT day AT TIME ZONE 'UTC' AS day, currency, held_seats, sold_seats, cancelled_seats, refunded_seats, holds_made, holds_confirmed, holds_expired, revenue, refund_due, refunded
FROM booking_days ORDER BY event_id, 1, 2;
SELECT day AT TIME ZONE 'UTC' AS day, currency, held_bookings, sold_bookings, cancelled_bookings, refunded_bookings, revenue FROM site_days ORDER BY 1, 2;
SELECT event = boh_event_stats('00000000-0000-0000-0000-0000000000e1') AND site = boh_site_stats('2030-01-01', '2030-12-31') AS same FROM before;
-- nothing to do; then only what changed
SELECT boh_update_statistics();
SELECT status FROM boh_cancel_booking('00000000-0000-0000-0000-0000000000b1');
SELECT sum(sold_seats) FROM site_days;
SELECT boh_site_stats('2030-03-01', '2030-03-01')->'cancelled' AS cancelled, boh_site_stats('2030-03-01', '2030-03-01')->'sold' AS sold;
SELECT boh_update_statistics();
SELECT sum(sold_seats) FROM site_days;
SELECT boh_site_stats('2030-03-01', '2030-03-01')->'cancelled' AS cancelled;
-- in the transaction that changes bookings, too, and not after it is rolled back
BEGIN;
SELECT seats FROM boh_change_seats('00000000-0000-0000-0000-0000000000b7', 5);
SELECT boh_update_statistics();
SELECT boh_site_stats('2030-03-02', '2030-03-02')->'sold' AS sold;
ROLLBACK;
SELECT boh_site_stats('2030-03-02', '2030-03-02')->'sold' AS sold;
SELECT * FROM boh_verify(progress => false);

-- a large transaction, in steps
UPDATE bookings SET payment_reference = coalesce(payment_reference, 'paid');
SELECT boh_update_statistics(1) FROM generate_series(1, 3);
SELECT pass_event_id, pass_day AT TIME ZONE 'UTC' AS pass_day FROM statistics_watermarks;
SELECT boh_update_statistics(1) FROM generate_series(1, 3);
SELECT xid IS NOT NULL AS complete, pass_xid, pass_event_id, pass_day FROM statistics_watermarks;

-- boh_verify() finds sums that are wrong, and a rebuild repairs them, in steps
UPDATE booking_days SET sold_seats = 99 WHERE event_id = '00000000-0000-0000-0000-0000000000e2';
SELECT * FROM boh_verify(progress => false);
SELECT * FROM boh_verify('00000000-0000-0000-0000-0000000000e1');
SELECT problem, actual FROM boh_verify('00000000-0000-0000-0000-0000000000e2');
UPDATE site_days SET revenue = 1;
SELECT problem, expected, actual FROM boh_verify(progress => false) WHERE entity = 'site_days';
-- sums without bookings, and in other currencies
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO booking_days SELECT (jsonb_populate_record(d, '{"currency": "XTS"}')).* FROM booking_days d WHERE event_id = '00000000-0000-0000-0000-0000000000e1' AND day = '2030-03-02 00:00:00+00';
DELETE FROM booking_days WHERE event_id = '00000000-0000-0000-0000-0000000000e2';
UPDATE site_days SET holds_made = holds_made + 1 WHERE day = '2030-03-01 00:00:00+00';
SELECT * FROM boh_verify(progress => false);
ROLLBACK;

SELECT boh_update_statistics(3, rebuild => true);
SELECT xid IS NULL AS incomplete, pass_of_all, boh_site_stats('2030-03-02', '2030-03-02')->'sold' AS counted FROM statistics_watermarks;
SELECT boh_update_statistics(3, rebuild => true) FROM generate_series(1, 3);
SELECT * FROM boh_verify(progress => false);
-- sums of another cluster are made anew
UPDATE statistics_watermarks SET system_identifier = 1;
UPDATE booking_days SET sold_seats = 99;
SELECT boh_site_stats('2030-03-02', '2030-03-02')->'sold' AS sold;
SELECT boh_update_statistics();
SELECT count(*), bool_and(system_identifier <> 1) AS ours FROM statistics_watermarks;
SELECT * FROM boh_verify(progress => false);
-- and those of bookings that were loaded without triggers
SET session_replication_role = replica;
UPDATE bookings SET status = 'CONFIRMED' WHERE id = '00000000-0000-0000-0000-0000000000b1';
UPDATE events SET booked_count = booked_count + 1 WHERE id = '00000000-0000-0000-0000-0000000000e1';
RESET session_replication_role;
SELECT problem FROM boh_verify(progress => false) ORDER BY 1;
SELECT boh_update_statistics(rebuild => true);
SELECT * FROM boh_verify(progress => false);

-- who may read them
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a1');
SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e1')->'sold' AS author;
\set VERBOSITY default
SAVEPOINT s;
SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e2');
ROLLBACK TO s;
SELECT boh_site_stats('2030-03-02', '2030-03-02');
ROLLBACK;
\set VERBOSITY terse
SET ROLE regress_boh_office;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a3');
SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e1')->'sold' AS admin, boh_site_stats('2030-03-02', '2030-03-02')->'sold' AS site;
SELECT raises('SELECT boh_event_stats(''00000000-0000-0000-0000-0000000000ff'')') AS unknown;
ROLLBACK;
SET ROLE regress_boh_report;
SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e1')->'sold' AS reporting, boh_site_stats('2030-03-02', '2030-03-02')->'sold' AS site;
SET ROLE regress_boh_backend;
SELECT boh_event_stats('00000000-0000-0000-0000-0000000000e1')->'sold' AS service, boh_site_stats('2030-03-02', '2030-03-02')->'sold' AS site;
SELECT raises('SELECT boh_update_statistics()') AS service_does_not_sum_up;
SET ROLE regress_boh_sweeper;
SELECT raises('SELECT boh_event_stats(''00000000-0000-0000-0000-0000000000e1'')') AS maintenance;
SET ROLE regress_boh_hand;
SELECT raises('SELECT boh_site_stats(''2030-03-02'', ''2030-03-02'')') AS by_hand;
RESET ROLE;

-- arguments
SELECT argument, raises(format('SELECT %s', argument)) AS raised FROM (VALUES ('boh_event_stats(NULL)'), ('boh_site_stats(NULL, NULL)'),
	('boh_site_stats(''2030-01-02'', ''2030-01-01'')'), ('boh_site_stats(''2030-01-01'', ''infinity'')'), ('boh_site_stats(''2000-01-01'', ''2010-01-08'')'),
	('boh_update_statistics(0)'), ('boh_update_statistics(NULL)'), ('boh_update_statistics(1, NULL)'),
	('boh_verify(since => ''-1 day'')'), ('boh_verify(''00000000-0000-0000-0000-0000000000ff'')')) v (argument);
SELECT boh_site_stats('2000-01-01', '2010-01-07')->'sold' AS longest;
\set VERBOSITY default
SELECT boh_site_stats('2030-01-02', '2030-01-01');
SELECT * FROM boh_verify(since => '-1 day');
\set VERBOSITY terse
BEGIN READ ONLY;
SELECT raises('SELECT boh_update_statistics()') AS read_only;
ROLLBACK;

-- what changed lately, and how far boh_verify() has come
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE events SET booked_count = 9, updated_at = now() - interval '2 days' WHERE id = '00000000-0000-0000-0000-0000000000e1';
UPDATE bookings SET updated_at = now() - interval '2 days' WHERE event_id = '00000000-0000-0000-0000-0000000000e1';
SELECT * FROM boh_verify(since => '1 day');
SELECT problem, entity_id FROM boh_verify(since => '3 days');
SELECT problem, entity_id FROM boh_verify('00000000-0000-0000-0000-0000000000e1', since => '3 days');
SELECT * FROM boh_verify('00000000-0000-0000-0000-0000000000e1', since => '1 day');
ROLLBACK;
SELECT count(*) FROM boh_verify('00000000-0000-0000-0000-0000000000e1', progress => true);
SELECT count(*) FROM boh_verify('00000000-0000-0000-0000-0000000000e1', progress => false);

SET client_min_messages = warning;
DROP SCHEMA test_statistics CASCADE;
DROP OWNED BY regress_boh_shop, regress_boh_office, regress_boh_backend, regress_boh_report, regress_boh_sweeper, regress_boh_hand;
DROP ROLE regress_boh_shop, regress_boh_office, regress_boh_backend, regress_boh_report, regress_boh_sweeper, regress_boh_hand;

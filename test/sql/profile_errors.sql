-- What errors tell a customer in a shop: what is in the row of a PUBLISHED event, and
-- nothing of an event that is not

\set VERBOSITY terse
CREATE ROLE regress_boh_shop;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_profile_errors');
SET search_path = test_profile_errors, public;
SET boh.schema = 'test_profile_errors';
SELECT boh_grant('regress_boh_shop', 'app'), boh_grant('regress_boh_shop', 'trusted');
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com'), ('00000000-0000-0000-0000-0000000000bb', 'bob@example.com');
INSERT INTO events (id, author_id, title, capacity, price, status, max_seats_per_user, start_date, end_date)
	SELECT id::uuid, '00000000-0000-0000-0000-0000000000bb', title, 5, 10, status::event_status, 4, '2999-01-01', '2999-01-02'
	FROM (VALUES ('00000000-0000-0000-0000-0000000000e1', 'Fair', 'PUBLISHED'), ('00000000-0000-0000-0000-0000000000e2', 'Secret', 'DRAFT')) e (id, title, status);
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000bb', 2);

SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000aa');
SELECT code, message, detail FROM raised('SELECT * FROM boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 4)');
SELECT code, message, detail FROM raised('INSERT INTO bookings (event_id, user_id, unit_price) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 9)');
SELECT code, message, detail FROM raised('INSERT INTO bookings (event_id, user_id, seats) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 5)');
SELECT code, message, detail FROM raised('SELECT * FROM boh_book_seats(''00000000-0000-0000-0000-0000000000e2'', ''00000000-0000-0000-0000-0000000000aa'', 1)');
COMMIT;
RESET ROLE;
DROP OWNED BY regress_boh_shop;
DROP ROLE regress_boh_shop;
SET client_min_messages = warning;
DROP SCHEMA test_profile_errors CASCADE;

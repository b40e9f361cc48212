-- Limits of a shop.  What errors tell a customer: what is in the row of a PUBLISHED event, and
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

-- a limit of holds that the role cannot raise for its later connections
ALTER ROLE regress_boh_shop SET boh.hold_seconds = 80000;
SET boh.hold_seconds = 80000;
SET ROLE regress_boh_shop;
BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000aa');
SELECT code, hint FROM raised('SELECT * FROM boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)');
SELECT code FROM raised('SET boh.max_person_hold_seconds = 80000');
SET LOCAL boh.hold_seconds = 600;
SELECT id AS booking FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1) \gset
-- the reason of a cancellation is written with it, and stays
SELECT code, message FROM raised(format('UPDATE bookings SET cancel_reason = ''a whim'' WHERE id = %L', :'booking'));
SELECT status FROM boh_cancel_booking(:'booking', 'ill');
SELECT code, message FROM raised(format('UPDATE bookings SET cancel_reason = ''a whim'' WHERE id = %L', :'booking'));
COMMIT;
RESET ROLE;
RESET boh.hold_seconds;

-- a grant locks the tables of its profile alone
CREATE ROLE regress_boh_payments;
BEGIN;
SELECT boh_grant('regress_boh_payments', 'payments');
SELECT relation::regclass FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IN (SELECT oid FROM pg_class WHERE relnamespace = 'test_profile_errors'::regnamespace AND relkind = 'r') ORDER BY 1;
ROLLBACK;
DROP ROLE regress_boh_payments;

-- the role of a payment service does no more, unless it has service, too
CREATE ROLE regress_boh_payments;
SELECT boh_grant('regress_boh_payments', 'payments');
SELECT format('UPDATE bookings SET status = ''CANCELLED'' WHERE id = %L', id) AS cancel FROM bookings WHERE status = 'PENDING' \gset
SET ROLE regress_boh_payments;
SELECT raises(:'cancel') AS cancel, raises('SELECT boh_expire_bookings()') AS expire;
RESET ROLE;
SELECT boh_grant('regress_boh_payments', 'service');
SET ROLE regress_boh_payments;
SELECT raises(:'cancel') AS cancel, raises('SELECT boh_expire_bookings()') AS expire;
RESET ROLE;
SELECT boh_revoke('regress_boh_payments', 'service'), boh_revoke('regress_boh_payments', 'payments');
DROP ROLE regress_boh_payments;

-- the profiles of a role are kept, until they may be others
BEGIN;
SET LOCAL ROLE regress_boh_shop;
SELECT boh_set_session_user(NULL);
SELECT pg_stat_get_xact_numscans('role_profiles'::regclass) AS scans \gset
CREATE TEMPORARY TABLE another ();
SELECT boh_set_session_user(NULL), pg_stat_get_xact_numscans('role_profiles'::regclass) - :scans AS read_again;
RESET ROLE;
UPDATE role_profiles SET granted_by = granted_by;
SELECT pg_stat_get_xact_numscans('role_profiles'::regclass) AS scans \gset
SET LOCAL ROLE regress_boh_shop;
SELECT boh_set_session_user(NULL), pg_stat_get_xact_numscans('role_profiles'::regclass) - :scans AS read_again;
RESET ROLE;
SELECT pg_stat_get_xact_numscans('role_profiles'::regclass) AS scans \gset
SELECT format('ALTER DATABASE %I OWNER TO regress_boh_shop', current_database()) AS statement \gset
:statement;
SET LOCAL ROLE regress_boh_shop;
SELECT boh_set_session_user(NULL), pg_stat_get_xact_numscans('role_profiles'::regclass) - :scans AS read_again;
ROLLBACK;

-- what the owner's triggers defer would run with the rights of whoever grants
CREATE ROLE regress_boh_owner;
ALTER TABLE role_profiles OWNER TO regress_boh_owner;
ALTER TABLE schema_migrations OWNER TO regress_boh_owner;
GRANT ALL ON SCHEMA test_profile_errors TO regress_boh_owner;
SET ROLE regress_boh_owner;
CREATE FUNCTION test_profile_errors.later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'run later'; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON role_profiles DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION test_profile_errors.later();
RESET ROLE;
CREATE ROLE regress_boh_payments;
SELECT boh_grant('regress_boh_payments', 'payments');
DROP ROLE regress_boh_payments;
DROP TRIGGER later ON role_profiles;
DROP FUNCTION test_profile_errors.later();
ALTER TABLE role_profiles OWNER TO CURRENT_USER;
ALTER TABLE schema_migrations OWNER TO CURRENT_USER;
REVOKE ALL ON SCHEMA test_profile_errors FROM regress_boh_owner;
DROP ROLE regress_boh_owner;

-- a view in place of role_profiles runs nothing with the rights of whoever looks
CREATE ROLE regress_boh_hostile;
GRANT USAGE, CREATE ON SCHEMA test_profile_errors TO regress_boh_hostile;
ALTER TABLE role_profiles RENAME TO profiles_aside;
SET ROLE regress_boh_hostile;
CREATE FUNCTION test_profile_errors.who() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'run by %', (SELECT rolname FROM pg_roles WHERE rolname = current_user AND rolname LIKE 'regress_boh_%'); RETURN 'x'; END $$;
CREATE VIEW test_profile_errors.role_profiles AS SELECT now()::timestamptz(3) AS granted_at, false AS keeps_privileges, 'a'::text AS role_name, 'app'::text AS profile, test_profile_errors.who() AS granted_by;
RESET ROLE;
SELECT role, profile FROM boh_grants();
DROP VIEW role_profiles;
ALTER TABLE profiles_aside RENAME TO role_profiles;
DROP OWNED BY regress_boh_hostile;
DROP ROLE regress_boh_hostile;
DROP OWNED BY regress_boh_shop;
DROP ROLE regress_boh_shop;
SET client_min_messages = warning;
DROP SCHEMA test_profile_errors CASCADE;

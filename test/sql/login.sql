-- Signing in with a password: what is found, what is counted, how long to wait

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_auth, regress_boh_other, regress_boh_sweeper;
CREATE ROLE regress_boh_auth;
CREATE ROLE regress_boh_other;
CREATE ROLE regress_boh_sweeper;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_login');
SET boh.schema = 'test_login';
SET search_path = test_login, public;
SELECT boh_grant('regress_boh_auth', 'auth') AS auth, boh_grant('regress_boh_other', 'service') AS service, boh_grant('regress_boh_sweeper', 'maintenance') AS maintenance;
INSERT INTO users (id, email, password_hash, email_verified_at, deleted_at) VALUES
	('00000000-0000-0000-0000-0000000000a1', 'ada@example.com', '$2b$10$' || repeat('a', 53), now(), NULL),
	('00000000-0000-0000-0000-0000000000a2', 'bob@example.com', '$2b$10$' || repeat('b', 53), NULL, NULL),
	('00000000-0000-0000-0000-0000000000a3', 'gone@example.com', '$2b$10$' || repeat('c', 53), now(), now()),
	('00000000-0000-0000-0000-0000000000a4', 'key@example.com', NULL, now(), NULL);

-- as of the owner: n failures in a row; the last wait
CREATE FUNCTION fail(email text, client inet, n integer DEFAULT 1) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	wait integer;
BEGIN
	FOR i IN 1..n LOOP
		wait := wait_seconds FROM boh_record_login(email, false, client);
	END LOOP;
	RETURN wait;
END
$$;
CREATE FUNCTION wait(email text, client inet) RETURNS integer LANGUAGE sql AS
	'SELECT wait_seconds FROM boh_find_login(email, client)';
CREATE FUNCTION succeed(email text, client inet) RETURNS integer LANGUAGE sql AS
	'SELECT wait_seconds FROM boh_record_login(email, true, client)';
-- lets time pass for all counters
CREATE PROCEDURE pass(gone interval) LANGUAGE sql AS
	'UPDATE login_counters SET failed_at = failed_at - gone, succeeded_at = succeeded_at - gone, written_on = written_on - gone';
CREATE VIEW counters AS
	SELECT kind, client, round(failures) AS failures, succeeded_at IS NOT NULL AS known, count(*)
	FROM login_counters GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
SET client_min_messages = notice;

--
-- Who may
--

SET ROLE regress_boh_auth;
SELECT user_id, email_verified, wait_seconds FROM boh_find_login('ada@example.com');
SELECT * FROM boh_record_login('nobody@example.com', false, NULL);
SELECT boh_forgive_logins('nobody@example.com', NULL);
SELECT raises('SELECT * FROM login_counters') AS "table", raises('SELECT boh_purge_logins()') AS purge;
RESET ROLE;
SET ROLE regress_boh_other;
SELECT raises('SELECT boh_find_login(''ada@example.com'')') AS find, raises('SELECT boh_record_login(''ada@example.com'', true, NULL)') AS record,
	raises('SELECT boh_forgive_logins(''ada@example.com'', NULL)') AS forgive, raises('SELECT * FROM login_counters') AS "table";
RESET ROLE;
SET ROLE regress_boh_sweeper;
SELECT boh_purge_logins(), raises('SELECT boh_find_login(''ada@example.com'')') AS find;
RESET ROLE;
DELETE FROM login_counters;

--
-- What is found
--

-- in any form of the address
SELECT email, user_id, password_hash = '$2b$10$' || repeat('a', 53) AS hash, email_verified, wait_seconds
	FROM unnest(ARRAY['ada@example.com', 'ADA@Example.COM']) email, boh_find_login(email, '192.0.2.1');
-- an unknown address, a deleted account, one without a password, no address
SELECT quote_nullable(left(email, 20)) AS email, user_id, password_hash ~ '^[$]2b[$]10[$][./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}$' AS hash, email_verified, wait_seconds
	FROM unnest(ARRAY['nobody@example.com', 'gone@example.com', 'key@example.com', '', 'ada', NULL, repeat('a', 300) || '@example.com', repeat('a', 5000)]) email,
		boh_find_login(email, '192.0.2.1');
-- such a hash is another one each time, and could be stored
SELECT count(DISTINCT password_hash) FROM generate_series(1, 20) i, boh_find_login('nobody' || i || '@example.com');
BEGIN;
UPDATE users SET password_hash = (SELECT password_hash FROM boh_find_login('nobody@example.com')) WHERE email = 'key@example.com';
ROLLBACK;
-- its cost is that of the newest users
BEGIN;
INSERT INTO users (email, password_hash) VALUES ('new@example.com', '$2y$13$' || repeat('d', 53)), ('newer@example.com', NULL);
SELECT left(password_hash, 7) FROM boh_find_login('nobody@example.com');
DELETE FROM users;
SELECT left(password_hash, 7) FROM boh_find_login('nobody@example.com');
ROLLBACK;
-- finding writes nothing
SELECT count(*) FROM login_counters;
BEGIN READ ONLY;
SELECT wait_seconds FROM boh_find_login('ada@example.com', '192.0.2.1');
COMMIT;

--
-- The wait of an address from one client
--

SELECT i AS failure, fail('ada@example.com', '192.0.2.1') AS wait FROM generate_series(1, 16) i;
-- the same for an unknown address
SELECT i AS failure, fail('nobody@example.com', '192.0.2.2') AS wait FROM generate_series(1, 16) i;
SELECT * FROM counters;
-- the right password does not help during the wait, and looks like a wrong one
SELECT succeed('ada@example.com', '192.0.2.1') AS known, succeed('nobody@example.com', '192.0.2.2') AS unknown;
-- other clients need not wait, nor do other addresses from this client
SELECT wait('ada@example.com', '192.0.2.1') AS pair, wait('ada@example.com', '192.0.2.9') AS other_client, wait('bob@example.com', '192.0.2.1') AS other_address, wait('ADA@example.com', NULL) AS address;
-- it ends, and one more failure leads to the same wait again
CALL pass('899 s');
SELECT wait('ada@example.com', '192.0.2.1') BETWEEN 0 AND 1 AS almost;
CALL pass('1 s');
SELECT wait('ada@example.com', '192.0.2.1') AS after, fail('ada@example.com', '192.0.2.1') AS again;
-- each hour one failure is forgotten
CALL pass('10 hours');
SELECT fail('ada@example.com', '192.0.2.1') AS sixth;
CALL pass('6 hours');
SELECT fail('ada@example.com', '192.0.2.1', 4) AS four, fail('ada@example.com', '192.0.2.1') AS fifth;
-- a success forgets them all, and makes the client known
CALL pass('1 s');
SELECT succeed('ada@example.com', '192.0.2.1') AS success;
SELECT fail('ada@example.com', '192.0.2.1', 4) AS four, fail('ada@example.com', '192.0.2.1') AS fifth;
SELECT * FROM counters;
DELETE FROM login_counters;

--
-- The wait of a client that guesses many addresses
--

SELECT i AS failure, fail('user' || i || '@example.com', '192.0.2.1') AS wait FROM generate_series(1, 34) i;
-- a success with an account of its own does not help
SELECT succeed('bob@example.com', '192.0.2.1') AS own_account;
CALL pass('1 hour');
SELECT succeed('bob@example.com', '192.0.2.1') AS own_account, fail('user99@example.com', '192.0.2.1') AS next;
-- who has signed in from there is known: others do not make him wait
SELECT wait('bob@example.com', '192.0.2.1') AS known, succeed('bob@example.com', '192.0.2.1') AS success, fail('bob@example.com', '192.0.2.1', 5) AS fifth;
SELECT * FROM counters;
-- for 90 days
CALL pass('1 hour');
SELECT succeed('bob@example.com', '192.0.2.1') AS success, fail('user99@example.com', '192.0.2.1', 30) AS guesser;
UPDATE login_counters SET succeeded_at = now() - interval '2159 hours 59 minutes' WHERE succeeded_at IS NOT NULL;
SELECT wait('bob@example.com', '192.0.2.1') AS known;
UPDATE login_counters SET succeeded_at = now() - interval '2160 hours 1 second' WHERE succeeded_at IS NOT NULL;
SELECT wait('bob@example.com', '192.0.2.1') AS no_more;
DELETE FROM login_counters;

--
-- The wait of an address that many clients guess
--

SELECT succeed('ada@example.com', '198.51.100.1') AS ada;
SELECT i AS failure, fail('ada@example.com', ('192.0.2.' || i)::inet) AS wait FROM generate_series(1, 28) i;
-- a new client has to wait, a known one has not
SELECT wait('ada@example.com', '203.0.113.1') AS new, wait('ada@example.com', NULL) AS no_client, wait('ada@example.com', '198.51.100.1') AS known;
SELECT succeed('ada@example.com', '198.51.100.1') AS success;
-- a person who proved in another way who they are need not wait
SELECT boh_forgive_logins('Ada@example.com', '203.0.113.1') AS had_to_wait, wait('ada@example.com', '203.0.113.1') AS wait, boh_forgive_logins('Ada@example.com', '203.0.113.1') AS again;
-- one client cannot prolong it
CALL pass('30 s');
SELECT fail('ada@example.com', '203.0.113.2', 20) AS pair;
CALL pass('30 s');
SELECT wait('ada@example.com', '203.0.113.2') > 0 AS pair, wait('ada@example.com', '203.0.113.3') AS address;
DELETE FROM login_counters;

-- without a client, the address alone is counted
SELECT i AS failure, fail('ada@example.com', NULL) AS wait FROM generate_series(1, 27) i;
SELECT fail('ada@example.com', NULL, 40) AS wait;
SELECT succeed('ada@example.com', NULL) AS success;
CALL pass('30 s');
SELECT succeed('ada@example.com', NULL) AS success, fail('ada@example.com', NULL, 20) AS twenty, fail('ada@example.com', NULL) AS more;
SELECT boh_forgive_logins('ada@example.com', NULL) AS forgiven, wait('ada@example.com', NULL);
SELECT * FROM counters;
DELETE FROM login_counters;
SELECT succeed('ada@example.com', NULL) AS success, count(*) FROM login_counters GROUP BY 1;

--
-- What is counted as one
--

-- an IPv4 address, also as IPv6 shows it; an IPv6 network of 64 bits; forms of an address
SELECT fail(email, client) FROM (VALUES ('josé@example.com', '192.0.2.1'::inet), (E'JOSE\u0301@Example.com', '::ffff:192.0.2.1'), ('josé@example.com', '192.0.2.1/24'),
	('josé@example.com', '2001:db8:1:2::1'), ('josé@example.com', '2001:db8:1:2:ffff::/128'), ('josé@example.com', '2001:db8:1:3::1'), ('josé@example.com', '::ffff:192.0.2.2')) v (email, client);
SELECT * FROM counters;
DELETE FROM login_counters;
-- what is no address counts for the client
SELECT fail(NULL, '192.0.2.1'), fail(repeat('a', 5000), '192.0.2.1'), fail('', '192.0.2.1');
SELECT * FROM counters;
DELETE FROM login_counters;
SELECT raises('SELECT boh_record_login(''ada@example.com'', NULL, NULL)');
-- the table lists no addresses, but whoever knows one finds its row
SELECT fail('Ada@example.com', '192.0.2.1') IS NOT NULL AS counted;
SELECT kind FROM login_counters WHERE key IN (
	SELECT substr(encode(sha256(convert_to(text, 'UTF8')), 'hex'), 1, 32)::uuid
	FROM unnest(ARRAY[E'ADDRESS\nada@example.com\n', E'PAIR\nada@example.com\n192.0.2.1', E'CLIENT\n\n192.0.2.1']) text) ORDER BY 1;

-- a clock that was set back locks nobody out
UPDATE login_counters SET failures = 33, failed_at = now() + interval '1 year';
SELECT wait('ada@example.com', '192.0.2.1') AS future, fail('ada@example.com', '192.0.2.1') AS next;
UPDATE login_counters SET failures = 5, failed_at = now() + interval '1 s' WHERE kind = 'PAIR';
SELECT wait('ada@example.com', '192.0.2.1') AS soon;
DELETE FROM login_counters;

--
-- Transactions
--

-- at every level, whatever the snapshot has seen
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT count(*) FROM login_counters;
SELECT fail('ada@example.com', '192.0.2.1', 5);
SELECT wait('ada@example.com', '192.0.2.1');
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT fail('ada@example.com', '192.0.2.1'), wait('ada@example.com', '192.0.2.1');
COMMIT;
-- a roll-back undoes it, as anything
BEGIN;
SELECT fail('ada@example.com', '192.0.2.1');
ROLLBACK;
SELECT * FROM counters;

-- writing again in a day leaves the indexes alone
SELECT pg_stat_force_next_flush() IS NOT NULL AS flushed;
SELECT n_tup_upd - n_tup_hot_upd AS not_in_place FROM pg_stat_user_tables WHERE relid = 'login_counters'::regclass \gset before_
SELECT fail('ada@example.com', '192.0.2.1', 10) > 0 AS failed, pg_stat_force_next_flush() IS NOT NULL AS flushed;
SELECT n_tup_upd - n_tup_hot_upd - :before_not_in_place AS not_in_place FROM pg_stat_user_tables WHERE relid = 'login_counters'::regclass;

--
-- Old counters
--

DELETE FROM login_counters;
SELECT fail('user' || i || '@example.com', NULL) IS NOT NULL AS failed, count(*) FROM generate_series(1, 10) i GROUP BY 1;
CALL pass('2160 hours');
SELECT boh_purge_logins() AS too_young;
CALL pass('24 hours');
SELECT fail('user1@example.com', NULL);
SET ROLE regress_boh_sweeper;
SELECT boh_purge_logins(5) AS some, boh_purge_logins() AS rest, boh_purge_logins() AS none;
RESET ROLE;
SELECT * FROM counters;
SELECT raises('SELECT boh_purge_logins(0)') AS zero, raises('SELECT boh_purge_logins(NULL)') AS "null";

-- with the rights of neither the caller nor a schema of his
SET ROLE regress_boh_auth;
CREATE TEMPORARY TABLE login_counters (key uuid);
CREATE TEMPORARY TABLE users (id uuid);
SELECT user_id FROM boh_find_login('ada@example.com', '192.0.2.1');
SELECT * FROM boh_record_login('ada@example.com', true, '192.0.2.1');
DROP TABLE pg_temp.login_counters, pg_temp.users;
RESET ROLE;

-- counters are found by their primary key, whatever its name is, and not without one
BEGIN;
ALTER INDEX pk_login_counters RENAME TO pk_renamed;
SELECT wait_seconds FROM boh_find_login('ada@example.com', '192.0.2.1');
ALTER TABLE login_counters DROP CONSTRAINT pk_renamed;
SELECT code, message, hint FROM raised('SELECT boh_find_login(''ada@example.com'', ''192.0.2.1'')');
ROLLBACK;

SELECT * FROM boh_verify(progress => false);
-- undone, the counters go
DROP VIEW counters;
SET boh.allow_data_loss = on;
SELECT version, direction FROM boh_migrate('test_login', 8);
RESET boh.allow_data_loss;
SELECT raises('SELECT boh_migrate(''test_login'', 7)');
SET boh.allow_data_loss = on;
SELECT version, direction FROM boh_migrate('test_login', 7);
SELECT version, direction FROM boh_migrate('test_login');
SELECT wait_seconds FROM boh_find_login('ada@example.com', '192.0.2.1');

SET client_min_messages = warning;
DROP SCHEMA test_login CASCADE;
DROP ROLE regress_boh_auth, regress_boh_other, regress_boh_sweeper;

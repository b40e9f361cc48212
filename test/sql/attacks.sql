-- Attacks: people and roles that try to see or do what they may not.  Beside each stands the proof that
-- whoever may do it succeeds with the same statement.
--
-- Attack                                                     Tested in
-- ---------------------------------------------------------  -------------------------------------------------
-- every table and function, by every profile and person      rights/matrix.t
-- forged tokens and keys                                     sql/session.sql; any byte changed: people/session.t
-- replayed tokens: at exp, after the end of the key, after   people/session.t, sql/session.sql;
--   the account was deleted, in another schema               through another role: here
-- tokens and keys in logs and errors                         people/session.t
-- what is left of a session to the next client               people/pgbouncer.t, rights/attacks.t
-- SET of every setting                                       here; in options of a connection: rights/attacks.t;
--                                                            settings that raise limits: sql/rights.sql, sql/profile_errors.sql
-- row_security = off                                         here, sql/public_read.sql, sql/insert_policy.sql
-- SET ROLE                                                   here; by a role that logs in: rights/attacks.t
-- SET SESSION AUTHORIZATION                                  rights/attacks.t
-- a hostile schema in boh.schema                             sql/hostile.sql, sql/public_read.sql, sql/session.sql; with profiles: here
-- a hostile search_path: functions, operators, types,        sql/rights.sql, sql/public_read.sql; in a migration: sql/hostile.sql;
--   temporary tables                                         with profiles, and casts: here
-- leaky functions, operators and casts                       here
-- DDL on tables of others, children, foreign keys to them    here
-- triggers of boh on tables of others                        sql/hostile.sql
-- triggers of the owner that are misled, or deferred         sql/hostile.sql, sql/profile_errors.sql
-- rules                                                      sql/hostile.sql; on tables of others: here
-- views in place of tables                                   sql/public_read.sql, sql/profile_errors.sql
-- views and SECURITY DEFINER functions of others             here, sql/session.sql
-- prepared statements and cursors                            here; of another client of a pool: rights/attacks.t
-- RETURNING, ON CONFLICT, MERGE, UPDATE ... FROM,            here
--   FOR UPDATE, COPY, LOCK
-- policies that are evaluated without a statement            sql/insert_policy.sql, isolation/insert-policy
-- values in errors                                           sql/rights.sql, sql/profile_errors.sql, sql/hostile.sql
-- a role that loses its profile, or gets another one         isolation/profile-revoked; renamed: here;
--                                                            a membership that ends: rights/attacks.t
-- a person who is demoted or deleted                         isolation/person-demoted, people/session.t
-- false payments, longer holds, bookings for others          rights/matrix.t, sql/profile_errors.sql; prices and limits: here
-- guessed passwords                                          sql/login.sql, isolation/login

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_owner, regress_boh_shop, regress_boh_office, regress_boh_pay, regress_boh_gateway;
RESET client_min_messages;
CREATE ROLE regress_boh_owner;
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_pay;
CREATE ROLE regress_boh_gateway NOINHERIT IN ROLE regress_boh_shop, regress_boh_office;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_boh_owner', current_database()); END $$;
SET ROLE regress_boh_owner;
SET boh.schema = 'test_attacks';
SELECT count(*) > 0 AS migrated FROM boh_migrate();
SELECT boh_grant('regress_boh_shop', 'app'), boh_grant('regress_boh_office', 'admin'), boh_grant('regress_boh_pay', 'payments');
SET search_path = test_attacks, public;

-- Ann and Bob book, Olga and Otto organize, Ada administers.  id() makes ids from words.
CREATE SCHEMA attacks;
GRANT USAGE ON SCHEMA attacks TO PUBLIC;
CREATE FUNCTION attacks.id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.md5(name)::pg_catalog.uuid $$;
INSERT INTO users (id, email, name, role, password_hash)
SELECT attacks.id(name), lower(name) || '@example.org', name, role::user_role, '$2b$12$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyza'
FROM (VALUES ('Ann', 'USER'), ('Bob', 'USER'), ('Olga', 'ORGANIZER'), ('Otto', 'ORGANIZER'), ('Ada', 'ADMIN'), ('Eve', 'ADMIN')) v (name, role);
INSERT INTO tags (id, name) VALUES (attacks.id('Jazz'), 'Jazz'), (attacks.id('Rock'), 'Rock');
INSERT INTO events (id, author_id, title, price, capacity, max_seats_per_user, status, start_date, end_date)
SELECT attacks.id(title), attacks.id(author), title, price, 100, 4, status::event_status, '2999-01-01', '2999-01-02'
FROM (VALUES ('Fair', 'Olga', 10, 'PUBLISHED'), ('Draft', 'Olga', 10, 'DRAFT'), ('Free', 'Olga', 0, 'PUBLISHED'), ('Ball', 'Otto', 10, 'PUBLISHED')) v (title, author, price, status);
INSERT INTO event_tags (event_id, tag_id) SELECT attacks.id(title), attacks.id('Jazz') FROM unnest('{Fair,Draft}'::text[]) title;
INSERT INTO bookings (id, user_id, event_id, seats, status, payment_reference, idempotency_key)
SELECT attacks.id(name), attacks.id(who), attacks.id(event), 2, status::booking_status, payment, name
FROM (VALUES ('hold of Ann', 'Ann', 'Fair', 'PENDING', NULL), ('hold of Bob', 'Bob', 'Fair', 'PENDING', NULL), ('paid by Bob', 'Bob', 'Ball', 'CONFIRMED', 'card of Bob'))
	v (name, who, event, status, payment);
INSERT INTO content_pages (author_id, title, slug) VALUES (attacks.id('Ada'), 'Secret', 'secret');
INSERT INTO site_settings (key, value) VALUES ('mail.password', 'hidden');

-- What a statement comes to, without a trace: how many rows, or which error.
CREATE FUNCTION attacks.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	processed bigint;
BEGIN
	EXECUTE statement;
	GET DIAGNOSTICS processed = ROW_COUNT;
	RAISE SQLSTATE 'UNDO0';
EXCEPTION
	WHEN SQLSTATE 'UNDO0' THEN RETURN processed;
	WHEN OTHERS THEN RETURN SQLSTATE;
END $$;

-- Sessions are set by tokens, as applications do it: the roles need no profile beside their own.
RESET ROLE;
\getenv BOH_TEST PG_ABS_SRCDIR
\setenv BOH_TEST :BOH_TEST
\set folder `mktemp -d`
\setenv BOH_KEYS :folder
\set key `"$BOH_TEST/support/token" "$BOH_KEYS" key ed ed25519`
INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('ed', 'EdDSA', :'key', 'login', 'shop');
CREATE TABLE attacks.tokens (person text, token text);
\copy (SELECT name, 'EdDSA', 'ed', '{"alg": "EdDSA", "kid": "ed"}', format('{"sub": "%s", "iss": "login", "aud": "shop", "exp": NOW+800}', attacks.id(name)) FROM users) TO PROGRAM '"$BOH_TEST/support/token" "$BOH_KEYS" sign > "$BOH_KEYS/tokens"'
\copy attacks.tokens FROM PROGRAM 'cat "$BOH_KEYS/tokens"'
-- The same for a role and a person, for whoever calls; NULL is nobody.
CREATE FUNCTION attacks.outcome_for(role text, person text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
	signed text := (SELECT token FROM attacks.tokens t WHERE t.person = outcome_for.person);
BEGIN
	PERFORM set_config('role', 'regress_boh_' || role, true);
	PERFORM boh_set_session(signed);
	outcome := attacks.outcome(statement);
	RAISE SQLSTATE 'UNDO1';
EXCEPTION WHEN SQLSTATE 'UNDO1' THEN
	RETURN outcome;
END $$;
-- The proof that the other person is signed in where an attack fails
SELECT person, attacks.outcome_for('shop', person, 'SELECT FROM test_attacks.bookings') AS bookings, attacks.outcome_for('office', person, 'SELECT FROM test_attacks.bookings') AS in_office
FROM unnest('{Ann,Bob,Olga,Otto,Ada,NULL}'::text[]) person;

--
-- Rows of another person
--

-- The owner is the person whose rows they are; boh_session_user() is whoever tries.
CREATE TABLE attacks.statements (number integer GENERATED ALWAYS AS IDENTITY, owner text, what text, statement text);
INSERT INTO attacks.statements (owner, what, statement) VALUES
	('Bob', 'select', 'SELECT FROM bookings WHERE id = attacks.id(''hold of Bob'')'),
	('Bob', 'select by place', 'SELECT FROM bookings WHERE ctid = ANY (ARRAY(SELECT ctid FROM bookings)) AND id = attacks.id(''hold of Bob'')'),
	('Bob', 'select a sample', 'SELECT FROM bookings TABLESAMPLE SYSTEM (100) WHERE id = attacks.id(''hold of Bob'')'),
	('Bob', 'join', 'SELECT FROM users u JOIN bookings b ON b.user_id = u.id WHERE b.id = attacks.id(''hold of Bob'')'),
	('Bob', 'lateral join', 'SELECT FROM (VALUES (attacks.id(''hold of Bob''))) v (id), LATERAL (SELECT FROM bookings b WHERE b.id = v.id) b'),
	('Bob', 'union', 'SELECT id FROM bookings WHERE id = attacks.id(''hold of Bob'') UNION SELECT id FROM bookings WHERE id = attacks.id(''hold of Bob'')'),
	('Bob', 'recursive query', 'WITH RECURSIVE r AS (SELECT id FROM bookings WHERE id = attacks.id(''hold of Bob'') UNION SELECT b.id FROM bookings b JOIN r USING (id)) SELECT FROM r'),
	('Bob', 'create table as', 'CREATE TEMPORARY TABLE taken AS SELECT * FROM bookings WHERE id = attacks.id(''hold of Bob'')'),
	('Bob', 'for update', 'SELECT FROM bookings WHERE id = attacks.id(''hold of Bob'') FOR UPDATE'),
	('Bob', 'for key share', 'SELECT FROM bookings WHERE id = attacks.id(''hold of Bob'') FOR KEY SHARE'),
	('Bob', 'returning', 'UPDATE bookings SET seats = 3 WHERE id = attacks.id(''hold of Bob'') RETURNING payment_reference'),
	('Bob', 'returning in a query', 'WITH w AS (UPDATE bookings SET seats = 3 WHERE id = attacks.id(''hold of Bob'') RETURNING *) SELECT FROM w'),
	('Bob', 'update from', 'UPDATE bookings b SET seats = 3 FROM users u WHERE u.id = b.user_id AND b.id = attacks.id(''hold of Bob'')'),
	('Bob', 'update from itself', 'UPDATE bookings b SET seats = o.seats + 1 FROM bookings o WHERE o.id = attacks.id(''hold of Bob'') AND b.user_id = boh_session_user() AND b.status = ''PENDING'''),
	('Bob', 'cancel', 'UPDATE bookings SET status = ''CANCELLED'' WHERE id = attacks.id(''hold of Bob'')'),
	('Bob', 'on conflict', 'INSERT INTO bookings (id, user_id, event_id) VALUES (attacks.id(''hold of Bob''), boh_session_user(), attacks.id(''Ball'')) ON CONFLICT (id) DO UPDATE SET seats = 3'),
	('Bob', 'on conflict, with his key', 'INSERT INTO bookings (user_id, event_id, seats, idempotency_key) VALUES (attacks.id(''Bob''), attacks.id(''Fair''), 2, ''hold of Bob'') ON CONFLICT (user_id, idempotency_key) DO UPDATE SET seats = 3'),
	('Bob', 'on conflict, returning', 'INSERT INTO bookings (id, user_id, event_id) VALUES (attacks.id(''hold of Bob''), boh_session_user(), attacks.id(''Ball'')) ON CONFLICT (id) DO UPDATE SET seats = bookings.seats RETURNING payment_reference'),
	('Bob', 'merge', 'MERGE INTO bookings b USING (VALUES (attacks.id(''hold of Bob''))) v (id) ON b.id = v.id WHEN MATCHED THEN UPDATE SET seats = 3'),
	('Bob', 'merge, or insert', 'MERGE INTO bookings b USING (VALUES (attacks.id(''hold of Bob''))) v (id) ON b.id = v.id WHEN MATCHED THEN UPDATE SET seats = 3 WHEN NOT MATCHED THEN INSERT (id, user_id, event_id) VALUES (v.id, boh_session_user(), attacks.id(''Ball''))'),
	('Bob', 'copy a booking', 'INSERT INTO bookings (user_id, event_id) SELECT user_id, event_id FROM bookings WHERE id = attacks.id(''hold of Bob'')'),
	('Bob', 'book for him', 'INSERT INTO bookings (user_id, event_id) VALUES (attacks.id(''Bob''), attacks.id(''Fair''))'),
	('Bob', 'boh_book_seats()', 'SELECT boh_book_seats(attacks.id(''Fair''), attacks.id(''Bob''), 1)'),
	('Bob', 'boh_book_seats(), his key', 'SELECT boh_book_seats(attacks.id(''Fair''), attacks.id(''Bob''), 2, ''hold of Bob'')'),
	('Bob', 'boh_cancel_booking()', 'SELECT boh_cancel_booking(attacks.id(''hold of Bob''))'),
	('Bob', 'boh_change_seats()', 'SELECT boh_change_seats(attacks.id(''hold of Bob''), 3)'),
	('Bob', 'select his account', 'SELECT FROM users WHERE email = ''bob@example.org'''),
	('Bob', 'lock his account', 'SELECT FROM users WHERE id = attacks.id(''Bob'') FOR NO KEY UPDATE'),
	('Bob', 'update his account', 'UPDATE users SET name = ''Robert'' WHERE id = attacks.id(''Bob'') RETURNING phone'),
	('Bob', 'update his account from', 'UPDATE users u SET name = ''Robert'' FROM bookings b WHERE b.user_id = u.id AND b.id = attacks.id(''hold of Bob'')'),
	('Bob', 'merge his account', 'MERGE INTO users u USING (VALUES (attacks.id(''Bob''))) v (id) ON u.id = v.id WHEN MATCHED THEN UPDATE SET name = ''Robert'''),
	('Olga', 'select bookings', 'SELECT FROM bookings WHERE event_id = attacks.id(''Fair'') AND user_id <> boh_session_user()'),
	('Olga', 'cancel a booking', 'UPDATE bookings SET status = ''CANCELLED'', cancel_reason = ''rain'' WHERE event_id = attacks.id(''Fair'') AND user_id = attacks.id(''Bob'') RETURNING id'),
	('Olga', 'merge a booking', 'MERGE INTO bookings b USING (VALUES (attacks.id(''Fair''))) v (id) ON b.event_id = v.id AND b.user_id = attacks.id(''Bob'') WHEN MATCHED THEN UPDATE SET status = ''CANCELLED'''),
	('Olga', 'boh_event_participants()', 'SELECT FROM boh_event_participants(attacks.id(''Fair''))'),
	('Olga', 'select a draft', 'SELECT FROM events WHERE id = attacks.id(''Draft'')'),
	('Olga', 'select tags of a draft', 'SELECT FROM event_tags WHERE event_id = attacks.id(''Draft'')'),
	('Olga', 'outer join with a draft', 'SELECT FROM bookings b RIGHT JOIN events e ON e.id = b.event_id WHERE e.title = ''Draft'''),
	('Olga', 'lower the price', 'UPDATE events SET price = 0 WHERE id = attacks.id(''Fair'') RETURNING price'),
	('Olga', 'lower the price from', 'UPDATE events e SET price = 0 FROM event_tags t WHERE t.event_id = e.id AND e.id = attacks.id(''Fair'')'),
	('Olga', 'raise the limit', 'UPDATE events SET max_seats_per_user = 100 WHERE id = attacks.id(''Fair'')'),
	('Olga', 'on conflict', 'INSERT INTO events (author_id, title, slug, capacity, start_date, end_date) VALUES (boh_session_user(), ''Fair'', ''fair'', 1, ''2999-01-01'', ''2999-01-02'') ON CONFLICT (slug) DO UPDATE SET price = 0'),
	('Olga', 'on conflict, take over', 'INSERT INTO events (id, author_id, title, capacity, start_date, end_date) VALUES (attacks.id(''Fair''), boh_session_user(), ''Fair'', 1, ''2999-01-01'', ''2999-01-02'') ON CONFLICT (id) DO UPDATE SET title = ''Mine'''),
	('Olga', 'merge', 'MERGE INTO events e USING (VALUES (attacks.id(''Fair''))) v (id) ON e.id = v.id WHEN MATCHED THEN UPDATE SET price = 0'),
	('Olga', 'merge and delete', 'MERGE INTO events e USING (VALUES (attacks.id(''Draft''))) v (id) ON e.id = v.id WHEN MATCHED THEN DELETE'),
	('Olga', 'delete using', 'DELETE FROM events e USING event_tags t WHERE t.event_id = e.id AND e.id = attacks.id(''Draft'')'),
	('Olga', 'for update', 'SELECT FROM events WHERE id = attacks.id(''Fair'') FOR UPDATE'),
	('Olga', 'for share', 'SELECT FROM events WHERE id = attacks.id(''Fair'') FOR SHARE'),
	('Olga', 'tag', 'INSERT INTO event_tags (event_id, tag_id) VALUES (attacks.id(''Fair''), attacks.id(''Rock'')) ON CONFLICT (event_id, tag_id) DO NOTHING'),
	('Olga', 'untag', 'DELETE FROM event_tags WHERE event_id = attacks.id(''Fair'') RETURNING tag_id'),
	('Olga', 'boh_cancel_event()', 'SELECT boh_cancel_event(attacks.id(''Fair''))');
SELECT what, owner AS of, attacks.outcome_for('shop', NULL, statement) AS nobody, attacks.outcome_for('shop', 'Ann', statement) AS ann,
	attacks.outcome_for('shop', CASE owner WHEN 'Olga' THEN 'Otto' ELSE 'Olga' END, statement) AS other,
	attacks.outcome_for('shop', owner, statement) AS owner, attacks.outcome_for('office', 'Ann', statement) AS ann_in_office, attacks.outcome_for('office', owner, statement) AS owner_in_office
FROM attacks.statements ORDER BY number;
-- COPY takes out what SELECT shows, and brings nothing in.
SELECT token AS ann FROM attacks.tokens WHERE person = 'Ann' \gset
SELECT token AS bob FROM attacks.tokens WHERE person = 'Bob' \gset
SELECT token AS ada FROM attacks.tokens WHERE person = 'Ada' \gset
SET SESSION AUTHORIZATION regress_boh_shop;
BEGIN;
SELECT role FROM boh_set_session(:'ann');
COPY bookings (idempotency_key, payment_reference) TO STDOUT;
COPY (SELECT idempotency_key, payment_reference FROM bookings) TO STDOUT;
SELECT role FROM boh_set_session(:'bob');
COPY bookings (idempotency_key, payment_reference) TO STDOUT;
ROLLBACK;
RESET SESSION AUTHORIZATION;

--
-- Prices, payments and limits
--

-- with the booking of Ann, 2 of at most 4 seats at 10 each; Olga organizes the event
CREATE TABLE attacks.payments (number integer GENERATED ALWAYS AS IDENTITY, what text, statement text);
INSERT INTO attacks.payments (what, statement) VALUES
	('name the right price', 'INSERT INTO bookings (user_id, event_id, unit_price, total_price) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 10, 10)'),
	('name a price of 0', 'INSERT INTO bookings (user_id, event_id, unit_price) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 0)'),
	('name a total of 0', 'INSERT INTO bookings (user_id, event_id, unit_price, total_price) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 10, 0)'),
	('name 0 and confirm', 'INSERT INTO bookings (user_id, event_id, unit_price, total_price, status) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 0, 0, ''CONFIRMED'')'),
	('another currency', 'INSERT INTO bookings (user_id, event_id, currency) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), ''JPY'')'),
	('change the total', 'UPDATE bookings SET total_price = 0 WHERE id = attacks.id(''hold of Ann'')'),
	('change it and confirm', 'UPDATE bookings SET total_price = 0, status = ''CONFIRMED'' WHERE id = attacks.id(''hold of Ann'')'),
	('confirm', 'UPDATE bookings SET status = ''CONFIRMED'' WHERE id = attacks.id(''hold of Ann'')'),
	('confirm by merge', 'MERGE INTO bookings b USING (VALUES (attacks.id(''hold of Ann''))) v (id) ON b.id = v.id WHEN MATCHED THEN UPDATE SET status = ''CONFIRMED'', payment_reference = ''forged'''),
	('pay and cancel', 'UPDATE bookings SET status = ''CANCELLED'', payment_reference = ''forged'' WHERE id = attacks.id(''hold of Ann'')'),
	('pay on conflict', 'INSERT INTO bookings (id, user_id, event_id) VALUES (attacks.id(''hold of Ann''), attacks.id(''Ann''), attacks.id(''Fair'')) ON CONFLICT (id) DO UPDATE SET payment_reference = ''forged'''),
	('begin as CANCELLED', 'INSERT INTO bookings (user_id, event_id, status) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), ''CANCELLED'')'),
	('begin as REFUNDED', 'INSERT INTO bookings (user_id, event_id, status) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), ''REFUNDED'')'),
	('confirm what is free', 'WITH w AS (INSERT INTO bookings (user_id, event_id, status) VALUES (attacks.id(''Ann''), attacks.id(''Free''), ''CONFIRMED'') RETURNING id) SELECT FROM w'),
	('seats below 1', 'UPDATE bookings SET seats = -1 WHERE id = attacks.id(''hold of Ann'')'),
	('2 more seats', 'INSERT INTO bookings (user_id, event_id, seats) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 2)'),
	('3 more seats', 'INSERT INTO bookings (user_id, event_id, seats) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 3)'),
	('3 more, one by one', 'INSERT INTO bookings (user_id, event_id, seats) SELECT attacks.id(''Ann''), attacks.id(''Fair''), 1 FROM generate_series(1, 3)'),
	('4 more, in two parts', 'WITH one AS (INSERT INTO bookings (user_id, event_id, seats) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 2) RETURNING id), two AS (INSERT INTO bookings (user_id, event_id, seats) VALUES (attacks.id(''Ann''), attacks.id(''Fair''), 2) RETURNING id) SELECT FROM one, two'),
	('5 seats by a change', 'UPDATE bookings SET seats = 5 WHERE id = attacks.id(''hold of Ann'')'),
	('5 seats by boh_change_seats()', 'SELECT boh_change_seats(attacks.id(''hold of Ann''), 5)'),
	('4 seats in place of 2', 'WITH w AS (UPDATE bookings SET status = ''CANCELLED'' WHERE id = attacks.id(''hold of Ann'') RETURNING id) INSERT INTO bookings (user_id, event_id, seats) SELECT attacks.id(''Ann''), attacks.id(''Fair''), 4 FROM w'),
	('move to another event', 'UPDATE bookings SET event_id = attacks.id(''Free'') WHERE id = attacks.id(''hold of Ann'')'),
	('forget the key', 'UPDATE bookings SET idempotency_key = NULL WHERE id = attacks.id(''hold of Ann'')');
SET client_min_messages = error;
SELECT what, attacks.outcome_for('shop', 'Ann', statement) AS ann, attacks.outcome_for('shop', 'Olga', statement) AS olga, attacks.outcome_for('shop', 'Ada', statement) AS ada,
	attacks.outcome_for('office', 'Ann', statement) AS ann_in_office, attacks.outcome_for('office', 'Ada', statement) AS ada_in_office, attacks.outcome_for('pay', NULL, statement) AS pay,
	attacks.outcome_for('owner', NULL, statement) AS owner
FROM attacks.payments ORDER BY number;
RESET client_min_messages;
-- a change does not prolong the hold
SET SESSION AUTHORIZATION regress_boh_shop;
BEGIN;
SELECT role FROM boh_set_session(:'ann');
SELECT expires_at AS ends FROM bookings \gset
UPDATE bookings SET seats = 3 RETURNING expires_at = :'ends' AS same_end;
SELECT expires_at = :'ends' AS same_end FROM boh_change_seats(attacks.id('hold of Ann'), 1);
SELECT expires_at = :'ends' AS same_end FROM boh_book_seats(attacks.id('Fair'), attacks.id('Ann'), 2, 'hold of Ann');
ROLLBACK;
RESET SESSION AUTHORIZATION;

--
-- Functions that tell what they see
--

-- The cheapest of all: the planner would rather call it first.  It counts rows of Ann and rows of others,
-- in sequences, which no rollback takes back.
SET SESSION AUTHORIZATION regress_boh_shop;
CREATE TEMPORARY SEQUENCE own;
CREATE TEMPORARY SEQUENCE others;
CREATE FUNCTION pg_temp.leak(seen text, other text DEFAULT NULL) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql AS $$
BEGIN
	PERFORM nextval(CASE WHEN seen ~* '(bob|olga|otto|ada|eve|draft)' THEN 'pg_temp.others' ELSE 'pg_temp.own' END::regclass);
	RETURN true;
END $$;
CREATE OPERATOR pg_temp.~~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.leak);
CREATE DOMAIN pg_temp.leaking AS text CHECK (pg_temp.leak(VALUE));
CREATE TEMPORARY VIEW cheap AS SELECT idempotency_key FROM bookings WHERE pg_temp.leak(idempotency_key);
CREATE FUNCTION pg_temp.keys() RETURNS SETOF text LANGUAGE sql AS 'SELECT idempotency_key FROM test_attacks.bookings WHERE pg_temp.leak(idempotency_key)';
CREATE FUNCTION pg_temp.leaks(token text, setting text, statement text, OUT own bigint, OUT others bigint) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM setval('pg_temp.own', 1, false), setval('pg_temp.others', 1, false);
	BEGIN
		PERFORM set_config(name, 'off', true) FROM unnest(string_to_array(setting, ' ')) name;
		PERFORM boh_set_session(token);
		EXECUTE statement;
		RAISE SQLSTATE 'UNDO0';
	EXCEPTION WHEN SQLSTATE 'UNDO0' THEN NULL; WHEN OTHERS THEN
		PERFORM pg_temp.leak(SQLERRM) WHERE SQLERRM LIKE '%invalid input%';
	END;
	own := nextval('pg_temp.own') - 1;
	others := nextval('pg_temp.others') - 1;
END $$;
-- Not among them: the WHERE of ON CONFLICT DO UPDATE, which PostgreSQL evaluates before the policy (see doc/explanation/security.md).
CREATE TEMPORARY TABLE leaking_statements (number integer GENERATED ALWAYS AS IDENTITY, what text, statement text);
INSERT INTO leaking_statements (what, statement) VALUES
	('where', 'SELECT FROM bookings WHERE pg_temp.leak(idempotency_key)'),
	('where, of a view', 'SELECT FROM pg_temp.cheap'),
	('where, not', 'SELECT FROM bookings WHERE NOT pg_temp.leak(idempotency_key)'),
	('operator', 'SELECT FROM bookings WHERE idempotency_key OPERATOR(pg_temp.~~~) NULL'),
	('case', 'SELECT FROM bookings WHERE CASE WHEN pg_temp.leak(idempotency_key) THEN true END'),
	('cast to a domain', 'SELECT CAST(idempotency_key AS pg_temp.leaking) FROM bookings'),
	('cast in where', 'SELECT FROM bookings WHERE CAST(idempotency_key AS pg_temp.leaking) <> '''''),
	('cast that fails', 'SELECT FROM bookings WHERE status = ''PENDING'' OR CAST(idempotency_key AS integer) > 0'),
	('order by', 'SELECT FROM bookings ORDER BY pg_temp.leak(idempotency_key) LIMIT 1'),
	('group by', 'SELECT FROM bookings GROUP BY pg_temp.leak(idempotency_key)'),
	('having', 'SELECT FROM bookings GROUP BY user_id HAVING pg_temp.leak(max(idempotency_key))'),
	('filter', 'SELECT count(*) FILTER (WHERE pg_temp.leak(idempotency_key)) FROM bookings'),
	('window', 'SELECT row_number() OVER (ORDER BY pg_temp.leak(idempotency_key)) FROM bookings'),
	('distinct', 'SELECT DISTINCT ON (pg_temp.leak(idempotency_key)) id FROM bookings'),
	('join', 'SELECT FROM bookings b JOIN users u ON u.id = b.user_id AND pg_temp.leak(b.idempotency_key || u.name)'),
	('join of all with all', 'SELECT FROM bookings b JOIN bookings o ON pg_temp.leak(o.idempotency_key)'),
	('outer join', 'SELECT FROM users u LEFT JOIN bookings b ON b.user_id = u.id AND pg_temp.leak(b.idempotency_key)'),
	('lateral join', 'SELECT FROM users u, LATERAL (SELECT pg_temp.leak(b.idempotency_key) FROM bookings b WHERE b.user_id = u.id OFFSET 0) l'),
	('exists', 'SELECT FROM users u WHERE EXISTS (SELECT FROM bookings b WHERE pg_temp.leak(b.idempotency_key))'),
	('union', 'SELECT FROM (SELECT idempotency_key FROM bookings UNION ALL SELECT email FROM users) v WHERE pg_temp.leak(idempotency_key)'),
	('function', 'SELECT FROM pg_temp.keys() k WHERE pg_temp.leak(k)'),
	('update', 'UPDATE bookings SET seats = 3 WHERE pg_temp.leak(idempotency_key) AND status = ''PENDING'''),
	('update from', 'UPDATE bookings b SET seats = 3 FROM bookings o WHERE pg_temp.leak(o.idempotency_key) AND o.id = b.id AND b.status = ''PENDING'''),
	('returning', 'UPDATE bookings SET seats = 3 WHERE status = ''PENDING'' RETURNING pg_temp.leak(idempotency_key)'),
	('merge', 'MERGE INTO bookings b USING (VALUES (1)) v ON pg_temp.leak(b.idempotency_key) WHEN MATCHED THEN DO NOTHING'),
	('merge when', 'MERGE INTO bookings b USING (VALUES (1)) v ON true WHEN MATCHED AND pg_temp.leak(b.idempotency_key) THEN DO NOTHING'),
	('for update', 'SELECT FROM bookings WHERE pg_temp.leak(idempotency_key) FOR UPDATE'),
	('accounts', 'SELECT FROM users WHERE pg_temp.leak(email)'),
	('drafts', 'SELECT FROM events WHERE pg_temp.leak(title)'),
	('tags of drafts', 'SELECT FROM event_tags t WHERE pg_temp.leak((SELECT title FROM events e WHERE e.id = t.event_id))');
CREATE TEMPORARY VIEW leaks_of_all AS
	SELECT s.*, plan, l.own, l.others
	FROM leaking_statements s, unnest('{"",enable_seqscan,enable_indexscan enable_bitmapscan,enable_nestloop,enable_hashjoin enable_mergejoin,enable_material enable_sort}'::text[]) plan,
		LATERAL pg_temp.leaks(current_setting('attacks.token'), plan, statement) l;
SET attacks.token = :'ann';
SELECT what, sum(own) > 0 AS own, sum(others) AS others FROM leaks_of_all GROUP BY number, what ORDER BY number;
RESET SESSION AUTHORIZATION;
-- they work: whom policies do not concern sees all, but for the view, which has the rights of its owner
SET client_min_messages = error;
SELECT what AS see_nothing FROM leaks_of_all GROUP BY number, what HAVING sum(others) = 0 ORDER BY number;
RESET client_min_messages;
-- nor do statistics tell
ANALYZE bookings;
SELECT count(*) > 0 AS analyzed FROM pg_stats WHERE schemaname = 'test_attacks' AND tablename = 'bookings';
SET SESSION AUTHORIZATION regress_boh_shop;
SELECT count(*) AS shown FROM pg_stats WHERE schemaname = 'test_attacks';
SELECT raises('SELECT FROM pg_statistic') AS statistics;
RESET SESSION AUTHORIZATION;

--
-- SET of every setting, and names that the caller puts in front
--

-- What Ann sees, what she may do, and what she may not.  Each statement gives one value, and names what it
-- uses with its schema.
CREATE TABLE attacks.asked (number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text, statement text);
GRANT SELECT ON attacks.asked TO PUBLIC;
INSERT INTO attacks.asked (what, statement) VALUES
	('bookings', 'SELECT pg_catalog.string_agg(idempotency_key, '', '' ORDER BY idempotency_key) FROM test_attacks.bookings'),
	('accounts', 'SELECT pg_catalog.string_agg(email, '', '' ORDER BY email) FROM test_attacks.users'),
	('events', 'SELECT pg_catalog.string_agg(title, '', '' ORDER BY title) FROM test_attacks.events'),
	('tags', 'SELECT pg_catalog.count(*)::pg_catalog.text FROM test_attacks.event_tags'),
	('who', 'SELECT public.boh_session_role(''test_attacks.users'')'),
	('free seats', 'SELECT public.boh_available_seats(attacks.id(''Fair''))::pg_catalog.text'),
	('event by slug', 'SELECT present_slug FROM public.boh_event_slug(''fair'')'),
	('book', 'SELECT seats::pg_catalog.text FROM public.boh_book_seats(attacks.id(''Ball''), attacks.id(''Ann''), 2)'),
	('insert', 'INSERT INTO test_attacks.bookings (user_id, event_id, seats) VALUES (attacks.id(''Ann''), attacks.id(''Ball''), 2) RETURNING total_price::pg_catalog.text'),
	('change', 'SELECT seats::pg_catalog.text FROM public.boh_change_seats(attacks.id(''hold of Ann''), 4)'),
	('update', 'UPDATE test_attacks.bookings SET seats = 3 WHERE id OPERATOR(pg_catalog.=) attacks.id(''hold of Ann'') RETURNING total_price::pg_catalog.text'),
	('cancel', 'SELECT status FROM public.boh_cancel_booking(attacks.id(''hold of Ann''))'),
	('own name', 'UPDATE test_attacks.users SET name = ''Anna'' WHERE id OPERATOR(pg_catalog.=) attacks.id(''Ann'') RETURNING name'),
	('another''s booking', 'SELECT idempotency_key FROM test_attacks.bookings WHERE id OPERATOR(pg_catalog.=) attacks.id(''hold of Bob'')'),
	('change another''s', 'UPDATE test_attacks.bookings SET seats = 1 WHERE id OPERATOR(pg_catalog.=) attacks.id(''hold of Bob'') RETURNING seats::pg_catalog.text'),
	('cancel another''s', 'SELECT status FROM public.boh_cancel_booking(attacks.id(''hold of Bob''))'),
	('book for another', 'SELECT seats::pg_catalog.text FROM public.boh_book_seats(attacks.id(''Ball''), attacks.id(''Bob''), 1)'),
	('insert for another', 'INSERT INTO test_attacks.bookings (user_id, event_id) VALUES (attacks.id(''Bob''), attacks.id(''Ball'')) RETURNING status::pg_catalog.text'),
	('confirm', 'UPDATE test_attacks.bookings SET status = ''CONFIRMED'' WHERE id OPERATOR(pg_catalog.=) attacks.id(''hold of Ann'') RETURNING status::pg_catalog.text'),
	('pay', 'SELECT status FROM public.boh_confirm_booking(attacks.id(''hold of Ann''), ''forged'')'),
	('name a price', 'INSERT INTO test_attacks.bookings (user_id, event_id, unit_price) VALUES (attacks.id(''Ann''), attacks.id(''Ball''), 0) RETURNING total_price::pg_catalog.text'),
	('exceed the limit', 'SELECT seats::pg_catalog.text FROM public.boh_book_seats(attacks.id(''Ball''), attacks.id(''Ann''), 5)'),
	('hold for long', 'SELECT seats::pg_catalog.text FROM public.boh_book_seats(attacks.id(''Ball''), attacks.id(''Ann''), 1, hold_seconds => 5000)'),
	('refund', 'SELECT status FROM public.boh_refund_booking(attacks.id(''hold of Ann''))'),
	('delete', 'DELETE FROM test_attacks.bookings RETURNING id::pg_catalog.text'),
	('another''s account', 'SELECT email FROM test_attacks.users WHERE id OPERATOR(pg_catalog.=) attacks.id(''Bob'')'),
	('another''s name', 'UPDATE test_attacks.users SET name = ''Eve'' WHERE id OPERATOR(pg_catalog.=) attacks.id(''Bob'') RETURNING name'),
	('role', 'UPDATE test_attacks.users SET role = ''ADMIN'' WHERE id OPERATOR(pg_catalog.=) attacks.id(''Ann'') RETURNING name'),
	('passwords', 'SELECT password_hash FROM test_attacks.users'),
	('a draft', 'SELECT title FROM test_attacks.events WHERE id OPERATOR(pg_catalog.=) attacks.id(''Draft'')'),
	('organize', 'INSERT INTO test_attacks.events (author_id, title, capacity, start_date, end_date) VALUES (attacks.id(''Ann''), ''Mine'', 1, ''2999-01-01'', ''2999-01-02'') RETURNING title'),
	('another''s event', 'UPDATE test_attacks.events SET price = 0 WHERE id OPERATOR(pg_catalog.=) attacks.id(''Fair'') RETURNING title'),
	('participants', 'SELECT email FROM public.boh_event_participants(attacks.id(''Fair''))'),
	('events of another', 'SELECT public.boh_own_events(''test_attacks.events'')::pg_catalog.text'),
	('keys', 'SELECT kid FROM test_attacks.session_keys'),
	('a key', 'INSERT INTO test_attacks.session_keys (kid, algorithm, public_key, issuer, audience) VALUES (''x'', ''EdDSA'', ''x'', ''x'', ''x'') RETURNING kid'),
	('profiles', 'SELECT profile FROM test_attacks.role_profiles'),
	('a profile', 'SELECT public.boh_grant(''regress_boh_shop'', ''service'')::pg_catalog.text'),
	('act as another', 'SELECT public.boh_set_session_user(attacks.id(''Ada''))::pg_catalog.text'),
	('passwords by function', 'SELECT password_hash FROM public.boh_find_login(''bob@example.org'', ''192.0.2.1'')'),
	('migrate', 'SELECT name FROM public.boh_migrate(''test_attacks'', 6)'),
	('verify', 'SELECT problem FROM public.boh_verify(progress => false)'),
	('sweep', 'SELECT public.boh_expire_bookings()::pg_catalog.text'),
	('a draft page', 'SELECT public.boh_page(''secret'', true) OPERATOR(pg_catalog.->>) ''title'''),
	('a private setting', 'SELECT public.boh_setting(''mail.password'')'),
	('owner', 'SELECT pg_catalog.set_config(''role'', ''regress_boh_owner'', true)'),
	('limit of holds', 'SELECT pg_catalog.set_config(''boh.max_person_hold_seconds'', ''80000'', true)'),
	('replication role', 'SELECT pg_catalog.set_config(''session_replication_role'', ''replica'', true)');
-- The answers, or errors.  With a setting: set before the person signs in, or after.
CREATE FUNCTION attacks.answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE statement INTO answer;
	RAISE SQLSTATE 'UNDO0';
EXCEPTION
	WHEN SQLSTATE 'UNDO0' THEN RETURN coalesce(answer, 'nothing');
	WHEN OTHERS THEN RETURN 'error ' OPERATOR(pg_catalog.||) SQLSTATE;
END $$;
CREATE FUNCTION attacks.answers(token text, setting text DEFAULT NULL, value text DEFAULT NULL, is_late boolean DEFAULT false) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	statements text[] := ARRAY(SELECT statement FROM attacks.asked ORDER BY number);
	one text;
	answers text[] := '{}';
BEGIN
	IF is_late THEN
		PERFORM public.boh_set_session(token);
	END IF;
	IF setting IS NOT NULL THEN
		PERFORM pg_catalog.set_config(setting, value, true);
	END IF;
	IF NOT is_late THEN
		PERFORM public.boh_set_session(token);
	END IF;
	FOREACH one IN ARRAY statements LOOP
		answers := pg_catalog.array_append(answers, attacks.answer(one));
	END LOOP;
	RAISE SQLSTATE 'UNDO1';
EXCEPTION
	WHEN SQLSTATE 'UNDO1' THEN RETURN answers;
	WHEN OTHERS THEN RETURN ARRAY['error ' OPERATOR(pg_catalog.||) SQLSTATE];
END $$;
-- What differs from what it should be, with the statement
CREATE FUNCTION attacks.differences(expected text[], found text[]) RETURNS TABLE (what text, is_more boolean, was text, is text) LANGUAGE sql AS $$
	SELECT a.what, found[n] NOT LIKE 'error %' AND found[n] <> 'nothing', expected[n], coalesce(found[n], found[1])
	FROM (SELECT what, row_number() OVER (ORDER BY number) AS n FROM attacks.asked) a
	WHERE found[n] IS DISTINCT FROM expected[n]
$$;

SET SESSION AUTHORIZATION regress_boh_shop;
SELECT attacks.answers(:'ann') AS ann_gets, attacks.answers(:'bob') AS bob_gets, attacks.answers(NULL) AS nobody_gets \gset
RESET SESSION AUTHORIZATION;
SET client_min_messages = error;
SELECT attacks.answers(:'ann') AS superuser_gets \gset
RESET client_min_messages;
SELECT what, (:'nobody_gets'::text[])[n] AS nobody, (:'ann_gets'::text[])[n] AS ann, (:'bob_gets'::text[])[n] AS bob, left((:'superuser_gets'::text[])[n], 30) AS superuser
FROM (SELECT what, row_number() OVER (ORDER BY number) AS n FROM attacks.asked) a ORDER BY n;

-- Every setting that a role may change, with other values: never does Ann get more.
CREATE FUNCTION attacks.values_of(setting pg_settings) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT v FROM (
		SELECT unnest(CASE setting.vartype WHEN 'bool' THEN '{on,off}' WHEN 'enum' THEN setting.enumvals WHEN 'string' THEN '{"",x}'
			ELSE ARRAY[setting.min_val, setting.max_val] END)
		UNION SELECT unnest(CASE setting.name
			WHEN 'boh.schema' THEN '{attacks,attacks_hostile,pg_catalog,pg_temp,nowhere,"test_attacks "}'
			WHEN 'boh.user_id' THEN ARRAY[attacks.id('Bob')::text, attacks.id('Ada')::text]
			WHEN 'search_path' THEN '{"pg_temp, attacks_hostile, pg_catalog, public","attacks_hostile, test_attacks",test_attacks}'
			WHEN 'TimeZone' THEN '{Pacific/Kiritimati,Pacific/Niue}' WHEN 'DateStyle' THEN '{"German, YMD","SQL, MDY"}' WHEN 'client_encoding' THEN '{LATIN1,SQL_ASCII}'
			WHEN 'default_text_search_config' THEN '{pg_catalog.german}' WHEN 'restrict_nonsystem_relation_kind' THEN '{view}' ELSE '{}' END::text[])) u (v)
	WHERE v <> setting.setting
$$;
GRANT CREATE ON DATABASE :"DBNAME" TO regress_boh_shop;
SET SESSION AUTHORIZATION regress_boh_shop;
CREATE SCHEMA attacks_hostile;
-- exit_on_error ends the session with the first denial; client_min_messages changes what is told, see rights/attacks.t
SET jit = off;
CREATE TEMPORARY TABLE tried AS
SELECT s.name, v AS value, late, attacks.answers(:'ann', s.name, v, late) AS answers
FROM pg_settings s, attacks.values_of(s) v, unnest('{false,true}'::boolean[]) late
WHERE s.context = 'user' AND s.name NOT IN ('exit_on_error', 'client_min_messages') AND (NOT late OR s.name IN ('boh.schema', 'boh.user_id', 'search_path', 'row_security'));
RESET jit;
SELECT count(DISTINCT name) > 100 AS settings, count(*) > 150 AS values FROM tried WHERE cardinality(answers) > 1;
SELECT name, value, late, d.* FROM tried, attacks.differences(:'ann_gets', answers) d WHERE is_more;
-- those by which she gets less, or other errors
SELECT name, value, min(d.was || ' -> ' || d.is) AS first_difference, count(*) FROM tried, attacks.differences(:'ann_gets', answers) d
WHERE NOT is_more AND cardinality(answers) > 1 GROUP BY name, value ORDER BY name, value;
-- those that a role may not change
SELECT count(*) > 150 AS settings, count(*) FILTER (WHERE code IN ('42501', '55P02')) = count(*) AS refused
FROM pg_settings s, raised(format('SELECT set_config(%L, %L, true)', name, coalesce(reset_val, ''))) r WHERE context <> 'user';
SELECT name FROM pg_settings WHERE name LIKE 'boh.%' AND context <> 'user' ORDER BY 1;
RESET SESSION AUTHORIZATION;

-- Names that Ann puts in front.  What is planted counts who calls it, and says yes.
SET SESSION AUTHORIZATION regress_boh_shop;
GRANT USAGE ON SCHEMA attacks_hostile TO PUBLIC;
CREATE SEQUENCE attacks_hostile.called_by_others;
CREATE SEQUENCE attacks_hostile.called;
GRANT USAGE ON SEQUENCE attacks_hostile.called_by_others, attacks_hostile.called TO PUBLIC;
CREATE FUNCTION attacks_hostile.tell() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM nextval(CASE WHEN current_user OPERATOR(pg_catalog.=) 'regress_boh_shop' THEN 'attacks_hostile.called' ELSE 'attacks_hostile.called_by_others' END);
	RETURN true;
END $$;
CREATE FUNCTION attacks_hostile.plant(name text, type text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE FUNCTION attacks_hostile.%I(%s, %2$s) RETURNS boolean LANGUAGE sql AS ''SELECT attacks_hostile.tell()''', name || type, type);
	EXECUTE format('CREATE OPERATOR attacks_hostile.%s (LEFTARG = %s, RIGHTARG = %2$s, FUNCTION = attacks_hostile.%I)', name, type, name || type);
	RETURN true;
END $$;
SELECT count(attacks_hostile.plant(name, type)) AS planted FROM unnest('{=,<>,<,<=,>,>=}'::text[]) name,
	unnest('{uuid,text,integer,smallint,boolean,numeric,timestamptz,test_attacks.event_status,test_attacks.booking_status,test_attacks.user_role}'::text[]) type;
CREATE FUNCTION attacks_hostile.boh_session_user(users regclass DEFAULT NULL) RETURNS uuid LANGUAGE sql AS $$ SELECT attacks.id('Bob') WHERE attacks_hostile.tell() $$;
CREATE FUNCTION attacks_hostile.boh_session_role(users regclass DEFAULT NULL) RETURNS text LANGUAGE sql AS $$ SELECT 'ADMIN' WHERE attacks_hostile.tell() $$;
CREATE FUNCTION attacks_hostile.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '2001-01-01'::timestamptz WHERE attacks_hostile.tell() $$;
CREATE FUNCTION attacks_hostile.boh_uuid7() RETURNS uuid LANGUAGE sql AS $$ SELECT attacks.id('hold of Bob') WHERE attacks_hostile.tell() $$;
CREATE TEMPORARY TABLE users (id uuid, email text, name text, role text, deleted_at timestamptz);
INSERT INTO pg_temp.users VALUES (attacks.id('Ann'), 'ann@example.org', 'Ann', 'ADMIN');
CREATE TEMPORARY TABLE session_keys (kid text, algorithm text, public_key text, issuer text, audience text, valid_from timestamptz, valid_to timestamptz);
CREATE TEMPORARY TABLE role_profiles (role_name text, profile text, keeps_privileges boolean);
INSERT INTO pg_temp.role_profiles VALUES ('regress_boh_shop', 'service', false);
CREATE TEMPORARY TABLE events (id uuid, author_id uuid, status text, capacity integer, booked_count integer, price numeric);
CREATE TEMPORARY TABLE bookings (id uuid, user_id uuid, event_id uuid);
CREATE TEMPORARY TABLE schema_migrations (version integer);
\set hostile_path 'pg_temp, attacks_hostile, pg_catalog, public'
SELECT late, d.* FROM unnest('{false,true}'::boolean[]) late, attacks.differences(:'ann_gets', attacks.answers(:'ann', 'search_path', :'hostile_path', late)) d;
SELECT late, d.* FROM unnest('{false,true}'::boolean[]) late, attacks.differences(:'bob_gets', attacks.answers(:'bob', 'search_path', :'hostile_path', late)) d;
-- in a statement of her own they are what she wrote herself
BEGIN;
SELECT role FROM boh_set_session(:'ann');
SET LOCAL search_path = attacks_hostile, pg_catalog, public;
SELECT idempotency_key FROM test_attacks.bookings WHERE user_id = boh_session_user();
SELECT email FROM test_attacks.users WHERE boh_session_role() OPERATOR(pg_catalog.=) 'ADMIN';
ROLLBACK;
SELECT nextval('attacks_hostile.called') > 2 AS called, nextval('attacks_hostile.called_by_others') - 1 AS called_by_others;

-- A cast that changes its mind: Ann when it is checked, Bob when it is written
CREATE TYPE attacks_hostile.who AS (name text);
CREATE SEQUENCE attacks_hostile.asked;
CREATE FUNCTION attacks_hostile.to_id(attacks_hostile.who) RETURNS uuid VOLATILE LANGUAGE sql AS $$
	SELECT attacks.id(CASE nextval('attacks_hostile.asked') % 2 WHEN 1 THEN 'Ann' ELSE 'Bob' END) $$;
CREATE CAST (attacks_hostile.who AS uuid) WITH FUNCTION attacks_hostile.to_id(attacks_hostile.who) AS IMPLICIT;
SELECT raises('CREATE CAST (test_attacks.booking_status AS text) WITH INOUT AS IMPLICIT') AS of_others;
BEGIN;
SELECT role FROM boh_set_session(:'ann');
SELECT n, attacks.answer('SELECT status FROM public.boh_book_seats(attacks.id(''Ball''), ROW(''x'')::attacks_hostile.who, 1)') AS by_function
FROM generate_series(1, 4) n;
SELECT n, attacks.answer('INSERT INTO test_attacks.bookings (user_id, event_id) VALUES (ROW(''x'')::attacks_hostile.who, attacks.id(''Ball''))
	RETURNING CASE user_id WHEN attacks.id(''Ann'') THEN ''of Ann'' ELSE ''of another'' END') AS by_insert
FROM generate_series(1, 4) n;
SELECT n, attacks.answer('SELECT idempotency_key FROM test_attacks.bookings WHERE user_id = ROW(''x'')::attacks_hostile.who') IN ('nothing', 'hold of Ann') AS own_or_nothing
FROM generate_series(1, 4) n;
ROLLBACK;

-- An installation of her own, where the same token says that she is an ADMIN
SELECT count(*) > 0 AS migrated FROM boh_migrate('attacks_own');
INSERT INTO attacks_own.users (id, email, role) VALUES (attacks.id('Ann'), 'ann@example.org', 'ADMIN');
INSERT INTO attacks_own.session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('ed', 'EdDSA', :'key', 'login', 'shop');
SET client_min_messages = error;
BEGIN;
SET LOCAL boh.schema = 'attacks_own';
SELECT role FROM boh_set_session(:'ann');
SELECT boh_session_role() AS role, boh_session_role('attacks_own.users') AS there, boh_session_role('test_attacks.users') AS here;
SET LOCAL boh.schema = 'test_attacks';
SELECT d.* FROM attacks.differences(:'nobody_gets', ARRAY(SELECT attacks.answer(statement) FROM attacks.asked ORDER BY number)) d;
ROLLBACK;
RESET client_min_messages;
-- functions that read as the owner of the table that they are given
BEGIN;
SELECT role FROM boh_set_session(:'ann');
SELECT boh_booked_events('test_attacks.bookings') = ARRAY[attacks.id('Fair')] AS here, boh_booked_events('attacks_own.bookings') AS there, boh_own_events('attacks_own.events') AS own,
	boh_own_events('pg_temp.events') AS temporary, raises('SELECT boh_own_events(0)') AS nowhere;
ROLLBACK;
RESET SESSION AUTHORIZATION;

--
-- Roles
--

-- A role that may become others: who is signed in stays, with the rights of the present role.  Ada is an ADMIN in the office.
SET SESSION AUTHORIZATION regress_boh_gateway;
SELECT raises('SELECT FROM test_attacks.bookings') AS not_inherited;
BEGIN;
SET LOCAL ROLE regress_boh_office;
SELECT role FROM boh_set_session(:'ada');
SELECT count(*) AS in_office FROM test_attacks.bookings;
SELECT attacks.outcome('UPDATE test_attacks.bookings SET status = ''CONFIRMED'' WHERE status = ''PENDING''') AS confirmed, attacks.outcome('SELECT boh_book_seats(attacks.id(''Ball''), attacks.id(''Ann''), 1)') AS booked,
	attacks.outcome('SELECT FROM test_attacks.content_pages') AS pages, attacks.outcome('UPDATE test_attacks.events SET price = 0') AS events;
SET LOCAL ROLE regress_boh_shop;
SELECT boh_session_role('test_attacks.users') AS role;
SELECT count(*) AS in_shop FROM test_attacks.bookings;
SELECT attacks.outcome('UPDATE test_attacks.bookings SET status = ''CONFIRMED'' WHERE status = ''PENDING''') AS confirmed, attacks.outcome('SELECT boh_book_seats(attacks.id(''Ball''), attacks.id(''Ann''), 1)') AS booked,
	attacks.outcome('SELECT FROM test_attacks.content_pages') AS pages, attacks.outcome('UPDATE test_attacks.events SET price = 0') AS events;
SET LOCAL ROLE NONE;
SELECT raises('SELECT FROM test_attacks.bookings') AS as_itself;
SET LOCAL ROLE regress_boh_shop;
SELECT role FROM boh_set_session(:'ada');
SET LOCAL ROLE regress_boh_office;
SELECT count(*) AS signed_in_by_the_shop FROM test_attacks.bookings;
SELECT attacks.outcome('UPDATE test_attacks.bookings SET status = ''CONFIRMED'' WHERE status = ''PENDING''') AS confirmed;
ROLLBACK;
SELECT raises('SET ROLE regress_boh_owner') AS owner, raises('SET ROLE regress_boh_pay') AS pay, raises('SET ROLE regress_boh_shop') AS shop;
RESET SESSION AUTHORIZATION;

-- SECURITY DEFINER functions and views of the office, used by the shop: policies of the office, for the person of the session
GRANT CREATE ON SCHEMA attacks TO regress_boh_office;
SET ROLE regress_boh_office;
CREATE VIEW attacks.office_view AS SELECT idempotency_key FROM test_attacks.bookings;
GRANT SELECT ON attacks.office_view TO PUBLIC;
CREATE FUNCTION attacks.office_list() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT idempotency_key FROM test_attacks.bookings ORDER BY 1';
CREATE FUNCTION attacks.office_confirm() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
	AS $$ UPDATE test_attacks.bookings SET status = 'CONFIRMED' WHERE status = 'PENDING' RETURNING idempotency_key $$;
CREATE FUNCTION attacks.office_sign_in(token text) RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET boh.schema = 'test_attacks'
	AS 'SELECT role FROM public.boh_set_session(token)';
RESET ROLE;
SET SESSION AUTHORIZATION regress_boh_shop;
BEGIN;
SELECT role FROM boh_set_session(:'ann');
SELECT * FROM attacks.office_view;
SELECT * FROM attacks.office_list();
SELECT attacks.outcome('SELECT attacks.office_confirm()') AS confirmed;
SELECT role FROM boh_set_session(:'ada');
SELECT count(*) FROM attacks.office_view;
SELECT count(*) FROM attacks.office_list();
-- where the office signs Ada in, she is an ADMIN in what the office does, and not in the rest
SELECT attacks.office_sign_in(:'ada') AS role;
SELECT count(*) FROM attacks.office_view;
SELECT attacks.outcome('SELECT attacks.office_confirm()') AS confirmed;
SELECT count(*) AS in_shop FROM test_attacks.bookings;
SELECT attacks.outcome('UPDATE test_attacks.bookings SET status = ''CONFIRMED'' WHERE status = ''PENDING''') AS confirmed, attacks.outcome('SELECT FROM test_attacks.content_pages') AS pages,
	attacks.outcome('UPDATE test_attacks.events SET price = 0') AS events, attacks.outcome('INSERT INTO test_attacks.bookings (user_id, event_id, payment_reference) VALUES (attacks.id(''Ada''), attacks.id(''Fair''), ''forged'')') AS paid;
ROLLBACK;
RESET SESSION AUTHORIZATION;

--
-- DDL
--

DISCARD TEMP;
GRANT CREATE, USAGE ON SCHEMA attacks_hostile TO regress_boh_owner;
CREATE TABLE attacks.ddl (number integer GENERATED ALWAYS AS IDENTITY, statement text);
INSERT INTO attacks.ddl (statement) VALUES
	('ALTER TABLE bookings DISABLE ROW LEVEL SECURITY'),
	('ALTER TABLE bookings DISABLE TRIGGER boh_bookings_check'),
	('ALTER TABLE bookings DROP CONSTRAINT chk_bookings_seats'),
	('ALTER TABLE bookings ADD mine text'),
	('ALTER TABLE bookings RENAME TO booked'),
	('DROP TABLE bookings CASCADE'),
	('TRUNCATE bookings, events, users CASCADE'),
	('CREATE POLICY mine ON bookings USING (true)'),
	('ALTER POLICY app_read_own ON bookings USING (true)'),
	('DROP POLICY app_read_own ON bookings'),
	('CREATE TRIGGER mine AFTER UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()'),
	('CREATE RULE mine AS ON UPDATE TO bookings DO ALSO NOTIFY mine'),
	('CREATE TABLE attacks_hostile.child () INHERITS (bookings)'),
	('CREATE TABLE attacks_hostile.referring (id uuid REFERENCES users (id))'),
	('CREATE INDEX mine ON bookings (seats)'),
	('CREATE STATISTICS attacks_hostile.mine ON seats, status FROM bookings'),
	('CREATE PUBLICATION mine FOR TABLE bookings'),
	('COMMENT ON TABLE bookings IS ''mine'''),
	('REINDEX TABLE bookings'),
	('CLUSTER bookings USING pk_bookings'),
	('LOCK TABLE bookings IN SHARE MODE'),
	('LOCK TABLE users IN ROW EXCLUSIVE MODE'),
	('GRANT SELECT ON session_keys TO PUBLIC'),
	('ALTER TYPE booking_status RENAME VALUE ''PENDING'' TO ''CONFIRMED '''),
	('CREATE TABLE test_attacks.mine ()'),
	('CREATE FUNCTION test_attacks.boh_session_user(regclass) RETURNS uuid LANGUAGE sql AS ''SELECT NULL::uuid'''),
	('ALTER SCHEMA test_attacks RENAME TO theirs'),
	('ALTER DEFAULT PRIVILEGES FOR ROLE regress_boh_owner GRANT SELECT ON TABLES TO PUBLIC'),
	('REASSIGN OWNED BY regress_boh_owner TO regress_boh_owner'),
	('ALTER FUNCTION public.boh_session_user(regclass) OWNER TO CURRENT_USER'),
	('CREATE OR REPLACE FUNCTION public.boh_session_role(users regclass DEFAULT NULL) RETURNS text LANGUAGE sql AS ''SELECT ''''ADMIN'''''''),
	('ALTER EXTENSION boh DROP FUNCTION public.boh_session_user(regclass)'),
	('ALTER ROLE regress_boh_shop BYPASSRLS'),
	('ALTER ROLE regress_boh_shop RENAME TO regress_boh_owned'),
	('GRANT regress_boh_owner TO regress_boh_shop'),
	('CREATE FUNCTION attacks_hostile.leaks(text) RETURNS boolean LEAKPROOF LANGUAGE sql AS ''SELECT true'''),
	('COPY bookings TO PROGRAM ''cat > /dev/null'''),
	('SELECT pg_read_file(''PG_VERSION'')');
-- only superusers do the last ones
SET client_min_messages = error;
SELECT statement, attacks.outcome_for('shop', 'Ann', statement) AS shop, attacks.outcome_for('office', 'Ada', statement) AS office, attacks.outcome_for('owner', NULL, statement) AS owner, attacks.outcome(statement) AS superuser
FROM attacks.ddl ORDER BY number;
RESET client_min_messages;
-- a role that grants what it has gives nothing away
SET client_min_messages = error;
SET SESSION AUTHORIZATION regress_boh_shop;
GRANT SELECT ON test_attacks.bookings TO PUBLIC;
REVOKE SELECT ON test_attacks.bookings FROM regress_boh_office;
RESET client_min_messages;
SELECT has_table_privilege('regress_boh_pay', 'test_attacks.bookings', 'INSERT') AS given, has_table_privilege('regress_boh_office', 'test_attacks.bookings', 'SELECT') AS kept;
RESET SESSION AUTHORIZATION;

--
-- Prepared statements and cursors
--

SET SESSION AUTHORIZATION regress_boh_gateway;
SET ROLE regress_boh_office;
PREPARE list AS SELECT idempotency_key FROM test_attacks.bookings ORDER BY 1;
PREPARE confirm AS UPDATE test_attacks.bookings SET status = 'CONFIRMED' WHERE status = 'PENDING' RETURNING idempotency_key;
PREPARE book (uuid) AS SELECT seats FROM boh_book_seats(attacks.id('Ball'), $1, 1);
PREPARE pages AS SELECT title FROM test_attacks.content_pages;
-- the plan of an ADMIN, and a generic one, for other people and another role
SET plan_cache_mode = force_generic_plan;
BEGIN;
SELECT role FROM boh_set_session(:'ada');
EXECUTE list;
EXECUTE book(attacks.id('Bob'));
EXECUTE pages;
SAVEPOINT s;
EXECUTE confirm;
ROLLBACK TO s;
SELECT role FROM boh_set_session(:'ann');
EXECUTE list;
EXECUTE pages;
SAVEPOINT t;
EXECUTE confirm;
ROLLBACK TO t;
EXECUTE book(attacks.id('Bob'));
ROLLBACK TO t;
SET LOCAL ROLE regress_boh_shop;
EXECUTE list;
EXECUTE confirm;
ROLLBACK TO t;
SET LOCAL ROLE regress_boh_shop;
EXECUTE pages;
ROLLBACK;
-- the next transaction is nobody's
BEGIN;
EXECUTE list;
EXECUTE pages;
SET LOCAL row_security = off;
EXECUTE list;
ROLLBACK;
RESET plan_cache_mode;
DEALLOCATE ALL;
-- an open cursor may go on with rows of the person before, see doc/how-to/session.md
BEGIN;
SELECT role FROM boh_set_session(:'bob');
DECLARE open_before CURSOR FOR SELECT idempotency_key FROM test_attacks.bookings ORDER BY 1;
FETCH 1 FROM open_before;
SELECT role FROM boh_set_session(:'ann');
FETCH ALL FROM open_before;
DECLARE open_after CURSOR FOR SELECT idempotency_key FROM test_attacks.bookings ORDER BY 1;
FETCH ALL FROM open_after;
ROLLBACK;
BEGIN;
SELECT role FROM boh_set_session(:'bob');
DECLARE one CURSOR FOR SELECT id FROM test_attacks.bookings WHERE status = 'PENDING' FOR UPDATE;
FETCH one;
SELECT role FROM boh_set_session(:'ann');
UPDATE test_attacks.bookings SET seats = 1 WHERE CURRENT OF one;
SELECT role FROM boh_set_session(:'bob');
UPDATE test_attacks.bookings SET seats = 1 WHERE CURRENT OF one RETURNING idempotency_key;
ROLLBACK;
-- one that is held keeps its rows, and is closed by what poolers send
BEGIN;
SELECT role FROM boh_set_session(:'bob');
DECLARE held CURSOR WITH HOLD FOR SELECT idempotency_key FROM test_attacks.bookings ORDER BY 1;
COMMIT;
FETCH 1 FROM held;
RESET SESSION AUTHORIZATION;
DISCARD ALL;
FETCH 1 FROM held;
\set VERBOSITY terse
SET boh.schema = 'test_attacks';
SET search_path = test_attacks, public;

--
-- A role that is renamed, or whose profile is deleted past boh_revoke()
--

CREATE FUNCTION attacks.what_the_shop_may(role_name name, token text) RETURNS TABLE (sees text, confirms text, pays text, holds text, pays_and_cancels text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('role', role_name, true);
	PERFORM boh_set_session(token);
	RETURN QUERY SELECT attacks.outcome('SELECT FROM test_attacks.bookings'), attacks.outcome('UPDATE test_attacks.bookings SET status = ''CONFIRMED'''),
		attacks.outcome('UPDATE test_attacks.bookings SET payment_reference = ''forged'''), attacks.outcome('SELECT boh_book_seats(attacks.id(''Ball''), attacks.id(''Ann''), 1, hold_seconds => 80000)'),
		attacks.outcome('UPDATE test_attacks.bookings SET status = ''CANCELLED'', payment_reference = ''forged''');
	PERFORM set_config('role', 'none', true);
END $$;
SELECT * FROM attacks.what_the_shop_may('regress_boh_shop', :'ann');
BEGIN;
ALTER ROLE regress_boh_shop RENAME TO regress_boh_till;
SELECT * FROM attacks.what_the_shop_may('regress_boh_till', :'ann');
SELECT count(*) FROM boh_verify(progress => false) WHERE problem = 'profile of a role that does not exist';
-- policies follow at the next change of rights
SELECT count(*) FROM boh_migrate();
SELECT * FROM attacks.what_the_shop_may('regress_boh_till', :'ann');
SELECT boh_grant('regress_boh_till', 'app'), boh_revoke('regress_boh_shop', 'app');
SELECT * FROM attacks.what_the_shop_may('regress_boh_till', :'ann');
SELECT count(*) FROM boh_verify(progress => false) WHERE problem = 'profile of a role that does not exist';
ROLLBACK;
BEGIN;
DELETE FROM role_profiles WHERE role_name = 'regress_boh_shop';
SELECT * FROM attacks.what_the_shop_may('regress_boh_shop', :'ann');
ROLLBACK;
-- a role of the payments does not cancel then either
BEGIN;
ALTER ROLE regress_boh_pay RENAME TO regress_boh_till;
SET LOCAL ROLE regress_boh_till;
SELECT attacks.outcome('UPDATE test_attacks.bookings SET status = ''CANCELLED''') AS cancels, attacks.outcome('UPDATE test_attacks.bookings SET status = ''CONFIRMED'' WHERE status = ''PENDING''') AS confirms;
ROLLBACK;
SELECT * FROM boh_verify(progress => false);

SET client_min_messages = warning;
DROP SCHEMA test_attacks, attacks, attacks_hostile, attacks_own CASCADE;
DROP OWNED BY regress_boh_owner, regress_boh_shop, regress_boh_office, regress_boh_pay, regress_boh_gateway;
DROP ROLE regress_boh_owner, regress_boh_shop, regress_boh_office, regress_boh_pay, regress_boh_gateway;
\! rm -r "$BOH_KEYS"

-- Accounts: address, password hash, form, times

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_user');
SET search_path = test_user, public;

-- only the address is required
INSERT INTO users (email) VALUES ('ada@example.com')
	RETURNING email, role, password_hash, email_verified_at, name, phone, deleted_at,
		boh_uuid7_time(id) IS NOT NULL AS version_7, created_at <= updated_at AS times,
		created_at = date_trunc('milliseconds', created_at) AS milliseconds;
SELECT raises('INSERT INTO users (name) VALUES (''Ada'')');

--
-- Address
--

-- stored in lower case, by Unicode's rules whatever the database's locale
INSERT INTO users (email) VALUES ('JOSÉ@Example.COM'), ('IRIS.ΟΔΥΣΣΕΎΣ@EXAMPLE.ORG'), ('İNCİ@example.com'), ('STRAẞE@ÜBER.EXAMPLE')
	RETURNING email, email = lower(email) AS lower;
INSERT INTO users (email) VALUES ('Iris@example.com');
UPDATE users SET email = 'IRIS@Example.net' WHERE email = 'iris@example.com' RETURNING email;

-- unique, whatever the case
SELECT raises('INSERT INTO users (email) VALUES (''ADA@example.com'')');
SELECT raises('INSERT INTO users (email) VALUES (''josé@EXAMPLE.com'')');
SELECT raises('UPDATE users SET email = ''Ada@Example.Com'' WHERE email = ''iris@example.net''');
INSERT INTO users (email) VALUES ('Ada@example.COM') ON CONFLICT (email) DO NOTHING;

-- in normal form C, so that an accent is part of its letter however it is sent
INSERT INTO users (email) VALUES (E'rene\u0301@example.com'), (E'\u212Bsa@example.com'), (E'E\u0301va@example.com') RETURNING email, email IS NFC NORMALIZED AS normal, length(email);
SELECT raises(E'INSERT INTO users (email) VALUES (''REN\u00C9@example.com'')') AS composed, raises(E'INSERT INTO users (email) VALUES (''rene\u0301@example.com'')') AS taken_apart;
-- without characters that cannot be seen
SELECT to_hex(n) AS character, raises(format('INSERT INTO users (email) VALUES (%L)', 'eve' || chr(n) || '@example.com'))
FROM unnest(ARRAY[133, 160, 173, 847, 8203, 8205, 8232, 8238, 8288, 10240, 12288, 12644, 65039, 65279, 917569]) n;
-- one that is stored stays as it is, until it changes
SET session_replication_role = replica;
INSERT INTO users (email, name) VALUES (E'zoe\u0308@example.com', E'\u200B'), (E'zo\u00EB@example.com', 'Zoë'), (E'mal\u200Blory@example.com', 'Mallory');
RESET session_replication_role;
UPDATE users SET phone = '+48 123' WHERE email ~ '^(zo|mal)' RETURNING ascii(name) AS first_of_name, length(email) AS length;
SELECT raises(E'UPDATE users SET email = ''ZOE\u0308@example.com'' WHERE email = E''zoe\u0308@example.com''') AS taken, raises(E'UPDATE users SET email = ''M'' || email WHERE email LIKE ''mal%''') AS invisible;

-- what is no address
SELECT quote_literal(email) AS email, raises(format('INSERT INTO users (email) VALUES (%L)', email))
FROM (VALUES (1, ''), (2, 'ada'), (3, '@example.com'), (4, 'ada@'), (5, 'ada@example'), (6, 'ada@@example.com'),
	(7, 'ada@b@example.com'), (8, 'ada lovelace@example.com'), (9, 'ada@exam ple.com'), (10, ' ada@example.com'),
	(11, 'ada@example.com '), (12, 'ada@.com'), (13, 'ada@example.'), (14, 'ada@example..com'),
	(15, E'ada@example.com\n'), (16, E'ada\t@example.com'), (17, E'ada\u0001@example.com')) v (n, email) ORDER BY n;
SELECT what, raises(format('INSERT INTO users (email) VALUES (%L)', email))
FROM (VALUES (1, 'local part of 64', repeat('a', 64) || '@example.com'),
	(2, 'local part of 65', repeat('a', 65) || '@example.com'),
	(3, '254 characters', 'a@' || repeat('b', 248) || '.com'),
	(4, '255 characters', 'a@' || repeat('b', 249) || '.com'),
	(5, 'very long', 'A@' || repeat('B', 100000) || '.com')) v (n, what, email) ORDER BY n;
-- ordinary ones that a narrower rule would refuse
INSERT INTO users (email) VALUES ('o''hara+boh@mail.example.co.uk'), ('a@b.c'), ('пример@пример.рф'), ('"x"@1.2.3.4');

--
-- Name
--

-- something of it can be seen; NULL is no name
SELECT what, raises(format('INSERT INTO users (email, name) VALUES (''name@example.com'', %L)', name))
FROM (VALUES (1, 'spaces', '  '), (2, 'tab and line end', E'\t\n'), (3, 'no-break space', chr(160)), (4, 'zero width', E'\u200B\u200D\uFEFF'), (5, 'soft hyphen', chr(173)), (6, 'Hangul filler', chr(x'3164'::integer)),
	(7, 'blank of Braille', chr(x'2800'::integer)), (8, 'direction', E'\u202E\u2066'), (9, 'control', E'\u0001'), (10, 'tag', chr(x'E0041'::integer)), (11, 'empty', '')) v (n, what, name) ORDER BY n;
INSERT INTO users (email, name) VALUES ('name1@example.com', E' \u200BA '), ('name2@example.com', '.'), ('name3@example.com', '👩‍👩‍👧'), ('name4@example.com', NULL);

--
-- Password
--

-- bcrypt in each of its three forms, or nothing
SELECT prefix, raises(format('INSERT INTO users (email, password_hash) VALUES (%L, %L)',
	substr(prefix, 2, 2) || '@hash.test', prefix || '10$' || repeat('./aZ9', 10) || 'abc'))
FROM unnest(ARRAY['$2a$', '$2b$', '$2y$']) prefix;
SELECT email, length(password_hash) FROM users WHERE email LIKE '%@hash.test' ORDER BY 1;
UPDATE users SET password_hash = NULL WHERE email = '2a@hash.test';

SELECT what, raises(format('INSERT INTO users (email, password_hash) VALUES (''x@hash.test'', %L)', hash))
FROM (VALUES (1, 'plain text', 'correct horse battery staple'), (2, 'empty', ''),
	(3, 'prefix $2$', '$2$10$' || repeat('a', 54)), (4, 'prefix $2x$', '$2x$10$' || repeat('a', 53)),
	(5, 'cost 03', '$2b$03$' || repeat('a', 53)), (6, 'cost 04', '$2b$04$' || repeat('a', 53)),
	(7, 'cost 32', '$2b$32$' || repeat('a', 53)), (8, 'cost 1x', '$2b$1x$' || repeat('a', 53)),
	(9, '59 characters', '$2b$10$' || repeat('a', 52)), (10, '61 characters', '$2b$10$' || repeat('a', 54)),
	(11, 'a character of another alphabet', '$2b$10$' || repeat('a', 52) || '+'),
	(12, 'a new line after it', '$2b$10$' || repeat('a', 53) || E'\n'),
	(13, 'SHA-256', encode(sha256('secret'), 'hex')), (14, 'argon2', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA'),
	(15, '60 plain characters', repeat('secret', 10)), (16, '60 bytes, fewer characters', '$2b$10$' || repeat('é', 26) || 'a')) v (n, what, hash)
ORDER BY n;
DELETE FROM users WHERE email = 'x@hash.test';

-- a cost that would keep the application busy for seconds is refused
SELECT cost, raises(format('INSERT INTO users (email, password_hash) VALUES (%L, %L)', cost || '@cost.test', '$2b$' || cost || '$' || repeat('a', 53)))
FROM unnest(ARRAY['04', '14', '15', '31']) cost;
UPDATE users SET id = '00000000-0000-0000-0000-0000000000c1' WHERE email = '14@cost.test';
\x on
SELECT * FROM raised('INSERT INTO users (email, password_hash) VALUES (''cost@cost.test'', ''$2b$15$'' || repeat(''a'', 53))');
SELECT * FROM raised('UPDATE users SET password_hash = replace(password_hash, ''$14$'', ''$15$'') WHERE email = ''14@cost.test''');
\x off
-- one that is stored stays as it is, until it changes
SET session_replication_role = replica;
UPDATE users SET password_hash = replace(password_hash, '$14$', '$31$') WHERE email = '14@cost.test';
RESET session_replication_role;
UPDATE users SET name = 'Old' WHERE email = '14@cost.test' RETURNING left(password_hash, 7);
SELECT raises('UPDATE users SET password_hash = replace(password_hash, ''$31$'', ''$16$'') WHERE email = ''14@cost.test''') AS lower,
	raises('UPDATE users SET password_hash = replace(password_hash, ''$31$'', ''$12$'') WHERE email = ''14@cost.test''') AS low;
DELETE FROM users WHERE email LIKE '%@cost.test';

-- no part of the error shows what was given, nor do other columns' errors
CREATE FUNCTION shown(statement text, OUT code text, OUT message text, OUT secret_is_shown boolean) LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
	context text;
BEGIN
	EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
		hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	-- the statement itself is plpgsql's to show
	secret_is_shown := position('tr0ub4dor' IN concat(message, detail, hint, replace(context, statement, ''))) > 0;
END
$$;
SELECT * FROM shown($$INSERT INTO users (email, password_hash) VALUES ('x@y.z', 'tr0ub4dor&3')$$);
SELECT * FROM shown($$INSERT INTO users (email, password_hash) VALUES (NULL, 'tr0ub4dor&3')$$);
SELECT * FROM shown($$INSERT INTO users (email, password_hash) VALUES ('no address', 'tr0ub4dor&3')$$);
SELECT * FROM shown($$INSERT INTO users (email, name, password_hash) VALUES ('x@y.z', '', 'tr0ub4dor&3')$$);
SELECT * FROM shown($$INSERT INTO users (email, password_hash) VALUES ('ada@example.com', 'tr0ub4dor&3')$$);
SELECT * FROM shown($$UPDATE users SET password_hash = 'tr0ub4dor&3' WHERE email = 'ada@example.com'$$);
SELECT * FROM shown($$INSERT INTO users (email, password_hash) VALUES ('ada@example.com', 'tr0ub4dor&3')
	ON CONFLICT (email) DO UPDATE SET password_hash = EXCLUDED.password_hash$$);
DROP FUNCTION shown;

--
-- Other columns
--

SELECT "column", quote_nullable(value) AS value,
	raises(format('UPDATE users SET %I = %L WHERE email = ''ada@example.com''', "column", value))
FROM (VALUES (1, 'name', ''), (2, 'name', 'Ada'), (3, 'phone', '+44 (20) 7946-0958'), (4, 'phone', '112'),
	(5, 'phone', 'call me'), (6, 'phone', '12'), (7, 'phone', repeat('1', 41)), (8, 'phone', ''), (9, 'role', 'ADMIN'),
	(10, 'role', 'admin'), (11, 'role', NULL), (12, 'email', NULL), (13, 'deleted_at', '2030-01-01'), (14, 'deleted_at', NULL))
	v (n, "column", value) ORDER BY n;
SELECT raises(format('UPDATE users SET name = %L WHERE email = ''ada@example.com''', repeat('é', 200))) AS "200 characters",
	raises(format('UPDATE users SET name = %L WHERE email = ''ada@example.com''', repeat('é', 201))) AS "201";

-- updated_at is kept, whatever the client says; created_at is left alone
UPDATE users SET created_at = '2001-01-01', updated_at = '2001-01-01' WHERE email = 'ada@example.com'
	RETURNING created_at::date, updated_at > created_at AS kept;
INSERT INTO users (email, updated_at) VALUES ('late@example.com', '2999-01-01') RETURNING updated_at <= clock_timestamp() AS kept;

-- who runs events or has booked stays known
INSERT INTO events (author_id, title, start_date, end_date, capacity)
	SELECT id, 'Fair', '2999-01-01', '2999-01-02', 10 FROM users WHERE email = 'ada@example.com';
SELECT left(raises('DELETE FROM users WHERE email = ''ada@example.com'''), 5) IN ('23503', '23001') AS restricted;
DELETE FROM users WHERE email = 'late@example.com';

SET client_min_messages = warning;
DROP SCHEMA test_user CASCADE;

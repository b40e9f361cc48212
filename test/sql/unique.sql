-- Violated unique constraints: what DETAIL and hint tell, whoever writes and however

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_writer;
RESET client_min_messages;
CREATE ROLE regress_boh_writer;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_unique');
SET search_path = test_unique, public;
SET boh.schema = 'test_unique';
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO users (email) VALUES ('bob@example.com');
INSERT INTO tags (name) VALUES ('Jazz'), ('Rock');
INSERT INTO venues (name, capacity) VALUES ('Hall', 100);
INSERT INTO events (author_id, title, capacity, start_date, end_date)
	VALUES ('00000000-0000-0000-0000-0000000000aa', 'Summer night', 10, '2999-01-01', '2999-01-02');
INSERT INTO content_pages (id, author_id, title, status)
	VALUES ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000aa', 'About', 'PUBLISHED');
UPDATE content_pages SET slug = 'about-us';
INSERT INTO site_settings (key, value) VALUES ('site.name', 'Boh');

-- each constraint
\x on
SELECT r.* FROM (VALUES
	(1, 'INSERT INTO users (email) VALUES (''Ada@Example.com'')'),
	(2, 'INSERT INTO tags (name) VALUES (''Jazz'')'),
	(3, 'INSERT INTO tags (name, slug) VALUES (''Swing'', ''jazz'')'),
	(4, 'INSERT INTO venues (name, slug, capacity) VALUES (''Hall'', ''hall'', 1)'),
	(5, 'INSERT INTO events (author_id, title, slug, capacity, start_date, end_date)
		SELECT author_id, title, slug, 1, start_date, end_date FROM events'),
	(6, 'INSERT INTO content_pages (author_id, title, slug) SELECT author_id, title, slug FROM content_pages'),
	(7, 'INSERT INTO slug_redirects (entity, slug, page_id) SELECT entity, slug, page_id FROM slug_redirects'),
	(8, 'INSERT INTO site_settings (key) VALUES (''site.name'')')) v (n, statement),
	LATERAL raised(statement) r ORDER BY n;
\x off

-- the first statement of a session, before the library is loaded
\set VERBOSITY default
\c -
INSERT INTO test_unique.users (id, email) VALUES ('00000000-0000-0000-0000-0000000000ab', 'ada@example.com');
-- the same where a trigger that runs earlier loads it, which PostgreSQL calls in a block of its own
CREATE FUNCTION test_unique.use_library() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM public.boh_slugify('x');
	RETURN NEW;
END
$$;
CREATE TRIGGER a_use_library BEFORE INSERT ON test_unique.tags FOR EACH ROW EXECUTE FUNCTION test_unique.use_library();
\c -
INSERT INTO test_unique.tags (id, name, slug) VALUES ('00000000-0000-0000-0000-0000000000c1', 'Jazz', 'x');
DROP TRIGGER a_use_library ON test_unique.tags;
SET search_path = test_unique, public;
SET boh.schema = 'test_unique';

-- every way of writing, again and again
INSERT INTO users (email) VALUES ('carl@example.com'), ('ada@example.com'), ('dora@example.com');
INSERT INTO users (email) VALUES ('carl@example.com'), ('Carl@example.com');
UPDATE users SET email = 'ada@example.com' WHERE email LIKE 'bob%';
WITH new AS (INSERT INTO tags (name) VALUES ('Jazz') RETURNING id) SELECT count(*) FROM new;
MERGE INTO tags t USING (VALUES ('Jazz'), ('Blues')) v (name) ON t.name = v.name || '!'
	WHEN NOT MATCHED THEN INSERT (name) VALUES (v.name);
MERGE INTO tags t USING (VALUES ('Rock')) v (name) ON t.name = v.name WHEN MATCHED THEN UPDATE SET name = 'Jazz';
COPY tags (name) FROM stdin;
Folk
Jazz
\.
BEGIN;
CREATE TEMP TABLE names ON COMMIT DROP AS VALUES ('Jazz');
INSERT INTO tags (name) TABLE names;
COMMIT;
PREPARE add_tag AS INSERT INTO tags (name) VALUES ($1);
EXECUTE add_tag('Jazz');
EXECUTE add_tag('Rock');
SET plan_cache_mode = force_generic_plan;
EXECUTE add_tag('Jazz');
RESET plan_cache_mode;
DEALLOCATE add_tag;
SELECT boh_create_page('{"title": "About", "slug": "about-us", "authorId": "00000000-0000-0000-0000-0000000000aa"}', '[]');
SELECT boh_copy_page('00000000-0000-0000-0000-0000000000b1', slug => 'about-us');
SELECT name FROM tags ORDER BY 1;

-- ON CONFLICT has its way, and what it does not name is an error
INSERT INTO users (email) VALUES ('ada@example.com') ON CONFLICT DO NOTHING;
INSERT INTO users (email) VALUES ('ADA@example.com') ON CONFLICT (email) DO UPDATE SET name = 'Ada' RETURNING email, name;
INSERT INTO site_settings (key, value) VALUES ('site.name', 'Boh!') ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value RETURNING value;
INSERT INTO tags (name, slug) VALUES ('Jazz', 'other') ON CONFLICT ON CONSTRAINT uq_tags_name DO NOTHING;
INSERT INTO slug_redirects (entity, slug, page_id) SELECT entity, slug, page_id FROM slug_redirects ON CONFLICT (entity, slug) DO NOTHING;
INSERT INTO tags (name, slug) VALUES ('Swing', 'jazz') ON CONFLICT (name) DO NOTHING;
INSERT INTO tags (name) VALUES ('Rock') ON CONFLICT (name) DO UPDATE SET name = 'Jazz';

-- savepoints and exception blocks, one in the other
BEGIN;
SAVEPOINT s;
INSERT INTO tags (name) VALUES ('Jazz');
ROLLBACK TO s;
INSERT INTO tags (name) VALUES ('Rock');
ROLLBACK TO s;
INSERT INTO tags (name) VALUES ('Folk');
RELEASE s;
ROLLBACK;
DO $$
DECLARE
	given_detail text;
	given_hint text;
BEGIN
	FOR n IN 1..2 LOOP
		BEGIN
			BEGIN
				INSERT INTO tags (name) VALUES ('Jazz');
			EXCEPTION WHEN unique_violation THEN
				GET STACKED DIAGNOSTICS given_detail = PG_EXCEPTION_DETAIL, given_hint = PG_EXCEPTION_HINT;
				RAISE NOTICE '% inner: % - %', n, given_detail, given_hint;
				INSERT INTO site_settings (key) VALUES ('site.name');
			END;
		EXCEPTION WHEN unique_violation THEN
			GET STACKED DIAGNOSTICS given_detail = PG_EXCEPTION_DETAIL, given_hint = PG_EXCEPTION_HINT;
			RAISE NOTICE '% outer: % - %', n, given_detail, given_hint;
		END;
	END LOOP;
	BEGIN
		UPDATE tags SET name = 'Jazz';
	EXCEPTION WHEN unique_violation THEN
		RAISE;
	END;
END
$$;

-- in a trigger of a trigger
CREATE FUNCTION copy_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('DO $do$ BEGIN INSERT INTO test_unique.tags (name) VALUES (%L); END $do$', NEW.name);
	RETURN NEW;
END
$$;
CREATE TRIGGER own_copy_name BEFORE INSERT ON venues FOR EACH ROW EXECUTE FUNCTION copy_name();
INSERT INTO venues (name, capacity) VALUES ('Jazz', 1);
INSERT INTO venues (name, slug, capacity) VALUES ('Hall 2', 'hall', 1);
DROP TRIGGER own_copy_name ON venues;

-- a slug that a later trigger chooses
CREATE FUNCTION choose_slug() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.slug := 'hall'; RETURN NEW; END $$;
CREATE TRIGGER own_choose_slug BEFORE INSERT ON venues FOR EACH ROW EXECUTE FUNCTION choose_slug();
INSERT INTO venues (name, capacity) VALUES ('Another', 1);
DROP TRIGGER own_choose_slug ON venues;
\set VERBOSITY terse

-- every value, as it is
CREATE TEMP TABLE hard (n int, name text);
INSERT INTO hard VALUES (1, '(a)=(b)'), (2, ') already exists.'), (3, 'Key (slug)=(x)'), (4, '"x" ''y'' \z %s %d'), (5, E'two\nlines\tand more'),
	(6, 'Ünïcødé 東京 🎷'), (7, repeat('é', 100)), (8, '(('), (9, '))'), (10, '{"a": 1}'), (11, ')=(');
INSERT INTO tags (name) SELECT name FROM hard;
SELECT n, d ->> 'value' = name AS value, d ->> 'detail' = format('Key (name)=(%s) already exists.', name) AS detail, d ->> 'column' AS "column"
FROM hard, LATERAL raised(format('INSERT INTO tags (name) VALUES (%L)', name)) r, LATERAL (SELECT r.detail::jsonb) j (d) ORDER BY n;
INSERT INTO users (email) SELECT repeat('x', 60) || n || '@' || repeat('y', 185) || '.com' FROM generate_series(1, 2) n;
SELECT length(email), r.detail::jsonb ->> 'value' = email AS value
FROM users, LATERAL raised(format('INSERT INTO users (email) VALUES (%L)', email)) r WHERE email LIKE 'xx%';
INSERT INTO venues (name, slug, capacity) VALUES ('Long', repeat('long-', 19) || 'place', 1);
SELECT length(slug), r.detail::jsonb ->> 'value' = slug AS value
FROM venues, LATERAL raised(format('INSERT INTO venues (name, slug, capacity) VALUES (''Long'', %L, 1)', slug)) r WHERE name = 'Long';

-- names in quotes
SET quote_all_identifiers = on;
SELECT detail FROM raised('INSERT INTO tags (name) VALUES (''Jazz'')');
SELECT detail FROM raised('INSERT INTO slug_redirects (entity, slug, page_id) SELECT entity, slug, page_id FROM slug_redirects');
RESET quote_all_identifiers;

--
-- Who may not read the value is not shown it
--
GRANT USAGE ON SCHEMA test_unique TO regress_boh_writer;
GRANT INSERT ON users, tags TO regress_boh_writer;
-- PostgreSQL shows no value where row-level security is on
ALTER TABLE users DISABLE ROW LEVEL SECURITY;
CALL see_all('test_unique', 'regress_boh_writer');
SET ROLE regress_boh_writer;
\x on
SELECT * FROM raised('INSERT INTO users (email) VALUES (''ada@example.com'')');
\x off
RESET ROLE;
GRANT SELECT (email), SELECT (id) ON users TO regress_boh_writer;
SET ROLE regress_boh_writer;
SELECT detail FROM raised('INSERT INTO users (email) VALUES (''ada@example.com'')');
RESET ROLE;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_all ON users USING (true);
SET ROLE regress_boh_writer;
SELECT detail, hint <> '' AS hint FROM raised('INSERT INTO users (email) VALUES (''ada@example.com'')');
RESET ROLE;
DROP POLICY own_all ON users;
ALTER TABLE users DISABLE ROW LEVEL SECURITY;

-- nor who causes a statement that runs as the owner of a table
GRANT SELECT, INSERT, UPDATE ON content_pages TO regress_boh_writer;
CREATE FUNCTION note_redirect() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO test_unique.users (email) VALUES ('ada@example.com');
	RETURN NULL;
END
$$;
CREATE TRIGGER own_note_redirect AFTER INSERT ON slug_redirects FOR EACH ROW EXECUTE FUNCTION note_redirect();
REVOKE SELECT ON users FROM regress_boh_writer;
REVOKE SELECT (email), SELECT (id) ON users FROM regress_boh_writer;
SET ROLE regress_boh_writer;
\x on
SELECT * FROM raised('UPDATE test_unique.content_pages SET slug = ''about-nobody''');
\x off
RESET ROLE;
SELECT detail FROM raised('UPDATE test_unique.content_pages SET slug = ''about-nobody''');
-- and not the value of an index that we do not know
BEGIN;
ALTER TABLE users DROP CONSTRAINT uq_users_email;
CREATE UNIQUE INDEX uq_users_email ON users (lower(email));
SET LOCAL ROLE regress_boh_writer;
SELECT code, detail, hint FROM raised('UPDATE test_unique.content_pages SET slug = ''about-nobody''');
ROLLBACK;
-- the owner's own handler sees all
CREATE OR REPLACE FUNCTION note_redirect() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	given text;
BEGIN
	INSERT INTO test_unique.users (email) VALUES ('ada@example.com');
	RETURN NULL;
EXCEPTION WHEN unique_violation THEN
	GET STACKED DIAGNOSTICS given = PG_EXCEPTION_DETAIL;
	RAISE NOTICE '%', given;
	RETURN NULL;
END
$$;
SET ROLE regress_boh_writer;
BEGIN;
UPDATE test_unique.content_pages SET slug = 'about-nobody';
ROLLBACK;
RESET ROLE;
DROP TRIGGER own_note_redirect ON slug_redirects;

--
-- What is not one of these violations stays as it is
--

-- constraints of the same name elsewhere
CREATE SCHEMA unique_other;
CREATE TABLE unique_other.users (email text CONSTRAINT uq_users_email UNIQUE);
INSERT INTO unique_other.users VALUES ('ada@example.com');
CREATE TABLE own_tags (name text CONSTRAINT uq_own_tags_name UNIQUE);
INSERT INTO own_tags VALUES ('Jazz');
-- and others of our tables
CREATE UNIQUE INDEX uq_tags_name_1 ON tags (left(name, 1)) WHERE name IN ('Jazz', 'Jive');
ALTER TABLE users ADD CONSTRAINT uq_users_phone UNIQUE (phone);
UPDATE users SET phone = '+48 123' WHERE email = 'ada@example.com';
SELECT detail, hint FROM (VALUES
	(1, 'INSERT INTO unique_other.users VALUES (''ada@example.com'')'),
	(2, 'INSERT INTO own_tags VALUES (''Jazz'')'),
	(3, 'INSERT INTO tags (name) VALUES (''Jive'')'),
	(4, 'UPDATE users SET phone = ''+48 123'''),
	(5, 'INSERT INTO users (id, email) VALUES (''00000000-0000-0000-0000-0000000000aa'', ''eve@example.com'')')) v (n, statement),
	LATERAL raised(statement) r ORDER BY n;
DROP INDEX uq_tags_name_1;
ALTER TABLE users DROP CONSTRAINT uq_users_phone;

-- one of the same name with other columns
BEGIN;
ALTER TABLE tags DROP CONSTRAINT uq_tags_name;
CREATE UNIQUE INDEX uq_tags_name ON tags (lower(name));
SELECT detail, hint FROM raised('INSERT INTO tags (name) VALUES (''JAZZ'')');
ROLLBACK;

-- an index that cannot be made
BEGIN;
ALTER TABLE tags DROP CONSTRAINT uq_tags_name;
INSERT INTO tags (name) VALUES ('Jazz');
SELECT message, detail, hint FROM raised('ALTER TABLE test_unique.tags ADD CONSTRAINT uq_tags_name UNIQUE (name)');
ROLLBACK;

-- what somebody else raises
SELECT code, message, detail, hint, place FROM raised($raise$DO $do$ BEGIN
	RAISE EXCEPTION 'duplicate key value violates unique constraint "uq_tags_name"'
	USING ERRCODE = '23505', DETAIL = 'Key (name)=(x) already exists.', SCHEMA = 'test_unique', TABLE = 'tags', CONSTRAINT = 'uq_tags_name'; END $do$$raise$);
DO $$ BEGIN RAISE WARNING 'only a warning' USING ERRCODE = '23505'; END $$;

-- a table without its trigger, in a session that has seen no other
\set VERBOSITY default
\c -
SET session_replication_role = replica;
INSERT INTO test_unique.tags (name, slug) VALUES ('Jazz', 'jazz');
RESET session_replication_role;
\set VERBOSITY terse

--
-- Names that change
--
SET search_path = test_unique, public;
SELECT detail FROM raised('INSERT INTO tags (name) VALUES (''Jazz'')');
ALTER SCHEMA test_unique RENAME TO test_unique_renamed;
SELECT detail, place FROM raised('INSERT INTO test_unique_renamed.tags (name) VALUES (''Jazz'')');
ALTER SCHEMA test_unique_renamed RENAME TO test_unique;
SELECT detail FROM raised('INSERT INTO tags (name) VALUES (''Jazz'')');
-- several data schemas, one of which goes
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_unique_too');
INSERT INTO test_unique_too.tags (name) VALUES ('Jazz');
SELECT detail, place FROM raised('INSERT INTO test_unique_too.tags (name) VALUES (''Jazz'')');
SET client_min_messages = warning;
DROP SCHEMA test_unique_too CASCADE;
RESET client_min_messages;
SELECT detail, place FROM raised('INSERT INTO tags (name) VALUES (''Jazz'')');
-- a shard, as Citus names it with its constraints
BEGIN;
ALTER TABLE tags RENAME TO tags_102008;
SELECT detail FROM raised('INSERT INTO tags_102008 (name, slug) VALUES (''Jazz'', ''x'')');
ALTER TABLE tags_102008 RENAME CONSTRAINT uq_tags_name TO uq_tags_name_102008;
SELECT detail, place FROM raised('INSERT INTO tags_102008 (name, slug) VALUES (''Jazz'', ''x'')');
ALTER TABLE tags_102008 RENAME CONSTRAINT uq_tags_name_102008 TO uq_tags_name_;
SELECT detail FROM raised('INSERT INTO tags_102008 (name, slug) VALUES (''Jazz'', ''x'')');
ROLLBACK;

--
-- Thousands of errors take no memory
--
CREATE PROCEDURE fail(times integer) LANGUAGE plpgsql AS $$
BEGIN
	FOR n IN 1..times LOOP
		BEGIN
			INSERT INTO test_unique.tags (name) VALUES ('Jazz');
		EXCEPTION WHEN unique_violation THEN
			NULL;
		END;
	END LOOP;
END
$$;
CALL fail(100);
CREATE TEMP TABLE memory AS SELECT name, sum(total_bytes) AS bytes FROM pg_backend_memory_contexts
	WHERE name IN ('boh unique violation', 'ErrorContext', 'TopMemoryContext') GROUP BY name;
CALL fail(10000);
SELECT m.name, sum(c.total_bytes) - m.bytes AS more FROM memory m JOIN pg_backend_memory_contexts c USING (name) GROUP BY m.name, m.bytes ORDER BY 1;
DROP TABLE memory;

SET client_min_messages = warning;
DROP SCHEMA test_unique, unique_other CASCADE;
DROP ROLE regress_boh_writer;

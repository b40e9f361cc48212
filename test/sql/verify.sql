-- boh_verify(): every check raised once, and nothing when all is well

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_verify');
SET search_path = test_verify, public;
SET boh.schema = 'test_verify';
SET timezone = 'UTC';

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO venues (id, name, capacity) VALUES ('00000000-0000-0000-0000-0000000000c1', 'Hall', 10);
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date, venue_id) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'One', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', '00000000-0000-0000-0000-0000000000c1'),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000aa', 'Two', 10, 10, 'PUBLISHED', '2999-01-01', '2999-01-02', NULL);
INSERT INTO bookings (id, event_id, user_id, seats, status) VALUES
	('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 2, 'CONFIRMED'),
	('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1, 'PENDING');
SELECT * FROM boh_verify();

-- each breaks one thing behind the triggers' back
BEGIN;
SET LOCAL session_replication_role = replica;

SAVEPOINT sound;
UPDATE events SET booked_count = 7 WHERE slug = 'one';
UPDATE events SET booked_count = 1 WHERE slug = 'two';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
ALTER TABLE events DROP CONSTRAINT chk_events_booked_count;
UPDATE events SET booked_count = 11 WHERE slug = 'one';
UPDATE events SET booked_count = -1 WHERE slug = 'two';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE events SET status = 'DRAFT' WHERE slug = 'one';
SELECT * FROM boh_verify();
UPDATE events SET status = 'CANCELLED' WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE venues SET capacity = 9;
SELECT * FROM boh_verify();
-- one that is over, or called off, needs no place
UPDATE events SET start_date = '2001-01-01', end_date = '2001-01-02' WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE events SET status = 'COMPLETED' WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
ALTER TABLE bookings DROP CONSTRAINT chk_bookings_total_price;
UPDATE bookings SET total_price = 1 WHERE seats = 2;
SELECT * FROM boh_verify();
ROLLBACK TO sound;
ALTER TABLE bookings DROP CONSTRAINT chk_bookings_confirmed, DROP CONSTRAINT chk_bookings_pending, DROP CONSTRAINT chk_bookings_cancelled, DROP CONSTRAINT chk_bookings_refunded;
UPDATE bookings SET confirmed_at = NULL, expires_at = NULL;
SELECT problem, entity_id, expected, actual FROM boh_verify() WHERE entity_id IS NOT NULL;
UPDATE bookings SET status = CASE seats WHEN 2 THEN 'CANCELLED' ELSE 'REFUNDED' END::booking_status;
UPDATE events SET booked_count = 0;
SELECT problem, entity_id, expected, actual FROM boh_verify() WHERE entity_id IS NOT NULL;
ROLLBACK TO sound;
-- prices beyond what numbers of cents can say
DROP VIEW all_bookings;
ALTER TABLE bookings DROP CONSTRAINT chk_bookings_total_price, DROP CONSTRAINT chk_bookings_unit_price, ALTER total_price TYPE numeric, ALTER unit_price TYPE numeric;
UPDATE bookings SET unit_price = 'NaN', total_price = 'NaN' WHERE seats = 1;
UPDATE bookings SET unit_price = 123456789012345678901.005, total_price = 246913578024691357802.010 WHERE seats = 2;
SELECT problem, entity_id, expected, actual FROM boh_verify() WHERE entity_id IS NOT NULL;
UPDATE bookings SET unit_price = 10.005 WHERE seats = 1;
UPDATE bookings SET total_price = 20.001, unit_price = 10 WHERE seats = 2;
SELECT problem, entity_id, expected, actual FROM boh_verify() WHERE entity_id IS NOT NULL;
ROLLBACK TO sound;
UPDATE bookings SET user_id = '00000000-0000-0000-0000-0000000000ff' WHERE seats = 1;
UPDATE bookings SET event_id = '00000000-0000-0000-0000-0000000000fe' WHERE seats = 2;
UPDATE events SET booked_count = 1 WHERE slug = 'one';
SELECT * FROM boh_verify();
ROLLBACK;

-- triggers missing, off, and for replicas only
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
ALTER TABLE users ENABLE REPLICA TRIGGER boh_users_check;
ALTER TABLE venues ENABLE ALWAYS TRIGGER boh_venues_check;
ALTER TABLE site_settings ENABLE TRIGGER boh_site_settings_changed;
ALTER TABLE media_files ALTER id DROP DEFAULT;
DROP TRIGGER boh_tags_check ON tags;
SELECT problem, entity, expected, actual FROM boh_verify();
ROLLBACK;
BEGIN;
SELECT format('ALTER TABLE %I DISABLE TRIGGER USER', relname) FROM pg_class
	WHERE relnamespace = 'test_verify'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1 \gexec
SELECT problem, entity, expected, actual FROM boh_verify() WHERE entity !~ '_\d{4}_\d\d$';
SELECT count(*) = (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE c.relnamespace = 'test_verify'::regnamespace AND NOT t.tgisinternal AND NOT c.relispartition) AS every_trigger
	FROM boh_verify() WHERE entity !~ '_\d{4}_\d\d$';
ROLLBACK;

-- seats that are noted but not counted do not commit
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
COMMIT;
BEGIN;
ALTER TABLE bookings DISABLE TRIGGER boh_bookings_count_seats;
INSERT INTO bookings (event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa');
ALTER TABLE bookings ENABLE TRIGGER boh_bookings_count_seats;
INSERT INTO bookings (event_id, user_id) SELECT '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa' WHERE false;
COMMIT;
SELECT booked_count FROM events WHERE slug = 'one';

-- pages, sections, media and settings
INSERT INTO media_files (id, original_filename, mime_type, file_size, url) VALUES
	('00000000-0000-0000-0000-0000000000f1', 'Hall.png', 'image/png', 1, '/media/hall.png'), ('00000000-0000-0000-0000-0000000000f2', 'Logo.png', 'image/png', 1, '/media/logo.png');
INSERT INTO site_settings (id, key, value, type) VALUES ('00000000-0000-0000-0000-0000000000d1', 'site.logo', '/media/logo.png', 'IMAGE');
INSERT INTO content_pages (id, author_id, title) VALUES
	('00000000-0000-0000-0000-0000000000a1', '00000000-0000-0000-0000-0000000000aa', 'One'), ('00000000-0000-0000-0000-0000000000a2', '00000000-0000-0000-0000-0000000000aa', 'Two');
INSERT INTO content_sections (id, page_id, type, data) VALUES
	('00000000-0000-0000-0000-0000000000ab', '00000000-0000-0000-0000-0000000000a1', 'IMAGE', '{"url": "/media/hall.png", "alt": ""}');
UPDATE content_pages SET status = 'PUBLISHED';
UPDATE content_pages SET published_at = '2999-01-01' WHERE slug = 'two';
UPDATE content_pages SET slug = 'uno' WHERE slug = 'one';
SELECT * FROM boh_verify();
BEGIN;
SET LOCAL session_replication_role = replica;
SAVEPOINT sound;
DELETE FROM content_page_versions;
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE content_pages SET slug = 'one' WHERE slug = 'two';
INSERT INTO slug_redirects (entity, slug, event_id) SELECT 'event', slug, id FROM events WHERE slug = 'two';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE content_sections SET data = '{"url": "/media/hall.png"}';
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE media_files SET deleted_at = now() WHERE url = '/media/hall.png';
SELECT problem, entity, entity_id, expected, left(actual, 8) AS actual FROM boh_verify();
ROLLBACK TO sound;
UPDATE content_sections SET data = jsonb_set(data, '{url}', '"/media/logo.png"');
UPDATE content_page_versions SET snapshot = jsonb_set(snapshot, '{sections,0,data,url}', '"/media/logo.png"') WHERE version = 1 AND snapshot ->> 'title' = 'One';
UPDATE events SET image_url = '/media/hall.png' WHERE slug = 'one';
UPDATE site_settings SET value = '/media/none.png';
SELECT * FROM boh_verify();
SELECT added, removed FROM boh_refresh_media_references();
SELECT * FROM boh_verify();
ROLLBACK TO sound;
DELETE FROM content_sections;
DELETE FROM site_settings;
SELECT problem, entity, entity_id, left(expected, 8) AS expected, actual FROM boh_verify();
SELECT added, removed FROM boh_refresh_media_references();
SELECT * FROM boh_verify();
ROLLBACK TO sound;
UPDATE site_settings SET type = 'NUMBER';
SELECT * FROM boh_verify() WHERE problem !~ 'media';
ROLLBACK;
-- a status that boh does not know
ALTER TYPE booking_status ADD VALUE 'LOST';
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE bookings SET status = 'LOST' WHERE id = '00000000-0000-0000-0000-0000000000b2';
SELECT * FROM boh_verify();
ROLLBACK;
ALTER TYPE section_type ADD VALUE 'PRICE_LIST';
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE content_sections SET type = 'PRICE_LIST';
SELECT * FROM boh_verify();
ROLLBACK;
SELECT * FROM boh_verify();

-- constraints missing and not valid
BEGIN;
ALTER TABLE bookings DROP CONSTRAINT fk_bookings_event_id, DROP CONSTRAINT chk_bookings_seats;
ALTER TABLE bookings ADD CONSTRAINT chk_bookings_seats CHECK (seats > 0) NOT VALID;
ALTER TABLE users DROP CONSTRAINT uq_users_email;
SELECT problem, entity, expected, actual FROM boh_verify();
ALTER TABLE bookings VALIDATE CONSTRAINT chk_bookings_seats;
SELECT problem, entity, expected, actual FROM boh_verify();
ROLLBACK;
-- whichever of ours is dropped is found
CREATE FUNCTION found_when_dropped(tablename name, constraintname name) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	found boolean;
BEGIN
	BEGIN
		EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE', tablename, constraintname);
		found := EXISTS (SELECT FROM boh_verify() WHERE expected LIKE constraintname || ' %');
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN found;
	END;
END
$$;
SET client_min_messages = warning;
SELECT conrelid::regclass AS "table", conname AS not_found FROM pg_constraint
WHERE connamespace = 'test_verify'::regnamespace AND conname ~ '^(pk|uq|fk|chk)_' AND conrelid <> 'schema_migrations'::regclass
	AND NOT found_when_dropped(conrelid::regclass::text, conname) ORDER BY 1, 2;

RESET client_min_messages;

-- policies missing, and row-level security switched off
BEGIN;
DROP POLICY app_read_own ON users;
ALTER TABLE bookings DISABLE ROW LEVEL SECURITY;
ALTER POLICY service_all ON tags RENAME TO everybody;
SELECT problem, entity, expected, actual FROM boh_verify();
ROLLBACK;
-- whichever of ours is dropped, and wherever it is switched off
BEGIN;
SELECT count(*) AS policies FROM pg_policies WHERE schemaname = 'test_verify' \gset
\set ECHO none
SELECT format('DROP POLICY %I ON %I', policyname, tablename) FROM pg_policies WHERE schemaname = 'test_verify' \gexec
SELECT format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', relname) FROM pg_class WHERE relnamespace = 'test_verify'::regnamespace AND relrowsecurity \gexec
\set ECHO all
SELECT count(*) = :policies AS every_policy FROM boh_verify() WHERE problem = 'policy is missing';
SELECT entity FROM boh_verify() WHERE problem = 'row-level security is switched off' AND entity !~ '_\d{4}_\d\d$' ORDER BY 1;
ROLLBACK;

-- policies that are there but changed by hand: condition, roles, kind, command; boh_migrate() makes them again
BEGIN;
ALTER POLICY app_read_own ON users USING (true);
ALTER POLICY auth_insert ON users WITH CHECK (true);
ALTER POLICY app_read_published ON events TO PUBLIC;
DROP POLICY service_all ON tags;
CREATE POLICY service_all ON tags AS RESTRICTIVE TO CURRENT_USER USING (true) WITH CHECK (true);
DROP POLICY app_read ON event_tags;
CREATE POLICY app_read ON event_tags FOR DELETE TO CURRENT_USER USING (EXISTS (SELECT FROM events e WHERE e.id = event_id));
\x on
SELECT problem, entity, replace(expected, current_user, 'owner') AS expected, replace(actual, current_user, 'owner') AS actual FROM boh_verify();
\x off
SELECT version FROM boh_migrate();
SELECT * FROM boh_verify();
ROLLBACK;
-- whichever is changed, in whatever respect, is found, and made again
CREATE FUNCTION changed_policy(one pg_policies, change text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE change
		WHEN 'roles' THEN 'ALTER POLICY ' || named || ' TO CURRENT_USER, pg_monitor'
		WHEN 'condition' THEN 'ALTER POLICY ' || named || ' USING (false)'
		WHEN 'check' THEN 'ALTER POLICY ' || named || ' WITH CHECK (false)'
		WHEN 'kind' THEN 'DROP POLICY ' || named || '; CREATE POLICY ' || named || ' AS RESTRICTIVE FOR ' || one.cmd || ' TO CURRENT_USER' || conditions
		WHEN 'command' THEN 'DROP POLICY ' || named || '; CREATE POLICY ' || named || ' TO CURRENT_USER' || conditions END
	FROM (SELECT format('%I ON %I', one.policyname, one.tablename), concat(' USING (' || one.qual || ')', ' WITH CHECK (' || one.with_check || ')')) v (named, conditions)
$$;
CREATE FUNCTION change_policies(change text, OUT many boolean, OUT every_policy boolean, OUT left_over integer) LANGUAGE plpgsql AS $$
DECLARE
	one pg_policies;
	changed integer := 0;
BEGIN
	FOR one IN SELECT * FROM pg_policies p WHERE schemaname = 'test_verify' AND CASE change WHEN 'condition' THEN qual IS NOT NULL
		WHEN 'check' THEN with_check IS NOT NULL WHEN 'command' THEN cmd <> 'ALL' ELSE true END
	LOOP
		EXECUTE changed_policy(one, change);
		changed := changed + 1;
	END LOOP;
	many := changed > 20;
	every_policy := count(*) = changed FROM boh_verify() WHERE problem = 'policy is not as boh_grant() makes it' AND substring(expected FROM '\w+') = substring(actual FROM '\w+');
	PERFORM boh_migrate();
	left_over := count(*) FROM boh_verify();
END
$$;
BEGIN;
SELECT change, c.* FROM unnest('{roles,condition,check,kind,command}'::text[]) change, change_policies(change) c;
ROLLBACK;
-- a role was renamed: its profile is of nobody now, and policies concern a role that has none
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_till;
BEGIN;
SELECT boh_grant('regress_boh_shop', 'payments'), boh_grant('regress_boh_till', 'maintenance'), boh_grant('regress_boh_till', 'trusted');
GRANT SELECT ON tags TO regress_boh_till;
ALTER ROLE regress_boh_shop RENAME TO "regress_boh Store";
\x on
SELECT problem, entity, replace(expected, current_user, 'owner') AS expected, replace(actual, current_user, 'owner') AS actual FROM boh_verify();
\x off
-- policies follow role_profiles; privileges stay
SELECT version FROM boh_migrate();
\x on
SELECT problem, entity, expected, actual FROM boh_verify();
\x off
-- whoever has privileges on those tables without a profile may be the role
GRANT UPDATE (seats) ON bookings TO pg_monitor;
SELECT actual FROM boh_verify();
REVOKE UPDATE (seats) ON bookings FROM pg_monitor;
-- what the findings say puts it right
SELECT boh_grant('regress_boh Store', 'payments'), boh_revoke('regress_boh_shop', 'payments');
SELECT * FROM boh_verify();
-- a role that is gone, and profiles that have no policies
ALTER ROLE regress_boh_till RENAME TO regress_boh_cron;
DROP OWNED BY "regress_boh Store";
DROP ROLE "regress_boh Store";
\x on
SELECT problem, entity, expected, actual FROM boh_verify();
\x off
ROLLBACK;
DROP ROLE regress_boh_shop, regress_boh_till;
-- what does not change a policy is not found: columns of your own, another name of the schema, another search_path
BEGIN;
ALTER TABLE events ADD note text;
ALTER TABLE event_tags ADD note text;
ALTER TABLE users DROP CONSTRAINT uq_users_email, ADD note text, ADD CONSTRAINT uq_users_email UNIQUE (email);
CREATE POLICY mine ON events FOR SELECT TO PUBLIC USING (note = 'mine');
SELECT * FROM boh_verify();
ALTER SCHEMA test_verify RENAME TO "Test ""verify""";
SET LOCAL boh.schema = 'Test "verify"';
SELECT * FROM boh_verify();
SET LOCAL search_path = 'Test "verify"', public;
SET LOCAL quote_all_identifiers = on;
SELECT * FROM boh_verify();
SELECT count(*) FROM boh_migrate();
ROLLBACK;

SET client_min_messages = warning;
-- columns of another type or precision, and such as may be null: rows of their tables are not looked at
BEGIN;
ALTER TABLE site_settings ALTER type DROP DEFAULT, ALTER type TYPE text;
DROP VIEW all_bookings, all_events;
ALTER TABLE bookings ALTER unit_price TYPE double precision;
ALTER TABLE events ALTER price TYPE numeric(14,4), ALTER end_date TYPE timestamptz;
ALTER TABLE media_files ALTER url DROP NOT NULL, ALTER folder TYPE varchar(200);
SET LOCAL session_replication_role = replica;
UPDATE content_pages SET live_version = 9 WHERE slug = 'uno';
SELECT * FROM boh_verify();
ROLLBACK;
BEGIN;
DROP TRIGGER boh_content_sections_refer ON content_sections;
ALTER TABLE content_sections ALTER data TYPE text;
ALTER TABLE section_schemas DROP schema CASCADE;
ALTER TABLE media_references RENAME TO media_uses;
SELECT problem, entity, expected, actual FROM boh_verify() WHERE problem !~ 'constraint';
ROLLBACK;
-- values of enums that rules name, and others
BEGIN;
ALTER TYPE booking_status RENAME VALUE 'PENDING' TO 'HELD';
ALTER TYPE section_type RENAME VALUE 'IMAGE' TO 'PICTURE';
ALTER TYPE event_category RENAME VALUE 'OTHER' TO 'MORE';
ALTER TYPE setting_group RENAME VALUE 'SEO' TO 'SEARCH';
ALTER TYPE user_role RENAME TO role;
SELECT * FROM boh_verify();
ROLLBACK;
-- whichever column is renamed is found
BEGIN;
\set ECHO none
SELECT format('ALTER TABLE %I RENAME %I TO %I', relname, attname, attname || '_renamed') FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE relnamespace = 'test_verify'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'schema_migrations' AND attnum > 0 AND NOT attisdropped ORDER BY 1 \gexec
\set ECHO all
SELECT entity, count(*) FROM boh_verify() WHERE problem = 'column is missing or of another type' AND actual = 'missing'
	GROUP BY 1 HAVING count(*) <> (SELECT count(*) FROM pg_attribute WHERE attrelid = entity::regclass AND attnum > 0 AND NOT attisdropped);
SELECT count(DISTINCT entity) = (SELECT count(*) - 1 FROM pg_class WHERE relnamespace = 'test_verify'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition) AS every_table
	FROM boh_verify() WHERE problem = 'column is missing or of another type';
ROLLBACK;

-- regular expressions mean the same in a session that reads backslashes otherwise, as PostgreSQL before 19 can
\c -
SET boh.schema = 'test_verify';
DO $$ BEGIN SET standard_conforming_strings = off; EXCEPTION WHEN OTHERS THEN NULL; END $$;
SELECT * FROM boh_verify();
RESET standard_conforming_strings;
SET client_min_messages = warning;
DROP SCHEMA test_verify CASCADE;

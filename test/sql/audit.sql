-- The audit: what it records, that it stays as it is, and who reads it

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_audit');
SET search_path = test_audit, public;
SET boh.schema = 'test_audit';
CREATE ROLE regress_boh_service;
CREATE ROLE regress_boh_shop;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_auditor;
CREATE ROLE regress_boh_auth;

-- in a fresh schema there is nothing
SELECT count(*) FROM audit_logs;

-- what was recorded since the last look, with the personal values put back
CREATE TABLE looked (id uuid);
CREATE FUNCTION recorded() RETURNS TABLE (action text, entity text, entity_id text, retention text, before jsonb, after jsonb)
	LANGUAGE sql AS $$
	WITH news AS (SELECT a.* FROM audit_logs a WHERE a.id > coalesce((SELECT max(l.id::text)::uuid FROM looked l), '00000000-0000-0000-0000-000000000000')),
	looking AS (INSERT INTO looked SELECT id FROM news)
	SELECT n.action, n.entity, regexp_replace(n.entity_id, '^[0-9a-f-]{36}$', 'a uuid'), n.retention,
		n.before - 'id' || coalesce((SELECT jsonb_object_agg(p.key, '~' || (p.value ->> 'value')) FROM jsonb_each(n.personal -> 'before') p), '{}'),
		n.after - 'id' || coalesce((SELECT jsonb_object_agg(p.key, '~' || (p.value ->> 'value')) FROM jsonb_each(n.personal -> 'after') p), '{}')
	FROM news n ORDER BY n.id
	$$;

-- a statement on each partition of a class whose name, after it, matches; %s is the partition
CREATE PROCEDURE on_partitions(statement text, suffix text) LANGUAGE plpgsql AS $$
DECLARE
	partition regclass;
BEGIN
	FOR partition IN SELECT c.oid FROM pg_class c WHERE relnamespace = 'test_audit'::regnamespace AND relkind = 'r' AND relname ~ ('^audit_logs_' || suffix || '$') LOOP
		EXECUTE format(statement, partition);
	END LOOP;
END
$$;
CREATE FUNCTION month_named(text) RETURNS text LANGUAGE sql AS $$ SELECT regexp_replace($1, '\d{4}_\d\d', 'YYYY_MM', 'g') $$;
CREATE FUNCTION this_month() RETURNS text LANGUAGE sql AS $$ SELECT to_char(now() AT TIME ZONE 'UTC', '_YYYY_MM') $$;

--
-- What is recorded
--

-- who has which profile
SELECT boh_grant(role, profile) FROM (VALUES ('regress_boh_service', 'service'), ('regress_boh_shop', 'app'),
	('regress_boh_shop', 'trusted'), ('regress_boh_office', 'admin'), ('regress_boh_office', 'trusted'),
	('regress_boh_auditor', 'auditor'), ('regress_boh_auth', 'auth')) v (role, profile);
SELECT boh_revoke('regress_boh_shop', 'trusted');
SELECT boh_grant('regress_boh_shop', 'trusted');
SELECT action, entity, entity_id, retention FROM recorded();

-- accounts: creation, role, address, password, closing and deletion, and nothing else of them
INSERT INTO users (id, email, name, password_hash) VALUES ('00000000-0000-0000-0000-0000000000a1', 'Ann@example.org', 'Ann', '$2b$12$abcdefghijklmnopqrstuuNQxQ0qQxQ0qQxQ0qQxQ0qQxQ0qQxQ0u');
UPDATE users SET role = 'ORGANIZER';
UPDATE users SET email = 'ann@example.com', email_verified_at = '2001-01-01 00:00Z';
UPDATE users SET password_hash = '$2b$12$abcdefghijklmnopqrstuuNQxQ0qQxQ0qQxQ0qQxQ0qQxQ0qQxQ1u';
UPDATE users SET password_hash = NULL;
UPDATE users SET name = 'Anna', phone = '0123', role = 'ORGANIZER';
UPDATE users SET deleted_at = '2001-01-01 00:00Z';
UPDATE users SET deleted_at = NULL;
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000a2', 'bob@example.org'), ('00000000-0000-0000-0000-0000000000a3', 'cleo@example.org');
DELETE FROM users WHERE email = 'bob@example.org';
SELECT * FROM recorded();
SELECT count(*) AS hashes_or_names FROM audit_logs WHERE audit_logs::text ~ '\$2b\$|Ann';

-- events: status and price; no new event, no counter
INSERT INTO events (id, author_id, title, capacity, price, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 'Fair', 10, 10, 'DRAFT', '2999-01-01', '2999-01-02');
UPDATE events SET status = 'PUBLISHED';
UPDATE events SET price = 12.50, currency = 'CHF', title = 'Great fair';
UPDATE events SET title = 'Fair', capacity = 20;
SELECT * FROM recorded();

-- bookings: changes of status; no new booking, no change of seats, no expiry
SELECT count(*) FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a3', 1);
INSERT INTO bookings (id, event_id, user_id) VALUES ('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a3'),
	('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a3');
UPDATE bookings SET seats = 2;
SELECT status FROM boh_confirm_booking('00000000-0000-0000-0000-0000000000b1', 'pay-1');
SELECT status FROM boh_cancel_booking('00000000-0000-0000-0000-0000000000b2', 'no time');
SELECT status FROM boh_refund_booking('00000000-0000-0000-0000-0000000000b1', 'back-1');
SET session_replication_role = replica;
UPDATE bookings SET expires_at = now() - interval '1 hour' WHERE status = 'PENDING';
RESET session_replication_role;
SELECT boh_expire_bookings() AS expired;
SELECT * FROM recorded();

-- pages and sections: also publishing, taking back and rolling back
INSERT INTO content_pages (id, author_id, title, slug) VALUES ('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000a1', 'Home', 'home');
INSERT INTO content_sections (id, page_id, position, type, data) VALUES
	('00000000-0000-0000-0000-0000000000d1', '00000000-0000-0000-0000-0000000000c1', 0, 'TEXT', '{"content": "<p>one</p>"}');
SELECT boh_publish_page('00000000-0000-0000-0000-0000000000c1');
UPDATE content_sections SET data = '{"content": "<p>two</p>"}';
UPDATE content_sections SET is_visible = is_visible;
SELECT boh_publish_page('00000000-0000-0000-0000-0000000000c1');
SELECT boh_rollback_page('00000000-0000-0000-0000-0000000000c1', 1);
UPDATE content_pages SET status = 'DRAFT';
UPDATE content_pages SET title = 'At home';
DELETE FROM content_pages;
SELECT action, entity, entity_id, before - 'published_at' AS before, after - 'published_at' AS after FROM recorded();

-- media: upload, deletion and purge; not the thumbnail
INSERT INTO media_files (id, filename, original_filename, mime_type, file_size, url) VALUES
	('00000000-0000-0000-0000-0000000000f1', 'a.png', 'Ann on the beach.png', 'image/png', 10, 'https://media.example.org/a.png');
UPDATE media_files SET thumbnail_url = 'https://media.example.org/a-small.png';
UPDATE media_files SET deleted_at = '2001-01-01 00:00Z';
SELECT count(*) FROM boh_purge_media();
SELECT boh_media_purged('{00000000-0000-0000-0000-0000000000f1}');
SELECT * FROM recorded();

-- settings: private values only as "changed", also when they become public
INSERT INTO site_settings (key, value, is_public) VALUES ('site.name', 'Boh', true), ('mail.password', 'hunter2', false);
UPDATE site_settings SET value = 'hunter3' WHERE key = 'mail.password';
UPDATE site_settings SET value = 'hunter4', is_public = true WHERE key = 'mail.password';
UPDATE site_settings SET value = 'hunter5', is_public = false WHERE key = 'mail.password';
UPDATE site_settings SET value = 'Bah' WHERE key = 'site.name';
DELETE FROM site_settings;
SELECT * FROM recorded();
SELECT count(*) AS private_values FROM audit_logs WHERE audit_logs::text ~ 'hunter';

-- schemas of sections, session keys
BEGIN;
ALTER TYPE section_type ADD VALUE 'QUOTE';
COMMIT;
INSERT INTO section_schemas (type, schema) VALUES ('QUOTE', '{"type": "object"}');
DELETE FROM section_schemas WHERE type = 'QUOTE';
SELECT * FROM recorded();

-- migrations, but not the one that makes the audit
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT count(*) FROM boh_migrate('test_audit', 9);
SELECT action, entity, entity_id, before ->> 'name' AS name FROM recorded();
ROLLBACK;

-- TRUNCATE
BEGIN;
TRUNCATE site_settings, section_schemas;
SELECT action, entity, entity_id, before, after FROM recorded() ORDER BY 2;
ROLLBACK;

-- what is rolled back did not happen
BEGIN;
UPDATE users SET role = 'ADMIN';
SAVEPOINT one;
UPDATE users SET role = 'USER' WHERE email = 'ann@example.com';
ROLLBACK TO one;
SELECT count(*) FROM recorded();
ROLLBACK;
SELECT count(*) FROM recorded();

--
-- Who
--

BEGIN;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000a1');
UPDATE users SET role = 'ADMIN' WHERE email = 'cleo@example.org';
COMMIT;
SELECT user_id, user_role, login_role = session_user AS login_role, database_role = session_user AS database_role,
	xid::text::bigint > 0 AS xid, system_identifier = (SELECT system_identifier FROM pg_control_system()) AS system,
	at BETWEEN now() - interval '10 minutes' AND clock_timestamp() AS now, boh_uuid7_time(id) = at AS same_time, success
FROM audit_logs ORDER BY id DESC LIMIT 1;
SET ROLE regress_boh_service;
UPDATE users SET role = 'USER' WHERE email = 'cleo@example.org';
SET boh.user_id = '00000000-0000-0000-0000-0000000000a1';
UPDATE users SET role = 'ADMIN' WHERE email = 'cleo@example.org';
RESET boh.user_id;
RESET ROLE;
SELECT user_id, user_role, login_role = session_user AS login_role, database_role FROM audit_logs ORDER BY id DESC LIMIT 2;
SELECT count(*) FROM recorded();

-- failed logins, of whom there is an account and of others; the client is that of the person
SET ROLE regress_boh_auth;
SELECT wait_seconds FROM boh_record_login('ann@example.com', false, '192.0.2.1');
SELECT wait_seconds FROM boh_record_login('nobody@example.com', false, '192.0.2.2');
SELECT wait_seconds FROM boh_record_login('ann@example.com', true, '192.0.2.3');
RESET ROLE;
SELECT action, entity, entity_id, success, client_address, after, personal #- '{client_address,salt}' AS personal FROM audit_logs ORDER BY id DESC LIMIT 2;
SELECT action FROM recorded();

-- who read personal data of others
SELECT count(*) FROM boh_event_participants('00000000-0000-0000-0000-0000000000e1');
SELECT * FROM recorded();
BEGIN READ ONLY;
SELECT raises('SELECT boh_event_participants(''00000000-0000-0000-0000-0000000000e1'')');
COMMIT;

--
-- Values
--

-- a large value is its size and its hash
INSERT INTO content_pages (id, author_id, title, slug) VALUES ('00000000-0000-0000-0000-0000000000c2', '00000000-0000-0000-0000-0000000000a1', 'Long', 'long');
SELECT count(*) FROM boh_add_section('00000000-0000-0000-0000-0000000000c2', 'TEXT', jsonb_build_object('content', '<p>' || repeat('x', 9000) || '</p>'));
SELECT (after -> 'data') - 'sha256' AS data, after -> 'data' ->> 'sha256' = encode(sha256(convert_to((SELECT data FROM content_sections)::text, 'UTF8')), 'hex') AS right_hash
FROM audit_logs ORDER BY id DESC LIMIT 1;

-- a column that somebody added is personal until it is classified; types that JSON lacks are text
ALTER TABLE site_settings ADD COLUMN remark text, ADD COLUMN age interval, ADD COLUMN numbers int[], ADD COLUMN ratio numeric;
INSERT INTO site_settings (key, value, is_public, remark, age, numbers, ratio) VALUES ('b', '1', true, 'by Ann', '1 day', '{1,2}', 'NaN');
SELECT after ? 'remark' AS remark, after -> 'remark' ? 'sha256' AS hashed, personal -> 'after' -> 'remark' ->> 'value' AS value,
	personal -> 'after' -> 'age' ->> 'value' AS age, personal -> 'after' -> 'numbers' ->> 'value' AS numbers, personal -> 'after' -> 'ratio' ->> 'value' AS ratio
FROM audit_logs ORDER BY id DESC LIMIT 1;
SELECT boh_classify_column('site_settings', 'remark', 'CREDENTIAL'), boh_classify_column('site_settings', 'age', 'NEITHER');
UPDATE site_settings SET remark = 'by Bob', age = '2 days' WHERE key = 'b';
SELECT before, after, nullif(personal - 'client_address', '{}') AS personal FROM audit_logs WHERE entity = 'site_settings' ORDER BY id DESC LIMIT 1;
ALTER TABLE site_settings DROP COLUMN remark, DROP COLUMN age, DROP COLUMN numbers, DROP COLUMN ratio;
UPDATE site_settings SET value = '2';

-- the hash of a row is that of the content that doc/how-to/audit.md describes
SELECT count(*) AS wrong_hashes FROM audit_logs WHERE leaf_hash <> sha256('\x00' || convert_to(
	format('{"v":1,"id":"%s","at":"%s","xid":"%s","system_identifier":"%s","user_id":%s,"success":%s,"user_role":%s,"login_role":%s,"database_role":%s,"action":%s,"entity":%s,"entity_id":%s,"retention":%s,"client_hash":%s,"before":%s,"after":%s}',
		id, boh_iso_time(at), xid, system_identifier, coalesce(to_json(user_id)::text, 'null'), to_json(success), to_json(user_role), to_json(login_role), to_json(database_role),
		to_json(action), to_json(entity), coalesce(to_json(entity_id)::text, 'null'), to_json(retention),
		coalesce('"' || encode(client_hash, 'hex') || '"', 'null'), coalesce(before::text, 'null'), coalesce(after::text, 'null')), 'UTF8'));
SELECT count(*) > 20 AS personal_values, count(*) FILTER (WHERE hash <> encode(sha256(decode(salt, 'hex') || convert_to(value, 'UTF8')), 'hex')) AS wrong_hashes
FROM (SELECT p.value ->> 'salt' AS salt, (p.value -> 'value')::text AS value, CASE s.side WHEN 'before' THEN before ELSE after END -> p.key ->> 'sha256' AS hash
	FROM audit_logs, (VALUES ('before'), ('after')) s (side), jsonb_each(personal -> s.side) p
	UNION ALL SELECT personal -> 'client_address' ->> 'salt', to_json(host(client_address))::text, encode(client_hash, 'hex') FROM audit_logs WHERE client_address IS NOT NULL) v;
SELECT count(*) > 0 AS recorded FROM recorded();

--
-- It stays as it is
--

\set VERBOSITY default
DELETE FROM audit_logs;
\set VERBOSITY terse
SELECT statement, raises(statement) FROM (VALUES ('UPDATE audit_logs SET action = action'), ('UPDATE audit_logs_security SET success = false'),
	('DELETE FROM audit_logs_security WHERE true'), ('TRUNCATE audit_logs'), ('TRUNCATE audit_logs_security'),
	('INSERT INTO audit_logs SELECT * FROM audit_logs LIMIT 1'), ('INSERT INTO audit_seals SELECT 1, now(), now(), ''1'', ''1'', 1, gen_random_uuid(), gen_random_uuid(), 1, ''ACCESS'', '''', '''', '''''),
	('TRUNCATE audit_seals'),
	('MERGE INTO audit_logs a USING (VALUES (1)) v (one) ON true WHEN MATCHED THEN DELETE')) v (statement);
SELECT DISTINCT raises(format('%s %s', command, oid::regclass)) FROM pg_class, (VALUES ('TRUNCATE'), ('DELETE FROM')) v (command)
	WHERE relnamespace = 'test_audit'::regnamespace AND relname ~ '^audit_logs_security_\d{4}_\d\d$' AND (command = 'TRUNCATE' OR relname = 'audit_logs_security' || this_month());
SELECT role, raises(format('SET LOCAL ROLE %I; SELECT FROM audit_logs', role)) FROM (VALUES ('regress_boh_service'), ('regress_boh_office'), ('regress_boh_auditor')) v (role);
CREATE FUNCTION boh_hole() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM test_audit.audit_logs; RETURN NULL; END $$;
BEGIN;
CREATE TRIGGER hole AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION boh_hole();
SELECT raises('UPDATE users SET role = ''USER''');
ROLLBACK;

-- whoever finds the partition of the month missing makes it; others wait for it (audit-partition.spec)
BEGIN;
SET LOCAL client_min_messages = warning;
CALL on_partitions('DROP TABLE %s', 'administrative_\d{4}_\d\d');
UPDATE site_settings SET value = '3';
SELECT tableoid::regclass::text = 'audit_logs_administrative' || this_month() AS this_month, before, after FROM audit_logs ORDER BY id DESC LIMIT 1;
SELECT raises('DELETE FROM audit_logs'), raises('TRUNCATE audit_logs_administrative');
SELECT * FROM boh_verify(progress => false);
ROLLBACK;
BEGIN;
SET LOCAL client_min_messages = warning;
CALL on_partitions('ALTER TABLE audit_logs_administrative DETACH PARTITION %s', 'administrative' || this_month());
SELECT code, month_named(message) AS message, month_named(detail) AS detail, hint, month_named(place) AS place FROM raised('UPDATE site_settings SET value = ''4''');
SELECT ok, value, hint FROM boh_health() WHERE check_name = 'partitions';
ROLLBACK;
BEGIN;
CALL on_partitions('ALTER TABLE %s RENAME TO mine', 'security' || this_month());
SELECT code, month_named(message) AS message, month_named(detail) AS detail, hint, month_named(place) AS place FROM raised('SELECT boh_seal_audit()');
SELECT ok, value FROM boh_health() WHERE check_name = 'partitions';
ROLLBACK;

-- a trigger of the partitions that is switched off is found
BEGIN;
CALL on_partitions('ALTER TABLE %s DISABLE TRIGGER boh_audit_logs_keep, DISABLE ROW LEVEL SECURITY', 'security' || this_month());
SELECT problem, regexp_replace(entity, '\d{4}_\d\d', 'YYYY_MM') AS entity, expected, actual FROM boh_verify(progress => false);
ROLLBACK;

-- the trigger needs to be told of a table that it knows
CREATE TRIGGER wrong AFTER INSERT ON venues FOR EACH ROW EXECUTE FUNCTION boh_audit_row('venues');
SELECT raises('INSERT INTO venues (name, capacity) VALUES (''Hall'', 10)');
DROP TRIGGER wrong ON venues;
CREATE TRIGGER wrong AFTER INSERT ON venues FOR EACH ROW EXECUTE FUNCTION boh_audit_row();
SELECT raises('INSERT INTO venues (name, capacity) VALUES (''Hall'', 10)');
DROP TRIGGER wrong ON venues;

--
-- Reading
--

-- who may
SELECT role, raises(format('SET LOCAL ROLE %I; SELECT boh_audit()', role)) FROM (VALUES ('regress_boh_service'), ('regress_boh_shop'), ('regress_boh_office'),
	('regress_boh_auth'), ('regress_boh_auditor')) v (role);
UPDATE users SET role = 'ADMIN' WHERE email = 'cleo@example.org';
SELECT role, person, raises(format('SET LOCAL ROLE %I; SELECT boh_set_session_user(%L); SELECT boh_audit()', role, person)) FROM (VALUES ('regress_boh_office', '00000000-0000-0000-0000-0000000000a1'),
	('regress_boh_office', '00000000-0000-0000-0000-0000000000a3'), ('regress_boh_shop', '00000000-0000-0000-0000-0000000000a3')) v (role, person);

-- newest first, page by page; the history of one row as a list of differences
SET ROLE regress_boh_auditor;
WITH RECURSIVE pages AS (
	SELECT 1 AS number, boh_audit('{"entity": "users", "entity_id": "00000000-0000-0000-0000-0000000000a1", "success": true}', 3) AS page
	UNION ALL
	SELECT number + 1, boh_audit('{"entity": "users", "entity_id": "00000000-0000-0000-0000-0000000000a1", "success": true}', 3, page ->> 'next_cursor')
	FROM pages WHERE page ->> 'next_cursor' IS NOT NULL)
SELECT number, r ->> 'action' AS action, r -> 'changes' AS changes FROM pages, jsonb_array_elements(page -> 'rows') r;
SELECT jsonb_object_keys(boh_audit('{"action": "LOGIN"}', 1) -> 'rows' -> 0) AS key;
SELECT r ->> 'client_address' AS client FROM jsonb_array_elements(boh_audit('{"success": false}') -> 'rows') r;
-- every filter by itself, and what it leaves
SELECT filters, raises(format('SELECT boh_audit(%L)', filters)) AS raised, (SELECT count(*) FROM jsonb_array_elements(boh_audit(filters::jsonb, 100) -> 'rows')) > 0 AS some,
	(SELECT count(*) FROM jsonb_array_elements(boh_audit(filters::jsonb, 100) -> 'rows') r WHERE NOT r @> (filters::jsonb - 'from' - 'to')) AS others
FROM (VALUES ('{}'), ('{"user_id": "00000000-0000-0000-0000-0000000000a1"}'), ('{"entity": "events"}'), ('{"entity_id": "00000000-0000-0000-0000-0000000000e1"}'),
	('{"action": "PUBLISH"}'), ('{"retention": "COMPLIANCE"}'), ('{"database_role": "regress_boh_service"}'), ('{"success": false}'), ('{"from": "2001-01-01"}'),
	('{"to": "2001-01-01"}'), ('{"from": "2001-01-01", "to": "2999-01-01", "entity": "users", "user_id": "00000000-0000-0000-0000-0000000000a1"}'), ('{"action": null}'),
	('{"entity": "users", "entity_id": "00000000-0000-0000-0000-0000000000ff"}')) v (filters);
SELECT arguments, raises('SELECT boh_audit(' || arguments || ')') FROM (VALUES ('''{"who": 1}'''), ('''[]'''), ('''1'''), ('''{"success": "yes"}'''), ('''{"action": 1}'''),
	('''{"user_id": "x"}'''), ('''{"from": "x"}'''), ('NULL, 0'), ('NULL, 101'), ('NULL, NULL'), ('NULL, 1, ''x'''), ('NULL, 1, repeat(''0'', 48)'), ('NULL, 1, repeat(''0'', 50)'), ('NULL, 1, repeat(''g'', 50)'),
	('NULL, 1, overlay(boh_audit(NULL, 1) ->> ''next_cursor'' placing ''ff'' from 40)'),
	('''{"entity": "users"}'', 1, boh_audit(''{"entity": "events"}'', 1) ->> ''next_cursor''')) v (arguments);
RESET ROLE;
BEGIN READ ONLY;
SELECT raises('SELECT boh_audit()');
COMMIT;
-- reading is recorded as well
SELECT action, entity, retention, database_role, after FROM audit_logs WHERE entity = 'audit_logs' ORDER BY id DESC LIMIT 1;
-- a value that was erased shows as its hash
SET session_replication_role = replica;
UPDATE audit_logs SET personal = NULL WHERE entity = 'users';
RESET session_replication_role;
SELECT DISTINCT jsonb_object_keys(r -> 'changes' -> 'email' -> 'after') AS key FROM jsonb_array_elements(boh_audit('{"entity": "users", "action": "UPDATE"}') -> 'rows') r
	WHERE r -> 'changes' ? 'email';

-- a month is nobody's but the owner's, whatever new tables are given
CREATE SCHEMA test_given;
ALTER DEFAULT PRIVILEGES IN SCHEMA test_given GRANT SELECT ON TABLES TO regress_boh_shop, PUBLIC;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_given');
SELECT relname ~ '_\d{4}_\d\d$' AS month, count(*) > 0 AS tables, count(CASE WHEN has_table_privilege('regress_boh_shop', oid, 'SELECT') THEN 1 END) > 0 AS given
FROM pg_class WHERE relnamespace = 'test_given'::regnamespace AND relname ~ '^audit_logs' AND relkind = 'r' GROUP BY 1 ORDER BY 1;

RESET search_path;
RESET boh.schema;
SET client_min_messages = warning;
DROP SCHEMA test_given CASCADE;
DROP SCHEMA test_audit CASCADE;
DROP ROLE regress_boh_service, regress_boh_shop, regress_boh_office, regress_boh_auditor, regress_boh_auth;

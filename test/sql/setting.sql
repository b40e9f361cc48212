-- Settings of the site

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_setting');
SET search_path = test_setting, public;
SET boh.schema = 'test_setting';

--
-- Values by type
--

SELECT type, value, boh_validate_setting(type, value) AS valid FROM (VALUES
	('NUMBER', '0'), ('NUMBER', '-0'), ('NUMBER', '42'), ('NUMBER', '-1.50'), ('NUMBER', '1e3'), ('NUMBER', '1E+3'), ('NUMBER', '0.1e-3'),
	('NUMBER', ''), ('NUMBER', ' 1'), ('NUMBER', '1 '), ('NUMBER', '+1'), ('NUMBER', '01'), ('NUMBER', '1.'), ('NUMBER', '.5'), ('NUMBER', '1e'), ('NUMBER', '1e+'),
	('NUMBER', '-'), ('NUMBER', '0x1f'), ('NUMBER', '1_000'), ('NUMBER', 'NaN'), ('NUMBER', 'Infinity'), ('NUMBER', '-Infinity'), ('NUMBER', '1,5'), ('NUMBER', '١'),
	('NUMBER', '1e131071'), ('NUMBER', '1e131072'), ('NUMBER', '1e-16383'), ('NUMBER', '1e-16384'), ('NUMBER', '1e99999999999999999999'),
	('BOOLEAN', 'true'), ('BOOLEAN', 'false'), ('BOOLEAN', 'TRUE'), ('BOOLEAN', 't'), ('BOOLEAN', '1'), ('BOOLEAN', ''), ('BOOLEAN', 'truefalse'), ('BOOLEAN', ' true'),
	('JSON', '{}'), ('JSON', ' [1, "a", null, {"b": [true]}] '), ('JSON', '"text"'), ('JSON', '-1.5e3'), ('JSON', 'null'), ('JSON', '"1e999999"'), ('JSON', '"\"1e999999"'),
	('JSON', ''), ('JSON', '{'), ('JSON', '{"a": 1,}'), ('JSON', '{a: 1}'), ('JSON', 'nothing'), ('JSON', '1 2'), ('JSON', '[NaN]'), ('JSON', '"\u0000"'), ('JSON', '"\ud800"'),
	('JSON', '[1e131071, 2]'), ('JSON', '[1e131072, 2]'), ('JSON', '{"a\\": 1, "b": -1e999999}'),
	('IMAGE', '/uploads/logo.png'), ('IMAGE', 'https://example.com/logo.png'), ('IMAGE', 'javascript:alert(1)'), ('IMAGE', 'logo.png'), ('IMAGE', '//example.com/x.png'), ('IMAGE', ''),
	('TEXT', ''), ('TEXT', 'Anything, "really"'),
	('TEXT', NULL), ('NUMBER', NULL), ('BOOLEAN', NULL), ('JSON', NULL), ('IMAGE', NULL)) v (type, value);
-- what is valid can be converted, at the limits, too
SELECT length((repeat('9', 131072)::jsonb)::text) AS most_before, boh_validate_setting('NUMBER', repeat('9', 131072)) AS valid, boh_validate_setting('NUMBER', repeat('9', 131073)) AS more;
SELECT length((('0.' || repeat('9', 16383))::jsonb)::text) AS most_after, boh_validate_setting('NUMBER', '0.' || repeat('9', 16383)) AS valid, boh_validate_setting('NUMBER', '0.' || repeat('9', 16384)) AS more;
SELECT raises('SELECT boh_validate_setting(''COLOUR'', ''red'')') AS unknown, raises('SELECT boh_validate_setting(''text'', ''red'')') AS lower_case,
	raises('SELECT boh_validate_setting(NULL, ''red'')') AS none;
-- what is nested too deeply is a bad value like any other
SELECT boh_validate_setting('JSON', repeat('[', 1000) || repeat(']', 1000)) AS deepest, boh_validate_setting('JSON', repeat('[', 1001) || repeat(']', 1001)) AS deeper,
	boh_validate_setting('JSON', repeat('{"a":', 1000) || '1' || repeat('}', 1000)) AS deepest_object, boh_validate_setting('JSON', repeat('{"a":', 1001) || '1' || repeat('}', 1001)) AS deeper_object,
	boh_validate_setting('JSON', repeat('[', 1000000)) AS open, boh_validate_setting('JSON', repeat(']', 3000) || repeat('[', 1000000)) AS closed_first,
	boh_validate_setting('JSON', '"' || repeat('[\"', 100000) || '"') AS text, boh_validate_setting('JSON', '[' || repeat('[],', 100000) || '[]]') AS wide;

--
-- Rows
--

INSERT INTO site_settings (key, value, type, setting_group, is_public) VALUES
	('site.name', 'Culture House', 'TEXT', 'GENERAL', true), ('site.motto', NULL, 'TEXT', 'GENERAL', true), ('site.seats', '1.50', 'NUMBER', 'GENERAL', true),
	('site.open', 'true', 'BOOLEAN', 'GENERAL', true), ('site.closed', 'false', 'BOOLEAN', 'GENERAL', true),
	('contact.hours', '{"mon": [9, 17], "note": "ring"}', 'JSON', 'CONTACT', true), ('contact.first', ' "one" ', 'JSON', 'CONTACT', true), ('contact.none', 'null', 'JSON', 'CONTACT', true),
	('contact.list', '[1, [2]]', 'JSON', 'CONTACT', true), ('look.logo', '/logo.png', 'IMAGE', 'APPEARANCE', true), ('mail.password', 'geheim', 'TEXT', 'GENERAL', false);
INSERT INTO site_settings (key) VALUES ('bare') RETURNING type, setting_group, is_public, value, description, boh_uuid7_time(id) IS NOT NULL AS version_7;

SELECT key, raises(format('INSERT INTO site_settings (key, value) VALUES (%L, ''x'')', key)) FROM (VALUES (1, 'site.name'), (2, ''), (3, '1st'), (4, 'a b'), (5, 'né'), (6, repeat('k', 100)), (7, repeat('k', 101)), (8, NULL)) v (n, key) ORDER BY n;
DELETE FROM site_settings WHERE key = repeat('k', 100);
SELECT raises('INSERT INTO site_settings (key, value, type) VALUES (''n'', ''ten'', ''NUMBER'')') AS number,
	raises('UPDATE site_settings SET value = ''yes'' WHERE key = ''site.open''') AS boolean,
	raises('UPDATE site_settings SET type = ''JSON'' WHERE key = ''site.name''') AS type_alone;
SELECT raises(format('UPDATE site_settings SET value = %L WHERE key = ''look.logo''', repeat('é', 100))) AS long;
SELECT raises(format('UPDATE site_settings SET value = %L WHERE key = ''contact.list''', repeat('[', 1000000))) AS deep;
UPDATE site_settings SET value = repeat('[', 1000) || repeat(']', 1000) WHERE key = 'contact.list';
SELECT length(boh_settings('CONTACT') ->> 'contact.list') AS deepest;
UPDATE site_settings SET value = '[1, [2]]' WHERE key = 'contact.list';
UPDATE site_settings SET type = 'TEXT', value = 'yes' WHERE key = 'site.open';
UPDATE site_settings SET type = 'BOOLEAN', value = 'true', updated_at = '2001-01-01' WHERE key = 'site.open' RETURNING updated_at >= created_at AS kept;

--
-- Reading
--

SELECT key, boh_setting(key) FROM (VALUES ('site.name'), ('site.motto'), ('site.seats'), ('contact.first'), ('nothing'), (''), (NULL), (repeat('k', 100000))) v (key) WHERE key IS NULL OR length(key) < 100 OR boh_setting(key) IS NOT NULL;
SELECT jsonb_pretty(boh_settings());
SELECT boh_settings('CONTACT') AS contact, boh_settings('SEO') AS none, boh_settings('GENERAL', false) ? 'mail.password' AS private, boh_settings(NULL, false) ? 'bare' AS everything;
SELECT raises('SELECT boh_settings(''NOWHERE'')') AS unknown, raises('SELECT boh_settings(repeat(''x'', 100))') AS long, raises('SELECT boh_settings(NULL, NULL)') AS public_only;
-- a key that is stored compressed
CREATE TABLE keys AS SELECT repeat('k', 10000) || n AS key FROM generate_series(1, 2) n;
SELECT count(boh_setting(key)) FROM keys;

-- a group of one's own
ALTER TYPE setting_group ADD VALUE 'EVENTS';
INSERT INTO site_settings (key, value, setting_group, is_public) VALUES ('events.title', 'What is on', 'EVENTS', true);
SELECT boh_settings('EVENTS');

-- what came past the trigger is not passed on as something else
SET session_replication_role = replica;
UPDATE site_settings SET value = 'perhaps' WHERE key = 'site.open';
RESET session_replication_role;
SELECT boh_setting('site.open') AS as_it_is, raises('SELECT boh_settings()') AS typed;
UPDATE site_settings SET value = 'true' WHERE key = 'site.open';

--
-- Changes are seen at once, whoever makes them and however
--

CREATE FUNCTION now_is() RETURNS text LANGUAGE sql AS 'SELECT boh_setting(''site.name'')';
BEGIN;
UPDATE site_settings SET value = 'one' WHERE key = 'site.name';
SELECT now_is();
SAVEPOINT a;
UPDATE site_settings SET value = 'two' WHERE key = 'site.name';
SELECT now_is();
SAVEPOINT b;
DELETE FROM site_settings WHERE key = 'site.name';
SELECT now_is();
RELEASE b;
SELECT now_is();
ROLLBACK TO a;
SELECT now_is();
SAVEPOINT c;
TRUNCATE site_settings;
SELECT now_is(), boh_settings();
ROLLBACK TO c;
SELECT now_is();
ROLLBACK;
SELECT now_is();

BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT now_is();
UPDATE site_settings SET value = 'repeatable' WHERE key = 'site.name';
SELECT now_is();
ROLLBACK;
SELECT now_is();

-- an error undoes what it undoes
DO $$
BEGIN
	BEGIN
		UPDATE site_settings SET value = 'failed' WHERE key = 'site.name';
		RAISE NOTICE '%', boh_setting('site.name');
		RAISE EXCEPTION 'no';
	EXCEPTION WHEN OTHERS THEN
		RAISE NOTICE '%', boh_setting('site.name');
	END;
	UPDATE site_settings SET value = 'kept' WHERE key = 'site.name';
	RAISE NOTICE '%', boh_setting('site.name');
END $$;
SELECT now_is();

-- a statement does not see what it does itself, but its triggers do
WITH changed AS (UPDATE site_settings SET value = 'mine' WHERE key = 'site.name' RETURNING key) SELECT boh_setting(key) FROM changed;
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% %', NEW.key, boh_setting('site.name'); RETURN NULL; END $$;
CREATE TRIGGER tell AFTER UPDATE ON site_settings FOR EACH ROW EXECUTE FUNCTION tell();
UPDATE site_settings SET value = 'told' WHERE key IN ('site.name', 'site.motto');
DROP TRIGGER tell ON site_settings;

COPY site_settings (key, value) FROM STDIN;
copied	by COPY
\.
SELECT boh_setting('copied');
INSERT INTO site_settings (key, value) VALUES ('copied', 'again') ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;
SELECT boh_setting('copied');
UPDATE site_settings SET key = 'moved' WHERE key = 'copied';
SELECT boh_setting('copied') AS old_key, boh_setting('moved') AS new_key;
SET session_replication_role = replica;
UPDATE site_settings SET value = 'applied' WHERE key = 'moved';
SELECT boh_setting('moved');
DELETE FROM site_settings WHERE key = 'moved';
RESET session_replication_role;
SELECT boh_setting('moved');
MERGE INTO site_settings s USING (VALUES ('merged', 'yes')) v (key, value) ON s.key = v.key WHEN NOT MATCHED THEN INSERT (key, value) VALUES (v.key, v.value);
SELECT boh_setting('merged');
ALTER TABLE site_settings RENAME TO put_away;
SELECT raises('SELECT boh_setting(''merged'')') AS gone;
CREATE VIEW site_settings AS SELECT * FROM put_away;
SELECT raises('SELECT boh_setting(''merged'')') AS view, raises('SELECT boh_settings()') AS all;
DROP VIEW site_settings;
ALTER TABLE put_away RENAME TO site_settings;
SELECT boh_setting('merged');

-- made, filled and emptied in one transaction, a table keeps its file
BEGIN;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_setting_new');
SET LOCAL boh.schema = 'test_setting_new';
INSERT INTO test_setting_new.site_settings (key, value) VALUES ('site.name', 'New');
SELECT boh_setting('site.name');
TRUNCATE test_setting_new.site_settings;
SELECT boh_setting('site.name');
ROLLBACK;
SELECT boh_setting('site.name');

--
-- Several schemas
--

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_setting_other');
INSERT INTO test_setting_other.site_settings (key, value, is_public) VALUES ('site.name', 'Other house', true);
SELECT boh_setting('site.name');
SET boh.schema = 'test_setting_other';
SELECT boh_setting('site.name'), boh_settings();
UPDATE site_settings SET value = 'Culture House' WHERE key = 'site.name';
SELECT boh_setting('site.name');
ALTER SCHEMA test_setting_other RENAME TO test_setting_renamed;
SELECT raises('SELECT boh_setting(''site.name'')') AS old_name;
SET boh.schema = 'test_setting_renamed';
SELECT boh_setting('site.name');
SET boh.schema = 'test_setting';
SELECT boh_setting('site.name');
SET client_min_messages = warning;
DROP SCHEMA test_setting_renamed CASCADE;
RESET client_min_messages;
SELECT boh_setting('site.name');
-- what is kept of a table that is gone is forgotten when another is loaded
UPDATE site_settings SET value = 'House' WHERE key = 'site.name';
SELECT boh_setting('site.name');
SELECT count(*) AS tables FROM pg_backend_memory_contexts WHERE name = 'boh settings of a table';

--
-- Rights
--

CREATE ROLE regress_boh_setting;
CREATE ROLE regress_boh_setting_group;
SELECT boh_setting('site.name');
SET ROLE regress_boh_setting;
SELECT raises('SELECT boh_setting(''site.name'')') AS no_schema;
RESET ROLE;
GRANT USAGE ON SCHEMA test_setting TO regress_boh_setting;
SET ROLE regress_boh_setting;
SELECT boh_setting('site.name') AS public, boh_setting('mail.password') AS private, raises('SELECT boh_settings(public_only => false)') AS all;
RESET ROLE;
GRANT SELECT (key, value) ON site_settings TO regress_boh_setting;
CALL see_all('test_setting', 'regress_boh_setting');
SET ROLE regress_boh_setting;
SELECT boh_setting('mail.password') AS private, raises('SELECT boh_settings(public_only => false)') AS all;
RESET ROLE;
REVOKE SELECT (value) ON site_settings FROM regress_boh_setting;
SET ROLE regress_boh_setting;
SELECT boh_setting('mail.password') AS private;
RESET ROLE;
GRANT SELECT ON site_settings TO regress_boh_setting_group;
GRANT regress_boh_setting_group TO regress_boh_setting;
SET ROLE regress_boh_setting;
SELECT boh_setting('mail.password') AS private, boh_settings('EVENTS');
RESET ROLE;
SELECT boh_setting('site.name');
REVOKE regress_boh_setting_group FROM regress_boh_setting;
SET ROLE regress_boh_setting;
SELECT boh_setting('mail.password') AS left_the_group;
RESET ROLE;

-- undone with the transaction that granted it
BEGIN;
GRANT SELECT ON site_settings TO regress_boh_setting;
SET LOCAL ROLE regress_boh_setting;
SELECT boh_setting('mail.password') AS granted;
ROLLBACK;
SET ROLE regress_boh_setting;
SELECT boh_setting('mail.password') AS undone;
RESET ROLE;

-- row-level security decides what there is
GRANT SELECT ON site_settings TO regress_boh_setting;
ALTER POLICY see_all_regress_boh_setting ON site_settings USING (is_public);
SELECT boh_setting('mail.password') AS owner;
SET ROLE regress_boh_setting;
SELECT boh_setting('site.name') AS public, boh_setting('mail.password') AS private, boh_setting('site.motto') AS empty;
SELECT boh_settings('EVENTS', false), boh_settings(NULL, false) ? 'mail.password' AS private, boh_settings() = boh_settings(NULL, false) AS same;
SET row_security = off;
SELECT raises('SELECT boh_setting(''mail.password'')') AS one, raises('SELECT boh_settings(public_only => false)') AS all, boh_setting('site.name') AS public;
RESET row_security;
RESET ROLE;
SELECT boh_setting('mail.password') AS owner;
ALTER POLICY see_all_regress_boh_setting ON site_settings USING (true);
SET ROLE regress_boh_setting;
SELECT boh_setting('mail.password') AS without;
SET row_security = off;
SELECT raises('SELECT boh_setting(''mail.password'')') AS without;
RESET row_security;
-- who may change a type but not read a value is not shown it
RESET ROLE;
REVOKE SELECT ON site_settings FROM regress_boh_setting;
GRANT SELECT (key), UPDATE (type) ON site_settings TO regress_boh_setting;
SET ROLE regress_boh_setting;
SELECT message, detail FROM raised('UPDATE site_settings SET type = ''NUMBER'' WHERE key = ''mail.password''');
RESET ROLE;

--
-- Large ones
--

SELECT boh_setting('site.name');
INSERT INTO site_settings (key, value) SELECT 'large.' || n, repeat(md5(n::text), 30000) FROM generate_series(1, 5) n;
SELECT boh_setting('site.name'), length(boh_setting('large.3')), boh_setting('large.6') AS none, (SELECT count(*) FROM jsonb_object_keys(boh_settings(NULL, false))) = (SELECT count(*) FROM site_settings) AS all;
SELECT sum(total_bytes) < 100000 AS not_kept FROM pg_backend_memory_contexts WHERE name LIKE 'boh settings%';
UPDATE site_settings SET value = 'Still House' WHERE key = 'site.name';
SELECT boh_setting('site.name');
BEGIN;
UPDATE site_settings SET value = 'Nobody''s House' WHERE key = 'site.name';
SELECT boh_setting('site.name');
ROLLBACK;
SELECT boh_setting('site.name');
DELETE FROM site_settings WHERE key = 'large.1';
SELECT boh_setting('site.name'), length(boh_setting('large.3')), boh_setting('large.1') AS deleted;
SELECT sum(total_bytes) BETWEEN 3000000 AND 10000000 AS kept FROM pg_backend_memory_contexts WHERE name LIKE 'boh settings%';
DELETE FROM site_settings WHERE key LIKE 'large.%';
INSERT INTO site_settings (key, value) SELECT 'many.' || n, n FROM generate_series(1, 50000) n;
SELECT boh_setting('site.name'), boh_setting('many.49999'), boh_setting('many.0') AS none;
BEGIN;
SELECT pg_stat_get_xact_numscans('uq_site_settings_key'::regclass) AS by_index, pg_stat_get_xact_numscans('site_settings'::regclass) AS of_all_rows \gset
SELECT boh_setting('many.49999');
SELECT pg_stat_get_xact_numscans('uq_site_settings_key'::regclass) - :by_index AS by_index, pg_stat_get_xact_numscans('site_settings'::regclass) - :of_all_rows AS of_all_rows;
ALTER TABLE site_settings DROP CONSTRAINT uq_site_settings_key;
CREATE UNIQUE INDEX uq_site_settings_key ON site_settings (key) WHERE key < 'many';
SELECT boh_setting('many.49999') AS without_index;
ALTER TABLE site_settings RENAME key TO name;
ALTER TABLE site_settings ADD key integer;
SELECT raises('SELECT boh_setting(''many.49999'')') AS another_column;
ROLLBACK;
SELECT sum(total_bytes) < 100000 AS not_kept FROM pg_backend_memory_contexts WHERE name LIKE 'boh settings%';

SET client_min_messages = warning;
DROP OWNED BY regress_boh_setting, regress_boh_setting_group;
DROP ROLE regress_boh_setting, regress_boh_setting_group;
DROP SCHEMA test_setting CASCADE;

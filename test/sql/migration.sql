-- boh_migrate(): steps, order, checks, rights and names

\getenv abs_srcdir PG_ABS_SRCDIR
\set catalog :abs_srcdir '/support/catalog.sql'
\set ECHO none
\i :catalog
\set ECHO all

-- what a statement raises, without what differs from one server to another
CREATE FUNCTION pg_temp.raised(statement text,
	OUT code text, OUT message text, OUT detail jsonb, OUT hint text, OUT "table" text, OUT context text)
LANGUAGE plpgsql AS $$
DECLARE
	text_detail text;
	schema_name text;
BEGIN
	EXECUTE statement;
	message := 'nothing is raised';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
		text_detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
		schema_name = SCHEMA_NAME, "table" = TABLE_NAME, context = PG_EXCEPTION_CONTEXT;
	message := replace(replace(message, current_database(), 'DATABASE'), boh_version(), 'VERSION');
	detail := replace(nullif(text_detail, ''), boh_version(), 'VERSION');
	"table" := nullif(concat_ws('.', nullif(schema_name, ''), nullif("table", '')), '');
	context := substring(context FROM 'migration [^\n]*');
END
$$;

CREATE VIEW pg_temp.relations AS
	SELECT nspname AS schema, relname AS name, relkind AS kind, rolname AS owner
	FROM pg_class
	JOIN pg_namespace ON pg_namespace.oid = relnamespace
	JOIN pg_roles ON pg_roles.oid = relowner
	WHERE nspname LIKE 'migration%' AND relkind NOT IN ('i', 'I', 'c') AND NOT relispartition;

\pset null '(null)'
SET client_min_messages = warning;

--
-- Up
--

SELECT version, name, direction, abs(extract(epoch FROM clock_timestamp() - applied_at)) < 600 AS now,
	applied_at = date_trunc('milliseconds', applied_at) AS milliseconds
FROM boh_migrate('migration_one');
SELECT version, name, direction FROM boh_migrate(schema_name => 'migration_two');
SELECT name, owner = current_user AS ours FROM pg_temp.relations WHERE schema = 'migration_one' ORDER BY 1;

-- each step is recorded, with the checksum of its script
SELECT m.version, m.name, m.applied_by = current_user AS by_us,
	m.checksum = encode(sha256(convert_to(s.up, 'UTF8')), 'hex') AS checksum,
	abs(extract(epoch FROM clock_timestamp() - m.applied_at)) < 600 AS now
FROM migration_one.schema_migrations m JOIN boh_migration_scripts() s USING (version)
ORDER BY 1;

-- run again it takes no steps
SELECT * FROM boh_migrate('migration_one');
SELECT * FROM boh_migrate('migration_one', (SELECT max(version) FROM boh_migration_scripts()));

-- two schemas are alike and independent
CREATE TEMP TABLE catalog_one AS SELECT pg_temp.schema_catalog('migration_one') AS line;
CREATE TEMP TABLE catalog_two AS SELECT pg_temp.schema_catalog('migration_two') AS line;
SELECT count(*) > 150 AS all_there, count(*) = count(DISTINCT line) AS distinct FROM catalog_one;
SELECT * FROM catalog_one EXCEPT SELECT * FROM catalog_two;
SELECT * FROM catalog_two EXCEPT SELECT * FROM catalog_one;
INSERT INTO migration_one.tags (name) VALUES ('Jazz');
SELECT (SELECT count(*) FROM migration_one.tags) AS one, (SELECT count(*) FROM migration_two.tags) AS two;

-- every function of the extension that a table uses is the extension's own
SELECT count(*) > 10 AS triggers, bool_and(EXISTS (
	SELECT FROM pg_depend d
	WHERE d.classid = 'pg_proc'::regclass AND d.objid = t.tgfoid AND d.deptype = 'e')) AS ours
FROM pg_trigger t
WHERE t.tgrelid::regclass::text LIKE 'migration_one.%' AND NOT t.tgisinternal;

--
-- Down and up again
--

SELECT version, name, direction FROM boh_migrate('migration_two', 0);
SELECT name FROM pg_temp.relations WHERE schema = 'migration_two';
SELECT line FROM pg_temp.schema_catalog('migration_two') line
	WHERE line !~ '^(relation|column|constraint|index) (pk_|chk_)?schema_migrations';
SELECT count(*) FROM migration_two.schema_migrations;
SELECT * FROM boh_migrate('migration_two', 0);
SELECT version, name, direction FROM boh_migrate('migration_two');
SELECT * FROM pg_temp.schema_catalog('migration_two') EXCEPT SELECT * FROM catalog_two;
SELECT * FROM catalog_two EXCEPT SELECT * FROM pg_temp.schema_catalog('migration_two');

-- all in the caller's transaction, under every isolation level
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT version, direction FROM boh_migrate('migration_two', 0);
SELECT version, direction FROM boh_migrate('migration_two');
SELECT version, direction FROM boh_migrate('migration_three');
ROLLBACK;
SELECT * FROM pg_temp.schema_catalog('migration_two') EXCEPT SELECT * FROM catalog_two;
SELECT to_regnamespace('migration_three');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT version, direction FROM boh_migrate('migration_two', 0);
SELECT version, direction FROM boh_migrate('migration_two');
COMMIT;
SELECT * FROM pg_temp.schema_catalog('migration_two') EXCEPT SELECT * FROM catalog_two;

-- version 0 of a schema that is not there takes no step and makes nothing
SELECT * FROM boh_migrate('migration_three', 0);
SELECT to_regnamespace('migration_three');

-- the schema is the setting's
SET boh.schema = 'migration_two';
SELECT version, direction FROM boh_migrate(to_version => 0);
SELECT version, direction FROM boh_migrate(NULL, NULL);
SET boh.schema = '';
SELECT * FROM boh_migrate();
RESET boh.schema;

--
-- What the functions say about a schema that does not fit
--

-- known to this session and then taken away, and given back
SET boh.schema = 'migration_two';
SELECT boh_expire_bookings(1);
SELECT version, direction FROM boh_migrate(to_version => 0);
SELECT * FROM pg_temp.raised('SELECT boh_expire_bookings(1)');
SELECT version, direction FROM boh_migrate();
SELECT boh_expire_bookings(1);
BEGIN;
SELECT version, direction FROM boh_migrate(to_version => 0);
SELECT code FROM pg_temp.raised('SELECT boh_expire_bookings(1)');
ROLLBACK;
SELECT boh_expire_bookings(1);
SET boh.schema = 'migration_three';
SELECT * FROM pg_temp.raised('SELECT boh_expire_bookings(1)');
CREATE SCHEMA migration_three;
SELECT * FROM pg_temp.raised('SELECT boh_expire_bookings(1)');

-- older and newer than the extension
SELECT version, direction FROM boh_migrate();
ALTER TABLE migration_three.schema_migrations DROP CONSTRAINT chk_schema_migrations_version;
BEGIN;
UPDATE migration_three.schema_migrations SET version = version - 100;
SELECT * FROM pg_temp.raised('SELECT boh_expire_bookings(1)');
ROLLBACK;
BEGIN;
UPDATE migration_three.schema_migrations SET version = version + 100;
SELECT * FROM pg_temp.raised('SELECT boh_expire_bookings(1)');
ROLLBACK;
SELECT boh_expire_bookings(1);
RESET boh.schema;
DROP SCHEMA migration_three CASCADE;

-- the library and the extension's objects
BEGIN;
UPDATE pg_extension SET extversion = '0.0.1' WHERE extname = 'boh';
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_two'')');
ROLLBACK;

--
-- What boh_migrate() refuses
--

-- an applied migration that differs
BEGIN;
UPDATE migration_two.schema_migrations SET checksum = repeat('0', 64) WHERE version = 1;
SELECT code, message, detail - 'script_checksum' AS detail, hint, "table"
	FROM pg_temp.raised('SELECT boh_migrate(''migration_two'')');
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 0)');
ROLLBACK;
BEGIN;
UPDATE migration_two.schema_migrations SET name = 'other' WHERE version = 1;
SELECT code, message, detail - '{applied_checksum,script_checksum}'::text[] AS detail
	FROM pg_temp.raised('SELECT boh_migrate(''migration_two'')');
ROLLBACK;

-- a schema newer than the extension; that is said before anything else
BEGIN;
INSERT INTO migration_two.schema_migrations VALUES (100, 'later', repeat('0', 64), now(), 'nobody');
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_two'')');
SELECT code FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 0)');
SELECT code FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 1000)');
ROLLBACK;

-- versions there are none of
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', -1)');
SELECT code FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 1000)');
SELECT code FROM pg_temp.raised('SELECT boh_migrate(''migration_three'', 1000)');
SELECT to_regnamespace('migration_three');

-- another tool's table
CREATE SCHEMA migration_three;
CREATE TABLE migration_three.schema_migrations (version text PRIMARY KEY);
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_three'')');
DROP TABLE migration_three.schema_migrations;
CREATE VIEW migration_three.schema_migrations AS
	SELECT version, name, checksum, applied_at, applied_by FROM migration_one.schema_migrations;
SELECT code FROM pg_temp.raised('SELECT boh_migrate(''migration_three'')');
DROP VIEW migration_three.schema_migrations;

-- functions that would be called in place of the extension's
CREATE FUNCTION migration_three.boh_uuid7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_three'')');
DROP SCHEMA migration_three CASCADE;
CREATE SCHEMA migration_three;
CREATE FUNCTION migration_three.boh_migration_scripts(OUT version integer, OUT name text, OUT up text, OUT down text)
	RETURNS SETOF record LANGUAGE plpgsql AS $$ BEGIN RAISE 'scripts of another schema'; END $$;
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate(''migration_three'')');
DROP SCHEMA migration_three CASCADE;

--
-- A step down does not lose rows
--

INSERT INTO migration_two.tags (name) VALUES ('Jazz');
-- one error names all that would be lost, by step and table
BEGIN;
INSERT INTO migration_two.users (email) VALUES ('ada@example.org');
SELECT code, message, detail FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 0)');
SELECT code, message, detail FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 5)');
ROLLBACK;
SET session_replication_role = replica;
INSERT INTO migration_two.users (email) VALUES ('ada@example.org'), ('grace@example.org');
RESET session_replication_role;
CREATE TABLE migration_two.notes AS SELECT generate_series(1, 3) AS note;
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 0)');
SELECT (SELECT count(*) FROM migration_two.tags) AS tags, (SELECT count(*) FROM migration_two.users) AS users,
	(SELECT count(*) FROM migration_two.schema_migrations) AS migrations;

-- rows that a policy hides are rows
ALTER TABLE migration_two.tags ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SET session_replication_role = replica;
DELETE FROM migration_two.users;
RESET session_replication_role;
CREATE ROLE regress_boh_owner;
GRANT ALL ON SCHEMA migration_two TO regress_boh_owner;
SELECT format('ALTER TABLE migration_two.%I OWNER TO regress_boh_owner', name)
	FROM pg_temp.relations WHERE schema = 'migration_two' ORDER BY name \gexec
SELECT format('ALTER TYPE %s OWNER TO regress_boh_owner', oid::regtype)
	FROM pg_type WHERE typnamespace = 'migration_two'::regnamespace AND typtype = 'e' ORDER BY typname \gexec
SET ROLE regress_boh_owner;
SELECT count(*) FROM migration_two.tags;
SELECT version FROM boh_migrate('migration_two', 0);
RESET ROLE;

-- tables that stay are no loss, and data loss can be allowed
SET boh.allow_data_loss = on;
SELECT version, name, direction FROM boh_migrate('migration_two', 0);
RESET boh.allow_data_loss;
SELECT name FROM pg_temp.relations WHERE schema = 'migration_two' ORDER BY 1;
SELECT version, name, direction FROM boh_migrate('migration_two');
SELECT version, name, direction FROM boh_migrate('migration_two', 0);
SELECT count(*) FROM migration_two.notes;
DROP SCHEMA migration_two CASCADE;

--
-- Several versions: scripts of our own in place of the extension's
--

BEGIN;
CREATE OR REPLACE FUNCTION boh_migration_scripts()
RETURNS TABLE (version integer, name text, up text, down text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $scripts$
VALUES
(1, 'one', $$
-- a comment; with a semicolon
CREATE TABLE alpha (id integer, word text DEFAULT 'it''s; fine');
CREATE TABLE omega (id integer);
$$, 'DROP TABLE omega; DROP TABLE alpha'),
(2, 'two', 'CREATE TABLE beta (id integer); INSERT INTO beta SELECT id FROM alpha', 'DROP TABLE beta;'),
(3, 'three', $$
CREATE TABLE gamma (id integer);
INSERT INTO gamma SELECT 1 / (SELECT count(*) FROM alpha);
$$, 'DROP TABLE gamma')
$scripts$;

-- one step that fails undoes them all, and is named
SELECT code, message, context FROM pg_temp.raised('SELECT boh_migrate(''migration_two'')');
SELECT to_regnamespace('migration_two');
SAVEPOINT before;
SELECT * FROM boh_migrate('migration_two');
ROLLBACK TO before;

-- up in order, down in reverse order
SELECT version, name, direction FROM boh_migrate('migration_two', 2);
SELECT name FROM pg_temp.relations WHERE schema = 'migration_two' ORDER BY 1;
INSERT INTO migration_two.alpha VALUES (7), (8);
SELECT version, name, direction FROM boh_migrate('migration_two');
SELECT * FROM migration_two.gamma;

-- each step down counts its own losses
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 0)');
SELECT code, message, detail, context FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 2)');
DELETE FROM migration_two.gamma;
SELECT code, message, detail, context FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 0)');
SELECT version, name, direction FROM boh_migrate('migration_two', 2);
SELECT version, name FROM migration_two.schema_migrations ORDER BY 1;

-- a gap
SAVEPOINT before;
DELETE FROM migration_two.schema_migrations WHERE version = 1;
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_two'')');
SELECT code FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 0)');
ROLLBACK TO before;

-- a name that is missing in the schema is found in no other
CREATE TABLE beta (id integer);
DROP TABLE migration_two.beta;
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_two'', 1)');
SELECT count(*) FROM beta;
ROLLBACK TO before;

-- all the way
SET LOCAL boh.allow_data_loss = on;
SELECT version, name, direction FROM boh_migrate('migration_two', 0);

-- a script may use the extension's triggers, though its schema is half made;
-- its search_path ends with it, its strings are standard ones, and an error's
-- position is the script's
CREATE OR REPLACE FUNCTION boh_migration_scripts()
RETURNS TABLE (version integer, name text, up text, down text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $scripts$
VALUES
(1, 'settings', $$
CREATE TABLE tags (LIKE migration_one.tags INCLUDING ALL);
CREATE TRIGGER boh_tags_check BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION boh_tags_check();
INSERT INTO tags (name) VALUES ('Free Jazz');
SET LOCAL search_path = nowhere;
$$, 'DROP TABLE tags'),
(2, 'strings', $$
CREATE TABLE delta (id integer, word text DEFAULT '\');
$$, 'DROP TABLE delta'),
(3, 'broken', E'CREATE TABLE epsilon (id integer);\nCREATE TABEL epsilon (id integer);', 'SELECT 1')
$scripts$;
-- PostgreSQL before 19 can read strings otherwise
DO $$ BEGIN SET LOCAL standard_conforming_strings = off; EXCEPTION WHEN OTHERS THEN NULL; END $$;
SELECT current_setting('standard_conforming_strings') AS strings \gset
SELECT version, name, direction FROM boh_migrate('migration_two', 2);
SELECT name, slug FROM migration_two.tags;
INSERT INTO migration_two.delta VALUES (1) RETURNING word;
SELECT current_schema() <> 'migration_two' AS path;
SELECT current_setting('standard_conforming_strings') = :'strings' AS as_it_was;
SELECT version, name, direction FROM boh_migrate('migration_two');
ROLLBACK;

--
-- Names of schemas
--

CREATE TEMP TABLE names (number integer, name text);
INSERT INTO names VALUES
	(1, 'Migration Upper'), (2, 'migration"quoted"'), (3, 'migration, "comma"'), (4, 'migration.point'),
	(5, 'migration''; DROP TABLE names --'), (6, 'select'), (7, E'migration\\n%s'), (8, rpad('migration', 63, '_'));
SELECT n.number, m.version, m.direction FROM names n, boh_migrate(n.name) m ORDER BY 1, 2;
SELECT * FROM names n, boh_migrate(n.name) m;
SELECT n.number, count(*) FROM names n, pg_temp.schema_catalog(n.name) GROUP BY 1
	HAVING count(*) <> (SELECT count(*) FROM catalog_one) ORDER BY 1;
SELECT n.number, m.version, m.direction FROM names n, boh_migrate(n.name, 0) m ORDER BY 1, 2;
SELECT format('DROP SCHEMA %I CASCADE', name) FROM names \gexec

SELECT n.name, r.code, r.message, r.detail FROM
	(VALUES (1, ''), (2, 'pg_anything'), (3, 'pg_catalog'), (4, '$user'), (5, rpad('migration', 64, '_')), (6, 'information_schema')) n (number, name),
	pg_temp.raised(format('SELECT boh_migrate(%L)', n.name)) r
ORDER BY n.number;
SET boh.schema = 'pg_anything';
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate()');
RESET boh.schema;

--
-- Roles
--

CREATE ROLE regress_boh_tenant;
CREATE ROLE regress_boh_member;
GRANT regress_boh_tenant TO regress_boh_member;
CREATE ROLE regress_boh_other;

-- without the right to make a schema
SET ROLE regress_boh_tenant;
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate(''migration_tenant'')');
RESET ROLE;

-- in one's own schema
CREATE SCHEMA migration_tenant AUTHORIZATION regress_boh_tenant;
SET ROLE regress_boh_tenant;
SELECT version, direction FROM boh_migrate('migration_tenant');
RESET ROLE;
SELECT DISTINCT owner FROM pg_temp.relations WHERE schema = 'migration_tenant';

-- nobody else's, whatever rights on the schema they have
SET ROLE regress_boh_other;
SELECT * FROM pg_temp.raised('SELECT boh_migrate(''migration_tenant'', 0)');
SELECT code FROM pg_temp.raised('SELECT boh_migrate(''migration_tenant'')');
RESET ROLE;
GRANT ALL ON SCHEMA migration_tenant TO regress_boh_other;
GRANT ALL ON ALL TABLES IN SCHEMA migration_tenant TO regress_boh_other;
SET ROLE regress_boh_other;
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate(''migration_tenant'', 0)');
RESET ROLE;

-- who may create in a schema but not use it would create elsewhere
CREATE SCHEMA migration_hidden;
GRANT CREATE ON SCHEMA migration_hidden TO regress_boh_other;
SET ROLE regress_boh_other;
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate(''migration_hidden'')');
RESET ROLE;
GRANT USAGE ON SCHEMA migration_hidden TO regress_boh_tenant;
SET ROLE regress_boh_tenant;
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate(''migration_hidden'')');
RESET ROLE;
DROP SCHEMA migration_hidden;

-- whoever takes a later step, the owner stays, and lends or borrows no rights
CREATE TABLE migration_tenant.seen (who name);
ALTER TABLE migration_tenant.seen OWNER TO regress_boh_tenant;
SET ROLE regress_boh_tenant;
CREATE FUNCTION migration_tenant.see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO migration_tenant.seen VALUES (current_user);
	RETURN NEW;
END $$;
CREATE TRIGGER see AFTER INSERT OR DELETE ON migration_tenant.schema_migrations
	FOR EACH ROW EXECUTE FUNCTION migration_tenant.see();
RESET ROLE;
SELECT version, direction FROM boh_migrate('migration_tenant', 0);
SELECT current_user = session_user AS back;
SELECT version, direction FROM boh_migrate('migration_tenant');
SELECT DISTINCT owner FROM pg_temp.relations WHERE schema = 'migration_tenant';
SET ROLE regress_boh_member;
SELECT version, direction FROM boh_migrate('migration_tenant', 0);
SELECT version, direction FROM boh_migrate('migration_tenant');
SELECT current_user;
RESET ROLE;
SELECT DISTINCT owner FROM pg_temp.relations WHERE schema = 'migration_tenant';
SELECT who, count(*) FROM migration_tenant.seen GROUP BY 1;
SELECT version, applied_by FROM migration_tenant.schema_migrations ORDER BY 1;

-- a deferred trigger would run as the caller
CREATE CONSTRAINT TRIGGER see_later AFTER DELETE ON migration_tenant.schema_migrations
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION migration_tenant.see();
SELECT code, message FROM pg_temp.raised('SELECT boh_migrate(''migration_tenant'', 0)');
DROP SCHEMA migration_tenant CASCADE;

--
-- A hostile search_path and temporary tables in the way
--

CREATE SCHEMA migration_hostile;
CREATE FUNCTION migration_hostile.refuse() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'hostile'; END $$;
CREATE FUNCTION migration_hostile.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT migration_hostile.refuse(); SELECT $1';
CREATE FUNCTION migration_hostile.encode(bytea, text) RETURNS text LANGUAGE sql AS 'SELECT migration_hostile.refuse(); SELECT $2';
CREATE FUNCTION migration_hostile.convert_to(text, text) RETURNS bytea LANGUAGE sql AS 'SELECT migration_hostile.refuse(); SELECT NULL::bytea';
CREATE FUNCTION migration_hostile.boh_uuid7() RETURNS uuid LANGUAGE sql AS 'SELECT migration_hostile.refuse(); SELECT NULL::uuid';
CREATE FUNCTION migration_hostile.equal(integer, integer) RETURNS boolean LANGUAGE sql AS 'SELECT migration_hostile.refuse(); SELECT false';
CREATE OPERATOR migration_hostile.= (FUNCTION = migration_hostile.equal, LEFTARG = integer, RIGHTARG = integer);
CREATE FUNCTION migration_hostile.boh_migration_scripts(OUT version integer, OUT name text, OUT up text, OUT down text)
	RETURNS SETOF record LANGUAGE sql AS $$ SELECT 1, 'hostile', 'SELECT migration_hostile.refuse()', '' $$;
CREATE DOMAIN migration_hostile.text AS pg_catalog.text CHECK (false);
CREATE TABLE migration_hostile.schema_migrations (version integer);
CREATE TEMP TABLE users (id integer);
CREATE TEMP TABLE events (id integer);
CREATE TEMP TABLE schema_migrations (version integer);
CREATE TEMP TABLE tags AS SELECT 1 AS id;

SELECT current_schema() AS extension_schema \gset
SET search_path = migration_hostile, pg_temp, pg_catalog, :extension_schema;
SELECT version, direction FROM boh_migrate('migration_two');
SELECT version, direction FROM boh_migrate('migration_two', 0);
SELECT version, direction FROM boh_migrate('migration_two');
SHOW search_path;
RESET search_path;
SELECT * FROM pg_temp.schema_catalog('migration_two') EXCEPT SELECT * FROM catalog_two;
SELECT * FROM catalog_two EXCEPT SELECT * FROM pg_temp.schema_catalog('migration_two');
SELECT (SELECT count(*) FROM pg_temp.users) AS users, (SELECT count(*) FROM pg_temp.tags) AS tags,
	(SELECT count(*) FROM pg_temp.schema_migrations) AS migrations;

DROP SCHEMA migration_one CASCADE;
DROP SCHEMA migration_two CASCADE;
DROP SCHEMA migration_hostile CASCADE;
DROP ROLE regress_boh_member;
DROP ROLE regress_boh_tenant;
DROP ROLE regress_boh_other;
DROP ROLE regress_boh_owner;

--
-- Version 4 tells what it finds in existing rows, and mends what it can
--

DISCARD TEMP;
SELECT count(*) FROM boh_migrate('migration_old', 3);
SET search_path = migration_old, public;
SET session_replication_role = replica;
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO events (id, author_id, title, slug, capacity, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'Oversold', 'oversold', 1, 'PUBLISHED', '2999-01-01', '2999-01-02');
INSERT INTO bookings (user_id, event_id, seats, status, unit_price, total_price, currency, booking_date, expires_at, confirmed_at, cancelled_at, cancel_reason)
	SELECT '00000000-0000-0000-0000-0000000000aa', '00000000-0000-0000-0000-0000000000e1', seats, status::booking_status, 1, seats, 'EUR', '2001-01-01', expires, confirmed, cancelled, reason
	FROM (VALUES (1, 'CONFIRMED', NULL::timestamptz, 'infinity'::timestamptz, NULL::timestamptz, NULL), (2, 'PENDING', '2998-01-01', NULL, NULL, NULL),
		(3, 'CANCELLED', '2001-01-01', NULL, '2001-01-02', 'hold expired'), (4, 'CANCELLED', '2001-01-03', NULL, '2001-01-02', 'hold expired'),
		(5, 'CANCELLED', NULL, NULL, '2001-01-02', 'cannot come')) v (seats, status, expires, confirmed, cancelled, reason);
INSERT INTO slug_redirects (entity, slug, event_id) SELECT 'event', slug, id FROM events;
INSERT INTO site_settings (key, value) VALUES ('media.base_url', 'javascript:alert(1)');
RESET session_replication_role;
SET client_min_messages = notice;
SELECT version FROM boh_migrate('migration_old', 4);
SET client_min_messages = warning;
SELECT seats, cancel_reason, expired_at IS NOT NULL AS expired FROM bookings ORDER BY seats;
SELECT count(*) AS redirects FROM slug_redirects;
RESET search_path;
DROP SCHEMA migration_old CASCADE;

--
-- Version 7 lets roles that had privileges see all rows as before
--

CREATE ROLE regress_boh_tables;
CREATE ROLE regress_boh_columns;
CREATE ROLE regress_boh_newcomer;
SELECT count(*) FROM boh_migrate('migration_roles');
INSERT INTO migration_roles.tags (name) VALUES ('Jazz');
INSERT INTO migration_roles.venues (name, capacity) VALUES ('Hall', 10);
SELECT version, direction FROM boh_migrate('migration_roles', 6);
SET boh.schema = 'migration_roles';
SET search_path = migration_roles, public;
GRANT USAGE ON SCHEMA migration_roles TO regress_boh_tables, regress_boh_columns, regress_boh_newcomer;
GRANT SELECT, INSERT ON tags TO regress_boh_tables;
GRANT SELECT (name) ON tags TO regress_boh_columns;
GRANT SELECT ON venues TO PUBLIC;
CREATE FUNCTION pg_temp.privileges() RETURNS TABLE (role text, relation regclass, privileges text) LANGUAGE sql AS $$
	SELECT coalesce(r.rolname, 'public')::text, c.oid, string_agg(DISTINCT privilege_type || columns, ', ' ORDER BY privilege_type || columns)
	FROM (SELECT oid, relowner, relacl, '' AS columns FROM pg_class WHERE relnamespace = 'migration_roles'::regnamespace
		UNION ALL SELECT DISTINCT c.oid, relowner, attacl, ' of columns' FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND NOT attisdropped WHERE relnamespace = 'migration_roles'::regnamespace) c,
		aclexplode(relacl) LEFT JOIN pg_roles r ON r.oid = grantee
	WHERE grantee <> relowner GROUP BY 1, 2 ORDER BY 1, 2::text
$$;
SET client_min_messages = notice;
SELECT version FROM boh_migrate();
SET client_min_messages = warning;
SELECT role, profile, role_exists FROM boh_grants();
SELECT * FROM pg_temp.privileges();
SET ROLE regress_boh_tables;
INSERT INTO tags (name) VALUES ('Rock');
SELECT name FROM tags ORDER BY 1;
SET ROLE regress_boh_columns;
SELECT name FROM tags ORDER BY 1;
SET ROLE regress_boh_newcomer;
SELECT name FROM venues;
RESET ROLE;
-- what everybody has goes with no profile for people
SELECT code, message FROM raised('SELECT boh_grant(''regress_boh_newcomer'', ''app'')');
SELECT boh_revoke('public', 'service');
-- who gets a privilege by hand later sees no rows
GRANT SELECT ON tags TO regress_boh_newcomer;
SET ROLE regress_boh_newcomer;
SELECT count(*) FROM tags;
RESET ROLE;
SELECT boh_grant('regress_boh_newcomer', 'reporting'), boh_grant('regress_boh_newcomer', 'reporting') AS again;
SELECT role, profile, role_exists FROM boh_grants();
SELECT * FROM pg_temp.privileges();
-- without a step to take, what is missing comes back, and other tables are not locked
REVOKE SELECT ON venues FROM regress_boh_newcomer;
ALTER POLICY reporting_read ON tags TO CURRENT_USER;
DROP POLICY reporting_read ON events;
BEGIN;
SELECT version FROM boh_migrate();
SELECT relation::regclass AS locked FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'
	AND relation IN (SELECT oid FROM pg_class WHERE relnamespace = 'migration_roles'::regnamespace) ORDER BY 1;
COMMIT;
SELECT tablename FROM pg_policies WHERE schemaname = 'migration_roles' AND policyname = 'reporting_read' AND 'regress_boh_newcomer' = ANY (roles) ORDER BY 1;
SELECT has_any_column_privilege('regress_boh_newcomer', 'venues', 'SELECT') AS granted;
BEGIN READ ONLY;
SELECT version FROM boh_migrate();
COMMIT;
-- steps down would lose the audit and the profiles; the second takes the privileges that came with them
SELECT code, message FROM raised('SELECT boh_migrate(''migration_roles'', 6)');
SET boh.allow_data_loss = on;
SELECT version, direction FROM boh_migrate('migration_roles', 8);
RESET boh.allow_data_loss;
CREATE TEMPORARY TABLE saved_profiles AS SELECT role_name, profile FROM role_profiles WHERE NOT keeps_privileges;
SELECT code, message FROM raised('SELECT boh_migrate(''migration_roles'', 6)');
SET boh.allow_data_loss = on;
SELECT version, direction FROM boh_migrate('migration_roles', 6);
RESET boh.allow_data_loss;
SELECT * FROM pg_temp.privileges();
SELECT count(*) AS policies FROM pg_policies WHERE schemaname = 'migration_roles';
SELECT count(*) AS row_security FROM pg_class WHERE relnamespace = 'migration_roles'::regnamespace AND relrowsecurity;
SET ROLE regress_boh_tables;
SELECT name FROM tags ORDER BY 1;
RESET ROLE;
SELECT version, direction FROM boh_migrate();
SELECT role, profile FROM boh_grants();
-- those that were saved are granted again
SELECT role_name, profile, boh_grant(role_name, profile) FROM saved_profiles;
SELECT * FROM pg_temp.privileges() WHERE role = 'regress_boh_newcomer' ORDER BY relation::text;
SELECT * FROM boh_verify(progress => false);
RESET search_path;
RESET boh.schema;
DROP SCHEMA migration_roles CASCADE;
DROP ROLE regress_boh_tables, regress_boh_columns, regress_boh_newcomer;

-- a step up that meets something of the owner's own says what to do; versions show comments of a statement or not
\set VERBOSITY default
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT count(*) FROM boh_migrate('migration_names', 17);
ALTER TABLE migration_names.events ADD COLUMN archived_at text;
SELECT * FROM boh_migrate('migration_names');
ALTER TABLE migration_names.events RENAME archived_at TO mine;
CREATE TABLE migration_names.events_archive ();
SELECT * FROM boh_migrate('migration_names');
ALTER TABLE migration_names.events_archive RENAME TO mine;
SELECT name FROM boh_migrate('migration_names');
DROP SCHEMA migration_names CASCADE;

-- What an installation lacks: each check is made to fail

\set VERBOSITY terse
SET client_min_messages = warning;
CREATE ROLE regress_boh_patient;
CREATE ROLE regress_boh_keeper;
SET boh.schema = 'it''s "one"';

-- before there are tables
SELECT severity, ok, found, hint FROM boh_doctor() WHERE check_name = 'schema_version';
SELECT check_name, ok, found, hint FROM boh_doctor() WHERE ok IS NULL;
SELECT count(*) > 0 AS migrated FROM boh_migrate();

-- who may do what a hint says
SET ROLE regress_boh_patient;
SET idle_in_transaction_session_timeout = 0;
SET search_path = pg_catalog;
SELECT check_name, replace(regexp_replace(hint, 'ask \S+, the owner', 'ask OWNER, the owner'), current_database(), 'DATABASE') AS hint FROM public.boh_doctor()
	WHERE check_name IN ('idle_in_transaction', 'search_path');
RESET search_path;
RESET idle_in_transaction_session_timeout;
BEGIN;
RESET ROLE;
UPDATE pg_extension SET extversion = '0.4.0' WHERE extname = 'boh';
UPDATE pg_database SET datcollversion = '0' WHERE datname = current_database();
SET LOCAL synchronous_commit = off;
SET ROLE regress_boh_patient;
SELECT check_name, replace(regexp_replace(substring(hint FROM 'This role .*'), 'ask \S+, the owner', 'ask OWNER, the owner'), current_database(), 'DATABASE') AS hint
	FROM boh_doctor() WHERE check_name IN ('extension_version', 'collation_version', 'durability');
ROLLBACK;
SET boh.schema = 'nowhere';
SELECT ok, found, regexp_replace(hint, 'ask \S+, the owner', 'ask OWNER, the owner') AS hint FROM boh_doctor() WHERE check_name = 'schema_version';
RESET ROLE;
CREATE SCHEMA regress_boh_empty;
SET boh.schema = 'regress_boh_empty';
SET ROLE regress_boh_patient;
SELECT ok, found, regexp_replace(hint, 'ask \S+, the owner', 'ask OWNER, the owner') AS hint FROM boh_doctor() WHERE check_name = 'schema_version';
SELECT DISTINCT hint FROM boh_doctor() WHERE ok IS NULL;
RESET ROLE;
DROP SCHEMA regress_boh_empty;

-- system schemas hold no tables of boh
SET ROLE regress_boh_patient;
SET boh.schema = 'pg_catalog';
SELECT ok, found, hint FROM boh_doctor() WHERE check_name = 'schema_version';
SET boh.schema = 'information_schema';
SELECT ok, found, hint FROM boh_doctor() WHERE check_name = 'schema_version';
SET boh.schema = '$user';
SELECT ok, found, hint FROM boh_doctor() WHERE check_name = 'schema_version';
SET boh.schema = 'pg_toast';
SELECT ok, found, hint FROM boh_doctor() WHERE check_name = 'schema_version';
SELECT DISTINCT hint FROM boh_doctor() WHERE ok IS NULL;
RESET ROLE;
SET boh.schema = 'it''s "one"';

-- a new schema lacks what only its owner can do
SELECT check_name, severity, ok, found, hint FROM boh_doctor()
	WHERE check_name IN ('schema_version', 'profiles', 'session_keys', 'maintenance', 'backup') AND ok IS NOT TRUE;
SELECT check_name, ok, hint FROM boh_doctor()
	WHERE check_name IN ('schema_version', 'rules', 'row_security', 'policies', 'session_keys', 'audit', 'audit_partitions');

-- the server and the database
SELECT check_name, ok, hint FROM boh_doctor() WHERE check_name IN ('server_version', 'encoding', 'time_zones', 'icu', 'extension_version', 'search_path');
BEGIN;
SET LOCAL synchronous_commit = off;
SET LOCAL idle_in_transaction_session_timeout = 0;
SELECT check_name, ok, right(found, 24) AS found, replace(hint, current_database(), 'DATABASE') AS hint FROM boh_doctor() WHERE check_name IN ('durability', 'idle_in_transaction');
SET LOCAL idle_in_transaction_session_timeout = '30s';
SELECT check_name, ok, found, hint FROM boh_doctor() WHERE check_name = 'idle_in_transaction';
UPDATE pg_database SET datcollversion = '0' WHERE datname = current_database();
SELECT ok, left(found, 18) AS found, replace(hint, current_database(), 'DATABASE') AS hint FROM boh_doctor() WHERE check_name = 'collation_version';
UPDATE pg_extension SET extversion = '0.4.0' WHERE extname = 'boh';
SELECT ok, found ~ '^0.4.0, the library has ' AS found, hint FROM boh_doctor() WHERE check_name = 'extension_version';
SET LOCAL search_path = pg_catalog;
SELECT ok, found, replace(hint, current_database(), 'DATABASE') AS hint FROM public.boh_doctor() WHERE check_name = 'search_path';
ROLLBACK;

-- rules, row-level security, audit
SET search_path = 'it''s "one"', public;
BEGIN;
ALTER TABLE events DISABLE TRIGGER USER;
ALTER TABLE events DISABLE ROW LEVEL SECURITY;
SELECT check_name, ok, regexp_replace(found, '\d+', 'N') AS found, hint FROM boh_doctor() WHERE check_name IN ('rules', 'row_security');
ROLLBACK;
BEGIN;
ALTER TABLE users DISABLE TRIGGER ALL;
SELECT ok, regexp_replace(found, '\d+', 'N', 'g') AS found, hint FROM boh_doctor() WHERE check_name = 'audit';
DO $$ BEGIN EXECUTE (SELECT format('DROP TABLE %s', max(inhrelid::regclass::text)) FROM pg_inherits WHERE inhparent = 'audit_logs'::regclass); END $$;
SELECT ok, regexp_replace(found, '\d+', 'N') AS found, hint FROM boh_doctor() WHERE check_name = 'audit_partitions';
ROLLBACK;

-- what cannot be read is told as well
BEGIN;
ALTER TABLE maintenance_tasks RENAME COLUMN last_started_at TO begun_at;
SELECT ok, found FROM boh_doctor() WHERE check_name = 'maintenance';
ROLLBACK;

-- profiles, policies and keys
SELECT boh_grant('regress_boh_patient', 'app'), boh_grant('regress_boh_keeper', 'maintenance');
SELECT check_name, ok, found, hint FROM boh_doctor() WHERE check_name IN ('profiles', 'session_keys', 'policies');
BEGIN;
DO $$ BEGIN EXECUTE (SELECT format('DROP POLICY %I ON events', min(polname)) FROM pg_policy WHERE polrelid = 'events'::regclass); END $$;
SELECT ok, found, hint FROM boh_doctor() WHERE check_name = 'policies';
ROLLBACK;
BEGIN;
INSERT INTO session_keys (kid, algorithm, issuer, audience, public_key) VALUES
	('2027', 'EdDSA', 'https://login.example.org', 'shop', '{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}');
SELECT ok, found FROM boh_doctor() WHERE check_name = 'session_keys';
UPDATE session_keys SET valid_from = now() - interval '2 days', valid_to = now() - interval '1 day';
SELECT ok, found FROM boh_doctor() WHERE check_name = 'session_keys';
ROLLBACK;
BEGIN;
SELECT boh_grant('regress_boh_patient', 'trusted');
SELECT ok, found FROM boh_doctor() WHERE check_name = 'session_keys';
ROLLBACK;

-- maintenance and backups
CALL boh_run_maintenance(60000) \g /dev/null
INSERT INTO boh_backup_log (started_at, finished_at, ok, kind, tool) VALUES (now(), now(), true, 'LOGICAL', 'pg_dump');
SELECT check_name, ok, regexp_replace(found, '( at |\d).*', ' ..') AS found, hint FROM boh_doctor() WHERE check_name IN ('maintenance', 'backup');
SET boh.health_maintenance_late = 0;
SELECT check_name, ok FROM boh_doctor() WHERE check_name = 'maintenance';
RESET boh.health_maintenance_late;
BEGIN;
UPDATE boh_backup_log SET started_at = started_at - interval '1 week', finished_at = finished_at - interval '1 week';
SELECT ok, regexp_replace(found, '\d.*', '..') AS found FROM boh_doctor() WHERE check_name = 'backup';
ROLLBACK;

-- tables of another version
BEGIN;
INSERT INTO schema_migrations SELECT version + 1, 'later', checksum, applied_at, applied_by FROM schema_migrations ORDER BY version DESC LIMIT 1;
SELECT ok, regexp_replace(found, '^\d+ of \d+', 'N of N') AS found, hint FROM boh_doctor() WHERE check_name = 'schema_version';
SELECT DISTINCT hint FROM boh_doctor() WHERE ok IS NULL;
ROLLBACK;
BEGIN;
DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations);
SET ROLE regress_boh_keeper;
SELECT ok, regexp_replace(hint, 'ask \S+, the owner', 'ask OWNER, the owner') AS hint FROM boh_doctor() WHERE check_name = 'schema_version';
ROLLBACK;

-- roles without rights are told who knows
SET ROLE regress_boh_patient;
SELECT DISTINCT found, hint FROM boh_doctor() WHERE ok IS NULL;
SELECT check_name, ok, found, hint FROM boh_doctor() WHERE check_name IN ('preload', 'schema_version') AND found IS NULL;
RESET ROLE;
SET ROLE regress_boh_keeper;
SELECT count(*) AS hidden FROM boh_doctor() WHERE ok IS NULL;
SELECT check_name, regexp_replace(substring(hint FROM 'This role .*'), 'ask \S+, the owner', 'ask OWNER, the owner') AS hint
	FROM boh_doctor() WHERE check_name IN ('session_keys', 'profiles');
RESET ROLE;
BEGIN;
GRANT pg_monitor TO regress_boh_patient;
SET LOCAL boh.health_maintenance_late = 0;
SET ROLE regress_boh_patient;
SELECT substring(hint FROM 'This role .*') AS hint FROM boh_doctor() WHERE check_name = 'maintenance';
ROLLBACK;
SELECT boh_revoke('regress_boh_patient', 'app');
DO $$ BEGIN EXECUTE format('REVOKE ALL ON SCHEMA %I FROM regress_boh_patient', current_setting('boh.schema')); END $$;
SET ROLE regress_boh_patient;
SELECT check_name, ok, found, hint FROM boh_doctor() WHERE check_name = 'schema_version';
SELECT DISTINCT hint FROM boh_doctor() WHERE ok IS NULL AND check_name <> 'schema_version';
RESET ROLE;

-- names with braces stay as they are
CREATE ROLE "regress_boh_{schema}";
CREATE SCHEMA "{role}";
SET boh.schema = '{role}';
CREATE TABLE "{role}".schema_migrations (version integer);
SET ROLE "regress_boh_{schema}";
SELECT hint FROM boh_doctor() WHERE check_name = 'schema_version';
RESET ROLE;
DROP TABLE "{role}".schema_migrations;
SELECT count(*) > 0 AS migrated FROM boh_migrate();
SELECT boh_grant('regress_boh_{schema}', 'app');
SELECT 'regress_boh_{schema}' = ANY (roles) AS concerned FROM pg_policies WHERE schemaname = '{role}' AND policyname = 'app_read_own' AND tablename = 'users';
SELECT * FROM boh_verify(progress => false);
SET ROLE "regress_boh_{schema}";
SELECT DISTINCT hint FROM boh_doctor() WHERE ok IS NULL;
RESET ROLE;
SELECT boh_revoke('regress_boh_{schema}', 'app');
SET boh.allow_data_loss = on;
SELECT boh_drop_tenant('{role}') > 0 AS dropped;
RESET boh.allow_data_loss;
DROP ROLE "regress_boh_{schema}";

-- a schema with a table of somebody else's called schema_migrations
CREATE SCHEMA regress_boh_other;
CREATE TABLE regress_boh_other.schema_migrations (version text);
SET boh.schema = 'regress_boh_other';
SELECT ok, found FROM boh_doctor() WHERE check_name = 'schema_version';
DROP SCHEMA regress_boh_other CASCADE;

SET search_path = public;
SELECT boh_drop_tenant('it''s "one"') > 0 AS dropped;
SET boh.allow_data_loss = on;
SELECT boh_drop_tenant('it''s "one"') > 0 AS dropped;
RESET boh.schema;
DROP ROLE regress_boh_patient, regress_boh_keeper;

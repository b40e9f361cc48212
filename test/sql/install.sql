-- Installation: two statements, of which the first names the second

CREATE EXTENSION boh;
SELECT version > 0 AS step, direction, applied_at <= clock_timestamp() AS applied FROM boh_migrate() LIMIT 1;

-- run again there is nothing to do
SELECT * FROM boh_migrate();
SELECT boh_version() = extversion AS same_version FROM pg_extension WHERE extname = 'boh';
SELECT extrelocatable FROM pg_extension WHERE extname = 'boh';

-- the NOTICE is for the session's own level to decide, which stays as it was
BEGIN;
SET LOCAL client_min_messages = error;
DROP EXTENSION boh CASCADE;
CREATE EXTENSION boh;
SHOW client_min_messages;
ROLLBACK;

-- whoever may create in the database may install it, and need be no superuser
CREATE ROLE regress_boh_install;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_boh_install', current_database()); END $$;
BEGIN;
SET LOCAL client_min_messages = error;
DROP EXTENSION boh CASCADE;
SET ROLE regress_boh_install;
CREATE SCHEMA install_owner;
CREATE EXTENSION boh SCHEMA install_owner;
SET search_path = install_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate('install_tables');
SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'install_tables';
ROLLBACK;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_boh_install', current_database()); END $$;
DROP ROLE regress_boh_install;

-- tables are the user's: the extension holds functions only
SELECT DISTINCT d.classid::regclass AS members
	FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'boh' AND d.deptype = 'e';
SELECT p.proname AS function, p.provolatile AS volatility, p.proparallel AS parallel,
	p.proisstrict AS strict, p.proleakproof AS leakproof, p.prosecdef AS definer
	FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'boh' AND p.prorettype <> 'trigger'::regtype ORDER BY 1;
SELECT tablename, tableowner = current_user AS ours FROM pg_tables WHERE schemaname = 'boh' AND tablename !~ '_\d{4}_\d\d$' ORDER BY 1;

-- so the extension is not dropped by accident, and when it is, every row stays
\set VERBOSITY terse
DROP EXTENSION boh;
BEGIN;
INSERT INTO boh.users (id, email) VALUES ('00000000-0000-0000-0000-000000000001', 'ada@install.test');
SET LOCAL client_min_messages = warning;
DROP EXTENSION boh CASCADE;
SELECT email FROM boh.users WHERE email LIKE '%@install.test';
SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'boh%' AND tgrelid = 'boh.users'::regclass;
ROLLBACK;
INSERT INTO boh.users (email) VALUES ('ADA@install.test') RETURNING email;
DELETE FROM boh.users WHERE email LIKE '%@install.test';

-- settings
SELECT name, setting, unit, context, min_val, max_val FROM pg_settings WHERE name LIKE 'boh.%' ORDER BY 1;
\set VERBOSITY sqlstate
SET boh.hold_seconds = 0;
\set VERBOSITY terse
SET boh.nonsense = 1;

-- the other tests call this: what a statement raises, and whether DETAIL is a
-- JSON object and the role is the one it was
CREATE FUNCTION raised(statement text, OUT code text, OUT message text, OUT detail text, OUT hint text, OUT place text)
LANGUAGE plpgsql AS $$
DECLARE
	role_before name = current_user;
	place_schema text;
	place_table text;
	place_column text;
	place_constraint text;
BEGIN
	EXECUTE statement;
	message := 'nothing is raised';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
		detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, place_schema = SCHEMA_NAME,
		place_table = TABLE_NAME, place_column = COLUMN_NAME, place_constraint = CONSTRAINT_NAME;
	place := concat_ws(' ', nullif(concat_ws('.', nullif(place_schema, ''), nullif(place_table, ''), nullif(place_column, '')), ''),
		nullif(place_constraint, ''));
	IF current_user <> role_before THEN
		RAISE EXCEPTION 'current_user is %, was %', current_user, role_before;
	END IF;
	IF code LIKE 'BH%' AND jsonb_typeof(detail::jsonb) <> 'object' THEN
		RAISE EXCEPTION 'detail is not an object: %', detail;
	END IF;
END
$$;
-- the same in one line
CREATE FUNCTION raises(statement text) RETURNS text LANGUAGE sql AS
	'SELECT concat_ws('' '', code, message) FROM raised(statement)';

-- Policies of boh come with profiles: a role without one sees no rows, whatever
-- privileges it has.  This lets it see all rows.
CREATE PROCEDURE see_all(schema_name regnamespace, role_name regrole) LANGUAGE plpgsql AS $$
DECLARE
	policy_name name := 'see_all_' || role_name;
	table_name regclass;
BEGIN
	FOR table_name IN
		SELECT oid FROM pg_class c WHERE relnamespace = schema_name AND relrowsecurity
			AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = policy_name)
	LOOP
		EXECUTE format('CREATE POLICY %I ON %s TO %s USING (true) WITH CHECK (true)', policy_name, table_name, role_name);
	END LOOP;
END
$$;

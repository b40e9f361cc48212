-- The catalog of personal data: what columns hold, consents, erased people.

\ir describe.psql

BEGIN;
SELECT plan(18);

--
-- What columns hold
--

-- Each column that a migration makes stands in the list of src/rights/column_class.c,
-- and the list has no others.
SELECT is_empty(
	$$SELECT table_name, column_name FROM boh_column_classes() WHERE classified_by <> 'EXTENSION'$$,
	'every column is classified');
SELECT set_eq(
	$$SELECT table_name, column_name FROM boh_column_classes()$$,
	$$SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'boh'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition$$,
	'no column is classified that is not there');
SELECT is_empty(
	$$SELECT table_name, column_name FROM boh_column_classes() GROUP BY 1, 2 HAVING count(*) > 1$$,
	'no column is classified twice');

-- These can fail.
ALTER TABLE venues ADD COLUMN caretaker text;
SELECT results_eq(
	$$SELECT table_name, column_name, class FROM boh_column_classes() WHERE classified_by <> 'EXTENSION'$$,
	$$VALUES ('venues', 'caretaker', 'CUSTOMER')$$,
	'a new column is not classified');
ALTER TABLE venues RENAME COLUMN caretaker TO keeper;
ALTER TABLE venues RENAME COLUMN country TO nation;
SELECT set_eq(
	$$SELECT column_name, classified_by FROM boh_column_classes() WHERE column_name IN ('country', 'nation')$$,
	$$VALUES ('country', 'EXTENSION'), ('nation', 'NOBODY')$$,
	'a column that is gone is still listed');
ALTER TABLE venues RENAME COLUMN nation TO country;
ALTER TABLE venues DROP COLUMN keeper;

-- Erasing removes personal data, but for names of database roles and free text.
SELECT results_eq(
	$$SELECT table_name, column_name FROM boh_column_classes()
	WHERE class IN ('CUSTOMER', 'STAFF', 'CREDENTIAL') AND erasure = 'KEEP' ORDER BY table_name COLLATE "C", column_name COLLATE "C"$$,
	$$VALUES ('audit_logs', 'database_role'), ('audit_logs', 'login_role'), ('content_page_versions', 'reason'),
		('role_profiles', 'granted_by'), ('schema_migrations', 'applied_by')$$,
	'personal columns that erasing keeps');
SELECT is_empty(
	$$SELECT table_name, column_name FROM boh_column_classes() WHERE class NOT IN ('CUSTOMER', 'STAFF', 'CREDENTIAL') AND erasure <> 'KEEP'$$,
	'erasing keeps what is not personal');

-- A column with a foreign key to users names the person to whom the row belongs.  The
-- archive has none.
SELECT set_eq(
	$$SELECT DISTINCT table_name, person_column FROM boh_column_classes() WHERE person_column IS NOT NULL AND table_name <> 'users'$$,
	$$SELECT k.conrelid::regclass::text, a.attname::text FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
	WHERE k.contype = 'f' AND k.confrelid = 'boh.users'::regclass
	UNION ALL VALUES ('bookings_archive', 'user_id'), ('events_archive', 'author_id')$$,
	'columns that name a person');

--
-- column_classes
--

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'column_classes' ORDER BY number$$,
	$$VALUES
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('table_name', 'text COLLATE "C"', true, NULL),
		('column_name', 'text COLLATE "C"', true, NULL),
		('class', 'text COLLATE "C"', true, NULL),
		('person_column', 'text COLLATE "C"', false, NULL)$$,
	'columns of column_classes');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'column_classes' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_column_classes_class', 'CHECK (class = ANY (''{NEITHER,FINANCIAL,PAYMENT,CUSTOMER,STAFF,CREDENTIAL}''::text[]))'),
		('pk_column_classes', 'PRIMARY KEY (table_name, column_name)')$$,
	'constraints of column_classes');

--
-- consents
--

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'consents' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('user_id', 'uuid', true, NULL),
		('at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('granted', 'boolean', true, NULL),
		('purpose', 'text COLLATE "C"', true, NULL),
		('source', 'text', true, NULL),
		('wording_version', 'text', true, NULL),
		('client_address', 'inet', false, NULL)$$,
	'columns of consents');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'consents' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_consents_purpose', 'CHECK (purpose ~ ''^[a-z][a-z0-9_.-]{0,99}$''::text)'),
		('chk_consents_source', 'CHECK (length(source) >= 1 AND length(source) <= 200)'),
		('chk_consents_wording_version', 'CHECK (length(wording_version) >= 1 AND length(wording_version) <= 100)'),
		('fk_consents_user_id', 'FOREIGN KEY (user_id) REFERENCES users(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('pk_consents', 'PRIMARY KEY (id)'),
		('uq_consents_user_id_purpose_at', 'UNIQUE (user_id, purpose, at)')$$,
	'constraints of consents');

--
-- erasures
--

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'erasures' ORDER BY number$$,
	$$VALUES
		('user_id', 'uuid', true, NULL),
		('erased_at', 'timestamp(3) with time zone', true, NULL)$$,
	'columns of erasures');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'erasures' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('pk_erasures', 'PRIMARY KEY (user_id)')$$,
	'constraints of erasures');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation IN ('column_classes', 'consents', 'erasures')$$,
	'indexes that no constraint has');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation IN ('column_classes', 'consents', 'erasures') ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_consents_keep', 'BEFORE DELETE OR UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION boh_privacy_keep()'),
		('boh_consents_keep_all', 'BEFORE TRUNCATE ON consents FOR EACH STATEMENT EXECUTE FUNCTION boh_privacy_keep()'),
		('boh_erasures_keep', 'BEFORE DELETE OR UPDATE ON erasures FOR EACH ROW EXECUTE FUNCTION boh_privacy_keep()'),
		('boh_erasures_keep_all', 'BEFORE TRUNCATE ON erasures FOR EACH STATEMENT EXECUTE FUNCTION boh_privacy_keep()')$$,
	'triggers');

SELECT ok(relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid) AND relacl IS NULL,
	relname || ' is for its owner alone')
FROM pg_class c WHERE oid IN ('boh.column_classes'::regclass, 'boh.erasures'::regclass) ORDER BY relname;

SELECT * FROM finish();
ROLLBACK;

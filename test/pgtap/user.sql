-- The catalog of users.

\ir describe.psql

BEGIN;
SELECT plan(5);

SELECT enum_has_labels('boh', 'user_role', ARRAY['USER', 'ORGANIZER', 'ADMIN']);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'users' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('email_verified_at', 'timestamp(3) with time zone', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('deleted_at', 'timestamp(3) with time zone', false, NULL),
		('role', 'user_role', true, '''USER''::user_role'),
		('email', 'text', true, NULL),
		('password_hash', 'text', false, NULL),
		('name', 'text', false, NULL),
		('phone', 'text', false, NULL),
		('erased_at', 'timestamp(3) with time zone', false, NULL)$$,
	'columns of users');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'users' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_users_email', 'CHECK (length(email) <= 254 AND email = lower(email) AND email ~ ''^[^[:space:][:cntrl:]@]{1,64}@[^[:space:][:cntrl:]@.]+([.][^[:space:][:cntrl:]@.]+)+$''::text)'),
		('chk_users_erased', 'CHECK (
CASE
    WHEN erased_at IS NULL THEN email !~ ''@erased[.]invalid$''::text
    ELSE email = (id::text || ''@erased.invalid''::text) AND deleted_at IS NOT NULL AND password_hash IS NULL AND name IS NULL AND phone IS NULL
END)'),
		('chk_users_name', 'CHECK (length(name) >= 1 AND length(name) <= 200)'),
		('chk_users_password_hash', 'CHECK (password_hash ~ ''^[$]2[aby][$](0[4-9]|[12][0-9]|3[01])[$][./A-Za-z0-9]{53}$''::text)'),
		('chk_users_phone', 'CHECK (phone ~ ''^[+]?[0-9(][0-9 ()./-]{2,38}$''::text)'),
		('pk_users', 'PRIMARY KEY (id)'),
		('uq_users_email', 'UNIQUE (email)')$$,
	'constraints of users');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'users'$$,
	'indexes that no constraint has of users');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'users' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_users_audit', 'AFTER INSERT OR DELETE OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''users'')'),
		('boh_users_audit_all', 'AFTER TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''users'')'),
		('boh_users_check', 'BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION boh_users_check()'),
		('boh_users_keep_admin', 'BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION boh_users_keep_admin()'),
		('boh_users_keep_traces', 'BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION boh_users_keep_traces()')$$,
	'triggers of users');

SELECT * FROM finish();
ROLLBACK;

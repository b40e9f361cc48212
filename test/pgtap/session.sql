-- The catalog of session keys.

\ir describe.psql

BEGIN;
SELECT plan(6);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'session_keys' ORDER BY number$$,
	$$VALUES
		('valid_from', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('valid_to', 'timestamp(3) with time zone', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('kid', 'text COLLATE "C"', true, NULL),
		('algorithm', 'text', true, NULL),
		('public_key', 'text', true, NULL),
		('issuer', 'text', true, NULL),
		('audience', 'text', true, NULL)$$,
	'columns of session_keys');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'session_keys' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_session_keys_algorithm', 'CHECK (algorithm = ANY (ARRAY[''EdDSA''::text, ''ES256''::text, ''RS256''::text]))'),
		('chk_session_keys_audience', 'CHECK (audience <> ''''::text)'),
		('chk_session_keys_issuer', 'CHECK (issuer <> ''''::text)'),
		('chk_session_keys_kid', 'CHECK (kid ~ ''^[ -~]{1,200}$''::text)'),
		('chk_session_keys_valid', 'CHECK (valid_from < valid_to)'),
		('pk_session_keys', 'PRIMARY KEY (kid)')$$,
	'constraints of session_keys');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'session_keys'$$,
	'indexes that no constraint has of session_keys');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'session_keys' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_session_keys_audit', 'AFTER INSERT OR DELETE OR UPDATE ON session_keys FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''session_keys'')'),
		('boh_session_keys_audit_all', 'AFTER TRUNCATE ON session_keys FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''session_keys'')'),
		('boh_session_keys_changed', 'AFTER INSERT OR DELETE OR UPDATE ON session_keys FOR EACH ROW EXECUTE FUNCTION boh_session_keys_changed()'),
		('boh_session_keys_changed_all', 'AFTER TRUNCATE ON session_keys FOR EACH STATEMENT EXECUTE FUNCTION boh_session_keys_changed()'),
		('boh_session_keys_check', 'BEFORE INSERT OR UPDATE ON session_keys FOR EACH ROW EXECUTE FUNCTION boh_session_keys_check()'),
		('boh_session_keys_guard', 'BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON session_keys FOR EACH STATEMENT EXECUTE FUNCTION boh_session_keys_guard()')$$,
	'triggers of session_keys');

SELECT results_eq(
	$$SELECT name FROM described_triggers WHERE schema = 'boh' AND relation = 'session_keys' AND enabled = 'A' ORDER BY name COLLATE "C"$$,
	$$VALUES ('boh_session_keys_changed'), ('boh_session_keys_changed_all')$$,
	'triggers of session_keys that replication fires, too');

SELECT is_empty(
	$$SELECT grantee FROM information_schema.role_table_grants WHERE table_schema = 'boh' AND table_name = 'session_keys' AND grantee = 'PUBLIC'$$,
	'nobody else can read session_keys');

SELECT * FROM finish();
ROLLBACK;

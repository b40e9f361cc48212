-- The catalog of failed logins.

\ir describe.psql

BEGIN;
SELECT plan(6);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'login_counters' ORDER BY number$$,
	$$VALUES
		('key', 'uuid', true, NULL),
		('failed_at', 'timestamp(3) with time zone', false, NULL),
		('succeeded_at', 'timestamp(3) with time zone', false, NULL),
		('written_on', 'timestamp(3) with time zone', true, NULL),
		('failures', 'real', true, NULL),
		('kind', 'text COLLATE "C"', true, NULL),
		('client', 'inet', false, NULL)$$,
	'columns of login_counters');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'login_counters' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_login_counters_failures', 'CHECK (failures >= 0::real)'),
		('chk_login_counters_kind', 'CHECK (kind = ANY (''{PAIR,CLIENT,ADDRESS}''::text[]))'),
		('pk_login_counters', 'PRIMARY KEY (key)')$$,
	'constraints of login_counters');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes WHERE schema = 'boh' AND relation = 'login_counters'$$,
	$$VALUES ('idx_login_counters_written_on'::text, 'btree (written_on)'::text)$$,
	'indexes that no constraint has of login_counters');

SELECT is_empty(
	$$SELECT name FROM described_triggers WHERE schema = 'boh' AND relation = 'login_counters'$$,
	'triggers of login_counters');

SELECT ok(relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid) AND relacl IS NULL,
	'login_counters is for its owner alone')
FROM pg_class c WHERE oid = 'boh.login_counters'::regclass;

SELECT ok(reloptions::text ~ 'fillfactor=[5-9]', 'pages of login_counters have room for new versions of a row')
FROM pg_class WHERE oid = 'boh.login_counters'::regclass;

SELECT * FROM finish();
ROLLBACK;

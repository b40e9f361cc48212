-- The catalog of schema_migrations.

\ir describe.psql

BEGIN;
SELECT plan(4);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'schema_migrations' ORDER BY number$$,
	$$VALUES
		('version', 'integer', true, NULL),
		('name', 'text', true, NULL),
		('checksum', 'text', true, NULL),
		('applied_at', 'timestamp(3) with time zone', true, NULL),
		('applied_by', 'text', true, NULL)$$,
	'columns of schema_migrations');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'schema_migrations' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_schema_migrations_checksum', 'CHECK (checksum ~ ''^[0-9a-f]{64}$''::text)'),
		('chk_schema_migrations_version', 'CHECK (version > 0)'),
		('pk_schema_migrations', 'PRIMARY KEY (version)')$$,
	'constraints of schema_migrations');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'schema_migrations'$$,
	'indexes that no constraint has of schema_migrations');

SELECT is_empty(
	$$SELECT name FROM described_triggers WHERE schema = 'boh' AND relation = 'schema_migrations'$$,
	'triggers of schema_migrations');

SELECT * FROM finish();
ROLLBACK;

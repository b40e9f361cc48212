-- The catalog of the audit.

\ir describe.psql

BEGIN;
SELECT plan(10);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'audit_logs' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('at', 'timestamp(3) with time zone', true, NULL),
		('xid', 'xid8', true, NULL),
		('system_identifier', 'bigint', true, NULL),
		('user_id', 'uuid', false, NULL),
		('success', 'boolean', true, NULL),
		('user_role', 'text COLLATE "C"', true, NULL),
		('login_role', 'text COLLATE "C"', true, NULL),
		('database_role', 'text COLLATE "C"', true, NULL),
		('action', 'text COLLATE "C"', true, NULL),
		('entity', 'text COLLATE "C"', true, NULL),
		('entity_id', 'text COLLATE "C"', false, NULL),
		('retention', 'text COLLATE "C"', true, NULL),
		('client_address', 'inet', false, NULL),
		('client_hash', 'bytea', false, NULL),
		('before', 'jsonb', false, NULL),
		('after', 'jsonb', false, NULL),
		('personal', 'jsonb', false, NULL),
		('leaf_hash', 'bytea', true, NULL)$$,
	'columns of audit_logs');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'audit_logs' ORDER BY name COLLATE "C"$$,
	$$VALUES ('pk_audit_logs', 'PRIMARY KEY (id, at, retention)')$$,
	'constraints of audit_logs');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'audit_logs' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_audit_logs_entity_entity_id_id', 'btree (entity, entity_id, id)'),
		('idx_audit_logs_user_id', 'btree (user_id, id) WHERE user_id IS NOT NULL'),
		('idx_audit_logs_xid_id', 'btree (xid, id)')$$,
	'indexes that no constraint has of audit_logs');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'audit_logs' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_audit_logs_keep_all', 'BEFORE TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_keep()')$$,
	'triggers of audit_logs');

-- A partition for each class, and in it one for this month and one for the next.
SELECT results_eq(
	$$SELECT c.relname::text COLLATE "default", pg_get_expr(c.relpartbound, c.oid) COLLATE "default"
	FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE i.inhparent = 'boh.audit_logs'::regclass ORDER BY 1$$,
	$$VALUES
		('audit_logs_access', 'FOR VALUES IN (''ACCESS'')'),
		('audit_logs_administrative', 'FOR VALUES IN (''ADMINISTRATIVE'')'),
		('audit_logs_compliance', 'FOR VALUES IN (''COMPLIANCE'')'),
		('audit_logs_security', 'FOR VALUES IN (''SECURITY'')')$$,
	'classes');
SELECT results_eq(
	$$SELECT c.relname::text COLLATE "default" FROM pg_partition_tree('boh.audit_logs') t JOIN pg_class c ON c.oid = t.relid
	WHERE t.isleaf AND c.relrowsecurity ORDER BY 1$$,
	$$SELECT 'audit_logs_' || class || to_char(month, '_YYYY_MM')
	FROM (VALUES ('access'), ('administrative'), ('compliance'), ('security')) v (class),
		generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC' + interval '7 days', interval '1 month') AS month
	ORDER BY 1$$,
	'months');
SELECT is_empty(
	$$SELECT c.relname, n.name FROM pg_partition_tree('boh.audit_logs') t JOIN pg_class c ON c.oid = t.relid,
		(VALUES ('boh_audit_logs_keep'), ('boh_audit_logs_keep_all')) n (name)
	WHERE t.isleaf AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid AND tgname = n.name AND tgenabled = 'O')$$,
	'every partition keeps its rows');

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'audit_seals' ORDER BY number$$,
	$$VALUES
		('number', 'bigint', true, NULL),
		('sealed_at', 'timestamp(3) with time zone', true, NULL),
		('month', 'timestamp(3) with time zone', true, NULL),
		('first_xid', 'xid8', true, NULL),
		('last_xid', 'xid8', true, NULL),
		('system_identifier', 'bigint', true, NULL),
		('first_id', 'uuid', true, NULL),
		('last_id', 'uuid', true, NULL),
		('rows', 'integer', true, NULL),
		('retention', 'text COLLATE "C"', true, NULL),
		('root', 'bytea', true, NULL),
		('previous_hash', 'bytea', true, NULL),
		('hash', 'bytea', true, NULL),
		('leaves_hash', 'bytea', true, NULL),
		('leaves', 'bytea', false, NULL)$$,
	'columns of audit_seals');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'audit_seals' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_audit_seals_number', 'CHECK (number > 0::bigint)'),
		('chk_audit_seals_rows', 'CHECK (rows > 0)'),
		('pk_audit_seals', 'PRIMARY KEY (number)')$$,
	'constraints of audit_seals');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'audit_seals' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_audit_seals_keep', 'BEFORE INSERT OR DELETE OR UPDATE ON audit_seals FOR EACH ROW EXECUTE FUNCTION boh_audit_keep()'),
		('boh_audit_seals_keep_all', 'BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_keep()')$$,
	'triggers of audit_seals');

SELECT * FROM finish();
ROLLBACK;

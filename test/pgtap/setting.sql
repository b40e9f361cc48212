-- The catalog of settings.

\ir describe.psql

BEGIN;
SELECT plan(6);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'site_settings' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('type', 'setting_type', true, '''TEXT''::setting_type'),
		('setting_group', 'setting_group', true, '''GENERAL''::setting_group'),
		('is_public', 'boolean', true, 'false'),
		('key', 'text COLLATE "C"', true, NULL),
		('value', 'text', false, NULL),
		('description', 'text', false, NULL)$$,
	'columns of site_settings');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'site_settings' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_site_settings_key', 'CHECK (key ~ ''^[A-Za-z][A-Za-z0-9_.-]*$''::text AND length(key) <= 100)'),
		('pk_site_settings', 'PRIMARY KEY (id)'),
		('uq_site_settings_key', 'UNIQUE (key)')$$,
	'constraints of site_settings');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'site_settings' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_site_settings_is_public', 'btree (is_public)'),
		('idx_site_settings_setting_group', 'btree (setting_group)')$$,
	'indexes that no constraint has of site_settings');

-- A = ENABLE ALWAYS: replication makes caches as stale as anybody else.
SELECT results_eq(
	$$SELECT name, definition, enabled FROM described_triggers
	WHERE schema = 'boh' AND relation = 'site_settings' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_site_settings_announce_all', 'BEFORE TRUNCATE ON site_settings FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed()', 'A'),
		('boh_site_settings_audit', 'AFTER INSERT OR DELETE OR UPDATE ON site_settings FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''site_settings'')', 'O'),
		('boh_site_settings_audit_all', 'AFTER TRUNCATE ON site_settings FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''site_settings'')', 'O'),
		('boh_site_settings_changed', 'AFTER INSERT OR DELETE OR UPDATE ON site_settings FOR EACH ROW EXECUTE FUNCTION boh_site_settings_changed()', 'A'),
		('boh_site_settings_changed_all', 'AFTER TRUNCATE ON site_settings FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed()', 'A'),
		('boh_site_settings_check', 'BEFORE INSERT OR UPDATE ON site_settings FOR EACH ROW EXECUTE FUNCTION boh_site_settings_check()', 'O'),
		('boh_site_settings_refer', 'AFTER INSERT OR DELETE OR UPDATE ON site_settings FOR EACH ROW EXECUTE FUNCTION boh_site_settings_refer()', 'O'),
		('boh_site_settings_refer_none', 'AFTER TRUNCATE ON site_settings FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_refer()', 'O')$$,
	'triggers of site_settings');

SELECT enum_has_labels('boh', 'setting_type', ARRAY['TEXT', 'NUMBER', 'BOOLEAN', 'JSON', 'IMAGE']);
SELECT enum_has_labels('boh', 'setting_group', ARRAY['GENERAL', 'CONTACT', 'SOCIAL_MEDIA', 'SEO', 'APPEARANCE']);

SELECT * FROM finish();
ROLLBACK;

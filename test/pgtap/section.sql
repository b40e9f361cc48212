-- The catalog of sections and of their forms.

\ir describe.psql

BEGIN;
SELECT plan(9);

SELECT enum_has_labels('section_type',
	ARRAY['HERO', 'TEXT', 'IMAGE', 'VIDEO', 'GALLERY', 'CONTACT_FORM', 'EVENT_LIST']);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'content_sections' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('page_id', 'uuid', true, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('position', 'integer', true, NULL),
		('type', 'section_type', true, NULL),
		('is_visible', 'boolean', true, 'true'),
		('data', 'jsonb', true, NULL)$$,
	'columns of content_sections');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'content_sections' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_content_sections_position', 'CHECK ("position" >= 0)'),
		('fk_content_sections_page_id', 'FOREIGN KEY (page_id) REFERENCES content_pages(id) ON UPDATE RESTRICT ON DELETE CASCADE'),
		('pk_content_sections', 'PRIMARY KEY (id)'),
		('uq_content_sections_page_id_position', 'UNIQUE (page_id, "position") DEFERRABLE')$$,
	'constraints of content_sections');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'content_sections'$$,
	'indexes that no constraint has of content_sections');

SELECT results_eq(
	$$SELECT definition, enabled FROM described_triggers
	WHERE schema = 'boh' AND relation = 'content_sections' AND name = 'boh_content_sections_check'$$,
	$$VALUES ('BEFORE INSERT OR UPDATE ON content_sections FOR EACH ROW EXECUTE FUNCTION boh_content_sections_check()', 'O')$$,
	'the trigger that checks content_sections');

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'section_schemas' ORDER BY number$$,
	$$VALUES
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('type', 'section_type', true, NULL),
		('schema', 'jsonb', true, NULL),
		('description', 'text', false, NULL)$$,
	'columns of section_schemas');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'section_schemas' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_section_schemas_description', 'CHECK (length(description) >= 1 AND length(description) <= 1000)'),
		('chk_section_schemas_schema', 'CHECK (schema @> ''{"type": "object"}''::jsonb)'),
		('chk_section_schemas_size', 'CHECK (length(schema::text) <= 100000)'),
		('pk_section_schemas', 'PRIMARY KEY (type)')$$,
	'constraints of section_schemas');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'section_schemas'$$,
	'indexes that no constraint has of section_schemas');

SELECT results_eq(
	$$SELECT name, definition, enabled FROM described_triggers
	WHERE schema = 'boh' AND relation = 'section_schemas' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_section_schemas_audit', 'AFTER INSERT OR DELETE OR UPDATE ON section_schemas FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''section_schemas'')', 'O'),
		('boh_section_schemas_audit_all', 'AFTER TRUNCATE ON section_schemas FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''section_schemas'')', 'O'),
		('boh_section_schemas_check', 'BEFORE INSERT OR UPDATE ON section_schemas FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_check()', 'O'),
		('boh_section_schemas_forget', 'BEFORE INSERT OR DELETE OR UPDATE ON section_schemas FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_forget()', 'A'),
		('boh_section_schemas_guard_all_sections', 'AFTER TRUNCATE ON section_schemas FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_guard_sections()', 'O'),
		('boh_section_schemas_guard_sections', 'AFTER INSERT OR DELETE OR UPDATE ON section_schemas FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_guard_sections()', 'O'),
		('boh_section_schemas_lock_sections', 'BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON section_schemas FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_lock_sections()', 'O')$$,
	'triggers of section_schemas');

SELECT * FROM finish();
ROLLBACK;

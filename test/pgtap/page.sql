-- The catalog of pages, their versions and sections, and of old slugs.

\ir describe.psql

BEGIN;
SELECT plan(16);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'content_pages' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('author_id', 'uuid', true, NULL),
		('published_at', 'timestamp(3) with time zone', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('live_version', 'integer', false, NULL),
		('previous_version', 'integer', false, NULL),
		('status', 'content_status', true, '''DRAFT''::content_status'),
		('slug', 'text COLLATE "C"', true, NULL),
		('title', 'text', true, NULL),
		('meta_description', 'text', false, NULL)$$,
	'columns of content_pages');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'content_pages' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_content_pages_live_version', 'CHECK ((status = ''PUBLISHED''::content_status) = (live_version IS NOT NULL))'),
		('chk_content_pages_meta_description', 'CHECK (length(meta_description) >= 1 AND length(meta_description) <= 1000)'),
		('chk_content_pages_previous_version', 'CHECK (previous_version < live_version)'),
		('chk_content_pages_published', 'CHECK (status <> ''PUBLISHED''::content_status OR published_at IS NOT NULL)'),
		('chk_content_pages_published_at', 'CHECK (isfinite(published_at))'),
		('chk_content_pages_slug', 'CHECK (slug ~ ''^[a-z0-9]+(-[a-z0-9]+)*$''::text AND length(slug) <= 100)'),
		('chk_content_pages_title', 'CHECK (length(title) >= 1 AND length(title) <= 300)'),
		('fk_content_pages_author_id', 'FOREIGN KEY (author_id) REFERENCES users(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('pk_content_pages', 'PRIMARY KEY (id)'),
		('uq_content_pages_slug', 'UNIQUE (slug)')$$,
	'constraints of content_pages');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'content_pages' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_content_pages_author_id', 'btree (author_id)'),
		('idx_content_pages_published', 'btree (published_at) WHERE status = ''PUBLISHED''::content_status'),
		('idx_content_pages_status_published_at', 'btree (status, published_at)')$$,
	'indexes that no constraint has of content_pages');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'content_pages' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_content_pages_audit', 'AFTER INSERT OR DELETE OR UPDATE ON content_pages FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''content_pages'')'),
		('boh_content_pages_audit_all', 'AFTER TRUNCATE ON content_pages FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''content_pages'')'),
		('boh_content_pages_check', 'BEFORE INSERT OR UPDATE ON content_pages FOR EACH ROW EXECUTE FUNCTION boh_content_pages_check()'),
		('boh_content_pages_keep_new_slug', 'AFTER INSERT ON content_pages FOR EACH ROW EXECUTE FUNCTION boh_content_pages_keep_slug()'),
		('boh_content_pages_keep_slug', 'AFTER UPDATE OF slug ON content_pages FOR EACH ROW WHEN (old.slug IS DISTINCT FROM new.slug) EXECUTE FUNCTION boh_content_pages_keep_slug()'),
		('boh_content_pages_lock_sections', 'BEFORE DELETE ON content_pages FOR EACH STATEMENT EXECUTE FUNCTION boh_content_pages_lock_sections()'),
		('boh_content_pages_publish', 'AFTER UPDATE ON content_pages FOR EACH ROW WHEN (old.live_version IS DISTINCT FROM new.live_version OR new.live_version IS NOT NULL AND old.slug IS DISTINCT FROM new.slug) EXECUTE FUNCTION boh_content_pages_publish()'),
		('boh_content_pages_publish_gone', 'AFTER DELETE ON content_pages FOR EACH ROW WHEN (old.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish()'),
		('boh_content_pages_publish_new', 'AFTER INSERT ON content_pages FOR EACH ROW WHEN (new.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish()'),
		('boh_content_pages_search', 'AFTER INSERT OR UPDATE ON content_pages FOR EACH ROW EXECUTE FUNCTION boh_content_pages_search()')$$,
	'triggers of content_pages');

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'content_page_versions' ORDER BY number$$,
	$$VALUES
		('page_id', 'uuid', true, NULL),
		('created_by', 'uuid', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('version', 'integer', true, NULL),
		('reason', 'text', true, NULL),
		('snapshot', 'jsonb', true, NULL),
		('hidden_sections', 'jsonb', true, '''[]''::jsonb')$$,
	'columns of content_page_versions');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'content_page_versions' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_content_page_versions_reason', 'CHECK (length(reason) >= 1 AND length(reason) <= 1000)'),
		('chk_content_page_versions_version', 'CHECK (version > 0)'),
		('fk_content_page_versions_created_by', 'FOREIGN KEY (created_by) REFERENCES users(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('fk_content_page_versions_page_id', 'FOREIGN KEY (page_id) REFERENCES content_pages(id) ON UPDATE RESTRICT ON DELETE CASCADE'),
		('pk_content_page_versions', 'PRIMARY KEY (page_id, version)')$$,
	'constraints of content_page_versions');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'content_page_versions' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_content_page_versions_created_by', 'btree (created_by)')$$,
	'indexes that no constraint has of content_page_versions');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'content_page_versions' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_content_page_versions_announce', 'AFTER UPDATE ON content_page_versions FOR EACH ROW WHEN (old.snapshot IS DISTINCT FROM new.snapshot) EXECUTE FUNCTION boh_content_page_versions_announce()'),
		('boh_content_page_versions_keep', 'BEFORE INSERT OR DELETE OR UPDATE ON content_page_versions FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_keep()'),
		('boh_content_page_versions_keep_all', 'BEFORE TRUNCATE ON content_page_versions FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_keep_all()'),
		('boh_content_page_versions_refer', 'AFTER INSERT OR DELETE OR UPDATE ON content_page_versions FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_refer()'),
		('boh_content_page_versions_refer_none', 'AFTER TRUNCATE ON content_page_versions FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_refer()'),
		('boh_content_page_versions_search', 'AFTER UPDATE ON content_page_versions FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_search()')$$,
	'triggers of content_page_versions');

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
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'content_sections' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_content_sections_audit', 'AFTER INSERT OR DELETE OR UPDATE ON content_sections FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''content_sections'')'),
		('boh_content_sections_audit_all', 'AFTER TRUNCATE ON content_sections FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''content_sections'')'),
		('boh_content_sections_check', 'BEFORE INSERT OR UPDATE ON content_sections FOR EACH ROW EXECUTE FUNCTION boh_content_sections_check()'),
		('boh_content_sections_order', 'AFTER UPDATE ON content_sections FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_order()'),
		('boh_content_sections_refer', 'AFTER INSERT OR DELETE OR UPDATE OF id, data ON content_sections FOR EACH ROW EXECUTE FUNCTION boh_content_sections_refer()'),
		('boh_content_sections_refer_none', 'AFTER TRUNCATE ON content_sections FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_refer()')$$,
	'triggers of content_sections');

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'slug_redirects' ORDER BY number$$,
	$$VALUES
		('page_id', 'uuid', false, NULL),
		('event_id', 'uuid', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('entity', 'text COLLATE "C"', true, NULL),
		('slug', 'text COLLATE "C"', true, NULL)$$,
	'columns of slug_redirects');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'slug_redirects' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_slug_redirects_slug', 'CHECK (slug ~ ''^[a-z0-9]+(-[a-z0-9]+)*$''::text AND length(slug) <= 100)'),
		('chk_slug_redirects_target', 'CHECK (
CASE entity
    WHEN ''page''::text THEN page_id IS NOT NULL AND event_id IS NULL
    WHEN ''event''::text THEN event_id IS NOT NULL AND page_id IS NULL
    ELSE false
END)'),
		('fk_slug_redirects_event_id', 'FOREIGN KEY (event_id) REFERENCES events(id) ON UPDATE RESTRICT ON DELETE CASCADE'),
		('fk_slug_redirects_page_id', 'FOREIGN KEY (page_id) REFERENCES content_pages(id) ON UPDATE RESTRICT ON DELETE CASCADE'),
		('pk_slug_redirects', 'PRIMARY KEY (entity, slug)')$$,
	'constraints of slug_redirects');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'slug_redirects' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_slug_redirects_event_id', 'btree (event_id)'),
		('idx_slug_redirects_page_id', 'btree (page_id)')$$,
	'indexes that no constraint has of slug_redirects');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'slug_redirects' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_slug_redirects_announce', 'AFTER INSERT OR DELETE OR UPDATE ON slug_redirects FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_announce()'),
		('boh_slug_redirects_check', 'BEFORE INSERT OR UPDATE ON slug_redirects FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_check()')$$,
	'triggers of slug_redirects');

SELECT * FROM finish();
ROLLBACK;

-- The catalog of media files and of references to them.

\ir describe.psql

BEGIN;
SELECT plan(9);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'media_files' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('uploaded_by', 'uuid', false, NULL),
		('created_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('deleted_at', 'timestamp(3) with time zone', false, NULL),
		('purge_started_at', 'timestamp(3) with time zone', false, NULL),
		('thumbnail_taken_at', 'timestamp(3) with time zone', false, NULL),
		('file_size', 'bigint', true, NULL),
		('width', 'integer', false, NULL),
		('height', 'integer', false, NULL),
		('thumbnail_attempts', 'smallint', true, '0'),
		('filename', 'text COLLATE "C"', true, NULL),
		('original_filename', 'text', true, NULL),
		('mime_type', 'text COLLATE "C"', true, NULL),
		('folder', 'text', true, '''root''::text'),
		('url', 'text COLLATE "C"', true, NULL),
		('thumbnail_url', 'text COLLATE "C"', false, NULL),
		('alt_text', 'text', false, NULL),
		('storage', 'text COLLATE "C"', true, '''HOT''::text'),
		('unused_since', 'timestamp(3) with time zone', false, NULL)$$,
	'columns of media_files');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'media_files' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_media_files_alt_text', 'CHECK (length(alt_text) <= 1000)'),
		('chk_media_files_dimensions', 'CHECK ((width IS NULL) = (height IS NULL) AND width > 0 AND height > 0)'),
		('chk_media_files_file_size', 'CHECK (file_size > 0)'),
		('chk_media_files_filename', 'CHECK (filename ~ ''^[a-z0-9][a-z0-9._-]*$''::text AND length(filename) <= 200)'),
		('chk_media_files_folder', 'CHECK (length(folder) >= 1 AND length(folder) <= 200)'),
		('chk_media_files_mime_type', 'CHECK (mime_type ~ ''^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$''::text AND length(mime_type) <= 200)'),
		('chk_media_files_original_filename', 'CHECK (length(original_filename) >= 1 AND length(original_filename) <= 500)'),
		('chk_media_files_purge', 'CHECK (purge_started_at IS NULL OR deleted_at IS NOT NULL)'),
		('chk_media_files_storage', 'CHECK (storage = ANY (ARRAY[''HOT''::text, ''COLD''::text]))'),
		('chk_media_files_thumbnail_attempts', 'CHECK (thumbnail_attempts >= 0)'),
		('chk_media_files_thumbnail_url', 'CHECK (thumbnail_url ~ ''^[^[:space:]<>"]*/[^[:space:]<>"]*$''::text AND length(thumbnail_url) <= 2000)'),
		('chk_media_files_url', 'CHECK (url ~ ''^[^[:space:]<>"]*/[^[:space:]<>"]*$''::text AND length(url) <= 2000)'),
		('fk_media_files_uploaded_by', 'FOREIGN KEY (uploaded_by) REFERENCES users(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('pk_media_files', 'PRIMARY KEY (id)'),
		('uq_media_files_filename', 'UNIQUE (filename)'),
		('uq_media_files_url', 'UNIQUE (url)')$$,
	'constraints of media_files');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'media_files' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_media_files_created_at', 'btree (created_at)'),
		('idx_media_files_deleted_at', 'btree (deleted_at) WHERE deleted_at IS NOT NULL'),
		('idx_media_files_folder_created_at', 'btree (folder, created_at)'),
		('idx_media_files_mime_type', 'btree (mime_type)'),
		('idx_media_files_pending_thumbnail', 'btree (id) WHERE thumbnail_url IS NULL AND deleted_at IS NULL AND thumbnail_attempts < 5 AND mime_type ~~ ''image/%''::text'),
		('idx_media_files_thumbnail_url', 'btree (thumbnail_url) WHERE thumbnail_url IS NOT NULL'),
		('idx_media_files_unused_since', 'btree (unused_since) WHERE unused_since IS NOT NULL AND storage = ''HOT''::text'),
		('idx_media_files_uploaded_by_created_at', 'btree (uploaded_by, created_at)')$$,
	'indexes that no constraint has of media_files');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'media_files' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_media_files_announce', 'AFTER INSERT OR DELETE OR UPDATE ON media_files FOR EACH ROW EXECUTE FUNCTION boh_media_files_announce()'),
		('boh_media_files_audit', 'AFTER INSERT OR DELETE OR UPDATE ON media_files FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''media_files'')'),
		('boh_media_files_audit_all', 'AFTER TRUNCATE ON media_files FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''media_files'')'),
		('boh_media_files_check', 'BEFORE INSERT OR UPDATE ON media_files FOR EACH ROW EXECUTE FUNCTION boh_media_files_check()'),
		('boh_media_files_keep', 'BEFORE DELETE ON media_files FOR EACH ROW EXECUTE FUNCTION boh_media_files_keep()')$$,
	'triggers of media_files');

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'media_references' ORDER BY number$$,
	$$VALUES
		('media_id', 'uuid', true, NULL),
		('entity_id', 'uuid', true, NULL),
		('entity', 'text COLLATE "C"', true, NULL),
		('path', 'text COLLATE "C"', true, NULL),
		('target', 'text COLLATE "C"', true, NULL)$$,
	'columns of media_references');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'media_references' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_media_references_entity', 'CHECK (entity = ANY (ARRAY[''section''::text, ''page_version''::text, ''event''::text, ''setting''::text]))'),
		('chk_media_references_path', 'CHECK (octet_length(path) <= 1000)'),
		('chk_media_references_target', 'CHECK (target = ANY (ARRAY[''url''::text, ''thumbnail_url''::text]))'),
		('fk_media_references_media_id', 'FOREIGN KEY (media_id) REFERENCES media_files(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('pk_media_references', 'PRIMARY KEY (media_id, entity, entity_id, path, target)')$$,
	'constraints of media_references');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'media_references' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_media_references_entity_id_path', 'btree (entity_id, path)')$$,
	'indexes that no constraint has of media_references');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'media_references' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_media_references_keep', 'BEFORE INSERT OR DELETE OR UPDATE ON media_references FOR EACH ROW EXECUTE FUNCTION boh_media_references_keep()'),
		('boh_media_references_keep_all', 'BEFORE TRUNCATE ON media_references FOR EACH STATEMENT EXECUTE FUNCTION boh_media_references_keep()')$$,
	'triggers of media_references');

-- Nothing but a change of the columns that count sets them off: bookings write events, too.
SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND name ~ '_refer(_none)?$' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_content_page_versions_refer', 'AFTER INSERT OR DELETE OR UPDATE ON content_page_versions FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_refer()'),
		('boh_content_page_versions_refer_none', 'AFTER TRUNCATE ON content_page_versions FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_refer()'),
		('boh_content_sections_refer', 'AFTER INSERT OR DELETE OR UPDATE OF id, data ON content_sections FOR EACH ROW EXECUTE FUNCTION boh_content_sections_refer()'),
		('boh_content_sections_refer_none', 'AFTER TRUNCATE ON content_sections FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_refer()'),
		('boh_events_refer', 'AFTER INSERT OR DELETE OR UPDATE OF id, image_url, video_url ON events FOR EACH ROW EXECUTE FUNCTION boh_events_refer()'),
		('boh_events_refer_none', 'AFTER TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION boh_events_refer()'),
		('boh_site_settings_refer', 'AFTER INSERT OR DELETE OR UPDATE ON site_settings FOR EACH ROW EXECUTE FUNCTION boh_site_settings_refer()'),
		('boh_site_settings_refer_none', 'AFTER TRUNCATE ON site_settings FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_refer()')$$,
	'triggers of what refers to media');

SELECT * FROM finish();
ROLLBACK;

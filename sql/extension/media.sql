CREATE FUNCTION boh_media_files_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_check';
COMMENT ON FUNCTION boh_media_files_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on media_files, per row: makes filename and url where they are NULL, writes mime_type in lower case, sets updated_at. Raises BH037 (a file in use is put into the bin or given another address), BH039 (media type), BH040 (too large), BH042 (being removed), 22023 (a setting that cannot be read).';

CREATE FUNCTION boh_media_files_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_keep';
COMMENT ON FUNCTION boh_media_files_keep() IS
	'Trigger, BEFORE DELETE on media_files, per row: raises BH037 when something refers to the file, BH042 when it was marked for removal in this transaction.';

CREATE FUNCTION boh_media_files_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_announce';
COMMENT ON FUNCTION boh_media_files_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on media_files, per row: sends NOTIFY boh_cache when a file that readers can see changes or goes, NOTIFY boh_thumbnails when there is a picture without a thumbnail.';

CREATE FUNCTION boh_media_references_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_references_keep';
COMMENT ON FUNCTION boh_media_references_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on media_references: raises BH041.';

CREATE FUNCTION boh_content_sections_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_refer';
COMMENT ON FUNCTION boh_content_sections_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_sections: keeps media_references. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_content_page_versions_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_refer';
COMMENT ON FUNCTION boh_content_page_versions_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_page_versions: keeps media_references. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_events_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_refer';
COMMENT ON FUNCTION boh_events_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on events: keeps media_references of image_url and video_url. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_site_settings_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_refer';
COMMENT ON FUNCTION boh_site_settings_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on site_settings: keeps media_references of settings of type IMAGE. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_media_usage(media uuid)
RETURNS TABLE (entity text, entity_id uuid, path text, name text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_usage';
COMMENT ON FUNCTION boh_media_usage(uuid) IS
	'What refers to a file: one row a place. entity is section, page_version, event or setting; path says where in it; name says which one in words, NULL where the caller may not read it. Needs SELECT on media_files and media_references. Raises P0002 (no such file), 22004.';

CREATE FUNCTION boh_orphaned_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, original_filename text, url text, thumbnail_url text, mime_type text,
	file_size bigint, folder text, uploaded_by uuid, created_at timestamptz, deleted_at timestamptz)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_orphaned_media';
COMMENT ON FUNCTION boh_orphaned_media(integer) IS
	'Files that nothing refers to, uploaded more than older_than_days (0 to 36500) ago and, where they are in the bin, put there as long ago: what boh_purge_media() would give out anew, unless it finds references that are missing. Needs SELECT on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_purge_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, url text, thumbnail_url text, file_size bigint,
	deleted_at timestamptz, purge_started_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_purge_media';
COMMENT ON FUNCTION boh_purge_media(integer) IS
	'First step of removing files: brings references up to date as boh_refresh_media_references() does, marks what boh_orphaned_media(older_than_days) finds then, leaving out what others have locked, and returns it together with all that was marked before and not confirmed. Commit, remove these files and their thumbnails (one that is missing counts as removed), then call boh_media_purged() with the ids. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_media_purged(media uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_purged';
COMMENT ON FUNCTION boh_media_purged(uuid[]) IS
	'Second step of removing files: deletes the rows that boh_purge_media() gave out and whose files are gone now; others are left alone. Returns how many were deleted. Needs SELECT, UPDATE and DELETE on media_files. Raises 22004, BH042 (given out in this very transaction).';

CREATE FUNCTION boh_take_thumbnails(max_rows integer DEFAULT 10, lease_seconds integer DEFAULT 300)
RETURNS TABLE (id uuid, filename text, url text, mime_type text, file_size bigint, width integer, height integer,
	attempt integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_take_thumbnails';
COMMENT ON FUNCTION boh_take_thumbnails(integer, integer) IS
	'Takes up to max_rows pictures without a thumbnail, oldest first, for a worker to make them; nobody else gets them for lease_seconds (1 to 86400). A thumbnail is done when thumbnail_url is set. A picture is given out five times at most; attempt counts. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_refresh_media_references()
RETURNS TABLE (added bigint, removed bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_refresh_media_references';
COMMENT ON FUNCTION boh_refresh_media_references() IS
	'Compares the references of all sections, versions, events and settings with what they contain, and mends what differs: after an import that made files after what refers to them, or while triggers were off. Returns how many references were added and removed. Needs UPDATE on media_files.';

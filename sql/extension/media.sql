CREATE FUNCTION boh_media_files_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_check';
COMMENT ON FUNCTION boh_media_files_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on media_files, per row: makes filename and url if they are NULL, writes mime_type in lower case, sets updated_at. Raises BH037 (a file in use is put into the bin or gets another address), BH039 (media type), BH040 (too large), BH042 (being removed), 22023 (a setting that cannot be read).';

CREATE FUNCTION boh_media_files_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_keep';
COMMENT ON FUNCTION boh_media_files_keep() IS
	'Trigger, BEFORE DELETE on media_files, per row: raises BH037 when something refers to the file, BH042 when it was marked for removal in this transaction.';

CREATE FUNCTION boh_media_files_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_announce';
COMMENT ON FUNCTION boh_media_files_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on media_files, per row: sends NOTIFY boh_cache when a file that readers can see is changed or removed, and NOTIFY boh_thumbnails when a picture has no thumbnail.';

CREATE FUNCTION boh_media_references_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_references_keep';
COMMENT ON FUNCTION boh_media_references_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on media_references: raises BH041.';

CREATE FUNCTION boh_content_sections_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_refer';
COMMENT ON FUNCTION boh_content_sections_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_sections: brings media_references up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_content_page_versions_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_refer';
COMMENT ON FUNCTION boh_content_page_versions_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_page_versions: brings media_references up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_events_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_refer';
COMMENT ON FUNCTION boh_events_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on events: brings media_references of image_url and video_url up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_site_settings_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_refer';
COMMENT ON FUNCTION boh_site_settings_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on site_settings: brings media_references of settings of type IMAGE up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_media_usage(media uuid)
RETURNS TABLE (entity text, entity_id uuid, path text, name text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_usage';
COMMENT ON FUNCTION boh_media_usage(uuid) IS
	'Lists what refers to a file, one row for each place. entity is section, page_version, event or setting; path is the place in it; name describes it in words, and is NULL if the caller may not read it. Needs SELECT on media_files and media_references. Raises P0002 (no such file), 22004.';

CREATE FUNCTION boh_orphaned_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, original_filename text, url text, thumbnail_url text, mime_type text,
	file_size bigint, folder text, uploaded_by uuid, created_at timestamptz, deleted_at timestamptz)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_orphaned_media';
COMMENT ON FUNCTION boh_orphaned_media(integer) IS
	'Lists files that nothing refers to, that were uploaded more than older_than_days (0 to 36500) days ago, and that, if they are in the bin, were put there as long ago. boh_purge_media() would mark these files, except those for which it finds missing references. Needs SELECT on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_purge_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, url text, thumbnail_url text, file_size bigint,
	deleted_at timestamptz, purge_started_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_purge_media';
COMMENT ON FUNCTION boh_purge_media(integer) IS
	'First step of removing files. Brings references up to date as boh_refresh_media_references() does, then marks the files that boh_orphaned_media(older_than_days) lists; skips files that others have locked. Returns the marked files, also those that were marked before and are not yet confirmed as removed. Commit, remove these files and their thumbnails (a missing one counts as removed), then call boh_media_purged() with the ids. Needs SELECT and UPDATE on media_files. Raises 22004, 22023, 25006 (read-only transaction).';

CREATE FUNCTION boh_media_purged(media uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_purged';
COMMENT ON FUNCTION boh_media_purged(uuid[]) IS
	'Second step of removing files: deletes the rows with these ids, whose files are removed now. Ids that boh_purge_media() has not marked are ignored. Returns how many rows were deleted. Needs SELECT, UPDATE and DELETE on media_files. Raises 22004, BH042 (marked in the same transaction), 25006 (read-only transaction).';

CREATE FUNCTION boh_take_thumbnails(max_rows integer DEFAULT 10, lease_seconds integer DEFAULT 300)
RETURNS TABLE (id uuid, filename text, url text, mime_type text, file_size bigint, width integer, height integer,
	attempt integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_take_thumbnails';
COMMENT ON FUNCTION boh_take_thumbnails(integer, integer) IS
	'Gives up to max_rows pictures without a thumbnail, oldest first, to a worker that makes the thumbnails. Nobody else gets them for lease_seconds (1 to 86400). A thumbnail is done when thumbnail_url is set. A picture is given out five times at most; attempt says which time this is. Needs SELECT and UPDATE on media_files. Raises 22004, 22023, 25006 (read-only transaction).';

CREATE FUNCTION boh_refresh_media_references()
RETURNS TABLE (added bigint, removed bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_refresh_media_references';
COMMENT ON FUNCTION boh_refresh_media_references() IS
	'Compares the stored references with the contents of all sections, versions, events and settings, and corrects them. Needed after an import that made files later than what refers to them, or that ran while triggers were off. Returns how many references were added and removed. Needs the profile maintenance or UPDATE on media_files. Raises 25006 (read-only transaction).';

CREATE FUNCTION boh_cold_media(older_than_days integer DEFAULT 365)
RETURNS TABLE (id uuid, filename text, url text, file_size bigint, unused_since timestamptz(3), storage text, move_to text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_cold_media';
COMMENT ON FUNCTION boh_cold_media(integer) IS
	'Media files whose storage should change: those that nothing has referred to for so many days (0 to 36500) and that can move to COLD, and those in COLD storage that are in use again. Pictures of archived events count as not used. file_size is in bytes; unused_since is NULL for a file in use; move_to is HOT or COLD. Move the file, then call boh_media_stored(). Changes nothing. For roles with the profile maintenance, and for roles that may read media_files. Raises 22004, 22023, 42501.';

CREATE FUNCTION boh_media_stored(media uuid[], storage text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_stored';
COMMENT ON FUNCTION boh_media_stored(uuid[], text) IS
	'Records that files are kept in HOT or in COLD storage now. Their rows and addresses stay. Files that are being removed are left out. Returns how many rows changed. For roles with the profile maintenance, and for roles that may change media_files. Raises 22004, 22023, 25006, 42501.';

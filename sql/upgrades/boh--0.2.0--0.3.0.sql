-- From 0.2.0 to 0.3.0: pages, sections, rich text, media, settings.  The build adds
-- boh_migration_scripts(), see the Makefile.

CREATE FUNCTION boh_json_patch(data jsonb, patch jsonb) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_patch';
COMMENT ON FUNCTION boh_json_patch(jsonb, jsonb) IS
	'Data as patch changes it: a JSON Patch (RFC 6902), an array of at most 1,000 operations add, remove, replace, move, copy and test. In a path, * in the place of an array''s index is every element; in path, the same one as in from. An operation that does not find its source, or no place for its result, is skipped; where a test fails data stays as it is. Raises 22023 for what is no patch, 54000 for a result that grows beyond 256 megabytes.';

CREATE FUNCTION boh_sanitize_html(html text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html';
COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'html, rich text as editors write it, less all that could do harm on a page: what stays is an allow list of elements, attributes and URLs. Text that is seen is kept. The result is read by browsers as the tree that was written, and is left as it is when sanitized again. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_html_errors(html text) RETURNS TABLE (path text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_html_errors';
COMMENT ON FUNCTION boh_html_errors(text) IS
	'What keeps html, rich text, from being safe as it stands, at most 1,000 rows; none when it may be put into a page unchanged: boh_sanitize_html() would take nothing away, and all tags are well-formed, in place and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, empty where there is none; message says what is wrong. What cannot be read is a row, too. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_content_sections_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_check';
COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: raises 23514 when data, new or of a new type, are not of the form that the type has, BH033 when it has none; locks the page that a new or moved section joins, and puts it at its end when position is NULL; sets updated_at.';

CREATE FUNCTION boh_validate_section(section_type text, data jsonb) RETURNS boolean
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_validate_section';
COMMENT ON FUNCTION boh_validate_section(text, jsonb) IS
	'True when data may be those of a section of that type, a value of section_type; otherwise raises 23514, whose message names the first place, what was expected and what was found, and whose DETAIL has all errors, as far as 64 kilobytes go. Raises BH033 for a type that does not exist or has no schema, 42501 for a role that may not read section_schemas.';

CREATE FUNCTION boh_section_errors(section_type text, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_errors';
COMMENT ON FUNCTION boh_section_errors(text, jsonb) IS
	'Everything that keeps data from being those of a section of that type, as boh_json_errors() tells it; no rows when there is nothing. Raises BH033 and 42501 as boh_validate_section() does.';

CREATE FUNCTION boh_section_schema(section_type text) RETURNS jsonb
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_schema';
COMMENT ON FUNCTION boh_section_schema(text) IS
	'The JSON Schema of the data of sections of that type which is in force: the one in section_schemas, or else the one that the extension has, with title and description of each key. Raises BH033 and 42501 as boh_validate_section() does.';

CREATE FUNCTION boh_section_schemas_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_lock_sections';
COMMENT ON FUNCTION boh_section_schemas_lock_sections() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE on section_schemas, per statement: locks content_sections against writers until the transaction ends, so that no section is written by a form that is being replaced.';

CREATE FUNCTION boh_section_schemas_forget() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_forget';
COMMENT ON FUNCTION boh_section_schemas_forget() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on section_schemas, per row, ENABLE ALWAYS: sessions forget the forms that they keep, this one at once, others when the transaction commits.';

CREATE FUNCTION boh_section_schemas_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_check';
COMMENT ON FUNCTION boh_section_schemas_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on section_schemas, per row: raises the errors of boh_json_valid() for a schema that is none (22023) or is not supported (0A000); sets updated_at.';

CREATE FUNCTION boh_section_schemas_guard_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_guard_sections';
COMMENT ON FUNCTION boh_section_schemas_guard_sections() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE per row and AFTER TRUNCATE per statement on section_schemas: raises BH032, with a list of them in DETAIL, when existing sections are not of the form that their type now has, or it has none any more; not while boh.allow_broken_sections is on.';

CREATE FUNCTION boh_migrate_sections(section_type text, patch jsonb, new_schema jsonb DEFAULT NULL)
	RETURNS TABLE (sections integer, version_sections integer)
	LANGUAGE c ROWS 1
	AS 'MODULE_PATHNAME', 'boh_migrate_sections';
COMMENT ON FUNCTION boh_migrate_sections(text, jsonb, jsonb) IS
	'Moves all sections of a type to another shape, as they are edited and within versions of pages. patch is a JSON Patch for their data, as boh_json_patch() takes it; new_schema becomes their form in section_schemas, NULL leaves the form as it is. Returns how many sections and how many within versions it changed. Raises BH032, and nothing changes, when some are not of the form afterwards; with boh.allow_broken_sections on these stay as they are. Raises 22023 for what is no patch or no schema, BH033 for a type without schema, 42501 for a role that may not change section_schemas and all of content_sections. Writers of sections and those who publish wait until the transaction ends.';

CREATE FUNCTION boh_content_pages_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_check';
COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title where it is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (one of these versions written).';

CREATE FUNCTION boh_content_pages_publish() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_publish';
COMMENT ON FUNCTION boh_content_pages_publish() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on content_pages, per row: writes the version that became live, and announces on boh_cache every slug under which readers see something else now.';

CREATE FUNCTION boh_content_page_versions_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_keep';
COMMENT ON FUNCTION boh_content_page_versions_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on content_page_versions, per row: raises BH030 for a row that is not written by publishing, BH035 when one is deleted that readers see or that is its page''s newest, unless it goes with its page.';

CREATE FUNCTION boh_content_page_versions_keep_all() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_keep_all';
COMMENT ON FUNCTION boh_content_page_versions_keep_all() IS
	'Trigger, BEFORE TRUNCATE on content_page_versions, per statement: raises BH035 while a page is PUBLISHED.';

CREATE FUNCTION boh_content_page_versions_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_announce';
COMMENT ON FUNCTION boh_content_page_versions_announce() IS
	'Trigger, AFTER UPDATE on content_page_versions, per row: announces the page on boh_cache.';

CREATE FUNCTION boh_create_page(page jsonb, sections jsonb) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_create_page';
COMMENT ON FUNCTION boh_create_page(jsonb, jsonb) IS
	'Makes a page and its sections at once. page is an object with title and, as needed, slug, metaDescription, authorId (else the setting boh.user_id), status (DRAFT), publishedAt; sections is an array, in order, of objects with type, data and, as needed, isVisible (true). Returns the page''s id. Raises 22004, 22023 (not of this form, DETAIL names every place), 23514 (data of a section), and what a plain INSERT raises.';

CREATE FUNCTION boh_publish_page(page uuid, at timestamptz DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_publish_page';
COMMENT ON FUNCTION boh_publish_page(uuid, timestamptz) IS
	'Publishes a page as it is now, at a time: in the future it is scheduled, and readers see what they see now until then. NULL is now, and leaves published_at alone where it has come already. Returns the number of the version. Raises 22004, 22023 (at is infinite), P0002 (no such page).';

CREATE FUNCTION boh_rollback_page(page uuid, version integer) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_rollback_page';
COMMENT ON FUNCTION boh_rollback_page(uuid, integer) IS
	'Brings title, meta description and sections of a page back to a version, hidden sections included, and writes them as a new version, which is live if the page is PUBLISHED. Returns its number. Raises 22004, 22023, P0002 (no such page or version), 23514 (a section is not of the form that its type has now).';

CREATE FUNCTION boh_add_section(page uuid, section_type text, data jsonb, at_position integer DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_add_section';
COMMENT ON FUNCTION boh_add_section(uuid, text, jsonb, integer) IS
	'Adds a section to a page, at a position counted from 0: where that is taken, it and those after it move up by one; NULL and positions beyond the last one are the end. Returns the section''s id. Raises 22004, 22023, 22P02 (no such type), 23514 (data), P0002 (no such page).';

CREATE FUNCTION boh_reorder_sections(page uuid, sections uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_reorder_sections';
COMMENT ON FUNCTION boh_reorder_sections(uuid, uuid[]) IS
	'Puts the sections of a page into the order of their ids in the array, at positions from 0 up. Returns how many changed their position. Raises 22004, BH034 (not each section of the page, hidden ones included, is named once), P0002 (no such page).';

CREATE FUNCTION boh_page(slug text, preview boolean DEFAULT false) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page';
COMMENT ON FUNCTION boh_page(text, boolean) IS
	'What readers see at a slug at this moment: {"id", "version", "title", "metaDescription", "publishedAt", "sections": [{"id", "type", "data"}]}. "redirect" names the page''s slug where this is an old one of it, "validUntil" the time at which a scheduled version takes over. NULL: nothing is to be seen. With preview the page as it is edited, "version" null. Needs SELECT on content_pages and content_page_versions, preview on content_sections instead, old slugs on slug_redirects. Raises 22004.';

CREATE FUNCTION boh_page_diff(page uuid, from_version integer, to_version integer) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_diff';
COMMENT ON FUNCTION boh_page_diff(uuid, integer, integer) IS
	'What readers would see differently in another version; NULL is the page as it is edited. "title" and "metaDescription" have "from" and "to" where they differ; "sections" has "added", "removed", "moved" (with places "from" and "to", counted from 0) and "changed" (with "paths", JSON Pointers into data, and "oldType" where the type changed). Needs SELECT on content_page_versions, for NULL on content_pages and content_sections as well. Raises 22004, P0002 (no such page or version).';

CREATE FUNCTION boh_page_advice(page uuid) RETURNS TABLE (field text, advice text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_advice';
COMMENT ON FUNCTION boh_page_advice(uuid) IS
	'What would make a page, as it is edited, easier to find and to read: a title of fewer than 60 characters, a description of 150 to 160, one heading of the first level (of a HERO, or h1 in a text), alternative texts of pictures. field is a JSON Pointer into boh_page(slug, true). No rows: nothing to improve. Raises 22004, P0002 (no such page).';

CREATE FUNCTION boh_content_pages_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_keep_slug';
COMMENT ON FUNCTION boh_content_pages_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on content_pages, per row: removes the redirect of the slug that was taken, and keeps one from the slug that a PUBLISHED page had before.';

CREATE FUNCTION boh_events_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_keep_slug';
COMMENT ON FUNCTION boh_events_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on events, per row: removes the redirect of the slug that was taken, and keeps one from the slug that an event had before, unless it was a DRAFT.';

CREATE FUNCTION boh_slug_redirects_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_announce';
COMMENT ON FUNCTION boh_slug_redirects_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on slug_redirects, per row: announces the slug of a page on boh_cache.';

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

CREATE FUNCTION boh_validate_setting(setting_type text, value text) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_validate_setting';
COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value: NUMBER a number as JSON writes it, with at most 131072 digits before and 16383 after the point; BOOLEAN true or false; JSON a JSON text that jsonb can hold; IMAGE a URL as the format boh-image-url has it; TEXT anything. NULL, no value, suits every type. The trigger of site_settings asks the same. Raises 22004 (no type), 22023 (unknown type), 54001 (JSON nested too deeply).';

CREATE FUNCTION boh_setting(key text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_setting';
COMMENT ON FUNCTION boh_setting(text) IS
	'Value of a setting as text; NULL when there is no such setting or it has no value. From the session''s memory, which forgets as soon as a change is committed; under REPEATABLE READ, too, it is what is committed now and what this transaction has changed. Raises 42501 unless the caller may select key and value of site_settings; with row-level security the table itself is asked.';

CREATE FUNCTION boh_settings(setting_group text DEFAULT NULL, public_only boolean DEFAULT true) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_settings';
COMMENT ON FUNCTION boh_settings(text, boolean) IS
	'Settings of a group, or of all for NULL, as one object of key and value; only those with is_public unless public_only is false. A NUMBER is a JSON number, a BOOLEAN true or false, JSON itself, anything else a string; no value is null. From the same memory as boh_setting(). Raises 22004 (public_only is NULL), 22023 (unknown group), 23514 (a value that came past the trigger and is not of its type), 42501 unless the caller may select key, value, type, setting_group and is_public of site_settings.';

CREATE FUNCTION boh_site_settings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_check';
COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: refuses a value that is not of the setting''s type (23514), sets updated_at.';

CREATE FUNCTION boh_site_settings_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_changed';
COMMENT ON FUNCTION boh_site_settings_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on site_settings per row, BEFORE and AFTER TRUNCATE per statement, each ENABLE ALWAYS: makes sessions forget what they keep of the table and announces the setting''s key, old and new, on channel boh_cache.';

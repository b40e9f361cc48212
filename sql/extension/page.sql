CREATE FUNCTION boh_content_pages_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_check';
COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title where it is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (one of these versions written), 23514 (title of which nothing can be seen).';

CREATE FUNCTION boh_content_pages_publish() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_publish';
COMMENT ON FUNCTION boh_content_pages_publish() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on content_pages, per row: writes the version that became live, and announces on boh_cache every slug under which readers see something else now.';

CREATE FUNCTION boh_content_pages_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_lock_sections';
COMMENT ON FUNCTION boh_content_pages_lock_sections() IS
	'Trigger, BEFORE DELETE on content_pages, per statement: locks content_sections, whose rows go with their pages, as whoever writes sections does.';

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
	'Makes a page and its sections at once. page is an object with title and, as needed, slug, metaDescription, authorId (else the person of the session, and without a session the setting boh.user_id), status (DRAFT), publishedAt; sections is an array, in order, of objects with type, data and, as needed, isVisible (true). Returns the page''s id. Raises 22004, 22023 (not of this form, DETAIL names every place; no author), 23514 (data of a section), and what a plain INSERT raises.';

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

CREATE FUNCTION boh_copy_page(page uuid, slug text DEFAULT NULL, title text DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_copy_page';
COMMENT ON FUNCTION boh_copy_page(uuid, text, text) IS
	'Copies a page with all its sections, hidden ones included, as it is edited. The copy is a DRAFT; slug (at most 100 characters) is made from the title when NULL, title (at most 300) is the page''s when NULL, the author is the person of the session, without a session the setting boh.user_id, or else the page''s. Sections keep type, data, visibility and position; columns of your own get their defaults. Returns the id of the copy. Raises 22004, 22023, 23505 (the slug is taken), 23514 (data that are not of the form that their type has now), P0002 (no such page).';

CREATE FUNCTION boh_move_section(section uuid, page uuid, at_position integer DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_move_section';
COMMENT ON FUNCTION boh_move_section(uuid, uuid, integer) IS
	'Moves a section to a page, another one or its own, at a position counted from 0: where another section has that, it and those after it move up by one; NULL and positions beyond the last one are the end. Returns its position. Locks both pages and their sections first, so that it cannot meet boh_reorder_sections() in a deadlock. Raises 22004, 22023, 40001 (the section was moved by somebody else meanwhile), P0002 (no such section or page).';

CREATE FUNCTION boh_iso_time(at timestamptz) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_iso_time';
COMMENT ON FUNCTION boh_iso_time(timestamptz) IS
	'A time as documents of boh have it: ISO 8601 in UTC with milliseconds, as 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript''s Date reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.';

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

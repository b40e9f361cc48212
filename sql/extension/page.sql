CREATE FUNCTION boh_content_pages_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_check';
COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title if slug is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (live_version or previous_version written), 23514 (title without a visible character).';

CREATE FUNCTION boh_content_pages_publish() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_publish';
COMMENT ON FUNCTION boh_content_pages_publish() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on content_pages, per row: writes the version that became live, and announces on boh_cache each slug that shows readers something else now.';

CREATE FUNCTION boh_content_pages_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_lock_sections';
COMMENT ON FUNCTION boh_content_pages_lock_sections() IS
	'Trigger, BEFORE DELETE on content_pages, per statement: locks content_sections, whose rows are deleted with their pages, in the way of a statement that writes sections.';

CREATE FUNCTION boh_content_page_versions_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_keep';
COMMENT ON FUNCTION boh_content_page_versions_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on content_page_versions, per row: raises BH030 for a row that is not written by publishing, BH035 for deleting a version that readers see or the newest version of a page, unless it is deleted with its page.';

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
	'Makes a page and its sections. page is an object with title and, optionally, slug, metaDescription, authorId (default: the person of the session or, without a session, the setting boh.user_id), status (default: DRAFT) and publishedAt. sections is an array, in the order of the page, of objects with type, data and, optionally, isVisible (default: true). Returns the id of the page. Raises 22004, 22023 (an argument has another form, and DETAIL lists all errors; or no author), 23514 (data of a section), 25006 (read-only transaction), and what a plain INSERT raises.';

CREATE FUNCTION boh_import_html(slug text, title text, html text) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_import_html';
COMMENT ON FUNCTION boh_import_html(text, text, text) IS
	'Makes a DRAFT page of an HTML document and returns its id. Runs of text become TEXT sections, as boh_sanitize_html() makes them safe; a picture alone on its line becomes an IMAGE, several of them a GALLERY; a video of YouTube or Vimeo, or of a file, becomes a VIDEO. Pictures within a sentence, list, table or quotation stay in the text. What boh_sanitize_html() removes is removed, and so is nav; if the document has an element main, only its contents are read. Pictures and videos without an allowed address are left out, and a NOTICE says how many; relative addresses are resolved if the document has a base or a canonical link. slug has at most 100 characters; if there is none, it is made from the title. title has at most 300; if there is none, it is that of the document, or else its first h1. The description is that of the document. The author is the person of the session or, without a session, the setting boh.user_id. Raises 22004 (no html), 22023 (no title, no author), 54000 (a limit of boh_sanitize_html(), more than 1,000 sections, or more than 500,000 characters in a paragraph, table or list), 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only transaction), and what a plain INSERT raises.';

CREATE FUNCTION boh_publish_page(page uuid, at timestamptz DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_publish_page';
COMMENT ON FUNCTION boh_publish_page(uuid, timestamptz) IS
	'Publishes a page as it is now, from the time at on. A time in the future schedules the page: until then readers see what they see now. NULL is the current time, but published_at stays as it is if it has passed. Returns the number of the version. Raises 22004, 22023 (at is infinite), P0002 (no such page), 25006 (read-only transaction).';

CREATE FUNCTION boh_rollback_page(page uuid, version integer) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_rollback_page';
COMMENT ON FUNCTION boh_rollback_page(uuid, integer) IS
	'Restores title, meta description and sections of a page, hidden ones included, from a version. Writes them as a new version, which is live if the page is PUBLISHED. Returns the number of the new version. Raises 22004, 22023, P0002 (no such page or version), 23514 (a section does not match the schema that its type has now), 25006 (read-only transaction).';

CREATE FUNCTION boh_add_section(page uuid, section_type text, data jsonb, at_position integer DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_add_section';
COMMENT ON FUNCTION boh_add_section(uuid, text, jsonb, integer) IS
	'Adds a section to a page at a position, counted from 0. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the id of the section. Raises 22004, 22023, 22P02 (no such type), 23514 (data), P0002 (no such page), 25006 (read-only transaction).';

CREATE FUNCTION boh_reorder_sections(page uuid, sections uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_reorder_sections';
COMMENT ON FUNCTION boh_reorder_sections(uuid, uuid[]) IS
	'Puts the sections of a page into the order of their ids in the array, at positions from 0 on. Returns how many sections have another position now. Raises 22004, BH034 (the array does not name each section of the page, hidden ones included, once), P0002 (no such page), 25006 (read-only transaction).';

CREATE FUNCTION boh_copy_page(page uuid, slug text DEFAULT NULL, title text DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_copy_page';
COMMENT ON FUNCTION boh_copy_page(uuid, text, text) IS
	'Copies a page, as it is edited, with all its sections, hidden ones included. The copy is a DRAFT. If slug (at most 100 characters) is NULL, it is made from the title; if title (at most 300) is NULL, it is that of the page. The author is the person of the session or, without a session, the setting boh.user_id, or else the author of the page. Sections keep type, data, visibility and position; columns of your own get their defaults. Returns the id of the copy. Raises 22004, 22023, 23505 (the slug is taken), 23514 (data that do not match the schema that their type has now), P0002 (no such page), 25006 (read-only transaction).';

CREATE FUNCTION boh_move_section(section uuid, page uuid, at_position integer DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_move_section';
COMMENT ON FUNCTION boh_move_section(uuid, uuid, integer) IS
	'Moves a section to a position, counted from 0, on its own page or another one. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the new position. Locks both pages and their sections first, so that no deadlock with boh_reorder_sections() is possible. Raises 22004, 22023, 40001 (somebody else has moved the section meanwhile), P0002 (no such section or page), 25006 (read-only transaction).';

CREATE FUNCTION boh_iso_time(at timestamptz) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_iso_time';
COMMENT ON FUNCTION boh_iso_time(timestamptz) IS
	'A time as text, in the format that documents of boh use: ISO 8601 in UTC with milliseconds, such as 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript''s Date reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.';

CREATE FUNCTION boh_page(slug text, preview boolean DEFAULT false, expand boolean DEFAULT false) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page';
COMMENT ON FUNCTION boh_page(text, boolean, boolean) IS
	'What readers see now at a slug: {"id", "version", "title", "metaDescription", "publishedAt", "sections": [{"id", "type", "data"}]}. If the slug is an old one, "redirect" is the present slug of the page. If a later version is scheduled, "validUntil" is the time at which it takes over. NULL: readers see no page there. With preview, the page as it is edited, and "version" is null. With expand, each section of type EVENT_LIST has "events", the rows of boh_list_events() that it shows. Needs only USAGE on the schema. With preview it needs SELECT on content_pages and content_sections, and for old slugs also on slug_redirects. Raises 22004.';

CREATE FUNCTION boh_next_publication() RETURNS timestamptz
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_next_publication';
COMMENT ON FUNCTION boh_next_publication() IS
	'When the next scheduled page, or the next version of a page, begins to be seen; NULL: none is scheduled. Until then the clock changes nothing that boh_page() returns. Needs only USAGE on the schema. Raises nothing.';

CREATE FUNCTION boh_page_diff(page uuid, from_version integer, to_version integer) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_diff';
COMMENT ON FUNCTION boh_page_diff(uuid, integer, integer) IS
	'How two versions of a page differ for readers; NULL is the page as it is edited. "title" and "metaDescription" are there if they differ, with "from" and "to". "sections" has "added", "removed", "moved" (with positions "from" and "to", counted from 0) and "changed" (with "paths", JSON Pointers into data, and "oldType" if the type changed). Needs SELECT on content_page_versions, for NULL also on content_pages and content_sections. Raises 22004, P0002 (no such page or version).';

CREATE FUNCTION boh_page_advice(page uuid) RETURNS TABLE (field text, advice text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_advice';
COMMENT ON FUNCTION boh_page_advice(uuid) IS
	'Lists what would make a page, as it is edited, easier to find and to read: a title of fewer than 60 characters, a description of 150 to 160 characters, one heading of the first level (of a HERO, or h1 in a text), alternative texts of pictures. field is a JSON Pointer into boh_page(slug, true). No rows: there is nothing to improve. Raises 22004, P0002 (no such page).';

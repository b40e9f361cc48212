-- From 0.3.0 to 0.3.1: faults mended.  The build adds boh_migration_scripts(),
-- see the Makefile.

-- Pages, sections and old slugs.

CREATE FUNCTION boh_content_pages_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_lock_sections';
COMMENT ON FUNCTION boh_content_pages_lock_sections() IS
	'Trigger, BEFORE DELETE on content_pages, per statement: locks content_sections, whose rows go with their pages, as whoever writes sections does.';

CREATE FUNCTION boh_slug_redirects_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_check';
COMMENT ON FUNCTION boh_slug_redirects_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on slug_redirects, per row: raises BH036 for a slug that a page or an event has now.';

CREATE FUNCTION boh_iso_time(at timestamptz) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_iso_time';
COMMENT ON FUNCTION boh_iso_time(timestamptz) IS
	'A time as documents of boh have it: ISO 8601 in UTC with milliseconds, as 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript''s Date reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.';

COMMENT ON FUNCTION boh_create_page(jsonb, jsonb) IS
	'Makes a page and its sections at once. page is an object with title and, as needed, slug, metaDescription, authorId (else the setting boh.user_id), status (DRAFT), publishedAt; sections is an array, in order, of objects with type, data and, as needed, isVisible (true). Returns the page''s id. Raises 22004, 22023 (not of this form, DETAIL names every place; no author), 23514 (data of a section), and what a plain INSERT raises.';

COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: raises 23514 when data, new or of a new type, are not of the form that the type has, BH033 when it has none; locks the page that a new or moved section joins, and puts a section whose position is NULL at the end of its page; sets updated_at.';

CREATE FUNCTION boh_content_sections_order() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_order';
COMMENT ON FUNCTION boh_content_sections_order() IS
	'Trigger, AFTER UPDATE on content_sections, per statement: sections that the statement moved to the end of a page stand there in the order that they had.';

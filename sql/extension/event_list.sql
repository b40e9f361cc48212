CREATE FUNCTION boh_list_events(filters jsonb DEFAULT NULL, page_size integer DEFAULT 20, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_events';
COMMENT ON FUNCTION boh_list_events(jsonb, integer, text) IS
	'Events that everybody may see, page by page: {"rows": [...], "next_cursor": ...}. Without filters: PUBLISHED events that are not over, by start. filters is an object with category, all_tags, any_tags (slugs), city, country, venue (slug), venue_id, author_id, starts and overlaps ({"from", "to"}), price ({"from", "to"}) with currency, has_seats, status (PUBLISHED, COMPLETED, CANCELLED; DRAFT and ANY for one''s own events), past, near ({"latitude", "longitude", "km"}) and order (start, start_desc, price, price_desc, newest, title, title_desc, distance). page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows although next_cursor says that there are more. Needs only USAGE on the schema. Raises 22004, 22023, what the types of filters raise.';

CREATE FUNCTION boh_event(slug text) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event';
COMMENT ON FUNCTION boh_event(text) IS
	'The event that a slug leads to, with its venue, tags and the seats that are left; in the form of a row of boh_list_events(), with descriptions and the amenities of the venue. If the slug is an old one, "redirect" is the present slug. NULL: there is no such event that the caller may see. Everybody sees events that were published and are no drafts. Needs only USAGE on the schema. Raises 22004.';

CREATE FUNCTION boh_list_pages(filters jsonb DEFAULT NULL, page_size integer DEFAULT 20, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_pages';
COMMENT ON FUNCTION boh_list_pages(jsonb, integer, text) IS
	'Pages that readers see now, by published_at, newest first: {"rows": [...], "next_cursor": ...}. filters is an object with author_id, published ({"from", "to"}) and status. With a status (DRAFT, PUBLISHED, ARCHIVED, ANY) the rows are pages as they are edited, newest first, which needs SELECT on content_pages; without one, only USAGE on the schema. page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows although next_cursor says that there are more. Raises 22004, 22023, what the types of filters raise.';

CREATE FUNCTION boh_list_media(filters jsonb DEFAULT NULL, page_size integer DEFAULT 20, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_media';
COMMENT ON FUNCTION boh_list_media(jsonb, integer, text) IS
	'Files of the media library, newest first, and how many places use each: {"rows": [...], "next_cursor": ...}. filters is an object with folder, mime_type (image/png, or image/ for all pictures), uploaded_by, unused, created ({"from", "to"}) and deleted (true: the bin, by deleted_at, to which created refers then). page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows although next_cursor says that there are more. Needs SELECT on media_files and media_references. Raises 22004, 22023, what the types of filters raise.';

CREATE FUNCTION boh_list_tags(filters jsonb DEFAULT NULL, page_size integer DEFAULT 100, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_tags';
COMMENT ON FUNCTION boh_list_tags(jsonb, integer, text) IS
	'Tags, and how many upcoming events had each when maintenance last counted: {"rows": [...], "next_cursor": ...}. filters is an object with order: name, or events for popular tags first (newer tags are missing there). Who may not read all tags gets those that have events. page_size: 1 to 100. cursor: next_cursor of the page before. Needs only USAGE on the schema. Raises 22004, 22023.';

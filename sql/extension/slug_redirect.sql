CREATE FUNCTION boh_content_pages_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_keep_slug';
COMMENT ON FUNCTION boh_content_pages_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on content_pages, per row: removes the redirect from the new slug, and adds one from the slug that a PUBLISHED page had before.';

CREATE FUNCTION boh_events_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_keep_slug';
COMMENT ON FUNCTION boh_events_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on events, per row: removes the redirect from the new slug, and adds one from the slug that an event had before, unless the event was a DRAFT.';

CREATE FUNCTION boh_slug_redirects_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_check';
COMMENT ON FUNCTION boh_slug_redirects_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on slug_redirects, per row: raises BH036 for a slug that an existing page or event has.';

CREATE FUNCTION boh_slug_redirects_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_announce';
COMMENT ON FUNCTION boh_slug_redirects_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on slug_redirects, per row: announces the slug on channel boh_cache if it is one of a page.';

CREATE FUNCTION boh_event_slug(slug text) RETURNS TABLE (event_id uuid, present_slug text, redirected boolean)
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_event_slug';
COMMENT ON FUNCTION boh_event_slug(text) IS
	'The PUBLISHED event that a slug leads to: its id, its present slug, and whether the slug is an old one. No row: the slug leads to no event, or to one that is not PUBLISHED. Needs only USAGE on the schema. Raises 22004.';

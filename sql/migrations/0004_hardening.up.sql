-- Rules that version 3 lacked, and what existing rows need to fit them.


-- Pages, sections and old slugs.

CREATE TRIGGER boh_content_pages_lock_sections BEFORE DELETE ON content_pages
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_pages_lock_sections();
COMMENT ON TRIGGER boh_content_pages_lock_sections ON content_pages IS 'Pages that go with their sections wait for whoever has sections locked before they lock anything themselves.';

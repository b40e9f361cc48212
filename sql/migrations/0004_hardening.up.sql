-- Rules that version 3 lacked, and what existing rows need to fit them.


-- Pages, sections and old slugs.

CREATE TRIGGER boh_content_pages_lock_sections BEFORE DELETE ON content_pages
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_pages_lock_sections();
COMMENT ON TRIGGER boh_content_pages_lock_sections ON content_pages IS 'Pages that go with their sections wait for whoever has sections locked before they lock anything themselves.';

CREATE TRIGGER boh_slug_redirects_check BEFORE INSERT OR UPDATE ON slug_redirects
	FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_check();
COMMENT ON TRIGGER boh_slug_redirects_check ON slug_redirects IS 'A slug that a page or an event has leads nowhere else (BH036).';
DELETE FROM slug_redirects r USING content_pages p WHERE r.entity = 'page' AND p.slug = r.slug;
DELETE FROM slug_redirects r USING events e WHERE r.entity = 'event' AND e.slug = r.slug;

CREATE TRIGGER boh_content_sections_order AFTER UPDATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_order();
COMMENT ON TRIGGER boh_content_sections_order ON content_sections IS 'Sections that one statement moves to the end of a page keep their order.';

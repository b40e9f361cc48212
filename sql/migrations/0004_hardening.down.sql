-- Back to version 3.


-- Pages, sections and old slugs.

DROP TRIGGER boh_content_sections_order ON content_sections;
DROP TRIGGER boh_slug_redirects_check ON slug_redirects;
DROP TRIGGER boh_content_pages_lock_sections ON content_pages;

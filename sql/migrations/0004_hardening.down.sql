-- Back to version 3.


-- Pages, sections and old slugs.

DROP TRIGGER boh_content_pages_lock_sections ON content_pages;

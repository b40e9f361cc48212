INSERT INTO boh.content_sections (page_id, type, data) VALUES (:page, :type, :data);

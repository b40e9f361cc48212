-- Undoes the content domain.

DROP TRIGGER boh_events_refer_none ON events;
DROP TRIGGER boh_events_refer ON events;
DROP TABLE site_settings;
DROP TABLE media_references;
DROP TABLE media_files;
DROP TRIGGER boh_events_keep_slug ON events;
DROP TRIGGER boh_events_keep_new_slug ON events;
DROP TABLE slug_redirects;
DROP TABLE section_schemas;
DROP TABLE content_sections;
DROP TABLE content_page_versions;
DROP TABLE content_pages;
DROP TYPE setting_group;
DROP TYPE setting_type;
DROP TYPE section_type;
DROP TYPE content_status;

-- Back to version 8.

DROP TRIGGER boh_session_keys_audit_all ON session_keys;
DROP TRIGGER boh_session_keys_audit ON session_keys;
DROP TRIGGER boh_role_profiles_audit_all ON role_profiles;
DROP TRIGGER boh_role_profiles_audit ON role_profiles;
DROP TRIGGER boh_bookings_audit ON bookings;
DROP TRIGGER boh_events_audit_all ON events;
DROP TRIGGER boh_events_audit ON events;
DROP TRIGGER boh_section_schemas_audit_all ON section_schemas;
DROP TRIGGER boh_section_schemas_audit ON section_schemas;
DROP TRIGGER boh_site_settings_audit_all ON site_settings;
DROP TRIGGER boh_site_settings_audit ON site_settings;
DROP TRIGGER boh_media_files_audit_all ON media_files;
DROP TRIGGER boh_media_files_audit ON media_files;
DROP TRIGGER boh_content_sections_audit_all ON content_sections;
DROP TRIGGER boh_content_sections_audit ON content_sections;
DROP TRIGGER boh_content_pages_audit_all ON content_pages;
DROP TRIGGER boh_content_pages_audit ON content_pages;
DROP TRIGGER boh_users_audit_all ON users;
DROP TRIGGER boh_users_audit ON users;
DROP TABLE audit_seals;
DROP TABLE audit_logs;

-- Back to version 12.

DROP TABLE search_words;
DROP TRIGGER boh_content_page_versions_search ON content_page_versions;
DROP TRIGGER boh_content_pages_search ON content_pages;
DROP TRIGGER boh_venues_search ON venues;
DROP TRIGGER boh_tags_search ON tags;
DROP TRIGGER boh_event_tags_search_all ON event_tags;
DROP TRIGGER boh_event_tags_search ON event_tags;
DROP TRIGGER boh_events_search ON events;
DROP TABLE page_search;
DROP TABLE event_search;

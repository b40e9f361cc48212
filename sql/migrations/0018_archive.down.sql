-- Back to version 17.

DELETE FROM maintenance_tasks WHERE task = 'archive';
DROP INDEX idx_media_files_unused_since;
ALTER TABLE media_files DROP COLUMN unused_since;
ALTER TABLE media_files DROP COLUMN storage;
DROP VIEW all_events;
DROP VIEW all_bookings;
DROP TABLE bookings_archive;
DROP TABLE events_archive;
DROP INDEX idx_events_author_id_status;
CREATE INDEX idx_events_author_id_status ON events (author_id, status);
COMMENT ON INDEX idx_events_author_id_status IS 'An organizer''s events; serves the foreign key on author_id.';
DROP INDEX idx_events_category_start_date;
CREATE INDEX idx_events_category_start_date ON events (category, start_date);
COMMENT ON INDEX idx_events_category_start_date IS 'Events of a category, by date.';
DROP INDEX idx_events_status_start_date;
CREATE INDEX idx_events_status_start_date ON events (status, start_date);
COMMENT ON INDEX idx_events_status_start_date IS 'Events in a status, by date.';
DROP INDEX idx_events_archivable_end_date;
ALTER TABLE events DROP COLUMN restored_at;
ALTER TABLE events DROP COLUMN archived_at;

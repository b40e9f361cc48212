-- Back to version 11.

DROP TABLE tag_counts;
DROP INDEX idx_media_files_uploaded_by_created_at;
CREATE INDEX idx_media_files_uploaded_by ON media_files (uploaded_by);
COMMENT ON INDEX idx_media_files_uploaded_by IS 'A user''s files; serves the foreign key.';
DROP INDEX idx_events_author_id_start_date_id;
DROP INDEX idx_bookings_booking_date;
CREATE INDEX idx_bookings_booking_date ON bookings (booking_date);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings by date.';
DROP INDEX idx_bookings_event_id_booking_date_id;
DROP INDEX idx_bookings_user_id_booking_date_id;

-- Indexes for lists: a person's bookings, an event's bookings, an organizer's events, media; and how many events have each tag.

CREATE INDEX idx_bookings_user_id_booking_date_id ON bookings (user_id, booking_date, id);
COMMENT ON INDEX idx_bookings_user_id_booking_date_id IS 'A person''s bookings, newest first.';
CREATE INDEX idx_bookings_event_id_booking_date_id ON bookings (event_id, booking_date, id);
COMMENT ON INDEX idx_bookings_event_id_booking_date_id IS 'An event''s bookings, oldest first, and those of one day; serves the foreign key on event_id.';

-- Bookings come in the order of time, so this index takes no work from a booking.
DROP INDEX idx_bookings_booking_date;
CREATE INDEX idx_bookings_booking_date ON bookings USING brin (booking_date) WITH (autosummarize = on);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings of a period. It gives no order: the newest bookings are those with the highest ids.';

CREATE INDEX idx_events_author_id_start_date_id ON events (author_id, start_date, id);
COMMENT ON INDEX idx_events_author_id_start_date_id IS 'An organizer''s own list, by date.';

DROP INDEX idx_media_files_uploaded_by;
CREATE INDEX idx_media_files_uploaded_by_created_at ON media_files (uploaded_by, created_at);
COMMENT ON INDEX idx_media_files_uploaded_by_created_at IS 'A user''s files, by date; serves the foreign key.';

CREATE TABLE tag_counts (
	tag_id uuid NOT NULL,
	counted_at timestamptz(3) NOT NULL,
	events integer NOT NULL,
	CONSTRAINT pk_tag_counts PRIMARY KEY (tag_id),
	CONSTRAINT fk_tag_counts_tag_id FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE tag_counts IS 'How many upcoming events have each tag, as maintenance counted them (boh_refresh_search). A tag that is newer has no row.';
COMMENT ON COLUMN tag_counts.tag_id IS 'The tag.';
COMMENT ON COLUMN tag_counts.counted_at IS 'When this number was found.';
COMMENT ON COLUMN tag_counts.events IS 'Events that are PUBLISHED and not over.';
COMMENT ON CONSTRAINT pk_tag_counts ON tag_counts IS 'A tag is counted once.';
COMMENT ON CONSTRAINT fk_tag_counts_tag_id ON tag_counts IS 'Goes with the tag.';
CREATE INDEX idx_tag_counts_events_tag_id ON tag_counts (events, tag_id);
COMMENT ON INDEX idx_tag_counts_events_tag_id IS 'Popular tags first.';

ALTER TABLE tag_counts ENABLE ROW LEVEL SECURITY;

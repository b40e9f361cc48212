-- Back to version 3.

COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case whatever the client sends; at most 254 characters.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters.';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters.';

-- Bookings

COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters; ''hold expired'' and ''event cancelled'' are set by the database.';
ALTER TABLE bookings DROP COLUMN expired_at;

-- As many lanes as before.

UPDATE events SET booking_lanes = 64 WHERE booking_lanes > 64;
ALTER TABLE events
	DROP CONSTRAINT chk_events_booking_lanes,
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 64);
ALTER TABLE booking_lanes
	DROP CONSTRAINT chk_booking_lanes_lane,
	ADD CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 64);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 64. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 64.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';

-- Pages, sections and old slugs.

DROP TRIGGER boh_content_sections_order ON content_sections;
DROP TRIGGER boh_slug_redirects_check ON slug_redirects;
DROP TRIGGER boh_content_pages_lock_sections ON content_pages;

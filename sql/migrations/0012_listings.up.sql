-- Indexes for lists: a person's bookings, an event's bookings, places on the earth.

CREATE INDEX idx_bookings_user_id_id ON bookings (user_id, id);
COMMENT ON INDEX idx_bookings_user_id_id IS 'A person''s bookings, newest first.';
CREATE INDEX idx_venues_latitude_longitude ON venues (latitude, longitude);
COMMENT ON INDEX idx_venues_latitude_longitude IS 'Venues near a point.';

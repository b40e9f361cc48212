-- Indexes for lists: a person's bookings, an event's bookings, places on the earth.

CREATE INDEX idx_bookings_user_id_booking_date_id ON bookings (user_id, booking_date, id);
COMMENT ON INDEX idx_bookings_user_id_booking_date_id IS 'A person''s bookings, newest first.';
CREATE INDEX idx_bookings_event_id_booking_date_id ON bookings (event_id, booking_date, id);
COMMENT ON INDEX idx_bookings_event_id_booking_date_id IS 'An event''s bookings, oldest first, and those of one day; serves the foreign key on event_id.';

-- Bookings come in the order of time, so this index takes no work from a booking.
DROP INDEX idx_bookings_booking_date;
CREATE INDEX idx_bookings_booking_date ON bookings USING brin (booking_date) WITH (autosummarize = on);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings of a period. It gives no order: the newest bookings are those with the highest ids.';

CREATE INDEX idx_venues_latitude_longitude ON venues (latitude, longitude);
COMMENT ON INDEX idx_venues_latitude_longitude IS 'Venues near a point.';

-- Back to version 11.

DROP INDEX idx_venues_latitude_longitude;
DROP INDEX idx_bookings_booking_date;
CREATE INDEX idx_bookings_booking_date ON bookings (booking_date);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings by date.';
DROP INDEX idx_bookings_event_id_booking_date_id;
DROP INDEX idx_bookings_user_id_booking_date_id;

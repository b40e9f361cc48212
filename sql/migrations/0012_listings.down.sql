-- Back to version 11.

DROP INDEX idx_venues_latitude_longitude;
DROP INDEX idx_bookings_event_id_booking_date_id;
DROP INDEX idx_bookings_user_id_booking_date_id;

-- Back to version 13.

DROP TABLE statistics_watermarks;
DROP TABLE site_days;
DROP TABLE booking_days;
DROP INDEX idx_bookings_xid;
ALTER TABLE bookings DROP COLUMN held;
ALTER TABLE bookings DROP COLUMN xid;

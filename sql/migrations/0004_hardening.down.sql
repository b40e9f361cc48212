-- Back to version 3.

-- Bookings

COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters; ''hold expired'' and ''event cancelled'' are set by the database.';
ALTER TABLE bookings DROP COLUMN expired_at;

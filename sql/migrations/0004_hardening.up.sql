-- Rules that version 3 lacked, and what existing rows need to fit them.

-- Bookings: which holds ran out is said by a column that cannot be made up.
-- Rows are rewritten rather than updated: no trigger, policy or updated_at minds.

ALTER TABLE bookings ADD COLUMN expired_at timestamptz(3);
ALTER TABLE bookings ALTER COLUMN expired_at TYPE timestamptz(3) USING
	CASE WHEN status IN ('CANCELLED', 'REFUNDED') AND cancel_reason = 'hold expired' AND cancelled_at >= expires_at THEN expires_at END;
COMMENT ON COLUMN bookings.expired_at IS 'When the hold ran out, for a booking that was cancelled because of it: a late payment can bring it back. Set by the database; a client can only set it to expires_at as it cancels an overdue hold (BH007).';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters, for people to read; the database writes ''hold expired'' and ''event cancelled''.';

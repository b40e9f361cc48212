-- Back to version 4.

COMMENT ON COLUMN bookings.expired_at IS 'When the hold ran out, for a booking that was cancelled because of it: a late payment can bring it back. Set by the database; a client can only set it to expires_at as it cancels an overdue hold (BH007).';

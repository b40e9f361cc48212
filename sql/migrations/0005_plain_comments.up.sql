-- Comments of version 4 in plainer words.

COMMENT ON COLUMN bookings.expired_at IS 'End of the hold, for a booking that was cancelled because its hold ended. A late payment can make such a booking valid again. Set by the database; a client can only set it to expires_at when it cancels an overdue hold (BH007).';

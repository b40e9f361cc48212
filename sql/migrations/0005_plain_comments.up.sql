-- Comments of versions 2 and 4 in plainer words.

COMMENT ON COLUMN bookings.expired_at IS 'End of the hold, for a booking that was cancelled because its hold ended. A late payment can make such a booking valid again. Set by the database; a client can only set it to expires_at when it cancels an overdue hold (BH007).';

COMMENT ON COLUMN events.booking_waited_at IS 'Set while boh.auto_lanes is on. Without lanes: when a booking had to wait for this row for boh.auto_lanes_wait_ms; the next booking opens lanes. With lanes: when lanes could not be added because a transaction stayed open. NULL: neither.';

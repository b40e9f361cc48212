-- Back to version 4.

COMMENT ON COLUMN bookings.expired_at IS 'When the hold ran out, for a booking that was cancelled because of it: a late payment can bring it back. Set by the database; a client can only set it to expires_at as it cancels an overdue hold (BH007).';

COMMENT ON COLUMN events.booking_waited_at IS 'When a booking had to wait for this row longer than boh.auto_lanes_wait_ms while boh.auto_lanes was on: the next one opens lanes. NULL: none had to.';

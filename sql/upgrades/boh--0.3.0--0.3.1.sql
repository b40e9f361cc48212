-- From 0.3.0 to 0.3.1: faults mended.  The build adds boh_migration_scripts(),
-- see the Makefile.

COMMENT ON FUNCTION boh_confirm_booking(uuid, text) IS
	'Confirms a PENDING booking and records payment, the payment provider''s reference. When the hold has expired, it takes a payment, given or recorded: the booking is confirmed at its captured price if the event is PUBLISHED and has not ended, its seats are there, the limit per user is kept, the user''s account is open, and the payment is not later than boh.max_payment_delay_seconds; otherwise it stays CANCELLED with the payment recorded and refund_due true, and no error is raised. A booking confirmed before with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017 (another payment recorded).';

CREATE FUNCTION boh_bookings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_check';
COMMENT ON FUNCTION boh_bookings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on bookings, per row: locks the user and the event, copies the event''s price, fills in times. Raises BH006 (status change not allowed), BH007 (a column that cannot change), BH009 (total_price is not seats times unit_price), BH010 (hold expired), BH017 (another payment or refund reference), BH019 (hold too long), 22003 (price), 22008 (time), 23503 (no such event).';

CREATE FUNCTION boh_bookings_note_seats() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_note_seats';
COMMENT ON FUNCTION boh_bookings_note_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per row: notes the seats that the row takes or gives back. They are counted at the end of the statement.';

CREATE FUNCTION boh_bookings_count_seats() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_count_seats';
COMMENT ON FUNCTION boh_bookings_count_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per statement: counts the noted seats, once for each event, in the order of event ids. Raises BH001 (not PUBLISHED), BH002 (booking not open), BH003 (not enough seats), BH004 (limit per user), BH005 (deleted user), BH009 (price has changed).';

CREATE FUNCTION boh_bookings_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_keep';
COMMENT ON FUNCTION boh_bookings_keep() IS
	'Trigger, BEFORE DELETE (per row) and BEFORE TRUNCATE (per statement) on bookings: raises BH012.';

CREATE FUNCTION boh_book_seats(
	event uuid,
	customer uuid,
	seat_count integer,
	idempotency_key text DEFAULT NULL,
	payment text DEFAULT NULL,
	hold_seconds integer DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_book_seats';
COMMENT ON FUNCTION boh_book_seats(uuid, uuid, integer, text, text, integer) IS
	'Books seat_count seats (1 or more) of event for customer. payment is the payment provider''s reference: with it the booking is CONFIRMED, without it PENDING, and holds its seats for hold_seconds (1 to 31536000; NULL: setting boh.hold_seconds). A request sent again with the same idempotency_key returns the booking that the first one made, as it is now. Returns exactly one row; refund_due is true for a booking that is CANCELLED and has a payment reference and a price. Raises P0002 (no such event or user), 22003 (price), 22004, 22023 (arguments), BH001 to BH005, BH008 (key used for another request), BH019 (hold longer than boh.max_hold_seconds), 55P03 (inside a savepoint: the seats of overdue holds are needed, but others have these locked), 25006 (read-only transaction).';

CREATE FUNCTION boh_confirm_booking(booking uuid, payment text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_confirm_booking';
COMMENT ON FUNCTION boh_confirm_booking(uuid, text) IS
	'Confirms a PENDING booking and records payment, the payment provider''s reference. If the hold has expired, a payment is needed: payment, or one recorded before. Then the booking is confirmed at its captured price if the event is PUBLISHED and has not ended, the seats are free, the limit per user is kept, the account of the user is open, and the payment is not later than boh.max_payment_delay_seconds. Otherwise no error is raised: the booking stays CANCELLED, the payment is recorded, and refund_due is true unless the price is 0. A booking already confirmed with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017 (another payment recorded), 25006 (read-only transaction).';

CREATE FUNCTION boh_cancel_booking(booking uuid, reason text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_cancel_booking';
COMMENT ON FUNCTION boh_cancel_booking(uuid, text) IS
	'Cancels a PENDING or CONFIRMED booking and gives its seats back; reason has 1 to 1000 characters. A booking already cancelled is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded), 25006 (read-only transaction).';

CREATE FUNCTION boh_change_seats(booking uuid, seat_count integer)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_change_seats';
COMMENT ON FUNCTION boh_change_seats(uuid, integer) IS
	'Changes the number of seats of an active booking to seat_count (1 or more), at its captured price. More seats obey the rules of a new booking, and the event''s price must still be the captured one. Returns exactly one row. Raises P0002 (no such booking), 22003, 22004, 22023, BH001 to BH005, BH007 (not active), BH009 (price changed), BH010 (hold expired), 55P03 (the seats of overdue holds are needed, but others have these locked), 25006 (read-only transaction).';

CREATE FUNCTION boh_refund_booking(booking uuid, refund text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_refund_booking';
COMMENT ON FUNCTION boh_refund_booking(uuid, text) IS
	'Records that a CONFIRMED or CANCELLED booking was paid back; refund is the payment provider''s reference. A CONFIRMED booking gives its seats back. A booking already refunded with the same reference is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (PENDING), BH017 (another refund recorded), 25006 (read-only transaction).';

CREATE FUNCTION boh_expire_bookings(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_expire_bookings';
COMMENT ON FUNCTION boh_expire_bookings(integer) IS
	'Cancels overdue holds, at most max_rows (1 or more). Skips events and bookings that others have locked, and holds that a constraint or trigger of your own keeps from being cancelled; a warning says how many of these there are. It need not be called, because overdue holds count as free anyway. Returns how many holds were cancelled; call it again while it returns max_rows. Raises 22023, 25006 (read-only transaction).';

CREATE FUNCTION boh_user_bookings(
	person uuid,
	filters jsonb DEFAULT NULL,
	page_size integer DEFAULT 20,
	cursor text DEFAULT NULL)
RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_user_bookings';
COMMENT ON FUNCTION boh_user_bookings(uuid, jsonb, integer, text) IS
	'The bookings of a person, newest first, each with its event: {"rows": [..], "next_cursor": ..}. filters is an object with any of status (an array), from and to (booking_date; from included, to not), event_id and upcoming (true: the event has not ended, false: it has). Returns at most page_size rows (1 to 100), and fewer before the end when filters leave out many bookings. next_cursor is for the next page, with the same person and filters; null: there is none. For a role that acts for people (profile app or admin): people read their own bookings, and through the profile admin an ADMIN those of everybody. Any other role reads what it may select from bookings and events. Raises 22004, 22023 (unknown filter, page_size, or a cursor of another list), 42501, and the errors of text that is no uuid, time or status.';

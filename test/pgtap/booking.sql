-- The catalog of bookings.

\ir describe.psql

BEGIN;
SELECT plan(5);

SELECT enum_has_labels('boh', 'booking_status', ARRAY['PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED']);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'bookings' ORDER BY number$$,
	$$VALUES
		('id', 'uuid', true, 'boh_uuid7()'),
		('user_id', 'uuid', true, NULL),
		('event_id', 'uuid', true, NULL),
		('booking_date', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('expires_at', 'timestamp(3) with time zone', false, NULL),
		('confirmed_at', 'timestamp(3) with time zone', false, NULL),
		('cancelled_at', 'timestamp(3) with time zone', false, NULL),
		('refunded_at', 'timestamp(3) with time zone', false, NULL),
		('updated_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('seats', 'integer', true, '1'),
		('status', 'booking_status', true, '''PENDING''::booking_status'),
		('unit_price', 'numeric(12,2)', true, NULL),
		('total_price', 'numeric(12,2)', true, NULL),
		('currency', 'text', true, NULL),
		('payment_reference', 'text', false, NULL),
		('refund_reference', 'text', false, NULL),
		('idempotency_key', 'text', false, NULL),
		('idempotency_request', 'jsonb', false, NULL),
		('cancel_reason', 'text', false, NULL),
		('expired_at', 'timestamp(3) with time zone', false, NULL),
		('xid', 'xid8', false, 'pg_current_xact_id()'),
		('held', 'boolean', false, NULL)$$,
	'columns of bookings');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'bookings' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('chk_bookings_cancel_reason', 'CHECK (length(cancel_reason) >= 1 AND length(cancel_reason) <= 1000)'),
		('chk_bookings_cancelled', 'CHECK (status <> ''CANCELLED''::booking_status OR cancelled_at IS NOT NULL)'),
		('chk_bookings_confirmed', 'CHECK (status <> ''CONFIRMED''::booking_status OR confirmed_at IS NOT NULL)'),
		('chk_bookings_currency', 'CHECK (currency ~ ''^[A-Z]{3}$''::text)'),
		('chk_bookings_idempotency_key', 'CHECK (length(idempotency_key) >= 1 AND length(idempotency_key) <= 255)'),
		('chk_bookings_payment_reference', 'CHECK (length(payment_reference) >= 1 AND length(payment_reference) <= 255)'),
		('chk_bookings_pending', 'CHECK (status <> ''PENDING''::booking_status OR expires_at IS NOT NULL)'),
		('chk_bookings_refund_reference', 'CHECK (length(refund_reference) >= 1 AND length(refund_reference) <= 255)'),
		('chk_bookings_refunded', 'CHECK (status <> ''REFUNDED''::booking_status OR refunded_at IS NOT NULL)'),
		('chk_bookings_seats', 'CHECK (seats > 0)'),
		('chk_bookings_total_price', 'CHECK (total_price = (unit_price * seats::numeric))'),
		('chk_bookings_unit_price', 'CHECK (unit_price >= 0::numeric AND unit_price <> ''NaN''::numeric)'),
		('fk_bookings_event_id', 'FOREIGN KEY (event_id) REFERENCES events(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('fk_bookings_user_id', 'FOREIGN KEY (user_id) REFERENCES users(id) ON UPDATE RESTRICT ON DELETE RESTRICT'),
		('pk_bookings', 'PRIMARY KEY (id)'),
		('uq_bookings_user_id_idempotency_key', 'UNIQUE (user_id, idempotency_key)')$$,
	'constraints of bookings');

SELECT results_eq(
	$$SELECT name, definition FROM described_indexes
	WHERE schema = 'boh' AND relation = 'bookings' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('idx_bookings_booking_date', 'brin (booking_date) WITH (autosummarize=''on'')'),
		('idx_bookings_event_id_booking_date_id', 'btree (event_id, booking_date, id)'),
		('idx_bookings_event_id_user_id', 'btree (event_id, user_id)'),
		('idx_bookings_pending_expiry', 'btree (event_id, expires_at) WHERE status = ''PENDING''::booking_status'),
		('idx_bookings_user_id_booking_date_id', 'btree (user_id, booking_date, id)'),
		('idx_bookings_xid', 'btree (xid)')$$,
	'indexes that no constraint has of bookings');

SELECT results_eq(
	$$SELECT name, definition FROM described_triggers
	WHERE schema = 'boh' AND relation = 'bookings' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_bookings_audit', 'AFTER UPDATE ON bookings FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status AND NOT old.expired_at IS DISTINCT FROM new.expired_at) EXECUTE FUNCTION boh_audit_row(''bookings'')'),
		('boh_bookings_check', 'BEFORE INSERT OR UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION boh_bookings_check()'),
		('boh_bookings_count_seats', 'AFTER INSERT OR UPDATE ON bookings FOR EACH STATEMENT EXECUTE FUNCTION boh_bookings_count_seats()'),
		('boh_bookings_keep', 'BEFORE DELETE ON bookings FOR EACH ROW EXECUTE FUNCTION boh_bookings_keep()'),
		('boh_bookings_keep_all', 'BEFORE TRUNCATE ON bookings FOR EACH STATEMENT EXECUTE FUNCTION boh_bookings_keep()'),
		('boh_bookings_note_changed_seats', 'AFTER UPDATE ON bookings FOR EACH ROW WHEN (old.status <> new.status OR old.seats IS DISTINCT FROM new.seats) EXECUTE FUNCTION boh_bookings_note_seats()'),
		('boh_bookings_note_new_seats', 'AFTER INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION boh_bookings_note_seats()')$$,
	'triggers of bookings');

SELECT * FROM finish();
ROLLBACK;

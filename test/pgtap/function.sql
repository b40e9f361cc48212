-- Signatures of the extension's functions.

\ir describe.psql

BEGIN;
SELECT plan(2);

SELECT results_eq(
	$$SELECT name, arguments, CASE WHEN result ~ '^TABLE.id uuid, event_id' THEN 'a booking' ELSE result END, language, kind
	FROM described_functions ORDER BY name COLLATE "C", arguments$$,
	$$VALUES
		('boh_available_seats', 'event uuid',
			'integer', 'c', 'stable'),
		('boh_book_seats', 'event uuid, customer uuid, seat_count integer, idempotency_key text DEFAULT NULL::text, payment text DEFAULT NULL::text, hold_seconds integer DEFAULT NULL::integer',
			'a booking', 'c', 'volatile, 1 rows'),
		('boh_booking_lanes_keep', '',
			'trigger', 'c', 'volatile'),
		('boh_bookings_check', '',
			'trigger', 'c', 'volatile'),
		('boh_bookings_count_seats', '',
			'trigger', 'c', 'volatile'),
		('boh_bookings_keep', '',
			'trigger', 'c', 'volatile'),
		('boh_bookings_note_seats', '',
			'trigger', 'c', 'volatile'),
		('boh_cancel_booking', 'booking uuid, reason text DEFAULT NULL::text',
			'a booking', 'c', 'volatile, 1 rows'),
		('boh_cancel_event', 'event uuid, reason text DEFAULT NULL::text',
			'integer', 'c', 'volatile'),
		('boh_change_seats', 'booking uuid, seat_count integer',
			'a booking', 'c', 'volatile, 1 rows'),
		('boh_complete_events', 'max_rows integer DEFAULT 1000',
			'integer', 'c', 'volatile'),
		('boh_confirm_booking', 'booking uuid, payment text DEFAULT NULL::text',
			'a booking', 'c', 'volatile, 1 rows'),
		('boh_events_arrange_lanes', '',
			'trigger', 'c', 'volatile'),
		('boh_events_check', '',
			'trigger', 'c', 'volatile'),
		('boh_events_settle_bookings', '',
			'trigger', 'c', 'volatile'),
		('boh_expire_bookings', 'max_rows integer DEFAULT 1000',
			'integer', 'c', 'volatile'),
		('boh_fold_lanes', 'event uuid DEFAULT NULL::uuid',
			'integer', 'c', 'volatile'),
		('boh_html_errors', 'html text',
			'TABLE(path text, message text)', 'c', 'immutable, parallel safe, strict, 1000 rows'),
		('boh_json_errors', 'schema jsonb, data jsonb',
			'TABLE(path text, keyword text, message text)', 'c', 'immutable, parallel safe, strict, 1000 rows'),
		('boh_json_valid', 'schema jsonb, data jsonb',
			'boolean', 'c', 'immutable, parallel safe, strict'),
		('boh_migrate', 'schema_name text DEFAULT NULL::text, to_version integer DEFAULT NULL::integer',
			'TABLE(version integer, name text, direction text, applied_at timestamp with time zone)', 'c', 'volatile, 1000 rows'),
		('boh_migration_scripts', '',
			'TABLE(version integer, name text, up text, down text)', 'sql', 'immutable, parallel safe, 1000 rows'),
		('boh_refund_booking', 'booking uuid, refund text DEFAULT NULL::text',
			'a booking', 'c', 'volatile, 1 rows'),
		('boh_sanitize_html', 'html text',
			'text', 'c', 'immutable, parallel safe, strict'),
		('boh_slugify', 'input text',
			'text', 'c', 'stable, parallel safe, strict'),
		('boh_tags_check', '',
			'trigger', 'c', 'volatile'),
		('boh_users_check', '',
			'trigger', 'c', 'volatile'),
		('boh_uuid7', '',
			'uuid', 'c', 'volatile, parallel safe'),
		('boh_uuid7_time', 'id uuid',
			'timestamp with time zone', 'c', 'immutable, parallel safe, strict, leakproof'),
		('boh_venues_check', '',
			'trigger', 'c', 'volatile'),
		('boh_venues_guard_events', '',
			'trigger', 'c', 'volatile'),
		('boh_verify', '',
			'TABLE(problem text, entity text, entity_id uuid, expected text, actual text)', 'c', 'stable, 1000 rows'),
		('boh_version', '',
			'text', 'c', 'stable, parallel safe, strict')$$,
	'functions of the extension');

SELECT results_eq(
	$$SELECT DISTINCT result FROM described_functions WHERE result ~ '^TABLE.id uuid, event_id'$$,
	$$VALUES ('TABLE(id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric, '
		|| 'currency text, status text, booking_date timestamp with time zone, expires_at timestamp with time zone, '
		|| 'confirmed_at timestamp with time zone, cancelled_at timestamp with time zone, '
		|| 'refunded_at timestamp with time zone, payment_reference text, refund_due boolean)')$$,
	'all that return a booking return the same columns');

SELECT * FROM finish();
ROLLBACK;

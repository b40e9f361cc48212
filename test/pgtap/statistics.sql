-- The catalog of statistics.

\ir describe.psql

BEGIN;
SELECT plan(5);

SELECT results_eq(
	$$SELECT name, type, not_null FROM described_columns WHERE schema = 'boh' AND relation = 'booking_days' ORDER BY number$$,
	$$VALUES
		('event_id', 'uuid', true),
		('held_seats', 'bigint', true),
		('sold_seats', 'bigint', true),
		('cancelled_seats', 'bigint', true),
		('refunded_seats', 'bigint', true),
		('day', 'timestamp(3) with time zone', true),
		('held_bookings', 'integer', true),
		('sold_bookings', 'integer', true),
		('cancelled_bookings', 'integer', true),
		('refunded_bookings', 'integer', true),
		('holds_made', 'integer', true),
		('holds_confirmed', 'integer', true),
		('holds_expired', 'integer', true),
		('revenue', 'numeric(18,2)', true),
		('refund_due', 'numeric(18,2)', true),
		('refunded', 'numeric(18,2)', true),
		('currency', 'text COLLATE "C"', true)$$,
	'columns of booking_days');

SELECT set_eq(
	$$SELECT name FROM described_columns WHERE schema = 'boh' AND relation = 'site_days'$$,
	$$SELECT name FROM described_columns WHERE schema = 'boh' AND relation = 'booking_days' AND name <> 'event_id'$$,
	'site_days has the same columns but for the event');

SELECT results_eq(
	$$SELECT name, type, not_null FROM described_columns WHERE schema = 'boh' AND relation = 'statistics_watermarks' ORDER BY number$$,
	$$VALUES
		('system_identifier', 'bigint', true),
		('xid', 'xid8', false),
		('pass_xid', 'xid8', false),
		('pass_event_id', 'uuid', false),
		('updated_at', 'timestamp(3) with time zone', true),
		('pass_day', 'timestamp(3) with time zone', false),
		('pass_of_all', 'boolean', true)$$,
	'columns of statistics_watermarks');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation IN ('booking_days', 'site_days', 'statistics_watermarks') ORDER BY name COLLATE "C"$$,
	$$VALUES
		('pk_booking_days', 'PRIMARY KEY (event_id, day, currency)'),
		('pk_site_days', 'PRIMARY KEY (day, currency)'),
		('pk_statistics_watermarks', 'PRIMARY KEY (system_identifier)')$$,
	'constraints of statistics');

SELECT is_empty(
	$$SELECT name FROM described_triggers WHERE schema = 'boh' AND relation IN ('booking_days', 'site_days', 'statistics_watermarks')$$,
	'no triggers');

SELECT * FROM finish();
ROLLBACK;

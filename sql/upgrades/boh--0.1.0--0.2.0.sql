-- From 0.1.0 to 0.2.0: booking lanes.  The build adds boh_migration_scripts(), see
-- the Makefile.

CREATE FUNCTION boh_events_arrange_lanes() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_arrange_lanes';
COMMENT ON FUNCTION boh_events_arrange_lanes() IS
	'Trigger, AFTER INSERT OR UPDATE on events, per row: makes as many rows of booking_lanes as the event''s booking_lanes says, none for 1, and spreads its capacity and booked seats over them.';

CREATE FUNCTION boh_booking_lanes_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_booking_lanes_keep';
COMMENT ON FUNCTION boh_booking_lanes_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on booking_lanes: raises BH018, unless a row goes with its event.';

CREATE FUNCTION boh_fold_lanes(event uuid DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_fold_lanes';
COMMENT ON FUNCTION boh_fold_lanes(uuid) IS
	'Brings booked_count of an event with booking lanes up to date, or of all such events (NULL), leaving out those that others have locked. Bookings on lanes do not wait for it. Returns how many events had an outdated count. Needs UPDATE on events. Raises P0002 (no such event).';

CREATE FUNCTION boh_events_arrange_lanes() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_arrange_lanes';
COMMENT ON FUNCTION boh_events_arrange_lanes() IS
	'Trigger, AFTER INSERT OR UPDATE on events, per row: makes as many rows of booking_lanes as the event''s column booking_lanes says (none for 1), and spreads its capacity and booked seats over them.';

CREATE FUNCTION boh_booking_lanes_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_booking_lanes_keep';
COMMENT ON FUNCTION boh_booking_lanes_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on booking_lanes: raises BH018, unless a row is deleted with its event.';

CREATE FUNCTION boh_fold_lanes(event uuid DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_fold_lanes';
COMMENT ON FUNCTION boh_fold_lanes(uuid) IS
	'Brings booked_count up to date, for one event with booking lanes or for all such events (NULL). Skips events that others have locked. Bookings on lanes do not wait for this. Returns how many events had an outdated count. Needs UPDATE on events. Raises P0002 (no such event), 25006 (read-only transaction).';

CREATE FUNCTION boh_recount_seats(event uuid) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_recount_seats';
COMMENT ON FUNCTION boh_recount_seats(uuid) IS
	'Counts the seats of the active bookings of an event, and sets booked_count and the booking lanes to the sum, but to no more than the capacity. It repairs counters that are wrong, for example after rows were written while triggers were off. Returns how many seats are booked beyond the capacity, 0 if all fit. If it is not 0, cancel bookings in the same transaction, or raise the capacity and call this again. Until that transaction ends nobody else can book the event, and each change of its bookings counts its seats again. Needs UPDATE on events. Raises 22004, P0002 (no such event), BH103 (its bookings were detached from the archive), 25006 (read-only transaction).';

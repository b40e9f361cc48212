CREATE FUNCTION boh_event_stats(event uuid) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_stats';
COMMENT ON FUNCTION boh_event_stats(uuid) IS
	'Sums over the bookings of an event, exact at the moment of the call: an object with event_id, capacity, held, sold, cancelled and refunded (bookings and seats of each status), holds (made, open, confirmed, expired, conversion), money (revenue, refund_due and refunded by currency) and days (seats and money by day of booking and currency). Has no personal data. For the author of the event, who is ORGANIZER or ADMIN; for an ADMIN who is signed in through the profile admin; for roles with the profile reporting or service. Raises 22004, 42501, P0002 (no such event, for those who may read every event).';

CREATE FUNCTION boh_site_stats(first_day date, last_day date) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_site_stats';
COMMENT ON FUNCTION boh_site_stats(date, date) IS
	'Sums over the bookings of all events that were made from first_day to last_day, both included, days in UTC, 3660 at most; exact at the moment of the call. An object with first_day, last_day, and the members that boh_event_stats() has. For an ADMIN who is signed in through the profile admin, and for roles with the profile reporting or service. Raises 22004, 22023 (last_day), 42501.';

CREATE FUNCTION boh_update_statistics(max_rows integer DEFAULT 10000, rebuild boolean DEFAULT false) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_update_statistics';
COMMENT ON FUNCTION boh_update_statistics(integer, boolean) IS
	'Sums up the bookings that have changed since the last call, about max_rows (1 to 1000000) of them, so that boh_event_stats() and boh_site_stats() need not read them. They are exact without it, but slow. rebuild: sums up all bookings anew, over several calls, as after rows were loaded while triggers were disabled. Returns how many bookings it summed up; call it again while it returns max_rows. 0 means also that another session is doing it. Needs the profile maintenance or INSERT on booking_days. Raises 22004, 22023, 25006 (read-only transaction, standby), 40001.';

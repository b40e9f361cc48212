CREATE FUNCTION boh_events_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_check';
COMMENT ON FUNCTION boh_events_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on events, per row: makes a unique slug from title if slug is NULL, sets updated_at, keeps in published_at when the event was first published, writes time_zone as IANA does. Only the owner of the table may give a new event another published_at. Raises BH011 (booked_count written), BH013 (more seats than the venue holds), BH015 (fewer seats than are booked), BH016 (status change not allowed), 22023 (time_zone is no name of the IANA database), 23514 (title without a visible character, or image_url or video_url is new and does not have the format boh-image-url).';

CREATE FUNCTION boh_events_settle_bookings() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_settle_bookings';
COMMENT ON FUNCTION boh_events_settle_bookings() IS
	'Trigger, AFTER UPDATE on events, per row: when an event becomes CANCELLED, cancels its active bookings. Raises BH016 when an event with active bookings goes back to DRAFT, 55P03 when other transactions keep bookings locked.';

CREATE FUNCTION boh_cancel_event(event uuid, reason text DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_cancel_event';
COMMENT ON FUNCTION boh_cancel_event(uuid, text) IS
	'Cancels an event and its active bookings; reason becomes their cancel_reason (NULL: ''event cancelled''). Waits for transactions that have bookings of the event locked. Returns how many bookings were cancelled, 0 if the event was cancelled before. Cancelled bookings with a payment reference and a price are due for a refund. Raises P0002 (no such event), BH016 (a COMPLETED event), 25006 (read-only transaction).';

CREATE FUNCTION boh_complete_events(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_complete_events';
COMMENT ON FUNCTION boh_complete_events(integer) IS
	'Sets PUBLISHED events that have ended to COMPLETED, at most max_rows (1 or more). Skips events that others have locked. Returns how many events it changed; call it again while it returns max_rows. Raises 22023, 25006 (read-only transaction).';

CREATE FUNCTION boh_available_seats(event uuid) RETURNS integer
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_available_seats';
COMMENT ON FUNCTION boh_available_seats(uuid) IS
	'Number of seats of an event that are free now: its capacity minus its booked seats. Seats of overdue holds count as free. The booking window is not considered. Every role with USAGE on the schema may ask about PUBLISHED events; about other events, a role that may SELECT them. Raises P0002 (no such event, or the caller may not see it).';

CREATE FUNCTION boh_event_participants(event uuid)
RETURNS TABLE (
	booking_id uuid, user_id uuid, name text, email text, seats integer, status text, booking_date timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_participants';
COMMENT ON FUNCTION boh_event_participants(uuid) IS
	'Who booked an event: one row a booking, in any status, oldest first. For a role that acts for people (profile app or admin): the event''s author reads them, if they are ORGANIZER or ADMIN, and through the profile admin an ADMIN those of every event. Any other role reads what it may select from events, bookings and users. Each call is recorded in the audit. Raises 22004, 25006 (a transaction that only reads), 42501 (not the author, whether there is such an event or not), P0002 (no such event, for those who may read every event).';

CREATE FUNCTION boh_event_bookings(
	event uuid,
	filters jsonb DEFAULT NULL,
	page_size integer DEFAULT 50,
	cursor text DEFAULT NULL)
RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_bookings';
COMMENT ON FUNCTION boh_event_bookings(uuid, jsonb, integer, text) IS
	'The bookings of an event, oldest first, with name and address of who booked: {"rows": [..], "next_cursor": ..}. filters is an object with any of status (an array), from and to (booking_date; from included, to not), user_id and name (part of a name or an address). Returns at most page_size rows (1 to 100), and fewer before the end when filters leave out many bookings. next_cursor is for the next page, with the same event and filters; null: there is none. The same people and roles may call it as boh_event_participants(), and each call is recorded in the audit. Raises 22004, 22023 (unknown filter, page_size, or a cursor of another list), 25006 (a transaction that only reads), 42501, P0002 (no such event), and the errors of text that is no uuid, time or status.';

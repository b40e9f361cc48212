-- From 0.1.0 to 0.2.0: booking lanes, JSON Schema.  The build adds boh_migration_scripts(), see
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

CREATE FUNCTION boh_json_valid(schema jsonb, data jsonb) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_valid';
COMMENT ON FUNCTION boh_json_valid(jsonb, jsonb) IS
	'Whether data is valid by schema, a JSON Schema of draft 2020-12, whose formats are asserted. A schema is compiled once in a session. Raises 22023 (no JSON Schema), 0A000 (a schema that needs another document, dialect, vocabulary or format), 54001 (nested too deeply), 2201B (a regular expression became too complex).';

CREATE FUNCTION boh_json_errors(schema jsonb, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_errors';
COMMENT ON FUNCTION boh_json_errors(jsonb, jsonb) IS
	'Everything that makes data not valid by schema, in the order in which data is walked; no rows when it is valid. path is a JSON Pointer into data (RFC 6901), empty for the whole; keyword the keyword of the schema that is not fulfilled; message what it asks for and what it found. Raises the same errors as boh_json_valid().';

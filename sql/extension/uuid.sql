CREATE FUNCTION boh_uuid7() RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_uuid7';
COMMENT ON FUNCTION boh_uuid7() IS
	'Makes a time-ordered identifier, RFC 9562 version 7: 48 bits of milliseconds since 1970 (UTC), 12 bits of fraction of the millisecond, 62 random bits. Greater than every one made before in the same session, also when the clock goes back. Raises XX000 (no random values).';

CREATE FUNCTION boh_uuid7_time(id uuid) RETURNS timestamptz
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
	AS 'MODULE_PATHNAME', 'boh_uuid7_time';
COMMENT ON FUNCTION boh_uuid7_time(uuid) IS
	'Time at which id was made, to the millisecond, when it is of the variant of RFC 9562 and version 7; otherwise NULL. Raises nothing.';

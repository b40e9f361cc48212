CREATE FUNCTION boh_uuid7() RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_uuid7';
COMMENT ON FUNCTION boh_uuid7() IS
	'Makes a time-ordered identifier, a UUID of version 7 (RFC 9562): 48 bits for the milliseconds since 1970 (UTC), 12 bits for the fraction of the millisecond, 62 random bits. It is greater than all that this session made before, even if the clock goes back. Raises XX000 (no random values).';

CREATE FUNCTION boh_uuid7_time(id uuid) RETURNS timestamptz
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
	AS 'MODULE_PATHNAME', 'boh_uuid7_time';
COMMENT ON FUNCTION boh_uuid7_time(uuid) IS
	'Time at which id was made, to the millisecond, if id is a UUID of version 7 and of the variant of RFC 9562; otherwise NULL. Raises nothing.';

CREATE FUNCTION boh_venues_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_check';
COMMENT ON FUNCTION boh_venues_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on venues, per row: makes a unique slug from name if slug is NULL, sets updated_at, writes time_zone as IANA does. Raises 22023 (time_zone is no name of the IANA database), 23514 (name without a visible character).';

CREATE FUNCTION boh_venues_guard_events() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_guard_events';
COMMENT ON FUNCTION boh_venues_guard_events() IS
	'Trigger, AFTER UPDATE on venues, per row: raises BH014 when the new capacity of the venue is lower than that of a DRAFT or PUBLISHED event there that has not ended.';

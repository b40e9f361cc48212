CREATE FUNCTION boh_venues_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_check';
COMMENT ON FUNCTION boh_venues_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on venues, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';

CREATE FUNCTION boh_venues_guard_events() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_guard_events';
COMMENT ON FUNCTION boh_venues_guard_events() IS
	'Trigger, AFTER UPDATE on venues, per row: raises BH014 when a DRAFT or PUBLISHED event here that has not ended has more seats than the venue''s new capacity.';

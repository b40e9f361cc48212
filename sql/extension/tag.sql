CREATE FUNCTION boh_tags_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_tags_check';
COMMENT ON FUNCTION boh_tags_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on tags, per row: makes a unique slug from name if slug is NULL, sets updated_at. Raises 23514 (name without a visible character).';

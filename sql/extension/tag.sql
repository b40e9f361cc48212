CREATE FUNCTION boh_tags_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_tags_check';
COMMENT ON FUNCTION boh_tags_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on tags, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';

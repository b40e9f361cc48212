-- From 0.3.0 to 0.3.1: faults mended.  The build adds boh_migration_scripts(),
-- see the Makefile.

COMMENT ON FUNCTION boh_migrate(text, integer) IS
	'Brings schema schema_name (NULL: setting boh.schema; made when it is missing) to version to_version (NULL: the latest; 0: nothing left but schema_migrations), up or down. The first step runs as the calling role, which will own the objects; later steps run as the owner of schema_migrations, whose rights the caller must have. Returns the steps taken, direction up or down; none when there is nothing to do. Raises BH020 (an applied migration differs), BH021 (a gap), BH022 (the schema is newer than the extension), BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or no name for a schema), 42P07 (another tool''s schema_migrations), 42723 (a function in the schema would hide the extension''s), 42501 (an operator, function or type in the schema or the extension''s belongs to a role without the rights of the one who migrates), 55000 (a step down would drop a table outside the schema).';
COMMENT ON FUNCTION boh_verify() IS
	'Looks through the data schema for counters that drifted, broken rules, triggers or constraints that are missing or switched off, and tables, columns and enums that are not as the migrations made them. One row a finding: what, in which table or type, which row (NULL: the table itself), what it should be and what it is. No rows when all is well. Reads the whole schema, but for the rows of tables with a column that is missing, of another type or may be null. Raises 42501 for a role from which row-level security hides rows.';

CREATE FUNCTION boh_recount_seats(event uuid) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_recount_seats';
COMMENT ON FUNCTION boh_recount_seats(uuid) IS
	'Counts the seats of an event''s active bookings, and sets booked_count and its booking lanes to that, but to no more than its capacity. For counters that drifted, say by rows that were written while triggers were off. Returns how many seats are booked beyond the capacity, 0 when all fit; then cancel bookings in the same transaction, or raise the capacity and call it again. Until that transaction ends nobody else books the event, and each change of its bookings counts them anew. Needs UPDATE on events. Raises 22004, P0002 (no such event).';

COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: refuses a value that is not of the setting''s type (23514), and a media.base_url that pages could not show (22023), sets updated_at.';

COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value: NUMBER a number as JSON writes it, with at most 131072 digits before and 16383 after the point; BOOLEAN true or false; JSON a JSON text that jsonb can hold, with at most 1000 arrays and objects within each other; IMAGE a URL as the format boh-image-url has it; TEXT anything. NULL, no value, suits every type. The trigger of site_settings asks the same. Raises 22004 (no type), 22023 (unknown type).';

COMMENT ON FUNCTION boh_users_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on users, per row: stores email in lower case and normal form C, refuses one with invisible characters, a name of which nothing can be seen, and, without showing it, a password_hash that is no bcrypt hash (23514), sets updated_at.';

COMMENT ON FUNCTION boh_venues_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on venues, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';

COMMENT ON FUNCTION boh_tags_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on tags, per row: makes a unique slug from name where it is NULL, refuses a name of which nothing can be seen (23514), sets updated_at.';

COMMENT ON FUNCTION boh_events_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on events, per row: makes a unique slug from title where it is NULL, sets updated_at. Raises BH011 (booked_count written), BH013 (more seats than the venue holds), BH015 (fewer seats than are booked), BH016 (status change not allowed), 23514 (title of which nothing can be seen).';

COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title where it is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (one of these versions written), 23514 (title of which nothing can be seen).';

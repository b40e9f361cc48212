CREATE FUNCTION boh_validate_setting(setting_type text, value text) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_validate_setting';
COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value: NUMBER a number as JSON writes it, with at most 131072 digits before and 16383 after the point; BOOLEAN true or false; JSON a JSON text that jsonb can hold, with at most 1000 arrays and objects within each other; IMAGE a URL as the format boh-image-url has it; TEXT anything. NULL, no value, suits every type. The trigger of site_settings asks the same. Raises 22004 (no type), 22023 (unknown type).';

CREATE FUNCTION boh_setting(key text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_setting';
COMMENT ON FUNCTION boh_setting(text) IS
	'Value of a setting as text; NULL when there is no such setting, none that the caller may read, or it has no value. Every role with USAGE on the schema may read public settings, a role that may SELECT key and value of site_settings others; where row-level security applies, the table itself is asked for these. From the session''s memory, which forgets as soon as a change is committed; under REPEATABLE READ, too, it is what is committed now and what this transaction has changed.';

CREATE FUNCTION boh_settings(setting_group text DEFAULT NULL, public_only boolean DEFAULT true) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_settings';
COMMENT ON FUNCTION boh_settings(text, boolean) IS
	'Settings of a group, or of all for NULL, as one object of key and value; only those with is_public unless public_only is false: then those, too, that the caller may read with SELECT on site_settings. A NUMBER is a JSON number, a BOOLEAN true or false, JSON itself, anything else a string; no value is null. From the same memory as boh_setting(). Raises 22004 (public_only is NULL), 22023 (unknown group), 23514 (a value that came past the trigger and is not of its type), 42501 (public_only is false, and the caller may not SELECT key, value, type, setting_group and is_public of site_settings).';

CREATE FUNCTION boh_site_settings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_check';
COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: refuses a value that is not of the setting''s type (23514), and a media.base_url that pages could not show (22023), sets updated_at.';

CREATE FUNCTION boh_site_settings_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_changed';
COMMENT ON FUNCTION boh_site_settings_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on site_settings per row, BEFORE and AFTER TRUNCATE per statement, each ENABLE ALWAYS: makes sessions forget what they keep of the table and announces the setting''s key, old and new, on channel boh_cache.';

CREATE FUNCTION boh_validate_setting(setting_type text, value text) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_validate_setting';
COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value. NUMBER is a number as JSON writes it, with at most 131072 digits before the point and 16383 after it; BOOLEAN is true or false; JSON is a JSON text that jsonb can store, nested at most 1000 levels deep; IMAGE is a URL as in the format boh-image-url; TEXT is anything. NULL, no value, is possible for each type. The trigger of site_settings uses the same check. Raises 22004 (no type), 22023 (unknown type).';

CREATE FUNCTION boh_setting(key text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_setting';
COMMENT ON FUNCTION boh_setting(text) IS
	'Value of a setting as text; NULL if there is no such setting, if it has no value, or if the caller may not read it. Every role with USAGE on the schema may read public settings; other settings, a role that may SELECT key and value of site_settings. If row-level security applies to that role, the table itself is read for these. Sessions keep values in memory, and forget them as soon as a change is committed. So even under REPEATABLE READ this is the value that is committed now, or that this transaction has written.';

CREATE FUNCTION boh_settings(setting_group text DEFAULT NULL, public_only boolean DEFAULT true) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_settings';
COMMENT ON FUNCTION boh_settings(text, boolean) IS
	'The settings of a group, or all settings for NULL, as one object of keys and values; only those with is_public, unless public_only is false: then also those that the caller may SELECT from site_settings. A NUMBER becomes a JSON number, a BOOLEAN true or false, JSON itself, any other type a string; no value is null. Values are kept in memory as by boh_setting(). Raises 22004 (public_only is NULL), 22023 (unknown group), 23514 (a value that was written without the trigger and does not match its type), 42501 (public_only is false, and the caller may not SELECT key, value, type, setting_group and is_public of site_settings).';

CREATE FUNCTION boh_site_settings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_check';
COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: sets updated_at. Raises 23514 (a value that does not match the type of the setting), 22023 (a media.base_url that pages could not show, or a site.url or path of the site from which no address can be made).';

CREATE FUNCTION boh_site_settings_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_changed';
COMMENT ON FUNCTION boh_site_settings_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on site_settings per row, BEFORE and AFTER TRUNCATE per statement, each ENABLE ALWAYS: makes sessions forget what they keep in memory of the table, and announces the old and the new key of the setting on channel boh_cache.';

CREATE FUNCTION boh_content_sections_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_check';
COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: raises 23514 when data, new or of a new type, are not of the form that the type has, BH033 when it has none; locks the page that a new or moved section joins, and puts a section whose position is NULL at the end of its page; sets updated_at.';

CREATE FUNCTION boh_content_sections_order() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_order';
COMMENT ON FUNCTION boh_content_sections_order() IS
	'Trigger, AFTER UPDATE on content_sections, per statement: sections that the statement moved to the end of a page stand there in the order that they had.';

CREATE FUNCTION boh_validate_section(section_type text, data jsonb) RETURNS boolean
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_validate_section';
COMMENT ON FUNCTION boh_validate_section(text, jsonb) IS
	'True when data may be those of a section of that type, a value of section_type; otherwise raises 23514, whose message names the first place, what was expected and what was found, and whose DETAIL has all errors, as far as 64 kilobytes go. Raises BH033 for a type that does not exist or has no schema, 42501 for a role that may not read section_schemas.';

CREATE FUNCTION boh_section_errors(section_type text, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_errors';
COMMENT ON FUNCTION boh_section_errors(text, jsonb) IS
	'Everything that keeps data from being those of a section of that type, as boh_json_errors() tells it; no rows when there is nothing. Raises BH033 and 42501 as boh_validate_section() does.';

CREATE FUNCTION boh_section_schema(section_type text) RETURNS jsonb
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_schema';
COMMENT ON FUNCTION boh_section_schema(text) IS
	'The JSON Schema of the data of sections of that type which is in force: the one in section_schemas, or else the one that the extension has, with title and description of each key. Raises BH033 and 42501 as boh_validate_section() does.';

CREATE FUNCTION boh_section_schemas_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_lock_sections';
COMMENT ON FUNCTION boh_section_schemas_lock_sections() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE on section_schemas, per statement: locks content_sections against writers until the transaction ends, so that no section is written by a form that is being replaced.';

CREATE FUNCTION boh_section_schemas_forget() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_forget';
COMMENT ON FUNCTION boh_section_schemas_forget() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on section_schemas, per row, ENABLE ALWAYS: sessions forget the forms that they keep, this one at once, others when the transaction commits.';

CREATE FUNCTION boh_section_schemas_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_check';
COMMENT ON FUNCTION boh_section_schemas_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on section_schemas, per row: raises the errors of boh_json_valid() for a schema that is none (22023) or is not supported (0A000); sets updated_at.';

CREATE FUNCTION boh_section_schemas_guard_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_guard_sections';
COMMENT ON FUNCTION boh_section_schemas_guard_sections() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE per row and AFTER TRUNCATE per statement on section_schemas: raises BH032, with a list of them in DETAIL, when existing sections are not of the form that their type now has, or it has none any more; not while boh.allow_broken_sections is on.';

CREATE FUNCTION boh_migrate_sections(section_type text, patch jsonb, new_schema jsonb DEFAULT NULL)
	RETURNS TABLE (sections integer, version_sections integer)
	LANGUAGE c ROWS 1
	AS 'MODULE_PATHNAME', 'boh_migrate_sections';
COMMENT ON FUNCTION boh_migrate_sections(text, jsonb, jsonb) IS
	'Moves all sections of a type to another shape, as they are edited and within versions of pages. patch is a JSON Patch for their data, as boh_json_patch() takes it; new_schema becomes their form in section_schemas, NULL leaves the form as it is. Returns how many sections and how many within versions it changed. Raises BH032, and nothing changes, when some are not of the form afterwards; with boh.allow_broken_sections on these stay as they are. Raises 22023 for what is no patch or no schema, BH033 for a type without schema, 42501 for a role that may not change section_schemas and all of content_sections. Writers of sections and those who publish wait until the transaction ends.';

CREATE FUNCTION boh_content_sections_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_check';
COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: checks new data, and data whose type changed. Locks the page that a new or moved section joins, puts a section whose position is NULL at the end of its page, sets updated_at. Raises 23514 (data do not match the schema of their type), BH033 (the type has no schema).';

CREATE FUNCTION boh_content_sections_order() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_order';
COMMENT ON FUNCTION boh_content_sections_order() IS
	'Trigger, AFTER UPDATE on content_sections, per statement: sections that the statement moved to the end of a page keep the order that they had.';

CREATE FUNCTION boh_validate_section(section_type text, data jsonb) RETURNS boolean
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_validate_section';
COMMENT ON FUNCTION boh_validate_section(text, jsonb) IS
	'Returns true if data match the schema of section_type; otherwise raises 23514. Its message has the first place that is wrong, what was expected and what was found; its DETAIL has all errors, up to 64 kilobytes. Raises BH033 (the type does not exist or has no schema), 42501 (the role may not read section_schemas).';

CREATE FUNCTION boh_section_errors(section_type text, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_errors';
COMMENT ON FUNCTION boh_section_errors(text, jsonb) IS
	'Lists all errors of data by the schema of section_type, in the form of boh_json_errors(); no rows if there are none. Raises BH033 and 42501 like boh_validate_section().';

CREATE FUNCTION boh_section_schema(section_type text) RETURNS jsonb
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_schema';
COMMENT ON FUNCTION boh_section_schema(text) IS
	'The JSON Schema that data of sections of this type must match now, with title and description of each key: the one in section_schemas, or else that of the extension. Raises BH033 and 42501 like boh_validate_section().';

CREATE FUNCTION boh_section_schemas_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_lock_sections';
COMMENT ON FUNCTION boh_section_schemas_lock_sections() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE on section_schemas, per statement: locks content_sections against writers until the transaction ends, so that nobody writes a section by a schema that is being replaced.';

CREATE FUNCTION boh_section_schemas_forget() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_forget';
COMMENT ON FUNCTION boh_section_schemas_forget() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on section_schemas, per row, ENABLE ALWAYS: makes sessions forget the schemas that they keep in memory. This session forgets at once, others when the transaction commits.';

CREATE FUNCTION boh_section_schemas_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_check';
COMMENT ON FUNCTION boh_section_schemas_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on section_schemas, per row: sets updated_at. Raises the errors of boh_json_valid() for a schema that is not valid (22023) or not supported (0A000).';

CREATE FUNCTION boh_section_schemas_guard_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_guard_sections';
COMMENT ON FUNCTION boh_section_schemas_guard_sections() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on section_schemas: raises BH032 if existing sections do not match the schema that their type has now, or if it has none any more; DETAIL lists them. Does nothing while boh.allow_broken_sections is on.';

CREATE FUNCTION boh_migrate_sections(section_type text, patch jsonb, new_schema jsonb DEFAULT NULL)
	RETURNS TABLE (sections integer, version_sections integer)
	LANGUAGE c ROWS 1
	AS 'MODULE_PATHNAME', 'boh_migrate_sections';
COMMENT ON FUNCTION boh_migrate_sections(text, jsonb, jsonb) IS
	'Changes the data of all sections of a type, as they are edited and in versions of pages. patch is a JSON Patch for the data, as in boh_json_patch(). new_schema becomes the schema of the type in section_schemas; NULL leaves the schema as it is. Returns how many sections it changed: sections on pages, version_sections in versions. Raises BH032, and changes nothing, if some sections do not match the schema afterwards; if boh.allow_broken_sections is on, those stay as they are instead. Raises 22023 (not a valid patch or schema), BH033 (the type has no schema), 42501 (the role may not change section_schemas and all of content_sections), 25006 (read-only transaction). Others who write sections or publish wait until the transaction ends.';

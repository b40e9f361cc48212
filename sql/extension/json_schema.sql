CREATE FUNCTION boh_json_valid(schema jsonb, data jsonb) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_valid';
COMMENT ON FUNCTION boh_json_valid(jsonb, jsonb) IS
	'Whether data is valid by schema, a JSON Schema of draft 2020-12, whose formats are asserted. A schema is compiled once in a session. Raises 22023 (no JSON Schema), 0A000 (a schema that needs another document, dialect, vocabulary or format), 54001 (nested too deeply), 2201B (a regular expression became too complex).';

CREATE FUNCTION boh_json_errors(schema jsonb, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_errors';
COMMENT ON FUNCTION boh_json_errors(jsonb, jsonb) IS
	'Everything that makes data not valid by schema, in the order in which data is walked; no rows when it is valid. path is a JSON Pointer into data (RFC 6901), empty for the whole; keyword the keyword of the schema that is not fulfilled; message what it asks for and what it found. Raises the same errors as boh_json_valid().';

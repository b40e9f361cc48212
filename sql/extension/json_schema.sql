CREATE FUNCTION boh_json_valid(schema jsonb, data jsonb) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_valid';
COMMENT ON FUNCTION boh_json_valid(jsonb, jsonb) IS
	'Whether data is valid by schema, a JSON Schema of draft 2020-12; formats are checked. A session compiles a schema only once. Raises 22023 (not a JSON Schema), 0A000 (the schema needs another document, dialect, vocabulary or format), 54001 (nested too deeply), 2201B (a regular expression became too complex).';

CREATE FUNCTION boh_json_errors(schema jsonb, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_errors';
COMMENT ON FUNCTION boh_json_errors(jsonb, jsonb) IS
	'Lists all errors of data by schema, in the order in which they are found; no rows if data is valid. path is a JSON Pointer into data (RFC 6901), empty for data as a whole; keyword is the keyword of the schema that data does not satisfy; message says what was expected and what was found. Raises the same errors as boh_json_valid().';

CREATE FUNCTION boh_json_patch(data jsonb, patch jsonb) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_patch';
COMMENT ON FUNCTION boh_json_patch(jsonb, jsonb) IS
	'Data as patch changes it: a JSON Patch (RFC 6902), an array of at most 1,000 operations add, remove, replace, move, copy and test. In a path, * in the place of an array''s index is every element; in path, the same one as in from. An operation that does not find its source, or no place for its result, is skipped; where a test fails data stays as it is. Raises 22023 for what is no patch, 54000 for a result that grows beyond 256 megabytes.';

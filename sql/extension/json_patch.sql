CREATE FUNCTION boh_json_patch(data jsonb, patch jsonb) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_patch';
COMMENT ON FUNCTION boh_json_patch(jsonb, jsonb) IS
	'Returns data as changed by patch. patch is a JSON Patch (RFC 6902): an array of at most 1,000 operations add, remove, replace, move, copy and test. In a path, * instead of an array index stands for every element; in path, for the same element as in from. An operation is skipped if its source or the place for its result does not exist. If a test fails, data is returned unchanged. Raises 22023 (not a valid patch), 54000 (the result grows beyond 256 megabytes).';

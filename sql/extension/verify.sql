CREATE FUNCTION boh_verify()
RETURNS TABLE (problem text, entity text, entity_id uuid, expected text, actual text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_verify';
COMMENT ON FUNCTION boh_verify() IS
	'Looks through the data schema for counters that drifted, broken rules, and triggers or constraints that are missing or switched off. One row a finding: what, in which table, which row (NULL: the table itself), what it should be and what it is. No rows when all is well. Reads the whole schema. Raises 42501 for a role from which row-level security hides rows.';

CREATE FUNCTION boh_verify()
RETURNS TABLE (problem text, entity text, entity_id uuid, expected text, actual text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_verify';
COMMENT ON FUNCTION boh_verify() IS
	'Looks through the data schema for counters that drifted, broken rules, triggers or constraints that are missing or switched off, and tables, columns and enums that are not as the migrations made them. One row a finding: what, in which table or type, which row (NULL: the table itself), what it should be and what it is. No rows when all is well. Reads the whole schema, but for the rows of tables with a column that is missing, of another type or may be null. Raises 42501 for a role from which row-level security hides rows.';

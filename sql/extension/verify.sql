CREATE FUNCTION boh_verify()
RETURNS TABLE (problem text, entity text, entity_id uuid, expected text, actual text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_verify';
COMMENT ON FUNCTION boh_verify() IS
	'Checks the data schema. Finds counters that are wrong, rows that break a rule, triggers and constraints that are missing or switched off, tables, columns and enums that differ from what the migrations made, policies that are missing or differ from what boh_grant() makes, and profiles of roles that do not exist. Returns one row for each finding: problem, what is wrong; entity, the table or type; entity_id, the row (NULL: the table itself); expected, what it should be; actual, what it is. No rows: everything is in order. Reads the whole schema, except the rows of tables with a column that is missing, has another type or may be null. Raises 42501 (row-level security hides rows from the role).';

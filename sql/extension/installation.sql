CREATE FUNCTION boh_doctor() RETURNS TABLE (check_name text, severity text, ok boolean, found text, hint text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_doctor';
COMMENT ON FUNCTION boh_doctor() IS
	'What this installation lacks: a row for each check of the server, the extension and the data schema (setting boh.schema). severity is critical, warning or informational; found is what the check saw; hint has the statement to run when ok is not true, and whom to ask if this role may not run it. ok is NULL for what this role may not see, and for what needs tables while boh_migrate() has not made them: then hint says who sees it, or what comes first. Waits for a table that others have locked for 100 milliseconds, or lock_timeout if that is less; then ok is NULL, too. Works as soon as the extension is created, and for every role; the data schema is looked into for roles that may call boh_health(). Changes nothing. Raises nothing.';

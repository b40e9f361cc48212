CREATE FUNCTION boh_metrics() RETURNS TABLE (name text, labels jsonb, value numeric, type text, help text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_metrics';
COMMENT ON FUNCTION boh_metrics() IS
	'Metrics of the data schema (setting boh.schema), its database and the server, for a monitoring system that collects them often: reads no table that grows as a whole. One row for each name and labels. type is counter, gauge or info; help says what is counted, and how exactly. value is NULL for what is not known. For roles with the profile maintenance, members of pg_monitor with USAGE on the schema, an ADMIN who is signed in through the profile admin, and the owner of the tables. Raises 42501.';

CREATE FUNCTION boh_metrics_text() RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_metrics_text';
COMMENT ON FUNCTION boh_metrics_text() IS
	'What boh_metrics() returns as a text in the format OpenMetrics 1.0, which Prometheus reads. A metric whose value is not known has only its description. For the same roles. Raises 42501.';

CREATE FUNCTION boh_health() RETURNS TABLE (check_name text, severity text, ok boolean, value numeric, threshold numeric, hint text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_health';
COMMENT ON FUNCTION boh_health() IS
	'Whether server, database and data schema (setting boh.schema) are in order: one row for each check. severity is critical, warning or informational; value was found and is compared with threshold, which a setting boh.health_* sets or which is 0; hint says what to do when ok is not true. ok and value are NULL for what this role, or SQL at all, cannot see: then hint says who can. They are NULL, too, if others have a table locked for 100 milliseconds, or lock_timeout if that is less: then hint names the sessions and prepared transactions that must end first. Takes longer than boh_metrics(). For the same roles. Raises 42501, 55P03 (others have locked what tells the version of the tables, or the rights of this role).';

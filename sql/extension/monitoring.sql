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

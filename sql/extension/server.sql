CREATE FUNCTION boh_settings_advice(memory_gb integer, cores integer, storage text DEFAULT 'ssd', pooled boolean DEFAULT true)
	RETURNS TABLE (name text, recommended text, current text, unit text, differs boolean, restart boolean, pending_restart boolean, reason text)
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 30
	AS 'MODULE_PATHNAME', 'boh_settings_advice';
COMMENT ON FUNCTION boh_settings_advice(integer, integer, text, boolean) IS
	'Lines of postgresql.conf for the workload of boh on a machine that is for this server alone. memory_gb: 1 to 65536. cores: 1 to 4096. storage: ssd, hdd or network. pooled: clients connect through a pool such as PgBouncer. recommended is what to set, current what is set in this session, unit what a number without a unit means, differs whether both are different, restart whether a change needs a restart of the server, pending_restart whether the file has a value that waits for one, and reason why. Changes nothing. Raises 22004, 22023.';

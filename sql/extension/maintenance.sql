-- Maintenance

CREATE FUNCTION boh_maintain(budget_ms integer DEFAULT 1000)
RETURNS TABLE (task text, rows bigint, ms numeric, note text)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 14
	AS 'MODULE_PATHNAME', 'boh_maintain';
COMMENT ON FUNCTION boh_maintain(integer) IS
	'Does the tasks of maintenance_tasks that are due, the most overdue first, and begins none after budget_ms milliseconds (1 or more). Returns a row for each task that it did or left, with what it has to say. An error of a task is in the note and in maintenance_tasks, and the next task goes on. A task that others have locked, or that another session is doing, is left. All tasks are in the transaction of the caller, which holds their locks until it ends: so call boh_run_maintenance() instead where you can. On a standby it does nothing, and says so. Needs the profile maintenance. Raises 22004, 22023, 25006 (read-only transaction), 42501.';

CREATE PROCEDURE boh_run_maintenance(IN budget_ms integer DEFAULT 1000, INOUT report jsonb DEFAULT NULL)
	LANGUAGE c
	AS 'MODULE_PATHNAME', 'boh_run_maintenance';
COMMENT ON PROCEDURE boh_run_maintenance(integer, jsonb) IS
	'Does what boh_maintain() does, each task in a transaction of its own. report is what boh_maintain() returns, as an array of objects; its value in the call does not count. For cron and pg_cron: CALL boh_run_maintenance(). Needs the profile maintenance. Raises 22004, 22023, 25001 (inside a transaction or a function), 25006 (read-only session), 42501.';

CREATE FUNCTION boh_maintenance_advice()
RETURNS TABLE (kind text, object text, detail text, bytes bigint, statement text)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_maintenance_advice';
COMMENT ON FUNCTION boh_maintenance_advice() IS
	'What PostgreSQL''s own maintenance leaves to people, for the tables of the data schema, with the statement to run: bloated table and bloated index (more than 30 % of no use; bytes is what the statement would free), invalid index, duplicate index, unused index (of your own; those of boh stay), stale statistics, wraparound. Bloat is estimated from the planner''s statistics; if the extension pgstattuple is installed and the owner of the tables may call it, tables and indexes that the estimate suspects are read and measured. VACUUM (FULL) locks its table against everybody while it runs. Changes nothing. Needs the profile maintenance. Raises 42501.';

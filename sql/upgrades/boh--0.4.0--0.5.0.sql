-- From 0.4.0 to 0.5.0: new and changed functions.  The build adds
-- boh_migration_scripts(), see the Makefile.

CREATE FUNCTION boh_settings_advice(memory_gb integer, cores integer, storage text DEFAULT 'ssd', pooled boolean DEFAULT true)
	RETURNS TABLE (name text, recommended text, current text, unit text, differs boolean, restart boolean, pending_restart boolean, reason text)
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 30
	AS 'MODULE_PATHNAME', 'boh_settings_advice';
COMMENT ON FUNCTION boh_settings_advice(integer, integer, text, boolean) IS
	'Lines of postgresql.conf for the workload of boh on a machine that is for this server alone. memory_gb: 1 to 65536. cores: 1 to 4096. storage: ssd, hdd or network. pooled: clients connect through a pool such as PgBouncer. recommended is what to set, current what is set in this session, unit what a number without a unit means, differs whether both are different, restart whether a change needs a restart of the server, pending_restart whether the file has a value that waits for one, and reason why. Changes nothing. Raises 22004, 22023.';

CREATE FUNCTION boh_maintain(budget_ms integer DEFAULT 1000)
RETURNS TABLE (task text, rows bigint, ms numeric, note text)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 13
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
	'Whether server, database and data schema (setting boh.schema) are in order: one row for each check. severity is critical, warning or informational; value was found and is compared with threshold, which a setting boh.health_* sets or which is 0; hint says what to do when ok is not true. ok and value are NULL for what this role, or SQL at all, cannot see: then hint says who can. Takes longer than boh_metrics(). For the same roles. Raises 42501.';

-- Tenants: many data schemas in one database

CREATE FUNCTION boh_create_tenant(schema_name text, owner text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_create_tenant';
COMMENT ON FUNCTION boh_create_tenant(text, text) IS
	'Makes the schema schema_name and all tables of boh in it, which belong to the role owner. Returns the version of the schema. No other role gets a privilege there: the owner grants profiles with boh_grant(). The caller needs CREATE on the database and must be able to become the owner. Raises 22004, 22023 (not a name for a schema), 25006 (read-only transaction), 42501, 42704 (no such role), 42P06 (there is such a schema), and what boh_migrate() raises.';

CREATE FUNCTION boh_drop_tenant(schema_name text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_drop_tenant';
COMMENT ON FUNCTION boh_drop_tenant(text) IS
	'Drops all tables of boh in the schema schema_name, and the schema. Returns the version that it had. Refused if a table has rows and boh.allow_data_loss is off, and if anything else is in the schema or depends on it. The caller must have the privileges of the owner of its tables and own the schema. Raises 22004, 22023 (not a name for a schema), 25006 (read-only transaction), 2BP01 (objects that are not of boh), 42501, BH024 (no such tenant, or one of others), BH025 (rows would be lost), and what boh_migrate() raises.';

CREATE PROCEDURE boh_migrate_all(INOUT report jsonb DEFAULT NULL)
	LANGUAGE c
	AS 'MODULE_PATHNAME', 'boh_migrate_all';
COMMENT ON PROCEDURE boh_migrate_all(jsonb) IS
	'Migrates all tenants that boh_tenants() shows to the latest version, by name, each in a transaction of its own. A tenant that cannot be migrated is told in a WARNING and left as it was, and the next one goes on. report has an object for each tenant that was migrated, with schema, from, to (versions) and ms; its value in the call does not count. Call it again after an error or a crash: it takes those that are left. lock_timeout limits how long it waits for one tenant. Raises BH026, BH027 (tenants could not be migrated; DETAIL has all of them), 25001 (inside a transaction or a function), 25006 (read-only session).';

CREATE FUNCTION boh_tenants()
RETURNS TABLE (schema_name text, owner text, version integer, is_current boolean, bytes bigint)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_tenants';
COMMENT ON FUNCTION boh_tenants() IS
	'The data schemas of the database whose owner''s privileges the caller has, by name: the owner of the tables, the version of the schema (0: no tables), whether that is the latest, and the bytes of its tables and indexes as VACUUM or ANALYZE last saw them. Waits for nobody who has tables locked. Raises nothing.';

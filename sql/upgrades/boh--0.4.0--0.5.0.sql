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

CREATE FUNCTION boh_archive_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_archive_keep';
COMMENT ON FUNCTION boh_archive_keep() IS
	'Trigger, BEFORE INSERT, UPDATE or DELETE per row, BEFORE TRUNCATE per statement, on events_archive and the partitions of bookings_archive: only the functions of the archive write there (BH101).';

CREATE FUNCTION boh_archive(max_rows integer DEFAULT 10000) RETURNS TABLE (entity text, row_count bigint, more boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 3
	AS 'MODULE_PATHNAME', 'boh_archive';
COMMENT ON FUNCTION boh_archive(integer) IS
	'Archives what was over years ago, in one transaction. Events that are COMPLETED or CANCELLED and ended 2 years ago keep their row; description, pictures, video and tags move to events_archive. Bookings of archived events that ended 7 years ago move to bookings_archive, but no PENDING ones. Then looks which media files are in use. max_rows (1 to 1000000) is how many events, and how many bookings, at most. Returns for events, bookings and media_files how many rows were written, and whether there are more to archive at once. Rows that others have locked stay until the next call. Recorded in the audit. Only for roles with the profile maintenance. Raises 22004, 22023, 25006, 42501, BH102 (bookings_archive lacks a column of bookings).';

CREATE FUNCTION boh_restore_event(event uuid) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_restore_event';
COMMENT ON FUNCTION boh_restore_event(uuid) IS
	'Brings an archived event back, with its content, the tags that still exist, and all its bookings. It is not archived again for 90 days. If the user has used the idempotency key of a booking again since it was archived, the booking comes back without key. Returns how many bookings came back. Recorded in the audit. For roles with the profile maintenance, and for an ADMIN who is signed in through a role with the profile admin. Raises 22004, 25006, 42501, P0002 (the event is not archived), BH102, BH103 (its bookings were detached).';

CREATE FUNCTION boh_detach_archive(event_year integer) RETURNS text
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_detach_archive';
COMMENT ON FUNCTION boh_detach_archive(integer) IS
	'Detaches the partition of a year from bookings_archive, so that the table can be dumped and dropped. Seats and statistics of its events stay. event_year is the year in which the events ended, in UTC. Waits for others for 50 milliseconds at a time, which keeps new readers of the archive waiting for as long; and locks bookings_archive until the transaction ends, so commit at once. Returns the name of the table. Recorded in the audit. Only for the owner of the tables. Raises 22004, 22023 (no such partition, or not all bookings of the year are archived), 25006, 42501, 55P03 (others read the archive all the time).';

CREATE FUNCTION boh_attach_archive(event_year integer) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_attach_archive';
COMMENT ON FUNCTION boh_attach_archive(integer) IS
	'Attaches a table that boh_detach_archive() has detached, after it was restored where it had been dropped. Reads the table once; others read and write the archive meanwhile. Returns how many events have their bookings back. Recorded in the audit. Only for the owner of the tables. Raises 22004, 22023 (no such table, or it is attached), 25006, 42501.';

CREATE FUNCTION boh_cold_media(older_than_days integer DEFAULT 365)
RETURNS TABLE (id uuid, filename text, url text, file_size bigint, unused_since timestamptz(3), storage text, move_to text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_cold_media';
COMMENT ON FUNCTION boh_cold_media(integer) IS
	'Media files whose storage should change: those that nothing has referred to for so many days (0 to 36500) and that can move to COLD, and those in COLD storage that are in use again. Pictures of archived events count as not used. file_size is in bytes; unused_since is NULL for a file in use; move_to is HOT or COLD. Move the file, then call boh_media_stored(). Changes nothing. For roles with the profile maintenance, and for roles that may read media_files. Raises 22004, 22023, 42501.';

CREATE FUNCTION boh_media_stored(media uuid[], storage text) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_stored';
COMMENT ON FUNCTION boh_media_stored(uuid[], text) IS
	'Records that files are kept in HOT or in COLD storage now. Their rows and addresses stay. Files that are being removed are left out. Returns how many rows changed. For roles with the profile maintenance, and for roles that may change media_files. Raises 22004, 22023, 25006, 42501.';

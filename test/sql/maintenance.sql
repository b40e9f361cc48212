-- Maintenance: what is due, what came of it, and advice

\set VERBOSITY terse
SET client_min_messages = warning;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_maintenance');
SET search_path = test_maintenance, public;
SET boh.schema = 'test_maintenance';
CREATE ROLE regress_boh_cron;
CREATE ROLE regress_boh_backend;
SELECT boh_grant('regress_boh_cron', 'maintenance'), boh_grant('regress_boh_backend', 'service');

SELECT task, interval_seconds, enabled FROM maintenance_tasks ORDER BY interval_seconds, task;

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000a1', 'ada@example.com');
INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 'Held', 100, 'PUBLISHED', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000a1', 'Over', 100, 'PUBLISHED', '2001-01-01', '2001-01-02'),
	('00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000a1', 'Wide', 100, 'PUBLISHED', '2999-01-01', '2999-01-02');
INSERT INTO bookings (event_id, user_id, seats, expires_at)
	SELECT '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000a1', 1, '2001-01-01' FROM generate_series(1, 3);
UPDATE events SET booking_lanes = 4 WHERE title = 'Wide';
INSERT INTO bookings (event_id, user_id, seats) VALUES ('00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000a1', 2);
INSERT INTO login_counters (key, written_on, failures, kind) VALUES (gen_random_uuid(), '2001-01-01', 1, 'ADDRESS');
INSERT INTO media_files (original_filename, mime_type, file_size, created_at) VALUES ('old.pdf', 'application/pdf', 2048, '2001-01-01');
INSERT INTO media_files (original_filename, mime_type, file_size) VALUES ('failed.png', 'image/png', 1024);
UPDATE media_files SET thumbnail_attempts = 5, thumbnail_taken_at = '2001-01-01' WHERE mime_type = 'image/png';

-- the audit is sealed, and statistics are summed up, behind the oldest running transaction
CREATE FUNCTION due(VARIADIC names text[]) RETURNS void LANGUAGE sql AS $$
	UPDATE maintenance_tasks SET enabled = task = ANY (names), last_started_at = NULL, work_left = false
$$;
SELECT due('expire_bookings', 'fold_lanes', 'move_ended_events', 'complete_events', 'audit_partitions', 'apply_retention', 'refresh_search',
	'failed_thumbnails', 'orphaned_media');
SET ROLE regress_boh_cron;
SELECT task, rows, ms >= 0 AS ms, note FROM boh_maintain(60000) ORDER BY task COLLATE "C";
-- nothing is due any more
SELECT * FROM boh_maintain();
RESET ROLE;
SELECT status, count(*) FROM bookings GROUP BY 1 ORDER BY 1;
SELECT title, status, booked_count FROM events ORDER BY 1;
SELECT count(*) FROM login_counters;
SELECT task, last_rows, last_milliseconds >= 0 AS ms, last_finished_at >= last_started_at AS ended, work_left, last_note, failures, last_error
	FROM maintenance_tasks WHERE enabled ORDER BY task;

-- the most overdue first, measured in its own intervals; no time for more than one
UPDATE maintenance_tasks SET last_started_at = clock_timestamp() - interval_seconds * interval '1 second' * CASE task
	WHEN 'complete_events' THEN 3 WHEN 'expire_bookings' THEN 2 WHEN 'refresh_search' THEN 1.5 ELSE 0 END;
UPDATE maintenance_tasks SET enabled = task IN ('complete_events', 'expire_bookings', 'refresh_search');
SET ROLE regress_boh_cron;
SELECT row_number() OVER () AS n, task FROM boh_maintain(60000);
RESET ROLE;
SELECT due('complete_events', 'expire_bookings');
CREATE FUNCTION sleep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE UPDATE ON maintenance_tasks FOR EACH ROW EXECUTE FUNCTION sleep();
SELECT task, note FROM boh_maintain(1);
DROP TRIGGER slow ON maintenance_tasks;
SELECT task, note FROM boh_maintain();
-- a clock that was set back
UPDATE maintenance_tasks SET last_started_at = '2999-01-01' WHERE task = 'complete_events';
SELECT task FROM boh_maintain();
-- a task that the owner made up is none of ours
INSERT INTO maintenance_tasks (task, interval_seconds) VALUES ('make tea', 1);
SELECT * FROM boh_maintain();
DELETE FROM maintenance_tasks WHERE task = 'make tea';
INSERT INTO maintenance_tasks (task, interval_seconds) VALUES ('make tea', 0);
UPDATE maintenance_tasks SET last_started_at = 'infinity' WHERE task = 'purge_logins';
INSERT INTO boh_backup_log (kind, tool, ok, started_at, finished_at) VALUES ('FULL', 'cp', true, '-infinity', 'infinity');
BEGIN READ ONLY;
SELECT * FROM boh_maintain();
ROLLBACK;

-- more than one run may do is done in several, or left
INSERT INTO login_counters (key, written_on, failures, kind) SELECT gen_random_uuid(), '2001-01-01', 1, 'ADDRESS' FROM generate_series(1, 2500);
SELECT due('purge_logins');
CREATE TRIGGER slow BEFORE UPDATE ON maintenance_tasks FOR EACH ROW EXECUTE FUNCTION sleep();
SELECT task, rows, note FROM boh_maintain(1);
SELECT work_left, last_rows FROM maintenance_tasks WHERE task = 'purge_logins';
DROP TRIGGER slow ON maintenance_tasks;
SELECT task, rows, note FROM boh_maintain(60000);
SELECT work_left, last_rows FROM maintenance_tasks WHERE task = 'purge_logins';

-- an error of one task is kept, and the others go on
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'XX123'; END $$;
CREATE TRIGGER fail BEFORE DELETE ON login_counters FOR EACH ROW EXECUTE FUNCTION fail();
INSERT INTO login_counters (key, written_on, failures, kind) VALUES (gen_random_uuid(), '2001-01-01', 1, 'ADDRESS');
SELECT due('purge_logins', 'fold_lanes');
SET ROLE regress_boh_cron;
SELECT task, rows, note FROM boh_maintain(60000) ORDER BY task COLLATE "C";
RESET ROLE;
SELECT last_rows, failures, last_error, last_error_at IS NOT NULL AS at, last_started_at > last_finished_at AS since FROM maintenance_tasks WHERE task = 'purge_logins';
UPDATE maintenance_tasks SET last_started_at = NULL;
SELECT task, note FROM boh_maintain(60000) WHERE task = 'purge_logins';
SELECT failures FROM maintenance_tasks WHERE task = 'purge_logins';
DROP TRIGGER fail ON login_counters;
UPDATE maintenance_tasks SET last_started_at = NULL;
SELECT task, rows, note FROM boh_maintain(60000) WHERE task = 'purge_logins';
SELECT failures, last_error FROM maintenance_tasks WHERE task = 'purge_logins';

-- what the caller cancels is no error of a task
CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE query_canceled; END $$;
CREATE TRIGGER stop BEFORE DELETE ON login_counters FOR EACH ROW EXECUTE FUNCTION stop();
INSERT INTO login_counters (key, written_on, failures, kind) VALUES (gen_random_uuid(), '2001-01-01', 1, 'ADDRESS');
SELECT due('purge_logins');
SELECT * FROM boh_maintain();
DROP TRIGGER stop ON login_counters;

-- who may, and where
SET ROLE regress_boh_backend;
SELECT * FROM boh_maintain();
CALL boh_run_maintenance();
SELECT * FROM boh_maintenance_advice();
RESET ROLE;
SELECT * FROM boh_maintain(0);
SELECT * FROM boh_maintain(NULL);
CALL boh_run_maintenance(0);
BEGIN READ ONLY;
SELECT * FROM boh_maintain();
ROLLBACK;
SET default_transaction_read_only = on;
CALL boh_run_maintenance();
RESET default_transaction_read_only;

-- the procedure commits after each task
\set VERBOSITY default
BEGIN;
CALL boh_run_maintenance();
ROLLBACK;
\set VERBOSITY terse
CREATE FUNCTION run() RETURNS jsonb LANGUAGE plpgsql AS $$ DECLARE report jsonb; BEGIN CALL boh_run_maintenance(1000, report); RETURN report; END $$;
SELECT run();
SELECT due('purge_logins', 'fold_lanes', 'complete_events');
CREATE TABLE transactions (task text, xid xid8);
CREATE FUNCTION note_transaction() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO test_maintenance.transactions VALUES (NEW.task, pg_current_xact_id()); RETURN NEW; END $$;
CREATE TRIGGER note AFTER UPDATE ON maintenance_tasks FOR EACH ROW EXECUTE FUNCTION note_transaction();
SET ROLE regress_boh_cron;
CALL boh_run_maintenance(60000) \gset
RESET ROLE;
DROP TRIGGER note ON maintenance_tasks;
SELECT o->>'task' AS task, o->'rows' AS rows, (o->>'ms')::numeric >= 0 AS ms, o->'note' AS note FROM jsonb_array_elements(:'report') o ORDER BY 1;
SELECT count(*), count(DISTINCT xid) FROM transactions;
CALL boh_run_maintenance();
-- also from a procedure that may commit
CREATE PROCEDURE maintain(INOUT report jsonb DEFAULT NULL) LANGUAGE plpgsql AS $$ BEGIN CALL boh_run_maintenance(1000, report); END $$;
SELECT due('fold_lanes');
CALL maintain() \gset
SELECT :'report'::jsonb->0->'task' AS task;
-- or a DO statement, with a variable
DO $$ BEGIN CALL boh_run_maintenance(1000); END $$;
DO $$ DECLARE report jsonb; BEGIN CALL boh_run_maintenance(1000, report); RAISE WARNING 'a report of type %', jsonb_typeof(report); END $$;

--
-- Autovacuum
--

SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'test_maintenance'::regnamespace AND relkind = 'r' AND reloptions IS NOT NULL
	AND NOT relispartition ORDER BY 1;
-- months of the audit that an older release made get theirs, and keep what the owner has set
CREATE VIEW months AS SELECT oid::regclass AS month, relname, reloptions FROM pg_class
	WHERE relnamespace = 'test_maintenance'::regnamespace AND relname ~ '^audit_logs_[a-z]+_\d{4}_\d\d$';
SELECT reloptions, count(*) >= 4 AS months FROM months GROUP BY 1;
DO $$ DECLARE m regclass; BEGIN
	FOR m IN SELECT month FROM test_maintenance.months LOOP
		EXECUTE format('ALTER TABLE %s RESET (autovacuum_freeze_min_age, autovacuum_vacuum_insert_scale_factor)', m);
	END LOOP;
	FOR m IN SELECT month FROM test_maintenance.months WHERE relname ~ '_access_' LOOP
		EXECUTE format('ALTER TABLE %s SET (autovacuum_freeze_min_age = 7)', m);
	END LOOP;
END $$;
SELECT * FROM boh_migrate('test_maintenance');
SELECT reloptions, count(*) > 0 AS months FROM months GROUP BY 1 ORDER BY 1;
DROP VIEW months;

--
-- Advice
--

SELECT pg_stat_force_next_flush();
VACUUM (ANALYZE) login_counters;
SET ROLE regress_boh_cron;
SELECT * FROM boh_maintenance_advice();
RESET ROLE;

-- indexes
CREATE INDEX idx_users_again ON users (lower(email));
CREATE INDEX idx_users_email_again ON users (email);
CREATE INDEX idx_events_again ON events (start_date);
CREATE INDEX idx_events_other ON events (start_date DESC);
SELECT kind, object, detail, bytes > 0 AS bytes, statement FROM boh_maintenance_advice();
-- an index on rows that were never read is not unused yet
SELECT pg_stat_force_next_flush();
DO $$ BEGIN FOR i IN 1..1000 LOOP PERFORM FROM test_maintenance.users WHERE id = '00000000-0000-0000-0000-0000000000a1'; END LOOP; END $$;
SELECT pg_stat_force_next_flush();
SELECT kind, object, regexp_replace(detail, '\d+', 'N') AS detail, statement FROM boh_maintenance_advice() WHERE kind = 'unused index';
UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('idx_users_again'::regclass, 'idx_events_other'::regclass);
ALTER INDEX idx_events_other RENAME TO idx_events_other_ccnew;
SELECT kind, object, detail, statement FROM boh_maintenance_advice() WHERE kind = 'invalid index';
DROP INDEX idx_users_again, idx_users_email_again, idx_events_again, idx_events_other_ccnew;

-- bloat: half of the rows are gone, and with them a table's pages and an index's
CREATE TABLE "Full" (id integer PRIMARY KEY, value text) WITH (autovacuum_enabled = off);
INSERT INTO "Full" SELECT n, repeat('x', 100) FROM generate_series(1, 60000) n;
SELECT pg_stat_force_next_flush();
VACUUM (ANALYZE) "Full";
SELECT * FROM boh_maintenance_advice();
DELETE FROM "Full" WHERE id % 5 > 1;
SELECT pg_stat_force_next_flush();
SELECT kind, object, statement FROM boh_maintenance_advice() WHERE kind = 'stale statistics' AND detail ~ ', 36000 rows changed since';
VACUUM (ANALYZE) "Full";
SET ROLE regress_boh_cron;
SELECT kind, object, regexp_replace(detail, '\d+', 'N') AS detail, bytes > 100000 AS bytes, statement FROM boh_maintenance_advice();
RESET ROLE;
VACUUM FULL "Full";
ANALYZE "Full";
SELECT * FROM boh_maintenance_advice();
DROP TABLE "Full";

SELECT * FROM boh_verify(progress => false);
DROP SCHEMA test_maintenance CASCADE;
DROP ROLE regress_boh_cron, regress_boh_backend;

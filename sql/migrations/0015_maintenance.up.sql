-- Maintenance: what is done when, and how often autovacuum comes to hot tables.

CREATE TABLE maintenance_tasks (
	last_rows bigint,
	last_started_at timestamptz(3),
	last_finished_at timestamptz(3),
	last_error_at timestamptz(3),
	interval_seconds integer NOT NULL,
	failures integer NOT NULL DEFAULT 0,
	enabled boolean NOT NULL DEFAULT true,
	work_left boolean NOT NULL DEFAULT false,
	task text COLLATE "C" NOT NULL,
	last_milliseconds double precision,
	last_note text,
	last_error text,
	CONSTRAINT pk_maintenance_tasks PRIMARY KEY (task),
	CONSTRAINT chk_maintenance_tasks_last_started_at CHECK (isfinite(last_started_at)),
	CONSTRAINT chk_maintenance_tasks_last_finished_at CHECK (isfinite(last_finished_at)),
	CONSTRAINT chk_maintenance_tasks_interval_seconds CHECK (interval_seconds OPERATOR(pg_catalog.>) 0)
);
COMMENT ON TABLE maintenance_tasks IS 'The tasks of boh_maintain(): how often each is due, and how it went last. The owner may change enabled and interval_seconds; boh_maintain() writes the other columns.';
COMMENT ON COLUMN maintenance_tasks.task IS 'Name of the task; doc/maintenance.md says what each does. boh_maintain() ignores rows with other names.';
COMMENT ON COLUMN maintenance_tasks.enabled IS 'Whether the task is done at all.';
COMMENT ON COLUMN maintenance_tasks.interval_seconds IS 'The task is due so many seconds after it last began.';
COMMENT ON COLUMN maintenance_tasks.last_started_at IS 'When it last began. NULL: never, so it is due.';
COMMENT ON COLUMN maintenance_tasks.last_finished_at IS 'When it last ended without an error.';
COMMENT ON COLUMN maintenance_tasks.last_rows IS 'How many rows it then wrote or found.';
COMMENT ON COLUMN maintenance_tasks.last_milliseconds IS 'How long that took.';
COMMENT ON COLUMN maintenance_tasks.work_left IS 'Whether it then left work, because there was more than one run may do. If so, it is due.';
COMMENT ON COLUMN maintenance_tasks.last_note IS 'What it then had to say.';
COMMENT ON COLUMN maintenance_tasks.failures IS 'How many times in a row it has failed; 0 after a run without an error.';
COMMENT ON COLUMN maintenance_tasks.last_error IS 'SQLSTATE and message of its last error. Stays until the next error.';
COMMENT ON COLUMN maintenance_tasks.last_error_at IS 'When that was.';
COMMENT ON CONSTRAINT pk_maintenance_tasks ON maintenance_tasks IS 'One row for each task.';
COMMENT ON CONSTRAINT chk_maintenance_tasks_last_started_at ON maintenance_tasks IS 'How long ago it was can be told.';
COMMENT ON CONSTRAINT chk_maintenance_tasks_last_finished_at ON maintenance_tasks IS 'How long ago it was can be told.';
COMMENT ON CONSTRAINT chk_maintenance_tasks_interval_seconds ON maintenance_tasks IS 'A task is not due all the time.';

INSERT INTO maintenance_tasks (task, interval_seconds) VALUES
	('expire_bookings', 60),
	('fold_lanes', 60),
	('seal_audit', 60),
	('update_statistics', 60),
	('move_ended_events', 120),
	('complete_events', 300),
	('audit_partitions', 21600),
	('apply_retention', 86400),
	('purge_logins', 86400),
	('refresh_search', 86400),
	('refresh_search_words', 86400),
	('failed_thumbnails', 86400),
	('orphaned_media', 86400);

ALTER TABLE maintenance_tasks ENABLE ROW LEVEL SECURITY;

-- Autovacuum.  By default it comes when a fifth of a table has changed, or was added:
-- with 10 million bookings, after 2 million.

-- A booking is written two or three times, and no such update can be a HOT one, because
-- the column xid changes and has an index.  So each leaves a dead entry in every index.
-- Lists by index alone need pages that vacuum has marked as visible to all.  The planner
-- must know the newest days and how many bookings are PENDING.  Truncation would lock the
-- table against everybody, and cancel queries on a standby, for a few pages that the next
-- bookings fill again.
ALTER TABLE bookings SET (
	autovacuum_vacuum_scale_factor = 0.02,
	autovacuum_vacuum_threshold = 1000,
	autovacuum_vacuum_insert_scale_factor = 0.02,
	autovacuum_analyze_scale_factor = 0.01,
	vacuum_truncate = false);

-- Each booking writes the counter of its event.  Its page has room for that (fillfactor),
-- but a transaction that runs for long keeps the old versions, and the row moves to another
-- page with new entries in every index.
ALTER TABLE events SET (
	autovacuum_vacuum_scale_factor = 0.05,
	vacuum_truncate = false);

-- Few rows, which each booking of a hot event writes: dead rows count, not their share.
ALTER TABLE booking_lanes SET (
	autovacuum_vacuum_scale_factor = 0.0,
	autovacuum_vacuum_threshold = 200,
	vacuum_truncate = false);

-- A row stands in up to eleven indexes.  Two kinds of these are GIN indexes without a
-- pending list, in which dead entries make each search slower.  Its texts are in TOAST.
ALTER TABLE event_search SET (
	autovacuum_vacuum_scale_factor = 0.05,
	autovacuum_analyze_scale_factor = 0.05,
	toast.autovacuum_vacuum_scale_factor = 0.05);

-- The sums of a day are removed and made anew each time one of its bookings changes.
ALTER TABLE booking_days SET (autovacuum_vacuum_scale_factor = 0.05);

-- Each login writes its counters, and old ones are deleted.
ALTER TABLE login_counters SET (autovacuum_vacuum_scale_factor = 0.05);

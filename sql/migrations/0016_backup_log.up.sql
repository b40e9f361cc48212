-- Backups: what was made, checked and restored.

CREATE TABLE boh_backup_log (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	bytes bigint,
	started_at timestamptz(3) NOT NULL,
	finished_at timestamptz(3) NOT NULL,
	ok boolean NOT NULL,
	kind text COLLATE "C" NOT NULL,
	tool text COLLATE "C" NOT NULL,
	location text,
	message text,
	CONSTRAINT pk_boh_backup_log PRIMARY KEY (id),
	CONSTRAINT chk_boh_backup_log_kind CHECK (kind IN ('FULL', 'WAL', 'LOGICAL', 'MEDIA', 'CHECK', 'RESTORE')),
	CONSTRAINT chk_boh_backup_log_finished_at CHECK (isfinite(started_at) AND isfinite(finished_at) AND finished_at OPERATOR(pg_catalog.>=) started_at),
	CONSTRAINT chk_boh_backup_log_bytes CHECK (bytes OPERATOR(pg_catalog.>=) CAST(0 AS bigint))
);
COMMENT ON TABLE boh_backup_log IS 'Backups that were made, checked or restored, one row for each, also for those that failed. Scripts write it when they are done, with the profile maintenance.';
COMMENT ON COLUMN boh_backup_log.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN boh_backup_log.kind IS 'FULL: a physical backup of the cluster; WAL: the archive of WAL is complete up to finished_at; LOGICAL: a dump; MEDIA: the files of media; CHECK: a backup was read and found whole; RESTORE: a backup was restored and tested.';
COMMENT ON COLUMN boh_backup_log.tool IS 'The program that did it, with its version.';
COMMENT ON COLUMN boh_backup_log.started_at IS 'When it began, by the clock of the computer that did it.';
COMMENT ON COLUMN boh_backup_log.finished_at IS 'When it ended, by the same clock.';
COMMENT ON COLUMN boh_backup_log.ok IS 'Whether it succeeded.';
COMMENT ON COLUMN boh_backup_log.bytes IS 'Size of the backup as it is stored. NULL: not known.';
COMMENT ON COLUMN boh_backup_log.location IS 'Where the backup is. No passwords here.';
COMMENT ON COLUMN boh_backup_log.message IS 'What else there is to know; the reason if it failed.';
COMMENT ON CONSTRAINT pk_boh_backup_log ON boh_backup_log IS 'A row is written once.';
COMMENT ON CONSTRAINT chk_boh_backup_log_kind ON boh_backup_log IS 'There are six kinds.';
COMMENT ON CONSTRAINT chk_boh_backup_log_finished_at ON boh_backup_log IS 'It ends after it began, and how long ago that was can be told.';
COMMENT ON CONSTRAINT chk_boh_backup_log_bytes ON boh_backup_log IS 'A size is not negative.';

CREATE INDEX idx_boh_backup_log_kind_finished_at ON boh_backup_log (kind, finished_at) WHERE ok;
COMMENT ON INDEX idx_boh_backup_log_kind_finished_at IS 'The last backup of a kind that succeeded.';

ALTER TABLE boh_backup_log ENABLE ROW LEVEL SECURITY;

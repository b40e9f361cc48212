-- The audit: who did what, in rows that nobody changes, and the seals over them.

CREATE TABLE audit_logs (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	at timestamptz(3) NOT NULL,
	xid xid8 NOT NULL,
	system_identifier bigint NOT NULL,
	user_id uuid,
	success boolean NOT NULL,
	user_role text COLLATE "C" NOT NULL,
	login_role text COLLATE "C" NOT NULL,
	database_role text COLLATE "C" NOT NULL,
	action text COLLATE "C" NOT NULL,
	entity text COLLATE "C" NOT NULL,
	entity_id text COLLATE "C",
	retention text COLLATE "C" NOT NULL,
	client_address inet,
	client_hash bytea,
	before jsonb,
	after jsonb,
	personal jsonb,
	leaf_hash bytea NOT NULL,
	CONSTRAINT pk_audit_logs PRIMARY KEY (id, at, retention)
) PARTITION BY LIST (retention);
COMMENT ON TABLE audit_logs IS 'Who did what. Written in the transaction of the change by triggers, and by functions; nobody can change a row (BH060). Read it with boh_audit(). A partition for each retention class, and in these one for each month of UTC, which is dropped when its time is over.';
COMMENT ON COLUMN audit_logs.id IS 'Time-ordered UUID, version 7, with the time of at.';
COMMENT ON COLUMN audit_logs.at IS 'When it was done, by the server''s clock.';
COMMENT ON COLUMN audit_logs.xid IS 'The transaction that did it.';
COMMENT ON COLUMN audit_logs.system_identifier IS 'System identifier of the database cluster that counts xid (pg_control_system()); another one after a restore.';
COMMENT ON COLUMN audit_logs.user_id IS 'Person of the session; NULL: nobody was signed in. Not a foreign key, so that the row outlives the account.';
COMMENT ON COLUMN audit_logs.success IS 'False for what was refused or failed, such as a login.';
COMMENT ON COLUMN audit_logs.user_role IS 'Role of the session: ANONYMOUS, USER, ORGANIZER or ADMIN.';
COMMENT ON COLUMN audit_logs.login_role IS 'Database role that connected (session_user).';
COMMENT ON COLUMN audit_logs.database_role IS 'Database role that acted: login_role, or what SET ROLE has set.';
COMMENT ON COLUMN audit_logs.action IS 'What was done, for example CREATE, UPDATE, DELETE, PUBLISH, GRANT, LOGIN, READ.';
COMMENT ON COLUMN audit_logs.entity IS 'Table of what it was done to.';
COMMENT ON COLUMN audit_logs.entity_id IS 'Primary key there, as text; NULL: all rows, or none in particular.';
COMMENT ON COLUMN audit_logs.retention IS 'How long the row is kept after the end of its month: SECURITY 1 year, COMPLIANCE 7 years, ADMINISTRATIVE 2 years, ACCESS 90 days.';
COMMENT ON COLUMN audit_logs.client_address IS 'Network address of the client that was connected, or that a login names; NULL: none is known, or it was erased.';
COMMENT ON COLUMN audit_logs.client_hash IS 'SHA-256 of salt and client_address; stays when the address is erased.';
COMMENT ON COLUMN audit_logs.before IS 'Changed columns as they were. A personal value is replaced by {"sha256": ..}, a credential or private setting by "changed", a value of more than 8 kB by {"bytes": .., "sha256": ..}.';
COMMENT ON COLUMN audit_logs.after IS 'Changed columns as they became, in the same form.';
COMMENT ON COLUMN audit_logs.personal IS 'Personal values with their salts: {"before": {column: {"salt": .., "value": ..}}, "after": .., "client_address": {"salt": ..}}. Erasing a person removes them; the hashes in the row stay.';
COMMENT ON COLUMN audit_logs.leaf_hash IS 'SHA-256 of the byte 0 and the row''s content without personal values (RFC 6962, section 2.1); see doc/audit.md.';
COMMENT ON CONSTRAINT pk_audit_logs ON audit_logs IS 'A row is written once. The time and the class are in the key because they choose the partition.';

CREATE INDEX idx_audit_logs_xid_id ON audit_logs (xid, id);
COMMENT ON INDEX idx_audit_logs_xid_id IS 'The order of sealing.';
CREATE INDEX idx_audit_logs_entity_entity_id_id ON audit_logs (entity, entity_id, id);
COMMENT ON INDEX idx_audit_logs_entity_entity_id_id IS 'The history of one row.';
CREATE INDEX idx_audit_logs_user_id ON audit_logs (user_id, id) WHERE user_id IS NOT NULL;
COMMENT ON INDEX idx_audit_logs_user_id IS 'What one person did.';

CREATE TABLE audit_logs_security PARTITION OF audit_logs FOR VALUES IN ('SECURITY') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_security IS 'Rows that are kept 1 year; partitions by month.';
CREATE TABLE audit_logs_compliance PARTITION OF audit_logs FOR VALUES IN ('COMPLIANCE') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_compliance IS 'Rows that are kept 7 years; partitions by month.';
CREATE TABLE audit_logs_administrative PARTITION OF audit_logs FOR VALUES IN ('ADMINISTRATIVE') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_administrative IS 'Rows that are kept 2 years; partitions by month.';
CREATE TABLE audit_logs_access PARTITION OF audit_logs FOR VALUES IN ('ACCESS') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_access IS 'Rows that are kept 90 days; partitions by month.';

-- A row trigger here would be created before pg_restore -j loads the partitions, and would
-- refuse their rows.  So each partition of a month has one of its own (boh_audit_prepare()).
CREATE TRIGGER boh_audit_logs_keep_all BEFORE TRUNCATE ON audit_logs
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_keep();
COMMENT ON TRIGGER boh_audit_logs_keep_all ON audit_logs IS 'Nobody removes all rows (BH060).';

CREATE TABLE audit_seals (
	number bigint NOT NULL,
	sealed_at timestamptz(3) NOT NULL,
	month timestamptz(3) NOT NULL,
	first_xid xid8 NOT NULL,
	last_xid xid8 NOT NULL,
	system_identifier bigint NOT NULL,
	first_id uuid NOT NULL,
	last_id uuid NOT NULL,
	rows integer NOT NULL,
	retention text COLLATE "C" NOT NULL,
	root bytea NOT NULL,
	previous_hash bytea NOT NULL,
	hash bytea NOT NULL,
	leaves_hash bytea NOT NULL,
	leaves bytea,
	CONSTRAINT pk_audit_seals PRIMARY KEY (number),
	CONSTRAINT chk_audit_seals_number CHECK (number OPERATOR(pg_catalog.>) CAST(0 AS bigint)),
	CONSTRAINT chk_audit_seals_rows CHECK (rows OPERATOR(pg_catalog.>) 0)
);
COMMENT ON TABLE audit_seals IS 'Seals over rows of audit_logs: whoever knows the hash of one seal can tell whether rows under it, or under an earlier seal, were changed. Written by boh_seal_audit(); nobody can change a row (BH060).';
COMMENT ON COLUMN audit_seals.number IS 'Number of the seal, from 1 without gaps.';
COMMENT ON COLUMN audit_seals.sealed_at IS 'When the seal was made.';
COMMENT ON COLUMN audit_seals.month IS 'First moment of the month of the rows, in UTC.';
COMMENT ON COLUMN audit_seals.first_xid IS 'Transaction of the first row.';
COMMENT ON COLUMN audit_seals.last_xid IS 'Transaction of the last row.';
COMMENT ON COLUMN audit_seals.system_identifier IS 'System identifier of the rows.';
COMMENT ON COLUMN audit_seals.first_id IS 'Id of the first row, in order of (xid, id).';
COMMENT ON COLUMN audit_seals.last_id IS 'Id of the last row.';
COMMENT ON COLUMN audit_seals.rows IS 'How many rows the seal covers. All are of one retention class and one month, so that they are dropped together.';
COMMENT ON COLUMN audit_seals.retention IS 'Retention class of the rows.';
COMMENT ON COLUMN audit_seals.root IS 'Merkle tree hash of the rows'' leaf_hash (RFC 6962, section 2.1), in order of (xid, id).';
COMMENT ON COLUMN audit_seals.previous_hash IS 'hash of the seal before; 32 zero bytes in the first.';
COMMENT ON COLUMN audit_seals.hash IS 'SHA-256 over the byte 0 and the other columns but leaves, previous_hash included; see doc/audit.md.';
COMMENT ON COLUMN audit_seals.leaves_hash IS 'SHA-256 of leaves.';
COMMENT ON COLUMN audit_seals.leaves IS 'id (16 bytes) and leaf_hash (32 bytes) of each row, in order of (xid, id). Tells which row was changed, removed or inserted. NULL once the rows are dropped.';
COMMENT ON CONSTRAINT pk_audit_seals ON audit_seals IS 'A seal has a number of its own.';
COMMENT ON CONSTRAINT chk_audit_seals_number ON audit_seals IS 'Numbers count from 1.';
COMMENT ON CONSTRAINT chk_audit_seals_rows ON audit_seals IS 'A seal covers at least one row.';

CREATE INDEX idx_audit_seals_retention_month_last_xid_last_id ON audit_seals (retention, month, last_xid, last_id);
COMMENT ON INDEX idx_audit_seals_retention_month_last_xid_last_id IS 'The seal over a row.';
-- Hashes cannot be compressed.
ALTER TABLE audit_seals ALTER leaves SET STORAGE EXTERNAL;

CREATE TRIGGER boh_audit_seals_keep BEFORE INSERT OR UPDATE OR DELETE ON audit_seals
	FOR EACH ROW EXECUTE FUNCTION boh_audit_keep();
COMMENT ON TRIGGER boh_audit_seals_keep ON audit_seals IS 'Nobody writes here but boh_seal_audit() (BH060).';
CREATE TRIGGER boh_audit_seals_keep_all BEFORE TRUNCATE ON audit_seals
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_keep();
COMMENT ON TRIGGER boh_audit_seals_keep_all ON audit_seals IS 'Nobody removes all seals (BH060).';

-- No policies: the audit is for the owner, and for others through boh_audit().

ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;

-- What is recorded.  The function looks which columns changed; triggers that
-- name columns would keep owners from changing their types.

CREATE TRIGGER boh_users_audit AFTER INSERT OR UPDATE OR DELETE ON users
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('users');
COMMENT ON TRIGGER boh_users_audit ON users IS 'Records new and deleted accounts, and changes of role, address, password and closure, in the audit.';
CREATE TRIGGER boh_users_audit_all AFTER TRUNCATE ON users
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('users');
COMMENT ON TRIGGER boh_users_audit_all ON users IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_content_pages_audit AFTER INSERT OR UPDATE OR DELETE ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('content_pages');
COMMENT ON TRIGGER boh_content_pages_audit ON content_pages IS 'Records what is done to pages, publishing included, in the audit.';
CREATE TRIGGER boh_content_pages_audit_all AFTER TRUNCATE ON content_pages
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('content_pages');
COMMENT ON TRIGGER boh_content_pages_audit_all ON content_pages IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_content_sections_audit AFTER INSERT OR UPDATE OR DELETE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('content_sections');
COMMENT ON TRIGGER boh_content_sections_audit ON content_sections IS 'Records what is done to sections in the audit.';
CREATE TRIGGER boh_content_sections_audit_all AFTER TRUNCATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('content_sections');
COMMENT ON TRIGGER boh_content_sections_audit_all ON content_sections IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_media_files_audit AFTER INSERT OR UPDATE OR DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('media_files');
COMMENT ON TRIGGER boh_media_files_audit ON media_files IS 'Records uploads, deletions and purges in the audit.';
CREATE TRIGGER boh_media_files_audit_all AFTER TRUNCATE ON media_files
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('media_files');
COMMENT ON TRIGGER boh_media_files_audit_all ON media_files IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_site_settings_audit AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('site_settings');
COMMENT ON TRIGGER boh_site_settings_audit ON site_settings IS 'Records changes of settings in the audit, values of private ones only as "changed".';
CREATE TRIGGER boh_site_settings_audit_all AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('site_settings');
COMMENT ON TRIGGER boh_site_settings_audit_all ON site_settings IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_section_schemas_audit AFTER INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('section_schemas');
COMMENT ON TRIGGER boh_section_schemas_audit ON section_schemas IS 'Records changes of schemas of sections in the audit.';
CREATE TRIGGER boh_section_schemas_audit_all AFTER TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('section_schemas');
COMMENT ON TRIGGER boh_section_schemas_audit_all ON section_schemas IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_events_audit AFTER UPDATE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('events');
COMMENT ON TRIGGER boh_events_audit ON events IS 'Records changes of status and price in the audit.';
CREATE TRIGGER boh_events_audit_all AFTER TRUNCATE ON events
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('events');
COMMENT ON TRIGGER boh_events_audit_all ON events IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_bookings_audit AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND OLD.expired_at IS NOT DISTINCT FROM NEW.expired_at)
	EXECUTE FUNCTION boh_audit_row('bookings');
COMMENT ON TRIGGER boh_bookings_audit ON bookings IS 'Records changes of status in the audit, but no new booking and no expiry: the booking itself says these.';

CREATE TRIGGER boh_role_profiles_audit AFTER INSERT OR UPDATE OR DELETE ON role_profiles
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('role_profiles');
COMMENT ON TRIGGER boh_role_profiles_audit ON role_profiles IS 'Records who gave which role which profile in the audit.';
CREATE TRIGGER boh_role_profiles_audit_all AFTER TRUNCATE ON role_profiles
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('role_profiles');
COMMENT ON TRIGGER boh_role_profiles_audit_all ON role_profiles IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_session_keys_audit AFTER INSERT OR UPDATE OR DELETE ON session_keys
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('session_keys');
COMMENT ON TRIGGER boh_session_keys_audit ON session_keys IS 'Records changes of keys in the audit.';
CREATE TRIGGER boh_session_keys_audit_all AFTER TRUNCATE ON session_keys
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('session_keys');
COMMENT ON TRIGGER boh_session_keys_audit_all ON session_keys IS 'Records TRUNCATE in the audit.';

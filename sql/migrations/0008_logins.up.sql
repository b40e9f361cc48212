-- Failed logins.

CREATE TABLE login_counters (
	key uuid NOT NULL,
	failed_at timestamptz(3),
	succeeded_at timestamptz(3),
	written_on timestamptz(3) NOT NULL,
	failures real NOT NULL,
	kind text COLLATE "C" NOT NULL,
	client inet,
	CONSTRAINT pk_login_counters PRIMARY KEY (key),
	CONSTRAINT chk_login_counters_failures CHECK (failures OPERATOR(pg_catalog.>=) CAST(0 AS real)),
	CONSTRAINT chk_login_counters_kind CHECK (kind OPERATOR(pg_catalog.=) ANY (CAST('{PAIR,CLIENT,ADDRESS}' AS text[])))
) WITH (fillfactor = 70);
COMMENT ON TABLE login_counters IS 'Failed logins, one row for each email address, client, or email address from one client. Written by boh_record_login() and boh_forgive_logins(); only for the owner. A deleted row is a forgotten one.';
COMMENT ON COLUMN login_counters.key IS 'First 16 bytes of the SHA-256 of kind, email address and client, with line ends between; kind CLIENT has no address, kind ADDRESS no client.';
COMMENT ON COLUMN login_counters.failed_at IS 'Time of the last failure; NULL: none.';
COMMENT ON COLUMN login_counters.succeeded_at IS 'Time of the last success, in rows of kind PAIR; NULL: none.';
COMMENT ON COLUMN login_counters.written_on IS 'Beginning of the day (UTC) of the last write; when 90 days have passed since the end of that day, boh_purge_logins() deletes the row.';
COMMENT ON COLUMN login_counters.failures IS 'Failures that counted at failed_at, each of which is forgotten after a while: a PAIR forgets one in an hour, a CLIENT one in 10 minutes, an ADDRESS one in 5 minutes.';
COMMENT ON COLUMN login_counters.kind IS 'What is counted: PAIR (an email address from one client), CLIENT (all email addresses from it) or ADDRESS (an email address from all clients).';
COMMENT ON COLUMN login_counters.client IS 'IPv4 address or IPv6 network of 64 bits; NULL for kind ADDRESS.';
COMMENT ON CONSTRAINT pk_login_counters ON login_counters IS 'A thing is counted once.';
COMMENT ON CONSTRAINT chk_login_counters_failures ON login_counters IS 'Failures are not negative.';
COMMENT ON CONSTRAINT chk_login_counters_kind ON login_counters IS 'There are three kinds.';

CREATE INDEX idx_login_counters_written_on ON login_counters (written_on);
COMMENT ON INDEX idx_login_counters_written_on IS 'Finds old rows. The column changes once a day, so that other updates stay in place.';

-- No policy: it is for the owner alone.

ALTER TABLE login_counters ENABLE ROW LEVEL SECURITY;

COMMENT ON COLUMN users.password_hash IS 'bcrypt hash, 60 characters, prefix $2a$, $2b$ or $2y$, cost 04 to 14; anything else is refused, so that a password cannot be stored as plain text. NULL: the account signs in without a password.';
COMMENT ON TRIGGER boh_users_check ON users IS 'Stores the address in lower case and normal form, refuses a password_hash that is not a hash or whose cost is above 14 without showing it, sets updated_at.';

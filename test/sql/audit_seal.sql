-- Sealing the audit, checking it, and proofs: what works, and what is refused

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_audit_seal');
SET search_path = test_audit_seal, public;
SET boh.schema = 'test_audit_seal';
SET timezone = 'UTC';

-- waits until all transactions have ended that wrote rows
\set all_ended 'DO $$ BEGIN WHILE EXISTS (SELECT FROM audit_logs WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())) LOOP PERFORM pg_sleep(0.01); END LOOP; END $$'

-- code, message, DETAIL and hint of an error, without what differs each time
CREATE FUNCTION failure(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
	DECLARE
		message text;
		detail text;
		hint text;
	BEGIN
		EXECUTE statement;
		RETURN NEXT 'no error';
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
		RETURN NEXT SQLSTATE || ': ' || message;
		RETURN NEXT regexp_replace(regexp_replace(detail, '[0-9a-f]{8}-[0-9a-f-]{27}', '<id>'), '(next_xid": ")\d+', '\1<xid>');
		RETURN NEXT hint;
	END $$;

-- nothing yet
SELECT boh_seal_audit();
SELECT * FROM boh_audit_head();
SELECT * FROM boh_audit_verify();

-- rows of two classes, sealed by threes
INSERT INTO users (email) VALUES ('a@example.com');
INSERT INTO site_settings (key) VALUES ('a'), ('b');
INSERT INTO users (email) VALUES ('b@example.com');
INSERT INTO site_settings (key) VALUES ('c');
:all_ended;
SELECT boh_seal_audit(3);
SELECT boh_seal_audit(3);
SELECT boh_seal_audit(3);
SELECT number, retention, rows, length(leaves) AS leaves, length(root) AS root, length(hash) AS hash,
	month = date_trunc('month', now()) AS this_month, sealed_at <= clock_timestamp() AS sealed,
	previous_hash = coalesce(lag(hash) OVER (ORDER BY number), decode(repeat('00', 32), 'hex')) AS follows
	FROM audit_seals ORDER BY number;
SELECT h.number, h.hash = encode(s.hash, 'hex') AS hash, h.sealed_at = s.sealed_at AS sealed_at
	FROM boh_audit_head() h JOIN audit_seals s USING (number);
SELECT * FROM boh_audit_verify();
SELECT * FROM boh_audit_verify(2, 3);
SELECT * FROM boh_audit_verify(from_seal => 3);
SELECT * FROM boh_audit_verify(to_seal => 1);

-- what is not sealed yet is said, and is no damage
INSERT INTO users (email) VALUES ('c@example.com');
SELECT damage, problem, expected, regexp_replace(actual, 'since .*Z', 'since ...') FROM boh_audit_verify();
SELECT damage, problem, expected, regexp_replace(actual, 'since .*Z', 'since ...') FROM boh_audit_verify(4);
SELECT damage, problem, expected, regexp_replace(actual, 'since .*Z', 'since ...') FROM boh_audit_verify(5);
SELECT * FROM boh_audit_verify(1, 4);
SELECT * FROM failure('SELECT boh_audit_proof((SELECT max(id::text)::uuid FROM audit_logs))');

-- a proof has everything that it takes, and nothing else
SELECT key, jsonb_typeof(value) FROM jsonb_each(boh_audit_proof((SELECT min(id::text)::uuid FROM audit_logs))) ORDER BY key;
SELECT key, jsonb_typeof(value) FROM jsonb_each(boh_audit_proof((SELECT min(id::text)::uuid FROM audit_logs)) -> 'seal') ORDER BY key;
SELECT jsonb_array_length(boh_audit_proof((SELECT min(id::text)::uuid FROM audit_logs), n) -> 'following') AS following FROM generate_series(2, 4) n;

-- hashes that were published
SELECT jsonb_agg(jsonb_build_object('number', number, 'hash', encode(hash, 'hex')) ORDER BY number) AS published FROM audit_seals \gset
SELECT count(*) FROM boh_audit_verify(published => :'published') WHERE damage;
SELECT count(*) FROM boh_audit_verify(published => :'published'::jsonb -> 1) WHERE damage;
SELECT count(*) FROM boh_audit_verify(published => '[]') WHERE damage;
SELECT problem, seal, expected = repeat('0', 64) AS expected, length(actual) AS actual
	FROM boh_audit_verify(published => jsonb_build_object('number', 2, 'hash', repeat('0', 64))) WHERE damage;
SELECT problem, seal, expected = repeat('A', 64) AS expected, actual
	FROM boh_audit_verify(published => jsonb_build_array(jsonb_build_object('number', 5, 'hash', repeat('A', 64), 'sealed_at', now()))) WHERE damage;
SELECT * FROM failure($$SELECT boh_audit_verify(published => '"x"')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '[1]')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '{}')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '{"number": "1", "hash": "x"}')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '{"number": 0, "hash": "x"}')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '{"number": 1.5, "hash": "x"}')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '{"number": 1e30, "hash": "x"}')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '{"number": 1, "hash": 7}')$$);
SELECT * FROM failure($$SELECT boh_audit_verify(published => '{"number": 1, "hash": "x"}')$$);

-- some seals only: what was done to others is not looked at
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE audit_logs SET action = 'READ' WHERE id = (SELECT first_id FROM audit_seals WHERE number = 2);
SELECT n AS "only", problem, seal, audit_id = (SELECT first_id FROM audit_seals WHERE number = 2) AS row
	FROM generate_series(1, 4) n, boh_audit_verify(n, n) WHERE damage;
SELECT n AS "from", problem, seal FROM generate_series(1, 4) n, boh_audit_verify(n) WHERE damage;
SELECT n AS "to", problem, seal FROM generate_series(1, 4) n, boh_audit_verify(1, n) WHERE damage;
SELECT * FROM failure('SELECT boh_audit_proof((SELECT first_id FROM audit_seals WHERE number = 2))');
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM audit_seals WHERE number = 2;
SELECT n AS "from", problem, seal, audit_id IS NOT NULL AS row FROM generate_series(1, 4) n, boh_audit_verify(n) WHERE damage ORDER BY n, problem;
SELECT * FROM failure('SELECT boh_audit_proof((SELECT max(id::text)::uuid FROM audit_logs WHERE xid <= (SELECT last_xid FROM audit_seals WHERE number = 1)), 3)');
ROLLBACK;
SELECT problem, seal, expected, actual FROM boh_audit_verify(4, 6) WHERE damage;
SELECT problem, seal, expected, actual FROM boh_audit_verify(7) WHERE damage;

-- arguments
SELECT * FROM failure('SELECT boh_seal_audit(NULL)');
SELECT * FROM failure('SELECT boh_seal_audit(0)');
SELECT * FROM failure('SELECT boh_seal_audit(100001)');
SELECT * FROM failure('SELECT boh_audit_verify(0)');
SELECT * FROM failure('SELECT boh_audit_verify(3, 2)');
SELECT * FROM failure('SELECT boh_audit_proof(NULL)');
SELECT * FROM failure($$SELECT boh_audit_proof('00000000-0000-0000-0000-000000000001')$$);
SELECT * FROM failure('SELECT boh_audit_proof((SELECT first_id FROM audit_seals WHERE number = 2), 1)');
SELECT * FROM failure('SELECT boh_audit_proof((SELECT first_id FROM audit_seals WHERE number = 2), 5)');

-- a transaction that only reads can check, and seals nothing
BEGIN READ ONLY;
SELECT count(*) FROM boh_audit_verify() WHERE damage;
SAVEPOINT s;
SELECT boh_seal_audit();
ROLLBACK TO s;
SELECT number FROM boh_audit_head();
ROLLBACK;

-- a rollback leaves nothing
:all_ended;
BEGIN;
SELECT boh_seal_audit();
SELECT max(number) FROM audit_seals;
ROLLBACK;
SELECT max(number) FROM audit_seals;
-- rows of a transaction that goes on wait
BEGIN;
SELECT boh_seal_audit();
INSERT INTO users (email) VALUES ('d@example.com');
SELECT boh_seal_audit();
COMMIT;
:all_ended;
SELECT boh_seal_audit(), boh_seal_audit();
SELECT count(*) FROM boh_audit_verify() WHERE damage;

-- without its index, and on a server that was set back
BEGIN;
DROP INDEX idx_audit_logs_xid_id;
SELECT * FROM failure('SELECT boh_seal_audit()');
SELECT count(*) FROM boh_audit_verify(2) WHERE damage;
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE audit_seals SET last_xid = '18446744073709551615' WHERE number = (SELECT max(number) FROM audit_seals);
SELECT * FROM failure('SELECT boh_seal_audit()');
ROLLBACK;

-- nobody else writes seals
INSERT INTO audit_seals SELECT * FROM audit_seals;
UPDATE audit_seals SET rows = 1;
DELETE FROM audit_seals;
TRUNCATE audit_seals;

-- who may
CREATE ROLE regress_boh_sealer;
CREATE ROLE regress_boh_auditor;
CREATE ROLE regress_boh_service;
SELECT boh_grant('regress_boh_sealer', 'maintenance'), boh_grant('regress_boh_auditor', 'auditor'), boh_grant('regress_boh_service', 'service');
INSERT INTO users (email) VALUES ('e@example.com');
:all_ended;
GRANT USAGE ON SCHEMA public TO regress_boh_sealer, regress_boh_auditor, regress_boh_service;
SET ROLE regress_boh_sealer;
SELECT boh_seal_audit() > 0 AS sealed;
SELECT * FROM failure('SELECT boh_audit_verify()');
SELECT * FROM failure('SELECT boh_audit_head()');
SELECT count(*) FROM audit_seals;
SET ROLE regress_boh_auditor;
SELECT * FROM failure('SELECT boh_seal_audit()');
SELECT damage, problem FROM boh_audit_verify();
SELECT number > 4 AS head FROM boh_audit_head();
SELECT count(*) FROM audit_seals;
SET ROLE regress_boh_service;
SELECT * FROM failure('SELECT boh_seal_audit()');
SELECT * FROM failure('SELECT boh_audit_verify()');
SELECT * FROM failure('SELECT boh_audit_head()');
SELECT * FROM failure($$SELECT boh_audit_proof('00000000-0000-0000-0000-000000000001')$$);
RESET ROLE;
SELECT boh_revoke('regress_boh_sealer', 'maintenance'), boh_revoke('regress_boh_auditor', 'auditor'), boh_revoke('regress_boh_service', 'service');
REVOKE USAGE ON SCHEMA public FROM regress_boh_sealer, regress_boh_auditor, regress_boh_service;
DROP ROLE regress_boh_sealer, regress_boh_auditor, regress_boh_service;

SET client_min_messages = warning;
DROP SCHEMA test_audit_seal CASCADE;

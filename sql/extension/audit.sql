CREATE FUNCTION boh_audit_row() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_audit_row';
COMMENT ON FUNCTION boh_audit_row() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE per row, AFTER TRUNCATE per statement, on the tables that are audited, with the table''s name as argument: writes who did what, and the changed columns before and after, to audit_logs. Writes nothing for an update that changes no recorded column.';

CREATE FUNCTION boh_audit_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_audit_keep';
COMMENT ON FUNCTION boh_audit_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE per row, BEFORE TRUNCATE per statement, on audit_logs, its partitions and audit_seals: refuses every statement but the extension''s own (BH060).';

CREATE FUNCTION boh_seal_audit(max_rows integer DEFAULT 10000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_seal_audit';
COMMENT ON FUNCTION boh_seal_audit(integer) IS
	'Seals rows of audit_logs that no seal covers yet, max_rows (1 to 100000) at most, of transactions that have all ended, and creates the partitions of the coming months. Returns how many rows were sealed: fewer than max_rows means that no more can be sealed now, 0 also that another session is sealing. Needs the profile maintenance or INSERT on audit_seals. Raises 22004, 22023, 25006 (read-only transaction, standby), BH061 (an index is missing), BH062 (the seals are of a later state of the server).';

CREATE FUNCTION boh_audit_verify(from_seal bigint DEFAULT NULL, to_seal bigint DEFAULT NULL, published jsonb DEFAULT NULL)
RETURNS TABLE (damage boolean, problem text, seal bigint, audit_id uuid, expected text, actual text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_audit_verify';
COMMENT ON FUNCTION boh_audit_verify(bigint, bigint, jsonb) IS
	'Finds what was changed by force in audit_logs and audit_seals: all of it, or the seals with these numbers and the rows under them. published is what boh_audit_head() returned before, as {"number": .., "hash": ..} or an array of these. Returns one row for each finding: damage, true unless it is for information only; problem, what is wrong; seal and audit_id, where; expected and actual. The last row, without damage, says how much was checked. Works on a standby. Needs the profile auditor, or an ADMIN signed in through the profile admin. Raises 22023, 42501.';

CREATE FUNCTION boh_audit_proof(audit_id uuid, to_seal bigint DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_audit_proof';
COMMENT ON FUNCTION boh_audit_proof(uuid, bigint) IS
	'Proves that a row of the audit is under a seal: its content, leaf_hash, leaf_index, tree_size, path, root (RFC 6962, section 2.1.1), and seal with number, content and hash. With to_seal, following has the contents of the next seals up to that number, 10000 at most, so that the published hash of that seal proves the row. No part of it is personal. doc/audit.md says how to check it. Needs the profile auditor, or an ADMIN signed in through the profile admin. Raises P0002 (no such row), BH063 (not sealed yet), BH064 (does not match its seal), 22004, 22023, 42501.';

CREATE FUNCTION boh_audit_head()
RETURNS TABLE (number bigint, hash text, sealed_at timestamptz)
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_audit_head';
COMMENT ON FUNCTION boh_audit_head() IS
	'The newest seal: its number, its hash in hexadecimal digits, and when it was made. No row: there is no seal. The hash vouches for everything that is sealed: keep it where nobody who can write to the database can change it, and pass it to boh_audit_verify(). Needs the profile auditor, or an ADMIN signed in through the profile admin. Raises 42501.';

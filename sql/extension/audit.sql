CREATE FUNCTION boh_audit_row() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_audit_row';
COMMENT ON FUNCTION boh_audit_row() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE per row, AFTER TRUNCATE per statement, on the tables that are audited, with the table''s name as argument: writes who did what, and the changed columns before and after, to audit_logs. Writes nothing for an update that changes no recorded column.';

CREATE FUNCTION boh_audit_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_audit_keep';
COMMENT ON FUNCTION boh_audit_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE per row, BEFORE TRUNCATE per statement, on audit_logs, its partitions and audit_seals: refuses every statement but the extension''s own (BH060).';

CREATE FUNCTION boh_audit(filters jsonb DEFAULT NULL, page_size integer DEFAULT 50, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_audit';
COMMENT ON FUNCTION boh_audit(jsonb, integer, text) IS
	'Reads the audit, newest rows first. filters is an object with any of user_id (the person who did it), entity (a table), entity_id (a primary key there), action, retention, database_role, success (true or false), from and to (times; from included, to not). entity and entity_id together give the history of one row. Returns {"rows": [..], "next_cursor": ..}: at most page_size rows (1 to 100), each with id, at, who, action, entity, entity_id, success, client_address and changes, an object {column: {"before": .., "after": ..}}; a personal value that was erased is an object with its hash, a large one an object with size and hash. next_cursor is for the next page, with the same filters; null: there is none. Each call is recorded in the audit itself. Only for roles with the profile auditor, and for an ADMIN who is signed in through a role with the profile admin. Raises 42501, 22023 (unknown filter, page_size, or a cursor of other filters), 22004 (page_size is NULL), 25006 (a transaction that only reads), and the errors of text that is no uuid or time.';

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

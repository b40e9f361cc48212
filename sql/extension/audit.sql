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

CREATE FUNCTION boh_audit_row() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_audit_row';
COMMENT ON FUNCTION boh_audit_row() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE per row, AFTER TRUNCATE per statement, on the tables that are audited, with the table''s name as argument: writes who did what, and the changed columns before and after, to audit_logs. Writes nothing for an update that changes no recorded column.';

CREATE FUNCTION boh_audit_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_audit_keep';
COMMENT ON FUNCTION boh_audit_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE per row, BEFORE TRUNCATE per statement, on audit_logs, its partitions and audit_seals: refuses every statement but the extension''s own (BH060).';

CREATE FUNCTION boh_users_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_check';
COMMENT ON FUNCTION boh_users_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on users, per row: stores email in lower case and in Unicode normal form C, sets updated_at. Raises 23514 (an email with invisible characters, a name without a visible character, or a password_hash that is not a bcrypt hash, which the error does not show).';

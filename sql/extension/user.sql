CREATE FUNCTION boh_users_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_check';
COMMENT ON FUNCTION boh_users_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on users, per row: stores email in lower case and in Unicode normal form C, sets updated_at. Raises 23514 (an email with invisible characters, a name without a visible character, or a password_hash that is not a bcrypt hash or has a cost above 14; the error does not show it).';

CREATE FUNCTION boh_users_keep_admin() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_keep_admin';
COMMENT ON FUNCTION boh_users_keep_admin() IS
	'Trigger, BEFORE DELETE on users, per row: keeps the last ADMIN from being deleted by people (BH051).';

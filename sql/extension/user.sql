CREATE FUNCTION boh_users_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_check';
COMMENT ON FUNCTION boh_users_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on users, per row: stores email in lower case and normal form C, refuses one with invisible characters, a name of which nothing can be seen, and, without showing it, a password_hash that is no bcrypt hash (23514), sets updated_at.';

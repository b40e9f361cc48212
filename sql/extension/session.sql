CREATE FUNCTION boh_set_session(token text) RETURNS TABLE (user_id uuid, role text, expires_at timestamptz)
	LANGUAGE c ROWS 1
	AS 'MODULE_PATHNAME', 'boh_set_session';
COMMENT ON FUNCTION boh_set_session(text) IS
	'Signs a person in until the transaction ends: token is a JWT that a key of session_keys has signed. Returns the person''s id, the role that users has now, and the end of the token. Rolling back to a savepoint brings the session back that was set before; calling it again sets another. NULL is a visitor who is not signed in: nobody, ANONYMOUS, no end. Needs USAGE on the data schema alone. Raises 42501 for every token that is not valid, and only the server''s log says why. Warns outside a transaction block, where the session ends with the statement (25P01), and, once a connection, a role that row-level security does not concern.';

CREATE FUNCTION boh_session_user(users regclass DEFAULT NULL) RETURNS uuid
	LANGUAGE c STABLE LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_user';
COMMENT ON FUNCTION boh_session_user(regclass) IS
	'Id of the person for whom this transaction runs, as boh_set_session() proved it; NULL: nobody is signed in. users is the table users of a data schema: a session of another schema then counts as none. A policy must name it, because clients choose the schema in which they sign in; NULL takes the session of any schema. Reads no table and raises no error.';

CREATE FUNCTION boh_session_role(users regclass DEFAULT NULL) RETURNS text
	LANGUAGE c STABLE LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_role';
COMMENT ON FUNCTION boh_session_role(regclass) IS
	'Role of the person for whom this transaction runs, as users had it when boh_set_session() was called: USER, ORGANIZER or ADMIN; ORGANIZER for an ADMIN who is signed in through a role with the profile app; ANONYMOUS when nobody is signed in. users is as for boh_session_user(). Reads no table and raises no error.';

CREATE FUNCTION boh_session_keys_guard() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_session_keys_guard';
COMMENT ON FUNCTION boh_session_keys_guard() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE on session_keys, per statement: refuses roles without the rights of the table''s owner, whatever they were granted (42501).';

CREATE FUNCTION boh_session_keys_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_session_keys_check';
COMMENT ON FUNCTION boh_session_keys_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on session_keys, per row: refuses a public_key that is private, cannot be read, is weak or is not one for the algorithm (23514), without showing it.';

CREATE FUNCTION boh_session_keys_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_session_keys_changed';
COMMENT ON FUNCTION boh_session_keys_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on session_keys per row, AFTER TRUNCATE per statement, each ENABLE ALWAYS: makes connections forget the keys and the tokens that they keep.';

CREATE FUNCTION boh_set_session_user(person uuid) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_set_session_user';
COMMENT ON FUNCTION boh_set_session_user(uuid) IS
	'Makes the transaction run for a person, without a token: for applications that prove people themselves. Only for roles with the profile trusted. It defends against a forgotten WHERE clause, not against injected SQL, which can call it as well. NULL: nobody is signed in. Returns true when somebody is. Raises 42501 (no profile trusted), P0002 (no such user, or a deleted account).';

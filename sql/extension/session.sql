CREATE FUNCTION boh_session_user(users regclass DEFAULT NULL) RETURNS uuid
	LANGUAGE c STABLE LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_user';
COMMENT ON FUNCTION boh_session_user(regclass) IS
	'Id of the person for whom this transaction runs, as boh_set_session() proved it; NULL: nobody is signed in. users is the table users of a data schema: a session of another schema then counts as none. A policy must name it, because clients choose the schema in which they sign in; NULL takes the session of any schema. Reads no table and raises no error.';

CREATE FUNCTION boh_session_role(users regclass DEFAULT NULL) RETURNS text
	LANGUAGE c STABLE LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_role';
COMMENT ON FUNCTION boh_session_role(regclass) IS
	'Role of the person for whom this transaction runs, as users had it when boh_set_session() was called: USER, ORGANIZER or ADMIN; ANONYMOUS when nobody is signed in. users is as for boh_session_user(). Reads no table and raises no error.';

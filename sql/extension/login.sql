CREATE FUNCTION boh_find_login(email text, client_ip inet DEFAULT NULL) RETURNS TABLE (user_id uuid, password_hash text, email_verified boolean, wait_seconds integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_find_login';
COMMENT ON FUNCTION boh_find_login(text, inet) IS
	'First step of signing in with a password. Returns one row. If wait_seconds is above 0, do not compare the password; ask the person to try again after so many seconds. Otherwise compare the password with password_hash by bcrypt, whatever user_id is, and then call boh_record_login(). user_id is NULL, and password_hash a hash that fits no password, if there is no such account, if it is deleted, or if it has no password; this takes the same time. client_ip is the address of the person''s computer; without it, only failures of the email address count. Reads only. Only for roles with the profile auth. Raises 42501, 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_record_login(email text, succeeded boolean, client_ip inet) RETURNS TABLE (wait_seconds integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_record_login';
COMMENT ON FUNCTION boh_record_login(text, boolean, inet) IS
	'Last step of signing in with a password: records whether the password was right. The person is signed in only if succeeded is true and wait_seconds is 0. A wait above 0 means that the login failed, even if the password was right: others failed at the same time. Failures are counted by email address, by client, and by both together; unknown addresses count as well. The wait doubles with each failure, up to 30 seconds for an address, 15 minutes for an address from one client, one hour for a client. A client from which the person has signed in within 90 days only waits for its own failures with this address. Call it in a transaction of its own, so that no roll-back undoes it. client_ip is as for boh_find_login(). Only for roles with the profile auth. Raises 42501, 22004 (succeeded is NULL), 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only transaction).';

CREATE FUNCTION boh_forgive_logins(email text, client_ip inet) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_forgive_logins';
COMMENT ON FUNCTION boh_forgive_logins(text, inet) IS
	'Ends the wait of a person who proved in another way who they are, for example by a link in an email: forgets the failures of this email address from this client, and makes the client known. Without client_ip, forgets the failures of the address. Returns true when the person had to wait. Only for roles with the profile auth. Raises 42501, 22021 (text in a SQL_ASCII database that is not UTF-8), 25006 (read-only transaction).';

CREATE FUNCTION boh_purge_logins(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_purge_logins';
COMMENT ON FUNCTION boh_purge_logins(integer) IS
	'Deletes counters of logins that nothing was written to for 90 days, oldest first, at most max_rows (1 or more). Skips rows that others have locked. Returns how many were deleted; call it again while it returns max_rows. Needs the profile maintenance, or DELETE on login_counters. Raises 22004, 22023, 42501, 25006 (read-only transaction).';

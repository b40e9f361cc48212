\echo Use "CREATE EXTENSION boh" to load this file. \quit
CREATE FUNCTION boh_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_version';
COMMENT ON FUNCTION boh_version() IS
	'Version of the loaded library, such as 0.1.0. It differs from pg_extension.extversion after new files were installed and before ALTER EXTENSION boh UPDATE.';
CREATE FUNCTION boh_migrate(schema_name text DEFAULT NULL, to_version integer DEFAULT NULL)
RETURNS TABLE (version integer, name text, direction text, applied_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_migrate';
COMMENT ON FUNCTION boh_migrate(text, integer) IS
	'Migrates the schema schema_name (NULL: setting boh.schema), up or down, to version to_version (NULL: the latest; 0: only schema_migrations is left). A missing schema is made. The first step runs as the calling role, which will own the objects. Later steps run as the owner of schema_migrations, whose privileges the caller must have. Returns the steps taken, with direction up or down; no rows if there is nothing to do. Raises BH020 (an applied migration differs), BH021 (a migration is missing), BH022 (the schema is newer than the extension), BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or not a name for a schema), 42P07 (schema_migrations of another tool), 42723 (a function in the schema would hide one of the extension), 42501 (an operator, function or type in the schema or in that of the extension belongs to a role that lacks the privileges of the migrating role), 55000 (a step down would drop a table outside the schema).';
CREATE FUNCTION boh_uuid7() RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_uuid7';
COMMENT ON FUNCTION boh_uuid7() IS
	'Makes a time-ordered identifier, a UUID of version 7 (RFC 9562): 48 bits for the milliseconds since 1970 (UTC), 12 bits for the fraction of the millisecond, 62 random bits. It is greater than all that this session made before, even if the clock goes back. Raises XX000 (no random values).';

CREATE FUNCTION boh_uuid7_time(id uuid) RETURNS timestamptz
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
	AS 'MODULE_PATHNAME', 'boh_uuid7_time';
COMMENT ON FUNCTION boh_uuid7_time(uuid) IS
	'Time at which id was made, to the millisecond, if id is a UUID of version 7 and of the variant of RFC 9562; otherwise NULL. Raises nothing.';
-- STABLE, not IMMUTABLE: another release of ICU may transliterate differently.
CREATE FUNCTION boh_slugify(input text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_slugify';
COMMENT ON FUNCTION boh_slugify(text) IS
	'Makes a slug, a readable name for URLs, from input, a title or name. Reads the first 1,024 characters of input, and returns at most 100 characters of the form ^[a-z0-9]+(-[a-z0-9]+)*$, by the transliteration rules of ICU (Unicode CLDR). Apostrophes are removed, & becomes and, other punctuation separates words. Returns NULL if no letter or digit of input can be written in ASCII. Raises 22021 (text in a SQL_ASCII database that is not UTF-8), 38000 (the ICU library lacks its transliteration data).';
CREATE FUNCTION boh_json_valid(schema jsonb, data jsonb) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_valid';
COMMENT ON FUNCTION boh_json_valid(jsonb, jsonb) IS
	'Whether data is valid by schema, a JSON Schema of draft 2020-12; formats are checked. A session compiles a schema only once. Raises 22023 (not a JSON Schema), 0A000 (the schema needs another document, dialect, vocabulary or format), 54001 (nested too deeply), 2201B (a regular expression became too complex).';

CREATE FUNCTION boh_json_errors(schema jsonb, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_errors';
COMMENT ON FUNCTION boh_json_errors(jsonb, jsonb) IS
	'Lists all errors of data by schema, in the order in which they are found; no rows if data is valid. path is a JSON Pointer into data (RFC 6901), empty for data as a whole; keyword is the keyword of the schema that data does not satisfy; message says what was expected and what was found. Raises the same errors as boh_json_valid().';
CREATE FUNCTION boh_json_patch(data jsonb, patch jsonb) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_json_patch';
COMMENT ON FUNCTION boh_json_patch(jsonb, jsonb) IS
	'Returns data as changed by patch. patch is a JSON Patch (RFC 6902): an array of at most 1,000 operations add, remove, replace, move, copy and test. In a path, * instead of an array index stands for every element; in path, for the same element as in from. An operation is skipped if its source or the place for its result does not exist. If a test fails, data is returned unchanged. Raises 22023 (not a valid patch), 54000 (the result grows beyond 256 megabytes).';
CREATE FUNCTION boh_sanitize_html(html text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html';
COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'Returns html, rich text from an editor, without anything that could do harm on a page. Only elements, attributes and URLs of an allow list are kept. Visible text is kept. Ids of headings get the prefix content-, and links to them are changed to match; text-align of a style becomes a class. Browsers read the result as the tree that was written, and sanitizing the result again does not change it. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_sanitize_html_report(html text) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_sanitize_html_report';
COMMENT ON FUNCTION boh_sanitize_html_report(text) IS
	'Does what boh_sanitize_html() does, and reports to editors what it did. Returns an object with these keys: html, the result; removed, an array of what was removed; changed, an array of what was replaced; truncated, whether there was more. Both arrays together have at most 1,000 entries, in the order of the document. An entry has these keys: path, an XPath to the element or attribute in the given html as in boh_html_errors() (empty if there is none); kind (element, attribute, url, class, style, id, comment, text, document); name of the element or attribute; from, the old value, and to, the new one, the first 200 bytes of each; message, the reason. A key without a value is left out. Raises what boh_sanitize_html() raises.';

CREATE FUNCTION boh_html_errors(html text) RETURNS TABLE (path text, message text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_html_errors';
COMMENT ON FUNCTION boh_html_errors(text) IS
	'Lists what makes html, rich text, unsafe as it is; at most 1,000 rows. No rows: it may be put into a page unchanged, because boh_sanitize_html() would remove and rename nothing, and all tags are well-formed, in an allowed place, and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, and empty if there is none; message says what is wrong. If html cannot be read, a row says so. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';
CREATE FUNCTION boh_users_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_check';
COMMENT ON FUNCTION boh_users_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on users, per row: stores email in lower case and in Unicode normal form C, sets updated_at. Raises 23514 (an email with invisible characters, a name without a visible character, or a password_hash that is not a bcrypt hash or has a cost above 14; the error does not show it).';

CREATE FUNCTION boh_users_keep_admin() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_keep_admin';
COMMENT ON FUNCTION boh_users_keep_admin() IS
	'Trigger, BEFORE DELETE on users, per row: keeps the last ADMIN from being deleted by people (BH051).';
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
CREATE FUNCTION boh_grant(role text, profile text) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_grant';
COMMENT ON FUNCTION boh_grant(text, text) IS
	'Gives a role a profile: the privileges and policies on the tables of the data schema (setting boh.schema) that this kind of application needs. Profiles: site, app, admin, auth, payments, maintenance, reporting, auditor, trusted, service. Recorded in role_profiles; each later migration applies it again to what it adds. Also makes policies again that a restore lost. Returns true when the role did not have the profile, false when nothing new was recorded. Only for the owner of the tables. Raises 22004, 22023 (unknown profile), 42501 (not the owner), 42704 (no such role), BH050 (profiles that one role must not have together).';

CREATE FUNCTION boh_revoke(role text, profile text) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_revoke';
COMMENT ON FUNCTION boh_revoke(text, text) IS
	'Takes a profile from a role, with its privileges and policies. What other profiles of the role need stays. So do privileges that the role had before boh knew profiles, unless boh_grant() granted the profile again since. Returns true when the role had the profile. Only for the owner of the tables. Raises 22004, 22023 (unknown profile), 42501 (not the owner).';

CREATE FUNCTION boh_grants() RETURNS TABLE (role text, profile text, granted_at timestamptz, granted_by text, role_exists boolean)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_grants';
COMMENT ON FUNCTION boh_grants() IS
	'The profiles of all roles in the data schema, with when and by whom they were granted; role "public" stands for every role. role_exists is false for a role that was dropped or renamed, or that this cluster lacks after a restore. Only for the owner of the tables. Raises 42501.';

CREATE FUNCTION boh_session_organizer(users regclass) RETURNS uuid
	LANGUAGE c STABLE STRICT LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_organizer';
COMMENT ON FUNCTION boh_session_organizer(regclass) IS
	'The person of the session if they are an ORGANIZER or ADMIN, NULL otherwise. Policies use it. users is the table users of the data schema, whose sessions count. Raises nothing.';

CREATE FUNCTION boh_session_is_admin(users regclass) RETURNS boolean
	LANGUAGE c STABLE STRICT LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_is_admin';
COMMENT ON FUNCTION boh_session_is_admin(regclass) IS
	'Whether the person of the session is an ADMIN. Policies of roles with the profile admin use it. users is the table users of the data schema, whose sessions count. Raises nothing.';

CREATE FUNCTION boh_session_first_user(users regclass) RETURNS uuid
	LANGUAGE c STABLE STRICT LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_first_user';
COMMENT ON FUNCTION boh_session_first_user(regclass) IS
	'Lowest id of the users whose rows the session''s person may see through a role with the profile admin: their own id, or the lowest id of all for an ADMIN; NULL without a person. With boh_session_last_user(), a range that an index serves. users is the table users of the data schema, whose sessions count. Raises nothing.';

CREATE FUNCTION boh_session_last_user(users regclass) RETURNS uuid
	LANGUAGE c STABLE STRICT LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_last_user';
COMMENT ON FUNCTION boh_session_last_user(regclass) IS
	'Highest id of the users whose rows the session''s person may see through a role with the profile admin: their own id, or the highest id of all for an ADMIN; NULL without a person. users is the table users of the data schema, whose sessions count. Raises nothing.';

CREATE FUNCTION boh_session_first_author(users regclass) RETURNS uuid
	LANGUAGE c STABLE STRICT LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_first_author';
COMMENT ON FUNCTION boh_session_first_author(regclass) IS
	'Lowest id of the authors whose events the session''s person is in charge of through a role with the profile admin: their own id for an ORGANIZER, the lowest id of all for an ADMIN, NULL for others. users is the table users of the data schema, whose sessions count. Raises nothing.';

CREATE FUNCTION boh_session_last_author(users regclass) RETURNS uuid
	LANGUAGE c STABLE STRICT LEAKPROOF PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_session_last_author';
COMMENT ON FUNCTION boh_session_last_author(regclass) IS
	'Highest id of the authors whose events the session''s person is in charge of through a role with the profile admin: their own id for an ORGANIZER, the highest id of all for an ADMIN, NULL for others. users is the table users of the data schema, whose sessions count. Raises nothing.';

CREATE FUNCTION boh_own_events(events regclass) RETURNS uuid[]
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_own_events';
COMMENT ON FUNCTION boh_own_events(regclass) IS
	'Ids of the events whose author is the session''s person, an ORGANIZER or ADMIN; an empty array for others. events is the table events of a data schema, and is read with the rights of its owner. Policies use it. Raises 42P01 (no such table).';

CREATE FUNCTION boh_booked_events(bookings regclass) RETURNS uuid[]
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_booked_events';
COMMENT ON FUNCTION boh_booked_events(regclass) IS
	'Ids of the events that the session''s person has booked, in any status; an empty array without a person. bookings is the table bookings of a data schema, and is read with the rights of its owner. Policies use it. Raises 42P01 (no such table).';

CREATE FUNCTION boh_role_profiles_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_role_profiles_changed';
COMMENT ON FUNCTION boh_role_profiles_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE on role_profiles, per statement: makes all sessions read the profiles anew.';
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
CREATE FUNCTION boh_find_login(email text, client_ip inet DEFAULT NULL) RETURNS TABLE (user_id uuid, password_hash text, email_verified boolean, wait_seconds integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_find_login';
COMMENT ON FUNCTION boh_find_login(text, inet) IS
	'First step of signing in with a password. Returns one row. If wait_seconds is above 0, do not compare the password; ask the person to try again after so many seconds. Otherwise compare the password with password_hash by bcrypt, whatever user_id is, and then call boh_record_login(). user_id is NULL, and password_hash a hash that fits no password, if there is no such account, if it is deleted, or if it has no password; this takes the same time. client_ip is the address of the person''s computer; without it, only failures of the email address count. Reads only. Only for roles with the profile auth. Raises 42501, 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_record_login(email text, succeeded boolean, client_ip inet) RETURNS TABLE (wait_seconds integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_record_login';
COMMENT ON FUNCTION boh_record_login(text, boolean, inet) IS
	'Last step of signing in with a password: records whether the password was right. The person is signed in only if succeeded is true and wait_seconds is 0. A wait above 0 means that the login failed, even if the password was right: others failed at the same time. Failures are counted by email address, by client, and by both together; unknown addresses count as well. The wait doubles with each failure, up to 30 seconds for an address, 15 minutes for an address from one client, one hour for a client. A client from which the person has signed in within 90 days only waits for its own failures with this address. Call it in a transaction of its own, so that no roll-back undoes it. client_ip is as for boh_find_login(). Only for roles with the profile auth. Raises 42501, 22004 (succeeded is NULL), 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_forgive_logins(email text, client_ip inet) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_forgive_logins';
COMMENT ON FUNCTION boh_forgive_logins(text, inet) IS
	'Ends the wait of a person who proved in another way who they are, for example by a link in an email: forgets the failures of this email address from this client, and makes the client known. Without client_ip, forgets the failures of the address. Returns true when the person had to wait. Only for roles with the profile auth. Raises 42501, 22021 (text in a SQL_ASCII database that is not UTF-8).';

CREATE FUNCTION boh_purge_logins(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_purge_logins';
COMMENT ON FUNCTION boh_purge_logins(integer) IS
	'Deletes counters of logins that nothing was written to for 90 days, oldest first, at most max_rows (1 or more). Skips rows that others have locked. Returns how many were deleted; call it again while it returns max_rows. Needs the profile maintenance, or DELETE on login_counters. Raises 22004, 22023, 42501.';
CREATE FUNCTION boh_tags_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_tags_check';
COMMENT ON FUNCTION boh_tags_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on tags, per row: makes a unique slug from name if slug is NULL, sets updated_at. Raises 23514 (name without a visible character).';
CREATE FUNCTION boh_venues_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_check';
COMMENT ON FUNCTION boh_venues_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on venues, per row: makes a unique slug from name if slug is NULL, sets updated_at, writes time_zone as IANA does. Raises 22023 (time_zone is no name of the IANA database), 23514 (name without a visible character).';

CREATE FUNCTION boh_venues_guard_events() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_guard_events';
COMMENT ON FUNCTION boh_venues_guard_events() IS
	'Trigger, AFTER UPDATE on venues, per row: raises BH014 when the new capacity of the venue is lower than that of a DRAFT or PUBLISHED event there that has not ended.';
CREATE FUNCTION boh_events_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_check';
COMMENT ON FUNCTION boh_events_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on events, per row: makes a unique slug from title if slug is NULL, sets updated_at, keeps in published_at when the event was first published, writes time_zone as IANA does. Only the owner of the table may give a new event another published_at. Raises BH011 (booked_count written), BH013 (more seats than the venue holds), BH015 (fewer seats than are booked), BH016 (status change not allowed), 22023 (time_zone is no name of the IANA database), 23514 (title without a visible character).';

CREATE FUNCTION boh_events_settle_bookings() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_settle_bookings';
COMMENT ON FUNCTION boh_events_settle_bookings() IS
	'Trigger, AFTER UPDATE on events, per row: when an event becomes CANCELLED, cancels its active bookings. Raises BH016 when an event with active bookings goes back to DRAFT, 55P03 when other transactions keep bookings locked.';

CREATE FUNCTION boh_cancel_event(event uuid, reason text DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_cancel_event';
COMMENT ON FUNCTION boh_cancel_event(uuid, text) IS
	'Cancels an event and its active bookings; reason becomes their cancel_reason (NULL: ''event cancelled''). Waits for transactions that have bookings of the event locked. Returns how many bookings were cancelled, 0 if the event was cancelled before. Cancelled bookings with a payment reference and a price are due for a refund. Raises P0002 (no such event), BH016 (a COMPLETED event).';

CREATE FUNCTION boh_complete_events(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_complete_events';
COMMENT ON FUNCTION boh_complete_events(integer) IS
	'Sets PUBLISHED events that have ended to COMPLETED, at most max_rows (1 or more). Skips events that others have locked. Returns how many events it changed; call it again while it returns max_rows. Raises 22023.';

CREATE FUNCTION boh_available_seats(event uuid) RETURNS integer
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_available_seats';
COMMENT ON FUNCTION boh_available_seats(uuid) IS
	'Number of seats of an event that are free now: its capacity minus its booked seats. Seats of overdue holds count as free. The booking window is not considered. Every role with USAGE on the schema may ask about PUBLISHED events; about other events, a role that may SELECT them. Raises P0002 (no such event, or the caller may not see it).';

CREATE FUNCTION boh_event_participants(event uuid)
RETURNS TABLE (
	booking_id uuid, user_id uuid, name text, email text, seats integer, status text, booking_date timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_participants';
COMMENT ON FUNCTION boh_event_participants(uuid) IS
	'Who booked an event: one row a booking, in any status, oldest first. For a role that acts for people (profile app or admin): the event''s author reads them, if they are ORGANIZER or ADMIN, and through the profile admin an ADMIN those of every event. Any other role reads what it may select from events, bookings and users. Each call is recorded in the audit. Raises 22004, 25006 (a transaction that only reads), 42501 (not the author, whether there is such an event or not), P0002 (no such event, for those who may read every event).';

CREATE FUNCTION boh_event_bookings(
	event uuid,
	filters jsonb DEFAULT NULL,
	page_size integer DEFAULT 50,
	cursor text DEFAULT NULL)
RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_bookings';
COMMENT ON FUNCTION boh_event_bookings(uuid, jsonb, integer, text) IS
	'The bookings of an event, oldest first, with name and address of who booked: {"rows": [..], "next_cursor": ..}. filters is an object with any of status (an array), from and to (booking_date; from included, to not), user_id and name (part of a name or an address). Returns at most page_size rows (1 to 100), and fewer before the end when filters leave out many bookings. next_cursor is for the next page, with the same event and filters; null: there is none. The same people and roles may call it as boh_event_participants(), and each call is recorded in the audit. Raises 22004, 22023 (unknown filter, page_size, or a cursor of another list), 25006 (a transaction that only reads), 42501, P0002 (no such event), and the errors of text that is no uuid, time or status.';
CREATE FUNCTION boh_bookings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_check';
COMMENT ON FUNCTION boh_bookings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on bookings, per row: locks the user and the event, copies the event''s price, fills in times. Raises BH006 (status change not allowed), BH007 (a column that cannot change), BH009 (total_price is not seats times unit_price), BH010 (hold expired), BH017 (another payment or refund reference), BH019 (hold too long), 22003 (price), 22008 (time), 23503 (no such event).';

CREATE FUNCTION boh_bookings_note_seats() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_note_seats';
COMMENT ON FUNCTION boh_bookings_note_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per row: notes the seats that the row takes or gives back. They are counted at the end of the statement.';

CREATE FUNCTION boh_bookings_count_seats() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_count_seats';
COMMENT ON FUNCTION boh_bookings_count_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per statement: counts the noted seats, once for each event, in the order of event ids. Raises BH001 (not PUBLISHED), BH002 (booking not open), BH003 (not enough seats), BH004 (limit per user), BH005 (deleted user), BH009 (price has changed).';

CREATE FUNCTION boh_bookings_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_bookings_keep';
COMMENT ON FUNCTION boh_bookings_keep() IS
	'Trigger, BEFORE DELETE (per row) and BEFORE TRUNCATE (per statement) on bookings: raises BH012.';

CREATE FUNCTION boh_book_seats(
	event uuid,
	customer uuid,
	seat_count integer,
	idempotency_key text DEFAULT NULL,
	payment text DEFAULT NULL,
	hold_seconds integer DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_book_seats';
COMMENT ON FUNCTION boh_book_seats(uuid, uuid, integer, text, text, integer) IS
	'Books seat_count seats (1 or more) of event for customer. payment is the payment provider''s reference: with it the booking is CONFIRMED, without it PENDING, and holds its seats for hold_seconds (1 to 31536000; NULL: setting boh.hold_seconds). A request sent again with the same idempotency_key returns the booking that the first one made, as it is now. Returns exactly one row; refund_due is true for a booking that is CANCELLED and has a payment reference and a price. Raises P0002 (no such event or user), 22003 (price), 22004, 22023 (arguments), BH001 to BH005, BH008 (key used for another request), BH019 (hold longer than boh.max_hold_seconds), 55P03 (inside a savepoint: the seats of overdue holds are needed, but others have these locked).';

CREATE FUNCTION boh_confirm_booking(booking uuid, payment text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_confirm_booking';
COMMENT ON FUNCTION boh_confirm_booking(uuid, text) IS
	'Confirms a PENDING booking and records payment, the payment provider''s reference. If the hold has expired, a payment is needed: payment, or one recorded before. Then the booking is confirmed at its captured price if the event is PUBLISHED and has not ended, the seats are free, the limit per user is kept, the account of the user is open, and the payment is not later than boh.max_payment_delay_seconds. Otherwise no error is raised: the booking stays CANCELLED, the payment is recorded, and refund_due is true unless the price is 0. A booking already confirmed with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017 (another payment recorded).';

CREATE FUNCTION boh_cancel_booking(booking uuid, reason text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_cancel_booking';
COMMENT ON FUNCTION boh_cancel_booking(uuid, text) IS
	'Cancels a PENDING or CONFIRMED booking and gives its seats back; reason has 1 to 1000 characters. A booking already cancelled is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded).';

CREATE FUNCTION boh_change_seats(booking uuid, seat_count integer)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_change_seats';
COMMENT ON FUNCTION boh_change_seats(uuid, integer) IS
	'Changes the number of seats of an active booking to seat_count (1 or more), at its captured price. More seats obey the rules of a new booking, and the event''s price must still be the captured one. Returns exactly one row. Raises P0002 (no such booking), 22003, 22004, 22023, BH001 to BH005, BH007 (not active), BH009 (price changed), BH010 (hold expired), 55P03 (the seats of overdue holds are needed, but others have these locked).';

CREATE FUNCTION boh_refund_booking(booking uuid, refund text DEFAULT NULL)
RETURNS TABLE (
	id uuid, event_id uuid, user_id uuid, seats integer, unit_price numeric, total_price numeric,
	currency text, status text, booking_date timestamptz, expires_at timestamptz, confirmed_at timestamptz,
	cancelled_at timestamptz, refunded_at timestamptz, payment_reference text, refund_due boolean)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_refund_booking';
COMMENT ON FUNCTION boh_refund_booking(uuid, text) IS
	'Records that a CONFIRMED or CANCELLED booking was paid back; refund is the payment provider''s reference. A CONFIRMED booking gives its seats back. A booking already refunded with the same reference is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (PENDING), BH017 (another refund recorded).';

CREATE FUNCTION boh_expire_bookings(max_rows integer DEFAULT 1000) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_expire_bookings';
COMMENT ON FUNCTION boh_expire_bookings(integer) IS
	'Cancels overdue holds, at most max_rows (1 or more). Skips events and bookings that others have locked, and holds that a constraint or trigger of your own keeps from being cancelled; a warning says how many of these there are. It need not be called, because overdue holds count as free anyway. Returns how many holds were cancelled; call it again while it returns max_rows. Raises 22023.';

CREATE FUNCTION boh_user_bookings(
	person uuid,
	filters jsonb DEFAULT NULL,
	page_size integer DEFAULT 20,
	cursor text DEFAULT NULL)
RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_user_bookings';
COMMENT ON FUNCTION boh_user_bookings(uuid, jsonb, integer, text) IS
	'The bookings of a person, newest first, each with its event: {"rows": [..], "next_cursor": ..}. filters is an object with any of status (an array), from and to (booking_date; from included, to not), event_id and upcoming (true: the event has not ended, false: it has). Returns at most page_size rows (1 to 100), and fewer before the end when filters leave out many bookings. next_cursor is for the next page, with the same person and filters; null: there is none. For a role that acts for people (profile app or admin): people read their own bookings, and through the profile admin an ADMIN those of everybody. Any other role reads what it may select from bookings and events. Raises 22004, 22023 (unknown filter, page_size, or a cursor of another list), 42501, and the errors of text that is no uuid, time or status.';
CREATE FUNCTION boh_events_arrange_lanes() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_arrange_lanes';
COMMENT ON FUNCTION boh_events_arrange_lanes() IS
	'Trigger, AFTER INSERT OR UPDATE on events, per row: makes as many rows of booking_lanes as the event''s column booking_lanes says (none for 1), and spreads its capacity and booked seats over them.';

CREATE FUNCTION boh_booking_lanes_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_booking_lanes_keep';
COMMENT ON FUNCTION boh_booking_lanes_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on booking_lanes: raises BH018, unless a row is deleted with its event.';

CREATE FUNCTION boh_fold_lanes(event uuid DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_fold_lanes';
COMMENT ON FUNCTION boh_fold_lanes(uuid) IS
	'Brings booked_count up to date, for one event with booking lanes or for all such events (NULL). Skips events that others have locked. Bookings on lanes do not wait for this. Returns how many events had an outdated count. Needs UPDATE on events. Raises P0002 (no such event).';

CREATE FUNCTION boh_recount_seats(event uuid) RETURNS bigint
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_recount_seats';
COMMENT ON FUNCTION boh_recount_seats(uuid) IS
	'Counts the seats of the active bookings of an event, and sets booked_count and the booking lanes to the sum, but to no more than the capacity. It repairs counters that are wrong, for example after rows were written while triggers were off. Returns how many seats are booked beyond the capacity, 0 if all fit. If it is not 0, cancel bookings in the same transaction, or raise the capacity and call this again. Until that transaction ends nobody else can book the event, and each change of its bookings counts its seats again. Needs UPDATE on events. Raises 22004, P0002 (no such event).';
CREATE FUNCTION boh_events_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_search';
COMMENT ON FUNCTION boh_events_search() IS
	'Trigger, AFTER INSERT OR UPDATE on events, per row: notes that event_search is to be written for the event when the transaction commits.';

CREATE FUNCTION boh_event_tags_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_event_tags_search';
COMMENT ON FUNCTION boh_event_tags_search() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on event_tags: notes that event_search is to be written for the event, or for all events with tags, when the transaction commits.';

CREATE FUNCTION boh_tags_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_tags_search';
COMMENT ON FUNCTION boh_tags_search() IS
	'Trigger, AFTER UPDATE on tags, per row: notes that event_search is to be written for the events with the tag when the transaction commits.';

CREATE FUNCTION boh_venues_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_venues_search';
COMMENT ON FUNCTION boh_venues_search() IS
	'Trigger, AFTER UPDATE on venues, per row: notes that event_search is to be written for the events at the venue when the transaction commits.';

CREATE FUNCTION boh_content_pages_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_search';
COMMENT ON FUNCTION boh_content_pages_search() IS
	'Trigger, AFTER INSERT OR UPDATE on content_pages, per row: notes that page_search is to be written for the page when the transaction commits.';

CREATE FUNCTION boh_content_page_versions_search() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_search';
COMMENT ON FUNCTION boh_content_page_versions_search() IS
	'Trigger, AFTER UPDATE on content_page_versions, per row: notes that page_search is to be written for the page when the transaction commits.';

CREATE FUNCTION boh_event_search_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_event_search_keep';
COMMENT ON FUNCTION boh_event_search_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on event_search, per row: raises BH080, except when the row goes with its event.';

CREATE FUNCTION boh_page_search_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_page_search_keep';
COMMENT ON FUNCTION boh_page_search_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on page_search, per row: raises BH080, except when the row goes with its page.';

CREATE FUNCTION boh_refresh_search(max_rows bigint DEFAULT 10000, scope text DEFAULT 'changed') RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_refresh_search';
COMMENT ON FUNCTION boh_refresh_search(bigint, text) IS
	'Brings event_search and page_search up to date, at most max_rows rows of each. With the scope ended, only events that have ended since are moved to the past: call it every few minutes. The scope changed also compares all events and pages with their rows and writes those that differ, and counts the events of each tag. The scope words writes the vocabulary for corrections and suggestions anew: call it once a day. The scope all writes everything anew, whatever max_rows says. Returns how many rows were written: {"ended": .., "events": .., "pages": .., "words": ..}; as long as one of the first three is max_rows, call it again. For the owner of the tables and roles with the profile maintenance; others need UPDATE on event_search. Raises 42501, 22004, 22023.';
CREATE FUNCTION boh_list_events(filters jsonb DEFAULT NULL, page_size integer DEFAULT 20, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_events';
COMMENT ON FUNCTION boh_list_events(jsonb, integer, text) IS
	'Events that everybody may see, page by page: {"rows": [...], "next_cursor": ...}. Without filters: PUBLISHED events that are not over, by start. filters is an object with category, all_tags, any_tags (slugs), city, country, venue (slug), venue_id, author_id, starts and overlaps ({"from", "to"}), price ({"from", "to"}) with currency, has_seats, status (PUBLISHED, COMPLETED, CANCELLED; DRAFT and ANY for one''s own events), past, near ({"latitude", "longitude", "km"}) and order (start, start_desc, price, price_desc, newest, title, title_desc, distance). page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows although next_cursor says that there are more. Needs only USAGE on the schema. Raises 22004, 22023, what the types of filters raise.';

CREATE FUNCTION boh_event(slug text) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event';
COMMENT ON FUNCTION boh_event(text) IS
	'The event that a slug leads to, with its venue, tags and the seats that are left; in the form of a row of boh_list_events(), with descriptions and the amenities of the venue. If the slug is an old one, "redirect" is the present slug. NULL: there is no such event that the caller may see. Everybody sees events that were published and are no drafts. Needs only USAGE on the schema. Raises 22004.';

CREATE FUNCTION boh_list_pages(filters jsonb DEFAULT NULL, page_size integer DEFAULT 20, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_pages';
COMMENT ON FUNCTION boh_list_pages(jsonb, integer, text) IS
	'Pages that readers see now, by published_at, newest first: {"rows": [...], "next_cursor": ...}. filters is an object with author_id, published ({"from", "to"}) and status. With a status (DRAFT, PUBLISHED, ARCHIVED, ANY) the rows are pages as they are edited, newest first, which needs SELECT on content_pages; without one, only USAGE on the schema. page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows although next_cursor says that there are more. Raises 22004, 22023, what the types of filters raise.';

CREATE FUNCTION boh_list_media(filters jsonb DEFAULT NULL, page_size integer DEFAULT 20, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_media';
COMMENT ON FUNCTION boh_list_media(jsonb, integer, text) IS
	'Files of the media library, newest first, and how many places use each: {"rows": [...], "next_cursor": ...}. filters is an object with folder, mime_type (image/png, or image/ for all pictures), uploaded_by, unused, created ({"from", "to"}) and deleted (true: the bin, by deleted_at, to which created refers then). page_size: 1 to 100. cursor: next_cursor of the page before. A page may have fewer rows although next_cursor says that there are more. Needs SELECT on media_files and media_references. Raises 22004, 22023, what the types of filters raise.';

CREATE FUNCTION boh_list_tags(filters jsonb DEFAULT NULL, page_size integer DEFAULT 100, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_list_tags';
COMMENT ON FUNCTION boh_list_tags(jsonb, integer, text) IS
	'Tags, and how many upcoming events had each when maintenance last counted: {"rows": [...], "next_cursor": ...}. filters is an object with order: name, or events for popular tags first (newer tags are missing there). Who may not read all tags gets those that have events. page_size: 1 to 100. cursor: next_cursor of the page before. Needs only USAGE on the schema. Raises 22004, 22023.';
CREATE FUNCTION boh_search(query text, filters jsonb DEFAULT NULL, page_size integer DEFAULT 20, cursor text DEFAULT NULL) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_search';
COMMENT ON FUNCTION boh_search(text, jsonb, integer, text) IS
	'Finds events that everybody may see, and published pages, by their words, the best first: a word in the title counts more than one among the tags, that more than one in the name or place of the venue, and that more than one in the text; what is upcoming counts more than what is over. query has the syntax of web search: all words must be there; "two words" one after the other; OR between two words; -word is left out; the last word may be the beginning of a longer one, unless a space or quote follows. Accents and capitals do not matter. Any text is a query; 1000 bytes and 24 words of it are read. filters is an object with the filters of boh_list_events() except order, and kind (event or page); with a filter of events, no pages are found. Returns {"rows": [..], "next_cursor": .., "candidates": .., "truncated": .., "facets": .., "did_you_mean": .., "any_word": .., "query_cut": ..}: at most page_size rows (1 to 100), each with kind, title_html and excerpt_html (safe HTML with marked words), and event or page. At most 2000 candidates are compared; truncated says that there may be more, and facets counts them by category, city and month. If nothing has the words, did_you_mean is the query with typing errors corrected, whose results these are (needs the extension pg_trgm); any_word: they have some of the words only. next_cursor is for the next page of the same call; null: there is none. Raises 22023 (unknown filter, page_size, or a cursor of another query), 22004 (query or page_size is NULL).';

CREATE FUNCTION boh_suggest(prefix text) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_suggest';
COMMENT ON FUNCTION boh_suggest(text) IS
	'What somebody who has typed prefix into a search box may mean: {"words": [..], "tags": [{"name": .., "slug": ..}, ..], "cities": [{"name": ..}, ..], "venues": [{"name": .., "slug": ..}, ..], "titles": [{"title": .., "slug": ..}, ..]} with at most five of each. words are texts to go on with, titles those of upcoming events. Words, tags, cities and venues are those that boh_refresh_search(scope => ''words'') found. Raises 22004 (prefix is NULL).';
CREATE FUNCTION boh_event_ical(slug text) RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_ical';
COMMENT ON FUNCTION boh_event_ical(text) IS
	'The event that a slug leads to as an iCalendar file (RFC 5545 and 7986), with its time zone; NULL if there is no such event that everybody may see. UID is the id of the event. SEQUENCE grows when the event or its venue is changed: seconds from created_at to the last change. A cancelled event has STATUS:CANCELLED. Addresses need the public setting site.url. Needs only USAGE on the schema. Raises 22004, 22023 (a setting that cannot be used).';

CREATE FUNCTION boh_calendar_ical(filters jsonb DEFAULT NULL, source text DEFAULT NULL) RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_calendar_ical';
COMMENT ON FUNCTION boh_calendar_ical(jsonb, text) IS
	'Events that everybody may see as an iCalendar file (RFC 5545 and 7986) to subscribe to, at most 1,000, soonest first. filters are those of boh_list_events(); without status and past, the file has the PUBLISHED events that are not over, and then the CANCELLED ones. source is the http or https address at which this calendar is served (NULL: not told), at most 2000 characters. The same events give the same text. Needs only USAGE on the schema. Raises 22023 (filters, source, a setting that cannot be used), what the types of filters raise.';

CREATE FUNCTION boh_event_jsonld(slug text) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_jsonld';
COMMENT ON FUNCTION boh_event_jsonld(text) IS
	'The event that a slug leads to as search engines read it: an Event of schema.org, in JSON-LD; NULL if there is no such event that everybody may see. Times are local, with offset. Addresses and the organizer need the public settings site.url and site.name. Write < as \u003c before you put it into HTML. Needs only USAGE on the schema. Raises 22004, 22023 (a setting that cannot be used).';

CREATE FUNCTION boh_sitemap(part integer DEFAULT 0) RETURNS text
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_sitemap';
COMMENT ON FUNCTION boh_sitemap(integer) IS
	'A site map as sitemaps.org defines it. Part 0 is the index, with the addresses of all other parts; each of these has the addresses of at most 50,000 pages that readers see now, or of as many events that everybody may see, and when each was last changed. NULL: there is no such part. Needs the public setting site.url; site.event_path, site.page_path, site.sitemap_path and site.home_page are used if they are public. Needs only USAGE on the schema. Raises 22004, 22023 (part below 0, a setting that cannot be used), 55000 (no site.url).';
CREATE FUNCTION boh_content_sections_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_check';
COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: checks new data, and data whose type changed. Locks the page that a new or moved section joins, puts a section whose position is NULL at the end of its page, sets updated_at. Raises 23514 (data do not match the schema of their type), BH033 (the type has no schema).';

CREATE FUNCTION boh_content_sections_order() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_order';
COMMENT ON FUNCTION boh_content_sections_order() IS
	'Trigger, AFTER UPDATE on content_sections, per statement: sections that the statement moved to the end of a page keep the order that they had.';

CREATE FUNCTION boh_validate_section(section_type text, data jsonb) RETURNS boolean
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_validate_section';
COMMENT ON FUNCTION boh_validate_section(text, jsonb) IS
	'Returns true if data match the schema of section_type; otherwise raises 23514. Its message has the first place that is wrong, what was expected and what was found; its DETAIL has all errors, up to 64 kilobytes. Raises BH033 (the type does not exist or has no schema), 42501 (the role may not read section_schemas).';

CREATE FUNCTION boh_section_errors(section_type text, data jsonb)
	RETURNS TABLE (path text, keyword text, message text)
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_errors';
COMMENT ON FUNCTION boh_section_errors(text, jsonb) IS
	'Lists all errors of data by the schema of section_type, in the form of boh_json_errors(); no rows if there are none. Raises BH033 and 42501 like boh_validate_section().';

CREATE FUNCTION boh_section_schema(section_type text) RETURNS jsonb
	LANGUAGE c STABLE STRICT
	AS 'MODULE_PATHNAME', 'boh_section_schema';
COMMENT ON FUNCTION boh_section_schema(text) IS
	'The JSON Schema that data of sections of this type must match now, with title and description of each key: the one in section_schemas, or else that of the extension. Raises BH033 and 42501 like boh_validate_section().';

CREATE FUNCTION boh_section_schemas_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_lock_sections';
COMMENT ON FUNCTION boh_section_schemas_lock_sections() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE on section_schemas, per statement: locks content_sections against writers until the transaction ends, so that nobody writes a section by a schema that is being replaced.';

CREATE FUNCTION boh_section_schemas_forget() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_forget';
COMMENT ON FUNCTION boh_section_schemas_forget() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on section_schemas, per row, ENABLE ALWAYS: makes sessions forget the schemas that they keep in memory. This session forgets at once, others when the transaction commits.';

CREATE FUNCTION boh_section_schemas_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_check';
COMMENT ON FUNCTION boh_section_schemas_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on section_schemas, per row: sets updated_at. Raises the errors of boh_json_valid() for a schema that is not valid (22023) or not supported (0A000).';

CREATE FUNCTION boh_section_schemas_guard_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_section_schemas_guard_sections';
COMMENT ON FUNCTION boh_section_schemas_guard_sections() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on section_schemas: raises BH032 if existing sections do not match the schema that their type has now, or if it has none any more; DETAIL lists them. Does nothing while boh.allow_broken_sections is on.';

CREATE FUNCTION boh_migrate_sections(section_type text, patch jsonb, new_schema jsonb DEFAULT NULL)
	RETURNS TABLE (sections integer, version_sections integer)
	LANGUAGE c ROWS 1
	AS 'MODULE_PATHNAME', 'boh_migrate_sections';
COMMENT ON FUNCTION boh_migrate_sections(text, jsonb, jsonb) IS
	'Changes the data of all sections of a type, as they are edited and in versions of pages. patch is a JSON Patch for the data, as in boh_json_patch(). new_schema becomes the schema of the type in section_schemas; NULL leaves the schema as it is. Returns how many sections it changed: sections on pages, version_sections in versions. Raises BH032, and changes nothing, if some sections do not match the schema afterwards; if boh.allow_broken_sections is on, those stay as they are instead. Raises 22023 (not a valid patch or schema), BH033 (the type has no schema), 42501 (the role may not change section_schemas and all of content_sections). Others who write sections or publish wait until the transaction ends.';
CREATE FUNCTION boh_content_pages_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_check';
COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title if slug is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (live_version or previous_version written), 23514 (title without a visible character).';

CREATE FUNCTION boh_content_pages_publish() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_publish';
COMMENT ON FUNCTION boh_content_pages_publish() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on content_pages, per row: writes the version that became live, and announces on boh_cache each slug that shows readers something else now.';

CREATE FUNCTION boh_content_pages_lock_sections() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_lock_sections';
COMMENT ON FUNCTION boh_content_pages_lock_sections() IS
	'Trigger, BEFORE DELETE on content_pages, per statement: locks content_sections, whose rows are deleted with their pages, in the way of a statement that writes sections.';

CREATE FUNCTION boh_content_page_versions_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_keep';
COMMENT ON FUNCTION boh_content_page_versions_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on content_page_versions, per row: raises BH030 for a row that is not written by publishing, BH035 for deleting a version that readers see or the newest version of a page, unless it is deleted with its page.';

CREATE FUNCTION boh_content_page_versions_keep_all() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_keep_all';
COMMENT ON FUNCTION boh_content_page_versions_keep_all() IS
	'Trigger, BEFORE TRUNCATE on content_page_versions, per statement: raises BH035 while a page is PUBLISHED.';

CREATE FUNCTION boh_content_page_versions_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_announce';
COMMENT ON FUNCTION boh_content_page_versions_announce() IS
	'Trigger, AFTER UPDATE on content_page_versions, per row: announces the page on boh_cache.';

CREATE FUNCTION boh_create_page(page jsonb, sections jsonb) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_create_page';
COMMENT ON FUNCTION boh_create_page(jsonb, jsonb) IS
	'Makes a page and its sections. page is an object with title and, optionally, slug, metaDescription, authorId (default: the person of the session or, without a session, the setting boh.user_id), status (default: DRAFT) and publishedAt. sections is an array, in the order of the page, of objects with type, data and, optionally, isVisible (default: true). Returns the id of the page. Raises 22004, 22023 (an argument has another form, and DETAIL lists all errors; or no author), 23514 (data of a section), and what a plain INSERT raises.';

CREATE FUNCTION boh_publish_page(page uuid, at timestamptz DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_publish_page';
COMMENT ON FUNCTION boh_publish_page(uuid, timestamptz) IS
	'Publishes a page as it is now, from the time at on. A time in the future schedules the page: until then readers see what they see now. NULL is the current time, but published_at stays as it is if it has passed. Returns the number of the version. Raises 22004, 22023 (at is infinite), P0002 (no such page).';

CREATE FUNCTION boh_rollback_page(page uuid, version integer) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_rollback_page';
COMMENT ON FUNCTION boh_rollback_page(uuid, integer) IS
	'Restores title, meta description and sections of a page, hidden ones included, from a version. Writes them as a new version, which is live if the page is PUBLISHED. Returns the number of the new version. Raises 22004, 22023, P0002 (no such page or version), 23514 (a section does not match the schema that its type has now).';

CREATE FUNCTION boh_add_section(page uuid, section_type text, data jsonb, at_position integer DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_add_section';
COMMENT ON FUNCTION boh_add_section(uuid, text, jsonb, integer) IS
	'Adds a section to a page at a position, counted from 0. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the id of the section. Raises 22004, 22023, 22P02 (no such type), 23514 (data), P0002 (no such page).';

CREATE FUNCTION boh_reorder_sections(page uuid, sections uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_reorder_sections';
COMMENT ON FUNCTION boh_reorder_sections(uuid, uuid[]) IS
	'Puts the sections of a page into the order of their ids in the array, at positions from 0 on. Returns how many sections have another position now. Raises 22004, BH034 (the array does not name each section of the page, hidden ones included, once), P0002 (no such page).';

CREATE FUNCTION boh_copy_page(page uuid, slug text DEFAULT NULL, title text DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_copy_page';
COMMENT ON FUNCTION boh_copy_page(uuid, text, text) IS
	'Copies a page, as it is edited, with all its sections, hidden ones included. The copy is a DRAFT. If slug (at most 100 characters) is NULL, it is made from the title; if title (at most 300) is NULL, it is that of the page. The author is the person of the session or, without a session, the setting boh.user_id, or else the author of the page. Sections keep type, data, visibility and position; columns of your own get their defaults. Returns the id of the copy. Raises 22004, 22023, 23505 (the slug is taken), 23514 (data that do not match the schema that their type has now), P0002 (no such page).';

CREATE FUNCTION boh_move_section(section uuid, page uuid, at_position integer DEFAULT NULL) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_move_section';
COMMENT ON FUNCTION boh_move_section(uuid, uuid, integer) IS
	'Moves a section to a position, counted from 0, on its own page or another one. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the new position. Locks both pages and their sections first, so that no deadlock with boh_reorder_sections() is possible. Raises 22004, 22023, 40001 (somebody else has moved the section meanwhile), P0002 (no such section or page).';

CREATE FUNCTION boh_iso_time(at timestamptz) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_iso_time';
COMMENT ON FUNCTION boh_iso_time(timestamptz) IS
	'A time as text, in the format that documents of boh use: ISO 8601 in UTC with milliseconds, such as 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript''s Date reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.';

CREATE FUNCTION boh_page(slug text, preview boolean DEFAULT false, expand boolean DEFAULT false) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page';
COMMENT ON FUNCTION boh_page(text, boolean, boolean) IS
	'What readers see now at a slug: {"id", "version", "title", "metaDescription", "publishedAt", "sections": [{"id", "type", "data"}]}. If the slug is an old one, "redirect" is the present slug of the page. If a later version is scheduled, "validUntil" is the time at which it takes over. NULL: readers see no page there. With preview, the page as it is edited, and "version" is null. With expand, each section of type EVENT_LIST has "events", the rows of boh_list_events() that it shows. Needs only USAGE on the schema. With preview it needs SELECT on content_pages and content_sections, and for old slugs also on slug_redirects. Raises 22004.';

CREATE FUNCTION boh_next_publication() RETURNS timestamptz
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_next_publication';
COMMENT ON FUNCTION boh_next_publication() IS
	'When the next scheduled page, or the next version of a page, begins to be seen; NULL: none is scheduled. Until then the clock changes nothing that boh_page() returns. Needs only USAGE on the schema. Raises nothing.';

CREATE FUNCTION boh_page_diff(page uuid, from_version integer, to_version integer) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_diff';
COMMENT ON FUNCTION boh_page_diff(uuid, integer, integer) IS
	'How two versions of a page differ for readers; NULL is the page as it is edited. "title" and "metaDescription" are there if they differ, with "from" and "to". "sections" has "added", "removed", "moved" (with positions "from" and "to", counted from 0) and "changed" (with "paths", JSON Pointers into data, and "oldType" if the type changed). Needs SELECT on content_page_versions, for NULL also on content_pages and content_sections. Raises 22004, P0002 (no such page or version).';

CREATE FUNCTION boh_page_advice(page uuid) RETURNS TABLE (field text, advice text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_page_advice';
COMMENT ON FUNCTION boh_page_advice(uuid) IS
	'Lists what would make a page, as it is edited, easier to find and to read: a title of fewer than 60 characters, a description of 150 to 160 characters, one heading of the first level (of a HERO, or h1 in a text), alternative texts of pictures. field is a JSON Pointer into boh_page(slug, true). No rows: there is nothing to improve. Raises 22004, P0002 (no such page).';
CREATE FUNCTION boh_content_pages_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_pages_keep_slug';
COMMENT ON FUNCTION boh_content_pages_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on content_pages, per row: removes the redirect from the new slug, and adds one from the slug that a PUBLISHED page had before.';

CREATE FUNCTION boh_events_keep_slug() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_keep_slug';
COMMENT ON FUNCTION boh_events_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on events, per row: removes the redirect from the new slug, and adds one from the slug that an event had before, unless the event was a DRAFT.';

CREATE FUNCTION boh_slug_redirects_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_check';
COMMENT ON FUNCTION boh_slug_redirects_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on slug_redirects, per row: raises BH036 for a slug that an existing page or event has.';

CREATE FUNCTION boh_slug_redirects_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_slug_redirects_announce';
COMMENT ON FUNCTION boh_slug_redirects_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on slug_redirects, per row: announces the slug on channel boh_cache if it is one of a page.';

CREATE FUNCTION boh_event_slug(slug text) RETURNS TABLE (event_id uuid, present_slug text, redirected boolean)
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_event_slug';
COMMENT ON FUNCTION boh_event_slug(text) IS
	'The PUBLISHED event that a slug leads to: its id, its present slug, and whether the slug is an old one. No row: the slug leads to no event, or to one that is not PUBLISHED. Needs only USAGE on the schema. Raises 22004.';
CREATE FUNCTION boh_validate_setting(setting_type text, value text) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_validate_setting';
COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value. NUMBER is a number as JSON writes it, with at most 131072 digits before the point and 16383 after it; BOOLEAN is true or false; JSON is a JSON text that jsonb can store, nested at most 1000 levels deep; IMAGE is a URL as in the format boh-image-url; TEXT is anything. NULL, no value, is possible for each type. The trigger of site_settings uses the same check. Raises 22004 (no type), 22023 (unknown type).';

CREATE FUNCTION boh_setting(key text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_setting';
COMMENT ON FUNCTION boh_setting(text) IS
	'Value of a setting as text; NULL if there is no such setting, if it has no value, or if the caller may not read it. Every role with USAGE on the schema may read public settings; other settings, a role that may SELECT key and value of site_settings. If row-level security applies to that role, the table itself is read for these. Sessions keep values in memory, and forget them as soon as a change is committed. So even under REPEATABLE READ this is the value that is committed now, or that this transaction has written.';

CREATE FUNCTION boh_settings(setting_group text DEFAULT NULL, public_only boolean DEFAULT true) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'boh_settings';
COMMENT ON FUNCTION boh_settings(text, boolean) IS
	'The settings of a group, or all settings for NULL, as one object of keys and values; only those with is_public, unless public_only is false: then also those that the caller may SELECT from site_settings. A NUMBER becomes a JSON number, a BOOLEAN true or false, JSON itself, any other type a string; no value is null. Values are kept in memory as by boh_setting(). Raises 22004 (public_only is NULL), 22023 (unknown group), 23514 (a value that was written without the trigger and does not match its type), 42501 (public_only is false, and the caller may not SELECT key, value, type, setting_group and is_public of site_settings).';

CREATE FUNCTION boh_site_settings_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_check';
COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: sets updated_at. Raises 23514 (a value that does not match the type of the setting), 22023 (a media.base_url that pages could not show).';

CREATE FUNCTION boh_site_settings_changed() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_changed';
COMMENT ON FUNCTION boh_site_settings_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on site_settings per row, BEFORE and AFTER TRUNCATE per statement, each ENABLE ALWAYS: makes sessions forget what they keep in memory of the table, and announces the old and the new key of the setting on channel boh_cache.';
CREATE FUNCTION boh_media_files_check() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_check';
COMMENT ON FUNCTION boh_media_files_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on media_files, per row: makes filename and url if they are NULL, writes mime_type in lower case, sets updated_at. Raises BH037 (a file in use is put into the bin or gets another address), BH039 (media type), BH040 (too large), BH042 (being removed), 22023 (a setting that cannot be read).';

CREATE FUNCTION boh_media_files_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_keep';
COMMENT ON FUNCTION boh_media_files_keep() IS
	'Trigger, BEFORE DELETE on media_files, per row: raises BH037 when something refers to the file, BH042 when it was marked for removal in this transaction.';

CREATE FUNCTION boh_media_files_announce() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_files_announce';
COMMENT ON FUNCTION boh_media_files_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on media_files, per row: sends NOTIFY boh_cache when a file that readers can see is changed or removed, and NOTIFY boh_thumbnails when a picture has no thumbnail.';

CREATE FUNCTION boh_media_references_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_media_references_keep';
COMMENT ON FUNCTION boh_media_references_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on media_references: raises BH041.';

CREATE FUNCTION boh_content_sections_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_sections_refer';
COMMENT ON FUNCTION boh_content_sections_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_sections: brings media_references up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_content_page_versions_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_content_page_versions_refer';
COMMENT ON FUNCTION boh_content_page_versions_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_page_versions: brings media_references up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_events_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_events_refer';
COMMENT ON FUNCTION boh_events_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on events: brings media_references of image_url and video_url up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_site_settings_refer() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_site_settings_refer';
COMMENT ON FUNCTION boh_site_settings_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on site_settings: brings media_references of settings of type IMAGE up to date. Raises BH038 (a deleted file).';

CREATE FUNCTION boh_media_usage(media uuid)
RETURNS TABLE (entity text, entity_id uuid, path text, name text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_usage';
COMMENT ON FUNCTION boh_media_usage(uuid) IS
	'Lists what refers to a file, one row for each place. entity is section, page_version, event or setting; path is the place in it; name describes it in words, and is NULL if the caller may not read it. Needs SELECT on media_files and media_references. Raises P0002 (no such file), 22004.';

CREATE FUNCTION boh_orphaned_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, original_filename text, url text, thumbnail_url text, mime_type text,
	file_size bigint, folder text, uploaded_by uuid, created_at timestamptz, deleted_at timestamptz)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_orphaned_media';
COMMENT ON FUNCTION boh_orphaned_media(integer) IS
	'Lists files that nothing refers to, that were uploaded more than older_than_days (0 to 36500) days ago, and that, if they are in the bin, were put there as long ago. boh_purge_media() would mark these files, except those for which it finds missing references. Needs SELECT on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_purge_media(older_than_days integer DEFAULT 30)
RETURNS TABLE (id uuid, filename text, url text, thumbnail_url text, file_size bigint,
	deleted_at timestamptz, purge_started_at timestamptz)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_purge_media';
COMMENT ON FUNCTION boh_purge_media(integer) IS
	'First step of removing files. Brings references up to date as boh_refresh_media_references() does, then marks the files that boh_orphaned_media(older_than_days) lists; skips files that others have locked. Returns the marked files, also those that were marked before and are not yet confirmed as removed. Commit, remove these files and their thumbnails (a missing one counts as removed), then call boh_media_purged() with the ids. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_media_purged(media uuid[]) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_media_purged';
COMMENT ON FUNCTION boh_media_purged(uuid[]) IS
	'Second step of removing files: deletes the rows with these ids, whose files are removed now. Ids that boh_purge_media() has not marked are ignored. Returns how many rows were deleted. Needs SELECT, UPDATE and DELETE on media_files. Raises 22004, BH042 (marked in the same transaction).';

CREATE FUNCTION boh_take_thumbnails(max_rows integer DEFAULT 10, lease_seconds integer DEFAULT 300)
RETURNS TABLE (id uuid, filename text, url text, mime_type text, file_size bigint, width integer, height integer,
	attempt integer)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_take_thumbnails';
COMMENT ON FUNCTION boh_take_thumbnails(integer, integer) IS
	'Gives up to max_rows pictures without a thumbnail, oldest first, to a worker that makes the thumbnails. Nobody else gets them for lease_seconds (1 to 86400). A thumbnail is done when thumbnail_url is set. A picture is given out five times at most; attempt says which time this is. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

CREATE FUNCTION boh_refresh_media_references()
RETURNS TABLE (added bigint, removed bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_refresh_media_references';
COMMENT ON FUNCTION boh_refresh_media_references() IS
	'Compares the stored references with the contents of all sections, versions, events and settings, and corrects them. Needed after an import that made files later than what refers to them, or that ran while triggers were off. Returns how many references were added and removed. Needs the profile maintenance or UPDATE on media_files.';
CREATE FUNCTION boh_column_classes() RETURNS TABLE (table_name text, column_name text, class text, erasure text, person_column text, classified_by text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_column_classes';
COMMENT ON FUNCTION boh_column_classes() IS
	'What each column of the data schema holds. class: NEITHER (neither personal nor financial), FINANCIAL, PAYMENT (financial, names a payment to its provider), CUSTOMER (personal data of a customer), STAFF (of who runs the site) or CREDENTIAL (a secret). erasure is what boh_erase_user() does with it in rows of the person: KEEP, EMPTY (NULL or the default), REPLACE (by a value without meaning) or DELETE (the row). person_column is the column of the table that names the person; NULL: none. classified_by is EXTENSION for the columns of boh, OWNER for those that boh_classify_column() has classified, NOBODY for others: in tables of boh these count as personal data of a customer. Tables of other owners are left out. Raises 42501 (no USAGE on the data schema).';

CREATE FUNCTION boh_classify_column(table_name text, column_name text, class text, person_column text DEFAULT NULL) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_classify_column';
COMMENT ON FUNCTION boh_classify_column(text, text, text, text) IS
	'Says what a column holds that the owner has added to a table of boh, or that is in a table of the owner''s own in the data schema. class is as in boh_column_classes(). person_column is the column of type uuid in that table that has the id of the user to whom the row belongs; NULL: the one that boh knows of its own tables, in other tables none, and then export and erasure do not find the row. Recorded in column_classes and in the audit. Returns true when something changed. Only for the owner of the tables. Raises 22004, 22023 (no such class, no such column, a column of boh, a personal column that can neither be NULL nor has a default, or person_column is no uuid), 42501.';

CREATE FUNCTION boh_record_consent(person uuid, purpose text, granted boolean, source text, wording_version text, client_address inet DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_record_consent';
COMMENT ON FUNCTION boh_record_consent(uuid, text, boolean, text, text, inet) IS
	'Records that a person consents to a purpose, or does not, or not any more. Earlier decisions stay. purpose is a name such as analytics; source says where the person decided; wording_version names the wording that the person was shown; client_address is the address of the person''s computer. Returns the id of the row in consents. For the person of the session, and for anybody with the profile service or trusted, or as an ADMIN. Raises 22004, 22023, 42501, P0002 (no such user, or an erased one).';

CREATE FUNCTION boh_has_consent(person uuid, purpose text) RETURNS boolean
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_has_consent';
COMMENT ON FUNCTION boh_has_consent(uuid, text) IS
	'Whether the newest decision of a person for a purpose is a consent. Without any decision it is false, and so it is once the account is deleted. For the person of the session, and for anybody with the profile service, trusted or reporting, or as an ADMIN. Raises 22004, 22023, 42501.';

CREATE FUNCTION boh_export_user(person uuid) RETURNS jsonb
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_export_user';
COMMENT ON FUNCTION boh_export_user(uuid) IS
	'Everything that is kept about a person, by table; boh_export_schema() returns the JSON Schema of it. Times are in UTC. Has no credentials, and no personal data of others. Recorded in the audit. For the person of the session; for anybody as an ADMIN who is signed in through a role with the profile admin, and as the owner of the tables. Raises 22004, 25006 (a transaction that only reads), 42501, P0002 (no such user).';

CREATE FUNCTION boh_export_schema() RETURNS jsonb
	LANGUAGE c IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'boh_export_schema';
COMMENT ON FUNCTION boh_export_schema() IS
	'The JSON Schema (draft 2020-12) of what boh_export_user() returns, with a description of each part. Raises nothing.';

CREATE FUNCTION boh_erase_user(person uuid, reason text) RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_erase_user';
COMMENT ON FUNCTION boh_erase_user(uuid, text) IS
	'Erases a person for good: empties what boh_column_classes() says in all rows of the person, deletes the counters of failed logins, and removes personal values from the audit. The account is closed, and its address becomes the id followed by @erased.invalid. Bookings and money stay. Returns how many rows of which table were changed. Can be repeated. reason, 1 to 1000 characters, stays in the audit: name no person in it. If the row of users was deleted before, removes what the audit still has. For an ADMIN who is signed in through a role with the profile admin, and for the owner of the tables. Raises 22004, 22023, 42501, P0002 (no such user), BH051 (the last ADMIN), BH071 (open holds or refunds), BH074 (a column that cannot be emptied).';

CREATE FUNCTION boh_erasures() RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_erasures';
COMMENT ON FUNCTION boh_erasures() IS
	'The list of erased people for boh_reapply_erasures(): an array of objects with user_id and erased_at. Keep it apart from backups. Only for roles with the profile maintenance. Raises 42501.';

CREATE FUNCTION boh_reapply_erasures(list jsonb) RETURNS TABLE (user_id uuid, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_reapply_erasures';
COMMENT ON FUNCTION boh_reapply_erasures(jsonb) IS
	'Erases people again after a backup was restored that still has them. list is what boh_erasures() returned. Open bookings do not stop it, nor does a missing ADMIN. Returns for each person how many rows were changed. Only for the owner of the tables. Raises 22004, 22023 (not such a list), 42501, BH074 (a column that cannot be emptied).';

CREATE FUNCTION boh_find_personal_data(search_text text, max_rows integer DEFAULT 1000) RETURNS TABLE (table_name text, column_name text, row_id text)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_find_personal_data';
COMMENT ON FUNCTION boh_find_personal_data(text, integer) IS
	'Where a text stands, in any case: table, column, and primary key of the row. Looks at all columns of the data schema that can hold text, JSON included, except credentials; JSON and HTML write some characters otherwise, which is found, too. Nothing is changed. Reads all tables; returns at most max_rows (1 to 100000). search_text has 1 to 1000 characters, none of which is a wildcard. Recorded in the audit without the text. For an ADMIN who is signed in through a role with the profile admin, and for the owner of the tables. Raises 22004, 22023, 25006 (a transaction that only reads), 42501.';

CREATE FUNCTION boh_retention_report() RETURNS TABLE (entity text, rule text, due bigint, oldest timestamptz)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_retention_report';
COMMENT ON FUNCTION boh_retention_report() IS
	'How many rows are kept longer than their rule says, and how old the oldest is. boh_apply_retention() does what the rules say, except for accounts that nobody has used for 3 years: whether to erase these is for people to decide. Reads whole tables. Only for roles with the profile maintenance. Raises 42501.';

CREATE FUNCTION boh_apply_retention(max_rows integer DEFAULT 1000) RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_apply_retention';
COMMENT ON FUNCTION boh_apply_retention(integer) IS
	'Removes what is kept too long: months of the audit whose time is over, counters of failed logins, and the idempotency keys, requests and reasons of bookings that were cancelled 90 days ago and never confirmed or paid. Bookings stay, and so do unused accounts. At most max_rows (1 or more) of each; call it again while a row_count is max_rows. For audit_logs, months are counted rather than rows; those that are not sealed, or that others are reading, stay until the next call, as a NOTICE says. Skips rows that others have locked. Only for roles with the profile maintenance. Raises 22004, 22023, 42501.';

CREATE FUNCTION boh_mask_database() RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_mask_database';
COMMENT ON FUNCTION boh_mask_database() IS
	'Makes a copy of a database fit for development: replaces personal data of everybody in the data schema by made-up values that keep the constraints, removes credentials, references to payments, values of settings that are not public, counters of failed logins, and the audit. Free text, such as pages, stays. Returns how many rows of which table were changed. Only for the owner of the tables, and only while boh.allow_data_loss is on. Raises 42501, BH072 (boh.allow_data_loss is off), BH073 (a column of an own table is not classified), BH074 (a column that cannot be emptied).';

CREATE FUNCTION boh_privacy_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_privacy_keep';
COMMENT ON FUNCTION boh_privacy_keep() IS
	'Trigger, BEFORE UPDATE OR DELETE per row, BEFORE TRUNCATE per statement, on consents and erasures: rows never change (BH070).';

CREATE FUNCTION boh_users_keep_traces() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_keep_traces';
COMMENT ON FUNCTION boh_users_keep_traces() IS
	'Trigger, BEFORE DELETE on users, per row: refuses to delete a user to whom other rows refer, and says how to erase the person (23503).';
CREATE FUNCTION boh_event_stats(event uuid) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_event_stats';
COMMENT ON FUNCTION boh_event_stats(uuid) IS
	'Sums over the bookings of an event, exact at the moment of the call: an object with event_id, capacity, held, sold, cancelled and refunded (bookings and seats of each status), holds (made, open, confirmed, expired, conversion), money (revenue, refund_due and refunded by currency) and days (seats and money by day of booking and currency). Has no personal data. For the author of the event, who is ORGANIZER or ADMIN; for an ADMIN who is signed in through the profile admin; for roles with the profile reporting or service. Raises 22004, 42501, P0002 (no such event, for those who may read every event).';

CREATE FUNCTION boh_site_stats(first_day date, last_day date) RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_site_stats';
COMMENT ON FUNCTION boh_site_stats(date, date) IS
	'Sums over the bookings of all events that were made from first_day to last_day, both included, days in UTC, 3660 at most; exact at the moment of the call. An object with first_day, last_day, and the members that boh_event_stats() has. For an ADMIN who is signed in through the profile admin, and for roles with the profile reporting or service. Raises 22004, 22023 (last_day), 42501.';

CREATE FUNCTION boh_update_statistics(max_rows integer DEFAULT 10000, rebuild boolean DEFAULT false) RETURNS integer
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_update_statistics';
COMMENT ON FUNCTION boh_update_statistics(integer, boolean) IS
	'Sums up the bookings that have changed since the last call, about max_rows (1 to 1000000) of them, so that boh_event_stats() and boh_site_stats() need not read them. They are exact without it, but slow. rebuild: sums up all bookings anew, over several calls, as after rows were loaded while triggers were disabled. Returns how many bookings it summed up; call it again while it returns max_rows. 0 means also that another session is doing it. Needs the profile maintenance or INSERT on booking_days. Raises 22004, 22023, 25006 (read-only transaction, standby), 40001.';
CREATE FUNCTION boh_begin_import() RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_begin_import';
COMMENT ON FUNCTION boh_begin_import() IS
	'Opens the door for imports until the transaction ends, or a savepoint from before the call is rolled back. Bookings that the role then inserts may have any status, with their own dates and prices: booking window, end of the event, end of a hold, deleted accounts and the price of today do not matter. Capacity, booking lanes and max_seats_per_user do, and booked_count is right after each statement. An active booking needs an event that is PUBLISHED or COMPLETED. Times of the status that are left out become booking_date. Events that are over may have more seats than their venue. New users with the role USER, pages, sections and media are not recorded in the audit one by one; the import itself is, with the action IMPORT. The door is open for the role that called this, and for no other. Returns false if it was open. Only for the owner of the tables. Raises 42501.';

CREATE FUNCTION boh_seed_production(admin_email text, admin_password_hash text, site_name text) RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_seed_production';
COMMENT ON FUNCTION boh_seed_production(text, text, text) IS
	'Makes what a site needs before it opens: an ADMIN, unless there is one; the settings of all groups; the pages home, about, contact, terms and privacy, published. What is there stays as it is, so a second call changes nothing. admin_password_hash is a bcrypt hash; site_name has 1 to 200 characters. Returns how many rows of which table were made. Only for the owner of the tables. Raises 22004, 22023, 23514 (no address, no hash), 42501.';

CREATE FUNCTION boh_seed_development(events integer DEFAULT 200, bookings integer DEFAULT 2000, seed integer DEFAULT 1) RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_seed_development';
COMMENT ON FUNCTION boh_seed_development(integer, integer, integer) IS
	'Makes data to develop with: users with names in many scripts, venues in real cities, events of all kinds before and after today, bookings of every status whose events are as unequal as in life, media, and pages with every type of section. Two calls on one day with the same arguments make the same rows to the last id; on another day all times move with it. Addresses end with @seed.example; nobody has a password. events is 10 to 10000000, bookings 0 to 100000000; NOTICEs tell the progress. Returns how many rows of which table were made; none when the schema was seeded before. Only for the owner of the tables. Raises 22004, 22023, 42501, BH090 (there are users other than ADMINs, venues, events, tags or media).';

CREATE FUNCTION boh_make(entity text, overrides jsonb DEFAULT '{}') RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_make';
COMMENT ON FUNCTION boh_make(text, jsonb) IS
	'Makes a row for a test, and returns its id. entity is user, venue, event, booking, page, section or media. overrides names columns as JSON members; whatever else a valid row needs is filled in, and rows that it refers to are made, too. All rules hold; a booking of an event that is over, or one that is CANCELLED or REFUNDED, needs boh_begin_import() before. Only for the owner of the tables. Raises 22004, 22023 (no such entity or member; DETAIL lists those that are known), 42501, and what an INSERT raises.';
CREATE FUNCTION boh_verify(event uuid DEFAULT NULL, since interval DEFAULT NULL, progress boolean DEFAULT NULL)
RETURNS TABLE (problem text, entity text, entity_id uuid, expected text, actual text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_verify';
COMMENT ON FUNCTION boh_verify(uuid, interval, boolean) IS
	'Checks the data schema. Finds counters that are wrong, statistics that differ from a recount, rows that break a rule, triggers and constraints that are missing or switched off, tables, columns and enums that differ from what the migrations made, policies that are missing or differ from what boh_grant() makes, and profiles of roles that do not exist. Returns one row for each finding: problem, what is wrong; entity, the table or type; entity_id, the row (NULL: the table itself); expected, what it should be; actual, what it is. No rows: everything is in order. Reads the whole schema, except the rows of tables with a column that is missing, has another type or may be null. With event, checks only that event and its bookings. With since, checks only those bookings that changed in that time, and their events; the rest as always. Sends notices that say how far it has come: with progress after each check, without it after each that ends five seconds or more after the last notice; with false none. Raises 22023 (since), 42501 (row-level security hides rows from the role), P0002 (no such event).';
CREATE FUNCTION boh_migration_scripts()
RETURNS TABLE (version integer, name text, up text, down text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $boh_migration_scripts$
VALUES
(1, 'events'::text, $migration$-- The event domain: users, venues, events, bookings, tags.

CREATE TYPE user_role AS ENUM ('USER', 'ORGANIZER', 'ADMIN');
COMMENT ON TYPE user_role IS
	'What an account may do: USER books, ORGANIZER also runs events, ADMIN runs everything.';

CREATE TYPE event_status AS ENUM ('DRAFT', 'PUBLISHED', 'CANCELLED', 'COMPLETED');
COMMENT ON TYPE event_status IS
	'Life of an event: DRAFT is prepared, PUBLISHED can be booked, CANCELLED will not take place, COMPLETED has ended.';

CREATE TYPE event_category AS ENUM (
	'CONFERENCE', 'WORKSHOP', 'MEETUP', 'CONCERT', 'FESTIVAL', 'THEATRE',
	'EXHIBITION', 'SPORTS', 'NETWORKING', 'CHARITY', 'OTHER');
COMMENT ON TYPE event_category IS
	'What kind of event it is. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the set.';

CREATE TYPE booking_status AS ENUM ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED');
COMMENT ON TYPE booking_status IS
	'Life of a booking: PENDING holds seats until expires_at, CONFIRMED owns them, CANCELLED and REFUNDED have given them back.';


CREATE TABLE users (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	email_verified_at timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	deleted_at timestamptz(3),
	role user_role NOT NULL DEFAULT 'USER',
	email text NOT NULL,
	password_hash text,
	name text,
	phone text,
	CONSTRAINT pk_users PRIMARY KEY (id),
	CONSTRAINT uq_users_email UNIQUE (email),
	CONSTRAINT chk_users_email CHECK (
		length(email) <= 254
		AND email = lower(email)
		AND email ~ '^[^[:space:][:cntrl:]@]{1,64}@[^[:space:][:cntrl:]@.]+([.][^[:space:][:cntrl:]@.]+)+$'),
	CONSTRAINT chk_users_password_hash CHECK (
		password_hash ~ '^[$]2[aby][$](0[4-9]|[12][0-9]|3[01])[$][./A-Za-z0-9]{53}$'),
	CONSTRAINT chk_users_name CHECK (length(name) BETWEEN 1 AND 200),
	CONSTRAINT chk_users_phone CHECK (phone ~ '^[+]?[0-9(][0-9 ()./-]{2,38}$')
);
COMMENT ON TABLE users IS 'Accounts of customers, organizers and administrators.';
COMMENT ON COLUMN users.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case whatever the client sends; at most 254 characters.';
COMMENT ON COLUMN users.password_hash IS 'bcrypt hash, 60 characters, prefix $2a$, $2b$ or $2y$; anything else is refused, so that a password cannot be stored as plain text. NULL: the account signs in without a password.';
COMMENT ON COLUMN users.role IS 'What the account may do.';
COMMENT ON COLUMN users.email_verified_at IS 'When the owner proved to read this address; NULL: not yet.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters.';
COMMENT ON COLUMN users.phone IS 'Telephone number: digits, spaces and ( ) . / -, with an optional leading plus.';
COMMENT ON COLUMN users.created_at IS 'When the row was made.';
COMMENT ON COLUMN users.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN users.deleted_at IS 'When the account was closed; it books no more from then on (BH005). NULL: the account is open.';
COMMENT ON CONSTRAINT pk_users ON users IS 'One row an account.';
COMMENT ON CONSTRAINT uq_users_email ON users IS 'One account an address.';
COMMENT ON CONSTRAINT chk_users_email ON users IS 'Lower case, one @, a domain of at least two labels, no spaces or control characters, local part at most 64 and whole at most 254 characters (RFC 5321).';
COMMENT ON CONSTRAINT chk_users_password_hash ON users IS 'A bcrypt hash in modular crypt format, or nothing.';
COMMENT ON CONSTRAINT chk_users_name ON users IS 'Not empty, at most 200 characters.';
COMMENT ON CONSTRAINT chk_users_phone ON users IS 'Looks like a telephone number.';


CREATE TABLE venues (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	latitude double precision,
	longitude double precision,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	capacity integer NOT NULL,
	slug text COLLATE "C" NOT NULL,
	name text NOT NULL,
	description text,
	address text,
	city text,
	country text,
	amenities text[] NOT NULL DEFAULT '{}',
	CONSTRAINT pk_venues PRIMARY KEY (id),
	CONSTRAINT uq_venues_slug UNIQUE (slug),
	CONSTRAINT chk_venues_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_venues_name CHECK (length(name) BETWEEN 1 AND 300),
	CONSTRAINT chk_venues_capacity CHECK (capacity > 0),
	CONSTRAINT chk_venues_position CHECK (
		(latitude IS NULL) = (longitude IS NULL)
		AND latitude BETWEEN CAST(-90 AS double precision) AND CAST(90 AS double precision)
		AND longitude BETWEEN CAST(-180 AS double precision) AND CAST(180 AS double precision))
);
COMMENT ON TABLE venues IS 'Places where events happen.';
COMMENT ON COLUMN venues.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN venues.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from name when left out.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters.';
COMMENT ON COLUMN venues.description IS 'Text about the place.';
COMMENT ON COLUMN venues.address IS 'Street and number.';
COMMENT ON COLUMN venues.city IS 'City.';
COMMENT ON COLUMN venues.country IS 'Country.';
COMMENT ON COLUMN venues.latitude IS 'Degrees north, -90 to 90 (WGS 84); given together with longitude or not at all.';
COMMENT ON COLUMN venues.longitude IS 'Degrees east, -180 to 180 (WGS 84); given together with latitude or not at all.';
COMMENT ON COLUMN venues.capacity IS 'Persons the place holds; no coming event here may have more (BH013), and it cannot fall below theirs (BH014).';
COMMENT ON COLUMN venues.amenities IS 'What the place offers, such as wifi or parking; searched with @> through a GIN index.';
COMMENT ON COLUMN venues.created_at IS 'When the row was made.';
COMMENT ON COLUMN venues.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_venues ON venues IS 'One row a place.';
COMMENT ON CONSTRAINT uq_venues_slug ON venues IS 'A URL names one place.';
COMMENT ON CONSTRAINT chk_venues_slug ON venues IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_venues_name ON venues IS 'Not empty, at most 300 characters.';
COMMENT ON CONSTRAINT chk_venues_capacity ON venues IS 'A place holds somebody.';
COMMENT ON CONSTRAINT chk_venues_position ON venues IS 'Both coordinates or none, in range.';


-- Narrow and with room to spare on each page: the seat counter is updated in
-- place (HOT) by every booking.  Fixed-width columns stand first.
CREATE TABLE events (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	author_id uuid NOT NULL,
	venue_id uuid,
	start_date timestamptz(3) NOT NULL,
	end_date timestamptz(3) NOT NULL,
	booking_opens_at timestamptz(3),
	booking_closes_at timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	capacity integer NOT NULL,
	booked_count integer NOT NULL DEFAULT 0,
	max_seats_per_user integer,
	status event_status NOT NULL DEFAULT 'DRAFT',
	category event_category NOT NULL DEFAULT 'OTHER',
	price numeric(12,2) NOT NULL DEFAULT 0,
	currency text NOT NULL DEFAULT 'EUR',
	slug text COLLATE "C" NOT NULL,
	title text NOT NULL,
	image_url text,
	video_url text,
	description text,
	CONSTRAINT pk_events PRIMARY KEY (id),
	CONSTRAINT uq_events_slug UNIQUE (slug),
	CONSTRAINT fk_events_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT fk_events_venue_id FOREIGN KEY (venue_id) REFERENCES venues (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_events_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_events_title CHECK (length(title) BETWEEN 1 AND 300),
	CONSTRAINT chk_events_capacity CHECK (capacity > 0),
	CONSTRAINT chk_events_booked_count CHECK (booked_count BETWEEN 0 AND capacity),
	CONSTRAINT chk_events_price CHECK (price >= CAST(0 AS numeric) AND price <> 'NaN'),
	CONSTRAINT chk_events_currency CHECK (currency ~ '^[A-Z]{3}$'),
	CONSTRAINT chk_events_dates CHECK (start_date < end_date),
	CONSTRAINT chk_events_booking_window CHECK (booking_opens_at < booking_closes_at),
	CONSTRAINT chk_events_max_seats_per_user CHECK (max_seats_per_user > 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE events IS 'What can be booked, and how many seats of it are.';
COMMENT ON COLUMN events.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN events.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from title when left out.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters.';
COMMENT ON COLUMN events.description IS 'Text about the event; optional.';
COMMENT ON COLUMN events.category IS 'What kind of event it is.';
COMMENT ON COLUMN events.capacity IS 'Seats there are; not more than the venue holds (BH013), not fewer than are booked (BH015).';
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out.';
COMMENT ON COLUMN events.price IS 'Price of one seat in currency; 0 is free.';
COMMENT ON COLUMN events.currency IS 'ISO 4217 code, three capital letters.';
COMMENT ON COLUMN events.start_date IS 'When the event begins.';
COMMENT ON COLUMN events.end_date IS 'When the event ends; after start_date.';
COMMENT ON COLUMN events.booking_opens_at IS 'From when on it can be booked (BH002); NULL: at once.';
COMMENT ON COLUMN events.booking_closes_at IS 'Until when it can be booked, that moment excluded (BH002); NULL: until start_date.';
COMMENT ON COLUMN events.max_seats_per_user IS 'Most seats one user may hold over all active bookings of the event (BH004); NULL: no limit. Lowering it leaves existing bookings alone.';
COMMENT ON COLUMN events.status IS 'Only a PUBLISHED event can be booked (BH001); which changes are allowed: BH016. CANCELLED cancels the bookings.';
COMMENT ON COLUMN events.image_url IS 'Picture to show.';
COMMENT ON COLUMN events.video_url IS 'Video to show.';
COMMENT ON COLUMN events.author_id IS 'Who runs the event.';
COMMENT ON COLUMN events.venue_id IS 'Where it happens; NULL: online.';
COMMENT ON COLUMN events.created_at IS 'When the row was made.';
COMMENT ON COLUMN events.updated_at IS 'When the row was last edited; kept by trigger. A booking is not an edit.';
COMMENT ON CONSTRAINT pk_events ON events IS 'One row an event.';
COMMENT ON CONSTRAINT uq_events_slug ON events IS 'A URL names one event.';
COMMENT ON CONSTRAINT fk_events_author_id ON events IS 'Who runs an event stays known.';
COMMENT ON CONSTRAINT fk_events_venue_id ON events IS 'A place with events stays.';
COMMENT ON CONSTRAINT chk_events_slug ON events IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_events_title ON events IS 'Not empty, at most 300 characters.';
COMMENT ON CONSTRAINT chk_events_capacity ON events IS 'An event has at least one seat.';
COMMENT ON CONSTRAINT chk_events_booked_count ON events IS 'Never more seats booked than there are: the last line of defence against overselling.';
COMMENT ON CONSTRAINT chk_events_price ON events IS 'A price, and no negative one.';
COMMENT ON CONSTRAINT chk_events_currency ON events IS 'Three capital letters.';
COMMENT ON CONSTRAINT chk_events_dates ON events IS 'An event ends after it begins.';
COMMENT ON CONSTRAINT chk_events_booking_window ON events IS 'Booking closes after it opens.';
COMMENT ON CONSTRAINT chk_events_max_seats_per_user ON events IS 'A limit allows at least one seat.';


CREATE TABLE bookings (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	user_id uuid NOT NULL,
	event_id uuid NOT NULL,
	booking_date timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	expires_at timestamptz(3),
	confirmed_at timestamptz(3),
	cancelled_at timestamptz(3),
	refunded_at timestamptz(3),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	seats integer NOT NULL DEFAULT 1,
	status booking_status NOT NULL DEFAULT 'PENDING',
	unit_price numeric(12,2) NOT NULL,
	total_price numeric(12,2) NOT NULL,
	currency text NOT NULL,
	payment_reference text,
	refund_reference text,
	idempotency_key text,
	idempotency_request jsonb,
	cancel_reason text,
	CONSTRAINT pk_bookings PRIMARY KEY (id),
	CONSTRAINT uq_bookings_user_id_idempotency_key UNIQUE (user_id, idempotency_key),
	CONSTRAINT fk_bookings_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT fk_bookings_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_bookings_seats CHECK (seats > 0),
	CONSTRAINT chk_bookings_unit_price CHECK (unit_price >= CAST(0 AS numeric) AND unit_price <> 'NaN'),
	CONSTRAINT chk_bookings_total_price CHECK (total_price = unit_price * CAST(seats AS numeric)),
	CONSTRAINT chk_bookings_currency CHECK (currency ~ '^[A-Z]{3}$'),
	CONSTRAINT chk_bookings_pending CHECK (status OPERATOR(pg_catalog.<>) 'PENDING' OR expires_at IS NOT NULL),
	CONSTRAINT chk_bookings_confirmed CHECK (status OPERATOR(pg_catalog.<>) 'CONFIRMED' OR confirmed_at IS NOT NULL),
	CONSTRAINT chk_bookings_cancelled CHECK (status OPERATOR(pg_catalog.<>) 'CANCELLED' OR cancelled_at IS NOT NULL),
	CONSTRAINT chk_bookings_refunded CHECK (status OPERATOR(pg_catalog.<>) 'REFUNDED' OR refunded_at IS NOT NULL),
	CONSTRAINT chk_bookings_payment_reference CHECK (length(payment_reference) BETWEEN 1 AND 255),
	CONSTRAINT chk_bookings_refund_reference CHECK (length(refund_reference) BETWEEN 1 AND 255),
	CONSTRAINT chk_bookings_idempotency_key CHECK (length(idempotency_key) BETWEEN 1 AND 255),
	CONSTRAINT chk_bookings_cancel_reason CHECK (length(cancel_reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE bookings IS 'Who booked how many seats of what, at which price. Rows are never deleted (BH012): a booking ends as CANCELLED or REFUNDED.';
COMMENT ON COLUMN bookings.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN bookings.user_id IS 'Who booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.event_id IS 'What is booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.seats IS 'Seats booked, at least one; can change while the booking is active.';
COMMENT ON COLUMN bookings.unit_price IS 'Price of one seat, captured at booking; a client leaves it out, or names the price it saw and is refused when that is no longer right (BH009). Cannot change (BH007).';
COMMENT ON COLUMN bookings.total_price IS 'seats times unit_price; kept by trigger.';
COMMENT ON COLUMN bookings.currency IS 'ISO 4217 code, captured at booking.';
COMMENT ON COLUMN bookings.status IS 'PENDING and CONFIRMED are active: they own seats. Allowed changes: PENDING to CONFIRMED or CANCELLED, CONFIRMED to CANCELLED or REFUNDED, CANCELLED to REFUNDED (BH006).';
COMMENT ON COLUMN bookings.payment_reference IS 'The payment provider''s name for the payment, 1 to 255 characters; once set it stays (BH017). On a CANCELLED booking it means that a refund is due.';
COMMENT ON COLUMN bookings.refund_reference IS 'The payment provider''s name for the refund, 1 to 255 characters; once set it stays (BH017).';
COMMENT ON COLUMN bookings.idempotency_key IS 'The client''s name for its request, unique for its user, 1 to 255 characters: the same request sent again gets this booking instead of a second one.';
COMMENT ON COLUMN bookings.idempotency_request IS 'What the request with that key asked for, to tell a retry from another request (BH008); kept by trigger.';
COMMENT ON COLUMN bookings.booking_date IS 'When it was booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.expires_at IS 'When a PENDING booking''s seats become free for others.';
COMMENT ON COLUMN bookings.confirmed_at IS 'When it was confirmed.';
COMMENT ON COLUMN bookings.cancelled_at IS 'When it was cancelled.';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters; ''hold expired'' and ''event cancelled'' are set by the database.';
COMMENT ON COLUMN bookings.refunded_at IS 'When it was refunded.';
COMMENT ON COLUMN bookings.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_bookings ON bookings IS 'One row a booking.';
COMMENT ON CONSTRAINT uq_bookings_user_id_idempotency_key ON bookings IS 'A user''s request makes one booking. Serves the foreign key on user_id, too.';
COMMENT ON CONSTRAINT fk_bookings_user_id ON bookings IS 'Who booked stays known.';
COMMENT ON CONSTRAINT fk_bookings_event_id ON bookings IS 'What was booked stays known.';
COMMENT ON CONSTRAINT chk_bookings_seats ON bookings IS 'At least one seat.';
COMMENT ON CONSTRAINT chk_bookings_unit_price ON bookings IS 'A price, and no negative one.';
COMMENT ON CONSTRAINT chk_bookings_total_price ON bookings IS 'seats times unit_price.';
COMMENT ON CONSTRAINT chk_bookings_currency ON bookings IS 'Three capital letters.';
COMMENT ON CONSTRAINT chk_bookings_pending ON bookings IS 'A hold ends.';
COMMENT ON CONSTRAINT chk_bookings_confirmed ON bookings IS 'A confirmed booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_cancelled ON bookings IS 'A cancelled booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_refunded ON bookings IS 'A refunded booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_payment_reference ON bookings IS 'Not empty, at most 255 characters.';
COMMENT ON CONSTRAINT chk_bookings_refund_reference ON bookings IS 'Not empty, at most 255 characters.';
COMMENT ON CONSTRAINT chk_bookings_idempotency_key ON bookings IS 'Not empty, at most 255 characters.';
COMMENT ON CONSTRAINT chk_bookings_cancel_reason ON bookings IS 'Not empty, at most 1000 characters.';


CREATE TABLE tags (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	slug text COLLATE "C" NOT NULL,
	name text NOT NULL,
	CONSTRAINT pk_tags PRIMARY KEY (id),
	CONSTRAINT uq_tags_name UNIQUE (name),
	CONSTRAINT uq_tags_slug UNIQUE (slug),
	CONSTRAINT chk_tags_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_tags_name CHECK (length(name) BETWEEN 1 AND 100)
);
COMMENT ON TABLE tags IS 'Words to find events by.';
COMMENT ON COLUMN tags.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters.';
COMMENT ON COLUMN tags.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from name when left out.';
COMMENT ON COLUMN tags.created_at IS 'When the row was made.';
COMMENT ON COLUMN tags.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_tags ON tags IS 'One row a tag.';
COMMENT ON CONSTRAINT uq_tags_name ON tags IS 'A word stands once.';
COMMENT ON CONSTRAINT uq_tags_slug ON tags IS 'A URL names one tag.';
COMMENT ON CONSTRAINT chk_tags_slug ON tags IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_tags_name ON tags IS 'Not empty, at most 100 characters.';


CREATE TABLE event_tags (
	event_id uuid NOT NULL,
	tag_id uuid NOT NULL,
	CONSTRAINT pk_event_tags PRIMARY KEY (event_id, tag_id),
	CONSTRAINT fk_event_tags_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE CASCADE,
	CONSTRAINT fk_event_tags_tag_id FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE event_tags IS 'Which event carries which tag.';
COMMENT ON COLUMN event_tags.event_id IS 'The event.';
COMMENT ON COLUMN event_tags.tag_id IS 'The tag.';
COMMENT ON CONSTRAINT pk_event_tags ON event_tags IS 'An event carries a tag once. Serves the foreign key on event_id, too.';
COMMENT ON CONSTRAINT fk_event_tags_event_id ON event_tags IS 'Goes with the event.';
COMMENT ON CONSTRAINT fk_event_tags_tag_id ON event_tags IS 'Goes with the tag.';


CREATE INDEX idx_venues_amenities ON venues USING gin (amenities);
COMMENT ON INDEX idx_venues_amenities IS 'Venues that offer something: amenities @> ''{wifi}''.';
CREATE INDEX idx_events_status_start_date ON events (status, start_date);
COMMENT ON INDEX idx_events_status_start_date IS 'Events in a status, by date.';
CREATE INDEX idx_events_author_id_status ON events (author_id, status);
COMMENT ON INDEX idx_events_author_id_status IS 'An organizer''s events; serves the foreign key on author_id.';
CREATE INDEX idx_events_category_start_date ON events (category, start_date);
COMMENT ON INDEX idx_events_category_start_date IS 'Events of a category, by date.';
CREATE INDEX idx_events_venue_id ON events (venue_id);
COMMENT ON INDEX idx_events_venue_id IS 'A venue''s events; serves the foreign key and the check of a venue that shrinks.';
CREATE INDEX idx_events_start_date ON events (start_date);
COMMENT ON INDEX idx_events_start_date IS 'All events, by date.';
CREATE INDEX idx_events_published_start_date ON events (start_date) WHERE status OPERATOR(pg_catalog.=) 'PUBLISHED';
COMMENT ON INDEX idx_events_published_start_date IS 'The public listing, by date.';
CREATE INDEX idx_bookings_event_id_user_id ON bookings (event_id, user_id);
COMMENT ON INDEX idx_bookings_event_id_user_id IS 'An event''s bookings and a user''s share of them; serves the foreign key on event_id.';
CREATE INDEX idx_bookings_booking_date ON bookings (booking_date);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings by date.';
CREATE INDEX idx_bookings_pending_expiry ON bookings (event_id, expires_at) WHERE status OPERATOR(pg_catalog.=) 'PENDING';
COMMENT ON INDEX idx_bookings_pending_expiry IS 'Holds of an event that are overdue, and all of them event by event.';
CREATE INDEX idx_event_tags_tag_id ON event_tags (tag_id);
COMMENT ON INDEX idx_event_tags_tag_id IS 'Events with a tag; serves the foreign key.';


CREATE TRIGGER boh_users_check BEFORE INSERT OR UPDATE ON users
	FOR EACH ROW EXECUTE FUNCTION boh_users_check();
COMMENT ON TRIGGER boh_users_check ON users IS 'Lower-cases the address, refuses a password that is no hash without showing it, keeps updated_at.';
CREATE TRIGGER boh_venues_check BEFORE INSERT OR UPDATE ON venues
	FOR EACH ROW EXECUTE FUNCTION boh_venues_check();
COMMENT ON TRIGGER boh_venues_check ON venues IS 'Makes the slug, keeps updated_at.';
CREATE TRIGGER boh_venues_guard_events AFTER UPDATE ON venues
	FOR EACH ROW WHEN (NEW.capacity < OLD.capacity) EXECUTE FUNCTION boh_venues_guard_events();
COMMENT ON TRIGGER boh_venues_guard_events ON venues IS 'A venue does not shrink below its coming events.';
CREATE TRIGGER boh_events_check BEFORE INSERT OR UPDATE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_check();
COMMENT ON TRIGGER boh_events_check ON events IS 'Makes the slug, guards capacity, booked_count and status, keeps updated_at.';
CREATE TRIGGER boh_events_settle_bookings AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status) EXECUTE FUNCTION boh_events_settle_bookings();
COMMENT ON TRIGGER boh_events_settle_bookings ON events IS 'Cancels the bookings of a cancelled event; an event with active bookings does not go back to DRAFT.';
CREATE TRIGGER boh_bookings_check BEFORE INSERT OR UPDATE ON bookings
	FOR EACH ROW EXECUTE FUNCTION boh_bookings_check();
COMMENT ON TRIGGER boh_bookings_check ON bookings IS 'Captures the price, fills in times, allows only the status changes there are.';
CREATE TRIGGER boh_bookings_note_new_seats AFTER INSERT ON bookings
	FOR EACH ROW EXECUTE FUNCTION boh_bookings_note_seats();
COMMENT ON TRIGGER boh_bookings_note_new_seats ON bookings IS 'Notes the seats that a new booking takes.';
CREATE TRIGGER boh_bookings_note_changed_seats AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status OR OLD.seats IS DISTINCT FROM NEW.seats)
	EXECUTE FUNCTION boh_bookings_note_seats();
COMMENT ON TRIGGER boh_bookings_note_changed_seats ON bookings IS 'Notes the seats that a changed booking takes or gives back.';
CREATE TRIGGER boh_bookings_count_seats AFTER INSERT OR UPDATE ON bookings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_bookings_count_seats();
COMMENT ON TRIGGER boh_bookings_count_seats ON bookings IS 'Takes and gives back the noted seats, event by event in id order.';
CREATE TRIGGER boh_bookings_keep BEFORE DELETE ON bookings
	FOR EACH ROW EXECUTE FUNCTION boh_bookings_keep();
COMMENT ON TRIGGER boh_bookings_keep ON bookings IS 'Bookings are never deleted.';
CREATE TRIGGER boh_bookings_keep_all BEFORE TRUNCATE ON bookings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_bookings_keep();
COMMENT ON TRIGGER boh_bookings_keep_all ON bookings IS 'Bookings are never truncated.';
CREATE TRIGGER boh_tags_check BEFORE INSERT OR UPDATE ON tags
	FOR EACH ROW EXECUTE FUNCTION boh_tags_check();
COMMENT ON TRIGGER boh_tags_check ON tags IS 'Makes the slug, keeps updated_at.';
$migration$, $migration$-- Undoes the event domain.

DROP TABLE event_tags;
DROP TABLE tags;
DROP TABLE bookings;
DROP TABLE events;
DROP TABLE venues;
DROP TABLE users;
DROP TYPE booking_status;
DROP TYPE event_category;
DROP TYPE event_status;
DROP TYPE user_role;
$migration$),
(2, 'booking_lanes'::text, $migration$-- Booking lanes: the counter of a hot event, split over rows that bookings lock
-- one of.

ALTER TABLE events
	ADD COLUMN booking_lanes smallint NOT NULL DEFAULT 1,
	ADD COLUMN booking_waited_at timestamptz(3),
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 64);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 64. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON COLUMN events.booking_waited_at IS 'When a booking had to wait for this row longer than boh.auto_lanes_wait_ms while boh.auto_lanes was on: the next one opens lanes. NULL: none had to.';
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out. With booking_lanes above 1 as of the last boh_fold_lanes() or edit of the event.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 64.';

-- Every booking of a hot event writes one of these rows in place (HOT), so pages
-- have room to spare.
CREATE TABLE booking_lanes (
	event_id uuid NOT NULL,
	capacity integer NOT NULL,
	booked integer NOT NULL,
	lane smallint NOT NULL,
	CONSTRAINT pk_booking_lanes PRIMARY KEY (event_id, lane),
	CONSTRAINT fk_booking_lanes_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 64),
	CONSTRAINT chk_booking_lanes_booked CHECK (booked BETWEEN 0 AND capacity)
) WITH (fillfactor = 25);
COMMENT ON TABLE booking_lanes IS 'Seats of events with booking_lanes above 1: the lanes'' capacities add up to the event''s, their booked seats to those of its active bookings. Made and written by the database alone (BH018).';
COMMENT ON COLUMN booking_lanes.event_id IS 'The event.';
COMMENT ON COLUMN booking_lanes.lane IS 'Number of the lane, from 1 to the event''s booking_lanes.';
COMMENT ON COLUMN booking_lanes.capacity IS 'Seats that this lane has.';
COMMENT ON COLUMN booking_lanes.booked IS 'Seats booked on this lane. A booking does not belong to a lane: its seats may return to another.';
COMMENT ON CONSTRAINT pk_booking_lanes ON booking_lanes IS 'A lane stands once. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_booking_lanes_event_id ON booking_lanes IS 'Goes with the event.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';
COMMENT ON CONSTRAINT chk_booking_lanes_booked ON booking_lanes IS 'Never more seats booked than the lane has: the last line of defence against overselling.';

CREATE TRIGGER boh_events_arrange_new_lanes AFTER INSERT ON events
	FOR EACH ROW WHEN (NEW.booking_lanes > 1) EXECUTE FUNCTION boh_events_arrange_lanes();
COMMENT ON TRIGGER boh_events_arrange_new_lanes ON events IS 'Opens the lanes of a new event.';
CREATE TRIGGER boh_events_arrange_lanes AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.booking_lanes IS DISTINCT FROM NEW.booking_lanes
		OR (NEW.booking_lanes > 1 AND OLD.capacity IS DISTINCT FROM NEW.capacity))
	EXECUTE FUNCTION boh_events_arrange_lanes();
COMMENT ON TRIGGER boh_events_arrange_lanes ON events IS 'Opens and closes lanes, and spreads the capacity over them.';
CREATE TRIGGER boh_booking_lanes_keep BEFORE INSERT OR UPDATE OR DELETE ON booking_lanes
	FOR EACH ROW EXECUTE FUNCTION boh_booking_lanes_keep();
COMMENT ON TRIGGER boh_booking_lanes_keep ON booking_lanes IS 'Lanes are written by the database alone, and go with their event.';
CREATE TRIGGER boh_booking_lanes_keep_all BEFORE TRUNCATE ON booking_lanes
	FOR EACH STATEMENT EXECUTE FUNCTION boh_booking_lanes_keep();
COMMENT ON TRIGGER boh_booking_lanes_keep_all ON booking_lanes IS 'Lanes are never truncated.';
$migration$, $migration$-- Undoes booking lanes: each event's counter is its row again.

UPDATE events SET booking_lanes = 1 WHERE booking_lanes > 1;
DROP TRIGGER boh_events_arrange_lanes ON events;
DROP TRIGGER boh_events_arrange_new_lanes ON events;
DROP TABLE booking_lanes;
ALTER TABLE events
	DROP COLUMN booking_waited_at,
	DROP COLUMN booking_lanes;
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out.';
$migration$),
(3, 'content'::text, $migration$-- The content domain: pages made of typed sections, media, settings.

CREATE TYPE content_status AS ENUM ('DRAFT', 'PUBLISHED', 'ARCHIVED');
COMMENT ON TYPE content_status IS
	'Life of a page: DRAFT is prepared, PUBLISHED can be read from published_at on, ARCHIVED is put away.';

CREATE TYPE section_type AS ENUM ('HERO', 'TEXT', 'IMAGE', 'VIDEO', 'GALLERY', 'CONTACT_FORM', 'EVENT_LIST');
COMMENT ON TYPE section_type IS
	'What a section shows. Add a value with ALTER TYPE ... ADD VALUE and describe its data with a row of section_schemas.';

CREATE TYPE setting_type AS ENUM ('TEXT', 'NUMBER', 'BOOLEAN', 'JSON', 'IMAGE');
COMMENT ON TYPE setting_type IS
	'How a setting''s value is read: IMAGE is the address of a picture, the others are as JSON has them.';

CREATE TYPE setting_group AS ENUM ('GENERAL', 'CONTACT', 'SOCIAL_MEDIA', 'SEO', 'APPEARANCE');
COMMENT ON TYPE setting_group IS
	'Where a setting is shown. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the set.';


-- Pages.

CREATE TABLE content_pages (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	author_id uuid NOT NULL,
	published_at timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	live_version integer,
	previous_version integer,
	status content_status NOT NULL DEFAULT 'DRAFT',
	slug text COLLATE "C" NOT NULL,
	title text NOT NULL,
	meta_description text,
	CONSTRAINT pk_content_pages PRIMARY KEY (id),
	CONSTRAINT uq_content_pages_slug UNIQUE (slug),
	CONSTRAINT fk_content_pages_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_content_pages_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_content_pages_title CHECK (length(title) BETWEEN 1 AND 300),
	CONSTRAINT chk_content_pages_meta_description CHECK (length(meta_description) BETWEEN 1 AND 1000),
	CONSTRAINT chk_content_pages_published_at CHECK (isfinite(published_at)),
	CONSTRAINT chk_content_pages_published CHECK (status OPERATOR(pg_catalog.<>) 'PUBLISHED' OR published_at IS NOT NULL),
	CONSTRAINT chk_content_pages_live_version CHECK ((status OPERATOR(pg_catalog.=) 'PUBLISHED') = (live_version IS NOT NULL)),
	CONSTRAINT chk_content_pages_previous_version CHECK (previous_version < live_version)
);
COMMENT ON TABLE content_pages IS 'Pages as they are edited. Readers see the version that was published last.';
COMMENT ON COLUMN content_pages.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN content_pages.author_id IS 'Who answers for the page.';
COMMENT ON COLUMN content_pages.published_at IS 'From when on live_version is what readers see; in the future the page is scheduled. Becomes now when the page becomes PUBLISHED and it is empty. Changing it on a PUBLISHED page publishes the page anew.';
COMMENT ON COLUMN content_pages.created_at IS 'When the row was made.';
COMMENT ON COLUMN content_pages.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN content_pages.live_version IS 'The version that readers see from published_at on; kept by trigger, cannot be written (BH031). NULL: the page is not PUBLISHED.';
COMMENT ON COLUMN content_pages.previous_version IS 'The version that readers see until published_at, where a page that is live was published anew for later; kept by trigger, cannot be written (BH031).';
COMMENT ON COLUMN content_pages.status IS 'PUBLISHED writes a version and makes it live; any other takes the page away from readers.';
COMMENT ON COLUMN content_pages.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from title when left out. An old slug of a published page leads to it on (slug_redirects).';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters.';
COMMENT ON COLUMN content_pages.meta_description IS 'What search engines show below the title, 1 to 1000 characters.';
COMMENT ON CONSTRAINT pk_content_pages ON content_pages IS 'One row a page.';
COMMENT ON CONSTRAINT uq_content_pages_slug ON content_pages IS 'A URL names one page.';
COMMENT ON CONSTRAINT fk_content_pages_author_id ON content_pages IS 'Who answers for a page stays known.';
COMMENT ON CONSTRAINT chk_content_pages_slug ON content_pages IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_content_pages_title ON content_pages IS 'Not empty, at most 300 characters.';
COMMENT ON CONSTRAINT chk_content_pages_meta_description ON content_pages IS 'Not empty, at most 1000 characters.';
COMMENT ON CONSTRAINT chk_content_pages_published_at ON content_pages IS 'A day that comes.';
COMMENT ON CONSTRAINT chk_content_pages_published ON content_pages IS 'A published page knows since when.';
COMMENT ON CONSTRAINT chk_content_pages_live_version ON content_pages IS 'What is published has a version to show, and nothing else has.';
COMMENT ON CONSTRAINT chk_content_pages_previous_version ON content_pages IS 'Something older than live_version.';

CREATE INDEX idx_content_pages_author_id ON content_pages (author_id);
COMMENT ON INDEX idx_content_pages_author_id IS 'An author''s pages; serves the foreign key.';
CREATE INDEX idx_content_pages_status_published_at ON content_pages (status, published_at);
COMMENT ON INDEX idx_content_pages_status_published_at IS 'Pages in a status, by date.';
CREATE INDEX idx_content_pages_published ON content_pages (published_at) WHERE status OPERATOR(pg_catalog.=) 'PUBLISHED';
COMMENT ON INDEX idx_content_pages_published IS 'What readers see, newest first, and what goes live next.';

CREATE TRIGGER boh_content_pages_check BEFORE INSERT OR UPDATE ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_check();
COMMENT ON TRIGGER boh_content_pages_check ON content_pages IS 'Makes the slug, fills in published_at, chooses the version that readers see, keeps updated_at.';
CREATE TRIGGER boh_content_pages_keep_new_slug AFTER INSERT ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_keep_slug();
COMMENT ON TRIGGER boh_content_pages_keep_new_slug ON content_pages IS 'A slug that is taken leads nowhere else.';
CREATE TRIGGER boh_content_pages_keep_slug AFTER UPDATE OF slug ON content_pages
	FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION boh_content_pages_keep_slug();
COMMENT ON TRIGGER boh_content_pages_keep_slug ON content_pages IS 'The old slug of a published page leads to it on.';
CREATE TRIGGER boh_content_pages_publish_new AFTER INSERT ON content_pages
	FOR EACH ROW WHEN (NEW.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish_new ON content_pages IS 'Writes the first version of a page that is published at once.';
CREATE TRIGGER boh_content_pages_publish AFTER UPDATE ON content_pages
	FOR EACH ROW WHEN (OLD.live_version IS DISTINCT FROM NEW.live_version
		OR (NEW.live_version IS NOT NULL AND OLD.slug IS DISTINCT FROM NEW.slug))
	EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish ON content_pages IS 'Writes the version that was published, and tells caches what readers see anew or no longer.';
CREATE TRIGGER boh_content_pages_publish_gone AFTER DELETE ON content_pages
	FOR EACH ROW WHEN (OLD.live_version IS NOT NULL) EXECUTE FUNCTION boh_content_pages_publish();
COMMENT ON TRIGGER boh_content_pages_publish_gone ON content_pages IS 'Tells caches that a page is gone.';


-- Versions of pages.

CREATE TABLE content_page_versions (
	page_id uuid NOT NULL,
	created_by uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	version integer NOT NULL,
	reason text NOT NULL,
	snapshot jsonb NOT NULL,
	hidden_sections jsonb NOT NULL DEFAULT '[]',
	CONSTRAINT pk_content_page_versions PRIMARY KEY (page_id, version),
	CONSTRAINT fk_content_page_versions_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT fk_content_page_versions_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_content_page_versions_version CHECK (version > 0),
	CONSTRAINT chk_content_page_versions_reason CHECK (length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE content_page_versions IS 'Pages as they were published. Written by the database alone (BH030). Those that readers see and the newest one of a page stay (BH035), older ones may be deleted.';
COMMENT ON COLUMN content_page_versions.page_id IS 'The page.';
COMMENT ON COLUMN content_page_versions.version IS 'Counted from 1 for each page.';
COMMENT ON COLUMN content_page_versions.snapshot IS 'What boh_page() gives to readers: the page and its visible sections in order.';
COMMENT ON COLUMN content_page_versions.hidden_sections IS 'The sections that were not visible, each with its place among all, for boh_rollback_page().';
COMMENT ON COLUMN content_page_versions.reason IS 'Why the version was made, 1 to 1000 characters.';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the setting boh.user_id, or else the page''s author.';
COMMENT ON COLUMN content_page_versions.created_at IS 'When it was made.';
COMMENT ON CONSTRAINT pk_content_page_versions ON content_page_versions IS 'A version stands once. Serves the foreign key on page_id, too.';
COMMENT ON CONSTRAINT fk_content_page_versions_page_id ON content_page_versions IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_content_page_versions_created_by ON content_page_versions IS 'Who published stays known.';
COMMENT ON CONSTRAINT chk_content_page_versions_version ON content_page_versions IS 'Versions are counted from 1.';
COMMENT ON CONSTRAINT chk_content_page_versions_reason ON content_page_versions IS 'Not empty, at most 1000 characters.';

CREATE INDEX idx_content_page_versions_created_by ON content_page_versions (created_by);
COMMENT ON INDEX idx_content_page_versions_created_by IS 'What a user published; serves the foreign key.';

CREATE TRIGGER boh_content_page_versions_keep BEFORE INSERT OR UPDATE OR DELETE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_keep();
COMMENT ON TRIGGER boh_content_page_versions_keep ON content_page_versions IS 'Versions are written by the database alone; those that are needed stay.';
CREATE TRIGGER boh_content_page_versions_keep_all BEFORE TRUNCATE ON content_page_versions
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_keep_all();
COMMENT ON TRIGGER boh_content_page_versions_keep_all ON content_page_versions IS 'What readers see is not truncated.';
CREATE TRIGGER boh_content_page_versions_announce AFTER UPDATE ON content_page_versions
	FOR EACH ROW WHEN (OLD.snapshot IS DISTINCT FROM NEW.snapshot) EXECUTE FUNCTION boh_content_page_versions_announce();
COMMENT ON TRIGGER boh_content_page_versions_announce ON content_page_versions IS 'Tells caches of a version that was brought into a new form.';


-- Sections of pages.

CREATE TABLE content_sections (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	page_id uuid NOT NULL,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	position integer NOT NULL,
	type section_type NOT NULL,
	is_visible boolean NOT NULL DEFAULT true,
	data jsonb NOT NULL,
	CONSTRAINT pk_content_sections PRIMARY KEY (id),
	CONSTRAINT uq_content_sections_page_id_position UNIQUE (page_id, position) DEFERRABLE INITIALLY IMMEDIATE,
	CONSTRAINT fk_content_sections_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_content_sections_position CHECK (position >= 0)
);
COMMENT ON TABLE content_sections IS 'What pages consist of, as it is edited.';
COMMENT ON COLUMN content_sections.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN content_sections.page_id IS 'The page.';
COMMENT ON COLUMN content_sections.position IS 'Place on the page, from 0 up, unique there; the next free one at the end when left out.';
COMMENT ON COLUMN content_sections.type IS 'What the section shows.';
COMMENT ON COLUMN content_sections.is_visible IS 'Whether readers will see it once the page is published.';
COMMENT ON COLUMN content_sections.data IS 'Its content, an object of the form that boh_section_schema(type) describes (23514).';
COMMENT ON COLUMN content_sections.created_at IS 'When the row was made.';
COMMENT ON COLUMN content_sections.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_content_sections ON content_sections IS 'One row a section.';
COMMENT ON CONSTRAINT uq_content_sections_page_id_position ON content_sections IS 'A place on a page is taken once; checked at the end of the statement, so that places can be exchanged. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_content_sections_page_id ON content_sections IS 'Goes with the page.';
COMMENT ON CONSTRAINT chk_content_sections_position ON content_sections IS 'Places are counted from 0.';

CREATE TRIGGER boh_content_sections_check BEFORE INSERT OR UPDATE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_content_sections_check();
COMMENT ON TRIGGER boh_content_sections_check ON content_sections IS 'Data have the form of their type; a section without a place goes to the end of its page; keeps updated_at.';


-- Shapes of sections.

CREATE TABLE section_schemas (
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	type section_type NOT NULL,
	schema jsonb NOT NULL,
	description text,
	CONSTRAINT pk_section_schemas PRIMARY KEY (type),
	CONSTRAINT chk_section_schemas_schema CHECK (schema @> '{"type": "object"}'),
	CONSTRAINT chk_section_schemas_size CHECK (length(CAST(schema AS text)) <= 100000),
	CONSTRAINT chk_section_schemas_description CHECK (length(description) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE section_schemas IS 'Forms of section types of your own, and forms that replace those that the extension has for its types.';
COMMENT ON COLUMN section_schemas.type IS 'The section type.';
COMMENT ON COLUMN section_schemas.schema IS 'JSON Schema, draft 2020-12, of the data of its sections, which are objects; at most 100,000 characters. Existing sections must be of that form (BH032) unless boh.allow_broken_sections is on.';
COMMENT ON COLUMN section_schemas.description IS 'What such a section is for, 1 to 1000 characters.';
COMMENT ON COLUMN section_schemas.created_at IS 'When the row was made.';
COMMENT ON COLUMN section_schemas.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_section_schemas ON section_schemas IS 'A type has one form.';
COMMENT ON CONSTRAINT chk_section_schemas_schema ON section_schemas IS 'Data of sections are objects: the schema has "type": "object".';
COMMENT ON CONSTRAINT chk_section_schemas_size ON section_schemas IS 'At most 100,000 characters: every session keeps it.';
COMMENT ON CONSTRAINT chk_section_schemas_description ON section_schemas IS 'Not empty, at most 1000 characters.';

CREATE TRIGGER boh_section_schemas_lock_sections BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_lock_sections();
COMMENT ON TRIGGER boh_section_schemas_lock_sections ON section_schemas IS 'While a form changes nobody writes sections.';
CREATE TRIGGER boh_section_schemas_forget BEFORE INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_forget();
ALTER TABLE section_schemas ENABLE ALWAYS TRIGGER boh_section_schemas_forget;
COMMENT ON TRIGGER boh_section_schemas_forget ON section_schemas IS 'Sessions forget the forms that they keep, also when rows come by replication.';
CREATE TRIGGER boh_section_schemas_check BEFORE INSERT OR UPDATE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_check();
COMMENT ON TRIGGER boh_section_schemas_check ON section_schemas IS 'A schema is one that can be used; keeps updated_at.';
CREATE TRIGGER boh_section_schemas_guard_sections AFTER INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_section_schemas_guard_sections();
COMMENT ON TRIGGER boh_section_schemas_guard_sections ON section_schemas IS 'Existing sections are of the form that their type gets.';
CREATE TRIGGER boh_section_schemas_guard_all_sections AFTER TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_section_schemas_guard_sections();
COMMENT ON TRIGGER boh_section_schemas_guard_all_sections ON section_schemas IS 'The same when all rows go.';


-- Slugs that pages and events had before.

CREATE TABLE slug_redirects (
	page_id uuid,
	event_id uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	entity text COLLATE "C" NOT NULL,
	slug text COLLATE "C" NOT NULL,
	CONSTRAINT pk_slug_redirects PRIMARY KEY (entity, slug),
	CONSTRAINT fk_slug_redirects_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT fk_slug_redirects_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE ON UPDATE RESTRICT,
	CONSTRAINT chk_slug_redirects_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
	CONSTRAINT chk_slug_redirects_target CHECK (
		CASE entity WHEN 'page' THEN page_id IS NOT NULL AND event_id IS NULL
			WHEN 'event' THEN event_id IS NOT NULL AND page_id IS NULL ELSE false END)
);
COMMENT ON TABLE slug_redirects IS 'Slugs that a published page or event had before, kept by trigger. One goes when somebody else takes the slug.';
COMMENT ON COLUMN slug_redirects.entity IS 'Whose slug it was: page or event.';
COMMENT ON COLUMN slug_redirects.slug IS 'The old slug.';
COMMENT ON COLUMN slug_redirects.page_id IS 'The page that had it.';
COMMENT ON COLUMN slug_redirects.event_id IS 'The event that had it.';
COMMENT ON COLUMN slug_redirects.created_at IS 'When the slug changed.';
COMMENT ON CONSTRAINT pk_slug_redirects ON slug_redirects IS 'An old slug leads to one page, and to one event.';
COMMENT ON CONSTRAINT fk_slug_redirects_page_id ON slug_redirects IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_slug_redirects_event_id ON slug_redirects IS 'Goes with the event.';
COMMENT ON CONSTRAINT chk_slug_redirects_slug ON slug_redirects IS 'Words of a-z and 0-9 joined by single hyphens, at most 100 characters.';
COMMENT ON CONSTRAINT chk_slug_redirects_target ON slug_redirects IS 'Leads to one thing, of its kind.';

CREATE INDEX idx_slug_redirects_page_id ON slug_redirects (page_id);
COMMENT ON INDEX idx_slug_redirects_page_id IS 'Old slugs of a page; serves the foreign key.';
CREATE INDEX idx_slug_redirects_event_id ON slug_redirects (event_id);
COMMENT ON INDEX idx_slug_redirects_event_id IS 'Old slugs of an event; serves the foreign key.';

CREATE TRIGGER boh_slug_redirects_announce AFTER INSERT OR UPDATE OR DELETE ON slug_redirects
	FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_announce();
COMMENT ON TRIGGER boh_slug_redirects_announce ON slug_redirects IS 'Tells caches where an old slug leads now.';
CREATE TRIGGER boh_events_keep_new_slug AFTER INSERT ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_keep_slug();
COMMENT ON TRIGGER boh_events_keep_new_slug ON events IS 'A slug that is taken leads nowhere else.';
CREATE TRIGGER boh_events_keep_slug AFTER UPDATE OF slug ON events
	FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION boh_events_keep_slug();
COMMENT ON TRIGGER boh_events_keep_slug ON events IS 'The old slug of an event that is no draft leads to it on.';


-- Media.

CREATE TABLE media_files (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	uploaded_by uuid,
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	deleted_at timestamptz(3),
	purge_started_at timestamptz(3),
	thumbnail_taken_at timestamptz(3),
	file_size bigint NOT NULL,
	width integer,
	height integer,
	thumbnail_attempts smallint NOT NULL DEFAULT 0,
	filename text COLLATE "C" NOT NULL,
	original_filename text NOT NULL,
	mime_type text COLLATE "C" NOT NULL,
	folder text NOT NULL DEFAULT 'root',
	url text COLLATE "C" NOT NULL,
	thumbnail_url text COLLATE "C",
	alt_text text,
	CONSTRAINT pk_media_files PRIMARY KEY (id),
	CONSTRAINT uq_media_files_filename UNIQUE (filename),
	CONSTRAINT uq_media_files_url UNIQUE (url),
	CONSTRAINT fk_media_files_uploaded_by FOREIGN KEY (uploaded_by) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_media_files_filename CHECK (filename ~ '^[a-z0-9][a-z0-9._-]*$' AND length(filename) <= 200),
	CONSTRAINT chk_media_files_original_filename CHECK (length(original_filename) BETWEEN 1 AND 500),
	CONSTRAINT chk_media_files_mime_type CHECK (mime_type ~ '^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$' AND length(mime_type) <= 200),
	CONSTRAINT chk_media_files_file_size CHECK (file_size > 0),
	CONSTRAINT chk_media_files_dimensions CHECK ((width IS NULL) = (height IS NULL) AND width > 0 AND height > 0),
	CONSTRAINT chk_media_files_folder CHECK (length(folder) BETWEEN 1 AND 200),
	CONSTRAINT chk_media_files_url CHECK (url ~ '^[^[:space:]<>"]*/[^[:space:]<>"]*$' AND length(url) <= 2000),
	CONSTRAINT chk_media_files_thumbnail_url CHECK (thumbnail_url ~ '^[^[:space:]<>"]*/[^[:space:]<>"]*$' AND length(thumbnail_url) <= 2000),
	CONSTRAINT chk_media_files_alt_text CHECK (length(alt_text) <= 1000),
	CONSTRAINT chk_media_files_purge CHECK (purge_started_at IS NULL OR deleted_at IS NOT NULL),
	CONSTRAINT chk_media_files_thumbnail_attempts CHECK (thumbnail_attempts >= 0)
);
COMMENT ON TABLE media_files IS 'Files that were uploaded. The application stores them; here is the record.';
COMMENT ON COLUMN media_files.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN media_files.uploaded_by IS 'Who uploaded it; NULL: nobody in particular, such as an import.';
COMMENT ON COLUMN media_files.created_at IS 'When the row was made.';
COMMENT ON COLUMN media_files.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN media_files.deleted_at IS 'When it was put into the bin; not while something refers to it (BH037). NULL: it is in use or can be used.';
COMMENT ON COLUMN media_files.purge_started_at IS 'When boh_purge_media() gave it out for its file to be removed; from then on the row cannot change (BH042), and is deleted once that is done.';
COMMENT ON COLUMN media_files.thumbnail_taken_at IS 'When a worker last took it to make its thumbnail.';
COMMENT ON COLUMN media_files.thumbnail_attempts IS 'How often workers took it to make its thumbnail; after five it is left alone. 0 gives it another chance.';
COMMENT ON COLUMN media_files.file_size IS 'Size in bytes.';
COMMENT ON COLUMN media_files.width IS 'Width in pixels; given together with height or not at all.';
COMMENT ON COLUMN media_files.height IS 'Height in pixels; given together with width or not at all.';
COMMENT ON COLUMN media_files.filename IS 'Name under which the file is stored, unique; made from original_filename when left out.';
COMMENT ON COLUMN media_files.original_filename IS 'Name that the file came with, 1 to 500 characters.';
COMMENT ON COLUMN media_files.mime_type IS 'Media type, such as image/jpeg (RFC 6838), in lower case; the setting media.mime_types says which are allowed (BH039).';
COMMENT ON COLUMN media_files.folder IS 'Where the file is shown, 1 to 200 characters.';
COMMENT ON COLUMN media_files.url IS 'Address of the file, unique, as pages write it; the setting media.base_url and filename when left out. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.thumbnail_url IS 'Address of a small picture of it; NULL: there is none, or none yet. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.alt_text IS 'What the picture shows, for those who do not see it, at most 1000 characters.';
COMMENT ON CONSTRAINT pk_media_files ON media_files IS 'One row a file.';
COMMENT ON CONSTRAINT uq_media_files_filename ON media_files IS 'A file is stored once.';
COMMENT ON CONSTRAINT uq_media_files_url ON media_files IS 'An address names one file.';
COMMENT ON CONSTRAINT fk_media_files_uploaded_by ON media_files IS 'Who uploaded it stays known.';
COMMENT ON CONSTRAINT chk_media_files_filename ON media_files IS 'Lower-case letters, digits, points, hyphens and underscores, at most 200 characters.';
COMMENT ON CONSTRAINT chk_media_files_original_filename ON media_files IS 'Not empty, at most 500 characters.';
COMMENT ON CONSTRAINT chk_media_files_mime_type ON media_files IS 'Type and subtype, in lower case.';
COMMENT ON CONSTRAINT chk_media_files_file_size ON media_files IS 'A file has content.';
COMMENT ON CONSTRAINT chk_media_files_dimensions ON media_files IS 'Both or none, and positive.';
COMMENT ON CONSTRAINT chk_media_files_folder ON media_files IS 'Not empty, at most 200 characters.';
COMMENT ON CONSTRAINT chk_media_files_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_alt_text ON media_files IS 'At most 1000 characters; empty for a decoration.';
COMMENT ON CONSTRAINT chk_media_files_purge ON media_files IS 'Only what is in the bin is removed.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_attempts ON media_files IS 'A count.';

CREATE INDEX idx_media_files_uploaded_by ON media_files (uploaded_by);
COMMENT ON INDEX idx_media_files_uploaded_by IS 'A user''s files; serves the foreign key.';
CREATE INDEX idx_media_files_folder_created_at ON media_files (folder, created_at);
COMMENT ON INDEX idx_media_files_folder_created_at IS 'Files of a folder, by date.';
CREATE INDEX idx_media_files_mime_type ON media_files (mime_type);
COMMENT ON INDEX idx_media_files_mime_type IS 'Files of a kind.';
CREATE INDEX idx_media_files_created_at ON media_files (created_at);
COMMENT ON INDEX idx_media_files_created_at IS 'Files by date, such as those of the last 30 days.';
CREATE INDEX idx_media_files_thumbnail_url ON media_files (thumbnail_url) WHERE thumbnail_url IS NOT NULL;
COMMENT ON INDEX idx_media_files_thumbnail_url IS 'The file that a thumbnail belongs to.';
CREATE INDEX idx_media_files_pending_thumbnail ON media_files (id)
	WHERE thumbnail_url IS NULL AND deleted_at IS NULL AND thumbnail_attempts < 5 AND mime_type LIKE 'image/%';
COMMENT ON INDEX idx_media_files_pending_thumbnail IS 'The queue of thumbnails to be made, oldest first.';
CREATE INDEX idx_media_files_deleted_at ON media_files (deleted_at) WHERE deleted_at IS NOT NULL;
COMMENT ON INDEX idx_media_files_deleted_at IS 'The bin.';

CREATE TRIGGER boh_media_files_check BEFORE INSERT OR UPDATE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_check();
COMMENT ON TRIGGER boh_media_files_check ON media_files IS 'Fills in filename and url, holds to the limits of the settings, and keeps files in use out of the bin.';
CREATE TRIGGER boh_media_files_keep BEFORE DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_keep();
COMMENT ON TRIGGER boh_media_files_keep ON media_files IS 'A file in use stays.';
CREATE TRIGGER boh_media_files_announce AFTER INSERT OR UPDATE OR DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_media_files_announce();
COMMENT ON TRIGGER boh_media_files_announce ON media_files IS 'Tells caches of a changed file, and workers of a thumbnail to be made.';


-- Where media are used.

CREATE TABLE media_references (
	media_id uuid NOT NULL,
	entity_id uuid NOT NULL,
	entity text COLLATE "C" NOT NULL,
	path text COLLATE "C" NOT NULL,
	target text COLLATE "C" NOT NULL,
	CONSTRAINT pk_media_references PRIMARY KEY (media_id, entity, entity_id, path, target),
	CONSTRAINT fk_media_references_media_id FOREIGN KEY (media_id) REFERENCES media_files (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_media_references_entity CHECK (entity IN ('section', 'page_version', 'event', 'setting')),
	CONSTRAINT chk_media_references_path CHECK (octet_length(path) <= 1000),
	CONSTRAINT chk_media_references_target CHECK (target IN ('url', 'thumbnail_url'))
);
COMMENT ON TABLE media_references IS 'What refers to which file; kept by trigger, cannot be written (BH041).';
COMMENT ON COLUMN media_references.media_id IS 'The file.';
COMMENT ON COLUMN media_references.entity IS 'What refers to it: section, page_version, event or setting.';
COMMENT ON COLUMN media_references.entity_id IS 'Id of the section, event or setting; of a page_version its page''s.';
COMMENT ON COLUMN media_references.path IS 'Where: for a section a JSON Pointer into data, for a page_version one that begins with version and column, otherwise the column. A pointer that would be longer than 1000 bytes ends sooner.';
COMMENT ON COLUMN media_references.target IS 'What is referred to: url or thumbnail_url.';
COMMENT ON CONSTRAINT pk_media_references ON media_references IS 'A place refers to a file once. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_media_references_media_id ON media_references IS 'A file in use stays.';
COMMENT ON CONSTRAINT chk_media_references_entity ON media_references IS 'What can refer to files.';
COMMENT ON CONSTRAINT chk_media_references_path ON media_references IS 'Short enough for an index.';
COMMENT ON CONSTRAINT chk_media_references_target ON media_references IS 'One of the addresses of a file.';

CREATE INDEX idx_media_references_entity_id_path ON media_references (entity_id, path);
COMMENT ON INDEX idx_media_references_entity_id_path IS 'Files that something refers to, or a version of a page.';

CREATE TRIGGER boh_media_references_keep BEFORE INSERT OR UPDATE OR DELETE ON media_references
	FOR EACH ROW EXECUTE FUNCTION boh_media_references_keep();
COMMENT ON TRIGGER boh_media_references_keep ON media_references IS 'References are written by the database alone.';
CREATE TRIGGER boh_media_references_keep_all BEFORE TRUNCATE ON media_references
	FOR EACH STATEMENT EXECUTE FUNCTION boh_media_references_keep();
COMMENT ON TRIGGER boh_media_references_keep_all ON media_references IS 'References are never truncated.';

CREATE TRIGGER boh_content_sections_refer AFTER INSERT OR UPDATE OF id, data OR DELETE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_content_sections_refer();
COMMENT ON TRIGGER boh_content_sections_refer ON content_sections IS 'Keeps the media references of sections.';
CREATE TRIGGER boh_content_sections_refer_none AFTER TRUNCATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_refer();
COMMENT ON TRIGGER boh_content_sections_refer_none ON content_sections IS 'Removes the media references of all sections.';
CREATE TRIGGER boh_content_page_versions_refer AFTER INSERT OR UPDATE OR DELETE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_refer();
COMMENT ON TRIGGER boh_content_page_versions_refer ON content_page_versions IS 'Keeps the media references of versions.';
CREATE TRIGGER boh_content_page_versions_refer_none AFTER TRUNCATE ON content_page_versions
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_page_versions_refer();
COMMENT ON TRIGGER boh_content_page_versions_refer_none ON content_page_versions IS 'Removes the media references of all versions.';
CREATE TRIGGER boh_events_refer AFTER INSERT OR UPDATE OF id, image_url, video_url OR DELETE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_refer();
COMMENT ON TRIGGER boh_events_refer ON events IS 'Keeps the media references of events.';
CREATE TRIGGER boh_events_refer_none AFTER TRUNCATE ON events
	FOR EACH STATEMENT EXECUTE FUNCTION boh_events_refer();
COMMENT ON TRIGGER boh_events_refer_none ON events IS 'Removes the media references of all events.';


-- Settings.

CREATE TABLE site_settings (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	updated_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	type setting_type NOT NULL DEFAULT 'TEXT',
	setting_group setting_group NOT NULL DEFAULT 'GENERAL',
	is_public boolean NOT NULL DEFAULT false,
	key text COLLATE "C" NOT NULL,
	value text,
	description text,
	CONSTRAINT pk_site_settings PRIMARY KEY (id),
	CONSTRAINT uq_site_settings_key UNIQUE (key),
	CONSTRAINT chk_site_settings_key CHECK (key ~ '^[A-Za-z][A-Za-z0-9_.-]*$' AND length(key) <= 100)
);
COMMENT ON TABLE site_settings IS 'Settings of the site. Read them with boh_setting() and boh_settings(), which keep them at hand.';
COMMENT ON COLUMN site_settings.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN site_settings.key IS 'Name, unique, at most 100 letters, digits, points, hyphens and underscores, beginning with a letter.';
COMMENT ON COLUMN site_settings.value IS 'The value as text, of the form that type says (23514); NULL: none.';
COMMENT ON COLUMN site_settings.type IS 'How value is read.';
COMMENT ON COLUMN site_settings.setting_group IS 'Where the setting is shown.';
COMMENT ON COLUMN site_settings.description IS 'What the setting does.';
COMMENT ON COLUMN site_settings.is_public IS 'Whether everybody may know it: boh_settings() gives out only such ones unless asked otherwise.';
COMMENT ON COLUMN site_settings.created_at IS 'When the row was made.';
COMMENT ON COLUMN site_settings.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_site_settings ON site_settings IS 'One row a setting.';
COMMENT ON CONSTRAINT uq_site_settings_key ON site_settings IS 'A setting stands once.';
COMMENT ON CONSTRAINT chk_site_settings_key ON site_settings IS 'A name that programs can use, at most 100 characters.';

CREATE INDEX idx_site_settings_setting_group ON site_settings (setting_group);
COMMENT ON INDEX idx_site_settings_setting_group IS 'Settings of a group.';
CREATE INDEX idx_site_settings_is_public ON site_settings (is_public);
COMMENT ON INDEX idx_site_settings_is_public IS 'Settings that everybody may know.';

CREATE TRIGGER boh_site_settings_refer AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_refer();
COMMENT ON TRIGGER boh_site_settings_refer ON site_settings IS 'Keeps the media references of settings.';
CREATE TRIGGER boh_site_settings_refer_none AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_refer();
COMMENT ON TRIGGER boh_site_settings_refer_none ON site_settings IS 'Removes the media references of all settings.';

CREATE TRIGGER boh_site_settings_check BEFORE INSERT OR UPDATE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_check();
COMMENT ON TRIGGER boh_site_settings_check ON site_settings IS 'Checks the value by its type, keeps updated_at.';
CREATE TRIGGER boh_site_settings_changed AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_changed ON site_settings IS 'Tells sessions and caches of other processes to forget the setting.';
CREATE TRIGGER boh_site_settings_announce_all BEFORE TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_announce_all ON site_settings IS 'Tells caches of other processes to forget every setting there is.';
CREATE TRIGGER boh_site_settings_changed_all AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_site_settings_changed();
COMMENT ON TRIGGER boh_site_settings_changed_all ON site_settings IS 'Tells sessions to forget every setting.';

-- Whoever writes: what replication applies makes caches as stale.
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_changed;
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_announce_all;
ALTER TABLE site_settings ENABLE ALWAYS TRIGGER boh_site_settings_changed_all;
$migration$, $migration$-- Undoes the content domain.

DROP TRIGGER boh_events_refer_none ON events;
DROP TRIGGER boh_events_refer ON events;
DROP TABLE site_settings;
DROP TABLE media_references;
DROP TABLE media_files;
DROP TRIGGER boh_events_keep_slug ON events;
DROP TRIGGER boh_events_keep_new_slug ON events;
DROP TABLE slug_redirects;
DROP TABLE section_schemas;
DROP TABLE content_sections;
DROP TABLE content_page_versions;
DROP TABLE content_pages;
DROP TYPE setting_group;
DROP TYPE setting_type;
DROP TYPE section_type;
DROP TYPE content_status;
$migration$),
(4, 'hardening'::text, $migration$-- Rules that version 3 lacked, and what existing rows need to fit them.

-- The operator is pg_catalog's for certain.
CREATE OR REPLACE TRIGGER boh_events_settle_bookings AFTER UPDATE ON events
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status) EXECUTE FUNCTION boh_events_settle_bookings();
CREATE OR REPLACE TRIGGER boh_bookings_note_changed_seats AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status OPERATOR(pg_catalog.<>) NEW.status OR OLD.seats IS DISTINCT FROM NEW.seats)
	EXECUTE FUNCTION boh_bookings_note_seats();

-- Names that can be seen, and addresses in normal form: stored rows stay as they
-- are until the column changes.
COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case and in Unicode''s normal form C whatever the client sends; at most 254 characters, all of which can be seen.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters, of which something can be seen.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters, of which something can be seen.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters, of which something can be seen.';

-- Bookings: which holds ran out is said by a column that cannot be made up.
-- Rows are rewritten rather than updated: no trigger, policy or updated_at minds.

ALTER TABLE bookings ADD COLUMN expired_at timestamptz(3);
ALTER TABLE bookings ALTER COLUMN expired_at TYPE timestamptz(3) USING
	CASE WHEN (status OPERATOR(pg_catalog.=) 'CANCELLED' OR status OPERATOR(pg_catalog.=) 'REFUNDED') AND cancel_reason = 'hold expired' AND cancelled_at >= expires_at THEN expires_at END;
COMMENT ON COLUMN bookings.expired_at IS 'When the hold ran out, for a booking that was cancelled because of it: a late payment can bring it back. Set by the database; a client can only set it to expires_at as it cancels an overdue hold (BH007).';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters, for people to read; the database writes ''hold expired'' and ''event cancelled''.';

-- As many lanes as sessions book at once.

ALTER TABLE events
	DROP CONSTRAINT chk_events_booking_lanes,
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 256);
ALTER TABLE booking_lanes
	DROP CONSTRAINT chk_booking_lanes_lane,
	ADD CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 256);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 256. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 256.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';

-- Pages, sections and old slugs.

CREATE TRIGGER boh_content_pages_lock_sections BEFORE DELETE ON content_pages
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_pages_lock_sections();
COMMENT ON TRIGGER boh_content_pages_lock_sections ON content_pages IS 'Pages that go with their sections wait for whoever has sections locked before they lock anything themselves.';

CREATE TRIGGER boh_slug_redirects_check BEFORE INSERT OR UPDATE ON slug_redirects
	FOR EACH ROW EXECUTE FUNCTION boh_slug_redirects_check();
COMMENT ON TRIGGER boh_slug_redirects_check ON slug_redirects IS 'A slug that a page or an event has leads nowhere else (BH036).';
WITH gone AS (
	DELETE FROM slug_redirects r
	WHERE r.entity = 'page' AND EXISTS (SELECT FROM content_pages p WHERE p.slug = r.slug)
	OR r.entity = 'event' AND EXISTS (SELECT FROM events e WHERE e.slug = r.slug)
	RETURNING r.slug)
SELECT pg_catalog.count(*)::text || ' redirects led from a slug that a page or event has, and were deleted'
FROM gone HAVING pg_catalog.count(*) > 0;

CREATE TRIGGER boh_content_sections_order AFTER UPDATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_content_sections_order();
COMMENT ON TRIGGER boh_content_sections_order ON content_sections IS 'Sections that one statement moves to the end of a page keep their order.';


-- What existing rows hold that would be refused now.  CHANGELOG.md has the
-- statements that list these rows.

SELECT pg_catalog.count(*)::text || ' cancelled bookings are marked as holds that ran out'
FROM bookings WHERE expired_at IS NOT NULL HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' bookings were cancelled with the reason "hold expired" before their hold ran out: a payment will not bring them back'
FROM bookings WHERE cancel_reason = 'hold expired' AND expired_at IS NULL HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' confirmed bookings have a price and no payment reference'
FROM bookings
WHERE status OPERATOR(pg_catalog.=) 'CONFIRMED' AND payment_reference IS NULL AND total_price > CAST(0 AS numeric)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' holds last longer than a day: no client can make such holds any more, unless boh.max_hold_seconds allows it'
FROM bookings
WHERE status OPERATOR(pg_catalog.=) 'PENDING' AND expires_at > now() + CAST('1 day' AS interval)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' bookings have an infinite time'
FROM bookings
WHERE NOT isfinite(booking_date) OR NOT isfinite(expires_at) OR NOT isfinite(confirmed_at)
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' events have more seats booked than there are: see boh_recount_seats()'
FROM (SELECT b.event_id
	FROM bookings b JOIN events e ON e.id = b.event_id
	WHERE b.status OPERATOR(pg_catalog.=) 'PENDING' OR b.status OPERATOR(pg_catalog.=) 'CONFIRMED'
	GROUP BY b.event_id, e.capacity
	HAVING pg_catalog.sum(b.seats) > e.capacity) oversold
HAVING pg_catalog.count(*) > 0;
SELECT pg_catalog.count(*)::text || ' settings media.base_url or addresses of media files begin with something that pages cannot show'
FROM (SELECT value FROM site_settings WHERE key = 'media.base_url' UNION ALL SELECT url FROM media_files) addresses (url)
WHERE url !~* '^(https?://[^/@]|/([^/]|$))'
HAVING pg_catalog.count(*) > 0;
$migration$, $migration$-- Back to version 3.

COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case whatever the client sends; at most 254 characters.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters.';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters.';

-- Bookings

COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters; ''hold expired'' and ''event cancelled'' are set by the database.';
ALTER TABLE bookings DROP COLUMN expired_at;

-- As many lanes as before.

UPDATE events SET booking_lanes = 64 WHERE booking_lanes > 64;
ALTER TABLE events
	DROP CONSTRAINT chk_events_booking_lanes,
	ADD CONSTRAINT chk_events_booking_lanes CHECK (booking_lanes BETWEEN 1 AND 64);
ALTER TABLE booking_lanes
	DROP CONSTRAINT chk_booking_lanes_lane,
	ADD CONSTRAINT chk_booking_lanes_lane CHECK (lane BETWEEN 1 AND 64);
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 64. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 64.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';

-- Pages, sections and old slugs.

DROP TRIGGER boh_content_sections_order ON content_sections;
DROP TRIGGER boh_slug_redirects_check ON slug_redirects;
DROP TRIGGER boh_content_pages_lock_sections ON content_pages;
$migration$),
(5, 'plain_comments'::text, $migration$-- Comments of version 4 in plainer words.

COMMENT ON TYPE event_status IS 'Status of an event: DRAFT is being prepared, PUBLISHED can be booked, CANCELLED will not take place, COMPLETED has ended.';
COMMENT ON TYPE event_category IS 'Category of an event. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the values.';
COMMENT ON TYPE booking_status IS 'Status of a booking: PENDING holds its seats until expires_at, CONFIRMED keeps them, CANCELLED and REFUNDED have given them back.';
COMMENT ON TYPE content_status IS 'Status of a page: DRAFT is being prepared, PUBLISHED can be read from published_at on, ARCHIVED is kept but not shown.';
COMMENT ON TYPE setting_type IS 'Type of a setting''s value: TEXT is any text, NUMBER and JSON are written as in JSON, BOOLEAN is true or false, IMAGE is the URL of a picture.';
COMMENT ON TYPE setting_group IS 'Group in which a setting is shown. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the values.';

COMMENT ON COLUMN users.email IS 'Email address to sign in with, unique. The database stores it in lower case and in Unicode normal form C. At most 254 characters, all of them visible.';
COMMENT ON COLUMN users.email_verified_at IS 'When the user proved that the address is theirs. NULL: not yet.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters, at least one of them visible.';
COMMENT ON COLUMN users.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON COLUMN users.deleted_at IS 'When the account was closed. From then on the user cannot make bookings (BH005). NULL: the account is open.';
COMMENT ON CONSTRAINT pk_users ON users IS 'One row for each account.';
COMMENT ON CONSTRAINT uq_users_email ON users IS 'Two accounts cannot have the same address.';
COMMENT ON CONSTRAINT chk_users_password_hash ON users IS 'A bcrypt hash in modular crypt format, or NULL.';
COMMENT ON TRIGGER boh_users_check ON users IS 'Stores the address in lower case and normal form, refuses a password_hash that is not a hash without showing it, sets updated_at.';

COMMENT ON COLUMN venues.slug IS 'Name in URLs, unique: words of a-z and 0-9 joined by single hyphens, at most 100 characters. Made from name when left out.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters, at least one of them visible.';
COMMENT ON COLUMN venues.capacity IS 'Number of persons that the venue holds. A coming event here cannot have more seats (BH013). The capacity cannot become lower than that of a coming event here (BH014).';
COMMENT ON COLUMN venues.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON CONSTRAINT pk_venues ON venues IS 'One row for each venue.';
COMMENT ON CONSTRAINT chk_venues_capacity ON venues IS 'A venue holds at least one person.';
COMMENT ON TRIGGER boh_venues_check ON venues IS 'Makes the slug, sets updated_at.';
COMMENT ON TRIGGER boh_venues_guard_events ON venues IS 'Refuses a capacity that is lower than that of a coming event at the venue.';

COMMENT ON TABLE events IS 'Events that can be booked, and their numbers of seats.';
COMMENT ON COLUMN events.slug IS 'Name in URLs, unique: words of a-z and 0-9 joined by single hyphens, at most 100 characters. Made from title when left out.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters, at least one of them visible.';
COMMENT ON COLUMN events.category IS 'Category of the event.';
COMMENT ON COLUMN events.capacity IS 'Number of seats: not more than the venue holds (BH013), not fewer than are booked (BH015).';
COMMENT ON COLUMN events.booked_count IS 'Number of seats of PENDING and CONFIRMED bookings. Triggers set it; clients cannot write it (BH011). Seats of overdue holds are included until another booking needs them; boh_available_seats() counts them as free. With booking_lanes above 1 the value dates from the last boh_fold_lanes() or the last edit of the event.';
COMMENT ON COLUMN events.booking_opens_at IS 'When booking opens (BH002). NULL: at once.';
COMMENT ON COLUMN events.booking_closes_at IS 'When booking closes (BH002); at that moment it is already closed. NULL: booking closes at start_date.';
COMMENT ON COLUMN events.max_seats_per_user IS 'Largest number of seats that one user may have in all active bookings of the event together (BH004). NULL: no limit. A lower limit does not change existing bookings.';
COMMENT ON COLUMN events.status IS 'Status of the event. Only a PUBLISHED event can be booked (BH001). The hint of BH016 lists the allowed changes. A change to CANCELLED cancels the bookings.';
COMMENT ON COLUMN events.author_id IS 'User who runs the event.';
COMMENT ON COLUMN events.venue_id IS 'Venue of the event. NULL: the event is online.';
COMMENT ON COLUMN events.updated_at IS 'When the row was last edited; set by a trigger. A booking is not an edit.';
COMMENT ON CONSTRAINT pk_events ON events IS 'One row for each event.';
COMMENT ON CONSTRAINT fk_events_author_id ON events IS 'A user who runs an event cannot be deleted.';
COMMENT ON CONSTRAINT fk_events_venue_id ON events IS 'A venue with events cannot be deleted.';
COMMENT ON CONSTRAINT chk_events_booked_count ON events IS 'Not more seats are booked than the event has: the last line of defence against overselling.';
COMMENT ON CONSTRAINT chk_events_price ON events IS 'Not negative, and not NaN.';
COMMENT ON TRIGGER boh_events_check ON events IS 'Makes the slug, checks capacity, booked_count and status, sets updated_at.';
COMMENT ON TRIGGER boh_events_settle_bookings ON events IS 'Cancels the bookings of a cancelled event. Refuses the change back to DRAFT while the event has active bookings.';
COMMENT ON COLUMN events.booking_lanes IS 'Number of booking lanes over which the free seats are spread, 1 to 256. With more than 1, bookings of the event can commit at the same time. The number can change at any time. The status COMPLETED sets it to 1.';
COMMENT ON COLUMN events.booking_waited_at IS 'Set while boh.auto_lanes is on. Without lanes: when a booking had to wait for this row for boh.auto_lanes_wait_ms; the next booking opens lanes. With lanes: when lanes could not be added because a transaction stayed open. NULL: neither.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'From 1 to 256 lanes.';
COMMENT ON TRIGGER boh_events_keep_new_slug ON events IS 'Removes the redirect from a slug that the new event takes.';
COMMENT ON TRIGGER boh_events_keep_slug ON events IS 'Keeps a redirect from the old slug of an event to the event, unless it was a DRAFT.';
COMMENT ON TRIGGER boh_events_refer ON events IS 'Brings the media references of events up to date.';

COMMENT ON TABLE bookings IS 'Bookings: which user booked how many seats of which event, at which price. Rows cannot be deleted (BH012): a booking ends as CANCELLED or REFUNDED.';
COMMENT ON COLUMN bookings.user_id IS 'User who made the booking; cannot change (BH007).';
COMMENT ON COLUMN bookings.event_id IS 'Event that is booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.seats IS 'Number of seats, at least one; can change while the booking is active.';
COMMENT ON COLUMN bookings.unit_price IS 'Price of one seat, copied from the event when the booking is made. A client leaves it out, or names the price that it has shown: if that is not the event''s price any more, the booking is refused (BH009). Cannot change (BH007).';
COMMENT ON COLUMN bookings.total_price IS 'seats times unit_price; set by a trigger.';
COMMENT ON COLUMN bookings.currency IS 'ISO 4217 code, copied from the event when the booking is made.';
COMMENT ON COLUMN bookings.status IS 'Status of the booking. PENDING and CONFIRMED bookings are active: their seats are taken. Allowed changes: PENDING to CONFIRMED or CANCELLED, CONFIRMED to CANCELLED or REFUNDED, CANCELLED to REFUNDED (BH006).';
COMMENT ON COLUMN bookings.payment_reference IS 'The payment provider''s name for the payment, 1 to 255 characters. Once set, it cannot change (BH017). On a CANCELLED booking with a price it means that a refund is due.';
COMMENT ON COLUMN bookings.refund_reference IS 'The payment provider''s name for the refund, 1 to 255 characters. Once set, it cannot change (BH017).';
COMMENT ON COLUMN bookings.idempotency_key IS 'The client''s name for its request, unique for each user, 1 to 255 characters. The same request sent again gets this booking instead of a second one.';
COMMENT ON COLUMN bookings.idempotency_request IS 'Contents of the request with that key. They tell a repeated request from another one (BH008). Set by a trigger.';
COMMENT ON COLUMN bookings.booking_date IS 'When the booking was made; cannot change (BH007).';
COMMENT ON COLUMN bookings.expires_at IS 'When the hold of a PENDING booking ends. From then on its seats are free for others.';
COMMENT ON COLUMN bookings.confirmed_at IS 'When the booking was confirmed.';
COMMENT ON COLUMN bookings.cancelled_at IS 'When the booking was cancelled.';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why the booking was cancelled, 1 to 1000 characters, for people to read. The database itself writes ''hold expired'' and ''event cancelled''.';
COMMENT ON COLUMN bookings.refunded_at IS 'When the booking was refunded.';
COMMENT ON COLUMN bookings.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON CONSTRAINT pk_bookings ON bookings IS 'One row for each booking.';
COMMENT ON CONSTRAINT uq_bookings_user_id_idempotency_key ON bookings IS 'A user''s request makes one booking. The index also serves the foreign key on user_id.';
COMMENT ON CONSTRAINT fk_bookings_user_id ON bookings IS 'A user with bookings cannot be deleted.';
COMMENT ON CONSTRAINT fk_bookings_event_id ON bookings IS 'An event with bookings cannot be deleted.';
COMMENT ON CONSTRAINT chk_bookings_unit_price ON bookings IS 'Not negative, and not NaN.';
COMMENT ON CONSTRAINT chk_bookings_pending ON bookings IS 'A PENDING booking has expires_at.';
COMMENT ON CONSTRAINT chk_bookings_confirmed ON bookings IS 'A CONFIRMED booking has confirmed_at.';
COMMENT ON CONSTRAINT chk_bookings_cancelled ON bookings IS 'A CANCELLED booking has cancelled_at.';
COMMENT ON CONSTRAINT chk_bookings_refunded ON bookings IS 'A REFUNDED booking has refunded_at.';
COMMENT ON TRIGGER boh_bookings_check ON bookings IS 'Copies the event''s price, fills in times, refuses status changes that are not allowed.';
COMMENT ON COLUMN bookings.expired_at IS 'End of the hold, if the booking was cancelled because its hold ended. A late payment can confirm such a booking after all. Set by the database; a client can only set it to expires_at when it cancels an overdue hold (BH007).';

COMMENT ON TABLE tags IS 'Tags: words by which events can be found.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters, at least one of them visible.';
COMMENT ON COLUMN tags.slug IS 'Name in URLs, unique: words of a-z and 0-9 joined by single hyphens, at most 100 characters. Made from name when left out.';
COMMENT ON COLUMN tags.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON CONSTRAINT pk_tags ON tags IS 'One row for each tag.';
COMMENT ON CONSTRAINT uq_tags_name ON tags IS 'Two tags cannot have the same name.';
COMMENT ON TRIGGER boh_tags_check ON tags IS 'Makes the slug, sets updated_at.';

COMMENT ON TABLE event_tags IS 'Which event has which tag.';
COMMENT ON CONSTRAINT pk_event_tags ON event_tags IS 'An event has a tag only once. The index also serves the foreign key on event_id.';
COMMENT ON CONSTRAINT fk_event_tags_event_id ON event_tags IS 'The row is deleted with the event.';
COMMENT ON CONSTRAINT fk_event_tags_tag_id ON event_tags IS 'The row is deleted with the tag.';

COMMENT ON TABLE booking_lanes IS 'Booking lanes of events with booking_lanes above 1. The capacities of the lanes of an event add up to the capacity of the event, their booked seats to the seats of its active bookings. Only the database writes these rows (BH018).';
COMMENT ON COLUMN booking_lanes.booked IS 'Seats booked on this lane. A booking does not belong to a lane: its seats can be given back to another lane.';
COMMENT ON CONSTRAINT pk_booking_lanes ON booking_lanes IS 'One row for each lane of an event. The index also serves the foreign key.';
COMMENT ON CONSTRAINT fk_booking_lanes_event_id ON booking_lanes IS 'The row is deleted with the event.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes have numbers from 1 to 256.';
COMMENT ON CONSTRAINT chk_booking_lanes_booked ON booking_lanes IS 'Not more seats are booked than the lane has: the last line of defence against overselling.';
COMMENT ON TRIGGER boh_booking_lanes_keep ON booking_lanes IS 'Only the database writes lanes. They are deleted with their event.';

COMMENT ON TABLE content_pages IS 'Pages as they are edited. Readers see a version that was published.';
COMMENT ON COLUMN content_pages.author_id IS 'User who is responsible for the page.';
COMMENT ON COLUMN content_pages.published_at IS 'Time from which readers see live_version. If it is in the future, the page is scheduled. When the page becomes PUBLISHED and this is NULL, it is set to the current time. Changing it on a PUBLISHED page publishes the page again.';
COMMENT ON COLUMN content_pages.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON COLUMN content_pages.live_version IS 'Version that readers see from published_at on. Triggers set it; clients cannot write it (BH031). NULL: the page is not PUBLISHED.';
COMMENT ON COLUMN content_pages.previous_version IS 'Version that readers see until published_at, if a page that they could see was published again for a later time. Triggers set it; clients cannot write it (BH031).';
COMMENT ON COLUMN content_pages.status IS 'Status of the page. A change to PUBLISHED writes a version and makes it live. Any other status hides the page from readers.';
COMMENT ON COLUMN content_pages.slug IS 'Name in URLs, unique: words of a-z and 0-9 joined by single hyphens, at most 100 characters. Made from title when left out. An old slug of a published page still leads to it (slug_redirects).';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters, at least one of them visible.';
COMMENT ON COLUMN content_pages.meta_description IS 'Description that search engines show below the title, 1 to 1000 characters.';
COMMENT ON CONSTRAINT pk_content_pages ON content_pages IS 'One row for each page.';
COMMENT ON CONSTRAINT fk_content_pages_author_id ON content_pages IS 'The author of a page cannot be deleted.';
COMMENT ON CONSTRAINT chk_content_pages_published_at ON content_pages IS 'Not infinite.';
COMMENT ON CONSTRAINT chk_content_pages_published ON content_pages IS 'A PUBLISHED page has published_at.';
COMMENT ON CONSTRAINT chk_content_pages_live_version ON content_pages IS 'A PUBLISHED page has live_version, any other page has none.';
COMMENT ON CONSTRAINT chk_content_pages_previous_version ON content_pages IS 'previous_version is older than live_version.';
COMMENT ON TRIGGER boh_content_pages_check ON content_pages IS 'Makes the slug, fills in published_at, chooses the version that readers see, sets updated_at.';
COMMENT ON TRIGGER boh_content_pages_keep_new_slug ON content_pages IS 'Removes the redirect from a slug that the new page takes.';
COMMENT ON TRIGGER boh_content_pages_keep_slug ON content_pages IS 'Keeps a redirect from the old slug of a published page to the page.';
COMMENT ON TRIGGER boh_content_pages_publish ON content_pages IS 'Writes the version that was published, and tells caches which slugs show something else now.';
COMMENT ON TRIGGER boh_content_pages_publish_gone ON content_pages IS 'Tells caches that a page was deleted.';
COMMENT ON TRIGGER boh_content_pages_lock_sections ON content_pages IS 'Locks content_sections before pages are deleted together with their sections. So the deletion waits for transactions that have sections locked before it locks anything itself.';

COMMENT ON TABLE content_page_versions IS 'Versions of pages, as they were published. Only the database writes them (BH030). The versions that readers see, and the newest one of a page, cannot be deleted (BH035); older ones can.';
COMMENT ON COLUMN content_page_versions.version IS 'Number of the version, counted from 1 for each page.';
COMMENT ON COLUMN content_page_versions.snapshot IS 'What boh_page() returns for readers: the page and its visible sections in order.';
COMMENT ON COLUMN content_page_versions.hidden_sections IS 'Sections that were not visible, each with its position among all sections, for boh_rollback_page().';
COMMENT ON COLUMN content_page_versions.created_by IS 'User who published the version: the setting boh.user_id, or else the author of the page.';
COMMENT ON COLUMN content_page_versions.created_at IS 'When the version was made.';
COMMENT ON CONSTRAINT pk_content_page_versions ON content_page_versions IS 'One row for each version of a page. The index also serves the foreign key on page_id.';
COMMENT ON CONSTRAINT fk_content_page_versions_page_id ON content_page_versions IS 'The row is deleted with the page.';
COMMENT ON CONSTRAINT fk_content_page_versions_created_by ON content_page_versions IS 'A user who published a version cannot be deleted.';
COMMENT ON TRIGGER boh_content_page_versions_keep ON content_page_versions IS 'Only the database writes versions. Versions that are needed cannot be deleted.';
COMMENT ON TRIGGER boh_content_page_versions_keep_all ON content_page_versions IS 'Versions that readers see cannot be truncated.';
COMMENT ON TRIGGER boh_content_page_versions_announce ON content_page_versions IS 'Tells caches that the content of a version changed.';
COMMENT ON TRIGGER boh_content_page_versions_refer ON content_page_versions IS 'Brings the media references of versions up to date.';

COMMENT ON TABLE content_sections IS 'Sections of pages, as they are edited.';
COMMENT ON COLUMN content_sections.position IS 'Position on the page, counted from 0, unique on the page. When left out, the section goes to the end of the page.';
COMMENT ON COLUMN content_sections.data IS 'Content of the section: an object that matches the schema that boh_section_schema(type) returns (23514).';
COMMENT ON COLUMN content_sections.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON CONSTRAINT pk_content_sections ON content_sections IS 'One row for each section.';
COMMENT ON CONSTRAINT uq_content_sections_page_id_position ON content_sections IS 'Two sections of a page cannot have the same position. Checked at the end of the statement, so that sections can exchange positions. The index also serves the foreign key.';
COMMENT ON CONSTRAINT fk_content_sections_page_id ON content_sections IS 'The row is deleted with the page.';
COMMENT ON CONSTRAINT chk_content_sections_position ON content_sections IS 'Positions are counted from 0.';
COMMENT ON TRIGGER boh_content_sections_check ON content_sections IS 'Checks data against the schema of the section''s type, puts a section without a position at the end of its page, sets updated_at.';
COMMENT ON TRIGGER boh_content_sections_refer ON content_sections IS 'Brings the media references of sections up to date.';

COMMENT ON TABLE section_schemas IS 'JSON Schemas of section types: those for types of your own, and those that replace the schemas that the extension has for its types.';
COMMENT ON COLUMN section_schemas.schema IS 'JSON Schema, draft 2020-12, of the data of sections of this type; at most 100,000 characters. The data are objects. Existing sections must match the schema (BH032), unless boh.allow_broken_sections is on.';
COMMENT ON COLUMN section_schemas.description IS 'What sections of this type are for, 1 to 1000 characters.';
COMMENT ON COLUMN section_schemas.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON CONSTRAINT pk_section_schemas ON section_schemas IS 'One row for each section type.';
COMMENT ON CONSTRAINT chk_section_schemas_size ON section_schemas IS 'At most 100,000 characters, because each session keeps the schema in memory.';
COMMENT ON TRIGGER boh_section_schemas_lock_sections ON section_schemas IS 'Locks sections against writers while a schema changes.';
COMMENT ON TRIGGER boh_section_schemas_forget ON section_schemas IS 'Makes sessions forget the schemas that they keep in memory, also when replication brings the rows.';
COMMENT ON TRIGGER boh_section_schemas_check ON section_schemas IS 'Refuses a schema that is not valid or not supported, sets updated_at.';
COMMENT ON TRIGGER boh_section_schemas_guard_sections ON section_schemas IS 'Refuses a schema that existing sections do not match.';
COMMENT ON TRIGGER boh_section_schemas_guard_all_sections ON section_schemas IS 'Refuses to truncate schemas that existing sections need.';

COMMENT ON TABLE slug_redirects IS 'Old slugs of published pages and of events. Triggers add a row when a slug changes, and remove it when a page or event takes the slug.';
COMMENT ON COLUMN slug_redirects.entity IS 'What had the slug: page or event.';
COMMENT ON COLUMN slug_redirects.page_id IS 'Page that had the slug.';
COMMENT ON COLUMN slug_redirects.event_id IS 'Event that had the slug.';
COMMENT ON CONSTRAINT pk_slug_redirects ON slug_redirects IS 'An old slug leads to at most one page and at most one event.';
COMMENT ON CONSTRAINT fk_slug_redirects_page_id ON slug_redirects IS 'The row is deleted with the page.';
COMMENT ON CONSTRAINT fk_slug_redirects_event_id ON slug_redirects IS 'The row is deleted with the event.';
COMMENT ON CONSTRAINT chk_slug_redirects_target ON slug_redirects IS 'A redirect to a page has only page_id, one to an event only event_id.';
COMMENT ON TRIGGER boh_slug_redirects_check ON slug_redirects IS 'Refuses a redirect from a slug that a page or an event has now (BH036).';

COMMENT ON TABLE media_files IS 'Uploaded files. The application stores the files; the rows describe them.';
COMMENT ON COLUMN media_files.uploaded_by IS 'User who uploaded the file. NULL: no user, such as for an import.';
COMMENT ON COLUMN media_files.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON COLUMN media_files.deleted_at IS 'When the file was put into the bin. That is refused while something refers to the file (BH037). NULL: the file is not in the bin.';
COMMENT ON COLUMN media_files.purge_started_at IS 'When boh_purge_media() marked the file for removal. From then on the row cannot change (BH042). boh_media_purged() deletes the row once the file is removed.';
COMMENT ON COLUMN media_files.thumbnail_taken_at IS 'When a worker last took the file to make its thumbnail.';
COMMENT ON COLUMN media_files.thumbnail_attempts IS 'How many times workers took the file to make its thumbnail. After five times no worker gets it. Set it to 0 to allow new attempts.';
COMMENT ON COLUMN media_files.folder IS 'Folder in which the file is shown, 1 to 200 characters.';
COMMENT ON COLUMN media_files.url IS 'Address of the file, unique, as pages write it. When left out, it is made from the setting media.base_url and filename. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.thumbnail_url IS 'Address of a small picture of the file. NULL: there is none, or none yet. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.alt_text IS 'What the picture shows, for people who do not see it, at most 1000 characters.';
COMMENT ON CONSTRAINT pk_media_files ON media_files IS 'One row for each file.';
COMMENT ON CONSTRAINT uq_media_files_filename ON media_files IS 'Two files cannot have the same name in storage.';
COMMENT ON CONSTRAINT fk_media_files_uploaded_by ON media_files IS 'A user who uploaded a file cannot be deleted.';
COMMENT ON CONSTRAINT chk_media_files_file_size ON media_files IS 'At least one byte.';
COMMENT ON CONSTRAINT chk_media_files_dimensions ON media_files IS 'Width and height, or neither; both positive.';
COMMENT ON CONSTRAINT chk_media_files_url ON media_files IS 'Has a slash, no white space, double quotes or angle brackets, and at most 2000 characters. The slash tells an address from other texts.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_url ON media_files IS 'Has a slash, no white space, double quotes or angle brackets, and at most 2000 characters. The slash tells an address from other texts.';
COMMENT ON CONSTRAINT chk_media_files_alt_text ON media_files IS 'At most 1000 characters; empty for a picture that only decorates.';
COMMENT ON CONSTRAINT chk_media_files_purge ON media_files IS 'Only a file in the bin can be marked for removal.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_attempts ON media_files IS 'Not negative.';
COMMENT ON TRIGGER boh_media_files_check ON media_files IS 'Fills in filename and url, checks the limits that the settings have, and keeps files in use out of the bin.';
COMMENT ON TRIGGER boh_media_files_keep ON media_files IS 'Refuses to delete a file in use.';
COMMENT ON TRIGGER boh_media_files_announce ON media_files IS 'Tells caches that a file changed, and workers that a thumbnail is to be made.';

COMMENT ON TABLE media_references IS 'References to files: what refers to which file. Triggers write the rows; clients cannot (BH041).';
COMMENT ON COLUMN media_references.entity IS 'What refers to the file: section, page_version, event or setting.';
COMMENT ON COLUMN media_references.entity_id IS 'Id of the section, event or setting; for a page_version the id of its page.';
COMMENT ON COLUMN media_references.path IS 'Place of the reference: for a section a JSON Pointer into data, for a page_version a JSON Pointer that begins with version and column, otherwise the name of the column. A JSON Pointer longer than 1000 bytes loses its last steps.';
COMMENT ON COLUMN media_references.target IS 'Address of the file that is referred to: url or thumbnail_url.';
COMMENT ON CONSTRAINT pk_media_references ON media_references IS 'A place refers to an address of a file only once. The index also serves the foreign key.';
COMMENT ON CONSTRAINT fk_media_references_media_id ON media_references IS 'A file in use cannot be deleted.';
COMMENT ON CONSTRAINT chk_media_references_entity ON media_references IS 'One of the kinds of things that can refer to files.';
COMMENT ON TRIGGER boh_media_references_keep ON media_references IS 'Only the database writes references.';

COMMENT ON TABLE site_settings IS 'Settings of the site. Read them with boh_setting() and boh_settings(), which keep them in memory.';
COMMENT ON COLUMN site_settings.value IS 'The value as text, of the given type (23514). NULL: no value.';
COMMENT ON COLUMN site_settings.type IS 'Type of the value.';
COMMENT ON COLUMN site_settings.setting_group IS 'Group in which the setting is shown.';
COMMENT ON COLUMN site_settings.is_public IS 'Whether everybody may know the setting. Unless told otherwise, boh_settings() returns only public settings.';
COMMENT ON COLUMN site_settings.updated_at IS 'When the row was last changed; set by a trigger.';
COMMENT ON CONSTRAINT pk_site_settings ON site_settings IS 'One row for each setting.';
COMMENT ON CONSTRAINT uq_site_settings_key ON site_settings IS 'Two settings cannot have the same key.';
COMMENT ON CONSTRAINT chk_site_settings_key ON site_settings IS 'A letter, then letters, digits, points, hyphens and underscores; at most 100 characters.';
COMMENT ON TRIGGER boh_site_settings_refer ON site_settings IS 'Brings the media references of settings up to date.';
COMMENT ON TRIGGER boh_site_settings_check ON site_settings IS 'Checks the value against the type, sets updated_at.';
COMMENT ON TRIGGER boh_site_settings_changed ON site_settings IS 'Tells sessions, and caches of other processes, to forget the setting.';
COMMENT ON TRIGGER boh_site_settings_announce_all ON site_settings IS 'Tells caches of other processes to forget all settings.';
COMMENT ON TRIGGER boh_site_settings_changed_all ON site_settings IS 'Tells sessions to forget all settings.';
$migration$, $migration$-- Back to version 4.

COMMENT ON TYPE event_status IS 'Life of an event: DRAFT is prepared, PUBLISHED can be booked, CANCELLED will not take place, COMPLETED has ended.';
COMMENT ON TYPE event_category IS 'What kind of event it is. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the set.';
COMMENT ON TYPE booking_status IS 'Life of a booking: PENDING holds seats until expires_at, CONFIRMED owns them, CANCELLED and REFUNDED have given them back.';
COMMENT ON TYPE content_status IS 'Life of a page: DRAFT is prepared, PUBLISHED can be read from published_at on, ARCHIVED is put away.';
COMMENT ON TYPE setting_type IS 'How a setting''s value is read: IMAGE is the address of a picture, the others are as JSON has them.';
COMMENT ON TYPE setting_group IS 'Where a setting is shown. Add a value with ALTER TYPE ... ADD VALUE; no rule depends on the set.';

COMMENT ON COLUMN users.email IS 'Address to sign in with, unique, stored in lower case and in Unicode''s normal form C whatever the client sends; at most 254 characters, all of which can be seen.';
COMMENT ON COLUMN users.email_verified_at IS 'When the owner proved to read this address; NULL: not yet.';
COMMENT ON COLUMN users.name IS 'Name to show, 1 to 200 characters, of which something can be seen.';
COMMENT ON COLUMN users.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN users.deleted_at IS 'When the account was closed; it books no more from then on (BH005). NULL: the account is open.';
COMMENT ON CONSTRAINT pk_users ON users IS 'One row an account.';
COMMENT ON CONSTRAINT uq_users_email ON users IS 'One account an address.';
COMMENT ON CONSTRAINT chk_users_password_hash ON users IS 'A bcrypt hash in modular crypt format, or nothing.';
COMMENT ON TRIGGER boh_users_check ON users IS 'Lower-cases the address, refuses a password that is no hash without showing it, keeps updated_at.';

COMMENT ON COLUMN venues.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from name when left out.';
COMMENT ON COLUMN venues.name IS 'Name to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN venues.capacity IS 'Persons the place holds; no coming event here may have more (BH013), and it cannot fall below theirs (BH014).';
COMMENT ON COLUMN venues.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_venues ON venues IS 'One row a place.';
COMMENT ON CONSTRAINT chk_venues_capacity ON venues IS 'A place holds somebody.';
COMMENT ON TRIGGER boh_venues_check ON venues IS 'Makes the slug, keeps updated_at.';
COMMENT ON TRIGGER boh_venues_guard_events ON venues IS 'A venue does not shrink below its coming events.';

COMMENT ON TABLE events IS 'What can be booked, and how many seats of it are.';
COMMENT ON COLUMN events.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from title when left out.';
COMMENT ON COLUMN events.title IS 'Title to show, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN events.category IS 'What kind of event it is.';
COMMENT ON COLUMN events.capacity IS 'Seats there are; not more than the venue holds (BH013), not fewer than are booked (BH015).';
COMMENT ON COLUMN events.booked_count IS 'Seats of PENDING and CONFIRMED bookings; kept by trigger, cannot be written (BH011). Overdue holds count until somebody needs their seats: boh_available_seats() leaves them out. With booking_lanes above 1 as of the last boh_fold_lanes() or edit of the event.';
COMMENT ON COLUMN events.booking_opens_at IS 'From when on it can be booked (BH002); NULL: at once.';
COMMENT ON COLUMN events.booking_closes_at IS 'Until when it can be booked, that moment excluded (BH002); NULL: until start_date.';
COMMENT ON COLUMN events.max_seats_per_user IS 'Most seats one user may hold over all active bookings of the event (BH004); NULL: no limit. Lowering it leaves existing bookings alone.';
COMMENT ON COLUMN events.status IS 'Only a PUBLISHED event can be booked (BH001); which changes are allowed: BH016. CANCELLED cancels the bookings.';
COMMENT ON COLUMN events.author_id IS 'Who runs the event.';
COMMENT ON COLUMN events.venue_id IS 'Where it happens; NULL: online.';
COMMENT ON COLUMN events.updated_at IS 'When the row was last edited; kept by trigger. A booking is not an edit.';
COMMENT ON CONSTRAINT pk_events ON events IS 'One row an event.';
COMMENT ON CONSTRAINT fk_events_author_id ON events IS 'Who runs an event stays known.';
COMMENT ON CONSTRAINT fk_events_venue_id ON events IS 'A place with events stays.';
COMMENT ON CONSTRAINT chk_events_booked_count ON events IS 'Never more seats booked than there are: the last line of defence against overselling.';
COMMENT ON CONSTRAINT chk_events_price ON events IS 'A price, and no negative one.';
COMMENT ON TRIGGER boh_events_check ON events IS 'Makes the slug, guards capacity, booked_count and status, keeps updated_at.';
COMMENT ON TRIGGER boh_events_settle_bookings ON events IS 'Cancels the bookings of a cancelled event; an event with active bookings does not go back to DRAFT.';
COMMENT ON COLUMN events.booking_lanes IS 'Over how many lanes the free seats are spread, 1 to 256. With more than 1, bookings of the event commit side by side; can be changed at any time. COMPLETED sets it to 1.';
COMMENT ON COLUMN events.booking_waited_at IS 'When a booking had to wait for this row longer than boh.auto_lanes_wait_ms while boh.auto_lanes was on: the next one opens lanes. NULL: none had to.';
COMMENT ON CONSTRAINT chk_events_booking_lanes ON events IS 'One lane, or up to 256.';
COMMENT ON TRIGGER boh_events_keep_new_slug ON events IS 'A slug that is taken leads nowhere else.';
COMMENT ON TRIGGER boh_events_keep_slug ON events IS 'The old slug of an event that is no draft leads to it on.';
COMMENT ON TRIGGER boh_events_refer ON events IS 'Keeps the media references of events.';

COMMENT ON TABLE bookings IS 'Who booked how many seats of what, at which price. Rows are never deleted (BH012): a booking ends as CANCELLED or REFUNDED.';
COMMENT ON COLUMN bookings.user_id IS 'Who booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.event_id IS 'What is booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.seats IS 'Seats booked, at least one; can change while the booking is active.';
COMMENT ON COLUMN bookings.unit_price IS 'Price of one seat, captured at booking; a client leaves it out, or names the price it saw and is refused when that is no longer right (BH009). Cannot change (BH007).';
COMMENT ON COLUMN bookings.total_price IS 'seats times unit_price; kept by trigger.';
COMMENT ON COLUMN bookings.currency IS 'ISO 4217 code, captured at booking.';
COMMENT ON COLUMN bookings.status IS 'PENDING and CONFIRMED are active: they own seats. Allowed changes: PENDING to CONFIRMED or CANCELLED, CONFIRMED to CANCELLED or REFUNDED, CANCELLED to REFUNDED (BH006).';
COMMENT ON COLUMN bookings.payment_reference IS 'The payment provider''s name for the payment, 1 to 255 characters; once set it stays (BH017). On a CANCELLED booking it means that a refund is due.';
COMMENT ON COLUMN bookings.refund_reference IS 'The payment provider''s name for the refund, 1 to 255 characters; once set it stays (BH017).';
COMMENT ON COLUMN bookings.idempotency_key IS 'The client''s name for its request, unique for its user, 1 to 255 characters: the same request sent again gets this booking instead of a second one.';
COMMENT ON COLUMN bookings.idempotency_request IS 'What the request with that key asked for, to tell a retry from another request (BH008); kept by trigger.';
COMMENT ON COLUMN bookings.booking_date IS 'When it was booked; cannot change (BH007).';
COMMENT ON COLUMN bookings.expires_at IS 'When a PENDING booking''s seats become free for others.';
COMMENT ON COLUMN bookings.confirmed_at IS 'When it was confirmed.';
COMMENT ON COLUMN bookings.cancelled_at IS 'When it was cancelled.';
COMMENT ON COLUMN bookings.cancel_reason IS 'Why it was cancelled, 1 to 1000 characters, for people to read; the database writes ''hold expired'' and ''event cancelled''.';
COMMENT ON COLUMN bookings.refunded_at IS 'When it was refunded.';
COMMENT ON COLUMN bookings.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_bookings ON bookings IS 'One row a booking.';
COMMENT ON CONSTRAINT uq_bookings_user_id_idempotency_key ON bookings IS 'A user''s request makes one booking. Serves the foreign key on user_id, too.';
COMMENT ON CONSTRAINT fk_bookings_user_id ON bookings IS 'Who booked stays known.';
COMMENT ON CONSTRAINT fk_bookings_event_id ON bookings IS 'What was booked stays known.';
COMMENT ON CONSTRAINT chk_bookings_unit_price ON bookings IS 'A price, and no negative one.';
COMMENT ON CONSTRAINT chk_bookings_pending ON bookings IS 'A hold ends.';
COMMENT ON CONSTRAINT chk_bookings_confirmed ON bookings IS 'A confirmed booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_cancelled ON bookings IS 'A cancelled booking knows since when.';
COMMENT ON CONSTRAINT chk_bookings_refunded ON bookings IS 'A refunded booking knows since when.';
COMMENT ON TRIGGER boh_bookings_check ON bookings IS 'Captures the price, fills in times, allows only the status changes there are.';
COMMENT ON COLUMN bookings.expired_at IS 'When the hold ran out, for a booking that was cancelled because of it: a late payment can bring it back. Set by the database; a client can only set it to expires_at as it cancels an overdue hold (BH007).';

COMMENT ON TABLE tags IS 'Words to find events by.';
COMMENT ON COLUMN tags.name IS 'The word to show, unique, 1 to 100 characters, of which something can be seen.';
COMMENT ON COLUMN tags.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from name when left out.';
COMMENT ON COLUMN tags.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_tags ON tags IS 'One row a tag.';
COMMENT ON CONSTRAINT uq_tags_name ON tags IS 'A word stands once.';
COMMENT ON TRIGGER boh_tags_check ON tags IS 'Makes the slug, keeps updated_at.';

COMMENT ON TABLE event_tags IS 'Which event carries which tag.';
COMMENT ON CONSTRAINT pk_event_tags ON event_tags IS 'An event carries a tag once. Serves the foreign key on event_id, too.';
COMMENT ON CONSTRAINT fk_event_tags_event_id ON event_tags IS 'Goes with the event.';
COMMENT ON CONSTRAINT fk_event_tags_tag_id ON event_tags IS 'Goes with the tag.';

COMMENT ON TABLE booking_lanes IS 'Seats of events with booking_lanes above 1: the lanes'' capacities add up to the event''s, their booked seats to those of its active bookings. Made and written by the database alone (BH018).';
COMMENT ON COLUMN booking_lanes.booked IS 'Seats booked on this lane. A booking does not belong to a lane: its seats may return to another.';
COMMENT ON CONSTRAINT pk_booking_lanes ON booking_lanes IS 'A lane stands once. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_booking_lanes_event_id ON booking_lanes IS 'Goes with the event.';
COMMENT ON CONSTRAINT chk_booking_lanes_lane ON booking_lanes IS 'Lanes are counted from 1.';
COMMENT ON CONSTRAINT chk_booking_lanes_booked ON booking_lanes IS 'Never more seats booked than the lane has: the last line of defence against overselling.';
COMMENT ON TRIGGER boh_booking_lanes_keep ON booking_lanes IS 'Lanes are written by the database alone, and go with their event.';

COMMENT ON TABLE content_pages IS 'Pages as they are edited. Readers see the version that was published last.';
COMMENT ON COLUMN content_pages.author_id IS 'Who answers for the page.';
COMMENT ON COLUMN content_pages.published_at IS 'From when on live_version is what readers see; in the future the page is scheduled. Becomes now when the page becomes PUBLISHED and it is empty. Changing it on a PUBLISHED page publishes the page anew.';
COMMENT ON COLUMN content_pages.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN content_pages.live_version IS 'The version that readers see from published_at on; kept by trigger, cannot be written (BH031). NULL: the page is not PUBLISHED.';
COMMENT ON COLUMN content_pages.previous_version IS 'The version that readers see until published_at, where a page that is live was published anew for later; kept by trigger, cannot be written (BH031).';
COMMENT ON COLUMN content_pages.status IS 'PUBLISHED writes a version and makes it live; any other takes the page away from readers.';
COMMENT ON COLUMN content_pages.slug IS 'Name in URLs, unique, at most 100 of a-z, 0-9 and single hyphens; made from title when left out. An old slug of a published page leads to it on (slug_redirects).';
COMMENT ON COLUMN content_pages.title IS 'Title, 1 to 300 characters, of which something can be seen.';
COMMENT ON COLUMN content_pages.meta_description IS 'What search engines show below the title, 1 to 1000 characters.';
COMMENT ON CONSTRAINT pk_content_pages ON content_pages IS 'One row a page.';
COMMENT ON CONSTRAINT fk_content_pages_author_id ON content_pages IS 'Who answers for a page stays known.';
COMMENT ON CONSTRAINT chk_content_pages_published_at ON content_pages IS 'A day that comes.';
COMMENT ON CONSTRAINT chk_content_pages_published ON content_pages IS 'A published page knows since when.';
COMMENT ON CONSTRAINT chk_content_pages_live_version ON content_pages IS 'What is published has a version to show, and nothing else has.';
COMMENT ON CONSTRAINT chk_content_pages_previous_version ON content_pages IS 'Something older than live_version.';
COMMENT ON TRIGGER boh_content_pages_check ON content_pages IS 'Makes the slug, fills in published_at, chooses the version that readers see, keeps updated_at.';
COMMENT ON TRIGGER boh_content_pages_keep_new_slug ON content_pages IS 'A slug that is taken leads nowhere else.';
COMMENT ON TRIGGER boh_content_pages_keep_slug ON content_pages IS 'The old slug of a published page leads to it on.';
COMMENT ON TRIGGER boh_content_pages_publish ON content_pages IS 'Writes the version that was published, and tells caches what readers see anew or no longer.';
COMMENT ON TRIGGER boh_content_pages_publish_gone ON content_pages IS 'Tells caches that a page is gone.';
COMMENT ON TRIGGER boh_content_pages_lock_sections ON content_pages IS 'Pages that go with their sections wait for whoever has sections locked before they lock anything themselves.';

COMMENT ON TABLE content_page_versions IS 'Pages as they were published. Written by the database alone (BH030). Those that readers see and the newest one of a page stay (BH035), older ones may be deleted.';
COMMENT ON COLUMN content_page_versions.version IS 'Counted from 1 for each page.';
COMMENT ON COLUMN content_page_versions.snapshot IS 'What boh_page() gives to readers: the page and its visible sections in order.';
COMMENT ON COLUMN content_page_versions.hidden_sections IS 'The sections that were not visible, each with its place among all, for boh_rollback_page().';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the setting boh.user_id, or else the page''s author.';
COMMENT ON COLUMN content_page_versions.created_at IS 'When it was made.';
COMMENT ON CONSTRAINT pk_content_page_versions ON content_page_versions IS 'A version stands once. Serves the foreign key on page_id, too.';
COMMENT ON CONSTRAINT fk_content_page_versions_page_id ON content_page_versions IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_content_page_versions_created_by ON content_page_versions IS 'Who published stays known.';
COMMENT ON TRIGGER boh_content_page_versions_keep ON content_page_versions IS 'Versions are written by the database alone; those that are needed stay.';
COMMENT ON TRIGGER boh_content_page_versions_keep_all ON content_page_versions IS 'What readers see is not truncated.';
COMMENT ON TRIGGER boh_content_page_versions_announce ON content_page_versions IS 'Tells caches of a version that was brought into a new form.';
COMMENT ON TRIGGER boh_content_page_versions_refer ON content_page_versions IS 'Keeps the media references of versions.';

COMMENT ON TABLE content_sections IS 'What pages consist of, as it is edited.';
COMMENT ON COLUMN content_sections.position IS 'Place on the page, from 0 up, unique there; the next free one at the end when left out.';
COMMENT ON COLUMN content_sections.data IS 'Its content, an object of the form that boh_section_schema(type) describes (23514).';
COMMENT ON COLUMN content_sections.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_content_sections ON content_sections IS 'One row a section.';
COMMENT ON CONSTRAINT uq_content_sections_page_id_position ON content_sections IS 'A place on a page is taken once; checked at the end of the statement, so that places can be exchanged. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_content_sections_page_id ON content_sections IS 'Goes with the page.';
COMMENT ON CONSTRAINT chk_content_sections_position ON content_sections IS 'Places are counted from 0.';
COMMENT ON TRIGGER boh_content_sections_check ON content_sections IS 'Data have the form of their type; a section without a place goes to the end of its page; keeps updated_at.';
COMMENT ON TRIGGER boh_content_sections_refer ON content_sections IS 'Keeps the media references of sections.';

COMMENT ON TABLE section_schemas IS 'Forms of section types of your own, and forms that replace those that the extension has for its types.';
COMMENT ON COLUMN section_schemas.schema IS 'JSON Schema, draft 2020-12, of the data of its sections, which are objects; at most 100,000 characters. Existing sections must be of that form (BH032) unless boh.allow_broken_sections is on.';
COMMENT ON COLUMN section_schemas.description IS 'What such a section is for, 1 to 1000 characters.';
COMMENT ON COLUMN section_schemas.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_section_schemas ON section_schemas IS 'A type has one form.';
COMMENT ON CONSTRAINT chk_section_schemas_size ON section_schemas IS 'At most 100,000 characters: every session keeps it.';
COMMENT ON TRIGGER boh_section_schemas_lock_sections ON section_schemas IS 'While a form changes nobody writes sections.';
COMMENT ON TRIGGER boh_section_schemas_forget ON section_schemas IS 'Sessions forget the forms that they keep, also when rows come by replication.';
COMMENT ON TRIGGER boh_section_schemas_check ON section_schemas IS 'A schema is one that can be used; keeps updated_at.';
COMMENT ON TRIGGER boh_section_schemas_guard_sections ON section_schemas IS 'Existing sections are of the form that their type gets.';
COMMENT ON TRIGGER boh_section_schemas_guard_all_sections ON section_schemas IS 'The same when all rows go.';

COMMENT ON TABLE slug_redirects IS 'Slugs that a published page or event had before, kept by trigger. One goes when somebody else takes the slug.';
COMMENT ON COLUMN slug_redirects.entity IS 'Whose slug it was: page or event.';
COMMENT ON COLUMN slug_redirects.page_id IS 'The page that had it.';
COMMENT ON COLUMN slug_redirects.event_id IS 'The event that had it.';
COMMENT ON CONSTRAINT pk_slug_redirects ON slug_redirects IS 'An old slug leads to one page, and to one event.';
COMMENT ON CONSTRAINT fk_slug_redirects_page_id ON slug_redirects IS 'Goes with the page.';
COMMENT ON CONSTRAINT fk_slug_redirects_event_id ON slug_redirects IS 'Goes with the event.';
COMMENT ON CONSTRAINT chk_slug_redirects_target ON slug_redirects IS 'Leads to one thing, of its kind.';
COMMENT ON TRIGGER boh_slug_redirects_check ON slug_redirects IS 'A slug that a page or an event has leads nowhere else (BH036).';

COMMENT ON TABLE media_files IS 'Files that were uploaded. The application stores them; here is the record.';
COMMENT ON COLUMN media_files.uploaded_by IS 'Who uploaded it; NULL: nobody in particular, such as an import.';
COMMENT ON COLUMN media_files.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON COLUMN media_files.deleted_at IS 'When it was put into the bin; not while something refers to it (BH037). NULL: it is in use or can be used.';
COMMENT ON COLUMN media_files.purge_started_at IS 'When boh_purge_media() gave it out for its file to be removed; from then on the row cannot change (BH042), and is deleted once that is done.';
COMMENT ON COLUMN media_files.thumbnail_taken_at IS 'When a worker last took it to make its thumbnail.';
COMMENT ON COLUMN media_files.thumbnail_attempts IS 'How often workers took it to make its thumbnail; after five it is left alone. 0 gives it another chance.';
COMMENT ON COLUMN media_files.folder IS 'Where the file is shown, 1 to 200 characters.';
COMMENT ON COLUMN media_files.url IS 'Address of the file, unique, as pages write it; the setting media.base_url and filename when left out. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.thumbnail_url IS 'Address of a small picture of it; NULL: there is none, or none yet. Cannot change while something refers to it (BH037).';
COMMENT ON COLUMN media_files.alt_text IS 'What the picture shows, for those who do not see it, at most 1000 characters.';
COMMENT ON CONSTRAINT pk_media_files ON media_files IS 'One row a file.';
COMMENT ON CONSTRAINT uq_media_files_filename ON media_files IS 'A file is stored once.';
COMMENT ON CONSTRAINT fk_media_files_uploaded_by ON media_files IS 'Who uploaded it stays known.';
COMMENT ON CONSTRAINT chk_media_files_file_size ON media_files IS 'A file has content.';
COMMENT ON CONSTRAINT chk_media_files_dimensions ON media_files IS 'Both or none, and positive.';
COMMENT ON CONSTRAINT chk_media_files_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_url ON media_files IS 'Has a slash, no white space, quotes or angle brackets, at most 2000 characters: that tells it from other texts.';
COMMENT ON CONSTRAINT chk_media_files_alt_text ON media_files IS 'At most 1000 characters; empty for a decoration.';
COMMENT ON CONSTRAINT chk_media_files_purge ON media_files IS 'Only what is in the bin is removed.';
COMMENT ON CONSTRAINT chk_media_files_thumbnail_attempts ON media_files IS 'A count.';
COMMENT ON TRIGGER boh_media_files_check ON media_files IS 'Fills in filename and url, holds to the limits of the settings, and keeps files in use out of the bin.';
COMMENT ON TRIGGER boh_media_files_keep ON media_files IS 'A file in use stays.';
COMMENT ON TRIGGER boh_media_files_announce ON media_files IS 'Tells caches of a changed file, and workers of a thumbnail to be made.';

COMMENT ON TABLE media_references IS 'What refers to which file; kept by trigger, cannot be written (BH041).';
COMMENT ON COLUMN media_references.entity IS 'What refers to it: section, page_version, event or setting.';
COMMENT ON COLUMN media_references.entity_id IS 'Id of the section, event or setting; of a page_version its page''s.';
COMMENT ON COLUMN media_references.path IS 'Where: for a section a JSON Pointer into data, for a page_version one that begins with version and column, otherwise the column. A pointer that would be longer than 1000 bytes ends sooner.';
COMMENT ON COLUMN media_references.target IS 'What is referred to: url or thumbnail_url.';
COMMENT ON CONSTRAINT pk_media_references ON media_references IS 'A place refers to a file once. Serves the foreign key, too.';
COMMENT ON CONSTRAINT fk_media_references_media_id ON media_references IS 'A file in use stays.';
COMMENT ON CONSTRAINT chk_media_references_entity ON media_references IS 'What can refer to files.';
COMMENT ON TRIGGER boh_media_references_keep ON media_references IS 'References are written by the database alone.';

COMMENT ON TABLE site_settings IS 'Settings of the site. Read them with boh_setting() and boh_settings(), which keep them at hand.';
COMMENT ON COLUMN site_settings.value IS 'The value as text, of the form that type says (23514); NULL: none.';
COMMENT ON COLUMN site_settings.type IS 'How value is read.';
COMMENT ON COLUMN site_settings.setting_group IS 'Where the setting is shown.';
COMMENT ON COLUMN site_settings.is_public IS 'Whether everybody may know it: boh_settings() gives out only such ones unless asked otherwise.';
COMMENT ON COLUMN site_settings.updated_at IS 'When the row was last changed; kept by trigger.';
COMMENT ON CONSTRAINT pk_site_settings ON site_settings IS 'One row a setting.';
COMMENT ON CONSTRAINT uq_site_settings_key ON site_settings IS 'A setting stands once.';
COMMENT ON CONSTRAINT chk_site_settings_key ON site_settings IS 'A name that programs can use, at most 100 characters.';
COMMENT ON TRIGGER boh_site_settings_refer ON site_settings IS 'Keeps the media references of settings.';
COMMENT ON TRIGGER boh_site_settings_check ON site_settings IS 'Checks the value by its type, keeps updated_at.';
COMMENT ON TRIGGER boh_site_settings_changed ON site_settings IS 'Tells sessions and caches of other processes to forget the setting.';
COMMENT ON TRIGGER boh_site_settings_announce_all ON site_settings IS 'Tells caches of other processes to forget every setting there is.';
COMMENT ON TRIGGER boh_site_settings_changed_all ON site_settings IS 'Tells sessions to forget every setting.';
$migration$),
(6, 'sessions'::text, $migration$-- Sessions: the keys that sign the tokens of signed-in people.

CREATE TABLE session_keys (
	valid_from timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds', now()),
	valid_to timestamptz(3),
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds', now()),
	kid text COLLATE "C" NOT NULL,
	algorithm text NOT NULL,
	public_key text NOT NULL,
	issuer text NOT NULL,
	audience text NOT NULL,
	CONSTRAINT pk_session_keys PRIMARY KEY (kid),
	CONSTRAINT chk_session_keys_kid CHECK (kid ~ '^[ -~]{1,200}$'),
	CONSTRAINT chk_session_keys_algorithm CHECK (algorithm IN ('EdDSA', 'ES256', 'RS256')),
	CONSTRAINT chk_session_keys_issuer CHECK (issuer <> ''),
	CONSTRAINT chk_session_keys_audience CHECK (audience <> ''),
	CONSTRAINT chk_session_keys_valid CHECK (valid_from < valid_to)
);
COMMENT ON TABLE session_keys IS 'Public keys of who may sign people in: boh_set_session() accepts tokens that one of them has signed. Only the owner of the table may write it (42501). Several keys can be valid at once, so that an old one can be replaced.';
COMMENT ON COLUMN session_keys.kid IS 'Id of the key, as the header of a token names it (kid), 1 to 200 printable ASCII characters.';
COMMENT ON COLUMN session_keys.algorithm IS 'How the key signs: EdDSA (Ed25519), ES256 or RS256. A token cannot choose another.';
COMMENT ON COLUMN session_keys.public_key IS 'The public key as PEM (BEGIN PUBLIC KEY) or JWK. A private key is refused (23514).';
COMMENT ON COLUMN session_keys.issuer IS 'Who signs with this key: a token must have exactly this iss.';
COMMENT ON COLUMN session_keys.audience IS 'For whom tokens of this key are: a token must have exactly this aud, or an array with it.';
COMMENT ON COLUMN session_keys.valid_from IS 'From when tokens of this key are accepted.';
COMMENT ON COLUMN session_keys.valid_to IS 'From when they are not any more; NULL: no end is set.';
COMMENT ON COLUMN session_keys.created_at IS 'When the row was made.';
COMMENT ON CONSTRAINT pk_session_keys ON session_keys IS 'One key has an id.';
COMMENT ON CONSTRAINT chk_session_keys_kid ON session_keys IS 'Printable ASCII, at most 200 characters.';
COMMENT ON CONSTRAINT chk_session_keys_algorithm ON session_keys IS 'Signatures that need no shared secret.';
COMMENT ON CONSTRAINT chk_session_keys_issuer ON session_keys IS 'Tokens always say who signed them.';
COMMENT ON CONSTRAINT chk_session_keys_audience ON session_keys IS 'Tokens always say for whom they are.';
COMMENT ON CONSTRAINT chk_session_keys_valid ON session_keys IS 'A key begins before it ends.';

CREATE TRIGGER boh_session_keys_guard BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON session_keys
	FOR EACH STATEMENT EXECUTE FUNCTION boh_session_keys_guard();
COMMENT ON TRIGGER boh_session_keys_guard ON session_keys IS 'Only roles with the owner''s rights may write keys (42501).';
CREATE TRIGGER boh_session_keys_check BEFORE INSERT OR UPDATE ON session_keys
	FOR EACH ROW EXECUTE FUNCTION boh_session_keys_check();
COMMENT ON TRIGGER boh_session_keys_check ON session_keys IS 'The key is public, sound and one for the algorithm (23514).';
CREATE TRIGGER boh_session_keys_changed AFTER INSERT OR UPDATE OR DELETE ON session_keys
	FOR EACH ROW EXECUTE FUNCTION boh_session_keys_changed();
COMMENT ON TRIGGER boh_session_keys_changed ON session_keys IS 'Makes connections forget the keys that they keep.';
CREATE TRIGGER boh_session_keys_changed_all AFTER TRUNCATE ON session_keys
	FOR EACH STATEMENT EXECUTE FUNCTION boh_session_keys_changed();
COMMENT ON TRIGGER boh_session_keys_changed_all ON session_keys IS 'Makes connections forget all keys.';
-- Replicas must forget, too.
ALTER TABLE session_keys ENABLE ALWAYS TRIGGER boh_session_keys_changed;
ALTER TABLE session_keys ENABLE ALWAYS TRIGGER boh_session_keys_changed_all;

COMMENT ON COLUMN users.role IS 'What the user may do. Read by boh_set_session() each time it is called.';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the person of the session, without a session the setting boh.user_id, or else the page''s author.';
$migration$, $migration$-- Back to version 5.

DROP TABLE session_keys;
COMMENT ON COLUMN users.role IS 'What the account may do.';
COMMENT ON COLUMN content_page_versions.created_by IS 'Who published: the setting boh.user_id, or else the page''s author.';
$migration$),
(7, 'profiles'::text, $migration$-- What each role may do, and row-level security.

CREATE TABLE role_profiles (
	granted_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	keeps_privileges boolean NOT NULL DEFAULT false,
	role_name text COLLATE "C" NOT NULL,
	profile text COLLATE "C" NOT NULL,
	granted_by text NOT NULL DEFAULT CAST(current_user AS text),
	CONSTRAINT pk_role_profiles PRIMARY KEY (role_name, profile)
);
COMMENT ON TABLE role_profiles IS 'Which role has which profile. Written by boh_grant() and boh_revoke(); only for the owner.';
COMMENT ON COLUMN role_profiles.granted_at IS 'When the profile was granted.';
COMMENT ON COLUMN role_profiles.keeps_privileges IS 'True for a role that had privileges on the tables before profiles existed: policies let it see all rows, and its privileges stay as they were.';
COMMENT ON COLUMN role_profiles.role_name IS 'Name of the role; "public" stands for every role. A name rather than an OID, so that a dump can be restored elsewhere.';
COMMENT ON COLUMN role_profiles.profile IS 'Name of the profile, see boh_grant().';
COMMENT ON COLUMN role_profiles.granted_by IS 'Role that called boh_grant() or boh_migrate().';
COMMENT ON CONSTRAINT pk_role_profiles ON role_profiles IS 'A role has a profile once.';

CREATE TRIGGER boh_role_profiles_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON role_profiles
	FOR EACH STATEMENT EXECUTE FUNCTION boh_role_profiles_changed();
ALTER TABLE role_profiles ENABLE ALWAYS TRIGGER boh_role_profiles_changed;
COMMENT ON TRIGGER boh_role_profiles_changed ON role_profiles IS 'Makes all sessions read the profiles anew.';

CREATE TRIGGER boh_users_keep_admin BEFORE DELETE ON users
	FOR EACH ROW EXECUTE FUNCTION boh_users_keep_admin();
COMMENT ON TRIGGER boh_users_keep_admin ON users IS 'The last ADMIN stays (BH051).';

-- Policies come with the profiles: boh_migrate() makes them after this script.
-- They never concern the owner of the tables.

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE venues ENABLE ROW LEVEL SECURITY;
ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
ALTER TABLE content_pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE content_page_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE content_sections ENABLE ROW LEVEL SECURITY;
ALTER TABLE section_schemas ENABLE ROW LEVEL SECURITY;
ALTER TABLE slug_redirects ENABLE ROW LEVEL SECURITY;
ALTER TABLE media_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE media_references ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_settings ENABLE ROW LEVEL SECURITY;

-- Roles that have privileges on the tables now keep them, and see all rows as before.

INSERT INTO role_profiles (keeps_privileges, role_name, profile)
SELECT DISTINCT true,
	CASE WHEN a.grantee OPERATOR(pg_catalog.=) CAST(0 AS oid) THEN 'public' ELSE CAST(pg_catalog.pg_get_userbyid(a.grantee) AS text) END,
	'service'
FROM pg_catalog.pg_class c
CROSS JOIN LATERAL (
	SELECT t.grantee FROM pg_catalog.aclexplode(c.relacl) t
	UNION
	SELECT t.grantee FROM pg_catalog.pg_attribute b
	CROSS JOIN LATERAL pg_catalog.aclexplode(b.attacl) t
	WHERE b.attrelid OPERATOR(pg_catalog.=) c.oid) a
WHERE c.relrowsecurity AND c.relnamespace OPERATOR(pg_catalog.=) (
	SELECT u.relnamespace FROM pg_catalog.pg_class u
	WHERE u.oid OPERATOR(pg_catalog.=) CAST(CAST('users' AS regclass) AS oid))
AND a.grantee OPERATOR(pg_catalog.<>) c.relowner;

SELECT 'profile service given to roles that had privileges on the tables: ' || pg_catalog.string_agg(role_name, CAST(', ' AS text) ORDER BY role_name)
	|| '. They see all rows, as before; see boh_grants()'
FROM role_profiles HAVING pg_catalog.count(*) > 0;
$migration$, $migration$-- Back to version 6.  boh_migrate() has dropped the policies, and revoked what
-- profiles gave.

ALTER TABLE users DISABLE ROW LEVEL SECURITY;
ALTER TABLE venues DISABLE ROW LEVEL SECURITY;
ALTER TABLE tags DISABLE ROW LEVEL SECURITY;
ALTER TABLE events DISABLE ROW LEVEL SECURITY;
ALTER TABLE event_tags DISABLE ROW LEVEL SECURITY;
ALTER TABLE bookings DISABLE ROW LEVEL SECURITY;
ALTER TABLE content_pages DISABLE ROW LEVEL SECURITY;
ALTER TABLE content_page_versions DISABLE ROW LEVEL SECURITY;
ALTER TABLE content_sections DISABLE ROW LEVEL SECURITY;
ALTER TABLE section_schemas DISABLE ROW LEVEL SECURITY;
ALTER TABLE slug_redirects DISABLE ROW LEVEL SECURITY;
ALTER TABLE media_files DISABLE ROW LEVEL SECURITY;
ALTER TABLE media_references DISABLE ROW LEVEL SECURITY;
ALTER TABLE site_settings DISABLE ROW LEVEL SECURITY;

DROP TRIGGER boh_users_keep_admin ON users;
DROP TABLE role_profiles;
$migration$),
(8, 'logins'::text, $migration$-- Failed logins.

CREATE TABLE login_counters (
	key uuid NOT NULL,
	failed_at timestamptz(3),
	succeeded_at timestamptz(3),
	written_on timestamptz(3) NOT NULL,
	failures real NOT NULL,
	kind text COLLATE "C" NOT NULL,
	client inet,
	CONSTRAINT pk_login_counters PRIMARY KEY (key),
	CONSTRAINT chk_login_counters_failures CHECK (failures OPERATOR(pg_catalog.>=) CAST(0 AS real)),
	CONSTRAINT chk_login_counters_kind CHECK (kind OPERATOR(pg_catalog.=) ANY (CAST('{PAIR,CLIENT,ADDRESS}' AS text[])))
) WITH (fillfactor = 70);
COMMENT ON TABLE login_counters IS 'Failed logins, one row for each email address, client, or email address from one client. Written by boh_record_login() and boh_forgive_logins(); only for the owner. A deleted row is a forgotten one.';
COMMENT ON COLUMN login_counters.key IS 'First 16 bytes of the SHA-256 of kind, email address and client, with line ends between; kind CLIENT has no address, kind ADDRESS no client.';
COMMENT ON COLUMN login_counters.failed_at IS 'Time of the last failure; NULL: none.';
COMMENT ON COLUMN login_counters.succeeded_at IS 'Time of the last success, in rows of kind PAIR; NULL: none.';
COMMENT ON COLUMN login_counters.written_on IS 'Beginning of the day (UTC) of the last write; when 90 days have passed since the end of that day, boh_purge_logins() deletes the row.';
COMMENT ON COLUMN login_counters.failures IS 'Failures that counted at failed_at, each of which is forgotten after a while: a PAIR forgets one in an hour, a CLIENT one in 10 minutes, an ADDRESS one in 5 minutes.';
COMMENT ON COLUMN login_counters.kind IS 'What is counted: PAIR (an email address from one client), CLIENT (all email addresses from it) or ADDRESS (an email address from all clients).';
COMMENT ON COLUMN login_counters.client IS 'IPv4 address or IPv6 network of 64 bits; NULL for kind ADDRESS.';
COMMENT ON CONSTRAINT pk_login_counters ON login_counters IS 'A thing is counted once.';
COMMENT ON CONSTRAINT chk_login_counters_failures ON login_counters IS 'Failures are not negative.';
COMMENT ON CONSTRAINT chk_login_counters_kind ON login_counters IS 'There are three kinds.';

CREATE INDEX idx_login_counters_written_on ON login_counters (written_on);
COMMENT ON INDEX idx_login_counters_written_on IS 'Finds old rows. The column changes once a day, so that other updates stay in place.';

-- No policy: it is for the owner alone.

ALTER TABLE login_counters ENABLE ROW LEVEL SECURITY;

COMMENT ON COLUMN users.password_hash IS 'bcrypt hash, 60 characters, prefix $2a$, $2b$ or $2y$, cost 04 to 14; anything else is refused, so that a password cannot be stored as plain text. NULL: the account signs in without a password.';
COMMENT ON TRIGGER boh_users_check ON users IS 'Stores the address in lower case and normal form, refuses a password_hash that is not a hash or whose cost is above 14 without showing it, sets updated_at.';
$migration$, $migration$-- Back to version 7.

DROP TABLE login_counters;
COMMENT ON COLUMN users.password_hash IS 'bcrypt hash, 60 characters, prefix $2a$, $2b$ or $2y$; anything else is refused, so that a password cannot be stored as plain text. NULL: the account signs in without a password.';
COMMENT ON TRIGGER boh_users_check ON users IS 'Stores the address in lower case and normal form, refuses a password_hash that is not a hash without showing it, sets updated_at.';
$migration$),
(9, 'audit'::text, $migration$-- The audit: who did what, in rows that nobody changes, and the seals over them.

CREATE TABLE audit_logs (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	at timestamptz(3) NOT NULL,
	xid xid8 NOT NULL,
	system_identifier bigint NOT NULL,
	user_id uuid,
	success boolean NOT NULL,
	user_role text COLLATE "C" NOT NULL,
	login_role text COLLATE "C" NOT NULL,
	database_role text COLLATE "C" NOT NULL,
	action text COLLATE "C" NOT NULL,
	entity text COLLATE "C" NOT NULL,
	entity_id text COLLATE "C",
	retention text COLLATE "C" NOT NULL,
	client_address inet,
	client_hash bytea,
	before jsonb,
	after jsonb,
	personal jsonb,
	leaf_hash bytea NOT NULL,
	CONSTRAINT pk_audit_logs PRIMARY KEY (id, at, retention)
) PARTITION BY LIST (retention);
COMMENT ON TABLE audit_logs IS 'Who did what. Written in the transaction of the change by triggers, and by functions; nobody can change a row (BH060). Read it with boh_audit(). A partition for each retention class, and in these one for each month of UTC, which is dropped when its time is over.';
COMMENT ON COLUMN audit_logs.id IS 'Time-ordered UUID, version 7, with the time of at.';
COMMENT ON COLUMN audit_logs.at IS 'When it was done, by the server''s clock.';
COMMENT ON COLUMN audit_logs.xid IS 'The transaction that did it.';
COMMENT ON COLUMN audit_logs.system_identifier IS 'System identifier of the database cluster that counts xid (pg_control_system()); another one after a restore.';
COMMENT ON COLUMN audit_logs.user_id IS 'Person of the session; NULL: nobody was signed in. Not a foreign key, so that the row outlives the account.';
COMMENT ON COLUMN audit_logs.success IS 'False for what was refused or failed, such as a login.';
COMMENT ON COLUMN audit_logs.user_role IS 'Role of the session: ANONYMOUS, USER, ORGANIZER or ADMIN.';
COMMENT ON COLUMN audit_logs.login_role IS 'Database role that connected (session_user).';
COMMENT ON COLUMN audit_logs.database_role IS 'Database role that acted: login_role, or what SET ROLE has set.';
COMMENT ON COLUMN audit_logs.action IS 'What was done, for example CREATE, UPDATE, DELETE, PUBLISH, GRANT, LOGIN, READ.';
COMMENT ON COLUMN audit_logs.entity IS 'Table of what it was done to.';
COMMENT ON COLUMN audit_logs.entity_id IS 'Primary key there, as text; NULL: all rows, or none in particular.';
COMMENT ON COLUMN audit_logs.retention IS 'How long the row is kept after the end of its month: SECURITY 1 year, COMPLIANCE 7 years, ADMINISTRATIVE 2 years, ACCESS 90 days.';
COMMENT ON COLUMN audit_logs.client_address IS 'Network address of the client that was connected, or that a login names; NULL: none is known, or it was erased.';
COMMENT ON COLUMN audit_logs.client_hash IS 'SHA-256 of salt and client_address; stays when the address is erased.';
COMMENT ON COLUMN audit_logs.before IS 'Changed columns as they were. A personal value is replaced by {"sha256": ..}, a credential or private setting by "changed", a value of more than 8 kB by {"bytes": .., "sha256": ..}.';
COMMENT ON COLUMN audit_logs.after IS 'Changed columns as they became, in the same form.';
COMMENT ON COLUMN audit_logs.personal IS 'Personal values with their salts: {"before": {column: {"salt": .., "value": ..}}, "after": .., "client_address": {"salt": ..}}. Erasing a person removes them; the hashes in the row stay.';
COMMENT ON COLUMN audit_logs.leaf_hash IS 'SHA-256 of the byte 0 and the row''s content without personal values (RFC 6962, section 2.1); see doc/audit.md.';
COMMENT ON CONSTRAINT pk_audit_logs ON audit_logs IS 'A row is written once. The time and the class are in the key because they choose the partition.';

CREATE INDEX idx_audit_logs_xid_id ON audit_logs (xid, id);
COMMENT ON INDEX idx_audit_logs_xid_id IS 'The order of sealing.';
CREATE INDEX idx_audit_logs_entity_entity_id_id ON audit_logs (entity, entity_id, id);
COMMENT ON INDEX idx_audit_logs_entity_entity_id_id IS 'The history of one row.';
CREATE INDEX idx_audit_logs_user_id ON audit_logs (user_id, id) WHERE user_id IS NOT NULL;
COMMENT ON INDEX idx_audit_logs_user_id IS 'What one person did.';

CREATE TABLE audit_logs_security PARTITION OF audit_logs FOR VALUES IN ('SECURITY') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_security IS 'Rows that are kept 1 year; partitions by month.';
CREATE TABLE audit_logs_compliance PARTITION OF audit_logs FOR VALUES IN ('COMPLIANCE') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_compliance IS 'Rows that are kept 7 years; partitions by month.';
CREATE TABLE audit_logs_administrative PARTITION OF audit_logs FOR VALUES IN ('ADMINISTRATIVE') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_administrative IS 'Rows that are kept 2 years; partitions by month.';
CREATE TABLE audit_logs_access PARTITION OF audit_logs FOR VALUES IN ('ACCESS') PARTITION BY RANGE (at);
COMMENT ON TABLE audit_logs_access IS 'Rows that are kept 90 days; partitions by month.';

-- A row trigger here would be created before pg_restore -j loads the partitions, and would
-- refuse their rows.  So each partition of a month has one of its own (boh_audit_prepare()).
CREATE TRIGGER boh_audit_logs_keep_all BEFORE TRUNCATE ON audit_logs
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_keep();
COMMENT ON TRIGGER boh_audit_logs_keep_all ON audit_logs IS 'Nobody removes all rows (BH060).';

CREATE TABLE audit_seals (
	number bigint NOT NULL,
	sealed_at timestamptz(3) NOT NULL,
	month timestamptz(3) NOT NULL,
	first_xid xid8 NOT NULL,
	last_xid xid8 NOT NULL,
	system_identifier bigint NOT NULL,
	first_id uuid NOT NULL,
	last_id uuid NOT NULL,
	rows integer NOT NULL,
	retention text COLLATE "C" NOT NULL,
	root bytea NOT NULL,
	previous_hash bytea NOT NULL,
	hash bytea NOT NULL,
	leaves_hash bytea NOT NULL,
	leaves bytea,
	CONSTRAINT pk_audit_seals PRIMARY KEY (number),
	CONSTRAINT chk_audit_seals_number CHECK (number OPERATOR(pg_catalog.>) CAST(0 AS bigint)),
	CONSTRAINT chk_audit_seals_rows CHECK (rows OPERATOR(pg_catalog.>) 0)
);
COMMENT ON TABLE audit_seals IS 'Seals over rows of audit_logs: whoever knows the hash of one seal can tell whether rows under it, or under an earlier seal, were changed. Written by boh_seal_audit(); nobody can change a row (BH060).';
COMMENT ON COLUMN audit_seals.number IS 'Number of the seal, from 1 without gaps.';
COMMENT ON COLUMN audit_seals.sealed_at IS 'When the seal was made.';
COMMENT ON COLUMN audit_seals.month IS 'First moment of the month of the rows, in UTC.';
COMMENT ON COLUMN audit_seals.first_xid IS 'Transaction of the first row.';
COMMENT ON COLUMN audit_seals.last_xid IS 'Transaction of the last row.';
COMMENT ON COLUMN audit_seals.system_identifier IS 'System identifier of the rows.';
COMMENT ON COLUMN audit_seals.first_id IS 'Id of the first row, in order of (xid, id).';
COMMENT ON COLUMN audit_seals.last_id IS 'Id of the last row.';
COMMENT ON COLUMN audit_seals.rows IS 'How many rows the seal covers. All are of one retention class and one month, so that they are dropped together.';
COMMENT ON COLUMN audit_seals.retention IS 'Retention class of the rows.';
COMMENT ON COLUMN audit_seals.root IS 'Merkle tree hash of the rows'' leaf_hash (RFC 6962, section 2.1), in order of (xid, id).';
COMMENT ON COLUMN audit_seals.previous_hash IS 'hash of the seal before; 32 zero bytes in the first.';
COMMENT ON COLUMN audit_seals.hash IS 'SHA-256 over the byte 0 and the other columns but leaves, previous_hash included; see doc/audit.md.';
COMMENT ON COLUMN audit_seals.leaves_hash IS 'SHA-256 of leaves.';
COMMENT ON COLUMN audit_seals.leaves IS 'id (16 bytes) and leaf_hash (32 bytes) of each row, in order of (xid, id). Tells which row was changed, removed or inserted. NULL once the rows are dropped.';
COMMENT ON CONSTRAINT pk_audit_seals ON audit_seals IS 'A seal has a number of its own.';
COMMENT ON CONSTRAINT chk_audit_seals_number ON audit_seals IS 'Numbers count from 1.';
COMMENT ON CONSTRAINT chk_audit_seals_rows ON audit_seals IS 'A seal covers at least one row.';

CREATE INDEX idx_audit_seals_retention_month_last_xid_last_id ON audit_seals (retention, month, last_xid, last_id);
COMMENT ON INDEX idx_audit_seals_retention_month_last_xid_last_id IS 'The seal over a row.';
-- Hashes cannot be compressed.
ALTER TABLE audit_seals ALTER leaves SET STORAGE EXTERNAL;

CREATE TRIGGER boh_audit_seals_keep BEFORE INSERT OR UPDATE OR DELETE ON audit_seals
	FOR EACH ROW EXECUTE FUNCTION boh_audit_keep();
COMMENT ON TRIGGER boh_audit_seals_keep ON audit_seals IS 'Nobody writes here but boh_seal_audit() (BH060).';
CREATE TRIGGER boh_audit_seals_keep_all BEFORE TRUNCATE ON audit_seals
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_keep();
COMMENT ON TRIGGER boh_audit_seals_keep_all ON audit_seals IS 'Nobody removes all seals (BH060).';

-- No policies: the audit is for the owner, and for others through boh_audit().

ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;

-- What is recorded.  The function looks which columns changed; triggers that
-- name columns would keep owners from changing their types.

CREATE TRIGGER boh_users_audit AFTER INSERT OR UPDATE OR DELETE ON users
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('users');
COMMENT ON TRIGGER boh_users_audit ON users IS 'Records new and deleted accounts, and changes of role, address, password and closure, in the audit.';
CREATE TRIGGER boh_users_audit_all AFTER TRUNCATE ON users
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('users');
COMMENT ON TRIGGER boh_users_audit_all ON users IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_content_pages_audit AFTER INSERT OR UPDATE OR DELETE ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('content_pages');
COMMENT ON TRIGGER boh_content_pages_audit ON content_pages IS 'Records what is done to pages, publishing included, in the audit.';
CREATE TRIGGER boh_content_pages_audit_all AFTER TRUNCATE ON content_pages
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('content_pages');
COMMENT ON TRIGGER boh_content_pages_audit_all ON content_pages IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_content_sections_audit AFTER INSERT OR UPDATE OR DELETE ON content_sections
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('content_sections');
COMMENT ON TRIGGER boh_content_sections_audit ON content_sections IS 'Records what is done to sections in the audit.';
CREATE TRIGGER boh_content_sections_audit_all AFTER TRUNCATE ON content_sections
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('content_sections');
COMMENT ON TRIGGER boh_content_sections_audit_all ON content_sections IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_media_files_audit AFTER INSERT OR UPDATE OR DELETE ON media_files
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('media_files');
COMMENT ON TRIGGER boh_media_files_audit ON media_files IS 'Records uploads, deletions and purges in the audit.';
CREATE TRIGGER boh_media_files_audit_all AFTER TRUNCATE ON media_files
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('media_files');
COMMENT ON TRIGGER boh_media_files_audit_all ON media_files IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_site_settings_audit AFTER INSERT OR UPDATE OR DELETE ON site_settings
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('site_settings');
COMMENT ON TRIGGER boh_site_settings_audit ON site_settings IS 'Records changes of settings in the audit, values of private ones only as "changed".';
CREATE TRIGGER boh_site_settings_audit_all AFTER TRUNCATE ON site_settings
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('site_settings');
COMMENT ON TRIGGER boh_site_settings_audit_all ON site_settings IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_section_schemas_audit AFTER INSERT OR UPDATE OR DELETE ON section_schemas
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('section_schemas');
COMMENT ON TRIGGER boh_section_schemas_audit ON section_schemas IS 'Records changes of schemas of sections in the audit.';
CREATE TRIGGER boh_section_schemas_audit_all AFTER TRUNCATE ON section_schemas
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('section_schemas');
COMMENT ON TRIGGER boh_section_schemas_audit_all ON section_schemas IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_events_audit AFTER UPDATE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('events');
COMMENT ON TRIGGER boh_events_audit ON events IS 'Records changes of status and price in the audit.';
CREATE TRIGGER boh_events_audit_all AFTER TRUNCATE ON events
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('events');
COMMENT ON TRIGGER boh_events_audit_all ON events IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_bookings_audit AFTER UPDATE ON bookings
	FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND OLD.expired_at IS NOT DISTINCT FROM NEW.expired_at)
	EXECUTE FUNCTION boh_audit_row('bookings');
COMMENT ON TRIGGER boh_bookings_audit ON bookings IS 'Records changes of status in the audit, but no new booking and no expiry: the booking itself says these.';

CREATE TRIGGER boh_role_profiles_audit AFTER INSERT OR UPDATE OR DELETE ON role_profiles
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('role_profiles');
COMMENT ON TRIGGER boh_role_profiles_audit ON role_profiles IS 'Records who gave which role which profile in the audit.';
CREATE TRIGGER boh_role_profiles_audit_all AFTER TRUNCATE ON role_profiles
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('role_profiles');
COMMENT ON TRIGGER boh_role_profiles_audit_all ON role_profiles IS 'Records TRUNCATE in the audit.';

CREATE TRIGGER boh_session_keys_audit AFTER INSERT OR UPDATE OR DELETE ON session_keys
	FOR EACH ROW EXECUTE FUNCTION boh_audit_row('session_keys');
COMMENT ON TRIGGER boh_session_keys_audit ON session_keys IS 'Records changes of keys in the audit.';
CREATE TRIGGER boh_session_keys_audit_all AFTER TRUNCATE ON session_keys
	FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row('session_keys');
COMMENT ON TRIGGER boh_session_keys_audit_all ON session_keys IS 'Records TRUNCATE in the audit.';
$migration$, $migration$-- Back to version 8.

DROP TRIGGER boh_session_keys_audit_all ON session_keys;
DROP TRIGGER boh_session_keys_audit ON session_keys;
DROP TRIGGER boh_role_profiles_audit_all ON role_profiles;
DROP TRIGGER boh_role_profiles_audit ON role_profiles;
DROP TRIGGER boh_bookings_audit ON bookings;
DROP TRIGGER boh_events_audit_all ON events;
DROP TRIGGER boh_events_audit ON events;
DROP TRIGGER boh_section_schemas_audit_all ON section_schemas;
DROP TRIGGER boh_section_schemas_audit ON section_schemas;
DROP TRIGGER boh_site_settings_audit_all ON site_settings;
DROP TRIGGER boh_site_settings_audit ON site_settings;
DROP TRIGGER boh_media_files_audit_all ON media_files;
DROP TRIGGER boh_media_files_audit ON media_files;
DROP TRIGGER boh_content_sections_audit_all ON content_sections;
DROP TRIGGER boh_content_sections_audit ON content_sections;
DROP TRIGGER boh_content_pages_audit_all ON content_pages;
DROP TRIGGER boh_content_pages_audit ON content_pages;
DROP TRIGGER boh_users_audit_all ON users;
DROP TRIGGER boh_users_audit ON users;
DROP TABLE audit_seals;
DROP TABLE audit_logs;
$migration$),
(10, 'privacy'::text, $migration$-- Personal data: what columns hold, consents, erased accounts.

-- Accounts that were erased before a step back to version 9 are known by their form.
-- Rows are rewritten rather than updated: no trigger, policy or updated_at minds.
ALTER TABLE users ADD COLUMN erased_at timestamptz(3);
ALTER TABLE users ALTER COLUMN erased_at TYPE timestamptz(3) USING
	CASE WHEN email = CAST(id AS text) || '@erased.invalid' AND password_hash IS NULL AND name IS NULL AND phone IS NULL THEN deleted_at END;
ALTER TABLE users ADD CONSTRAINT chk_users_erased CHECK (
	CASE WHEN erased_at IS NULL THEN email !~ '@erased[.]invalid$'
	ELSE email = CAST(id AS text) || '@erased.invalid' AND deleted_at IS NOT NULL
		AND password_hash IS NULL AND name IS NULL AND phone IS NULL END);
COMMENT ON COLUMN users.erased_at IS 'When the person was erased, see boh_erase_user(); NULL: not.';
COMMENT ON CONSTRAINT chk_users_erased ON users IS 'An erased account stays closed and empty, and no other has an address of that form.';

CREATE TRIGGER boh_users_keep_traces BEFORE DELETE ON users
	FOR EACH ROW EXECUTE FUNCTION boh_users_keep_traces();
COMMENT ON TRIGGER boh_users_keep_traces ON users IS 'A user to whom other rows refer is erased rather than deleted (23503).';

CREATE TABLE column_classes (
	created_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	table_name text COLLATE "C" NOT NULL,
	column_name text COLLATE "C" NOT NULL,
	class text COLLATE "C" NOT NULL,
	person_column text COLLATE "C",
	CONSTRAINT pk_column_classes PRIMARY KEY (table_name, column_name),
	CONSTRAINT chk_column_classes_class CHECK (class OPERATOR(pg_catalog.=) ANY (CAST('{NEITHER,FINANCIAL,PAYMENT,CUSTOMER,STAFF,CREDENTIAL}' AS text[])))
);
COMMENT ON TABLE column_classes IS 'What columns hold that the owner has added to tables of this schema. Written by boh_classify_column(); only for the owner. boh_column_classes() lists all columns.';
COMMENT ON COLUMN column_classes.created_at IS 'When the column was first classified.';
COMMENT ON COLUMN column_classes.table_name IS 'Name of the table.';
COMMENT ON COLUMN column_classes.column_name IS 'Name of the column.';
COMMENT ON COLUMN column_classes.class IS 'What the column holds: NEITHER (neither personal nor financial), FINANCIAL, PAYMENT (financial, names a payment to its provider), CUSTOMER (personal data of a customer), STAFF (of who runs the site) or CREDENTIAL (a secret).';
COMMENT ON COLUMN column_classes.person_column IS 'Column of the same table with the id of the user to whom the row belongs; NULL: the one that boh knows of its own tables, in others none.';
COMMENT ON CONSTRAINT pk_column_classes ON column_classes IS 'A column is classified once.';
COMMENT ON CONSTRAINT chk_column_classes_class ON column_classes IS 'There are six classes.';

CREATE TABLE consents (
	id uuid NOT NULL DEFAULT boh_uuid7(),
	user_id uuid NOT NULL,
	at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, now()),
	granted boolean NOT NULL,
	purpose text COLLATE "C" NOT NULL,
	source text NOT NULL,
	wording_version text NOT NULL,
	client_address inet,
	CONSTRAINT pk_consents PRIMARY KEY (id),
	CONSTRAINT uq_consents_user_id_purpose_at UNIQUE (user_id, purpose, at),
	CONSTRAINT fk_consents_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	CONSTRAINT chk_consents_purpose CHECK (purpose ~ '^[a-z][a-z0-9_.-]{0,99}$'),
	CONSTRAINT chk_consents_source CHECK (length(source) BETWEEN 1 AND 200),
	CONSTRAINT chk_consents_wording_version CHECK (length(wording_version) BETWEEN 1 AND 100)
);
COMMENT ON TABLE consents IS 'To what a person consented, and what they took back. Written by boh_record_consent(); the newest row of a person and purpose counts, and rows never change (BH070). No row means no consent.';
COMMENT ON COLUMN consents.id IS 'Time-ordered UUID, version 7.';
COMMENT ON COLUMN consents.user_id IS 'The person.';
COMMENT ON COLUMN consents.at IS 'When it was recorded; later than the rows before it of this person and purpose.';
COMMENT ON COLUMN consents.granted IS 'True: given; false: refused, or taken back.';
COMMENT ON COLUMN consents.purpose IS 'For what, for example analytics or newsletter; 1 to 100 of a-z, 0-9, ".", "_" and "-", with a letter first.';
COMMENT ON COLUMN consents.source IS 'Where the person said so, for example a form or a call, 1 to 200 characters.';
COMMENT ON COLUMN consents.wording_version IS 'Which wording the person was shown, 1 to 100 characters. Keep the wording itself under this name.';
COMMENT ON COLUMN consents.client_address IS 'Network address of the person''s computer; NULL: not known, or erased.';
COMMENT ON CONSTRAINT pk_consents ON consents IS 'One row each time a person decides.';
COMMENT ON CONSTRAINT uq_consents_user_id_purpose_at ON consents IS 'One decision is the newest. Finds it, and serves the foreign key.';
COMMENT ON CONSTRAINT fk_consents_user_id ON consents IS 'Who decided stays known.';
COMMENT ON CONSTRAINT chk_consents_purpose ON consents IS 'A name that programs can compare.';
COMMENT ON CONSTRAINT chk_consents_source ON consents IS 'Not empty, at most 200 characters.';
COMMENT ON CONSTRAINT chk_consents_wording_version ON consents IS 'Not empty, at most 100 characters.';

CREATE TRIGGER boh_consents_keep BEFORE UPDATE OR DELETE ON consents
	FOR EACH ROW EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_consents_keep ON consents IS 'What a person decided is never changed (BH070).';
CREATE TRIGGER boh_consents_keep_all BEFORE TRUNCATE ON consents
	FOR EACH STATEMENT EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_consents_keep_all ON consents IS 'Nobody removes all decisions (BH070).';

CREATE TABLE erasures (
	user_id uuid NOT NULL,
	erased_at timestamptz(3) NOT NULL,
	CONSTRAINT pk_erasures PRIMARY KEY (user_id)
);
COMMENT ON TABLE erasures IS 'Who was erased, by id alone. boh_erasures() returns the list, which boh_reapply_erasures() needs after a backup was restored. Rows never change (BH070).';
COMMENT ON COLUMN erasures.user_id IS 'Id that the person has in users. Not a foreign key, because a restored backup may lack the row.';
COMMENT ON COLUMN erasures.erased_at IS 'When the person was first erased.';
COMMENT ON CONSTRAINT pk_erasures ON erasures IS 'A person is erased once.';

INSERT INTO erasures (user_id, erased_at) SELECT id, erased_at FROM users WHERE erased_at IS NOT NULL;

CREATE TRIGGER boh_erasures_keep BEFORE UPDATE OR DELETE ON erasures
	FOR EACH ROW EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_erasures_keep ON erasures IS 'A list with gaps would bring people back (BH070).';
CREATE TRIGGER boh_erasures_keep_all BEFORE TRUNCATE ON erasures
	FOR EACH STATEMENT EXECUTE FUNCTION boh_privacy_keep();
COMMENT ON TRIGGER boh_erasures_keep_all ON erasures IS 'Nobody removes the list (BH070).';

-- column_classes and erasures are for the owner alone: they get no policies.

ALTER TABLE column_classes ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
$migration$, $migration$-- Back to version 9.  Erased accounts stay as they are.

DROP TRIGGER boh_users_keep_traces ON users;
DROP TABLE erasures;
DROP TABLE consents;
DROP TABLE column_classes;
ALTER TABLE users
	DROP CONSTRAINT chk_users_erased,
	DROP COLUMN erased_at;
$migration$),
(11, 'time_zones'::text, $migration$-- Local time, language and publication of events.

ALTER TABLE venues ADD COLUMN time_zone text COLLATE "C";
COMMENT ON COLUMN venues.time_zone IS 'Name of the time zone in the IANA database, such as Europe/Berlin; local times of events here are shown in it. NULL: UTC.';

ALTER TABLE events ADD COLUMN time_zone text COLLATE "C";
COMMENT ON COLUMN events.time_zone IS 'Name of the time zone in the IANA database, such as Europe/Berlin, for local times of the event. NULL: that of the venue, otherwise UTC.';

ALTER TABLE events ADD COLUMN language text COLLATE "C";
ALTER TABLE events ADD CONSTRAINT chk_events_language CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
COMMENT ON COLUMN events.language IS 'Language of title and description as a BCP 47 tag, such as de or pt-BR; search stems words by it. NULL: the setting site.language, otherwise none.';
COMMENT ON CONSTRAINT chk_events_language ON events IS 'Looks like a BCP 47 language tag.';

-- An event that was once published stays known to everybody, as long as it is no draft again.
ALTER TABLE events ADD COLUMN published_at timestamptz(3);
COMMENT ON COLUMN events.published_at IS 'When the event was first PUBLISHED; kept by trigger. NULL: never. Lists, search and calendars show an event to everybody from then on, unless it is a DRAFT.';
-- This writes the column without firing triggers: an UPDATE would look like an edit of each event.
ALTER TABLE events ALTER published_at TYPE timestamptz(3) USING
	CASE WHEN status OPERATOR(pg_catalog.=) 'PUBLISHED' OR status OPERATOR(pg_catalog.=) 'COMPLETED' THEN created_at END;
$migration$, $migration$-- Back to version 10.

ALTER TABLE events DROP COLUMN published_at;
ALTER TABLE events DROP COLUMN language;
ALTER TABLE events DROP COLUMN time_zone;
ALTER TABLE venues DROP COLUMN time_zone;
$migration$),
(12, 'listings'::text, $migration$-- Indexes for lists: a person's bookings, an event's bookings, an organizer's events, media; and how many events have each tag.

CREATE INDEX idx_bookings_user_id_booking_date_id ON bookings (user_id, booking_date, id);
COMMENT ON INDEX idx_bookings_user_id_booking_date_id IS 'A person''s bookings, newest first.';
CREATE INDEX idx_bookings_event_id_booking_date_id ON bookings (event_id, booking_date, id);
COMMENT ON INDEX idx_bookings_event_id_booking_date_id IS 'An event''s bookings, oldest first, and those of one day; serves the foreign key on event_id.';

-- Bookings come in the order of time, so this index takes no work from a booking.
DROP INDEX idx_bookings_booking_date;
CREATE INDEX idx_bookings_booking_date ON bookings USING brin (booking_date) WITH (autosummarize = on);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings of a period. It gives no order: the newest bookings are those with the highest ids.';

CREATE INDEX idx_events_author_id_start_date_id ON events (author_id, start_date, id);
COMMENT ON INDEX idx_events_author_id_start_date_id IS 'An organizer''s own list, by date.';

DROP INDEX idx_media_files_uploaded_by;
CREATE INDEX idx_media_files_uploaded_by_created_at ON media_files (uploaded_by, created_at);
COMMENT ON INDEX idx_media_files_uploaded_by_created_at IS 'A user''s files, by date; serves the foreign key.';

CREATE TABLE tag_counts (
	tag_id uuid NOT NULL,
	counted_at timestamptz(3) NOT NULL,
	events integer NOT NULL,
	CONSTRAINT pk_tag_counts PRIMARY KEY (tag_id),
	CONSTRAINT fk_tag_counts_tag_id FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE tag_counts IS 'How many upcoming events have each tag, as maintenance counted them (boh_refresh_search). A tag that is newer has no row.';
COMMENT ON COLUMN tag_counts.tag_id IS 'The tag.';
COMMENT ON COLUMN tag_counts.counted_at IS 'When this number was found.';
COMMENT ON COLUMN tag_counts.events IS 'Events that are PUBLISHED and not over.';
COMMENT ON CONSTRAINT pk_tag_counts ON tag_counts IS 'A tag is counted once.';
COMMENT ON CONSTRAINT fk_tag_counts_tag_id ON tag_counts IS 'Goes with the tag.';
CREATE INDEX idx_tag_counts_events_tag_id ON tag_counts (events, tag_id);
COMMENT ON INDEX idx_tag_counts_events_tag_id IS 'Popular tags first.';

ALTER TABLE tag_counts ENABLE ROW LEVEL SECURITY;
$migration$, $migration$-- Back to version 11.

DROP TABLE tag_counts;
DROP INDEX idx_media_files_uploaded_by_created_at;
CREATE INDEX idx_media_files_uploaded_by ON media_files (uploaded_by);
COMMENT ON INDEX idx_media_files_uploaded_by IS 'A user''s files; serves the foreign key.';
DROP INDEX idx_events_author_id_start_date_id;
DROP INDEX idx_bookings_booking_date;
CREATE INDEX idx_bookings_booking_date ON bookings (booking_date);
COMMENT ON INDEX idx_bookings_booking_date IS 'Bookings by date.';
DROP INDEX idx_bookings_event_id_booking_date_id;
DROP INDEX idx_bookings_user_id_booking_date_id;
$migration$),
(13, 'search'::text, $migration$-- What lists and search read: a row for each event that everybody may see, and for
-- each version of a page that readers see.  boh_migrate() fills them.

-- No foreign key to events: a DELETE would lock rows here before the transaction commits,
-- and could so deadlock with one that changes a tag or venue.  Triggers keep the rows.
CREATE TABLE event_search (
	event_id uuid NOT NULL,
	venue_id uuid,
	author_id uuid NOT NULL,
	start_date timestamptz(3) NOT NULL,
	end_date timestamptz(3) NOT NULL,
	published_at timestamptz(3) NOT NULL,
	latitude double precision,
	longitude double precision,
	source bigint NOT NULL,
	upcoming boolean NOT NULL,
	price numeric(12,2) NOT NULL,
	currency text COLLATE "C" NOT NULL,
	status text COLLATE "C" NOT NULL,
	category text COLLATE "C" NOT NULL,
	city text COLLATE "C",
	country text COLLATE "C",
	title text COLLATE "C" NOT NULL,
	tag_ids uuid[] NOT NULL,
	terms text[] COLLATE "C" NOT NULL,
	head tsvector NOT NULL,
	vector tsvector NOT NULL,
	CONSTRAINT pk_event_search PRIMARY KEY (event_id)
);
COMMENT ON TABLE event_search IS 'What lists and search read of events that were published and are not DRAFT. Written when a transaction commits that changes events, event_tags, tags or venues; clients cannot write it (BH080). boh_refresh_search() writes it anew. It holds no seats, because the counter of an event changes with each booking.';
COMMENT ON COLUMN event_search.event_id IS 'The event.';
COMMENT ON COLUMN event_search.venue_id IS 'Its venue.';
COMMENT ON COLUMN event_search.author_id IS 'Who runs it.';
COMMENT ON COLUMN event_search.start_date IS 'When it begins.';
COMMENT ON COLUMN event_search.end_date IS 'When it ends.';
COMMENT ON COLUMN event_search.published_at IS 'When it was first published; the order "newest".';
COMMENT ON COLUMN event_search.latitude IS 'Degrees north of its venue.';
COMMENT ON COLUMN event_search.longitude IS 'Degrees east of its venue.';
COMMENT ON COLUMN event_search.source IS 'Hash of the texts that vector is made from; shows whether they changed.';
COMMENT ON COLUMN event_search.upcoming IS 'Whether it is PUBLISHED and had not ended when it was last written; boh_refresh_search() looks at the clock. Upcoming and other events stand in indexes of their own.';
COMMENT ON COLUMN event_search.price IS 'Price of one seat.';
COMMENT ON COLUMN event_search.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN event_search.status IS 'PUBLISHED, COMPLETED or CANCELLED.';
COMMENT ON COLUMN event_search.category IS 'Category of the event.';
COMMENT ON COLUMN event_search.city IS 'City of its venue in lower case and without accents.';
COMMENT ON COLUMN event_search.country IS 'Country of its venue in lower case and without accents.';
COMMENT ON COLUMN event_search.title IS 'Title in lower case and without accents.';
COMMENT ON COLUMN event_search.tag_ids IS 'Its tags, in order of their ids.';
COMMENT ON COLUMN event_search.terms IS 'Words for filters, such as category:CONCERT, city:berlin, country:germany, venue:ID, author:ID, tag:ID, status:PUBLISHED, currency:EUR, week:2026-48 for each week (ISO 8601, UTC) of its first year, and cell:SIZE:NUMBER for the cells of 0.1, 1 and 10 degrees that hold its venue.';
COMMENT ON COLUMN event_search.vector IS 'Words of title (weight A), tags (B), venue, city, country, year and month (C) and description (D), each in lower case and without accents, with its stem in the language of the event. Words of the title stand there once more after =, their stems after ~.';
COMMENT ON COLUMN event_search.head IS 'vector without the words of the description: short, so that search can rank many events by it.';
COMMENT ON CONSTRAINT pk_event_search ON event_search IS 'An event stands here once.';

CREATE INDEX idx_event_search_start_date ON event_search (start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_category ON event_search (category, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_city ON event_search (city, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_country ON event_search (country, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_venue_id ON event_search (venue_id, start_date, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_price ON event_search (currency, price, event_id) WHERE upcoming;
CREATE INDEX idx_event_search_published_at ON event_search (published_at DESC, event_id DESC) WHERE upcoming;
CREATE INDEX idx_event_search_title ON event_search (left(title, 200), event_id) WHERE upcoming;
CREATE INDEX idx_event_search_end_date ON event_search (end_date) WHERE upcoming;
CREATE INDEX idx_event_search_long ON event_search (start_date, event_id)
	WHERE upcoming AND CASE WHEN pg_catalog.isfinite(start_date) AND pg_catalog.isfinite(end_date)
		THEN (end_date OPERATOR(pg_catalog.-) start_date) OPERATOR(pg_catalog.>) CAST('7 days' AS interval) ELSE true END;
CREATE INDEX idx_event_search_words ON event_search USING gin (vector, terms) WITH (fastupdate = off) WHERE upcoming;
CREATE INDEX idx_event_search_past_start_date ON event_search (start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_category ON event_search (category, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_city ON event_search (city, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_venue_id ON event_search (venue_id, start_date, event_id) WHERE NOT upcoming;
CREATE INDEX idx_event_search_past_long ON event_search (start_date, event_id)
	WHERE NOT upcoming AND CASE WHEN pg_catalog.isfinite(start_date) AND pg_catalog.isfinite(end_date)
		THEN (end_date OPERATOR(pg_catalog.-) start_date) OPERATOR(pg_catalog.>) CAST('7 days' AS interval) ELSE true END;
CREATE INDEX idx_event_search_past_words ON event_search USING gin (vector, terms) WITH (fastupdate = off) WHERE NOT upcoming;
COMMENT ON INDEX idx_event_search_start_date IS 'Upcoming events by time.';
COMMENT ON INDEX idx_event_search_category IS 'Upcoming events of a category by time.';
COMMENT ON INDEX idx_event_search_city IS 'Upcoming events in a city by time.';
COMMENT ON INDEX idx_event_search_country IS 'Upcoming events in a country by time.';
COMMENT ON INDEX idx_event_search_venue_id IS 'Upcoming events at a venue by time.';
COMMENT ON INDEX idx_event_search_price IS 'Upcoming events by price, for each currency.';
COMMENT ON INDEX idx_event_search_published_at IS 'Upcoming events, the newest first.';
COMMENT ON INDEX idx_event_search_title IS 'Upcoming events by title; an index cannot hold the longest titles whole.';
COMMENT ON INDEX idx_event_search_end_date IS 'Events that ended since they were written.';
COMMENT ON INDEX idx_event_search_long IS 'Upcoming events of more than a week: a period may overlap them that begins long after they did.';
COMMENT ON INDEX idx_event_search_words IS 'Upcoming events by words of their texts and by what filters look for, in any combination.';
COMMENT ON INDEX idx_event_search_past_start_date IS 'Other events by time.';
COMMENT ON INDEX idx_event_search_past_category IS 'Other events of a category by time.';
COMMENT ON INDEX idx_event_search_past_city IS 'Other events in a city by time.';
COMMENT ON INDEX idx_event_search_past_venue_id IS 'Other events at a venue by time.';
COMMENT ON INDEX idx_event_search_past_long IS 'Other events of more than a week.';
COMMENT ON INDEX idx_event_search_past_words IS 'Other events by words of their texts and by what filters look for.';

CREATE TRIGGER boh_event_search_keep BEFORE INSERT OR UPDATE OR DELETE ON event_search
	FOR EACH ROW EXECUTE FUNCTION boh_event_search_keep();
COMMENT ON TRIGGER boh_event_search_keep ON event_search IS 'Only the database writes these rows (BH080).';

ALTER TABLE event_search ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER boh_events_search AFTER INSERT OR UPDATE OR DELETE ON events
	FOR EACH ROW EXECUTE FUNCTION boh_events_search();
COMMENT ON TRIGGER boh_events_search ON events IS 'Notes that search must hear of the event when the transaction commits.';
CREATE TRIGGER boh_event_tags_search AFTER INSERT OR UPDATE OR DELETE ON event_tags
	FOR EACH ROW EXECUTE FUNCTION boh_event_tags_search();
COMMENT ON TRIGGER boh_event_tags_search ON event_tags IS 'Notes that search must hear of the event when the transaction commits.';
CREATE TRIGGER boh_event_tags_search_all AFTER TRUNCATE ON event_tags
	FOR EACH STATEMENT EXECUTE FUNCTION boh_event_tags_search();
COMMENT ON TRIGGER boh_event_tags_search_all ON event_tags IS 'Notes that search must hear of all events with tags when the transaction commits.';
CREATE TRIGGER boh_tags_search AFTER UPDATE ON tags
	FOR EACH ROW EXECUTE FUNCTION boh_tags_search();
COMMENT ON TRIGGER boh_tags_search ON tags IS 'Notes that search must hear of the events with the tag when the transaction commits.';
CREATE TRIGGER boh_venues_search AFTER UPDATE ON venues
	FOR EACH ROW EXECUTE FUNCTION boh_venues_search();
COMMENT ON TRIGGER boh_venues_search ON venues IS 'Notes that search must hear of the events at the venue when the transaction commits.';


CREATE TABLE page_search (
	page_id uuid NOT NULL,
	published_at timestamptz(3) NOT NULL,
	replaced_at timestamptz(3),
	source bigint NOT NULL,
	version integer NOT NULL,
	slug text COLLATE "C" NOT NULL,
	title text NOT NULL,
	description text,
	body text NOT NULL,
	head tsvector NOT NULL,
	vector tsvector NOT NULL,
	CONSTRAINT pk_page_search PRIMARY KEY (page_id, version),
	CONSTRAINT fk_page_search_page_id FOREIGN KEY (page_id) REFERENCES content_pages (id) ON DELETE CASCADE ON UPDATE CASCADE
);
COMMENT ON TABLE page_search IS 'What search reads of published pages: the version that readers see, and for a scheduled page also the one that they will see. Written when a transaction commits that changes the page; clients cannot write it (BH080). boh_refresh_search() writes it anew.';
COMMENT ON COLUMN page_search.page_id IS 'The page.';
COMMENT ON COLUMN page_search.published_at IS 'When readers begin to see the version.';
COMMENT ON COLUMN page_search.replaced_at IS 'When readers see the next version instead. NULL: no next version is published.';
COMMENT ON COLUMN page_search.source IS 'Hash of what the row is made from; shows whether it changed.';
COMMENT ON COLUMN page_search.version IS 'Number of the version.';
COMMENT ON COLUMN page_search.slug IS 'Name in URLs.';
COMMENT ON COLUMN page_search.title IS 'Title of the version.';
COMMENT ON COLUMN page_search.description IS 'Description that search engines show.';
COMMENT ON COLUMN page_search.body IS 'All text of the sections that readers see, without markup; the first 65,536 bytes.';
COMMENT ON COLUMN page_search.vector IS 'Words of title (weight A), description (C) and body (D), each in lower case and without accents, with its stem in the language that the setting site.language names. Words of the title stand there once more after =, their stems after ~.';
COMMENT ON COLUMN page_search.head IS 'vector without the words of the body.';
COMMENT ON CONSTRAINT pk_page_search ON page_search IS 'A version stands here once.';
COMMENT ON CONSTRAINT fk_page_search_page_id ON page_search IS 'The row is deleted with the page.';

CREATE INDEX idx_page_search_vector ON page_search USING gin (vector) WITH (fastupdate = off);
COMMENT ON INDEX idx_page_search_vector IS 'Pages by the words of their texts.';

CREATE TRIGGER boh_page_search_keep BEFORE INSERT OR UPDATE OR DELETE ON page_search
	FOR EACH ROW EXECUTE FUNCTION boh_page_search_keep();
COMMENT ON TRIGGER boh_page_search_keep ON page_search IS 'Only the database writes these rows (BH080).';

ALTER TABLE page_search ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER boh_content_pages_search AFTER INSERT OR UPDATE ON content_pages
	FOR EACH ROW EXECUTE FUNCTION boh_content_pages_search();
COMMENT ON TRIGGER boh_content_pages_search ON content_pages IS 'Notes that search must hear of the page when the transaction commits.';
CREATE TRIGGER boh_content_page_versions_search AFTER UPDATE ON content_page_versions
	FOR EACH ROW EXECUTE FUNCTION boh_content_page_versions_search();
COMMENT ON TRIGGER boh_content_page_versions_search ON content_page_versions IS 'Notes that search must hear of the page when the transaction commits.';


CREATE TABLE search_words (
	uses bigint NOT NULL,
	kind text COLLATE "C" NOT NULL,
	word text COLLATE "C" NOT NULL,
	label text NOT NULL,
	CONSTRAINT pk_search_words PRIMARY KEY (kind, word, label),
	CONSTRAINT chk_search_words_kind CHECK (kind IN ('word', 'tag', 'city', 'venue'))
);
COMMENT ON TABLE search_words IS 'The vocabulary of search: words to go on with, and to correct typing errors by. Filled by boh_refresh_search(scope => ''words''), which also makes an index of trigrams if the extension pg_trgm is installed.';
COMMENT ON COLUMN search_words.uses IS 'How many events and pages have it.';
COMMENT ON COLUMN search_words.kind IS 'word: a word of a title, tag, venue or city; tag, city, venue: a name.';
COMMENT ON COLUMN search_words.word IS 'The word, or the name from one of its words on, in lower case and without accents; at most 200 bytes.';
COMMENT ON COLUMN search_words.label IS 'What it stands for: the word, the slug of the tag or venue, the name of the city.';
COMMENT ON CONSTRAINT pk_search_words ON search_words IS 'Each stands here once; also finds words by their beginning.';
COMMENT ON CONSTRAINT chk_search_words_kind ON search_words IS 'There are four kinds.';

CREATE INDEX idx_search_words_first ON search_words (kind, "left"(word, 1), uses DESC);
CREATE INDEX idx_search_words_first_two ON search_words (kind, "left"(word, 2), uses DESC);
COMMENT ON INDEX idx_search_words_first IS 'The most frequent words that begin with a character.';
COMMENT ON INDEX idx_search_words_first_two IS 'The most frequent words that begin with two characters.';

ALTER TABLE search_words ENABLE ROW LEVEL SECURITY;
$migration$, $migration$-- Back to version 12.

DROP TABLE search_words;
DROP TRIGGER boh_content_page_versions_search ON content_page_versions;
DROP TRIGGER boh_content_pages_search ON content_pages;
DROP TRIGGER boh_venues_search ON venues;
DROP TRIGGER boh_tags_search ON tags;
DROP TRIGGER boh_event_tags_search_all ON event_tags;
DROP TRIGGER boh_event_tags_search ON event_tags;
DROP TRIGGER boh_events_search ON events;
DROP TABLE page_search;
DROP TABLE event_search;
$migration$),
(14, 'statistics'::text, $migration$-- Statistics of bookings: sums by event and day up to a watermark.

-- The statement of a change may commit long after it began, and clocks can be
-- set back.  So not a time tells what changed after the sums were made, but the
-- number of the transaction.  Rows from before this migration have NULL.
ALTER TABLE bookings ADD COLUMN xid xid8;
ALTER TABLE bookings ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
COMMENT ON COLUMN bookings.xid IS 'Transaction that wrote the row last; set by a trigger. Statistics find by it what has changed since they were summed up. NULL: the row is older than this column.';
CREATE INDEX idx_bookings_xid ON bookings (xid);
COMMENT ON INDEX idx_bookings_xid IS 'Bookings that changed since statistics were summed up.';

ALTER TABLE bookings ADD COLUMN held boolean;
COMMENT ON COLUMN bookings.held IS 'Whether the booking was PENDING when it was made; set by a trigger. NULL: the row is older than this column, or was loaded without triggers.';

-- No foreign key to events: an event with bookings cannot be deleted, and its
-- row would be locked beside the bookings that count their seats there.
CREATE TABLE booking_days (
	event_id uuid NOT NULL,
	held_seats bigint NOT NULL,
	sold_seats bigint NOT NULL,
	cancelled_seats bigint NOT NULL,
	refunded_seats bigint NOT NULL,
	day timestamptz(3) NOT NULL,
	held_bookings integer NOT NULL,
	sold_bookings integer NOT NULL,
	cancelled_bookings integer NOT NULL,
	refunded_bookings integer NOT NULL,
	holds_made integer NOT NULL,
	holds_confirmed integer NOT NULL,
	holds_expired integer NOT NULL,
	revenue numeric(18,2) NOT NULL,
	refund_due numeric(18,2) NOT NULL,
	refunded numeric(18,2) NOT NULL,
	currency text COLLATE "C" NOT NULL,
	CONSTRAINT pk_booking_days PRIMARY KEY (event_id, day, currency)
);
COMMENT ON TABLE booking_days IS 'Sums over the bookings of an event that were made on one day in one currency. Written by boh_update_statistics(); boh_event_stats() and boh_site_stats() add what has changed since.';
COMMENT ON COLUMN booking_days.event_id IS 'The event.';
COMMENT ON COLUMN booking_days.day IS 'Beginning of the day of booking_date, in UTC.';
COMMENT ON COLUMN booking_days.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN booking_days.held_bookings IS 'Number of bookings that are PENDING, overdue ones included.';
COMMENT ON COLUMN booking_days.held_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.sold_bookings IS 'Number of bookings that are CONFIRMED.';
COMMENT ON COLUMN booking_days.sold_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.cancelled_bookings IS 'Number of bookings that are CANCELLED.';
COMMENT ON COLUMN booking_days.cancelled_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.refunded_bookings IS 'Number of bookings that are REFUNDED.';
COMMENT ON COLUMN booking_days.refunded_seats IS 'Their seats.';
COMMENT ON COLUMN booking_days.holds_made IS 'Number of bookings that were PENDING when they were made.';
COMMENT ON COLUMN booking_days.holds_confirmed IS 'How many of these were confirmed, even if they were cancelled later.';
COMMENT ON COLUMN booking_days.holds_expired IS 'How many of these were cancelled because their time ran out.';
COMMENT ON COLUMN booking_days.revenue IS 'Sum of total_price of the CONFIRMED bookings.';
COMMENT ON COLUMN booking_days.refund_due IS 'Sum of total_price of the CANCELLED bookings with a payment reference.';
COMMENT ON COLUMN booking_days.refunded IS 'Sum of total_price of the REFUNDED bookings.';
COMMENT ON CONSTRAINT pk_booking_days ON booking_days IS 'One row for each event, day and currency.';

CREATE TABLE site_days (
	held_bookings bigint NOT NULL,
	held_seats bigint NOT NULL,
	sold_bookings bigint NOT NULL,
	sold_seats bigint NOT NULL,
	cancelled_bookings bigint NOT NULL,
	cancelled_seats bigint NOT NULL,
	refunded_bookings bigint NOT NULL,
	refunded_seats bigint NOT NULL,
	holds_made bigint NOT NULL,
	holds_confirmed bigint NOT NULL,
	holds_expired bigint NOT NULL,
	day timestamptz(3) NOT NULL,
	revenue numeric(18,2) NOT NULL,
	refund_due numeric(18,2) NOT NULL,
	refunded numeric(18,2) NOT NULL,
	currency text COLLATE "C" NOT NULL,
	CONSTRAINT pk_site_days PRIMARY KEY (day, currency)
);
COMMENT ON TABLE site_days IS 'Sums over booking_days of all events.';
COMMENT ON COLUMN site_days.day IS 'Beginning of the day of booking_date, in UTC.';
COMMENT ON COLUMN site_days.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN site_days.held_bookings IS 'Sum of held_bookings.';
COMMENT ON COLUMN site_days.held_seats IS 'Sum of held_seats.';
COMMENT ON COLUMN site_days.sold_bookings IS 'Sum of sold_bookings.';
COMMENT ON COLUMN site_days.sold_seats IS 'Sum of sold_seats.';
COMMENT ON COLUMN site_days.cancelled_bookings IS 'Sum of cancelled_bookings.';
COMMENT ON COLUMN site_days.cancelled_seats IS 'Sum of cancelled_seats.';
COMMENT ON COLUMN site_days.refunded_bookings IS 'Sum of refunded_bookings.';
COMMENT ON COLUMN site_days.refunded_seats IS 'Sum of refunded_seats.';
COMMENT ON COLUMN site_days.holds_made IS 'Sum of holds_made.';
COMMENT ON COLUMN site_days.holds_confirmed IS 'Sum of holds_confirmed.';
COMMENT ON COLUMN site_days.holds_expired IS 'Sum of holds_expired.';
COMMENT ON COLUMN site_days.revenue IS 'Sum of revenue.';
COMMENT ON COLUMN site_days.refund_due IS 'Sum of refund_due.';
COMMENT ON COLUMN site_days.refunded IS 'Sum of refunded.';
COMMENT ON CONSTRAINT pk_site_days ON site_days IS 'One row for each day and currency.';

CREATE TABLE statistics_watermarks (
	system_identifier bigint NOT NULL,
	xid xid8,
	pass_xid xid8,
	pass_event_id uuid,
	updated_at timestamptz(3) NOT NULL,
	pass_day timestamptz(3),
	pass_of_all boolean NOT NULL,
	CONSTRAINT pk_statistics_watermarks PRIMARY KEY (system_identifier)
);
COMMENT ON TABLE statistics_watermarks IS 'How far boh_update_statistics() has come. One row.';
COMMENT ON COLUMN statistics_watermarks.system_identifier IS 'System identifier of the cluster whose transactions the row names. In another cluster, where a dump was restored, the sums are made anew.';
COMMENT ON COLUMN statistics_watermarks.xid IS 'The watermark: booking_days and site_days have all bookings as transactions before this one left them. NULL: the sums are not complete yet.';
COMMENT ON COLUMN statistics_watermarks.pass_xid IS 'The watermark after the pass that is under way. NULL: none is.';
COMMENT ON COLUMN statistics_watermarks.pass_event_id IS 'The last event that this pass has counted. NULL: it has counted none yet.';
COMMENT ON COLUMN statistics_watermarks.pass_day IS 'The last day of that event which this pass has counted. NULL: all days.';
COMMENT ON COLUMN statistics_watermarks.pass_of_all IS 'Whether this pass counts all bookings, not only those that changed.';
COMMENT ON COLUMN statistics_watermarks.updated_at IS 'When boh_update_statistics() last wrote this row.';
COMMENT ON CONSTRAINT pk_statistics_watermarks ON statistics_watermarks IS 'One row for a cluster.';

-- No policies: statistics are for the owner, and for others through functions.
ALTER TABLE booking_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE statistics_watermarks ENABLE ROW LEVEL SECURITY;
$migration$, $migration$-- Back to version 13.

DROP TABLE statistics_watermarks;
DROP TABLE site_days;
DROP TABLE booking_days;
DROP INDEX idx_bookings_xid;
ALTER TABLE bookings DROP COLUMN held;
ALTER TABLE bookings DROP COLUMN xid;
$migration$)
ORDER BY 1
$boh_migration_scripts$;

COMMENT ON FUNCTION boh_migration_scripts() IS
'The migrations that boh_migrate() applies, oldest first: number, name, and the SQL that takes the step up and back down.';
CREATE FUNCTION boh_next_step() RETURNS boolean
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_next_step';
SELECT boh_next_step();
DROP FUNCTION boh_next_step();

-- From 0.3.1 to 0.4.0: new functions, and comments in plainer words.  The build adds
-- boh_migration_scripts(), see the Makefile.

COMMENT ON FUNCTION boh_version() IS
	'Version of the loaded library, such as 0.1.0. It differs from pg_extension.extversion after new files were installed and before ALTER EXTENSION boh UPDATE.';

COMMENT ON FUNCTION boh_migrate(text, integer) IS
	'Migrates the schema schema_name (NULL: setting boh.schema), up or down, to version to_version (NULL: the latest; 0: only schema_migrations is left). A missing schema is made. The first step runs as the calling role, which will own the objects. Later steps run as the owner of schema_migrations, whose privileges the caller must have. Returns the steps taken, with direction up or down; no rows if there is nothing to do. Raises BH020 (an applied migration differs), BH021 (a migration is missing), BH022 (the schema is newer than the extension), BH025 (a step down would drop rows and boh.allow_data_loss is off), BH026, 22023 (no such version, or not a name for a schema), 42P07 (schema_migrations of another tool), 42723 (a function in the schema would hide one of the extension), 42501 (an operator, function or type in the schema or in that of the extension belongs to a role that lacks the privileges of the migrating role), 55000 (a step down would drop a table outside the schema).';

COMMENT ON FUNCTION boh_uuid7() IS
	'Makes a time-ordered identifier, a UUID of version 7 (RFC 9562): 48 bits for the milliseconds since 1970 (UTC), 12 bits for the fraction of the millisecond, 62 random bits. It is greater than all that this session made before, even if the clock goes back. Raises XX000 (no random values).';

COMMENT ON FUNCTION boh_uuid7_time(uuid) IS
	'Time at which id was made, to the millisecond, if id is a UUID of version 7 and of the variant of RFC 9562; otherwise NULL. Raises nothing.';

COMMENT ON FUNCTION boh_slugify(text) IS
	'Makes a slug, a readable name for URLs, from input, a title or name. Reads the first 1,024 characters of input, and returns at most 100 characters of the form ^[a-z0-9]+(-[a-z0-9]+)*$, by the transliteration rules of ICU (Unicode CLDR). Apostrophes are removed, & becomes and, other punctuation separates words. Returns NULL if no letter or digit of input can be written in ASCII. Raises 22021 (text in a SQL_ASCII database that is not UTF-8), 38000 (the ICU library lacks its transliteration data).';

COMMENT ON FUNCTION boh_json_valid(jsonb, jsonb) IS
	'Whether data is valid by schema, a JSON Schema of draft 2020-12; formats are checked. A session compiles a schema only once. Raises 22023 (not a JSON Schema), 0A000 (the schema needs another document, dialect, vocabulary or format), 54001 (nested too deeply), 2201B (a regular expression became too complex).';

COMMENT ON FUNCTION boh_json_errors(jsonb, jsonb) IS
	'Lists all errors of data by schema, in the order in which they are found; no rows if data is valid. path is a JSON Pointer into data (RFC 6901), empty for data as a whole; keyword is the keyword of the schema that data does not satisfy; message says what was expected and what was found. Raises the same errors as boh_json_valid().';

COMMENT ON FUNCTION boh_json_patch(jsonb, jsonb) IS
	'Returns data as changed by patch. patch is a JSON Patch (RFC 6902): an array of at most 1,000 operations add, remove, replace, move, copy and test. In a path, * instead of an array index stands for every element; in path, for the same element as in from. An operation is skipped if its source or the place for its result does not exist. If a test fails, data is returned unchanged. Raises 22023 (not a valid patch), 54000 (the result grows beyond 256 megabytes).';

COMMENT ON FUNCTION boh_sanitize_html(text) IS
	'Returns html, rich text from an editor, without anything that could do harm on a page. Only elements, attributes and URLs of an allow list are kept. Visible text is kept. Ids of headings get the prefix content-, and links to them are changed to match; text-align of a style becomes a class. Browsers read the result as the tree that was written, and sanitizing the result again does not change it. Raises 54000 (larger than 8 MB, nested deeper than 2,000 elements, more than 1,000 attributes in a tag, or more than 256 MB of memory to read it), 22021 (text in a SQL_ASCII database that is not UTF-8).';

COMMENT ON FUNCTION boh_sanitize_html_report(text) IS
	'Does what boh_sanitize_html() does, and reports to editors what it did. Returns an object with these keys: html, the result; removed, an array of what was removed; changed, an array of what was replaced; truncated, whether there was more. Both arrays together have at most 1,000 entries, in the order of the document. An entry has these keys: path, an XPath to the element or attribute in the given html as in boh_html_errors() (empty if there is none); kind (element, attribute, url, class, style, id, comment, text, document); name of the element or attribute; from, the old value, and to, the new one, the first 200 bytes of each; message, the reason. A key without a value is left out. Raises what boh_sanitize_html() raises.';

COMMENT ON FUNCTION boh_html_errors(text) IS
	'Lists what makes html, rich text, unsafe as it is; at most 1,000 rows. No rows: it may be put into a page unchanged, because boh_sanitize_html() would remove and rename nothing, and all tags are well-formed, in an allowed place, and closed. path is an XPath to the element or attribute, such as /ul[1]/li[2]/@onclick, and empty if there is none; message says what is wrong. If html cannot be read, a row says so. Raises 22021 (text in a SQL_ASCII database that is not UTF-8).';

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

COMMENT ON FUNCTION boh_tags_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on tags, per row: makes a unique slug from name if slug is NULL, sets updated_at. Raises 23514 (name without a visible character).';

COMMENT ON FUNCTION boh_venues_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on venues, per row: makes a unique slug from name if slug is NULL, sets updated_at, writes time_zone as IANA does. Raises 22023 (time_zone is no name of the IANA database), 23514 (name without a visible character).';

COMMENT ON FUNCTION boh_venues_guard_events() IS
	'Trigger, AFTER UPDATE on venues, per row: raises BH014 when the new capacity of the venue is lower than that of a DRAFT or PUBLISHED event there that has not ended.';

COMMENT ON FUNCTION boh_events_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on events, per row: makes a unique slug from title if slug is NULL, sets updated_at, keeps in published_at when the event was first published, writes time_zone as IANA does. Only the owner of the table may give a new event another published_at. Raises BH011 (booked_count written), BH013 (more seats than the venue holds), BH015 (fewer seats than are booked), BH016 (status change not allowed), 22023 (time_zone is no name of the IANA database), 23514 (title without a visible character).';

COMMENT ON FUNCTION boh_events_settle_bookings() IS
	'Trigger, AFTER UPDATE on events, per row: when an event becomes CANCELLED, cancels its active bookings. Raises BH016 when an event with active bookings goes back to DRAFT, 55P03 when other transactions keep bookings locked.';

COMMENT ON FUNCTION boh_cancel_event(uuid, text) IS
	'Cancels an event and its active bookings; reason becomes their cancel_reason (NULL: ''event cancelled''). Waits for transactions that have bookings of the event locked. Returns how many bookings were cancelled, 0 if the event was cancelled before. Cancelled bookings with a payment reference and a price are due for a refund. Raises P0002 (no such event), BH016 (a COMPLETED event).';

COMMENT ON FUNCTION boh_complete_events(integer) IS
	'Sets PUBLISHED events that have ended to COMPLETED, at most max_rows (1 or more). Skips events that others have locked. Returns how many events it changed; call it again while it returns max_rows. Raises 22023.';

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

COMMENT ON FUNCTION boh_bookings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on bookings, per row: locks the user and the event, copies the event''s price, fills in times. Raises BH006 (status change not allowed), BH007 (a column that cannot change), BH009 (total_price is not seats times unit_price), BH010 (hold expired), BH017 (another payment or refund reference), BH019 (hold too long), 22003 (price), 22008 (time), 23503 (no such event).';

COMMENT ON FUNCTION boh_bookings_note_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per row: notes the seats that the row takes or gives back. They are counted at the end of the statement.';

COMMENT ON FUNCTION boh_bookings_count_seats() IS
	'Trigger, AFTER INSERT OR UPDATE on bookings, per statement: counts the noted seats, once for each event, in the order of event ids. Raises BH001 (not PUBLISHED), BH002 (booking not open), BH003 (not enough seats), BH004 (limit per user), BH005 (deleted user), BH009 (price has changed).';

COMMENT ON FUNCTION boh_book_seats(uuid, uuid, integer, text, text, integer) IS
	'Books seat_count seats (1 or more) of event for customer. payment is the payment provider''s reference: with it the booking is CONFIRMED, without it PENDING, and holds its seats for hold_seconds (1 to 31536000; NULL: setting boh.hold_seconds). A request sent again with the same idempotency_key returns the booking that the first one made, as it is now. Returns exactly one row; refund_due is true for a booking that is CANCELLED and has a payment reference and a price. Raises P0002 (no such event or user), 22003 (price), 22004, 22023 (arguments), BH001 to BH005, BH008 (key used for another request), BH019 (hold longer than boh.max_hold_seconds), 55P03 (inside a savepoint: the seats of overdue holds are needed, but others have these locked).';

COMMENT ON FUNCTION boh_confirm_booking(uuid, text) IS
	'Confirms a PENDING booking and records payment, the payment provider''s reference. If the hold has expired, a payment is needed: payment, or one recorded before. Then the booking is confirmed at its captured price if the event is PUBLISHED and has not ended, the seats are free, the limit per user is kept, the account of the user is open, and the payment is not later than boh.max_payment_delay_seconds. Otherwise no error is raised: the booking stays CANCELLED, the payment is recorded, and refund_due is true unless the price is 0. A booking already confirmed with the same payment is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded, or cancelled and no payment given), BH010 (hold expired and no payment), BH017 (another payment recorded).';

COMMENT ON FUNCTION boh_cancel_booking(uuid, text) IS
	'Cancels a PENDING or CONFIRMED booking and gives its seats back; reason has 1 to 1000 characters. A booking already cancelled is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (refunded).';

COMMENT ON FUNCTION boh_change_seats(uuid, integer) IS
	'Changes the number of seats of an active booking to seat_count (1 or more), at its captured price. More seats obey the rules of a new booking, and the event''s price must still be the captured one. Returns exactly one row. Raises P0002 (no such booking), 22003, 22004, 22023, BH001 to BH005, BH007 (not active), BH009 (price changed), BH010 (hold expired), 55P03 (the seats of overdue holds are needed, but others have these locked).';

COMMENT ON FUNCTION boh_refund_booking(uuid, text) IS
	'Records that a CONFIRMED or CANCELLED booking was paid back; refund is the payment provider''s reference. A CONFIRMED booking gives its seats back. A booking already refunded with the same reference is returned as it is. Returns exactly one row. Raises P0002 (no such booking), BH006 (PENDING), BH017 (another refund recorded).';

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

COMMENT ON FUNCTION boh_events_arrange_lanes() IS
	'Trigger, AFTER INSERT OR UPDATE on events, per row: makes as many rows of booking_lanes as the event''s column booking_lanes says (none for 1), and spreads its capacity and booked seats over them.';

COMMENT ON FUNCTION boh_booking_lanes_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE (per row) and BEFORE TRUNCATE (per statement) on booking_lanes: raises BH018, unless a row is deleted with its event.';

COMMENT ON FUNCTION boh_fold_lanes(uuid) IS
	'Brings booked_count up to date, for one event with booking lanes or for all such events (NULL). Skips events that others have locked. Bookings on lanes do not wait for this. Returns how many events had an outdated count. Needs UPDATE on events. Raises P0002 (no such event).';

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

COMMENT ON FUNCTION boh_content_sections_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_sections, per row: checks new data, and data whose type changed. Locks the page that a new or moved section joins, puts a section whose position is NULL at the end of its page, sets updated_at. Raises 23514 (data do not match the schema of their type), BH033 (the type has no schema).';

COMMENT ON FUNCTION boh_content_sections_order() IS
	'Trigger, AFTER UPDATE on content_sections, per statement: sections that the statement moved to the end of a page keep the order that they had.';

COMMENT ON FUNCTION boh_validate_section(text, jsonb) IS
	'Returns true if data match the schema of section_type; otherwise raises 23514. Its message has the first place that is wrong, what was expected and what was found; its DETAIL has all errors, up to 64 kilobytes. Raises BH033 (the type does not exist or has no schema), 42501 (the role may not read section_schemas).';

COMMENT ON FUNCTION boh_section_errors(text, jsonb) IS
	'Lists all errors of data by the schema of section_type, in the form of boh_json_errors(); no rows if there are none. Raises BH033 and 42501 like boh_validate_section().';

COMMENT ON FUNCTION boh_section_schema(text) IS
	'The JSON Schema that data of sections of this type must match now, with title and description of each key: the one in section_schemas, or else that of the extension. Raises BH033 and 42501 like boh_validate_section().';

COMMENT ON FUNCTION boh_section_schemas_lock_sections() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE on section_schemas, per statement: locks content_sections against writers until the transaction ends, so that nobody writes a section by a schema that is being replaced.';

COMMENT ON FUNCTION boh_section_schemas_forget() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on section_schemas, per row, ENABLE ALWAYS: makes sessions forget the schemas that they keep in memory. This session forgets at once, others when the transaction commits.';

COMMENT ON FUNCTION boh_section_schemas_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on section_schemas, per row: sets updated_at. Raises the errors of boh_json_valid() for a schema that is not valid (22023) or not supported (0A000).';

COMMENT ON FUNCTION boh_section_schemas_guard_sections() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on section_schemas: raises BH032 if existing sections do not match the schema that their type has now, or if it has none any more; DETAIL lists them. Does nothing while boh.allow_broken_sections is on.';

COMMENT ON FUNCTION boh_migrate_sections(text, jsonb, jsonb) IS
	'Changes the data of all sections of a type, as they are edited and in versions of pages. patch is a JSON Patch for the data, as in boh_json_patch(). new_schema becomes the schema of the type in section_schemas; NULL leaves the schema as it is. Returns how many sections it changed: sections on pages, version_sections in versions. Raises BH032, and changes nothing, if some sections do not match the schema afterwards; if boh.allow_broken_sections is on, those stay as they are instead. Raises 22023 (not a valid patch or schema), BH033 (the type has no schema), 42501 (the role may not change section_schemas and all of content_sections). Others who write sections or publish wait until the transaction ends.';

COMMENT ON FUNCTION boh_content_pages_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on content_pages, per row: makes a unique slug from title if slug is NULL, fills in published_at of a PUBLISHED page, chooses live_version and previous_version, sets updated_at. Raises BH031 (live_version or previous_version written), 23514 (title without a visible character).';

COMMENT ON FUNCTION boh_content_pages_publish() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on content_pages, per row: writes the version that became live, and announces on boh_cache each slug that shows readers something else now.';

COMMENT ON FUNCTION boh_content_pages_lock_sections() IS
	'Trigger, BEFORE DELETE on content_pages, per statement: locks content_sections, whose rows are deleted with their pages, in the way of a statement that writes sections.';

COMMENT ON FUNCTION boh_content_page_versions_keep() IS
	'Trigger, BEFORE INSERT OR UPDATE OR DELETE on content_page_versions, per row: raises BH030 for a row that is not written by publishing, BH035 for deleting a version that readers see or the newest version of a page, unless it is deleted with its page.';

COMMENT ON FUNCTION boh_create_page(jsonb, jsonb) IS
	'Makes a page and its sections. page is an object with title and, optionally, slug, metaDescription, authorId (default: the person of the session or, without a session, the setting boh.user_id), status (default: DRAFT) and publishedAt. sections is an array, in the order of the page, of objects with type, data and, optionally, isVisible (default: true). Returns the id of the page. Raises 22004, 22023 (an argument has another form, and DETAIL lists all errors; or no author), 23514 (data of a section), and what a plain INSERT raises.';

COMMENT ON FUNCTION boh_publish_page(uuid, timestamptz) IS
	'Publishes a page as it is now, from the time at on. A time in the future schedules the page: until then readers see what they see now. NULL is the current time, but published_at stays as it is if it has passed. Returns the number of the version. Raises 22004, 22023 (at is infinite), P0002 (no such page).';

COMMENT ON FUNCTION boh_rollback_page(uuid, integer) IS
	'Restores title, meta description and sections of a page, hidden ones included, from a version. Writes them as a new version, which is live if the page is PUBLISHED. Returns the number of the new version. Raises 22004, 22023, P0002 (no such page or version), 23514 (a section does not match the schema that its type has now).';

COMMENT ON FUNCTION boh_add_section(uuid, text, jsonb, integer) IS
	'Adds a section to a page at a position, counted from 0. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the id of the section. Raises 22004, 22023, 22P02 (no such type), 23514 (data), P0002 (no such page).';

COMMENT ON FUNCTION boh_reorder_sections(uuid, uuid[]) IS
	'Puts the sections of a page into the order of their ids in the array, at positions from 0 on. Returns how many sections have another position now. Raises 22004, BH034 (the array does not name each section of the page, hidden ones included, once), P0002 (no such page).';

COMMENT ON FUNCTION boh_copy_page(uuid, text, text) IS
	'Copies a page, as it is edited, with all its sections, hidden ones included. The copy is a DRAFT. If slug (at most 100 characters) is NULL, it is made from the title; if title (at most 300) is NULL, it is that of the page. The author is the person of the session or, without a session, the setting boh.user_id, or else the author of the page. Sections keep type, data, visibility and position; columns of your own get their defaults. Returns the id of the copy. Raises 22004, 22023, 23505 (the slug is taken), 23514 (data that do not match the schema that their type has now), P0002 (no such page).';

COMMENT ON FUNCTION boh_move_section(uuid, uuid, integer) IS
	'Moves a section to a position, counted from 0, on its own page or another one. If another section has that position, it and those after it move up by one. NULL, or a position beyond the last one, means the end. Returns the new position. Locks both pages and their sections first, so that no deadlock with boh_reorder_sections() is possible. Raises 22004, 22023, 40001 (somebody else has moved the section meanwhile), P0002 (no such section or page).';

COMMENT ON FUNCTION boh_iso_time(timestamptz) IS
	'A time as text, in the format that documents of boh use: ISO 8601 in UTC with milliseconds, such as 2027-01-31T09:00:00.000Z. Years before 0000 and after 9999 have a sign and six digits, as ECMAScript''s Date reads them: -000043 is 44 BC. Infinite times are infinity and -infinity. Raises nothing.';

DROP FUNCTION boh_page(text, boolean);
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

COMMENT ON FUNCTION boh_page_diff(uuid, integer, integer) IS
	'How two versions of a page differ for readers; NULL is the page as it is edited. "title" and "metaDescription" are there if they differ, with "from" and "to". "sections" has "added", "removed", "moved" (with positions "from" and "to", counted from 0) and "changed" (with "paths", JSON Pointers into data, and "oldType" if the type changed). Needs SELECT on content_page_versions, for NULL also on content_pages and content_sections. Raises 22004, P0002 (no such page or version).';

COMMENT ON FUNCTION boh_page_advice(uuid) IS
	'Lists what would make a page, as it is edited, easier to find and to read: a title of fewer than 60 characters, a description of 150 to 160 characters, one heading of the first level (of a HERO, or h1 in a text), alternative texts of pictures. field is a JSON Pointer into boh_page(slug, true). No rows: there is nothing to improve. Raises 22004, P0002 (no such page).';

COMMENT ON FUNCTION boh_content_pages_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on content_pages, per row: removes the redirect from the new slug, and adds one from the slug that a PUBLISHED page had before.';

COMMENT ON FUNCTION boh_events_keep_slug() IS
	'Trigger, AFTER INSERT OR UPDATE OF slug on events, per row: removes the redirect from the new slug, and adds one from the slug that an event had before, unless the event was a DRAFT.';

COMMENT ON FUNCTION boh_slug_redirects_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on slug_redirects, per row: raises BH036 for a slug that an existing page or event has.';

COMMENT ON FUNCTION boh_slug_redirects_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on slug_redirects, per row: announces the slug on channel boh_cache if it is one of a page.';

CREATE FUNCTION boh_event_slug(slug text) RETURNS TABLE (event_id uuid, present_slug text, redirected boolean)
	LANGUAGE c STABLE PARALLEL UNSAFE ROWS 1
	AS 'MODULE_PATHNAME', 'boh_event_slug';
COMMENT ON FUNCTION boh_event_slug(text) IS
	'The PUBLISHED event that a slug leads to: its id, its present slug, and whether the slug is an old one. No row: the slug leads to no event, or to one that is not PUBLISHED. Needs only USAGE on the schema. Raises 22004.';

COMMENT ON FUNCTION boh_validate_setting(text, text) IS
	'Whether a setting of that type can have the value. NUMBER is a number as JSON writes it, with at most 131072 digits before the point and 16383 after it; BOOLEAN is true or false; JSON is a JSON text that jsonb can store, nested at most 1000 levels deep; IMAGE is a URL as in the format boh-image-url; TEXT is anything. NULL, no value, is possible for each type. The trigger of site_settings uses the same check. Raises 22004 (no type), 22023 (unknown type).';

COMMENT ON FUNCTION boh_setting(text) IS
	'Value of a setting as text; NULL if there is no such setting, if it has no value, or if the caller may not read it. Every role with USAGE on the schema may read public settings; other settings, a role that may SELECT key and value of site_settings. If row-level security applies to that role, the table itself is read for these. Sessions keep values in memory, and forget them as soon as a change is committed. So even under REPEATABLE READ this is the value that is committed now, or that this transaction has written.';

COMMENT ON FUNCTION boh_settings(text, boolean) IS
	'The settings of a group, or all settings for NULL, as one object of keys and values; only those with is_public, unless public_only is false: then also those that the caller may SELECT from site_settings. A NUMBER becomes a JSON number, a BOOLEAN true or false, JSON itself, any other type a string; no value is null. Values are kept in memory as by boh_setting(). Raises 22004 (public_only is NULL), 22023 (unknown group), 23514 (a value that was written without the trigger and does not match its type), 42501 (public_only is false, and the caller may not SELECT key, value, type, setting_group and is_public of site_settings).';

COMMENT ON FUNCTION boh_site_settings_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on site_settings, per row: sets updated_at. Raises 23514 (a value that does not match the type of the setting), 22023 (a media.base_url that pages could not show).';

COMMENT ON FUNCTION boh_site_settings_changed() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on site_settings per row, BEFORE and AFTER TRUNCATE per statement, each ENABLE ALWAYS: makes sessions forget what they keep in memory of the table, and announces the old and the new key of the setting on channel boh_cache.';

COMMENT ON FUNCTION boh_media_files_check() IS
	'Trigger, BEFORE INSERT OR UPDATE on media_files, per row: makes filename and url if they are NULL, writes mime_type in lower case, sets updated_at. Raises BH037 (a file in use is put into the bin or gets another address), BH039 (media type), BH040 (too large), BH042 (being removed), 22023 (a setting that cannot be read).';

COMMENT ON FUNCTION boh_media_files_announce() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE on media_files, per row: sends NOTIFY boh_cache when a file that readers can see is changed or removed, and NOTIFY boh_thumbnails when a picture has no thumbnail.';

COMMENT ON FUNCTION boh_content_sections_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_sections: brings media_references up to date. Raises BH038 (a deleted file).';

COMMENT ON FUNCTION boh_content_page_versions_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on content_page_versions: brings media_references up to date. Raises BH038 (a deleted file).';

COMMENT ON FUNCTION boh_events_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on events: brings media_references of image_url and video_url up to date. Raises BH038 (a deleted file).';

COMMENT ON FUNCTION boh_site_settings_refer() IS
	'Trigger, AFTER INSERT OR UPDATE OR DELETE (per row) and AFTER TRUNCATE (per statement) on site_settings: brings media_references of settings of type IMAGE up to date. Raises BH038 (a deleted file).';

COMMENT ON FUNCTION boh_media_usage(uuid) IS
	'Lists what refers to a file, one row for each place. entity is section, page_version, event or setting; path is the place in it; name describes it in words, and is NULL if the caller may not read it. Needs SELECT on media_files and media_references. Raises P0002 (no such file), 22004.';

COMMENT ON FUNCTION boh_orphaned_media(integer) IS
	'Lists files that nothing refers to, that were uploaded more than older_than_days (0 to 36500) days ago, and that, if they are in the bin, were put there as long ago. boh_purge_media() would mark these files, except those for which it finds missing references. Needs SELECT on media_files. Raises 22004, 22023.';

COMMENT ON FUNCTION boh_purge_media(integer) IS
	'First step of removing files. Brings references up to date as boh_refresh_media_references() does, then marks the files that boh_orphaned_media(older_than_days) lists; skips files that others have locked. Returns the marked files, also those that were marked before and are not yet confirmed as removed. Commit, remove these files and their thumbnails (a missing one counts as removed), then call boh_media_purged() with the ids. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

COMMENT ON FUNCTION boh_media_purged(uuid[]) IS
	'Second step of removing files: deletes the rows with these ids, whose files are removed now. Ids that boh_purge_media() has not marked are ignored. Returns how many rows were deleted. Needs SELECT, UPDATE and DELETE on media_files. Raises 22004, BH042 (marked in the same transaction).';

COMMENT ON FUNCTION boh_take_thumbnails(integer, integer) IS
	'Gives up to max_rows pictures without a thumbnail, oldest first, to a worker that makes the thumbnails. Nobody else gets them for lease_seconds (1 to 86400). A thumbnail is done when thumbnail_url is set. A picture is given out five times at most; attempt says which time this is. Needs SELECT and UPDATE on media_files. Raises 22004, 22023.';

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

DROP FUNCTION boh_verify();
CREATE FUNCTION boh_verify(event uuid DEFAULT NULL, since interval DEFAULT NULL, progress boolean DEFAULT NULL)
RETURNS TABLE (problem text, entity text, entity_id uuid, expected text, actual text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_verify';
COMMENT ON FUNCTION boh_verify(uuid, interval, boolean) IS
	'Checks the data schema. Finds counters that are wrong, statistics that differ from a recount, rows that break a rule, triggers and constraints that are missing or switched off, tables, columns and enums that differ from what the migrations made, policies that are missing or differ from what boh_grant() makes, and profiles of roles that do not exist. Returns one row for each finding: problem, what is wrong; entity, the table or type; entity_id, the row (NULL: the table itself); expected, what it should be; actual, what it is. No rows: everything is in order. Reads the whole schema, except the rows of tables with a column that is missing, has another type or may be null. With event, checks only that event and its bookings. With since, checks only those bookings that changed in that time, and their events; the rest as always. Sends notices that say how far it has come: with progress after each check, without it after each that ends five seconds or more after the last notice; with false none. Raises 22023 (since), 42501 (row-level security hides rows from the role), P0002 (no such event).';

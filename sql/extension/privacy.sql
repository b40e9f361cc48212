CREATE FUNCTION boh_column_classes() RETURNS TABLE (table_name text, column_name text, class text, erasure text, person_column text, classified_by text)
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_column_classes';
COMMENT ON FUNCTION boh_column_classes() IS
	'What each column of the data schema holds. class: NEITHER (neither personal nor financial), FINANCIAL, PAYMENT (financial, names a payment to its provider), CUSTOMER (personal data of a customer), STAFF (of who runs the site) or CREDENTIAL (a secret). erasure is what boh_erase_user() does with it in rows of the person: KEEP, EMPTY (NULL or the default), REPLACE (by a value without meaning) or DELETE (the row). person_column is the column of the table that names the person; NULL: none. classified_by is EXTENSION for the columns of boh, OWNER for those that boh_classify_column() has classified, NOBODY for others: in tables of boh these count as personal data of a customer. Tables of other owners are left out. Raises 42501 (no USAGE on the data schema).';

CREATE FUNCTION boh_classify_column(table_name text, column_name text, class text, person_column text DEFAULT NULL) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_classify_column';
COMMENT ON FUNCTION boh_classify_column(text, text, text, text) IS
	'Says what a column holds that the owner has added to a table of boh, or that is in a table of the owner''s own in the data schema. class is as in boh_column_classes(). person_column is the column of type uuid in that table that has the id of the user to whom the row belongs; NULL: the one that boh knows of its own tables, in other tables none, and then export and erasure do not find the row. Recorded in column_classes and in the audit. Returns true when something changed. Only for the owner of the tables. Raises 22004, 22023 (no such class, no such column, a column of boh, a personal column that can neither be NULL nor has a default, or person_column is no uuid), 42501, 25006 (read-only transaction).';

CREATE FUNCTION boh_record_consent(person uuid, purpose text, granted boolean, source text, wording_version text, client_address inet DEFAULT NULL) RETURNS uuid
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_record_consent';
COMMENT ON FUNCTION boh_record_consent(uuid, text, boolean, text, text, inet) IS
	'Records that a person consents to a purpose, or does not, or not any more. Earlier decisions stay. purpose is a name such as analytics; source says where the person decided; wording_version names the wording that the person was shown; client_address is the address of the person''s computer. Returns the id of the row in consents. For the person of the session, and for anybody with the profile service or trusted, or as an ADMIN. Raises 22004, 22023, 42501, P0002 (no such user, or an erased one), 25006 (read-only transaction).';

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
	'Erases a person for good: empties what boh_column_classes() says in all rows of the person, deletes the counters of failed logins, and removes personal values from the audit. The account is closed, and its address becomes the id followed by @erased.invalid. Bookings and money stay. Returns how many rows of which table were changed. Can be repeated. reason, 1 to 1000 characters, stays in the audit: name no person in it. If the row of users was deleted before, removes what the audit still has. For an ADMIN who is signed in through a role with the profile admin, and for the owner of the tables. Raises 22004, 22023, 42501, P0002 (no such user), BH051 (the last ADMIN), BH071 (open holds or refunds), BH074 (a column that cannot be emptied), 25006 (read-only transaction).';

CREATE FUNCTION boh_erasures() RETURNS jsonb
	LANGUAGE c STABLE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_erasures';
COMMENT ON FUNCTION boh_erasures() IS
	'The list of erased people for boh_reapply_erasures(): an array of objects with user_id and erased_at. Keep it apart from backups. Only for roles with the profile maintenance. Raises 42501.';

CREATE FUNCTION boh_reapply_erasures(list jsonb) RETURNS TABLE (user_id uuid, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_reapply_erasures';
COMMENT ON FUNCTION boh_reapply_erasures(jsonb) IS
	'Erases people again after a backup was restored that still has them. list is what boh_erasures() returned. Open bookings do not stop it, nor does a missing ADMIN. Returns for each person how many rows were changed. Only for the owner of the tables. Raises 22004, 22023 (not such a list), 42501, BH074 (a column that cannot be emptied), 25006 (read-only transaction).';

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
	'Removes what is kept too long: months of the audit whose time is over, counters of failed logins, and the idempotency keys, requests and reasons of bookings that were cancelled 90 days ago and never confirmed or paid. Bookings stay, and so do unused accounts. At most max_rows (1 or more) of each; call it again while a row_count is max_rows. For audit_logs, months are counted rather than rows; those that are not sealed, or that others are reading, stay until the next call, as a NOTICE says. Skips rows that others have locked. Only for roles with the profile maintenance. Raises 22004, 22023, 42501, 25006 (read-only transaction).';

CREATE FUNCTION boh_mask_database() RETURNS TABLE (entity text, row_count bigint)
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_mask_database';
COMMENT ON FUNCTION boh_mask_database() IS
	'Makes a copy of a database fit for development: replaces personal data of everybody in the data schema by made-up values that keep the constraints, removes credentials, references to payments, values of settings that are not public, counters of failed logins, and the audit. Free text, such as pages, stays. Returns how many rows of which table were changed. Only for the owner of the tables, and only while boh.allow_data_loss is on. Raises 42501, BH072 (boh.allow_data_loss is off), BH073 (a column of an own table is not classified), BH074 (a column that cannot be emptied), 25006 (read-only transaction).';

CREATE FUNCTION boh_privacy_keep() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_privacy_keep';
COMMENT ON FUNCTION boh_privacy_keep() IS
	'Trigger, BEFORE UPDATE OR DELETE per row, BEFORE TRUNCATE per statement, on consents and erasures: rows never change (BH070).';

CREATE FUNCTION boh_users_keep_traces() RETURNS trigger
	LANGUAGE c AS 'MODULE_PATHNAME', 'boh_users_keep_traces';
COMMENT ON FUNCTION boh_users_keep_traces() IS
	'Trigger, BEFORE DELETE on users, per row: refuses to delete a user to whom other rows refer, and says how to erase the person (23503).';

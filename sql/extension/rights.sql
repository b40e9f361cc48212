CREATE FUNCTION boh_grant(role text, profile text) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_grant';
COMMENT ON FUNCTION boh_grant(text, text) IS
	'Gives a role a profile: the privileges and policies on the tables of the data schema (setting boh.schema) that this kind of application needs. Profiles: site, app, admin, auth, payments, maintenance, reporting, auditor, trusted, service. Recorded in role_profiles; each later migration applies it again to what it adds. Also makes policies again that a restore lost. Returns true when the role did not have the profile, false when nothing new was recorded. Only for the owner of the tables. Raises 22004, 22023 (unknown profile), 42501 (not the owner), 42704 (no such role), BH050 (profiles that one role must not have together), 25006 (read-only transaction).';

CREATE FUNCTION boh_revoke(role text, profile text) RETURNS boolean
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'boh_revoke';
COMMENT ON FUNCTION boh_revoke(text, text) IS
	'Takes a profile from a role, with its privileges and policies. What other profiles of the role need stays. So do privileges that the role had before boh knew profiles, unless boh_grant() granted the profile again since. Returns true when the role had the profile. Only for the owner of the tables. Raises 22004, 22023 (unknown profile), 42501 (not the owner), 25006 (read-only transaction).';

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

-- The catalog of profiles, and row-level security.

\ir describe.psql

BEGIN;
SELECT plan(7);

SELECT results_eq(
	$$SELECT name, type, not_null, default_value FROM described_columns
	WHERE schema = 'boh' AND relation = 'role_profiles' ORDER BY number$$,
	$$VALUES
		('granted_at', 'timestamp(3) with time zone', true, 'date_trunc(''milliseconds''::text, now())'),
		('keeps_privileges', 'boolean', true, 'false'),
		('role_name', 'text COLLATE "C"', true, NULL),
		('profile', 'text COLLATE "C"', true, NULL),
		('granted_by', 'text', true, '(CURRENT_USER)::text')$$,
	'columns of role_profiles');

SELECT results_eq(
	$$SELECT name, definition FROM described_constraints
	WHERE schema = 'boh' AND relation = 'role_profiles' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('pk_role_profiles', 'PRIMARY KEY (role_name, profile)')$$,
	'constraints of role_profiles');

SELECT is_empty(
	$$SELECT name FROM described_indexes WHERE schema = 'boh' AND relation = 'role_profiles'$$,
	'indexes that no constraint has of role_profiles');

SELECT results_eq(
	$$SELECT name, definition, enabled FROM described_triggers
	WHERE schema = 'boh' AND relation = 'role_profiles' ORDER BY name COLLATE "C"$$,
	$$VALUES
		('boh_role_profiles_audit', 'AFTER INSERT OR DELETE OR UPDATE ON role_profiles FOR EACH ROW EXECUTE FUNCTION boh_audit_row(''role_profiles'')', 'O'),
		('boh_role_profiles_audit_all', 'AFTER TRUNCATE ON role_profiles FOR EACH STATEMENT EXECUTE FUNCTION boh_audit_row(''role_profiles'')', 'O'),
		('boh_role_profiles_changed', 'AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON role_profiles FOR EACH STATEMENT EXECUTE FUNCTION boh_role_profiles_changed()', 'A')$$,
	'triggers of role_profiles');

-- These are for the owner, and no profile has privileges on them.
SELECT results_eq(
	$$SELECT relname::text COLLATE "default" FROM pg_class
	WHERE relnamespace = 'boh'::regnamespace AND relkind = 'r' AND NOT relrowsecurity ORDER BY relname$$,
	$$VALUES ('booking_lanes'), ('role_profiles'), ('schema_migrations'), ('session_keys')$$,
	'tables without row-level security');

SELECT is_empty(
	$$SELECT relation, name FROM described_policies WHERE schema = 'boh' AND NOT (permissive AND of_owner)$$,
	'policies are permissive, and those of profiles that no role has are the owner''s');

SELECT results_eq(
	$$SELECT relation, name, command, visible, written FROM described_policies
	WHERE schema = 'boh' ORDER BY relation COLLATE "C", name COLLATE "C"$$,
	$$VALUES
		('boh_backup_log', 'admin_read', 'SELECT', 'boh_session_is_admin(''users''::regclass)', NULL),
		('boh_backup_log', 'maintenance_insert', 'INSERT', NULL, 'true'),
		('boh_backup_log', 'maintenance_read', 'SELECT', 'true', NULL),
		('bookings', 'admin_insert', 'INSERT', NULL, 'user_id >= boh_session_first_user(''users''::regclass) AND user_id <= boh_session_last_user(''users''::regclass)'),
		('bookings', 'admin_read', 'SELECT', 'user_id >= boh_session_first_user(''users''::regclass) AND user_id <= boh_session_last_user(''users''::regclass)', NULL),
		('bookings', 'admin_read_of_events', 'SELECT', 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])', NULL),
		('bookings', 'admin_update', 'UPDATE', 'user_id >= boh_session_first_user(''users''::regclass) AND user_id <= boh_session_last_user(''users''::regclass)', NULL),
		('bookings', 'admin_update_of_events', 'UPDATE', 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])', NULL),
		('bookings', 'app_insert_own', 'INSERT', NULL, 'user_id = boh_session_user(''users''::regclass)'),
		('bookings', 'app_read_of_events', 'SELECT', 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])', NULL),
		('bookings', 'app_read_own', 'SELECT', 'user_id = boh_session_user(''users''::regclass)', NULL),
		('bookings', 'app_update_of_events', 'UPDATE', 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])', NULL),
		('bookings', 'app_update_own', 'UPDATE', 'user_id = boh_session_user(''users''::regclass)', NULL),
		('bookings', 'payments_read', 'SELECT', 'true', NULL),
		('bookings', 'payments_update', 'UPDATE', 'true', NULL),
		('bookings', 'reporting_read', 'SELECT', 'true', NULL),
		('bookings', 'service_all', 'ALL', 'true', 'true'),
		('bookings_archive', 'admin_read', 'SELECT', 'user_id >= boh_session_first_user(''users''::regclass) AND user_id <= boh_session_last_user(''users''::regclass)', NULL),
		('bookings_archive', 'admin_read_of_events', 'SELECT', 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])', NULL),
		('bookings_archive', 'app_read_of_events', 'SELECT', 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])', NULL),
		('bookings_archive', 'app_read_own', 'SELECT', 'user_id = boh_session_user(''users''::regclass)', NULL),
		('bookings_archive', 'payments_read', 'SELECT', 'true', NULL),
		('bookings_archive', 'reporting_read', 'SELECT', 'true', NULL),
		('bookings_archive', 'service_read', 'SELECT', 'true', NULL),
		('consents', 'admin_read', 'SELECT', 'user_id >= boh_session_first_user(''users''::regclass) AND user_id <= boh_session_last_user(''users''::regclass)', NULL),
		('consents', 'app_read_own', 'SELECT', 'user_id = boh_session_user(''users''::regclass)', NULL),
		('consents', 'reporting_read', 'SELECT', 'true', NULL),
		('consents', 'service_read', 'SELECT', 'true', NULL),
		('content_page_versions', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('content_page_versions', 'service_all', 'ALL', 'true', 'true'),
		('content_pages', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('content_pages', 'service_all', 'ALL', 'true', 'true'),
		('content_sections', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('content_sections', 'service_all', 'ALL', 'true', 'true'),
		('event_tags', 'admin_delete', 'DELETE', '(EXISTS ( SELECT FROM events e WHERE e.id = event_tags.event_id AND e.author_id >= boh_session_first_author(''users''::regclass) AND e.author_id <= boh_session_last_author(''users''::regclass)))', NULL),
		('event_tags', 'admin_insert', 'INSERT', NULL, '(EXISTS ( SELECT FROM events e WHERE e.id = event_tags.event_id AND e.author_id >= boh_session_first_author(''users''::regclass) AND e.author_id <= boh_session_last_author(''users''::regclass)))'),
		('event_tags', 'admin_read', 'SELECT', '(EXISTS ( SELECT FROM events e WHERE e.id = event_tags.event_id))', NULL),
		('event_tags', 'admin_update', 'UPDATE', '(EXISTS ( SELECT FROM events e WHERE e.id = event_tags.event_id AND e.author_id >= boh_session_first_author(''users''::regclass) AND e.author_id <= boh_session_last_author(''users''::regclass)))', NULL),
		('event_tags', 'app_delete_own', 'DELETE', 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])', NULL),
		('event_tags', 'app_insert_own', 'INSERT', NULL, 'event_id = ANY ((( SELECT boh_own_events(''events''::regclass) AS boh_own_events))::uuid[])'),
		('event_tags', 'app_read', 'SELECT', '(EXISTS ( SELECT FROM events e WHERE e.id = event_tags.event_id))', NULL),
		('event_tags', 'reporting_read', 'SELECT', 'true', NULL),
		('event_tags', 'service_all', 'ALL', 'true', 'true'),
		('events', 'admin_delete', 'DELETE', 'author_id >= boh_session_first_author(''users''::regclass) AND author_id <= boh_session_last_author(''users''::regclass)', NULL),
		('events', 'admin_insert', 'INSERT', NULL, 'author_id >= boh_session_first_author(''users''::regclass) AND author_id <= boh_session_last_author(''users''::regclass)'),
		('events', 'admin_read', 'SELECT', 'author_id >= boh_session_first_author(''users''::regclass) AND author_id <= boh_session_last_author(''users''::regclass)', NULL),
		('events', 'admin_read_booked', 'SELECT', 'id = ANY ((( SELECT boh_booked_events(''bookings''::regclass) AS boh_booked_events))::uuid[])', NULL),
		('events', 'admin_read_published', 'SELECT', 'status = ''PUBLISHED''::event_status', NULL),
		('events', 'admin_update', 'UPDATE', 'author_id >= boh_session_first_author(''users''::regclass) AND author_id <= boh_session_last_author(''users''::regclass)', NULL),
		('events', 'app_delete_own', 'DELETE', 'author_id = boh_session_organizer(''users''::regclass)', NULL),
		('events', 'app_insert_own', 'INSERT', NULL, 'author_id = boh_session_organizer(''users''::regclass)'),
		('events', 'app_read_booked', 'SELECT', 'id = ANY ((( SELECT boh_booked_events(''bookings''::regclass) AS boh_booked_events))::uuid[])', NULL),
		('events', 'app_read_own', 'SELECT', 'author_id = boh_session_organizer(''users''::regclass)', NULL),
		('events', 'app_read_published', 'SELECT', 'status = ''PUBLISHED''::event_status', NULL),
		('events', 'app_update_own', 'UPDATE', 'author_id = boh_session_organizer(''users''::regclass)', NULL),
		('events', 'reporting_read', 'SELECT', 'true', NULL),
		('events', 'service_all', 'ALL', 'true', 'true'),
		('events_archive', 'admin_read', 'SELECT', '(EXISTS ( SELECT FROM events e WHERE e.id = events_archive.event_id))', NULL),
		('events_archive', 'app_read', 'SELECT', '(EXISTS ( SELECT FROM events e WHERE e.id = events_archive.event_id))', NULL),
		('events_archive', 'reporting_read', 'SELECT', 'true', NULL),
		('events_archive', 'service_read', 'SELECT', 'true', NULL),
		('maintenance_tasks', 'admin_read', 'SELECT', 'boh_session_is_admin(''users''::regclass)', NULL),
		('maintenance_tasks', 'maintenance_read', 'SELECT', 'true', NULL),
		('media_files', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('media_files', 'service_all', 'ALL', 'true', 'true'),
		('media_references', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('media_references', 'service_all', 'ALL', 'true', 'true'),
		('section_schemas', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('section_schemas', 'service_all', 'ALL', 'true', 'true'),
		('site_settings', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('site_settings', 'service_all', 'ALL', 'true', 'true'),
		('slug_redirects', 'admin_all', 'ALL', 'boh_session_is_admin(''users''::regclass)', 'boh_session_is_admin(''users''::regclass)'),
		('slug_redirects', 'service_all', 'ALL', 'true', 'true'),
		('tags', 'admin_delete', 'DELETE', 'boh_session_is_admin(''users''::regclass)', NULL),
		('tags', 'admin_insert', 'INSERT', NULL, 'boh_session_organizer(''users''::regclass) IS NOT NULL'),
		('tags', 'admin_read', 'SELECT', 'true', NULL),
		('tags', 'admin_update', 'UPDATE', 'boh_session_is_admin(''users''::regclass)', NULL),
		('tags', 'app_insert', 'INSERT', NULL, 'boh_session_organizer(''users''::regclass) IS NOT NULL'),
		('tags', 'app_read', 'SELECT', 'true', NULL),
		('tags', 'reporting_read', 'SELECT', 'true', NULL),
		('tags', 'service_all', 'ALL', 'true', 'true'),
		('users', 'admin_delete', 'DELETE', 'boh_session_is_admin(''users''::regclass)', NULL),
		('users', 'admin_insert', 'INSERT', NULL, 'boh_session_is_admin(''users''::regclass)'),
		('users', 'admin_read', 'SELECT', 'id >= boh_session_first_user(''users''::regclass) AND id <= boh_session_last_user(''users''::regclass)', NULL),
		('users', 'admin_update', 'UPDATE', 'id >= boh_session_first_user(''users''::regclass) AND id <= boh_session_last_user(''users''::regclass)', NULL),
		('users', 'app_read_own', 'SELECT', 'id = boh_session_user(''users''::regclass)', NULL),
		('users', 'app_update_own', 'UPDATE', 'id = boh_session_user(''users''::regclass)', NULL),
		('users', 'auth_insert', 'INSERT', NULL, 'role = ''USER''::user_role AND deleted_at IS NULL'),
		('users', 'auth_read', 'SELECT', 'true', NULL),
		('users', 'auth_update', 'UPDATE', 'true', NULL),
		('users', 'reporting_read', 'SELECT', 'true', NULL),
		('users', 'service_all', 'ALL', 'true', 'true'),
		('venues', 'admin_delete', 'DELETE', 'boh_session_is_admin(''users''::regclass)', NULL),
		('venues', 'admin_insert', 'INSERT', NULL, 'boh_session_is_admin(''users''::regclass)'),
		('venues', 'admin_read', 'SELECT', 'true', NULL),
		('venues', 'admin_update', 'UPDATE', 'boh_session_is_admin(''users''::regclass)', NULL),
		('venues', 'app_read', 'SELECT', 'true', NULL),
		('venues', 'reporting_read', 'SELECT', 'true', NULL),
		('venues', 'service_all', 'ALL', 'true', 'true')$$,
	'policies');

SELECT * FROM finish();
ROLLBACK;

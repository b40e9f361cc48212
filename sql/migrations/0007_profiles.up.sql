-- What each role may do, and row-level security.

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

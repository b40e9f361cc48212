-- What everybody may read: a role with USAGE on the data schema, and no right on any table, reads
-- through functions what is published, and nothing else

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_owner, regress_boh_site, regress_boh_stranger, regress_boh_editor, regress_boh_mallory;
RESET client_min_messages;
CREATE ROLE regress_boh_owner;
CREATE ROLE regress_boh_site;
CREATE ROLE regress_boh_stranger;
CREATE ROLE regress_boh_editor;
CREATE ROLE regress_boh_mallory;
DO $$ BEGIN EXECUTE format('GRANT CREATE, TEMP ON DATABASE %I TO regress_boh_owner, regress_boh_mallory', current_database()); END $$;
SET boh.schema = 'public_read';

SET ROLE regress_boh_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate();
-- privileges alone first, policies further down
CREATE FUNCTION public_read.row_security(action text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	name name;
BEGIN
	FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public_read' LOOP
		EXECUTE format('ALTER TABLE public_read.%I %s', name, action);
	END LOOP;
END
$$;
SELECT public_read.row_security('DISABLE ROW LEVEL SECURITY');
GRANT USAGE ON SCHEMA public_read TO regress_boh_site, regress_boh_editor;
GRANT SELECT ON ALL TABLES IN SCHEMA public_read TO regress_boh_editor;
SET search_path = public_read, public;
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
SET boh.user_id = '00000000-0000-0000-0000-0000000000aa';

INSERT INTO media_files (id, filename, original_filename, url, mime_type, file_size) VALUES
	('00000000-0000-0000-0000-0000000000f1', 'shown.png', 'shown.png', '/uploads/shown.png', 'image/png', 1),
	('00000000-0000-0000-0000-0000000000f2', 'secret.png', 'secret.png', '/uploads/secret.png', 'image/png', 1);
SELECT boh_create_page(jsonb_build_object('title', title, 'slug', lower(title)),
	'[{"type": "TEXT", "data": {"content": "<p>shown</p>"}}, {"type": "TEXT", "data": {"content": "<p>hidden</p>"}, "isVisible": false}]') IS NOT NULL AS made
FROM unnest('{Live,Draft,Soon,Again,Old}'::text[]) title;
SELECT boh_create_page('{"title": "Picture", "slug": "picture"}', '[{"type": "IMAGE", "data": {"url": "/uploads/secret.png", "alt": "Secret"}}]') IS NOT NULL AS made;
CREATE FUNCTION page(name text) RETURNS uuid LANGUAGE sql STABLE AS 'SELECT id FROM public_read.content_pages WHERE slug = name';
SELECT boh_publish_page(page('live')), boh_publish_page(page('soon'), '2999-01-01 00:00+00'), boh_publish_page(page('again')), boh_publish_page(page('old'));
UPDATE content_pages SET slug = slug || '-now' WHERE slug IN ('live', 'soon', 'old');
UPDATE content_pages SET status = 'ARCHIVED' WHERE slug = 'old-now';
-- edits in progress, and a next version that is scheduled
UPDATE content_pages SET title = 'Edited' WHERE slug = 'live-now';
INSERT INTO content_sections (page_id, type, data) VALUES (page('live-now'), 'IMAGE', '{"url": "/uploads/secret.png", "alt": "Secret"}');
UPDATE content_pages SET title = 'Next' WHERE slug = 'again';
SELECT boh_publish_page(page('again'), '2999-01-01 00:00+00');

INSERT INTO site_settings (key, value, type, setting_group, is_public) VALUES
	('site.name', 'Culture House', 'TEXT', 'GENERAL', true), ('site.motto', NULL, 'TEXT', 'GENERAL', true), ('site.items', '12', 'NUMBER', 'SEO', true),
	('mail.password', 'secret', 'TEXT', 'GENERAL', false), ('mail.sender', 'ada', 'TEXT', 'CONTACT', false);

INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date, booking_lanes)
	SELECT ('00000000-0000-0000-0000-0000000000e' || n)::uuid, '00000000-0000-0000-0000-0000000000aa', title, 10, status::event_status, start_date, start_date + 1, lanes
	FROM (VALUES (1, 'Fair', 'PUBLISHED', date '2999-01-01', 1), (2, 'Lanes', 'PUBLISHED', '2999-01-01', 2), (3, 'Ball', 'DRAFT', '2999-01-01', 1),
		(4, 'Gala', 'CANCELLED', '2999-01-01', 1), (5, 'Past', 'COMPLETED', '2001-01-01', 1), (6, 'Draft lanes', 'DRAFT', '2999-01-01', 2)) v (n, title, status, start_date, lanes);
UPDATE events SET slug = slug || '-now' WHERE title IN ('Fair', 'Ball', 'Gala');
SELECT one.seats, two.seats AS on_lanes
FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 3) one,
	boh_book_seats('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000aa', 4) two;

-- what a role gets: one row a question
CREATE FUNCTION pages() RETURNS TABLE (slug text, answer text) LANGUAGE sql AS $$
	SELECT name, concat_ws(' ', document ->> 'title', document ->> 'redirect', document ->> 'validUntil',
		(SELECT string_agg(coalesce(s -> 'data' ->> 'content', s -> 'data' ->> 'url'), ' ') FROM jsonb_array_elements(document -> 'sections') s))
	FROM unnest('{live,live-now,draft,soon,soon-now,again,old,old-now,picture,nowhere}'::text[]) name, public.boh_page(name) document
$$;
CREATE FUNCTION previews() RETURNS TABLE (slug text, answer text) LANGUAGE sql AS $$
	SELECT name, coalesce(public.boh_page(name, true) ->> 'title', 'nothing')
	FROM unnest('{live,live-now,draft,again,nowhere}'::text[]) name
$$;
CREATE FUNCTION settings() RETURNS TABLE (key text, answer text) LANGUAGE sql AS $$
	SELECT name, public.boh_setting(name) FROM unnest('{site.name,site.motto,mail.password,mail.sender,nowhere}'::text[]) name
	UNION ALL SELECT 'all public', public.boh_settings()::text UNION ALL SELECT 'SEO', public.boh_settings('SEO')::text
	UNION ALL SELECT 'all', public.raises('SELECT boh_settings(public_only => false)')
$$;
CREATE FUNCTION seats() RETURNS TABLE (event text, answer text) LANGUAGE plpgsql AS $$
BEGIN
	FOREACH event IN ARRAY '{e1 published,e2 published with lanes,e3 draft,e4 cancelled,e5 completed,e6 draft with lanes,e7 nowhere}'::text[] LOOP
		BEGIN
			answer := public.boh_available_seats(('00000000-0000-0000-0000-0000000000' || left(event, 2))::uuid);
		EXCEPTION WHEN OTHERS THEN
			answer := concat_ws(' ', SQLSTATE, SQLERRM);
		END;
		RETURN NEXT;
	END LOOP;
END
$$;
CREATE FUNCTION slugs() RETURNS TABLE (slug text, answer text) LANGUAGE sql AS $$
	SELECT name, concat_ws(' ', right(event_id::text, 2), present_slug, redirected)
	FROM unnest('{fair,fair-now,lanes,ball,ball-now,gala,gala-now,past,nowhere}'::text[]) name LEFT JOIN LATERAL public.boh_event_slug(name) ON true
$$;
GRANT CREATE ON SCHEMA public_read TO regress_boh_mallory;
RESET ROLE;

--
-- USAGE alone
--

SET ROLE regress_boh_site;
SELECT * FROM pages();
SELECT raises('SELECT * FROM previews()') AS preview;
SELECT * FROM settings();
SELECT * FROM seats();
SELECT * FROM slugs();
SELECT boh_next_publication() AT TIME ZONE 'UTC' AS next;
-- nothing tells an event that is not published from one that does not exist
SELECT count(DISTINCT (code, message, detail::jsonb - 'event_id', hint, place)) AS answers
FROM unnest('{e3,e4,e5,e6,e7}'::text[]) event, raised(format('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000%s'')', event));
-- everything else is refused
SELECT statement, code FROM (VALUES
	('boh_page_diff(''00000000-0000-0000-0000-0000000000c1'', 1, NULL)'), ('boh_page_advice(''00000000-0000-0000-0000-0000000000c1'')'),
	('boh_publish_page(''00000000-0000-0000-0000-0000000000c1'')'), ('boh_rollback_page(''00000000-0000-0000-0000-0000000000c1'', 1)'),
	('boh_copy_page(''00000000-0000-0000-0000-0000000000c1'')'), ('boh_create_page(''{"title": "Mine"}'', ''[]'')'),
	('boh_add_section(''00000000-0000-0000-0000-0000000000c1'', ''HERO'', ''{"heading": "x"}'')'),
	('boh_section_schema(''HERO'')'), ('boh_validate_section(''HERO'', ''{}'')'), ('boh_section_errors(''HERO'', ''{}'')'), ('boh_migrate_sections(''HERO'', ''[]'')'),
	('boh_media_usage(''00000000-0000-0000-0000-0000000000f1'')'), ('boh_orphaned_media()'), ('boh_purge_media()'), ('boh_take_thumbnails()'), ('boh_refresh_media_references()'),
	('boh_cancel_event(''00000000-0000-0000-0000-0000000000e1'')'), ('boh_fold_lanes()'), ('boh_recount_seats(''00000000-0000-0000-0000-0000000000e1'')'),
	('boh_complete_events()'), ('boh_expire_bookings()'), ('boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)'),
	('boh_verify()')) v (statement), raised('SELECT * FROM ' || statement);
SELECT count(*) AS readable FROM pg_class WHERE relnamespace = 'public_read'::regnamespace AND relkind IN ('r', 'v')
	AND has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE, REFERENCES');
RESET ROLE;

-- what was scheduled is seen when its time has come
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE content_pages SET published_at = '2001-01-01' WHERE slug IN ('soon-now', 'again');
SET ROLE regress_boh_site;
SELECT * FROM pages() WHERE slug IN ('soon', 'soon-now', 'again');
SELECT boh_next_publication() AS none;
RESET ROLE;
-- the next of several, of which the first are archived and a draft
UPDATE content_pages SET published_at = CASE slug WHEN 'soon-now' THEN '2998-01-01 00:00+00' WHEN 'again' THEN '2999-01-01 00:00+00' ELSE '2997-01-01 00:00+00' END::timestamptz
	WHERE slug IN ('soon-now', 'again', 'draft', 'old-now');
SET ROLE regress_boh_site;
SELECT boh_next_publication() AT TIME ZONE 'UTC' AS next;
RESET ROLE;
ROLLBACK;
-- what is taken back is seen no more
BEGIN;
UPDATE content_pages SET status = 'DRAFT' WHERE slug = 'live-now';
UPDATE events SET status = 'CANCELLED' WHERE id = '00000000-0000-0000-0000-0000000000e1';
UPDATE site_settings SET is_public = false WHERE key = 'site.name';
SET ROLE regress_boh_site;
SELECT boh_page('live') AS old_slug, boh_page('live-now') AS page, raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')') AS seats,
	boh_setting('site.name') AS setting, boh_settings() AS settings;
SELECT * FROM slugs() WHERE slug ~ '^fair';
RESET ROLE;
ROLLBACK;
-- an index that is gone makes boh_page() run a statement
BEGIN;
ALTER TABLE content_pages RENAME CONSTRAINT uq_content_pages_slug TO uq_content_pages_other;
SET ROLE regress_boh_site;
SELECT * FROM pages();
RESET ROLE;
ROLLBACK;
-- settings that are too many for the memory of a session
BEGIN;
INSERT INTO site_settings (key, value, is_public) SELECT 'large.' || n, repeat('x', 2500000), n = 1 FROM generate_series(1, 2) n;
SET ROLE regress_boh_site;
SELECT boh_setting('site.name') AS public, boh_setting('mail.password') AS private, length(boh_setting('large.1')) AS large, boh_setting('large.2') AS large_private, boh_settings() - 'large.1' AS all;
RESET ROLE;
ROLLBACK;

--
-- No USAGE
--

SET ROLE regress_boh_stranger;
SELECT raises('SELECT boh_page(''live-now'')') AS page, raises('SELECT boh_setting(''site.name'')') AS setting, raises('SELECT boh_settings()') AS settings,
	raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')') AS seats, raises('SELECT boh_event_slug(''fair'')') AS slug,
	raises('SELECT boh_next_publication()') AS next;
RESET ROLE;
-- not even when the session has just answered another role
SET ROLE regress_boh_site;
SELECT boh_setting('site.name') AS site;
SET ROLE regress_boh_stranger;
SELECT raises('SELECT boh_setting(''site.name'')') AS stranger;
RESET ROLE;
REVOKE USAGE ON SCHEMA public_read FROM regress_boh_site;
SET ROLE regress_boh_site;
SELECT raises('SELECT boh_setting(''site.name'')') AS revoked;
RESET ROLE;
GRANT USAGE ON SCHEMA public_read TO regress_boh_site;

--
-- SELECT on the tables
--

SET ROLE regress_boh_editor;
SELECT * FROM pages();
SELECT * FROM previews();
SELECT * FROM settings();
SELECT * FROM seats();
RESET ROLE;
-- one session, two roles
SET ROLE regress_boh_site;
SELECT boh_setting('mail.password') AS site;
SET ROLE regress_boh_editor;
SELECT boh_setting('mail.password') AS editor;
SET ROLE regress_boh_site;
SELECT boh_setting('mail.password') AS site;
RESET ROLE;
-- SELECT on columns
REVOKE SELECT ON events, site_settings FROM regress_boh_editor;
GRANT SELECT (id, capacity, booked_count, booking_lanes) ON events TO regress_boh_editor;
GRANT SELECT (key, value) ON site_settings TO regress_boh_editor;
SET ROLE regress_boh_editor;
SELECT * FROM seats();
SELECT * FROM settings();
RESET ROLE;
REVOKE SELECT (booking_lanes) ON events FROM regress_boh_editor;
REVOKE SELECT (value) ON site_settings FROM regress_boh_editor;
SET ROLE regress_boh_editor;
SELECT * FROM seats();
SELECT * FROM settings();
RESET ROLE;
GRANT SELECT ON events, site_settings TO regress_boh_editor;

--
-- Row-level security, without a policy
--

SET ROLE regress_boh_owner;
SELECT row_security('ENABLE ROW LEVEL SECURITY');
RESET ROLE;
SET ROLE regress_boh_site;
SELECT * FROM pages();
SELECT * FROM settings();
SELECT * FROM seats();
SELECT * FROM slugs();
SELECT boh_next_publication() AT TIME ZONE 'UTC' AS next;
SET ROLE regress_boh_editor;
SELECT * FROM pages();
SELECT * FROM previews();
SELECT * FROM settings();
SELECT * FROM seats();
SELECT * FROM slugs();
SELECT boh_next_publication() AT TIME ZONE 'UTC' AS next;
-- which is not to be left out
SET row_security = off;
SELECT boh_page('live-now') ->> 'title' AS page, boh_setting('site.name') AS setting, boh_settings() ? 'site.name' AS settings, boh_available_seats('00000000-0000-0000-0000-0000000000e1') AS seats,
	(SELECT present_slug FROM boh_event_slug('fair')) AS slug;
SELECT raises('SELECT boh_page(''draft'', true)') AS preview, raises('SELECT boh_setting(''mail.password'')') AS setting, raises('SELECT boh_settings(public_only => false)') AS settings,
	raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e3'')') AS seats;
RESET row_security;
-- the owner is above it
SET ROLE regress_boh_owner;
SELECT boh_page('draft', true) ->> 'title' AS preview, boh_setting('mail.password') AS setting, boh_settings(public_only => false) ? 'mail.password' AS settings,
	boh_available_seats('00000000-0000-0000-0000-0000000000e3') AS seats;
-- unless it is forced
SELECT row_security('FORCE ROW LEVEL SECURITY');
SELECT boh_page('draft', true) ->> 'title' AS preview, boh_setting('mail.password') AS setting, boh_settings(public_only => false) ? 'mail.password' AS settings,
	raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e3'')') AS seats;
SELECT boh_page('live-now') ->> 'title' AS page, boh_setting('site.name') AS setting, boh_settings() ? 'site.name' AS settings, boh_available_seats('00000000-0000-0000-0000-0000000000e1') AS seats;
RESET ROLE;
SET ROLE regress_boh_site;
SELECT boh_page('live-now') ->> 'title' AS page, boh_setting('site.name') AS setting, boh_settings() ? 'site.name' AS settings, boh_available_seats('00000000-0000-0000-0000-0000000000e1') AS seats,
	(SELECT present_slug FROM boh_event_slug('fair')) AS slug;
RESET ROLE;
-- what is seen where it does not bind the owner is not kept for where it does
SET ROLE regress_boh_owner;
CREATE TABLE seen (what text);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public_read.seen VALUES (coalesce(public.boh_setting('mail.password'), 'nothing')); RETURN NULL; END $$;
CREATE TRIGGER see AFTER UPDATE OF booked_count ON events FOR EACH ROW EXECUTE FUNCTION see();
RESET ROLE;
BEGIN;
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1);
SELECT * FROM seen;
SET ROLE regress_boh_owner;
SELECT boh_setting('mail.password') AS afterwards;
RESET ROLE;
ROLLBACK;
DROP TRIGGER see ON events;
SET ROLE regress_boh_owner;
SELECT row_security('NO FORCE ROW LEVEL SECURITY');

--
-- Row-level security, with policies
--

CREATE POLICY few ON content_pages FOR SELECT TO regress_boh_editor USING (slug IN ('draft', 'nowhere'));
CREATE POLICY few ON content_sections FOR SELECT TO regress_boh_editor USING (true);
CREATE POLICY few ON site_settings FOR SELECT TO regress_boh_editor USING (key = 'mail.sender');
CREATE POLICY few ON events FOR SELECT TO regress_boh_editor USING (title IN ('Ball', 'Draft lanes'));
RESET ROLE;
SET ROLE regress_boh_editor;
SELECT * FROM pages();
SELECT * FROM previews();
SELECT * FROM settings();
SELECT boh_settings(public_only => false) AS all, boh_settings('CONTACT', false) AS contact, boh_settings('GENERAL', false) AS general, boh_settings('SEO', false) AS seo;
SELECT * FROM seats();
-- where a policy depends on the session, each call asks it
RESET ROLE;
DROP POLICY few ON site_settings;
CREATE POLICY few ON site_settings FOR SELECT TO regress_boh_editor USING (key = current_setting('public_read.key', true));
SET ROLE regress_boh_editor;
SET public_read.key = 'mail.password';
SELECT boh_setting('mail.password') AS password, boh_setting('mail.sender') AS sender, boh_setting('site.name') AS name;
SET public_read.key = 'mail.sender';
SELECT boh_setting('mail.password') AS password, boh_setting('mail.sender') AS sender, boh_setting('site.name') AS name;
RESET ROLE;
-- policies do not help a role that has no privilege
CREATE POLICY every ON site_settings FOR SELECT USING (true);
CREATE POLICY every ON events FOR SELECT USING (true);
SET ROLE regress_boh_site;
SELECT * FROM settings();
SELECT * FROM seats();
RESET ROLE;
SET ROLE regress_boh_owner;
SELECT row_security('DISABLE ROW LEVEL SECURITY');
RESET ROLE;

--
-- Tables of others: nobody reads them with another's rights
--

-- one that was given away
BEGIN;
ALTER TABLE content_page_versions OWNER TO regress_boh_stranger;
ALTER TABLE events OWNER TO regress_boh_stranger;
ALTER TABLE site_settings OWNER TO regress_boh_stranger;
SET ROLE regress_boh_site;
SELECT raises('SELECT boh_page(''live-now'')') AS page, raises('SELECT boh_setting(''site.name'')') AS setting, raises('SELECT boh_settings()') AS settings,
	raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')') AS seats, raises('SELECT boh_event_slug(''fair'')') AS slug;
SET ROLE regress_boh_editor;
SELECT * FROM slugs();
SELECT boh_page('live-now') ->> 'title' AS page, boh_setting('site.name') AS setting, boh_setting('mail.password') AS private, boh_settings() ? 'site.name' AS settings,
	boh_available_seats('00000000-0000-0000-0000-0000000000e1') AS seats, boh_available_seats('00000000-0000-0000-0000-0000000000e3') AS draft;
-- with policies, too
RESET ROLE;
ALTER TABLE content_page_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE site_settings ENABLE ROW LEVEL SECURITY;
DROP POLICY every ON site_settings;
DROP POLICY every ON events;
SET ROLE regress_boh_editor;
SELECT * FROM slugs();
SELECT boh_page('live-now') AS page, boh_setting('site.name') AS setting, boh_setting('mail.sender') AS private, boh_settings() AS settings, boh_settings(public_only => false) AS all,
	raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')') AS seats, boh_available_seats('00000000-0000-0000-0000-0000000000e3') AS draft;
RESET ROLE;
ROLLBACK;
BEGIN;
ALTER TABLE content_pages OWNER TO regress_boh_stranger;
SET ROLE regress_boh_site;
SELECT raises('SELECT boh_next_publication()') AS next;
SET ROLE regress_boh_editor;
SELECT boh_next_publication() AT TIME ZONE 'UTC' AS next;
ROLLBACK;
BEGIN;
ALTER TABLE content_page_versions OWNER TO regress_boh_stranger;
GRANT SELECT (id, slug, published_at, live_version, previous_version) ON content_pages TO regress_boh_site;
GRANT SELECT ON content_page_versions TO regress_boh_site;
SET ROLE regress_boh_site;
SELECT boh_page('live-now') ->> 'title' AS by_columns;
RESET ROLE;
ALTER TABLE slug_redirects OWNER TO regress_boh_stranger;
SET ROLE regress_boh_site;
SELECT raises('SELECT boh_page(''live'')') AS redirect, raises('SELECT boh_event_slug(''lanes'')') AS event;
RESET ROLE;
ROLLBACK;

-- a schema_migrations of a hostile role, next to tables that the owner left there
SET ROLE regress_boh_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate('public_read_left');
GRANT USAGE, CREATE ON SCHEMA public_read_left TO regress_boh_mallory;
INSERT INTO public_read_left.users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO public_read_left.content_pages (author_id, title, slug, status) SELECT id, 'Secret', 'secret', 'PUBLISHED' FROM public_read_left.users;
INSERT INTO public_read_left.site_settings (key, value, is_public) VALUES ('secret', 'secret', true);
INSERT INTO public_read_left.events (id, author_id, title, capacity, status, start_date, end_date)
	SELECT '00000000-0000-0000-0000-0000000000e1', id, 'Secret', 10, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM public_read_left.users;
DROP TABLE public_read_left.schema_migrations;
RESET ROLE;
CREATE TABLE acted (who name);
GRANT INSERT ON acted TO PUBLIC;
GRANT USAGE ON SCHEMA public_read TO regress_boh_mallory;
SET ROLE regress_boh_mallory;
CREATE TABLE public_read_left.schema_migrations (version integer, name text, checksum text, applied_at timestamptz(3), applied_by text);
INSERT INTO public_read_left.schema_migrations SELECT version FROM boh_migration_scripts();
SET boh.schema = 'public_read_left';
SELECT raises('SELECT boh_page(''secret'')') AS page, raises('SELECT boh_page(''nowhere'')') AS nowhere, raises('SELECT boh_setting(''secret'')') AS setting, raises('SELECT boh_settings()') AS settings,
	raises('SELECT boh_available_seats(''00000000-0000-0000-0000-0000000000e1'')') AS seats, raises('SELECT boh_event_slug(''secret'')') AS slug;
RESET ROLE;
-- and a view of the hostile role, whose function would act as whoever reads it
DROP TABLE public_read_left.content_page_versions CASCADE;
DROP TABLE public_read.content_page_versions CASCADE;
SET ROLE regress_boh_mallory;
CREATE FUNCTION public_read_left.act() RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public_read.acted VALUES (current_user); RETURN '{}'; END $$;
CREATE VIEW public_read_left.content_page_versions AS SELECT id AS page_id, 1 AS version, public_read_left.act() AS snapshot FROM public_read_left.content_pages;
CREATE VIEW public_read.content_page_versions AS SELECT NULL::uuid AS page_id, 1 AS version, public_read_left.act() AS snapshot;
SELECT raises('SELECT boh_page(''secret'')') AS left_schema;
SET boh.schema = 'public_read';
SELECT raises('SELECT boh_page(''live-now'')') AS data_schema;
SET boh.schema = 'public_read_left';
RESET ROLE;
SELECT * FROM acted;
DROP VIEW public_read.content_page_versions;

-- an installation of the hostile role's own acts as that role alone
SET ROLE regress_boh_mallory;
SELECT count(*) > 0 AS migrated FROM boh_migrate('public_read_own');
DROP TABLE public_read_own.content_page_versions CASCADE;
CREATE VIEW public_read_own.content_page_versions AS SELECT id AS page_id, 1 AS version, public_read_left.act() AS snapshot FROM public_read_own.content_pages;
INSERT INTO public_read_own.users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
ALTER TABLE public_read_own.content_pages DISABLE TRIGGER USER, DROP CONSTRAINT chk_content_pages_live_version;
INSERT INTO public_read_own.content_pages (author_id, title, slug, status, published_at, live_version) VALUES ('00000000-0000-0000-0000-0000000000aa', 'Trap', 'trap', 'PUBLISHED', '2001-01-01', 1);
GRANT USAGE ON SCHEMA public_read_own TO PUBLIC;
RESET ROLE;
GRANT USAGE ON SCHEMA public_read_left TO PUBLIC;
SET boh.schema = 'public_read_own';
SET ROLE regress_boh_site;
SELECT boh_page('trap');
RESET ROLE;
SELECT DISTINCT who FROM acted;

-- temporary tables
SET ROLE regress_boh_mallory;
CREATE TEMP TABLE schema_migrations (version integer);
INSERT INTO schema_migrations SELECT version FROM boh_migration_scripts();
CREATE TEMP TABLE site_settings (key text, value text, type text, setting_group text, is_public boolean, updated_at timestamptz);
SELECT set_config('boh.schema', pg_my_temp_schema()::regnamespace::text, false) ~ '^pg_temp' AS temporary;
SELECT code FROM raised('SELECT boh_setting(''site.name'')');
RESET ROLE;
RESET boh.schema;

--
-- Names that the caller puts in front
--

SET client_min_messages = warning;
DROP SCHEMA public_read_left, public_read_own CASCADE;
SET boh.schema = 'public_read';
DROP SCHEMA public_read CASCADE;
SET ROLE regress_boh_owner;
SELECT count(*) > 0 AS migrated FROM boh_migrate();
GRANT USAGE ON SCHEMA public_read TO regress_boh_mallory;
INSERT INTO public_read.users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO public_read.content_pages (id, author_id, title, slug, status) VALUES
	('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000aa', 'Live', 'live', 'PUBLISHED'), ('00000000-0000-0000-0000-0000000000c2', '00000000-0000-0000-0000-0000000000aa', 'Draft', 'draft', 'DRAFT');
UPDATE public_read.content_pages SET slug = 'home' WHERE slug = 'live';
INSERT INTO public_read.site_settings (key, value, is_public) VALUES ('site.name', 'Culture House', true), ('mail.password', 'secret', false);
INSERT INTO public_read.events (id, author_id, title, capacity, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 'Fair', 10, 'PUBLISHED', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000aa', 'Ball', 10, 'DRAFT', '2999-01-01', '2999-01-02');
UPDATE public_read.events SET slug = 'fairs' WHERE slug = 'fair';
CREATE TABLE public_read.seen (what text, who name);
GRANT INSERT ON public_read.seen TO PUBLIC;
-- so that boh_page() runs a statement
ALTER TABLE public_read.content_pages RENAME CONSTRAINT uq_content_pages_slug TO uq_content_pages_other;
RESET ROLE;
SET ROLE regress_boh_mallory;
CREATE SCHEMA public_read_hostile;
CREATE FUNCTION public_read_hostile.tell(what text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public_read.seen VALUES (what, current_user); END $$;
CREATE FUNCTION public_read_hostile.plant(name text, type text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE FUNCTION public_read_hostile.%I(%s, %2$s) RETURNS boolean LANGUAGE plpgsql AS %L',
		name || type, type, format('BEGIN PERFORM public_read_hostile.tell(%L); RETURN true; END', name || ' ' || type));
	EXECUTE format('CREATE OPERATOR public_read_hostile.%s (LEFTARG = %s, RIGHTARG = %2$s, FUNCTION = public_read_hostile.%I)', name, type, name || type);
END $$;
SELECT count(public_read_hostile.plant(name, type)) AS planted FROM unnest('{=,<>,<,<=,>,>=}'::text[]) name,
	unnest('{uuid,text,integer,smallint,boolean,timestamptz,public_read.event_status,public_read.content_status,anyenum}'::text[]) type;
CREATE FUNCTION public_read_hostile.int_step(bigint, integer) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN PERFORM public_read_hostile.tell('sum'); RETURN 0; END $$;
CREATE AGGREGATE public_read_hostile.sum (integer) (SFUNC = public_read_hostile.int_step, STYPE = bigint, INITCOND = 0);
GRANT USAGE ON SCHEMA public_read_hostile TO PUBLIC;
RESET ROLE;
\c -
\set VERBOSITY terse
SET ROLE regress_boh_mallory;
CREATE TEMP TABLE content_pages (id uuid, slug text, published_at timestamptz, live_version integer, previous_version integer);
CREATE TEMP TABLE content_page_versions (page_id uuid, version integer, snapshot jsonb);
CREATE TEMP TABLE slug_redirects (entity text, slug text, page_id uuid);
CREATE TEMP TABLE site_settings (key text, value text, is_public boolean);
CREATE TEMP TABLE events (id uuid, capacity integer, booked_count integer, booking_lanes smallint, status text);
CREATE TYPE pg_temp.event_status AS ENUM ('PUBLISHED');
SET search_path = pg_temp, public_read_hostile, pg_catalog, public;
SET boh.schema = 'public_read';
SELECT boh_page('home') ->> 'title' AS page, boh_page('live') ->> 'redirect' AS redirect, boh_page('draft') AS draft, boh_page('nowhere') AS nowhere;
SELECT boh_setting('site.name') AS setting, boh_setting('mail.password') AS private, boh_settings() AS settings;
SELECT boh_available_seats('00000000-0000-0000-0000-0000000000e1') AS seats;
SELECT boh_available_seats('00000000-0000-0000-0000-0000000000e3') AS seats;
SELECT asked, present_slug, redirected FROM (VALUES ('fair'), ('fairs'), ('ball')) v (asked) LEFT JOIN boh_event_slug(asked) ON true;
SELECT boh_next_publication() AS next;
RESET ROLE;
RESET search_path;
SELECT * FROM public_read.seen;

SET client_min_messages = warning;
DROP SCHEMA public_read, public_read_hostile CASCADE;
DROP OWNED BY regress_boh_owner, regress_boh_site, regress_boh_stranger, regress_boh_editor, regress_boh_mallory;
DROP ROLE regress_boh_owner, regress_boh_site, regress_boh_stranger, regress_boh_editor, regress_boh_mallory;

-- boh_list_pages(), boh_list_media(), boh_list_tags(), and lists of events within pages

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_site, regress_boh_web, regress_boh_office, regress_boh_service;
CREATE ROLE regress_boh_site;
CREATE ROLE regress_boh_web;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_service;
SET boh.schema = 'listing';
SELECT count(*) > 0 AS migrated FROM boh_migrate();
RESET client_min_messages;
SET search_path = listing, public;
SELECT boh_grant('regress_boh_web', 'app'), boh_grant('regress_boh_web', 'trusted'), boh_grant('regress_boh_office', 'admin'),
	boh_grant('regress_boh_office', 'trusted'), boh_grant('regress_boh_service', 'service');
GRANT USAGE ON SCHEMA listing TO regress_boh_site;
CREATE FUNCTION person(n integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST('00000000-0000-0000-0000-0000000000a' || n AS uuid) $$;
INSERT INTO users (id, email, role) VALUES (person(0), 'admin@example.org', 'ADMIN'), (person(1), 'ada@example.org', 'ORGANIZER');
SET boh.user_id = '00000000-0000-0000-0000-0000000000a0';

-- all pages of a list, as one array of what is asked for
CREATE FUNCTION listed(list text, filters jsonb, page_size integer, path text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	found text[] = '{}';
	page jsonb;
BEGIN
	FOR n IN 1 .. 100 LOOP
		EXECUTE format('SELECT public.boh_list_%s($1, $2, $3)', list) INTO page USING filters, page_size, page ->> 'next_cursor';
		found := found || ARRAY(SELECT value #>> path FROM jsonb_array_elements(page -> 'rows') WITH ORDINALITY ORDER BY ordinality);
		IF page ->> 'next_cursor' IS NULL THEN
			RETURN found;
		END IF;
	END LOOP;
	RAISE 'too many pages';
END
$$;

--
-- Pages
--

SELECT count(boh_create_page(jsonb_build_object('title', 'Page ' || n, 'slug', 'page-' || n), '[]')) FROM generate_series(1, 9) n;
SELECT slug, boh_publish_page(id, timestamptz '2020-01-01 00:00+00' + right(slug, 1)::int * interval '1 day') AS version FROM content_pages WHERE slug <= 'page-6' ORDER BY slug;
-- page 4 is published anew for later, page 7 for the first time; page 5 is edited, page 6 archived
UPDATE content_pages SET title = 'Later' WHERE slug = 'page-4';
SELECT boh_publish_page(id, '2999-01-01 00:00+00') FROM content_pages WHERE slug IN ('page-4', 'page-7') ORDER BY slug;
UPDATE content_pages SET title = 'Edited', meta_description = 'Edited' WHERE slug = 'page-5';
UPDATE content_pages SET status = 'ARCHIVED' WHERE slug = 'page-6';
UPDATE content_pages SET author_id = person(1) WHERE slug IN ('page-1', 'page-8');
SELECT jsonb_array_elements(boh_list_pages() -> 'rows') - 'id' - 'author_id' AS page;
-- what is listed is what boh_page() shows
SELECT count(*) AS pages, count(*) FILTER (WHERE r ->> 'title' = boh_page(r ->> 'slug') ->> 'title' AND r -> 'version' = boh_page(r ->> 'slug') -> 'version'
	AND r ->> 'published_at' = boh_page(r ->> 'slug') ->> 'publishedAt') AS same, (SELECT count(boh_page(slug)) FROM content_pages) AS all
FROM jsonb_array_elements(boh_list_pages() -> 'rows') r;
SELECT size, listed('pages', '{}', size, '{slug}') FROM unnest('{1,2,3,100}'::int[]) size;
SELECT filters, listed('pages', filters, 2, '{slug}') FROM (VALUES ('{"status": "ANY"}'::jsonb), ('{"status": "DRAFT"}'), ('{"status": "PUBLISHED"}'), ('{"status": "ARCHIVED"}'),
	('{"author_id": "00000000-0000-0000-0000-0000000000a1"}'), ('{"author_id": "00000000-0000-0000-0000-0000000000a1", "status": "ANY"}'),
	('{"published": {"from": "2020-01-03 00:00+00", "to": "2020-01-06 00:00+00"}}'), ('{"published": {"from": "2020-01-05 00:00+00"}, "status": "ANY"}')) v (filters);
SELECT boh_list_pages('{"status": "DRAFT"}', 1) -> 'rows' -> 0 ->> 'status' AS status, array(SELECT jsonb_object_keys(boh_list_pages('{"status": "DRAFT"}', 1) -> 'rows' -> 0)) AS members;
SELECT filters, raises(format('SELECT boh_list_pages(%L)', filters)) FROM (VALUES ('{"slug": "page-1"}'), ('{"status": "LIVE"}'), ('{"published": "2020"}'), ('{"author_id": 1}')) v (filters);

--
-- Media
--

INSERT INTO media_files (filename, original_filename, url, mime_type, file_size, folder, uploaded_by, created_at)
SELECT 'file-' || n || '.' || kind, 'File ' || n, '/uploads/file-' || n || '.' || kind, CASE kind WHEN 'pdf' THEN 'application/pdf' ELSE 'image/' || kind END, n * 1000,
	CASE n % 3 WHEN 0 THEN 'press' ELSE 'root' END, person(n % 2), timestamptz '2025-01-01 00:00+00' + n * interval '1 day'
FROM generate_series(1, 9) n, LATERAL (SELECT ('{png,webp,pdf}'::text[])[1 + n % 3] AS kind) k;
UPDATE media_files SET deleted_at = '2025-06-01 00:00+00' WHERE filename ~ '^file-[89]';
SELECT boh_add_section((SELECT id FROM content_pages WHERE slug = 'page-9'), 'IMAGE', '{"url": "/uploads/file-1.webp", "alt": "One"}') IS NOT NULL AS used;
SELECT (boh_list_media(NULL, 1) -> 'rows' -> 0) - '{id,updated_at}'::text[] AS file;
SELECT filters, listed('media', filters, 2, '{filename}') FROM (VALUES ('{}'::jsonb), ('{"folder": "press"}'), ('{"mime_type": "image/png"}'), ('{"mime_type": "image/"}'), ('{"mime_type": "image"}'),
	('{"uploaded_by": "00000000-0000-0000-0000-0000000000a1"}'), ('{"unused": false}'), ('{"unused": true, "folder": "root"}'), ('{"deleted": true}'), ('{"deleted": false, "folder": "press"}'),
	('{"created": {"from": "2025-01-03 00:00+00", "to": "2025-01-06 00:00+00"}}'), ('{"deleted": true, "created": {"from": "2025-06-02 00:00+00"}}'),
	('{"uploaded_by": "00000000-0000-0000-0000-0000000000a1", "folder": "press"}')) v (filters);
SELECT listed('media', '{}', 100, '{uses}') AS uses;
SELECT filters, raises(format('SELECT boh_list_media(%L)', filters)) FROM (VALUES ('{"name": "x"}'), ('{"unused": 1}'), ('{"created": {"after": "2025-01-01"}}')) v (filters);

--
-- Tags
--

INSERT INTO tags (name) SELECT 'Tag ' || n FROM generate_series(1, 6) n;
INSERT INTO events (author_id, title, capacity, status, category, start_date, end_date)
SELECT person(1), title, 10, status::event_status, category::event_category, now() + days * interval '1 day', now() + days * interval '1 day' + interval '1 hour'
FROM (VALUES ('Ball', 'PUBLISHED', 'CONCERT', 3), ('Ängste', 'PUBLISHED', 'THEATRE', 2), ('Concert', 'PUBLISHED', 'CONCERT', 1), ('Draft', 'DRAFT', 'CONCERT', 1), ('Past', 'PUBLISHED', 'CONCERT', -5))
	v (title, status, category, days);
INSERT INTO event_tags SELECT e.id, t.id FROM events e, tags t WHERE (t.name, e.title) IN (('Tag 1', 'Ball'), ('Tag 1', 'Concert'), ('Tag 1', 'Past'), ('Tag 2', 'Draft'), ('Tag 3', 'Ball'), ('Tag 4', 'Past'));
SELECT listed('tags', NULL, 2, '{name}') AS before, listed('tags', NULL, 2, '{events}') AS events, listed('tags', '{"order": "events"}', 2, '{events}') AS by_events;
SELECT FROM boh_refresh_search();
SELECT listed('tags', NULL, 2, '{name}') AS names, listed('tags', NULL, 2, '{events}') AS events;
SELECT listed('tags', '{"order": "events"}', size, '{events}') AS events FROM unnest('{1,2,5,6}'::int[]) size;
SELECT array(SELECT jsonb_object_keys(boh_list_tags(NULL, 1) -> 'rows' -> 0)) AS members;
-- the next count
UPDATE events SET status = 'CANCELLED' WHERE title = 'Ball';
SELECT FROM boh_refresh_search();
SELECT listed('tags', NULL, 2, '{events}') AS events;
UPDATE events SET title = 'Big Ball' WHERE title = 'Ball';
SELECT filters, raises(format('SELECT boh_list_tags(%L)', filters)) FROM (VALUES ('{"name": "x"}'), ('{"order": "newest"}')) v (filters);

--
-- Lists of events within pages
--

INSERT INTO events (author_id, title, capacity, status, category, start_date, end_date) VALUES (person(1), 'Dance', 10, 'PUBLISHED', 'CONCERT', now() + interval '4 days', now() + interval '5 days');
SELECT boh_create_page('{"title": "Events", "slug": "events", "status": "PUBLISHED"}', jsonb_build_array('{"type": "TEXT", "data": {"content": "<p>Come</p>"}}'::jsonb) ||
	jsonb_agg(jsonb_build_object('type', 'EVENT_LIST', 'data', data))) IS NOT NULL AS made
FROM (VALUES ('{}'::jsonb), ('{"category": "CONCERT"}'), ('{"limit": 1}'), ('{"sort": "date-descending"}'), ('{"sort": "title-ascending", "category": null}'), ('{"sort": "title-descending", "limit": 2}'),
	('{"category": "SPORTS"}')) v (data);
CREATE FUNCTION titles(page jsonb) RETURNS TABLE (type text, data jsonb, events text[]) LANGUAGE sql AS $$
	SELECT s ->> 'type', s -> 'data', CASE WHEN s ? 'events' THEN ARRAY(SELECT e ->> 'title' FROM jsonb_array_elements(s -> 'events') WITH ORDINALITY v (e, n) ORDER BY n) END
	FROM jsonb_array_elements(page -> 'sections') WITH ORDINALITY v (s, n) ORDER BY n
$$;
SELECT * FROM titles(boh_page('events', expand => true));
SELECT boh_page('events') = boh_page('events', false, false) AS same, boh_page('events', expand => true) #- '{sections}' = boh_page('events') #- '{sections}' AS rest,
	count(*) FILTER (WHERE events IS NOT NULL) AS lists FROM titles(boh_page('events'));
SELECT boh_page('events', expand => true) -> 'sections' -> 1 -> 'events' = boh_list_events(NULL, 10) -> 'rows' AS rows_of_the_list;
-- the preview, an old slug
UPDATE content_pages SET slug = 'dates' WHERE slug = 'events';
SELECT count(events) AS lists FROM titles(boh_page('dates', true, true));
SELECT boh_page('events', expand => true) ->> 'redirect' AS redirect, count(events) AS lists FROM titles(boh_page('events', expand => true)) GROUP BY 1;
SELECT boh_page('nowhere', expand => true) AS none;
-- data of another form, and a category that is gone
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE content_sections SET data = CASE position WHEN 1 THEN '{"limit": 1000}' WHEN 2 THEN '{"category": "GONE"}' WHEN 3 THEN '[]' WHEN 4 THEN '{"limit": "x", "sort": 1}' ELSE '{"limit": -5, "sort": "odd"}' END::jsonb
	WHERE type = 'EVENT_LIST';
SELECT * FROM titles(boh_page('dates', true, true));
ROLLBACK;

--
-- Who may
--

CREATE FUNCTION answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	EXECUTE 'SELECT jsonb_array_length(' || statement || ' -> ''rows'') || '' rows''' INTO found;
	RETURN found;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA listing TO PUBLIC;
SELECT format('BEGIN; SET LOCAL ROLE %I; %s SELECT %L AS role, listing.answer(''public.boh_list_pages()'') AS pages, listing.answer(''public.boh_list_pages(''''{"status": "ANY"}'''')'') AS edited,'
	' listing.answer(''public.boh_list_media()'') AS media, listing.answer(''public.boh_list_tags()'') AS tags, (SELECT count(events) FROM listing.titles(public.boh_page(''dates'', expand => true))) AS lists; COMMIT;',
	role, CASE WHEN person IS NOT NULL THEN format('SELECT public.boh_set_session_user(%L) AS signed_in;', person(person)) END, concat_ws(' ', role, person))
FROM (VALUES ('regress_boh_site', NULL), ('regress_boh_web', NULL), ('regress_boh_web', 1), ('regress_boh_office', NULL), ('regress_boh_office', 1), ('regress_boh_office', 0), ('regress_boh_service', NULL))
	v (role, person) \gexec

RESET boh.user_id;
RESET search_path;
RESET boh.schema;
SET client_min_messages = warning;
DROP SCHEMA listing CASCADE;
DROP ROLE regress_boh_site, regress_boh_web, regress_boh_office, regress_boh_service;

-- Slugs that pages and events had before

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_slug_redirect');
SET search_path = test_slug_redirect, public;
SET boh.schema = 'test_slug_redirect';
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
SET boh.user_id = '00000000-0000-0000-0000-0000000000aa';
CREATE VIEW redirects AS SELECT r.entity, r.slug, coalesce(p.slug, e.slug) AS leads_to
	FROM slug_redirects r LEFT JOIN content_pages p ON p.id = r.page_id LEFT JOIN events e ON e.id = r.event_id;
CREATE FUNCTION short(document jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT (document ->> 'title') || coalesce(' at ' || (document ->> 'redirect'), '')
$$;

CREATE FUNCTION events_at(slugs text[]) RETURNS TABLE (slug text, leads_to text, redirected boolean, title text) LANGUAGE sql AS $$
	SELECT asked, f.present_slug, f.redirected, e.title
	FROM unnest(slugs) WITH ORDINALITY a (asked, place) LEFT JOIN LATERAL public.boh_event_slug(asked) f ON true
	LEFT JOIN test_slug_redirect.events e ON e.id = f.event_id ORDER BY place
$$;

-- a draft changes its slug without a trace, a published page leaves it behind
SELECT boh_create_page('{"title": "News"}', '[]') AS news \gset
UPDATE content_pages SET slug = 'latest-news' WHERE id = :'news';
SELECT * FROM redirects;
SELECT boh_publish_page(:'news');
UPDATE content_pages SET slug = 'updates' WHERE id = :'news';
UPDATE content_pages SET slug = 'blog' WHERE id = :'news';
SELECT * FROM redirects ORDER BY entity, slug;
SELECT short(boh_page('latest-news')), short(boh_page('updates')), short(boh_page('blog')), short(boh_page('updates', true)) AS preview;
SELECT boh_page('nowhere');

-- a slug that leads somewhere is not made for another page, save for its own
SELECT boh_create_page('{"title": "Updates"}', '[]') AS other \gset
SELECT slug FROM content_pages WHERE id = :'other';
UPDATE content_pages SET slug = NULL WHERE id = :'news' RETURNING slug;
UPDATE content_pages SET title = 'Updates', slug = NULL WHERE id = :'news' RETURNING slug;
SELECT * FROM redirects ORDER BY entity, slug;

-- whoever takes it has it, published or not
UPDATE content_pages SET slug = 'blog' WHERE id = :'other';
SELECT * FROM redirects ORDER BY entity, slug;
SELECT boh_page('blog');
INSERT INTO content_pages (author_id, title, slug, status) VALUES ('00000000-0000-0000-0000-0000000000aa', 'Latest', 'latest-news', 'PUBLISHED');
SELECT * FROM redirects ORDER BY entity, slug;
SELECT short(boh_page('latest-news'));

-- a page that is not shown is not led to; brought back it is
UPDATE content_pages SET status = 'ARCHIVED' WHERE id = :'news';
SELECT boh_page('news');
UPDATE content_pages SET status = 'PUBLISHED' WHERE id = :'news';
SELECT short(boh_page('news'));

-- slug and status at once: it was published until then
UPDATE content_pages SET slug = 'put-away', status = 'DRAFT' WHERE id = :'news';
SELECT * FROM redirects ORDER BY entity, slug;
UPDATE content_pages SET slug = 'put-aside' WHERE id = :'news';
SELECT * FROM redirects ORDER BY entity, slug;

-- two pages exchange their slugs, three in a ring
UPDATE content_pages SET status = 'PUBLISHED';
UPDATE content_pages SET slug = 'between' WHERE slug = 'blog';
UPDATE content_pages SET slug = 'blog' WHERE slug = 'latest-news';
UPDATE content_pages SET slug = 'latest-news' WHERE slug = 'between';
SELECT slug, title FROM content_pages ORDER BY slug;
SELECT * FROM redirects ORDER BY entity, slug;

-- a redirect made by hand leads where nobody is, and nowhere else
INSERT INTO slug_redirects (entity, slug, page_id) VALUES ('page', 'from-the-old-site', :'news');
SELECT short(boh_page('from-the-old-site')), short(boh_page('blog'));
SELECT raises(format('INSERT INTO slug_redirects (entity, slug, event_id) VALUES (''page'', ''x'', %L)', :'news')), raises(format('INSERT INTO slug_redirects (entity, slug, page_id) VALUES (''page'', ''No Slug'', %L)', :'news'));

-- gone with the page
DELETE FROM content_pages WHERE id = :'news';
SELECT * FROM redirects ORDER BY entity, slug;

-- events: any but drafts; those of pages are others
INSERT INTO events (author_id, title, capacity, start_date, end_date, status)
	SELECT '00000000-0000-0000-0000-0000000000aa', title, 5, '2999-01-01', '2999-01-02', status::event_status
	FROM (VALUES ('Fair', 'PUBLISHED'), ('Ball', 'DRAFT'), ('Gala', 'CANCELLED'), ('Blog', 'PUBLISHED')) e (title, status);
UPDATE events SET slug = slug || '-2027' WHERE slug <> 'blog';
SELECT * FROM redirects WHERE entity = 'event' ORDER BY slug;
-- which lead to those that are published
SELECT * FROM events_at('{fair,fair-2027,ball,ball-2027,gala,gala-2027,blog,latest-news,nowhere,""}');
SELECT * FROM raised('SELECT boh_event_slug(NULL)');
INSERT INTO events (author_id, title, capacity, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000aa', 'Fair', 5, '2999-01-01', '2999-01-02'), ('00000000-0000-0000-0000-0000000000aa', 'Ball', 5, '2999-01-01', '2999-01-02')
	RETURNING slug;
UPDATE events SET slug = 'fair' WHERE slug = 'fair-2';
-- a draft has it now
SELECT * FROM events_at('{fair,fair-2027}');
INSERT INTO events (author_id, title, slug, capacity, start_date, end_date) VALUES ('00000000-0000-0000-0000-0000000000aa', 'Another gala', 'gala', 5, '2999-01-01', '2999-01-02');
SELECT * FROM redirects WHERE entity = 'event' ORDER BY slug;
UPDATE events SET slug = 'fair-2028' WHERE slug = 'fair-2027';
SELECT * FROM redirects WHERE entity = 'event' ORDER BY slug;
SELECT * FROM events_at('{fair-2027,fair-2028}');
UPDATE events SET status = 'CANCELLED' WHERE slug = 'fair-2028';
SELECT * FROM events_at('{fair-2027,fair-2028}');
UPDATE events SET status = 'DRAFT' WHERE slug = 'fair-2028';
UPDATE events SET status = 'PUBLISHED' WHERE slug = 'fair-2028';
SELECT * FROM events_at('{fair-2027,fair-2028}');
DELETE FROM events WHERE slug = 'fair-2028';
SELECT * FROM redirects WHERE entity = 'event' ORDER BY slug;
SELECT * FROM events_at('{fair-2027,fair-2028}');

-- bookings do not mind: the counter is written without the triggers of slugs
SELECT tgname, tgattr <> '' AS of_columns FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgname LIKE 'boh_events_keep%' ORDER BY 1;
BEGIN;
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% %', TG_OP, TG_TABLE_NAME; RETURN NULL; END $$;
CREATE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON slug_redirects FOR EACH STATEMENT EXECUTE FUNCTION tell();
SELECT seats FROM boh_book_seats((SELECT id FROM events WHERE slug = 'blog'), '00000000-0000-0000-0000-0000000000aa', 1);
UPDATE events SET title = 'Blogs' WHERE slug = 'blog';
UPDATE events SET slug = 'blog' WHERE slug = 'blog';
ROLLBACK;

-- in one statement they cannot be exchanged; with a third slug they can, and it is left to be forgotten
SELECT raises('UPDATE content_pages SET slug = CASE slug WHEN ''blog'' THEN ''latest-news'' ELSE ''blog'' END WHERE slug IN (''blog'', ''latest-news'')') AS pages,
	raises('UPDATE events SET slug = CASE slug WHEN ''blog'' THEN ''gala'' ELSE ''blog'' END WHERE slug IN (''blog'', ''gala'')') AS events;
SELECT * FROM redirects ORDER BY entity, slug;

-- written by hand, not for a slug that somebody has; pages and events have slugs of their own each
SELECT id AS event FROM events WHERE slug = 'blog' \gset
SELECT id AS page FROM content_pages WHERE slug = 'blog' \gset
SELECT raises(format('INSERT INTO slug_redirects (entity, slug, page_id) SELECT ''page'', slug, %L FROM content_pages', :'page')) AS page,
	raises(format('INSERT INTO slug_redirects (entity, slug, event_id) VALUES (''event'', ''blog'', %L)', :'event')) AS event,
	raises(format('INSERT INTO slug_redirects (entity, slug, event_id) VALUES (''event'', ''about-html'', %L) ON CONFLICT (entity, slug) DO UPDATE SET slug = ''blog''', :'event')) AS free;
INSERT INTO slug_redirects (entity, slug, page_id) VALUES ('page', 'about-html', :'page'), ('page', 'fair', :'page');
SELECT raises('UPDATE slug_redirects SET slug = (SELECT min(slug) FROM content_pages) WHERE slug = ''about-html'' AND entity = ''page''') AS updated,
	raises(format('INSERT INTO slug_redirects (entity, slug, event_id) VALUES (''event'', ''about-html'', %L) ON CONFLICT (entity, slug) DO UPDATE SET slug = ''blog''', :'event')) AS upserted,
	raises(format('UPDATE slug_redirects SET entity = ''event'', page_id = NULL, event_id = %L WHERE slug = ''fair''', :'event')) AS other_entity;
UPDATE slug_redirects SET created_at = now(), page_id = (SELECT id FROM content_pages WHERE slug = 'latest-news') WHERE slug = 'fair';
UPDATE slug_redirects SET slug = 'about-htm' WHERE slug = 'about-html' AND entity = 'page';
-- what is wrong otherwise is for constraints to say
SELECT raises('INSERT INTO slug_redirects (entity, slug) VALUES (''venue'', ''x'')') AS entity, raises('INSERT INTO slug_redirects (entity, slug) VALUES (NULL, ''x'')') AS no_entity,
	raises('INSERT INTO slug_redirects (entity, page_id) VALUES (''page'', ''00000000-0000-0000-0000-0000000000aa'')') AS no_slug, raises('INSERT INTO slug_redirects (entity, slug) VALUES (''page'', ''x'')') AS no_page,
	raises('INSERT INTO slug_redirects (entity, slug, page_id) VALUES (''page'', ''x'', ''00000000-0000-0000-0000-0000000000aa'')') AS unknown;
SELECT * FROM redirects ORDER BY entity, slug;

-- the migration removes what led nowhere, and nothing else
SET boh.allow_data_loss = on;
SELECT count(*) FROM boh_migrate('test_slug_redirect', 3);
RESET boh.allow_data_loss;
SET session_replication_role = replica;
INSERT INTO slug_redirects (entity, slug, page_id) SELECT 'page', slug, :'page' FROM content_pages;
INSERT INTO slug_redirects (entity, slug, event_id) SELECT 'event', slug, :'event' FROM events;
RESET session_replication_role;
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_slug_redirect');
SELECT * FROM redirects ORDER BY entity, slug;

SET client_min_messages = warning;
DROP SCHEMA test_slug_redirect CASCADE;

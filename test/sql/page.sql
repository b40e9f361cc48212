-- Pages: made, published, scheduled, read, put in order, rolled back

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_page');
SET search_path = test_page, public;
SET boh.schema = 'test_page';
SET timezone = 'America/New_York';
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com'), ('00000000-0000-0000-0000-0000000000bb', 'bob@example.com');
SET boh.user_id = '00000000-0000-0000-0000-0000000000aa';

-- a page in short, a document without ids, and the sections as they are edited
CREATE FUNCTION short(document jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', document ->> 'title', 'v' || (document ->> 'version'), 'to ' || (document ->> 'redirect'), CASE WHEN document ? 'validUntil' THEN 'until then' END)
		|| ': ' || coalesce((SELECT string_agg(s -> 'data' ->> 'heading', ', ' ORDER BY n) FROM jsonb_array_elements(document -> 'sections') WITH ORDINALITY e (s, n)), '')
$$;
CREATE FUNCTION sections(page uuid) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(position || ' ' || (data ->> 'heading') || CASE WHEN is_visible THEN '' ELSE ' (hidden)' END, ', ' ORDER BY position) FROM content_sections WHERE page_id = page
$$;
CREATE FUNCTION hero(heading text) RETURNS jsonb LANGUAGE sql AS $$ SELECT jsonb_build_object('heading', heading) $$;
CREATE FUNCTION section(page uuid, heading text) RETURNS uuid LANGUAGE sql AS $$ SELECT id FROM content_sections WHERE page_id = page AND data ->> 'heading' = heading $$;

--
-- Rows
--

-- a draft: a slug of its own, no version
INSERT INTO content_pages (author_id, title) VALUES ('00000000-0000-0000-0000-0000000000aa', 'About us'), ('00000000-0000-0000-0000-0000000000aa', 'About us')
	RETURNING slug, status, published_at, live_version;
INSERT INTO content_sections (page_id, type, data) SELECT p.id, 'HERO', hero(h) FROM content_pages p, unnest('{Who,How}'::text[]) h WHERE slug = 'about-us';
SELECT boh_page('about-us'), short(boh_page('about-us', true));

-- PUBLISHED: published_at and a version, in one statement with its sections
UPDATE content_pages SET status = 'PUBLISHED' WHERE slug = 'about-us'
	RETURNING live_version, previous_version, published_at BETWEEN now() - interval '1 minute' AND clock_timestamp() AS now, published_at = date_trunc('milliseconds', published_at) AS whole;
SELECT short(boh_page('about-us'));
WITH page AS (
	INSERT INTO content_pages (author_id, title, status, published_at) VALUES ('00000000-0000-0000-0000-0000000000aa', 'At once', 'PUBLISHED', '2001-01-01 12:00:00.1235+00') RETURNING id
)
INSERT INTO content_sections (page_id, type, data) SELECT id, 'HERO', hero('Here') FROM page;
SELECT short(boh_page('at-once'));

-- the document, and the version with it
SELECT jsonb_pretty(boh_page('at-once') #- '{id}' #- '{sections,0,id}');
SELECT version, reason, created_by, snapshot = boh_page('at-once') AS stored, hidden_sections FROM content_page_versions v JOIN content_pages p ON p.id = v.page_id WHERE slug = 'at-once';

-- readers see what was published until it is published again
UPDATE content_pages SET title = 'About all of us' WHERE slug = 'about-us';
UPDATE content_sections SET data = hero('Who we are') WHERE data = hero('Who');
SELECT short(boh_page('about-us')), short(boh_page('about-us', true)) AS preview;
UPDATE content_pages SET status = 'PUBLISHED' WHERE slug = 'about-us' RETURNING live_version;
UPDATE content_pages SET published_at = '2002-01-01' WHERE slug = 'about-us' RETURNING live_version;
SELECT short(boh_page('about-us'));
UPDATE content_pages SET published_at = NULL WHERE slug = 'about-us' RETURNING live_version, published_at > '2003-01-01' AS now;

-- published for later: what is seen now stays until then, whatever comes in between
UPDATE content_pages SET published_at = '2999-01-01', title = 'About the future' WHERE slug = 'about-us' RETURNING live_version, previous_version;
SELECT short(boh_page('about-us')), boh_page('about-us') -> 'validUntil' AS valid_until;
UPDATE content_pages SET published_at = '2999-01-02' WHERE slug = 'about-us' RETURNING live_version, previous_version;
SELECT boh_page('about-us') -> 'validUntil' AS valid_until;
UPDATE content_pages SET published_at = now() - interval '1 minute' WHERE slug = 'about-us' RETURNING live_version, previous_version;
SELECT short(boh_page('about-us'));

-- taken away and brought back, in any order
UPDATE content_pages SET status = 'ARCHIVED' WHERE slug = 'about-us' RETURNING live_version, previous_version, published_at IS NOT NULL AS since;
SELECT boh_page('about-us');
UPDATE content_pages SET status = 'DRAFT' WHERE slug = 'about-us' RETURNING live_version;
UPDATE content_pages SET status = 'PUBLISHED', published_at = '2999-01-01' WHERE slug = 'about-us' RETURNING live_version, previous_version;
SELECT boh_page('about-us');
UPDATE content_pages SET status = 'ARCHIVED' WHERE slug = 'about-us' RETURNING live_version;
UPDATE content_pages SET status = 'PUBLISHED', published_at = NULL WHERE slug = 'about-us' RETURNING live_version, previous_version;

-- what is scheduled goes live by the clock
UPDATE content_pages SET title = 'About soon', published_at = clock_timestamp() + interval '1 second' WHERE slug = 'about-us';
DO $$
DECLARE
	due timestamptz := (SELECT published_at FROM content_pages WHERE slug = 'about-us');
BEGIN
	WHILE boh_page('about-us') ->> 'title' = 'About the future' LOOP
		ASSERT clock_timestamp() < due + interval '1 minute';
		PERFORM pg_sleep(0.01);
	END LOOP;
	ASSERT clock_timestamp() >= due;
END
$$;
SELECT short(boh_page('about-us')), boh_page('about-us') -> 'validUntil' AS valid_until;

-- versions are the database's; those that are needed stay
SELECT id AS about FROM content_pages WHERE slug = 'about-us' \gset
SELECT raises(format('UPDATE content_pages SET live_version = 1 WHERE id = %L', :'about')),
	raises(format('UPDATE content_pages SET previous_version = 1 WHERE id = %L', :'about'));
SELECT raises('INSERT INTO content_pages (author_id, title, live_version) VALUES (''00000000-0000-0000-0000-0000000000aa'', ''x'', 1)');
SELECT raises('UPDATE content_page_versions SET snapshot = ''{}''');
SELECT raises(format('INSERT INTO content_page_versions (page_id, version, reason, snapshot) VALUES (%L, 99, ''x'', ''{}'')', :'about'));
SELECT live_version AS live, previous_version AS previous FROM content_pages WHERE id = :'about' \gset
SELECT raises(format('DELETE FROM content_page_versions WHERE page_id = %L AND version = %s', :'about', :live)) AS live,
	raises(format('DELETE FROM content_page_versions WHERE page_id = %L AND version = %s', :'about', :previous)) AS previous;
SELECT raises('TRUNCATE content_page_versions'), raises('TRUNCATE content_pages CASCADE');
DELETE FROM content_page_versions WHERE page_id = :'about' AND version < :previous;
BEGIN;
UPDATE content_pages SET status = 'DRAFT';
SELECT raises(format('DELETE FROM content_page_versions WHERE page_id = %L AND version = %s', :'about', :live)) AS newest;
DELETE FROM content_page_versions WHERE page_id = :'about' AND version < :live;
UPDATE content_pages SET status = 'PUBLISHED' WHERE id = :'about' RETURNING live_version - :live AS next;
UPDATE content_pages SET status = 'DRAFT';
TRUNCATE content_page_versions;
ROLLBACK;

-- a time that never comes
SELECT raises('UPDATE content_pages SET published_at = ''infinity''');

-- deleted with all that belongs to it
BEGIN;
DELETE FROM content_pages;
SELECT count(*) FROM content_page_versions;
SELECT count(*) FROM content_sections;
ROLLBACK;

--
-- Functions
--

-- a page and its sections at once
SELECT boh_create_page('{"title": "Home", "metaDescription": "Where you are.", "slug": "home", "authorId": "00000000-0000-0000-0000-0000000000bb", "status": "PUBLISHED", "publishedAt": "2001-02-03T04:05:06.789Z"}',
	'[{"type": "HERO", "data": {"heading": "A"}}, {"type": "HERO", "data": {"heading": "B"}, "isVisible": false}, {"type": "HERO", "data": {"heading": "C"}}]') AS home \gset
SELECT short(boh_page('home')), boh_page('home') -> 'publishedAt' AS published_at, sections(:'home');
SELECT author_id, status, meta_description FROM content_pages WHERE id = :'home';
SELECT boh_create_page('{"title": "Draft", "publishedAt": "2001-02-03T04:05:06+01:00"}', '[]') IS NOT NULL AS made;
SELECT status, published_at, author_id FROM content_pages WHERE slug = 'draft';
SELECT boh_create_page('{"title": "Old", "status": "ARCHIVED", "slug": null, "publishedAt": null}', '[]') IS NOT NULL AS made;
SELECT raises('SELECT boh_create_page(''{"titel": "x", "status": "LIVE"}'', ''[]'')'), raises('SELECT boh_create_page(''{"title": "x"}'', ''[{"type": "HERO"}]'')');
SELECT raises('SELECT boh_create_page(''[]'', ''[]'')'), raises('SELECT boh_create_page(''{"title": "x"}'', ''{}'')');
SELECT raises('SELECT boh_create_page(NULL, ''[]'')'), raises('SELECT boh_create_page(''{"title": "x"}'', NULL)');
SELECT raises('SELECT boh_create_page(''{"title": "x"}'', ''[{"type": "CAROUSEL", "data": {}}]'')');
SELECT left(raises('SELECT boh_create_page(''{"title": "Whole or not at all"}'', ''[{"type": "HERO", "data": {"heading": "x"}}, {"type": "HERO", "data": {}}]'')'), 5) AS invalid;
SELECT count(*) FROM content_pages WHERE title = 'Whole or not at all';

-- adding makes room where it has to
SELECT boh_add_section(:'home', 'HERO', hero('D')) IS NOT NULL AS added;
SELECT sections(:'home');
SELECT boh_add_section(:'home', 'HERO', hero('E'), 1) IS NOT NULL AS added;
SELECT sections(:'home');
DELETE FROM content_sections WHERE id = section(:'home', 'A');
SELECT boh_add_section(:'home', 'HERO', hero('F'), 0) IS NOT NULL AS added;
SELECT boh_add_section(:'home', 'HERO', hero('G'), 99) IS NOT NULL AS added;
SELECT sections(:'home');
SELECT left(raises(format('SELECT boh_add_section(%L, ''HERO'', ''{}'')', :'home')), 5) AS invalid, raises(format('SELECT boh_add_section(%L, ''HERO'', ''{"heading": "x"}'', -1)', :'home'));
SELECT raises(format('SELECT boh_add_section(%L, NULL, ''{}'')', :'home')), raises(format('SELECT boh_add_section(%L, ''HERO'', NULL)', :'home'));
SELECT raises('SELECT boh_add_section(NULL, ''HERO'', ''{}'')'), raises('SELECT boh_add_section(gen_random_uuid(), ''HERO'', ''{}'')');
BEGIN;
UPDATE content_sections SET position = 2147483647 WHERE id = section(:'home', 'G');
SELECT raises(format('SELECT boh_add_section(%L, ''HERO'', ''{"heading": "x"}'')', :'home'));
ROLLBACK;

-- order
SELECT boh_reorder_sections(:'home', ARRAY[section(:'home', 'G'), section(:'home', 'F'), section(:'home', 'E'), section(:'home', 'B'), section(:'home', 'C'), section(:'home', 'D')]);
SELECT sections(:'home');
SELECT boh_reorder_sections(:'home', ARRAY(SELECT id FROM content_sections WHERE page_id = :'home' ORDER BY position)) AS none;
SELECT raises(format('SELECT boh_reorder_sections(%L, %L)', :'home', (ARRAY(SELECT id FROM content_sections WHERE page_id = :'home' ORDER BY position))[2:])),
	raises(format('SELECT boh_reorder_sections(%L, %L)', :'home', ARRAY(SELECT id FROM content_sections WHERE page_id = :'home' ORDER BY position) || section(:'home', 'B')));
SELECT raises(format('SELECT boh_reorder_sections(%L, %L)', :'home', ARRAY(SELECT id FROM content_sections WHERE page_id = :'home' ORDER BY position) || NULL::uuid)),
	raises(format('SELECT boh_reorder_sections(%L, ''{}'')', :'home'));
SELECT raises(format('SELECT boh_reorder_sections(%L, %L)', :'home', ARRAY(SELECT id FROM content_sections)));
SELECT raises(format('SELECT boh_reorder_sections(%L, NULL)', :'home')), raises('SELECT boh_reorder_sections(gen_random_uuid(), ''{}'')');
SELECT sections(:'home');

-- publishing, for later as well
SELECT boh_publish_page(:'home');
SELECT short(boh_page('home')), boh_page('home') -> 'publishedAt' AS published_at;
SELECT boh_publish_page(:'home', '2999-01-01');
SELECT short(boh_page('home')), live_version, previous_version FROM content_pages WHERE id = :'home';
SELECT boh_publish_page(:'home');
SELECT short(boh_page('home')), previous_version, published_at < now() + interval '1 minute' AS now FROM content_pages WHERE id = :'home';
SELECT boh_publish_page(id) FROM content_pages WHERE slug = 'draft';
SELECT published_at FROM content_pages WHERE slug = 'draft';
SELECT raises('SELECT boh_publish_page(NULL)'), raises('SELECT boh_publish_page(gen_random_uuid())'), raises(format('SELECT boh_publish_page(%L, ''infinity'')', :'home'));

-- back to a version, its hidden section included
UPDATE content_pages SET title = 'Hom', meta_description = NULL WHERE id = :'home';
SELECT boh_rollback_page(:'home', 1);
SELECT short(boh_page('home')), sections(:'home'), title, meta_description FROM content_pages WHERE id = :'home';
SELECT version, reason, short(snapshot), hidden_sections #>> '{0,data,heading}' AS hidden FROM content_page_versions WHERE page_id = :'home' ORDER BY version;
SELECT boh_rollback_page(:'home', 3);
SELECT short(boh_page('home')), sections(:'home');
UPDATE content_pages SET status = 'DRAFT' WHERE id = :'home';
SELECT boh_rollback_page(:'home', 1);
SELECT status, live_version, boh_page('home'), short(boh_page('home', true)) FROM content_pages WHERE id = :'home';
SELECT boh_publish_page(:'home');

-- a section that was moved to another page meanwhile stays there
UPDATE content_sections SET page_id = :'about', position = 50 WHERE id = section(:'home', 'A');
SELECT boh_rollback_page(:'home', 1);
SELECT sections(:'home'), sections(:'about'), section(:'home', 'A') <> section(:'about', 'A') AS another;
-- one that is moved without a position goes to the end
UPDATE content_sections SET page_id = :'about', position = NULL WHERE id = section(:'home', 'A');
SELECT sections(:'home'), sections(:'about');
UPDATE content_sections SET page_id = :'home', position = 0 WHERE id = (SELECT id FROM content_sections WHERE page_id = :'about' ORDER BY position DESC LIMIT 1);
SELECT raises(format('SELECT boh_rollback_page(%L, 99)', :'home')), raises(format('SELECT boh_rollback_page(%L, 0)', :'home')), raises('SELECT boh_rollback_page(gen_random_uuid(), 1)');

-- who published: boh.user_id or the author
SET boh.user_id = '';
SELECT boh_publish_page(:'home') AS version \gset
SELECT created_by FROM content_page_versions WHERE page_id = :'home' AND version = :version;
SET boh.user_id = '00000000-0000-0000-0000-0000000000cc';
SELECT raises(format('SELECT boh_publish_page(%L)', :'home'));
SET boh.user_id = '00000000-0000-0000-0000-0000000000aa';

--
-- Differences
--

SELECT boh_create_page('{"title": "Changes", "status": "PUBLISHED"}', (SELECT jsonb_agg(jsonb_build_object('type', 'HERO', 'data', hero(h)) ORDER BY h) FROM unnest('{A,B,C,D,E}'::text[]) h)) AS changes \gset
UPDATE content_pages SET title = 'Changed', meta_description = 'Now there is one.' WHERE id = :'changes';
UPDATE content_sections SET data = data || '{"alignment": "left", "ctaText": "a", "ctaLink": "/b"}' WHERE id = section(:'changes', 'B');
UPDATE content_sections SET type = 'TEXT', data = '{"content": "<p>heading</p>"}' WHERE id = section(:'changes', 'C');
DELETE FROM content_sections WHERE id = section(:'changes', 'D');
SELECT boh_add_section(:'changes', 'GALLERY', '{"images": [{"url": "https://example.com/a~b.png", "alt": "a"}]}', 2) AS gallery \gset
SELECT boh_reorder_sections(:'changes', ARRAY(SELECT id FROM content_sections WHERE page_id = :'changes' ORDER BY data ->> 'heading' = 'E' DESC NULLS LAST, position));
SELECT boh_publish_page(:'changes');
CREATE FUNCTION readable(difference jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT regexp_replace(jsonb_pretty(difference), '"id": "[^"]*"', '"id": ..', 'g')
$$;
SELECT readable(boh_page_diff(:'changes', 1, 2));
UPDATE content_sections SET data = '{"images": [{"url": "https://example.com/a~b.png", "alt": "b"}, {"url": "https://example.com/c.png", "alt": ""}], "columns": 2}' WHERE id = :'gallery';
SELECT readable(boh_page_diff(:'changes', 2, NULL)), boh_page_diff(:'changes', NULL, NULL);
SELECT readable(boh_page_diff(:'changes', 2, 1) -> 'sections' -> 'moved');
SELECT raises(format('SELECT boh_page_diff(%L, 1, 99)', :'changes')), raises('SELECT boh_page_diff(gen_random_uuid(), NULL, NULL)'), raises('SELECT boh_page_diff(NULL, 1, 2)');

-- paths: both versions are gone through side by side
ALTER TYPE section_type ADD VALUE 'ANY';
INSERT INTO section_schemas (type, schema) VALUES ('ANY', '{"type": "object"}');
SELECT boh_create_page('{"title": "Paths"}', '[{"type": "ANY", "data": {}}]') AS paths \gset
CREATE FUNCTION paths(page uuid, one jsonb, two jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
	DECLARE
		version integer;
	BEGIN
		UPDATE content_sections SET data = one WHERE page_id = page;
		version := boh_publish_page(page);
		UPDATE content_sections SET data = two WHERE page_id = page;
		RETURN boh_page_diff(page, version, NULL) #> '{sections,changed,0,paths}';
	END
$$;
CREATE FUNCTION deep(n integer, leaf text) RETURNS jsonb LANGUAGE sql AS $$ SELECT (repeat('{"a":', n) || leaf || repeat('}', n))::jsonb $$;
SELECT one, two, paths(:'paths', one, two), paths(:'paths', two, one) AS back FROM (VALUES
	('{"list": ["x"]}'::jsonb, '{"list": {"0": "x"}}'::jsonb),
	('{"list": []}', '{"list": {}}'), ('{"list": [[]]}', '{"list": [{}]}'), ('{"a": {"b": 1}}', '{"a": 5}'),
	('{"a": null}', '{}'), ('{"a": {"b": [1, {"c": 2}], "d": {}}}', '{}'), ('{"a": {}}', '{"a": {"b": [[], 1]}}'),
	('{"a": 1.0, "b": "1", "c": true}', '{"a": 1, "b": 1, "c": "true"}'), ('{"a": [1, 2, 3]}', '{"a": [2, 3]}'),
	('{"a/b": {"~c": 1}, "": 1, "é": "x"}', '{"a/b": {"~c": 2}, "": 2, "é": "y"}'), ('{"b": 1, "aa": 2}', '{"a": 1, "b": 2, "ab": 3}'),
	('{"a": "1", "b": null}', '{"a": "2", "b": false}'), ('{"x": {"y": {"z": 1}}}', '{"x": {"y": {"z": 1}}}')) v (one, two);
-- nested as deeply as jsonb lets them
SELECT length(paths(:'paths', deep(5000, '1'), deep(5000, '2')) ->> 0) AS depth, paths(:'paths', deep(5000, '1'), deep(5000, '1')) AS same,
	length(paths(:'paths', deep(5000, '[]'), deep(5000, '{}')) ->> 0) AS kind;
DELETE FROM content_pages WHERE id = :'paths';
DELETE FROM section_schemas WHERE type = 'ANY';

-- sections that one statement moves to the end keep their order, whichever way it comes by them
SELECT boh_create_page('{"title": "From"}', '[{"type": "HERO", "data": {"heading": "A"}}, {"type": "HERO", "data": {"heading": "B"}}, {"type": "HERO", "data": {"heading": "C"}}, {"type": "HERO", "data": {"heading": "D"}}]') AS from_page,
	boh_create_page('{"title": "To"}', '[{"type": "HERO", "data": {"heading": "X"}}]') AS to_page \gset
CREATE FUNCTION headings(page uuid) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(position || ' ' || (data ->> 'heading'), ', ' ORDER BY position) FROM content_sections WHERE page_id = page
$$;
SELECT boh_reorder_sections(:'from_page', (SELECT array_agg(id ORDER BY position DESC) FROM content_sections WHERE page_id = :'from_page'));
SELECT headings(:'from_page');
UPDATE content_sections SET position = NULL WHERE page_id = :'from_page' AND data ->> 'heading' <> 'B';
SELECT headings(:'from_page');
UPDATE content_sections SET page_id = :'to_page', position = NULL WHERE page_id = :'from_page' AND data ->> 'heading' > 'A';
SELECT headings(:'from_page'), headings(:'to_page');
-- from two pages at once, and each to the other
UPDATE content_sections SET page_id = CASE page_id WHEN :'to_page' THEN :'from_page'::uuid ELSE :'to_page' END, position = NULL WHERE page_id IN (:'from_page', :'to_page');
SELECT headings(:'from_page'), headings(:'to_page');
-- a row that a trigger keeps, and a statement that fails, leave nothing behind
CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.data ->> 'heading' = 'C' THEN RETURN NULL; END IF; RETURN NEW; END $$;
CREATE TRIGGER skip_some BEFORE UPDATE ON content_sections FOR EACH ROW EXECUTE FUNCTION skip();
UPDATE content_sections SET position = NULL WHERE page_id = :'from_page';
SELECT headings(:'from_page');
DROP TRIGGER skip_some ON content_sections;
BEGIN;
SAVEPOINT s;
UPDATE content_sections SET position = NULL, data = CASE data ->> 'heading' WHEN 'A' THEN '{}' ELSE data END WHERE page_id IN (:'from_page', :'to_page');
ROLLBACK TO s;
UPDATE content_sections SET position = NULL WHERE page_id = :'from_page';
SELECT headings(:'from_page');
COMMIT;
DELETE FROM content_pages WHERE id IN (:'from_page', :'to_page');

-- places are compared at the end of a statement, and so ON CONFLICT needs a target
SELECT boh_create_page('{"title": "Places"}', '[{"type": "HERO", "data": {"heading": "A"}}, {"type": "HERO", "data": {"heading": "B"}}]') AS places \gset
UPDATE content_sections SET position = 1 - position WHERE page_id = :'places';
SELECT headings(:'places');
INSERT INTO content_sections (id, page_id, position, type, data) SELECT id, page_id, position, type, data FROM content_sections WHERE page_id = :'places'
	UNION ALL VALUES ('00000000-0000-0000-0000-0000000000c1'::uuid, :'places'::uuid, 2, 'HERO'::section_type, '{"heading": "C"}'::jsonb), ('00000000-0000-0000-0000-0000000000c2', :'places', 3, 'HERO', '{"heading": "D"}')
	ON CONFLICT (id) DO NOTHING;
SELECT headings(:'places');
-- the client's own statement is told the way out
\set VERBOSITY default
INSERT INTO content_sections (page_id, type, data) VALUES (:'places', 'HERO', '{"heading": "E"}') ON CONFLICT DO NOTHING;
PREPARE skip AS INSERT INTO content_sections (page_id, type, data) VALUES ($1, 'HERO', '{"heading": "E"}') ON CONFLICT DO NOTHING RETURNING id;
EXECUTE skip (:'places');
\set VERBOSITY terse
SELECT raises(format('INSERT INTO content_sections (page_id, position, type, data) VALUES (%L, 2, ''HERO'', ''{"heading": "E"}'') ON CONFLICT (id) DO NOTHING', :'places')) AS taken,
	left(raises(format('INSERT INTO content_sections (page_id, position, type, data) VALUES (%L, 9, ''HERO'', ''{"heading": "E"}'') ON CONFLICT DO NOTHING', :'places')), 5) AS no_target;
INSERT INTO content_sections (id, page_id, type, data) VALUES ('00000000-0000-0000-0000-0000000000c1', :'places', 'HERO', '{"heading": "E"}') ON CONFLICT (id) DO UPDATE SET data = EXCLUDED.data;
SELECT headings(:'places');
DELETE FROM content_pages WHERE id = :'places';

-- columns of one's own are not part of versions
ALTER TABLE content_sections ADD COLUMN note text DEFAULT 'none';
SELECT boh_create_page('{"title": "Notes"}', '[{"type": "TEXT", "data": {"content": "a"}}, {"type": "TEXT", "data": {"content": "b"}}, {"type": "TEXT", "data": {"content": "c"}}]') AS notes \gset
UPDATE content_sections SET note = data ->> 'content', created_at = '2001-01-01' WHERE page_id = :'notes';
SELECT boh_publish_page(:'notes');
UPDATE content_sections SET data = '{"content": "changed"}', position = position + 10 WHERE page_id = :'notes' AND note <> 'c';
DELETE FROM content_sections WHERE page_id = :'notes' AND note = 'c';
SELECT boh_rollback_page(:'notes', 1);
SELECT position, data, note, created_at < '2002-01-01' AS as_it_was FROM content_sections WHERE page_id = :'notes' ORDER BY position;
ALTER TABLE content_sections DROP COLUMN note;
DELETE FROM content_pages WHERE id = :'notes';

--
-- Times
--

SELECT at, boh_iso_time(at::timestamptz) FROM (VALUES ('2027-01-31 10:00:00.123456+01'), ('9999-12-31 23:59:59.999+00'), ('10000-01-01 00:00+00'), ('12026-01-01 00:00+00'), ('294276-12-31 23:59:59.999+00'),
	('0001-01-01 00:00+00'), ('0001-12-31 23:59:59.999+00 BC'), ('0001-01-01 00:00+00 BC'), ('0002-12-31 00:00+00 BC'), ('0044-03-15 00:00+00 BC'), ('4713-11-24 00:00+00 BC'), ('infinity'), ('-infinity'), (NULL)) v (at);
SELECT boh_create_page('{"title": "Ages"}', '[]') AS ages \gset
SELECT boh_publish_page(:'ages', '0044-03-15 00:00+00 BC') AS version;
SELECT boh_page('ages') ->> 'publishedAt' AS published, boh_page('ages', true) ->> 'publishedAt' AS preview;
SELECT boh_publish_page(:'ages', '12026-01-01 00:00+00') AS version;
SELECT boh_page('ages') ->> 'publishedAt' AS published, boh_page('ages') ->> 'validUntil' AS until, boh_page('ages', true) ->> 'publishedAt' AS preview;
DELETE FROM content_pages WHERE id = :'ages';

--
-- Advice
--

SELECT * FROM boh_page_advice(:'changes');
UPDATE content_pages SET title = repeat('t', 60), meta_description = repeat('d', 149) WHERE id = :'changes';
UPDATE content_sections SET is_visible = false WHERE page_id = :'changes' AND type = 'HERO';
SELECT * FROM boh_page_advice(:'changes');
UPDATE content_pages SET title = repeat('t', 59), meta_description = repeat('d', 150) WHERE id = :'changes';
DELETE FROM content_sections WHERE id = :'gallery';
UPDATE content_sections SET data = '{"content": "<h1>One</h1><p><img src=\"https://example.com/a.png\" alt=\"a\"></p>"}' WHERE page_id = :'changes' AND type = 'TEXT';
SELECT * FROM boh_page_advice(:'changes');
UPDATE content_sections SET data = '{"content": "<p><img src=\"https://example.com/a.png\" title=\"> alt=''x''\"><img src=\"https://example.com/a.png\" alt=\"\"><img alt=\"a\" src=\"https://example.com/a.png\"></p>"}' WHERE page_id = :'changes' AND type = 'TEXT';
SELECT * FROM boh_page_advice(:'changes');
SELECT raises('SELECT boh_page_advice(NULL)'), raises('SELECT boh_page_advice(gen_random_uuid())');

--
-- Rights
--

CREATE ROLE regress_boh_reader;
GRANT USAGE ON SCHEMA test_page TO regress_boh_reader;
SET ROLE regress_boh_reader;
SELECT boh_page('home') ->> 'title' AS published, boh_page('nowhere') AS nowhere;
RESET ROLE;
GRANT SELECT (slug, published_at, id, live_version, previous_version) ON content_pages TO regress_boh_reader;
GRANT SELECT ON content_page_versions TO regress_boh_reader;
CALL see_all('test_page', 'regress_boh_reader');
SET ROLE regress_boh_reader;
SELECT raises('SELECT boh_page(''home'', true)') AS preview;
RESET ROLE;
GRANT SELECT ON content_pages, content_sections TO regress_boh_reader;
DROP POLICY see_all_regress_boh_reader ON content_pages;
CREATE POLICY not_home ON content_pages FOR SELECT TO regress_boh_reader USING (slug <> 'home');
SET ROLE regress_boh_reader;
SELECT boh_page('changes', true) ->> 'title' AS seen, raises('SELECT boh_page(''nowhere'', true)') AS no_redirects;
RESET ROLE;
GRANT SELECT ON slug_redirects TO regress_boh_reader;
SET ROLE regress_boh_reader;
SELECT boh_page('home', true) AS hidden, boh_page('home') ->> 'title' AS published;
SELECT raises(format('SELECT boh_publish_page(%L)', :'changes')), raises(format('SELECT boh_reorder_sections(%L, ''{}'')', :'changes'));
RESET ROLE;
DROP OWNED BY regress_boh_reader;
DROP ROLE regress_boh_reader;

-- sections that a policy keeps from being updated are not silently left where they are
CREATE ROLE regress_boh_editor;
GRANT USAGE ON SCHEMA test_page TO regress_boh_editor;
GRANT SELECT, UPDATE ON content_pages TO regress_boh_editor;
GRANT SELECT, INSERT, UPDATE, DELETE ON content_sections, content_page_versions TO regress_boh_editor;
CALL see_all('test_page', 'regress_boh_editor');
DROP POLICY see_all_regress_boh_editor ON content_sections;
CREATE POLICY see ON content_sections FOR SELECT TO regress_boh_editor USING (true);
CREATE POLICY change ON content_sections FOR UPDATE TO regress_boh_editor USING (data ->> 'heading' <> 'A');
UPDATE content_sections SET position = 10 WHERE id = section(:'home', 'A');
SET ROLE regress_boh_editor;
SELECT raises(format('SELECT boh_reorder_sections(%L, %L)', :'home', ARRAY(SELECT id FROM content_sections WHERE page_id = :'home' ORDER BY position)));
SELECT raises(format('SELECT boh_rollback_page(%L, 1)', :'home'));
RESET ROLE;
ALTER POLICY change ON content_sections USING (true);
SET ROLE regress_boh_editor;
SELECT boh_reorder_sections(:'home', ARRAY(SELECT id FROM content_sections WHERE page_id = :'home' ORDER BY position DESC));
-- whoever may update the page may publish it: the versions are the database's
SELECT boh_publish_page(:'home') > 1 AS published;
RESET ROLE;
DROP OWNED BY regress_boh_editor;
DROP ROLE regress_boh_editor;

-- without its index the page is found by a statement; the index may be another's
BEGIN;
ALTER TABLE content_pages RENAME CONSTRAINT uq_content_pages_slug TO uq_content_pages_other;
SELECT short(boh_page('home')), boh_page('nowhere');
CREATE INDEX uq_content_pages_slug ON content_pages (title);
SELECT short(boh_page('home'));
ROLLBACK;
SELECT raises('SELECT boh_page(NULL)'), short(boh_page('home', NULL));

-- who may not publish does not publish by rolling back
CREATE ROLE regress_boh_titles;
GRANT USAGE ON SCHEMA test_page TO regress_boh_titles;
GRANT SELECT ON content_pages, content_page_versions TO regress_boh_titles;
GRANT UPDATE (title, meta_description) ON content_pages TO regress_boh_titles;
GRANT SELECT, INSERT, UPDATE, DELETE ON content_sections TO regress_boh_titles;
CALL see_all('test_page', 'regress_boh_titles');
SET ROLE regress_boh_titles;
SELECT raises(format('SELECT boh_publish_page(%L)', :'home')), raises(format('SELECT boh_rollback_page(%L, 1)', :'home'));
RESET ROLE;

-- a long document is passed on as it is stored, compressed and out of line
UPDATE content_sections SET type = 'TEXT', data = jsonb_build_object('content', '<p>' || (SELECT string_agg(md5(n::text), ' ') FROM generate_series(1, 2000) n) || '</p>') WHERE page_id = :'home';
SELECT boh_publish_page(:'home') > 1 AS published;
SELECT length(boh_page('home')::text) > 100000 AS long, boh_page('home') = snapshot AS same FROM content_page_versions v JOIN content_pages p ON p.id = v.page_id AND p.live_version = v.version WHERE slug = 'home';
DO $$
DECLARE
	kept jsonb := boh_page('home');
BEGIN
	DELETE FROM content_pages WHERE slug = 'home';
	RAISE NOTICE '% is kept', kept ->> 'title';
END
$$;

--
-- Copies, and sections that move
--

SELECT boh_create_page('{"title": "Source", "slug": "source", "metaDescription": "What it is about", "status": "PUBLISHED"}',
	'[{"type": "HERO", "data": {"heading": "A"}}, {"type": "HERO", "data": {"heading": "B"}, "isVisible": false}, {"type": "HERO", "data": {"heading": "C"}}]') AS source \gset
SELECT boh_create_page('{"title": "Target", "slug": "target"}', '[{"type": "HERO", "data": {"heading": "X"}}, {"type": "HERO", "data": {"heading": "Y"}}]') AS target \gset
UPDATE content_sections SET position = position * 10 WHERE page_id = :'source';
SELECT boh_copy_page(:'source') AS copy \gset
SELECT title, slug, meta_description, status, published_at, live_version, author_id = (SELECT author_id FROM content_pages WHERE id = :'source') AS same_author FROM content_pages WHERE id = :'copy';
SELECT position, type, is_visible, data FROM content_sections WHERE page_id = :'copy' ORDER BY position;
SELECT count(DISTINCT id) AS ids FROM content_sections WHERE page_id IN (:'source', :'copy');
SELECT boh_copy_page(:'source', 'another', 'Another') AS another \gset
SELECT title, slug FROM content_pages WHERE id = :'another';
SELECT raises(format('SELECT boh_copy_page(%L, ''another'')', :'source')) AS taken, raises(format('SELECT boh_copy_page(%L, '''')', :'source')) AS empty,
	raises('SELECT boh_copy_page(''00000000-0000-0000-0000-0000000000ff'')') AS missing, raises('SELECT boh_copy_page(NULL)') AS "null";
-- to another page: in between, at the end, far beyond it, and back
SELECT boh_move_section(section(:'source', 'A'), :'target', 1);
SELECT sections(:'source') AS source, sections(:'target') AS target;
SELECT boh_move_section(section(:'source', 'B'), :'target');
SELECT boh_move_section(section(:'source', 'C'), :'target', 99);
SELECT sections(:'source') AS source, sections(:'target') AS target;
SELECT boh_move_section(section(:'target', 'B'), :'source', 5);
-- on its own page: to the front, to the end, and where it is
SELECT boh_move_section(section(:'target', 'C'), :'target', 0);
SELECT sections(:'source') AS source, sections(:'target') AS target;
SELECT boh_move_section(section(:'target', 'C'), :'target');
SELECT boh_move_section(section(:'target', 'C'), :'target', 5);
SELECT sections(:'target') AS target;
SELECT raises(format('SELECT boh_move_section(%L, %L, -1)', section(:'target', 'C'), :'source')) AS negative, raises(format('SELECT boh_move_section(''00000000-0000-0000-0000-0000000000ff'', %L)', :'source')) AS section,
	raises(format('SELECT boh_move_section(%L, ''00000000-0000-0000-0000-0000000000ff'')', section(:'target', 'C'))) AS page, raises(format('SELECT boh_move_section(NULL, %L)', :'source')) AS "null";
DELETE FROM content_pages WHERE id IN (:'source', :'target', :'copy', :'another');

\set VERBOSITY terse
-- a title of which something can be seen; one that is stored stays as it is, until it changes
SELECT raises('INSERT INTO content_pages (author_id, title) SELECT id, ''  '' FROM users LIMIT 1') AS spaces, raises(E'SELECT boh_create_page(jsonb_build_object(''title'', E''\u200B'', ''authorId'', id), ''[]'') FROM users LIMIT 1') AS zero_width;
SET session_replication_role = replica;
INSERT INTO content_pages (author_id, title, slug) SELECT id, E'\u200B', 'blank' FROM users LIMIT 1;
RESET session_replication_role;
UPDATE content_pages SET meta_description = 'Nothing to see' WHERE slug = 'blank' RETURNING meta_description;
SELECT raises('UPDATE content_pages SET title = '' '' WHERE slug = ''blank''') AS changed;

SET client_min_messages = warning;
DROP SCHEMA test_page CASCADE;
DROP ROLE regress_boh_titles;

-- Calendars, structured data and site maps

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_calendar');
SET search_path = test_calendar, public;
SET boh.schema = 'test_calendar';
-- text with line ends that can be seen
CREATE FUNCTION lines(text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT replace(line, E'\r', '<CR>') FROM regexp_split_to_table($1, E'\n') line
	WHERE line !~ '^(DTSTAMP|CREATED|LAST-MODIFIED|SEQUENCE|PRODID)'
$$;

INSERT INTO users (id, email, name, role) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com', 'Ada', 'ORGANIZER');
INSERT INTO venues (id, name, address, city, country, latitude, longitude, capacity, time_zone) VALUES
	('00000000-0000-0000-0000-0000000000c1', 'Hall; "A", back\slash', 'Street 1', 'Berlin', 'Germany', 52.5, 13.25, 1000, 'Europe/Berlin'),
	('00000000-0000-0000-0000-0000000000c2', 'Nowhere', NULL, NULL, NULL, NULL, NULL, 1000, NULL);
ALTER TABLE events ALTER author_id SET DEFAULT '00000000-0000-0000-0000-0000000000aa', ALTER capacity SET DEFAULT 10;
INSERT INTO events (id, slug, title, description, venue_id, status, category, price, start_date, end_date, image_url, language) VALUES
	('00000000-0000-0000-0000-0000000000e1', 'concert', E'Bach, Händel;\r\nATTENDEE:mailto:evil@example.com', E'Line one\nline two\rline three\x01\x7f, "quoted" \\ <b>',
	'00000000-0000-0000-0000-0000000000c1', 'PUBLISHED', 'CONCERT', 12.50, '2999-11-29 19:00Z', '2999-11-29 22:00Z', '/uploads/bach.png', 'de');
INSERT INTO tags (id, name) VALUES ('00000000-0000-0000-0000-0000000000f1', 'Baroque, early'), ('00000000-0000-0000-0000-0000000000f2', 'Organ');
INSERT INTO event_tags (event_id, tag_id) SELECT '00000000-0000-0000-0000-0000000000e1', id FROM tags;

--
-- One event
--

SELECT lines(boh_event_ical('concert'));
-- with the site's addresses; a setting that is not public does not count
INSERT INTO site_settings (key, value, is_public) VALUES ('site.url', 'https://www.example.org/shop/', false), ('site.name', 'Culture, House', true);
SELECT line FROM lines(boh_event_ical('concert')) line WHERE line ~ '^(URL|IMAGE)';
UPDATE site_settings SET is_public = true;
SELECT line FROM lines(boh_event_ical('concert')) line WHERE line ~ '^(URL|IMAGE)';
INSERT INTO site_settings (key, value, is_public) VALUES ('site.event_path', '/e/{slug}?from=calendar&x=1', true);
SELECT line FROM lines(boh_event_ical('concert')) line WHERE line ~ '^(URL|IMAGE)';
-- an address that is none is left out; a trigger refuses it now
BEGIN;
SET LOCAL session_replication_role = replica;
CREATE FUNCTION image(address text, OUT ical text, OUT jsonld jsonb) LANGUAGE plpgsql AS $$
BEGIN
	UPDATE events SET image_url = address WHERE slug = 'concert';
	ical := substring(boh_event_ical('concert') FROM E'\r\nIMAGE[^:]*:([^\r]*)\r\n');
	jsonld := boh_event_jsonld('concert') -> 'image';
END $$;
SELECT address, i.* FROM (VALUES (1, 'javascript:alert(1)'), (2, 'https://cdn.example.org/a.png'), (3, '//evil.example.org/a.png'), (4, 'data:image/png;base64,AAAA'),
	(5, E'https://x.example.org/a\r\nATTENDEE:mailto:evil@example.com'), (6, 'https://'), (7, 'a.png'), (8, '/a b.png'), (9, 'HTTP://x.example.org/'), (10, NULL)) v (n, address), image(address) i ORDER BY n;
ROLLBACK;

-- who may: everybody with USAGE on the schema; drafts are for nobody, old slugs are followed
INSERT INTO events (slug, title, status, start_date, end_date) VALUES ('draft', 'Draft', 'DRAFT', '2999-01-01', '2999-01-02');
UPDATE events SET slug = 'recital' WHERE slug = 'concert';
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_reader;
RESET client_min_messages;
CREATE ROLE regress_boh_reader;
SELECT raises('SET ROLE regress_boh_reader; SELECT boh_event_ical(''recital'')') AS stranger;
RESET ROLE;
GRANT USAGE ON SCHEMA test_calendar TO regress_boh_reader;
INSERT INTO site_settings (key, value, is_public) VALUES ('secret', 'x', false);
SET ROLE regress_boh_reader;
SELECT slug, boh_event_ical(slug) IS NOT NULL AS ical, boh_event_jsonld(slug) IS NOT NULL AS jsonld
	FROM (VALUES (1, 'recital'), (2, 'concert'), (3, 'draft'), (4, 'none'), (5, '')) v (n, slug) ORDER BY n;
SELECT boh_event_ical('concert') = boh_event_ical('recital') AS same;
SELECT boh_calendar_ical() ~ 'recital' AS calendar, boh_calendar_ical() ~ 'Draft' AS draft, coalesce(boh_sitemap(1), '') ~ 'recital' AS sitemap;
RESET ROLE;
SELECT raises('SELECT boh_event_ical(NULL)') AS ical, raises('SELECT boh_event_jsonld(NULL)') AS jsonld;

-- cancelled
BEGIN;
UPDATE events SET status = 'CANCELLED' WHERE slug = 'recital';
SELECT line FROM lines(boh_event_ical('recital')) line WHERE line ~ '^STATUS';
SELECT line FROM lines(boh_calendar_ical()) line WHERE line ~ '^STATUS';
SELECT boh_event_jsonld('recital') ->> 'eventStatus' AS status, boh_event_jsonld('recital') #>> '{offers,availability}' AS availability;
-- again a draft, it is known no more
UPDATE events SET status = 'DRAFT' WHERE slug = 'recital';
SELECT boh_event_ical('recital') IS NULL AS ical, boh_event_jsonld('recital') IS NULL AS jsonld, coalesce(boh_sitemap(1), '') ~ 'recital' AS sitemap;
ROLLBACK;

--
-- SEQUENCE grows with edits of the event and of its venue, not with bookings
--

CREATE FUNCTION property(slug text, name text) RETURNS text LANGUAGE sql AS $$ SELECT substring(boh_event_ical(slug) FROM E'\r\n' || name || E':([^\r]*)') $$;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE events SET created_at = '2026-01-01 00:00Z', updated_at = '2026-01-01 00:01Z' WHERE slug = 'recital';
UPDATE venues SET updated_at = '2025-01-01 00:00Z';
SELECT property('recital', 'SEQUENCE') AS sequence, property('recital', 'DTSTAMP') AS stamp, property('recital', 'CREATED') AS created, property('recital', 'LAST-MODIFIED') AS modified;
UPDATE venues SET updated_at = '2026-01-01 01:00Z';
SELECT property('recital', 'SEQUENCE') AS sequence, property('recital', 'DTSTAMP') AS stamp;
UPDATE events SET updated_at = '2025-12-31 00:00Z', venue_id = NULL WHERE slug = 'recital';
SELECT property('recital', 'SEQUENCE') AS never_negative;
UPDATE events SET created_at = '1900-01-01 00:00Z' WHERE slug = 'recital';
SELECT property('recital', 'SEQUENCE') AS most;
SET LOCAL session_replication_role = origin;
ROLLBACK;
SELECT property('recital', 'SEQUENCE') AS sequence, boh_event_ical('recital') AS text \gset
SELECT status FROM boh_book_seats('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1);
SELECT boh_event_ical('recital') = :'text' AS booked_is_the_same;
DO $$
BEGIN
	WHILE clock_timestamp() < (SELECT updated_at + interval '1 second' FROM events WHERE slug = 'recital') LOOP
		PERFORM pg_sleep(0.01);
	END LOOP;
END $$;
UPDATE events SET capacity = 11 WHERE slug = 'recital';
SELECT property('recital', 'SEQUENCE')::integer > :sequence AS edited_is_more;

--
-- Lines: at most 75 octets, no character is cut
--

INSERT INTO events (slug, title, description, status, start_date, end_date) VALUES
	('folded', repeat('音樂會', 60), repeat('a', 300) || repeat('é', 100) || repeat('😀', 50), 'PUBLISHED', '2999-01-01', '2999-01-02');
WITH physical AS (SELECT line, number FROM regexp_split_to_table(boh_event_ical('folded'), E'\r\n') WITH ORDINALITY l (line, number))
SELECT max(octet_length(line)) AS octets, count(*) FILTER (WHERE line LIKE ' %') AS folded, count(*) FILTER (WHERE line LIKE ' %' AND octet_length(line) > 70) AS full FROM physical;
SELECT regexp_replace(boh_event_ical('folded'), E'\r\n ', '', 'g') ~ (E'\r\nSUMMARY:' || repeat('音樂會', 60) || E'\r\n') AS title,
	regexp_replace(boh_event_ical('folded'), E'\r\n ', '', 'g') ~ (E'\r\nDESCRIPTION:' || repeat('a', 300) || repeat('é', 100) || repeat('😀', 50) || E'\r\n') AS description;
SELECT boh_event_ical('folded') ~ E'[^\r]\n' AS bare_newline, boh_event_ical('folded') ~ E'\r[^\n]' AS bare_return;
-- exactly 75 octets are one line, 76 are two
CREATE FUNCTION folds(length integer) RETURNS integer LANGUAGE sql AS $$
	UPDATE events SET title = repeat('x', length) WHERE slug = 'folded';
	SELECT array_length(regexp_split_to_array(substring(boh_event_ical('folded') FROM E'SUMMARY:(?:x|\r\n )*'), E'\r\n '), 1) - 1
$$;
SELECT length, folds(length) FROM (VALUES (67), (68), (141), (142)) v (length);

--
-- Times: over changes of the clock, in many zones
--

CREATE FUNCTION times(start timestamptz, "end" timestamptz, zone text) RETURNS TABLE (ical text, jsonld text) LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO events (slug, title, status, start_date, end_date, time_zone) VALUES ('zoned', 'Zoned', 'PUBLISHED', start, "end", zone)
		ON CONFLICT (slug) DO UPDATE SET start_date = EXCLUDED.start_date, end_date = EXCLUDED.end_date, time_zone = EXCLUDED.time_zone;
	ical := (SELECT string_agg(line, ' ') FROM regexp_split_to_table(substring(boh_event_ical('zoned') FROM 'BEGIN:VEVENT.*'), E'\r\n') line WHERE line ~ '^DT(START|END)');
	jsonld := concat_ws(' ', boh_event_jsonld('zoned') ->> 'startDate', boh_event_jsonld('zoned') ->> 'endDate');
	RETURN NEXT;
END $$;
SET timezone = 'America/Los_Angeles';
SELECT zone, t.* FROM (VALUES
	(1, '2027-03-28 00:30Z', '2027-03-28 01:30Z', 'Europe/Berlin'),	-- 01:30 to 03:30: one hour
	(2, '2027-10-31 00:30Z', '2027-10-31 01:30Z', 'Europe/Berlin'),	-- 02:30, and 02:30 once more
	(3, '2027-10-31 02:00Z', '2027-10-31 03:00Z', 'Europe/Berlin'),	-- the hour is over
	(4, '2027-11-07 05:30Z', '2027-11-07 06:30Z', 'America/New_York'),
	(5, '2027-04-03 14:45Z', '2027-04-03 15:15Z', 'Australia/Lord_Howe'),	-- half an hour
	(6, '2027-01-01 00:00Z', '2027-01-01 01:00Z', 'Asia/Kathmandu'),
	(7, '2027-07-01 00:00Z', '2027-07-01 01:00Z', 'America/St_Johns'),
	(8, '2027-07-01 00:00Z', '2027-07-01 01:00Z', NULL),
	(9, '2027-07-01 00:00Z', '2027-07-01 01:00Z', 'Etc/GMT+3'),
	(10, '1890-01-01 00:00Z', '1890-01-01 01:00Z', 'Europe/Berlin'),
	(11, '2027-07-01 00:00:00.123Z', 'infinity', 'Europe/Berlin'),
	(12, '9998-06-01 00:00Z', '9999-12-31 23:59Z', 'Europe/Berlin'),
	(13, '12000-06-01 00:00Z', '12000-06-02 00:00Z', 'Europe/Berlin')) v (n, s, e, zone), times(s::timestamptz, e::timestamptz, zone) t ORDER BY n;
-- an import need not know when an event was made
UPDATE events SET start_date = '2027-07-01', end_date = '2027-07-02', created_at = '-infinity' WHERE slug = 'zoned';
SELECT boh_event_ical('zoned') ~ 'DTSTART' AS written, boh_event_ical('zoned') ~ 'CREATED' AS made, boh_event_ical('zoned') ~ 'SEQUENCE:[1-9]' AS sequence;
RESET timezone;
-- the zone of the event, otherwise of its venue, otherwise UTC
SELECT e.slug, line FROM (VALUES ('recital'), ('folded')) e (slug), lines(boh_event_ical(e.slug)) line WHERE line ~ '^(DTSTART|TZID)' ORDER BY 1, 2;
-- changes of the clock around the event, each once; the years between two events have none
BEGIN;
SELECT count(*) FROM times('2027-07-01 00:00Z', '2027-07-01 01:00Z', 'Europe/Berlin');
SELECT lines(substring(boh_event_ical('zoned') FROM 'BEGIN:VTIMEZONE.*END:VTIMEZONE'));
DELETE FROM event_tags;
SET LOCAL session_replication_role = replica;
DELETE FROM events WHERE slug <> 'zoned';
SET LOCAL session_replication_role = origin;
INSERT INTO events (slug, title, status, start_date, end_date, time_zone) VALUES ('later', 'Later', 'PUBLISHED', '2999-07-01 00:00Z', '2999-07-01 01:00Z', 'Europe/Berlin');
SELECT boh_refresh_search() IS NOT NULL AS refreshed;
SELECT substring(line, 9, 4) AS year, count(*) FROM lines(substring(boh_calendar_ical() FROM 'BEGIN:VTIMEZONE.*END:VTIMEZONE')) line WHERE line LIKE 'DTSTART:%' GROUP BY 1 ORDER BY 1;
ROLLBACK;
DELETE FROM events WHERE slug = 'zoned';

--
-- Many events
--

INSERT INTO events (slug, title, venue_id, status, start_date, end_date, category) SELECT 'night-' || n, 'Night ' || n, '00000000-0000-0000-0000-0000000000c2', 'PUBLISHED',
	'2998-01-01'::timestamptz + n * interval '1 hour', '2998-01-01'::timestamptz + (n + 1) * interval '1 hour', 'MEETUP' FROM generate_series(1, 1100) n;
INSERT INTO events (slug, title, status, start_date, end_date, category) VALUES ('off', 'Called off', 'CANCELLED', '2998-01-01', '2998-01-02', 'SPORTS');
INSERT INTO events (slug, title, status, start_date, end_date, category) VALUES ('over', 'Over', 'PUBLISHED', '2001-01-01', '2001-01-02', 'SPORTS');
INSERT INTO events (slug, title, status, start_date, end_date, category) VALUES ('off-2', 'Called off', 'PUBLISHED', '2998-01-01', '2998-01-02', 'SPORTS'), ('off-3', 'Called off', 'PUBLISHED', '2001-01-01', '2001-01-02', 'SPORTS');
UPDATE events SET status = 'CANCELLED' WHERE slug IN ('off-2', 'off-3');
CREATE FUNCTION titles(filters jsonb) RETURNS TABLE (events bigint, first text, last text, different bigint) LANGUAGE sql AS $$
	SELECT count(*), (array_agg(title ORDER BY n))[1], (array_agg(title ORDER BY n DESC))[1], count(DISTINCT title)
	FROM regexp_matches(boh_calendar_ical(filters), E'\r\nSUMMARY[^:]*:([^\r]*)', 'g') WITH ORDINALITY m (m, n), unnest(m) title
$$;
SELECT filters, t.* FROM (VALUES (1, NULL), (2, '{}'), (3, '{"category": "MEETUP"}'), (4, '{"category": "SPORTS"}'), (5, '{"category": "SPORTS", "past": true}'), (6, '{"status": "CANCELLED"}'),
	(7, '{"venue_id": "00000000-0000-0000-0000-0000000000c1"}'), (8, '{"all_tags": ["organ"]}'), (9, '{"city": "BERLIN"}'), (10, '{"author_id": "00000000-0000-0000-0000-0000000000aa", "category": "CONCERT"}'),
	(11, '{"starts": {"from": "2998-01-01T10:00Z", "to": "2998-01-01T13:00Z"}, "category": "MEETUP"}'), (12, '{"status": "DRAFT"}'), (13, '{"status": "ANY"}'), (14, '{"order": "newest", "category": "MEETUP"}')) v (n, filters),
	titles(filters::jsonb) t ORDER BY n;
SELECT * FROM raised('SELECT boh_calendar_ical(''{"colour": "red"}'')');
SELECT raises('SELECT boh_calendar_ical(''[]'')') AS array, raises('SELECT boh_calendar_ical(''{"venue_id": "x"}'')') AS uuid,
	raises('SELECT boh_calendar_ical(NULL, ''ftp://example.org'')') AS ftp, raises(format('SELECT boh_calendar_ical(NULL, %L)', E'https://example.org/\r\nX:y')) AS injected,
	raises(format('SELECT boh_calendar_ical(NULL, %L)', 'https://example.org/' || repeat('x', 2000))) AS long;
SELECT * FROM raised('SELECT boh_calendar_ical(NULL, ''example.org'')');
SELECT lines(left(text, strpos(text, 'BEGIN:VEVENT') - 1)) FROM boh_calendar_ical('{"category": "SPORTS"}', 'https://www.example.org/calendar.ics?category=SPORTS') text;
SELECT lines(boh_calendar_ical('{"category": "CHARITY"}'));
-- the same as long as events are
SELECT boh_calendar_ical() = boh_calendar_ical() AS stable;

--
-- Structured data
--

SELECT jsonb_pretty(boh_event_jsonld('recital'));
SELECT boh_event_jsonld('folded') ->> 'eventAttendanceMode' AS online, boh_event_jsonld('folded') -> 'location' AS location;
BEGIN;
CREATE FUNCTION offer(changes text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE events SET capacity = 11, booking_opens_at = NULL, booking_closes_at = NULL WHERE slug = 'recital';
	EXECUTE 'UPDATE events SET ' || changes || ' WHERE slug = ''recital''';
	RETURN boh_event_jsonld('recital') #>> '{offers,availability}';
END $$;
SELECT changes, offer(changes) FROM (VALUES (1, 'capacity = 11'), (2, 'booking_opens_at = ''2999-01-01'''), (3, 'booking_closes_at = ''2001-01-01'''), (4, 'capacity = 1'), (5, 'capacity = 2'), (6, 'price = 0')) v (n, changes) ORDER BY n;
SELECT boh_event_jsonld('recital') #> '{offers,price}' AS price, boh_event_jsonld('recital') ->> 'remainingAttendeeCapacity' AS seats;
UPDATE events SET title = '</script><script>alert(1)</script>' WHERE slug = 'recital';
SELECT replace(boh_event_jsonld('recital') ->> 'name', '<', '\u003c') AS title;
DELETE FROM site_settings;
SELECT jsonb_object_agg(key, value) FROM jsonb_each(boh_event_jsonld('recital')) WHERE key IN ('url', 'image', 'organizer', 'offers');
SELECT boh_event_jsonld('folded') -> 'location' AS location;
ROLLBACK;

--
-- Site maps
--

INSERT INTO content_pages (author_id, title, slug, status) SELECT '00000000-0000-0000-0000-0000000000aa', slug, slug, status::content_status
	FROM (VALUES ('home', 'DRAFT'), ('about', 'DRAFT'), ('unfinished', 'DRAFT'), ('soon', 'DRAFT')) v (slug, status);
SELECT count(boh_publish_page(id)) FROM content_pages WHERE slug IN ('home', 'about');
SELECT count(boh_publish_page(id, '2999-01-01')) FROM content_pages WHERE slug = 'soon';
SELECT lines(boh_sitemap());
SELECT regexp_replace(line, '<lastmod>.*Z<', '<lastmod>..Z<') FROM lines(boh_sitemap(1)) line;
SELECT count(*) AS addresses, count(*) FILTER (WHERE line ~ '<loc>https://www[.]example[.]org/shop/e/[a-z0-9-]+[?]from=calendar&amp;x=1</loc><lastmod>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.]\d{3}Z</lastmod>') AS complete,
	count(*) FILTER (WHERE line ~ '/e/(draft|soon)') AS hidden FROM lines(boh_sitemap(2)) line WHERE line LIKE '<url>%';
SELECT count(*) = count(CASE WHEN line ~ '/e/(off|over|off-2|off-3|recital)[?]' THEN 1 END) AS past_and_cancelled FROM lines(boh_sitemap(2)) line WHERE line ~ '/e/(o|r)';
SELECT boh_sitemap(3) IS NULL AS no_part, boh_sitemap(2147483647) IS NULL AS far, raises('SELECT boh_sitemap(-1)') AS negative, raises('SELECT boh_sitemap(NULL)') AS nothing;
INSERT INTO site_settings (key, value, is_public) VALUES ('site.sitemap_path', '/maps/{part}.xml?a&b', true), ('site.page_path', '/p/{slug}/', true), ('site.home_page', 'about', true);
SELECT lines(boh_sitemap());
SELECT substring(line FROM '<loc>.*</loc>') AS loc FROM lines(boh_sitemap(1)) line WHERE line ~ 'loc' ORDER BY 1;
-- settings that cannot be used
CREATE FUNCTION setting(key text, value text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE site_settings s SET value = setting.value WHERE s.key = setting.key;
	PERFORM boh_sitemap();
	RAISE EXCEPTION USING ERRCODE = 'P9999', MESSAGE = 'accepted';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT key, value, setting(key, value) FROM (VALUES (1, 'site.url', 'http://localhost:3000'), (2, 'site.url', 'https://example.org///'), (3, 'site.url', 'www.example.org'), (4, 'site.url', 'javascript:alert(1)'), (5, 'site.url', 'https://'),
	(6, 'site.url', 'https://example.org/?a=b'), (7, 'site.url', 'https://example.org/<b>'), (8, 'site.url', ''), (9, 'site.url', NULL), (10, 'site.page_path', '{slug}'), (11, 'site.page_path', '/page'), (12, 'site.event_path', '/a b/{slug}'),
	(13, 'site.sitemap_path', '/{slug}'), (14, 'site.home_page', NULL)) v (n, key, value) ORDER BY n;
-- they are refused when they are written; a value that is older stays, and whoever reads it is told
SELECT * FROM raised('UPDATE site_settings SET value = ''www.example.org'' WHERE key = ''site.url''');
SELECT raises('UPDATE site_settings SET value = ''/page'' WHERE key = ''site.page_path''') AS path, raises('UPDATE site_settings SET key = ''site.url'' WHERE key = ''site.name''') AS key;
SET session_replication_role = replica;
UPDATE site_settings SET value = 'www.example.org' WHERE key = 'site.url';
RESET session_replication_role;
UPDATE site_settings SET description = 'To be mended' WHERE key = 'site.url';
SELECT * FROM raised('SELECT boh_sitemap()');
SELECT raises('SELECT boh_event_ical(''recital'')') AS ical, raises('SELECT boh_event_jsonld(''recital'')') AS jsonld, raises('SELECT boh_calendar_ical()') AS calendar;
DELETE FROM site_settings WHERE key = 'site.url';
SELECT * FROM raised('SELECT boh_sitemap(1)');
-- more than one part has place for
INSERT INTO site_settings (key, value, is_public) VALUES ('site.url', 'https://example.org', true);
BEGIN;
SET LOCAL session_replication_role = replica;
DO $$
DECLARE
	index regclass;
BEGIN
	FOR index IN SELECT indexrelid FROM pg_index WHERE indrelid IN ('events'::regclass, 'event_search'::regclass) AND NOT indisunique LOOP
		EXECUTE format('DROP INDEX %s', index);
	END LOOP;
END $$;
INSERT INTO events (id, slug, title, status, start_date, end_date, published_at) SELECT md5(n::text)::uuid, 'many-' || n, 'Many', 'PUBLISHED', '2998-01-01', '2998-01-02', now() FROM generate_series(1, 49000) n;
INSERT INTO event_search SELECT (jsonb_populate_record(s, jsonb_build_object('event_id', e.id))).*
	FROM event_search s, events e WHERE s.event_id = '00000000-0000-0000-0000-0000000000e1' AND e.slug LIKE 'many-%';
SET LOCAL session_replication_role = origin;
CREATE TABLE parts AS SELECT part, line FROM generate_series(0, 4) part LEFT JOIN LATERAL string_to_table(boh_sitemap(part), E'\n') line ON true;
SELECT part, count(line) > 0 AS exists, count(*) FILTER (WHERE line ~ '<loc>') AS addresses FROM parts GROUP BY 1 ORDER BY 1;
SELECT count(DISTINCT line) = (SELECT count(*) FROM event_search) AS each_event_once FROM parts WHERE part IN (2, 3) AND line ~ '<loc>';
ROLLBACK;

SELECT * FROM boh_verify(progress => false);
SET client_min_messages = warning;
DROP SCHEMA test_calendar CASCADE;
DROP ROLE regress_boh_reader;

-- boh_search() and boh_suggest(): what they find, in which order, and what they never show

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_site;
RESET client_min_messages;
CREATE ROLE regress_boh_site;
SET boh.schema = 'search';
SELECT count(*) > 0 AS migrated FROM boh_migrate();
GRANT USAGE ON SCHEMA search TO regress_boh_site;
SET search_path = search, public;
INSERT INTO users (id, email, role) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com', 'ORGANIZER');
SET boh.user_id = '00000000-0000-0000-0000-0000000000aa';
INSERT INTO venues (id, name, city, country, capacity) VALUES
	('00000000-0000-0000-0000-0000000000b1', 'Großer Saal', 'Köln', 'Germany', 1000),
	('00000000-0000-0000-0000-0000000000b2', 'Jazz Cellar', 'İstanbul', 'Türkiye', 1000);
INSERT INTO tags (id, name) VALUES
	('00000000-0000-0000-0000-0000000000c1', 'Jazz'), ('00000000-0000-0000-0000-0000000000c2', 'Open Air');

CREATE FUNCTION event(title text, venue integer DEFAULT NULL, description text DEFAULT NULL, language text DEFAULT NULL,
	tag integer DEFAULT NULL, start_date timestamptz DEFAULT '2999-01-01 20:00+00', status search.event_status DEFAULT 'PUBLISHED',
	category search.event_category DEFAULT 'CONCERT')
RETURNS void LANGUAGE sql SET search_path = search, public AS $$
	WITH made AS (
		INSERT INTO events (author_id, title, venue_id, description, language, start_date, end_date, status, capacity, category)
		VALUES ('00000000-0000-0000-0000-0000000000aa', title, ('00000000-0000-0000-0000-0000000000b' || venue)::uuid,
			description, language, start_date, start_date + interval '2 hours', status, 10, category)
		RETURNING id)
	INSERT INTO event_tags (event_id, tag_id)
	SELECT id, ('00000000-0000-0000-0000-0000000000c' || tag)::uuid FROM made WHERE tag IS NOT NULL
$$;
-- titles of what is found, the best first
CREATE FUNCTION found(query text, filters jsonb DEFAULT NULL, page_size integer DEFAULT 20) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(coalesce(r.item -> 'event' ->> 'title', 'page ' || (r.item -> 'page' ->> 'title')), ' | ' ORDER BY r.place), 'nothing')
	FROM jsonb_array_elements(public.boh_search(query, filters, page_size) -> 'rows') WITH ORDINALITY AS r (item, place)
$$;

\echo 'title over tag over venue over text, upcoming over past'
SELECT event('Summer concert', description => 'An evening of jazz.'), event('Late concert', 2), event('Blue concert', tag => 1),
	event('Jazz concert'), event('Jazz concert of old', start_date => '2001-01-01 20:00+00'), event('Jazz again', status => 'DRAFT'),
	event('Jazz cancelled', status => 'DRAFT');
UPDATE events SET status = 'PUBLISHED' WHERE title = 'Jazz cancelled';
UPDATE events SET status = 'CANCELLED' WHERE title = 'Jazz cancelled';
SELECT found('jazz');
SELECT found('jazz', '{"past": true}'), found('jazz', '{"status": "CANCELLED"}');
\echo 'sooner ones first'
SELECT event('Chess', start_date => '2999-03-01 20:00+00'), event('Chess', start_date => '2999-02-01 20:00+00');
SELECT r.item -> 'event' ->> 'start_date' AS start_date FROM jsonb_array_elements(boh_search('chess') -> 'rows') AS r (item);

\echo 'syntax'
SELECT event('Open air cinema', tag => 2), event('Air show in the open'), event('Rock in the park'), event('Rock and jazz in the park');
SELECT found('"open air"'), found('open air');
SELECT found('rock -jazz '), found('rock -"in the park"'), found('-jazz');
SELECT found('chess OR cinema '), found('rock jazz OR cinema ');
SELECT found('cin'), found('cin '), found('"cin"'), found('"open ai');
SELECT boh_search('') - 'facets', boh_search(' - OR " ') - 'facets';
SELECT boh_search(repeat('rock ', 25)) -> 'query_cut' AS words, boh_search(repeat('x', 1001)) -> 'query_cut' AS bytes, boh_search('rock') -> 'query_cut' AS fits;

\echo 'languages'
SELECT event('北京国际音乐节', description => '在北京举行的音乐会'), event('東京ジャズフェスティバル', language => 'ja'),
	event('เทศกาลดนตรีกรุงเทพ', language => 'th'), event('Weinfest am Rhein', 1, language => 'de', description => 'Die schönsten Weine der Region in den Kellern'),
	event('Fête de la musique à Orléans', language => 'fr'), event('IŞIK VE SES', 2, language => 'tr'),
	event('مهرجان الموسيقى العربية', language => 'ar'), event('Фестиваль ёлок', language => 'ru'),
	event('Straßenfest', language => 'de'), event('Conferences for engineers', language => 'en', category => 'CONFERENCE'), event('Λυρική Σκηνή', language => 'el');
SELECT found('北京'), found('音乐会 '), found('東京'), found('ジャズ '), found('ดนตรี ');
SELECT found('fete musique'), found('FÊTE'), found('orleans'), found('isik'), found('IŞIK '), found('istanbul'), found('İSTANBUL');
SELECT found('koln'), found('köln'), found('KÖLN '), found('strassenfest'), found('STRASSENFEST'), found('الموسيقى'), found('елок'), found('ΛΥΡΙΚΗ');
\echo 'stems: of the language of the site, in events of the same language'
SELECT found('conference '), found('schöner keller ');
INSERT INTO site_settings (key, value, type, setting_group, is_public) VALUES ('site.language', 'en', 'TEXT', 'GENERAL', true);
SELECT found('conference '), found('engineering ');
UPDATE site_settings SET value = 'de' WHERE key = 'site.language';
SELECT found('wein keller ');
DELETE FROM site_settings;

\echo 'year and month'
SELECT found('koln 2999'), found('weinfest januar'), found('fete janvier'), found('chess march');

\echo 'pages'
SELECT boh_create_page(jsonb_build_object('title', title, 'slug', lower(title)),
	'[{"type": "TEXT", "data": {"content": "<p>How to reach our <b>trolley</b> &amp; bus &lt;stop&gt;</p>"}}]') IS NOT NULL AS made
FROM unnest('{Directions,Secret,Later}'::text[]) title;
SELECT boh_publish_page(id) IS NOT NULL AS published FROM content_pages WHERE slug = 'directions';
SELECT boh_publish_page(id, '2999-01-01 00:00+00') IS NOT NULL AS published FROM content_pages WHERE slug = 'later';
SELECT found('trolley'), found('directions'), found('secret'), found('later ');
SELECT found('directions', '{"kind": "event"}'), found('directions', '{"kind": "page"}'), found('chess', '{"kind": "page"}'), found('directions', '{"category": "CONCERT"}');
SELECT r.item - 'page' AS row, (r.item -> 'page') - 'id' - 'published_at' AS page FROM jsonb_array_elements(boh_search('trolley') -> 'rows') AS r (item);

\echo 'marks: all text is escaped'
SELECT event('<script>alert(1)</script> & "tango"', description => repeat('Before. ', 40) || 'Learn tango <b>now</b> <img src=x onerror=alert(1)> & more. ' || repeat('After. ', 40));
SELECT r.item ->> 'title_html' AS title, r.item ->> 'excerpt_html' AS excerpt FROM jsonb_array_elements(boh_search('tang') -> 'rows') AS r (item);
SELECT r.item ->> 'title_html' AS title FROM jsonb_array_elements(boh_search('fete') -> 'rows') AS r (item);

\echo 'filters, facets'
SELECT found('concert', '{"city": "KOLN"}'), found('rhein', '{"city": "koln"}'), found('concert', '{"all_tags": ["jazz"]}'), found('concert', '{"any_tags": ["jazz", "open-air"]}');
SELECT found('concert', '{"starts": {"from": "2999-01-01T00:00:00Z", "to": "2999-01-02T00:00:00Z"}, "category": "CONCERT"}'), found('concert', '{"country": "Turkiye"}'), found('concert', '{"starts": {"from": "2999-05-01T00:00:00Z"}}');
SELECT jsonb_pretty(boh_search('weinfest OR conferences OR isik OR concert ') -> 'facets');

\echo 'pages of a list'
SELECT boh_search('concert', NULL, 2) ->> 'next_cursor' AS cursor \gset
SELECT found('concert', NULL, 2), (SELECT string_agg(r.item -> 'event' ->> 'title', ' | ') FROM jsonb_array_elements(boh_search('concert', NULL, 100, :'cursor') -> 'rows') AS r (item));
SELECT boh_search('concert', NULL, 2, :'cursor') - 'rows' - 'facets' - 'next_cursor';
SELECT boh_search('jazz', NULL, 2, :'cursor');
SELECT boh_search('concert', '{"category": "CONCERT"}', 2, :'cursor');
SELECT boh_search('concert', NULL, 2, 'x');
\echo 'errors'
SELECT boh_search(NULL);
SELECT boh_search('x', page_size => 0);
SELECT boh_search('x', page_size => 101);
SELECT boh_search('x', page_size => NULL);
SELECT boh_search('x', '[]');
SELECT boh_search('x', '{"colour": "red"}');
SELECT boh_search('x', '{"kind": "venue"}');
SELECT boh_search('x', '{"kind": 1}');
SELECT boh_search('x', '{"order": "start"}');
SELECT boh_search('x', '{"status": "DRAFT"}');
SELECT boh_suggest(NULL);

\echo 'typing errors: not without pg_trgm'
SELECT boh_refresh_search(scope => 'words') ->> 'words' > '0' AS filled;
SELECT boh_search('cinmea') - 'facets' AS without;
SELECT boh_suggest('ja');
CREATE EXTENSION pg_trgm SCHEMA public;
SELECT boh_search('cinmea') - 'facets' AS not_yet;
SELECT boh_refresh_search(scope => 'words') ->> 'words' > '0' AS filled;
SELECT found('cinmea'), boh_search('Opne  air "cinmea"') ->> 'did_you_mean' AS did_you_mean, boh_search('cinema') ->> 'did_you_mean' AS nothing_to_correct;
SELECT found('konzertt'), boh_search('konzertt') ->> 'did_you_mean', found('xyzzyxyzzy');
\echo 'some of the words'
SELECT found('cinema weinfest'), boh_search('cinema weinfest') -> 'any_word' AS any_word, boh_search('cinema') -> 'any_word' AS all_words, boh_search('xyzzyxyzzy yzzyxyzzyx') -> 'any_word' AS nothing;
ALTER EXTENSION pg_trgm SET SCHEMA search;
SELECT boh_search('cinmea') ->> 'did_you_mean' AS moved;
ALTER EXTENSION pg_trgm SET SCHEMA public;

\echo 'what is wrong with a cursor is told without repeating all of it'
DO $$
DECLARE
	detail text;
BEGIN
	PERFORM boh_search('x', NULL, 1, repeat('A', 100000));
EXCEPTION WHEN invalid_parameter_value THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RAISE NOTICE 'DETAIL has % bytes', octet_length(detail);
END $$;

\echo 'suggestions'
SELECT jsonb_pretty(boh_suggest('ja'));
SELECT boh_suggest('open '), boh_suggest('KÖ'), boh_suggest('saal'), boh_suggest(''), boh_suggest('%'), boh_suggest(repeat('x', 2000));

\echo 'rights: what is published is for everybody, a draft for nobody'
SET ROLE regress_boh_site;
SELECT found('jazz') LIKE 'Jazz concert |%' AS same, found('again '), boh_suggest('secr') -> 'titles' AS none;
SELECT count(*) FROM search.search_words;
RESET ROLE;
UPDATE events SET status = 'DRAFT' WHERE title = 'Jazz concert';
SELECT found('"jazz concert"');

\echo 'odd input: never an error'
CREATE FUNCTION odd(seed double precision, OUT calls integer, OUT wrong text) LANGUAGE plpgsql AS $$
DECLARE
	parts text[] := ARRAY['"', '''', '\', '-', '--', ' ', ' OR ', '|', '&', '!', '(', ')', ':*', ':A', '<->', '<2>', '=', '~', 'jazz', 'rock', '%', '_', '$1', ';',
		'{}', '&amp;', '<b>', chr(160), chr(8203), chr(8205), chr(769), chr(65018), chr(128512), chr(1611), '北京', 'ดนตรี', 'İ', 'ß', chr(7), chr(9), chr(10), 'NULL'];
	query text;
BEGIN
	PERFORM setseed(seed);
	calls := 0;
	FOR i IN 1..400 LOOP
		SELECT string_agg(parts[1 + floor(random() * cardinality(parts))::integer], '') INTO query FROM generate_series(1, (1 + random() * 12)::integer);
		BEGIN
			PERFORM public.boh_search(query, page_size => 3), public.boh_suggest(query);
			calls := calls + 1;
		EXCEPTION WHEN OTHERS THEN
			wrong := concat_ws(E'\n', wrong, quote_literal(query) || ': ' || SQLERRM);
		END;
	END LOOP;
END
$$;
SELECT * FROM odd(0.1);
SELECT * FROM odd(0.2);
SELECT found('jazz''); DROP TABLE search.events; --'), found('a''b\'':*'), found('jazz:* | !rock') <> '' AS fine;
\echo 'a query of the longest words'
SELECT boh_search(repeat(chr(65018), 500)) -> 'candidates' AS candidates;

RESET ROLE;
DROP EXTENSION pg_trgm CASCADE;
DROP SCHEMA search CASCADE;
DROP ROLE regress_boh_site;

-- After the seed: what maintenance does, and samples for the calls.
SET client_min_messages = warning;
SET search_path = boh, public;

-- Events with room for all bookings that are measured
INSERT INTO boh.events (slug, title, author_id, capacity, price, start_date, end_date, status)
SELECT 'open-house-' || i, 'Open house ' || i, (SELECT id FROM boh.users WHERE role = 'ORGANIZER' ORDER BY id LIMIT 1), 1000000, 10,
	now() + interval '100 days' + i * interval '1 hour', now() + interval '101 days' + i * interval '1 hour', 'PUBLISHED'
FROM generate_series(1, 200) i;

-- Some holds of the seed have run out, and some of its events are over.
\ir maintain.sql

-- search is brought up to date as by maintenance
DO $$ BEGIN
	IF to_regproc('public.boh_refresh_search') IS NOT NULL THEN
		PERFORM public.boh_refresh_search(100000000, 'changed'), public.boh_refresh_search(100000000, 'words');
	END IF;
END $$;
VACUUM ANALYZE;

CREATE SCHEMA bench;
GRANT USAGE ON SCHEMA bench TO PUBLIC;
CREATE TABLE bench.events AS SELECT row_number() OVER (ORDER BY md5(id::text)) AS n, id, slug, author_id, venue_id, title, currency
	FROM boh.events WHERE status IN ('PUBLISHED', 'COMPLETED') ORDER BY md5(id::text) LIMIT 5000;
CREATE TABLE bench.users AS SELECT row_number() OVER (ORDER BY md5(id::text)) AS n, id FROM boh.users WHERE role = 'USER' AND deleted_at IS NULL ORDER BY md5(id::text) LIMIT 5000;
CREATE TABLE bench.pages AS SELECT row_number() OVER (ORDER BY slug) AS n, id, slug FROM boh.content_pages WHERE status = 'PUBLISHED' AND published_at <= now();
CREATE TABLE bench.media AS SELECT row_number() OVER (ORDER BY md5(id::text)) AS n, id FROM boh.media_files ORDER BY md5(id::text) LIMIT 5000;
CREATE TABLE bench.cities AS SELECT row_number() OVER (ORDER BY city) AS n, city, country, min(latitude) AS latitude, min(longitude) AS longitude FROM boh.venues GROUP BY city, country;
CREATE TABLE bench.tags AS SELECT row_number() OVER (ORDER BY slug) AS n, slug FROM boh.tags;
CREATE TABLE bench.words AS SELECT row_number() OVER (ORDER BY word) AS n, word
	FROM (SELECT DISTINCT lower(m[1]) AS word FROM bench.events, regexp_matches(title, '([[:alpha:]]{4,12})', 'g') m) w;
CREATE TABLE bench.categories AS SELECT row_number() OVER () AS n, c AS category FROM unnest(enum_range(NULL::boh.event_category)) c;
CREATE TABLE bench.admin AS SELECT id FROM boh.users WHERE role = 'ADMIN' ORDER BY id LIMIT 1;
CREATE TABLE bench.upcoming AS SELECT row_number() OVER (ORDER BY md5(id::text)) AS n, id FROM boh.events
	WHERE slug LIKE 'open-house-%';

-- Row number i of a sample, around again at its end; a different one for each salt.
CREATE FUNCTION bench.pick(i bigint, salt integer, size bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
	RETURN 1 + mod(abs(hashint8(i * 1000 + salt)::bigint), size);

-- Cursors of pages 1 to 500 of the list by start, as a client gets them.
CREATE TABLE bench.cursors (n bigint, cursor text);
DO $$
DECLARE
	page jsonb;
	next_cursor text;
BEGIN
	IF to_regproc('public.boh_list_events') IS NULL THEN RETURN; END IF;
	FOR n IN 1 .. 500 LOOP
		EXECUTE 'SELECT public.boh_list_events(''{}'', 20, $1)' INTO page USING next_cursor;
		next_cursor := page->>'next_cursor';
		EXIT WHEN next_cursor IS NULL;
		INSERT INTO bench.cursors VALUES (n, next_cursor);
	END LOOP;
END $$;
GRANT SELECT ON ALL TABLES IN SCHEMA bench TO PUBLIC;
ANALYZE;

-- What the benchmark of rights measures: two data schemas with the same rows,
-- of which "open" has no row-level security.

\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE EXTENSION boh;

CREATE PROCEDURE fill(schema text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('search_path', schema || ', public', false);
	PERFORM set_config('boh.schema', schema, false);
	PERFORM FROM boh_migrate();

	INSERT INTO users (id, email, name)
	SELECT md5(i::text)::uuid, format('customer%s@customers.example', i), format('Customer %s', i)
	FROM generate_series(1, 10000) AS i;
	INSERT INTO users (id, email, role)
	SELECT md5('organizer ' || i)::uuid, format('organizer%s@organizers.example', i), 'ORGANIZER'
	FROM generate_series(1, 100) AS i;
	INSERT INTO events (id, title, category, capacity, price, start_date, end_date, status, author_id)
	SELECT md5(i::text)::uuid, format('Conference %s', i), 'CONFERENCE', 2000000000, 25,
		date_trunc('day', now()) + interval '1 year', date_trunc('day', now()) + interval '1 year 1 day',
		'PUBLISHED', md5('organizer ' || i % 100 + 1)::uuid
	FROM generate_series(1, 1000) AS i;
	INSERT INTO bookings (event_id, user_id)
	SELECT md5((i % 1000 + 1)::text)::uuid, md5((i % 10000 + 1)::text)::uuid
	FROM generate_series(1, 100000) AS i;
	INSERT INTO content_pages (slug, title, author_id)
	SELECT format('page-%s', i), format('Page %s', i), md5('organizer 1')::uuid
	FROM generate_series(1, 1000) AS i;
	INSERT INTO content_sections (page_id, type, data)
	SELECT id, 'HERO', '{"heading": "Culture House: Summer", "subheading": "Concerts and poems"}' FROM content_pages;
	PERFORM boh_publish_page(id) FROM content_pages;

	PERFORM boh_grant('bench_app', 'app'), boh_grant('bench_app', 'trusted'), boh_grant('bench_service', 'service');
END $$;

CREATE ROLE bench_app LOGIN;
CREATE ROLE bench_service LOGIN;
CALL fill('boh');
CALL fill('open');
RESET search_path;

SELECT format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', oid::regclass)
FROM pg_class WHERE relnamespace = 'open'::regnamespace AND relrowsecurity
\gexec

-- vacuum runs between the measurements, never during one
SELECT format('ALTER TABLE %s SET (autovacuum_enabled = off)', oid::regclass)
FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('boh'::regnamespace, 'open'::regnamespace)
\gexec
VACUUM ANALYZE;

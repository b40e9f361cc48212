-- boh_list_events(): each filter and order against the tables, and what each caller sees

\set VERBOSITY terse
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_site, regress_boh_web, regress_boh_office, regress_boh_service, regress_boh_plain;
CREATE ROLE regress_boh_site;
CREATE ROLE regress_boh_web;
CREATE ROLE regress_boh_office;
CREATE ROLE regress_boh_service;
CREATE ROLE regress_boh_plain;
SET boh.schema = 'event_list';
SELECT count(*) > 0 AS migrated FROM boh_migrate();
RESET client_min_messages;
SET search_path = event_list, public;
SELECT boh_grant('regress_boh_web', 'app'), boh_grant('regress_boh_web', 'trusted'), boh_grant('regress_boh_office', 'admin'),
	boh_grant('regress_boh_office', 'trusted'), boh_grant('regress_boh_service', 'service');
GRANT USAGE ON SCHEMA event_list TO regress_boh_site, regress_boh_plain;
GRANT SELECT ON ALL TABLES IN SCHEMA event_list TO regress_boh_plain;

-- 9 organizers, 24 venues in 5 cities, 12 tags, 3,000 events from last year to the next
CREATE FUNCTION person(n integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST('00000000-0000-0000-0000-0000000000a' || n AS uuid) $$;
INSERT INTO users (id, email, role)
SELECT person(n), 'person' || n || '@example.org', CASE n WHEN 0 THEN 'ADMIN' WHEN 9 THEN 'USER' ELSE 'ORGANIZER' END::user_role FROM generate_series(0, 9) n;
INSERT INTO tags (name) SELECT 'Tag ' || n FROM generate_series(1, 12) n;
INSERT INTO venues (name, city, country, capacity, latitude, longitude, time_zone)
SELECT 'Venue ' || n, ('{Berlin,Łódź,São Paulo,Tokyo,Suva}'::text[])[1 + n % 5], ('{Germany,Poland,Brazil,Japan,Fiji}'::text[])[1 + n % 5], 1000,
	CASE WHEN n < 22 THEN ('{52.5,51.8,-23.5,35.7,-18.1}'::float8[])[1 + n % 5] + n * n * 0.003 END,
	CASE WHEN n < 22 THEN ('{13.4,19.5,-46.6,139.7,179.9}'::float8[])[1 + n % 5] + (n % 7 - 3) * 0.03 END,
	('{Europe/Berlin,Europe/Warsaw,NULL,Asia/Tokyo,NULL}'::text[])[1 + n % 5]
FROM generate_series(1, 24) n;
INSERT INTO events (author_id, title, venue_id, capacity, price, currency, category, status, start_date, end_date)
SELECT person(1 + n % 8), 'Event ' || md5(n::text), (SELECT id FROM venues WHERE slug = 'venue-' || (n * 7 % 27)), 10, n % 40 * 5,
	CASE n % 4 WHEN 0 THEN 'USD' ELSE 'EUR' END, (enum_range(NULL::event_category))[1 + n % 11],
	CASE WHEN n % 9 = 0 THEN 'DRAFT' WHEN s + l < now() AND n % 3 = 0 THEN 'COMPLETED' ELSE 'PUBLISHED' END::event_status, s, s + l
FROM generate_series(1, 3000) n, LATERAL (SELECT date_trunc('hour', now()) + (n * 7919 % 3000 - 1000) * interval '3 hours' + interval '17 minutes' AS s,
	CASE WHEN n % 131 = 0 THEN interval '800 days' WHEN n % 13 = 0 THEN interval '20 days' ELSE interval '5 hours' END AS l) d;
UPDATE events SET status = 'CANCELLED' WHERE hashtext(title) % 17 = 0 AND status IN ('PUBLISHED', 'DRAFT');
INSERT INTO event_tags SELECT e.id, t.id FROM events e, tags t WHERE hashtext(e.title || t.slug) % 10 = 0;
UPDATE events SET end_date = 'infinity' WHERE hashtext(title) % 41 = 0 AND status = 'PUBLISHED' AND end_date > now();
-- sold out; but some seats are overdue holds; and events that ended since the row was written
SET session_replication_role = replica;
UPDATE events SET booked_count = capacity WHERE hashtext(title) % 3 = 0;
INSERT INTO bookings (user_id, event_id, seats, status, expires_at, unit_price, total_price, currency)
SELECT person(9), id, 2, 'PENDING', now() - interval '1 hour', 0, 0, currency FROM events WHERE hashtext(title) % 12 = 0;
UPDATE event_search SET upcoming = true WHERE status = 'PUBLISHED' AND end_date BETWEEN now() - interval '2 months' AND now();
RESET session_replication_role;
ANALYZE;
SELECT count(*) > 2000 AS public, count(*) FILTER (WHERE upcoming AND end_date <= now()) > 50 AS stale, count(*) FILTER (WHERE NOT upcoming) > 500 AS past FROM event_search;

-- what a list should have, read from the tables; me NULL: sees all
CREATE FUNCTION km(latitude float8, longitude float8, p jsonb) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
	SELECT 6371.0088 * acos(least(1, greatest(-1, sin(radians(latitude)) * sin(radians((p ->> 'latitude')::float8))
		+ cos(radians(latitude)) * cos(radians((p ->> 'latitude')::float8)) * cos(radians(longitude - (p ->> 'longitude')::float8)))))
$$;
CREATE FUNCTION expected(f jsonb, me uuid DEFAULT NULL) RETURNS TABLE (id uuid, far float8) LANGUAGE sql STABLE AS $$
	WITH found AS (
		SELECT e.id, e.start_date, e.price, e.published_at, lower(e.title) COLLATE "C" AS title, km(v.latitude, v.longitude, f -> 'near') AS far
		FROM events e LEFT JOIN venues v ON v.id = e.venue_id
		WHERE CASE coalesce(f ->> 'status', 'PUBLISHED')
			WHEN 'DRAFT' THEN e.status = 'DRAFT' AND e.author_id = coalesce(me, e.author_id)
			WHEN 'ANY' THEN e.author_id = coalesce(me, e.author_id)
			WHEN 'PUBLISHED' THEN e.status = 'PUBLISHED' OR (e.status = 'COMPLETED' AND f ->> 'status' IS NULL AND (f ->> 'past')::boolean)
			ELSE e.status::text = f ->> 'status' AND e.published_at IS NOT NULL END
		AND CASE (f ->> 'past')::boolean WHEN true THEN e.end_date <= clock_timestamp() WHEN false THEN e.end_date > clock_timestamp()
			ELSE coalesce(f ->> 'status', 'PUBLISHED') <> 'PUBLISHED' OR e.end_date > clock_timestamp() END
		AND coalesce(e.category::text = f ->> 'category', true) AND coalesce(e.currency = f ->> 'currency', true)
		AND (f ->> 'city' IS NULL OR lower(v.city) = lower(f ->> 'city') AND v.city IS NOT NULL) AND (f ->> 'country' IS NULL OR v.country IS NOT NULL AND lower(v.country) = lower(f ->> 'country'))
		AND (f ->> 'venue' IS NULL OR v.slug IS NOT NULL AND v.slug = f ->> 'venue') AND (f ->> 'venue_id' IS NULL OR v.id IS NOT NULL AND v.id = (f ->> 'venue_id')::uuid)
		AND coalesce(e.author_id = (f ->> 'author_id')::uuid, true)
		AND coalesce(e.start_date >= (f -> 'starts' ->> 'from')::timestamptz, true) AND coalesce(e.start_date < (f -> 'starts' ->> 'to')::timestamptz, true)
		AND coalesce(e.end_date > (f -> 'overlaps' ->> 'from')::timestamptz, true) AND coalesce(e.start_date < (f -> 'overlaps' ->> 'to')::timestamptz, true)
		AND coalesce(e.price >= (f -> 'price' ->> 'from')::numeric, true) AND coalesce(e.price <= (f -> 'price' ->> 'to')::numeric, true)
		AND (f -> 'all_tags' IS NULL OR NOT EXISTS (SELECT FROM jsonb_array_elements_text(f -> 'all_tags') slug
			WHERE NOT EXISTS (SELECT FROM event_tags et JOIN tags t ON t.id = et.tag_id WHERE et.event_id = e.id AND t.slug = slug.value)))
		AND (f -> 'any_tags' IS NULL OR EXISTS (SELECT FROM event_tags et JOIN tags t ON t.id = et.tag_id WHERE et.event_id = e.id AND f -> 'any_tags' ? t.slug))
		AND (f -> 'has_seats' IS NULL OR (boh_available_seats(e.id) > 0) = (f ->> 'has_seats')::boolean)
		AND (f -> 'near' IS NULL OR v.latitude IS NOT NULL AND km(v.latitude, v.longitude, f -> 'near') <= (f -> 'near' ->> 'km')::float8)),
	wanted AS (SELECT coalesce(f ->> 'order', CASE WHEN coalesce(f ->> 'status', 'PUBLISHED') IN ('DRAFT', 'ANY') THEN 'start'
		WHEN (f ->> 'past')::boolean OR f ->> 'status' IN ('COMPLETED', 'CANCELLED') THEN 'start_desc' ELSE 'start' END) AS o)
	SELECT id, far FROM found, wanted ORDER BY CASE o WHEN 'start' THEN start_date END, CASE o WHEN 'start_desc' THEN start_date END DESC,
		CASE o WHEN 'price' THEN price END, CASE o WHEN 'price_desc' THEN price END DESC, CASE o WHEN 'newest' THEN published_at END DESC,
		CASE o WHEN 'title' THEN title END, CASE o WHEN 'title_desc' THEN title END DESC, CASE o WHEN 'distance' THEN round(far::numeric, 6) END,
		CASE WHEN o IN ('start', 'price', 'title', 'distance') THEN id END, id DESC
$$;

-- all pages of a list; more pages than rows would need mean that a cursor leads nowhere
CREATE FUNCTION listed(f jsonb, page_size integer) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
	ids uuid[] = '{}';
	page jsonb;
BEGIN
	FOR n IN 1 .. 200 LOOP
		page := boh_list_events(f, page_size, page ->> 'next_cursor');
		IF jsonb_array_length(page -> 'rows') > page_size THEN
			RAISE 'too many rows: %', f;
		END IF;
		ids := ids || ARRAY(SELECT (value ->> 'id')::uuid FROM jsonb_array_elements(page -> 'rows') WITH ORDINALITY ORDER BY ordinality);
		IF page ->> 'next_cursor' IS NULL THEN
			RETURN ids;
		END IF;
	END LOOP;
	RAISE 'too many pages: %', f;
END
$$;
CREATE FUNCTION differs(f jsonb, page_size integer DEFAULT 100, me uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN l IS DISTINCT FROM e THEN format('%s: %s instead of %s rows%s', f, cardinality(l), cardinality(e),
		CASE WHEN ARRAY(SELECT unnest(l) ORDER BY 1) = ARRAY(SELECT unnest(e) ORDER BY 1) THEN ', in another order' ELSE '' END) END
	FROM (SELECT listed(f, page_size) AS l, ARRAY(SELECT id FROM expected(f, me)) AS e) d
$$;

--
-- Each filter and order by itself
--

SELECT replace(regexp_replace(filters::text, '"20..-..-..T[^"]*"', '"..."', 'g'), (SELECT id::text FROM venues WHERE slug = 'venue-7'), '...') AS filters, jsonb_array_length(boh_list_events(filters) -> 'rows') > 0 AS some, differs(filters, 100)
FROM (VALUES ('{}'::jsonb), ('{"category": "SPORTS"}'), ('{"all_tags": ["tag-1", "tag-2"]}'), ('{"any_tags": ["tag-3", "tag-4", "unknown"]}'), ('{"city": "łódź"}'),
	('{"country": "brazil"}'), ('{"venue": "venue-8"}'), (jsonb_build_object('venue_id', (SELECT id FROM venues WHERE slug = 'venue-7'))),
	(jsonb_build_object('author_id', person(3))), (jsonb_build_object('starts', jsonb_build_object('from', now() + interval '30 days', 'to', now() + interval '40 days'))),
	(jsonb_build_object('starts', jsonb_build_object('from', now() + interval '30 days'))), (jsonb_build_object('overlaps', jsonb_build_object('from', now() + interval '30 days', 'to', now() + interval '31 days'))),
	('{"price": {"from": 50, "to": 100}, "currency": "EUR"}'), ('{"price": {"to": 0}, "currency": "USD"}'), ('{"has_seats": true}'), ('{"has_seats": false}'), ('{"status": "PUBLISHED"}'),
	('{"status": "COMPLETED"}'), ('{"status": "CANCELLED"}'), ('{"status": "CANCELLED", "past": false}'), ('{"status": "PUBLISHED", "past": true}'), ('{"past": true}'), ('{"past": false}'),
	('{"near": {"latitude": 52.5, "longitude": 13.4, "km": 30}}'), ('{"near": {"latitude": -18.1, "longitude": -179.9, "km": 60}}'), ('{"near": {"latitude": 90, "longitude": 0, "km": 4400}}'),
	('{"order": "start_desc"}'), ('{"order": "price", "currency": "EUR"}'), ('{"order": "price_desc", "currency": "EUR"}'), ('{"order": "newest"}'), ('{"order": "title"}'), ('{"order": "title_desc"}'),
	('{"order": "distance", "near": {"latitude": 52.5, "longitude": 13.4, "km": 20038}}'), ('{"past": true, "order": "start"}'), ('{"category": null}')) v (filters);
SELECT listed('{"city": "LODZ"}', 100) = listed('{"city": "Łódź"}', 100) AS accents_are_one;
-- weeks in which few begin are asked of the index, also for those that never end
SELECT count(*) > 0 AS never_end FROM events
WHERE status = 'PUBLISHED' AND end_date = 'infinity' AND start_date >= now() + interval '30 days' AND start_date < now() + interval '50 days';
SELECT n, differs(jsonb_build_object('order', 'newest', 'starts', jsonb_build_object('from', now() + n * interval '5 days', 'to', now() + (n + 1) * interval '5 days')))
FROM generate_series(6, 9) n;
-- nothing fits
SELECT filters, boh_list_events(filters) FROM (VALUES ('{"any_tags": ["unknown"]}'::jsonb), ('{"all_tags": ["tag-1", "unknown"]}'), ('{"venue": "unknown"}'),
	(jsonb_build_object('venue', 'venue-8', 'venue_id', person(1))), ('{"city": "Nowhere"}'), ('{"near": {"latitude": 0, "longitude": 0, "km": 0}}')) v (filters);

--
-- Combinations
--

CREATE FUNCTION maybe(chance float8, filter jsonb) RETURNS jsonb LANGUAGE sql VOLATILE AS $$ SELECT CASE WHEN random() < chance THEN filter ELSE '{}' END $$;
CREATE FUNCTION one_of(VARIADIC words text[]) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT words[1 + floor(random() * cardinality(words))::int] $$;
CREATE FUNCTION day(lowest integer, highest integer) RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
	SELECT date_trunc('hour', now()) + (lowest + floor(random() * (highest - lowest))::int) * interval '1 day' $$;
CREATE FUNCTION random_filters() RETURNS jsonb LANGUAGE sql VOLATILE AS $$
	SELECT f || CASE WHEN f ? 'past' OR f ->> 'status' IN ('COMPLETED', 'CANCELLED') THEN maybe(0.5, jsonb_build_object('order', one_of('start', 'start_desc')))
		WHEN f ? 'near' AND random() < 0.5 THEN '{"order": "distance"}'
		WHEN f ? 'currency' AND random() < 0.5 THEN jsonb_build_object('order', one_of('price', 'price_desc'))
		ELSE maybe(0.6, jsonb_build_object('order', one_of('start', 'start_desc', 'newest', 'title', 'title_desc'))) END
	FROM (SELECT maybe(0.3, jsonb_build_object('category', one_of('SPORTS', 'CONCERT', 'MEETUP'))) || maybe(0.2, jsonb_build_object('city', one_of('Berlin', 'tokyo', 'Suva')))
		|| maybe(0.15, jsonb_build_object('country', one_of('Germany', 'poland', 'Brazil'))) || maybe(0.1, jsonb_build_object('venue', one_of('venue-8', 'venue-14', 'venue-3')))
		|| maybe(0.15, jsonb_build_object('author_id', person(one_of('1', '2', '3')::int)))
		|| maybe(0.2, jsonb_build_object('all_tags', CASE WHEN random() < 0.6 THEN jsonb_build_array(one_of('tag-1', 'tag-2')) ELSE jsonb_build_array('tag-1', one_of('tag-2', 'tag-3')) END))
		|| maybe(0.2, jsonb_build_object('any_tags', jsonb_build_array(one_of('tag-4', 'tag-5'), one_of('tag-6', 'tag-7'))))
		|| maybe(0.15, jsonb_build_object('starts', jsonb_build_object('from', day(-100, 100), 'to', day(0, 200))))
		|| maybe(0.15, jsonb_build_object('overlaps', maybe(0.8, jsonb_build_object('from', day(-100, 100))) || maybe(0.8, jsonb_build_object('to', day(-50, 200)))))
		|| maybe(0.3, jsonb_build_object('currency', one_of('EUR', 'USD')) || maybe(0.7, jsonb_build_object('price', maybe(0.7, jsonb_build_object('from', floor(random() * 100)))
			|| maybe(0.7, jsonb_build_object('to', floor(random() * 200))))))
		|| maybe(0.15, jsonb_build_object('has_seats', random() < 0.6))
		|| maybe(0.2, jsonb_build_object('near', jsonb_build_object('latitude', 52.5 + random(), 'longitude', 13.4 - random(), 'km', floor(random() * 700))))
		|| maybe(0.25, CASE floor(random() * 3) WHEN 0 THEN '{"past": true}'::jsonb WHEN 1 THEN '{"status": "CANCELLED"}' ELSE '{"status": "COMPLETED"}' END)) v (f)
$$;
SELECT setseed(0.5);
SELECT count(*) AS lists, count(d) AS wrong, min(d) AS first
FROM generate_series(1, 100) n, LATERAL (SELECT n, random_filters() AS f, 20 + floor(random() * 80)::int AS page_size OFFSET 0) r, LATERAL differs(r.f, r.page_size) d;
-- the lists of this test differ when a filter is left out
SELECT differs('{"category": "SPORTS"}') IS NULL AS right, ARRAY(SELECT id FROM expected('{"category": "SPORTS"}')) <> listed('{}', 100) AS wrong;

--
-- Rows
--

SELECT jsonb_object_keys(boh_list_events(NULL, 1) -> 'rows' -> 0) AS member;
SELECT count(*) AS rows, count(*) FILTER (WHERE (r ->> 'seats_left')::int IS DISTINCT FROM boh_available_seats(e.id)) AS wrong_seats,
	count(*) FILTER (WHERE r ->> 'start_date' <> boh_iso_time(e.start_date) OR (r ->> 'local_start')::timestamptz <> e.start_date
		OR r ->> 'time_zone' <> coalesce(e.time_zone, v.time_zone, 'UTC') OR r ->> 'title' <> e.title OR (r ->> 'price')::numeric <> e.price) AS wrong_times,
	count(*) FILTER (WHERE r -> 'venue' ->> 'slug' IS DISTINCT FROM v.slug) AS wrong_venue,
	count(*) FILTER (WHERE r -> 'tags' <> (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name) ORDER BY t.name), '[]')
		FROM event_tags et JOIN tags t ON t.id = et.tag_id WHERE et.event_id = e.id)) AS wrong_tags,
	count(DISTINCT r ->> 'seats_left') > 1 AS seats_vary
FROM jsonb_array_elements(boh_list_events('{"has_seats": true}', 100) -> 'rows') r JOIN events e ON e.id = (r ->> 'id')::uuid LEFT JOIN venues v ON v.id = e.venue_id;

-- the meridians 180 and -180 are the same, as are all at a pole
BEGIN;
INSERT INTO venues (name, slug, capacity, latitude, longitude) VALUES ('West', 'west', 10, 10, -180), ('Pole', 'pole', 10, 90, 20);
INSERT INTO events (author_id, title, venue_id, capacity, status, start_date, end_date)
	SELECT person(1), name, id, 1, 'PUBLISHED', '2999-01-01', '2999-01-02' FROM venues WHERE slug IN ('west', 'pole');
SELECT o, boh_list_events(jsonb_build_object('near', n, 'order', o)) #>> '{rows,0,title}' AS found
FROM unnest('{start,distance}'::text[]) o, unnest('{"{\"latitude\": 10, \"longitude\": 180, \"km\": 0}","{\"latitude\": 90, \"longitude\": -70, \"km\": 0}"}'::jsonb[]) n;
ROLLBACK;

--
-- What is refused
--

SELECT arguments, raises('SELECT boh_list_events(' || arguments || ')') FROM (VALUES ('''{"kind": 1}'''), ('''{"starts": {"until": "2030-01-01"}}'''), ('''{"starts": "2030-01-01"}'''),
	('''{"starts.from": "2030-01-01"}'''), ('''{"starts": {"from": "soon"}}'''), ('''{"category": "sports"}'''), ('''{"all_tags": "tag-1"}'''), ('''{"all_tags": []}'''), ('''{"all_tags": [1]}'''),
	('''{"has_seats": "yes"}'''), ('''{"venue_id": "x"}'''), ('''{"price": {"from": "1"}}'''), ('''{"price": {"from": 1}}'''), ('''{"order": "price"}'''), ('''{"order": "popular"}'''),
	('''{"order": "distance"}'''), ('''{"near": {"latitude": 1}}'''), ('''{"near": {}}'''), ('''{"near": {"km": null}}'''), ('''{"near": {"latitude": 0, "longitude": 0, "km": 1e999}}'''),
	('''{"near": {"latitude": 91, "longitude": 0, "km": 1}}'''), ('''{"near": {"latitude": 0, "longitude": 0, "km": 20039}}'''),
	('''{"status": "OPEN"}'''), ('''{"status": "DRAFT", "city": "Berlin"}'''), ('''{"status": "ANY", "order": "title"}'''), ('''{"past": true, "order": "newest"}'''), ('''[]'''),
	('NULL, 0'), ('NULL, 101'), ('NULL, NULL'), ('NULL, 1, ''x'''), ('NULL, 1, repeat(''0'', 66)'), ('NULL, 1, boh_list_events(''{"order": "newest"}'', 1) ->> ''next_cursor'''),
	('''{"order": "title"}'', 1, boh_list_events(NULL, 1) ->> ''next_cursor'''), ('NULL, 1, overlay(boh_list_events(NULL, 1) ->> ''next_cursor'' placing ''ab'' from 60)'),
	('NULL, 1, boh_audit(NULL, 1) ->> ''next_cursor''')) v (arguments);
-- a cursor of another schema
SELECT boh_list_events(NULL, 1) ->> 'next_cursor' AS cursor \gset
SET boh.schema = 'boh';
SELECT raises(format('SELECT boh_list_events(NULL, 1, %L)', :'cursor'));
SET boh.schema = 'event_list';
-- the length of this period does not fit into 64 bits
SELECT jsonb_array_length(boh_list_events('{"starts": {"from": "4000-01-01 BC", "to": "294276-12-31"}}', 1) -> 'rows') AS of_all_times;

--
-- Who sees what
--

CREATE FUNCTION as_role(role name, person uuid) RETURNS TABLE (list jsonb, ids uuid[]) LANGUAGE plpgsql AS $$
BEGIN
	FOREACH list IN ARRAY ARRAY['{}', '{"status": "DRAFT"}', '{"status": "ANY", "order": "start_desc"}', '{"status": "CANCELLED"}', '{"status": "DRAFT", "category": "SPORTS"}',
		'{"status": "ANY", "author_id": "00000000-0000-0000-0000-0000000000a1"}', '{"status": "ANY", "author_id": "00000000-0000-0000-0000-0000000000a2", "past": true}']::jsonb[] LOOP
		EXECUTE format('SET LOCAL ROLE %I', role);
		IF person IS NOT NULL THEN
			PERFORM public.boh_set_session_user(person);
		END IF;
		ids := event_list.listed(list, 100);
		RESET ROLE;
		RETURN NEXT;
	END LOOP;
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA event_list TO PUBLIC;
CREATE FUNCTION is_right(list jsonb, ids uuid[], sees text, person uuid) RETURNS boolean LANGUAGE sql AS $$
	SELECT ids = CASE WHEN list ->> 'status' IN ('DRAFT', 'ANY') AND sees = 'public' THEN '{}'
		ELSE ARRAY(SELECT id FROM expected(list, CASE sees WHEN 'own' THEN person END)) END
$$;
-- each in a transaction of its own
SELECT format('SELECT %L AS role, %L AS person, list, cardinality(ids) > 0 AS some, is_right(list, ids, %L, %L) AS right FROM as_role(%1$L, %4$L)', role, person, sees, person(person))
FROM (VALUES ('regress_boh_site', NULL, 'public'), ('regress_boh_web', NULL, 'public'), ('regress_boh_web', 9, 'public'), ('regress_boh_web', 1, 'own'), ('regress_boh_web', 0, 'own'),
	('regress_boh_office', NULL, 'public'), ('regress_boh_office', 1, 'own'), ('regress_boh_office', 0, 'all'), ('regress_boh_service', NULL, 'all'), ('regress_boh_plain', NULL, 'public'))
	v (role, person, sees) \gexec

--
-- An event by its slug
--

SELECT jsonb_object_keys(boh_event(slug)) AS member FROM (SELECT slug FROM events WHERE status = 'PUBLISHED' AND venue_id IS NOT NULL ORDER BY slug LIMIT 1) e;
SELECT count(*) AS events, count(boh_event(slug)) AS seen, count(*) FILTER (WHERE boh_event(slug) ->> 'id' <> id::text) AS wrong FROM events;
UPDATE events SET slug = 'new-' || lower(status::text) FROM (SELECT DISTINCT ON (status) id AS first FROM events ORDER BY status, id) f WHERE id = first;
CREATE FUNCTION slugs(role name, person uuid) RETURNS TABLE (status text, new text, old jsonb) LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT e.status, e.slug, (SELECT s.slug FROM event_list.slug_redirects s WHERE s.event_id = e.id) AS was FROM event_list.events e WHERE e.slug ~ '^new-' ORDER BY e.status LOOP
		EXECUTE format('SET LOCAL ROLE %I', role);
		IF person IS NOT NULL THEN
			PERFORM public.boh_set_session_user(person);
		END IF;
		status := r.status;
		new := public.boh_event(r.slug) ->> 'slug';
		old := public.boh_event(coalesce(r.was, 'none')) -> 'redirect';
		RESET ROLE;
		RETURN NEXT;
	END LOOP;
END
$$;
SELECT * FROM slugs('regress_boh_site', NULL);
SELECT * FROM slugs('regress_boh_office', person(0));
SELECT boh_event('nowhere') AS none, raises('SELECT boh_event(NULL)');
SELECT boh_event(slug) -> 'venue' ? 'amenities' AS venue_whole, boh_event(slug) ? 'description' AS whole FROM events WHERE slug = 'new-published';

--
-- A cursor goes on where it was, whatever is written meanwhile
--

CREATE TABLE walked (id uuid, page integer);
CREATE PROCEDURE walk(f jsonb) LANGUAGE plpgsql AS $$
DECLARE
	page jsonb;
	n integer = 0;
BEGIN
	TRUNCATE walked;
	LOOP
		page := boh_list_events(f, 50, page ->> 'next_cursor');
		n := n + 1;
		INSERT INTO walked SELECT (r ->> 'id')::uuid, n FROM jsonb_array_elements(page -> 'rows') r;
		EXIT WHEN page ->> 'next_cursor' IS NULL;
		INSERT INTO events (author_id, title, capacity, status, start_date, end_date, price)
		SELECT person(1), v.title, 10, 'PUBLISHED', v.s, v.s + interval '1 hour', v.price
		FROM (VALUES ('aaa ' || n, now() + interval '1 minute' + n * interval '1 second', 0), ('zzz ' || 1000 + n, now() + interval '900 days' + n * interval '1 second', 900)) v (title, s, price);
		COMMIT;
	END LOOP;
END
$$;
SELECT format('CREATE TABLE before_%s AS SELECT id FROM expected(%L)', f ->> 'order', f), format('CALL walk(%L)', f),
	format('SELECT %L AS list, count(*) > 1000 AS many, count(*) = count(DISTINCT id) AS once, (SELECT count(*) FROM before_%s b WHERE NOT EXISTS (SELECT FROM walked w WHERE w.id = b.id)) AS missing,'
		' count(*) FILTER (WHERE title ~ ''^aaa'') <= 1 AS passed, (SELECT count(*) FROM events WHERE title ~ ''^zzz'') - count(*) FILTER (WHERE title ~ ''^zzz'') AS missing_after FROM walked JOIN events USING (id)', f ->> 'order', f ->> 'order'),
	'UPDATE events SET title = ''old '' || title, status = ''CANCELLED'' WHERE title ~ ''^(aaa|zzz)'''
FROM (VALUES ('{"order": "start"}'::jsonb), ('{"order": "title"}'), ('{"order": "price", "currency": "EUR"}')) v (f) \gexec

RESET search_path;
RESET boh.schema;
SET client_min_messages = warning;
DROP SCHEMA event_list CASCADE;
DROP ROLE regress_boh_site, regress_boh_web, regress_boh_office, regress_boh_service, regress_boh_plain;

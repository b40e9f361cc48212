-- What boh_seed_development() runs, a statement after each line that begins with STEP and
-- names the table whose new rows are counted; a hyphen: none.
-- boh_seed_development() fills in a step's numbers from first ($1) to last ($2).
--
-- $3 events, $4 bookings, $5 seed, $6 midnight (UTC) before now in milliseconds since
-- 1970, $7 DEVELOPMENT.json, $8 users, $9 media, $10 events that have bookings.
--
-- {hash:KIND:N}   SHA-256 of the text "seed:KIND:N"
-- {draw:H:D}      number from 0 up to 1 in three bytes of a hash H, D from 1 to 7
-- {id:H:MS}       UUID, version 7, of a time in milliseconds and the last ten bytes of H
-- {time:MS}       the same time as timestamptz
-- {sum:I}         bookings of the events 1 to I, of which each is less popular than the one before
--
-- OFFSET 0 keeps a hash from being computed at each use.  Sizes of lists are counted
-- apart, so that places in them can be joined by hash.

-- STEP users
INSERT INTO users (id, created_at, email, name, role, email_verified_at, deleted_at, phone)
WITH scripts AS MATERIALIZED (
	SELECT number - 1 AS k, script->'given' AS given, script->'family' AS family, script->>'space' AS space,
		jsonb_array_length(script->'given') AS givens, jsonb_array_length(script->'family') AS families,
		(script->>'family_first')::boolean AS family_first
	FROM jsonb_array_elements($7->'names') WITH ORDINALITY s (script, number)
)
SELECT {id:h:ms}, {time:ms}, 'person' || n || '@seed.example',
	CASE WHEN s.family_first THEN f.name || s.space || g.name ELSE g.name || s.space || f.name END,
	(CASE WHEN n = 1 THEN 'ADMIN' WHEN n <= 1 + greatest(5, $8 / 100) THEN 'ORGANIZER' ELSE 'USER' END)::user_role,
	CASE WHEN {draw:h:4} < 0.9 THEN {time:ms + 600000} END,
	CASE WHEN n % 50 = 0 AND n > 1 + greatest(5, $8 / 100) THEN {time:$6 - 86400000 * (n % 90 + 1)} END,
	CASE WHEN {draw:h:5} < 0.3 THEN '+49 30 ' || 1000000 + n END
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:user:n} AS h, $6 - 95000000000 + n * (92000000000 / $8) AS ms OFFSET 0) r,
	LATERAL (SELECT * FROM scripts WHERE k = floor(14 * {draw:h:1} * {draw:h:1})) s,
	LATERAL (SELECT s.given->>floor(s.givens * {draw:h:2})::integer AS name) g,
	LATERAL (SELECT s.family->>floor(s.families * {draw:h:3})::integer AS name) f
ORDER BY n;

-- STEP consents
INSERT INTO consents (id, user_id, at, granted, purpose, source, wording_version)
SELECT {id:{hash:consent:n}:ms}, u.id, u.created_at, {draw:h:6} < 0.6, 'newsletter', 'sign-up form', '2026-01'
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:user:n} AS h, $6 - 95000000000 + n * (92000000000 / $8) AS ms OFFSET 0) r
JOIN users u ON u.id = {id:h:ms}
ORDER BY n;

-- STEP venues
INSERT INTO venues (id, created_at, name, city, country, latitude, longitude, capacity, address, description, amenities, time_zone)
SELECT {id:h:ms}, {time:ms}, kind || ' ' || (c->>0), c->>0, c->>1,
	(c->>2)::float8 + ({draw:h:1} - 0.5) / 20, (c->>3)::float8 + ({draw:h:2} - 0.5) / 20,
	(ARRAY[200, 500, 1500, 5000])[1 + (n - 1) % 4],
	floor(1 + 200 * {draw:h:3}) || ' Market Street', 'Five minutes from the station.',
	ARRAY(SELECT a FROM jsonb_array_elements_text($7->'amenities') WITH ORDINALITY x (a, o)
		WHERE get_byte(h, (20 + o)::integer) < 128),
	c->>4
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:venue:n} AS h, $6 - 95000000000 + n * 1000 AS ms OFFSET 0) r,
	LATERAL (SELECT $7->'cities'->((n - 1) / 4)::integer AS c,
		$7->'venues'->>((n - 1) % 4 + 4 * floor(2 * {draw:h:4}))::integer AS kind) x
ORDER BY n;

-- STEP tags
INSERT INTO tags (id, created_at, name)
SELECT {id:h:ms}, {time:ms}, name
FROM (SELECT name, row_number() OVER (ORDER BY name COLLATE "C") AS n
	FROM (SELECT DISTINCT c->>1 AS name FROM jsonb_array_elements($7->'conferences') c
		UNION SELECT unnest('{family,free,outdoor,évening,初心者歓迎}'::text[])) named) t,
	LATERAL (SELECT {hash:tag:name} AS h, $6 - 95000000000 + n AS ms OFFSET 0) r
ORDER BY n
ON CONFLICT (name) DO NOTHING;

-- STEP media_files
INSERT INTO media_files (id, created_at, uploaded_by, file_size, width, height, filename, original_filename, mime_type, folder, url, thumbnail_url, alt_text, deleted_at)
SELECT {id:h:ms}, {time:ms}, a.id, 20000 + floor(4000000 * {draw:h:1}),
	CASE WHEN mime LIKE 'image/%' THEN 1600 END, CASE WHEN mime LIKE 'image/%' THEN 900 END,
	'seed-' || n || '.' || extension,
	(ARRAY['Plakat Größe A3', 'stage', 'público', 'сцена', '会場', 'floor plan'])[1 + n % 6] || ' ' || n || '.' || extension,
	mime, (ARRAY['root', 'posters', 'venues', 'press'])[1 + n % 4], '/uploads/seed-' || n || '.' || extension,
	CASE WHEN mime LIKE 'image/%' AND n % 5 > 0 THEN '/uploads/thumbnails/seed-' || n || '.webp' END,
	CASE WHEN n % 7 > 0 THEN 'Picture ' || n END,
	CASE WHEN n % 40 = 39 THEN {time:$6 - 86400000 * (n % 60)} END
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:media:n} AS h, $6 - 90000000000 + n * (88000000000 / $9) AS ms OFFSET 0) r,
	LATERAL (SELECT CASE n % 10 WHEN 9 THEN 'application/pdf' WHEN 8 THEN 'video/mp4' WHEN 7 THEN 'image/png' ELSE 'image/jpeg' END AS mime,
		CASE n % 10 WHEN 9 THEN 'pdf' WHEN 8 THEN 'mp4' WHEN 7 THEN 'png' ELSE 'jpg' END AS extension) x,
	LATERAL (SELECT 2 + n % greatest(5, $8 / 100) AS organizer) y,
	LATERAL (SELECT {id:{hash:user:organizer}:$6 - 95000000000 + organizer * (92000000000 / $8)} AS id) a
ORDER BY n;

-- STEP events
INSERT INTO events (id, author_id, venue_id, start_date, end_date, booking_opens_at, created_at, published_at, capacity,
	max_seats_per_user, booking_lanes, status, category, price, currency, slug, title, description, language, time_zone, image_url, video_url)
WITH cities AS MATERIALIZED (
	SELECT number - 1 AS k, city->>0 AS city, city->>4 AS zone, city->>5 AS language, city->>6 AS currency,
		row_number() OVER (PARTITION BY city->>5 ORDER BY number) - 1 AS place
	FROM jsonb_array_elements($7->'cities') WITH ORDINALITY c (city, number)
), conferences AS MATERIALIZED (
	SELECT number - 1 AS k, conference->>0 AS name, conference->>1 AS topic,
		(conference->>2)::integer AS city
	FROM jsonb_array_elements($7->'conferences') WITH ORDINALITY c (conference, number)
), titles AS MATERIALIZED (
	SELECT title->>0 AS category, title->>1 AS title, title->>2 AS language,
		row_number() OVER (PARTITION BY title->>0 ORDER BY number) - 1 AS place
	FROM jsonb_array_elements($7->'titles') WITH ORDINALITY t (title, number)
), texts AS MATERIALIZED (
	SELECT line->>0 AS language, line->>1 AS line, row_number() OVER (PARTITION BY line->>0 ORDER BY number) - 1 AS place
	FROM jsonb_array_elements($7->'texts') WITH ORDINALITY t (line, number)
), categories AS MATERIALIZED (
	SELECT category, count(*) AS titles FROM titles GROUP BY category
), languages AS MATERIALIZED (
	SELECT language, cities, coalesce(lines, 0) AS lines
	FROM (SELECT language, count(*) AS cities FROM cities GROUP BY language) c
	LEFT JOIN (SELECT language, count(*) AS lines FROM texts GROUP BY language) t USING (language)
), drawn AS MATERIALIZED (
	SELECT n, h, g,
		('{CONFERENCE,CONFERENCE,CONFERENCE,CONFERENCE,CONFERENCE,CONFERENCE,WORKSHOP,WORKSHOP,MEETUP,MEETUP,MEETUP,CONCERT,CONCERT,FESTIVAL,THEATRE,EXHIBITION,SPORTS,NETWORKING,CHARITY,OTHER}'::text[])[1 + floor(20 * {draw:h:1})::integer] AS category,
		-- three of ten are to come; spring and autumn have most, the first three are next
		CASE WHEN n <= 3 THEN (20 + 10 * n)::integer ELSE floor(-540 + 770 * {draw:h:3})::integer END AS day,
		1.9 * ({sum:n} - {sum:n - 1}) * (0.8 + 1.6 * {draw:h:5}) AS wanted
	FROM generate_series($1, $2) n, LATERAL (SELECT {hash:event:n} AS h, {hash:event2:n} AS g OFFSET 0) r
), placed AS MATERIALIZED (
	SELECT d.*, c.k AS city_number, c.city, c.zone, c.currency, f.name || ' ' || extract(year FROM begins) AS title,
		'en' AS language, f.topic
	FROM drawn d
	JOIN conferences f ON f.k = floor((SELECT count(*) FROM conferences) * {draw:h:2})::bigint
	JOIN cities c ON c.k = f.city,
	LATERAL (SELECT {time:$6 + 86400000::bigint * day} AS begins) b
	WHERE category = 'CONFERENCE'
	UNION ALL
	SELECT d.*, c.k, c.city, c.zone, c.currency,
		replace(replace(t.title, '{city}', split_part(c.city, ',', 1)), '{topic}', initcap(f.topic)), t.language, f.topic
	FROM drawn d
	JOIN categories s ON s.category = d.category
	JOIN titles t ON t.category = d.category AND t.place = floor(s.titles * {draw:h:2})::bigint
	JOIN languages l ON l.language = t.language
	JOIN conferences f ON f.k = floor((SELECT count(*) FROM conferences) * {draw:g:5})::bigint
	JOIN cities c ON c.language = t.language AND c.place = floor(l.cities * {draw:h:6} * {draw:h:6})::bigint
	WHERE d.category <> 'CONFERENCE'
), timed AS (
	SELECT p.*, greatest(20, 10 * ceil(wanted / 10), CASE WHEN n > $10 THEN 20 + 10 * floor(20 * {draw:h:5}) END)::integer AS capacity,
		s.start_date, s.start_date + CASE category WHEN 'CONFERENCE' THEN interval '9 hours' + interval '1 day' * floor(3 * {draw:g:1})
			WHEN 'FESTIVAL' THEN interval '2 days' WHEN 'EXHIBITION' THEN interval '40 days' WHEN 'WORKSHOP' THEN interval '7 hours'
			ELSE interval '2 hours 30 minutes' END AS end_date,
		{time:$6} AS midnight
	FROM placed p,
		LATERAL (SELECT ({time:$6} AT TIME ZONE 'UTC')::date + day AS raw) w,
		LATERAL (SELECT ((raw + CASE WHEN n <= 3 THEN 0 ELSE round(25 * sin(4 * pi() * extract(doy FROM raw)::float8 / 365))::integer END)::timestamp
			+ interval '1 hour' * CASE WHEN category IN ('CONFERENCE', 'WORKSHOP', 'EXHIBITION') THEN 9
				WHEN category IN ('SPORTS', 'FESTIVAL') THEN 11 ELSE 18 + floor(3 * {draw:g:2}) END) AT TIME ZONE p.zone AS start_date) s
)
SELECT {id:h:$6 - 70000000000 + n * (60000000000 / $3)},
	{id:{hash:user:organizer}:$6 - 95000000000 + organizer * (92000000000 / $8)},
	CASE WHEN capacity <= 5000 THEN {id:{hash:venue:venue}:$6 - 95000000000 + venue * 1000} END,
	start_date, end_date,
	CASE WHEN n > $10 AND start_date > midnight + interval '10 days' THEN midnight + interval '5 days' END,
	created_at, CASE WHEN status <> 'DRAFT' THEN created_at + interval '1 hour' END, capacity,
	CASE WHEN {draw:g:3} < 0.1 THEN 10 END,
	CASE WHEN n <= 3 THEN 4 WHEN capacity > 20000 THEN 8 ELSE 1 END, status::event_status, category::event_category,
	(ARRAY[0, 0, 0, 10, 15, 25, 39, 49, 79, 120, 199, 349])[1 + floor(12 * {draw:h:7})::integer] * CASE currency WHEN 'JPY' THEN 100 ELSE 1 END,
	currency, left({extension}.boh_slugify(title), 80) || '-' || n, title,
	concat_ws(chr(10) || chr(10), initcap(topic) || ' · ' || city, line.line, other.line), t.language,
	CASE WHEN capacity > 5000 THEN zone END,
	CASE WHEN (n <= 5000 OR n % 20 = 0) AND image % 10 < 8 AND image % 40 <> 39 THEN '/uploads/seed-' || image || CASE image % 10 WHEN 7 THEN '.png' ELSE '.jpg' END END,
	CASE WHEN n % 25 = 0 THEN 'https://www.youtube.com/watch?v=dQw4w9WgXcQ' END
FROM timed t
JOIN languages l ON l.language = t.language
LEFT JOIN texts line ON line.language = t.language AND line.place = floor(l.lines * {draw:g:4})::bigint
LEFT JOIN texts other ON other.language = CASE t.language WHEN 'en' THEN NULL ELSE 'en' END
	AND other.place = floor((SELECT lines FROM languages WHERE language = 'en') * {draw:g:6})::bigint,
	LATERAL (SELECT 2 + floor(greatest(5, $8 / 100) * {draw:h:4} * {draw:h:4})::bigint AS organizer,
		4 * city_number + CASE WHEN capacity <= 200 THEN 1 WHEN capacity <= 500 THEN 2 WHEN capacity <= 1500 THEN 3 ELSE 4 END AS venue,
		1 + floor($9 * {draw:g:7})::bigint AS image,
		least(start_date - interval '1 day' * (40 + floor(100 * {draw:g:5})), midnight - interval '1 day') AS created_at,
		CASE WHEN n > $3 * 0.96 AND n > $10 THEN 'DRAFT' WHEN n <= 3 THEN 'PUBLISHED'
			WHEN {draw:g:6} < 0.05 THEN 'CANCELLED' WHEN end_date <= midnight AND {draw:g:6} < 0.97 THEN 'COMPLETED'
			ELSE 'PUBLISHED' END AS status) x
ORDER BY n;

-- STEP event_tags
INSERT INTO event_tags (event_id, tag_id)
WITH numbered AS MATERIALIZED (
	SELECT id, row_number() OVER (ORDER BY name COLLATE "C") - 1 AS k FROM tags
), drawn AS MATERIALIZED (
	SELECT n, {id:h:$6 - 70000000000 + n * (60000000000 / $3)} AS event_id, k
	FROM generate_series($1, $2) n,
		LATERAL (SELECT {hash:event:n} AS h, {hash:event2:n} AS g OFFSET 0) r,
		LATERAL (SELECT count(*) AS tags FROM numbered) s,
		LATERAL (VALUES (floor(tags * {draw:g:5} * {draw:g:5})::bigint),
			(CASE WHEN {draw:g:6} < 0.5 THEN floor(tags * {draw:g:7})::bigint END)) x (k)
)
SELECT event_id, numbered.id FROM drawn JOIN numbered USING (k)
ORDER BY n, k
ON CONFLICT DO NOTHING;

-- STEP -
LOCK TABLE bookings IN SHARE ROW EXCLUSIVE MODE;

-- STEP bookings
INSERT INTO bookings (id, user_id, event_id, booking_date, expires_at, confirmed_at, cancelled_at, refunded_at, expired_at, seats, status,
	unit_price, total_price, currency, payment_reference, refund_reference, idempotency_key, cancel_reason, held)
WITH drawn AS MATERIALIZED (
	SELECT e.*, n, j, h, g, 1 + floor($8 * power({draw:h:1}, 1.4))::bigint AS u,
		(ARRAY[1, 1, 1, 1, 2, 2, 2, 2, 3, 4])[1 + floor(10 * {draw:h:3})::integer] AS seats,
		CASE WHEN e.event_status = 'CANCELLED' THEN CASE WHEN {draw:h:4} < 0.5 THEN 'REFUNDED' ELSE 'CANCELLED' END
			WHEN {draw:h:4} < 0.82 THEN 'CONFIRMED' WHEN {draw:h:4} < 0.91 THEN 'CANCELLED' WHEN {draw:h:4} < 0.94 THEN 'REFUNDED'
			WHEN e.event_status = 'PUBLISHED' AND e.last_ms > $6 - 1000 THEN 'PENDING' ELSE 'EXPIRED' END AS wish
	FROM generate_series($1, $2) n,
		LATERAL (SELECT id AS event_id, status AS event_status, capacity, max_seats_per_user, price, currency,
				(extract(epoch FROM published_at) * 1000)::bigint AS first_ms,
				least((extract(epoch FROM start_date) * 1000)::bigint, $6) AS last_ms
			FROM events WHERE id = {id:{hash:event:n}:$6 - 70000000000 + n * (60000000000 / $3)}) e,
		LATERAL generate_series(1, {sum:n} - {sum:n - 1}) j,
		LATERAL (SELECT {hash:booking:n || '.' || j} AS h, {hash:booking2:n || '.' || j} AS g OFFSET 0) r
), timed AS MATERIALIZED (
	SELECT d.*, CASE wish WHEN 'PENDING' THEN $6 - floor(86400000 * {draw:h:2})::bigint
			ELSE first_ms + floor((last_ms - first_ms) * power({draw:h:2}, 0.6))::bigint END AS ms,
		{draw:h:2} < 0.3 AND price > 20 AS early,
		sum(d.seats) FILTER (WHERE wish IN ('CONFIRMED', 'PENDING')) OVER (PARTITION BY n ORDER BY j) <= capacity
			AND (max_seats_per_user IS NULL
				OR sum(d.seats) FILTER (WHERE wish IN ('CONFIRMED', 'PENDING')) OVER (PARTITION BY n, u ORDER BY j) <= max_seats_per_user) AS fits
	FROM drawn d
), settled AS (
	SELECT t.*, CASE WHEN early THEN round(price * 0.8, 2) ELSE price END AS unit_price,
		CASE WHEN wish IN ('CONFIRMED', 'PENDING') AND fits THEN wish WHEN wish IN ('CANCELLED', 'REFUNDED') THEN wish
			ELSE 'EXPIRED' END AS outcome
	FROM timed t
)
SELECT {id:h:ms}, {id:{hash:user:u}:$6 - 95000000000 + u * (92000000000 / $8)}, event_id, {time:ms},
	CASE outcome WHEN 'PENDING' THEN {time:$6 + floor(86400000 * (3 * {draw:h:5} - 0.5))::bigint} WHEN 'EXPIRED' THEN {time:ms + 900000} END,
	CASE WHEN outcome IN ('CONFIRMED', 'REFUNDED') THEN {time:ms + 60000} END,
	CASE outcome WHEN 'CANCELLED' THEN {time:ms + floor(($6 - ms) * {draw:h:6})::bigint} WHEN 'EXPIRED' THEN {time:ms + 900000} END,
	CASE outcome WHEN 'REFUNDED' THEN {time:ms + floor(($6 - ms) * {draw:h:6})::bigint} END,
	CASE outcome WHEN 'EXPIRED' THEN {time:ms + 900000} END,
	seats, (CASE outcome WHEN 'EXPIRED' THEN 'CANCELLED' ELSE outcome END)::booking_status,
	unit_price, unit_price * seats, currency,
	CASE WHEN price > 0 AND (outcome IN ('CONFIRMED', 'REFUNDED') OR (outcome = 'CANCELLED' AND {draw:h:7} < 0.2)) THEN 'pay_' || encode(substring(g FROM 1 FOR 9), 'hex') END,
	CASE WHEN price > 0 AND outcome = 'REFUNDED' THEN 're_' || encode(substring(g FROM 1 FOR 9), 'hex') END,
	CASE WHEN {draw:g:7} < 0.3 THEN 'seed-' || n || '-' || j END,
	CASE outcome WHEN 'EXPIRED' THEN 'hold expired' WHEN 'CANCELLED' THEN CASE event_status WHEN 'CANCELLED' THEN 'event cancelled' ELSE 'changed plans' END END,
	outcome IN ('PENDING', 'EXPIRED') OR {draw:g:6} < 0.6
FROM settled
ORDER BY event_id, ms;

-- STEP content_pages
INSERT INTO content_pages (id, author_id, created_at, slug, title, meta_description, status)
SELECT {id:h:ms}, {id:{hash:user:organizer}:$6 - 95000000000 + organizer * (92000000000 / $8)}, {time:ms},
	left({extension}.boh_slugify(title), 80) || '-' || n, title, 'Page ' || n || ': ' || title,
	(CASE WHEN n % 9 = 8 THEN 'ARCHIVED' ELSE 'DRAFT' END)::content_status
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:page:n} AS h, $6 - 80000000000 + n * 10000000 % 79000000000 AS ms, 2 + n % greatest(5, $8 / 100) AS organizer OFFSET 0) r,
	LATERAL (SELECT (ARRAY['How to get here', 'Presse', 'Nos lieux', 'Season', 'Über uns', 'Volunteers', 'よくある質問', 'Partners'])[1 + n % 8]
		|| ' · ' || ($7->'cities'->(n % 121)::integer->>0) AS title) t
ORDER BY n;

-- STEP content_sections
INSERT INTO content_sections (id, page_id, position, type, is_visible, data)
SELECT {id:{hash:section:n || '.' || s.position}:ms}, {id:h:ms}, s.position, s.type::section_type,
	s.position < 6 OR n % 3 > 0, s.data
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:page:n} AS h, $6 - 80000000000 + n * 10000000 % 79000000000 AS ms, n * 40 % greatest(40, $9 / 40 * 40) AS image OFFSET 0) r,
	LATERAL (SELECT '/uploads/seed-' || image + 1 || '.jpg' AS first, '/uploads/seed-' || image + 2 || '.jpg' AS second) i,
	LATERAL (VALUES
		(0, 'HERO', jsonb_build_object('heading', $7->'cities'->(n % 121)::integer->>0, 'subheading', 'What happens next',
			'backgroundImageUrl', first, 'ctaText', 'All events', 'ctaLink', '/events', 'alignment', 'center')),
		(1, 'TEXT', jsonb_build_object('content', '<h2>' || ($7->'texts'->(n % 20)::integer->>1) || '</h2><p>'
			|| ($7->'texts'->((n + 7) % 20)::integer->>1) || ' <a href="/events">Programme ' || n || '</a></p>')),
		(2, 'EVENT_LIST', jsonb_build_object('limit', 6, 'category', (ARRAY['CONCERT', NULL, 'CONFERENCE'])[1 + n % 3], 'sort', 'date-ascending', 'display', 'grid')),
		(3, 'IMAGE', jsonb_build_object('url', second, 'alt', 'A full hall', 'caption', 'Last season', 'width', 'large')),
		(4, 'GALLERY', jsonb_build_object('columns', 2, 'spacing', 'small', 'images', jsonb_build_array(
			jsonb_build_object('url', first, 'alt', 'Stage'), jsonb_build_object('url', second, 'alt', 'Foyer', 'caption', '開場')))),
		(5, 'VIDEO', jsonb_build_object('url', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', 'caption', 'Trailer')),
		(6, 'CONTACT_FORM', jsonb_build_object('recipientEmail', 'hello@seed.example', 'submitText', 'Send', 'fields', jsonb_build_array(
			jsonb_build_object('name', 'name', 'label', 'Name', 'type', 'text', 'required', true),
			jsonb_build_object('name', 'topic', 'label', 'Topic', 'type', 'select', 'options', jsonb_build_array('Tickets', 'Press')),
			jsonb_build_object('name', 'message', 'label', 'Message', 'type', 'textarea'))))) s (position, type, data)
WHERE s.position < 3 OR (n + s.position) % 4 > 0
ORDER BY n, s.position;

-- STEP content_page_versions
UPDATE content_pages SET status = 'PUBLISHED',
	published_at = CASE WHEN n % 9 = 6 THEN {time:$6 + 10 * 86400000::bigint} ELSE {time:ms + 3600000} END
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:page:n} AS h, $6 - 80000000000 + n * 10000000 % 79000000000 AS ms OFFSET 0) r
WHERE content_pages.id = {id:h:ms} AND n % 9 NOT IN (7, 8);

-- STEP content_page_versions
UPDATE content_pages SET title = title || ' ' || extract(year FROM {time:$6}), published_at = published_at + interval '1 day'
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:page:n} AS h, $6 - 80000000000 + n * 10000000 % 79000000000 AS ms OFFSET 0) r
WHERE content_pages.id = {id:h:ms} AND n % 9 IN (1, 4);

-- STEP -
UPDATE content_pages SET title = title || ' (draft)'
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:page:n} AS h, $6 - 80000000000 + n * 10000000 % 79000000000 AS ms OFFSET 0) r
WHERE content_pages.id = {id:h:ms} AND n % 9 = 5;

-- STEP slug_redirects
UPDATE content_pages SET slug = 'contact-us-' || n
FROM generate_series($1, $2) n,
	LATERAL (SELECT {hash:page:n} AS h, $6 - 80000000000 + n * 10000000 % 79000000000 AS ms OFFSET 0) r
WHERE content_pages.id = {id:h:ms};

-- STEP slug_redirects
UPDATE events SET slug = 'renamed-' || slug
FROM generate_series($1, $2) n
WHERE events.id = {id:{hash:event:n}:$6 - 70000000000 + n * (60000000000 / $3)};

-- STEP site_settings
INSERT INTO site_settings (id, created_at, key, type, setting_group, value, is_public, description)
SELECT {id:{hash:setting:key}:$6 - 95000000000 + n}, {time:$6 - 95000000000 + n}, key, type::setting_type, setting_group::setting_group, value, is_public, description
FROM (VALUES
	(1, 'seed.title', 'TEXT', 'GENERAL', 'Culture House (development)', true, 'Name of the site.'),
	(2, 'seed.items', 'NUMBER', 'APPEARANCE', '12', true, 'Events on a page.'),
	(3, 'seed.show_map', 'BOOLEAN', 'APPEARANCE', 'true', true, 'Whether venues show a map.'),
	(4, 'seed.networks', 'JSON', 'SOCIAL_MEDIA', '["https://social.example/@seed"]', true, 'Profiles of the site.'),
	(5, 'seed.logo', 'IMAGE', 'SEO', '/uploads/seed-1.jpg', true, 'Picture for links to the site.'),
	(6, 'seed.notify', 'TEXT', 'CONTACT', 'office@seed.example', false, 'Where messages go.')
) v (n, key, type, setting_group, value, is_public, description)
ON CONFLICT (key) DO NOTHING;

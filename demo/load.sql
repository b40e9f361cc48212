-- Loads conferences, one JSON object a line of standard input, into boh's
-- tables in plain SQL:
--
--	psql -d boh_db -f demo/load.sql < demo/conferences.jsonl
--
-- What the data lacks (organizers, venues, seats, prices) is made up, always
-- in the same way.  Slugs are left to the triggers.

SET timezone = 'UTC';
BEGIN;

-- As CSV a line stays as it is: JSON contains neither of these characters.
CREATE TEMPORARY TABLE lines (line jsonb NOT NULL) ON COMMIT DROP;
\copy lines FROM pstdin WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')

-- They begin at nine and go on until the last day ends; how many seats and at
-- what price is drawn from a hash.
CREATE TEMPORARY TABLE conferences ON COMMIT DROP AS
SELECT boh_uuid7() AS id,
	btrim(line->>'name') AS name,
	line->>'topic' AS topic,
	line->>'url' AS url,
	left(regexp_replace(substring(lower(line->>'url') FROM '^[a-z]+://([^/:?#]+)'), '^www[.]', ''), 64) AS host,
	(line->>'start')::timestamptz + interval '9 hours' AS start_date,
	greatest(line->>'start', line->>'end')::timestamptz + interval '1 day' AS end_date,
	line->>'city' AS city,
	line->>'country' AS country,
	(line->>'lat')::double precision AS latitude,
	(line->>'lng')::double precision AS longitude,
	(line->>'online')::boolean AS online,
	(ARRAY[60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1500, 2000, 3000])[1 + hash % 16] AS capacity,
	(ARRAY[0, 0, 49, 79, 99, 149, 199, 249, 299, 349, 399, 449, 499, 599, 699, 899])[1 + hash / 16 % 16] AS price
FROM lines,
	LATERAL (SELECT ('x' || left(md5(concat_ws('|', line->>'name', line->>'start', line->>'end', line->>'city')), 8))::bit(32)::bigint) AS h (hash);

-- When all of them have begun, they move by as many whole years as it takes.
CREATE TEMPORARY TABLE moved AS
SELECT min(years) AS years
FROM generate_series(0, 9999) AS years
WHERE (SELECT max(start_date) FROM conferences) + make_interval(years => years) > now() + interval '1 day';

UPDATE conferences
SET start_date = start_date + make_interval(years => moved.years),
	end_date = end_date + make_interval(years => moved.years)
FROM moved
WHERE moved.years > 0;

INSERT INTO boh.users (email, name, role)
SELECT DISTINCT host || '@organizers.example', host, 'ORGANIZER'::boh.user_role
FROM conferences
ORDER BY 1;

INSERT INTO boh.users (email, name)
SELECT format('customer%s@customers.example', i), format('Customer %s', i)
FROM generate_series(1, 1000) AS i;

-- One venue a city, large enough for its largest conference.
INSERT INTO boh.venues (name, city, country, latitude, longitude, capacity)
SELECT 'Conference Centre ' || city, city, country, min(latitude), min(longitude), max(capacity)
FROM conferences
WHERE city IS NOT NULL
GROUP BY city, country
ORDER BY city, country;

-- Earlier ones first: of two with the same name the later one gets the suffix.
INSERT INTO boh.events (id, title, description, category, capacity, price, currency, start_date, end_date, status, author_id, venue_id)
SELECT c.id, c.name, format('A conference on %s: %s', c.topic, c.url), 'CONFERENCE', c.capacity, c.price,
	CASE c.country WHEN 'U.S.A.' THEN 'USD' WHEN 'U.K.' THEN 'GBP' ELSE 'EUR' END,
	c.start_date, c.end_date, 'PUBLISHED', u.id, v.id
FROM conferences c
JOIN boh.users u ON u.email = c.host || '@organizers.example'
LEFT JOIN boh.venues v ON v.city = c.city AND v.country IS NOT DISTINCT FROM c.country
ORDER BY c.start_date, c.name, c.topic, c.city;

INSERT INTO boh.tags (name)
SELECT topic FROM conferences
UNION SELECT 'online'
ORDER BY 1;

INSERT INTO boh.event_tags (event_id, tag_id)
SELECT c.id, t.id
FROM conferences c
JOIN boh.tags t ON t.name = c.topic OR (t.name = 'online' AND c.online);

COMMIT;

ANALYZE boh.users, boh.venues, boh.events, boh.tags, boh.event_tags;

SELECT format('   dates moved by %s years, since none lay ahead', years) FROM moved WHERE years > 0;

-- Brings an event of pretix and its orders into boh.  Run it as the owner of the tables,
-- from this folder:
--
--	psql -X -d mydb -v organizer=office@example.org -v language=de -f import.sql
--
-- It reads event.json, the event as the API has it
-- (/api/v1/organizers/ORGANIZER/events/EVENT/), and choir26_pretixdata.json, the export
-- "Order data (JSON)".  Copy them here under these names, or change the names below.
--
-- It can be run again with a newer export: that brings new orders, what became of the
-- old ones, and seats that were added.  Everything is one transaction, so a failed import
-- leaves nothing behind.

\set ON_ERROR_STOP 1
SET search_path = boh, public;
BEGIN;

-- From here on, rows that this role inserts are as they were elsewhere.
SELECT boh_begin_import();

-- 1. The files, by way of large objects, which take them as they are, without a byte order
-- mark and space around them.
CREATE TEMPORARY TABLE files (name text, content jsonb) ON COMMIT DROP;
\lo_import event.json
\set file :LASTOID
INSERT INTO files VALUES ('event', nullif(convert_from(btrim(lo_get(:file), '\xefbbbf20090d0a'), 'UTF8'), '')::jsonb);
\lo_unlink :file
\lo_import choir26_pretixdata.json
\set file :LASTOID
INSERT INTO files VALUES ('orders', nullif(convert_from(btrim(lo_get(:file), '\xefbbbf20090d0a'), 'UTF8'), '')::jsonb);
\lo_unlink :file

-- A file that is something else, such as an error of the API, must not pass as one without orders.
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM files WHERE name = 'event' AND content ->> 'slug' <> '' AND content ->> 'date_from' <> '' AND content ->> 'currency' <> '') THEN
		RAISE EXCEPTION 'event.json is not an event of the API of pretix';
	END IF;
	IF (SELECT count(*) FROM files, unnest('{orders,items,quotas,subevents}'::text[]) AS part
		WHERE name = 'orders' AND jsonb_typeof(content -> 'event' -> part) = 'array') < 4 THEN
		RAISE EXCEPTION 'the other file is not the export "Order data (JSON)" of pretix';
	END IF;
END $$;

CREATE TEMPORARY TABLE source ON COMMIT DROP AS
SELECT e.content AS event, o.content -> 'event' AS export FROM files e, files o WHERE e.name = 'event' AND o.name = 'orders';

-- One row for the event or, if it is a series, for each of its dates.  slug keeps the
-- names of pretix, so that a second run finds the event again.
CREATE TEMPORARY TABLE dates ON COMMIT DROP AS
SELECT d.*, boh_slugify(concat_ws(' ', export #>> '{organizer,slug}', export ->> 'slug', d.subevent)) AS slug,
	event ->> 'currency' AS currency, (event ->> 'live')::boolean AS live, event ->> 'timezone' AS time_zone
FROM source, LATERAL (
	SELECT NULL::bigint AS subevent, coalesce(event -> 'name' ->> :'language', export ->> 'name') AS name,
		(event ->> 'date_from')::timestamptz AS starts, (event ->> 'date_to')::timestamptz AS ends,
		coalesce(event -> 'location' ->> :'language', '') AS location,
		(event ->> 'geo_lat')::float AS latitude, (event ->> 'geo_lon')::float AS longitude
	WHERE jsonb_array_length(export -> 'subevents') = 0
	UNION ALL
	SELECT (s ->> 'id')::bigint, s ->> 'name', (s ->> 'date_from')::timestamptz, (s ->> 'date_to')::timestamptz,
		s ->> 'location', (s ->> 'geo_lat')::float, (s ->> 'geo_lon')::float
	FROM jsonb_array_elements(export -> 'subevents') s) d;

-- pretix need not know when an event ends.
UPDATE dates SET ends = starts + interval '3 hours' WHERE ends IS NULL OR ends <= starts;

CREATE TEMPORARY TABLE orders ON COMMIT DROP AS
SELECT o ->> 'code' AS code, o ->> 'status' AS status, (o ->> 'datetime')::timestamptz AS ordered_at,
	(o ->> 'expires')::timestamptz AS expires, lower(coalesce(nullif(o ->> 'email', ''), :'organizer')) AS email,
	o -> 'positions' AS positions
FROM source, jsonb_array_elements(export -> 'orders') o
WHERE NOT (o ->> 'testmode')::boolean;

-- Positions that are seats: those whose item admits to the event.
CREATE TEMPORARY TABLE seats ON COMMIT DROP AS
SELECT o.code, (p ->> 'positionid')::integer AS number, (p ->> 'subevent')::bigint AS subevent, (p ->> 'price')::numeric AS price, p ->> 'attendee_name' AS name
FROM orders o, jsonb_array_elements(o.positions) p
WHERE p ->> 'item' IN (SELECT i ->> 'id' FROM source, jsonb_array_elements(export -> 'items') i WHERE (i ->> 'admission')::boolean);

DO $$ BEGIN
	IF EXISTS (SELECT FROM orders WHERE status NOT IN ('n', 'p', 'e', 'c')) THEN
		RAISE EXCEPTION 'the export has a status that this script does not know';
	END IF;
	IF (SELECT event ->> 'slug' <> export ->> 'slug' FROM source) THEN
		RAISE EXCEPTION 'the two files are of different events';
	END IF;
END $$;

-- 2. Who runs the event, and where.  The first line of the location is the name.
INSERT INTO users (email, role) VALUES (lower(:'organizer'), 'ORGANIZER') ON CONFLICT (email) DO NOTHING;

-- Seats: the sizes of the quotas, or what was sold where a quota has no limit.
CREATE TEMPORARY TABLE capacities ON COMMIT DROP AS
SELECT d.slug, greatest(1, coalesce(sum((q ->> 'size')::integer), 0),
	(SELECT count(*) FROM seats s JOIN orders o USING (code) WHERE s.subevent IS NOT DISTINCT FROM d.subevent AND o.status IN ('n', 'p'))) AS seats
FROM source CROSS JOIN dates d
LEFT JOIN LATERAL (SELECT q FROM jsonb_array_elements(export -> 'quotas') q
	WHERE (q ->> 'subevent')::bigint IS NOT DISTINCT FROM d.subevent
		AND EXISTS (SELECT FROM jsonb_array_elements(export -> 'items') i WHERE (i ->> 'admission')::boolean AND q -> 'items' @> (i -> 'id'))) quotas ON true
GROUP BY d.slug, d.subevent;

INSERT INTO venues (name, address, capacity, latitude, longitude, time_zone)
SELECT split_part(location, E'\n', 1), nullif(replace(substr(location, length(split_part(location, E'\n', 1)) + 2), E'\n', ', '), ''),
	max(c.seats), min(latitude), min(longitude), min(time_zone)
FROM dates d JOIN capacities c USING (slug)
WHERE location <> '' AND NOT EXISTS (SELECT FROM venues v WHERE v.name = split_part(location, E'\n', 1))
GROUP BY location;

-- More seats than in an earlier export
UPDATE venues v SET capacity = c.seats
FROM (SELECT split_part(location, E'\n', 1) AS name, max(c.seats) AS seats FROM dates d JOIN capacities c USING (slug) GROUP BY 1) c
WHERE v.name = c.name AND v.capacity < c.seats;

UPDATE events e SET capacity = c.seats FROM capacities c WHERE e.slug = c.slug AND e.capacity < c.seats;

-- 3. The event
INSERT INTO events (slug, title, author_id, venue_id, start_date, end_date, booking_opens_at, booking_closes_at, capacity, price, currency, status, created_at)
SELECT d.slug, d.name, u.id, v.id, d.starts, d.ends, (event ->> 'presale_start')::timestamptz, (event ->> 'presale_end')::timestamptz, c.seats,
	coalesce((SELECT max((i ->> 'price')::numeric) FROM jsonb_array_elements(export -> 'items') i WHERE (i ->> 'admission')::boolean), 0), d.currency,
	(CASE WHEN d.ends <= now() THEN 'COMPLETED'
		WHEN d.live OR EXISTS (SELECT FROM seats s JOIN orders o USING (code) WHERE s.subevent IS NOT DISTINCT FROM d.subevent AND o.status IN ('n', 'p')) THEN 'PUBLISHED'
		ELSE 'DRAFT' END)::event_status,
	least(now(), (SELECT min(ordered_at) FROM orders))
FROM source CROSS JOIN dates d
JOIN capacities c USING (slug)
JOIN users u ON u.email = lower(:'organizer')
LEFT JOIN LATERAL (SELECT id FROM venues v WHERE v.name = split_part(d.location, E'\n', 1) ORDER BY id LIMIT 1) v ON true
ON CONFLICT (slug) DO NOTHING;

-- 4. Customers: one account for an address.  What was sold without one, such as at the
-- box office, is the organizer's.
INSERT INTO users (email, name, created_at)
SELECT o.email, (array_agg(s.name ORDER BY o.ordered_at DESC, s.number) FILTER (WHERE s.name <> ''))[1], min(o.ordered_at)
FROM orders o LEFT JOIN seats s USING (code)
GROUP BY o.email
ON CONFLICT (email) DO NOTHING;

-- 5. Bookings.  One has one price, so an order with several prices becomes several.  The
-- code of the order and the price are the idempotency key, by which a second run finds it.
CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
SELECT concat_ws('-', 'pretix', d.slug, o.code, s.price) AS key, d.slug, d.currency, o.code, o.email, o.ordered_at, o.expires, s.price, count(*) AS seats,
	CASE WHEN o.status = 'p' THEN 'paid' WHEN o.status = 'c' THEN 'cancelled' WHEN o.status = 'n' AND o.expires > now() THEN 'open' ELSE 'expired' END AS state
FROM orders o
JOIN seats s USING (code)
JOIN dates d ON d.subevent IS NOT DISTINCT FROM s.subevent
GROUP BY d.slug, d.currency, o.code, o.email, o.ordered_at, o.expires, o.status, s.price;

-- Those of an earlier run.  In an order that is still there, a price may be no more.
CREATE TEMPORARY TABLE known ON COMMIT DROP AS
SELECT b.id, b.idempotency_key AS key, o.code, coalesce(w.state, 'cancelled') AS state, w.seats, w.expires
FROM dates d
JOIN events e USING (slug)
CROSS JOIN orders o
JOIN bookings b ON b.event_id = e.id AND starts_with(b.idempotency_key, concat_ws('-', 'pretix', d.slug, o.code, ''))
LEFT JOIN wanted w ON w.key = b.idempotency_key;

-- What became of them: first what gives seats back, then payments.  A payment also
-- confirms a booking whose time had run out, if its seats are still free.
SELECT count(*) AS cancelled
FROM known k JOIN bookings b USING (id),
	boh_cancel_booking(b.id, CASE k.state WHEN 'expired' THEN 'not paid in time' ELSE 'cancelled in pretix' END)
WHERE k.state IN ('cancelled', 'expired') AND b.status IN ('PENDING', 'CONFIRMED');

UPDATE bookings b SET expires_at = k.expires
FROM known k
WHERE b.id = k.id AND k.state = 'open' AND b.status = 'PENDING' AND b.expires_at > now() AND b.expires_at <> k.expires;

SELECT count(*) AS paid
FROM known k JOIN bookings b USING (id), boh_confirm_booking(b.id, 'pretix-' || k.code)
WHERE k.state = 'paid' AND (b.status = 'PENDING' OR b.status = 'CANCELLED' AND b.expired_at IS NOT NULL);

INSERT INTO bookings (user_id, event_id, idempotency_key, seats, unit_price, currency, status, booking_date,
	expires_at, confirmed_at, cancelled_at, expired_at, payment_reference, cancel_reason)
SELECT u.id, e.id, w.key, w.seats, w.price, w.currency,
	(CASE w.state WHEN 'paid' THEN 'CONFIRMED' WHEN 'open' THEN 'PENDING' ELSE 'CANCELLED' END)::booking_status,
	w.ordered_at,
	CASE WHEN w.state IN ('open', 'expired') THEN w.expires END,
	CASE w.state WHEN 'paid' THEN w.ordered_at END,
	CASE w.state WHEN 'expired' THEN w.expires WHEN 'cancelled' THEN w.ordered_at END,
	CASE w.state WHEN 'expired' THEN w.expires END,
	CASE WHEN w.state = 'paid' AND w.price > 0 THEN 'pretix-' || w.code END,
	CASE w.state WHEN 'expired' THEN 'not paid in time' WHEN 'cancelled' THEN 'cancelled in pretix' END
FROM wanted w
JOIN events e USING (slug)
JOIN users u ON u.email = w.email
WHERE w.key NOT IN (SELECT key FROM known)
ORDER BY w.ordered_at, w.code, w.price
ON CONFLICT (user_id, idempotency_key) DO NOTHING;

-- No row: all bookings are as in the export.  Others are for you to decide.
SELECT k.code AS differs, k.state AS in_pretix, k.seats AS seats_in_pretix, b.status AS in_boh, b.seats AS seats_in_boh, b.id
FROM known k JOIN bookings b USING (id)
WHERE b.status <> (CASE k.state WHEN 'paid' THEN 'CONFIRMED' WHEN 'open' THEN 'PENDING' ELSE 'CANCELLED' END)::booking_status
	AND NOT (k.state IN ('expired', 'cancelled') AND b.status = 'REFUNDED')
	OR b.seats <> k.seats OR k.state = 'open' AND b.expires_at <> k.expires
ORDER BY k.code, k.key;

-- 6. What was imported, and what has no place in boh, for comparison with pretix
SELECT e.title, e.status, e.capacity, e.booked_count, count(b.id) AS bookings,
	coalesce(sum(b.total_price) FILTER (WHERE b.status = 'CONFIRMED'), 0) AS revenue
FROM events e
JOIN dates d USING (slug)
LEFT JOIN bookings b ON b.event_id = e.id
GROUP BY e.id
ORDER BY e.start_date;

SELECT not_imported, count, paid
FROM (
	SELECT i ->> 'name' AS not_imported, count(*) AS count, sum((p ->> 'price')::numeric) AS paid, 1 AS place
	FROM source, orders o, jsonb_array_elements(o.positions) p, jsonb_array_elements(export -> 'items') i
	WHERE o.status = 'p' AND p -> 'item' = i -> 'id' AND NOT (i ->> 'admission')::boolean
	GROUP BY 1
	UNION ALL
	SELECT 'fees', count(*), sum((f ->> 'value')::numeric), 2
	FROM source, jsonb_array_elements(export -> 'orders') o, jsonb_array_elements(o -> 'fees') f
	WHERE o ->> 'status' = 'p' AND NOT (o ->> 'testmode')::boolean) sums
ORDER BY place, not_imported;

COMMIT;

-- No row: the counters are right, and every row keeps the rules.
SELECT * FROM boh_verify();

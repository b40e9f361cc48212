-- Brings an event of Hi.Events and its orders into boh.  Run it as the owner of the
-- tables, from this folder:
--
--	psql -X -d mydb -v organizer=office@example.org -f import.sql
--
-- It reads two answers of the API: event.json (GET /events/ID) and orders.json
-- (GET /events/ID/orders; put the rows of further pages into the array "data").  The CSV
-- file "orders" that Hi.Events exports does not say how many tickets an order has.
--
-- It can be run again with newer files: that brings new orders, what became of the old
-- ones, and seats that were added.  Everything is one transaction, so a failed import
-- leaves nothing behind.

\set ON_ERROR_STOP 1
SET search_path = boh, public;
BEGIN;

-- Hi.Events keeps times in UTC, and does not always write so.
SET LOCAL timezone = 'UTC';

-- From here on, rows that this role inserts are as they were elsewhere.
SELECT boh_begin_import();

-- 1. The files, by way of large objects, which take them as they are, without a byte order
-- mark and space around them.
CREATE TEMPORARY TABLE files (name text, content jsonb) ON COMMIT DROP;
\lo_import event.json
\set file :LASTOID
INSERT INTO files VALUES ('event', nullif(convert_from(btrim(lo_get(:file), '\xefbbbf20090d0a'), 'UTF8'), '')::jsonb);
\lo_unlink :file
\lo_import orders.json
\set file :LASTOID
INSERT INTO files VALUES ('orders', nullif(convert_from(btrim(lo_get(:file), '\xefbbbf20090d0a'), 'UTF8'), '')::jsonb);
\lo_unlink :file

-- A file that is something else, such as an error of the API, must not pass as one without orders.
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM files WHERE name = 'event' AND content #>> '{data,id}' <> '' AND content #>> '{data,start_date}' <> ''
		AND jsonb_typeof(coalesce(content #> '{data,products}', content #> '{data,tickets}')) = 'array') THEN
		RAISE EXCEPTION 'event.json is not an event of the API of Hi.Events';
	END IF;
	IF NOT EXISTS (SELECT FROM files WHERE name = 'orders' AND jsonb_typeof(content -> 'data') = 'array') THEN
		RAISE EXCEPTION 'orders.json has no orders of the API of Hi.Events';
	END IF;
END $$;

-- slug keeps the number in Hi.Events, so that a second run finds the event again.
CREATE TEMPORARY TABLE source ON COMMIT DROP AS
SELECT event, left(event ->> 'slug', 80) || '-' || (event ->> 'id') AS slug,
	coalesce(event -> 'products', event -> 'tickets') AS products, event #> '{settings,location_details}' AS place
FROM (SELECT content -> 'data' AS event FROM files WHERE name = 'event') f;

-- Products that are tickets: older versions have nothing else.
CREATE TEMPORARY TABLE tickets ON COMMIT DROP AS
SELECT (p ->> 'id')::bigint AS id, r.price, r.quantity
FROM source, jsonb_array_elements(products) p,
	LATERAL (SELECT (r ->> 'price')::numeric AS price, (r ->> 'initial_quantity_available')::integer AS quantity
		FROM jsonb_array_elements(p -> 'prices') r) r
WHERE coalesce(p ->> 'product_type', 'TICKET') = 'TICKET';

-- Reservations that nobody paid were never orders.
CREATE TEMPORARY TABLE orders ON COMMIT DROP AS
SELECT (o ->> 'id')::bigint AS id, o ->> 'public_id' AS public_id, o ->> 'status' AS status, o ->> 'refund_status' AS refund_status,
	lower(o ->> 'email') AS email, nullif(concat_ws(' ', o ->> 'first_name', o ->> 'last_name'), '') AS name,
	o ->> 'currency' AS currency, (o ->> 'created_at')::timestamptz AS ordered_at, o -> 'order_items' AS items
FROM files, jsonb_array_elements(content -> 'data') o
WHERE files.name = 'orders' AND o ->> 'status' NOT IN ('RESERVED', 'ABANDONED');

-- Each ticket of an order with its price
CREATE TEMPORARY TABLE seats ON COMMIT DROP AS
SELECT o.id, (i ->> 'price')::numeric(12, 2) AS price, sum((i ->> 'quantity')::integer) AS seats
FROM orders o, jsonb_array_elements(o.items) i
WHERE coalesce(i ->> 'product_id', i ->> 'ticket_id')::bigint IN (SELECT id FROM tickets)
GROUP BY 1, 2;

DO $$ BEGIN
	IF EXISTS (SELECT FROM orders WHERE status NOT IN ('COMPLETED', 'CANCELLED', 'AWAITING_OFFLINE_PAYMENT')) THEN
		RAISE EXCEPTION 'the orders have a status that this script does not know';
	END IF;
	IF EXISTS (SELECT FROM source WHERE event ->> 'end_date' IS NULL) THEN
		RAISE EXCEPTION 'the event has no end: give it one in Hi.Events';
	END IF;
END $$;

-- pg_temp.plain(html)
\ir ../plain.sql

-- 2. Who runs the event, and where
INSERT INTO users (email, role) VALUES (lower(:'organizer'), 'ORGANIZER') ON CONFLICT (email) DO NOTHING;

-- Seats: the quantities of all prices, or what was sold where one has no limit.
CREATE TEMPORARY TABLE capacities ON COMMIT DROP AS
SELECT greatest(1, (SELECT sum(quantity) FROM tickets),
	(SELECT sum(s.seats) FROM seats s JOIN orders o USING (id) WHERE o.status <> 'CANCELLED')) AS seats;

INSERT INTO venues (name, address, city, country, capacity, time_zone)
SELECT place ->> 'venue_name', nullif(concat_ws(', ', place ->> 'address_line_1', place ->> 'address_line_2', place ->> 'zip_or_postal_code', place ->> 'state_or_region'), ''),
	place ->> 'city', place ->> 'country', c.seats, event ->> 'timezone'
FROM source, capacities c
WHERE place ->> 'venue_name' <> '' AND NOT EXISTS (SELECT FROM venues v WHERE v.name = place ->> 'venue_name');

-- More seats than in earlier files
UPDATE venues v SET capacity = c.seats FROM source, capacities c
WHERE v.name = place ->> 'venue_name' AND v.capacity < c.seats;

UPDATE events e SET capacity = c.seats FROM source s, capacities c
WHERE e.slug = s.slug AND e.capacity < c.seats;

-- 3. The event.  Its description is HTML: boh's is plain text, and the page below has all of it.
INSERT INTO events (slug, title, description, author_id, venue_id, start_date, end_date, capacity, price, currency, status, created_at)
SELECT s.slug, event ->> 'title',
	pg_temp.plain(event ->> 'description'),
	u.id, v.id, (event ->> 'start_date')::timestamptz, (event ->> 'end_date')::timestamptz, c.seats,
	coalesce((SELECT max(price) FROM tickets), 0), event ->> 'currency',
	(CASE WHEN (event ->> 'end_date')::timestamptz <= now() THEN 'COMPLETED'
		WHEN event ->> 'status' = 'LIVE' OR EXISTS (SELECT FROM orders WHERE status <> 'CANCELLED') THEN 'PUBLISHED' ELSE 'DRAFT' END)::event_status,
	least(now(), (SELECT min(ordered_at) FROM orders))
FROM capacities c, source s
JOIN users u ON u.email = lower(:'organizer')
LEFT JOIN LATERAL (SELECT id FROM venues v WHERE v.name = place ->> 'venue_name' ORDER BY id LIMIT 1) v ON true
ON CONFLICT (slug) DO NOTHING;

SELECT boh_import_html(s.slug, event ->> 'title', event ->> 'description') IS NOT NULL AS page_made
FROM source s, users u, set_config('boh.user_id', u.id::text, true)
WHERE u.email = lower(:'organizer') AND event ->> 'description' <> ''
	AND NOT EXISTS (SELECT FROM content_pages p WHERE p.slug = s.slug);

-- 4. Customers: one account for an address
INSERT INTO users (email, name, created_at)
SELECT email, (array_agg(name ORDER BY ordered_at DESC) FILTER (WHERE name IS NOT NULL))[1], min(ordered_at)
FROM orders
GROUP BY email
ON CONFLICT (email) DO NOTHING;

-- 5. Bookings.  One has one price, so an order with several prices becomes several.  The
-- id of the order and the price are the idempotency key, by which a second run finds it.
CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
SELECT concat_ws('-', 'hi-events', o.id, s.price) AS key, e.id AS event, e.start_date, o.public_id, o.email, o.ordered_at, o.currency, s.price, s.seats,
	CASE WHEN o.refund_status = 'REFUNDED' THEN 'refunded' WHEN o.status = 'CANCELLED' THEN 'cancelled'
		WHEN o.status = 'COMPLETED' THEN 'paid' WHEN e.start_date > now() THEN 'open' ELSE 'expired' END AS state
FROM source
JOIN events e USING (slug)
CROSS JOIN orders o
JOIN seats s ON s.id = o.id;

-- Those of an earlier run
CREATE TEMPORARY TABLE known ON COMMIT DROP AS
SELECT b.id, w.key, w.public_id, w.state, w.seats
FROM wanted w JOIN bookings b ON b.event_id = w.event AND b.idempotency_key = w.key;

-- What became of them: first what gives seats back, then payments.  A payment also
-- confirms a booking whose time had run out, if its seats are still free.
SELECT count(*) AS cancelled
FROM known k JOIN bookings b USING (id),
	boh_cancel_booking(b.id, CASE k.state WHEN 'expired' THEN 'not paid in time' ELSE 'cancelled in Hi.Events' END)
WHERE (k.state IN ('cancelled', 'expired') AND b.status IN ('PENDING', 'CONFIRMED')) OR (k.state = 'refunded' AND b.status = 'PENDING');

SELECT count(*) AS refunded
FROM known k JOIN bookings b USING (id), boh_refund_booking(b.id, 'hi-events-' || k.public_id)
WHERE k.state = 'refunded' AND b.status <> 'REFUNDED';

SELECT count(*) AS paid
FROM known k JOIN bookings b USING (id), boh_confirm_booking(b.id, 'hi-events-' || k.public_id)
WHERE k.state = 'paid' AND (b.status = 'PENDING' OR b.status = 'CANCELLED' AND b.expired_at IS NOT NULL);

INSERT INTO bookings (user_id, event_id, idempotency_key, seats, unit_price, currency, status, booking_date,
	expires_at, confirmed_at, cancelled_at, refunded_at, expired_at, payment_reference, refund_reference, cancel_reason)
SELECT u.id, w.event, w.key, w.seats, w.price, w.currency,
	(CASE w.state WHEN 'paid' THEN 'CONFIRMED' WHEN 'open' THEN 'PENDING' WHEN 'refunded' THEN 'REFUNDED' ELSE 'CANCELLED' END)::booking_status,
	w.ordered_at,
	CASE WHEN w.state IN ('open', 'expired') THEN w.start_date END,
	CASE w.state WHEN 'paid' THEN w.ordered_at END,
	CASE w.state WHEN 'expired' THEN w.start_date WHEN 'cancelled' THEN w.ordered_at END,
	CASE w.state WHEN 'refunded' THEN w.ordered_at END,
	CASE w.state WHEN 'expired' THEN w.start_date END,
	CASE WHEN w.state IN ('paid', 'refunded') AND w.price > 0 THEN 'hi-events-' || w.public_id END,
	CASE WHEN w.state = 'refunded' AND w.price > 0 THEN 'hi-events-' || w.public_id END,
	CASE w.state WHEN 'expired' THEN 'not paid in time' WHEN 'cancelled' THEN 'cancelled in Hi.Events' END
FROM wanted w
JOIN users u ON u.email = w.email
WHERE w.key NOT IN (SELECT key FROM known)
ORDER BY w.ordered_at, w.key
ON CONFLICT (user_id, idempotency_key) DO NOTHING;

-- No row: all bookings are as in the files.  Others are for you to decide.
SELECT k.public_id AS differs, k.state AS in_hi_events, k.seats AS seats_in_hi_events, b.status AS in_boh, b.seats AS seats_in_boh, b.id
FROM known k JOIN bookings b USING (id)
WHERE b.status <> (CASE k.state WHEN 'paid' THEN 'CONFIRMED' WHEN 'open' THEN 'PENDING' WHEN 'refunded' THEN 'REFUNDED' ELSE 'CANCELLED' END)::booking_status
	AND NOT (k.state IN ('expired', 'cancelled') AND b.status = 'REFUNDED')
	OR b.seats <> k.seats
ORDER BY k.key;

-- 6. What was imported, and what has no place in boh, for comparison with Hi.Events
SELECT e.title, e.status, e.capacity, e.booked_count, count(b.id) AS bookings,
	coalesce(sum(b.total_price) FILTER (WHERE b.status = 'CONFIRMED'), 0) AS revenue
FROM events e
JOIN source USING (slug)
LEFT JOIN bookings b ON b.event_id = e.id
GROUP BY e.id;

SELECT i ->> 'item_name' AS not_imported, sum((i ->> 'quantity')::integer) AS count, sum((i ->> 'total_before_additions')::numeric) AS paid
FROM orders o, jsonb_array_elements(o.items) i
WHERE o.status = 'COMPLETED' AND coalesce(i ->> 'product_id', i ->> 'ticket_id')::bigint NOT IN (SELECT id FROM tickets)
GROUP BY 1
ORDER BY 1;

COMMIT;

-- No row: the counters are right, and every row keeps the rules.
SELECT * FROM boh_verify();

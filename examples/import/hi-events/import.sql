-- Brings an event of Hi.Events and its orders into boh.  Run it as the owner of the
-- tables, from this folder:
--
--	psql -X -d mydb -v organizer=office@example.org -f import.sql
--
-- It reads two answers of the API: event.json (GET /events/ID) and orders.json
-- (GET /events/ID/orders; put the rows of further pages into the array "data").  The CSV
-- file "orders" that Hi.Events exports does not say how many tickets an order has.
--
-- It can be run again, for example with newer files: what is there already is left as it
-- is.  Everything is one transaction, so a failed import leaves nothing behind.

\set ON_ERROR_STOP 1
SET search_path = boh, public;
BEGIN;

-- Hi.Events keeps times in UTC, and does not always write so.
SET LOCAL timezone = 'UTC';

-- From here on, rows that this role inserts are as they were elsewhere.
SELECT boh_begin_import();

-- 1. The files, as they are: a file has lines, and no line has the characters that would
-- be delimiters and quotes.
CREATE TEMPORARY TABLE event_file (number integer GENERATED ALWAYS AS IDENTITY, line text) ON COMMIT DROP;
CREATE TEMPORARY TABLE order_file (number integer GENERATED ALWAYS AS IDENTITY, line text) ON COMMIT DROP;
\copy event_file (line) FROM 'event.json' WITH (FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01', NULL E'\x03')
\copy order_file (line) FROM 'orders.json' WITH (FORMAT csv, DELIMITER E'\x02', QUOTE E'\x01', NULL E'\x03')

-- slug keeps the number in Hi.Events, so that a second run finds the event again.
CREATE TEMPORARY TABLE source ON COMMIT DROP AS
SELECT event, left(event ->> 'slug', 80) || '-' || (event ->> 'id') AS slug,
	coalesce(event -> 'products', event -> 'tickets') AS products, event #> '{settings,location_details}' AS place
FROM (SELECT string_agg(line, E'\n' ORDER BY number)::jsonb -> 'data' AS event FROM event_file) f;

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
FROM (SELECT string_agg(line, E'\n' ORDER BY number)::jsonb -> 'data' AS orders FROM order_file) f, jsonb_array_elements(f.orders) o
WHERE o ->> 'status' NOT IN ('RESERVED', 'ABANDONED');

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

-- 3. The event.  Its description is HTML: boh's is plain text, and the page below has all of it.
INSERT INTO events (slug, title, description, author_id, venue_id, start_date, end_date, capacity, price, currency, status, created_at)
SELECT s.slug, event ->> 'title',
	nullif(btrim(regexp_replace(replace(event ->> 'description', '</p>', ' '), '<[^>]*>', '', 'g')), ''),
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
-- id of the order and the price are the idempotency key: a second run inserts nothing.
INSERT INTO bookings (user_id, event_id, idempotency_key, seats, unit_price, currency, status, booking_date,
	expires_at, confirmed_at, cancelled_at, refunded_at, expired_at, payment_reference, refund_reference, cancel_reason)
SELECT u.id, e.id, concat_ws('-', 'hi-events', o.id, s.price), s.seats, s.price, o.currency,
	(CASE o.state WHEN 'paid' THEN 'CONFIRMED' WHEN 'open' THEN 'PENDING' WHEN 'refunded' THEN 'REFUNDED' ELSE 'CANCELLED' END)::booking_status,
	o.ordered_at,
	CASE WHEN o.state IN ('open', 'expired') THEN e.start_date END,
	CASE o.state WHEN 'paid' THEN o.ordered_at END,
	CASE o.state WHEN 'expired' THEN e.start_date WHEN 'cancelled' THEN o.ordered_at END,
	CASE o.state WHEN 'refunded' THEN o.ordered_at END,
	CASE o.state WHEN 'expired' THEN e.start_date END,
	CASE WHEN o.state IN ('paid', 'refunded') AND s.price > 0 THEN 'hi-events-' || o.public_id END,
	CASE WHEN o.state = 'refunded' AND s.price > 0 THEN 'hi-events-' || o.public_id END,
	CASE o.state WHEN 'expired' THEN 'not paid in time' WHEN 'cancelled' THEN 'cancelled in Hi.Events' END
FROM source
JOIN events e USING (slug)
CROSS JOIN LATERAL (SELECT *, CASE WHEN refund_status = 'REFUNDED' THEN 'refunded' WHEN status = 'CANCELLED' THEN 'cancelled'
	WHEN status = 'COMPLETED' THEN 'paid' WHEN e.start_date > now() THEN 'open' ELSE 'expired' END AS state FROM orders) o
JOIN seats s ON s.id = o.id
JOIN users u ON u.email = o.email
ORDER BY o.ordered_at, o.id, s.price
ON CONFLICT (user_id, idempotency_key) DO NOTHING;

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

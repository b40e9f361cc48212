-- Brings the events and orders of another ticket shop into boh, from the two CSV files
-- that the shop exports.  Run it as the owner of the tables, from this folder:
--
--	cd examples/import
--	psql -X -d mydb -v organizer=office@example.org -f import.sql
--
-- It can be run again, for example with a newer export: what is there already is left
-- as it is.  Everything is one transaction, so a failed import leaves nothing behind.

\set ON_ERROR_STOP 1
SET search_path = boh, public;
BEGIN;

-- From here on, rows that this role inserts are as they were elsewhere.
SELECT boh_begin_import();

-- 1. The files, as they are
CREATE TEMPORARY TABLE old_events (event_no text PRIMARY KEY, name text, hall text, city text, country text, begin_local timestamp,
	end_local timestamp, tz text, seats integer, price_cents integer, currency text, state text) ON COMMIT DROP;
CREATE TEMPORARY TABLE old_orders (order_no text PRIMARY KEY, event_no text, email text, name text, tickets integer, paid_cents integer,
	currency text, ordered_at timestamptz, state text, state_changed_at timestamptz, payment text, refund text) ON COMMIT DROP;
\copy old_events FROM 'events.csv' WITH (FORMAT csv, HEADER)
\copy old_orders FROM 'orders.csv' WITH (FORMAT csv, HEADER)

-- Money and words of the old shop that nobody has thought of must not become something else.
DO $$ BEGIN
	IF EXISTS (SELECT FROM old_events WHERE state NOT IN ('on sale', 'over', 'called off'))
		OR EXISTS (SELECT FROM old_orders WHERE state NOT IN ('paid', 'timed out', 'cancelled', 'refunded')) THEN
		RAISE EXCEPTION 'the export has a state that this script does not know';
	END IF;
	IF EXISTS (SELECT FROM old_orders WHERE paid_cents % tickets <> 0) THEN
		RAISE EXCEPTION 'the tickets of an order had different prices: import them as several bookings';
	END IF;
END $$;

-- 2. Who runs the events, and where
INSERT INTO users (email, role) VALUES (lower(:'organizer'), 'ORGANIZER') ON CONFLICT (email) DO NOTHING;

INSERT INTO venues (name, city, country, capacity, time_zone)
SELECT hall, city, country, max(seats), min(tz)
FROM old_events o
WHERE NOT EXISTS (SELECT FROM venues v WHERE (v.name, v.city, v.country) = (o.hall, o.city, o.country))
GROUP BY hall, city, country;

-- 3. Events.  The slug keeps the old number, so that a second run finds the event again.
CREATE TEMPORARY TABLE event_ids ON COMMIT DROP AS
SELECT event_no, left(boh_slugify(name), 80) || '-' || lower(event_no) AS slug FROM old_events;

INSERT INTO events (slug, title, author_id, venue_id, start_date, end_date, capacity, price, currency, status, created_at)
SELECT i.slug, o.name, u.id, v.id, o.begin_local AT TIME ZONE o.tz, o.end_local AT TIME ZONE o.tz,
	o.seats, o.price_cents / 100.0, o.currency,
	(CASE o.state WHEN 'on sale' THEN 'PUBLISHED' WHEN 'over' THEN 'COMPLETED' ELSE 'CANCELLED' END)::event_status,
	least(now(), (SELECT min(ordered_at) FROM old_orders b WHERE b.event_no = o.event_no))
FROM old_events o
JOIN event_ids i USING (event_no)
JOIN users u ON u.email = lower(:'organizer')
JOIN LATERAL (SELECT id FROM venues v WHERE (v.name, v.city, v.country) = (o.hall, o.city, o.country) ORDER BY id LIMIT 1) v ON true
ON CONFLICT (slug) DO NOTHING;

-- 4. Customers: one account for an address.  None has a password; let people set one by email.
INSERT INTO users (email, name, created_at)
SELECT lower(email), (array_agg(name ORDER BY ordered_at DESC))[1], min(ordered_at)
FROM old_orders
GROUP BY lower(email)
ON CONFLICT (email) DO NOTHING;

-- 5. Bookings, oldest first, so that lists in order of ids are in order of time.  The old
-- order number is the idempotency key: a second run inserts nothing.
INSERT INTO bookings (user_id, event_id, idempotency_key, seats, unit_price, currency, status, booking_date,
	expires_at, confirmed_at, cancelled_at, refunded_at, expired_at, payment_reference, refund_reference, cancel_reason)
SELECT u.id, e.id, 'old-shop-' || o.order_no, o.tickets, o.paid_cents / 100.0 / o.tickets, o.currency,
	(CASE o.state WHEN 'paid' THEN 'CONFIRMED' WHEN 'refunded' THEN 'REFUNDED' ELSE 'CANCELLED' END)::booking_status,
	o.ordered_at,
	CASE o.state WHEN 'timed out' THEN o.state_changed_at END,
	CASE o.state WHEN 'paid' THEN o.state_changed_at END,
	CASE WHEN o.state IN ('cancelled', 'timed out') THEN o.state_changed_at END,
	CASE o.state WHEN 'refunded' THEN o.state_changed_at END,
	CASE o.state WHEN 'timed out' THEN o.state_changed_at END,
	o.payment, o.refund,
	CASE o.state WHEN 'timed out' THEN 'hold expired' WHEN 'cancelled' THEN 'cancelled in the old shop' END
FROM old_orders o
JOIN event_ids i USING (event_no)
JOIN events e USING (slug)
JOIN users u ON u.email = lower(o.email)
ORDER BY o.ordered_at, o.order_no
ON CONFLICT (user_id, idempotency_key) DO NOTHING;

-- 6. What was imported, for comparison with the old shop's own figures
SELECT e.title, e.status, e.capacity, e.booked_count, count(b.id) AS bookings,
	coalesce(sum(b.total_price) FILTER (WHERE b.status = 'CONFIRMED'), 0) AS revenue
FROM events e
JOIN event_ids i USING (slug)
LEFT JOIN bookings b ON b.event_id = e.id
GROUP BY e.id
ORDER BY e.start_date;

COMMIT;

-- No row: the counters are right, and every row keeps the rules.
SELECT * FROM boh_verify();

-- Rows in every state that there is, in the schema named by the variable
-- "schema".

SET search_path = :"schema", public;
SET boh.schema = :'schema';
\set ON_ERROR_STOP 1

INSERT INTO users (email, password_hash, role, email_verified_at, name, phone, deleted_at)
SELECT 'User.' || n || '@Example.org',
	CASE WHEN n % 2 = 0 THEN '$2b$12$' || repeat('a', 53) END,
	(CASE WHEN n <= 3 THEN 'ADMIN' WHEN n <= 9 THEN 'ORGANIZER' ELSE 'USER' END)::user_role,
	CASE WHEN n % 3 = 0 THEN now() END,
	CASE WHEN n % 4 > 0 THEN E'Zo\u00eb "' || n || E'"\\ \t O''Brien' END,
	CASE WHEN n % 5 = 0 THEN '+48 22 ' || 1000000 + n END,
	CASE WHEN n % 20 = 0 THEN now() END
FROM generate_series(1, 100) n;

INSERT INTO venues (name, address, city, country, latitude, longitude, capacity, amenities)
SELECT 'Hall ' || n % 7, n || ' Main Street', 'Wroc' || chr(322) || 'aw', 'Poland',
	CASE WHEN n % 2 = 0 THEN 51.1 + n / 1000.0 END, CASE WHEN n % 2 = 0 THEN 17.03 + n / 1000.0 END,
	500 + n, CASE WHEN n % 3 = 0 THEN ARRAY['wifi', 'car park', 'a,"b"', NULL] ELSE '{}' END
FROM generate_series(1, 20) n;

-- Every third has ended and is open for booking until it is completed.
INSERT INTO events (title, description, category, author_id, venue_id, capacity, price, currency,
	start_date, end_date, booking_closes_at, max_seats_per_user, status, image_url, video_url, booking_lanes)
SELECT 'Event ' || n % 50, repeat('Line ' || n || E'\n', n % 40), (enum_range(NULL::event_category))[1 + n % 11],
	(SELECT id FROM users WHERE email = 'user.' || 1 + n % 9 || '@example.org'),
	CASE WHEN n % 4 > 0 THEN (SELECT id FROM venues ORDER BY id OFFSET n % 20 LIMIT 1) END,
	5 + n, n * 1.25, CASE WHEN n % 2 = 0 THEN 'PLN' ELSE 'EUR' END,
	CASE WHEN n % 3 = 0 THEN now() - interval '2 days' ELSE now() + interval '30 days' END,
	CASE WHEN n % 3 = 0 THEN now() - interval '1 day' ELSE now() + interval '31 days' END,
	CASE WHEN n % 3 = 0 THEN now() + interval '1 hour' END,
	CASE WHEN n % 10 = 0 THEN 6 END, 'PUBLISHED', 'https://example.org/' || n || '.png', NULL,
	CASE WHEN n % 7 = 0 THEN 1 + n % 5 ELSE 1 END
FROM generate_series(1, 300) n;

INSERT INTO bookings (event_id, user_id, seats, status, payment_reference, idempotency_key)
SELECT e.id, u.id, 1 + n % 3, (CASE WHEN n % 3 = 0 THEN 'CONFIRMED' ELSE 'PENDING' END)::booking_status,
	CASE WHEN n % 3 = 0 THEN 'payment ' || n END, CASE WHEN n % 2 = 0 THEN 'key ' || n END
FROM generate_series(1, 600) n
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM events) e ON e.number = 1 + n % 300
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM users WHERE deleted_at IS NULL) u ON u.number = 1 + n % 95
ORDER BY e.id;

CREATE TEMPORARY TABLE numbered AS
	SELECT id, status, row_number() OVER (PARTITION BY status ORDER BY id) AS number FROM bookings;
SELECT b.* FROM numbered n, boh_confirm_booking(n.id, 'late ' || number) b WHERE n.status = 'PENDING' AND number % 5 = 0;
SELECT b.* FROM numbered n, boh_cancel_booking(n.id, 'changed my mind') b WHERE number % 7 = 1;
SELECT b.* FROM numbered n, boh_refund_booking(n.id, 'refund ' || number) b WHERE n.status = 'CONFIRMED' AND number % 4 = 0;
UPDATE bookings SET expires_at = now() - interval '1 minute' WHERE status = 'PENDING' AND seats = 1;
SELECT boh_expire_bookings(20);
SELECT sum(boh_cancel_event(id, 'rain')) FROM (SELECT id FROM events ORDER BY id LIMIT 15 OFFSET 30) e;
UPDATE events SET booking_closes_at = NULL WHERE booking_closes_at IS NOT NULL;
SELECT boh_complete_events(50);
INSERT INTO events (title, author_id, capacity, start_date, end_date)
SELECT 'Draft', id, 10, now(), now() + interval '1 year' FROM users LIMIT 5;

INSERT INTO tags (name) SELECT 'Tag ' || chr(64 + n) FROM generate_series(1, 26) n;
INSERT INTO event_tags SELECT e.id, t.id FROM events e JOIN tags t ON hashtext(e.title || t.name) % 5 = 0;

-- What a user adds.  A dropped column leaves a hole that a restore closes.
ALTER TABLE events ADD COLUMN dropped integer;
ALTER TABLE events ADD COLUMN seats_left integer GENERATED ALWAYS AS (capacity - booked_count) STORED;
ALTER TABLE events ADD COLUMN note text NOT NULL DEFAULT 'none';
ALTER TABLE events DROP COLUMN dropped;
COMMENT ON COLUMN events.note IS 'A column of the user''s own.';
CREATE INDEX idx_events_note ON events (note) WHERE note <> 'none';
ALTER TYPE event_category ADD VALUE 'HACKATHON' BEFORE 'OTHER';
CREATE FUNCTION own_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.note := NEW.note || '!';
	RETURN NEW;
END
$$;
CREATE TRIGGER own_note BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION own_note();
UPDATE events SET category = 'HACKATHON', note = 'loud' WHERE title = 'Event 7';
ALTER TABLE bookings SET (autovacuum_vacuum_scale_factor = 0.01);
GRANT SELECT ON events TO dump_reader;
GRANT UPDATE (name) ON venues TO dump_reader;

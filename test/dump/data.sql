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

-- Pages in every status, one scheduled, one live until its next version is, with sections
-- of every type, hidden ones, media that they refer to, old slugs, settings of every type.
INSERT INTO media_files (original_filename, mime_type, file_size, width, height, folder, url, alt_text, uploaded_by)
SELECT 'Picture ' || n || '.PNG', 'image/png', 1000 + n, 640, 480, CASE WHEN n % 3 = 0 THEN 'root' ELSE 'hall' END,
	CASE WHEN n = 1 THEN '/media/logo.png' WHEN n % 2 = 0 THEN '/media/picture-' || n || '.png' END, 'Picture ' || n, u.id
FROM generate_series(1, 20) n LEFT JOIN users u ON u.email = 'user.' || n || '@example.org';
INSERT INTO site_settings (key, value, type, setting_group, is_public, description) VALUES
	('site.name', E'Zo\u00eb''s "site" \\', 'TEXT', 'GENERAL', true, 'Shown in the title.'), ('site.nothing', NULL, 'TEXT', 'CONTACT', false, NULL),
	('site.rate', '1.50', 'NUMBER', 'SEO', false, NULL), ('site.open', 'true', 'BOOLEAN', 'SOCIAL_MEDIA', true, NULL),
	('site.links', '[{"to": "https://example.org/"}]', 'JSON', 'SOCIAL_MEDIA', true, NULL), ('site.logo', '/media/logo.png', 'IMAGE', 'APPEARANCE', true, NULL);
-- Nobody has the private half of these keys.
INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience, valid_to) VALUES
	('2027-01', 'EdDSA', '-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAYxaTsC06ybXalCvF8v5ubWIB8xRwphBXEhY5E278MoQ=
-----END PUBLIC KEY-----', 'https://login.example.org', 'shop', now() + interval '1 year'),
	('2027 jwk', 'EdDSA', '{"kty": "OKP", "crv": "Ed25519", "x": "YxaTsC06ybXalCvF8v5ubWIB8xRwphBXEhY5E278MoQ"}', 'https://login.example.org', 'Zoë''s "shop"', NULL);
UPDATE media_files SET thumbnail_url = replace(url, '/media/', '/media/small/') WHERE file_size % 4 = 0;
SELECT count(*) FROM boh_take_thumbnails(2);
UPDATE media_files SET deleted_at = now() - interval '60 days' WHERE file_size IN (1003, 1005);
UPDATE media_files SET created_at = now() - interval '90 days' WHERE file_size IN (1003, 1007);
SELECT count(*) FROM boh_purge_media(50);
UPDATE events SET image_url = '/media/picture-2.png' WHERE title = 'Event 11';
ALTER TYPE section_type ADD VALUE 'PRICE_LIST';
INSERT INTO section_schemas (type, schema, description)
VALUES ('PRICE_LIST', '{"type": "object", "required": ["prices"], "properties": {"prices": {"type": "array", "items": {"type": "number"}}}}', 'Prices, lowest first.');
SET boh.user_id = '';
SELECT set_config('boh.user_id', id::text, false) FROM users WHERE email = 'user.2@example.org';
SELECT count(boh_create_page(jsonb_build_object('title', 'Page ' || n, 'metaDescription', 'About ' || n, 'authorId', u.id), '[
	{"type": "HERO", "data": {"heading": "Zo\u00eb", "backgroundImageUrl": "/media/picture-4.png"}},
	{"type": "TEXT", "data": {"content": "<p>Hall <b>7</b> <img src=\"/media/picture-6.png\" alt=\"\"></p>"}},
	{"type": "IMAGE", "data": {"url": "/media/picture-8.png", "alt": ""}, "isVisible": false},
	{"type": "VIDEO", "data": {"url": "https://vimeo.com/76979871"}},
	{"type": "GALLERY", "data": {"images": [{"url": "/media/picture-10.png", "alt": "Ten"}, {"url": "/media/picture-12.png", "alt": "Twelve"}]}},
	{"type": "CONTACT_FORM", "data": {"recipientEmail": "zoe@example.org", "fields": [{"name": "topic", "label": "Topic", "type": "select", "required": true, "options": ["One", "Two"]}]}},
	{"type": "EVENT_LIST", "data": {"limit": 3, "category": null}}, {"type": "PRICE_LIST", "data": {"prices": [1.50, 2]}}]'))
FROM generate_series(1, 12) n, users u WHERE u.email = 'user.1@example.org';
SELECT boh_publish_page(id) FROM content_pages WHERE right(title, 1) IN ('1', '2', '3', '4');
UPDATE content_pages SET slug = 'moved-' || slug WHERE title IN ('Page 1', 'Page 2');
UPDATE events SET slug = 'moved-' || slug WHERE title = 'Event 11';
UPDATE content_pages SET title = title || '!' WHERE title IN ('Page 2', 'Page 3');
SELECT boh_publish_page(id) FROM content_pages WHERE title = 'Page 2!';
SELECT boh_publish_page(id, now() + interval '1 year') FROM content_pages WHERE title IN ('Page 3!', 'Page 5');
UPDATE content_pages SET status = 'ARCHIVED' WHERE title = 'Page 4';
SELECT boh_rollback_page(id, 1) FROM content_pages WHERE title = 'Page 2!';

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
ALTER TABLE content_pages ADD COLUMN reviewed boolean NOT NULL DEFAULT false;
CREATE INDEX idx_content_pages_reviewed ON content_pages (reviewed);
CREATE TRIGGER own_note BEFORE UPDATE ON content_pages FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
SELECT boh_classify_column('events', 'note', 'NEITHER'), boh_classify_column('content_pages', 'reviewed', 'NEITHER');
SELECT count(boh_record_consent(id, 'analytics', n % 2 = 0, 'form', '1', '192.0.2.1')) FROM users, generate_series(1, 3) n WHERE email LIKE 'user.1%';
SELECT count(*) FROM boh_erase_user((SELECT id FROM users u WHERE NOT EXISTS (SELECT FROM bookings b WHERE b.user_id = u.id AND status IN ('PENDING', 'CANCELLED')) AND role = 'USER' ORDER BY id LIMIT 1), 'wish');
GRANT SELECT ON events TO dump_reader;
GRANT UPDATE (name) ON venues TO dump_reader;

-- The rows of the matrix, made by the owner of the tables.  id() makes the id of a
-- row from words.  Each person has rows of their own: "pending of USER" is a booking
-- of the person USER, "pending at USER" one of another user for an event of USER.

SET client_min_messages = warning;

CREATE FUNCTION test.id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;

CREATE TEMPORARY TABLE persons (me text);
INSERT INTO persons VALUES ('USER'), ('ORGANIZER'), ('ADMIN');

INSERT INTO users (id, role, email, name, phone, password_hash, email_verified_at)
SELECT id(prefix || me), CAST(me AS user_role), replace(lower(prefix || me), ' ', '.') || '@example.org', prefix || me, '+49 30 1234',
	'$2b$12$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyza', now()
FROM persons, (VALUES (''), ('other ')) v (prefix);
INSERT INTO users (id, email) VALUES (id('unused USER'), 'unused@example.org');

INSERT INTO venues (id, name, capacity) VALUES (id('venue'), 'Hall', 1000), (id('unused venue'), 'Barn', 1000);
INSERT INTO tags (id, name) VALUES (id('tag'), 'Jazz'), (id('other tag'), 'Rock'), (id('unused tag'), 'Folk');

INSERT INTO events (id, author_id, title, status, price, capacity, start_date, end_date)
SELECT id(kind || ' of ' || me), id(me), kind || ' of ' || me, CAST(upper(kind) AS event_status), 10, 1000, '2999-01-01', '2999-01-02'
FROM persons, (VALUES ('published'), ('draft')) v (kind);
INSERT INTO events (id, author_id, title, status, price, capacity, start_date, end_date, booking_lanes) VALUES
	(id('published'), id('other ORGANIZER'), 'published', 'PUBLISHED', 10, 1000, '2999-01-01', '2999-01-02', 1),
	(id('draft'), id('other ORGANIZER'), 'draft', 'DRAFT', 10, 1000, '2999-01-01', '2999-01-02', 1),
	(id('free'), id('other ORGANIZER'), 'free', 'PUBLISHED', 0, 1000, '2999-01-01', '2999-01-02', 1),
	(id('cancelled'), id('other ORGANIZER'), 'cancelled', 'CANCELLED', 10, 1000, '2999-01-01', '2999-01-02', 1),
	(id('booked'), id('other ORGANIZER'), 'booked', 'PUBLISHED', 10, 1000, '2999-01-01', '2999-01-02', 1),
	(id('ended'), id('other ORGANIZER'), 'ended', 'PUBLISHED', 10, 1000, '2001-01-01', '2001-01-02', 1),
	(id('lanes'), id('other ORGANIZER'), 'lanes', 'PUBLISHED', 10, 1000, '2999-01-01', '2999-01-02', 2);
INSERT INTO event_tags (event_id, tag_id)
SELECT id(kind || suffix), id('tag')
FROM (VALUES ('published'), ('draft')) v (kind), (SELECT '' UNION SELECT ' of ' || me FROM persons) s (suffix);

INSERT INTO bookings (id, user_id, event_id, seats, status, payment_reference)
SELECT id(name || ' of ' || me), id(me), id(event), 2, CAST(status AS booking_status), payment
FROM persons, (VALUES ('pending', 'published', 'PENDING', NULL), ('free', 'free', 'PENDING', NULL),
	('confirmed', 'published', 'CONFIRMED', 'paid'), ('booked', 'booked', 'PENDING', NULL)) v (name, event, status, payment);
INSERT INTO bookings (id, user_id, event_id, seats, status, payment_reference)
SELECT id(name || suffix), id('other USER'), id('published' || of_me), 2, CAST(status AS booking_status), payment
FROM (VALUES ('pending', 'PENDING', NULL), ('confirmed', 'CONFIRMED', 'paid')) v (name, status, payment),
	(SELECT '', '' UNION SELECT ' at ' || me, ' of ' || me FROM persons) s (suffix, of_me);
UPDATE events SET status = 'CANCELLED' WHERE id = id('booked');
UPDATE events SET slug = 'present-slug' WHERE id = id('published');
INSERT INTO bookings (id, user_id, event_id, expires_at) VALUES (id('overdue'), id('other USER'), id('published'), '2001-01-01');
INSERT INTO bookings (id, user_id, event_id) VALUES (id('lanes'), id('other USER'), id('lanes'));

-- What is in the archive: an event of each person that another user booked, and one that
-- each person booked.
BEGIN;
SELECT boh_begin_import();
INSERT INTO events (id, author_id, title, status, price, capacity, start_date, end_date)
SELECT id('archived' || suffix), id(author), 'archived' || suffix, 'COMPLETED', 10, 1000, '2001-01-01', '2001-01-02'
FROM (SELECT '', 'other ORGANIZER' UNION SELECT ' of ' || me, me FROM persons) s (suffix, author);
INSERT INTO bookings (id, user_id, event_id, seats, status, payment_reference, booking_date, confirmed_at, idempotency_key)
SELECT id('archived of ' || me), id(me), id('archived'), 2, 'CONFIRMED'::booking_status, 'paid', CAST('2000-12-01' AS timestamptz), CAST('2000-12-01' AS timestamptz), 'key'
FROM persons
UNION ALL SELECT id('archived booking' || suffix), id('other USER'), id('archived' || of_me), 2, 'CONFIRMED', 'paid', '2000-12-01', '2000-12-01', 'key' || suffix
FROM (SELECT '', '' UNION SELECT ' at ' || me, ' of ' || me FROM persons) s (suffix, of_me);
COMMIT;
SELECT count(*) FROM boh_archive();

INSERT INTO content_pages (id, author_id, title, slug, status, published_at) VALUES
	(id('page'), id('ADMIN'), 'Page', 'old-page', 'PUBLISHED', '2001-01-01'),
	(id('draft page'), id('ADMIN'), 'Draft', 'draft-page', 'DRAFT', NULL),
	(id('scheduled page'), id('ADMIN'), 'Scheduled', 'scheduled-page', 'PUBLISHED', '2999-01-01');
UPDATE content_pages SET slug = 'page' WHERE id = id('page');
INSERT INTO content_sections (id, page_id, type, data, position) VALUES
	(id('section'), id('page'), 'TEXT', '{"content": "<p>one</p>"}', 0),
	(id('second section'), id('page'), 'TEXT', '{"content": "<p>two</p>"}', 1);
SELECT boh_publish_page(id('page')), boh_publish_page(id('page'));
INSERT INTO section_schemas (type, schema) VALUES ('VIDEO', boh_section_schema('VIDEO'));

INSERT INTO media_files (id, original_filename, filename, mime_type, file_size, created_at) VALUES
	(id('media'), 'a.png', 'a.png', 'image/png', 1, '2001-01-01'),
	(id('unused media'), 'b.png', 'b.png', 'image/png', 1, '2001-01-01'),
	(id('marked media'), 'c.png', 'c.png', 'image/png', 1, '2001-01-01');
UPDATE events SET image_url = '/media/a.png' WHERE id = id('published');
UPDATE media_files SET deleted_at = '2001-01-02', purge_started_at = '2001-01-02' WHERE id = id('marked media');

INSERT INTO site_settings (key, value, is_public) VALUES ('public', 'shown', true), ('secret', 'hidden', false), ('site.url', 'https://www.example.org', true);
ALTER TABLE site_settings ADD COLUMN remark text;
INSERT INTO column_classes (table_name, column_name, class) VALUES ('events', 'remark', 'NEITHER');
INSERT INTO consents (user_id, granted, purpose, source, wording_version) SELECT id, true, 'analytics', 'form', '1' FROM users WHERE id NOT IN (id('unused USER'), id('other ADMIN'));
INSERT INTO erasures (user_id, erased_at) VALUES (id('erased'), '2001-01-01');
INSERT INTO boh_backup_log (kind, tool, started_at, finished_at, ok) VALUES ('FULL', 'tool', '2001-01-01', '2001-01-01', true);
INSERT INTO login_counters (key, written_on, failures, kind) VALUES (id('counter'), '2001-01-01', 1, 'ADDRESS');

SELECT boh_refresh_search() IS NOT NULL;
DELETE FROM tag_counts WHERE tag_id = id('unused tag');

DO $$ BEGIN WHILE boh_seal_audit() = 0 LOOP PERFORM pg_sleep(0.01); END LOOP; END $$;
CREATE TABLE test.sealed AS SELECT first_id AS id FROM audit_seals WHERE number = 1;
GRANT SELECT ON test.sealed TO PUBLIC;
INSERT INTO search_words (uses, kind, word, label) VALUES (1, 'word', 'jazz', 'jazz');
SELECT boh_update_statistics();
-- something for the advice to find
CREATE INDEX idx_events_again ON events (start_date);

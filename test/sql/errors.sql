-- The catalogue of errors, each raised once: code, message, DETAIL, HINT, and what it is about

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_errors');
SET search_path = test_errors, public;
SET boh.schema = 'test_errors';
SET timezone = 'UTC';

INSERT INTO users (id, email, deleted_at) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com', NULL), ('00000000-0000-0000-0000-0000000000dd', 'dan@example.com', now());
INSERT INTO venues (id, name, capacity) VALUES ('00000000-0000-0000-0000-0000000000c1', 'Hall', 5);
INSERT INTO events (id, author_id, title, capacity, price, max_seats_per_user, status, start_date, end_date, booking_opens_at, booking_closes_at, venue_id)
	SELECT ('00000000-0000-0000-0000-0000000000e' || n)::uuid, '00000000-0000-0000-0000-0000000000aa', 'Event ' || n, 5, 10, most, status::event_status, '2999-01-01', '2999-01-02', opens::timestamptz, closes::timestamptz, venue
	FROM (VALUES (1, NULL, 'PUBLISHED', NULL, NULL, NULL::uuid), (2, NULL, 'DRAFT', NULL, NULL, NULL), (3, NULL, 'PUBLISHED', '2998-01-01', NULL, NULL),
		(4, NULL, 'PUBLISHED', NULL, '2001-01-01', NULL), (5, 2, 'PUBLISHED', NULL, NULL, NULL), (6, NULL, 'PUBLISHED', NULL, NULL, '00000000-0000-0000-0000-0000000000c1')) v (n, most, status, opens, closes, venue);
INSERT INTO bookings (id, event_id, user_id, seats, status, payment_reference, idempotency_key, expires_at) VALUES
	('00000000-0000-0000-0000-0000000000b1', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 2, 'CONFIRMED', 'pay-1', 'key-1', NULL),
	('00000000-0000-0000-0000-0000000000b2', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1, 'PENDING', NULL, NULL, '2001-01-01'),
	('00000000-0000-0000-0000-0000000000b3', '00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', 1, 'CONFIRMED', NULL, NULL, NULL);
UPDATE bookings SET status = 'REFUNDED', refund_reference = 'refund-1' WHERE id = '00000000-0000-0000-0000-0000000000b3';

CREATE FUNCTION book(event text, customer text, seats integer, more text DEFAULT '') RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT boh_book_seats(%L, %L, %s%s)', '00000000-0000-0000-0000-0000000000' || event, '00000000-0000-0000-0000-0000000000' || customer, seats, more)
$$;
CREATE FUNCTION plain(event text, customer text, columns text, "values" text) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO bookings (id, event_id, user_id, %s) VALUES (''00000000-0000-0000-0000-0000000000bf'', %L, %L, %s)',
		columns, '00000000-0000-0000-0000-0000000000' || event, '00000000-0000-0000-0000-0000000000' || customer, "values")
$$;

\pset format unaligned
\x on

--
-- Bookings
--

SELECT * FROM raised(book('e2', 'aa', 1));
SELECT * FROM raised(plain('e2', 'aa', 'seats', '1'));
SELECT * FROM raised(book('e3', 'aa', 1));
SELECT * FROM raised(plain('e3', 'aa', 'seats', '1'));
SELECT * FROM raised(book('e4', 'aa', 1));
SELECT * FROM raised(plain('e4', 'aa', 'seats', '1'));
SELECT * FROM raised(book('e1', 'aa', 4));
SELECT * FROM raised(plain('e1', 'aa', 'seats', '4'));
SELECT * FROM raised(book('e5', 'aa', 3));
SELECT * FROM raised(book('e1', 'dd', 1));
SELECT * FROM raised(plain('e1', 'dd', 'seats', '1'));
SELECT * FROM raised('UPDATE bookings SET status = ''PENDING'' WHERE id = ''00000000-0000-0000-0000-0000000000b1''');
SELECT * FROM raised('SELECT boh_cancel_booking(''00000000-0000-0000-0000-0000000000b3'')');
SELECT * FROM raised(plain('e1', 'aa', 'status', '''REFUNDED'''));
SELECT * FROM raised('UPDATE bookings SET event_id = ''00000000-0000-0000-0000-0000000000e5'' WHERE id = ''00000000-0000-0000-0000-0000000000b1''');
SELECT * FROM raised('UPDATE bookings SET seats = 5 WHERE id = ''00000000-0000-0000-0000-0000000000b3''');
SELECT * FROM raised(plain('e1', 'aa', 'refund_reference', '''refund-1'''));
SELECT * FROM raised(book('e1', 'aa', 1, ', ''key-1'''));
SELECT * FROM raised(plain('e1', 'aa', 'unit_price', '9.50'));
SELECT * FROM raised(plain('e1', 'aa', 'seats, total_price, unit_price', '2, 19, 10'));
SELECT * FROM raised('SELECT boh_change_seats(''00000000-0000-0000-0000-0000000000b2'', 2)');
SELECT * FROM raised('DELETE FROM bookings WHERE id = ''00000000-0000-0000-0000-0000000000b1''');
SELECT * FROM raised('TRUNCATE bookings');
SELECT * FROM raised('SELECT boh_confirm_booking(''00000000-0000-0000-0000-0000000000b1'', ''pay-2'')');
SELECT * FROM raised('SELECT boh_refund_booking(''00000000-0000-0000-0000-0000000000b3'', ''refund-2'')');

--
-- Events and venues
--

SELECT * FROM raised('UPDATE events SET booked_count = 0 WHERE slug = ''event-1''');
SELECT * FROM raised('UPDATE events SET capacity = 6 WHERE slug = ''event-6''');
SELECT * FROM raised('UPDATE venues SET capacity = 4');
SELECT * FROM raised('UPDATE events SET capacity = 1 WHERE slug = ''event-1''');
SELECT * FROM raised('UPDATE events SET status = ''COMPLETED'' WHERE slug = ''event-2''');
SELECT * FROM raised('UPDATE events SET status = ''COMPLETED'' WHERE slug = ''event-1''');
SELECT * FROM raised('UPDATE events SET status = ''DRAFT'' WHERE slug = ''event-1''');

--
-- Booking lanes
--

SELECT * FROM raised('INSERT INTO booking_lanes (event_id, lane, capacity, booked) VALUES (''00000000-0000-0000-0000-0000000000e1'', 1, 1, 0)');
SELECT * FROM raised('TRUNCATE booking_lanes');

--
-- Holds
--

CREATE ROLE regress_boh_errors;
GRANT USAGE ON SCHEMA test_errors TO regress_boh_errors;
GRANT SELECT, INSERT, UPDATE ON bookings TO regress_boh_errors;
CALL see_all('test_errors', 'regress_boh_errors');
SET ROLE regress_boh_errors;
SELECT * FROM raised(plain('e1', 'aa', 'expires_at', '''2998-01-01'''));
RESET ROLE;
DROP OWNED BY regress_boh_errors;
DROP ROLE regress_boh_errors;

--
-- Pages
--

INSERT INTO content_pages (id, author_id, title, status) VALUES ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000aa', 'Page', 'PUBLISHED');
INSERT INTO content_sections (id, page_id, type, data) VALUES ('00000000-0000-0000-0000-0000000000f2', '00000000-0000-0000-0000-0000000000f1', 'HERO', '{"heading": "Hello"}');
SELECT * FROM raised('UPDATE content_page_versions SET reason = ''x''');
SELECT * FROM raised('UPDATE content_pages SET live_version = 2');
SELECT * FROM raised('INSERT INTO content_pages (author_id, title, previous_version) VALUES (''00000000-0000-0000-0000-0000000000aa'', ''Page'', 2)');
SELECT * FROM raised('SELECT boh_reorder_sections(''00000000-0000-0000-0000-0000000000f1'', ''{00000000-0000-0000-0000-0000000000f3,00000000-0000-0000-0000-0000000000f3}'')');
SELECT * FROM raised('DELETE FROM content_page_versions');
SELECT * FROM raised('TRUNCATE content_page_versions');
SELECT * FROM raised('INSERT INTO slug_redirects (entity, slug, page_id) SELECT ''page'', slug, id FROM content_pages');
SELECT * FROM raised('SELECT boh_publish_page(''00000000-0000-0000-0000-0000000000f9'')');
SELECT * FROM raised('SELECT boh_rollback_page(''00000000-0000-0000-0000-0000000000f1'', 9)');
SELECT * FROM raised('SELECT boh_create_page(''{"titel": "Page"}'', ''[]'')');
SELECT * FROM raised('SELECT boh_create_page(''{"title": "Page", "authorId": null}'', ''[]'')');
SELECT * FROM raised('SELECT boh_publish_page(''00000000-0000-0000-0000-0000000000f1'', ''infinity'')');
DELETE FROM content_pages;

--
-- Media
--

INSERT INTO media_files (id, original_filename, mime_type, file_size, url, thumbnail_url) VALUES
	('00000000-0000-0000-0000-0000000000f1', 'a.png', 'image/png', 1, '/media/a.png', '/small/a.webm'), ('00000000-0000-0000-0000-0000000000f2', 'b.png', 'image/png', 1, '/media/b.png', NULL);
UPDATE events SET image_url = '/media/a.png', video_url = '/small/a.webm' WHERE slug = 'event-6';
SELECT * FROM raised('DELETE FROM media_files WHERE id = ''00000000-0000-0000-0000-0000000000f1''');
SELECT * FROM raised('UPDATE media_files SET url = ''/media/c.png'' WHERE id = ''00000000-0000-0000-0000-0000000000f1''');
SELECT * FROM raised('UPDATE media_files SET thumbnail_url = NULL WHERE id = ''00000000-0000-0000-0000-0000000000f1''');
UPDATE media_files SET deleted_at = now() WHERE id = '00000000-0000-0000-0000-0000000000f2';
SELECT * FROM raised('UPDATE events SET image_url = ''/media/b.png'' WHERE slug = ''event-6''');
SELECT * FROM raised('UPDATE events SET image_url = ''javascript:alert(1)'' WHERE slug = ''event-6''');
SELECT * FROM raised('INSERT INTO media_files (original_filename, mime_type, file_size) VALUES (''a.svg'', ''image/svg+xml'', 1)');
SELECT * FROM raised('INSERT INTO media_files (original_filename, mime_type, file_size) VALUES (''a.png'', ''image/png'', 10485761)');
SELECT * FROM raised('DELETE FROM media_references');
SELECT * FROM raised('TRUNCATE media_references');
BEGIN;
SELECT id FROM boh_purge_media(0);
SELECT * FROM raised('SELECT boh_media_purged(''{00000000-0000-0000-0000-0000000000f2}'')');
SELECT * FROM raised('UPDATE media_files SET deleted_at = NULL WHERE id = ''00000000-0000-0000-0000-0000000000f2''');
ROLLBACK;
BEGIN;
INSERT INTO site_settings (key, value) VALUES ('media.max_file_size', 'ten megabytes');
SELECT * FROM raised('INSERT INTO media_files (original_filename, mime_type, file_size) VALUES (''a.png'', ''image/png'', 1)');
ROLLBACK;
UPDATE events SET image_url = NULL, video_url = NULL WHERE slug = 'event-6';
DELETE FROM media_files;

--
-- Schemas and versions
--

BEGIN;
UPDATE schema_migrations SET checksum = repeat('0', 64) WHERE version = 1;
SELECT code, message, detail::jsonb - 'script_checksum' AS detail, hint, place FROM raised('SELECT boh_migrate(''test_errors'')');
ROLLBACK;
BEGIN;
ALTER TABLE schema_migrations DROP CONSTRAINT chk_schema_migrations_version;
UPDATE schema_migrations SET version = version - 100;
SELECT code, regexp_replace(message, '-?\d+', 'N', 'g') AS message, regexp_replace(detail, ': -?\d+', ': N', 'g') AS detail, hint, place FROM raised('SELECT boh_migrate(''test_errors'')');
SELECT code, regexp_replace(message, '-?\d+', 'N', 'g') AS message, regexp_replace(detail, ': -?\d+', ': N', 'g') AS detail, hint, place FROM raised('SELECT boh_expire_bookings()');
ROLLBACK;
BEGIN;
ALTER TABLE schema_migrations SET (fillfactor = 50);
INSERT INTO schema_migrations SELECT max(version) + 1, 'later', repeat('0', 64), now(), 'x' FROM schema_migrations;
SELECT code, regexp_replace(message, '\d+', 'N', 'g') AS message, regexp_replace(detail, ': \d+', ': N', 'g') AS detail, hint, place FROM raised('SELECT boh_expire_bookings()');
ROLLBACK;
BEGIN;
ALTER TABLE schema_migrations SET (fillfactor = 50);
DELETE FROM schema_migrations;
SELECT * FROM raised('SELECT boh_expire_bookings()');
ROLLBACK;
SET boh.schema = 'test_nowhere';
SELECT * FROM raised('SELECT boh_expire_bookings()');
SET boh.schema = 'test_errors';
SELECT code, regexp_replace(message, '\d+ rows', 'N rows') AS message, detail::jsonb - ARRAY['rows', 'steps'] AS detail, hint, place FROM raised('SELECT boh_migrate(''test_errors'', 0)');
BEGIN;
UPDATE pg_extension SET extversion = '0.0.0' WHERE extname = 'boh';
SELECT code, replace(message, boh_version(), 'VERSION') AS message, replace(detail, boh_version(), 'VERSION') AS detail, hint, place FROM raised('SELECT boh_migrate(''test_errors'')');
ROLLBACK;

--
-- Sections
--

INSERT INTO content_pages (id, author_id, slug, title) VALUES ('00000000-0000-0000-0000-0000000000f9', '00000000-0000-0000-0000-0000000000aa', 'sections', 'Sections');
INSERT INTO content_sections (id, page_id, type, data) VALUES ('00000000-0000-0000-0000-000000000091', '00000000-0000-0000-0000-0000000000f9', 'HERO', '{"heading": "Welcome"}');
SELECT * FROM raised('INSERT INTO section_schemas (type, schema) VALUES (''HERO'', ''{"type": "object", "required": ["picture"]}'')');
SELECT * FROM raised('SELECT boh_validate_section(''BANNER'', ''{}'')');
SELECT * FROM raised('UPDATE content_sections SET data = ''{"heading": ""}'' WHERE id = ''00000000-0000-0000-0000-000000000091''');
ALTER TYPE section_type ADD VALUE 'BANNER';
SELECT * FROM raised('UPDATE content_sections SET type = ''BANNER'' WHERE id = ''00000000-0000-0000-0000-000000000091''');

--
-- Roles and people
--

SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_errors_app, regress_boh_errors_admin;
RESET client_min_messages;
CREATE ROLE regress_boh_errors_app;
CREATE ROLE regress_boh_errors_admin;
SELECT boh_grant('regress_boh_errors_app', 'app') AS app, boh_grant('regress_boh_errors_admin', 'admin') AS admin, boh_grant('regress_boh_errors_admin', 'trusted') AS trusted;
SELECT * FROM raised('SELECT boh_grant(''regress_boh_errors_app'', ''service'')');
SELECT * FROM raised('SELECT boh_grant(''regress_boh_errors_app'', ''king'')');
CREATE ROLE regress_boh_errors_bypass BYPASSRLS;
SELECT * FROM raised('SELECT boh_grant(''regress_boh_errors_bypass'', ''app'')');
DROP ROLE regress_boh_errors_bypass;
SELECT * FROM raised('SELECT boh_revoke(''regress_boh_errors_app'', NULL)');
SET ROLE regress_boh_errors_app;
SELECT * FROM raised('SELECT boh_set_session_user(''00000000-0000-0000-0000-0000000000aa'')');
SELECT message, hint FROM raised('SELECT * FROM boh_verify()');
RESET ROLE;
SELECT boh_grant('regress_boh_errors_app', 'trusted');
BEGIN;
SET LOCAL ROLE regress_boh_errors_app;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000aa');
SELECT * FROM raised('UPDATE bookings SET seats = 1 WHERE id = ''00000000-0000-0000-0000-0000000000b1''');
SELECT * FROM raised('INSERT INTO bookings (event_id, user_id, payment_reference) VALUES (''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', ''pay-1'')');
COMMIT;
UPDATE users SET role = 'ADMIN' WHERE id = '00000000-0000-0000-0000-0000000000aa';
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000bb', 'bob@example.com');
BEGIN;
SET LOCAL ROLE regress_boh_errors_admin;
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000bb');
SELECT * FROM raised('UPDATE users SET email = ''rob@example.com''');
SELECT boh_set_session_user('00000000-0000-0000-0000-0000000000aa');
SELECT * FROM raised('UPDATE users SET role = ''USER'' WHERE id = ''00000000-0000-0000-0000-0000000000aa''');
SELECT * FROM raised('UPDATE users SET deleted_at = now() WHERE id = ''00000000-0000-0000-0000-0000000000aa''');
SELECT * FROM raised('DELETE FROM users WHERE id = ''00000000-0000-0000-0000-0000000000aa''');
SELECT * FROM raised('SELECT boh_set_session_user(''00000000-0000-0000-0000-0000000000dd'')');
COMMIT;
DELETE FROM users WHERE email = 'bob@example.com';
DROP OWNED BY regress_boh_errors_app, regress_boh_errors_admin;
DROP ROLE regress_boh_errors_app, regress_boh_errors_admin;

--
-- Standard codes
--

SELECT * FROM raised(book('ef', 'aa', 1));
SELECT * FROM raised(book('e1', 'af', 1));
SELECT * FROM raised('SELECT boh_cancel_booking(''00000000-0000-0000-0000-0000000000bf'')');
SELECT * FROM raised(plain('ef', 'aa', 'seats', '1'));
SELECT * FROM raised(plain('e1', 'aa', 'expires_at', '''infinity'''));
UPDATE events SET price = 9999999999 WHERE slug = 'event-1';
SELECT * FROM raised(plain('e1', 'aa', 'seats', '2'));
UPDATE events SET price = 10 WHERE slug = 'event-1';
SELECT * FROM raised('SELECT boh_cancel_booking(NULL)');
SELECT * FROM raised(book('e1', 'aa', 0));
SELECT * FROM raised(book('e1', 'aa', 1, ', '''''));
SELECT * FROM raised('UPDATE users SET password_hash = ''plain'' WHERE email = ''ada@example.com''');
SELECT * FROM raised(E'UPDATE users SET email = E''ada\u200B@example.com'' WHERE email = ''ada@example.com''');
SELECT * FROM raised(E'UPDATE users SET name = E'' \u200B'' WHERE email = ''ada@example.com''');
SELECT * FROM raised('INSERT INTO site_settings (key, type, value) VALUES (''site.seats'', ''NUMBER'', ''many'')');
SELECT * FROM raised('SELECT boh_restore_event(''00000000-0000-0000-0000-0000000000e1'')');
SELECT * FROM raised('SELECT boh_drop_tenant(''nope'')');
SELECT * FROM raised('CALL boh_migrate_all()');
SELECT * FROM raised('SELECT boh_list_events(''1'')');
BEGIN READ ONLY;
SELECT * FROM raised(book('e1', 'aa', 1));
-- functions that read only still work
SELECT boh_available_seats('00000000-0000-0000-0000-0000000000e1');
COMMIT;
\x off
\pset format aligned

-- quotes and other characters survive in DETAIL
SELECT seats FROM boh_book_seats('00000000-0000-0000-0000-0000000000e5', '00000000-0000-0000-0000-0000000000aa', 1, E'"quoted" \\ \t é');
SELECT detail::jsonb ->> 'idempotency_key' = E'"quoted" \\ \t é' AS same, detail::jsonb -> 'first_request' -> 'seats' AS first,
	detail::jsonb -> 'request' -> 'seats' AS asked FROM raised(book('e5', 'aa', 2, E', E''"quoted" \\\\ \\t é'''));

SET client_min_messages = warning;
DROP SCHEMA test_errors CASCADE;

-- What the matrix tries: after a line "-- OBJECT: OPERATION, VARIANT" the statement.
-- It is allowed when it gives or writes a row.  :'me' is the person who is signed in,
-- USER where nobody is; :'token' is their token, :'key' the key that signed it.  id() names
-- rows as in data.sql.

-- users: select, own
SELECT id, role FROM users WHERE id = id(:'me');
-- users: select, own name and phone
SELECT name, phone FROM users WHERE id = id(:'me');
-- users: select, own email
SELECT email FROM users WHERE id = id(:'me');
-- users: select, own password_hash
SELECT password_hash FROM users WHERE id = id(:'me');
-- users: select, other
SELECT id, role FROM users WHERE id = id('other USER');
-- users: select, other name and phone
SELECT name, phone FROM users WHERE id = id('other USER');
-- users: select, other email
SELECT email FROM users WHERE id = id('other USER');
-- users: select, other email_verified_at
SELECT email_verified_at FROM users WHERE id = id('other USER');
-- users: select, other password_hash
SELECT password_hash FROM users WHERE id = id('other USER');
-- users: select, own erased_at
SELECT erased_at FROM users WHERE id = id(:'me');
-- users: update, other erased_at
UPDATE users SET erased_at = NULL WHERE id = id('other USER');
-- users: insert, email
INSERT INTO users (email) VALUES ('new@example.org');
-- users: insert, password_hash
INSERT INTO users (email, password_hash) VALUES ('new@example.org', '$2b$12$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzb');
-- users: insert, role
INSERT INTO users (email, role) VALUES ('new@example.org', 'ADMIN');
-- users: insert, email_verified_at
INSERT INTO users (email, email_verified_at) VALUES ('new@example.org', now());
-- users: update, own name and phone
UPDATE users SET name = 'New', phone = '030 1' WHERE id = id(:'me');
-- users: update, own email
UPDATE users SET email = 'new@example.org' WHERE id = id(:'me');
-- users: update, own email_verified_at
UPDATE users SET email_verified_at = now() + interval '1 day' WHERE id = id(:'me');
-- users: update, own password_hash
UPDATE users SET password_hash = '$2b$12$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzb' WHERE id = id(:'me');
-- users: update, own role
UPDATE users SET role = CASE role WHEN 'ADMIN' THEN 'USER' ELSE 'ADMIN' END::user_role WHERE id = id(:'me');
-- users: update, own deleted_at
UPDATE users SET deleted_at = now() WHERE id = id(:'me');
-- users: update, other name and phone
UPDATE users SET name = 'New', phone = '030 1' WHERE id = id('other USER');
-- users: update, other email
UPDATE users SET email = 'new@example.org' WHERE id = id('other USER');
-- users: update, other email_verified_at
UPDATE users SET email_verified_at = now() + interval '1 day' WHERE id = id('other USER');
-- users: update, other password_hash
UPDATE users SET password_hash = '$2b$12$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzb' WHERE id = id('other USER');
-- users: update, other role
UPDATE users SET role = 'ADMIN' WHERE id = id('other USER');
-- users: update, other deleted_at
UPDATE users SET deleted_at = now() WHERE id = id('other USER');
-- users: update, role of all ADMINs
UPDATE users SET role = 'USER' WHERE role = 'ADMIN';
-- users: update, deleted_at of all ADMINs
UPDATE users SET deleted_at = now() WHERE role = 'ADMIN';
-- users: delete, other
DELETE FROM users WHERE id = id('unused USER');
-- users: delete, last ADMIN
WITH demoted AS (UPDATE users SET role = 'USER' WHERE id = id('ADMIN') RETURNING id) DELETE FROM users WHERE id = id('other ADMIN') AND EXISTS (SELECT FROM demoted);
-- users: truncate
TRUNCATE users CASCADE;

-- venues: select
SELECT * FROM venues WHERE id = id('venue');
-- venues: insert
INSERT INTO venues (name, capacity) VALUES ('New', 1);
-- venues: update
UPDATE venues SET name = 'New' WHERE id = id('venue');
-- venues: delete
DELETE FROM venues WHERE id = id('unused venue');
-- venues: truncate
TRUNCATE venues CASCADE;

-- tags: select
SELECT * FROM tags WHERE id = id('tag');
-- tags: insert
INSERT INTO tags (name) VALUES ('New');
-- tags: update
UPDATE tags SET name = 'New' WHERE id = id('tag');
-- tags: delete
DELETE FROM tags WHERE id = id('unused tag');
-- tags: truncate
TRUNCATE tags CASCADE;

-- events: select, published
SELECT * FROM events WHERE id = id('published');
-- events: select, draft
SELECT * FROM events WHERE id = id('draft');
-- events: select, cancelled
SELECT * FROM events WHERE id = id('cancelled');
-- events: select, cancelled and booked by me
SELECT * FROM events WHERE id = id('booked');
-- events: select, own draft
SELECT * FROM events WHERE id = id('draft of ' || :'me');
-- events: insert, own
INSERT INTO events (author_id, title, capacity, start_date, end_date) VALUES (id(:'me'), 'New', 1, '2999-01-01', '2999-01-02');
-- events: insert, author_id of another
INSERT INTO events (author_id, title, capacity, start_date, end_date) VALUES (id('other ORGANIZER'), 'New', 1, '2999-01-01', '2999-01-02');
-- events: update, own
UPDATE events SET title = 'New', status = 'PUBLISHED' WHERE id = id('draft of ' || :'me');
-- events: update, own author_id
UPDATE events SET author_id = id('other ORGANIZER') WHERE id = id('draft of ' || :'me');
-- events: update, own booked_count
UPDATE events SET booked_count = booked_count + 1 WHERE id = id('draft of ' || :'me');
-- events: update, published of another
UPDATE events SET title = 'New' WHERE id = id('published');
-- events: update, draft of another
UPDATE events SET title = 'New' WHERE id = id('draft');
-- events: update, cancelled and booked by me
UPDATE events SET title = 'New' WHERE id = id('booked');
-- events: delete, own
DELETE FROM events WHERE id = id('draft of ' || :'me');
-- events: delete, other
DELETE FROM events WHERE id = id('draft');
-- events: truncate
TRUNCATE events CASCADE;

-- event_tags: select, of published event
SELECT * FROM event_tags WHERE event_id = id('published');
-- event_tags: select, of draft
SELECT * FROM event_tags WHERE event_id = id('draft');
-- event_tags: select, of own draft
SELECT * FROM event_tags WHERE event_id = id('draft of ' || :'me');
-- event_tags: insert, of own event
INSERT INTO event_tags (event_id, tag_id) VALUES (id('draft of ' || :'me'), id('other tag'));
-- event_tags: insert, of another's event
INSERT INTO event_tags (event_id, tag_id) VALUES (id('published'), id('other tag'));
-- event_tags: update, of own event
UPDATE event_tags SET tag_id = id('other tag') WHERE event_id = id('draft of ' || :'me');
-- event_tags: update, of another's event
UPDATE event_tags SET tag_id = id('other tag') WHERE event_id = id('published');
-- event_tags: update, move to another's event
UPDATE event_tags SET event_id = id('free') WHERE event_id = id('draft of ' || :'me');
-- event_tags: delete, of own event
DELETE FROM event_tags WHERE event_id = id('draft of ' || :'me');
-- event_tags: delete, of another's event
DELETE FROM event_tags WHERE event_id = id('published');
-- event_tags: truncate
TRUNCATE event_tags;

-- bookings: select, own
SELECT id, user_id, status, seats, total_price FROM bookings WHERE id = id('pending of ' || :'me');
-- bookings: select, of own event
SELECT id, user_id, status, seats, total_price FROM bookings WHERE id = id('pending at ' || :'me');
-- bookings: select, other
SELECT id, user_id, status, seats, total_price FROM bookings WHERE id = id('pending');
-- bookings: select, own payment_reference
SELECT payment_reference FROM bookings WHERE id = id('confirmed of ' || :'me');
-- bookings: select, other payment_reference
SELECT payment_reference FROM bookings WHERE id = id('confirmed');
-- bookings: select, other cancel_reason
SELECT cancel_reason FROM bookings WHERE id = id('pending');
-- bookings: select, other idempotency_key
SELECT idempotency_key, idempotency_request FROM bookings WHERE id = id('pending');
-- bookings: insert, own
INSERT INTO bookings (user_id, event_id, seats) VALUES (id(:'me'), id('published'), 2);
-- bookings: insert, own: naming the price
INSERT INTO bookings (user_id, event_id, unit_price, total_price, currency) VALUES (id(:'me'), id('published'), 10, 10, 'EUR');
-- bookings: insert, own: CONFIRMED
INSERT INTO bookings (user_id, event_id, status) VALUES (id(:'me'), id('published'), 'CONFIRMED');
-- bookings: insert, own: CONFIRMED and free
INSERT INTO bookings (user_id, event_id, status) VALUES (id(:'me'), id('free'), 'CONFIRMED');
-- bookings: insert, own payment_reference
INSERT INTO bookings (user_id, event_id, payment_reference) VALUES (id(:'me'), id('published'), 'paid');
-- bookings: insert, own: longer hold
INSERT INTO bookings (user_id, event_id, expires_at) VALUES (id(:'me'), id('published'), now() + interval '20 hours');
-- bookings: insert, other
INSERT INTO bookings (user_id, event_id, seats) VALUES (id('other USER'), id('published'), 2);
-- bookings: update, own: cancel
UPDATE bookings SET status = 'CANCELLED', cancel_reason = 'ill' WHERE id = id('pending of ' || :'me');
-- bookings: update, own paid: cancel
UPDATE bookings SET status = 'CANCELLED' WHERE id = id('confirmed of ' || :'me');
-- bookings: update, own: CONFIRMED
UPDATE bookings SET status = 'CONFIRMED' WHERE id = id('pending of ' || :'me');
-- bookings: update, own: CONFIRMED and free
UPDATE bookings SET status = 'CONFIRMED' WHERE id = id('free of ' || :'me');
-- bookings: update, own paid: REFUNDED
UPDATE bookings SET status = 'REFUNDED' WHERE id = id('confirmed of ' || :'me');
-- bookings: update, own seats
UPDATE bookings SET seats = 3 WHERE id = id('pending of ' || :'me');
-- bookings: update, own paid seats
UPDATE bookings SET seats = 1 WHERE id = id('confirmed of ' || :'me');
-- bookings: update, own payment_reference
UPDATE bookings SET payment_reference = 'paid' WHERE id = id('pending of ' || :'me');
-- bookings: update, own refund_reference
UPDATE bookings SET refund_reference = 'back' WHERE id = id('pending of ' || :'me');
-- bookings: update, own expires_at
UPDATE bookings SET expires_at = expires_at + interval '10 hours' WHERE id = id('pending of ' || :'me');
-- bookings: update, own unit_price
UPDATE bookings SET unit_price = 1 WHERE id = id('pending of ' || :'me');
-- bookings: update, own user_id
UPDATE bookings SET user_id = id('other USER') WHERE id = id('pending of ' || :'me');
-- bookings: update, of own event: cancel
UPDATE bookings SET status = 'CANCELLED', cancel_reason = 'full' WHERE id = id('pending at ' || :'me');
-- bookings: update, paid of own event: cancel
UPDATE bookings SET status = 'CANCELLED' WHERE id = id('confirmed at ' || :'me');
-- bookings: update, of own event: CONFIRMED
UPDATE bookings SET status = 'CONFIRMED' WHERE id = id('pending at ' || :'me');
-- bookings: update, paid of own event: REFUNDED
UPDATE bookings SET status = 'REFUNDED' WHERE id = id('confirmed at ' || :'me');
-- bookings: update, of own event: seats
UPDATE bookings SET seats = 1 WHERE id = id('pending at ' || :'me');
-- bookings: update, of own event: payment_reference
UPDATE bookings SET payment_reference = 'paid' WHERE id = id('pending at ' || :'me');
-- bookings: update, other: cancel
UPDATE bookings SET status = 'CANCELLED' WHERE id = id('pending');
-- bookings: update, other: CONFIRMED
UPDATE bookings SET status = 'CONFIRMED', payment_reference = 'paid' WHERE id = id('pending');
-- bookings: update, other paid: REFUNDED
UPDATE bookings SET status = 'REFUNDED' WHERE id = id('confirmed');
-- bookings: update, other seats
UPDATE bookings SET seats = 1 WHERE id = id('pending');
-- bookings: delete, own
DELETE FROM bookings WHERE id = id('pending of ' || :'me');
-- bookings: truncate
TRUNCATE bookings;

-- booking_lanes: select
SELECT * FROM booking_lanes;
-- booking_lanes: insert
INSERT INTO booking_lanes (event_id, capacity, booked, lane) VALUES (id('published'), 1, 0, 1);
-- booking_lanes: update
UPDATE booking_lanes SET booked = 0;
-- booking_lanes: delete
DELETE FROM booking_lanes;
-- booking_lanes: truncate
TRUNCATE booking_lanes;

-- event_search: select
SELECT * FROM event_search;
-- event_search: insert
INSERT INTO event_search (event_id, author_id, start_date, end_date, published_at, source, upcoming, price, currency, status, category, title, tag_ids, terms, head, vector) VALUES (id('draft'), id('other ORGANIZER'), '2999-01-01', '2999-01-02', now(), 1, true, 10, 'EUR', 'PUBLISHED', 'OTHER', 'new', '{}', '{}', '', '');
-- event_search: update
UPDATE event_search SET source = 1;
-- event_search: delete
DELETE FROM event_search;
-- event_search: truncate
TRUNCATE event_search;

-- tag_counts: select
SELECT * FROM tag_counts;
-- tag_counts: insert
INSERT INTO tag_counts (tag_id, counted_at, events) VALUES (id('unused tag'), now(), 1);
-- tag_counts: update
UPDATE tag_counts SET events = 0;
-- tag_counts: delete
DELETE FROM tag_counts;
-- tag_counts: truncate
TRUNCATE tag_counts;

-- page_search: select
SELECT * FROM page_search;
-- page_search: insert
INSERT INTO page_search (page_id, published_at, source, version, slug, title, body, head, vector) VALUES (id('page'), now(), 1, 9, 'new', 'new', '', '', '');
-- page_search: update
UPDATE page_search SET source = 1;
-- page_search: delete
DELETE FROM page_search;
-- page_search: truncate
TRUNCATE page_search;
-- search_words: select
SELECT * FROM search_words;
-- search_words: insert
INSERT INTO search_words (uses, kind, word, label) VALUES (1, 'word', 'new', 'new');
-- search_words: update
UPDATE search_words SET uses = 1;
-- search_words: delete
DELETE FROM search_words;
-- search_words: truncate
TRUNCATE search_words;

-- content_pages: select, published
SELECT * FROM content_pages WHERE id = id('page');
-- content_pages: select, draft
SELECT * FROM content_pages WHERE id = id('draft page');
-- content_pages: insert
INSERT INTO content_pages (author_id, title) VALUES (id(:'me'), 'New');
-- content_pages: update
UPDATE content_pages SET title = 'New', slug = 'new' WHERE id = id('page');
-- content_pages: delete
DELETE FROM content_pages WHERE id = id('page');
-- content_pages: truncate
TRUNCATE content_pages CASCADE;

-- content_page_versions: select
SELECT * FROM content_page_versions WHERE page_id = id('page');
-- content_page_versions: insert
INSERT INTO content_page_versions (page_id, version, reason, snapshot) VALUES (id('page'), 99, 'new', '{}');
-- content_page_versions: update
UPDATE content_page_versions SET reason = 'new' WHERE page_id = id('page');
-- content_page_versions: delete
DELETE FROM content_page_versions WHERE page_id = id('page') AND version = 1;
-- content_page_versions: truncate
TRUNCATE content_page_versions;

-- content_sections: select
SELECT * FROM content_sections WHERE id = id('section');
-- content_sections: insert
INSERT INTO content_sections (page_id, type, data) VALUES (id('page'), 'TEXT', '{"content": "<p>new</p>"}');
-- content_sections: update
UPDATE content_sections SET data = '{"content": "<p>new</p>"}' WHERE id = id('section');
-- content_sections: delete
DELETE FROM content_sections WHERE id = id('section');
-- content_sections: truncate
TRUNCATE content_sections;

-- section_schemas: select
SELECT * FROM section_schemas WHERE type = 'VIDEO';
-- section_schemas: insert
INSERT INTO section_schemas (type, schema) VALUES ('GALLERY', '{"type": "object"}');
-- section_schemas: update
UPDATE section_schemas SET description = 'new' WHERE type = 'VIDEO';
-- section_schemas: delete
DELETE FROM section_schemas WHERE type = 'VIDEO';
-- section_schemas: truncate
TRUNCATE section_schemas;

-- slug_redirects: select
SELECT * FROM slug_redirects WHERE slug = 'old-page';
-- slug_redirects: insert
INSERT INTO slug_redirects (entity, slug, page_id) VALUES ('page', 'older-page', id('page'));
-- slug_redirects: update
UPDATE slug_redirects SET page_id = id('draft page') WHERE slug = 'old-page';
-- slug_redirects: delete
DELETE FROM slug_redirects WHERE slug = 'old-page';
-- slug_redirects: truncate
TRUNCATE slug_redirects;

-- media_files: select
SELECT * FROM media_files WHERE id = id('media');
-- media_files: insert
INSERT INTO media_files (original_filename, mime_type, file_size) VALUES ('new.png', 'image/png', 1);
-- media_files: update
UPDATE media_files SET alt_text = 'new' WHERE id = id('media');
-- media_files: delete
DELETE FROM media_files WHERE id = id('unused media');
-- media_files: truncate
TRUNCATE media_files CASCADE;

-- media_references: select
SELECT * FROM media_references WHERE media_id = id('media');
-- media_references: insert
INSERT INTO media_references (media_id, entity_id, entity, path, target) VALUES (id('unused media'), id('draft'), 'event', '/new', 'url');
-- media_references: update
UPDATE media_references SET path = '/new' WHERE media_id = id('media');
-- media_references: delete
DELETE FROM media_references WHERE media_id = id('media');
-- media_references: truncate
TRUNCATE media_references;

-- site_settings: select, public
SELECT * FROM site_settings WHERE key = 'public';
-- site_settings: select, not public
SELECT * FROM site_settings WHERE key = 'secret';
-- site_settings: insert
INSERT INTO site_settings (key, value) VALUES ('new', 'new');
-- site_settings: update
UPDATE site_settings SET value = 'new' WHERE key = 'public';
-- site_settings: delete
DELETE FROM site_settings WHERE key = 'public';
-- site_settings: truncate
TRUNCATE site_settings;

-- role_profiles: select
SELECT * FROM role_profiles;
-- role_profiles: insert
INSERT INTO role_profiles (role_name, profile) VALUES (current_user, 'service');
-- role_profiles: update
UPDATE role_profiles SET profile = 'service' WHERE role_name = 'matrix_app';
-- role_profiles: delete
DELETE FROM role_profiles;
-- role_profiles: truncate
TRUNCATE role_profiles;

-- session_keys: select
SELECT * FROM session_keys;
-- session_keys: insert
INSERT INTO session_keys (kid, algorithm, public_key, issuer, audience) VALUES ('new', 'EdDSA', :'key', 'https://login.example.org', 'shop');
-- session_keys: update
UPDATE session_keys SET issuer = 'new';
-- session_keys: delete
DELETE FROM session_keys;
-- session_keys: truncate
TRUNCATE session_keys;
-- bookings_archive: select, own
SELECT id, user_id, status, seats, total_price FROM bookings_archive WHERE id = id('archived of ' || :'me');
-- bookings_archive: select, of own event
SELECT id, user_id, status, seats, total_price FROM bookings_archive WHERE id = id('archived booking at ' || :'me');
-- bookings_archive: select, other
SELECT id, user_id, status, seats, total_price FROM bookings_archive WHERE id = id('archived booking');
-- bookings_archive: select, own payment_reference
SELECT payment_reference FROM bookings_archive WHERE id = id('archived of ' || :'me');
-- bookings_archive: select, other payment_reference
SELECT payment_reference FROM bookings_archive WHERE id = id('archived booking');
-- bookings_archive: select, other cancel_reason
SELECT cancel_reason FROM bookings_archive WHERE id = id('archived booking');
-- bookings_archive: select, other idempotency_key
SELECT idempotency_key, idempotency_request FROM bookings_archive WHERE id = id('archived booking');
-- bookings_archive: insert
INSERT INTO bookings_archive SELECT * FROM bookings_archive WHERE id = id('archived booking');
-- bookings_archive: update
UPDATE bookings_archive SET seats = 1;
-- bookings_archive: delete
DELETE FROM bookings_archive;
-- bookings_archive: truncate
TRUNCATE bookings_archive;
-- events_archive: select, booked by me
SELECT * FROM events_archive WHERE event_id = id('archived');
-- events_archive: select, own
SELECT * FROM events_archive WHERE event_id = id('archived of ' || :'me');
-- events_archive: insert
INSERT INTO events_archive SELECT * FROM events_archive WHERE event_id = id('archived');
-- events_archive: update
UPDATE events_archive SET description = 'New';
-- events_archive: delete
DELETE FROM events_archive;
-- events_archive: truncate
TRUNCATE events_archive;
-- all_bookings: select, own
SELECT id FROM all_bookings WHERE id = id('archived of ' || :'me');
-- all_bookings: select, other
SELECT id FROM all_bookings WHERE id = id('archived booking');
-- all_events: select, booked by me
SELECT id FROM all_events WHERE id = id('archived');
-- all_events: select, other
SELECT id FROM all_events WHERE id = id('cancelled');

-- consents: select, own
SELECT granted FROM consents WHERE user_id = id(:'me');
-- consents: select, own client_address
SELECT client_address FROM consents WHERE user_id = id(:'me');
-- consents: select, other
SELECT granted FROM consents WHERE user_id = id('other USER');
-- consents: insert
INSERT INTO consents (user_id, granted, purpose, source, wording_version) VALUES (id(:'me'), true, 'analytics', 'form', '1');
-- consents: update
UPDATE consents SET granted = true;
-- consents: delete
DELETE FROM consents;
-- consents: truncate
TRUNCATE consents;

-- erasures: select
SELECT * FROM erasures;
-- erasures: insert
INSERT INTO erasures (user_id, erased_at) VALUES (id('new erasure'), now());
-- erasures: update
UPDATE erasures SET erased_at = now();
-- erasures: delete
DELETE FROM erasures;
-- erasures: truncate
TRUNCATE erasures;
-- booking_days: select
SELECT * FROM booking_days;
-- booking_days: insert
INSERT INTO booking_days SELECT d.* FROM booking_days s, LATERAL (SELECT (jsonb_populate_record(s, '{"currency": "CHF"}')).*) d LIMIT 1;
-- booking_days: update
UPDATE booking_days SET revenue = 0;
-- booking_days: delete
DELETE FROM booking_days;
-- booking_days: truncate
TRUNCATE booking_days;
-- site_days: select
SELECT * FROM site_days;
-- site_days: insert
INSERT INTO site_days SELECT d.* FROM site_days s, LATERAL (SELECT (jsonb_populate_record(s, '{"currency": "CHF"}')).*) d LIMIT 1;
-- site_days: update
UPDATE site_days SET revenue = 0;
-- site_days: delete
DELETE FROM site_days;
-- site_days: truncate
TRUNCATE site_days;
-- statistics_watermarks: select
SELECT * FROM statistics_watermarks;
-- statistics_watermarks: insert
INSERT INTO statistics_watermarks (system_identifier, updated_at, pass_of_all) VALUES (1, now(), false);
-- statistics_watermarks: update
UPDATE statistics_watermarks SET xid = NULL;
-- statistics_watermarks: delete
DELETE FROM statistics_watermarks;
-- statistics_watermarks: truncate
TRUNCATE statistics_watermarks;
-- maintenance_tasks: select
SELECT * FROM maintenance_tasks;
-- maintenance_tasks: insert
INSERT INTO maintenance_tasks (task, interval_seconds) VALUES ('new', 60);
-- maintenance_tasks: update
UPDATE maintenance_tasks SET enabled = false;
-- maintenance_tasks: delete
DELETE FROM maintenance_tasks;
-- maintenance_tasks: truncate
TRUNCATE maintenance_tasks;
-- boh_backup_log: select
SELECT * FROM boh_backup_log;
-- boh_backup_log: insert
INSERT INTO boh_backup_log (kind, tool, started_at, finished_at, ok) VALUES ('FULL', 'new', now(), now(), true);
-- boh_backup_log: update
UPDATE boh_backup_log SET ok = true;
-- boh_backup_log: delete
DELETE FROM boh_backup_log;
-- boh_backup_log: truncate
TRUNCATE boh_backup_log;

-- column_classes: select
SELECT * FROM column_classes;
-- column_classes: insert
INSERT INTO column_classes (table_name, column_name, class) VALUES ('users', 'shoe_size', 'CUSTOMER');
-- column_classes: update
UPDATE column_classes SET class = 'NEITHER';
-- column_classes: delete
DELETE FROM column_classes;
-- column_classes: truncate
TRUNCATE column_classes;

-- login_counters: select
SELECT * FROM login_counters;
-- login_counters: insert
INSERT INTO login_counters (key, written_on, failures, kind) VALUES (id('new counter'), now(), 1, 'ADDRESS');
-- login_counters: update
UPDATE login_counters SET failures = 0;
-- login_counters: delete
DELETE FROM login_counters;
-- login_counters: truncate
TRUNCATE login_counters;
-- audit_logs: select
SELECT * FROM audit_logs;
-- audit_logs: insert
INSERT INTO audit_logs SELECT * FROM audit_logs LIMIT 1;
-- audit_logs: update
UPDATE audit_logs SET success = success;
-- audit_logs: delete
DELETE FROM audit_logs;
-- audit_logs: truncate
TRUNCATE audit_logs;
-- audit_seals: select
SELECT * FROM audit_seals;
-- audit_seals: insert
INSERT INTO audit_seals SELECT * FROM audit_seals LIMIT 1;
-- audit_seals: update
UPDATE audit_seals SET rows = rows;
-- audit_seals: delete
DELETE FROM audit_seals;
-- audit_seals: truncate
TRUNCATE audit_seals;

-- schema_migrations: select
SELECT * FROM schema_migrations;
-- schema_migrations: insert
INSERT INTO schema_migrations (version, name, checksum, applied_at, applied_by) VALUES (99, 'new', repeat('0', 64), now(), 'me');
-- schema_migrations: update
UPDATE schema_migrations SET version = version;
-- schema_migrations: delete
DELETE FROM schema_migrations;
-- schema_migrations: truncate
TRUNCATE schema_migrations;

-- boh_available_seats: call, published
SELECT boh_available_seats(id('published'));
-- boh_available_seats: call, draft
SELECT boh_available_seats(id('draft'));
-- boh_available_seats: call, own draft
SELECT boh_available_seats(id('draft of ' || :'me'));
-- boh_book_seats: call, own
SELECT boh_book_seats(id('published'), id(:'me'), 2);
-- boh_book_seats: call, own: with a key
SELECT boh_book_seats(id('published'), id(:'me'), 2, 'key');
-- boh_book_seats: call, own: with a payment
SELECT boh_book_seats(id('published'), id(:'me'), 2, NULL, 'paid');
-- boh_book_seats: call, own: longer hold
SELECT boh_book_seats(id('published'), id(:'me'), 2, NULL, NULL, 36000);
-- boh_book_seats: call, other
SELECT boh_book_seats(id('published'), id('other USER'), 2);
-- boh_confirm_booking: call, own
SELECT boh_confirm_booking(id('pending of ' || :'me'));
-- boh_confirm_booking: call, own: with a payment
SELECT boh_confirm_booking(id('pending of ' || :'me'), 'paid');
-- boh_confirm_booking: call, own and free
SELECT boh_confirm_booking(id('free of ' || :'me'));
-- boh_confirm_booking: call, of own event
SELECT boh_confirm_booking(id('pending at ' || :'me'));
-- boh_confirm_booking: call, other
SELECT boh_confirm_booking(id('pending'), 'paid');
-- boh_cancel_booking: call, own
SELECT boh_cancel_booking(id('pending of ' || :'me'));
-- boh_cancel_booking: call, of own event
SELECT boh_cancel_booking(id('confirmed at ' || :'me'), 'full');
-- boh_cancel_booking: call, other
SELECT boh_cancel_booking(id('pending'));
-- boh_change_seats: call, own
SELECT boh_change_seats(id('pending of ' || :'me'), 3);
-- boh_change_seats: call, own and paid
SELECT boh_change_seats(id('confirmed of ' || :'me'), 1);
-- boh_change_seats: call, of own event
SELECT boh_change_seats(id('pending at ' || :'me'), 1);
-- boh_change_seats: call, other
SELECT boh_change_seats(id('pending'), 1);
-- boh_refund_booking: call, own
SELECT boh_refund_booking(id('confirmed of ' || :'me'), 'back');
-- boh_refund_booking: call, of own event
SELECT boh_refund_booking(id('confirmed at ' || :'me'), 'back');
-- boh_refund_booking: call, other
SELECT boh_refund_booking(id('confirmed'), 'back');
-- boh_cancel_event: call, own
SELECT boh_cancel_event(id('published of ' || :'me'));
-- boh_cancel_event: call, other
SELECT boh_cancel_event(id('published'));
-- boh_event_participants: call, own event
SELECT * FROM boh_event_participants(id('published of ' || :'me'));
-- boh_event_participants: call, another's event
SELECT * FROM boh_event_participants(id('published'));
-- boh_event_bookings: call, own event
SELECT boh_event_bookings(id('published of ' || :'me'));
-- boh_event_bookings: call, another's event
SELECT boh_event_bookings(id('published'));
-- boh_user_bookings: call, own
SELECT boh_user_bookings(id(:'me'));
-- boh_user_bookings: call, other
SELECT boh_user_bookings(id('other USER'));
-- boh_event_stats: call, own event
SELECT boh_event_stats(id('published of ' || :'me'));
-- boh_event_stats: call, another's event
SELECT boh_event_stats(id('published'));
-- boh_site_stats: call
SELECT boh_site_stats(current_date, current_date);
-- boh_update_statistics: call
SELECT boh_update_statistics();
-- boh_metrics: call
SELECT * FROM boh_metrics();
-- boh_metrics_text: call
SELECT boh_metrics_text();
-- boh_health: call
SELECT * FROM boh_health();
-- boh_maintain: call
SELECT * FROM boh_maintain();
-- boh_maintenance_advice: call
SELECT * FROM boh_maintenance_advice();
-- boh_event_slug: call, published
SELECT * FROM boh_event_slug('present-slug') WHERE NOT redirected;
-- boh_event_slug: call, old slug
SELECT * FROM boh_event_slug('published') WHERE redirected;
-- boh_event_ical: call, published
SELECT ical FROM boh_event_ical('present-slug') ical WHERE ical ~ 'BEGIN:VEVENT';
-- boh_event_jsonld: call, published
SELECT event FROM boh_event_jsonld('present-slug') event WHERE event IS NOT NULL;
-- boh_calendar_ical: call, all
SELECT ical FROM boh_calendar_ical() ical WHERE ical ~ 'BEGIN:VEVENT';
-- boh_sitemap: call, index
SELECT xml FROM boh_sitemap() xml WHERE xml ~ '<loc>';
-- boh_search: call, published
SELECT r FROM jsonb_array_elements(boh_search('published') -> 'rows') r WHERE r -> 'event' ->> 'slug' = 'present-slug';
-- boh_search: call, page
SELECT r FROM jsonb_array_elements(boh_search('two', '{"kind": "page"}') -> 'rows') r WHERE r -> 'page' ->> 'slug' = 'page';
-- boh_suggest: call, published
SELECT r FROM jsonb_array_elements(boh_suggest('publ') -> 'titles') r WHERE r ->> 'slug' = 'present-slug';
-- boh_event: call, published
SELECT e FROM boh_event('present-slug') e WHERE e IS NOT NULL;
-- boh_event: call, old slug
SELECT e FROM boh_event('published') e WHERE e ? 'redirect';
-- boh_event: call, own draft
SELECT e FROM boh_event('draft-of-' || lower(:'me')) e WHERE e IS NOT NULL;
-- boh_event: call, another's draft
SELECT e FROM boh_event('draft') e WHERE e IS NOT NULL;
-- boh_list_events: call, published
SELECT r FROM jsonb_array_elements(boh_list_events(NULL, 100) -> 'rows') r WHERE r ->> 'slug' = 'present-slug';
-- boh_list_events: call, own draft
SELECT r FROM jsonb_array_elements(boh_list_events('{"status": "DRAFT"}', 100) -> 'rows') r WHERE r ->> 'id' = id('draft of ' || :'me')::text;
-- boh_list_events: call, another's draft
SELECT r FROM jsonb_array_elements(boh_list_events('{"status": "ANY"}', 100) -> 'rows') r WHERE r ->> 'id' = id('draft')::text;
-- boh_list_tags: call, with events
SELECT r FROM jsonb_array_elements(boh_list_tags() -> 'rows') r WHERE r ->> 'slug' = 'jazz';
-- boh_list_tags: call, without events
SELECT r FROM jsonb_array_elements(boh_list_tags() -> 'rows') r WHERE r ->> 'slug' = 'folk';
-- boh_list_pages: call, published
SELECT r FROM jsonb_array_elements(boh_list_pages() -> 'rows') r WHERE r ->> 'slug' = 'page';
-- boh_list_pages: call, edited
SELECT r FROM jsonb_array_elements(boh_list_pages('{"status": "DRAFT"}') -> 'rows') r WHERE r ->> 'slug' = 'draft-page';
-- boh_list_media: call
SELECT r FROM jsonb_array_elements(boh_list_media() -> 'rows') r WHERE r ->> 'filename' = 'a.png';

-- boh_expire_bookings: call
SELECT n FROM boh_expire_bookings() n WHERE n > 0;
-- boh_complete_events: call
SELECT n FROM boh_complete_events() n WHERE n > 0;
-- boh_fold_lanes: call, all
SELECT n FROM boh_fold_lanes() n WHERE n > 0;
-- boh_fold_lanes: call, one event
SELECT n FROM boh_fold_lanes(id('lanes')) n WHERE n > 0;
-- boh_recount_seats: call
SELECT boh_recount_seats(id('published'));
-- boh_orphaned_media: call
SELECT * FROM boh_orphaned_media();
-- boh_purge_media: call
SELECT * FROM boh_purge_media();
-- boh_media_purged: call
SELECT n FROM boh_media_purged(ARRAY[id('marked media')]) n WHERE n > 0;
-- boh_archive: call
SELECT * FROM boh_archive();
-- boh_restore_event: call
SELECT boh_restore_event(id('archived'));
-- boh_detach_archive: call
SELECT boh_detach_archive(2001);
-- boh_attach_archive: call
WITH detached AS MATERIALIZED (SELECT boh_detach_archive(2001) AS name) SELECT boh_attach_archive(2001) FROM detached WHERE name <> '';
-- boh_cold_media: call
SELECT * FROM boh_cold_media(0);
-- boh_media_stored: call
SELECT n FROM boh_media_stored(ARRAY(SELECT id FROM boh_cold_media(0)), 'COLD') n WHERE n > 0;
-- boh_take_thumbnails: call
SELECT * FROM boh_take_thumbnails();
-- boh_refresh_media_references: call
SELECT * FROM boh_refresh_media_references();
-- boh_refresh_search: call
SELECT * FROM boh_refresh_search();
-- boh_media_usage: call
SELECT * FROM boh_media_usage(id('media'));

-- boh_page: call, published
SELECT page FROM boh_page('page') page WHERE page IS NOT NULL;
-- boh_page: call, old slug
SELECT page FROM boh_page('old-page') page WHERE page IS NOT NULL;
-- boh_page: call, with lists
SELECT page FROM boh_page('page', expand => true) page WHERE page IS NOT NULL;
-- boh_page: call, draft
SELECT page FROM boh_page('draft-page', true) page WHERE page IS NOT NULL;
-- boh_next_publication: call
SELECT time FROM boh_next_publication() time WHERE time IS NOT NULL;
-- boh_page_diff: call
SELECT boh_page_diff(id('page'), 1, NULL);
-- boh_page_advice: call
SELECT * FROM boh_page_advice(id('page'));
-- boh_create_page: call
SELECT boh_create_page(jsonb_build_object('title', 'New', 'authorId', id(:'me')), '[{"type": "TEXT", "data": {"content": "<p>new</p>"}}]');
-- boh_import_html: call
SELECT boh_import_html(NULL, 'New', '<p>new</p>') FROM set_config('boh.user_id', id(:'me')::text, true);
-- boh_publish_page: call
SELECT boh_publish_page(id('draft page'));
-- boh_rollback_page: call
SELECT boh_rollback_page(id('page'), 1);
-- boh_copy_page: call
SELECT boh_copy_page(id('page'));
-- boh_add_section: call
SELECT boh_add_section(id('page'), 'TEXT', '{"content": "<p>new</p>"}', 0);
-- boh_reorder_sections: call
SELECT boh_reorder_sections(id('page'), ARRAY[id('second section'), id('section')]);
-- boh_move_section: call
SELECT boh_move_section(id('section'), id('draft page'));
-- boh_section_schema: call, built-in form
SELECT boh_section_schema('TEXT');
-- boh_section_schema: call, form from section_schemas
SELECT boh_section_schema('VIDEO');
-- boh_validate_section: call, built-in form
SELECT boh_validate_section('TEXT', '{"content": "<p>new</p>"}');
-- boh_validate_section: call, form from section_schemas
SELECT boh_validate_section('VIDEO', '{"url": "https://example.org/v.mp4"}');
-- boh_section_errors: call, built-in form
SELECT * FROM boh_section_errors('TEXT', '{}');
-- boh_section_errors: call, form from section_schemas
SELECT * FROM boh_section_errors('VIDEO', '{}');
-- boh_migrate_sections: call
SELECT * FROM boh_migrate_sections('TEXT', '[]');
-- boh_setting: call, public
SELECT value FROM boh_setting('public') value WHERE value IS NOT NULL;
-- boh_setting: call, not public
SELECT value FROM boh_setting('secret') value WHERE value IS NOT NULL;
-- boh_settings: call, public
SELECT settings FROM boh_settings() settings WHERE settings ? 'public';
-- boh_settings: call, all
SELECT settings FROM boh_settings(NULL, false) settings WHERE settings ? 'secret';

-- boh_set_session: call
SELECT boh_set_session(:'token');
-- boh_set_session_user: call
SELECT boh_set_session_user(id('other ADMIN'));
-- boh_find_login: call
SELECT * FROM boh_find_login('other@example.org', '192.0.2.1');
-- boh_record_login: call
SELECT * FROM boh_record_login('other@example.org', false, '192.0.2.1');
-- boh_forgive_logins: call
SELECT boh_forgive_logins('other@example.org', '192.0.2.1');
-- boh_purge_logins: call
SELECT boh_purge_logins();
-- boh_session_user: call
SELECT person FROM boh_session_user('boh.users') person WHERE person IS NOT NULL;
-- boh_session_role: call
SELECT role FROM boh_session_role('boh.users') role WHERE role <> 'ANONYMOUS';
-- boh_session_organizer: call
SELECT person FROM boh_session_organizer('boh.users') person WHERE person IS NOT NULL;
-- boh_session_is_admin: call
SELECT is_admin FROM boh_session_is_admin('boh.users') is_admin WHERE is_admin;
-- boh_session_first_user: call
SELECT person FROM boh_session_first_user('boh.users') person WHERE person IS NOT NULL;
-- boh_session_last_user: call
SELECT person FROM boh_session_last_user('boh.users') person WHERE person IS NOT NULL;
-- boh_session_first_author: call
SELECT person FROM boh_session_first_author('boh.users') person WHERE person IS NOT NULL;
-- boh_session_last_author: call
SELECT person FROM boh_session_last_author('boh.users') person WHERE person IS NOT NULL;
-- boh_own_events: call
SELECT events FROM boh_own_events('boh.events') events WHERE cardinality(events) > 0;
-- boh_booked_events: call
SELECT events FROM boh_booked_events('boh.bookings') events WHERE cardinality(events) > 0;

-- boh_record_consent: call, own
SELECT boh_record_consent(id(:'me'), 'analytics', true, 'form', '1');
-- boh_record_consent: call, other
SELECT boh_record_consent(id('other USER'), 'analytics', true, 'form', '1');
-- boh_has_consent: call, own
SELECT boh_has_consent(id(:'me'), 'analytics');
-- boh_has_consent: call, other
SELECT boh_has_consent(id('other USER'), 'analytics');
-- boh_export_user: call, own
SELECT boh_export_user(id(:'me'));
-- boh_export_user: call, other
SELECT boh_export_user(id('other USER'));
-- boh_export_schema: call
SELECT boh_export_schema();
-- boh_erase_user: call, own
SELECT * FROM boh_erase_user(id(:'me'), 'wish');
-- boh_erase_user: call, other
SELECT * FROM boh_erase_user(id('unused USER'), 'wish');
-- boh_erasures: call
SELECT boh_erasures();
-- boh_reapply_erasures: call
SELECT * FROM boh_reapply_erasures(jsonb_build_array(jsonb_build_object('user_id', id('unused USER'), 'erased_at', now())));
-- boh_find_personal_data: call
SELECT * FROM boh_find_personal_data('example.org');
-- boh_retention_report: call
SELECT * FROM boh_retention_report();
-- boh_apply_retention: call
SELECT * FROM boh_apply_retention();
-- boh_mask_database: call
SET LOCAL boh.allow_data_loss = on; SELECT * FROM boh_mask_database();
-- boh_classify_column: call
SELECT boh_classify_column('site_settings', 'remark', 'NEITHER');
-- boh_column_classes: call
SELECT * FROM boh_column_classes();

-- boh_grant: call
SELECT boh_grant('matrix_nobody', 'service');
-- boh_revoke: call
SELECT boh_revoke('matrix_app', 'app');
-- boh_grants: call
SELECT * FROM boh_grants();
-- boh_migrate: call
SELECT * FROM boh_migrate('elsewhere');
-- boh_create_tenant: call
SELECT boh_create_tenant('elsewhere', current_user::text);
-- boh_distribute_tenant: call
SELECT boh_distribute_tenant('boh');
-- boh_drop_tenant: call
SELECT boh_drop_tenant('boh');
-- boh_tenants: call
SELECT * FROM boh_tenants();
-- boh_verify: call
SELECT count(*) FROM boh_verify();

-- boh_version: call
SELECT boh_version();
-- boh_migration_scripts: call
SELECT * FROM boh_migration_scripts();
-- boh_uuid7: call
SELECT boh_uuid7();
-- boh_uuid7_time: call
SELECT time FROM boh_uuid7_time(boh_uuid7()) time WHERE time IS NOT NULL;
-- boh_slugify: call
SELECT boh_slugify('New');
-- boh_iso_time: call
SELECT boh_iso_time(now());
-- boh_validate_setting: call
SELECT boh_validate_setting('TEXT', 'new');
-- boh_settings_advice: call
SELECT * FROM boh_settings_advice(4, 2);
-- boh_doctor: call
SELECT * FROM boh_doctor();
-- boh_json_valid: call
SELECT boh_json_valid('{}', '1');
-- boh_json_errors: call
SELECT * FROM boh_json_errors('{"type": "string"}', '1');
-- boh_json_patch: call
SELECT boh_json_patch('{}', '[]');
-- boh_sanitize_html: call
SELECT boh_sanitize_html('<p>new</p>');
-- boh_sanitize_html_report: call
SELECT boh_sanitize_html_report('<p>new</p>');
-- boh_html_errors: call
SELECT * FROM boh_html_errors('<script>');
-- boh_audit: call
SELECT boh_audit();
-- boh_seal_audit: call
SELECT boh_seal_audit();
-- boh_audit_verify: call
SELECT * FROM boh_audit_verify();
-- boh_audit_proof: call
SELECT boh_audit_proof((SELECT id FROM test.sealed));
-- boh_audit_head: call
SELECT * FROM boh_audit_head();
-- boh_begin_import: call
SELECT boh_begin_import();
-- boh_make: call
SELECT boh_make('user');
-- boh_seed_production: call
SELECT * FROM boh_seed_production('seed@site.example', '$2b$12$abcdefghijklmnopqrstuuJ8wLxq7xwqnXQ5yWqkq0n0mE4n1w1a2', 'Site');
-- boh_seed_development: call
SELECT * FROM boh_seed_development();

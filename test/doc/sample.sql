-- The site that the pages of doc/ describe: people, a venue, an event, bookings, a file
-- and a page.  Ids are those that the pages name.

INSERT INTO boh.users (email, name, role) VALUES
	('ada@example.org', 'Ada Lovelace', 'ORGANIZER'),
	('edsger@example.org', 'Edsger Dijkstra', 'USER'),
	('margaret@example.org', 'Margaret Hamilton', 'ADMIN');
INSERT INTO boh.users (id, email, name) VALUES ('019d1a4e-7c3a-7d52-9a40-1d0c6b1f7f10', 'grace@example.org', 'Grace Hopper');

INSERT INTO boh.venues (name, city, country, capacity) VALUES ('Café №1', 'Wrocław', 'Poland', 300);

INSERT INTO boh.events (id, title, author_id, venue_id, capacity, price, start_date, end_date, status)
SELECT '01a20533-f2f8-728c-80e6-6c5f20930d58', 'PostgreSQL Day', u.id, v.id, 200, 49, now() + interval '30 days', now() + interval '31 days', 'PUBLISHED'
FROM boh.users u, boh.venues v
WHERE u.email = 'ada@example.org';

INSERT INTO boh.bookings (id, event_id, user_id, seats, status, payment_reference) VALUES
	('019d1a4e-a020-7c33-8e40-702f9e4dbf53', '01a20533-f2f8-728c-80e6-6c5f20930d58', '019d1a4e-7c3a-7d52-9a40-1d0c6b1f7f10', 2, 'CONFIRMED', 'pay_1');
INSERT INTO boh.bookings (event_id, user_id, seats)
SELECT '01a20533-f2f8-728c-80e6-6c5f20930d58', id, 1 FROM boh.users WHERE email = 'edsger@example.org';

INSERT INTO boh.media_files (id, original_filename, mime_type, file_size, width, height) VALUES
	('019d1a4e-8f00-7a11-8c20-5e0d7c2b9f31', 'Poster.jpg', 'image/jpeg', 48211, 1600, 900);

SELECT boh_publish_page(boh_create_page(jsonb_build_object('title', 'About us', 'authorId', id),
	'[{"type": "TEXT", "data": {"content": "<p>We meet on Tuesdays.</p>"}}]'))
FROM boh.users WHERE email = 'margaret@example.org';

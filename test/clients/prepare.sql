-- What the dozen steps find.  Run as the owner of the tables, after examples/setup.sql.

CREATE ROLE pay_hooks LOGIN;
CREATE ROLE visitor LOGIN;
SELECT boh_grant('pay_hooks', 'payments'), boh_grant('visitor', 'site');

-- Nobody knows the password.
INSERT INTO boh.users (id, email, name, role, password_hash) VALUES
	('01990000-0000-7000-8000-000000000001', 'grace@example.org', 'Grace', 'USER', '$2b$12$' || repeat('a', 53)),
	('01990000-0000-7000-8000-000000000002', 'edsger@example.org', 'Edsger', 'USER', NULL),
	('01990000-0000-7000-8000-000000000003', 'ada@example.org', 'Ada', 'ADMIN', NULL);

INSERT INTO boh.venues (name, city, country, capacity, amenities) VALUES
	('Café №1', 'Wrocław', 'Poland', 300, ARRAY['wifi', 'seats, "soft" ones', 'ünïcode {}']);

INSERT INTO boh.events (title, author_id, venue_id, capacity, price, category, start_date, end_date, status)
SELECT e.title, u.id, v.id, e.capacity, e.price, e.category::boh.event_category,
	'2031-03-04 05:06:07.890+00', '2031-03-04 07:00+00', 'PUBLISHED'
FROM (VALUES ('Concert', 100, 49.50, 'CONCERT'), ('Club', 3, 0, 'MEETUP'), ('Duel', 10, 0, 'SPORTS'), ('Workshop', 10, 12.30, 'WORKSHOP'))
		e (title, capacity, price, category),
	boh.users u, boh.venues v
WHERE u.email = 'ada@example.org';

SELECT boh_publish_page(boh_create_page('{"title": "Über uns", "slug": "about-us", "authorId": "01990000-0000-7000-8000-000000000003"}',
	'[{"type": "HERO", "data": {"heading": "Über uns"}}]'));

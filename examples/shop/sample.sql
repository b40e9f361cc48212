-- What the shop begins with: the role for payments, an organizer, a customer, an administrator, and events of many
-- kinds.  password is the hash of "organizer", for all of them.

\set ON_ERROR_STOP on

CREATE ROLE pay_hooks LOGIN;
SELECT boh_grant('pay_hooks', 'payments');
ALTER ROLE pay_hooks SET timezone = 'UTC';

SELECT FROM boh_seed_development(60, 300);
INSERT INTO boh.users (email, password_hash, name, role) VALUES
	('organizer@example.org', :'password', 'Olga', 'ORGANIZER'),
	('customer@example.org', :'password', 'Ann', 'USER'),
	('admin@example.org', :'password', 'Ada', 'ADMIN');
INSERT INTO boh.events (title, slug, description, author_id, capacity, price, start_date, end_date, status)
SELECT title, slug, 'One evening.', id, seats, 12, now() + interval '7 days', now() + interval '7 days 3 hours', 'PUBLISHED'
FROM boh.users, (VALUES ('Last Seat Concert', 'last-seat', 1), ('Open Rehearsal', 'open-rehearsal', 40)) AS e (title, slug, seats)
WHERE email = 'organizer@example.org';
-- Files that are only names here: nobody can make thumbnails of them.
UPDATE boh.media_files SET thumbnail_attempts = 5 WHERE thumbnail_url IS NULL;
SELECT boh_refresh_search();

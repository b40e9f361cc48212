-- Tables for the comparison, in a database that has boh: those of boh itself,
-- twins with the same columns, indexes and checks but without its triggers, and
-- tickets.  Ids are md5 of 1, 2, ..., so that a script can name one.

SET client_min_messages = warning;
CREATE EXTENSION boh;
SELECT FROM boh_migrate();

INSERT INTO boh.users (id, email)
SELECT md5(i::text)::uuid, format('customer%s@customers.example', i)
FROM generate_series(1, 10000) AS i;
INSERT INTO boh.users (id, email, role)
VALUES (md5('0')::uuid, 'organizer@organizers.example', 'ORGANIZER');

-- as many seats as fit, so that nothing sells out
INSERT INTO boh.events (id, title, category, capacity, price, start_date, end_date, status, author_id)
SELECT md5(i::text)::uuid, format('Conference %s', i), 'CONFERENCE', 2000000000, 25,
	date_trunc('day', now()) + interval '1 year', date_trunc('day', now()) + interval '1 year 1 day',
	'PUBLISHED', md5('0')::uuid
FROM generate_series(1, 1000) AS i;
CREATE TABLE seed AS SELECT * FROM boh.events;

-- with a counter, or without: the application keeps the rules
CREATE SCHEMA plain;
CREATE TABLE plain.events (LIKE boh.events INCLUDING ALL) WITH (fillfactor = 70);
ALTER TABLE plain.events ADD FOREIGN KEY (author_id) REFERENCES boh.users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	ADD FOREIGN KEY (venue_id) REFERENCES boh.venues (id) ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE TABLE plain.bookings (LIKE boh.bookings INCLUDING ALL);
ALTER TABLE plain.bookings ADD FOREIGN KEY (user_id) REFERENCES boh.users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	ADD FOREIGN KEY (event_id) REFERENCES plain.events (id) ON DELETE RESTRICT ON UPDATE RESTRICT;

-- one row a ticket
CREATE SCHEMA ticket;
CREATE TABLE ticket.events (LIKE plain.events INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE ticket.bookings (LIKE boh.bookings INCLUDING ALL);
ALTER TABLE ticket.bookings ADD FOREIGN KEY (user_id) REFERENCES boh.users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	ADD FOREIGN KEY (event_id) REFERENCES ticket.events (id) ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE TABLE ticket.tickets (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	event_id uuid NOT NULL REFERENCES ticket.events (id),
	booking_id uuid REFERENCES ticket.bookings (id)
);
CREATE INDEX ON ticket.tickets (event_id, id) WHERE booking_id IS NULL;
CREATE INDEX ON ticket.tickets (booking_id) WHERE booking_id IS NOT NULL;

-- the limit: rows alone
CREATE SCHEMA bare;
CREATE TABLE bare.events (LIKE plain.events INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE bare.bookings (LIKE boh.bookings INCLUDING ALL);
CREATE SCHEMA bare_keys;
CREATE TABLE bare_keys.events (LIKE plain.events INCLUDING ALL) WITH (fillfactor = 70);
CREATE TABLE bare_keys.bookings (LIKE boh.bookings INCLUDING ALL);
ALTER TABLE bare_keys.bookings ADD FOREIGN KEY (user_id) REFERENCES boh.users (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
	ADD FOREIGN KEY (event_id) REFERENCES bare_keys.events (id) ON DELETE RESTRICT ON UPDATE RESTRICT;

-- vacuum runs between the measurements, never during one
SELECT format('ALTER TABLE %s SET (autovacuum_enabled = off)', c.oid::regclass)
FROM pg_class c
WHERE relkind = 'r' AND relnamespace IN ('boh'::regnamespace, 'plain'::regnamespace, 'ticket'::regnamespace, 'bare'::regnamespace, 'bare_keys'::regnamespace)
\gexec
VACUUM ANALYZE boh.users;

-- Shows what a visitor, a customer, an organizer and an administrator see through
-- roles with profiles.  Fails when one of them sees what is not theirs.  The
-- variable "event" is the conference that was booked out.
--
--	psql -d boh_db -v event=ID -f demo/people.sql

\set QUIET on
\pset footer off
SET client_min_messages = warning;
SELECT count(*) = 0 AS missing FROM pg_roles WHERE rolname = 'demo_shop' \gset
\if :missing
	CREATE ROLE demo_shop;
	CREATE ROLE demo_office;
\endif
INSERT INTO boh.users (email, name, role) VALUES ('admin@office.example', 'Ada Min', 'ADMIN') ON CONFLICT (email) DO NOTHING;
SELECT id AS admin FROM boh.users WHERE email = 'admin@office.example' \gset
SELECT author_id AS organizer FROM boh.events WHERE id = :'event' \gset
SELECT user_id AS customer FROM boh.bookings WHERE event_id = :'event' AND status = 'CONFIRMED' ORDER BY id LIMIT 1 \gset
CREATE TEMPORARY TABLE seen (line integer, person text, role text, events bigint, bookings bigint, users bigint, pages bigint);
GRANT INSERT ON seen TO demo_shop, demo_office;

\set ECHO queries
-- The shop acts for people up to ORGANIZER, the office for ADMINs as well.  The profile
-- "trusted" lets them name the person; without it they need a signed token.
SELECT boh_grant('demo_shop', 'app') AND boh_grant('demo_shop', 'trusted')
	AND boh_grant('demo_office', 'admin') AND boh_grant('demo_office', 'trusted') AS granted;
\set ECHO none

\set counted 'SELECT count(*) FROM boh.events), (SELECT count(*) FROM boh.bookings), (SELECT count(*) FROM boh.users)'
SET ROLE demo_shop;
INSERT INTO seen SELECT 1, 'a visitor', 'demo_shop', (:counted;
BEGIN;
SELECT boh_set_session_user(:'customer') AS signed_in \gset
INSERT INTO seen SELECT 2, 'a customer', 'demo_shop', (:counted;
COMMIT;
BEGIN;
SELECT boh_set_session_user(:'organizer') AS signed_in \gset
INSERT INTO seen SELECT 3, 'the organizer', 'demo_shop', (:counted;
COMMIT;
RESET ROLE;
SET ROLE demo_office;
BEGIN;
SELECT boh_set_session_user(:'admin') AS signed_in \gset
INSERT INTO seen SELECT 4, 'an administrator', 'demo_office', (:counted, (SELECT count(*) FROM boh.content_pages);
COMMIT;
RESET ROLE;

SELECT person, role, events, bookings, users, pages FROM seen ORDER BY line;

CREATE TEMPORARY TABLE wrong AS
SELECT person, events, bookings, users FROM seen
EXCEPT
SELECT person, events, bookings, users FROM (VALUES
	('a visitor', (SELECT count(*) FROM boh.events WHERE status = 'PUBLISHED'), 0::bigint, 0::bigint),
	('a customer', (SELECT count(*) FROM boh.events WHERE status = 'PUBLISHED'
		OR id IN (SELECT event_id FROM boh.bookings WHERE user_id = :'customer')),
		(SELECT count(*) FROM boh.bookings WHERE user_id = :'customer'), 1),
	('the organizer', (SELECT count(*) FROM boh.events WHERE status = 'PUBLISHED' OR author_id = :'organizer'
		OR id IN (SELECT event_id FROM boh.bookings WHERE user_id = :'organizer')),
		(SELECT count(*) FROM boh.bookings b WHERE user_id = :'organizer'
			OR event_id IN (SELECT id FROM boh.events WHERE author_id = :'organizer')), 1),
	('an administrator', (SELECT count(*) FROM boh.events), (SELECT count(*) FROM boh.bookings), (SELECT count(*) FROM boh.users))
) AS expected (person, events, bookings, users);
SELECT count(*) > 0 AS failed FROM wrong \gset
\if :failed
	SELECT * FROM wrong;
	DO $$ BEGIN RAISE 'somebody sees what is not theirs'; END $$;
\endif

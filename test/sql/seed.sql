-- Data to begin with: for production, for development, for tests of applications.

\set ON_ERROR_STOP 0
SET client_min_messages = warning;
CREATE SCHEMA seed_one;
CREATE SCHEMA seed_two;
CREATE SCHEMA seed_other;
SELECT count(*) > 0 AS migrated FROM boh_migrate('seed_one') a, boh_migrate('seed_two') b, boh_migrate('seed_other') c;
CREATE ROLE regress_boh_seed_shop;
SET boh.schema = 'seed_one';
SELECT boh_grant('regress_boh_seed_shop', 'service');

-- Production: what a site needs, once
\set hash '$2b$12$abcdefghijklmnopqrstuuJ8wLxq7xwqnXQ5yWqkq0n0mE4n1w1a2'
SELECT * FROM boh_seed_production('Admin@Site.example', :'hash', 'Culture House');
SELECT * FROM boh_seed_production('Admin@Site.example', :'hash', 'Culture House');
SELECT * FROM boh_seed_production('second@site.example', :'hash', 'Other name');
SELECT email, role, password_hash = :'hash' AS hash FROM seed_one.users;
SELECT setting_group, count(*) FROM seed_one.site_settings GROUP BY 1 ORDER BY 1;
SELECT boh_setting('site.name'), boh_setting('site.language'), boh_setting('site.time_zone');
SELECT slug, jsonb_array_length(boh_page(slug)->'sections') AS sections FROM seed_one.content_pages ORDER BY slug;

SELECT boh_seed_production(NULL, :'hash', 'x');
SELECT boh_seed_production('a@site.example', NULL, 'x');
SELECT boh_seed_production('a@site.example', :'hash', '');
SET boh.schema = 'seed_other';
SELECT boh_seed_production('a@site.example', 'secret', 'x');
\set VERBOSITY terse
SELECT boh_seed_production('no address', :'hash', 'x');
\set VERBOSITY default
SET ROLE regress_boh_seed_shop;
SELECT boh_seed_production('a@site.example', :'hash', 'x');
RESET ROLE;

-- Development: after it, all rules hold
SET boh.schema = 'seed_one';
SELECT * FROM boh_seed_development();
SELECT * FROM boh_verify(progress => false);
SELECT * FROM boh_seed_development();
SET client_min_messages = notice;
SELECT * FROM boh_seed_development(30, 30);
SET client_min_messages = warning;

-- what applications have to deal with is there
SET search_path = seed_one, public;
SELECT role, count(*) > 0 AS is_there FROM unnest(enum_range(NULL::user_role)) role LEFT JOIN users USING (role) GROUP BY role ORDER BY role;
SELECT status, count(e.id) > 0 AS is_there FROM unnest(enum_range(NULL::event_status)) status LEFT JOIN events e USING (status) GROUP BY status ORDER BY status;
SELECT category, count(e.id) > 0 AS is_there FROM unnest(enum_range(NULL::event_category)) category LEFT JOIN events e USING (category) GROUP BY category ORDER BY category;
SELECT status, count(b.id) > 0 AS is_there FROM unnest(enum_range(NULL::booking_status)) status LEFT JOIN bookings b USING (status) GROUP BY status ORDER BY status;
SELECT type, count(s.id) > 0 AS is_there FROM unnest(enum_range(NULL::section_type)) type LEFT JOIN content_sections s USING (type) GROUP BY type ORDER BY type;
SELECT status, count(p.id) > 0 AS is_there FROM unnest(enum_range(NULL::content_status)) status LEFT JOIN content_pages p USING (status) GROUP BY status ORDER BY status;
SELECT bool_or(booking_lanes > 1) AS lanes, bool_or(start_date < now()) AS past, bool_or(start_date > now()) AS coming,
	bool_or(booked_count = capacity) AS sold_out, bool_or(price = 0) AS free, count(DISTINCT currency) > 5 AS currencies FROM events;
SELECT bool_or(expires_at < now()) AS overdue, bool_or(expires_at > now()) AS held, bool_or(expired_at IS NOT NULL) AS ran_out,
	bool_or(unit_price <> price) AS other_price, bool_or(payment_reference IS NOT NULL AND b.status = 'CANCELLED') AS refund_due
FROM bookings b JOIN events e ON e.id = event_id;
SELECT bool_or(name ~ '[А-я]') AS cyrillic, bool_or(name ~ '[一-龠]') AS han, bool_or(name ~ '[ก-๙]') AS thai, bool_or(name ~ '[א-ת]') AS hebrew,
	bool_or(deleted_at IS NOT NULL) AS deleted, bool_or(password_hash IS NOT NULL AND email LIKE '%@seed.example') AS password FROM users;
SELECT bool_or(deleted_at IS NOT NULL) AS in_bin, bool_or(thumbnail_url IS NULL AND mime_type LIKE 'image/%') AS no_thumbnail FROM media_files;
SELECT count(*) > 0 AS redirects, (SELECT max(version) FROM content_page_versions) AS versions FROM slug_redirects;
-- few events have most of the bookings
SELECT sum(n) FILTER (WHERE k <= 0.2 * total) / sum(n) > 0.4 AS unequal
FROM (SELECT count(b.id) AS n, row_number() OVER (ORDER BY count(b.id) DESC) AS k, count(*) OVER () AS total
	FROM events e LEFT JOIN bookings b ON b.event_id = e.id GROUP BY e.id) t;

-- the same each time; another seed gives other data
SET boh.schema = 'seed_two';
SELECT sum(row_count) FROM boh_seed_development();
RESET search_path;
SELECT
	(SELECT md5(string_agg((to_jsonb(b) - 'updated_at' - 'xid')::text, ' ' ORDER BY id)) FROM seed_one.bookings b) =
	(SELECT md5(string_agg((to_jsonb(b) - 'updated_at' - 'xid')::text, ' ' ORDER BY id)) FROM seed_two.bookings b) AS same_bookings,
	(SELECT md5(string_agg((to_jsonb(e) - 'updated_at')::text, ' ' ORDER BY id)) FROM seed_one.events e) =
	(SELECT md5(string_agg((to_jsonb(e) - 'updated_at')::text, ' ' ORDER BY id)) FROM seed_two.events e) AS same_events,
	(SELECT md5(string_agg((to_jsonb(s) - 'updated_at' - 'created_at')::text, ' ' ORDER BY s.id)) FROM seed_one.content_sections s
		JOIN seed_one.content_pages p ON p.id = page_id AND p.meta_description LIKE 'Page %') =
	(SELECT md5(string_agg((to_jsonb(s) - 'updated_at' - 'created_at')::text, ' ' ORDER BY id)) FROM seed_two.content_sections s) AS same_sections;
SET boh.schema = 'seed_other';
SELECT sum(row_count) FROM boh_seed_development(20, 50, 2);
SELECT count(*) AS same_ids FROM seed_one.users JOIN seed_other.users USING (id);
SELECT * FROM boh_verify(progress => false);

-- refusals
SELECT boh_seed_development(5);
SELECT boh_seed_development(200, -1);
SELECT boh_seed_development(NULL);
SET ROLE regress_boh_seed_shop;
SET boh.schema = 'seed_one';
SELECT boh_seed_development();
SELECT boh_make('user');
RESET ROLE;
DROP SCHEMA seed_two CASCADE;
CREATE SCHEMA seed_two;
SELECT count(*) > 0 AS migrated FROM boh_migrate('seed_two');
SET boh.schema = 'seed_two';
INSERT INTO seed_two.tags (name) VALUES ('mine');
SELECT boh_seed_development();

-- A factory for tests
SET search_path = seed_two, public;
SELECT boh_make('user') IS NOT NULL AS made, boh_make('user', '{"role": "ADMIN", "name": "Ada"}') IS NOT NULL AS admin;
SELECT name, role FROM users WHERE name = 'Ada';
SELECT boh_make('venue') IS NOT NULL AS venue, boh_make('event') IS NOT NULL AS event, boh_make('event', '{"status": "COMPLETED"}') IS NOT NULL AS past,
	boh_make('page') IS NOT NULL AS page, boh_make('page', '{"status": "PUBLISHED"}') IS NOT NULL AS published, boh_make('media') IS NOT NULL AS media;
SELECT count(boh_make('section', jsonb_build_object('type', type))) FROM unnest(enum_range(NULL::section_type)) type;
SELECT boh_make('booking', '{"seats": 3}') AS made \gset
SELECT e.booked_count, b.status, b.total_price, b.payment_reference IS NOT NULL AS paid
FROM bookings b JOIN events e ON e.id = b.event_id WHERE b.id = :'made';
SELECT boh_make('booking', '{"status": "PENDING"}') AS made \gset
SELECT status, expires_at > now() AS held FROM bookings WHERE id = :'made';
BEGIN;
SELECT boh_begin_import();
SELECT boh_make('booking', jsonb_build_object('status', 'REFUNDED', 'booking_date', now() - interval '5 days',
	'event_id', boh_make('event', '{"status": "COMPLETED"}'))) AS made \gset
SELECT status, booking_date < now() AS earlier FROM bookings WHERE id = :'made';
ROLLBACK;
SELECT count(DISTINCT slug) FROM events;
SELECT * FROM boh_verify(progress => false);
SELECT boh_make('booking', '{"seat": 3}');
SELECT boh_make('ticket');
SELECT boh_make('user', '[]');
SELECT boh_make(NULL);
\set VERBOSITY terse
SELECT boh_make('event', '{"capacity": 0}');
SELECT boh_make('booking', '{"status": "CANCELLED"}');

RESET search_path;
DROP SCHEMA seed_one CASCADE;
DROP SCHEMA seed_two CASCADE;
DROP SCHEMA seed_other CASCADE;
DROP ROLE regress_boh_seed_shop;
RESET boh.schema;

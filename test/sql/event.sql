-- Events: slug, form, counter, capacity, life

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_event');
SET search_path = test_event, public;
SET boh.schema = 'test_event';

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com'),
	('00000000-0000-0000-0000-0000000000bb', 'bob@example.com');
\set ada '''00000000-0000-0000-0000-0000000000aa'''
\set bob '''00000000-0000-0000-0000-0000000000bb'''
-- what most tests of this file leave as it is
ALTER TABLE events ALTER author_id SET DEFAULT :ada, ALTER start_date SET DEFAULT '2999-01-01', ALTER end_date SET DEFAULT '2999-01-02',
	ALTER capacity SET DEFAULT 10;

INSERT INTO events (title) VALUES ('Defaults')
	RETURNING slug, category, capacity, booked_count, price, currency, status, max_seats_per_user, venue_id,
		booking_opens_at, booking_closes_at, boh_uuid7_time(id) IS NOT NULL AS version_7;

--
-- Slug
--

INSERT INTO events (title) VALUES ('Wrocław: Café №1 東京'), ('Jazz'), ('Jazz'), ('JAZZ!'), ('!!!'), ('☂'), ('ܐ') RETURNING slug;
INSERT INTO events (title) SELECT 'Jazz' FROM generate_series(1, 3) RETURNING slug;
INSERT INTO events (title, slug) VALUES ('Jazz', 'jazz-festival') RETURNING slug;
-- a gap is filled, a title that looks like a number of another is a title
UPDATE events SET slug = 'was-jazz-2' WHERE slug = 'jazz-2';
INSERT INTO events (title) VALUES ('Jazz'), ('Jazz 9'), ('Jazz-9') RETURNING slug;
-- at most 100 characters with the number
INSERT INTO events (title) SELECT repeat('a', 100) FROM generate_series(1, 11);
INSERT INTO events (title) SELECT repeat('word ', 30) FROM generate_series(1, 2);
INSERT INTO events (title) VALUES (repeat('b', 97) || '-cd'), (repeat('b', 97) || '-cd'), (repeat('ß', 300));
SELECT length(slug), regexp_replace(slug, '(.)\1{9,}', '\1..') AS slug FROM events WHERE length(title) > 90 ORDER BY id;
SELECT raises('INSERT INTO events (title, slug) VALUES (''X'', ''Not a slug'')') AS form,
	raises('INSERT INTO events (title, slug) VALUES (''X'', ''jazz'')') AS taken;
-- a new title leaves the address as it is; NULL makes a new one
UPDATE events SET title = 'Blues' WHERE slug = 'jazz' RETURNING slug;
UPDATE events SET slug = NULL WHERE slug = 'jazz' RETURNING slug;
UPDATE events SET slug = NULL WHERE slug = 'blues' RETURNING slug;

--
-- Form
--

SELECT "column", left(value, 30) AS value, raises(format('UPDATE events SET %I = %L WHERE slug = ''defaults''', "column", value))
FROM (VALUES (1, 'title', ''), (2, 'title', repeat('é', 300)), (3, 'title', repeat('é', 301)), (4, 'title', NULL),
	(5, 'capacity', '0'), (6, 'capacity', '-5'), (7, 'capacity', NULL), (8, 'capacity', '2147483647'),
	(9, 'price', '-0.01'), (10, 'price', '0'), (11, 'price', '9999999999.99'), (12, 'price', '10000000000'), (13, 'price', 'NaN'),
	(14, 'currency', 'usd'), (15, 'currency', 'US'), (16, 'currency', 'USD'),
	(17, 'end_date', '2999-01-01'), (18, 'end_date', '2998-01-01'), (19, 'start_date', '2999-01-02'),
	(20, 'max_seats_per_user', '0'), (21, 'max_seats_per_user', '1'), (22, 'category', 'PICNIC'), (23, 'category', 'FESTIVAL'),
	(24, 'status', 'OPEN'), (25, 'author_id', NULL), (26, 'author_id', '00000000-0000-0000-0000-0000000000cc')) v (n, "column", value)
ORDER BY n;
SELECT raises('UPDATE events SET booking_opens_at = ''2998-02-01'', booking_closes_at = ''2998-01-01'' WHERE slug = ''defaults''') AS crossed,
	raises('UPDATE events SET booking_opens_at = ''2998-01-01'', booking_closes_at = ''2998-01-01'' WHERE slug = ''defaults''') AS empty,
	raises('UPDATE events SET booking_opens_at = ''2998-01-01'', booking_closes_at = ''2998-02-01'' WHERE slug = ''defaults''') AS window;

-- addresses have a format of sections; an older one stays until it changes
SELECT address, raises(format('UPDATE events SET image_url = %L WHERE slug = ''defaults''', address)) AS image,
	raises(format('UPDATE events SET video_url = %L WHERE slug = ''defaults''', address)) AS video
FROM (VALUES (1, '/media/hall.png'), (2, '/media/hall.mp4'), (3, 'https://www.twitch.tv/jazz'), (4, 'javascript:alert(1)'), (5, ' javascript:alert(1)'),
	(6, 'data:text/html,x'), (7, '//example.org/a.mp4'), (8, 'https://ada@example.org/a.mp4'), (9, ''), (10, NULL)) v (n, address)
ORDER BY n;
SELECT raises('INSERT INTO events (title, image_url) VALUES (''X'', ''javascript:alert(1)'')') AS inserted;
INSERT INTO events (title, slug) VALUES ('Old addresses', 'old-addresses');
SET session_replication_role = replica;
UPDATE events SET image_url = 'javascript:alert(1)', video_url = 'data:text/html,x' WHERE slug = 'old-addresses';
RESET session_replication_role;
UPDATE events SET title = 'Older addresses', image_url = image_url WHERE slug = 'old-addresses' RETURNING image_url;
SELECT problem, expected, actual FROM boh_verify() WHERE problem ~ 'address';
DELETE FROM events WHERE slug = 'old-addresses';

--
-- Counter: bookings keep it, nobody writes it
--

SELECT raises('INSERT INTO events (title, booked_count) VALUES (''X'', 1)') AS inserted,
	raises('INSERT INTO events (title, booked_count) VALUES (''Zero is what it is'', 0)') AS zero;
INSERT INTO events (id, title, status, price) VALUES ('00000000-0000-0000-0000-0000000000e1', 'Counted', 'PUBLISHED', 5);
\set counted '''00000000-0000-0000-0000-0000000000e1'''
SELECT updated_at AS edited, pg_column_size(events.*) AS size FROM events WHERE id = :counted \gset
SELECT status, seats FROM boh_book_seats(:counted, :bob, 3);
SELECT booked_count, updated_at = :'edited' AS not_edited, pg_column_size(events.*) = :size AS not_grown FROM events WHERE id = :counted;
SELECT raises('UPDATE events SET booked_count = 0 WHERE slug = ''counted''') AS lower,
	raises('UPDATE events SET booked_count = booked_count + 1 WHERE slug = ''counted''') AS higher,
	raises('UPDATE events SET booked_count = 3, title = ''Counted'' WHERE slug = ''counted''') AS same,
	raises('UPDATE events SET booked_count = NULL WHERE slug = ''counted''') AS nothing;
SELECT raises($$MERGE INTO events e USING (VALUES (1)) v (n) ON e.slug = 'counted' WHEN MATCHED THEN UPDATE SET booked_count = n$$) AS merge,
	raises($$INSERT INTO events (title, slug) VALUES ('Counted', 'counted') ON CONFLICT (slug) DO UPDATE SET booked_count = 9$$) AS upsert;
UPDATE events SET title = 'Counted well', updated_at = '2001-01-01' WHERE id = :counted RETURNING slug, booked_count, updated_at >= :'edited' AS edited;

-- in place: each booking rewrites the row within its page, and no index
BEGIN;
SELECT pg_stat_get_xact_tuples_updated('events'::regclass) AS updated,
	pg_stat_get_xact_tuples_hot_updated('events'::regclass) AS hot \gset before_
SELECT count(*) AS booked FROM generate_series(1, 5), boh_book_seats(:counted, :bob, 1);
SELECT pg_stat_get_xact_tuples_updated('events'::regclass) - :before_updated AS updated,
	pg_stat_get_xact_tuples_hot_updated('events'::regclass) - :before_hot AS in_place;
ROLLBACK;

--
-- Capacity: not below what is booked
--

SELECT raises('UPDATE events SET capacity = 2 WHERE slug = ''counted''') AS below,
	raises('UPDATE events SET capacity = 3 WHERE slug = ''counted''') AS just,
	raises('UPDATE events SET capacity = 0 WHERE slug = ''counted''') AS zero;
SELECT boh_available_seats(:counted) AS none;
SELECT raises('SELECT boh_book_seats(''00000000-0000-0000-0000-0000000000e1'', ''00000000-0000-0000-0000-0000000000aa'', 1)') AS sold_out;
UPDATE events SET capacity = 4 WHERE id = :counted;
SELECT boh_available_seats(:counted) AS one;

--
-- Life
--

CREATE FUNCTION status_changes(ends timestamptz) RETURNS TABLE ("from" text, "to" text, result text) LANGUAGE plpgsql AS $$
DECLARE
	number integer := 0;
BEGIN
	FOR "from", "to" IN SELECT f, t FROM unnest(enum_range(NULL::event_status)) f, unnest(enum_range(NULL::event_status)) t WHERE f <> t ORDER BY f, t LOOP
		number := number + 1;
		INSERT INTO events (title, slug, status, start_date, end_date)
			VALUES ('Life', 'life-' || number, CASE WHEN "from" = 'COMPLETED' THEN 'DRAFT' ELSE "from" END::event_status, ends - interval '1 day', ends);
		IF "from" = 'COMPLETED' THEN
			-- one that has ended although its dates now say otherwise
			ALTER TABLE events DISABLE TRIGGER boh_events_check;
			UPDATE events SET status = 'COMPLETED' WHERE slug = 'life-' || number;
			ALTER TABLE events ENABLE TRIGGER boh_events_check;
		END IF;
		result := raises(format('UPDATE events SET status = %L WHERE slug = %L', "to", 'life-' || number));
		RETURN NEXT;
	END LOOP;
	DELETE FROM events WHERE slug LIKE 'life-%';
END
$$;
SELECT * FROM status_changes('2999-01-02');
SELECT * FROM status_changes('2001-01-02') WHERE "to" = 'COMPLETED' OR "from" = 'COMPLETED';
DROP FUNCTION status_changes;

-- new ones
SELECT status, raises(format('INSERT INTO events (title, slug, status) VALUES (''New'', %L, %L)', 'new-' || lower(status), status)) AS ahead,
	raises(format('INSERT INTO events (title, slug, status, start_date, end_date) VALUES (''New'', %L, %L, ''2001-01-01'', ''2001-01-02'')', 'old-' || lower(status), status)) AS past
FROM unnest(ARRAY['DRAFT', 'PUBLISHED', 'CANCELLED', 'COMPLETED']) status;
-- a COMPLETED event stays ended
SELECT raises('UPDATE events SET end_date = ''2999-01-02'' WHERE slug = ''old-completed''') AS reopened,
	raises('UPDATE events SET end_date = ''2001-01-03'' WHERE slug = ''old-completed''') AS corrected;

-- PUBLISHED goes back to DRAFT only without active bookings; overdue holds are none
INSERT INTO events (id, title, status) VALUES ('00000000-0000-0000-0000-0000000000e2', 'Withdrawn', 'PUBLISHED');
\set withdrawn '''00000000-0000-0000-0000-0000000000e2'''
SELECT id AS booking FROM boh_book_seats(:withdrawn, :bob, 2) \gset
SELECT raises('UPDATE events SET status = ''DRAFT'' WHERE slug = ''withdrawn''') AS held;
UPDATE bookings SET expires_at = '2001-01-01' WHERE id = :'booking';
UPDATE events SET status = 'DRAFT' WHERE id = :withdrawn;
SELECT e.status, e.booked_count, b.status, b.cancel_reason FROM events e JOIN bookings b ON b.event_id = e.id WHERE e.id = :withdrawn;

-- complete those that have ended, a few at a time
DELETE FROM events WHERE slug LIKE 'old-%';
INSERT INTO events (title, slug, status, start_date, end_date)
	SELECT 'Ended', 'ended-' || n, s::event_status, '2001-01-01', e::timestamptz
	FROM (VALUES (1, 'PUBLISHED', '2001-01-02'), (2, 'PUBLISHED', '2001-01-02'), (3, 'PUBLISHED', '2001-01-02'),
		(4, 'DRAFT', '2001-01-02'), (5, 'CANCELLED', '2001-01-02'), (6, 'PUBLISHED', '2999-01-02')) v (n, s, e);
SELECT boh_complete_events(2) AS two, boh_complete_events() AS one, boh_complete_events() AS none;
SELECT slug, status FROM events WHERE slug LIKE 'ended-%' ORDER BY 1;
SELECT raises('SELECT boh_complete_events(0)') AS zero, raises('SELECT boh_complete_events(NULL)') AS nothing;

--
-- Cancelling an event cancels its bookings
--

CREATE FUNCTION sell(event uuid) RETURNS void LANGUAGE sql AS $$
	INSERT INTO bookings (event_id, user_id, seats, status, payment_reference)
	SELECT event, id, 2, s, p FROM users, (VALUES ('PENDING'::booking_status, NULL), ('CONFIRMED', NULL), ('CONFIRMED', 'pay-1')) v (s, p)
	WHERE email = 'bob@example.com';
$$;
INSERT INTO events (id, title, status, price) VALUES ('00000000-0000-0000-0000-0000000000e3', 'Called off', 'PUBLISHED', 5),
	('00000000-0000-0000-0000-0000000000e4', 'Called off, too', 'PUBLISHED', 5), ('00000000-0000-0000-0000-0000000000e5', 'Called off by SQL', 'PUBLISHED', 5);
SELECT sell(id) FROM events WHERE slug LIKE 'called-off%';
SELECT (boh_cancel_booking(id, 'before')).status FROM bookings
	WHERE event_id = '00000000-0000-0000-0000-0000000000e3' AND status = 'CONFIRMED' AND payment_reference IS NULL;
SELECT boh_cancel_event('00000000-0000-0000-0000-0000000000e3', 'storm') AS cancelled,
	boh_cancel_event('00000000-0000-0000-0000-0000000000e4') AS without_reason,
	boh_cancel_event('00000000-0000-0000-0000-0000000000e3', 'again') AS again;
UPDATE events SET status = 'CANCELLED' WHERE slug = 'called-off-by-sql';
SELECT e.slug, e.booked_count, b.status, b.payment_reference, b.cancel_reason, b.cancelled_at IS NOT NULL AS since,
	(SELECT refund_due FROM boh_cancel_booking(b.id)) AS refund_due
FROM events e JOIN bookings b ON b.event_id = e.id WHERE e.slug LIKE 'called-off%' ORDER BY 1, b.id;
-- published again, the bookings stay cancelled
UPDATE events SET status = 'DRAFT' WHERE slug = 'called-off';
UPDATE events SET status = 'PUBLISHED' WHERE slug = 'called-off' RETURNING booked_count;
SELECT raises('SELECT boh_cancel_event(NULL)') AS nothing, raises('SELECT boh_cancel_event(''00000000-0000-0000-0000-0000000000ff'')') AS unknown,
	raises(format('SELECT boh_cancel_event(''00000000-0000-0000-0000-0000000000e4'', %L)', repeat('x', 1001))) AS reason,
	raises('SELECT boh_cancel_event(id) FROM events WHERE slug = ''ended-1''') AS completed;
-- many at once
INSERT INTO events (title, slug, status) SELECT 'Mass', 'mass-' || n, 'PUBLISHED' FROM generate_series(1, 50) n;
SELECT count(sell(id)) FROM events WHERE slug LIKE 'mass-%';
UPDATE events SET status = 'CANCELLED' WHERE slug LIKE 'mass-%';
SELECT count(*) AS bookings, bool_and(b.status = 'CANCELLED') AS cancelled, max(e.booked_count) AS most
	FROM events e JOIN bookings b ON b.event_id = e.id WHERE e.slug LIKE 'mass-%';

-- an event with bookings stays; one without goes
SELECT left(raises('DELETE FROM events WHERE slug = ''called-off'''), 5) IN ('23503', '23001') AS restricted,
	left(raises('UPDATE events SET id = boh_uuid7() WHERE slug = ''called-off'''), 5) IN ('23503', '23001') AS id_restricted,
	raises('DELETE FROM events WHERE slug = ''ended-5''') AS without;

-- a title of which something can be seen; one that is stored stays as it is, until it changes
SELECT raises('INSERT INTO events (title) VALUES (''  '')') AS spaces, raises(E'UPDATE events SET title = E''\u00A0\u200B'' WHERE slug = (SELECT min(slug) FROM events)') AS zero_width;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE events SET title = E'\u200B' WHERE slug = (SELECT min(slug) FROM events);
SET LOCAL session_replication_role = origin;
UPDATE events SET description = 'Who plays?' WHERE slug = (SELECT min(slug) FROM events) RETURNING description;
SELECT raises('UPDATE events SET title = '' '' WHERE slug = (SELECT min(slug) FROM events)') AS changed;
ROLLBACK;

--
-- Time zone: names of the IANA database alone, spelled as there
--

INSERT INTO events (title, slug) VALUES ('Zone', 'zone');
CREATE FUNCTION zone_stored(given text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE events SET time_zone = given WHERE slug = 'zone' RETURNING time_zone INTO given;
	RETURN given;
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN SQLERRM;
END $$;
SELECT zone, zone_stored(zone)
FROM (VALUES (1, 'Europe/Berlin'), (2, 'europe/BERLIN'), (3, 'america/argentina/buenos_aires'), (4, 'utc'), (5, 'Etc/UTC'), (6, 'Africa/abidjan'),
	(7, 'etc/gmt+12'), (8, 'Etc/GMT-14'), (9, 'gmt0'), (10, 'est5edt'), (11, NULL)) v (n, zone) ORDER BY n;
-- no formulas, no offsets, no abbreviations, no other files, no places that are not there
SELECT zone, zone_stored(zone)
FROM (VALUES (1, 'FOO+3'), (2, 'Etc/GMT+99'), (3, 'Etc/GMT+13'), (4, 'Etc/GMT-15'), (5, 'Etc/GMT+01'), (6, 'UTC+1'), (7, '+01:00'), (8, '3'), (9, '<+03>-3'),
	(10, 'CET-1CEST'), (11, 'CEST'), (12, ''), (13, ' Europe/Berlin'), (14, 'Europe/Berlin '), (15, 'Europe'), (16, 'Europe/Atlantis'), (17, 'posix/Europe/Berlin'),
	(18, 'right/Europe/Berlin'), (19, 'localtime'), (20, 'posixrules'), (21, 'Factory'), (22, 'leapseconds'), (23, '../zoneinfo/Europe/Berlin'),
	(24, '/etc/passwd'), (25, 'Europe//Berlin'), (26, 'Европа/Берлин')) v (n, zone) ORDER BY n;
SELECT zone_stored(repeat('ä', 300)) AS long;
SELECT * FROM raised('INSERT INTO events (title, time_zone) VALUES (''New'', ''Mars/Olympus'')');
INSERT INTO events (title, time_zone) VALUES ('New', 'asia/tokyo') RETURNING time_zone;
-- one that is stored stays as it is, until it changes
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE events SET time_zone = 'Mars/Olympus' WHERE slug = 'zone';
SET LOCAL session_replication_role = origin;
UPDATE events SET description = 'Where?' WHERE slug = 'zone' RETURNING time_zone;
UPDATE events SET time_zone = 'Mars/Olympus' WHERE slug = 'zone' RETURNING time_zone;
SELECT zone_stored('Mars/Phobos') AS changed;
ROLLBACK;
SELECT language, raises(format('UPDATE events SET language = %L WHERE slug = ''zone''', language))
FROM (VALUES (1, 'de'), (2, 'pt-BR'), (3, 'zh-Hant-TW'), (4, 'German'), (5, 'DE'), (6, ''), (7, 'de-')) v (n, language) ORDER BY n;

--
-- published_at: the first publication; clients do not write it
--

CREATE FUNCTION published(slug text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN published_at IS NULL THEN 'never' WHEN abs(extract(epoch FROM published_at - now())) < 86400 THEN 'now'
		ELSE published_at::date::text END FROM events e WHERE e.slug = published.slug
$$;
INSERT INTO events (title, slug, status, start_date, end_date) SELECT 'First', 'first-' || lower(status::text), status, '2001-01-01', '2001-01-02'
	FROM unnest(enum_range(NULL::event_status)) status;
SELECT status, published(slug) FROM events WHERE slug LIKE 'first-%' ORDER BY status;
-- an update writes it when the event is published, and never again
UPDATE events SET published_at = '2002-02-02' WHERE slug = 'first-draft';
SELECT published('first-draft') AS written;
UPDATE events SET status = 'PUBLISHED', published_at = '2002-02-02' WHERE slug = 'first-draft';
SELECT published('first-draft') AS published;
SELECT published_at AS first FROM events WHERE slug = 'first-draft' \gset
UPDATE events SET published_at = NULL WHERE slug = 'first-draft' RETURNING published_at = :'first' AS kept;
UPDATE events SET status = 'DRAFT' WHERE slug = 'first-draft' RETURNING published_at = :'first' AS kept;
UPDATE events SET status = 'PUBLISHED', published_at = '2002-02-02' WHERE slug = 'first-draft' RETURNING published_at = :'first' AS kept;
SELECT boh_complete_events() > 0 AS completed;
SELECT status, published_at = :'first' AS kept FROM events WHERE slug = 'first-draft';
-- the owner of the tables names it for what is imported, nobody else does
INSERT INTO events (title, slug, status, published_at) VALUES ('Old', 'old-published', 'PUBLISHED', '2003-03-03'), ('Old', 'old-draft', 'DRAFT', '2003-03-03'),
	('Old', 'old-cancelled', 'CANCELLED', '2003-03-03');
SELECT slug, published(slug) FROM events WHERE slug LIKE 'old-%' ORDER BY 1;
INSERT INTO events (title, slug, published_at) VALUES ('Old', 'old-draft', '2004-04-04') ON CONFLICT (slug) DO UPDATE SET published_at = EXCLUDED.published_at;
SELECT published('old-draft') AS upserted;
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_boh_publisher;
RESET client_min_messages;
CREATE ROLE regress_boh_publisher;
GRANT USAGE ON SCHEMA test_event TO regress_boh_publisher;
GRANT SELECT, INSERT, UPDATE ON events TO regress_boh_publisher;
CALL see_all('test_event', 'regress_boh_publisher');
SET ROLE regress_boh_publisher;
INSERT INTO events (title, slug, status, published_at) VALUES ('Client', 'client-published', 'PUBLISHED', '2003-03-03'), ('Client', 'client-draft', 'DRAFT', '2003-03-03');
SELECT slug, published(slug) FROM events WHERE slug LIKE 'client-%' ORDER BY 1;
UPDATE events SET published_at = '2003-03-03' WHERE slug LIKE 'client-%' RETURNING slug, published_at IS NULL AS never;
RESET ROLE;
-- a booking leaves it alone
SELECT published_at AS first FROM events WHERE id = :counted \gset
SELECT status FROM boh_book_seats(:counted, :bob, 1);
SELECT published_at = :'first' AS kept FROM events WHERE id = :counted;

SELECT * FROM boh_verify(progress => false);
SET client_min_messages = warning;
DROP SCHEMA test_event CASCADE;
DROP ROLE regress_boh_publisher;

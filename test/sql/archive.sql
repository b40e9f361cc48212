-- The archive: events, their bookings, and media that nothing uses

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_archive');
SET search_path = test_archive, public;
SET boh.schema = 'test_archive';
SET timezone = 'UTC';
CREATE ROLE regress_boh_keeper;
CREATE ROLE regress_boh_reader;
SELECT boh_grant('regress_boh_keeper', 'maintenance'), boh_grant('regress_boh_reader', 'service');

CREATE FUNCTION id(name text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT CAST(md5(name) AS uuid) $$;
CREATE FUNCTION error_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' ', SQLSTATE || ':', SQLERRM, nullif(detail, ''), nullif(hint, ''));
END
$$;
-- what statistics say, over years
CREATE VIEW sums AS SELECT boh_site_stats('2000-01-01', '2009-12-31')::text || boh_site_stats('2010-01-01', '2019-12-31')::text
	|| boh_site_stats('2020-01-01', '2029-12-31')::text AS site, boh_event_stats(id('nine'))::text AS nine, boh_event_stats(id('one'))::text AS one;

INSERT INTO users (id, email, name, role) VALUES (id('Olga'), 'olga@example.org', 'Olga', 'ORGANIZER'), (id('Ann'), 'ann@example.org', 'Ann', 'USER'),
	(id('Bob'), 'bob@example.org', 'Bob', 'USER');
INSERT INTO tags (id, name) VALUES (id('jazz'), 'Jazz'), (id('rock'), 'Rock');
INSERT INTO media_files (id, original_filename, mime_type, file_size, url, created_at) VALUES
	(id('picture'), 'picture.jpg', 'image/jpeg', 100, '/media/picture.jpg', now() - interval '3 years'),
	(id('unused'), 'unused.jpg', 'image/jpeg', 200, '/media/unused.jpg', now() - interval '3 years'),
	(id('new'), 'new.jpg', 'image/jpeg', 300, '/media/new.jpg', now());
ALTER TABLE bookings ADD COLUMN seat_numbers text;
ALTER TABLE bookings_archive ADD COLUMN seat_numbers text;

BEGIN;
SELECT boh_begin_import();
INSERT INTO events (id, title, description, image_url, author_id, capacity, price, start_date, end_date, status)
SELECT id(title), title, 'About ' || title, '/media/picture.jpg', id('Olga'), 100, 10, now() - age - interval '2 days', now() - age - interval '1 day', CAST(status AS event_status)
FROM (VALUES ('one', interval '1 year', 'COMPLETED'), ('three', '3 years', 'COMPLETED'), ('called off', '3 years', 'CANCELLED'),
	('nine', '9 years', 'COMPLETED'), ('ten', '10 years', 'COMPLETED'), ('forgotten', '9 years', 'PUBLISHED')) v (title, age, status);
INSERT INTO event_tags (event_id, tag_id) SELECT e.id, t.id FROM events e, tags t;
INSERT INTO bookings (id, event_id, user_id, seats, status, booking_date, confirmed_at, cancelled_at, payment_reference, idempotency_key, cancel_reason, seat_numbers)
SELECT id(e.title || n), e.id, id(CASE n % 2 WHEN 0 THEN 'Ann' ELSE 'Bob' END), n, CAST(CASE WHEN n = 3 OR e.status = 'CANCELLED' THEN 'CANCELLED' ELSE 'CONFIRMED' END AS booking_status),
	e.start_date - n * interval '1 day', e.start_date - interval '1 day', CASE WHEN n = 3 OR e.status = 'CANCELLED' THEN e.start_date END,
	CASE n WHEN 2 THEN 'paid' END, e.title || n, CASE n WHEN 3 THEN 'ill' END, 'row ' || n
FROM events e, generate_series(1, 4) n;
COMMIT;
SELECT boh_update_statistics(), boh_update_statistics(rebuild => true);
CREATE TABLE before AS SELECT * FROM sums;
CREATE TABLE bookings_before AS SELECT * FROM bookings;
CREATE TABLE events_before AS SELECT * FROM events;
-- a year is nobody's but the owner's, whatever new tables are given: boh_verify() would tell
ALTER DEFAULT PRIVILEGES IN SCHEMA test_archive GRANT SELECT ON TABLES TO regress_boh_reader, PUBLIC;
SELECT * FROM boh_verify(progress => false);

-- who may
SELECT error_of('SET ROLE regress_boh_reader; SELECT * FROM boh_archive()');
RESET ROLE;
SELECT error_of('SELECT * FROM boh_archive(0)'), error_of('SELECT * FROM boh_archive(NULL)');

-- few at a time: one event, and one booking once its event is archived
SET ROLE regress_boh_keeper;
SELECT * FROM boh_archive(1);
SELECT * FROM boh_archive();
SELECT * FROM boh_archive();
RESET ROLE;
SELECT * FROM boh_verify(progress => false);

-- skeletons, content, partitions
SELECT title, status, booked_count, archived_at IS NOT NULL AS archived, description, image_url FROM events ORDER BY title COLLATE "C";
SELECT e.title, a.event_year = extract(year FROM e.end_date) AS year_is_right, a.description, a.image_url, cardinality(a.tag_ids) AS tags, a.media_ids = ARRAY[id('picture')] AS media,
	a.bookings_archived_at IS NOT NULL AS bookings_archived
FROM events_archive a JOIN events e ON e.id = a.event_id ORDER BY e.title COLLATE "C";
SELECT count(*) AS tags_left FROM event_tags;
SELECT e.title, count(*), bool_and(b.tableoid = to_regclass('bookings_archive_' || b.event_year)) AS in_its_year FROM bookings_archive b JOIN events e ON e.id = b.event_id GROUP BY e.title ORDER BY e.title COLLATE "C";
SELECT e.title, count(*) FROM bookings b JOIN events e ON e.id = b.event_id GROUP BY e.title ORDER BY e.title COLLATE "C";
SELECT count(*) AS in_search FROM event_search s JOIN events e ON e.id = s.event_id WHERE e.archived_at IS NOT NULL;

-- every booking and event is what it was, once
SELECT count(*) AS differences FROM (SELECT * FROM bookings_before EXCEPT (SELECT * FROM bookings UNION ALL
	SELECT id, user_id, event_id, booking_date, expires_at, confirmed_at, cancelled_at, refunded_at, updated_at, seats, status, unit_price, total_price, currency,
		payment_reference, refund_reference, idempotency_key, idempotency_request, cancel_reason, expired_at, xid, held, seat_numbers FROM bookings_archive)) d;
SELECT count(*), count(DISTINCT id), count(archived_at) AS archived FROM all_bookings;
SELECT e.title, e.description = b.description AS same_text, e.image_url = b.image_url AS same_picture, cardinality(e.tag_ids) AS tags, e.updated_at = b.updated_at AS not_edited
FROM all_events e JOIN events_before b USING (id) ORDER BY e.title COLLATE "C";

-- statistics count on, and count all anew
SELECT s.site = b.site AS site, s.nine = b.nine AS nine, s.one = b.one AS one FROM sums s, before b;
SELECT boh_update_statistics(rebuild => true);
SELECT s.site = b.site AS site, s.nine = b.nine AS nine, s.one = b.one AS one FROM sums s, before b;
DELETE FROM statistics_watermarks;
SELECT s.site = b.site AS site, s.nine = b.nine AS nine, s.one = b.one AS one FROM sums s, before b;
SELECT boh_update_statistics();
SELECT * FROM boh_verify(progress => false);
SELECT * FROM boh_verify(since => '1 day');

-- nobody writes there
SELECT error_of(format('UPDATE events SET title = %L WHERE id = %L', 'new', id('nine')));
SELECT error_of(format('UPDATE events SET archived_at = NULL WHERE id = %L', id('nine')));
SELECT error_of(format('UPDATE events SET archived_at = now() WHERE id = %L', id('one')));
SELECT error_of(format('UPDATE events SET restored_at = now() WHERE id = %L', id('one')));
SELECT error_of(format('DELETE FROM events WHERE id = %L', id('ten'))) LIKE '%"fk_events_archive_event_id"%' AS kept;
SELECT error_of('UPDATE bookings_archive SET seats = 1'), error_of('DELETE FROM bookings_archive'), error_of('TRUNCATE bookings_archive');
SELECT error_of('UPDATE events_archive SET description = NULL'), error_of('DELETE FROM events_archive'), error_of('TRUNCATE events_archive');
SELECT error_of('INSERT INTO bookings_archive SELECT * FROM bookings_archive LIMIT 1');
SELECT error_of(format('DELETE FROM bookings WHERE id = %L', id('one1')));
SELECT error_of(format('SELECT * FROM boh_cancel_booking(%L)', id('nine1')));
\set VERBOSITY default
SELECT FROM boh_refund_booking(id('nine1'), 'back');
\set VERBOSITY terse
SELECT error_of(format('SET ROLE regress_boh_reader; SELECT * FROM boh_cancel_booking(%L)', id('nine1')));
SELECT error_of(format('INSERT INTO event_tags VALUES (%L, %L)', id('nine'), id('jazz')));
SELECT error_of(format('DELETE FROM media_files WHERE id = %L', id('picture')));
SELECT error_of(format('DELETE FROM users WHERE id = %L', id('Ann')));
SELECT error_of(format('SELECT FROM boh_book_seats(%L, %L, 1, %L)', id('nine'), id('Ann'), 'nine2'));

-- a refund that is due stops an erasure, there too
SELECT error_of(format('SELECT * FROM boh_erase_user(%L, %L)', id('Ann'), 'wish'));

-- brought back: the key that was used again stays with the newer booking, the tag that is gone does not come
INSERT INTO events (id, title, author_id, capacity, start_date, end_date, status) VALUES (id('next'), 'next', id('Olga'), 10, now() + interval '1 day', now() + interval '2 days', 'PUBLISHED');
SELECT status FROM boh_book_seats(id('next'), id('Ann'), 1, 'nine2');
-- no booking gets the id of one in the archive, and no import adds to an archived event
SELECT error_of(format('INSERT INTO bookings (id, user_id, event_id, seats) VALUES (%L, %L, %L, 1)', id('nine1'), id('Ann'), id('next')));
BEGIN;
SELECT boh_begin_import();
SELECT error_of(format('INSERT INTO bookings (user_id, event_id, seats, status) VALUES (%L, %L, 1, %L)', id('Ann'), id('nine'), 'CONFIRMED'));
ROLLBACK;
-- a trigger that leaves rows out loses none
CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a_leave_out BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION leave_out();
SELECT error_of(format('SELECT boh_restore_event(%L)', id('nine')));
DROP FUNCTION leave_out() CASCADE;
DELETE FROM tags WHERE id = id('rock');
SET ROLE regress_boh_keeper;
SELECT boh_restore_event(id('nine'));
RESET ROLE;
SELECT * FROM boh_verify(progress => false);
SELECT title, description, image_url, archived_at IS NULL AS back, restored_at IS NOT NULL AS restored FROM events WHERE id = id('nine');
SELECT tag_id = id('jazz') AS jazz FROM event_tags WHERE event_id = id('nine');
SELECT entity, path FROM boh_media_usage(id('picture')) ORDER BY entity_id = id('nine'), path COLLATE "C";
SELECT b.idempotency_key, b.seat_numbers, b.xid = o.xid AS same_xid, b.updated_at = o.updated_at AS not_edited FROM bookings b JOIN bookings_before o USING (id) WHERE b.event_id = id('nine') ORDER BY b.seats;
SELECT count(*) FROM bookings_archive WHERE event_id = id('nine');
SELECT s.site <> b.site AS one_more, s.nine = b.nine AS nine FROM sums s, before b;
SELECT error_of(format('SELECT boh_restore_event(%L)', id('nine')));
SELECT error_of(format('SELECT boh_restore_event(%L)', id('one')));
SELECT error_of(format('SELECT boh_restore_event(%L)', id('nobody')));
SELECT error_of('SELECT boh_restore_event(NULL)');
-- not archived again at once
SELECT * FROM boh_archive();
ALTER TABLE events DISABLE TRIGGER boh_events_check;
UPDATE events SET restored_at = now() - interval '91 days' WHERE id = id('nine');
ALTER TABLE events ENABLE TRIGGER boh_events_check;
SELECT * FROM boh_archive();

-- what statistics have not counted yet stays
SELECT boh_restore_event(id('ten'));
SELECT boh_update_statistics();
ALTER TABLE events DISABLE TRIGGER boh_events_check;
UPDATE events SET restored_at = NULL WHERE id = id('ten');
ALTER TABLE events ENABLE TRIGGER boh_events_check;
UPDATE bookings SET cancel_reason = 'very ill' WHERE id = id('ten3');
SELECT * FROM boh_archive();
SELECT cancel_reason FROM bookings WHERE event_id = id('ten');
SELECT boh_update_statistics() > 0 AS counted;
SELECT * FROM boh_archive();
SELECT * FROM boh_verify(progress => false);

-- a PENDING booking stays until it is cancelled
SELECT boh_restore_event(id('ten'));
SET session_replication_role = replica;
UPDATE events SET restored_at = NULL WHERE id = id('ten');
UPDATE bookings SET status = 'PENDING', confirmed_at = NULL, expires_at = '2010-01-01', xid = NULL WHERE id = id('ten1');
RESET session_replication_role;
SELECT boh_update_statistics(rebuild => true) > 0 AS counted;
SELECT * FROM boh_archive();
SELECT * FROM boh_verify(progress => false);
SELECT boh_expire_bookings();
SELECT boh_update_statistics();
SELECT * FROM boh_archive();
SELECT status, seats FROM bookings_archive WHERE id = id('ten1');
SELECT booked_count FROM events WHERE id = id('ten');
SELECT * FROM boh_verify(progress => false);

-- an erased person
SELECT boh_restore_event(id('nine'));
SELECT boh_export_user(id('Bob')) #> '{tables,bookings_archive}' @> jsonb_build_array(jsonb_build_object('id', id('ten3'), 'cancel_reason', 'very ill', 'seat_numbers', 'row 3')) AS exported;
SELECT * FROM boh_erase_user(id('Bob'), 'wish') WHERE entity <> 'audit_logs';
SELECT count(*) FILTER (WHERE idempotency_key IS NOT NULL OR cancel_reason IS NOT NULL OR seat_numbers IS NOT NULL) AS left_over, count(*) FROM bookings_archive WHERE user_id = id('Bob');
SELECT * FROM boh_verify(progress => false);

-- a year is taken out, and comes back
SELECT boh_update_statistics() > 0 AS counted;
CREATE TABLE year AS SELECT event_year FROM events_archive WHERE event_id = id('ten');
CREATE TABLE sums_of_year AS SELECT site, boh_event_stats(id('ten'))::text AS ten FROM sums;
SELECT error_of('SELECT boh_detach_archive(1900)'), error_of('SELECT boh_attach_archive(1900)'), error_of('SELECT boh_detach_archive(NULL)');
SELECT error_of('SET ROLE regress_boh_keeper; SELECT boh_detach_archive(2015)');
SELECT boh_detach_archive(event_year) = 'bookings_archive_' || event_year AS detached FROM year;
SELECT replace(error_of(format('SELECT boh_detach_archive(%s)', event_year)), event_year::text, 'YEAR') AS twice FROM year;
SELECT count(*) FROM bookings_archive WHERE event_id = id('ten');
SELECT * FROM boh_verify(progress => false);
SELECT boh_update_statistics(rebuild => true) > 0 AS counted;
SELECT s.site = y.site AS site, boh_event_stats(id('ten'))::text = y.ten AS ten FROM sums s, sums_of_year y;
SELECT * FROM boh_verify(progress => false);
SELECT regexp_replace(error_of(format('SELECT boh_restore_event(%L)', id('ten'))), '\d{4}}', 'YEAR}') AS refused,
	regexp_replace(error_of(format('SELECT boh_recount_seats(%L)', id('ten'))), '\d{4}}', 'YEAR}') AS not_counted;
SELECT boh_attach_archive(event_year) FROM year;
SELECT error_of(format('SELECT boh_attach_archive(%s)', event_year)) LIKE '22023%' AS twice FROM year;
SELECT * FROM boh_verify(progress => false);
SELECT s.site = y.site AS site, boh_event_stats(id('ten'))::text = y.ten AS ten FROM sums s, sums_of_year y;

-- while somebody reads the archive all the time
CREATE EXTENSION dblink;
SELECT dblink_connect('reader', format('dbname=%s host=%s port=%s', current_database(), split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'))),
	dblink_exec('reader', 'BEGIN');
SELECT * FROM dblink('reader', 'SELECT count(*) > 0 FROM test_archive.bookings_archive') AS r (has_rows boolean);
SELECT regexp_replace(error_of(format('SELECT boh_detach_archive(%s)', event_year)), '\d{4}}', 'YEAR}') AS refused FROM year;
SELECT dblink_exec('reader', 'COMMIT');
SELECT boh_detach_archive(event_year) = 'bookings_archive_' || event_year AS detached FROM year;
SELECT boh_attach_archive(event_year) FROM year;
SELECT dblink_disconnect('reader');
DROP EXTENSION dblink;

-- a column that only bookings has
ALTER TABLE bookings_archive DROP COLUMN seat_numbers;
SELECT error_of('SELECT * FROM boh_archive()');
ALTER TABLE bookings_archive ADD COLUMN seat_numbers text;
SELECT count(*) FROM boh_archive();

-- media
SELECT filename ~ '^(picture|unused|new)' AS known, unused_since < now() - interval '2 years' AS for_long, storage, move_to FROM boh_cold_media() ORDER BY file_size;
SELECT count(*) AS at_all FROM boh_cold_media(0);
SELECT error_of('SELECT * FROM boh_cold_media(-1)'), error_of('SELECT boh_media_stored(NULL, ''COLD'')'), error_of(format('SELECT boh_media_stored(ARRAY[%L]::uuid[], ''WARM'')', id('unused')));
SET ROLE regress_boh_keeper;
SELECT boh_media_stored(ARRAY(SELECT id FROM boh_cold_media()), 'COLD');
SELECT boh_media_stored(ARRAY[id('unused')], 'COLD');
SELECT count(*) FROM boh_cold_media();
RESET ROLE;
SELECT storage, url FROM media_files WHERE id = id('unused');
UPDATE media_files SET unused_since = now() WHERE id = id('unused');
SELECT unused_since < now() - interval '2 years' AS ignored FROM media_files WHERE id = id('unused');
UPDATE events SET image_url = '/media/unused.jpg' WHERE id = id('one');
SELECT filename ~ '^unused' AS unused, storage, move_to FROM boh_cold_media();
SELECT * FROM boh_archive() WHERE entity = 'media_files';
SELECT unused_since FROM media_files WHERE id = id('unused');
SELECT error_of(format('UPDATE media_files SET storage = %L', 'WARM')) LIKE '23514%"chk_media_files_storage"%' AS refused;

-- faults that boh_verify() finds
SET session_replication_role = replica;
INSERT INTO bookings SELECT id, user_id, event_id, booking_date, expires_at, confirmed_at, cancelled_at, refunded_at, updated_at, seats, status, unit_price, total_price, currency
	FROM bookings_archive WHERE id = id('ten2');
DELETE FROM events_archive WHERE event_id = id('three');
UPDATE events SET description = 'left' WHERE id = id('called off');
UPDATE events_archive SET media_ids = ARRAY[id('gone')] WHERE event_id = id('called off');
RESET session_replication_role;
SELECT problem, entity, entity_id IN (id('ten2'), id('ten'), id('three'), id('called off')) AS known, expected, regexp_replace(actual, id('gone')::text, 'gone') AS actual FROM boh_verify(progress => false) ORDER BY problem COLLATE "C";

-- the audit says it
SELECT action, entity, after FROM audit_logs WHERE action IN ('ARCHIVE', 'RESTORE', 'DETACH', 'ATTACH') ORDER BY id;

SET client_min_messages = warning;
DROP SCHEMA test_archive CASCADE;
DROP ROLE regress_boh_keeper;
DROP ROLE regress_boh_reader;

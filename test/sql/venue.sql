-- Places: slug, position, amenities, and what events there need

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_venue');
SET search_path = test_venue, public;

--
-- Slug
--

INSERT INTO venues (name, capacity) VALUES ('Hala Stulecia, Wrocław', 10000), ('Café №1 東京', 40)
	RETURNING slug, boh_uuid7_time(id) IS NOT NULL AS version_7;
-- taken ones are numbered, also in one statement
INSERT INTO venues (name, capacity) SELECT 'Town Hall', 100 FROM generate_series(1, 3);
INSERT INTO venues (name, capacity) VALUES ('TOWN, hall!', 100), ('***', 100), ('東', 100), ('Town Hall 2', 100);
SELECT slug, name FROM venues ORDER BY id;
-- given ones are kept or refused
SELECT slug, raises(format('INSERT INTO venues (slug, name, capacity) VALUES (%L, ''X'', 1)', slug))
FROM (VALUES (1, 'my-place'), (2, 'my-place'), (3, 'My-Place'), (4, '-x'), (5, 'x-'), (6, 'x--y'), (7, 'x y'), (8, 'é'), (9, ''),
	(10, 'x_y'), (11, E'x\n')) v (n, slug) ORDER BY n;
SELECT length(slug), raises(format('INSERT INTO venues (slug, name, capacity) VALUES (%L, ''X'', 1)', slug))
FROM (VALUES (repeat('a', 100)), (repeat('a', 101))) v (slug) ORDER BY 1;
-- another name does not move the place in URLs
UPDATE venues SET name = 'Guildhall' WHERE slug = 'town-hall' RETURNING slug, name;

--
-- Form
--

SELECT latitude, longitude,
	raises(format('INSERT INTO venues (name, capacity, latitude, longitude) VALUES (''Somewhere'', 1, %L, %L)', latitude, longitude))
FROM (VALUES (1, '51.1', '17.08'), (2, '-90', '-180'), (3, '90', '180'), (4, '90.0001', '0'), (5, '-91', '0'), (6, '0', '180.1'),
	(7, '0', '-181'), (8, '51.1', NULL), (9, NULL, '17.08'), (10, 'NaN', '0'), (11, '0', 'Infinity')) v (n, latitude, longitude) ORDER BY n;
SELECT value, raises(format('INSERT INTO venues (name, capacity) VALUES (''Somewhere'', %L)', value))
FROM (VALUES (1, '1'), (2, '0'), (3, '-1'), (4, NULL)) v (n, value) ORDER BY n;
SELECT raises('INSERT INTO venues (name, capacity) VALUES ('''', 1)') AS empty,
	raises('INSERT INTO venues (capacity) VALUES (1)') AS missing,
	raises(format('INSERT INTO venues (name, capacity) VALUES (%L, 1)', repeat('é ', 150))) AS "300",
	raises(format('INSERT INTO venues (name, capacity) VALUES (%L, 1)', repeat('é ', 150) || 'é')) AS "301";

-- amenities are searched through their index
UPDATE venues SET amenities = '{wifi,parking}' WHERE slug = 'town-hall';
UPDATE venues SET amenities = '{wifi}' WHERE slug = 'town-hall-2';
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT slug FROM venues WHERE amenities @> '{wifi}';
SELECT slug FROM venues WHERE amenities @> '{wifi}' ORDER BY 1;
RESET enable_seqscan;

-- time zone: a name of the IANA database
INSERT INTO venues (name, capacity, time_zone) VALUES ('Zone', 1, 'europe/warsaw') RETURNING slug, time_zone;
UPDATE venues SET time_zone = 'AMERICA/new_york' WHERE slug = 'zone' RETURNING time_zone;
SELECT raises('UPDATE venues SET time_zone = ''FOO+3'' WHERE slug = ''zone''') AS formula;
SELECT place FROM raised('INSERT INTO venues (name, capacity, time_zone) VALUES (''Zone'', 1, ''Mars/Olympus'')');

-- updated_at
UPDATE venues SET updated_at = '2001-01-01' WHERE slug = 'town-hall' RETURNING updated_at > created_at AS kept;

--
-- Capacity: a coming event has no more seats than its place, from both sides
--

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO venues (id, name, capacity) VALUES ('00000000-0000-0000-0000-0000000000c1', 'Large', 100),
	('00000000-0000-0000-0000-0000000000c2', 'Small', 10);
CREATE FUNCTION event_at(venue text, seats integer, event_status text, ends date, name text DEFAULT 'Event') RETURNS text LANGUAGE sql AS $$
	SELECT raises(format('INSERT INTO events (author_id, venue_id, title, capacity, status, start_date, end_date)
		VALUES (''00000000-0000-0000-0000-0000000000aa'', %L, %L, %s, %L, %L, %L)', venue, name, seats, event_status, ends - 1, ends))
$$;
\set large '''00000000-0000-0000-0000-0000000000c1'''
\set small '''00000000-0000-0000-0000-0000000000c2'''
SELECT event_at(:large, 100, 'DRAFT', '2999-01-02', 'Coming draft');
SELECT event_at(:large, 100, 'PUBLISHED', '2999-01-02', 'Coming');
SELECT event_at(:large, 101, 'PUBLISHED', '2999-01-02');
SELECT event_at(:large, 101, 'DRAFT', '2999-01-02');
SELECT event_at(NULL, 1000000, 'PUBLISHED', '2999-01-02', 'Online');
SELECT event_at('00000000-0000-0000-0000-0000000000cc', 1, 'DRAFT', '2999-01-02');

SELECT raises('UPDATE events SET capacity = 101 WHERE slug = ''coming''') AS larger,
	raises('UPDATE events SET venue_id = ''00000000-0000-0000-0000-0000000000c2'' WHERE slug = ''coming''') AS moved,
	raises('UPDATE events SET venue_id = ''00000000-0000-0000-0000-0000000000c2'' WHERE slug = ''online''') AS from_online;
SELECT raises('UPDATE events SET venue_id = NULL WHERE slug = ''coming-draft''') AS to_online,
	raises('UPDATE events SET venue_id = ''00000000-0000-0000-0000-0000000000c1'' WHERE slug = ''coming-draft''') AS back,
	raises('UPDATE events SET capacity = 10, venue_id = ''00000000-0000-0000-0000-0000000000c2'' WHERE slug = ''coming-draft''') AS both;

SELECT raises('UPDATE venues SET capacity = 99 WHERE name = ''Large''') AS published,
	raises('UPDATE venues SET capacity = 9 WHERE name = ''Small''') AS draft,
	raises('UPDATE venues SET capacity = 100 WHERE name = ''Large''') AS same,
	raises('UPDATE venues SET capacity = 110 WHERE name = ''Large''') AS larger,
	raises('UPDATE venues SET capacity = 100 WHERE name = ''Large''') AS back;
-- several at once
SELECT raises('UPDATE venues SET capacity = capacity - 1 WHERE name IN (''Large'', ''Small'', ''Guildhall'')');

-- past and cancelled events do not hold a place back, but may not return to one too small
UPDATE events SET status = 'CANCELLED' WHERE slug = 'coming';
UPDATE venues SET capacity = 50 WHERE name = 'Large';
SELECT raises('UPDATE events SET status = ''DRAFT'' WHERE slug = ''coming''') AS returns,
	raises('UPDATE events SET status = ''DRAFT'', capacity = 50 WHERE slug = ''coming''') AS smaller;
SELECT event_at(:large, 50, 'PUBLISHED', '2001-01-02', 'Past');
UPDATE venues SET capacity = 40 WHERE name = 'Large';
UPDATE events SET capacity = 40 WHERE slug = 'coming';
UPDATE venues SET capacity = 40 WHERE name = 'Large';
UPDATE events SET title = 'Past, of course' WHERE slug = 'past' RETURNING capacity;
SELECT raises('UPDATE events SET start_date = ''2999-01-01'', end_date = ''2999-01-02'' WHERE slug = ''past''') AS moved_ahead;

-- a place with events stays
SELECT left(raises('DELETE FROM venues WHERE name = ''Large'''), 5) IN ('23503', '23001') AS restricted;
DELETE FROM venues WHERE name = 'Guildhall';

SET boh.schema = 'test_venue';
SELECT * FROM boh_verify(progress => false);

-- a name of which something can be seen; one that is stored stays as it is, until it changes
SELECT raises('INSERT INTO venues (name, capacity) VALUES (''  '', 1)') AS spaces, raises(E'INSERT INTO venues (name, capacity) VALUES (E''\u200B'', 1)') AS zero_width;
SET session_replication_role = replica;
INSERT INTO venues (name, slug, capacity) VALUES (E'\u200B', 'blank', 1);
RESET session_replication_role;
UPDATE venues SET capacity = 2 WHERE slug = 'blank' RETURNING capacity;
SELECT raises('UPDATE venues SET name = '' '' WHERE slug = ''blank''') AS changed;

SET client_min_messages = warning;
DROP SCHEMA test_venue CASCADE;

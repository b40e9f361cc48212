-- Media: files, what refers to them, their removal, thumbnails

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_media');
SET search_path = test_media, public;
SET boh.schema = 'test_media';

\set ada '''00000000-0000-0000-0000-0000000000aa'''
INSERT INTO users (id, email) VALUES (:ada, 'ada@example.com');
CREATE FUNCTION id(number integer) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid;
CREATE FUNCTION upload(number integer, name text, type text, size bigint DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO media_files (id, original_filename, mime_type, file_size) VALUES (%L, %L, %L, %s)', id(number), name, type, size)
$$;

--
-- Names
--

SELECT raises(upload(n, name, type)) AS refused
FROM (VALUES (1, 'Summer Fair 2030.JPG', 'image/jpeg'), (2, 'Zażółć gęślą.jpeg', 'IMAGE/Jpeg'), (3, '../../etc/passwd', 'application/pdf'),
	(4, 'C:\temp\report.PDF', 'application/pdf'), (5, 'evil.php.png', 'image/png'), (6, 'evil.png.php', 'image/png'), (7, '.htaccess', 'image/gif'),
	(8, E'a\nb\t\x01c.mp4', 'video/mp4'), (9, '***', 'audio/mpeg'), (10, repeat('long name ', 50), 'image/webp'), (11, 'x.jpg', 'image/png'),
	(12, '東京.png', 'image/png'), (13, 'no-extension.', 'image/avif'), (14, '..', 'image/gif'), (15, 'a/b\c/', 'image/gif')) v (n, name, type) ORDER BY n;
SELECT filename, url = '/media/' || filename AS url, mime_type FROM media_files ORDER BY id;
-- the name has the id in it, so the same name again is another
INSERT INTO media_files (original_filename, mime_type, file_size) SELECT 'same.png', 'image/png', 1 FROM generate_series(1, 100);
SELECT count(DISTINCT filename) FROM media_files WHERE original_filename = 'same.png';
DELETE FROM media_files WHERE original_filename = 'same.png';
-- what is given is kept or refused
INSERT INTO media_files (id, original_filename, mime_type, file_size, filename, url) VALUES
	(id(20), 'a.png', 'image/png', 1, 'given.png', 'https://cdn.example.com/x.png?v=1') RETURNING filename, url;
SELECT name, raises(format('INSERT INTO media_files (original_filename, mime_type, file_size, filename) VALUES (''a'', ''image/png'', 1, %L)', name))
FROM (VALUES (1, 'given.png'), (2, '../x.png'), (3, 'X.png'), (4, '.x'), (5, ''), (6, 'a b.png')) v (n, name) ORDER BY n;
SELECT left(address, 10) AS address, raises(format('UPDATE media_files SET url = %L WHERE id = id(20)', address))
FROM (VALUES (1, '/m/x.png'), (2, 'x.png'), (3, '/m/x y.png'), (4, '/m/<x>'), (5, ''), (6, '/m/"x"'), (7, '/' || repeat('é', 2000))) v (n, address) ORDER BY n;
SELECT raises('INSERT INTO media_files (mime_type, file_size) VALUES (''image/png'', 1)') AS no_name,
	raises('INSERT INTO media_files (original_filename, file_size) VALUES (''a'', 1)') AS no_type,
	raises('INSERT INTO media_files (original_filename, mime_type) VALUES (''a'', ''image/png'')') AS no_size,
	raises('INSERT INTO media_files (original_filename, mime_type, file_size) VALUES (''a'', ''image/png'', 0)') AS empty,
	raises('INSERT INTO media_files (original_filename, mime_type, file_size, width) VALUES (''a'', ''image/png'', 1, 5)') AS width_only;
UPDATE media_files SET updated_at = '2001-01-01' WHERE id = id(1) RETURNING updated_at > created_at AS kept;

--
-- Limits
--

SELECT type, raises(upload(90, 'a', type)) FROM unnest('{image/svg+xml,text/html,application/x-sh,image,"image/png; charset=x",application/pdf}'::text[]) type;
DELETE FROM media_files WHERE id = id(90);
SELECT raises(upload(90, 'a', 'image/png', 10485760)) AS "10 MiB", raises(upload(91, 'a', 'image/png', 10485761)) AS "and a byte";

-- what a value of the setting allows
CREATE FUNCTION with_setting(setting text, setting_value text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	INSERT INTO site_settings (key, value) VALUES (setting, setting_value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;
	answer := raises(statement);
	DELETE FROM site_settings WHERE key = setting;
	DELETE FROM media_files WHERE id = id(92);
	RETURN answer;
END $$;
SELECT allowed, type, with_setting('media.mime_types', allowed, upload(92, 'a', type))
FROM (VALUES (1, '["image/png"]', 'image/png'), (2, '["image/png"]', 'image/jpeg'), (3, '["image/*"]', 'image/svg+xml'), (4, '["image/*"]', 'video/mp4'),
	(5, '["*/*"]', 'text/html'), (6, '["*"]', 'text/html'), (7, '[]', 'image/png'), (8, '["IMAGE/PNG"]', 'image/png'), (9, '["image*"]', 'image/png'),
	(10, '["a", "image/png"]', 'image/png'), (11, 'image/png', 'image/png'), (12, '{"image": 1}', 'image/png'), (13, '"image/png"', 'image/png'),
	(14, '["image/png", 1]', 'image/png'), (15, '', 'image/png'), (16, NULL, 'image/png')) v (n, allowed, type) ORDER BY n;
SELECT with_setting('media.mime_types', repeat('[', 1000000), upload(92, 'a', 'image/png')) AS nested_too_deeply;
SELECT bytes, with_setting('media.max_file_size', bytes, upload(92, 'a', 'image/png', 1000))
FROM (VALUES (1, '1000'), (2, '999'), (3, '1e3'), (4, '999.5'), (5, '0'), (6, '-1'), (7, 'NaN'), (8, '10 MB'), (9, ''), (10, NULL)) v (n, bytes) ORDER BY n;
-- an address that pages may show: refused when it is written and, where it came past the trigger, when it is used
CREATE FUNCTION with_base(base text, OUT written text, OUT used text) LANGUAGE plpgsql AS $$
BEGIN
	written := raises(format('INSERT INTO site_settings (key, value) VALUES (''media.base_url'', %L)', base));
	DELETE FROM site_settings;
	SET LOCAL session_replication_role = replica;
	INSERT INTO site_settings (key, value) VALUES ('media.base_url', base);
	SET LOCAL session_replication_role = origin;
	used := raises(upload(92, 'a', 'image/png'));
	DELETE FROM site_settings;
	DELETE FROM media_files WHERE id = id(92);
END $$;
SELECT replace(base, E'\u200B', '(U+200B)') AS base, left(written, 40) AS written, left(used, 40) AS used FROM (VALUES (1, 'https://cdn.example.com/files'), (2, 'HTTP://cdn.example.com:8080/'), (3, '/'), (4, '/files'), (5, NULL),
	(6, ''), (7, 'a b/'), (8, '/x?y='), (9, '/x#'), (10, 'javascript:alert(1)//'), (11, 'data:text/html,/'), (12, 'vbscript:/x'), (13, '//cdn.example.com/'), (14, 'https:///x'),
	(15, 'https://cdn@evil.example/'), (16, E'java\tscript:/x'), (17, '\\evil.example/'), (18, 'files/'), (19, E'/\u200Bx/')) v (n, base), with_base(base) b ORDER BY n;
SELECT raises('INSERT INTO site_settings (key, value) VALUES (''media.base_url'', ''javascript:/'')');
-- an old one does not keep its row from changing
SET session_replication_role = replica;
INSERT INTO site_settings (key, value) VALUES ('media.base_url', 'javascript:/');
RESET session_replication_role;
UPDATE site_settings SET description = 'To be mended';
SELECT left(raises('UPDATE site_settings SET value = ''javascript:/x'''), 30) AS value, raises('UPDATE site_settings SET key = ''other''') AS other_key,
	left(raises('UPDATE site_settings SET key = ''media.base_url'''), 30) AS key;
DELETE FROM site_settings;
INSERT INTO site_settings (key, value) VALUES ('media.base_url', 'https://cdn.example.com/files');
INSERT INTO media_files (id, original_filename, mime_type, file_size) VALUES (id(92), 'a', 'image/png', 1) RETURNING url;
DELETE FROM site_settings;
DELETE FROM media_files WHERE id IN (id(90), id(92));
-- a stricter limit leaves what is there, and does not keep its row from changing
INSERT INTO site_settings (key, value, type) VALUES ('media.mime_types', '["image/png"]', 'JSON');
UPDATE media_files SET alt_text = 'A fair' WHERE id = id(1) RETURNING alt_text;
SELECT raises('UPDATE media_files SET mime_type = ''image/gif'' WHERE id = id(1)') AS other_type;
DELETE FROM site_settings;

--
-- References
--

DELETE FROM media_files WHERE id > id(4);
UPDATE media_files SET url = '/media/' || right(id::text, 1) || CASE WHEN id = id(4) THEN '.mp4' ELSE '.jpg' END, thumbnail_url = '/small/' || right(id::text, 1) || '.jpg';
SELECT right(id::text, 1) AS file, url, thumbnail_url FROM media_files ORDER BY id;
CREATE VIEW uses AS SELECT right(media_id::text, 1) AS file, target, entity, path FROM media_references ORDER BY 1, 3, 4, 2;

INSERT INTO content_pages (id, slug, author_id, title) VALUES (id(101), 'about', :ada, 'About us'), (id(102), 'visit', :ada, 'Visit');
INSERT INTO content_sections (id, page_id, position, type, data) VALUES
	(id(201), id(101), 0, 'HERO', '{"heading": "Hello", "backgroundImageUrl": "/media/1.jpg"}'),
	(id(202), id(101), 1, 'GALLERY', '{"images": [{"url": "/media/1.jpg", "alt": ""}, {"url": "/media/9.jpg", "alt": "/media/2.jpg"}, {"url": "/small/2.jpg", "alt": ""}]}'),
	(id(203), id(102), 0, 'TEXT', '{"content": "<p>See <a href=\"/media/3.jpg#part\">this</a>, <img src=\"/small/3.jpg?w=100\" alt=\"\"> and &lt;img src=/media/4.mp4&gt;</p>"}');
SELECT * FROM uses;
SELECT right(entity_id::text, 3) AS section, path, name FROM boh_media_usage(id(1));
-- a file that is both at one place is one place
UPDATE content_sections SET data = '{"content": "<img src=\"/media/3.jpg\" alt=\"\"><img src=\"/small/3.jpg\" alt=\"\"><img src=\"/media/3.jpg\" alt=\"\">"}' WHERE id = id(203);
SELECT * FROM uses WHERE file = '3';
SELECT path, name FROM boh_media_usage(id(3));
-- the data changes, or the position alone, or nothing
UPDATE content_sections SET data = '{"heading": "Hello", "backgroundImageUrl": "/media/2.jpg"}' WHERE id = id(201);
SELECT * FROM uses WHERE path = '/backgroundImageUrl';
UPDATE content_sections SET data = data, is_visible = false WHERE id = id(201);
SELECT * FROM uses WHERE path = '/backgroundImageUrl';
UPDATE content_sections SET data = '{"heading": "Hello"}' WHERE id = id(201);
SELECT * FROM uses WHERE path = '/backgroundImageUrl';
UPDATE content_sections SET data = '{"heading": "Hello", "backgroundImageUrl": "/media/1.jpg"}' WHERE id = id(201);
DELETE FROM content_sections WHERE id = id(202);
SELECT * FROM uses;

-- any depth, any form; what the section's own rules are does not matter here
ALTER TABLE content_sections DISABLE TRIGGER USER;
ALTER TABLE content_sections ENABLE TRIGGER boh_content_sections_refer;
INSERT INTO content_sections (id, page_id, position, type, data) VALUES
	(id(210), id(102), 10, 'TEXT', '"/media/4.mp4"'),
	(id(211), id(102), 11, 'TEXT', '["/media/4.mp4", [[], {}, ["/media/4.mp4"]]]'),
	(id(212), id(102), 12, 'TEXT', '{"a/b": {"c~d": "/media/4.mp4"}, "": "/media/4.mp4", "/media/4.mp4": "a key"}'),
	(id(213), id(102), 13, 'TEXT', '{"a": ["/media/4.mp4 ", "/media/4.mp", "see /media/4.mp4", "media/4.mp4", "/MEDIA/4.mp4", "/media/4.mp4%20", "a < b/c"], "b": null, "c": 1, "d": true}'),
	(id(214), id(102), 14, 'TEXT', '"<a href=&#47;media/4.mp4>x</a>"'),
	(id(215), id(102), 15, 'TEXT', '"<img srcset=\"/small/4.jpg 1x, /media/4.mp4 2x\">"'),
	(id(216), id(102), 16, 'TEXT', '"<IMG SRC = ''/media/4.mp4"'),
	(id(217), id(102), 17, 'TEXT', '"/media/4.mp4?#/media/1.jpg"');
SELECT right(entity_id::text, 3) AS section, path, target FROM media_references WHERE media_id = id(4) ORDER BY 1, 2, 3;
-- a path that would be too long for an index ends sooner
INSERT INTO content_sections (id, page_id, position, type, data)
	SELECT id(218), id(102), 18, 'TEXT', jsonb_build_object('a', jsonb_build_object(repeat('b', 998), '/media/4.mp4', repeat('c', 995), '/media/4.mp4', repeat('d', 5000), '/media/4.mp4'));
SELECT left(path, 5) AS path, length(path) FROM media_references WHERE entity_id = id(218) ORDER BY length(path);
-- a thousand levels, ten thousand texts
INSERT INTO content_sections (id, page_id, position, type, data)
	SELECT id(219), id(102), 19, 'TEXT', (repeat('[', 1000) || '"/media/4.mp4"' || repeat(']', 1000))::jsonb;
INSERT INTO content_sections (id, page_id, position, type, data)
	SELECT id(220), id(102), 20, 'TEXT', jsonb_agg(CASE n % 2 WHEN 0 THEN '/media/4.mp4' ELSE '/other/' || n END) FROM generate_series(1, 10000) n;
SELECT right(entity_id::text, 3) AS section, count(*), max(length(path)) FROM media_references WHERE entity_id IN (id(219), id(220)) GROUP BY entity_id ORDER BY 1;
-- a section with another id
UPDATE content_sections SET id = id(221) WHERE id = id(210);
SELECT right(entity_id::text, 3) AS section FROM media_references WHERE entity_id IN (id(210), id(221));
DELETE FROM content_sections WHERE id >= id(210);
SELECT * FROM uses;
ALTER TABLE content_sections ENABLE TRIGGER USER;

-- versions of pages
BEGIN;
SELECT boh_publish_page(id(102));
DELETE FROM content_sections WHERE page_id = id(102);
SELECT path, name FROM boh_media_usage(id(3));
SELECT raises('DELETE FROM media_files WHERE id = id(3)');
SELECT boh_rollback_page(id(102), 1);
SELECT path, name FROM boh_media_usage(id(3));
DELETE FROM content_pages WHERE id = id(102);
SELECT count(*) FROM boh_media_usage(id(3));
ROLLBACK;
-- their paths begin with the version
ALTER TABLE content_page_versions DISABLE TRIGGER USER;
ALTER TABLE content_page_versions ENABLE TRIGGER boh_content_page_versions_refer;
ALTER TABLE content_page_versions ENABLE TRIGGER boh_content_page_versions_refer_none;
INSERT INTO content_page_versions (page_id, version, reason, snapshot, hidden_sections)
	SELECT id(101), version, 'test', jsonb_build_object('sections', jsonb_build_array(jsonb_build_object('data', jsonb_build_object('url', '/media/4.mp4')))), '["/small/4.jpg"]'
	FROM unnest('{1,2,10,11}'::integer[]) version;
SELECT * FROM uses WHERE file = '4';
SELECT path, name FROM boh_media_usage(id(4)) WHERE path LIKE '/1/%';
DELETE FROM content_page_versions WHERE version = 1;
UPDATE content_page_versions SET version = 3 WHERE version = 11;
SELECT * FROM uses WHERE file = '4';
BEGIN;
TRUNCATE content_page_versions;
SELECT count(*) FROM uses WHERE file = '4';
ROLLBACK;
-- a page takes all along
DELETE FROM content_pages WHERE id = id(101);
SELECT * FROM uses;
ALTER TABLE content_page_versions ENABLE TRIGGER USER;

-- events
INSERT INTO events (id, author_id, title, capacity, start_date, end_date, image_url, video_url) VALUES
	(id(301), :ada, 'Fair', 5, '2999-01-01', '2999-01-02', '/media/1.jpg', '/media/4.mp4?t=10'), (id(302), :ada, 'Ball', 5, '2999-01-01', '2999-01-02', NULL, 'https://example.com/a.mp4');
SELECT * FROM uses WHERE entity = 'event';
UPDATE events SET image_url = '/small/1.jpg', video_url = NULL WHERE id = id(301);
SELECT * FROM uses WHERE entity = 'event';
SELECT entity, path, name FROM boh_media_usage(id(1));
-- bookings leave references alone, and the counter's short way open
UPDATE events SET status = 'PUBLISHED' WHERE id = id(301);
INSERT INTO bookings (event_id, user_id, seats) VALUES (id(301), :ada, 1);
SELECT * FROM uses WHERE entity = 'event';
DELETE FROM events WHERE id = id(302);

-- settings: pictures only
INSERT INTO site_settings (id, key, value, type) VALUES (id(401), 'logo', '/media/1.jpg', 'IMAGE'), (id(402), 'other', '/media/1.jpg', 'TEXT');
SELECT * FROM uses WHERE entity = 'setting';
SELECT entity, path, name FROM boh_media_usage(id(1));
UPDATE site_settings SET type = CASE type WHEN 'TEXT' THEN 'IMAGE' ELSE 'TEXT' END::setting_type;
SELECT right(entity_id::text, 3) AS setting FROM media_references WHERE entity = 'setting';
BEGIN;
TRUNCATE site_settings;
SELECT * FROM uses WHERE entity = 'setting';
ROLLBACK;
SET client_min_messages = warning;
BEGIN;
TRUNCATE content_pages CASCADE;
SELECT count(*) FROM uses WHERE entity = 'section';
ROLLBACK;

-- nobody else writes them
SELECT raises('INSERT INTO media_references VALUES (id(1), id(1), ''event'', ''x'', ''url'')') AS insert,
	raises('UPDATE media_references SET path = ''x''') AS update, raises('DELETE FROM media_references') AS delete,
	raises('TRUNCATE media_references') AS truncate, raises('TRUNCATE media_files CASCADE') AS cascade;

RESET client_min_messages;

--
-- Files in use
--

SELECT path, name FROM boh_media_usage(id(1)) UNION ALL SELECT path, name FROM boh_media_usage(id(3));
SELECT raises('DELETE FROM media_files WHERE id = id(1)') AS delete, raises('UPDATE media_files SET deleted_at = now() WHERE id = id(1)') AS bin,
	raises('UPDATE media_files SET url = ''/x/1'' WHERE id = id(1)') AS url, raises('UPDATE media_files SET thumbnail_url = ''/x/1'' WHERE id = id(1)') AS thumbnail,
	raises('UPDATE media_files SET thumbnail_url = NULL WHERE id = id(1)') AS no_thumbnail;
-- the address that is not in use may change
UPDATE events SET image_url = NULL;
UPDATE media_files SET thumbnail_url = '/x/1' WHERE id = id(1) RETURNING thumbnail_url;
UPDATE site_settings SET type = 'TEXT';
UPDATE events SET image_url = '/x/1' WHERE id = id(301);
UPDATE media_files SET url = '/media/11.jpg', thumbnail_url = thumbnail_url WHERE id = id(1) RETURNING url;
UPDATE media_files SET url = '/media/1.jpg', alt_text = 'x', folder = 'other' WHERE id = id(1) RETURNING url;
SELECT raises('UPDATE media_files SET thumbnail_url = ''/x/2'' WHERE id = id(1)');
-- several, of which five are named
DELETE FROM site_settings;
INSERT INTO site_settings (id, key, value, type) SELECT id(400 + n), 'logo-' || n, '/media/2.jpg', 'IMAGE' FROM generate_series(1, 7) n;
SELECT message, detail::jsonb - 'used_by' AS detail, jsonb_array_length(detail::jsonb -> 'used_by') AS named, hint, place FROM raised('DELETE FROM media_files WHERE id = id(2)');
-- within a transaction things may come in any order
BEGIN;
DELETE FROM site_settings;
DELETE FROM media_files WHERE id = id(2);
ROLLBACK;
DELETE FROM site_settings;

-- what is in the bin cannot be referred to, and can be taken out
UPDATE media_files SET deleted_at = now() WHERE id = id(4);
SELECT * FROM raised('UPDATE events SET video_url = ''/media/4.mp4#x'' WHERE id = id(301)');
SELECT raises('INSERT INTO site_settings (key, value, type) VALUES (''logo'', ''/small/4.jpg'', ''IMAGE'')') AS setting,
	raises('INSERT INTO content_sections (page_id, position, type, data) VALUES (id(102), 50, ''HERO'', ''{"heading": "x", "backgroundImageUrl": "/media/4.mp4"}'')') AS section;
UPDATE media_files SET deleted_at = NULL WHERE id = id(4);
UPDATE events SET video_url = '/media/4.mp4' WHERE id = id(301);
UPDATE events SET video_url = NULL WHERE id = id(301);
DELETE FROM media_files WHERE id = id(4);

--
-- References that went wrong are mended
--

SELECT * FROM uses;
SELECT * FROM boh_refresh_media_references();
-- a file that comes after what refers to it
UPDATE events SET video_url = '/media/5.mp4';
INSERT INTO site_settings (key, value, type) VALUES ('logo', '/media/5.mp4', 'IMAGE');
INSERT INTO media_files (id, original_filename, mime_type, file_size, url) VALUES (id(5), 'a.mp4', 'video/mp4', 1, '/media/5.mp4');
SELECT count(*) FROM boh_media_usage(id(5));
SELECT * FROM boh_refresh_media_references();
SELECT name FROM boh_media_usage(id(5));
-- even one in the bin, which then stays
SET session_replication_role = replica;
UPDATE media_files SET deleted_at = '2001-01-01' WHERE id = id(5);
DELETE FROM media_references;
RESET session_replication_role;
SELECT * FROM boh_refresh_media_references();
SELECT raises('DELETE FROM media_files WHERE id = id(5)');
SELECT count(*) FROM boh_purge_media(0) WHERE id = id(5);
-- a purge finds out by itself that a published page shows a file that came later, however old that says it is
BEGIN;
INSERT INTO content_pages (id, slug, author_id, title) VALUES (id(103), 'late', :ada, 'Late');
INSERT INTO content_sections (id, page_id, position, type, data) VALUES (id(206), id(103), 0, 'HERO', '{"heading": "Late", "backgroundImageUrl": "/media/6.jpg"}');
UPDATE content_pages SET status = 'PUBLISHED' WHERE id = id(103);
INSERT INTO media_files (id, original_filename, mime_type, file_size, url, created_at) VALUES
	(id(6), 'f.jpg', 'image/jpeg', 1, '/media/6.jpg', '2001-01-01'), (id(7), 'g.jpg', 'image/jpeg', 1, '/media/7.jpg', '2001-01-01');
SELECT right(id::text, 1) AS file FROM boh_orphaned_media() WHERE id IN (id(6), id(7)) ORDER BY id;
SELECT right(id::text, 1) AS file FROM boh_purge_media();
SELECT entity, path, name FROM boh_media_usage(id(6)) ORDER BY 1;
SELECT * FROM boh_refresh_media_references();
ROLLBACK;
-- what should not be there
SET session_replication_role = replica;
INSERT INTO media_references VALUES (id(5), id(102), 'page_version', '/7/snapshot', 'url'), (id(5), id(999), 'section', '', 'url'),
	(id(5), id(999), 'event', 'image_url', 'url'), (id(5), id(999), 'setting', 'value', 'url'), (id(5), id(301), 'event', 'image_url', 'url');
RESET session_replication_role;
SELECT * FROM boh_refresh_media_references();
SELECT * FROM boh_refresh_media_references();
SELECT * FROM uses;

--
-- Removal
--

DELETE FROM content_pages;
DELETE FROM site_settings;
UPDATE events SET image_url = '/media/1.jpg', video_url = NULL;
DELETE FROM media_files WHERE id <> id(1);
SELECT raises(upload(n, 'a' || n || '.png', 'image/png')) FROM generate_series(21, 26) n;
UPDATE media_files SET created_at = now() - interval '31 days' WHERE id <> id(22);
UPDATE media_files SET deleted_at = now() WHERE id = id(23);
UPDATE media_files SET deleted_at = now() - interval '31 days' WHERE id = id(24);
UPDATE media_files SET folder = 'x' WHERE id = id(26);
-- old enough, in the bin for long enough or not at all, and not in use
SELECT right(id::text, 2) AS file, filename LIKE 'a%' AS filename, url LIKE '/media/a%' AS url, deleted_at IS NOT NULL AS bin FROM boh_orphaned_media();
SELECT right(id::text, 2) AS file FROM boh_orphaned_media(0);
SELECT right(id::text, 2) AS file FROM boh_orphaned_media(31);
SELECT raises('SELECT boh_orphaned_media(-1)'), raises('SELECT boh_orphaned_media(NULL)'), raises('SELECT boh_purge_media(40000)'), raises('SELECT boh_media_purged(NULL)');
-- first step
SELECT right(id::text, 2) AS file, url LIKE '/media/a%' AS url, deleted_at IS NOT NULL AS bin, purge_started_at IS NOT NULL AS marked FROM boh_purge_media();
SELECT right(id::text, 2) AS file, deleted_at IS NOT NULL AS bin, purge_started_at IS NOT NULL AS marked FROM media_files ORDER BY id;
SELECT count(*) FROM boh_orphaned_media();
-- not confirmed: given out again
SELECT right(id::text, 2) AS file FROM boh_purge_media();
-- what is being removed stays so
SELECT raises('UPDATE media_files SET deleted_at = NULL WHERE id = id(21)') AS restore, raises('UPDATE media_files SET alt_text = ''x'' WHERE id = id(21)') AS change,
	raises('UPDATE media_files SET purge_started_at = NULL, deleted_at = NULL WHERE id = id(21)') AS back,
	raises(format('UPDATE events SET image_url = %L', (SELECT url FROM media_files WHERE id = id(21)))) AS refer;
-- second step: only what was given out
SELECT boh_media_purged(ARRAY[id(21), id(22), id(23), NULL, id(1), id(999)]);
SELECT boh_media_purged(ARRAY[id(21)]) AS again, boh_media_purged('{}') AS nothing;
DELETE FROM media_files WHERE purge_started_at IS NOT NULL AND id = id(24);
SELECT right(id::text, 2) AS file FROM boh_purge_media();
SELECT boh_media_purged(array_agg(id)) FROM boh_orphaned_media(0);
SELECT right(id::text, 2) AS file, purge_started_at IS NOT NULL AS marked FROM media_files ORDER BY id;
-- not in the transaction that marked it
BEGIN;
SELECT count(*) FROM boh_purge_media(0);
SELECT raises('SELECT boh_media_purged(ARRAY[id(22)])'), raises('DELETE FROM media_files WHERE id = id(22)');
ROLLBACK;
SELECT raises('UPDATE media_files SET purge_started_at = now() WHERE id = id(22)') AS not_in_the_bin, raises('UPDATE media_files SET deleted_at = now(), purge_started_at = now() WHERE id = id(1)') AS in_use;

--
-- Thumbnails
--

DELETE FROM media_files WHERE id <> id(1);
UPDATE media_files SET thumbnail_url = NULL;
SELECT raises(upload(n, 'p' || n || '.png', 'image/png')) FROM generate_series(31, 34) n UNION ALL SELECT raises(upload(35, 'f.mp4', 'video/mp4'));
UPDATE media_files SET thumbnail_url = '/small/33' WHERE id = id(33);
UPDATE media_files SET deleted_at = now() WHERE id = id(34);
SELECT right(id::text, 2) AS file, mime_type, attempt FROM boh_take_thumbnails(1);
SELECT right(id::text, 2) AS file, attempt FROM boh_take_thumbnails();
SELECT right(id::text, 2) AS file, attempt FROM boh_take_thumbnails();
-- after the lease it is given out again, five times in all
UPDATE media_files SET thumbnail_taken_at = now() - interval '10 minutes' WHERE id IN (id(1), id(31));
SELECT count(*) FROM boh_take_thumbnails(10, 601);
SELECT right(id::text, 2) AS file, attempt FROM boh_take_thumbnails(10, 599);
UPDATE media_files SET thumbnail_url = '/small/1' WHERE id = id(1);
UPDATE media_files SET thumbnail_attempts = 4, thumbnail_taken_at = NULL WHERE id = id(31);
SELECT right(id::text, 2) AS file, attempt FROM boh_take_thumbnails(10, 1);
UPDATE media_files SET thumbnail_taken_at = NULL WHERE id = id(31);
SELECT right(id::text, 2) AS file, attempt FROM boh_take_thumbnails(10, 1);
-- one that was taken away is made again
UPDATE media_files SET thumbnail_url = NULL WHERE id = id(33);
SELECT right(id::text, 2) AS file, attempt FROM boh_take_thumbnails(10, 300);
SELECT raises('SELECT boh_take_thumbnails(0)'), raises('SELECT boh_take_thumbnails(1, 0)'), raises('SELECT boh_take_thumbnails(1, 86401)');
-- through its index; addresses and uploads of the last 30 days are found through theirs
CREATE FUNCTION indexes_of(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP
		IF line ~ 'Index' THEN
			RETURN NEXT substring(line FROM '(?:pk|uq|idx)_\w+');
		END IF;
	END LOOP;
END $$;
SET enable_seqscan = off;
SET enable_sort = off;
SELECT indexes_of('SELECT id FROM media_files WHERE thumbnail_url IS NULL AND deleted_at IS NULL AND thumbnail_attempts < 5 AND mime_type LIKE ''image/%'' ORDER BY id LIMIT 1');
RESET enable_sort;
SELECT index FROM indexes_of('SELECT id FROM media_files WHERE url = ANY (''{/a,/b}''::text[]) OR thumbnail_url = ANY (''{/a,/b}''::text[]) ORDER BY id FOR SHARE') index
	WHERE index IS NOT NULL ORDER BY 1;
SELECT index FROM indexes_of('SELECT id FROM media_files WHERE created_at > now() - interval ''30 days''') index WHERE index IS NOT NULL;
SELECT index FROM indexes_of('SELECT target FROM media_references WHERE entity_id = id(1) AND path >= ''/1/'' AND path < ''/10''') index WHERE index IS NOT NULL;
RESET enable_seqscan;

--
-- Rights
--

CREATE ROLE regress_boh_media_editor;
CREATE ROLE regress_boh_media_librarian;
GRANT USAGE ON SCHEMA test_media TO regress_boh_media_editor, regress_boh_media_librarian;
GRANT SELECT, UPDATE ON events TO regress_boh_media_editor;
GRANT SELECT, INSERT, UPDATE, DELETE ON media_files TO regress_boh_media_librarian;
CALL see_all('test_media', 'regress_boh_media_editor');
CALL see_all('test_media', 'regress_boh_media_librarian');
UPDATE events SET image_url = NULL;
-- who edits an event needs no rights on media
SET ROLE regress_boh_media_editor;
UPDATE events SET image_url = '/media/1.jpg';
SELECT raises('SELECT * FROM media_references') AS look, raises('SELECT boh_media_usage(id(1))') AS usage, raises('SELECT boh_refresh_media_references()') AS refresh,
	raises('SELECT boh_purge_media()') AS purge, raises('SELECT boh_orphaned_media()') AS orphaned, raises('SELECT boh_take_thumbnails()') AS take;
-- who keeps media learns that a file is in use, and by what only with the right to read it
SET ROLE regress_boh_media_librarian;
SELECT message, detail FROM raised('DELETE FROM media_files WHERE id = id(1)');
SELECT right(id::text, 2) AS file FROM boh_orphaned_media(0);
RESET ROLE;
GRANT SELECT ON media_references TO regress_boh_media_librarian;
SET ROLE regress_boh_media_librarian;
SELECT entity, path, name FROM boh_media_usage(id(1));
RESET ROLE;
GRANT SELECT ON events TO regress_boh_media_librarian;
SET ROLE regress_boh_media_librarian;
SELECT entity, path, name FROM boh_media_usage(id(1));
SELECT message FROM raised('DELETE FROM media_files WHERE id = id(1)');
RESET ROLE;
DROP POLICY see_all_regress_boh_media_librarian ON events;
SET ROLE regress_boh_media_librarian;
SELECT entity, path, name FROM boh_media_usage(id(1));
SELECT message FROM raised('DELETE FROM media_files WHERE id = id(1)');
SELECT * FROM boh_refresh_media_references();
SELECT raises('SELECT boh_media_usage(id(999))');
RESET ROLE;
-- the value of a setting that may not be read is not told
INSERT INTO site_settings (key, value) VALUES ('media.max_file_size', '7'), ('media.mime_types', '["image/png"]');
SET ROLE regress_boh_media_librarian;
SELECT message, detail FROM raised(upload(93, 'a', 'image/png', 8));
SELECT message, detail FROM raised(upload(93, 'a', 'image/gif'));
RESET ROLE;

-- triggers refuse to be anything else
SELECT raises(format('CREATE TRIGGER boh_media_files_x %s ON media_files FOR EACH %s EXECUTE FUNCTION %s()', timing, level, function)) AS created,
	raises('INSERT INTO media_files (original_filename, mime_type, file_size) VALUES (''a'', ''image/png'', 1)') AS insert, raises('DROP TRIGGER boh_media_files_x ON media_files') AS dropped
FROM (VALUES (1, 'AFTER INSERT', 'ROW', 'boh_media_files_check'), (2, 'BEFORE INSERT', 'STATEMENT', 'boh_media_files_keep'), (3, 'BEFORE INSERT', 'ROW', 'boh_media_files_announce'),
	(4, 'BEFORE INSERT', 'ROW', 'boh_events_refer'), (5, 'AFTER INSERT', 'ROW', 'boh_events_refer')) v (n, timing, level, function) ORDER BY n;

SET client_min_messages = warning;
DROP OWNED BY regress_boh_media_editor, regress_boh_media_librarian;
DROP ROLE regress_boh_media_editor, regress_boh_media_librarian;
DROP SCHEMA test_media CASCADE;

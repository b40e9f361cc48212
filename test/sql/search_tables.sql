-- event_search and page_search: what they hold, and when they are written

SELECT count(*) > 0 AS migrated FROM boh_migrate('test_search');
SET search_path = test_search, public;
SET boh.schema = 'test_search';
SET timezone = 'UTC';

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO venues (id, name, city, country, latitude, longitude, capacity) VALUES
	('00000000-0000-0000-0000-0000000000c1', 'Café Zürich', 'Zürich', 'Schweiz', 47.37, 8.54, 100),
	('00000000-0000-0000-0000-0000000000c2', 'Pole', NULL, NULL, -90, 180, 100);
INSERT INTO tags (id, name) VALUES
	('00000000-0000-0000-0000-0000000000f1', 'Jazz'), ('00000000-0000-0000-0000-0000000000f2', 'Open air');

-- an event and its tags are written when the transaction commits
BEGIN;
INSERT INTO events (id, author_id, venue_id, title, description, language, capacity, price, status, category, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000aa', '00000000-0000-0000-0000-0000000000c1',
	'Die Städte', '<p>Große <b>Häu</b>ser &amp; Straßen</p><p>Musik</p>', 'de', 10, 12.50, 'PUBLISHED', 'CONCERT', '2998-12-30 20:00Z', '2999-01-08 20:00Z');
INSERT INTO event_tags VALUES
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000f2'),
	('00000000-0000-0000-0000-0000000000e1', '00000000-0000-0000-0000-0000000000f1');
SELECT count(*) FROM event_search;
COMMIT;
SELECT s.title, s.city, s.country, s.latitude, s.longitude, s.upcoming, s.status, s.category, s.price, s.currency, s.start_date, s.end_date,
	s.published_at = e.published_at AS same_publication, s.author_id = e.author_id AS same_author, s.venue_id = e.venue_id AS same_venue
FROM event_search s JOIN events e ON e.id = s.event_id;
SELECT tag_ids FROM event_search;
SELECT unnest(terms) AS term FROM event_search ORDER BY 1;
SELECT lexeme, positions, weights FROM event_search, unnest(vector) ORDER BY positions[1], lexeme COLLATE "C";

-- drafts are not there, what was cancelled or completed is; nobody is told twice
CREATE VIEW found AS SELECT right(event_id::text, 2) AS event, title, status, upcoming, xmin AS written FROM event_search ORDER BY event_id;
INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e2', '00000000-0000-0000-0000-0000000000aa', 'Draft', 10, 'DRAFT', '2999-01-01', '2999-01-02'),
	('00000000-0000-0000-0000-0000000000e3', '00000000-0000-0000-0000-0000000000aa', 'Past', 10, 'PUBLISHED', '2001-01-01', '2001-01-02');
SELECT event, title, status, upcoming FROM found;
UPDATE events SET status = 'PUBLISHED' WHERE title = 'Draft';
UPDATE events SET status = 'COMPLETED' WHERE title = 'Past';
SELECT event, title, status, upcoming FROM found;
UPDATE events SET status = 'CANCELLED' WHERE title = 'Draft';
SELECT event, title, status, upcoming FROM found;
UPDATE events SET status = 'DRAFT' WHERE title = 'Draft';
SELECT event, title, status, upcoming FROM found;
INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000e4', '00000000-0000-0000-0000-0000000000aa', 'Called off unseen', 10, 'CANCELLED', '2999-01-01', '2999-01-02');
SELECT event, title, status, upcoming FROM found;
SELECT written AS before FROM found WHERE event = 'e1' \gset
UPDATE events SET capacity = 20, booked_count = 0, image_url = 'https://example.com/a.png' WHERE slug = 'die-stadte';
UPDATE venues SET capacity = 200;
INSERT INTO bookings (event_id, user_id, seats) SELECT id, author_id, 2 FROM events WHERE slug = 'die-stadte';
UPDATE event_tags SET tag_id = tag_id;
SELECT written::text = :'before' AS not_written FROM found WHERE event = 'e1';

-- a booking writes the counter of its event directly, unless the owner has a trigger there
BEGIN;
SET LOCAL track_functions = 'all';
INSERT INTO bookings (event_id, user_id) SELECT id, author_id FROM events WHERE slug = 'die-stadte';
SELECT funcname, calls FROM pg_stat_xact_user_functions WHERE funcname IN ('boh_bookings_check', 'boh_events_check', 'boh_events_search') ORDER BY funcname;
CREATE TRIGGER own BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
INSERT INTO bookings (event_id, user_id) SELECT id, author_id FROM events WHERE slug = 'die-stadte';
SELECT funcname, calls FROM pg_stat_xact_user_functions WHERE funcname IN ('boh_bookings_check', 'boh_events_check', 'boh_events_search') ORDER BY funcname;
ROLLBACK;

-- venues and tags
UPDATE venues SET name = 'Palais', city = 'Genève' WHERE name LIKE 'Café%';
UPDATE tags SET name = 'Swing' WHERE name = 'Jazz';
SELECT vector @@ 'palais & swing & genev' AS found, vector @@ 'cafe | jazz' AS old_words, city FROM event_search WHERE title = 'die stadte';
DELETE FROM tags WHERE name = 'Swing';
SELECT vector @@ 'swing' AS found, tag_ids FROM event_search WHERE title = 'die stadte';
UPDATE events SET venue_id = '00000000-0000-0000-0000-0000000000c2' WHERE slug = 'die-stadte';
SELECT city, country, latitude, (SELECT array_agg(t) FROM unnest(terms) t WHERE t LIKE 'cell:%') AS cells FROM event_search WHERE title = 'die stadte';
TRUNCATE event_tags;
SELECT tag_ids, vector @@ 'open' AS found FROM event_search WHERE title = 'die stadte';
UPDATE events SET id = '00000000-0000-0000-0000-0000000000e9' WHERE title = 'Past';
SELECT event, title FROM found;

-- a subtransaction that is rolled back leaves nothing; one that was written is written again
BEGIN;
UPDATE events SET title = 'First' WHERE title = 'Past';
SAVEPOINT s;
UPDATE events SET title = 'Second' WHERE title = 'First';
SELECT count(*) FROM boh_verify(progress => false);
SELECT title FROM event_search WHERE status = 'COMPLETED';
ROLLBACK TO s;
SELECT title FROM event_search WHERE status = 'COMPLETED';
COMMIT;
SELECT title FROM event_search WHERE status = 'COMPLETED';
BEGIN;
UPDATE events SET title = 'Third' WHERE title = 'First';
ROLLBACK;
SELECT title FROM event_search WHERE status = 'COMPLETED';

-- two-phase commit needs a setting that a test server may lack; other isolation levels do not
BEGIN ISOLATION LEVEL REPEATABLE READ;
UPDATE events SET title = 'Repeatable' WHERE title = 'First';
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
UPDATE events SET description = 'serializable' WHERE title = 'Repeatable';
COMMIT;
SELECT title, vector @@ 'serializable' AS found FROM event_search WHERE status = 'COMPLETED';

-- words of many scripts, and no markup
CREATE FUNCTION words(text, language text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
	DECLARE event uuid = '00000000-0000-0000-0000-0000000000e4';
	BEGIN
		UPDATE events SET status = 'DRAFT', title = 'x', description = $1, language = $2 WHERE id = event;
		UPDATE events SET status = 'PUBLISHED' WHERE id = event;
		PERFORM boh_verify();
		RETURN (SELECT string_agg(lexeme, ' ' ORDER BY positions[1], lexeme COLLATE "C") FROM event_search, unnest(vector) WHERE event_id = event AND weights[1] = 'D');
	END $$;
SELECT words('Crème brûlée, ŁÓDŹ, Ørsted & Æsir, STRASSE and Straße, ﬁne ½');
SELECT words('l''avion d''été, don''t, node.js 3.11, 10,000 foo_bar C++');
SELECT words('東京タワーで会いましょう ﾀﾜｰ');
SELECT words('我爱北京天安门');
SELECT words('สวัสดีครับยินดีต้อนรับ');
SELECT words('Ёлка в лесу, Й', 'ru');
SELECT words('Ἀθῆναι ΑΘΗΝΑΙ');
SELECT words('שָׁלוֹם مُوسِيقَى مـوسيقى');
SELECT words('हिन्दी संगीत', 'hi');
SELECT words('한국어 음악');
SELECT words('İstanbul ISTANBUL ısırgan', 'tr');
SELECT words('running runners ran the', 'en-GB'), words('running runners ran the', 'tlh');
SELECT words('a<b>c</b>d<p>e</p>f &lt;g&gt; &nbsp;h 1 < 2');
SELECT words(repeat('word ', 20000)) AS repeated, length(words((SELECT string_agg('w' || i, ' ') FROM generate_series(1, 20000) i))) < 30000 AS bounded;
SELECT length(words(repeat('a', 5000))) AS long_word;

-- clients cannot write
\set VERBOSITY default
DELETE FROM event_search;
INSERT INTO event_search SELECT * FROM event_search LIMIT 1;
\set VERBOSITY terse
UPDATE event_search SET title = 'x';
SELECT event, title FROM found;

-- boh_refresh_search()
SELECT boh_refresh_search();
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE events SET end_date = '2002-01-01', start_date = '2001-01-01' WHERE slug = 'die-stadte';
UPDATE event_search SET upcoming = true WHERE status = 'COMPLETED';
DELETE FROM event_search WHERE title = 'x';
INSERT INTO event_search SELECT '00000000-0000-0000-0000-0000000000ff', venue_id, author_id, start_date, end_date, published_at, latitude, longitude,
	source, upcoming, price, currency, status, category, city, country, title, tag_ids, terms, head, vector FROM event_search WHERE status = 'COMPLETED';
COMMIT;
SELECT problem, entity, entity_id, expected, actual FROM boh_verify(progress => false);
SELECT boh_refresh_search(2);
SELECT boh_refresh_search();
SELECT boh_refresh_search();
SELECT * FROM boh_verify(progress => false);
SELECT event, title, upcoming FROM found;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE event_search SET end_date = '2002-01-01' WHERE title = 'x';
COMMIT;
SELECT boh_refresh_search(1, 'ended');
SELECT event, title, upcoming FROM found;
SELECT boh_refresh_search(scope => 'all');
SELECT event, title, upcoming FROM found;
SELECT boh_refresh_search(0);
SELECT boh_refresh_search(NULL);
SELECT boh_refresh_search(scope => 'some');
INSERT INTO site_settings (key, value) VALUES ('site.language', 'en');
UPDATE events SET language = NULL, description = 'running' WHERE title = 'Repeatable';
SELECT vector @@ 'run' AS stemmed FROM event_search WHERE status = 'COMPLETED';
UPDATE site_settings SET value = 'de' WHERE key = 'site.language';
SELECT count(*) AS other_language FROM boh_verify(progress => false);
SELECT boh_refresh_search() ->> 'events' AS events;
SELECT count(*) FROM boh_verify(progress => false);

-- many events of one venue, written without their indexes at first
TRUNCATE event_search;
INSERT INTO events (author_id, venue_id, title, capacity, status, start_date, end_date)
SELECT '00000000-0000-0000-0000-0000000000aa', '00000000-0000-0000-0000-0000000000c1', 'Many ' || i, 10, 'PUBLISHED', '2999-01-01', '2999-01-02'
FROM generate_series(1, 10000) i;
SELECT count(*), count(*) FILTER (WHERE vector @@ 'palais') AS at_venue FROM event_search;
SET enable_seqscan = off;
SELECT count(*) FROM event_search WHERE upcoming AND terms @> '{city:geneve}' AND vector @@ 'many';
RESET enable_seqscan;
UPDATE venues SET name = 'Kurhaus' WHERE city = 'Genève';
SELECT count(*) FROM event_search WHERE vector @@ 'kurhaus';
SELECT boh_refresh_search() ->> 'events' AS events;
DELETE FROM events WHERE title LIKE 'Many%';

-- an event with another id, and a transaction that is READ ONLY when it commits
BEGIN;
INSERT INTO events (id, author_id, title, capacity, status, start_date, end_date) VALUES
	('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000aa', 'Numbered', 10, 'PUBLISHED', '2999-01-01', '2999-01-02');
SET TRANSACTION READ ONLY;
COMMIT;
SELECT event_id FROM event_search WHERE title = 'numbered';
UPDATE events SET id = '00000000-0000-0000-0000-0000000000f2' WHERE title = 'Numbered';
SELECT event_id FROM event_search WHERE title = 'numbered';
DELETE FROM events WHERE title = 'Numbered';
SELECT event_id FROM event_search WHERE title = 'numbered';
DELETE FROM event_search WHERE event_id = (SELECT event_id FROM event_search LIMIT 1);
SELECT event, title, upcoming FROM found;

-- pages: both the version that readers see and the one that they will see
CREATE VIEW pages AS SELECT version, published_at, replaced_at, slug, title, description, body,
	(SELECT string_agg(lexeme, ' ' ORDER BY positions[1], lexeme COLLATE "C") FROM unnest(vector)) AS words FROM page_search ORDER BY version;
INSERT INTO content_pages (id, author_id, title, slug, meta_description) VALUES
	('00000000-0000-0000-0000-0000000000d1', '00000000-0000-0000-0000-0000000000aa', 'Über uns', 'about', 'Wer wir sind');
INSERT INTO content_sections (page_id, type, data) VALUES
	('00000000-0000-0000-0000-0000000000d1', 'HERO', '{"heading": "Häuser", "alignment": "center", "ctaText": "Go", "ctaLink": "/events"}'),
	('00000000-0000-0000-0000-0000000000d1', 'TEXT', '{"content": "<p>Hello <strong>wor</strong>ld</p><p>Second</p>"}'),
	('00000000-0000-0000-0000-0000000000d1', 'CONTACT_FORM', '{"fields": [{"name": "n1", "label": "Your name", "type": "text"}], "recipientEmail": "a@example.com"}');
INSERT INTO content_sections (page_id, type, data, is_visible) VALUES
	('00000000-0000-0000-0000-0000000000d1', 'TEXT', '{"content": "<p>Secret</p>"}', false);
SELECT count(*) FROM pages;
UPDATE content_pages SET status = 'PUBLISHED', published_at = '2020-01-01';
SELECT * FROM pages;
UPDATE content_pages SET title = 'Later', published_at = '2999-01-01';
SELECT version, CASE WHEN published_at > now() THEN published_at END AS scheduled, replaced_at, slug, title FROM pages;
UPDATE content_pages SET slug = 'about-us';
SELECT version, slug FROM pages;
DELETE FROM page_search;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM page_search WHERE version = 1;
UPDATE page_search SET source = 0;
COMMIT;
SELECT problem, entity, entity_id, expected, actual FROM boh_verify(progress => false);
SELECT boh_refresh_search();
SELECT version, slug FROM pages;
SELECT * FROM boh_verify(progress => false);
UPDATE content_pages SET status = 'ARCHIVED';
SELECT count(*) FROM pages;
UPDATE content_pages SET status = 'PUBLISHED', published_at = '2020-01-01';
SELECT version FROM pages;
DELETE FROM content_pages;
SELECT count(*) FROM pages;

-- a step down drops both, a step up fills them again
DROP VIEW found, pages;
SELECT version, direction FROM boh_migrate('test_search', 12);
UPDATE events SET title = 'While search was away' WHERE title = 'Repeatable';
SELECT version, direction FROM boh_migrate('test_search');
SELECT title FROM event_search ORDER BY event_id;
SELECT * FROM boh_verify(progress => false);

SET client_min_messages = warning;
DROP SCHEMA test_search CASCADE;

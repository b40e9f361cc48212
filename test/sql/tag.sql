-- Tags, and events that carry them

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_tag');
SET search_path = test_tag, public;

INSERT INTO tags (name) VALUES ('Jazz & Blues'), ('jazz and blues'), ('Été'), ('C++'), ('C'), ('☂'), ('?!'), ('東京')
	RETURNING name, slug, boh_uuid7_time(id) IS NOT NULL AS version_7;
INSERT INTO tags (name, slug) VALUES ('Free', 'no-charge') RETURNING slug;

-- a word stands once, and so does its name in URLs
SELECT raises('INSERT INTO tags (name) VALUES (''Free'')') AS name,
	raises('INSERT INTO tags (name, slug) VALUES (''Gratis'', ''no-charge'')') AS slug;
INSERT INTO tags (name) VALUES ('Free') ON CONFLICT (name) DO NOTHING;
INSERT INTO tags (name) VALUES ('Free') ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING slug;

SELECT length(name), raises(format('INSERT INTO tags (name) VALUES (%L)', name))
FROM (VALUES (1, ''), (2, NULL), (3, repeat('é', 100)), (4, repeat('ü', 101))) v (n, name) ORDER BY n;
SELECT raises('INSERT INTO tags (name, slug) VALUES (''X'', ''No Slug'')') AS form,
	raises(format('INSERT INTO tags (name, slug) VALUES (''X'', %L)', repeat('x', 101))) AS length;

-- another word leaves the slug, and updated_at is kept
UPDATE tags SET name = 'Summer', updated_at = '2001-01-01' WHERE slug = 'ete' RETURNING slug, updated_at >= created_at AS kept;

-- an event carries a tag once, and both ways the pair goes with either
INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO events (author_id, title, start_date, end_date, capacity)
	SELECT '00000000-0000-0000-0000-0000000000aa', title, '2999-01-01', '2999-01-02', 10 FROM unnest(ARRAY['One', 'Two']) title;
INSERT INTO event_tags SELECT e.id, t.id FROM events e, tags t WHERE t.slug IN ('c', 'ete');
SELECT raises('INSERT INTO event_tags SELECT * FROM event_tags') AS twice,
	raises('INSERT INTO event_tags SELECT boh_uuid7(), id FROM tags WHERE slug = ''c''') AS no_event,
	raises('INSERT INTO event_tags SELECT id, boh_uuid7() FROM events WHERE slug = ''one''') AS no_tag;
DELETE FROM events WHERE slug = 'one';
SELECT e.slug AS event, t.slug AS tag FROM event_tags JOIN events e ON e.id = event_id JOIN tags t ON t.id = tag_id ORDER BY 1, 2;
DELETE FROM tags WHERE slug = 'c';
UPDATE tags SET id = '00000000-0000-0000-0000-0000000000bb' WHERE slug = 'ete';
SELECT e.slug AS event, tag_id FROM event_tags JOIN events e ON e.id = event_id ORDER BY 1;

-- a name of which something can be seen; one that is stored stays as it is, until it changes
SELECT raises('INSERT INTO tags (name) VALUES (''  '')') AS spaces, raises(E'INSERT INTO tags (name) VALUES (E''\u200B'')') AS zero_width;
SET session_replication_role = replica;
INSERT INTO tags (name, slug) VALUES (E'\u200B', 'blank');
RESET session_replication_role;
UPDATE tags SET slug = 'still-blank' WHERE slug = 'blank' RETURNING slug;
SELECT raises('UPDATE tags SET name = '' '' WHERE slug = ''still-blank''') AS changed;

SET client_min_messages = warning;
DROP SCHEMA test_tag CASCADE;

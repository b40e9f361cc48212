-- Sections: the form of each type, forms of one's own, changing and moving to another form

\set VERBOSITY terse
SELECT count(*) > 0 AS migrated FROM boh_migrate('test_section');
SET search_path = test_section, public;
SET boh.schema = 'test_section';
SET timezone = 'UTC';

-- what is wrong with data, as errors in the order of the walk
CREATE FUNCTION wrong(section_type text, data jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(concat_ws(' ', nullif(path, ''), keyword || ':', message), '; '), 'nothing') FROM boh_section_errors(section_type, data)
$$;
-- a document with one key changed; NULL takes it away
CREATE FUNCTION broken(section_type text, good jsonb, path text, value jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT wrong(section_type, CASE WHEN value IS NULL THEN good #- path::text[] ELSE jsonb_set(good, path::text[], value) END)
$$;

--
-- The seven types: a full document, the least there can be, and each rule broken
--

\set hero '\'{"heading": "Welcome", "subheading": "to the fair", "backgroundImageUrl": "/img/a.jpg", "ctaText": "Book", "ctaLink": "/events/fair", "alignment": "left"}\'::jsonb'
SELECT wrong('HERO', :hero) AS "full", wrong('HERO', '{"heading": "W"}') AS least;
SELECT path, broken('HERO', :hero, path, value) FROM (VALUES
	(1, '{heading}', NULL), (2, '{heading}', '""'), (3, '{heading}', to_jsonb(repeat('é', 200))), (4, '{heading}', to_jsonb(repeat('é', 201))), (5, '{heading}', '1'), (6, '{heading}', 'null'),
	(7, '{subheading}', to_jsonb(repeat('x', 501))), (8, '{backgroundImageUrl}', '"javascript:alert(1)"'), (9, '{backgroundImageUrl}', to_jsonb('/' || repeat('x', 2000))),
	(10, '{ctaText}', NULL), (11, '{ctaLink}', NULL), (12, '{ctaText}', '""'), (13, '{ctaText}', to_jsonb(repeat('x', 101))), (14, '{ctaLink}', '"javascript:alert(1)"'), (15, '{ctaLink}', '"mailto:ada@example.org"'),
	(16, '{ctaLink}', to_jsonb('/' || repeat('x', 2000))), (17, '{alignment}', '"top"'), (18, '{Heading}', '"x"'), (19, '{heading2}', '{}')) v (n, path, value) ORDER BY n;

\set text '\'{"content": "<p>Hello</p>", "alignment": "justify"}\'::jsonb'
SELECT wrong('TEXT', :text) AS "full", wrong('TEXT', '{"content": "x"}') AS least;
SELECT path, broken('TEXT', :text, path, value) FROM (VALUES
	(1, '{content}', NULL), (2, '{content}', '""'), (3, '{content}', '["x"]'), (4, '{content}', to_jsonb(repeat('x', 500001))), (5, '{alignment}', '"middle"'), (6, '{color}', '"red"')) v (n, path, value) ORDER BY n;

\set image '\'{"url": "https://cdn.example.org/a.jpg", "alt": "A hall", "caption": "The hall", "alignment": "right", "width": "full"}\'::jsonb'
SELECT wrong('IMAGE', :image) AS "full", wrong('IMAGE', '{"url": "/a.jpg", "alt": ""}') AS least;
SELECT path, broken('IMAGE', :image, path, value) FROM (VALUES
	(1, '{url}', NULL), (2, '{url}', '"a.jpg"'), (3, '{url}', to_jsonb('/' || repeat('x', 2000))), (4, '{alt}', NULL), (5, '{alt}', 'null'), (6, '{alt}', to_jsonb(repeat('x', 1001))),
	(7, '{caption}', to_jsonb(repeat('x', 1001))), (8, '{alignment}', '"justify"'), (9, '{width}', '"huge"'), (10, '{width}', '100'), (11, '{height}', '100')) v (n, path, value) ORDER BY n;

\set video '\'{"url": "https://www.youtube.com/watch?v=abc", "thumbnailUrl": "/a.jpg", "caption": "The fair"}\'::jsonb'
SELECT wrong('VIDEO', :video) AS "full", wrong('VIDEO', '{"url": "https://cdn.example.org/a.mp4"}') AS least, wrong('VIDEO', '{"url": "https://vimeo.com/12345"}') AS vimeo;
SELECT path, broken('VIDEO', :video, path, value) FROM (VALUES
	(1, '{url}', NULL), (2, '{url}', '"https://example.org/page"'), (3, '{url}', to_jsonb('https://example.org/' || repeat('x', 1980) || '.mp4')), (4, '{thumbnailUrl}', '"data:x"'),
	(5, '{thumbnailUrl}', to_jsonb('/' || repeat('x', 2000))), (6, '{caption}', to_jsonb(repeat('x', 1001))), (7, '{autoplay}', 'true')) v (n, path, value) ORDER BY n;

\set gallery '\'{"images": [{"url": "/a.jpg", "alt": "", "caption": "A"}, {"url": "/b.jpg", "alt": "B"}], "columns": 6, "spacing": "none"}\'::jsonb'
SELECT wrong('GALLERY', :gallery) AS "full", wrong('GALLERY', '{"images": [{"url": "/a.jpg", "alt": ""}]}') AS least;
SELECT path, broken('GALLERY', :gallery, path, value) FROM (VALUES
	(1, '{images}', NULL), (2, '{images}', '[]'), (3, '{images}', (SELECT jsonb_agg('{"url": "/a.jpg", "alt": ""}'::jsonb) FROM generate_series(1, 100))),
	(4, '{images}', (SELECT jsonb_agg('{"url": "/a.jpg", "alt": ""}'::jsonb) FROM generate_series(1, 101))), (5, '{images,0}', '"/a.jpg"'),
	(6, '{images,1,url}', NULL), (7, '{images,1,url}', '"b.jpg"'), (8, '{images,1,url}', to_jsonb('/' || repeat('x', 2000))), (9, '{images,1,alt}', NULL), (10, '{images,1,alt}', to_jsonb(repeat('x', 1001))),
	(11, '{images,0,caption}', to_jsonb(repeat('x', 1001))), (12, '{images,0,width}', '1'), (13, '{columns}', '0'), (14, '{columns}', '7'), (15, '{columns}', '2.5'), (16, '{columns}', '3.0'), (17, '{columns}', '"3"'),
	(18, '{spacing}', '"wide"'), (19, '{title}', '"x"')) v (n, path, value) ORDER BY n;

\set form '\'{"fields": [{"name": "email", "label": "Address", "type": "email", "required": true, "placeholder": "you@example.org"}, {"name": "topic", "label": "Topic", "type": "select", "options": ["Tickets", "Other"]}], "submitText": "Send", "recipientEmail": "office@example.org", "successMessage": "Thank you"}\'::jsonb'
SELECT wrong('CONTACT_FORM', :form) AS "full", wrong('CONTACT_FORM', '{"fields": [{"name": "n", "label": "N", "type": "text"}], "recipientEmail": "a@example.org"}') AS least;
SELECT kind, broken('CONTACT_FORM', :form, '{fields,0,type}', to_jsonb(kind)) FROM unnest('{text,email,tel,textarea,checkbox,number,date,select,radio,Text}'::text[]) k (kind);
SELECT path, broken('CONTACT_FORM', :form, path, value) FROM (VALUES
	(1, '{fields}', NULL), (2, '{fields}', '[]'),
	(3, '{fields}', (SELECT jsonb_agg(jsonb_build_object('name', 'n' || n, 'label', 'L', 'type', 'text')) FROM generate_series(1, 30) n)),
	(4, '{fields}', (SELECT jsonb_agg(jsonb_build_object('name', 'n' || n, 'label', 'L', 'type', 'text')) FROM generate_series(1, 31) n)),
	(5, '{fields}', (SELECT jsonb_agg(jsonb_build_object('name', 'n' || n % 29, 'label', 'L', 'type', 'text')) FROM generate_series(1, 30) n)),
	(6, '{fields,0,name}', '"topic"'), (7, '{fields,0,name}', '"Topic"'), (8, '{fields,0,name}', NULL), (9, '{fields,0,name}', '""'), (10, '{fields,0,name}', to_jsonb(repeat('x', 101))), (11, '{fields,0,name}', '1'),
	(12, '{fields,0,label}', NULL), (13, '{fields,0,label}', '""'), (14, '{fields,0,label}', to_jsonb(repeat('x', 201))), (15, '{fields,0,type}', NULL), (16, '{fields,0,required}', '"yes"'),
	(17, '{fields,0,placeholder}', to_jsonb(repeat('x', 201))), (18, '{fields,0,options}', '["a"]'), (19, '{fields,1,options}', NULL), (20, '{fields,1,options}', '[]'), (21, '{fields,1,options}', '["a", "a"]'),
	(22, '{fields,1,options}', '["a", ""]'), (23, '{fields,1,options}', '[1]'), (24, '{fields,1,options}', (SELECT jsonb_agg(n::text) FROM generate_series(1, 101) n)), (25, '{fields,1,options,0}', to_jsonb(repeat('x', 201))),
	(26, '{fields,1,type}', '"text"'), (27, '{fields,0,pattern}', '"x"'), (28, '{submitText}', '""'), (29, '{submitText}', to_jsonb(repeat('x', 101))), (30, '{recipientEmail}', NULL), (31, '{recipientEmail}', '"office"'),
	(32, '{recipientEmail}', to_jsonb(repeat('x', 60) || '@' || repeat('x.', 100) || 'example.org')), (33, '{successMessage}', to_jsonb(repeat('x', 1001))), (34, '{captcha}', 'true')) v (n, path, value) ORDER BY n;

\set list '\'{"limit": 100, "category": "CONCERT", "sort": "title-descending", "display": "list"}\'::jsonb'
SELECT wrong('EVENT_LIST', :list) AS "full", wrong('EVENT_LIST', '{}') AS least, wrong('EVENT_LIST', '{"category": null}') AS every_category;
SELECT path, broken('EVENT_LIST', :list, path, value) FROM (VALUES
	(1, '{limit}', '0'::jsonb), (2, '{limit}', '101'), (3, '{limit}', '1.5'), (4, '{limit}', '"10"'), (5, '{category}', '"concert"'), (6, '{category}', '"YOGA"'), (7, '{sort}', '"date"'), (8, '{display}', '"map"'), (9, '{page}', '2')) v (n, path, value) ORDER BY n;

SELECT t AS type, wrong(t, '[]') AS "array", wrong(t, '"x"') AS "text", wrong(t, 'null') AS "null"
FROM unnest(enum_range(NULL::section_type)) WITH ORDINALITY e (v, n), LATERAL (SELECT v::text) s (t) ORDER BY n;

-- categories are those that the enum has, from the moment on when it has them
SELECT boh_section_schema('EVENT_LIST') #> '{properties,category,enum}' = to_jsonb(enum_range(NULL::event_category)) || 'null' AS those_of_the_enum;
ALTER TYPE event_category ADD VALUE 'YOGA' BEFORE 'WORKSHOP';
SELECT wrong('EVENT_LIST', '{"category": "YOGA"}');
ALTER TYPE event_category RENAME VALUE 'YOGA' TO 'PILATES';
SELECT wrong('EVENT_LIST', '{"category": "YOGA"}') <> 'nothing' AS gone, wrong('EVENT_LIST', '{"category": "PILATES"}');
BEGIN;
ALTER TYPE event_category ADD VALUE 'CHESS';
SELECT wrong('EVENT_LIST', '{"category": "CHESS"}');
ROLLBACK;
SELECT wrong('EVENT_LIST', '{"category": "CHESS"}') <> 'nothing' AS gone;

-- forms can be shown: every key has a title
SELECT t AS type, key FROM unnest(enum_range(NULL::section_type)) e (v), LATERAL (SELECT v::text) s (t),
	jsonb_each(boh_section_schema(t) -> 'properties') p (key, form) WHERE form ->> 'title' IS NULL;
SELECT t AS type, f ->> 'title' AS title, f ->> 'description' AS description, f ->> 'additionalProperties' AS others, boh_json_valid('{"$ref": "https://json-schema.org/draft/2020-12/schema"}', f) AS schema
FROM unnest(enum_range(NULL::section_type)) WITH ORDINALITY e (v, n), LATERAL (SELECT v::text) s (t), boh_section_schema(t) f ORDER BY n;

--
-- Validation as an error
--

SELECT boh_validate_section('HERO', '{"heading": "Welcome"}'), boh_validate_section('HERO', NULL), boh_validate_section(NULL, '{}');
SELECT * FROM raised($$SELECT boh_validate_section('HERO', '{"heading": 5, "colour": "red", "ctaText": "Go"}')$$) \gx
SELECT code, message, left(detail, 90) AS detail FROM raised($$SELECT boh_validate_section('HERO', '[]')$$);
-- all errors are told
SELECT detail::jsonb -> 'error_count' AS count, jsonb_array_length(detail::jsonb -> 'errors') AS listed, detail::jsonb #> '{errors,299}' AS last
FROM raised($$SELECT boh_validate_section('GALLERY', jsonb_build_object('images', (SELECT jsonb_agg('{"url": "x", "alt": 1, "more": true}'::jsonb) FROM generate_series(1, 100) n)))$$);
-- there are bounds to what an error carries
SELECT code, message, detail::jsonb -> 'error_count' AS count, jsonb_array_length(detail::jsonb -> 'errors') AS listed
FROM raised($$SELECT boh_validate_section('HERO', (SELECT jsonb_object_agg('key ' || n, n) FROM generate_series(1, 1000) n))$$);
SELECT code, length(message), detail::jsonb -> 'error_count' AS count, jsonb_array_length(detail::jsonb -> 'errors') AS listed
FROM raised($$SELECT boh_validate_section('HERO', jsonb_build_object(repeat('k', 70000), 1))$$);
SELECT n, raises(format('SELECT boh_validate_section(%L, ''{}'')', n)) FROM unnest('{hero,HER,HEROES,"",BANNER}'::text[]) n;
SELECT raises('SELECT boh_section_schema(''BANNER'')'), raises('SELECT * FROM boh_section_errors(''BANNER'', ''{}'')');

--
-- The table
--

INSERT INTO users (id, email) VALUES ('00000000-0000-0000-0000-0000000000aa', 'ada@example.com');
INSERT INTO content_pages (id, author_id, slug, title) VALUES ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000aa', 'home', 'Home'),
	('00000000-0000-0000-0000-0000000000f2', '00000000-0000-0000-0000-0000000000aa', 'about', 'About');
CREATE FUNCTION page(n integer) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN ('00000000-0000-0000-0000-0000000000f' || n)::uuid;
CREATE FUNCTION section(n integer) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN ('00000000-0000-0000-0000-0000000000' || n)::uuid;

INSERT INTO content_sections (id, page_id, type, data) VALUES (section(11), page(1), 'HERO', '{"heading": "Welcome"}'), (section(12), page(1), 'TEXT', '{"content": "Hello"}'),
	(section(21), page(2), 'HERO', '{"heading": "About"}') RETURNING id, position;
INSERT INTO content_sections (id, page_id, type, data, position) VALUES (section(13), page(1), 'IMAGE', '{"url": "/a.jpg", "alt": ""}', 7);
INSERT INTO content_sections (id, page_id, type, data) VALUES (section(14), page(1), 'EVENT_LIST', '{}') RETURNING position;
SELECT * FROM raised('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), ''HERO'', ''{"title": "x"}'')') \gx
SELECT raises('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), ''HERO'', NULL)') AS no_data,
	raises('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), NULL, ''{}'')') AS no_type,
	raises('INSERT INTO content_sections (page_id, type, data) VALUES (page(9), ''EVENT_LIST'', ''{}'')') AS no_page;
SELECT raises('UPDATE content_sections SET data = ''{}'' WHERE id = section(11)') AS data, raises('UPDATE content_sections SET type = ''TEXT'' WHERE id = section(11)') AS type,
	raises('UPDATE content_sections SET type = ''TEXT'', data = ''{"content": "x"}'' WHERE id = section(11)') AS both,
	raises('UPDATE content_sections SET type = ''HERO'', data = ''{"heading": "Welcome"}'' WHERE id = section(11)') AS back;
UPDATE content_sections SET updated_at = '2001-01-01' WHERE id = section(11) RETURNING updated_at > created_at AS kept;
-- NULL is the end, also of the page where a section is
BEGIN;
UPDATE content_sections SET position = NULL WHERE id = section(11) RETURNING position;
UPDATE content_sections SET page_id = page(2), position = NULL WHERE id = section(11) RETURNING position;
ROLLBACK;
UPDATE content_sections SET position = 2147483647 WHERE id = section(14);
SELECT raises('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), ''EVENT_LIST'', ''{}'')');
UPDATE content_sections SET position = 8 WHERE id = section(14);
-- large data, stored out of line
INSERT INTO content_sections (id, page_id, type, data) VALUES (section(15), page(1), 'TEXT', jsonb_build_object('content', (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 10000) n)));
UPDATE content_sections SET data = data || '{"alignment": "left"}' WHERE id = section(15);
INSERT INTO content_sections (page_id, type, data) SELECT page(2), type, data FROM content_sections WHERE id = section(15) RETURNING length(data ->> 'content');
SELECT raises('INSERT INTO content_sections (page_id, type, data) SELECT page(2), ''IMAGE'', data FROM content_sections WHERE id = section(15)');

--
-- Types of one's own
--

ALTER TYPE section_type ADD VALUE 'QUOTE';
SELECT raises('SELECT boh_validate_section(''QUOTE'', ''{}'')') AS validate, raises('SELECT boh_section_schema(''QUOTE'')') AS schema;
SELECT * FROM raised('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), ''QUOTE'', ''{"words": "x"}'')') \gx
-- refused schemas
SELECT schema, raises(format('INSERT INTO section_schemas (type, schema) VALUES (''QUOTE'', %L)', schema)) FROM (VALUES
	(1, '{}'), (2, 'true'), (3, '[]'), (4, '{"type": "array"}'), (5, '{"type": ["object"]}'), (6, '{"type": "object", "minProperties": -1}'), (7, '{"type": "object", "$ref": "#/$defs/quote"}'),
	(8, '{"type": "object", "properties": {"words": {"format": "shout"}}}'), (9, '{"type": "object", "$ref": "https://example.org/quote"}'), (10, NULL)) v (n, schema) ORDER BY n;
SELECT code, place FROM raised('INSERT INTO section_schemas (type, schema) VALUES (''QUOTE'', ''{"type": "object", "minProperties": -1}'')');
SELECT raises(format('INSERT INTO section_schemas (type, schema) VALUES (''QUOTE'', %L)', jsonb_build_object('type', 'object', 'description', repeat('x', 100000))));
SELECT raises('INSERT INTO section_schemas (type, schema, description) VALUES (''QUOTE'', ''{"type": "object"}'', '''')');
-- used at once
INSERT INTO section_schemas (type, schema, description)
VALUES ('QUOTE', '{"type": "object", "properties": {"words": {"type": "string", "minLength": 1}, "by": {"type": "string"}}, "required": ["words"], "additionalProperties": false}', 'Words of somebody.')
RETURNING updated_at >= created_at AS stamped;
SELECT boh_section_schema('QUOTE') -> 'required' AS required, wrong('QUOTE', '{"words": ""}'), raises('SELECT boh_validate_section(''QUOTE'', ''{"words": "x"}'')') AS good;
INSERT INTO content_sections (id, page_id, type, data) VALUES (section(16), page(1), 'QUOTE', '{"words": "Be quick"}'), (section(22), page(2), 'QUOTE', '{"words": "Be slow"}');
SELECT raises('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), ''QUOTE'', ''{"by": "x"}'')');
-- a transaction that is rolled back, or a part of it, leaves nothing behind
BEGIN;
UPDATE section_schemas SET schema = '{"type": "object", "properties": {"words": {"type": "string"}}}' WHERE type = 'QUOTE';
SELECT wrong('QUOTE', '{"words": ""}');
SAVEPOINT s;
UPDATE section_schemas SET schema = '{"type": "object", "properties": {"words": {"type": "string", "maxLength": 10}}}' WHERE type = 'QUOTE';
SELECT wrong('QUOTE', '{"words": "Be very quick"}');
ROLLBACK TO s;
SELECT wrong('QUOTE', '{"words": "Be very quick"}');
SAVEPOINT s;
DELETE FROM content_sections WHERE type = 'QUOTE';
DELETE FROM section_schemas WHERE type = 'QUOTE';
SELECT raises('SELECT boh_validate_section(''QUOTE'', ''{}'')');
ROLLBACK TO s;
SELECT wrong('QUOTE', '{"words": ""}');
ROLLBACK;
SELECT wrong('QUOTE', '{"words": ""}');

--
-- A form that existing sections break
--

SELECT code, message, jsonb_pretty(detail::jsonb) AS detail, hint, place FROM raised('UPDATE section_schemas SET schema = schema || ''{"required": ["words", "by"]}'' WHERE type = ''QUOTE''') \gx
SELECT raises('DELETE FROM section_schemas WHERE type = ''QUOTE''') AS deleted, raises('TRUNCATE section_schemas') AS truncated, raises('UPDATE section_schemas SET type = ''VIDEO'' WHERE type = ''QUOTE''') AS renamed;
-- a row may also replace a form of the extension's
SELECT raises('INSERT INTO section_schemas (type, schema) VALUES (''HERO'', ''{"type": "object", "required": ["picture"]}'')');
INSERT INTO section_schemas (type, schema) VALUES ('HERO', '{"type": "object", "properties": {"heading": {"maxLength": 10}}}');
SELECT wrong('HERO', '{"heading": "A long heading"}'), wrong('HERO', '{"picture": 1}');
UPDATE content_sections SET data = '{"heading": "Welcome", "picture": "/a.jpg"}' WHERE id = section(11);
SELECT raises('DELETE FROM section_schemas WHERE type = ''HERO''');
UPDATE section_schemas SET description = 'Short ones.' WHERE type = 'HERO';
-- unless told otherwise
BEGIN;
SET LOCAL boh.allow_broken_sections = on;
DELETE FROM section_schemas WHERE type = 'HERO';
SELECT raises('UPDATE content_sections SET position = 70 WHERE id = section(11)') AS moved, raises('UPDATE content_sections SET data = data || ''{"subheading": "x"}'' WHERE id = section(11)') AS changed;
TRUNCATE section_schemas;
SELECT raises('SELECT boh_validate_section(''QUOTE'', ''{}'')');
ROLLBACK;
-- many are counted and named
INSERT INTO content_sections (page_id, type, data) SELECT page(2), 'QUOTE', '{"words": "Again"}' FROM generate_series(1, 250);
SELECT message, detail::jsonb -> 'section_count' AS count, jsonb_array_length(detail::jsonb -> 'sections') AS listed
FROM raised('UPDATE section_schemas SET schema = ''{"type": "object", "required": ["by"]}'' WHERE type = ''QUOTE''');
DELETE FROM content_sections WHERE data = '{"words": "Again"}';

--
-- Rights
--

CREATE ROLE regress_boh_editor;
GRANT USAGE ON SCHEMA test_section TO regress_boh_editor;
GRANT SELECT (id), INSERT, UPDATE ON content_sections TO regress_boh_editor;
CALL see_all('test_section', 'regress_boh_editor');
SET ROLE regress_boh_editor;
SELECT raises('SELECT boh_validate_section(''HERO'', ''{"heading": "x"}'')') AS validate, raises('SELECT * FROM boh_section_errors(''HERO'', ''{}'')') AS errors, raises('SELECT boh_section_schema(''HERO'')') AS schema,
	raises('SELECT boh_migrate_sections(''HERO'', ''[]'')') AS migrate;
-- the rule holds all the same, and tells nobody what they may not read
SELECT raises('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), ''QUOTE'', ''{"by": "x"}'')') AS inserted;
SELECT code, message, detail FROM raised('UPDATE content_sections SET type = ''IMAGE'' WHERE id = section(16)');
RESET ROLE;
GRANT SELECT, INSERT, UPDATE, DELETE ON section_schemas TO regress_boh_editor;
SET ROLE regress_boh_editor;
SELECT wrong('QUOTE', '{}'), boh_section_schema('QUOTE') IS NOT NULL AS schema;
SELECT code, message, detail FROM raised('UPDATE section_schemas SET schema = ''{"type": "object", "required": ["by"]}'' WHERE type = ''QUOTE''');
SELECT raises('SELECT boh_migrate_sections(''HERO'', ''[]'')') AS migrate;
RESET ROLE;
-- row-level security hides forms of one's own
ALTER POLICY see_all_regress_boh_editor ON section_schemas USING (type = 'HERO');
SET ROLE regress_boh_editor;
SELECT raises('SELECT boh_section_schema(''QUOTE'')') AS hidden, boh_section_schema('HERO') ? 'properties' AS seen, boh_section_schema('TEXT') ? 'properties' AS of_the_extension;
SELECT raises('INSERT INTO content_sections (page_id, type, data) VALUES (page(1), ''QUOTE'', ''{"by": "x"}'')') AS inserted;
RESET ROLE;
ALTER POLICY see_all_regress_boh_editor ON section_schemas USING (true);

--
-- Moving to another form
--

UPDATE content_sections SET is_visible = false WHERE id = section(16);
SELECT boh_publish_page(page(1)), boh_publish_page(page(2));
-- without a patch that does it, nothing changes
SELECT code, message, jsonb_pretty(detail::jsonb) AS detail FROM raised($$SELECT boh_migrate_sections('QUOTE', '[{"op": "move", "from": "/by", "path": "/author"}]',
	'{"type": "object", "properties": {"text": {"type": "string"}, "author": {"type": "string"}}, "required": ["text"], "additionalProperties": false}')$$) \gx
SELECT boh_section_schema('QUOTE') -> 'required' AS required;
SELECT id, data FROM content_sections WHERE type = 'QUOTE' ORDER BY id;
SELECT * FROM boh_migrate_sections('QUOTE', '[{"op": "move", "from": "/words", "path": "/text"}, {"op": "move", "from": "/by", "path": "/author"}]',
	'{"type": "object", "properties": {"text": {"type": "string"}, "author": {"type": "string"}}, "required": ["text"], "additionalProperties": false}');
SELECT id, data FROM content_sections WHERE type = 'QUOTE' ORDER BY id;
SELECT page_id, s ->> 'type' AS type, s -> 'data' AS visible FROM content_page_versions, jsonb_array_elements(snapshot -> 'sections') s WHERE s ->> 'type' IN ('QUOTE', 'HERO') ORDER BY 1, 2;
SELECT page_id, s ->> 'type' AS type, s -> 'data' AS hidden FROM content_page_versions, jsonb_array_elements(hidden_sections) s ORDER BY 1, 2;
SELECT boh_section_schema('QUOTE') -> 'required' AS required, description FROM section_schemas WHERE type = 'QUOTE';
-- again there is nothing to do
SELECT * FROM boh_migrate_sections('QUOTE', '[{"op": "move", "from": "/words", "path": "/text"}]');
-- the form stays, the data change
SELECT * FROM boh_migrate_sections('QUOTE', '[{"op": "test", "path": "/text", "value": "Be slow"}, {"op": "add", "path": "/author", "value": "Ada"}]');
SELECT id, data FROM content_sections WHERE type = 'QUOTE' ORDER BY id;
-- a version brought back is of the new form
SELECT boh_rollback_page(page(2), 1);
SELECT data FROM content_sections WHERE id = section(22);
-- those that do not fit may stay as they are
BEGIN;
SET LOCAL boh.allow_broken_sections = on;
SELECT * FROM boh_migrate_sections('QUOTE', '[{"op": "copy", "from": "/author", "path": "/source"}]', '{"type": "object", "required": ["source"]}');
SELECT id, data FROM content_sections WHERE type = 'QUOTE' ORDER BY id;
SELECT page_id, s -> 'data' AS hidden FROM content_page_versions, jsonb_array_elements(hidden_sections) s ORDER BY 1;
ROLLBACK;
-- wrong arguments
SELECT raises('SELECT boh_migrate_sections(NULL, ''[]'')') AS type, raises('SELECT boh_migrate_sections(''HERO'', NULL)') AS patch, raises('SELECT boh_migrate_sections(''HERO'', ''{}'')') AS no_patch,
	raises('SELECT boh_migrate_sections(''BANNER'', ''[]'')') AS no_type, raises('SELECT boh_migrate_sections(''BANNER'', ''[]'', ''{"type": "object"}'')') AS new_type,
	raises('SELECT boh_migrate_sections(''HERO'', ''[]'', ''{"type": "object", "minProperties": -1}'')') AS no_schema;
-- who may change forms and sections may move them
GRANT SELECT ON content_sections TO regress_boh_editor;
SET ROLE regress_boh_editor;
SELECT * FROM boh_migrate_sections('QUOTE', '[{"op": "remove", "path": "/author"}]');
-- what is wrong in versions is told to those who may read them
SELECT code, message, detail::jsonb ? 'sections' AS told, detail::jsonb #> '{sections,0}' ? 'version' AS version
	FROM raised('SELECT boh_migrate_sections(''QUOTE'', ''[{"op": "add", "path": "/only", "value": 1}]'', ''{"type": "object", "required": ["never"]}'')');
RESET ROLE;
BEGIN;
DELETE FROM content_sections WHERE type = 'QUOTE';
SET ROLE regress_boh_editor;
SELECT code, message, detail::jsonb ? 'sections' AS told
	FROM raised('SELECT boh_migrate_sections(''QUOTE'', ''[]'', ''{"type": "object", "required": ["never"]}'')');
RESET ROLE;
GRANT SELECT ON content_page_versions TO regress_boh_editor;
SET ROLE regress_boh_editor;
SELECT code, message, detail::jsonb #> '{sections,0}' ? 'version' AS version
	FROM raised('SELECT boh_migrate_sections(''QUOTE'', ''[]'', ''{"type": "object", "required": ["never"]}'')');
ROLLBACK;
RESET ROLE;
-- labels may have any characters
ALTER TYPE section_type ADD VALUE E'A "quoted\\ type';
INSERT INTO section_schemas (type, schema) VALUES (E'A "quoted\\ type', '{"type": "object"}');
SELECT * FROM boh_migrate_sections(E'A "quoted\\ type', '[]');
-- whoever might not see or change some sections moves none
CREATE FUNCTION migrates() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	SET LOCAL ROLE regress_boh_editor;
	result := raises('SELECT boh_migrate_sections(''QUOTE'', ''[]'')');
	RESET ROLE;
	RETURN result;
END $$;
CREATE POLICY others ON content_sections AS RESTRICTIVE FOR UPDATE USING (true);
SELECT migrates() AS all_pass;
ALTER POLICY others ON content_sections USING (id IS NOT NULL);
SELECT migrates() AS not_to_update;
ALTER POLICY others ON content_sections TO CURRENT_USER;
SELECT migrates() AS of_another_role;
ALTER POLICY see_all_regress_boh_editor ON content_sections USING (id IS NOT NULL);
SELECT migrates() AS not_to_see;

-- triggers of sections are for their tables
SELECT raises('SELECT boh_content_sections_check()'), raises('SELECT boh_section_schemas_check()');
CREATE TABLE other (type text, schema jsonb, data jsonb);
CREATE TRIGGER check_it BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION boh_content_sections_check();
SELECT raises('INSERT INTO other VALUES (''HERO'', ''{}'', ''{}'')');

SET client_min_messages = warning;
DROP SCHEMA test_section CASCADE;
DROP ROLE regress_boh_editor;

-- What the benchmark of the content domain measures, and measures with.

\set ON_ERROR_STOP 1
SET client_min_messages = warning;
CREATE EXTENSION boh;
SELECT FROM boh_migrate();

--
-- Documents
--

CREATE TABLE documents (name text PRIMARY KEY, type text NOT NULL, data jsonb NOT NULL);
INSERT INTO documents VALUES
	('HERO', 'HERO', '{"heading": "Culture House: Summer", "subheading": "Concerts and poems", "ctaText": "See the programme", "ctaLink": "/events", "alignment": "center", "backgroundImageUrl": "https://example.org/uploads/a.jpg"}'),
	('TEXT', 'TEXT', '{"content": "<h2>About us</h2><p>We are a <strong>culture house</strong> by the river, with a <a href=\"/hall\">hall</a> and a caf\u00e9.</p>", "alignment": "left"}'),
	('IMAGE', 'IMAGE', '{"url": "/uploads/hall.jpg", "alt": "The hall with its stage", "caption": "Built in 1911", "alignment": "center"}'),
	('VIDEO', 'VIDEO', '{"url": "https://www.youtube.com/watch?v=abcdefghijk", "thumbnailUrl": "/uploads/video.jpg", "caption": "The last season"}'),
	('GALLERY', 'GALLERY', '{"images": [{"url": "/uploads/1.jpg", "alt": "One"}, {"url": "/uploads/2.jpg", "alt": "Two", "caption": "The second"}], "columns": 2}'),
	('CONTACT_FORM', 'CONTACT_FORM', '{"fields": [{"name": "email", "label": "Your address", "type": "email", "required": true}, {"name": "topic", "label": "Topic", "type": "select", "required": false, "options": ["Tickets", "Hall"]}], "recipientEmail": "office@example.org", "submitText": "Send"}'),
	('EVENT_LIST', 'EVENT_LIST', '{"limit": 12, "category": null, "display": "grid"}');
INSERT INTO documents
	SELECT 'GALLERY of 100', 'GALLERY', jsonb_build_object('columns', 4, 'spacing', 'small', 'images', jsonb_agg(jsonb_build_object(
		'url', 'https://example.org/uploads/2026/summer/picture-' || lpad(n::text, 4, '0') || '.jpg',
		'alt', 'Picture ' || n || ' of the summer festival by the river', 'caption', 'Photographed on the evening of day ' || n)))
	FROM generate_series(1, 100) n;

--
-- The same rules of HERO and GALLERY by hand
--

CREATE SCHEMA by_hand;

CREATE FUNCTION by_hand.is_image_url(url text) RETURNS boolean LANGUAGE sql IMMUTABLE
	RETURN url ~ '^(https?://[A-Za-z0-9[]|/(?!/))[^[:space:][:cntrl:]\\]*$';

CREATE FUNCTION by_hand.is_link(url text) RETURNS boolean LANGUAGE sql IMMUTABLE
	RETURN url ~ '^(https?://[A-Za-z0-9[]|/(?!/)|#|mailto:|tel:)[^[:space:][:cntrl:]\\]*$';

CREATE FUNCTION by_hand.validate_hero(data jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	IF jsonb_typeof(data) <> 'object' THEN
		RAISE check_violation USING MESSAGE = 'data must be an object';
	END IF;
	IF data - ARRAY['heading', 'subheading', 'backgroundImageUrl', 'ctaText', 'ctaLink', 'alignment'] <> '{}' THEN
		RAISE check_violation USING MESSAGE = 'data has an unknown key';
	END IF;
	IF jsonb_typeof(data -> 'heading') IS DISTINCT FROM 'string' OR length(data ->> 'heading') NOT BETWEEN 1 AND 200 THEN
		RAISE check_violation USING MESSAGE = 'heading must be a text of 1 to 200 characters';
	END IF;
	IF data ? 'subheading' AND (jsonb_typeof(data -> 'subheading') <> 'string' OR length(data ->> 'subheading') > 500) THEN
		RAISE check_violation USING MESSAGE = 'subheading must be a text of at most 500 characters';
	END IF;
	IF data ? 'backgroundImageUrl' AND (jsonb_typeof(data -> 'backgroundImageUrl') <> 'string'
		OR length(data ->> 'backgroundImageUrl') > 2000 OR NOT by_hand.is_image_url(data ->> 'backgroundImageUrl')) THEN
		RAISE check_violation USING MESSAGE = 'backgroundImageUrl must be the address of a picture';
	END IF;
	IF data ? 'ctaText' <> data ? 'ctaLink' THEN
		RAISE check_violation USING MESSAGE = 'ctaText and ctaLink go together';
	END IF;
	IF data ? 'ctaText' THEN
		IF jsonb_typeof(data -> 'ctaText') <> 'string' OR length(data ->> 'ctaText') NOT BETWEEN 1 AND 100 THEN
			RAISE check_violation USING MESSAGE = 'ctaText must be a text of 1 to 100 characters';
		END IF;
		IF jsonb_typeof(data -> 'ctaLink') <> 'string' OR length(data ->> 'ctaLink') > 2000 OR NOT by_hand.is_link(data ->> 'ctaLink') THEN
			RAISE check_violation USING MESSAGE = 'ctaLink must be a link';
		END IF;
	END IF;
	IF data ? 'alignment' AND data -> 'alignment' NOT IN ('"left"', '"center"', '"right"') THEN
		RAISE check_violation USING MESSAGE = 'alignment must be left, center or right';
	END IF;
	RETURN true;
END $$;

-- One statement over all pictures is faster than a loop.
CREATE FUNCTION by_hand.validate_gallery(data jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	IF jsonb_typeof(data) <> 'object' THEN
		RAISE check_violation USING MESSAGE = 'data must be an object';
	END IF;
	IF data - ARRAY['images', 'columns', 'spacing'] <> '{}' THEN
		RAISE check_violation USING MESSAGE = 'data has an unknown key';
	END IF;
	IF jsonb_typeof(data -> 'images') IS DISTINCT FROM 'array' OR jsonb_array_length(data -> 'images') NOT BETWEEN 1 AND 100 THEN
		RAISE check_violation USING MESSAGE = 'images must be an array of 1 to 100 pictures';
	END IF;
	IF EXISTS (
		SELECT FROM jsonb_array_elements(data -> 'images') AS image
		WHERE CASE WHEN jsonb_typeof(image) <> 'object' THEN true
			WHEN image - ARRAY['url', 'alt', 'caption'] <> '{}' THEN true
			WHEN jsonb_typeof(image -> 'url') IS DISTINCT FROM 'string' OR length(image ->> 'url') > 2000
				OR NOT by_hand.is_image_url(image ->> 'url') THEN true
			WHEN jsonb_typeof(image -> 'alt') IS DISTINCT FROM 'string' OR length(image ->> 'alt') > 1000 THEN true
			WHEN image ? 'caption' AND (jsonb_typeof(image -> 'caption') <> 'string' OR length(image ->> 'caption') > 1000) THEN true
			ELSE false END)
	THEN
		RAISE check_violation USING MESSAGE = 'every picture must have a url and an alt, and may have a caption';
	END IF;
	IF data ? 'columns' AND (jsonb_typeof(data -> 'columns') <> 'number' OR (data ->> 'columns')::numeric NOT BETWEEN 1 AND 6
		OR (data ->> 'columns')::numeric % 1 <> 0) THEN
		RAISE check_violation USING MESSAGE = 'columns must be an integer of 1 to 6';
	END IF;
	IF data ? 'spacing' AND data -> 'spacing' NOT IN ('"none"', '"small"', '"medium"', '"large"') THEN
		RAISE check_violation USING MESSAGE = 'spacing must be none, small, medium or large';
	END IF;
	RETURN true;
END $$;

-- Both ways must come to the same.
CREATE FUNCTION is_refused(expression text, data jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	valid boolean;
BEGIN
	EXECUTE 'SELECT ' || expression INTO valid USING data;
	RETURN NOT valid;
EXCEPTION WHEN check_violation THEN
	RETURN true;
END $$;
DO $$
DECLARE
	hand text;
	document record;
	change jsonb;
	changed jsonb;
BEGIN
	FOR document IN SELECT * FROM documents WHERE type IN ('HERO', 'GALLERY') LOOP
		hand := 'by_hand.validate_' || lower(document.type) || '($1)';
		FOR change IN SELECT value FROM jsonb_array_elements('[{}, {"more": 1}, {"heading": ""}, {"heading": 1}, {"ctaText": null}, {"ctaLink": "javascript:x"},
			{"backgroundImageUrl": "//example.org"}, {"alignment": "top"}, {"subheading": []}, {"images": []}, {"images": [{"url": "/x"}]}, {"images": [{"url": "x", "alt": ""}]},
			{"images": [{"url": "/x", "alt": "", "more": 1}]}, {"images": {}}, {"columns": 7}, {"columns": 1.5}, {"columns": "2"}, {"spacing": "huge"}]') LOOP
			changed := document.data || change;
			IF is_refused(hand, changed) <> is_refused(format('boh_validate_section(%L, $1)', document.type), changed)
				OR is_refused(hand, changed) <> is_refused(format('boh_json_valid(boh_section_schema(%L), $1)', document.type), changed) THEN
				RAISE EXCEPTION 'they do not agree on %', changed;
			END IF;
		END LOOP;
	END LOOP;
END $$;

--
-- Pages and settings
--

INSERT INTO boh.users (email) VALUES ('author@example.org');
INSERT INTO boh.content_pages (author_id, slug, title, meta_description)
	SELECT u.id, 'page-' || n, 'Page ' || n, 'What page ' || n || ' is about' FROM boh.users u, generate_series(1, 1000) n;
INSERT INTO boh.content_sections (page_id, position, type, data)
	SELECT p.id, row_number() OVER (PARTITION BY p.id) - 1, d.type::boh.section_type, d.data
	FROM boh.content_pages p, documents d WHERE d.name <> 'GALLERY of 100';
UPDATE boh.content_pages SET status = 'PUBLISHED';
CREATE TABLE bare_pages (slug text COLLATE "C" PRIMARY KEY, page jsonb NOT NULL);
INSERT INTO bare_pages SELECT slug, boh_page(slug) FROM boh.content_pages;
DO $$
BEGIN
	IF EXISTS (SELECT FROM bare_pages WHERE page IS NULL OR page::text <> boh_page(slug)::text) THEN
		RAISE EXCEPTION 'the pages are not the same bytes';
	END IF;
END $$;

INSERT INTO boh.site_settings (key, value) SELECT 'setting.' || n, 'value of setting ' || n FROM generate_series(1, 100) n;
CREATE TABLE keys AS SELECT key FROM boh.site_settings;

INSERT INTO boh.content_pages (author_id, slug, title) SELECT id, 'long', 'Long' FROM boh.users;
INSERT INTO boh.content_sections (page_id, position, type, data)
	SELECT p.id, n - 1, 'HERO', d.data FROM boh.content_pages p, documents d, generate_series(1, 100) n WHERE p.slug = 'long' AND d.name = 'HERO';
INSERT INTO boh.content_pages (author_id, slug, title) SELECT id, 'empty', 'Empty' FROM boh.users;

--
-- Measuring: microseconds
--

-- An expression of a document's data and schema, for each of count rows.  The
-- document is in memory, as for a trigger.
CREATE FUNCTION time_of_document(expression text, document text, count integer) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz = clock_timestamp();
BEGIN
	EXECUTE format('WITH d AS MATERIALIZED (SELECT type, data || ''{}'' AS data FROM documents WHERE name = %L)
		SELECT count(%s) FROM d, generate_series(1, %s)', document, expression, count);
	RETURN extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
END $$;

-- An expression of a key.
CREATE FUNCTION time_of_key(expression text, count integer) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz = clock_timestamp();
BEGIN
	EXECUTE format('SELECT count(%s) FROM generate_series(1, %s / 100), keys k', expression, count);
	RETURN extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
END $$;

CREATE FUNCTION time_of_select(count integer) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz = clock_timestamp();
	result text;
BEGIN
	FOR n IN 1 .. count LOOP
		SELECT value INTO result FROM boh.site_settings WHERE key = 'setting.77';
	END LOOP;
	RETURN extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
END $$;

CREATE FUNCTION time_of_setting(count integer) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz = clock_timestamp();
	result text;
BEGIN
	FOR n IN 1 .. count LOOP
		result := boh_setting('setting.77');
	END LOOP;
	RETURN extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
END $$;

CREATE FUNCTION time_of_nothing(count integer) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz = clock_timestamp();
	result text;
BEGIN
	FOR n IN 1 .. count LOOP
		result := 'setting.77';
	END LOOP;
	RETURN extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
END $$;

-- Sections of one document added to a page, in one statement.
CREATE FUNCTION time_of_insert(document text, count integer) RETURNS double precision LANGUAGE plpgsql AS $$
<<section>>
DECLARE
	start timestamptz;
	page uuid = (SELECT id FROM boh.content_pages WHERE slug = 'empty');
	of_type text = (SELECT type FROM documents WHERE name = document);
	-- neither compressed nor stored elsewhere: as it comes from a client
	data jsonb = (SELECT d.data || '{}' FROM documents d WHERE name = document);
BEGIN
	start := clock_timestamp();
	INSERT INTO boh.content_sections (page_id, position, type, data) SELECT page, n, of_type::boh.section_type, section.data FROM generate_series(1, count) n;
	RETURN extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
END $$;

-- Sections of the long page, turned around.
CREATE PROCEDURE turn_around(count integer, INOUT in_statement double precision, INOUT with_commit double precision) LANGUAGE plpgsql AS $$
DECLARE
	page uuid = (SELECT id FROM boh.content_pages WHERE slug = 'long');
	sections uuid[];
	start timestamptz;
BEGIN
	in_statement := 0;
	with_commit := 0;
	FOR n IN 1 .. count LOOP
		sections := (SELECT array_agg(id ORDER BY position DESC) FROM boh.content_sections WHERE page_id = page);
		COMMIT;
		start := clock_timestamp();
		PERFORM boh_reorder_sections(page, sections);
		in_statement := in_statement + extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
		COMMIT;
		with_commit := with_commit + extract(epoch FROM clock_timestamp() - start) * 1e6 / count;
	END LOOP;
END $$;

VACUUM ANALYZE;
CHECKPOINT;

-- Builds a page about one event, given by the variable "event", publishes it,
-- shows what is refused, and rolls it back.  Fails when something is seen that
-- should not be.
--
--	psql -d boh_db -v event=ID -f demo/page.sql

\set QUIET on
\pset footer off
\pset null '(null)'
\set ECHO queries

-- A page and its sections, in one call.
SELECT boh_create_page(
	jsonb_build_object('title', e.title || ': programme', 'authorId', e.author_id),
	jsonb_build_array(
		jsonb_build_object('type', 'HERO', 'data', jsonb_build_object(
			'heading', e.title, 'ctaText', 'Book a seat', 'ctaLink', '/events/' || e.slug)),
		jsonb_build_object('type', 'TEXT', 'data', jsonb_build_object(
			'content', boh_sanitize_html('<p onclick="steal()">Two days, <b>one track</b>.<script>steal()</script></p>'))),
		jsonb_build_object('type', 'EVENT_LIST', 'data', '{"limit": 5, "category": "CONFERENCE"}'::jsonb))) AS page
FROM boh.events e WHERE e.id = :'event' \gset
\set ECHO none
SELECT slug FROM boh.content_pages WHERE id = :'page' \gset
\set ECHO queries

-- Nobody sees it before it is published.
SELECT boh_page(:'slug') IS NULL AS hidden, boh_publish_page(:'page') AS version;
SELECT s.value ->> 'type' AS type, s.value ->> 'data' AS data FROM jsonb_array_elements(boh_page(:'slug') -> 'sections') s;

-- What is broken is refused, whoever writes it.
\set ON_ERROR_STOP 0
UPDATE boh.content_sections SET data = '{"heading": "", "ctaText": "Book"}' WHERE page_id = :'page' AND type = 'HERO';
\set first :SQLSTATE
UPDATE boh.content_sections SET data = '{"content": "<p>Free entry<script>steal()</script></p>"}' WHERE page_id = :'page' AND type = 'TEXT';
\set second :SQLSTATE
\set ON_ERROR_STOP 1

-- An edit is seen when it is published, and taken back as a new version.
UPDATE boh.content_sections SET data = jsonb_set(data, '{heading}', '"Sold out!"') WHERE page_id = :'page' AND type = 'HERO';
SELECT boh_page(:'slug') #>> '{sections,0,data,heading}' AS seen, boh_page(:'slug', preview => true) #>> '{sections,0,data,heading}' AS edited;
SELECT boh_publish_page(:'page') AS version;
SELECT boh_page(:'slug') #>> '{sections,0,data,heading}' AS seen;
SELECT boh_rollback_page(:'page', 1) AS version;
SELECT boh_page(:'slug') #>> '{sections,0,data,heading}' AS seen;
SELECT version, reason, jsonb_array_length(snapshot -> 'sections') AS sections FROM boh.content_page_versions WHERE page_id = :'page' ORDER BY version;
\set ECHO none
SELECT :'first' <> '23514' OR :'second' <> '23514' OR EXISTS (SELECT FROM boh_verify())
	OR boh_page(:'slug') - 'version' <> (SELECT snapshot - 'version' FROM boh.content_page_versions WHERE page_id = :'page' AND version = 1) AS failed \gset
\if :failed
	DO $$ BEGIN RAISE 'the page is not as it must be'; END $$;
\endif

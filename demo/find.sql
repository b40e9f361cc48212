-- Shows what visitors of the site do most: they search, they browse, and they type
-- into a search box.
--
--	psql -d boh_db -f demo/find.sql

\set QUIET on
\pset footer off
SET client_min_messages = warning;
-- Maintenance counts words and tags.
SELECT boh_refresh_search() IS NOT NULL AS refreshed \gset

\set ECHO queries
SELECT row ->> 'kind' AS kind, row #>> '{event,title}' AS title, row #>> '{event,venue,city}' AS city, left(row #>> '{event,local_start}', 10) AS day
FROM jsonb_array_elements(boh_search('javascript berlin', page_size => 5) -> 'rows') AS row;

SELECT row ->> 'title' AS title, row #>> '{venue,city}' AS city, row ->> 'local_start' AS begins, row ->> 'seats_left' AS seats_left
FROM jsonb_array_elements(boh_list_events('{"near": {"latitude": 52.37, "longitude": 4.9, "km": 300}}', page_size => 5) -> 'rows') AS row;

SELECT jsonb_path_query(boh_suggest('devo'), '$.titles[*].title') #>> '{}' AS suggestion;

-- Mean reciprocal ranks of boh_search() and of ts_rank() for the queries on
-- standard input: ranking|kind|number of queries|mean.

SET timezone = 'UTC';
SET client_min_messages = warning;
BEGIN;

CREATE TEMPORARY TABLE queries (kind text, query text, rule text) ON COMMIT DROP;
\copy queries FROM pstdin WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\t')

-- load.sql moves conferences by whole years once all of them have begun.
CREATE TEMPORARY TABLE asked ON COMMIT DROP AS
WITH moved AS (SELECT extract(year FROM min(start_date))::integer - 2018 AS years FROM boh.events)
SELECT row_number() OVER (ORDER BY query) AS number, kind, rule,
	CASE WHEN rule ~ 'year=' THEN regexp_replace(query, '\d{4}', (substring(query FROM '\d{4}')::integer + years)::text)
		ELSE query END AS query, years
FROM queries, moved;

CREATE TEMPORARY TABLE documents ON COMMIT DROP AS
SELECT e.id, e.title, e.start_date, v.city, v.country, t.tags, v.name AS venue, e.description
FROM boh.events e
LEFT JOIN boh.venues v ON v.id = e.venue_id
LEFT JOIN LATERAL (SELECT string_agg(t.name, ' ') AS tags
	FROM boh.event_tags et JOIN boh.tags t ON t.id = et.tag_id WHERE et.event_id = e.id) AS t ON true;

-- Each part of a rule must be true: one of its values, separated by |, fits.
CREATE TEMPORARY TABLE relevant ON COMMIT DROP AS
SELECT a.number, d.id
FROM asked a, documents d
WHERE NOT EXISTS (
	SELECT FROM regexp_split_to_table(a.rule, '; ') AS part,
		LATERAL (SELECT split_part(part, '=', 1) AS field, substr(part, strpos(part, '=') + 1) AS text) AS p,
		LATERAL (SELECT string_to_array(lower(p.text), '|') AS given) AS g
	WHERE NOT coalesce(CASE p.field
		WHEN 'name' THEN lower(d.title) = ANY (g.given)
		WHEN 'notname' THEN lower(d.title) <> ALL (g.given)
		WHEN 'series' THEN EXISTS (SELECT FROM unnest(g.given) AS s WHERE starts_with(lower(d.title), s))
		WHEN 'topic' THEN d.tags ~ ('\m' || p.text || '\M')
		WHEN 'city' THEN EXISTS (SELECT FROM unnest(g.given) AS c WHERE lower(d.city) = c OR starts_with(lower(d.city), c || ','))
		WHEN 'notcity' THEN d.city IS NULL OR lower(d.city) <> ALL (g.given)
		WHEN 'year' THEN extract(year FROM d.start_date) = p.text::integer + a.years
		WHEN 'month' THEN extract(month FROM d.start_date) = p.text::integer
	END, false));

SELECT CASE WHEN count(*) > 0 THEN 'nothing|relevant|' || count(*) || '|' || min(query) END
FROM asked a WHERE NOT EXISTS (SELECT FROM relevant r WHERE r.number = a.number)
HAVING count(*) > 0;

-- PostgreSQL's own: the same fields with the same weights, and the same dates.
CREATE TEMPORARY TABLE vectors ON COMMIT DROP AS
SELECT c.configuration, d.id, d.start_date,
	setweight(to_tsvector(c.configuration, d.title), 'A') ||
	setweight(to_tsvector(c.configuration, coalesce(d.tags, '')), 'B') ||
	setweight(to_tsvector(c.configuration, concat_ws(' ', d.venue, d.city, d.country, to_char(d.start_date, 'FMMonth YYYY'))), 'C') ||
	setweight(to_tsvector(c.configuration, d.description), 'D') AS vector
FROM documents d, (VALUES ('simple'::regconfig), ('english')) AS c (configuration);

CREATE TEMPORARY TABLE ranks ON COMMIT DROP AS
SELECT format('%s, %s', v.configuration, q.how) AS ranking, a.number, v.id,
	row_number() OVER (PARTITION BY v.configuration, q.how, a.number
		ORDER BY ts_rank(v.vector, q.query) DESC, v.start_date DESC, v.id) AS rank
FROM asked a
CROSS JOIN (VALUES ('simple'::regconfig), ('english')) AS c (configuration)
CROSS JOIN LATERAL (VALUES ('plainto', plainto_tsquery(c.configuration, a.query)),
	('websearch', websearch_to_tsquery(c.configuration, a.query))) AS q (how, query)
JOIN vectors v ON v.configuration = c.configuration AND v.vector @@ q.query;

INSERT INTO ranks
SELECT 'boh', a.number, (r.item -> 'event' ->> 'id')::uuid, r.rank
FROM asked a, LATERAL jsonb_array_elements(boh_search(a.query, NULL, 100) -> 'rows')
	WITH ORDINALITY AS r (item, rank);

CREATE TEMPORARY TABLE reciprocal ON COMMIT DROP AS
SELECT k.ranking, a.kind, a.number, a.query, coalesce(1.0 / min(r.rank), 0) AS value
FROM asked a
CROSS JOIN (SELECT DISTINCT ranking FROM ranks) AS k
LEFT JOIN (SELECT r.* FROM ranks r JOIN relevant USING (number, id) WHERE r.rank <= 100) AS r
	ON r.number = a.number AND r.ranking = k.ranking
GROUP BY k.ranking, a.kind, a.number, a.query;

SELECT ranking, coalesce(kind, 'all'), count(*), round(avg(value), 3)
FROM reciprocal
GROUP BY GROUPING SETS ((ranking, kind), (ranking))
ORDER BY 1, 2;

COMMIT;

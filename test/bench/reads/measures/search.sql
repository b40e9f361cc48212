-- title: search
-- budget: 10
-- needs: boh_search
-- boh
SELECT f.variant, 'bench_app' AS role, NULL::uuid AS person, i, format('SELECT boh_search(%L);', f.query) AS call
FROM i
JOIN bench.words w ON w.n = bench.pick(i, 1, (SELECT count(*) FROM bench.words))
JOIN bench.words o ON o.n = bench.pick(i, 2, (SELECT count(*) FROM bench.words))
JOIN bench.cities c ON c.n = bench.pick(i, 3, (SELECT count(*) FROM bench.cities)),
LATERAL (VALUES ('one_word', w.word), ('two_words', w.word || ' ' || o.word), ('word+city', w.word || ' ' || split_part(c.city, ',', 1)), ('prefix', left(w.word, 3))) f (variant, query);
-- orm
SELECT 'one_word' AS variant, 'bench_app' AS role, NULL::uuid AS person, i,
	format('SELECT * FROM boh.events WHERE status = ''PUBLISHED'' AND (title ILIKE %L OR description ILIKE %L) ORDER BY start_date LIMIT 20;', '%' || w.word || '%', '%' || w.word || '%') AS call
FROM i JOIN bench.words w ON w.n = bench.pick(i, 1, (SELECT count(*) FROM bench.words))
WHERE i <= 20;

-- title: suggestions
-- budget: 5
-- needs: boh_suggest
-- boh
SELECT 'suggest' AS variant, 'bench_app' AS role, NULL::uuid AS person, i, format('SELECT boh_suggest(%L);', left(w.word, 2 + (i % 4)::integer)) AS call
FROM i JOIN bench.words w ON w.n = bench.pick(i, 1, (SELECT count(*) FROM bench.words));
-- orm
SELECT 'suggest' AS variant, 'bench_app' AS role, NULL::uuid AS person, i,
	format('SELECT title FROM boh.events WHERE status = ''PUBLISHED'' AND title ILIKE %L ORDER BY title LIMIT 10;', left(w.word, 2 + (i % 4)::integer) || '%') AS call
FROM i JOIN bench.words w ON w.n = bench.pick(i, 1, (SELECT count(*) FROM bench.words))
WHERE i <= 20;

-- title: sections in another order
-- budget: 3
-- boh
SELECT 'reorder' AS variant, 'bench_admin' AS role, a.id AS person, i,
	format('SELECT boh_reorder_sections(%L, %L);', p.id, ARRAY(SELECT s.id FROM boh.content_sections s WHERE s.page_id = p.id ORDER BY md5(s.id::text || i))) AS call
FROM i JOIN bench.pages p ON p.n = bench.pick(i, 1, (SELECT count(*) FROM bench.pages)), bench.admin a;

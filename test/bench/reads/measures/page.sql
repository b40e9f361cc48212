-- title: a page
-- budget: 5
-- boh
SELECT 'page' AS variant, 'bench_app' AS role, NULL::uuid AS person, i, format('SELECT boh_page(%L);', p.slug) AS call
FROM i JOIN bench.pages p ON p.n = bench.pick(i, 1, (SELECT count(*) FROM bench.pages));
-- orm
SELECT 'page' AS variant, 'bench_admin' AS role, a.id AS person, i,
	format('SELECT * FROM boh.content_pages WHERE slug = %L; SELECT * FROM boh.content_sections WHERE page_id = %L ORDER BY position;', p.slug, p.id) AS call
FROM i JOIN bench.pages p ON p.n = bench.pick(i, 1, (SELECT count(*) FROM bench.pages)), bench.admin a;

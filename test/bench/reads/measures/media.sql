-- title: 50 media files
-- budget: 6
-- needs: boh_list_media
-- boh
SELECT f.variant, 'bench_admin' AS role, a.id AS person, i, format('SELECT boh_list_media(%L, 50);', f.filters) AS call
FROM i, bench.admin a,
LATERAL (VALUES ('all', '{}'::jsonb), ('folder', jsonb_build_object('folder', (ARRAY['root', 'posters', 'venues', 'press'])[1 + i % 4]))) f (variant, filters);
-- orm
SELECT 'all' AS variant, 'bench_admin' AS role, a.id AS person, i,
	format('SELECT * FROM boh.media_files ORDER BY created_at DESC LIMIT 50 OFFSET %s; SELECT count(*) FROM boh.media_files;', 50 * (i % 500)) AS call
FROM i, bench.admin a WHERE i <= greatest(20, :calls / 20);

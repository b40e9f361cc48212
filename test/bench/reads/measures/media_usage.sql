-- title: where a media file is used
-- budget: 15
-- boh
SELECT 'media_usage' AS variant, 'bench_admin' AS role, a.id AS person, i, format('SELECT * FROM boh_media_usage(%L);', m.id) AS call
FROM i JOIN bench.media m ON m.n = bench.pick(i, 1, (SELECT count(*) FROM bench.media)), bench.admin a;

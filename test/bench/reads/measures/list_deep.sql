-- title: page 1 to 500 of events
-- budget: 5
-- needs: boh_list_events
-- boh
SELECT 'page_500' AS variant, 'bench_app' AS role, NULL::uuid AS person, i, format('SELECT boh_list_events(''{}'', 20, %L);', c.cursor) AS call
FROM i JOIN bench.cursors c ON c.n = bench.pick(i, 1, (SELECT count(*) FROM bench.cursors));
-- orm
SELECT 'page_500' AS variant, 'bench_app' AS role, NULL::uuid AS person, i,
	format('SELECT * FROM boh.events e LEFT JOIN boh.venues v ON v.id = e.venue_id WHERE e.status = ''PUBLISHED'' AND e.end_date > now() ORDER BY e.start_date LIMIT 20 OFFSET %s;', 20 * bench.pick(i, 1, (SELECT count(*) FROM bench.cursors))) AS call
FROM i WHERE i <= greatest(20, :calls / 20);

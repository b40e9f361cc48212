-- title: statistics of an event
-- budget: 20
-- needs: boh_event_stats
-- boh
SELECT 'event_stats' AS variant, 'bench_admin' AS role, a.id AS person, i, format('SELECT boh_event_stats(%L);', e.id) AS call
FROM i JOIN bench.events e ON e.n = bench.pick(i, 1, (SELECT count(*) FROM bench.events)), bench.admin a;
-- orm
SELECT 'event_stats' AS variant, 'bench_admin' AS role, a.id AS person, i,
	format('SELECT status, count(*), sum(seats), sum(total_price) FROM boh.bookings WHERE event_id = %L GROUP BY status; SELECT date_trunc(''day'', booking_date), sum(seats), sum(total_price) FROM boh.bookings WHERE event_id = %L GROUP BY 1 ORDER BY 1;', e.id, e.id) AS call
FROM i JOIN bench.events e ON e.n = bench.pick(i, 1, (SELECT count(*) FROM bench.events)), bench.admin a;

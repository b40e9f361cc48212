-- title: statistics of the site
-- budget: 20
-- needs: boh_site_stats
-- boh
SELECT 'site_stats' AS variant, 'bench_admin' AS role, a.id AS person, i,
	format('SELECT boh_site_stats(%L, %L);', current_date - 30 - (i % 300)::integer, current_date - (i % 300)::integer) AS call
FROM i, bench.admin a;
-- orm
SELECT 'site_stats' AS variant, 'bench_admin' AS role, a.id AS person, i,
	format('SELECT date_trunc(''day'', booking_date), status, count(*), sum(seats), sum(total_price) FROM boh.bookings WHERE booking_date BETWEEN %L AND %L GROUP BY 1, 2;', current_date - 30 - (i % 300)::integer, current_date - (i % 300)::integer) AS call
FROM i, bench.admin a WHERE i <= 20;

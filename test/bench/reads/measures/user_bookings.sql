-- title: a person's bookings
-- budget: 4
-- needs: boh_user_bookings
-- boh
SELECT 'user_bookings' AS variant, 'bench_app' AS role, u.id AS person, i, format('SELECT boh_user_bookings(%L);', u.id) AS call
FROM i JOIN bench.users u ON u.n = bench.pick(i, 1, (SELECT count(*) FROM bench.users));
-- orm
SELECT 'user_bookings' AS variant, 'bench_app' AS role, u.id AS person, i,
	format('SELECT * FROM boh.bookings WHERE user_id = %L ORDER BY booking_date DESC LIMIT 20; SELECT * FROM boh.events WHERE id IN (SELECT event_id FROM boh.bookings WHERE user_id = %L ORDER BY booking_date DESC LIMIT 20);', u.id, u.id) AS call
FROM i JOIN bench.users u ON u.n = bench.pick(i, 1, (SELECT count(*) FROM bench.users));

-- title: a booking
-- budget: 10
-- boh
SELECT 'booking' AS variant, 'bench_app' AS role, u.id AS person, i, format('SELECT id FROM boh_book_seats(%L, %L, 1); COMMIT;', e.id, u.id) AS call
FROM i JOIN bench.upcoming e ON e.n = bench.pick(i, 1, (SELECT count(*) FROM bench.upcoming))
JOIN bench.users u ON u.n = bench.pick(i, 2, (SELECT count(*) FROM bench.users));

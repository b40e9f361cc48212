-- title: an event with its venue
-- budget: 3
-- needs: boh_event
-- boh
SELECT 'event' AS variant, 'bench_app' AS role, NULL::uuid AS person, i, format('SELECT boh_event(%L);', e.slug) AS call
FROM i JOIN bench.events e ON e.n = bench.pick(i, 1, (SELECT count(*) FROM bench.events));
-- orm
SELECT 'event' AS variant, 'bench_app' AS role, NULL::uuid AS person, i,
	format('SELECT * FROM boh.events WHERE slug = %L; SELECT * FROM boh.venues WHERE id = %L; SELECT t.* FROM boh.tags t JOIN boh.event_tags x ON x.tag_id = t.id WHERE x.event_id = %L; SELECT boh_available_seats(%L);', e.slug, e.venue_id, e.id, e.id) AS call
FROM i JOIN bench.events e ON e.n = bench.pick(i, 1, (SELECT count(*) FROM bench.events))
JOIN boh.events b ON b.id = e.id AND b.status = 'PUBLISHED';

-- title: 20 events
-- budget: 5
-- needs: boh_list_events
-- boh
SELECT f.variant, 'bench_app' AS role, NULL::uuid AS person, i,
	format('SELECT boh_list_events(%L, 20);', f.filters) AS call
FROM i
JOIN bench.cities c ON c.n = bench.pick(i, 1, (SELECT count(*) FROM bench.cities))
JOIN bench.tags t ON t.n = bench.pick(i, 2, (SELECT count(*) FROM bench.tags))
JOIN bench.tags u ON u.n = bench.pick(i, 3, (SELECT count(*) FROM bench.tags))
JOIN bench.categories k ON k.n = bench.pick(i, 4, (SELECT count(*) FROM bench.categories))
JOIN bench.events e ON e.n = bench.pick(i, 5, (SELECT count(*) FROM bench.events)),
LATERAL (VALUES
	('order=start', jsonb_build_object('order', 'start')),
	('order=newest', '{"order": "newest"}'),
	('order=price', jsonb_build_object('order', 'price', 'currency', e.currency)),
	('order=title', '{"order": "title"}'),
	('order=distance', jsonb_build_object('order', 'distance', 'near', jsonb_build_object('latitude', c.latitude, 'longitude', c.longitude, 'km', 50))),
	('category', jsonb_build_object('category', k.category)),
	('all_tags', jsonb_build_object('all_tags', jsonb_build_array(t.slug, u.slug))),
	('any_tags', jsonb_build_object('any_tags', jsonb_build_array(t.slug, u.slug))),
	('city', jsonb_build_object('city', c.city)),
	('country', jsonb_build_object('country', c.country)),
	('venue', jsonb_build_object('venue_id', e.venue_id)),
	('author', jsonb_build_object('author_id', e.author_id)),
	('starts', jsonb_build_object('starts', jsonb_build_object('from', now() + i % 100 * interval '1 day', 'to', now() + (i % 100 + 3) * interval '1 day'))),
	('overlaps', jsonb_build_object('overlaps', jsonb_build_object('from', now() + i % 100 * interval '1 day', 'to', now() + (i % 100 + 3) * interval '1 day'))),
	('price', jsonb_build_object('currency', e.currency, 'price', jsonb_build_object('from', i % 50, 'to', i % 50 + 50))),
	('has_seats', jsonb_build_object('has_seats', true, 'city', c.city)),
	('status=COMPLETED', jsonb_build_object('status', 'COMPLETED', 'order', 'start_desc')),
	('near', jsonb_build_object('near', jsonb_build_object('latitude', c.latitude, 'longitude', c.longitude, 'km', 30))),
	('category+city', jsonb_build_object('category', k.category, 'city', c.city))) f (variant, filters)
WHERE f.variant <> 'venue' OR e.venue_id IS NOT NULL;
-- orm
SELECT f.variant, 'bench_app' AS role, NULL::uuid AS person, i,
	format('SELECT * FROM boh.events e WHERE e.status = ''PUBLISHED'' AND e.end_date > now() AND %s ORDER BY %s LIMIT 20; '
		|| 'SELECT * FROM boh.venues WHERE id = ANY (ARRAY(SELECT venue_id FROM bench.events WHERE n BETWEEN %s AND %s)); '
		|| 'SELECT * FROM boh.event_tags x JOIN boh.tags t ON t.id = x.tag_id WHERE x.event_id = ANY (ARRAY(SELECT id FROM bench.events WHERE n BETWEEN %s AND %s));',
		f.condition, f.ordering, i, i + 20, i, i + 20) AS call
FROM (SELECT i FROM i WHERE i <= greatest(20, :calls / 100)) i
JOIN bench.cities c ON c.n = bench.pick(i, 1, (SELECT count(*) FROM bench.cities))
JOIN bench.tags t ON t.n = bench.pick(i, 2, (SELECT count(*) FROM bench.tags))
JOIN bench.categories k ON k.n = bench.pick(i, 4, (SELECT count(*) FROM bench.categories))
JOIN bench.events e ON e.n = bench.pick(i, 5, (SELECT count(*) FROM bench.events)),
LATERAL (VALUES
	('order=start', 'true', 'e.start_date'),
	('order=newest', 'true', 'e.created_at DESC'),
	('order=price', format('e.currency = %L', e.currency), 'e.price'),
	('order=title', 'true', 'e.title'),
	('category', format('e.category = %L', k.category), 'e.start_date'),
	('any_tags', format('EXISTS (SELECT FROM boh.event_tags x JOIN boh.tags t ON t.id = x.tag_id WHERE x.event_id = e.id AND t.slug = %L)', t.slug), 'e.start_date'),
	('city', format('e.venue_id IN (SELECT id FROM boh.venues WHERE city ILIKE %L)', c.city), 'e.start_date'),
	('country', format('e.venue_id IN (SELECT id FROM boh.venues WHERE country ILIKE %L)', c.country), 'e.start_date'),
	('author', format('e.author_id = %L', e.author_id), 'e.start_date'),
	('starts', format('e.start_date BETWEEN %L AND %L', now() + i % 100 * interval '1 day', now() + (i % 100 + 3) * interval '1 day'), 'e.start_date')) f (variant, condition, ordering);

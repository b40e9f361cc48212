-- Identifiers of RFC 9562 version 7: boh_uuid7() and boh_uuid7_time().
SET timezone = 'UTC';
SET datestyle = 'ISO';

-- version, variant and length, as RFC 9562 writes them
SELECT boh_uuid7()::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' AS well_formed;

-- 10,000 in a row: all well formed, each greater than the one before
CREATE TEMPORARY TABLE made AS
	SELECT number, boh_uuid7() AS id FROM generate_series(1, 10000) AS number;
SELECT count(*) AS identifiers,
	count(*) FILTER (WHERE id::text !~ '^.{14}7.{4}[89ab]') AS malformed,
	count(*) FILTER (WHERE id <= previous) AS not_increasing,
	count(DISTINCT right(id::text, 16)) AS different_random_parts
FROM (SELECT id, lag(id) OVER (ORDER BY number) AS previous FROM made) AS made;

-- each of the 62 random bits is seen set and not set
SELECT bit_or(substr(bits, 67)::bit(62)) = ~ B'0'::bit(62) AS all_ones,
	bit_and(substr(bits, 67)::bit(62)) = B'0'::bit(62) AS all_zeros
FROM (SELECT ('x' || replace(id::text, '-', ''))::bit(128)::text AS bits FROM made) AS made;

-- the fraction of the millisecond is used: its first four bits take every value
SELECT count(DISTINCT substr(id::text, 16, 1)) AS sixteenths_of_a_millisecond FROM made;

-- what later statements make is greater
SELECT bool_and(boh_uuid7() > id) AS greater FROM made;

-- it is a default for rows, each with its own value
CREATE TEMPORARY TABLE entries (id uuid PRIMARY KEY DEFAULT boh_uuid7(), number integer);
INSERT INTO entries (number) SELECT generate_series(1, 1000);
SELECT array_agg(number ORDER BY id) = array_agg(number ORDER BY number) AS in_order FROM entries;

-- the time lies between the statement's beginning and its end; more than 4,096 a
-- millisecond run ahead of the clock, 10,000 of them no further than 3 milliseconds
SELECT count(*) AS outside
FROM (SELECT boh_uuid7_time(boh_uuid7()) AS made_at, clock_timestamp() AS after
	FROM generate_series(1, 10000)) AS made
WHERE made_at < date_trunc('milliseconds', statement_timestamp()) OR made_at > after + interval '3 milliseconds';

-- known values: the example of RFC 9562 (appendix A.6), the first and the last time there is
SELECT boh_uuid7_time('017f22e2-79b0-7cc3-98c4-dc0c0c07398f') AS rfc_9562_example;
SELECT boh_uuid7_time('00000000-0000-7000-8000-000000000000') AS first;
SELECT boh_uuid7_time('ffffffff-ffff-7fff-bfff-ffffffffffff') AS last;

-- milliseconds are exact, and the fraction is not time
SELECT boh_uuid7_time('017f22e2-79b1-7000-8000-000000000000') AS one_more,
	boh_uuid7_time('017f22e2-79b1-7fff-8000-000000000000') AS same;

-- NULL for other versions, other variants and no identifier
SELECT version, boh_uuid7_time(('017f22e2-79b0-' || version || 'cc3-98c4-dc0c0c07398f')::uuid)
FROM unnest('{0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,f}'::text[]) AS version
ORDER BY version;
SELECT variant, boh_uuid7_time(('017f22e2-79b0-7cc3-' || variant || '8c4-dc0c0c07398f')::uuid)
FROM unnest('{0,1,2,3,4,5,6,7,8,9,a,b,c,d,e,f}'::text[]) AS variant
ORDER BY variant;
SELECT boh_uuid7_time('00000000-0000-0000-0000-000000000000') AS nil,
	boh_uuid7_time('ffffffff-ffff-ffff-ffff-ffffffffffff') AS max,
	boh_uuid7_time(NULL) AS none;

-- 10,000 values of any 16 bytes: NULL, or the milliseconds of the first six bytes
SELECT count(*) AS inputs,
	count(boh_uuid7_time(id)) BETWEEN 1 AND 9999 AS both_seen,
	count(*) FILTER (WHERE (boh_uuid7_time(id) IS NOT NULL) <> (hex ~ '^.{12}7.{3}[89ab]')) AS wrong_kind,
	count(*) FILTER (WHERE boh_uuid7_time(id) NOT BETWEEN '1970-01-01' AND '10889-08-02 05:31:50.655') AS out_of_range,
	count(*) FILTER (WHERE extract(epoch FROM boh_uuid7_time(id)) * 1000 <>
		('x' || left(hex, 12))::bit(48)::bigint) AS wrong_time
FROM (SELECT md5('uuid ' || number) AS hex, md5('uuid ' || number)::uuid AS id
	FROM generate_series(1, 10000) AS number) AS random;

-- the same with version and variant set, so that each has a time
SELECT count(*) AS inputs,
	count(*) FILTER (WHERE boh_uuid7_time(id) BETWEEN '1970-01-01' AND '10889-08-02 05:31:50.655') AS in_range,
	count(*) FILTER (WHERE extract(epoch FROM boh_uuid7_time(id)) * 1000 =
		('x' || left(hex, 12))::bit(48)::bigint) AS right_time
FROM (SELECT hex, overlay(overlay(hex PLACING '7' FROM 13) PLACING '9' FROM 17)::uuid AS id
	FROM (SELECT md5('time ' || number) AS hex FROM generate_series(1, 10000) AS number) AS random) AS random;

-- how the planner may treat them
SELECT proname, provolatile, proisstrict, proparallel, proleakproof
FROM pg_proc WHERE proname IN ('boh_uuid7', 'boh_uuid7_time') ORDER BY proname;

-- Reads on standard input what the rush asked and was answered, and reports on
-- it; the variable "event" names the event.  What
-- is wrong comes last and ends in an error.
--
--	psql -d boh_db -v ON_ERROR_STOP=1 -v event=ID -f demo/report.sql < requests

\set QUIET on
\pset format unaligned
\pset tuples_only on

CREATE SCHEMA demo;

CREATE TABLE demo.requests (
	number integer PRIMARY KEY,
	client integer NOT NULL,
	kind text NOT NULL,
	sending text NOT NULL,
	user_id uuid NOT NULL,
	seats integer NOT NULL,
	idempotency_key text,
	sqlstate text NOT NULL,
	booking_id uuid,
	asked_at bigint NOT NULL,
	answered_at bigint NOT NULL
);
COMMENT ON TABLE demo.requests IS 'What the clients of the rush asked and were answered; times in microseconds since the first request.';
\copy demo.requests FROM pstdin

CREATE VIEW demo.bookings AS
SELECT b.* FROM boh.bookings b WHERE b.event_id = :'event';
COMMENT ON VIEW demo.bookings IS 'Bookings of the event that was rushed.';

SELECT count(*) AS requests,
	round(max(answered_at) / 1e6, 2) AS seconds,
	round(count(*) / (max(answered_at) / 1e6)) AS requests_per_second,
	count(DISTINCT client) AS clients,
	count(*) FILTER (WHERE kind = 'book' AND sqlstate = 'BH003') AS refused,
	count(*) FILTER (WHERE sending <> 'first') AS sent_twice,
	count(*) FILTER (WHERE sending = 'at once') AS at_once,
	count(*) FILTER (WHERE sending = 'again') AS again,
	count(*) FILTER (WHERE kind = 'book' AND sqlstate = '00000') AS acknowledged,
	count(DISTINCT booking_id) FILTER (WHERE kind = 'book' AND sqlstate = '00000') AS booked
FROM demo.requests \gset

SELECT :acknowledged - :booked AS from_key \gset

-- As long as nobody was refused, the clients were not kept from booking.
SELECT count(DISTINCT booking_id) AS early_bookings, round(first_refusal / 1e6, 2) AS early_seconds,
	round(count(DISTINCT booking_id) / (first_refusal / 1e6)) AS bookings_per_second
FROM demo.requests, (SELECT min(answered_at) FROM demo.requests WHERE sqlstate = 'BH003') AS r (first_refusal)
WHERE kind = 'book' AND sqlstate = '00000' AND answered_at <= first_refusal
GROUP BY first_refusal \gset

SELECT count(*) AS rows,
	count(*) FILTER (WHERE status = 'CONFIRMED') AS paid,
	coalesce(sum(seats) FILTER (WHERE status = 'CONFIRMED'), 0) AS sold,
	count(*) FILTER (WHERE status = 'CANCELLED' AND cancel_reason = 'changed my mind') AS cancelled,
	count(*) FILTER (WHERE status = 'CANCELLED' AND cancel_reason = 'hold expired') AS expired
FROM demo.bookings \gset

SELECT e.title, e.slug, to_char(e.start_date, 'FMDD FMMonth YYYY') AS day, coalesce(v.city, 'online') AS city, e.capacity
FROM boh.events e LEFT JOIN boh.venues v ON v.id = e.venue_id
WHERE e.id = :'event' \gset

-- Counted from the bookings themselves, not from the counter.
SELECT coalesce(sum(greatest(b.seats - e.capacity, 0)), 0) AS oversold
FROM boh.events e
JOIN (
	SELECT event_id, sum(seats) AS seats
	FROM boh.bookings
	WHERE status IN ('PENDING', 'CONFIRMED')
	GROUP BY event_id
) b ON b.event_id = e.id \gset
SELECT count(*) AS drift FROM boh_verify() \gset

CREATE TEMPORARY TABLE wrong (problem text, found bigint);
INSERT INTO wrong VALUES
	('seats oversold', :oversold),
	('findings of boh_verify()', :drift),
	('seats not sold', :capacity - :sold),
	('idempotency keys with more than one booking', (
		SELECT count(*) FROM (
			SELECT FROM demo.requests WHERE kind = 'book' AND sqlstate = '00000' AND idempotency_key IS NOT NULL
			GROUP BY idempotency_key HAVING count(DISTINCT booking_id) > 1
		) k)),
	('bookings acknowledged to a client and not in the table', (
		SELECT count(DISTINCT booking_id) FROM demo.requests r
		WHERE booking_id IS NOT NULL AND NOT EXISTS (SELECT FROM demo.bookings b WHERE b.id = r.booking_id AND b.user_id = r.user_id AND b.seats = r.seats))),
	('bookings in the table that no client knows of', (
		SELECT count(*) FROM demo.bookings b WHERE NOT EXISTS (SELECT FROM demo.requests r WHERE r.booking_id = b.id))),
	('clients that got seats after the last one was sold', (
		SELECT count(*) FROM (SELECT DISTINCT ON (client) sqlstate FROM demo.requests ORDER BY client, number DESC) l WHERE sqlstate <> 'BH003'));
INSERT INTO wrong
	SELECT format('%s: answered with SQLSTATE %s', kind, sqlstate), count(*) FROM demo.requests
	WHERE sqlstate <> '00000' AND NOT (kind = 'book' AND sqlstate = 'BH003')
	GROUP BY kind, sqlstate;
DELETE FROM wrong WHERE found = 0;

\pset fieldsep ''
\set thousands FM999,999,999,990
SELECT E'\n' || format('The rush on "%s", %s, %s', :'title', :'city', :'day') || E'\n';
SELECT format('  %-38s', label), lpad(to_char(number, :'thousands'), 8), '   ' || remark
FROM (VALUES
	(1, 'seats', :capacity::numeric, ''),
	(2, 'sold', :sold, format('in %s bookings that are paid for', :paid)),
	(3, 'oversold', :oversold, 'counted from all bookings of all events'),
	(4, 'drift', :drift, 'findings of boh_verify()'),
	(5, 'bookings made', :rows, ''),
	(6, '  paid for', :paid, ''),
	(7, '  cancelled by the customer', :cancelled, ''),
	(8, '  hold ran out, seats went to others', :expired, ''),
	(9, 'requests refused', :refused, 'not enough seats (BH003)'),
	(10, 'requests sent twice with a key', :sent_twice, format('%s at the same moment, %s once answered', to_char(:at_once, :'thousands'), to_char(:again, :'thousands'))),
	(11, '  answered from the key', :from_key, 'with the booking that the first one made'),
	(12, 'bookings/s', :bookings_per_second, format('%s in %s s, until the first one was refused', :early_bookings, :early_seconds)),
	(13, 'requests/s', :requests_per_second, format('%s in %s s, %s clients', to_char(:requests, :'thousands'), :seconds, :clients))
	) AS l (line, label, number, remark)
ORDER BY line;

SELECT count(*) > 0 AS failed FROM wrong \gset
\if :failed
	SELECT E'\nWrong:';
	SELECT format('  %-38s%8s   %s', '', found, problem) FROM wrong;
	SELECT * FROM boh_verify();
	DO $$ BEGIN RAISE 'the rush did not end as it must'; END $$;
\endif
